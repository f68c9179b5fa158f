"""Which pages belong together, and which split each page goes to.

A page, its near-duplicates and all its comments stand in one split, so that nothing that a model has
trained on comes back in the test. Two pages are near-duplicates when the body paragraphs that they share,
word for word, make up at least half of the shorter body, in characters; equal bodies always are. Links are
transitive: a group is everything that is linked.

Finding the links is linear in the text. Only hashes and lengths of paragraphs are kept (about 20 bytes per
paragraph), never the text. A page is compared with the page that has a paragraph first, and with the last
`NEIGHBOURS` pages that had it before; so every pair that shares a paragraph standing on at most
`NEIGHBOURS + 1` pages is compared. What this misses: two pages all of whose shared paragraphs stand on more
pages than that, with such pages between the two in the order of their ids.

A group that was released keeps its split for ever. New groups go, in the order of the sha256 of their ids,
to the split that is furthest below its share (`SHARES`).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

import polars as pl

SHARES: Final[Mapping[str, int]] = {"train": 8, "validation": 1, "test": 1}
"""Share of each split, in tenths of the pages; the order of the splits wherever they are listed."""

MIN_PARAGRAPH: Final = 30
"""Shortest paragraph that can link two pages, in characters: about five English words. Shorter ones ("She
said:", "Brighton and Hove tweeted:") are shared by pages that have nothing in common."""

NEIGHBOURS: Final = 3
"""How many earlier pages with the same paragraph a page is compared with, besides the first one."""

MAX_COMPARED: Final = 8
"""With how many pages one page is compared in full: those with which it shares most by the paragraphs that
linked them. Bounds the work for pages made of widely copied paragraphs."""

_COMMON: Final = math.lcm(*SHARES.values())


class Groups:
    """Collects the bodies of all pages, batch by batch, and groups near-duplicates.

    The result depends on the set of pages, not on their order or on the sizes of the batches.
    """

    def __init__(self) -> None:
        self._pages: list[pl.DataFrame] = []
        self._paragraphs: list[pl.DataFrame] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, articles: pl.DataFrame) -> None:
        """Note the bodies of one batch of articles: columns `page_id` and `body`."""
        body = pl.col("body")
        bodies = articles.select("page_id", "body").with_row_index("page", offset=self._count)
        whole = bodies.select("page_id", "page", hash=body.hash(seed=1), size=body.str.len_chars())
        paragraphs = (
            bodies.select("page", body.str.split("\n\n"))
            .explode("body")
            .select("page", hash=body.hash(), size=body.str.len_chars())
            .filter(pl.col("size") >= MIN_PARAGRAPH)
        )
        self._pages.append(whole.drop("hash"))
        self._paragraphs += [paragraphs, whole.filter(pl.col("size") > 0).select("page", "hash", "size")]
        self._count += articles.height

    def group_ids(self, released: Mapping[str, str] | None = None) -> dict[str, str]:
        """Group of every page, in ascending order of page ids; a group's id is its smallest page id.

        `released` gives the split of pages that were published before. Groups that hold released pages of
        different splits are never merged: a page that resembles both joins the one with which it shares
        most. Raises ValueError if a page was added twice.
        """
        if not self._pages:
            return {}
        pages = pl.concat(self._pages).sort("page_id")
        ids = pages["page_id"].to_list()
        if pages["page_id"].n_unique() != len(ids):
            raise ValueError("a page was added twice; page ids must be unique over all batches")
        parent = list(range(len(ids)))
        fixed = [(released or {}).get(page_id) for page_id in ids]

        def root(page: int) -> int:
            while parent[page] != page:
                parent[page] = parent[parent[page]]
                page = parent[page]
            return page

        for left, right in self._links(pages).iter_rows():
            first, second = sorted((root(left), root(right)))
            known = {fixed[first], fixed[second]} - {None}
            if first == second or len(known) == 2:
                continue
            parent[second] = first
            fixed[first] = fixed[first] or fixed[second]
        return {page_id: ids[root(page)] for page, page_id in enumerate(ids)}

    def _links(self, pages: pl.DataFrame) -> pl.DataFrame:
        """Pairs of near-duplicates as ranks (`left` < `right`) in the sorted `pages`, closest pairs first."""
        ranked = pages.with_columns(rank=pl.int_range(pl.len(), dtype=pl.UInt32))
        rank = ranked.sort("page")["rank"]
        size = ranked["size"]
        copied = pl.concat(self._paragraphs).filter(pl.col("hash").is_duplicated())
        copied = (
            copied.with_columns(page=rank.gather(copied["page"]))
            .unique(["hash", "page"])
            .sort("hash", "page")
        )
        shared = _candidates(copied).join(copied, left_on="left", right_on="page")
        shared = shared.join(
            copied.drop("size"), left_on=["right", "hash"], right_on=["page", "hash"], how="semi"
        )
        totals = shared.group_by("left", "right").agg(pl.col("size").sum())
        shorter = pl.min_horizontal(size.gather(totals["left"]), size.gather(totals["right"]))
        near = totals.filter(2 * pl.col("size") >= shorter)
        return near.sort("size", "left", "right", descending=[True, False, False]).select("left", "right")


def _candidates(copied: pl.DataFrame) -> pl.DataFrame:
    """Pairs of pages worth comparing, from the paragraphs of several pages, sorted by hash and page."""
    same = [pl.col("hash") == pl.col("hash").shift(back) for back in range(1, NEIGHBOURS + 1)]
    first = pl.when(same[0].fill_null(value=False)).then(None).otherwise(pl.col("page")).forward_fill()
    partners = [pl.when(match).then(pl.col("page").shift(back)) for back, match in enumerate(same, start=1)]
    pairs = (
        copied.select("hash", "size", right="page", left=pl.concat_list(first, *partners))
        .explode("left")
        .filter(pl.col("left") < pl.col("right"))
        .unique()
        .group_by("left", "right")
        .agg(pl.col("size").sum())
        .sort("right", "size", "left", descending=[False, True, False])
    )
    return pairs.group_by("right", maintain_order=True).head(MAX_COMPARED).select("left", "right")


def assign_splits(groups: Mapping[str, str], released: Mapping[str, str] | None = None) -> dict[str, str]:
    """Split of every page, in the order of `groups` (page id to group id).

    A group with a page in `released` (page id to split) has that page's split. The others go, in the order
    of sha256(group id), to the split whose pages are the smallest part of its share at that moment; in a tie
    to the one that stands first in `SHARES`. So three new groups or more always give three splits that are
    not empty, and a split never exceeds its share by more than the largest group unless released pages
    already fill it. Raises ValueError for an unknown split, or released pages of different splits in one
    group.
    """
    released = released or {}
    sizes = Counter(groups.values())
    chosen: dict[str, str] = {}
    for page_id, group_id in groups.items():
        split = released.get(page_id)
        if split is None:
            continue
        if split not in SHARES:
            raise ValueError(f"page {page_id!r} was released in an unknown split {split!r}")
        if chosen.setdefault(group_id, split) != split:
            raise ValueError(f"group {group_id!r} was released in the splits {chosen[group_id]} and {split}")
    pages = dict.fromkeys(SHARES, 0)
    for group_id, split in chosen.items():
        pages[split] += sizes[group_id]
    new = (group_id for group_id in sizes if group_id not in chosen)
    for group_id in sorted(new, key=lambda group: hashlib.sha256(group.encode()).digest()):
        split = min(SHARES, key=lambda name: pages[name] * _COMMON // SHARES[name])
        chosen[group_id] = split
        pages[split] += sizes[group_id]
    return {page_id: chosen[group_id] for page_id, group_id in groups.items()}
