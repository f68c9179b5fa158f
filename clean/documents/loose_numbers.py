"""Numbers in a document that no mark accounts for: a figure that nobody computes goes wrong unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clean.documents.marks import FENCE, Mark

__all__ = ["loose_numbers"]

_WORDS: Final = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozen|hundred|thousand|million|"
    "billion"
)
"""Numbers as words. "One" is left out: it is a pronoun more often than a number."""

# Digits behind a letter are part of a name (UTF-8, SHA-256, JC9).
_NUMBER: Final = re.compile(rf"(?<![\w.-])\d[\d.,]*|\b(?:{_WORDS})\b", re.IGNORECASE)

_NOT_PROSE: Final = (
    FENCE,
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"(`+)(?!`)(?:(?!\n\s*\n).)*?(?<!`)\1(?!`)", re.DOTALL),
    re.compile(r"<[a-z][a-z0-9+.-]*:[^<>\s]*>", re.IGNORECASE),
    re.compile(r"(?<=\])\([^()\s]*\)"),
    re.compile(r"^#{1,6} +\d+(?:\.\d+)*(?= )", re.MULTILINE),
    re.compile(r"^ {0,3}\d+[.)](?= )", re.MULTILINE),
)
"""What is not prose: code, comments, addresses, and the numbers of headings and of list items."""


def loose_numbers(text: str, marks: list[Mark]) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of every number in prose that no mark encloses, in order.

    A number is written in digits, or a word from two to a billion. What stands in code, in an address, or
    before a heading or a list item is none.
    """
    hidden = bytearray(len(text))
    for start, end in [
        *(mark.outer for mark in marks),
        *(found.span() for pattern in _NOT_PROSE for found in pattern.finditer(text)),
    ]:
        hidden[start:end] = b"\1" * (end - start)
    for found in _NUMBER.finditer(text):
        if not hidden[found.start()]:
            yield text.count("\n", 0, found.start()) + 1, found[0].rstrip(".,")
