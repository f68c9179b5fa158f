"""Cleaning a batch of pages: a pure function, and the only thing that an engine ever calls."""

from dataclasses import dataclass

import polars as pl

from clean import records
from clean.claims import claims_of
from clean.lines import split_lines
from clean.personal.masks import masks_on
from clean.personal.policy import Masking
from clean.rules.catalog import RuleSet
from clean.rules.load import load_rules
from clean.spans import own

__all__ = ["PAGE_SCHEMA", "CleanBatch", "clean_batch", "pages_of"]

PAGE_SCHEMA = {
    "page_id": pl.String,
    "text": pl.String,
    "site": pl.String,
    "url": pl.String,
    "retrieved_on": pl.Date,
    "language": pl.String,
    "raw_sha256": pl.String,
    "raw_bytes": pl.Int32,
}


@dataclass(frozen=True)
class CleanBatch:
    """What a batch of pages became: the tables `articles`, `comments` and `spans` (see `schemas`)."""

    articles: pl.DataFrame
    comments: pl.DataFrame
    spans: pl.DataFrame


def clean_batch(
    pages: pl.DataFrame, rules: RuleSet | None = None, masking: Masking | None = None
) -> CleanBatch:
    """Clean a batch of pages.

    `pages` has the columns of `PAGE_SCHEMA`, one row a page. A page's result depends on that page, the rules
    and the policy for personal data alone. Without `rules`, those of the package; without `masking`, e-mail
    addresses and telephone numbers are masked.
    """
    rules = load_rules() if rules is None else rules
    lines = split_lines(pages)
    claims, sites = claims_of(lines, rules)
    whole = own(lines, claims, rules)
    masks = masks_on(whole, pages, Masking() if masking is None else masking)
    spans = masks.on_texts(whole)
    return CleanBatch(
        records.articles(spans, pages, sites), records.comments(spans), masks.on_table(spans.table(), lines)
    )


def pages_of(texts: dict[str, str], *, site: str | None = None) -> pl.DataFrame:
    """Make a batch of texts by page id, of which nothing else is known."""
    import hashlib

    raw = [text.encode("utf-8") for text in texts.values()]
    known = {
        "page_id": list(texts),
        "text": list(texts.values()),
        "site": [site] * len(raw),
        "raw_sha256": [hashlib.sha256(data).hexdigest() for data in raw],
        "raw_bytes": [len(data) for data in raw],
    }
    return pl.DataFrame(
        {name: known.get(name, [None] * len(raw)) for name in PAGE_SCHEMA}, schema=PAGE_SCHEMA
    )
