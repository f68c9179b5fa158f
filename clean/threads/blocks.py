"""Threads printed without list markers: a name, a date, a text, a button to answer, and again.

Such a head stands in articles too (a byline, a quotation's source), so one alone says nothing: the same head
must recur, each time with a text behind it and a button that answers, or below a count or a heading.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from clean.lines import Flags, Lines
from clean.threads.lists import near_claimed
from clean.threads.signs import Kind, Signs, answered
from clean.threads.tree import Comment

__all__ = ["BlockThread", "block_threads"]

# How many lines above a date may belong to its head: a picture, a name, a counter, the name again.
MAX_ABOVE = 5
# The longest name, in code points, that stands alone above a date.
MAX_NAME_CHARS = 60
# How many lines the text of the last comment may have if nothing says where it ends.
MAX_LAST_LINES = 40
# Fewer heads in a row than this are a thread only beside a count, a heading or a form.
MIN_BLOCKS = 3
# And if each has a line that answers.
MIN_ANSWERED = 2

_ABOVE = ("comment_count",)
_BELOW = ("reply_form",)


@dataclass(frozen=True)
class BlockThread:
    """A thread without markers: its comments, by their first rows, and its last row."""

    comments: list[Comment]
    last: int


@dataclass(frozen=True)
class _Head:
    """A head: its first and last row, its page and indentation, and what stands in it.

    `named`: a name; `said`: a name that says; `dated`: a date; `plain`: a short name, before the date if they
    share a line; `pressed`: a button.
    """

    first: int
    last: int
    page: int
    indent: int
    named: bool
    said: bool
    dated: bool
    plain: bool
    pressed: bool


def block_threads(lines: Lines, signs: Signs, taken: Flags) -> list[BlockThread]:
    """Return the threads of a batch that are no lists, by their first row.

    `taken` are lines of lists, whoever wrote them.
    """
    free = ~taken
    rows = np.flatnonzero(free & signs.are(Kind.DATE, Kind.SIGNED, Kind.SAYS))
    page = lines.ints("page")
    # one date is a byline, and nearly every page has one
    several = np.bincount(page[rows], minlength=len(lines.pages)) > 1 if len(rows) else np.zeros(0, np.bool_)
    rows = rows[several[page[rows]]] if len(rows) else rows
    if not len(rows):
        return []
    heads = list(_heads(lines, signs, rows.tolist(), free))
    return [thread for run in _runs(lines, signs, heads) if (thread := _thread(lines, signs, run, taken))]


def _heads(lines: Lines, signs: Signs, rows: Sequence[int], free: Flags) -> Iterator[_Head]:
    """Yield the heads around dates and names that say, in order."""
    page, indent = lines.ints("page"), lines.ints("indent")
    below = 0
    for row in rows:
        if row < below:
            continue
        name = row if signs.kind[row] != Kind.DATE else _name_above(lines, signs, row, below, free)
        said = bool(signs.kind[row] == Kind.SAYS)
        following = min(row + 1, len(page) - 1)
        dates = said and page[following] == page[row] and signs.kind[following] == Kind.DATE
        last = following if dates else row
        first = row if name is None else _badges(lines, signs, name, below, free)
        below = last + 1
        yield _Head(
            first,
            last,
            int(page[row]),
            int(indent[row]),
            named=name is not None,
            said=said,
            dated=not said or bool(dates),
            plain=name is not None and _plain(signs, name),
            pressed=bool(signs.buttoned[first : last + 1].any()),
        )


def _name_above(lines: Lines, signs: Signs, date: int, below: int, free: Flags) -> int | None:
    """Return the line above a date that could be a name: the first that is no counter and no badge."""
    page, indent = lines.ints("page"), lines.ints("indent")
    for above in range(date - 1, max(date - MAX_ABOVE, below - 1), -1):
        if page[above] != page[date] or not free[above] or indent[above] != indent[date]:
            return None
        if signs.kind[above] not in (Kind.ANSWERS, Kind.NUMBER, Kind.NOISE):
            short = lines.ints("chars")[above] <= MAX_NAME_CHARS
            return above if signs.kind[above] == Kind.TEXT and short else None
    return None


def _plain(signs: Signs, row: int) -> bool:
    """Say whether a line is a short name, or begins with one that stands before a date."""
    if signs.name_to[row]:
        return bool(not signs.date_first[row] and signs.name_to[row] <= MAX_NAME_CHARS)
    return bool(signs.nameish[row])


def _badges(lines: Lines, signs: Signs, first: int, below: int, free: Flags) -> int:
    """Return the first row of a head above whose name stand a picture, a counter, or the name once more."""
    page, indent, text = lines.ints("page"), lines.ints("indent"), lines.lines["text"]
    bullet, name, start = lines.flags("bullet"), text[first], first
    for above in range(first - 1, max(first - MAX_ABOVE, below - 1), -1):
        if page[above] != page[first] or not free[above] or indent[above] != indent[first]:
            break
        listed = bullet[above] and signs.kind[above] in (Kind.REPLY, Kind.BUTTON)
        if listed or signs.kind[above] == Kind.NOISE or text[above] == name:
            start = above
        elif signs.kind[above] != Kind.NUMBER:
            break
    return start


def _runs(lines: Lines, signs: Signs, heads: Sequence[_Head]) -> Iterator[list[_Head]]:
    """Yield the runs of heads that belong to one thread."""
    run: list[_Head] = []
    replies = np.append([0], np.cumsum(signs.are(Kind.REPLY)))
    page_ends = np.flatnonzero(np.diff(lines.ints("page"), append=-1))
    for head, following in pairwise([*heads, None]):
        if head is None:
            break
        end = int(page_ends[np.searchsorted(page_ends, head.first)]) + 1
        if following is not None and following.page == head.page:
            end = following.first
        else:
            end = min(end, head.last + 1 + MAX_LAST_LINES)
        answered = bool(replies[end] > replies[head.first]) or head.pressed
        good = (
            head.named
            and end > head.last + 1
            and (answered or (head.said and head.dated) or (head.plain and _announced(lines, head, run)))
        )
        if run and (not good or run[-1].page != head.page):
            yield run
            run = []
        if good:
            run.append(head)
    if run:
        yield run


def _announced(lines: Lines, head: _Head, run: Sequence[_Head]) -> bool:
    """Say whether a count or a heading stands above a head, or above the first one of its run."""
    opener = run[0] if run and run[0].page == head.page else head
    return bool(near_claimed(lines, np.array([opener.first]), _ABOVE, -1)[0])


def _thread(lines: Lines, signs: Signs, run: Sequence[_Head], taken: Flags) -> BlockThread | None:
    """Return the thread of a run of heads, unless it is too short to be one."""
    last = _last(lines, signs, run, taken)
    beside = _announced(lines, run[0], ()) or bool(near_claimed(lines, np.array([last]), _BELOW, 1)[0])
    replies = int(signs.are(Kind.REPLY)[run[0].first : last + 1].sum())
    if not beside and len(run) < (MIN_ANSWERED if replies >= len(run) else MIN_BLOCKS):
        return None
    return BlockThread(_comments(lines, signs, run), last)


def _last(lines: Lines, signs: Signs, run: Sequence[_Head], taken: Flags) -> int:
    """Return the last row of the last comment: a button that answers, or where something else begins."""
    head = run[-1]
    page, indent = lines.ints("page"), lines.ints("indent")
    bodies = [following.first - before.last - 1 for before, following in pairwise(run)]
    below = [
        row
        for row in range(head.last + 1, min(head.last + 1 + MAX_LAST_LINES, len(page)))
        if page[row] == page[head.last]
    ]
    if not any(one.pressed for one in run):
        pressed = [row for row in below if signs.kind[row] == Kind.REPLY]
        if pressed:
            return pressed[0]
    end = head.last
    for row in below[: max([3, *bodies])]:
        if lines.steps[row] is not None or taken[row] or indent[row] < head.indent:
            break
        end = row
    return end


def _comments(lines: Lines, signs: Signs, run: Sequence[_Head]) -> list[Comment]:
    """Say who answers whom: by the names that are answered, else by indentation."""
    text = lines.lines["text"]
    latest: dict[str, int] = {}
    comments: list[Comment] = []
    # of the comments above that a reply could answer: indentation and place
    open_above: list[tuple[int, int]] = []
    for head in run:
        while open_above and open_above[-1][0] >= head.indent:
            open_above.pop()
        parent = open_above[-1][1] if open_above else None
        named, missing = _answered(signs, text, head, latest)
        if missing:
            parent = None
        elif named is not None:
            parent = named
        place = len(comments)
        open_above.append((head.indent, place))
        name = _name(signs, text, head)
        if name:
            latest[name] = place
        if parent is None:
            comments.append(Comment(head.first, 2 if missing else 1, None, not missing, head.first))
        else:
            above = comments[parent]
            comments.append(Comment(head.first, above.depth + 1, above.row, True, above.thread))
    return comments


def _answered(signs: Signs, text: pl.Series, head: _Head, latest: dict[str, int]) -> tuple[int | None, bool]:
    """Return the comment whose writer a head names as answered, and whether that one is not there."""
    for row in range(head.first, head.last + 1):
        if signs.kind[row] == Kind.ANSWERS:
            name = answered(text[row])
            return latest.get(name), name not in latest
    return None, False


def _name(signs: Signs, text: pl.Series, head: _Head) -> str:
    """Return the name in a head, as a reply would name it."""
    for row in range(head.first, head.last + 1):
        if signs.name_to[row]:
            return str(text[row])[int(signs.name_from[row]) : int(signs.name_to[row])].strip().casefold()
        if signs.kind[row] == Kind.TEXT:
            return str(text[row]).strip().casefold()
    return ""
