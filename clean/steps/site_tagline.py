"""Site tagline: the slogan of the site, printed above section and date.

Looks for: the first block of the page, one to three lines of a few words each, the last of which ends like a
sentence, directly above a section or a date, with a possible title below those.

Keeps: a block that could be the title.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Site tagline"
REASON = "is the slogan of the site, not of the article"
SAFETY = "A title stays: the slogan ends like a sentence, stands above the section or the date, and a longer line that could be the title follows."
ORDER = 330
RULES = (CodeRule("above-section-or-date", "removed", "the slogan of the site above the section or the date"),)
EXAMPLES = {
    "above-section-or-date": (
        "⟦Old ropes,\nnew knots.⟧\n\n  1. Coast\n3 March 2019\n\nHarbour wall to be raised by a metre\n\nThe council has voted.",
        "Harbour wall falls\n\n3 March 2019\n\nThe council has voted to build it up again.",
        "It fell.\n\n3 March 2019\n\nThe council has voted to build it up again.",
    )
}

MAX_LINES = 3
MAX_CHARS = 40
TITLE_CHARS = 20
_BELOW = ("section", "dateline")


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the slogan of each page that opens with one."""
    head = lines.lines.filter("head").with_columns(
        block=pl.col("gap").cast(pl.Int64).cum_sum().over("page")
    )
    free = pl.col("step").is_null()
    first = (pl.col("block") == 1) & free
    later_title = (pl.col("block") > 1) & free & (pl.col("chars") >= TITLE_CHARS) & ~pl.col("text").str.ends_with(".")
    return (
        head.group_by("page", maintain_order=True)
        .agg(
            start=pl.col("start").first(),
            end=pl.col("end").filter(first).last(),
            lines=first.sum(),
            own=(pl.col("block") == 1).sum(),
            longest=pl.col("chars").filter(first).max(),
            last=pl.col("text").filter(first).last(),
            next=pl.col("step").filter(pl.col("block") == 2).first(),
            title=later_title.any(),
        )
        .filter(
            pl.col("lines").is_between(1, MAX_LINES)
            & (pl.col("lines") == pl.col("own"))
            & (pl.col("longest") <= MAX_CHARS)
            & pl.col("last").str.contains(r"[.!]$")
            & pl.col("next").is_in(_BELOW)
            & pl.col("title")
        )
        .select("start", "end", rule=pl.lit("above-section-or-date"))
    )
