"""Who answers whom, from the indentation and the numbers of a printed list.

Markers stand at an indentation of two for each level, numbering restarts in every list and counts only the
items that were printed. So a marker whose number neither continues its list nor opens one is text; a marker
that is two levels deeper than the last comment, or a number that restarts under the same visible parent,
means that a comment between was lost. (Observed in resiliparse 0.14's `extract_plain_text`.)
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clean.joined import changes
from clean.lines import NO_NUMBER, Flags, Ints

__all__ = ["INDENT_PER_LEVEL", "MAX_SKIPPED", "NOBODY", "Comment", "Comments", "Markers", "follow", "without"]

INDENT_PER_LEVEL = 2
# So many items may be missing from a list: what looks like a button, or lost its marker, is none.
MAX_SKIPPED = 3
# Stands for the row of a parent that is not there.
NOBODY = -1
# Stands for the thread of a marker that opens no comment.
_NONE = -2


@dataclass(frozen=True)
class Markers:
    """Lines that look like the first ones of comments, list by list, one value for each.

    `row`; `level` in the list, 0 at its base, negative where no level stands; `number`, `NO_NUMBER` of a
    bullet; `sure`, that it opens a comment whatever its number is, for a name or a date stands in it;
    `thread`, the number of its list.
    """

    row: Ints
    level: Ints
    number: Ints
    sure: Flags
    thread: Ints

    @classmethod
    def placed(cls, row: Ints, *, above_base: Ints, number: Ints, sure: Flags, thread: Ints) -> "Markers":
        """Return the markers that stand so far to the right of the base of their list."""
        level, odd = np.divmod(above_base, INDENT_PER_LEVEL)
        return cls(row, np.where(odd == 0, level, -1), number, sure, thread)

    def of(self, wanted: Flags) -> "Markers":
        """Return some of the markers."""
        return Markers(
            self.row[wanted], self.level[wanted], self.number[wanted], self.sure[wanted], self.thread[wanted]
        )


class Comment(NamedTuple):
    """A comment: its first row, its depth (1 is top level), the rows of its parent and its thread's first.

    `parent` is null for a top-level comment and where the parent was lost; then `recovered` is false. `blank`
    marks an item that holds nothing but its marker, or no comment.
    """

    row: int
    depth: int
    parent: int | None
    recovered: bool
    thread: int
    blank: bool = False


@dataclass(frozen=True)
class Comments:
    """Comments, one value for each of what a `Comment` has; `parent` is `NOBODY` for null."""

    row: Ints
    depth: Ints
    parent: Ints
    recovered: Flags
    thread: Ints
    blank: Flags

    @classmethod
    def of(cls, comments: Iterable[Comment]) -> "Comments":
        """Return comments as columns."""
        fields = [
            (row, depth, NOBODY if parent is None else parent, recovered, thread, blank)
            for row, depth, parent, recovered, thread, blank in comments
        ]
        row, depth, parent, recovered, thread, blank = np.array(fields, np.int64).reshape(-1, 6).T
        return cls(row, depth, parent, recovered.astype(np.bool_), thread, blank.astype(np.bool_))

    def in_order(self, other: "Comments", order: Ints) -> "Comments":
        """Return these comments and others in an order."""
        names = self.__dataclass_fields__
        return Comments(*(np.append(getattr(self, name), getattr(other, name))[order] for name in names))


def follow(markers: Markers, lost: Flags) -> tuple[Comments, Ints]:
    """Return the comments among the markers of some lists, and the number of each comment's list.

    `lost` says which items hold no comment; those come back as blank. Each marker is looked at once; time is
    linear in their number plus their depth.
    """
    # of the last comment on each level: its number, its row unless it was lost, its thread unless not begun
    latest: list[tuple[int, int, int]] = []
    parents, firsts = [NOBODY] * len(lost), [_NONE] * len(lost)
    opens = changes(markers.thread)
    columns = (opens, markers.row, markers.level, markers.number, markers.sure, lost)
    every = zip(*(column.tolist() for column in columns), strict=True)
    for place, (opening, row, level, number, sure, blank) in enumerate(every):
        if opening:
            latest = []
        if level < 0:
            continue
        last = latest[level][0] if level < len(latest) else 0
        skipped = MAX_SKIPPED if last or not level else 0
        if not (number == NO_NUMBER or last < number <= last + skipped + 1 or number == 1 or sure):
            continue
        thread = NOBODY
        if level:
            if number == 1 and last > 0:
                # numbering restarted: the visible comment above is not the parent, that one was lost
                begun = latest[level - 2][2] if level > 1 else NOBODY
                latest[level - 1] = (latest[level - 1][0], NOBODY, begun)
            while len(latest) < level:
                # a level that printed nothing: a lost comment, in the thread of the one above
                latest.append((0, NOBODY, latest[-1][2] if latest else NOBODY))
            above, parents[place], thread = latest[level - 1]
            if thread == NOBODY and not blank:
                latest[level - 1] = (above, parents[place], row)
        if thread == NOBODY and not blank:
            thread = row
        del latest[level:]
        latest.append((number, NOBODY if blank else row, thread))
        firsts[place] = thread
    thread_rows = np.array(firsts, np.int64)
    at = np.flatnonzero(thread_rows != _NONE)
    row, level, gone = markers.row[at], markers.level[at], lost[at]
    parent_rows = np.where(gone, NOBODY, np.array(parents, np.int64)[at])
    recovered = ((level == 0) | (parent_rows != NOBODY)) & ~gone
    found = Comments(row, level + 1, parent_rows, recovered, np.where(gone, row, thread_rows[at]), gone)
    return found, markers.thread[at]


def without(comments: Iterable[Comment], lost: Collection[int]) -> Iterator[Comment]:
    """Yield comments of which those on the rows `lost` are blank, and answered by nobody who is known."""
    thread_of: dict[int, int] = {}
    for comment in comments:
        row, parent = comment.row, comment.parent
        if row in lost:
            yield comment._replace(parent=None, recovered=False, blank=True)
            continue
        known = parent if parent in thread_of else None
        thread_of[row] = row if known is None else thread_of[known]
        recovered = comment.recovered and known == parent
        yield comment._replace(parent=known, recovered=recovered, thread=thread_of[row])
