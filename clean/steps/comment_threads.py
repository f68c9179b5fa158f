"""Comment threads printed as nested numbered lists.

Looks for: a stretch of indented lines that opens with a numbered item, where the page says that comments
stand there: a comment count or a heading above it, a reply form below it. Without any of these, a list is
taken for a thread only if it is nested, its items are parted by blank lines, and it ends the page.

Keeps: each item as a comment, with its place in the thread (`clean.threads`). A number that does not fit
its list, and a number without the blank line that the other items have, are text of a comment: a date that
opens a line ("8. April 2019"), a list that somebody typed.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule
from clean.threads import INDENT_PER_LEVEL, Comment, Marker, follow

TITLE = "Comment threads"
REASON = "readers' comments, kept in the table of comments"
SAFETY = "A numbered list of the article is not a thread: without a count, a heading or a reply form beside it, only a nested list of paragraphs that ends the page is."
ORDER = 10
RULES = (
    CodeRule("numbered-list", "comment", "an item of the numbered list that holds the readers' comments"),
)

_PARAGRAPH = "Nobody asked the branches what they made of it before the vote was held last week."

EXAMPLES = {
    "numbered-list": (
        f"Body.\n\n2 comments\n\n  ⟦1. {_PARAGRAPH}\n\n    It continues here.⟧\n\n    ⟦1. A reply.⟧\n\nLeave a Reply",
        f"Body.\n\n  ⟦1. {_PARAGRAPH}⟧\n\n    ⟦1. A reply to it.⟧\n\n  ⟦2. {_PARAGRAPH}⟧\n\nLeave a Reply",
        f"3 comments\n\n  ⟦1. {_PARAGRAPH}⟧\n\n      ⟦1. Its parent was lost.⟧\n\n  ⟦2. Another one.⟧\n\nLeave a Reply",
        "2 comments\n\n  ⟦1. I wrote this on the\n    8. April 2019 for all to read.⟧\n\n  ⟦2. Thanks.⟧\n\nLeave a Reply",
        "To do this:\n\n  1. Fill the kettle.\n  2. Boil the water.\n\nThen pour it into the cup and wait.",
        "The three winners were announced:\n\n  1. Leeds\n\n  2. York\n\n  3. Hull",
    )
}

# Steps whose claims say that comments stand beside them.
_ABOVE = ("comment_count", "reply_form")
_BELOW = ("reply_form",)
# How many lines may stand between such a claim and the list ("Oldest first", "Add yours").
_NEAR = 3


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the comments of a batch.

    Besides `start`, `end` and `rule`, each claim has `depth` (1 is top level), `parent` and `thread` (where
    the parent and the thread's first comment start; global code points) and `parent_recovered`.
    """
    comments: list[Comment] = []
    lasts: list[int] = []
    for rows, indents, numbers, gaps, last in _items(lines.lines).iter_rows():
        parted = sum(gaps) * 2 > len(gaps)
        markers = [
            Marker(row, indent, number)
            for row, indent, number, gap in zip(rows, indents, numbers, gaps, strict=True)
            if gap or not parted or row == rows[0]
        ]
        found = follow(markers, min(indents))
        comments += found
        lasts += [*(comment.row - 1 for comment in found[1:]), last][: len(found)]
    row, depth, parent, recovered, thread = map(list, zip(*comments, strict=True)) if comments else [[]] * 5
    start, end = lines.lines["start"], lines.lines["end"]
    return pl.DataFrame(
        {
            "start": start.gather(row),
            "end": end.gather(lasts),
            "rule": pl.repeat("numbered-list", len(row), eager=True),
            "depth": pl.Series(depth, dtype=pl.Int64),
            "parent": start.gather(pl.Series(parent, dtype=pl.Int64)),
            "parent_recovered": pl.Series(recovered, dtype=pl.Boolean),
            "thread": start.gather(thread),
        }
    )


def _items(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each list that holds comments.

    Columns: lists of `row`, `indent`, `number` and `gap` of its items, and `last`, its last row.
    """
    inside = pl.col("indent") >= INDENT_PER_LEVEL
    same_page = [pl.col("page") == pl.col("page").shift(distance) for distance in range(-_NEAR, _NEAR + 1)]
    above = pl.any_horizontal(
        same_page[_NEAR + near] & pl.col("step").shift(near).is_in(_ABOVE) for near in range(1, _NEAR + 1)
    )
    below = pl.any_horizontal(
        same_page[_NEAR - near] & pl.col("step").shift(-near).is_in(_BELOW) for near in range(1, _NEAR + 1)
    )
    return (
        frame.lazy()
        .select(
            "indent",
            "number",
            "gap",
            row=pl.int_range(pl.len(), dtype=pl.Int64),
            inside=inside,
            run=(inside & ~(inside.shift(1) & same_page[_NEAR + 1]).fill_null(False)).cum_sum(),
            above=above.fill_null(False),
            below=below.fill_null(False),
            page_ends=~same_page[_NEAR - 1].fill_null(False),
        )
        .filter("inside")
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("row", "indent", "number", "gap").filter(pl.col("number").is_not_null()),
            last=pl.col("row").last(),
            opens=pl.col("number").first() == 1,
            said=pl.col("above").first() | pl.col("below").last(),
            page_ends=pl.col("page_ends").last(),
        )
        .filter("opens")
        .with_columns(
            nested=pl.col("indent").list.max() > pl.col("indent").list.min(),
            parted=pl.col("gap").list.mean() > 0.5,
        )
        .filter(
            pl.col("said")
            | (pl.col("page_ends") & pl.col("nested") & pl.col("parted") & (pl.col("row").list.len() > 2))
        )
        .select("row", "indent", "number", "gap", "last")
        .collect()
    )
