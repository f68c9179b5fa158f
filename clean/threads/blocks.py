"""Threads printed without list markers: a name, a date, a text, a button to answer, and again.

Such a head stands in articles too (a byline, a quotation's source), so one alone says nothing: the same head
must recur, each time with a text behind it and a button that answers, or below a count or a heading.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clean.joined import changes
from clean.lines import Flags, Lines
from clean.threads.block_heads import BELOW_DATE, Head, announces, ended, heads_at, opens_article
from clean.threads.ground import MAX_LONE_CHARS, Ground, ground_of
from clean.threads.headings import near
from clean.threads.landmarks import Landmarks
from clean.threads.signs import Kind, Signs, answered, answering
from clean.threads.tree import Comment

__all__ = ["BlockThread", "block_threads"]

# How many lines the text of the last comment may have if nothing says where it ends.
MAX_LAST_LINES = 40
# How many lines below a head the button that answers it may stand.
MAX_LINES = 200
# Fewer heads in a row than this are a thread only beside a count, a heading or a form.
MIN_BLOCKS = 3
# And if each has a line that answers.
MIN_ANSWERED = 2


@dataclass(frozen=True)
class BlockThread:
    """A thread without markers: its comments, by their first rows, and its last row."""

    comments: list[Comment]
    last: int


def block_threads(
    lines: Lines, signs: Signs, marks: Landmarks, item: Flags, inside: Flags
) -> list[BlockThread]:
    """Return the threads of a batch that are no lists, by their first row.

    `item` are lines that open an item of a list, whoever wrote it, `inside` those of threads that are lists.
    """
    free = ~(item | inside)
    rows = np.flatnonzero(free & signs.are(Kind.DATE, Kind.SIGNED, Kind.SAYS))
    page = lines.ints("page")
    # one date is a byline, and nearly every page has one; it may be a comment if it stands below a count
    several = np.bincount(page[rows], minlength=lines.pages.height) > 1
    several[page[rows[near(page, marks.counts, rows, -1)]]] = True
    rows = rows[several[page[rows]]]
    bounds = np.flatnonzero(changes(page[rows]))
    pages = page[rows[bounds]]
    firsts, stops = np.searchsorted(page, pages).tolist(), np.searchsorted(page, pages, side="right").tolist()
    found = []
    for first, stop, of_page in zip(firsts, stops, np.split(rows, bounds[1:]), strict=False):
        ground = ground_of(lines, signs, marks, free=free, inside=inside, first=first, stop=stop)
        heads = heads_at(ground, (of_page - first).tolist())
        runs = [_entitled(ground, run) for run in _runs(ground, heads)]
        found += [thread for run in runs if (thread := _thread(ground, run))]
    return found


def _runs(ground: Ground, heads: Sequence[Head]) -> Iterator[list[Head]]:
    """Yield the runs of heads that belong to one thread.

    A date in the text of a comment looks like a head too; what tells is that the thread goes on below it.
    """
    run: list[Head] = []
    # the head above, even if it may be none
    above: Head | None = None
    for head in heads:
        end = min(head.stop, head.last + MAX_LINES)
        answers = head.pressed or ground.replies[end] > ground.replies[head.first]
        if run and above and above.stop != head.first:
            yield run
            run = []
        longer = run[-1]._replace(stop=head.first) if run else head
        if run and not answers and ended(ground, longer):
            yield run
            run = []
        opener = run[0] if run else head
        told = answers or (head.said and head.dated) or (head.plain and ground.announced(opener.first))
        # of a comment in the midst of others, the text may have been lost
        member = head.named and told and (head.stop > head.last + 1 or bool(run and head.plain))
        above = head
        if run and not (member and _alike(ground, run[-1], head)) and _near(longer):
            continue
        if not run and (announces(ground, head) or (not answers and opens_article(ground, head))):
            continue
        if member:
            if run:
                run[-1] = longer
            run.append(head)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _near(head: Head) -> bool:
    """Say whether the text below a head is short enough to be one comment's."""
    return head.stop - head.last <= MAX_LINES


def _alike(ground: Ground, one: Head, other: Head) -> bool:
    """Say whether a head may follow another in a thread: both are of a kind, or it is as plain as can be."""
    return other.plain or ground.kind[one.last] == ground.kind[other.last]


def _entitled(ground: Ground, run: Sequence[Head]) -> Sequence[Head]:
    """Return the heads, with the subjects above them if all have one and its own text is left to each."""
    if len(run) < MIN_BLOCKS:
        return run
    for number, head in enumerate(run):
        above = head.first - 1
        if head.first != head.last or next(ground.goes_up(head.first, 0), None) is None:
            return run
        parted = ground.gaps[above] and ground.gaps[head.first] and ground.unclaimed[above]
        written = ground.chars[above] > MAX_LONE_CHARS or ground.text[above][-1] in ".!?…:"
        if not parted or written or ground.kind[above] != Kind.TEXT:
            return run
        if number and run[number - 1].last + 1 >= above:
            return run
    firsts = [*(head.first - 1 for head in run[1:]), run[-1].stop]
    return [head._replace(first=head.first - 1, stop=stop) for head, stop in zip(run, firsts, strict=True)]


def _thread(ground: Ground, run: Sequence[Head]) -> BlockThread | None:
    """Return the thread of a run of heads, unless it is too short to be one."""
    last = _last(ground, run)
    beside = ground.announced(run[0].first) or ground.above_form(last)
    replies = ground.replies[last + 1] - ground.replies[run[0].first]
    if not beside and len(run) < (MIN_ANSWERED if replies >= len(run) else MIN_BLOCKS):
        return None
    return BlockThread(_comments(ground, run), ground.first + last)


def _last(ground: Ground, run: Sequence[Head]) -> int:
    """Return the last row of the last comment: a button that answers, or where something else begins."""
    head = run[-1]
    below = range(head.last + 1, min(head.last + 1 + MAX_LAST_LINES, head.stop))
    if not any(one.pressed for one in run) and not _pressed_above(ground, run):
        pressed = next((row for row in below if ground.kind[row] == Kind.REPLY), None)
        if pressed is not None:
            return pressed
    bodies = [following.first - before.last - 1 for before, following in pairwise(run)]
    end = head.last
    for row in below[: max([3, *bodies])]:
        if not _goes_on(ground, row, head):
            break
        end = row
    # the headings of a list below: a widget beside the article
    if end + 1 < len(ground.free) and not ground.free[end + 1]:
        while end > head.last + 1 and ground.entitles(end):
            end -= 1
    return end


def _goes_on(ground: Ground, row: int, head: Head) -> bool:
    """Say whether the text of the last comment, of which the head is known, may go on in a row."""
    open_ = ground.unclaimed[row]
    if ground.end_matter[row]:
        open_ = row == head.last + 1 or ground.chars[row] > MAX_LONE_CHARS
    return open_ and ground.free[row] and ground.indent[row] >= head.indent


def _pressed_above(ground: Ground, run: Sequence[Head]) -> bool:
    """Say whether the button that answers stands above the texts of most comments but the last."""
    text, above = ground.text, 0
    for head, following in pairwise(run):
        rows = range(head.last + 1, min(following.first, head.last + 1 + MAX_LAST_LINES))
        pressed = next((row for row in rows if ground.kind[row] == Kind.REPLY), None)
        # the name may stand there once more
        texts = [row for row in rows if ground.kind[row] == Kind.TEXT and text[row] != text[head.first]]
        above += pressed is not None and bool(texts) and pressed < texts[0]
    return 2 * above > len(run) - 1


def _comments(ground: Ground, run: Sequence[Head]) -> list[Comment]:
    """Say who answers whom: by the names that are answered, else by indentation."""
    latest: dict[str, int] = {}
    counters = sum(any(ground.kind[row] == Kind.NUMBER for row in _below(head)) for head in run)
    furniture = BELOW_DATE if 2 * counters > len(run) else BELOW_DATE - {Kind.NUMBER}
    comments: list[Comment] = []
    # of the comments above that a reply could answer: indentation and place
    open_above: list[tuple[int, int]] = []
    for head in run:
        while open_above and open_above[-1][0] >= head.indent:
            open_above.pop()
        parent = open_above[-1][1] if open_above else None
        lost = _is_lost(ground, head, latest, furniture)
        named, missing = _answered(ground, head, latest, lost=lost)
        if missing:
            parent = None
        elif named is not None:
            parent = named
        place, row = len(comments), ground.first + head.first
        open_above.append((head.indent, place))
        name = _name(ground, head)
        if name:
            latest[name] = place
        above = None if parent is None else comments[parent]
        depth = (2 if missing else 1) if above is None else above.depth + 1
        if lost:
            comments.append(Comment(row, depth, None, False, row, blank=True))
        elif above is None or above.blank:
            recovered = above is None and not missing
            comments.append(Comment(row, depth, None, recovered, row))
        else:
            comments.append(Comment(row, depth, above.row, True, above.thread))
    return comments


def _below(head: Head) -> range:
    return range(head.last + 1, head.stop)


def _is_lost(ground: Ground, head: Head, writers: Container[str], furniture: Container[int]) -> bool:
    """Say whether the text of a comment was lost: what stands below its head is part of that."""
    for row in _below(head):
        kind = ground.kind[row]
        if kind == Kind.ANSWERS and not any(name in writers for name in answered(ground.text[row])):
            return False
        if kind not in furniture:
            return False
    return True


def _answered(ground: Ground, head: Head, latest: dict[str, int], *, lost: bool) -> tuple[int | None, bool]:
    """Return the comment whose writer a head names as answered, and whether that one is not there.

    The last line of a comment is its text, unless that was lost.
    """
    last = head.last
    while last + 1 < head.stop and ground.kind[last + 1] in BELOW_DATE:
        last += 1
    for row in range(head.first, last + 1):
        if ground.kind[row] == Kind.ANSWERS and (lost or row + 1 < head.stop):
            names = answered(ground.text[row])
        elif ground.kind[row] == Kind.SIGNED:
            names = answered(ground.text[row][ground.name_from[row] : ground.name_to[row]])
        else:
            continue
        if names:
            found = next((latest[name] for name in names if name in latest), None)
            return found, found is None
    return None, False


def _name(ground: Ground, head: Head) -> str:
    """Return the name in a head, as a reply would name it."""
    for row in range(head.first, head.last + 1):
        if ground.name_to[row]:
            return answering(ground.text[row][ground.name_from[row] : ground.name_to[row]])
        if ground.kind[row] == Kind.TEXT:
            return ground.text[row].strip().casefold()
    return ""
