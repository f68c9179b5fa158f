"""Word tests on a batch of lines: which lines, and which paragraphs, pass which test.

One pass of a single alternation over the lines leaves the few that any test could want (short lines are
always candidates). Only those are reduced to their words, looked up in one automaton of all literals, and
handed to the exact tests whose literals stood in them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from clean.rules.model import MAX_CHARS_WITHOUT_LITERAL, WordTest

__all__ = ["HITS", "LINE", "PARAGRAPH", "TestSet", "words_of"]

LINE, PARAGRAPH = "line", "paragraph"
# More lines than this between two blank lines are a list or a poem, not one appeal.
MAX_PARAGRAPH_LINES = 12
# `first` and `last` are row numbers in the frame of lines, both included.
HITS = {"test": pl.Int64, "first": pl.Int64, "last": pl.Int64}

_NOT_WORD = r"[\W_]+"


def words_of(text: pl.Expr) -> pl.Expr:
    """Reduce texts to their words: lower case, one space between them and at both ends."""
    bare = text.str.to_lowercase().str.replace_all(_NOT_WORD, " ").str.strip_chars(" ")
    return pl.concat_str(pl.lit(" "), bare, pl.lit(" "))


def _as_words(literals: Iterable[str]) -> tuple[str, ...]:
    return tuple(pl.DataFrame({"literal": list(literals)}, schema={"literal": pl.String}).select(words_of(pl.col("literal")))["literal"])


@dataclass(frozen=True)
class _Compiled:
    """A word test, the unit that it looks at, and the literals that call it up, as words."""

    test: WordTest
    unit: str

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return _as_words(self.test.alternatives())

    @cached_property
    def expression(self) -> pl.Expr:
        """The exact test, over the columns `words`, `text` and `chars`."""
        test, key = self.test, pl.col("words")
        parts = [(key.str.count_matches(" ", literal=True) - 1).is_between(test.min_words, test.max_words)]
        if test.max_chars is not None:
            parts.append(pl.col("chars") <= test.max_chars)
        if test.equals:
            parts.append(key.is_in(list(_as_words(test.equals))))
        if test.starts:
            parts.append(pl.any_horizontal(key.str.starts_with(word) for word in _as_words(test.starts)))
        if test.ends:
            parts.append(pl.any_horizontal(key.str.ends_with(word) for word in _as_words(test.ends)))
        if test.any:
            parts.append(pl.any_horizontal(_stands_in(key, word) for word in _as_words(test.any)))
        parts += [_stands_in(key, word) for word in _as_words(test.all)]
        parts += [~_stands_in(key, word) for word in _as_words(test.none)]
        if test.regex is not None:
            parts.append(pl.col("text").str.contains(test.regex))
        return pl.all_horizontal(parts)


def _stands_in(key: pl.Expr, word: str) -> pl.Expr:
    return key.str.contains(word, literal=True)


class TestSet:
    """Word tests compiled together. Build it once for a rule set; it is used for every batch."""

    __test__ = False  # the name is not pytest's

    def __init__(self, wanted: Iterable[tuple[WordTest, str]]) -> None:
        """Compile pairs of a test and its unit, `LINE` or `PARAGRAPH`."""
        self._tests = [_Compiled(test, unit) for test, unit in dict.fromkeys(wanted)]
        self.numbers = {(compiled.test, compiled.unit): n for n, compiled in enumerate(self._tests)}
        pairs = [(word, n) for n, compiled in enumerate(self._tests) for word in compiled.triggers]
        self._calls = pl.DataFrame(pairs, schema={"literal": pl.String, "test": pl.Int64}, orient="row")
        self._literals = self._calls["literal"].unique(maintain_order=True)
        self._prefilter = _alternation(
            literal for compiled in self._tests for literal in compiled.test.alternatives()
        )

    def hits(self, lines: pl.DataFrame, *, prefilter: bool = True) -> pl.DataFrame:
        """Return which rows of `lines` pass which test: `HITS`.

        `prefilter=False` looks at every line; the answer is the same (a test says so).
        """
        units = _units(lines, self._candidates(lines, prefilter))
        called = (
            units.select("unit", literal=pl.col("words").str.extract_many(self._literals.implode(), overlapping=True))
            .explode("literal", empty_as_null=False)
            .join(self._calls, on="literal", maintain_order="left")
            .select("unit", "test")
            .unique(maintain_order=True)
        )
        by_test = {n: rows["unit"] for (n,), rows in called.partition_by("test", as_dict=True).items()}
        found = [pl.DataFrame(schema=HITS)]
        for number, compiled in enumerate(self._tests):
            if compiled.triggers:
                if number not in by_test:
                    continue
                rows = units.filter(pl.col("unit").is_in(by_test[number].implode()))
            else:
                rows = units.filter(pl.col("chars") <= compiled.test.max_chars)
            passed = rows.filter(pl.col(compiled.unit) & compiled.expression)
            found.append(passed.select(pl.lit(number, pl.Int64).alias("test"), "first", "last"))
        return pl.concat(found)

    def _candidates(self, lines: pl.DataFrame, prefilter: bool) -> pl.Series:
        """Mark the lines that some test could want."""
        short = lines["chars"] <= MAX_CHARS_WITHOUT_LITERAL
        if not prefilter:
            return pl.repeat(True, lines.height, dtype=pl.Boolean, eager=True)
        if self._prefilter is None:
            return short
        return short | lines["text"].str.contains(self._prefilter)


def _alternation(literals: Iterable[str]) -> str | None:
    """Return one pattern that finds the longest word of every literal in running text, in any usual case."""
    longest = {max(re.split(r"[\W_]+", literal), key=len) for literal in literals}
    forms = {form for word in longest for form in (word, word.lower(), word.capitalize(), word.upper())}
    # longest first is not needed for a yes or no; sorted, so that the pattern is the same every time
    return "|".join(sorted(re.escape(form) for form in forms if form)) or None


def _units(lines: pl.DataFrame, candidates: pl.Series) -> pl.DataFrame:
    """Return what tests look at: candidate lines, and the paragraphs in which a candidate stands.

    Columns: `unit` (row number), `first`, `last`, `line` and `paragraph` (bool, what the unit counts as),
    `words`, `text`, `chars`. A paragraph of one line is one unit that counts as both.
    """
    rows = pl.int_range(pl.len(), dtype=pl.Int64)
    starts = pl.col("gap") | pl.col("number").is_not_null() | pl.col("bullet") | (pl.col("indent").diff() != 0)
    paragraph = starts.fill_null(True).cum_sum()
    wanted = (
        lines.select("text", "chars", row=rows, paragraph=paragraph, candidate=candidates)
        .with_columns(
            opens=pl.col("paragraph") != pl.col("paragraph").shift(1, fill_value=0),
            closes=pl.col("paragraph") != pl.col("paragraph").shift(-1, fill_value=0),
        )
        .with_columns(single=pl.col("opens") & pl.col("closes"))
    )
    alone = wanted.filter("candidate").select(
        "text", "chars", first="row", last="row", line=pl.lit(True), paragraph="single"
    )
    in_company = wanted.filter(pl.col("candidate") & ~pl.col("single"))["paragraph"].unique()
    together = (
        wanted.filter(~pl.col("single"))
        .filter(pl.col("paragraph").is_in(in_company.implode()))
        .group_by("paragraph", maintain_order=True)
        .agg(
            text=pl.col("text").str.join("\n"),
            chars=pl.col("chars").sum() + pl.len() - 1,
            first=pl.col("row").first(),
            last=pl.col("row").last(),
        )
        .filter(pl.col("last") - pl.col("first") < MAX_PARAGRAPH_LINES)
        .select("text", pl.col("chars").cast(pl.Int64), "first", "last", line=pl.lit(False), paragraph=pl.lit(True))
    )
    return pl.concat([alone, together]).with_columns(words=words_of(pl.col("text"))).with_row_index("unit")
