"""Byline: who wrote the article.

Looks for: a line above the text that opens with "By" (or von, par, por) and goes on with capitalised names.

Keeps: the first line of the page, which may be a title that begins with "By".
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Byline"
REASON = "names the author of the article"
SAFETY = "A sentence or title that begins with By stays: every word of the line must look like part of a name, and something must stand above it."
ORDER = 320
RULES = (CodeRule("by-name", "author", "names the author of the article"),)
EXAMPLES = {
    "by-name": (
        "Harbour wall to be raised\n\n⟦By Ada Quay⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦By Ada Quay and Jan van der Pier⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nBy Monday it was gone.\n\nBy Night\n\nThe council has voted.",
        "By Any Means\n\nThe council has voted.",
    )
}

_NAME = r"\p{Lu}[\p{L}'’.\-]*"
_BYLINE = rf"^(?:By|BY|by|Von|Par|Por):?\s+{_NAME}(?:\s+(?:{_NAME}|and|und|et|y|de|del|da|di|du|van|von|der|den|bin|al|la|le|&),?){{1,10}}$"


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the first byline in the head of each page."""
    first = pl.col("page") != pl.col("page").shift(1)
    return (
        lines.lines.filter(pl.col("head") & ~first.fill_null(True) & pl.col("step").is_null())
        .filter(pl.col("text").str.contains(_BYLINE))
        .group_by("page", maintain_order=True)
        .first()
        .select("start", "end", rule=pl.lit("by-name"))
    )
