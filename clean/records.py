"""From spans to records: the tables `articles` and `comments` of a batch."""

import re

import numpy as np
import polars as pl
import pyarrow as pa

from clean.dates import read_date
from clean.joined import Ints, joined, spread, taken
from clean.normalise import PARTS_JOINED_BY
from clean.spans import Spans, counting
from clean.words import word_counts

__all__ = ["articles", "comments"]

_COUNT = re.compile(r"\d+(?:[.,]\d{3})*")
_MAX_COUNT = 2**31 - 1
# "One comment", "No comments yet", "Be the first to comment", "This post has one comment".
_COUNT_WORDS = {
    **dict.fromkeys(("one", "ein", "eine", "un", "une", "uno", "una", "een", "eén", "um", "uma", "ett"), 1),
    **dict.fromkeys(
        ("no", "be", "keine", "aucun", "sin", "nessun", "geen", "sem", "nenhum", "brak", "inga"), 0
    ),
    "ingen": 0,
}
_COUNTS_BY = 4
_WORD = re.compile(r"[^\W\d_]+")
_SINGLE = ("title", "standfirst", "author", "section")
_SEVERAL = ("caption", "reference")
_JOINTS = pl.Series(["", PARTS_JOINED_BY])
_DATES = {"published_at": "published", "modified_at": "modified"}


def comments(spans: Spans) -> pl.DataFrame:
    """Return the table `comments` (see `schemas.comments`), by page and position."""
    rows = spans.labelled("comment")
    page, number = spans.page[rows], np.arange(len(rows))
    base = spans.lines.bases[page]
    first = np.maximum.accumulate(np.where(np.diff(page, prepend=-1) != 0, number, 0))
    claims = spans.claims.select(
        pl.col("comment", "depth", "parent", "parent_recovered", "thread").gather(spans.claim[rows])
    )
    starts = claims["comment"].to_numpy()
    frame = pl.DataFrame(
        {
            "page": page,
            "base": base,
            "end": np.maximum(spans.end[rows], _last_ends(spans, starts)),
            "position": number - first,
            "author": _of_comments(spans, "comment_author", starts),
            "posted_at": _dates(_of_comments(spans, "comment_date", starts)),
            "text": taken(spans.text, rows),
        }
    ).hstack(claims)
    page_id = pl.lit(spans.lines.pages["page_id"]).gather("page")

    def comment_id(position: str) -> pl.Expr:
        # null where the position is
        return pl.concat_str(page_id, pl.lit(":"), pl.col(position) - pl.col("base"))

    return frame.select(
        comment_id=comment_id("comment"),
        page_id=page_id,
        reply_to=comment_id("parent"),
        parent_recovered="parent_recovered",
        thread_id=comment_id("thread"),
        depth=pl.col("depth").cast(pl.Int32),
        position=pl.col("position").cast(pl.Int32),
        author="author",
        posted_at="posted_at",
        text="text",
        raw_start=(pl.col("comment") - pl.col("base")).cast(pl.Int32),
        raw_end=(pl.col("end") - pl.col("base")).cast(pl.Int32),
    )


def _of_comments(spans: Spans, label: str, starts: Ints) -> pl.Series:
    """Return, for the comments that start at `starts`, the text of their part with a label, or null."""
    rows = spans.labelled(label)
    if not len(rows):
        return pl.repeat(None, len(starts), dtype=pl.String, eager=True)
    comment = spans.claims["comment"].to_numpy()[spans.claim[rows]]
    at = np.minimum(np.searchsorted(starts, comment), max(len(starts) - 1, 0))
    known = np.flatnonzero(starts[at] == comment) if len(starts) else at[:0]
    texts = taken(spans.text, rows[known])
    filled = np.flatnonzero((texts != "").to_numpy())
    return spread(len(starts), (at[known[filled]], taken(texts, filled)))


def _last_ends(spans: Spans, starts: Ints) -> Ints:
    """Return where the last part of each comment ends that is not its text."""
    ends = np.zeros(len(starts), np.int64)
    rows = spans.labelled("comment_author", "comment_date")
    if len(rows) and len(starts):
        comment = spans.claims["comment"].to_numpy()[spans.claim[rows]]
        at = np.minimum(np.searchsorted(starts, comment), len(starts) - 1)
        known = starts[at] == comment
        np.maximum.at(ends, at[known], spans.end[rows[known]])
    return ends


def _dates(texts: pl.Series) -> pl.Series:
    """Read the dates of comments; null where a text states none, or one that cannot be read in one way."""
    stated = [None if text is None else read_date(text) for text in texts]
    return pl.Series([date and date.at for date in stated], dtype=pl.Datetime("us"))


def articles(spans: Spans, pages: pl.DataFrame, sites: pl.Series) -> pl.DataFrame:
    """Return the table `articles` (see `schemas.articles`), one row a page, in the order of `pages`."""
    bodies = _bodies(spans)
    parts = _parts(spans)
    columns = {label: [next(iter(texts), None) for texts in parts[label]] for label in _SINGLE}
    dates: dict[str, pl.Series] = {}
    for label, name in _DATES.items():
        read = [read_date(texts[0]) if texts else None for texts in parts[label]]
        dates[label] = pl.Series([date and date.at for date in read], dtype=pl.Datetime("us"))
        dates[f"{name}_precision"] = pl.Series([date and date.precision for date in read], dtype=pl.String)
    recovered = np.bincount(spans.page[spans.labelled("comment")], minlength=pages.height)
    return pl.DataFrame(
        {
            "page_id": pages["page_id"],
            "group_id": pages["page_id"],
            "site": sites,
            "url": pages["url"],
            "retrieved_on": pages["retrieved_on"],
            "language": pages["language"],
            **{
                label: pl.Series(columns[label], dtype=pl.String)
                for label in ("title", "standfirst", "author")
            },
            **dates,
            "section": pl.Series(columns["section"], dtype=pl.String),
            "body": bodies,
            "captions": _lists(parts["caption"]),
            "references": _lists(parts["reference"]),
            "word_count": pl.Series(word_counts(bodies).astype(np.int32)),
            "stated_comments": pl.Series(_stated(spans), dtype=pl.Int32),
            "recovered_comments": pl.Series(recovered.astype(np.int32)),
            "raw_sha256": pages["raw_sha256"],
            "raw_length": pl.Series(spans.lines.pages["length"].to_numpy().astype(np.int32)),
            "raw_bytes": pages["raw_bytes"],
        }
    )


def _bodies(spans: Spans) -> pl.Series:
    """Return the text of each article: its paragraphs, joined."""
    rows = spans.labelled("body")
    texts = taken(spans.text, rows)
    filled = np.flatnonzero((texts != "").to_numpy())
    page = spans.page[rows[filled]]
    first = np.flatnonzero(np.diff(page, prepend=-1))
    last = np.append(first[1:], [len(page)])[: len(first)] - 1
    gaps = np.ones(len(page), np.int64)
    gaps[first] = 0
    bodies = joined(taken(texts, filled), taken(_JOINTS, gaps), first, last)
    found = spread(spans.lines.pages.height, (page[first], bodies))
    return found.fill_null("") if found.has_nulls() else found


def _parts(spans: Spans) -> dict[str, list[list[str]]]:
    """Return, for each label of a part of the article other than its body, the texts of each page."""
    parts: dict[str, list[list[str]]] = {
        label: [[] for _ in range(spans.lines.pages.height)] for label in (*_SINGLE, *_DATES, *_SEVERAL)
    }
    rows = spans.labelled(*parts)
    names = spans.labels
    labels = [names[number] for number in spans.owner[rows].tolist()]
    for label, page, text in zip(labels, spans.page[rows].tolist(), taken(spans.text, rows), strict=True):
        if text:
            parts[label][page].append(text)
    return parts


def _lists(values: list[list[str]]) -> pl.Series:
    # polars would make a Series of each list first
    return pl.Series(pl.from_arrow(pa.array(values, pa.large_list(pa.large_string()))))


def _stated(spans: Spans) -> list[int | None]:
    """Return, for each page, the number of comments that it says it has: the last one that it gives."""
    stated: list[int | None] = [None] * spans.lines.pages.height
    rows = np.flatnonzero(counting(spans.rules)[spans.owner])
    for page, raw in zip(spans.page[rows].tolist(), taken(spans.raw, rows), strict=True):
        word = next((word for word in _WORD.findall(raw)[:_COUNTS_BY] if word.lower() in _COUNT_WORDS), None)
        found = _COUNT.search(raw)
        if word is not None and (found is None or raw.index(word) < found.start()):
            stated[page] = _COUNT_WORDS[word.lower()]
        elif found is not None:
            digits = re.sub("[.,]", "", found.group())
            stated[page] = int(digits) if digits.isascii() and int(digits) <= _MAX_COUNT else None
    return stated
