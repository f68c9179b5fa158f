"""Comment threads printed as nested numbered lists.

Looks for: a stretch of indented lines that opens with a numbered item, where the page says that comments
stand there: a comment count or a heading above it, a reply form below it. Its items are nested, or blank lines
part them. Without any of those signs, a list is taken for a thread only if it is nested, blank lines part its
items, and it ends the page.

Keeps: each item as a comment, with its place in the thread (`clean.threads`). A number that does not fit
its list, and a number without the blank line that the other items have, are text of a comment: a date that
opens a line ("8. April 2019"), a list that somebody typed.
"""

from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.rules.catalog import CodeRule
from clean.threads import INDENT_PER_LEVEL, Comment, Marker, follow

TITLE = "Comment threads"
REASON = "readers' comments, kept in the table of comments"
SAFETY = "A numbered list of the article is not a thread: its items must be nested or parted by blank lines, with a count, a heading or a reply form beside it and no colon announcing it; without these, only a nested list of paragraphs that ends the page is."
ORDER = 10
RULES = (
    CodeRule("numbered-list", "comment", "an item of the numbered list that holds the readers' comments"),
    CodeRule("blank-item", "removed", "the marker of a comment of which nothing else is left"),
)

_PARAGRAPH = "Nobody asked the branches what they made of it before the vote was held last week."

EXAMPLES = {
    "numbered-list": (
        f"Body.\n\n2 comments\n\n  ⟦1. {_PARAGRAPH}\n\n    It continues here.⟧\n\n    ⟦1. A reply.⟧\n\nLeave a Reply",
        f"Body.\n\n  ⟦1. {_PARAGRAPH}⟧\n\n    ⟦1. A reply to it.⟧\n\n  ⟦2. {_PARAGRAPH}⟧\n\nLeave a Reply",
        f"3 comments\n\n  ⟦1. {_PARAGRAPH}⟧\n\n      ⟦1. Its parent was lost.⟧\n\n  ⟦2. Another one.⟧\n\nLeave a Reply",
        "2 comments\n\n  ⟦1. I wrote this on the\n    8. April 2019 for all to read.⟧\n\n  ⟦2. Thanks.⟧\n\nLeave a Reply",
        "To do this:\n\n  1. Fill the kettle.\n  2. Boil the water.\n\nThen pour it into the cup and wait.",
        "The sources are\n  1. Smith, 2010\n  2. Jones, 2012\n\nLeave a Reply",
        f"The sources are these:\n\n  1. {_PARAGRAPH}\n\n  2. {_PARAGRAPH}\n\nLeave a Reply",
        "The three winners were announced:\n\n  1. Leeds\n\n  2. York\n\n  3. Hull",
    ),
    "blank-item": (
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n  ⟦2.⟧\n\n    1. A reply to what was lost.\n\nLeave a Reply",
        "1 comment\n\n  1.\n\n    The text stands below its marker.\n\nLeave a Reply",
    ),
}

# Steps whose claims say that comments stand beside them.
_ABOVE = ("comment_count", "reply_form")
_BELOW = ("reply_form",)
# How many lines may stand between such a claim and the list ("Oldest first", "Add yours").
_NEAR = 3
# Nine digits and a full stop.
MAX_MARKER_CHARS = 10


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the comments of a batch.

    Besides `start`, `end` and `rule`, each claim has `depth` (1 is top level), `parent` and `thread` (where
    the parent and the thread's first comment start; global code points) and `parent_recovered`.
    """
    indent, number, gap = lines.ints("indent"), lines.ints("number"), lines.flags("gap")
    comments: list[Comment] = []
    lasts: list[int] = []
    for rows, parted, last in _threads(lines):
        # the first one may stand right below what announces it
        chosen = rows[gap[rows] | (rows == rows[0])] if parted else rows
        fields = (column.tolist() for column in (chosen, indent[chosen], number[chosen]))
        blank = _blank(lines, rows, last)
        found = follow(starmap(Marker, zip(*fields, strict=True)), int(indent[rows].min()), blank)
        comments += found
        lasts += [*(comment.row - 1 for comment in found[1:]), last][: len(found)]
    firsts, depths, parents, recovered, threads, blanks = (
        map(list, zip(*comments, strict=True)) if comments else [[]] * 6
    )
    start, end = lines.lines["start"], lines.lines["end"]
    return pl.DataFrame(
        {
            "start": start.gather(firsts),
            "end": end.gather(lasts),
            "rule": ["blank-item" if blank else "numbered-list" for blank in blanks],
            "depth": pl.Series(depths, dtype=pl.Int64),
            "parent": start.gather(pl.Series(parents, dtype=pl.Int64)),
            "parent_recovered": pl.Series(recovered, dtype=pl.Boolean),
            "thread": start.gather(threads),
        }
    )


def _blank(lines: Lines, rows: Ints, last: int) -> set[int]:
    """Return the items of a list, which ends at row `last`, that hold nothing but their marker."""
    followed = np.append(rows[1:], last + 1) > rows + 1
    short = rows[~followed & (lines.ints("chars")[rows] <= MAX_MARKER_CHARS)]
    return {row for row in short.tolist() if " " not in lines.lines["text"][row]}


class _Thread(NamedTuple):
    """A list that holds comments: the rows of its items, whether gaps part them, and its last row."""

    rows: Ints
    parted: bool
    last: int


def _threads(lines: Lines) -> Iterator[_Thread]:
    """Yield the lists that hold comments."""
    page, indent, gap = lines.ints("page"), lines.ints("indent"), lines.flags("gap")
    inside, numbered = indent >= INDENT_PER_LEVEL, lines.ints("number") != NO_NUMBER
    parts = np.diff(page, prepend=-1) != 0
    stops = np.append(parts[1:], [True])[: len(parts)]
    first = np.flatnonzero(inside & (parts | ~np.append([False], inside)[:-1]))
    last = np.flatnonzero(inside & (stops | ~np.append(inside, [False])[1:]))
    opens = lines.ints("number")[first] == 1
    first, last = first[opens], last[opens]
    # a line that ends in a colon announces a list of the article, whatever form stands below
    announced = np.array(
        [text.endswith(":") for text in lines.lines["text"].gather((first - 1).clip(0))], np.bool_
    )
    announced &= (first > 0) & (page[(first - 1).clip(0)] == page[first])
    above, below = _near(lines, first, _ABOVE, -1), _near(lines, last, _BELOW, 1) & ~announced
    # a count below the text speaks for any list; one in the head stands above the article, whatever list follows
    counted = above & ~lines.flags("head")[first]
    items = np.flatnonzero(inside & numbered)
    bounds = zip(np.searchsorted(items, first), np.searchsorted(items, last, side="right"), strict=True)
    for (low, high), end, known, sure in zip(bounds, last.tolist(), above | below, counted, strict=True):
        rows = items[low:high]
        top = rows[indent[rows] == indent[rows].min()]
        # of the top level, if there is one to judge by: a list that somebody typed in a comment stands deeper
        parted = bool(gap[top if len(top) > 1 else rows].mean() > 0.5)
        nested = indent[rows].max() > indent[rows].min()
        shaped = parted or nested
        if sure or (shaped and known) or (stops[end] and nested and parted and len(rows) > 2):
            yield _Thread(rows, parted, end)


def _near(lines: Lines, rows: Ints, steps: tuple[str, ...], towards: int) -> Flags:
    """Say which rows have a line that one of the steps claims next to them, above (-1) or below (1)."""
    page, claimed = lines.ints("page"), np.logical_or.reduce([lines.steps == step for step in steps])
    found = np.zeros(len(rows), np.bool_)
    for distance in range(1, _NEAR + 1):
        beside = rows + towards * distance
        there = np.flatnonzero((beside >= 0) & (beside < len(page)))
        beside = beside[there]
        found[there] |= claimed[beside] & (page[beside] == page[rows[there]])
    return found
