"""The comments of a batch: lists and signed blocks brought together, and taken apart into what is claimed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from clean.joined import changes, runs, taken
from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.searched import having
from clean.threads.anatomy import Anatomy, Blocks, anatomy
from clean.threads.blocks import BlockThread, block_threads
from clean.threads.feet import foot_threads
from clean.threads.headings import NEAR
from clean.threads.items import item_lines
from clean.threads.landmarks import Landmarks, landmarks_of
from clean.threads.lists import list_threads
from clean.threads.markers import markers_of
from clean.threads.names import NameParts, foot_parts, name_parts
from clean.threads.signs import Kind, Signs, signs_of
from clean.threads.tree import NOBODY, Comments, Markers, follow, without

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

# The values of the column `rule`, by number.
_RULES = (
    "numbered-list",
    "bulleted-list",
    "signed-block",
    "author",
    "date",
    "furniture",
    "count",
    "blank-item",
    "pingback",
)
_NUMBERED, _BULLETED, _SIGNED, _AUTHOR, _DATE, _FURNITURE, _COUNT, _BLANK, _PINGBACK = range(len(_RULES))
_RULE_NAMES = pl.Series(_RULES)
# Stands for null in columns of numbers.
_NULL = -1

# What another site's software quotes of the page that links here.
_EXCERPT = ("[…", "[...]", "…")
_EXCERPT_END = ("…]", "[...]")
# The longest line that is a list marker and nothing else.
_MARKER_CHARS = 10


@dataclass(frozen=True)
class _Threads:
    """The threads of a batch: the markers of lists, of which all with a marker count, and signed blocks.

    One value for each list have `last`, its last row, and `pingbacks`.
    """

    markers: Markers
    last: Ints
    pingbacks: Flags
    blocks: list[BlockThread]


@dataclass(frozen=True)
class _Found:
    """Comments of a batch, in order, and their blocks; `unmarked`: no list; `sent`: of a list of pings."""

    comments: Comments
    blocks: Blocks
    unmarked: Flags
    sent: Flags


def comment_claims(lines: Lines) -> pl.DataFrame:
    """Return what is claimed for comments, by `CLAIMED`; `comment` is where the record starts."""
    signs, marks = signs_of(lines), landmarks_of(lines)
    threads = _threads(lines, signs, marks)
    if threads is None:
        return pl.DataFrame(schema=CLAIMED)
    found = _found(threads, signs, np.zeros(0, np.int64))
    parts = anatomy(lines, signs, found.blocks)
    pingback = _pingbacks(lines, signs, found, parts)
    lost = _lost(lines, signs, found, parts) | pingback
    if lost.any():
        found = _found(threads, signs, found.blocks.first[lost])
    return _claims(lines, signs, found, parts, pingback, counts=_counts(lines, signs, marks, found.blocks))


def _threads(lines: Lines, signs: Signs, marks: Landmarks) -> _Threads | None:
    """Return the threads of a batch, or null where there are none."""
    item = item_lines(lines, signs)
    lists = list_threads(lines, signs, marks, item)
    inside, last, pingbacks = np.zeros(len(item), np.bool_), np.zeros(0, np.int64), np.zeros(0, np.bool_)
    markers = Markers(last, last, last, pingbacks, last)
    if lists is not None:
        last, pingbacks = lists.last, lists.pingbacks
        inside[runs(lists.rows[changes(lists.thread)], last + 1)] = True
        markers = markers_of(lines, signs, lists)
    footed = foot_threads(lines, signs, marks, ~inside)
    for thread in footed:
        inside[thread.comments[0].row : thread.last + 1] = True
    blocks = footed + block_threads(lines, signs, marks, item, inside)
    return _Threads(markers, last, pingbacks, blocks) if len(markers.row) or blocks else None


def _found(threads: _Threads, signs: Signs, lost: Ints) -> _Found:
    """Return the comments of the threads, of which the items on the rows `lost` are none."""
    markers, lists = threads.markers, len(threads.last)
    listed, number = follow(markers, np.isin(markers.row, lost))
    gone = set(lost.tolist())
    of_blocks = [list(without(block.comments, gone)) if gone else block.comments for block in threads.blocks]
    signed = Comments.of(comment for comments in of_blocks for comment in comments)
    sizes = [len(comments) for comments in of_blocks]
    number = np.append(number, np.repeat(np.arange(lists, lists + len(sizes)), sizes))
    # a thread stands in a page where its first marker does
    opens = np.full(lists, _NULL)
    opens[markers.thread[::-1]] = markers.row[::-1]
    opens = np.append(opens, [block.comments[0].row for block in threads.blocks])
    place = np.empty(len(opens), np.int64)
    place[np.argsort(opens, kind="stable")] = np.arange(len(opens))
    order = np.argsort(place[number], kind="stable")
    number = number[order]
    comments = listed.in_order(signed, order)
    last = np.append(threads.last, [block.last for block in threads.blocks]).astype(np.int64)
    ends = np.append(number[1:] != number[:-1], [True])[: len(number)]
    stop = np.where(ends, last[number] + 1, np.append(comments.row[1:], [0])[: len(number)])
    unmarked = number >= lists
    sent = np.append(threads.pingbacks, np.zeros(len(sizes), np.bool_))[number]
    vote = 2 * place[number] + (signs.kind[comments.row] == Kind.PINGBACK)
    return _Found(comments, Blocks(comments.row, stop, place[number], vote), unmarked, sent)


def _pingbacks(lines: Lines, signs: Signs, found: _Found, parts: Anatomy) -> Flags:
    """Say which comments another page's software left."""
    sent = found.sent.copy()
    held = parts.head < parts.tail
    head = np.where(held, parts.head, found.blocks.first)
    sent |= (signs.kind[found.blocks.first] == Kind.PINGBACK) | (signs.kind[head] == Kind.PINGBACK)
    last = np.where(held, parts.tail - 1, head)
    text = lines.lines["text"]
    cut = np.flatnonzero(lines.endings.bracket[last])
    if len(cut):
        ends = [line.endswith(_EXCERPT_END) for line in taken(text, last[cut])]
        cut = cut[np.array(ends, np.bool_)]
        openings = zip(taken(text, head[cut]), signs.marker[head[cut]].tolist(), strict=True)
        sent[cut] |= np.array(
            [opening.startswith(_EXCERPT, marker) for opening, marker in openings], np.bool_
        )
    return sent


def _lost(lines: Lines, signs: Signs, found: _Found, parts: Anatomy) -> Flags:
    """Say which comments are of no text: only the marker or the name is left."""
    bare = parts.head == found.blocks.first
    width = lines.ints("chars")[found.blocks.first]
    empty = parts.tail <= parts.head
    alone = bare & (parts.tail == parts.head + 1)
    empty |= alone & (signs.marker[found.blocks.first] >= width)
    short = np.flatnonzero(alone & (width <= _MARKER_CHARS))
    if len(short):
        texts = taken(lines.lines["text"], found.blocks.first[short])
        empty[short] |= having(texts, r"^(?:\d+\.|[^\w\s])$")
    return empty


class _Piece(NamedTuple):
    """Stretches that are claimed: global code points, numbers of `_RULES`, and where their comments start."""

    start: Ints
    end: Ints
    rule: Ints
    comment: Ints

    @classmethod
    def of(cls, rule: int, start: Ints, end: Ints, comment: Ints | None = None) -> "_Piece":
        """Return stretches that one rule claims; those of no comment may be without it."""
        nowhere = np.full(len(start), _NULL)
        return cls(start, end, np.full(len(start), rule), nowhere if comment is None else comment)


def _claims(
    lines: Lines, signs: Signs, found: _Found, parts: Anatomy, pingback: Flags, *, counts: Ints
) -> pl.DataFrame:
    """Cut the comments into what is claimed, `counts` besides: the lines that tell how many there are."""
    start, end = lines.ints("start"), lines.ints("end")
    gone, kept = np.flatnonzero(found.comments.blank), np.flatnonzero(~found.comments.blank)
    first, stop = found.blocks.first[kept], parts.stop[kept]
    head, tail, closing = parts.head[kept], parts.tail[kept], parts.closing[kept]
    names = name_parts(lines, signs, author=parts.author[kept], date=parts.date[kept], head=head)
    record = np.minimum(start[head], np.minimum(names.author_from, names.date_from))
    listed = np.where(lines.ints("number")[first] == NO_NUMBER, _BULLETED, _NUMBERED)
    pieces = [_Piece(start[head], end[tail - 1], np.where(found.unmarked[kept], _SIGNED, listed), record)]
    for rule, begin, finish in (
        (_AUTHOR, names.author_from, names.author_to),
        (_DATE, names.date_from, names.date_to),
    ):
        there = np.flatnonzero(finish > begin)
        pieces.append(_Piece.of(rule, begin[there], finish[there], record[there]))
    for begin, finish in _between(lines, names, first, head):
        there = np.flatnonzero(finish > begin)
        pieces.append(_Piece.of(_FURNITURE, begin[there], finish[there]))
    dated = np.flatnonzero(closing >= 0)
    row = closing[dated]
    led, author, date = foot_parts(lines, signs, row)
    pieces.append(_Piece.of(_FURNITURE, *led))
    for rule, (begin, finish) in ((_AUTHOR, author), (_DATE, date)):
        there = np.flatnonzero(finish > begin)
        pieces.append(_Piece.of(rule, begin[there], finish[there], record[dated[there]]))
    tail = np.maximum(tail, closing + 1)
    below = np.flatnonzero(stop > tail)
    pieces.append(_Piece.of(_FURNITURE, start[tail[below]], end[stop[below] - 1]))
    pieces.append(_Piece.of(_COUNT, start[counts], end[counts]))
    nothing = _Piece.of(_BLANK, start[found.blocks.first[gone]], end[parts.stop[gone] - 1])
    pieces.append(nothing._replace(rule=np.where(pingback[gone], _PINGBACK, _BLANK)))
    comments = found.comments
    known = comments.parent[kept] != NOBODY
    parent = np.searchsorted(first, comments.parent[kept])
    return _table(
        pieces,
        depth=comments.depth[kept],
        parent=np.where(known, record[np.where(known, parent, 0)], _NULL),
        parent_recovered=comments.recovered[kept].astype(np.int64),
        thread=record[np.searchsorted(first, comments.thread[kept])],
    )


def _table(pieces: Sequence[_Piece], **of_texts: Ints) -> pl.DataFrame:
    """Return the table of claims; the first pieces are the texts of comments, of which more is told."""
    start, end, rule, comment = map(np.concatenate, zip(*pieces, strict=True))
    order = np.argsort(start, kind="stable")
    columns = {"comment": comment}
    for name, values in of_texts.items():
        columns[name] = np.append(values, np.full(len(start) - len(values), _NULL))
    table = {
        "start": pl.Series(start[order]),
        "end": pl.Series(end[order]),
        "rule": taken(_RULE_NAMES, rule[order]),
    }
    table |= {name: _with_nulls(values[order]) for name, values in columns.items()}
    return pl.DataFrame(table, schema_overrides={"parent_recovered": pl.Boolean})


def _with_nulls(values: Ints) -> pl.Series:
    return pl.Series(pl.from_arrow(pa.array(values, mask=values == _NULL)))


def _counts(lines: Lines, signs: Signs, marks: Landmarks, blocks: Blocks) -> Ints:
    """Return the lines above threads that say how many comments there are and that no rule claims."""
    page = lines.ints("page")
    opens = blocks.first[changes(blocks.thread)]
    row = np.maximum(np.subtract.outer(opens, np.arange(1, NEAR + 1)), 0)
    near = (page[row] == page[opens][:, None]) & (row < opens[:, None])
    near &= marks.free[row]
    near[near] = signs.counting(row[near])
    # the nearest one
    return np.unique(row[near & (np.cumsum(near, axis=1) == 1)])


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
