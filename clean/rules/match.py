"""Rules on a batch: from the word tests that lines pass to the stretches that rules claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from clean.behind import behind_paragraphs
from clean.joined import taken
from clean.lines import Flags, Ints, Lines
from clean.rules.catalog import Rule, RuleSet
from clean.rules.model import Between, ListRun, Rest, WordTest
from clean.rules.wordtests import LINE, PARAGRAPH, Stretches, TestSet
from clean.searched import having

__all__ = ["Hits", "Matcher", "RowClaims"]

# A colon may end a heading; a list item that ends like a sentence may be one.
_SENTENCE_END = r"[.!…;][\"'”’»)\]]*$"

# By the number of a word test.
Hits = dict[int, Stretches]


class RowClaims(NamedTuple):
    """Claims on whole lines: rows `first` to `last`, both included, and the number of the rule."""

    first: Ints
    last: Ints
    rule: Ints


_NOTHING = Stretches(np.zeros(0, np.int64), np.zeros(0, np.int64))


class _Layout:
    """What rules ask of the lines around a hit; items of lists have up to `item_chars` code points."""

    def __init__(self, lines: Lines, item_chars: int) -> None:
        self.page = lines.ints("page")
        self.gap = np.append(lines.flags("gap"), [True])
        self.head = lines.flags("head")
        self.chars = lines.ints("chars")
        ends = np.flatnonzero(np.diff(self.page, append=-1))
        self.page_end = np.repeat(ends, np.diff(ends, prepend=-1))
        self.end = ~self.head & behind_paragraphs(lines)
        self._lines = lines
        self._item_chars = item_chars

    def no_items(self, run: ListRun) -> Ints:
        """Return the rows that cannot be an item of a list run."""
        item = self.chars <= run.max_chars
        if not run.loose:
            item &= self._lines.listed() if run.marked else ~self.gap[:-1]
        return np.flatnonzero(~item | self._ends_sentence)

    @cached_property
    def _ends_sentence(self) -> Flags:
        """Which of the lines that may be items end like a sentence."""
        ends = np.zeros(len(self.chars), np.bool_)
        rows = np.flatnonzero(self.chars <= self._item_chars)
        ends[rows] = having(taken(self._lines.lines["text"], rows), _SENTENCE_END)
        return ends


@dataclass(frozen=True)
class Matcher:
    """The rules of a set that are written as data, compiled. Build it once; it is used for every batch."""

    rules: RuleSet

    @cached_property
    def _entries(self) -> list[tuple[int, Rule, list[int]]]:
        """The rules that are written as data: number, rule, and the numbers of its tests."""
        numbers = self._tests.numbers
        return [
            (number, rule, [numbers[pair] for pair in _tests_of(rule)])
            for number, rule in enumerate(self.rules.rules)
            if rule.entry is not None
        ]

    @cached_property
    def _item_chars(self) -> int:
        """The most code points that an item of a list has for a rule."""
        entries = (rule.entry for _, rule, _ in self._entries)
        return max((entry.list.max_chars for entry in entries if entry and entry.list), default=0)

    @cached_property
    def _site_tests(self) -> list[tuple[str, tuple[WordTest, str]]]:
        """The sites and the tests by which they are recognised."""
        return [
            (step.site, (WordTest(any=step.recognise.any, max_words=100_000), LINE))
            for step in self.rules.steps
            if step.site and step.recognise
        ]

    @cached_property
    def _tests(self) -> TestSet:
        of_rules = (pair for rule in self.rules.rules for pair in _tests_of(rule))
        return TestSet([*of_rules, *dict(self._site_tests).values()])

    @cached_property
    def _marks(self) -> list[tuple[str, int]]:
        """The sites and the numbers of the tests by which they are recognised."""
        return [(site, self._tests.numbers[pair]) for site, pair in self._site_tests]

    def hits(self, lines: Lines, *, prefilter: bool | None = None) -> Hits:
        """Return which lines and paragraphs pass which word test (see `TestSet.hits`)."""
        return self._tests.hits(lines, prefilter=prefilter)

    def sites(self, lines: Lines, hits: Hits) -> list[str | None]:
        """Return the site of each page: as named, else the only one whose marks stand in it, else null.

        A mark in an indented line says nothing: readers quote other sites in their comments.
        """
        seen: dict[int, set[str]] = {}
        pages, indent = lines.ints("page"), lines.ints("indent")
        for site, test in self._marks:
            if test in hits:
                rows = hits[test].first
                for page in np.unique(pages[rows[indent[rows] == 0]]).tolist():
                    seen.setdefault(page, set()).add(site)
        only = {page: next(iter(sites)) for page, sites in seen.items() if len(sites) == 1}
        return [named or only.get(page) for page, named in enumerate(lines.pages["site"])]

    def claims(self, lines: Lines, hits: Hits, sites: list[str | None]) -> RowClaims:
        """Return what the rules claim, rule by rule in their order."""
        layout = _Layout(lines, self._item_chars)
        of_site = {site: np.array([site == page for page in sites], np.bool_) for site in set(sites)}
        nothing = np.zeros(0, np.int64)
        found = [RowClaims(nothing, nothing, nothing)]
        for number, rule, tests in self._entries:
            if tests[0] not in hits or (rule.site is not None and rule.site not in of_site):
                continue
            first, last = _stretches(rule, [hits.get(test, _NOTHING) for test in tests], layout)
            if rule.site is not None:
                there = of_site[rule.site][layout.page[first]]
                first, last = first[there], last[there]
            found.append(RowClaims(first, last, np.full(len(first), number)))
        return RowClaims(*map(np.concatenate, zip(*found, strict=True)))


def _stretches(rule: Rule, hits: list[Stretches], layout: _Layout) -> Stretches:
    """Return the lines that one rule wants, before its site is asked; `hits` are those of its tests."""
    entry, (found, *closing) = rule.entry, hits
    if entry is None:
        return _NOTHING
    if entry.list is not None:
        found = _list_runs(entry.list, found, layout)
    elif entry.rest is not None:
        found = _rests(entry.rest, found, layout)
    elif entry.between is not None:
        found = _between(entry.between, found, closing[0], layout)
    if entry.where != "anywhere":
        found = _chosen(found, (layout.head if entry.where == "head" else layout.end)[found.first])
    if entry.rest is not None:
        found = _chosen(found, np.diff(found.last, prepend=-1) != 0)
    if entry.alone:
        found = _chosen(found, layout.gap[found.first] & layout.gap[found.last + 1])
    return found


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


def _chosen(found: Stretches, wanted: Flags) -> Stretches:
    return Stretches(found.first[wanted], found.last[wanted])


def _list_runs(run: ListRun, prompts: Stretches, layout: _Layout) -> Stretches:
    """Return the items after each prompt, where there are enough of them.

    A prompt that is an item of the run above it opens no run of its own: it would have the same end.
    """
    no_items = np.append(layout.no_items(run), [len(layout.page)])
    after = no_items[np.searchsorted(no_items, prompts.last + 1)] - 1
    end = layout.page_end[prompts.last]
    last = np.minimum(after, end)
    if run.loose:
        last = last - (last < end)
    enough = last - prompts.last >= run.min_items
    first, last = (prompts.first if run.prompt else prompts.last + 1)[enough], last[enough]
    return _chosen(Stretches(first, last), np.diff(last, prepend=-1) != 0)


def _between(between: Between, starts: Stretches, ends: Stretches, layout: _Layout) -> Stretches:
    """Return the stretches from an opening line to the nearest closing one below it on the same page."""
    nearest = np.searchsorted(ends.first, starts.last, side="right")
    starts = _chosen(starts, nearest < len(ends.first))
    last = ends.last[nearest[nearest < len(ends.first)]]
    near = (last <= layout.page_end[starts.first]) & (last - starts.first < between.max_lines)
    return _chosen(Stretches(starts.first, last), near)


def _rests(rest: Rest, starts: Stretches, layout: _Layout) -> Stretches:
    """Return the stretches from a line to the end of its page that are short enough."""
    last = layout.page_end[starts.first]
    wanted = last - starts.first < rest.max_lines
    if rest.max_chars is not None:
        long = np.append(np.flatnonzero(layout.chars > rest.max_chars), [len(layout.page)])
        wanted &= long[np.searchsorted(long, starts.last + 1)] > last
    return _chosen(Stretches(starts.first, last), wanted)
