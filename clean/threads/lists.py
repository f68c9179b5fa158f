"""Threads printed as lists, numbered or with bullets: where they stand.

A text extractor prints a list at an indentation of its own, its items' lines two deeper, and replies as lists
in them. So a list is a stretch of lines at or right of its base in which every line at the base is an item.
Whether readers wrote it is told by its items (names that say, dates, buttons that answer), and by what stands
above and below it (a count, a heading, a reply form).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clean.joined import changes, runs, sums
from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.threads.headings import headed, near, titled_counts
from clean.threads.items import LEAST_INDENT, Items, items_of
from clean.threads.landmarks import Landmarks
from clean.threads.signs import Kind, Signs
from clean.threads.tree import MAX_SKIPPED

__all__ = ["ListThreads", "closes_lists", "list_threads"]

# The indentations at which a list of comments may begin: two for each list or block around it.
BASES = range(LEAST_INDENT, 14, 2)
# Lines that break a list whose numbers go on below: an advertisement, a line that lost its indentation.
MAX_BREAK = 3

# An item of more lines than this above the first signed one is more than a comment.
MAX_ITEM_LINES = 12
# A list in which such a share of the items is signed has no comment that is not.
SIGNED_THROUGHOUT = 0.8
# Without any sign, a list whose items have more lines on average is an article.
MAX_MEAN_LINES = 8


@dataclass(frozen=True)
class ListThreads:
    """The lists of comments of a batch, by their first row.

    One value for each item: `rows` and the number of its list, `thread`. One for each list: its `base`, its
    `last` row, and what its items look like: `signed`, most have a name that says, or a date; `parted`, blank
    lines part them; `pingbacks`, other pages' software wrote all of them.
    """

    rows: Ints
    thread: Ints
    base: Ints
    last: Ints
    signed: Flags
    parted: Flags
    pingbacks: Flags


@dataclass(frozen=True)
class _Stretches:
    """Stretches of lines, ascending: rows `first` to `last`, both included, and their base."""

    first: Ints
    last: Ints
    base: int


@dataclass(frozen=True)
class _Judged:
    """The stretches that hold comments: rows, base, and as `ListThreads` says; `sure`: all signed."""

    first: Ints
    last: Ints
    base: Ints
    signed: Flags
    sure: Flags
    parted: Flags
    pingbacks: Flags


class _Around(NamedTuple):
    """What is known besides the lists.

    Of lines: `counts`, they count comments; `ends`, they are the last of their page. Of items: `parted`, a
    blank line or a button stands above, `closing`, they stand right below a list that they are not of, and
    `shares`, a row for each of `_Shares`. Of pages: `signed`, they have a thread whose comments are signed.
    """

    marks: Landmarks
    counts: Flags
    ends: Flags
    parted: Flags
    closing: Flags
    shares: Flags
    signed: Flags


class _Shares(NamedTuple):
    """How many of the items of each list are signed, and so on as `Items` says, from 0 to 1."""

    signed: NDArray[np.float64]
    said: NDArray[np.float64]
    bodied: NDArray[np.float64]
    buttoned: NDArray[np.float64]
    prose: NDArray[np.float64]
    named: NDArray[np.float64]
    authored: NDArray[np.float64]
    pingback: NDArray[np.float64]


def list_threads(lines: Lines, signs: Signs, marks: Landmarks, item: Flags) -> ListThreads | None:
    """Return the lists of a batch that hold comments, or null; `item` as `item_lines` says."""
    rows = np.flatnonzero(item)
    if not len(rows):
        return None
    items = items_of(lines, signs, rows)
    around = _around(lines, signs, marks, items)
    free, indent = np.ones(len(item), np.bool_), lines.ints("indent")[rows]
    found: list[_Judged] = []
    for base in BASES:
        tops = rows[indent == base]
        if not len(tops):
            continue
        stretches = _stretches(lines, item, tops, around.ends)
        stretches = _trimmed(lines, items, stretches, around.counts)
        chosen = _judged(lines, items, stretches, around, free)
        found.append(chosen)
        free[runs(chosen.first, chosen.last + 1)] = False
    return _described(lines, items, found) if found else None


def _around(lines: Lines, signs: Signs, marks: Landmarks, items: Items) -> _Around:
    row = items.row
    parted = lines.flags("gap")[row] | (signs.are(Kind.REPLY, Kind.BUTTON)[row - 1] & (row > 0))
    return _Around(
        marks,
        marks.counts | titled_counts(lines, marks, row),
        np.append(changes(lines.ints("page"))[1:], [True]),
        parted,
        closes_lists(lines, row) & ~parted,
        np.stack([getattr(items, name) for name in _Shares._fields]),
        np.zeros(lines.pages.height, np.bool_),
    )


def _stretches(lines: Lines, item: Flags, tops: Ints, ends: Flags) -> _Stretches:
    """Return the lists at a base, cut where another begins: other markers, or numbers that restart.

    `tops` are the items at the base, `ends` the last lines of pages.
    """
    page, indent, number = lines.ints("page"), lines.ints("indent"), lines.ints("number")
    base = int(indent[tops[0]])
    inside = indent > base
    inside[tops] = True
    parts = ends[:-1] | (inside[1:] != inside[:-1])
    opens = np.flatnonzero(inside & np.append([True], parts))
    closes = np.flatnonzero(inside & np.append(parts, [True]))
    low, high = np.searchsorted(tops, opens), np.searchsorted(tops, closes, side="right")
    held = high > low
    opens, closes, low, high = opens[held], closes[held], low[held], high[held]
    # what stands right of the base above its first item belongs to it only if it is an item, an orphan
    opens = np.where(item[opens], opens, tops[low])
    # numbers that go on behind a few lines to the left: the list was broken
    goes_on = np.append(
        [False],
        (page[opens[1:]] == page[closes[:-1]])
        & (opens[1:] - closes[:-1] <= MAX_BREAK + 1)
        & (number[opens[1:]] > 1)
        & (number[opens[1:]] == number[tops[high[:-1] - 1]] + 1)
        & (indent[opens[1:]] == base),
    )
    opens, closes = opens[~goes_on], closes[np.append(~goes_on[1:], [True])]
    # cuts inside
    low, high = np.searchsorted(tops, opens), np.searchsorted(tops, closes, side="right")
    inner = np.ones(len(tops), np.bool_)
    inner[low] = False
    before = np.append([NO_NUMBER], number[tops][:-1])
    cut = inner & ((number[tops] == 1) | ((number[tops] == NO_NUMBER) != (before == NO_NUMBER)))
    cut &= tops >= opens[0]
    first = np.sort(np.append(opens, tops[cut]))
    owner = np.searchsorted(opens, first, side="right") - 1
    following = np.append(first[1:], [len(page)])
    last = np.minimum(following - 1, closes[owner])
    return _Stretches(first, last, base)


def _trimmed(lines: Lines, items: Items, stretches: _Stretches, counts: Flags) -> _Stretches:
    """Take from lists with bullets the items above the first signed one and below the last, if no comments.

    A menu beside a thread is one list with it in print if nothing stands left of both. Below one of `counts`,
    a name and a date are sign enough.
    """
    first, last = stretches.first.copy(), stretches.last.copy()
    tops = np.flatnonzero(lines.ints("indent")[items.row] == stretches.base)
    row, bullet = items.row[tops], lines.ints("number")[items.row[tops]] == NO_NUMBER
    low, high = np.searchsorted(row, first), np.searchsorted(row, last, side="right")
    counted = near(lines.ints("page"), counts, first, -1) & (items.signed & items.bodied)[tops][low]
    of_counted = np.zeros(len(tops) + 1, np.int64)
    np.add.at(of_counted, low[counted], 1)
    np.add.at(of_counted, high[counted], -1)
    signed = items.signed[tops] & (items.buttoned[tops] | (np.cumsum(of_counted[:-1]) > 0))
    strong = np.flatnonzero((items.said[tops] | signed) & bullet)
    opener, closer = np.searchsorted(strong, low), np.searchsorted(strong, high) - 1
    there = np.flatnonzero(closer >= opener)
    leader, closer = strong[opener[there]], strong[closer[there]]
    low, high = low[there], high[there]
    prose, shown = sums(items.prose[tops]), sums((items.signed | items.buttoned | items.pingback)[tops])
    mostly = prose[leader] - prose[low] >= 0.5 * np.maximum(leader - low, 1)
    long = row[leader] - row[np.maximum(leader - 1, 0)] > MAX_ITEM_LINES
    above = (leader > low) & (~mostly | long)
    first[there[above]] = row[leader[above]]
    told = shown[closer + 1] - shown[leader] >= SIGNED_THROUGHOUT * (closer + 1 - leader)
    mostly = prose[high] - prose[closer + 1] >= 0.5 * (high - closer - 1)
    below = (closer + 1 < high) & told & ~mostly
    last[there[below]] = row[closer[below] + 1] - 1
    return _Stretches(first, last, stretches.base)


def _judged(lines: Lines, items: Items, stretches: _Stretches, around: _Around, free: Flags) -> _Judged:
    """Return the stretches that readers wrote, of `free` lines; `around` notes pages with signed comments."""
    page, indent, marks = lines.ints("page"), lines.ints("indent"), around.marks
    first, last = stretches.first, stretches.last
    low, high = np.searchsorted(items.row, first), np.searchsorted(items.row, last, side="right")
    count = high - low
    # an item that holds a typed list is one comment, so shares are of the top level
    top = indent[items.row] == stretches.base
    level = items.row[top]
    opener, closer = np.searchsorted(level, first), np.searchsorted(level, last, side="right")
    of = _shares(around.shares[:, top], opener, closer)
    nested = closer - opener < count
    levels = np.where(around.closing, -1, indent[items.row])
    parted = _parted(around.parted, top & ~around.closing, levels, low, high)
    counted_above, below = near(page, around.counts, first, -1), near(page, marks.forms, last, 1)
    above = counted_above | near(page, marks.forms, first, -1)
    # an orphan may stand above the first item of the list
    numbered = lines.ints("number")[level[opener]] != NO_NUMBER
    heading, announced = items.below_heading[low], items.below_colon[low]
    announced[announced] = ~headed(lines, first[announced])
    opens = lines.ints("number")[first] <= np.where(counted_above, 1 + MAX_SKIPPED, 1)
    opens |= indent[first] > stretches.base
    counted = above & ~lines.flags("head")[first]
    known = below & ~announced & ~above
    if known.any():
        known[known] = _replied(around.parted, ~top, low, high)[known] | headed(lines, first[known])
    known |= above
    by = known | (below & ~announced & (of.authored >= 0.5))
    told = (of.signed >= 0.5) & ((of.said >= 0.5) | (of.buttoned >= 0.5) | (by & (of.named >= 0.5)))
    told |= (of.buttoned >= 0.5) & (of.prose >= 0.5)
    told &= ((count > 1) | by | ((of.buttoned == 1) & (of.prose == 1))) & (of.bodied >= 0.5)
    shaped = parted | nested
    bare = np.where(numbered, counted | (shaped & known), known & shaped & (of.prose >= 0.6))
    dense = last - first < MAX_MEAN_LINES * count
    bare |= numbered & around.ends[last] & nested & parted & (count > 2) & ~announced & dense
    bare &= numbered | (of.prose > 0.3)
    # a form above may stand between the article and a list of links
    by_form = above & ~below & ~counted_above
    bare &= ~by_form | (of.prose >= 0.5)
    beside = np.maximum(first - 1, 0)
    bare &= ~marks.links[beside]
    rest = bare & marks.ends[beside] & ~counted_above
    bare[rest] = headed(lines, first[rest])
    sent = (of.pingback >= 0.5) | (heading & (of.prose > 0))
    keep = opens & free[first] & free[last] & (told | bare | sent)
    # beside a thread whose comments are signed, an unsigned list is something else
    around.signed[page[first[keep & told & (of.signed >= 0.5)]]] = True
    keep &= told | sent | ~around.signed[page[first]]
    return _Judged(
        first[keep],
        last[keep],
        np.full(np.count_nonzero(keep), stretches.base),
        signed=(of.signed >= 0.5)[keep],
        sure=(of.signed >= SIGNED_THROUGHOUT)[keep],
        parted=parted[keep],
        pingbacks=(heading & (of.prose > 0))[keep],
    )


def _replied(gap: Flags, deep: Flags, low: Ints, high: Ints) -> Flags:
    """Say which lists have lists in them, between the items of which stand blank lines.

    The list with which an article ends, above the form, has none.
    """
    within, parted = sums(deep), sums(deep & gap)
    found: Flags = 2 * (parted[high] - parted[low]) > within[high] - within[low]
    return found


def _shares(flags: Flags, low: Ints, high: Ints) -> _Shares:
    """Return the shares of lists, each of the items from `low` up to `high`; `flags` has a row for each."""
    totals = np.zeros((len(flags), flags.shape[1] + 1), np.int64)
    np.cumsum(flags, axis=1, out=totals[:, 1:])
    return _Shares(*((totals[:, high] - totals[:, low]) / np.maximum(high - low, 1)))


def closes_lists(lines: Lines, rows: Ints) -> Flags:
    """Say which items stand right below a list that they are not of: no blank line parts these.

    It is a list in the item above them, or one beside theirs with other markers.
    """
    indent, page, number = lines.ints("indent"), lines.ints("page"), lines.ints("number")
    below = np.zeros(len(rows), np.bool_)
    upper, lower = rows[:-1], rows[1:]
    other = ((number[upper] == NO_NUMBER) != (number[lower] == NO_NUMBER)) & (number[lower] <= 1)
    left = (indent[lower] < indent[upper]) | ((indent[lower] == indent[upper]) & other)
    below[1:] = (lower - upper == 1) & (page[lower] == page[upper]) & left
    return below


def _parted(gap: Flags, top: Flags, indent: Ints, low: Ints, high: Ints) -> Flags:
    """Say which lists have blank lines between the items of their top level.

    Of a list with one such item, the first of those in it tell: a list that somebody typed stands below a
    blank line, and its items do not part.
    """
    tops, gaps = sums(top), sums(top & gap)
    several = tops[high] - tops[low] > 1
    opens = np.diff(indent, prepend=-1) > 0
    # whatever stands above its first item is of another list, or of another page
    opens[low] = True
    every, gapped = sums(opens), sums(opens & gap)
    return np.where(
        several,
        (gaps[high] - gaps[low]) > 0.5 * (tops[high] - tops[low]),
        (gapped[high] - gapped[low]) > 0.5 * (every[high] - every[low]),
    )


def _described(lines: Lines, items: Items, found: list[_Judged]) -> ListThreads | None:
    """Bring the lists of all bases into one order, and end each where its comments end."""
    fields = {
        name: np.concatenate([getattr(judged, name) for judged in found])
        for name in _Judged.__dataclass_fields__
    }
    order = np.argsort(fields["first"], kind="stable")
    first, last, base, sure = (fields[name][order] for name in ("first", "last", "base", "sure"))
    if not len(order):
        return None
    low, high = np.searchsorted(items.row, first), np.searchsorted(items.row, last, side="right")
    shown = np.flatnonzero(items.signed | items.buttoned | items.pingback)
    indent = lines.ints("indent")[items.row]
    for number in np.flatnonzero(sure).tolist():
        # a list of links below the thread has no names
        tail = int(shown[np.searchsorted(shown, high[number]) - 1]) + 1
        beyond = np.flatnonzero(indent[tail : high[number]] == base[number])
        if len(beyond):
            high[number] = tail + int(beyond[0])
            last[number] = items.row[high[number]] - 1
    sizes = high - low
    thread = np.repeat(np.arange(len(order)), sizes)
    member = np.arange(len(thread)) + np.repeat(low - sums(sizes)[:-1], sizes)
    flags = (fields[name][order] for name in ("signed", "parted", "pingbacks"))
    return ListThreads(items.row[member], thread, base, last, *flags)
