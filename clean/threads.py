"""Comment threads from nested numbered lists, as a text extractor prints them.

Markers stand at an indentation of two for each level, numbering restarts in every list and counts only the
items that were printed. So a marker whose number neither continues its list nor opens one is text; a marker
that is two levels deeper than the last comment, or a number that restarts under the same visible parent,
means that a comment between was lost. (Observed in resiliparse 0.14's `extract_plain_text`.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["INDENT_PER_LEVEL", "Comment", "Marker", "follow"]

INDENT_PER_LEVEL = 2


class Marker(NamedTuple):
    """A line that looks like the first one of a comment: its row, its indentation and its number."""

    row: int
    indent: int
    number: int


class Comment(NamedTuple):
    """A comment: its first row, its depth (1 is top level), and the rows of its parent and its thread's first.

    `parent` is null for a top-level comment and where the parent was lost; then `recovered` is false.
    """

    row: int
    depth: int
    parent: int | None
    recovered: bool
    thread: int


@dataclass(slots=True)
class _Level:
    """The last comment on one level of the thread: its number, and its row unless it was lost."""

    number: int
    row: int | None = None
    thread: int | None = None


def follow(markers: Iterable[Marker], base: int) -> list[Comment]:
    """Return the comments among the markers of one list, whose top level stands at indentation `base`.

    Each marker is looked at once; time is linear in their number plus their depth.
    """
    levels: list[_Level] = []
    comments: list[Comment] = []
    for marker in markers:
        over = marker.indent - base
        if over < 0 or over % INDENT_PER_LEVEL:
            continue
        depth = over // INDENT_PER_LEVEL + 1
        if not _opens_a_comment(marker.number, depth, levels):
            continue
        if depth > len(levels):
            # levels that printed nothing: a lost comment on each, in the thread of the one above
            while len(levels) < depth - 1:
                levels.append(_Level(0, thread=levels[-1].thread if levels else None))
        elif marker.number == 1 and depth > 1 and levels[depth - 1].number:
            _lose_parent(levels, depth)
        del levels[depth - 1 :]
        comments.append(_place(marker, depth, levels))
    return comments


def _opens_a_comment(number: int, depth: int, levels: list[_Level]) -> bool:
    last = levels[depth - 1].number if depth <= len(levels) else 0
    return number in {1, last + 1}


def _lose_parent(levels: list[_Level], depth: int) -> None:
    """Note that the visible comment above is not the parent: numbering restarted under it."""
    parent = levels[depth - 2]
    parent.row = None
    parent.thread = levels[depth - 3].thread if depth > 2 else None


def _place(marker: Marker, depth: int, levels: list[_Level]) -> Comment:
    """Add a comment below `levels`, which are those of its parent and above."""
    above = levels[-1] if levels else None
    thread = marker.row if above is None or above.thread is None else above.thread
    if above is not None and above.thread is None:
        above.thread = thread
    levels.append(_Level(marker.number, marker.row, thread))
    parent = None if above is None else above.row
    return Comment(marker.row, depth, parent, depth == 1 or parent is not None, thread)
