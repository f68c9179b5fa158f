"""Data as Markdown text: titles, names and descriptions show as they are, and do nothing."""

import html
import re
from typing import Final

__all__ = ["escaped", "prose"]

_ANYWHERE: Final = re.compile(r"([\\`*_{}\[\]()!|~$^])")
_AT_THE_START: Final = re.compile(r"([#+=-]|\d+(?=[.)]))")


def escaped(text: str) -> str:
    """Return one line of text so that Markdown shows it as it is, at the start of a line too."""
    line = " ".join(text.split())
    start = _AT_THE_START.match(line)
    if start is None:
        safe = _ANYWHERE.sub(r"\\\1", line)
    else:
        head = start[0] if start[0][0].isdigit() else f"\\{start[0]}"
        rest = _ANYWHERE.sub(r"\\\1", line[start.end() :])
        # A number and a full stop would begin a list.
        safe = f"{head}\\{rest}" if rest.startswith(".") else f"{head}{rest}"
    return html.escape(safe, quote=False)


def prose(text: str) -> str:
    """Return text so that Markdown shows it as it is, its paragraphs (parted by blank lines) kept."""
    return "\n\n".join(escaped(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip()))
