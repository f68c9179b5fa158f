"""Which lines of a comment are its head (name, date, badges), its text, and its tail (buttons, counters).

A line is only taken for a part of the head where the thread's other comments have such a line too: a date may
open a line of somebody's text.
"""

from dataclasses import dataclass, field

import numpy as np

from clean.joined import among, sums
from clean.lines import Flags, Ints, Lines
from clean.threads.patterns import MAX_NAME_CHARS
from clean.threads.repeated import again, named_elsewhere, opening_alike, pictured, said_by_most
from clean.threads.signs import Kind, Signs

__all__ = ["NONE", "Anatomy", "Blocks", "anatomy"]

# Stands for a row that is not there.
NONE = -1
# How many lines a head may have: a badge, a name, who is answered, a date, a button, a mark.
HEAD_LINES = 8
# The longest name that a date follows where most comments of the thread show neither.
MAX_SIGNER_CHARS = 48
_BESIDE_FEET = (Kind.NOISE, Kind.NUMBER, Kind.BUTTON, Kind.REPLY, Kind.ANSWERS)
# How many lines of buttons and counters may stand between a comment's text and the button that answers.
TAIL_LINES = 6
# A longer line below the button that answers is somebody's text.
MAX_FURNITURE_CHARS = 100


@dataclass(frozen=True)
class Blocks:
    """The lines of each comment: rows `first` up to, not including, `stop`, and the number of its thread.

    Those of one `vote` are looked at together; of a thread, what other pages' software left has its own.
    """

    first: Ints
    stop: Ints
    thread: Ints
    vote: Ints


@dataclass(frozen=True)
class Anatomy:
    """One value for each block; all are rows, `NONE` where there is none.

    The text is `head` up to, not including, `tail`; it is empty where they are equal. `answers` is the line
    that names who is answered, `closing` a date below the text, or a name and a date. Other lines from `tail`
    up to `stop` are furniture; `stop` is the block's own, or nearer where the thread ends with a button and
    what follows is no part of it.
    """

    author: Ints
    date: Ints
    closing: Ints
    answers: Ints
    head: Ints
    tail: Ints
    stop: Ints


@dataclass
class _Heads:
    """Heads while they are read, line by line."""

    author: Ints
    date: Ints
    answers: Ints
    head: Ints
    pending: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.pending = np.full(len(self.head), NONE)


def anatomy(lines: Lines, signs: Signs, blocks: Blocks) -> Anatomy:
    """Take the blocks apart, all of a batch at once."""
    everywhere = np.ones(len(blocks.first), np.bool_)
    first_look = _heads(lines, signs, blocks, dated=everywhere, named_below=~everywhere)
    dated = _majority(first_look.date != NONE, blocks.vote)
    dated |= _signed_first(signs, blocks)
    below = np.minimum(first_look.date + 1, blocks.stop - 1)
    named_below = (
        (first_look.date != NONE)
        & (first_look.author == NONE)
        & (below + 1 < blocks.stop)
        & (signs.kind[below] == Kind.TEXT)
        & (signs.nameish[below] | ~lines.flags("gap")[below])
        & (lines.ints("chars")[below] <= MAX_NAME_CHARS)
    )
    named_below = _majority(named_below, blocks.vote)
    heads = _heads(lines, signs, blocks, dated=dated, named_below=named_below)
    _lone_names(lines, signs, blocks, heads)
    foot = _feet(signs, blocks)
    footed = foot != NONE
    for part in (heads.author, heads.date, heads.answers):
        part[footed] = NONE
    heads.head = np.where(footed, blocks.first, heads.head)
    heads.head += _unknown(lines, signs, blocks, heads.head, ~footed & (heads.head + 1 < blocks.stop))
    tail, stop = _tails(lines, signs, blocks, heads.head)
    stop = np.where(footed, blocks.stop, stop)
    signed = footed & (signs.kind[blocks.first] == Kind.TEXT) & (blocks.first + 1 < foot)
    heads.head += pictured(lines, signs, blocks.first, foot, signed & signs.nameish[blocks.first])
    heads.head, tail = _above_feet(signs, heads.head, np.where(footed, foot, tail), footed)
    last = np.maximum(tail - 1, 0)
    closed = (heads.date == NONE) & (last > heads.head) & among(signs.kind[last], Kind.DATE, Kind.CLOCK)
    closing = np.where(closed & _majority(closed, blocks.vote), last, NONE)
    tail = np.where(closing == NONE, tail, last)
    closing = np.where(footed, foot, closing)
    # a block in which only a name is text is a lost comment; with more, something was taken for a head
    texts = signs.texts
    swallowed = (tail <= heads.head) & (texts[blocks.stop] - texts[blocks.first] > 1)

    def unless_swallowed(part: Ints, otherwise: Ints | int = NONE) -> Ints:
        return np.where(swallowed, otherwise, part)

    return Anatomy(
        unless_swallowed(heads.author),
        unless_swallowed(heads.date),
        unless_swallowed(closing),
        unless_swallowed(heads.answers),
        unless_swallowed(heads.head, blocks.first),
        unless_swallowed(tail, blocks.stop),
        unless_swallowed(stop, blocks.stop),
    )


def _majority(flags: Flags, vote: Ints, least: float = 0.5) -> Flags:
    """Say for each block whether more than a share of those it votes with have a flag."""
    if not len(vote):
        return flags
    found: Flags = (np.bincount(vote, flags) > least * np.bincount(vote))[vote]
    return found


def _signed_first(signs: Signs, blocks: Blocks) -> Flags:
    """Say which blocks open with a short name and a date, as several of their thread do.

    Of the others the source may have lost that line.
    """
    first = blocks.first
    name = signs.name_to[first] - signs.marker[first]
    opens: Flags = (signs.kind[first] == Kind.SIGNED) & (name <= MAX_SIGNER_CHARS) & (first + 1 < blocks.stop)
    if not len(first):
        return opens
    found: Flags = opens & (np.bincount(blocks.vote, opens)[blocks.vote] > 1)
    return found


def _feet(signs: Signs, blocks: Blocks) -> Ints:
    """Return the name and date below the text of each block, in threads that have them there."""
    foot = blocks.stop - 1
    for _ in range(TAIL_LINES):
        furniture = among(signs.kind[foot], Kind.REPLY, Kind.BUTTON, Kind.NUMBER) & (foot > blocks.first)
        if not furniture.any():
            break
        foot = foot - furniture
    signed = (signs.kind[foot] == Kind.SIGNED) & (foot > blocks.first)
    headless = ~among(signs.kind[blocks.first], Kind.SAYS, Kind.SIGNED, Kind.DATE)
    feet: Ints = np.where(signed & _majority(signed & headless, blocks.vote, least=0.75), foot, NONE)
    return feet


def _heads(lines: Lines, signs: Signs, blocks: Blocks, *, dated: Flags, named_below: Flags) -> _Heads:
    """Read heads: from the first line down, as long as lines are parts of one."""
    none = np.full(len(blocks.first), NONE)
    found = _Heads(none.copy(), none.copy(), none.copy(), blocks.first.copy())
    short, gap = lines.ints("chars") <= MAX_NAME_CHARS, lines.flags("gap")
    worded = signs.texts
    # a counter that most comments of a thread have, and a number that is all somebody wrote
    counters = sums(signs.are(Kind.NUMBER))
    counted = _majority(counters[blocks.stop] > counters[blocks.first], blocks.vote)
    active = np.ones(len(none), np.bool_)
    texts = np.zeros(len(none), np.int64)
    for line in range(HEAD_LINES):
        row = blocks.first + line
        active &= row < blocks.stop
        if not active.any():
            break
        row = np.where(active, row, 0)
        kind = np.where(active, signs.kind[row], NONE)
        begun = (found.author != NONE) | (found.date != NONE)
        bare = (found.author == NONE) & (texts == 0)
        says = (kind == Kind.SAYS) & bare & ((found.date == NONE) | (row == found.date + 1))
        signed = (kind == Kind.SIGNED) & dated & (found.date == NONE)
        both = signed & (found.author == NONE)
        date = (kind == Kind.DATE) & dated & (found.date == NONE) & (row + 1 < blocks.stop)
        answers = (kind == Kind.ANSWERS) & (begun | (found.pending != NONE)) & (found.answers == NONE)
        answers &= row + 1 < blocks.stop
        noise = among(kind, Kind.NOISE, Kind.NUMBER) & ~begun
        noise |= among(kind, Kind.REPLY, Kind.BUTTON) & ~begun & (texts == 0)
        rating = (kind == Kind.RATING) & ((line == 0) | begun)
        pressed = among(kind, Kind.REPLY, Kind.BUTTON) & begun & (row + 1 < blocks.stop)
        below = named_below & (found.author == NONE) & (found.date != NONE) & (kind == Kind.TEXT) & short[row]
        below &= (row == found.date + 1) & (row + 1 < blocks.stop) & (signs.nameish[row] | ~gap[row])
        maybe = ((kind == Kind.TEXT) | (kind == Kind.SIGNED)) & ~begun & ~both & short[row] & (texts < 2)
        # two lines of text are text; a name may stand there twice, with a counter between
        twice = maybe & (texts > 0) & (signs.kind[row - 1] == Kind.TEXT)
        maybe &= ~twice | again(lines, signs, row, twice)
        named = (date | answers) & (found.author == NONE) & (found.pending != NONE)
        found.author = np.where(says | both | below, row, np.where(named, found.pending, found.author))
        found.date = np.where(signed | date, row, found.date)
        found.answers = np.where(answers, row, found.answers)
        # the name of a picture may stand above the date, and the name itself below it
        later = (kind == Kind.TEXT) & (found.author != NONE) & (found.head == row) & signs.nameish[row]
        later &= (row == found.date + 1) & (row + 1 < blocks.stop)
        later = pictured(lines, signs, row, found.author, later)
        commits = says | signed | date | answers | rating | pressed | below | later
        # a badge or counter goes with a head that has begun; else it waits for a name or a date
        after = begun & (found.head == row)
        commits |= (kind == Kind.NOISE) & after
        counter = (kind == Kind.NUMBER) & after & (row + 1 < blocks.stop)
        commits |= counter & (counted | (worded[blocks.stop] > worded[np.minimum(row + 1, blocks.stop)]))
        found.head = np.where(commits, row + 1, found.head)
        found.pending = np.where(maybe, row, found.pending)
        texts += maybe
        active &= commits | maybe | noise
    return found


def _lone_names(lines: Lines, signs: Signs, blocks: Blocks, heads: _Heads) -> None:
    """Take the first line for a name where the comments of a thread have such a line, and no date."""
    first = _below_pictures(lines, signs, blocks, heads)
    heads.head = np.where(first > blocks.first, first, heads.head)
    plain = (heads.author == NONE) & (heads.date == NONE) & (heads.head == first)
    worded = among(signs.kind[first], Kind.TEXT, Kind.NOISE)
    alone = plain & signs.nameish[first] & worded & (first + 1 < blocks.stop)
    below = np.minimum(first + 1, blocks.stop - 1)
    alone &= ~among(signs.kind[below], Kind.REPLY, Kind.BUTTON) & lines.flags("gap")[below]
    usual = _majority(alone | (heads.author != NONE), blocks.vote, least=0.6)
    if len(first):
        size = np.bincount(blocks.vote)
        enough = (size > 2) | ((size == 2) & (np.bincount(blocks.vote, alone) == 2))
        usual |= opening_alike(lines, signs, first, alone, blocks.vote)
        usual &= _majority(alone, blocks.vote, least=0.3) & enough[blocks.vote]
    shown = plain & (first > blocks.first) & (signs.kind[first] == Kind.TEXT)
    shown = pictured(lines, signs, first, first - 1, shown)
    # a name may stand there twice, for that of a picture is printed too
    twice = plain & signs.nameish[first] & worded & (first + 2 < blocks.stop)
    twice = again(lines, signs, first + 1, twice & ~lines.flags("gap")[below])
    named = (alone & usual) | shown | twice
    heads.author = np.where(named, first, heads.author)
    heads.head = np.where(named, first + 1 + twice, heads.head)
    rated = named & (heads.head < blocks.stop - 1)
    rated &= signs.kind[np.where(rated, heads.head, 0)] == Kind.RATING
    heads.head += rated
    # of a comment in such a thread that is a name and a button, the text was lost
    left = (
        plain & ~alone & signs.nameish[first] & (signs.kind[first] == Kind.TEXT) & (first + 1 < blocks.stop)
    )
    left &= _majority(named, blocks.vote, least=0.8)
    left |= named_elsewhere(lines, signs, first, plain & (first + 1 == blocks.stop), named, vote=blocks.vote)
    heads.head = np.where(left, first + 1, heads.head)


def _below_pictures(lines: Lines, signs: Signs, blocks: Blocks, heads: _Heads) -> Ints:
    """Return the first row of each block that is no picture or badge, where most blocks open with such.

    So does a block with the picture of one who is named below it.
    """
    first = blocks.first
    opens = (signs.kind[first] == Kind.NOISE) & (first + 1 < blocks.stop) & (heads.head == first)
    gap = lines.flags("gap")[np.minimum(first + 1, blocks.stop - 1)]
    named = pictured(lines, signs, first + 1, first, opens & ~gap)
    below: Ints = first + (opens & (named | _majority(opens, blocks.vote)))
    return below


def _unknown(lines: Lines, signs: Signs, blocks: Blocks, rows: Ints, wanted: Flags) -> Flags:
    """Say which rows are a button that nobody knows: a short line that most of those it votes with have."""
    rows = np.where(wanted, rows, blocks.first)
    brief = wanted & (signs.kind[rows] == Kind.TEXT) & signs.nameish[rows]
    return said_by_most(lines, signs, rows, brief & _majority(brief, blocks.vote), blocks.vote)


def _above_feet(signs: Signs, head: Ints, tail: Ints, footed: Flags) -> tuple[Ints, Ints]:
    """Return from where to where the texts above feet go: without pictures, counters and buttons."""
    for _ in range(TAIL_LINES):
        kind = signs.kind[np.where(footed, head, 0)]
        head = head + (footed & (head + 1 < tail) & among(kind, *_BESIDE_FEET))
        kind = signs.kind[np.where(footed, tail - 1, 0)]
        tail = tail - (footed & (tail - 1 > head) & among(kind, *_BESIDE_FEET))
    return head, tail


def _tails(lines: Lines, signs: Signs, blocks: Blocks, head: Ints) -> tuple[Ints, Ints]:
    """Return where the text of each block ends, and where the block does."""
    stop = blocks.stop
    replies = np.flatnonzero(signs.kind == Kind.REPLY)
    pressed = np.append(replies, [len(signs.kind)])[np.searchsorted(replies, head)]
    has_reply = pressed < stop
    usual = _majority(has_reply, blocks.vote)
    # text below the button: then the button is none, or the page is not what it seems
    long = sums(lines.ints("chars") > MAX_FURNITURE_CHARS)
    cut = has_reply & usual
    ends = stop - 1
    below = _unknown(lines, signs, blocks, ends, ends > head)
    answers = (signs.kind[ends] == Kind.ANSWERS) & (ends > head)
    below |= answers & _majority(answers, blocks.vote)
    last = np.append(blocks.thread[1:] != blocks.thread[:-1], [True]) if len(stop) else has_reply
    cut &= last | (long[stop] == long[np.minimum(pressed, stop)])
    tail = np.where(cut, pressed, stop - below)
    pushed = cut | below
    ends_pressed = _majority(among(signs.kind[stop - 1], Kind.BUTTON, Kind.REPLY), blocks.vote, least=0.3)
    for _ in range(TAIL_LINES):
        above = tail - 1
        kind = signs.kind[np.maximum(above, 0)]
        furniture = among(kind, Kind.BUTTON, Kind.REPLY) & (pushed | ends_pressed)
        furniture |= among(kind, Kind.NUMBER, Kind.NOISE) & pushed & (above > head)
        furniture &= above >= head
        if not furniture.any():
            break
        tail = tail - furniture
        pushed |= furniture
    tail = tail - _unknown(lines, signs, blocks, tail - 1, pushed & (tail - 1 > head))
    # below the last comment's buttons the thread is over
    over = last & cut
    end = np.where(over, pressed + 1, stop)
    for _ in range(TAIL_LINES):
        more = over & (end < stop)
        more &= among(signs.kind[np.where(more, end, 0)], Kind.BUTTON, Kind.REPLY, Kind.NUMBER)
        if not more.any():
            break
        end = end + more
    return np.maximum(tail, head), end
