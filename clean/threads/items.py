"""The items of lists: which lines open one, and what each item shows of who wrote it."""

from dataclasses import dataclass

import numpy as np

from clean.joined import changes, sums
from clean.lines import Flags, Ints, Lines
from clean.threads.signs import Kind, Signs
from clean.threads.tree import INDENT_PER_LEVEL

__all__ = ["LEAST_INDENT", "PROSE_CHARS", "Items", "item_lines", "items_of"]

# Lists stand at least so far to the right; what looks like an item left of it was typed.
LEAST_INDENT = 2
# Lists farther to the right hold no comments that are signed below their text.
_LEVELS = frozenset(range(LEAST_INDENT, 14, INDENT_PER_LEVEL))
# How many lines of an item its name and date may be looked for in.
HEAD_LINES = 5
# How many items the list may have that holds a comment's name, date and buttons.
MAX_HEAD_ITEMS = 4
# An item of so many code points, or one that ends like a sentence, is something that somebody wrote.
PROSE_CHARS = 60
MIN_SENTENCE_CHARS = 12


@dataclass(frozen=True)
class Items:
    """The lines that open a list item, and what each item shows. One value for each item.

    `authored`: a line stands above the date; `below_heading`: a heading of pingbacks stands right above the
    item; `below_colon`: so does a line that ends with a colon.
    """

    row: Ints
    signed: Flags
    said: Flags
    bodied: Flags
    buttoned: Flags
    prose: Flags
    named: Flags
    authored: Flags
    pingback: Flags
    below_heading: Flags
    below_colon: Flags


def item_lines(lines: Lines, signs: Signs) -> Flags:
    """Return which lines open a list item that something stands in.

    The name, date and buttons of a comment may be a list themselves. Its lines follow each other without a
    blank one, one of them is a date or a button, and what comes below stands no deeper than they do.
    """
    page, indent, gap = lines.ints("page"), lines.ints("indent"), lines.flags("gap")
    item: Flags = lines.listed() & (indent >= LEAST_INDENT)
    # a day's number at the start of a date is no marker
    item &= ~(signs.are(Kind.DATE) & (signs.marker == 0))
    rows = np.flatnonzero(item)
    if not len(rows):
        return item
    opens = (np.diff(rows, prepend=-2) != 1) | changes(indent[rows]) | gap[rows] | changes(page[rows])
    run = np.cumsum(opens) - 1
    size = np.bincount(run)
    sign = np.bincount(run, signs.are(Kind.DATE, Kind.REPLY, Kind.BUTTON)[rows]) > 0
    last = rows[np.cumsum(size) - 1]
    below = np.minimum(last + 1, len(item) - 1)
    level = (below == last) | (page[below] != page[last]) | (indent[below] <= indent[last])
    # numbers that go on are those of another list, whatever its items look like
    number = lines.ints("number")
    goes_on = (number[rows[np.cumsum(size) - size]] > 1) & level
    goes_on |= (number[last] > 0) & (number[below] == number[last] + 1) & (indent[below] == indent[last])
    parts = sign & level & (size <= MAX_HEAD_ITEMS) & ~goes_on
    item[rows[parts[run]]] = False
    return item


def items_of(lines: Lines, signs: Signs, row: Ints) -> Items:
    """Look at the items that open on the rows `row`."""
    stop, texts = _stops(lines, row), signs.texts
    dated, said = signs.are(Kind.DATE, Kind.SIGNED), signs.are(Kind.SAYS)
    signed_item, said_item = np.zeros(len(row), np.bool_), np.zeros(len(row), np.bool_)
    head = row.copy()
    for line in range(HEAD_LINES):
        at = np.flatnonzero(row + line < stop)
        below = row[at] + line
        signed_here, said_here = dated[below], said[below]
        signed_item[at] |= signed_here
        said_item[at] |= said_here
        shows = signed_here | said_here
        head[at[shows]] = below[shows] + 1
    # a name that is a line of its own, above the date
    authored = signed_item & ~said_item & (texts[head - 1] - texts[row] > 0) & signs.nameish[row]
    footed = _footed(lines, signs, row, stop)
    signed_item |= footed
    replies, chars = sums(signs.buttoned), sums(lines.ints("chars"))
    chars, closed = chars[stop] - chars[row], lines.endings.closed
    below_heading, below_colon = _announced(lines, signs, row)
    return Items(
        row,
        signed=signed_item | said_item,
        said=said_item,
        bodied=(texts[stop] > texts[head]) | footed,
        buttoned=replies[stop] > replies[row],
        prose=(chars >= PROSE_CHARS) | ((closed[row] | closed[stop - 1]) & (chars > MIN_SENTENCE_CHARS)),
        named=signs.nameish[row] | (signs.name_to[row] > 0) | (signs.kind[row] != Kind.TEXT) | footed,
        authored=authored,
        pingback=signs.are(Kind.PINGBACK)[row],
        below_heading=below_heading,
        below_colon=below_colon,
    )


def _stops(lines: Lines, row: Ints) -> Ints:
    """Return where each item ends: above the next one, or a line that stands no deeper than its marker."""
    indent = lines.ints("indent")
    opens = np.zeros(len(indent), np.bool_)
    opens[row] = True
    number = np.cumsum(opens) - 1
    beyond = (number >= 0) & (indent <= indent[row[np.maximum(number, 0)]])
    ends = np.append(np.flatnonzero(beyond | opens | changes(lines.ints("page"))), [len(indent)])
    stops: Ints = ends[np.searchsorted(ends, row, side="right")]
    return stops


def _footed(lines: Lines, signs: Signs, row: Ints, stop: Ints) -> Flags:
    """Say which items are signed below their text."""
    foot, pressed = stop - 1, signs.are(Kind.REPLY, Kind.BUTTON)
    for _ in range(HEAD_LINES):
        foot = foot - (pressed[foot] & (foot > row))
    below = signs.are(Kind.SIGNED)[foot] & (foot > row)
    # below a list in the text too, if it says what it is: sources that somebody lists end with a date as well
    led = np.flatnonzero(signs.are(Kind.SIGNED) & (signs.lead_to > signs.marker))
    above_foot = np.zeros(len(signs.kind), np.bool_)
    above_foot[_above_feet(lines, led)] = True
    headless = ~signs.are(Kind.SAYS, Kind.SIGNED, Kind.DATE, Kind.PINGBACK)[row]
    return headless & (below | above_foot[row])


def _above_feet(lines: Lines, foot: Ints) -> Ints:
    """Return the lines one level above some, each of which is the last line of what stands below it."""
    found = [np.zeros(0, np.int64)]
    indent = lines.ints("indent")
    for level in set((indent[foot] - INDENT_PER_LEVEL).tolist()) & _LEVELS:
        bounds = np.append(np.flatnonzero(changes(lines.ints("page")) | (indent <= level)), [len(indent)])
        of_level = foot[indent[foot] == level + INDENT_PER_LEVEL]
        below = np.searchsorted(bounds, of_level, side="right")
        last = bounds[below] == of_level + 1
        above = bounds[below[last] - 1]
        found.append(above[indent[above] == level])
    return np.concatenate(found)


def _announced(lines: Lines, signs: Signs, row: Ints) -> tuple[Flags, Flags]:
    """Say which items stand right below a heading of pingbacks, and which below a line with a colon."""
    page, above = lines.ints("page"), np.maximum(row - 1, 0)
    beside = np.flatnonzero((page[above] == page[row]) & (above < row))
    # a heading in a list is a tab, and another than the one that is shown
    headings = beside[~lines.flags("bullet")[above[beside]]]
    below_heading, below_colon = np.zeros(len(row), np.bool_), np.zeros(len(row), np.bool_)
    below_heading[headings] = signs.announcing_pingbacks(above[headings])
    below_colon[beside] = lines.endings.colon[above[beside]]
    return below_heading, below_colon
