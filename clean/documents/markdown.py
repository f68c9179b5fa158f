"""Data as Markdown text: titles, names and descriptions show as they are, and do nothing."""

import html
import re
from typing import Final

__all__ = ["escaped", "prose"]

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|~$^=-])")


def escaped(text: str) -> str:
    """Return one line of text so that Markdown shows it as it is."""
    return html.escape(_MARKDOWN.sub(r"\\\1", " ".join(text.split())), quote=False)


def prose(text: str) -> str:
    """Return text so that Markdown shows it as it is, its paragraphs (parted by blank lines) kept."""
    paragraphs = (escaped(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip()))
    # Digits and a full stop at the start of a line would make a list.
    return "\n\n".join(re.sub(r"^(\d+)\.", r"\1\\.", paragraph) for paragraph in paragraphs)
