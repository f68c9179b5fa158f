"""The head of a page: the lines above its text, where title, byline, date and picture stand.

There are a few of them a page, and what they are depends on their order, so steps look at them as a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

__all__ = ["HeadClaim", "HeadLine", "heads"]


@dataclass(slots=True)
class HeadLine:
    """A line of the head. `step` is the step that claims it, or null; `row` its row in the frame of lines.

    `start` and `end` are global code points. A line below the head may close the list (`inside` is false),
    so that a step sees what follows.
    """

    row: int
    start: int
    end: int
    indent: int
    gap: bool
    number: int | None
    bullet: bool
    inside: bool
    text: str
    step: str | None

    @property
    def listed(self) -> bool:
        """Whether a list marker opens the line."""
        return self.bullet or self.number is not None


class HeadClaim(NamedTuple):
    """A claim of a head step: global code points and the id of the rule."""

    start: int
    end: int
    rule: str


def heads(lines: pl.DataFrame, steps: list[str | None]) -> Iterator[list[HeadLine]]:
    """Yield the head of each page, and the first line below it.

    `steps` names, for each row of `lines`, the step that claims it so far.
    """
    inside = pl.col("head") | (pl.col("head").shift(1) & (pl.col("page") == pl.col("page").shift(1)))
    rows = pl.int_range(pl.len(), dtype=pl.Int64)
    columns = ("start", "end", "indent", "gap", "number", "bullet", "head", "text")
    frame = lines.lazy().select("page", *columns, row=rows, inside=inside).filter("inside").collect()
    page, head = None, list[HeadLine]()
    for number, row, *values in frame.select("page", "row", *columns).iter_rows():
        if number != page and head:
            yield head
            head = []
        page = number
        head.append(HeadLine(row, *values, step=steps[row]))
    if head:
        yield head
