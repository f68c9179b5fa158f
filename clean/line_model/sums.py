"""Sums, and neighbours, within the pages of a batch: nothing crosses from one page to the next."""

import numpy as np

from clean.joined import Ints
from clean.lines import Flags

__all__ = ["PageSums", "Place"]


class PageSums:
    """Looks up and down the lines of pages. `page`: the page of each line, ascending."""

    def __init__(self, page: Ints) -> None:
        self.row = np.arange(len(page))
        opens = np.flatnonzero(np.diff(page, prepend=-1))
        sizes = np.diff(np.append(opens, [len(page)]))
        #: First and last row of the page of each line.
        self.first = np.repeat(opens, sizes)
        self.last = np.repeat(opens + sizes - 1, sizes)

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

    def at(self, rows: Ints) -> "Place":
        """Return how some of the lines stand on their pages."""
        return Place(rows, self.first[rows], self.last[rows])


class Place:
    """Where some lines stand: their rows, and the first and last row of the page of each.

    Sums are asked for by what `clean.joined.sums` returns for the values of all lines, not only of these.
    """

    def __init__(self, row: Ints, first: Ints, last: Ints) -> None:
        self.row, self.first, self.last = row, first, last

    def above(self, before: Ints) -> Ints:
        """Return the sum of the values above each line."""
        sums: Ints = before[self.row] - before[self.first]
        return sums

    def all(self, before: Ints) -> Ints:
        """Return the sum of the values of the page of each line."""
        sums: Ints = before[self.last + 1] - before[self.first]
        return sums

    def window(self, before: Ints, above: int, below: int) -> Ints:
        """Return sums over the lines from `above` lines above each line to `below` lines below it."""
        low = np.maximum(self.row - above, self.first)
        sums: Ints = before[np.minimum(self.row + below, self.last) + 1] - before[low]
        return sums

    def height(self, above: int, below: int) -> Ints:
        """Return how many lines such a window has."""
        height: Ints = np.minimum(self.row + below, self.last) - np.maximum(self.row - above, self.first) + 1
        return height

    def beside(self, values: Ints, by: int, none: int) -> Ints:
        """Return the value of the line `by` lines below each line (above, where negative)."""
        there = self.row + by
        inside = (there >= self.first) & (there <= self.last)
        found: Ints = np.where(inside, values[np.clip(there, 0, max(len(values) - 1, 0))], none)
        return found
