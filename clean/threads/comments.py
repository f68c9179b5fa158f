"""The comments of a batch: lists and signed blocks brought together, and taken apart into what is claimed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.joined import taken
from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.threads.anatomy import Anatomy, Blocks, anatomy
from clean.threads.blocks import block_threads
from clean.threads.items import item_lines
from clean.threads.lists import NEAR, ListThreads, closes_lists, list_threads
from clean.threads.names import NameParts, name_parts
from clean.threads.signs import Kind, Signs, signs_of
from clean.threads.tree import Comment, follow

# How many lines of an item a name or a date that makes it a comment is looked for in.
_SURE_LINES = 3

__all__ = ["CLAIMED", "comment_claims"]

# The columns of a claim; all but the first three are null for what is no part of a comment.
CLAIMED = {
    "start": pl.Int64,
    "end": pl.Int64,
    "rule": pl.String,
    "comment": pl.Int64,
    "depth": pl.Int64,
    "parent": pl.Int64,
    "parent_recovered": pl.Boolean,
    "thread": pl.Int64,
}

# What another site's software quotes of the page that links here.
_EXCERPT = r"^\[(?:…|\.{3})\]|^\[…|^…"
_EXCERPT_END = r"\[(?:…|\.{3})\]$|…\]$"


@dataclass(frozen=True)
class _Thread:
    """A thread: the markers of a list and its base, or comments that are known; its last row."""

    markers: list[tuple[int, int, int, bool]]
    base: int
    comments: list[Comment]
    last: int
    pingbacks: bool

    @property
    def first(self) -> int:
        """The first row."""
        return self.markers[0][0] if self.markers else self.comments[0].row

    def followed(self, lost: Collection[int]) -> list[Comment]:
        """Return the comments; those on the rows `lost` come back as blank."""
        if self.markers:
            return follow(self.markers, self.base, lost)
        return list(_without(self.comments, lost)) if lost else self.comments


def _without(comments: list[Comment], lost: Collection[int]) -> Iterator[Comment]:
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


@dataclass(frozen=True)
class _Found:
    """Comments of a batch, in order, and their blocks; `unmarked`: no list; `sent`: of a list of pings."""

    comments: list[Comment]
    blocks: Blocks
    unmarked: Flags
    sent: Flags


def comment_claims(lines: Lines) -> pl.DataFrame:
    """Return what is claimed for comments, by `CLAIMED`; `comment` is where the record starts."""
    signs = signs_of(lines)
    threads = _threads(lines, signs)
    if not threads:
        return pl.DataFrame(schema=CLAIMED)
    found = _found(threads, ())
    parts = anatomy(lines, signs, found.blocks)
    pingback = _pingbacks(lines, signs, found, parts)
    lost = _lost(lines, signs, found, parts) | pingback
    if lost.any():
        found = _found(threads, set(found.blocks.first[lost].tolist()))
    return _claims(lines, signs, found, parts, pingback)


def _threads(lines: Lines, signs: Signs) -> list[_Thread]:
    """Return the threads of a batch, by their first row."""
    item = item_lines(lines, signs)
    lists = list_threads(lines, signs, item)
    inside, threads = np.zeros(len(item), np.bool_), list[_Thread]()
    if lists is not None:
        first = lists.rows[np.flatnonzero(np.diff(lists.thread, prepend=-1))]
        edges = np.zeros(len(item) + 1, np.int64)
        np.add.at(edges, first, 1)
        np.add.at(edges, lists.last + 1, -1)
        inside = np.cumsum(edges[:-1]) > 0
        threads = list(_list_threads(lines, signs, lists))
    blocks = block_threads(lines, signs, item, inside)
    if blocks:
        threads += [_Thread([], 0, block.comments, block.last, pingbacks=False) for block in blocks]
        threads.sort(key=lambda thread: thread.first)
    return threads


def _list_threads(lines: Lines, signs: Signs, lists: ListThreads) -> Iterator[_Thread]:
    """Yield the lists with those of their items that open comments; the others were typed by somebody."""
    rows, thread, sure, opens = _opening(lines, signs, lists)
    rows, thread = rows[opens], thread[opens]
    fields = (rows, lines.ints("indent")[rows], lines.ints("number")[rows], sure[opens])
    markers = list(zip(*(field.tolist() for field in fields), strict=True))
    bounds = np.searchsorted(thread, np.arange(len(lists.base) + 1)).tolist()
    columns = (lists.base.tolist(), lists.last.tolist(), lists.pingbacks.tolist())
    for (low, high), base, last, pingbacks in zip(pairwise(bounds), *columns, strict=True):
        if high > low:
            yield _Thread(markers[low:high], base, [], last, pingbacks)


def _opening(lines: Lines, signs: Signs, lists: ListThreads) -> tuple[Ints, Ints, Flags, Flags]:
    """Return rows and lists of items, whether a name or date stands in them, and which open a comment."""
    indent, gap = lines.ints("indent"), lines.flags("gap")
    deep = indent[lists.rows] > lists.base[lists.thread]
    pressed = signs.are(Kind.REPLY, Kind.BUTTON, Kind.ANSWERS)
    held = ~(pressed[lists.rows] & deep)
    rows, thread, deep = lists.rows[held], lists.thread[held], deep[held]
    first, alike = np.diff(thread, prepend=-1) != 0, np.diff(indent[rows], append=-1) == 0
    ends = np.append(first[1:], [True])[: len(rows)]
    stop = np.where(ends, lists.last[thread] + 1, np.append(rows[1:], [0])[: len(rows)])
    signed = signs.are(Kind.SAYS, Kind.DATE, Kind.SIGNED, Kind.PINGBACK)
    sure = np.zeros(len(rows), np.bool_)
    for line in range(_SURE_LINES):
        at = np.flatnonzero(rows + line < stop)
        sure[at] |= signed[rows[at] + line]
    # no blank line stands between a button and the first reply, nor below a list
    parted = gap[rows] | pressed[rows - 1] | closes_lists(lines, rows)
    # an item whose next sibling follows without a blank line opens a dense list
    dense = alike & ~ends & ~np.append(parted[1:], [True])[: len(rows)]
    # the first one may stand right below what announces it
    opens = ~lists.parted[thread] | ((parted | first) & ~(dense & deep))
    deep_signed = np.bincount(thread, sure & deep, minlength=len(lists.base)) > 0
    opens &= ~(deep & (lists.signed & deep_signed)[thread])
    # right below a head stands its text, even if that is a list
    opens &= ~(deep & ~first & signed[rows - 1] & lists.signed[thread])
    return rows, thread, sure, opens | sure


def _found(threads: list[_Thread], lost: Collection[int]) -> _Found:
    """Return the comments of the threads, of which the items on the rows `lost` are none."""
    every = [thread.followed(lost) for thread in threads]
    comments = [comment for found in every for comment in found]
    stop: list[int] = []
    for thread, found in zip(threads, every, strict=True):
        stop += [*(comment.row for comment in found[1:]), thread.last + 1][: len(found)]
    sizes = [len(found) for found in every]
    number = np.repeat(np.arange(len(threads)), sizes)
    first = np.array([comment.row for comment in comments], np.int64)
    of_thread = [(not thread.markers, thread.pingbacks) for thread in threads]
    unmarked, sent = np.array(of_thread, np.bool_).reshape(-1, 2)[number].T
    return _Found(comments, Blocks(first, np.array(stop, np.int64), number), unmarked, sent)


def _pingbacks(lines: Lines, signs: Signs, found: _Found, parts: Anatomy) -> Flags:
    """Say which comments another page's software left."""
    sent = found.sent.copy()
    held = parts.head < parts.tail
    head = np.where(held, parts.head, found.blocks.first)
    sent |= (signs.kind[found.blocks.first] == Kind.PINGBACK) | (signs.kind[head] == Kind.PINGBACK)
    last = np.where(held, parts.tail - 1, head)
    text = lines.lines["text"]
    marker = signs.marker[head]
    opening = pl.select(pl.lit(taken(text, head)).str.slice(pl.lit(pl.Series(marker)))).to_series()
    excerpt: Flags = (
        opening.str.contains(_EXCERPT) & taken(text, last).str.contains(_EXCERPT_END)
    ).to_numpy()
    return sent | excerpt


def _lost(lines: Lines, signs: Signs, found: _Found, parts: Anatomy) -> Flags:
    """Say which comments are of no text: only the marker or the name is left."""
    bare = parts.head == found.blocks.first
    width = lines.ints("chars")[found.blocks.first]
    empty = parts.tail <= parts.head
    empty |= bare & (parts.tail == parts.head + 1) & (signs.marker[found.blocks.first] >= width)
    empty |= bare & (parts.tail == parts.head + 1) & _marker_alone(lines, found.blocks.first)
    return empty


def _marker_alone(lines: Lines, rows: Ints) -> Flags:
    short = np.flatnonzero(lines.ints("chars")[rows] <= 10)
    alone = np.zeros(len(rows), np.bool_)
    alone[short] = taken(lines.lines["text"], rows[short]).str.contains(r"^(?:\d+\.|[^\w\s])$").to_numpy()
    return alone


def _claims(lines: Lines, signs: Signs, found: _Found, parts: Anatomy, pingback: Flags) -> pl.DataFrame:
    """Cut the comments into what is claimed."""
    start, end = lines.ints("start"), lines.ints("end")
    first, stop = found.blocks.first, parts.stop
    lost = np.array([comment.blank for comment in found.comments], np.bool_)
    gone = np.flatnonzero(lost)
    pieces = [
        _piece(start[first[gone]], end[stop[gone] - 1], np.where(pingback[gone], "pingback", "blank-item"))
    ]
    kept = np.flatnonzero(~lost)
    first, stop, head, tail = first[kept], stop[kept], parts.head[kept], parts.tail[kept]
    names = name_parts(lines, signs, author=parts.author[kept], date=parts.date[kept], head=head)
    record = np.minimum(start[head], np.minimum(names.author_from, names.date_from))
    _, depth, parent, recovered, thread, _ = (
        map(list, zip(*(comment for comment in found.comments if not comment.blank), strict=True))
        if len(kept)
        else [[]] * 6
    )
    bullet = lines.ints("number")[first] == NO_NUMBER
    rule = np.where(found.unmarked[kept], "signed-block", np.where(bullet, "bulleted-list", "numbered-list"))
    text = _piece(start[head], end[tail - 1], rule, record)
    pieces.append(
        text.with_columns(
            depth=pl.Series(depth, dtype=pl.Int64),
            parent=_records(first, record, parent),
            parent_recovered=pl.Series(recovered, dtype=pl.Boolean),
            thread=_records(first, record, thread),
        )
    )
    for begin, finish, name in (
        (names.author_from, names.author_to, "author"),
        (names.date_from, names.date_to, "date"),
    ):
        there = np.flatnonzero(finish > begin)
        pieces.append(_piece(begin[there], finish[there], np.full(len(there), name), record[there]))
    for begin, finish in _between(lines, names, first, head):
        there = np.flatnonzero(finish > begin)
        pieces.append(_piece(begin[there], finish[there], np.full(len(there), "furniture")))
    counts = _counts(lines, signs, found.blocks)
    pieces.append(_piece(start[counts], end[counts], np.full(len(counts), "count")))
    closing = parts.closing[kept]
    dated = np.flatnonzero(closing >= 0)
    row = closing[dated]
    pieces.append(_piece(start[row], end[row], np.full(len(dated), "date"), record[dated]))
    tail = np.maximum(tail, closing + 1)
    below = np.flatnonzero(stop > tail)
    pieces.append(_piece(start[tail[below]], end[stop[below] - 1], np.full(len(below), "furniture")))
    return pl.concat([pl.DataFrame(schema=CLAIMED), *pieces], how="diagonal").sort("start")


def _records(first: Ints, record: Ints, rows: list[int]) -> pl.Series:
    """Return where the comments start that open on some rows; null stays null."""
    wanted = pl.Series(rows, dtype=pl.Int64)
    at = np.searchsorted(first, wanted.fill_null(0).to_numpy())
    return pl.select(pl.when(pl.lit(wanted).is_not_null()).then(pl.lit(pl.Series(record[at])))).to_series()


def _counts(lines: Lines, signs: Signs, blocks: Blocks) -> Ints:
    """Return the lines above threads that say how many comments there are and that no rule claims."""
    page = lines.ints("page")
    opens = blocks.first[np.diff(blocks.thread, prepend=-1) != 0]
    counts = np.array([row for row in np.flatnonzero(signs.count) if lines.steps[row] is None], np.int64)
    at = np.searchsorted(counts, opens) - 1
    row = counts[at[at >= 0]]
    near = (opens[at >= 0] - row <= NEAR) & (page[row] == page[opens[at >= 0]])
    return np.unique(row[near])


def _piece(start: Ints, end: Ints, rule: NDArray[np.str_], comment: Ints | None = None) -> pl.DataFrame:
    frame = {"start": start, "end": end, "rule": pl.Series(rule.tolist(), dtype=pl.String)}
    return pl.DataFrame(frame if comment is None else {**frame, "comment": comment})


def _between(lines: Lines, names: NameParts, first: Ints, head: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield the stretches of the heads that are neither name nor date: above, between and below the two."""
    start, end = lines.ints("start"), lines.ints("end")
    early = names.author_from <= names.date_from

    def of(which: Flags, author: Ints, date: Ints) -> Ints:
        return np.where(which, author, date)

    yield (
        start[first],
        np.where(
            of(early, names.author_from, names.date_from) > start[first],
            of(early, names.above_author, names.above_date),
            0,
        ),
    )
    yield of(early, names.below_author, names.below_date), of(~early, names.above_author, names.above_date)
    yield of(~early, names.below_author, names.below_date), np.where(head > first, end[head - 1], 0)
