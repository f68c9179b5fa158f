"""Standfirst: the sentence between title and byline that sums the article up.

Looks for: a single line that no other step wants, standing alone below the title and directly above the byline
or the date.

Keeps: two or more lines there, and whatever stands below a title without a byline: that is text.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Standfirst"
REASON = "sums the article up under its title"
SAFETY = "The first paragraph of the article stays: a standfirst has the title right above it and the byline or the date right below it."
ORDER = 350
RULES = (CodeRule("between-title-and-byline", "standfirst", "sums the article up under its title"),)
EXAMPLES = {
    "between-title-and-byline": (
        "Harbour wall to be raised again\n\n⟦The work was put off twice.⟧\n\nBy Ada Quay\n\nThe council has voted.",
        "Harbour wall to be raised again\n\nBy Ada Quay\n\nThe council has voted.",
        "Harbour wall to be raised again\n\nThe council has voted.\n\nIt did so twice.",
    )
}

_BELOW = ("byline", "dateline")


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the standfirst of each page that has one."""
    same_page = (pl.col("page") == pl.col("page").shift(1)) & (pl.col("page") == pl.col("page").shift(-1))
    return (
        lines.lines.filter(pl.col("head") | pl.col("step").is_not_null())
        .filter(
            same_page
            & pl.col("step").is_null()
            & (pl.col("step").shift(1) == "headline")
            & pl.col("step").shift(-1).is_in(_BELOW)
            & pl.col("head")
        )
        .select("start", "end", rule=pl.lit("between-title-and-byline"))
    )
