"""Heads of comments that stand in no list: which lines are one, and how far the text below it may go."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clean.joined import sums
from clean.lines import Flags, Lines
from clean.threads.headings import NEAR, near
from clean.threads.signs import Kind, Signs

__all__ = ["BELOW_DATE", "MAX_LONE_CHARS", "Ground", "Head", "ground_of", "heads_at"]

# How many lines above a date may belong to its head: a picture, a name, a counter, the name again.
MAX_ABOVE = 5
# The longest name, in code points, that stands alone above a date.
MAX_LONE_CHARS = 60

_ABOVE, _BELOW = "comment_count", "reply_form"
# Its rules claim the rest of a page: all that stands below a heading of other pages, comments too.
_REST = "end_matter"
_ELSEWHERE = (_REST, "related_posts")
# What may stand between a name and its date; as numbers, for enumerations are slow to compare.
_BETWEEN = frozenset(map(int, (Kind.ANSWERS, Kind.NUMBER, Kind.NOISE)))
# And between a date and the line that says who is answered.
BELOW_DATE = _BETWEEN | {int(Kind.BUTTON), int(Kind.REPLY)}


class Head(NamedTuple):
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


@dataclass(frozen=True)
class Ground:
    """What is asked of single lines again and again, as lists: looking into an array takes ten times longer.

    `stop` is the row at which nothing of a line's text goes on, `announced` says that a count or a heading
    stands above a line, `formed` that a form stands below it. Running sums are `replies` and `buttons`,
    `counts` of what announces comments, `forms` of headings of forms, `links` of what leads elsewhere.
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
    top: list[bool]
    forms: list[int]
    links: list[int]

    def goes_up(self, row: int, below: int) -> Iterator[int]:
        """Yield the free lines above a row, on its page and at its indentation, down to row `below`."""
        for above in range(row - 1, max(row - MAX_ABOVE, below - 1), -1):
            alike = self.page[above] == self.page[row] and self.indent[above] == self.indent[row]
            if not (alike and self.free[above]):
                return
            yield above

    def goes_on(self, row: int, head: Head) -> bool:
        """Say whether the text of the last comment, of which the head is known, may go on in a row."""
        claimed = self.lines.steps[row]
        if claimed == _REST:
            claimed = None if row == head.last + 1 or self.chars[row] > MAX_LONE_CHARS else claimed
        return claimed is None and self.free[row] and self.indent[row] >= head.indent

    def adjoins(self, above: Head, below: Head) -> bool:
        """Say whether nothing but the text of the upper one stands between two heads."""
        return above.stop == below.first and self.page[above.first] == self.page[below.first]

    def announces(self, head: Head) -> bool:
        """Say whether a count or a heading stands between a head and the next: the head is a byline.

        Not so below a button that answers: there it counts the replies.
        """
        if head.stop >= self.stop[head.last] or self.counts[head.stop] == self.counts[head.last]:
            return False
        count = bisect_right(self.counts, self.counts[head.last]) - 1
        return self.replies[count + 1] == self.replies[head.first]

    def opens_article(self, head: Head) -> bool:
        """Say whether the first prose of the page stands below a head: the article begins there."""
        return self.top[head.first] and not self.top[min(head.stop, len(self.top)) - 1]

    def ended(self, head: Head) -> bool:
        """Say whether something below a head begins what may be no thread.

        It is a form, links to other pages, or a line below the button that answers the comment.
        """
        below, stop = head.last + 1, head.stop
        if self.forms[stop] > self.forms[below]:
            return True
        if self.replies[stop] > self.replies[below]:
            pressed = next(row for row in range(stop - 1, head.last, -1) if self.kind[row] == Kind.REPLY)
            if any(self.kind[row] == Kind.TEXT for row in range(pressed + 1, stop)):
                return True
        return self.lines.steps[head.last] not in _ELSEWHERE and self.links[stop] > self.links[below]

    def entitles(self, row: int) -> bool:
        """Say whether a line may be a heading: a few words below a blank line."""
        return self.gaps[row] and bool(self.signs.nameish[row]) and self.kind[row] == Kind.TEXT


def ground_of(lines: Lines, signs: Signs, free: Flags, inside: Flags) -> Ground:
    """Look at the lines of a batch: `free` are those of no list, `inside` those of threads that are lists."""
    page, height = lines.ints("page"), lines.lines.height
    ends = np.append(np.flatnonzero(inside | (np.diff(page, prepend=-1) != 0)), [height])
    every = np.arange(height)
    return Ground(
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
        formed=near(page, lines.steps == _BELOW, every, 1).tolist(),
        counts=sums(lines.steps == _ABOVE).tolist(),
        gaps=lines.flags("gap").tolist(),
        top=lines.above_prose().tolist(),
        forms=sums((lines.steps == _BELOW) & signs.are(Kind.TEXT) & lines.flags("gap")).tolist(),
        links=sums(np.logical_or.reduce([lines.steps == step for step in _ELSEWHERE])).tolist(),
    )


def _announced(lines: Lines, signs: Signs) -> Flags:
    """Say which lines stand below a count or a heading; buttons and what belongs to a form may part them."""
    counted = lines.steps == _ABOVE
    passed = (lines.steps == _BELOW) | signs.are(Kind.BUTTON, Kind.REPLY)
    # how many lines stand above each that part it from what announces it
    parting = sums(~(counted | passed))[:-1]
    row = np.maximum.accumulate(np.where(counted, np.arange(len(counted)), -1))
    above = np.append([-1], row[:-1])[: len(row)]
    page = lines.ints("page")
    announced: Flags = (above >= 0) & (page[above] == page) & (parting - parting[above] < NEAR)
    return announced


def heads_at(ground: Ground, rows: Sequence[int]) -> list[Head]:
    """Return the heads around the dates and names on some rows, each with the end of its text."""
    heads = list(_heads(ground, rows))
    starts = [*(head.first for head in heads[1:]), len(ground.page)]
    return [head._replace(stop=min(head.stop, start)) for head, start in zip(heads, starts, strict=True)]


def _heads(ground: Ground, rows: Sequence[int]) -> Iterator[Head]:
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
        if _in_text(ground, row, name, below):
            continue
        said = ground.kind[row] == Kind.SAYS
        following = min(row + 1, ground.stop[row] - 1)
        dates = said and ground.kind[following] == Kind.DATE
        last = following if dates else row
        if said and not dates:
            awaited = ground.page[row]
        first = row if name is None else _badges(ground, name, below)
        below = last + 1
        yield Head(
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


def _in_text(ground: Ground, row: int, name: int | None, below: int) -> bool:
    """Say whether a date is of the text right below another head: else the comment above would have none."""
    above = below - 1
    if not below or ground.kind[row] != Kind.DATE or ground.page[above] != ground.page[row]:
        return False
    if row == below:
        return ground.kind[above] != Kind.SAYS
    return name == below and ground.kind[above] != Kind.DATE and not _plain(ground.signs, name)


def _closes(ground: Ground, row: int, below: int) -> bool:
    """Say whether a date is the last line of the comment above: who says the next one stands below it."""
    if ground.kind[row] != Kind.DATE:
        return False
    following = row + 1
    while following < ground.stop[row] and ground.kind[following] in BELOW_DATE:
        following += 1
    ended = following >= ground.stop[row] or ground.lines.steps[following] is not None
    return ended or ground.kind[following] == Kind.SAYS or _name_above(ground, row, below) is None


def _name_above(ground: Ground, date: int, below: int) -> int | None:
    """Return the line above a date that could be a name: the first that is no counter and no badge."""
    # somebody may be called by what stands on badges ("Admin")
    badge: int | None = None
    badges = 0
    for above in ground.goes_up(date, below):
        kind = ground.kind[above]
        if kind not in _BETWEEN:
            fits = kind == Kind.TEXT and ground.chars[above] <= MAX_LONE_CHARS
            return above if fits and (badge is None or _plain(ground.signs, above)) else badge
        badges += kind == Kind.NOISE
        if kind == Kind.NOISE and (ground.gaps[above] or badges > 1):
            badge = above
    return badge


def _plain(signs: Signs, row: int) -> bool:
    """Say whether a line is a short name, or begins with one that stands before a date."""
    if signs.date_first[row]:
        return bool(signs.by[row])
    if signs.name_to[row]:
        return bool(signs.name_to[row] <= MAX_LONE_CHARS)
    return bool(signs.nameish[row])


def _badges(ground: Ground, first: int, below: int) -> int:
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
