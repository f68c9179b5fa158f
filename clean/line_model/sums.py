"""Sums, and neighbours, within the pages of a batch: nothing crosses from one page to the next."""

from functools import cached_property

import numpy as np

from clean.joined import Ints
from clean.lines import Flags

__all__ = ["PageSums", "up_to"]


class PageSums:
    """Looks up and down the lines of pages. `page`: the page of each line, ascending."""

    def __init__(self, page: Ints) -> None:
        self.page = page
        self.row = np.arange(len(page))
        opens = np.flatnonzero(np.diff(page, prepend=-1))
        sizes = np.diff(np.append(opens, [len(page)]))
        #: First and last row of the page of each line.
        self.first = np.repeat(opens, sizes)
        self.last = np.repeat(opens + sizes - 1, sizes)

    @cached_property
    def size(self) -> Ints:
        """How many lines the page of each line has."""
        return self.last - self.first + 1

    def above(self, values: Ints | Flags) -> Ints:
        """Return the sum of the values above each line."""
        total = np.cumsum(values, dtype=np.int64)
        total -= values
        return total - total[self.first]

    def all(self, values: Ints | Flags) -> Ints:
        """Return the sum of the values of the page of each line."""
        total = up_to(values)
        return total[self.last + 1] - total[self.first]

    def window(self, before: Ints, above: int, below: int) -> Ints:
        """Return sums over the lines from `above` lines above each line to `below` lines below it.

        `before`: the sums of `up_to`.
        """
        low = np.maximum(self.row - above, self.first)
        sums: Ints = before[np.minimum(self.row + below, self.last) + 1] - before[low]
        return sums

    def height(self, above: int, below: int) -> Ints:
        """Return how many lines such a window has."""
        return np.minimum(self.row + below, self.last) - np.maximum(self.row - above, self.first) + 1

    def beside(self, values: Ints, by: int, none: int) -> Ints:
        """Return the value of the line `by` lines below each line (above, where negative)."""
        found = np.full(len(values), none, values.dtype)
        if abs(by) < len(values):
            here, there = (
                (slice(None, -by), slice(by, None)) if by > 0 else (slice(-by, None), slice(None, by))
            )
            found[here] = np.where(self.page[here] == self.page[there], values[there], none)
        return found

    def nearest_above(self, flags: Flags) -> Ints:
        """Return the row of the nearest line above each that is flagged, or the one above its page."""
        seen = np.maximum.accumulate(np.where(flags, self.row, -1))
        above: Ints = np.maximum(np.append([-1], seen)[: len(seen)], self.first - 1)
        return above

    def nearest_below(self, flags: Flags) -> Ints:
        """Return the row of the nearest line below each that is flagged, or the one below its page."""
        seen = np.minimum.accumulate(np.where(flags, self.row, len(flags))[::-1])[::-1]
        below: Ints = np.minimum(np.append(seen, [len(flags)])[1:], self.last + 1)
        return below


def up_to(values: Ints | Flags) -> Ints:
    """Return the sum of the values before each place, and that of all."""
    total = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=total[1:])
    return total
