"""Blocks of lines that recur from page to page of a site, after the general steps have taken theirs.

Only lines that the cleaning leaves in the articles are looked at: what the general steps remove, what is a
comment or an article's title, needs no rule. Lines count as the same if they agree in their words, whatever
the numbers in them. Lines that stand together wherever they stand are one block.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import polars as pl

from clean.batch import clean_batch
from clean.rules.catalog import RuleSet
from clean.rules.model import words

__all__ = ["Block", "Recurring", "RecurringLine", "find_recurring"]

TOGETHER: Final = 0.9
"""Share of a line's pages on which its neighbour must be the same, for both to be one block."""

_MARKER: Final = re.compile(r"^\s*(?:[•*–-]|\d{1,4}[.)])\s+")
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class RecurringLine:
    """A line of a block: one way in which it is written, and whether the numbers in it change."""

    text: str
    varies: bool


@dataclass(frozen=True)
class Block:
    """Lines that recur together.

    Attributes:
        lines: in the order in which they stand.
        pages: on how many pages they stand.
        page_id: the first of those pages.
        before, after: the nearest lines on that page that do not recur; empty where there are none.
    """

    lines: tuple[RecurringLine, ...]
    pages: int
    page_id: str
    before: str = ""
    after: str = ""

    @property
    def words(self) -> int:
        """Number of words of the block."""
        return sum(len(line.text.split()) for line in self.lines)


@dataclass(frozen=True)
class Recurring:
    """What recurs on the pages of a site.

    Attributes:
        pages: how many pages were read.
        blocks: those that take most words from the pages first.
        marks: lines that stand on nearly every page, wherever they went; a site may be known by them.
        others: some lines that do not recur, for counter-examples.
    """

    pages: int
    blocks: tuple[Block, ...]
    marks: tuple[str, ...]
    others: tuple[str, ...]


@dataclass
class _Seen:
    """What is known of all pages read so far."""

    pages: int = 0
    body: list[tuple[str, list[str]]] = field(default_factory=list)
    anywhere: Counter[str] = field(default_factory=Counter)
    written: dict[str, dict[str, None]] = field(default_factory=dict)


def find_recurring(
    batches: Iterable[pl.DataFrame],
    *,
    rules: RuleSet | None = None,
    min_pages: int = 3,
    min_share: float = 0.2,
) -> Recurring:
    """Find what recurs on at least `min_pages` pages and at least the share `min_share` of all.

    `batches` are frames of pages with the columns of `PAGE_SCHEMA`.
    """
    seen = _Seen()
    for pages in batches:
        _read(seen, pages, clean_batch(pages, rules).spans)
    enough = max(min_pages, math.ceil(min_share * seen.pages))
    on_pages = Counter(key for _, keys in seen.body for key in set(keys))
    recurring = {key for key, count in on_pages.items() if count >= enough}
    blocks = _blocks(seen, recurring, on_pages)
    nearly_all = max(min_pages, math.ceil(TOGETHER * seen.pages))
    marks = sorted(
        (key for key, count in seen.anywhere.items() if count >= nearly_all and not _DIGITS.search(key)),
        key=lambda key: (-len(key), key),
    )
    others = [_text(seen, key) for _, keys in seen.body for key in keys if key not in recurring]
    return Recurring(
        seen.pages,
        tuple(sorted(blocks, key=lambda block: (-block.pages * block.words, block.lines[0].text))),
        tuple(_text(seen, key) for key in marks),
        tuple(others),
    )


def _read(seen: _Seen, pages: pl.DataFrame, spans: pl.DataFrame) -> None:
    seen.pages += pages.height
    texts = dict(pages.select("page_id", "text").iter_rows())
    body: dict[str, list[str]] = {page_id: [] for page_id in texts}
    anywhere: dict[str, set[str]] = {page_id: set() for page_id in texts}
    kept = spans.filter(~pl.col("label").is_in(["comment", "space"]))
    for page_id, start, end, label in kept.select("page_id", "start", "end", "label").iter_rows():
        for line in texts[page_id][start:end].splitlines():
            key = _key(line)
            if not key:
                continue
            seen.written.setdefault(key, {})[_MARKER.sub("", line).strip()] = None
            anywhere[page_id].add(key)
            if label == "body":
                body[page_id].append(key)
    for keys in anywhere.values():
        seen.anywhere.update(keys)
    seen.body += body.items()


def _key(line: str) -> str:
    """The words of a line with every number as 0; two lines with one key are the same line."""
    return _DIGITS.sub("0", words(_MARKER.sub("", line)).strip())


def _text(seen: _Seen, key: str) -> str:
    return next(iter(seen.written[key]))


def _line(seen: _Seen, key: str) -> RecurringLine:
    forms = {words(text) for text in seen.written[key]}
    return RecurringLine(_text(seen, key), varies=len(forms) > 1)


def _blocks(seen: _Seen, recurring: set[str], on_pages: Counter[str]) -> list[Block]:
    """Chain the recurring lines that stand together on nearly all pages of either."""
    follows: Counter[tuple[str, str]] = Counter()
    for _, keys in seen.body:
        pairs = set(pairwise(keys))
        follows.update((one, other) for one, other in pairs if {one, other} <= recurring and one != other)
    following: dict[str, str] = {}
    preceded: set[str] = set()
    for (one, other), count in sorted(follows.items(), key=lambda item: (-item[1], item[0])):
        together = count >= TOGETHER * max(on_pages[one], on_pages[other])
        if together and one not in following and other not in preceded:
            following[one] = other
            preceded.add(other)
    blocks, left = [], dict.fromkeys(key for _, keys in seen.body for key in keys if key in recurring)
    # Those without a predecessor begin a block; what is left then runs in a circle and begins anywhere.
    for key in [key for key in left if key not in preceded] + list(left):
        chain: dict[str, None] = {}
        at: str | None = key
        while at is not None and at in left and at not in chain:
            chain[at] = None
            at = following.get(at)
        for taken in chain:
            del left[taken]
        if chain:
            blocks.append(_block(seen, recurring, tuple(chain), on_pages[key]))
    return blocks


def _block(seen: _Seen, recurring: set[str], keys: tuple[str, ...], pages: int) -> Block:
    page_id, lines = next((page_id, lines) for page_id, lines in seen.body if keys[0] in lines)
    start = lines.index(keys[0])
    before = next((key for key in reversed(lines[:start]) if key not in recurring), None)
    after = next((key for key in lines[start:] if key not in recurring), None)
    return Block(
        lines=tuple(_line(seen, key) for key in keys),
        pages=pages,
        page_id=page_id,
        before=_text(seen, before) if before else "",
        after=_text(seen, after) if after else "",
    )
