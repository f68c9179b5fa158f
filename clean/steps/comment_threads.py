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
from clean.threads import INDENT_PER_LEVEL, Marker, follow

TITLE = "Comment threads"
REASON = "readers' comments, kept in the table of comments"
SAFETY = "A numbered list of the article is not a thread: without a count, a heading or a reply form beside it, only a nested list of paragraphs that ends the page is."
ORDER = 10
RULES = (CodeRule("numbered-list", "comment", "an item of the numbered list that holds the readers' comments"),)

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
    frame = lines.lines
    lists = _lists(frame)
    if lists.is_empty():
        return pl.DataFrame()
    rows = lists.select(row=pl.int_ranges("first", pl.col("last") + 1)).explode("row")["row"]
    markers = (
        frame.select("indent", "number", "gap", row=pl.int_range(pl.len(), dtype=pl.Int64))
        .select(pl.all().gather(rows))
        .filter(pl.col("number").is_not_null())
        .join_asof(lists.select("first", "last", "base", "parted"), left_on="row", right_on="first")
        .filter(pl.col("gap") | ~pl.col("parted") | (pl.col("row") == pl.col("first")))
        .group_by("first", maintain_order=True)
        .agg("row", "indent", "number", pl.col("last").first(), pl.col("base").first())
    )
    found = []
    for _, rows_, indents, numbers, last, base in markers.iter_rows():
        comments = follow(map(Marker, rows_, indents, numbers), base)
        ends = [comment.row - 1 for comment in comments[1:]] + [last]
        found += [(*comment, end) for comment, end in zip(comments, ends, strict=True)]
    columns = ("row", "depth", "parent", "parent_recovered", "thread", "last")
    comments = pl.DataFrame(found, schema=dict.fromkeys(columns, pl.Int64), orient="row")
    start = frame["start"]
    return comments.select(
        start=start.gather(comments["row"]),
        end=frame["end"].gather(comments["last"]),
        rule=pl.lit("numbered-list"),
        depth="depth",
        parent=start.gather(comments["parent"]),
        parent_recovered=pl.col("parent_recovered").cast(pl.Boolean),
        thread=start.gather(comments["thread"]),
    )


def _lists(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the lists that hold comments.

    Columns: `first` and `last` (rows), `base` (indentation of its top level), `parted` (most of its items have a
    blank line before them).
    """
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    inside = pl.col("indent") >= INDENT_PER_LEVEL
    opens = inside & (~inside.shift(1) | (pl.col("page") != pl.col("page").shift(1))).fill_null(True)
    numbered = pl.col("number").is_not_null()
    said = pl.concat([frame["step"], pl.Series([None] * _NEAR, dtype=pl.String)])
    lists = (
        frame.select("page", "indent", "gap", "number", row=row, inside=inside, run=opens.cum_sum(), numbered=numbered)
        .filter("inside")
        .group_by("run", maintain_order=True)
        .agg(
            page=pl.col("page").first(),
            first=pl.col("row").first(),
            last=pl.col("row").last(),
            opens=pl.col("numbered").first() & (pl.col("number").first() == 1),
            base=pl.col("indent").filter("numbered").min(),
            deepest=pl.col("indent").filter("numbered").max(),
            items=pl.col("numbered").sum(),
            parted=pl.col("gap").filter("numbered").mean() > 0.5,
        )
        .filter(pl.col("opens"))
    )
    if lists.is_empty():
        return lists
    page_of = pl.concat([frame["page"], pl.Series([None] * _NEAR, dtype=pl.UInt32)])
    above = pl.repeat(False, lists.height, eager=True)
    below = above
    for distance in range(1, _NEAR + 1):
        before, after = (lists["first"] - distance).clip(0), lists["last"] + distance
        above |= said.gather(before).is_in(_ABOVE) & (page_of.gather(before) == lists["page"])
        below |= (said.gather(after).is_in(_BELOW) & (page_of.gather(after) == lists["page"])).fill_null(False)
    ends_page = (page_of.gather(lists["last"] + 1) != lists["page"]).fill_null(True)
    nested = pl.col("deepest") > pl.col("base")
    thread = above.fill_null(False) | below | (ends_page & lists.select(nested & pl.col("parted") & (pl.col("items") > 2)).to_series())
    return lists.filter(thread)
