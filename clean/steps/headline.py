"""Headline: the title of the article.

Looks for: the first line of the head that no other step wants, of three words or more, which does not end like a
sentence. Shorter lines before it are passed over; a sentence before it means that the page has no title.

Keeps: everything else. A page without a title has null there.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Headline"
REASON = "is the title of the article"
SAFETY = "The first sentence of a page without a title stays text: a title does not end with a full stop, a comma or a colon, and something stands below it."
ORDER = 340
RULES = (CodeRule("first-line", "title", "the title of the article"),)
EXAMPLES = {
    "first-line": (
        "⟦Harbour wall to be raised again⟧\n\nThe council has voted.",
        "Coast\n\n⟦“Who pays for it?” Harbour wall to be raised⟧\n\nThe council has voted.",
        "The council has voted to raise the wall.\n\nIt did so twice\n\nThe work begins soon.",
        "Harbour wall to be raised again",
    )
}

# How many lines that nobody wants may stand above the title.
PASSED_OVER = 3
_WORDS = r"\S+\s+\S+\s+\S+"
_SENTENCE = r"(?:[^.]\.|[,;:])[\"'”’»)\]]*$"


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the title of each page that has one."""
    frame = lines.lines
    last_of_page = (pl.col("page") != pl.col("page").shift(-1)).fill_null(True)
    sentence = pl.col("text").str.contains(_SENTENCE)
    long = pl.col("text").str.contains(_WORDS)
    free = (
        frame.with_columns(last=last_of_page)
        .filter(pl.col("head") & pl.col("step").is_null())
        .with_columns(
            order=pl.int_range(pl.len()).over("page"),
            listed=pl.col("number").is_not_null() | pl.col("bullet"),
            sentence=sentence,
            long=long,
        )
    )
    return (
        free.filter(pl.col("long") | pl.col("sentence"))
        .group_by("page", maintain_order=True)
        .first()
        .filter(~pl.col("sentence") & ~pl.col("listed") & ~pl.col("last") & (pl.col("order") <= PASSED_OVER))
        .select("start", "end", rule=pl.lit("first-line"))
    )
