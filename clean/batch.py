"""Cleaning a batch of pages: a pure function, and the only thing that an engine ever calls."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from clean import records
from clean.lines import Lines, split_lines
from clean.rules.catalog import RuleSet, Step
from clean.rules.load import load_rules
from clean.rules.match import Matcher
from clean.settle import settle
from clean.spans import own

__all__ = ["PAGE_SCHEMA", "CleanBatch", "claims_of", "clean_batch", "pages_of"]

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

_CLAIMS = {
    "start": pl.Int64,
    "end": pl.Int64,
    "rule": pl.Int64,
    "depth": pl.Int64,
    "parent": pl.Int64,
    "parent_recovered": pl.Boolean,
    "thread": pl.Int64,
}


@dataclass(frozen=True)
class CleanBatch:
    """What a batch of pages became: the tables `articles`, `comments` and `spans` (see `schemas`)."""

    articles: pl.DataFrame
    comments: pl.DataFrame
    spans: pl.DataFrame


def clean_batch(pages: pl.DataFrame, rules: RuleSet | None = None) -> CleanBatch:
    """Clean a batch of pages.

    `pages` has the columns of `PAGE_SCHEMA`, one row a page. A page's result depends on that page and the
    rules alone. Without `rules`, those of the package.
    """
    rules = load_rules() if rules is None else rules
    lines = split_lines(pages)
    claims, sites = claims_of(lines, rules)
    spans = own(lines, claims, rules)
    return CleanBatch(records.articles(spans, pages, sites), records.comments(spans), spans.table())


def claims_of(lines: Lines, rules: RuleSet) -> tuple[pl.DataFrame, pl.Series]:
    """Return all claims on a batch, unsettled, and the site of each page."""
    matcher = _matcher(rules)
    hits = matcher.hits(lines)
    sites = matcher.sites(lines, hits)
    claims = [matcher.claims(lines, hits, sites)]
    steps = _step_of_lines(lines, claims[0], rules)
    for step in rules.steps:
        if step.claim is None:
            continue
        found = step.claim(Lines(lines.pages, lines.lines.with_columns(step=steps)))
        if found.is_empty():
            continue
        steps = _mark(steps, lines, found, step)
        numbers = {rule.id: rules.numbers[step.name, rule.id] for rule in step.rules}
        found = found.filter(pl.col("rule").is_in(list(numbers)))
        claims.append(found.with_columns(pl.col("rule").replace_strict(numbers, return_dtype=pl.Int64)))
    return pl.concat([pl.DataFrame(schema=_CLAIMS), *claims], how="diagonal"), sites


@cache
def _matcher(rules: RuleSet) -> Matcher:
    return Matcher(rules)


def _step_of_lines(lines: Lines, claims: pl.DataFrame, rules: RuleSet) -> pl.Series:
    """Return, for each line, the name of the step that claims it so far, or null."""
    steps = pl.repeat(None, lines.lines.height, dtype=pl.String, eager=True)
    settled = settle(claims["start"], claims["end"], claims["rule"])
    names = pl.Series([rule.step for rule in rules.rules], dtype=pl.String)
    return _scatter(steps, lines, settled, names.gather(claims["rule"].gather(settled["claim"])))


def _mark(steps: pl.Series, lines: Lines, claims: pl.DataFrame, step: Step) -> pl.Series:
    names = pl.repeat(step.name, claims.height, dtype=pl.String, eager=True)
    return _scatter(steps, lines, claims, names)


def _scatter(steps: pl.Series, lines: Lines, ranges: pl.DataFrame, names: pl.Series) -> pl.Series:
    if ranges.is_empty():
        return steps
    first = lines.lines["end"].search_sorted(ranges["start"], side="right").cast(pl.Int64)
    last = lines.lines["start"].search_sorted(ranges["end"], side="left").cast(pl.Int64)
    touched = pl.DataFrame({"row": pl.int_ranges(first, last, eager=True), "name": names}).explode("row")
    touched = touched.filter(pl.col("row").is_not_null())
    return steps.scatter(touched["row"], touched["name"])


def pages_of(texts: dict[str, str], *, site: str | None = None) -> pl.DataFrame:
    """Make a batch of texts by page id, of which nothing else is known."""
    import hashlib

    raw = [text.encode("utf-8") for text in texts.values()]
    return pl.DataFrame(
        {
            "page_id": list(texts),
            "text": list(texts.values()),
            "site": [site] * len(raw),
            "raw_sha256": [hashlib.sha256(data).hexdigest() for data in raw],
            "raw_bytes": [len(data) for data in raw],
        },
        schema_overrides=PAGE_SCHEMA,
    ).select(*(pl.col(n) if n in {"page_id", "text", "site", "raw_sha256", "raw_bytes"} else pl.lit(None, t).alias(n) for n, t in PAGE_SCHEMA.items()))
