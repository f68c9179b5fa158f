"""Word tests on a batch of lines: which lines, and which paragraphs, pass which test.

One pass of a single alternation over the lines leaves the few that any test could want (short lines are
always candidates). Only those are reduced to their words, looked up in one automaton of all literals, and
handed to the exact tests whose literals stood in them, a few dozen pairs a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from clean.rules.model import MAX_CHARS_WITHOUT_LITERAL, WordTest

__all__ = ["LINE", "PARAGRAPH", "Hit", "TestSet", "words_of"]

LINE, PARAGRAPH = "line", "paragraph"
# More lines than this between two blank lines are a list or a poem, not one appeal.
MAX_PARAGRAPH_LINES = 12
# On a small batch, looking at every line costs less than compiling the alternation that would spare most.
FEW_LINES = 2_000

_NOT_WORD = r"[\W_]+"
_ANY_CASE = "(?i)"


class Hit(NamedTuple):
    """A line or paragraph that passed a test: rows `first` to `last` of the frame of lines, both included."""

    first: int
    last: int


class _Text(NamedTuple):
    """A text that stands in the batch, with all its places: what a test says of it holds for each of them."""

    text: str
    chars: int
    firsts: list[int]
    lasts: list[int]
    is_line: list[bool]
    is_paragraph: list[bool]
    words: str

    def hits(self, unit: str) -> Iterator[Hit]:
        """Yield the places where the text is such a unit."""
        fits = self.is_line if unit == LINE else self.is_paragraph
        return (Hit(*place) for *place, fit in zip(self.firsts, self.lasts, fits, strict=True) if fit)


def words_of(text: pl.Expr) -> pl.Expr:
    """Reduce texts to their words: lower case, one space between them and at both ends."""
    bare = text.str.to_lowercase().str.replace_all(_NOT_WORD, " ").str.strip_chars(" ")
    return pl.concat_str(pl.lit(" "), bare, pl.lit(" "))


def _as_words(literals: Iterable[str]) -> tuple[str, ...]:
    # by the same expression as the pages, so that both agree on what a word is
    frame = pl.DataFrame({"literal": list(literals)}, schema={"literal": pl.String})
    return tuple(frame.select(words_of(pl.col("literal"))).to_series())


@dataclass(frozen=True)
class _Compiled:
    """A word test, the unit that it looks at, and its literals as words."""

    test: WordTest
    unit: str

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return _as_words(self.test.alternatives())

    @cached_property
    def _literals(self) -> dict[str, tuple[str, ...]]:
        names = ("equals", "starts", "ends", "all", "any", "none")
        return {name: _as_words(getattr(self.test, name)) for name in names if getattr(self.test, name)}

    @property
    def fits_long_lines(self) -> bool:
        """Whether running text could pass: such lines are only looked at if a trigger stands in them."""
        return self.test.longest > MAX_CHARS_WITHOUT_LITERAL

    def passes(self, text: _Text) -> bool:
        """Run the exact test, all but its regex."""
        words, literals = text.words, self._literals
        return (
            text.chars <= self.test.longest
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
        self._tests = [_Compiled(test, unit) for test, unit in dict.fromkeys(wanted)]
        # tests of a whole line are called up by the line, others by a literal that stands somewhere in it
        self._whole: dict[str, list[_Compiled]] = {}
        self._called: dict[str, list[_Compiled]] = {}
        for compiled in self._tests:
            called = self._whole if compiled.test.equals else self._called
            for literal in compiled.triggers:
                called.setdefault(literal, []).append(compiled)
        self._literals = pl.Series("literals", list(self._called), dtype=pl.String)
        self._without_literals = [compiled for compiled in self._tests if not compiled.triggers]
        self._prefilter = _alternation(
            literal for compiled in self._tests if compiled.fits_long_lines for literal in compiled.triggers
        )

    def hits(self, lines: pl.DataFrame, *, prefilter: bool | None = None) -> dict[tuple[WordTest, str], list[Hit]]:
        """Return which rows of `lines` pass which test, in order.

        `prefilter` says whether to spare long lines without a literal; by default that depends on the size
        of the batch. The answer is the same (a test says so).
        """
        if prefilter is None:
            prefilter = lines.height > FEW_LINES
        passed: dict[_Compiled, list[_Text]] = {}
        for text, compiled in self._called_up(_texts(lines, self._candidate if prefilter else None)):
            if compiled.passes(text):
                passed.setdefault(compiled, []).append(text)
        hits = {
            (compiled.test, compiled.unit): sorted(hit for text in texts for hit in text.hits(compiled.unit))
            for compiled, texts in _searched(passed).items()
        }
        return {test: found for test, found in hits.items() if found}

    @cached_property
    def _candidate(self) -> pl.Expr:
        """Mark the texts that some test could want, over the columns `chars` and `text`."""
        if self._prefilter is None:
            return pl.lit(True)
        return (pl.col("chars") <= MAX_CHARS_WITHOUT_LITERAL) | pl.col("text").str.contains(self._prefilter)

    def _called_up(self, texts: pl.DataFrame) -> Iterator[tuple[_Text, _Compiled]]:
        """Yield each text with each test of which a literal stands in it; those without one by their regex."""
        literals = texts["words"].str.extract_many(self._literals.implode(), overlapping=True)
        whole = pl.col("words").is_in(list(self._whole))
        called = texts.with_columns(literals=literals).filter(whole | (pl.col("literals").list.len() > 0))
        for *fields, found in called.iter_rows():
            text = _Text(*fields)
            for compiled in self._whole.get(text.words, ()):
                yield text, compiled
            for compiled in dict.fromkeys(compiled for literal in found for compiled in self._called[literal]):
                yield text, compiled
        short = texts.filter(pl.col("chars") <= MAX_CHARS_WITHOUT_LITERAL)
        for compiled in self._without_literals:
            for fields in short.filter(pl.col("text").str.contains(compiled.test.regex)).iter_rows():
                yield _Text(*fields), compiled


def _searched(passed: dict[_Compiled, list[_Text]]) -> dict[_Compiled, list[_Text]]:
    """Keep what the regexes find, all of them run in one query by polars' linear-time engine."""
    patterns = {
        str(n): compiled.test.regex for n, compiled in enumerate(passed) if compiled.test.regex is not None
    }
    if not patterns:
        return passed
    columns = {
        str(n): pl.Series([text.text for text in texts]).implode()
        for n, texts in enumerate(passed.values())
        if str(n) in patterns
    }
    kept = (
        pl.DataFrame(columns)
        .select(pl.col(n).list.eval(pl.element().str.contains(pattern)) for n, pattern in patterns.items())
        .row(0, named=True)
    )
    return {
        compiled: [text for text, found in zip(texts, kept[str(n)], strict=True) if found] if str(n) in kept else texts
        for n, (compiled, texts) in enumerate(passed.items())
    }


def _alternation(literals: Iterable[str]) -> str | None:
    """Return one pattern that finds each literal in running text, in any case, whatever parts its words."""
    phrases = {r"[^0-9A-Za-z]+".join(map(re.escape, literal.split())) for literal in literals}
    return _ANY_CASE + "|".join(sorted(phrases)) if phrases else None


def _texts(lines: pl.DataFrame, candidate: pl.Expr | None) -> pl.DataFrame:
    """Return what tests look at: candidate lines, and paragraphs in which one stands or that are candidates.

    A phrase may stand across a line break, so a paragraph is asked as a whole, too. Without `candidate`, every
    line and paragraph is one.

    One row a text, however often it stands there: a site prints its furniture on every page. The columns are
    those of `_Text`. A paragraph of one line counts as line and as paragraph.
    """
    starts = pl.col("gap") | pl.col("number").is_not_null() | pl.col("bullet") | (pl.col("indent").diff() != 0)
    wanted = (
        lines.lazy()
        .select(
            "text",
            "chars",
            row=pl.int_range(pl.len(), dtype=pl.Int64),
            opens=starts.fill_null(True),
            candidate=pl.lit(True) if candidate is None else candidate,
        )
        .with_columns(paragraph=pl.col("opens").cum_sum(), closes=pl.col("opens").shift(-1, fill_value=True))
        .with_columns(single=pl.col("opens") & pl.col("closes"))
        .collect()
    )
    alone = wanted.lazy().filter("candidate").select(
        first="row", last="row", is_line=pl.lit(True), is_paragraph="single", chars="chars", text="text"
    )
    together = (
        wanted.lazy()
        .filter(~pl.col("single"))
        .group_by("paragraph", maintain_order=True)
        .agg(
            first=pl.col("row").first(),
            last=pl.col("row").last(),
            wanted=pl.col("candidate").any(),
            chars=(pl.col("chars").sum() + pl.len() - 1).cast(pl.Int64),
            text=pl.col("text").str.join("\n"),
        )
        .filter(pl.col("last") - pl.col("first") < MAX_PARAGRAPH_LINES)
        .filter(pl.lit(True) if candidate is None else pl.col("wanted") | candidate)
        .select(
            "first",
            "last",
            is_line=pl.lit(False),
            is_paragraph=pl.lit(True),
            chars="chars",
            text="text",
        )
    )
    return (
        pl.concat([alone, together])
        .group_by("text", maintain_order=True)
        .agg(pl.col("chars").first(), pl.col("first", "last", "is_line", "is_paragraph"))
        .with_columns(words=words_of(pl.col("text")))
        .collect()
    )
