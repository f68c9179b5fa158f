"""The head of a page: the lines above its text, where title, byline, date and picture stand.

There are a few of them a page, and what they are depends on their order, so steps look at them as a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from clean.joined import taken
from clean.lines import HEAD_LINES, NO_NUMBER, Flags, Lines

__all__ = ["HeadClaim", "HeadLine", "heads"]

# The step that claims the menu above the head.
_MENU_STEP = "site_menu"


@dataclass(slots=True)
class HeadLine:
    """A line of the head. `step` is the step that claims it, or null.

    `start` and `end` are global code points. A line below the head may close the list (`inside` is false),
    so that a step sees what follows.
    """

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


def heads(lines: Lines) -> Iterator[list[HeadLine]]:
    """Yield the head of each page, and the first line below it."""
    head, page = _below_menus(lines), lines.ints("page")
    below = np.append([False], head[:-1]) & (np.diff(page, prepend=-1) == 0) if len(head) else head
    rows = np.flatnonzero(head | below)
    ints = [lines.ints(name)[rows].tolist() for name in ("start", "end", "indent", "number")]
    start, end, indent, number = ints
    gap, bullet = lines.flags("gap")[rows].tolist(), lines.flags("bullet")[rows].tolist()
    found = [
        HeadLine(*fields)
        for fields in zip(
            start,
            end,
            indent,
            gap,
            [None if value == NO_NUMBER else value for value in number],
            bullet,
            head[rows].tolist(),
            taken(lines.lines["text"], rows),
            lines.steps[rows].tolist(),
            strict=True,
        )
    ]
    bounds = [*np.flatnonzero(np.diff(page[rows], prepend=-1)).tolist(), len(found)]
    return (found[first:stop] for first, stop in pairwise(bounds))


def _below_menus(lines: Lines) -> Flags:
    """Return which lines are of the head of their page, which begins below the menu where there is one."""
    head, page = lines.flags("head"), lines.ints("page")
    menu = np.flatnonzero(lines.steps == _MENU_STEP)
    if not len(menu):
        return head
    last = menu[np.append(np.diff(page[menu]) != 0, [True])]
    below = np.zeros(lines.pages.height, np.int64)
    below[page[last]] = last + 1
    first, row = below[page], np.arange(len(page))
    moved: Flags = (row >= first) & (row < first + HEAD_LINES) & lines.above_prose()
    return np.where(first > 0, moved, head)
