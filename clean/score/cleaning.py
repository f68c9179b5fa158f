"""The cleaning run over labelled pages: its articles, threads and spans by page id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from clean.batch import clean_batch, pages_of
from clean.rules.catalog import RuleSet
from clean.score.gold import PredictedComment

__all__ = ["Cleaned", "clean_texts"]

_BATCH = 200
"""Pages cleaned together: enough to be quick, few enough for pages of some megabytes."""


@dataclass
class Cleaned:
    """What became of the pages, by page id; a page without article text has an empty body.

    Attributes:
        bodies: the articles' column `body`.
        spans: the rows of the table `spans`.
        comments: the comments in page order.
    """

    bodies: dict[str, str] = field(default_factory=dict)
    spans: dict[str, pl.DataFrame] = field(default_factory=dict)
    comments: dict[str, list[PredictedComment]] = field(default_factory=dict)


def clean_texts(texts: Mapping[str, str], rules: RuleSet | None = None) -> Cleaned:
    """Clean texts by page id; those of white space only are left out, as a build refuses them."""
    cleaned = Cleaned()
    for batch in _batches({page_id: text for page_id, text in sorted(texts.items()) if text.strip()}):
        done = clean_batch(pages_of(batch), rules)
        cleaned.bodies |= dict(done.articles.select("page_id", "body").iter_rows())
        for (page_id,), rows in done.spans.partition_by("page_id", as_dict=True).items():
            cleaned.spans[page_id] = rows
        for (page_id,), rows in done.comments.partition_by("page_id", as_dict=True).items():
            index = {comment_id: at for at, comment_id in enumerate(rows["comment_id"])}
            cleaned.comments[page_id] = [
                PredictedComment(depth=depth, parent_index=index.get(reply_to), body=text)
                for depth, reply_to, text in rows.select("depth", "reply_to", "text").iter_rows()
            ]
    return cleaned


def _batches(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    ids = list(texts)
    for start in range(0, len(ids), _BATCH):
        yield {page_id: texts[page_id] for page_id in ids[start : start + _BATCH]}
