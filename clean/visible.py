r"""Raw text as a terminal, a diff or a notebook may hold it: nothing in it acts, everything shows.

A raw page is hostile input: it may hold escape sequences that steer a terminal, overrides that reverse the
direction of writing, and the very marks that a view of it uses.
"""

import re

__all__ = ["ESCAPE", "from_visible", "visible"]

#: Marks of `clean.explanation`, escaped in raw text so that only real marks look like marks.
_MARKS = "⟦⟧"

#: Finds what `visible` wrote in place of a character.
ESCAPE = re.compile(r"\\(?:\\|[trn]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")


def visible(text: str) -> str:
    r"""Return the text with everything escaped that does not print: `\x1b`, `\t`, `\xa0`, `\u202e`.

    Line feeds stay. The backslash and the marks ⟦ ⟧ are escaped too, so `from_visible` is the exact inverse.
    """
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if line.isprintable() and not any(char in line for char in ("\\", *_MARKS)):
        return line
    return "".join(_char(char) for char in line)


def _char(char: str) -> str:
    if char.isprintable() and char != "\\" and char not in _MARKS:
        return char
    return char.encode("unicode_escape").decode("ascii")


def from_visible(text: str) -> str:
    r"""Return the raw text that `visible` showed."""
    return ESCAPE.sub(lambda found: found.group().encode("ascii").decode("unicode_escape"), text)
