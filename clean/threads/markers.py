"""Which items of a list of comments open one: others were typed by somebody, or are buttons."""

import numpy as np

from clean.joined import changes
from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.threads.items import LEAST_INDENT, PROSE_CHARS
from clean.threads.lists import ListThreads, closes_lists
from clean.threads.signs import Kind, Signs
from clean.threads.tree import Markers

__all__ = ["markers_of"]

# How many lines of an item a name or a date that makes it a comment is looked for in.
_SURE_LINES = 3
_SIGNING = (Kind.SAYS, Kind.DATE, Kind.SIGNED, Kind.PINGBACK)
# A list with more comments at its top level stands in another list.
MAX_ORPHANS = 2


def markers_of(lines: Lines, signs: Signs, lists: ListThreads) -> Markers:
    """Return those items of the lists that open comments; the others were typed by somebody."""
    rows, thread, sure, opens = _opening(lines, signs, lists)
    rows, thread = rows[opens], thread[opens]
    # lists stand at the least indentation; one that does not, and is no list in a list, lost its top level
    top = lines.ints("indent")[rows] == lists.base[thread]
    few = np.bincount(thread, top, minlength=len(lists.base)) <= MAX_ORPHANS
    base = np.where(few & ~lists.signed, LEAST_INDENT, lists.base)
    return Markers.placed(
        rows,
        above_base=lines.ints("indent")[rows] - base[thread],
        number=lines.ints("number")[rows],
        sure=sure[opens],
        thread=thread,
    )


def _opening(lines: Lines, signs: Signs, lists: ListThreads) -> tuple[Ints, Ints, Flags, Flags]:
    """Return rows and lists of items, whether a name or date stands in them, and which open a comment."""
    indent, gap = lines.ints("indent"), lines.flags("gap")
    deep = indent[lists.rows] > lists.base[lists.thread]
    pressed = signs.are(Kind.REPLY, Kind.BUTTON, Kind.ANSWERS)
    rows, thread = lists.rows, lists.thread
    items = np.zeros(len(gap), np.bool_)
    items[rows] = True
    # buttons may be a list of their own, or stand above a name and a date
    held, button = np.ones(len(rows), np.bool_), np.flatnonzero(pressed[rows] & deep)
    if len(button):
        held[button] = _sure(lines, signs, rows[button], lists.last[thread[button]] + 1, items)
        rows, thread, deep = rows[held], thread[held], deep[held]
    first = changes(thread)
    ends, alike = np.append(first[1:], [True]), np.append(~changes(indent[rows])[1:], [False])
    stop = np.where(ends, lists.last[thread] + 1, np.append(rows[1:], [0])[: len(rows)])
    signed = signs.are(*_SIGNING)
    among_items = items.copy()
    among_items[lists.rows[~held]] = False
    sure = _sure(lines, signs, rows, stop, among_items)
    # no blank line stands between a button and the first reply, nor below a list
    parted = gap[rows] | pressed[rows - 1] | closes_lists(lines, rows)
    # an item whose next sibling follows without a blank line opens a dense list
    dense = alike & ~ends & ~np.append(parted[1:], [True])[: len(rows)]
    # the first one may stand right below what announces it
    opens = ~lists.parted[thread] | ((parted | first) & ~(dense & deep))
    # a list that somebody typed may end in a comment's first reply, which has text below it
    below = np.minimum(rows + 1, len(gap) - 1)
    bodied = gap[below] & (indent[below] > indent[rows]) & (below < stop) & ~items[below]
    opens |= deep & bodied & ~dense
    typed = deep & ~sure & ~bodied
    if typed.any():
        opens &= ~_announced(lines, rows, thread, typed)
    deep_signed = np.bincount(thread, sure & deep, minlength=len(lists.base)) > 0
    # a reply whose name was lost, in the midst of others, is longer than what is listed, and alone
    follows = np.append([False], (alike & ~sure)[:-1])
    precedes = alike & ~np.append(sure[1:], [True])[: len(rows)]
    alone = ~(follows | precedes)
    written = gap[rows] & alone & (bodied | (lines.ints("chars")[rows] >= PROSE_CHARS))
    opens &= ~(deep & (lists.signed & deep_signed)[thread]) | written
    # right below a head stands its text, even if that is a list
    opens &= ~(deep & ~first & signed[rows - 1] & lists.signed[thread])
    return rows, thread, sure, opens | sure


def _sure(lines: Lines, signs: Signs, rows: Ints, stop: Ints, items: Flags) -> Flags:
    """Say in which items, from `rows` up to `stop`, stands a name or a date near the top.

    Of all lines, `items` are those that open one.
    """
    indent, signed = lines.ints("indent"), signs.are(*_SIGNING)
    sure, at = signed[rows] & (rows < stop), np.arange(len(rows))
    for line in range(1, _SURE_LINES):
        at = at[rows[at] + line < stop[at]]
        below = rows[at] + line
        # what stands left of an item's lines is none of them
        inner = (indent[below] > indent[rows[at]]) & ~items[below]
        at, below = at[inner], below[inner]
        sure[at] |= signed[below]
    return sure


def _announced(lines: Lines, rows: Ints, thread: Ints, wanted: Flags) -> Flags:
    """Say which of the wanted items are of a list that a colon announces: its writer typed it."""
    page, indent, number = lines.ints("page"), lines.ints("indent")[rows], lines.ints("number")[rows]
    # of two neighbours in a list, both are wanted or none is
    follows = ~(changes(indent) | changes(thread) | changes(wanted))
    step = np.diff(number, prepend=NO_NUMBER)
    follows &= (step == 1) | ((step == 0) & (number == NO_NUMBER))
    run = np.cumsum(~follows) - 1
    opener = np.flatnonzero(~follows)
    several = np.bincount(run, minlength=1)[run] > 1
    first = opener[(several & wanted)[opener] & (number[opener] <= 1)]
    above = np.maximum(rows[first] - 1, 0)
    # a list may be the first thing on its page
    below_colon = lines.endings.colon[above] & (page[above] == page[rows[first]])
    announced = np.zeros(len(opener), np.bool_)
    announced[run[first[below_colon]]] = True
    found: Flags = announced[run]
    return found
