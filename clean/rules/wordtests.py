"""Word tests on a batch of lines: which lines, and which paragraphs, pass which test.

A few passes of one alternation each over the texts leave those that any test could want: of running text
those in which a phrase stands, of short lines those that begin with the first words of one or hold one. Only
these are reduced to their words and handed to the exact tests whose literals stand in them.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow.compute as pc

from clean.joined import joined, runs, sums, taken
from clean.lines import Flags, Ints, Lines
from clean.own_thread import in_own_thread
from clean.rules.compiled import Compiled
from clean.rules.model import MAX_CHARS_WITHOUT_LITERAL, WordTest
from clean.rules.pattern import any_of
from clean.rules.reduced import reduced
from clean.rules.sieve import APART, contains, opening_words, other_letters, sieve, sifted
from clean.words import fewest_words

__all__ = ["LINE", "PARAGRAPH", "Stretches", "TestSet"]

LINE, PARAGRAPH = "line", "paragraph"
# More lines than this between two blank lines are a list or a poem, not one appeal.
MAX_PARAGRAPH_LINES = 12
# On a small batch, looking at every line costs less than compiling the alternation that would spare most.
FEW_LINES = 1_000
# Of a text with more words than this, only those tests are asked that allow more.
TERSE_WORDS = 20
# polars keeps 32 compiled patterns a thread; the test that ends a part may have some more than these
PATTERNS_OF_A_THREAD = 24

# Tests by a literal of theirs.
_ByLiteral = dict[str, list[int]]
_NONE: _ByLiteral = {}
_BREAKS = pl.Series(["", "\n"])


class Stretches(NamedTuple):
    """Lines or paragraphs: rows `first` to `last` of the frame of lines, both included, in page order."""

    first: Ints
    last: Ints


class _Units(NamedTuple):
    """What tests look at: `texts`, their `chars`, the rows that they stand on, and which units they are.

    A paragraph of one line counts as line and as paragraph.
    """

    texts: pl.Series
    chars: Ints
    first: Ints
    last: Ints
    is_line: Flags
    is_paragraph: Flags


class _Once(NamedTuple):
    """The texts of some units, each once: a site prints its furniture on every page.

    `rows` are the units; of those at `rows[i]` the text is `texts[text_of[i]]`.
    """

    rows: Ints
    texts: pl.Series
    text_of: Ints


class _Texts(NamedTuple):
    """The texts of some units, each once, and what tests ask of them.

    `rows` are the units by text, those of text `i` being `rows[bounds[i]:bounds[i + 1]]`; `chars` and `words`
    (see `clean.rules.reduced`) have a value for each text, and so has `texts`.
    """

    texts: pl.Series
    words: list[str]
    chars: list[int]
    rows: Ints
    bounds: Ints


class TestSet:
    """Word tests compiled together. Build it once for a rule set; it is used for every batch."""

    __test__ = False  # the name is not pytest's

    def __init__(self, wanted: Iterable[tuple[WordTest, str]]) -> None:
        """Compile pairs of a test and its unit, `LINE` or `PARAGRAPH`."""
        pairs = dict.fromkeys(wanted)
        tests = _compiled(pairs)
        self._tests = tests
        #: The number of each pair, by which `hits` names it.
        self.numbers = {pair: number for number, pair in enumerate(pairs)}
        counts = np.cumsum([len(compiled.test.regex) for compiled in tests])
        self._parts: list[int] = (counts // PATTERNS_OF_A_THREAD).tolist()
        # tests of a whole text are called up by the text, of its opening by the first word, others by a word
        # of a literal that stands in it
        self._by_whole: _ByLiteral = {}
        self._by_first: dict[str, _ByLiteral] = {}
        self._by_word: dict[str, _ByLiteral] = {}
        for number, compiled in enumerate(tests):
            for literal in dict.fromkeys(compiled.triggers):
                if compiled.whole:
                    called_up = self._by_whole
                elif compiled.opens:
                    called_up = self._by_first.setdefault(literal.split()[0], {})
                else:
                    called_up = self._by_word.setdefault(_longest_word(literal), {})
                called_up.setdefault(literal, []).append(number)
        self._by_regex = [number for number, compiled in enumerate(tests) if not compiled.triggers]
        # one pattern for all: polars keeps the last 32 compiled, and compiling takes longer than a page
        self._any_regex = any_of([tests[number].test.regex[0] for number in self._by_regex])
        self._opening = sieve(
            (opening_words(literal) for test in tests if test.opens for literal in test.triggers),
            before=f"^{APART}*",
        )
        self._in_short = sieve(literal for test in tests if not test.opens for literal in test.triggers)
        of_long = [compiled for compiled in tests if compiled.fits_long_lines]
        self._in_long = sieve(literal for compiled in of_long for literal in compiled.triggers)
        self._in_wordy = sieve(
            literal
            for compiled in of_long
            if compiled.test.max_words > TERSE_WORDS
            for literal in compiled.triggers
        )

    def hits(self, lines: Lines, *, prefilter: bool | None = None) -> dict[int, Stretches]:
        """Return which rows of `lines` pass which test, by its number, in order.

        `prefilter` says whether to spare texts without a literal; by default that depends on the size of the
        batch. The answer is the same (a test says so).
        """
        if prefilter is None:
            prefilter = lines.lines.height > FEW_LINES
        units = _units(lines)
        short = _once(units.texts, np.flatnonzero(units.chars <= MAX_CHARS_WITHOUT_LITERAL))
        by_regex = short.rows[contains(short.texts, self._any_regex)[short.text_of]]
        rows = self._candidates(units, short, by_regex) if prefilter else np.arange(len(units.texts))
        texts = _distinct(units, rows)
        passed: dict[int, list[int]] = {}
        for text, called in self._called_up(texts, len(units.texts), by_regex):
            words, chars = texts.words[text], texts.chars[text]
            count = words.count(" ") - 1
            for test in called:
                if self._tests[test].passes(words, chars, count):
                    passed.setdefault(test, []).append(text)
        return self._places(passed, texts, units)

    def _called_up(self, texts: _Texts, height: int, by_regex: Ints) -> Iterator[tuple[int, Iterable[int]]]:
        """Yield texts with the tests of which a trigger stands in them, or whose regex may be found."""
        trigger_words, by_word = frozenset(self._by_word), self._by_word
        by_whole, by_first = self._by_whole, self._by_first
        for text, words in enumerate(texts.words):
            called = set(by_whole.get(words, ()))
            split = words.split()
            for literal, tests in by_first.get(split[0], _NONE).items() if split else ():
                if words.startswith(literal):
                    called.update(tests)
            for word in trigger_words.intersection(split):
                for literal, tests in by_word[word].items():
                    if literal in words:
                        called.update(tests)
            if called:
                yield text, called
        text_of = np.empty(height, np.int64)
        text_of[texts.rows] = np.repeat(np.arange(len(texts.words)), np.diff(texts.bounds))
        for text in np.unique(text_of[by_regex]).tolist():
            yield text, self._by_regex

    def _places(self, passed: dict[int, list[int]], texts: _Texts, units: _Units) -> dict[int, Stretches]:
        """Return the places of the texts that passed the tests and that their regexes find."""
        found: dict[int, Stretches] = {}
        for number, text in self._found_by_patterns(passed, texts.texts.to_list()):
            compiled = self._tests[number]
            rows = texts.rows[runs(texts.bounds[text], texts.bounds[text + 1])]
            rows = rows[(units.is_line if compiled.unit == LINE else units.is_paragraph)[rows]]
            if len(rows):
                # units do not overlap others of their kind, so their order is that of their first lines
                rows = rows[np.argsort(units.first[rows])]
                found[number] = Stretches(units.first[rows], units.last[rows])
        return found

    def _found_by_patterns(self, passed: dict[int, list[int]], read: list[str]) -> Iterator[tuple[int, Ints]]:
        """Yield the texts that each test's patterns find, as many patterns in a thread as it keeps."""
        by_part: dict[int, list[int]] = {}
        for number in sorted(passed):
            by_part.setdefault(self._parts[number], []).append(number)

        def found(number: int) -> Ints:
            text = np.array(passed[number])
            for pattern in self._tests[number].patterns:
                text = text[pattern.found_in([read[row] for row in text.tolist()])]
            return text

        def of_part(numbers: list[int]) -> list[Ints]:
            return [found(number) for number in numbers]

        for part, numbers in by_part.items():
            texts = in_own_thread(f"patterns {part}", partial(of_part, numbers))
            yield from zip(numbers, texts, strict=True)

    def _candidates(self, units: _Units, short: _Once, by_regex: Ints) -> Ints:
        """Return the texts that some test could want; `by_regex` are those that one without literal could."""
        wanted = np.zeros(len(units.texts), np.bool_)
        other = other_letters(short.texts, short.texts.str.len_chars().to_numpy())
        opening, inside = (sifted(short.texts, other, of) for of in (self._opening, self._in_short))
        wanted[short.rows] = (opening | inside)[short.text_of]
        long = np.flatnonzero(units.chars > MAX_CHARS_WITHOUT_LITERAL)
        found = taken(units.texts, long)
        other = other_letters(found, units.chars[long])
        held = sifted(found, other, self._in_long)
        wanted[long] = held
        # words such as "comments" stand in much running text, but the tests for them want a few words only
        long, found, other = long[held], found.filter(held), other[held]
        wordy = fewest_words(found) > TERSE_WORDS
        wanted[long[wordy]] = sifted(found.filter(wordy), other[wordy], self._in_wordy)
        wanted[by_regex] = True
        return np.flatnonzero(wanted)


def _compiled(pairs: Iterable[tuple[WordTest, str]]) -> list[Compiled]:
    """Compile tests, with their literals reduced to words all at once: one by one it takes a second."""
    pairs = list(pairs)
    names = ("equals", "starts", "ends", "all", "any", "none", "only")
    said = dict.fromkeys(literal for test, _ in pairs for name in names for literal in getattr(test, name))
    words = dict(zip(said, reduced(pl.Series(list(said), dtype=pl.String)), strict=True))

    def as_words(some: Iterable[str]) -> tuple[str, ...]:
        return tuple(words[literal] for literal in some)

    return [Compiled(test, unit, as_words) for test, unit in pairs]


def _longest_word(literal: str) -> str:
    return max(literal.split(), key=len)


def _units(lines: Lines) -> _Units:
    """Return every line, and every paragraph of several lines."""
    opens = lines.flags("gap") | lines.listed() | (np.diff(lines.ints("indent"), prepend=-1) != 0)
    closes = np.append(opens, [True])[1:]
    first, last = np.flatnonzero(opens), np.flatnonzero(closes)
    several = (first < last) & (last - first < MAX_PARAGRAPH_LINES)
    inside = np.flatnonzero(several[np.cumsum(opens) - 1])
    texts, chars, rows = lines.lines["text"], lines.ints("chars"), np.arange(len(opens))
    paragraphs = joined(
        taken(texts, inside),
        taken(_BREAKS, (~opens[inside]).astype(np.int64)),
        np.flatnonzero(opens[inside]),
        np.flatnonzero(closes[inside]),
    )
    first, last = first[several], last[several]
    widths = sums(chars + 1)
    lone, joint = np.ones(len(rows), np.bool_), np.ones(len(first), np.bool_)
    return _Units(
        texts=pl.concat([texts, paragraphs], rechunk=True),
        chars=np.append(chars, widths[last + 1] - widths[first] - 1),
        first=np.append(rows, first),
        last=np.append(rows, last),
        is_line=np.append(lone, ~joint),
        is_paragraph=np.append(opens & closes, joint),
    )


def _once(texts: pl.Series, rows: Ints) -> _Once:
    """Return the texts of some units, each once."""
    encoded = pc.dictionary_encode(taken(texts, rows).to_arrow(compat_level=pl.CompatLevel.oldest()))
    once = pl.Series("text", pl.from_arrow(encoded.dictionary), dtype=pl.String)
    return _Once(rows, once, encoded.indices.to_numpy())


def _distinct(units: _Units, rows: Ints) -> _Texts:
    """Return the texts of some units, each once and with its words."""
    _, once, code = _once(units.texts, rows)
    order = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[order], np.arange(len(once) + 1))
    rows = rows[order]
    chars = units.chars[rows[bounds[:-1]]]
    return _Texts(once, reduced(once), chars.tolist(), rows, bounds)
