"""Heads of comments that stand in no list: which lines are one, and how far the text below it may go."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clean.threads.ground import MAX_LONE_CHARS, Ground
from clean.threads.signs import Kind

__all__ = ["BELOW_DATE", "Head", "announces", "ended", "heads_at", "opens_article"]

# What may stand between a name and its date.
_BETWEEN = frozenset((Kind.ANSWERS, Kind.NUMBER, Kind.NOISE))
# And between a date and the line that says who is answered.
BELOW_DATE = _BETWEEN | {Kind.BUTTON, Kind.REPLY}


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


def announces(ground: Ground, head: Head) -> bool:
    """Say whether a count or a heading stands between a head and the next: the head is a byline.

    Not so below a button that answers: there it counts the replies.
    """
    if head.stop >= ground.stop[head.last] or ground.counts[head.stop] == ground.counts[head.last]:
        return False
    count = bisect_right(ground.counts, ground.counts[head.last]) - 1
    return ground.replies[count + 1] == ground.replies[head.first]


def opens_article(ground: Ground, head: Head) -> bool:
    """Say whether the first prose of the page stands below a head: the article begins there."""
    return head.first < ground.prose < head.stop


def ended(ground: Ground, head: Head) -> bool:
    """Say whether something below a head begins what may be no thread.

    It is a form, links to other pages, or a line below the button that answers the comment.
    """
    below, stop = head.last + 1, head.stop
    if ground.headings[stop] > ground.headings[below]:
        return True
    if ground.replies[stop] > ground.replies[below]:
        pressed = next(row for row in range(stop - 1, head.last, -1) if ground.kind[row] == Kind.REPLY)
        if any(ground.kind[row] == Kind.TEXT for row in range(pressed + 1, stop)):
            return True
    return ground.links[stop] > ground.links[below] == ground.links[head.last]


def heads_at(ground: Ground, rows: Sequence[int]) -> list[Head]:
    """Return the heads around the dates and names on some rows, each with the end of its text."""
    heads = list(_heads(ground, rows))
    starts = [*(head.first for head in heads[1:]), len(ground.kind)]
    return [head._replace(stop=min(head.stop, start)) for head, start in zip(heads, starts, strict=True)]


def _heads(ground: Ground, rows: Sequence[int]) -> Iterator[Head]:
    """Yield the heads around dates and names that say, in order; each ends where no text goes on."""
    below = 0
    # a name that says something, and has no date: it stands below the text
    awaited = False
    for row in rows:
        if row < below:
            continue
        closes = awaited and _closes(ground, row, below)
        awaited = False
        if closes:
            continue
        name = row if ground.kind[row] != Kind.DATE else _name_above(ground, row, below)
        if _in_text(ground, row, name, below):
            continue
        said = ground.kind[row] == Kind.SAYS
        following = min(row + 1, ground.stop[row] - 1)
        dates = said and ground.kind[following] == Kind.DATE
        last = following if dates else row
        awaited = said and not dates
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
            plain=name is not None and ground.plain(name),
            pressed=ground.buttons[last + 1] > ground.buttons[first],
        )


def _in_text(ground: Ground, row: int, name: int | None, below: int) -> bool:
    """Say whether a date is of the text right below another head: else the comment above would have none."""
    above = below - 1
    if not below or ground.kind[row] != Kind.DATE:
        return False
    if row == below:
        return ground.kind[above] != Kind.SAYS
    return name == below and ground.kind[above] != Kind.DATE and not ground.plain(name)


def _closes(ground: Ground, row: int, below: int) -> bool:
    """Say whether a date is the last line of the comment above: who says the next one stands below it."""
    if ground.kind[row] != Kind.DATE:
        return False
    following = row + 1
    while following < ground.stop[row] and ground.kind[following] in BELOW_DATE:
        following += 1
    over = following >= ground.stop[row] or not ground.unclaimed[following]
    return over or ground.kind[following] == Kind.SAYS or _name_above(ground, row, below) is None


def _name_above(ground: Ground, date: int, below: int) -> int | None:
    """Return the line above a date that could be a name: the first that is no counter and no badge."""
    # somebody may be called by what stands on badges ("Admin")
    badge: int | None = None
    badges = 0
    for above in ground.goes_up(date, below):
        kind = ground.kind[above]
        if kind not in _BETWEEN:
            fits = kind == Kind.TEXT and ground.chars[above] <= MAX_LONE_CHARS
            return above if fits and (badge is None or ground.plain(above)) else badge
        badges += kind == Kind.NOISE
        if kind == Kind.NOISE and (ground.gaps[above] or badges > 1):
            badge = above
    return badge


def _badges(ground: Ground, first: int, below: int) -> int:
    """Return the first row of a head above whose name stand a picture, a counter, or the name once more."""
    text, start = ground.text, first
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
