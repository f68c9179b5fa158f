"""Comment threads from nested numbered lists, as a text extractor prints them.

Markers stand at an indentation of two for each level, numbering restarts in every list and counts only the
items that were printed. So a marker whose number neither continues its list nor opens one is text; a marker
that is two levels deeper than the last comment, or a number that restarts under the same visible parent,
means that a comment between was lost. (Observed in resiliparse 0.14's `extract_plain_text`.)
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

__all__ = ["INDENT_PER_LEVEL", "Comment", "Marker", "follow"]

INDENT_PER_LEVEL = 2


class Marker(NamedTuple):
    """A line that looks like the first one of a comment: its row, its indentation and its number."""

    row: int
    indent: int
    number: int


class Comment(NamedTuple):
    """A comment: its first row, its depth (1 is top level), the rows of its parent and its thread's first.

    `parent` is null for a top-level comment and where the parent was lost; then `recovered` is false. `blank`
    marks an item that holds nothing but its marker.
    """

    row: int
    depth: int
    parent: int | None
    recovered: bool
    thread: int
    blank: bool = False


def follow(markers: Iterable[Marker], base: int, blank: Collection[int] = ()) -> list[Comment]:
    """Return the comments among the markers of one list, whose top level stands at indentation `base`.

    `blank` are rows of items that hold nothing but their marker; those comments are lost, and come back as
    such. Each marker is looked at once; time is linear in their number plus their depth.
    """
    # of the last comment on each level: its number, its row unless it was lost, its thread unless not begun
    numbers: list[int] = []
    rows: list[int | None] = []
    threads: list[int | None] = []
    comments: list[Comment] = []
    for row, indent, number in markers:
        level, odd = divmod(indent - base, INDENT_PER_LEVEL)
        if level < 0 or odd:
            continue
        last = numbers[level] if level < len(numbers) else 0
        if number not in (1, last + 1):
            continue
        if number == 1 and last and level:
            # numbering restarted: the visible comment above is not the parent, that one was lost
            rows[level - 1] = None
            threads[level - 1] = threads[level - 2] if level > 1 else None
        while len(numbers) < level:
            # a level that printed nothing: a lost comment, in the thread of the one above
            numbers.append(0)
            rows.append(None)
            threads.append(threads[-1] if threads else None)
        del numbers[level:], rows[level:], threads[level:]
        parent, thread = (rows[-1], threads[-1]) if level else (None, None)
        if row in blank:
            numbers.append(number)
            rows.append(None)
            threads.append(thread)
            comments.append(Comment(row, level + 1, None, False, row, blank=True))
            continue
        if thread is None:
            thread = row
            if level:
                threads[-1] = row
        numbers.append(number)
        rows.append(row)
        threads.append(thread)
        comments.append(Comment(row, level + 1, parent, not level or parent is not None, thread))
    return comments
