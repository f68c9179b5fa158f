"""What a line of a thread says of itself: a name, a date, a button, a counter, or text."""

import re
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.joined import taken
from clean.lines import Flags, Ints, Lines
from clean.threads.patterns import MAX_NAME_CHARS, MAX_SPEAKER_CHARS, NOISY_CHARS, Patterns, patterns

__all__ = ["MAX_SIGN_CHARS", "Kind", "Signs", "answered", "answering", "signs_of"]

# A longer line is text: a name, a date and the buttons beside them are shorter.
MAX_SIGN_CHARS = 200
MAX_BUTTON_CHARS = 80
MAX_NAMEISH_CHARS = 48


class Kind(IntEnum):
    """What a line is, its list marker aside."""

    TEXT = 0
    SAYS = 1  # a name and "says"
    DATE = 2  # a date and nothing else but buttons
    SIGNED = 3  # a name and a date
    REPLY = 4  # a button that answers
    BUTTON = 5  # another button
    NUMBER = 6  # a counter
    NOISE = 7  # a badge or a picture
    RATING = 8
    PINGBACK = 9
    ANSWERS = 10  # the name of the one who is answered


@dataclass(frozen=True)
class Signs:
    """One value for each line of a batch.

    `kind`: its `Kind`. `marker`: code points of the list marker. `name_from`, `name_to`: where the name is
    (SAYS and SIGNED, else 0), `lead_to`: where what stands before it ends, if that is more than the marker,
    `rest_from`: where what stands behind it starts; all in code points of the line's text, marker included.
    `date_first`: the date stands before the name, `by`: with a word between that says who it is. `buttoned`:
    a REPLY stands in it, whatever else does. `nameish`: a few words without a sentence's end, as names are.
    `pingback_heading`: the line announces pingbacks. `count`: it may say how many comments there are, and on
    what.
    """

    kind: NDArray[np.int8]
    marker: Ints
    name_from: Ints
    name_to: Ints
    lead_to: Ints
    rest_from: Ints
    date_first: Flags
    by: Flags
    buttoned: Flags
    nameish: Flags
    pingback_heading: Flags
    count: Flags

    def are(self, *kinds: Kind) -> Flags:
        """Return which lines are of one of the kinds."""
        return _among(self.kind, *kinds)


def _among(kind: NDArray[np.int8], *kinds: Kind) -> Flags:
    # looking flags up is quicker than comparing
    wanted = np.zeros(len(Kind), np.bool_)
    wanted[list(kinds)] = True
    found: Flags = wanted[kind]
    return found


@dataclass(frozen=True)
class _Short:
    """The lines that are short enough, one value for each: rows, texts without marker, and what is found."""

    rows: Ints
    whole: pl.Series
    text: pl.Series
    chars: Ints
    marker: Ints
    kind: NDArray[np.int8]
    places: Ints

    def having(self, among: Ints, pattern: str) -> Ints:
        """Return those of some lines in which a pattern is found."""
        if not len(among):
            return among  # compiling a pattern takes a millisecond, on a page alone as on a thousand
        hit: Ints = among[taken(self.text, among).str.contains(pattern).to_numpy()]
        return hit


def signs_of(lines: Lines) -> Signs:
    """Look at every line of a batch that is short enough to be a sign."""
    made = patterns()
    short = _short(lines, made)
    # text ends in a full stop, and most holds no figure
    dated = short.having(short.having(np.arange(len(short.rows)), made.date_end), made.dated)
    _days(lines, short, dated, made)
    _signed(short, dated, made)
    date_first = _date_first(short, dated, made)
    brief = np.flatnonzero(short.chars <= MAX_BUTTON_CHARS)
    _others(short, brief, made)
    pressed = np.flatnonzero(_among(short.kind, Kind.BUTTON, Kind.DATE, Kind.SIGNED))
    buttoned = short.having(pressed, made.reply)
    short.kind[buttoned[short.kind[buttoned] == Kind.BUTTON]] = Kind.REPLY
    named = short.having(brief[short.chars[brief] <= MAX_NAMEISH_CHARS], made.nameish)
    ended = short.having(named, made.ends_sentence)
    height = lines.lines.height

    def spread(values: Ints) -> Ints:
        found = np.zeros(height, np.int64)
        found[short.rows] = values
        return found

    def flags(*groups: Ints) -> Flags:
        found = np.zeros(height, np.bool_)
        for value, group in zip((True, False), groups, strict=False):
            found[short.rows[group]] = value
        return found

    kind = np.zeros(height, np.int8)
    kind[short.rows] = short.kind
    places = short.places + short.marker * (short.places[1] > 0)
    return Signs(
        kind,
        spread(short.marker),
        name_from=spread(places[0]),
        name_to=spread(places[1]),
        lead_to=spread(places[2]),
        rest_from=spread(places[3]),
        date_first=flags(date_first),
        by=flags(short.having(date_first, made.dated_by)),
        buttoned=flags(buttoned),
        nameish=flags(named, ended),
        pingback_heading=flags(short.having(brief, made.pingback_heading)),
        count=flags(short.having(np.flatnonzero(short.kind == Kind.TEXT), made.count)),
    )


def answered(line: str) -> tuple[str, ...]:
    """Return the names that a line may give of the one who is answered, for comparison: the likelier first.

    The line is an ANSWERS, or a name that says whom it answers ("Ben in reply to Ada"); of others nothing
    comes back. What is answered may be given before its writer ("In reply to The wall by Ada").
    """
    made = patterns()
    found = re.match(made.answers, line) or re.search(made.answering, line)
    if not found:
        return ()
    name = found[1].strip().casefold()
    _, by, writer = name.rpartition(" by ")
    return (name, writer) if by else (name,)


def answering(name: str) -> str:
    """Return a name for comparison, without the one whom it says to answer."""
    return re.sub(patterns().answering, "", name.strip()).strip().casefold()


def _short(lines: Lines, made: Patterns) -> _Short:
    rows = np.flatnonzero(lines.ints("chars") <= MAX_SIGN_CHARS)
    whole = taken(lines.lines["text"], rows)
    at = np.flatnonzero((lines.ints("number")[rows] >= 0) | lines.flags("bullet")[rows])
    marker = np.zeros(len(rows), np.int64)
    marker[at] = taken(whole, at).str.extract(made.marker).str.len_chars().fill_null(0).to_numpy()
    text = _behind(whole, marker) if len(at) else whole
    return _Short(
        rows,
        whole,
        text,
        lines.ints("chars")[rows] - marker,
        marker,
        np.zeros(len(rows), np.int8),
        np.zeros((4, len(rows)), np.int64),
    )


def _behind(text: pl.Series, offset: Ints) -> pl.Series:
    return pl.select(pl.lit(text).str.slice(pl.lit(pl.Series(offset, dtype=pl.Int64)))).to_series()


def _days(lines: Lines, short: _Short, dated: Ints, made: Patterns) -> None:
    """Note the lines that are dates, those too whose day looks like a list marker ("8. April 2019")."""
    short.kind[short.having(dated, made.date)] = Kind.DATE
    numbered = dated[(short.marker[dated] > 0) & (lines.ints("number")[short.rows[dated]] > 0)]
    days = numbered[taken(short.whole, numbered).str.contains(made.date).to_numpy()]
    days = days[short.kind[days] == Kind.TEXT]
    short.kind[days], short.marker[days] = Kind.DATE, 0


def _signed(short: _Short, dated: Ints, made: Patterns) -> None:
    """Note the lines that hold a name, with a date or "says" behind it, and where the name stands."""
    speaking = np.flatnonzero(short.chars <= MAX_SPEAKER_CHARS)
    speaking = short.having(speaking, made.says_end)
    # words that are printed without a blank between them: "Ada Quaysays:" above a date
    above = speaking[speaking + 1 < len(short.rows)]
    above = above[short.kind[above + 1] == Kind.DATE]
    above = above[np.diff(short.rows)[above] == 1]
    stopped = short.having(dated, r"\.$")
    going = np.setdiff1d(dated, stopped)
    for kind, pattern, among in (
        (Kind.SIGNED, made.signed, going),
        (Kind.SIGNED, made.glued, going),
        (Kind.SIGNED, made.stopped, stopped),
        (Kind.SAYS, made.says, speaking),
        (Kind.SAYS, made.says_glued, above),
    ):
        rows = among[short.kind[among] == Kind.TEXT]
        if not len(rows):
            continue
        found = taken(short.text, rows).str.extract(pattern)
        fits = (found.str.len_chars() <= MAX_NAME_CHARS).fill_null(value=False)
        rows, names = rows[fits.to_numpy()], found.filter(fits)
        if pattern == made.glued:
            stop = names.str.len_chars().to_numpy().astype(np.int64)
            held = _behind(taken(short.text, rows), stop).str.contains(r"^\p{Lu}").to_numpy()
            rows, names = rows[held], names.filter(pl.Series(held))
        short.kind[rows] = kind
        lead = names.str.extract(made.before_name).fill_null("")
        stop = names.str.len_chars().to_numpy().astype(np.int64)
        rest = _behind(taken(short.text, rows), stop)
        space = rest.str.len_chars().to_numpy() - rest.str.strip_chars_start().str.len_chars().to_numpy()
        short.places[0][rows] = lead.str.len_chars().to_numpy()
        short.places[1][rows] = stop
        short.places[2][rows] = lead.str.strip_chars_end().str.len_chars().to_numpy()
        short.places[3][rows] = stop + space


def _date_first(short: _Short, dated: Ints, made: Patterns) -> Ints:
    """Note the lines on which a date stands before a name, and return them."""
    rows = short.having(dated[short.kind[dated] == Kind.TEXT], made.date_first)
    line = taken(short.text, rows)
    date = line.str.extract(made.date_first)
    short.kind[rows] = Kind.SIGNED
    short.places[0][rows] = date.str.len_chars().to_numpy()
    short.places[1][rows] = short.places[3][rows] = line.str.len_chars().to_numpy()
    short.places[2][rows] = date.str.strip_chars_end(" \t|·•–—-").str.len_chars().to_numpy()
    return rows


def _others(short: _Short, brief: Ints, made: Patterns) -> None:
    """Note counters, buttons, badges, and so on, among the brief lines."""
    for kind, pattern in (
        (Kind.ANSWERS, made.answers),
        (Kind.NOISE, made.noisy),
        (Kind.RATING, made.rating),
        (Kind.NUMBER, r"^(?:[(+#-]?\d{1,6}\)?p?|[(\[]?[–—−+-][\])]?)$"),
        (Kind.BUTTON, made.pressed),
    ):
        hit = short.having(brief, pattern)
        if kind == Kind.NOISE:
            long = short.chars[hit] > NOISY_CHARS
            hit = np.append(hit[~long], short.having(hit[long], made.noise))
        short.kind[hit if kind == Kind.BUTTON else hit[short.kind[hit] == Kind.TEXT]] = kind
    short.kind[short.having(np.arange(len(short.rows)), made.pingback)] = Kind.PINGBACK
