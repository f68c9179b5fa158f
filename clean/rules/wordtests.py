"""Word tests on a batch of lines: which lines, and which paragraphs, pass which test.

One pass of a single alternation over the texts leaves the few that any test could want: of running text those
in which a phrase stands, of short lines those in which the longest word of one does. Only these are reduced
to their words and handed to the exact tests whose literals stand in them, a few dozen pairs a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.joined import joined
from clean.lines import NO_NUMBER, Flags, Ints, Lines
from clean.rules.model import MAX_CHARS_WITHOUT_LITERAL, WordTest

__all__ = ["LINE", "PARAGRAPH", "Hit", "TestSet", "words_of"]

LINE, PARAGRAPH = "line", "paragraph"
# More lines than this between two blank lines are a list or a poem, not one appeal.
MAX_PARAGRAPH_LINES = 12
# On a small batch, looking at every line costs less than compiling the alternation that would spare most.
FEW_LINES = 2_000

_NOT_WORD = r"[\W_]+"
_ANY_CASE = "(?i)"
_BREAKS = pl.Series(["", "\n"])


class Hit(NamedTuple):
    """A line or paragraph that passed a test: rows `first` to `last` of the frame of lines, both included."""

    first: int
    last: int


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


@dataclass(slots=True)
class _Text:
    """A text that stands in the batch, with all its places: what a test says of it holds for each of them."""

    text: str
    chars: int
    words: str = ""
    lines: list[Hit] = field(default_factory=list)
    paragraphs: list[Hit] = field(default_factory=list)

    def hits(self, unit: str) -> list[Hit]:
        """Return the places where the text is such a unit."""
        return self.lines if unit == LINE else self.paragraphs


def words_of(text: pl.Expr) -> pl.Expr:
    """Reduce texts to their words: lower case, one space between them and at both ends."""
    bare = text.str.to_lowercase().str.replace_all(_NOT_WORD, " ").str.strip_chars(" ")
    return pl.concat_str(pl.lit(" "), bare, pl.lit(" "))


def _as_words(literals: Iterable[str]) -> tuple[str, ...]:
    # by the same expression as the pages, so that both agree on what a word is
    frame = pl.DataFrame({"literal": list(literals)}, schema={"literal": pl.String})
    return tuple(frame.select(words_of(pl.col("literal"))).to_series())


@dataclass(frozen=True, eq=False)  # told apart by identity: hashing a test costs more than running it
class _Compiled:
    """A word test, the unit that it looks at, and its literals as words."""

    test: WordTest
    unit: str

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return _as_words(self.test.equals or self.test.alternatives())

    @cached_property
    def longest(self) -> int:
        """The longest text, in code points, that can pass."""
        return self.test.longest

    @cached_property
    def _literals(self) -> dict[str, tuple[str, ...]]:
        names = ("equals", "starts", "ends", "all", "any", "none")
        return {name: _as_words(getattr(self.test, name)) for name in names if getattr(self.test, name)}

    @property
    def fits_long_lines(self) -> bool:
        """Whether running text could pass: such lines are only looked at if a trigger stands in them."""
        return self.longest > MAX_CHARS_WITHOUT_LITERAL

    def passes(self, text: _Text) -> bool:
        """Run the exact test, all but its regex."""
        words, literals = text.words, self._literals
        return (
            text.chars <= self.longest
            and self.test.min_words <= words.count(" ") - 1 <= self.test.max_words
            and ("equals" not in literals or words in literals["equals"])
            and ("starts" not in literals or words.startswith(literals["starts"]))
            and ("ends" not in literals or words.endswith(literals["ends"]))
            and ("any" not in literals or any(literal in words for literal in literals["any"]))
            and all(literal in words for literal in literals.get("all", ()))
            and not any(literal in words for literal in literals.get("none", ()))
        )


class TestSet:
    """Word tests compiled together. Build it once for a rule set; it is used for every batch."""

    __test__ = False  # the name is not pytest's

    def __init__(self, wanted: Iterable[tuple[WordTest, str]]) -> None:
        """Compile pairs of a test and its unit, `LINE` or `PARAGRAPH`."""
        tests = [_Compiled(test, unit) for test, unit in dict.fromkeys(wanted)]
        # tests of a whole text are called up by the text, others by a word of a literal that stands in it
        self._by_whole: dict[str, list[_Compiled]] = {}
        self._by_word: dict[str, list[tuple[str, _Compiled]]] = {}
        for compiled in tests:
            for literal in compiled.triggers:
                if compiled.test.equals:
                    self._by_whole.setdefault(literal, []).append(compiled)
                else:
                    self._by_word.setdefault(_longest_word(literal), []).append((literal, compiled))
        self._by_regex = [compiled for compiled in tests if not compiled.triggers]
        self._in_short = _alternation(_longest_word(literal) for test in tests for literal in test.triggers)
        self._in_long = _alternation(
            literal for compiled in tests if compiled.fits_long_lines for literal in compiled.triggers
        )

    def hits(self, lines: Lines, *, prefilter: bool | None = None) -> dict[tuple[WordTest, str], list[Hit]]:
        """Return which rows of `lines` pass which test, in order.

        `prefilter` says whether to spare texts without a literal; by default that depends on the size of the
        batch. The answer is the same (a test says so).
        """
        if prefilter is None:
            prefilter = lines.lines.height > FEW_LINES
        passed: dict[_Compiled, list[_Text]] = {}
        for text, compiled in self._called_up(_units(lines), prefilter=prefilter):
            if compiled.passes(text):
                passed.setdefault(compiled, []).append(text)
        hits = {
            (compiled.test, compiled.unit): sorted(hit for text in texts for hit in text.hits(compiled.unit))
            for compiled, texts in _searched(passed).items()
        }
        return {test: found for test, found in hits.items() if found}

    def _called_up(self, units: _Units, *, prefilter: bool) -> Iterator[tuple[_Text, _Compiled]]:
        """Yield each text with each test of which a literal stands in it, or whose regex is found."""
        short = np.flatnonzero(units.chars <= MAX_CHARS_WITHOUT_LITERAL)
        by_regex = self._rows_by_regex(units, short)
        rows = self._candidates(units, short, by_regex) if prefilter else np.arange(len(units.texts))
        texts = _distinct(units, rows)
        words = frozenset(self._by_word)
        for text in texts.values():
            yield from ((text, compiled) for compiled in self._by_whole.get(text.words, ()))
            called = {
                compiled
                for word in words.intersection(text.words.split())
                for literal, compiled in self._by_word[word]
                if literal in text.words
            }
            yield from ((text, compiled) for compiled in called)
        for compiled, found in zip(self._by_regex, by_regex, strict=True):
            yield from ((texts[text], compiled) for text in dict.fromkeys(units.texts.gather(found)))

    def _rows_by_regex(self, units: _Units, short: Ints) -> list[Ints]:
        """Return, for each test without a literal, the short texts in which its regex is found."""
        text = pl.col("text")
        found = (
            units.texts.gather(short)
            .to_frame("text")
            .select(
                text.str.contains(pattern).alias(str(number))
                for number, pattern in enumerate(compiled.test.regex or "" for compiled in self._by_regex)
            )
        )
        return [short[column.to_numpy()] for column in found]

    def _candidates(self, units: _Units, short: Ints, by_regex: list[Ints]) -> Ints:
        """Return the texts that some test could want."""
        wanted = np.ones(len(units.texts), np.bool_)
        wanted[short] = _contains(units.texts.gather(short), self._in_short)
        long = np.flatnonzero(wanted & (units.chars > MAX_CHARS_WITHOUT_LITERAL))
        wanted[long] = _contains(units.texts.gather(long), self._in_long)
        for rows in by_regex:
            wanted[rows] = True
        return np.flatnonzero(wanted)


def _contains(texts: pl.Series, pattern: str | None) -> Flags:
    return np.zeros(len(texts), np.bool_) if pattern is None else texts.str.contains(pattern).to_numpy()


def _longest_word(literal: str) -> str:
    return max(literal.split(), key=len)


def _searched(passed: dict[_Compiled, list[_Text]]) -> dict[_Compiled, list[_Text]]:
    """Keep what the regexes find, by polars' linear-time engine."""
    return {
        compiled: texts
        if compiled.test.regex is None
        else list(compress(texts, pl.Series([text.text for text in texts]).str.contains(compiled.test.regex)))
        for compiled, texts in passed.items()
    }


def _alternation(literals: Iterable[str]) -> str | None:
    """Return one pattern that finds each literal in running text, in any case, whatever parts its words."""
    phrases = {r"[^0-9A-Za-z]+".join(map(re.escape, literal.split())) for literal in literals}
    return _ANY_CASE + "|".join(sorted(phrases)) if phrases else None


def _units(lines: Lines) -> _Units:
    """Return every line, and every paragraph of several lines."""
    marked = (lines.ints("number") != NO_NUMBER) | lines.flags("bullet")
    opens = lines.flags("gap") | marked | (np.diff(lines.ints("indent"), prepend=-1) != 0)
    closes = np.append(opens, [True])[1:]
    first, last = np.flatnonzero(opens), np.flatnonzero(closes)
    several = (first < last) & (last - first < MAX_PARAGRAPH_LINES)
    inside = np.flatnonzero(several[np.cumsum(opens) - 1])
    texts, chars, rows = lines.lines["text"], lines.ints("chars"), np.arange(len(opens))
    paragraphs = joined(
        texts.gather(inside),
        _BREAKS.gather((~opens[inside]).astype(np.int64)),
        np.flatnonzero(opens[inside]),
        np.flatnonzero(closes[inside]),
    )
    first, last = first[several], last[several]
    widths = np.append([0], np.cumsum(chars + 1))
    lone, joint = np.ones(len(rows), np.bool_), np.ones(len(first), np.bool_)
    return _Units(
        texts=pl.concat([texts, paragraphs]),
        chars=np.append(chars, widths[last + 1] - widths[first] - 1),
        first=np.append(rows, first),
        last=np.append(rows, last),
        is_line=np.append(lone, ~joint),
        is_paragraph=np.append(opens & closes, joint),
    )


def _distinct(units: _Units, rows: Ints) -> dict[str, _Text]:
    """Return the texts of some rows, each once: a site prints its furniture on every page."""
    texts: dict[str, _Text] = {}
    fields = (values[rows].tolist() for values in units[1:])
    for text, chars, first, last, is_line, is_paragraph in zip(
        units.texts.gather(rows), *fields, strict=True
    ):
        found = texts.get(text)
        if found is None:
            found = texts[text] = _Text(text, chars)
        if is_line:
            found.lines.append(Hit(first, last))
        if is_paragraph:
            found.paragraphs.append(Hit(first, last))
    words = (
        pl.DataFrame({"text": list(texts)}, schema={"text": pl.String})
        .select(words_of(pl.col("text")))
        .to_series()
    )
    for found, reduced in zip(texts.values(), words, strict=True):
        found.words = reduced
    return texts
