"""Who answers whom, from the indentation and the numbers of a printed list.

Markers stand at an indentation of two for each level, numbering restarts in every list and counts only the
items that were printed. So a marker whose number neither continues its list nor opens one is text; a marker
that is two levels deeper than the last comment, or a number that restarts under the same visible parent,
means that a comment between was lost. (Observed in resiliparse 0.14's `extract_plain_text`.)
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from clean.lines import NO_NUMBER

__all__ = ["INDENT_PER_LEVEL", "Comment", "Marker", "follow"]

INDENT_PER_LEVEL = 2


class Marker(NamedTuple):
    """A line that looks like the first one of a comment: its row, its indentation and its number.

    A bullet has `NO_NUMBER`. `sure` says that it opens a comment whatever its number is, for a name or a date
    stands in it.
    """

    row: int
    indent: int
    number: int
    sure: bool = False


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


def follow(
    markers: Iterable[tuple[int, int, int, bool]], base: int, blank: Collection[int] = ()
) -> list[Comment]:
    """Return the comments among the markers (`Marker`) of one list, whose top level stands at `base`.

    `blank` are rows of items that hold no comment; those are lost, and come back as such. Each marker is
    looked at once; time is linear in their number plus their depth.
    """
    # of the last comment on each level: its number, its row unless it was lost, its thread unless not begun
    numbers: list[int] = []
    rows: list[int | None] = []
    threads: list[int | None] = []
    comments: list[Comment] = []
    for row, indent, number, sure in markers:
        level, odd = divmod(indent - base, INDENT_PER_LEVEL)
        if level < 0 or odd:
            continue
        last = numbers[level] if level < len(numbers) else 0
        if number not in (NO_NUMBER, 1, last + 1) and not sure:
            continue
        if number == 1 and last > 0 and level:
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
        numbers.append(number)
        if row in blank:
            rows.append(None)
            threads.append(thread)
            comments.append(Comment(row, level + 1, None, False, row, blank=True))
            continue
        if thread is None:
            thread = row
            if level:
                threads[-1] = row
        rows.append(row)
        threads.append(thread)
        comments.append(Comment(row, level + 1, parent, not level or parent is not None, thread))
    return comments
