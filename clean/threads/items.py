"""The items of lists: which lines open one, and what each item shows of who wrote it."""

from dataclasses import dataclass

import numpy as np

from clean.joined import sums, taken
from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.searched import having
from clean.threads.signs import Kind, Signs

__all__ = ["LEAST_INDENT", "PROSE_CHARS", "Items", "item_lines", "items_of"]

# Lists stand at least so far to the right; what looks like an item left of it was typed.
LEAST_INDENT = 2
# Lists farther to the right hold no comments that are signed below their text.
MAX_LEVEL = 14
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
    item: Flags = ((lines.ints("number") != NO_NUMBER) | lines.flags("bullet")) & (indent >= LEAST_INDENT)
    # a day's number at the start of a date is no marker
    item &= ~(signs.are(Kind.DATE) & (signs.marker == 0))
    rows = np.flatnonzero(item)
    if not len(rows):
        return item
    follows = (np.diff(rows, prepend=-2) == 1) & (np.diff(indent[rows], prepend=-1) == 0) & ~gap[rows]
    follows &= np.diff(page[rows], prepend=-1) == 0
    run = np.cumsum(~follows) - 1
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
    page, indent, height = lines.ints("page"), lines.ints("indent"), lines.lines.height
    # an item ends above the next one, and above a line that stands no deeper than its marker
    opens = np.zeros(height, np.bool_)
    opens[row] = True
    number = np.cumsum(opens) - 1
    beyond = (number >= 0) & (indent <= indent[row[np.maximum(number, 0)]])
    beyond |= np.diff(page, prepend=-1) != 0
    beyond |= opens
    ends = np.append(np.flatnonzero(beyond), [height])
    stop = ends[np.searchsorted(ends, row, side="right")]
    dated, said = signs.are(Kind.DATE, Kind.SIGNED), signs.are(Kind.SAYS)
    signed_item, said_item = np.zeros(len(row), np.bool_), np.zeros(len(row), np.bool_)
    head = row.copy()
    for line in range(HEAD_LINES):
        at = np.flatnonzero(row + line < stop)
        signed_item[at] |= dated[row[at] + line]
        said_item[at] |= said[row[at] + line]
        sign = at[(dated | said)[row[at] + line]]
        head[sign] = row[sign] + line + 1
    texts = sums(signs.are(Kind.TEXT))
    # a name that is a line of its own, above the date
    authored = signed_item & ~said_item & (texts[head - 1] - texts[row] > 0) & signs.nameish[row]
    # or they stand below the text
    foot, pressed = stop - 1, signs.are(Kind.REPLY, Kind.BUTTON)
    for _ in range(HEAD_LINES):
        foot = foot - (pressed[foot] & (foot > row))
    headless = ~signs.are(Kind.SAYS, Kind.SIGNED, Kind.DATE, Kind.PINGBACK)[row]
    footed = signs.are(Kind.SIGNED)[foot] & headless & (foot > row)
    # below a list in the text too, if it says what it is: sources that somebody lists end with a date as well
    foot = _last(page, indent, row)
    led = signs.are(Kind.SIGNED)[foot] & (signs.lead_to[foot] > signs.marker[foot])
    footed |= led & (indent[foot] == indent[row] + 2) & headless & (foot > row)
    signed_item |= footed
    replies, chars = sums(signs.buttoned), sums(lines.ints("chars"))
    above = np.maximum(row - 1, 0)
    below = (page[above] == page[row]) & (above < row)
    ends = having(taken(lines.lines["text"], np.append(row, stop - 1)), r"[.!?…)”\"»]\s*$")
    ends = ends[: len(row)] | ends[len(row) :]
    return Items(
        row,
        signed=signed_item | said_item,
        said=said_item,
        bodied=(texts[stop] > texts[head]) | footed,
        buttoned=replies[stop] > replies[row],
        prose=(chars[stop] - chars[row] >= PROSE_CHARS)
        | (ends & (chars[stop] - chars[row] > MIN_SENTENCE_CHARS)),
        named=signs.nameish[row] | (signs.name_to[row] > 0) | (signs.kind[row] != Kind.TEXT) | footed,
        authored=authored,
        pingback=signs.are(Kind.PINGBACK)[row],
        # a heading in a list is a tab, and another than the one that is shown
        below_heading=below & signs.announcing_pingbacks(above) & ~lines.flags("bullet")[above],
        below_colon=below & having(taken(lines.lines["text"], above), ":$"),
    )


def _last(page: Ints, indent: Ints, row: Ints) -> Ints:
    """Return the last row of each item, of the lists in it too."""
    last = row.copy()
    new_page = np.diff(page, prepend=-1) != 0
    for level in range(LEAST_INDENT, MAX_LEVEL, 2):
        at = np.flatnonzero(indent[row] == level)
        if len(at):
            ends = np.append(np.flatnonzero(new_page | (indent <= level)), [len(page)])
            last[at] = ends[np.searchsorted(ends, row[at], side="right")] - 1
    return last
