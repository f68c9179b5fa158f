"""What a line of a thread says of itself: a name, a date, a button, a counter, or text."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.joined import among, sums, taken
from clean.lines import Flags, Ints, Lines
from clean.searched import having
from clean.threads.patterns import MAX_NAME_CHARS, MAX_SPEAKER_CHARS, NOISY_CHARS, Patterns, patterns

__all__ = ["MAX_SIGN_CHARS", "Kind", "Signs", "answered", "answering", "signs_of"]

# A longer line is text: a name, a date and the buttons beside them are shorter.
MAX_SIGN_CHARS = 200
MAX_BUTTON_CHARS = 80
MAX_NAMEISH_CHARS = 48
# Before "says:", the end of a sentence: a question, or a word that is no title, which are short and capital.
_SENTENCE = re.compile(r"[?!]\s|[^\W_A-Z]{4}\.\s|(?<![^\W_])[^\W\d_A-Z]{2,}\.\s")
# And how mails are quoted: "On 3 May 2010 at 10:12, Ben".
_QUOTING = re.compile(r"(?:on|am|le|el|il|op)\s.*\d\D*[^\W\d]", re.IGNORECASE)


class Kind:
    """What a line is, its list marker aside.

    Plain numbers: with those of an enumeration, an array takes five times as long to compare.
    """

    TEXT: Final = 0
    SAYS: Final = 1  # a name and "says"
    DATE: Final = 2  # a date and nothing else but buttons
    SIGNED: Final = 3  # a name and a date
    REPLY: Final = 4  # a button that answers
    BUTTON: Final = 5  # another button
    NUMBER: Final = 6  # a counter
    NOISE: Final = 7  # a badge or a picture
    RATING: Final = 8
    PINGBACK: Final = 9
    ANSWERS: Final = 10  # the name of the one who is answered
    CLOCK: Final = 11  # a time of day


# The groups of `Patterns.sign`; where two fit, the last one tells.
_OF_GROUPS = (
    ("BUTTON", Kind.BUTTON),
    ("ANSWERS", Kind.ANSWERS),
    ("RATING", Kind.RATING),
    ("NUMBER", Kind.NUMBER),
    ("CLOCK", Kind.CLOCK),
)


@dataclass(frozen=True)
class Signs:
    """One value for each line of a batch.

    `kind`: its `Kind`. `marker`: code points of the list marker. `name_from`, `name_to`: where the name is
    (SAYS and SIGNED, else 0), `lead_to`: where what stands before it ends, if that is more than the marker,
    `rest_from`: where what stands behind it starts; all in code points of the line's text, marker included.
    `date_first`: the date stands before the name, `by`: with a word between that says who it is. `buttoned`:
    a REPLY stands in it, whatever else does.
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
    short: "_Short" = field(repr=False)
    _of_kinds: dict[tuple[int, ...], Flags] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def nameish(self) -> Flags:
        """Which lines are a few words without a sentence's end, as names are."""
        short, made = self.short, patterns()
        named = short.having(np.flatnonzero(short.chars <= MAX_NAMEISH_CHARS), made.nameish)
        found = np.zeros(len(self.kind), np.bool_)
        found[short.rows[named]] = True
        found[short.rows[short.having(named, made.ends_sentence)]] = False
        return found

    def announcing_pingbacks(self, rows: Ints) -> Flags:
        """Say which of some lines are a heading above pingbacks."""
        return self.short.at(rows, MAX_BUTTON_CHARS, patterns().pingback_heading)

    def counting(self, rows: Ints) -> Flags:
        """Say which of some lines may tell how many comments there are, and on what."""
        text: Flags = self.kind[rows] == Kind.TEXT
        return text & self.short.at(rows, MAX_SIGN_CHARS, patterns().count)

    def are(self, *kinds: int) -> Flags:
        """Return which lines are of one of the kinds; not to be written to."""
        found = self._of_kinds.get(kinds)
        if found is None:
            found = self._of_kinds[kinds] = among(self.kind, *kinds)
            found.flags.writeable = False
        return found

    @cached_property
    def texts(self) -> Ints:
        """How many lines of text stand above each line, and in all."""
        return sums(self.are(Kind.TEXT))


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

    def having(self, some: Ints, pattern: str) -> Ints:
        """Return those of some lines in which a pattern is found."""
        if not len(some):
            return some  # compiling a pattern takes a millisecond, on a page alone as on a thousand
        texts = self.text if len(some) == len(self.rows) else taken(self.text, some)
        hit: Ints = some[having(texts, pattern)]
        return hit

    def at(self, rows: Ints, max_chars: int, pattern: str) -> Flags:
        """Say in which of some rows of the batch, of up to so many code points, a pattern is found."""
        found = np.zeros(len(rows), np.bool_)
        place = np.searchsorted(self.rows, rows)
        known = np.flatnonzero(place < len(self.rows))
        known = known[self.rows[place[known]] == rows[known]]
        known = known[self.chars[place[known]] <= max_chars]
        if len(known):
            found[known] = having(taken(self.text, place[known]), pattern)
        return found


def signs_of(lines: Lines) -> Signs:
    """Look at every line of a batch that is short enough to be a sign."""
    made = patterns()
    short = _short(lines, made)
    # text ends in a full stop, and most holds no figure
    dated = short.having(short.having(np.arange(len(short.rows)), made.date_end), made.dated)
    _days(lines, short, dated, made)
    _signed(short, dated, made)
    date_first = _date_first(short, dated, made)
    _unsay(lines, short)
    brief = np.flatnonzero(short.chars <= MAX_BUTTON_CHARS)
    _others(short, brief, made)
    pressed = np.flatnonzero(among(short.kind, Kind.BUTTON, Kind.DATE, Kind.SIGNED))
    buttoned = short.having(pressed, made.reply)
    short.kind[buttoned[short.kind[buttoned] == Kind.BUTTON]] = Kind.REPLY
    short.kind[_recurring(lines, short, brief, made)] = Kind.REPLY
    height = lines.lines.height

    def spread(values: Ints) -> Ints:
        found = np.zeros(height, np.int64)
        found[short.rows] = values
        return found

    def flags(chosen: Ints) -> Flags:
        found = np.zeros(height, np.bool_)
        found[short.rows[chosen]] = True
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
        short=short,
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
    if len(at):
        chars = pl.col("text").str.extract(made.marker).str.len_chars().fill_null(0)
        marker[at] = taken(whole, at).to_frame("text").select(chars).to_series().to_numpy()
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
    days = numbered[having(taken(short.whole, numbered), made.date)] if len(numbered) else numbered
    days = days[short.kind[days] == Kind.TEXT]
    short.kind[days], short.marker[days] = Kind.DATE, 0


def _signed(short: _Short, dated: Ints, made: Patterns) -> None:
    """Note the lines that hold a name, with a date or "says" behind it, and where the name stands."""
    speaking = np.flatnonzero(short.chars <= MAX_SPEAKER_CHARS)
    speaking = short.having(speaking, made.says_end)
    # words that are printed without a blank between them: "Ada Quaysays:" above or below a date
    date = short.kind == Kind.DATE
    adjoins, near_date = np.diff(short.rows) == 1, np.zeros(len(date), np.bool_)
    near_date[1:] |= date[:-1] & adjoins
    near_date[:-1] |= date[1:] & adjoins
    beside = speaking[near_date[speaking]]
    stops = np.array([text[-1] == "." for text in taken(short.text, dated).to_list()], np.bool_)
    stopped, going = dated[stops], dated[~stops]
    for kind, pattern, some in (
        (Kind.SIGNED, made.signed, going),
        (Kind.SIGNED, made.glued, going),
        (Kind.SIGNED, made.stopped, stopped),
        (Kind.SAYS, made.says, speaking),
        (Kind.SAYS, made.says_glued, beside),
    ):
        rows = some[short.kind[some] == Kind.TEXT]
        if not len(rows):
            continue
        texts = taken(short.text, rows)
        ends = pattern in (made.signed, made.glued)
        names = _before(texts, pattern) if ends else texts.str.extract(pattern).to_list()
        held = [
            (at, name) for at, name in enumerate(names) if name is not None and len(name) <= MAX_NAME_CHARS
        ]
        if not held:
            continue
        texts = taken(texts, np.array([at for at, _ in held], np.int64))
        rests = [text[len(name) :] for (_, name), text in zip(held, texts.to_list(), strict=True)]
        if pattern == made.glued:
            capital = pl.Series(rests).str.contains(r"^\p{Lu}").to_list()
            held, rests = list(compress(held, capital)), list(compress(rests, capital))
        if not held:
            continue
        rows, stops = rows[[at for at, _ in held]], np.array([len(name) for _, name in held])
        found = pl.Series([name for _, name in held]).str.extract(made.before_name).to_list()
        leads = [lead or "" for lead in found]
        short.kind[rows] = kind
        short.places[0][rows] = [len(lead) for lead in leads]
        short.places[1][rows] = stops
        short.places[2][rows] = [len(lead.rstrip()) for lead in leads]
        short.places[3][rows] = stops + [len(rest) - len(rest.lstrip()) for rest in rests]


def _unsay(lines: Lines, short: _Short) -> None:
    """Take back "says" behind what is no name: a sentence, or a date and a name, as mails are quoted.

    The latter may be the head of comments, if those of the page have no other.
    """
    says = np.flatnonzero(short.kind == Kind.SAYS)
    if not len(says):
        return
    stops = short.places[1][says].tolist()
    names = [text[:stop] for text, stop in zip(taken(short.text, says).to_list(), stops, strict=True)]
    said = np.array([_SENTENCE.search(name) is not None for name in names])
    quoting = np.array([_QUOTING.match(name) is not None for name in names])
    if quoting.any():
        page = lines.ints("page")[short.rows]
        signed = np.bincount(page[among(short.kind, Kind.SAYS, Kind.SIGNED, Kind.DATE)])
        quoted = np.bincount(page[says[quoting]], minlength=len(signed))
        said |= quoting & (signed[page[says]] > 2 * quoted[page[says]])
    short.kind[says[said]] = Kind.TEXT
    short.places[:, says[said]] = 0


def _before(texts: pl.Series, end: str) -> list[str | None]:
    """Return what stands before the first place from which a pattern fits up to the end of each text.

    At least one character does. Null where the pattern does not fit. To find that place from the end takes
    the engine a fraction of what a group before it takes.
    """
    at = texts.str.find(f"(?i){end}").to_numpy()
    there, whole = np.flatnonzero(at > 0), np.flatnonzero(at == 0)
    names: list[str | None] = [None] * len(texts)
    stops = at[there].astype(np.int64).tolist()
    for place, text, stop in zip(there.tolist(), taken(texts, there).to_list(), stops, strict=True):
        names[place] = text.encode()[:stop].decode()
    if len(whole):
        led = taken(texts, whole).str.extract(rf"(?i)^(\S.*?){end}").to_list()
        for place, name in zip(whole.tolist(), led, strict=True):
            names[place] = name
    return names


def _date_first(short: _Short, dated: Ints, made: Patterns) -> Ints:
    """Note the lines on which a date stands before a name, and return them."""
    rows = short.having(dated[short.kind[dated] == Kind.TEXT], made.may_be_first)
    rows = short.having(rows, made.date_first)
    if not len(rows):
        return rows
    line = taken(short.text, rows)
    date = line.str.extract(made.date_first)
    short.kind[rows] = Kind.SIGNED
    short.places[0][rows] = date.str.len_chars().to_numpy()
    short.places[1][rows] = short.places[3][rows] = line.str.len_chars().to_numpy()
    short.places[2][rows] = date.str.strip_chars_end(" \t|·•–—-").str.len_chars().to_numpy()
    return rows


def _recurring(lines: Lines, short: _Short, brief: Ints, made: Patterns) -> Ints:
    """Return brief lines that hold a button that answers and others unknown, if the page repeats them."""
    page = lines.ints("page")[short.rows]
    # without names and dates, no button makes a thread
    signed = np.bincount(page, among(short.kind, Kind.DATE, Kind.SIGNED, Kind.SAYS), minlength=1) > 1
    brief = brief[(short.kind[brief] == Kind.TEXT) & signed[page[brief]]]
    rows = short.having(brief[short.chars[brief] <= MAX_NAMEISH_CHARS], made.beside_reply)
    keys = list(zip(page[rows].tolist(), taken(short.text, rows).str.replace_all(r"\d+", ""), strict=True))
    counts = Counter(keys)
    return rows[[counts[key] > 1 for key in keys]] if keys else rows


def _others(short: _Short, brief: Ints, made: Patterns) -> None:
    """Note counters, buttons, badges, and so on, among the brief lines."""
    told = short.having(brief, made.sign)
    groups = taken(short.text, told).str.extract_groups(made.sign).struct.unnest()
    kinds = np.full(len(told), Kind.TEXT, np.int8)
    for name, kind in _OF_GROUPS:
        kinds[[text is not None for text in groups[name].to_list()]] = kind
    noisy = short.having(brief, made.noisy)
    long = short.chars[noisy] > NOISY_CHARS
    noise = np.append(noisy[~long], short.having(noisy[long], made.noise))
    for kind, rows in (
        (Kind.ANSWERS, told[kinds == Kind.ANSWERS]),
        (Kind.NOISE, noise),
        (Kind.RATING, told[kinds == Kind.RATING]),
        (Kind.NUMBER, told[kinds == Kind.NUMBER]),
        (Kind.CLOCK, told[kinds == Kind.CLOCK]),
    ):
        short.kind[rows[short.kind[rows] == Kind.TEXT]] = kind
    short.kind[told[kinds == Kind.BUTTON]] = Kind.BUTTON
    short.kind[short.having(np.arange(len(short.rows)), made.pingback)] = Kind.PINGBACK
