"""The figures that a sentence of a document may name, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clean.documents.measures import Measures
from clean.splits import SHARES
from schemas.spans import LABELS, OF_COMMENTS, WITHOUT_RECORD

__all__ = ["ARTICLE", "KEPT", "count", "named_figures", "share"]

ARTICLE: Final = tuple(label for label in LABELS if label not in {*OF_COMMENTS, *WITHOUT_RECORD})
"""The labels of the parts of an article."""

KEPT: Final = (*ARTICLE, *OF_COMMENTS)
"""The labels whose text is in a record."""

_NONE: Final = "none"


def count(number: int | float | None) -> str:
    """Return a whole number with commas, a half as `.5`, and `none` for null."""
    if number is None:
        return _NONE
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def share(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, rounded half up; what is there is never `0.0 %`."""
    tenths = (2000 * part + whole) // (2 * whole) if whole else 0
    if part and not tenths:
        return "under 0.1 %"
    return f"{tenths // 10:,}.{tenths % 10} %"


def named_figures(measures: Measures) -> dict[str, str]:
    """Return every figure by its name, as it is to be written."""
    return dict(_figures(measures))


def _figures(measures: Measures) -> Iterator[tuple[str, str]]:
    facts = measures.facts
    yield "version", measures.version
    yield "dataset", measures.dataset
    splits = {row["split"]: row for row in measures.splits.iter_rows(named=True)}
    for name, column in (("articles", "pages"), ("comments", "comments"), ("spans", "spans")):
        yield f"{name}.all", count(int(measures.splits[column].sum()))
        for split in SHARES:
            yield f"{name}.{split}", count(splits[split][column] if split in splits else 0)
    for name, key in _COUNTED.items():
        yield name, count(facts[key])
    yield "articles.without-site", count(facts["pages"] - facts["with_site"])
    yield "articles.without-comments", count(facts["pages"] - facts["with_comments"])
    yield "comments.missing-where-stated", count(facts["stated"] - facts["found_of_stated"])
    for name, key in (("first", "first_day"), ("last", "last_day")):
        yield f"published.{name}", facts[key].isoformat() if facts[key] else _NONE
    yield from _characters(measures)


_COUNTED: Final = {
    "articles.with-site": "with_site",
    "articles.with-url": "with_url",
    "articles.with-retrieval-date": "with_retrieval",
    "articles.with-author": "with_author",
    "articles.with-date": "dated",
    "articles.with-comments": "with_comments",
    "articles.stating-comments": "stating",
    "articles.duplicates": "duplicates",
    "articles.captions": "captions",
    "articles.references": "references",
    "sites": "sites",
    "languages": "languages",
    "words.all": "words",
    "words.least": "least_words",
    "words.median": "median_words",
    "words.most": "most_words",
    "comments.stated": "stated",
    "comments.found-where-stated": "found_of_stated",
    "comments.top-level": "top_level",
    "comments.replies": "replies",
    "comments.lost-parent": "lost_parent",
    "comments.threads": "threads",
    "comments.deepest": "deepest",
    "comments.with-author": "comments_with_author",
    "comments.with-date": "comments_dated",
    "comments.shortest": "shortest_comment",
    "comments.median": "median_comment",
    "comments.longest": "longest_comment",
    "raw.bytes": "bytes",
    "raw.shortest": "shortest_page",
    "raw.longest": "longest_page",
    "download.bytes": "download",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}


def _characters(measures: Measures) -> Iterator[tuple[str, str]]:
    whole = measures.characters
    yield "characters.all", count(whole)
    for name, labels in (
        ("article", ARTICLE),
        ("body", ("body",)),
        ("comments", OF_COMMENTS),
        ("removed", ("removed",)),
        ("withdrawn", ("withdrawn",)),
        ("space", ("space",)),
    ):
        size = measures.size_of(*labels)
        yield f"characters.{name}", count(size)
        yield f"share.{name}", share(size, whole)
    removing = measures.steps.filter(label="removed")
    yield "steps.removing", count(removing["step"].n_unique())
    masked = measures.personal
    yield "masked.all", count(int(masked["spans"].sum()))
    yield "masked.removed", count(int(masked.filter(label="removed")["spans"].sum()))
    allowed = measures.policy.get("allow") if measures.policy is not None else None
    yield "personal.allowed", count(len(allowed) if isinstance(allowed, list) else None)
    yield "spans.removed", count(int(removing["spans"].sum()))
