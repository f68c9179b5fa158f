"""Section: the breadcrumb above an article.

Looks for: a numbered list of one to four short items in the head of the page, in its first lines. The last item
is the section, those before it lead there ("Home").

Keeps: longer items, items that end like a sentence, and bulleted lists, which are as likely a menu.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Section"
REASON = "names the section of the site that the page stands in"
SAFETY = "A numbered list that belongs to the text stays: the breadcrumb is among the first lines of the page, above all prose, and its items are a few words long."
ORDER = 300
RULES = (
    CodeRule("breadcrumb-end", "section", "the last item of the breadcrumb, kept as the section"),
    CodeRule("breadcrumb-path", "removed", "leads to the section through the sections above it"),
)

_PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
EXAMPLES = {
    "breadcrumb-end": (
        f"  ⟦1. Politics⟧\n1 August 2018\n\nHarbour wall to be raised\n\n{_PROSE}",
        f"  1. Home\n  ⟦2. Coast⟧\n\nHarbour wall to be raised\n\n{_PROSE}",
        f"{_PROSE}\n\n  1. Politics\n\n{_PROSE}",
    ),
    "breadcrumb-path": (
        f"  ⟦1. Home⟧\n  2. Coast\n\nHarbour wall to be raised\n\n{_PROSE}",
        f"  1. Politics\n1 August 2018\n\nHarbour wall to be raised\n\n{_PROSE}",
    ),
}

MAX_ITEMS = 4
MAX_CHARS = 40
# A breadcrumb may stand below a slogan or a skip link, not further down.
FIRST_LINES = 6


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the breadcrumb of each page that has one."""
    above = lines.lines.filter("head").with_columns(
        line=pl.int_range(pl.len()).over("page"),
    )
    item = (
        pl.col("number").is_not_null()
        & (pl.col("indent") > 0)
        & (pl.col("chars") <= MAX_CHARS)
        & ~pl.col("text").str.contains(r"[.!?:;]$")
        & pl.col("step").is_null()
    )
    items = above.with_columns(run=((pl.col("number") == 1) | ~item).fill_null(True).cum_sum(), item=item)
    runs = (
        items.filter("item")
        .group_by("page", "run", maintain_order=True)
        .agg("start", "end", "number", pl.col("line").first())
        .filter(
            (pl.col("line") < FIRST_LINES)
            & (pl.col("number").list.first() == 1)
            & (pl.col("number").list.last() == pl.col("number").list.len())
            & (pl.col("number").list.len() <= MAX_ITEMS)
        )
        .group_by("page", maintain_order=True)
        .first()
    )
    exploded = runs.select("start", "end", "number", last=pl.col("number").list.last()).explode("start", "end", "number")
    last = pl.col("number") == pl.col("last")
    return exploded.select(
        "start", "end", rule=pl.when(last).then(pl.lit("breadcrumb-end")).otherwise(pl.lit("breadcrumb-path"))
    )
