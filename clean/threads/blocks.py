"""Threads printed without list markers: a name, a date, a text, a button to answer, and again.

Such a head stands in articles too (a byline, a quotation's source), so one alone says nothing: the same head
must recur, each time with a text behind it and a button that answers, or below a count or a heading.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.lines import Flags, Lines
from clean.threads.items import sums
from clean.threads.lists import NEAR, near
from clean.threads.signs import Kind, Signs, answered, answering
from clean.threads.tree import Comment

__all__ = ["BlockThread", "block_threads"]

# How many lines above a date may belong to its head: a picture, a name, a counter, the name again.
MAX_ABOVE = 5
# The longest name, in code points, that stands alone above a date.
MAX_NAME_CHARS = 60
# How many lines the text of the last comment may have if nothing says where it ends.
MAX_LAST_LINES = 40
# How many lines below a head the button that answers it may stand.
MAX_LINES = 200
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


class _Head(NamedTuple):
    """A head: its first and last row, the row below its comment, and what stands in it.

    `named`: a name; `said`: a name that says; `dated`: a date; `plain`: a short name, before the date if they
    share a line; `pressed`: a button.
    """

    first: int
    last: int
    stop: int
    indent: int
    named: bool
    said: bool
    dated: bool
    plain: bool
    pressed: bool


# What may stand between a name and its date; as numbers, for enumerations are slow to compare.
_BETWEEN = frozenset(map(int, (Kind.ANSWERS, Kind.NUMBER, Kind.NOISE)))
# And between a date and the line that says who is answered.
_BELOW_DATE = _BETWEEN | {int(Kind.BUTTON), int(Kind.REPLY)}


@dataclass(frozen=True)
class _Ground:
    """What is asked of single lines again and again, as lists: looking into an array takes ten times longer.

    `stop` is the row at which nothing of a line's text goes on; `replies` and `buttons` are running sums.
    """

    lines: Lines
    signs: Signs
    kind: list[int]
    page: list[int]
    indent: list[int]
    chars: list[int]
    bullet: list[bool]
    free: list[bool]
    stop: list[int]
    replies: list[int]
    buttons: list[int]
    announced: list[bool]
    formed: list[bool]
    counts: list[int]
    gaps: list[bool]
    ends: list[int]

    def goes_up(self, row: int, below: int) -> Iterator[int]:
        """Yield the free lines above a row, on its page and at its indentation, down to row `below`."""
        for above in range(row - 1, max(row - MAX_ABOVE, below - 1), -1):
            alike = self.page[above] == self.page[row] and self.indent[above] == self.indent[row]
            if not (alike and self.free[above]):
                return
            yield above

    def goes_on(self, row: int, head: _Head) -> bool:
        """Say whether the text of the last comment, of which the head is known, may go on in a row."""
        claimed = self.lines.steps[row]
        if claimed == _REST:
            claimed = None if row == head.last + 1 or self.chars[row] > MAX_NAME_CHARS else claimed
        return claimed is None and self.free[row] and self.indent[row] >= head.indent

    def adjoins(self, above: _Head, below: _Head) -> bool:
        """Say whether nothing but the text of the upper one stands between two heads."""
        return above.stop == below.first and self.page[above.first] == self.page[below.first]

    def ended(self, head: _Head) -> bool:
        """Say whether something below a head begins what may be no thread: a form, links to other pages."""
        if self.lines.steps[head.last] in _ELSEWHERE:
            return False
        return self.ends[head.stop] > self.ends[head.last + 1]

    def entitles(self, row: int) -> bool:
        """Say whether a line may be a heading: a few words below a blank line."""
        return self.gaps[row] and bool(self.signs.nameish[row]) and self.kind[row] == Kind.TEXT


# Its rules claim the rest of a page: all that stands below a heading of other pages, comments too.
_REST = "end_matter"
_ELSEWHERE = (_REST, "related_posts")


def block_threads(lines: Lines, signs: Signs, item: Flags, inside: Flags) -> list[BlockThread]:
    """Return the threads of a batch that are no lists, by their first row.

    `item` are lines that open an item of a list, whoever wrote it, `inside` those of threads that are lists.
    """
    free = ~(item | inside)
    rows = np.flatnonzero(free & signs.are(Kind.DATE, Kind.SIGNED, Kind.SAYS))
    page, height = lines.ints("page"), lines.lines.height
    # one date is a byline, and nearly every page has one
    several = np.bincount(page[rows], minlength=lines.pages.height) > 1
    rows = rows[several[page[rows]]]
    if not len(rows):
        return []
    ends = np.append(np.flatnonzero(inside | (np.diff(page, prepend=-1) != 0)), [height])
    every = np.arange(height)
    ground = _Ground(
        lines,
        signs,
        signs.kind.tolist(),
        page.tolist(),
        lines.ints("indent").tolist(),
        lines.ints("chars").tolist(),
        lines.flags("bullet").tolist(),
        free.tolist(),
        stop=ends[np.searchsorted(ends, every, side="right")].tolist(),
        replies=sums(signs.are(Kind.REPLY)).tolist(),
        buttons=sums(signs.buttoned).tolist(),
        announced=_announced(lines, signs).tolist(),
        formed=near(page, lines.steps == _BELOW[0], every, 1).tolist(),
        counts=sums(lines.steps == _ABOVE[0]).tolist(),
        gaps=lines.flags("gap").tolist(),
        ends=sums(_ending(lines, signs)).tolist(),
    )
    heads = _bounded(ground, list(_heads(ground, rows.tolist())))
    runs = [_entitled(ground, run) for run in _runs(ground, heads)]
    return [thread for run in runs if (thread := _thread(ground, run))]


def _ending(lines: Lines, signs: Signs) -> Flags:
    """Say which lines end a thread: a form to write the next comment, or what leads to other pages."""
    form = (lines.steps == _BELOW[0]) & signs.are(Kind.TEXT) & lines.flags("gap")
    ending: Flags = np.logical_or.reduce([form, *(lines.steps == step for step in _ELSEWHERE)])
    return ending


def _announced(lines: Lines, signs: Signs) -> Flags:
    """Say which lines stand below a count or a heading; buttons and what belongs to a form may part them."""
    counted = lines.steps == _ABOVE[0]
    passed = (lines.steps == _BELOW[0]) | signs.are(Kind.BUTTON, Kind.REPLY)
    # how many lines stand above each that part it from what announces it
    parting = np.append([0], np.cumsum(~(counted | passed)))[:-1]
    row = np.maximum.accumulate(np.where(counted, np.arange(len(counted)), -1))
    above = np.append([-1], row[:-1])[: len(row)]
    page = lines.ints("page")
    near: Flags = (above >= 0) & (page[above] == page) & (parting - parting[above] < NEAR)
    return near


def _heads(ground: _Ground, rows: Sequence[int]) -> Iterator[_Head]:
    """Yield the heads around dates and names that say, in order; each ends where no text goes on."""
    below = 0
    # a name that says something, and has no date: it stands below the text
    awaited: int | None = None
    for row in rows:
        if row < below:
            continue
        closes = awaited == ground.page[row] and _closes(ground, row, below)
        awaited = None
        if closes:
            continue
        name = row if ground.kind[row] != Kind.DATE else _name_above(ground, row, below)
        said = ground.kind[row] == Kind.SAYS
        following = min(row + 1, ground.stop[row] - 1)
        dates = said and ground.kind[following] == Kind.DATE
        last = following if dates else row
        if said and not dates:
            awaited = ground.page[row]
        first = row if name is None else _badges(ground, name, below)
        below = last + 1
        yield _Head(
            first,
            last,
            ground.stop[last],
            ground.indent[row],
            named=name is not None,
            said=said,
            dated=not said or dates,
            plain=name is not None and _plain(ground.signs, name),
            pressed=ground.buttons[last + 1] > ground.buttons[first],
        )


def _closes(ground: _Ground, row: int, below: int) -> bool:
    """Say whether a date is the last line of the comment above: who says the next one stands below it."""
    if ground.kind[row] != Kind.DATE:
        return False
    following = row + 1
    while following < ground.stop[row] and ground.kind[following] in _BELOW_DATE:
        following += 1
    ended = following >= ground.stop[row] or ground.lines.steps[following] is not None
    return ended or ground.kind[following] == Kind.SAYS or _name_above(ground, row, below) is None


def _name_above(ground: _Ground, date: int, below: int) -> int | None:
    """Return the line above a date that could be a name: the first that is no counter and no badge."""
    for above in ground.goes_up(date, below):
        kind = ground.kind[above]
        if kind not in _BETWEEN:
            return above if kind == Kind.TEXT and ground.chars[above] <= MAX_NAME_CHARS else None
    return None


def _plain(signs: Signs, row: int) -> bool:
    """Say whether a line is a short name, or begins with one that stands before a date."""
    if signs.date_first[row]:
        return bool(signs.by[row])
    if signs.name_to[row]:
        return bool(signs.name_to[row] <= MAX_NAME_CHARS)
    return bool(signs.nameish[row])


def _badges(ground: _Ground, first: int, below: int) -> int:
    """Return the first row of a head above whose name stand a picture, a counter, or the name once more."""
    text, start = ground.lines.lines["text"], first
    for above in ground.goes_up(first, below):
        kind = ground.kind[above]
        listed = ground.bullet[above] and ground.bullet[first] and kind in (Kind.REPLY, Kind.BUTTON)
        again = ground.chars[above] == ground.chars[first] and text[above] == text[first]
        again |= ground.chars[above] == 1 and text[first][:1] == text[above]
        if listed or kind == Kind.NOISE or again:
            start = above
        elif kind != Kind.NUMBER:
            break
    return start


def _bounded(ground: _Ground, heads: Sequence[_Head]) -> list[_Head]:
    """Return the heads, each ending above the next one at the latest."""
    starts = [*(head.first for head in heads[1:]), len(ground.page)]
    return [head._replace(stop=min(head.stop, start)) for head, start in zip(heads, starts, strict=True)]


def _runs(ground: _Ground, heads: Sequence[_Head]) -> Iterator[list[_Head]]:
    """Yield the runs of heads that belong to one thread."""
    run: list[_Head] = []
    for head in heads:
        end = min(head.stop, head.last + MAX_LINES)
        answers = head.pressed or ground.replies[end] > ground.replies[head.first]
        if run and (not ground.adjoins(run[-1], head) or (not answers and ground.ended(run[-1]))):
            yield run
            run = []
        # a byline: what announces the comments stands below it
        if not run and not ground.announced[head.first] and _announced_below(ground, head):
            continue
        opener = run[0] if run else head
        told = answers or (head.said and head.dated) or (head.plain and ground.announced[opener.first])
        if head.named and head.stop > head.last + 1 and told:
            run.append(head)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _entitled(ground: _Ground, run: Sequence[_Head]) -> Sequence[_Head]:
    """Return the heads, with the subjects above them if all have one and its own text is left to each."""
    text, steps = ground.lines.lines["text"], ground.lines.steps
    if len(run) < MIN_BLOCKS:
        return run
    for number, head in enumerate(run):
        above = head.first - 1
        if head.first != head.last or not next(ground.goes_up(head.first, 0), None):
            return run
        parted = ground.gaps[above] and ground.gaps[head.first] and steps[above] is None
        written = ground.chars[above] > MAX_NAME_CHARS or text[above][-1] in ".!?…:"
        if not parted or written or ground.kind[above] != Kind.TEXT:
            return run
        if number and run[number - 1].last + 1 >= above:
            return run
    firsts = [*(head.first - 1 for head in run[1:]), run[-1].stop]
    return [head._replace(first=head.first - 1, stop=stop) for head, stop in zip(run, firsts, strict=True)]


def _announced_below(ground: _Ground, head: _Head) -> bool:
    """Say whether a count or a heading stands between a head and the next."""
    return head.stop < ground.stop[head.last] and ground.counts[head.stop] > ground.counts[head.last]


def _thread(ground: _Ground, run: Sequence[_Head]) -> BlockThread | None:
    """Return the thread of a run of heads, unless it is too short to be one."""
    last = _last(ground, run)
    beside = ground.announced[run[0].first] or ground.formed[last]
    replies = ground.replies[last + 1] - ground.replies[run[0].first]
    if not beside and len(run) < (MIN_ANSWERED if replies >= len(run) else MIN_BLOCKS):
        return None
    return BlockThread(_comments(ground, run), last)


def _last(ground: _Ground, run: Sequence[_Head]) -> int:
    """Return the last row of the last comment: a button that answers, or where something else begins."""
    head = run[-1]
    below = range(head.last + 1, min(head.last + 1 + MAX_LAST_LINES, head.stop))
    if not any(one.pressed for one in run):
        pressed = next((row for row in below if ground.kind[row] == Kind.REPLY), None)
        if pressed is not None:
            return pressed
    bodies = [following.first - before.last - 1 for before, following in pairwise(run)]
    end = head.last
    for row in below[: max([3, *bodies])]:
        if not ground.goes_on(row, head):
            break
        end = row
    # the headings of a list below: a widget beside the article
    if end + 1 < len(ground.page) and ground.page[end + 1] == ground.page[end] and not ground.free[end + 1]:
        while end > head.last + 1 and ground.entitles(end):
            end -= 1
    return end


def _comments(ground: _Ground, run: Sequence[_Head]) -> list[Comment]:
    """Say who answers whom: by the names that are answered, else by indentation."""
    signs, text = ground.signs, ground.lines.lines["text"]
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
    last = head.last
    while last + 1 < head.stop and signs.kind[last + 1] in _BELOW_DATE:
        last += 1
    for row in range(head.first, last + 1):
        if signs.kind[row] == Kind.ANSWERS and row + 1 < head.stop:
            names = answered(text[row])
        elif signs.kind[row] == Kind.SIGNED:
            names = answered(str(text[row])[int(signs.name_from[row]) : int(signs.name_to[row])])
        else:
            continue
        if names:
            found = next((latest[name] for name in names if name in latest), None)
            return found, found is None
    return None, False


def _name(signs: Signs, text: pl.Series, head: _Head) -> str:
    """Return the name in a head, as a reply would name it."""
    for row in range(head.first, head.last + 1):
        if signs.name_to[row]:
            return answering(str(text[row])[int(signs.name_from[row]) : int(signs.name_to[row])])
        if signs.kind[row] == Kind.TEXT:
            return str(text[row]).strip().casefold()
    return ""
