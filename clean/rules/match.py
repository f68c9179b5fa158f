"""Rules on a batch: from the word tests that lines pass to the stretches that rules claim."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import Rule, RuleSet
from clean.rules.model import Between, ListRun, Rest, WordTest
from clean.rules.wordtests import LINE, PARAGRAPH, Hit, TestSet

__all__ = ["Hits", "Matcher", "RowClaim"]

# A colon may end a heading; a list item that ends like a sentence may be one.
_SENTENCE_END = re.compile(r"[.!…;][\"'”’»)\]]*$")

Hits = dict[tuple[WordTest, str], list[Hit]]


class RowClaim(NamedTuple):
    """A claim on whole lines: rows `first` to `last`, both included, and the number of the rule."""

    first: int
    last: int
    rule: int


class _Layout:
    """What rules ask of the lines around a hit."""

    def __init__(self, lines: pl.DataFrame) -> None:
        self.page: list[int] = lines["page"].to_list()
        self.gap: list[bool] = [*lines["gap"].to_list(), True]
        self.head: list[bool] = lines["head"].to_list()
        self._marked: list[bool] = (lines["bullet"] | lines["number"].is_not_null()).to_list()
        self._chars: list[int] = lines["chars"].to_list()
        self._text = lines["text"]

    def same_page(self, row: int, other: int) -> bool:
        """Whether there is such another row, and on the same page."""
        return other < len(self.page) and self.page[row] == self.page[other]

    def is_item(self, row: int, run: ListRun) -> bool:
        """Whether a line can be an item of a list run."""
        return (
            (self._marked[row] if run.marked else not self.gap[row])
            and self._chars[row] <= run.max_chars
            and _SENTENCE_END.search(self._text[row]) is None
        )


@dataclass(frozen=True)
class Matcher:
    """The rules of a set that are written as data, compiled. Build it once; it is used for every batch."""

    rules: RuleSet

    @cached_property
    def _entries(self) -> list[tuple[int, Rule]]:
        return [(number, rule) for number, rule in enumerate(self.rules.rules) if rule.entry is not None]

    @cached_property
    def _marks(self) -> list[tuple[str, tuple[WordTest, str]]]:
        """The sites and the tests by which they are recognised."""
        return [
            (step.site, (WordTest(any=step.recognise.any, max_words=100_000), LINE))
            for step in self.rules.steps
            if step.site and step.recognise
        ]

    @cached_property
    def _tests(self) -> TestSet:
        return TestSet([*(pair for _, rule in self._entries for pair in _tests_of(rule)), *dict(self._marks).values()])

    def hits(self, lines: Lines, *, prefilter: bool | None = None) -> Hits:
        """Return which lines and paragraphs pass which word test (see `TestSet.hits`)."""
        return self._tests.hits(lines.lines, prefilter=prefilter)

    def sites(self, lines: Lines, hits: Hits) -> list[str | None]:
        """Return the site of each page: as named, else the only one whose marks stand in it, else null."""
        seen: dict[int, set[str]] = {}
        pages = lines.lines["page"]
        for site, test in self._marks:
            for hit in hits.get(test, ()):
                seen.setdefault(pages[hit.first], set()).add(site)
        only = {page: next(iter(sites)) for page, sites in seen.items() if len(sites) == 1}
        return [named or only.get(page) for page, named in enumerate(lines.pages["site"])]

    def claims(self, lines: Lines, hits: Hits, sites: list[str | None]) -> list[RowClaim]:
        """Return what the rules claim, rule by rule in their order."""
        layout = _Layout(lines.lines)
        return [
            RowClaim(first, last, number)
            for number, rule in self._entries
            for first, last in self._stretches(rule, hits, layout)
            if rule.site is None or sites[layout.page[first]] == rule.site
        ]

    def _stretches(self, rule: Rule, hits: Hits, layout: _Layout) -> Iterator[Hit]:
        """Yield the lines that one rule wants, before its site is asked."""
        entry = rule.entry
        opening, *closing = _tests_of(rule)
        for hit in hits.get(opening, ()):
            found: Hit | None = hit
            if entry is None:
                continue
            if entry.list is not None:
                found = _list_run(entry.list, hit, layout)
            elif entry.rest is not None:
                found = _rest(entry.rest, hit, layout)
            elif entry.between is not None:
                found = _between(entry.between, hit, hits.get(closing[0], []), layout)
            if found is None or (entry.where == "head" and not layout.head[found.first]):
                continue
            if entry.alone and not (layout.gap[found.first] and layout.gap[found.last + 1]):
                continue
            yield found


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


def _list_run(run: ListRun, prompt: Hit, layout: _Layout) -> Hit | None:
    """Return the items after a prompt, if there are enough of them."""
    last = prompt.last
    while layout.same_page(prompt.last, last + 1) and layout.is_item(last + 1, run):
        last += 1
    if last - prompt.last < run.min_items:
        return None
    return Hit(prompt.first if run.prompt else prompt.last + 1, last)


def _between(between: Between, start: Hit, ends: list[Hit], layout: _Layout) -> Hit | None:
    """Return the stretch from an opening line to the nearest closing one below it on the same page."""
    nearest = bisect_right(ends, (start.last, start.last))
    if nearest == len(ends):
        return None
    end = ends[nearest].last
    if not layout.same_page(start.first, end) or end - start.first >= between.max_lines:
        return None
    return Hit(start.first, end)


def _rest(rest: Rest, start: Hit, layout: _Layout) -> Hit | None:
    """Return the stretch from a line to the end of its page, if it is short enough."""
    last = start.first
    while layout.same_page(start.first, last + 1):
        last += 1
        if last - start.first >= rest.max_lines:
            return None
    return Hit(start.first, last)
