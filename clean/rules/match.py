"""Rules on a batch: from the word tests that lines pass to the stretches that rules claim."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from clean.lines import NO_NUMBER, Ints, Lines
from clean.rules.catalog import Rule, RuleSet
from clean.rules.model import Between, ListRun, Rest, WordTest
from clean.rules.wordtests import LINE, PARAGRAPH, Hit, TestSet

__all__ = ["Hits", "Matcher", "RowClaim"]

# A colon may end a heading; a list item that ends like a sentence may be one.
_SENTENCE_END = r"[.!…;][\"'”’»)\]]*$"

Hits = dict[tuple[WordTest, str], list[Hit]]


class RowClaim(NamedTuple):
    """A claim on whole lines: rows `first` to `last`, both included, and the number of the rule."""

    first: int
    last: int
    rule: int


class _Layout:
    """What rules ask of the lines around a hit."""

    def __init__(self, lines: Lines) -> None:
        self.page = lines.ints("page")
        self.gap = np.append(lines.flags("gap"), [True])
        self.head = lines.flags("head")
        ends = np.flatnonzero(np.diff(self.page, append=-1))
        self.page_end = ends[np.searchsorted(ends, np.arange(len(self.page)))]
        self._lines = lines

    def no_items(self, run: ListRun) -> Ints:
        """Return the rows that cannot be an item of a list run."""
        lines = self._lines
        marked = (lines.ints("number") != NO_NUMBER) | lines.flags("bullet")
        item = (marked if run.marked else ~self.gap[:-1]) & (lines.ints("chars") <= run.max_chars)
        rows = np.flatnonzero(item)
        item[rows] = ~lines.lines["text"].gather(rows).str.contains(_SENTENCE_END).to_numpy()
        return np.flatnonzero(~item)


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
        return TestSet(
            [*(pair for _, rule in self._entries for pair in _tests_of(rule)), *dict(self._marks).values()]
        )

    def hits(self, lines: Lines, *, prefilter: bool | None = None) -> Hits:
        """Return which lines and paragraphs pass which word test (see `TestSet.hits`)."""
        return self._tests.hits(lines, prefilter=prefilter)

    def sites(self, lines: Lines, hits: Hits) -> list[str | None]:
        """Return the site of each page: as named, else the only one whose marks stand in it, else null."""
        seen: dict[int, set[str]] = {}
        pages = lines.ints("page")
        for site, test in self._marks:
            for hit in hits.get(test, ()):
                seen.setdefault(int(pages[hit.first]), set()).add(site)
        only = {page: next(iter(sites)) for page, sites in seen.items() if len(sites) == 1}
        return [named or only.get(page) for page, named in enumerate(lines.pages["site"])]

    def claims(self, lines: Lines, hits: Hits, sites: list[str | None]) -> list[RowClaim]:
        """Return what the rules claim, rule by rule in their order."""
        layout = _Layout(lines)
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
        opened = hits.get(opening)
        if entry is None or opened is None:
            return
        no_items = layout.no_items(entry.list) if entry.list is not None else None
        below = -1
        for hit in opened:
            if hit.first <= below:
                continue  # an item of the list above is no prompt: a list of prompts would cost its square
            found: Hit | None = hit
            if entry.list is not None and no_items is not None:
                found = _list_run(entry.list, hit, no_items, layout)
                below = found.last if found is not None else below
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


def _list_run(run: ListRun, prompt: Hit, no_items: Ints, layout: _Layout) -> Hit | None:
    """Return the items after a prompt, if there are enough of them."""
    following = np.searchsorted(no_items, prompt.last + 1)
    stop = no_items[following] if following < len(no_items) else len(layout.page)
    last = min(int(stop) - 1, int(layout.page_end[prompt.last]))
    if last - prompt.last < run.min_items:
        return None
    return Hit(prompt.first if run.prompt else prompt.last + 1, last)


def _between(between: Between, start: Hit, ends: list[Hit], layout: _Layout) -> Hit | None:
    """Return the stretch from an opening line to the nearest closing one below it on the same page."""
    nearest = bisect_right(ends, (start.last, start.last))
    if nearest == len(ends):
        return None
    end = ends[nearest].last
    if end > layout.page_end[start.first] or end - start.first >= between.max_lines:
        return None
    return Hit(start.first, end)


def _rest(rest: Rest, start: Hit, layout: _Layout) -> Hit | None:
    """Return the stretch from a line to the end of its page, if it is short enough."""
    last = int(layout.page_end[start.first])
    return Hit(start.first, last) if last - start.first < rest.max_lines else None
