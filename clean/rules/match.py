"""Rules on a batch: from the word tests that lines pass to the stretches that rules claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import Rule, RuleSet
from clean.rules.model import Between, ListRun, Rest, WordTest
from clean.rules.wordtests import LINE, PARAGRAPH, TestSet

__all__ = ["CLAIMS", "Matcher"]

CLAIMS = {"start": pl.Int64, "end": pl.Int64, "rule": pl.Int64}
_RANGES = {"first": pl.Int64, "last": pl.Int64}
# A colon may end a heading; a list item that ends like a sentence may be one.
_SENTENCE_END = r"[.!?…;][\"'”’»)\]]*$"


@dataclass(frozen=True)
class Matcher:
    """The rules of a set that are written as data, compiled. Build it once; it is used for every batch."""

    rules: RuleSet

    @cached_property
    def _entries(self) -> list[tuple[int, Rule]]:
        return [(number, rule) for number, rule in enumerate(self.rules.rules) if rule.entry is not None]

    @cached_property
    def _tests(self) -> TestSet:
        marks = [(_marks(step.recognise.any), LINE) for step in self.rules.sites if step.recognise]
        return TestSet([*(pair for _, rule in self._entries for pair in _tests_of(rule)), *marks])

    def hits(self, lines: Lines, *, prefilter: bool = True) -> pl.DataFrame:
        """Return which lines and paragraphs pass which word test (`clean.rules.wordtests.HITS`)."""
        return self._tests.hits(lines.lines, prefilter=prefilter)

    def sites(self, lines: Lines, hits: pl.DataFrame) -> pl.Series:
        """Return the site of each page: as named, else the only one whose marks stand in it, else null."""
        named = lines.pages["site"]
        numbers = {
            self._tests.numbers[_marks(step.recognise.any), LINE]: step.site
            for step in self.rules.sites
            if step.recognise
        }
        marked = hits.filter(pl.col("test").is_in(list(numbers)))
        if marked.is_empty():
            return named
        seen = (
            marked.select(
                page=lines.lines["page"].gather(marked["first"]),
                seen=pl.col("test").replace_strict(numbers, return_dtype=pl.String),
            )
            .group_by("page")
            .agg(pl.col("seen").unique())
            .filter(pl.col("seen").list.len() == 1)
            .select("page", pl.col("seen").list.first())
        )
        found = lines.pages.select("page", "site").join(seen, on="page", how="left", maintain_order="left")
        return found.select(pl.coalesce("site", "seen").alias("site"))["site"]

    def claims(self, lines: Lines, hits: pl.DataFrame, sites: pl.Series) -> pl.DataFrame:
        """Return what the rules claim: `start` and `end` (global code points) and `rule` (its number)."""
        by_test = {n: rows for (n,), rows in hits.partition_by("test", as_dict=True).items()}
        found = [pl.DataFrame(schema=CLAIMS)]
        for number, rule in self._entries:
            ranges = self._ranges(rule, by_test, lines)
            if ranges is None or ranges.is_empty():
                continue
            if rule.site is not None:
                ours = sites.gather(lines.lines["page"].gather(ranges["first"])) == rule.site
                ranges = ranges.filter(ours.fill_null(False))
            found.append(
                ranges.select(
                    start=lines.lines["start"].gather(ranges["first"]),
                    end=lines.lines["end"].gather(ranges["last"]),
                    rule=pl.lit(number, pl.Int64),
                )
            )
        return pl.concat(found)

    def _ranges(self, rule: Rule, by_test: dict[object, pl.DataFrame], lines: Lines) -> pl.DataFrame | None:
        """Return the lines (`first` to `last`, row numbers) that one rule wants, before its site is asked."""
        entry = rule.entry
        assert entry is not None  # noqa: S101 -- `_entries` has no others
        (opening, unit), *closing = _tests_of(rule)
        hits = by_test.get(self._tests.numbers[opening, unit])
        if hits is None:
            return None
        ranges = hits.select("first", "last").sort("first")
        if entry.list is not None:
            ranges = _list_runs(entry.list, ranges, lines.lines)
        elif entry.rest is not None:
            ranges = _rests(entry.rest, ranges, lines.lines)
        elif entry.between is not None:
            ends = by_test.get(self._tests.numbers[closing[0]])
            if ends is None:
                return None
            ranges = _betweens(entry.between, ranges, ends.select(to="first").sort("to"), lines.lines)
        return _standing(ranges, lines.lines, head=entry.where == "head", alone=entry.alone)


def _marks(phrases: tuple[str, ...]) -> WordTest:
    return WordTest(any=phrases, max_words=100_000)


def _tests_of(rule: Rule) -> Iterator[tuple[WordTest, str]]:
    """Yield the word tests of a rule and their units, the one that opens its claim first."""
    entry = rule.entry
    if entry is None:
        return
    if entry.line is not None:
        yield entry.line, LINE
    elif entry.paragraph is not None:
        yield entry.paragraph, PARAGRAPH
    elif entry.list is not None:
        yield entry.list.after, LINE
    elif entry.between is not None:
        yield entry.between.from_, LINE
        yield entry.between.to, LINE
    elif entry.rest is not None:
        yield entry.rest.from_, LINE


def _standing(ranges: pl.DataFrame, lines: pl.DataFrame, *, head: bool, alone: bool) -> pl.DataFrame:
    """Keep the ranges that stand where the rule says."""
    if head:
        ranges = ranges.filter(lines["head"].gather(ranges["first"]))
    if alone:
        # the line after the last one of the batch is as good as a gap
        gap = pl.concat([lines["gap"], pl.Series([True])])
        ranges = ranges.filter(gap.gather(ranges["first"]) & gap.gather(ranges["last"] + 1))
    return ranges


def _page_ends(lines: pl.DataFrame) -> pl.Series:
    """Return, for each line, the row number of its page's last line."""
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    last = pl.when(pl.col("page") != pl.col("page").shift(-1)).then(row)
    return lines.select(last.backward_fill().fill_null(pl.len() - 1).cast(pl.Int64)).to_series()


def _list_runs(run: ListRun, prompts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the items after each prompt, where there are enough of them."""
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    marked = pl.col("number").is_not_null() | pl.col("bullet")
    item = (pl.col("chars") <= run.max_chars) & ~pl.col("text").str.contains(_SENTENCE_END)
    item &= marked if run.marked else ~pl.col("gap")
    item &= pl.col("page") == pl.col("page").shift(1)
    # the row of the next line that is no item, seen from each line
    ends = lines.select(pl.when(~item.fill_null(False)).then(row).backward_fill().fill_null(pl.len()).cast(pl.Int64))
    stop = pl.concat([ends.to_series(), pl.Series([lines.height], dtype=pl.Int64)])
    return (
        prompts.with_columns(prompt="last", first=pl.col("last") + 1)
        .with_columns(last=stop.gather(prompts["last"] + 1) - 1)
        .filter(pl.col("last") - pl.col("first") + 1 >= run.min_items)
        .select(first=pl.col("prompt" if run.prompt else "first"), last="last")
    )


def _betweens(between: Between, starts: pl.DataFrame, ends: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the stretch from each opening line to the nearest closing one below it on the same page."""
    return (
        starts.with_columns(below=pl.col("first") + 1, page_end=_page_ends(lines).gather(starts["first"]))
        .join_asof(ends.with_columns(pl.col("to").set_sorted()), left_on="below", right_on="to", strategy="forward")
        .filter((pl.col("to") <= pl.col("page_end")) & (pl.col("to") - pl.col("first") < between.max_lines))
        .select("first", last="to")
    )


def _rests(rest: Rest, starts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the stretch from each opening line to the end of its page, where it is short enough."""
    ends = _page_ends(lines).gather(starts["first"])
    return starts.select("first", last=ends).filter(pl.col("last") - pl.col("first") < rest.max_lines)
