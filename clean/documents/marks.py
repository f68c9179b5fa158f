"""Marks in a Markdown document: which of its words are figures, and which blocks are made from the data.

Marks are HTML comments, which Markdown does not show:

    The version has <!-- fig: articles.all -->5<!-- /fig --> articles from <!-- fixed -->2018<!-- /fixed -->.

    <!-- begin: splits -->

    | split | …

    <!-- end -->

`fig` names a figure that is computed; `fixed` encloses a number that is no figure (a year, a version, an
article of a law); `begin` names a block, whole lines, that is made anew from the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from clean.errors import FaultList, shown

__all__ = ["FENCE", "Mark", "block", "figure", "find_marks", "replaced"]

_COMMENT: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
_WORDS: Final = re.compile(r"\s*(?:(fig|begin)\s*:\s*(\S+)|(fixed|/fig|/fixed|end))\s*")
_LIKE_A_MARK: Final = re.compile(r"\s*/?\s*(?:fig|fixed|begin|end)\b", re.IGNORECASE)
FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)

Kind = Literal["fig", "fixed", "begin"]

_OPENS: Final[dict[str, Kind]] = {"fig": "fig", "fixed": "fixed", "begin": "begin"}
_CLOSES: Final[dict[Kind, str]] = {"fig": "/fig", "fixed": "/fixed", "begin": "end"}


@dataclass(frozen=True)
class Mark:
    """What a pair of marks encloses.

    `start` and `end` are offsets of the content in the document, in code points, `outer` those with the
    marks; `line` counts from 1. `name` is empty for `fixed`.
    """

    kind: Kind
    name: str
    line: int
    start: int
    end: int
    outer: tuple[int, int]

    def content(self, text: str) -> str:
        """Return what stands between the marks; of a block, without the line breaks beside them."""
        inside = text[self.start : self.end]
        return inside.strip("\n") if self.kind == "begin" else inside


def figure(name: str, value: str) -> str:
    """Return a marked figure."""
    return f"<!-- fig: {name} -->{value}<!-- /fig -->"


def block(name: str, content: str) -> str:
    """Return a marked block."""
    return f"<!-- begin: {name} -->\n\n{content}\n\n<!-- end -->"


def find_marks(text: str, place: str) -> list[Mark]:
    """Return the marks of a document in order; those in fenced code are text.

    `place` is how messages name the document. Raises InputErrors, with every fault: a comment that looks
    like a mark and is none, a mark that is not closed or not opened, marks within each other, a block that
    does not stand on lines of its own, and a figure that begins its line.
    """
    faults = FaultList()
    marks: list[Mark] = []
    fences = [found.span() for found in FENCE.finditer(text)]
    opened: tuple[Kind, str, re.Match[str]] | None = None
    for comment in _COMMENT.finditer(text):
        if any(start <= comment.start() < end for start, end in fences):
            continue
        words = _WORDS.fullmatch(comment[1])
        where = f"{place}, line {_line(text, comment.start())}"
        if words is None:
            if _LIKE_A_MARK.match(comment[1]):
                faults.add(
                    f"{where}: {shown(comment[0])} is not a mark; write <!-- fig: NAME -->, <!-- fixed --> "
                    "or <!-- begin: NAME -->, closed by <!-- /fig -->, <!-- /fixed --> or <!-- end -->."
                )
            continue
        closing, name = words[3], words[2] or ""
        kind = _OPENS.get(words[1] or closing)
        if opened is not None and closing != _CLOSES[opened[0]]:
            faults.add(
                f"{place}, line {_line(text, opened[2].start())}: {shown(opened[2][0])} is not closed before "
                f"{shown(comment[0])}; put <!-- {_CLOSES[opened[0]]} --> behind it."
            )
            opened = None
        if kind is not None:
            opened = (kind, name, comment)
        elif opened is None:
            faults.add(
                f"{where}: {shown(comment[0])} closes no mark; remove it, or put the opening mark before it."
            )
        else:
            mark = _mark(text, opened, comment)
            faults.extend(f"{place}, line {mark.line}: {fault}" for fault in _misplaced(text, mark))
            marks.append(mark)
            opened = None
    if opened is not None:
        where = f"{place}, line {_line(text, opened[2].start())}"
        faults.add(
            f"{where}: {shown(opened[2][0])} is not closed; put <!-- {_CLOSES[opened[0]]} --> behind it."
        )
    faults.raise_if_any()
    return marks


def _mark(text: str, opened: tuple[Kind, str, re.Match[str]], closing: re.Match[str]) -> Mark:
    kind, name, opening = opened
    return Mark(
        kind=kind,
        name=name,
        line=_line(text, opening.start()),
        start=opening.end(),
        end=closing.start(),
        outer=(opening.start(), closing.end()),
    )


def _misplaced(text: str, mark: Mark) -> list[str]:
    start, end = mark.outer
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : (text + "\n").index("\n", end)]
    inside = text[mark.start : mark.end]
    if mark.kind != "begin":
        if not before.strip():
            # Markdown takes a line that begins with a comment as HTML, whatever follows on it.
            return ["a mark begins the line, which Markdown would not show as text; put a word before it."]
        return ["the mark goes on to another line; keep it on one."] if "\n" in inside else []
    if before or after.strip() or not inside.startswith("\n") or not inside.endswith("\n"):
        return [
            f"the marks of the block {shown(mark.name)} must each stand on a line of their own; part them."
        ]
    return []


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def replaced(text: str, marks: list[Mark], content: Callable[[Mark], str]) -> str:
    """Return the document with new content between the marks of figures and blocks."""
    parts, done = [], 0
    for mark in marks:
        if mark.kind == "fixed":
            continue
        new = content(mark)
        parts += [text[done : mark.start], f"\n\n{new}\n\n" if mark.kind == "begin" else new]
        done = mark.end
    return "".join([*parts, text[done:]])
