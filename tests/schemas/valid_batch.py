"""Valid batches to start from: pages with an article, threads with a lost parent, and spans that tile it."""

from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from schemas.check import polars_schema

Row = dict[str, Any]

# (depth, index of the comment that is answered): the third is a reply whose parent was lost.
THREADS: list[tuple[int, int | None]] = [(1, None), (2, 0), (3, None), (1, None), (2, 3), (3, 4)]


class Batch(NamedTuple):
    """The three tables that `check_batch` takes."""

    articles: pl.DataFrame
    comments: pl.DataFrame
    spans: pl.DataFrame


def span(page_id: str, start: int, length: int, label: str, record: str | None) -> Row:
    removed = label == "removed"
    return {
        "page_id": page_id,
        "start": start,
        "end": start + length,
        "label": label,
        "step": {"removed": "donation_appeal", "space": "layout"}.get(label, "article_body"),
        "rule": {"removed": "free-of-charge", "space": "white-space"}.get(label, "unclaimed"),
        "reason": {"removed": "asks the reader for money"}.get(label, "what the page says"),
        "record": record,
        "text": "é" * length if removed else None,
    }


def article(page_id: str, *, comments: int, raw_length: int, words: int) -> Row:
    return {
        "page_id": page_id,
        "group_id": page_id,
        "site": "example.org",
        "url": "https://example.org/news?id=1",
        "retrieved_on": date(2018, 8, 5),
        "language": "en-GB",
        "title": "Ein Café “am” Eck",
        "standfirst": "What it is about.",
        "author": "A. Author",
        "published_at": datetime(2018, 8, 1),
        "published_precision": "day",
        "modified_at": datetime(2018, 8, 2, 8, 29),
        "modified_precision": "minute",
        "section": "Politics",
        "body": "Parliament " * (words - 1) + "ends.",
        "captions": ["A banner"],
        "references": ["[1] A source", "[2] Another"],
        "word_count": words,
        "stated_comments": comments + 1,
        "recovered_comments": comments,
        "raw_sha256": "0123456789abcdef" * 4,
        "raw_length": raw_length,
        "raw_bytes": raw_length + 7,
    }


def page(page_id: str, *, threads: int, blocks: int, words: int) -> tuple[Row, list[Row], list[Row]]:
    """One page: blocks of text and a removed one, white space between all, then the comments."""
    spans: list[Row] = []
    comments: list[Row] = []

    def put(length: int, label: str, record: str | None) -> int:
        start = spans[-1]["end"] if spans else 0
        spans.append(span(page_id, start, length, label, record))
        return int(start)

    put(20, "title", page_id)
    for _ in range(blocks):
        put(2, "space", None)
        put(words * 11 // max(blocks, 1) + 1, "body", page_id)
    put(2, "space", None)
    put(30, "removed", None)
    put(11, "removed", page_id)
    for depth, answered in THREADS * threads:
        put(2, "space", None)
        first = len(comments) - len(comments) % len(THREADS)
        start = put(200, "comment", "")
        spans[-1]["record"] = comment_id = f"{page_id}:{start}"
        parent = None if answered is None else comments[first + answered]["comment_id"]
        comments.append(
            {
                "comment_id": comment_id,
                "page_id": page_id,
                "reply_to": parent,
                "parent_recovered": depth == 1 or parent is not None,
                "thread_id": comment_id,
                "depth": depth,
                "position": len(comments),
                "author": "reader",
                "posted_at": datetime(2018, 8, 1, 12, 0, 1),
                "text": "I agree.\n\n" * 20 + "Yes.",
                "raw_start": start,
                "raw_end": start + 200,
            }
        )
        if depth > 1:
            top = max(c["position"] for c in comments if c["depth"] == 1)
            comments[-1]["thread_id"] = comments[top]["comment_id"]
    length = spans[-1]["end"]
    return article(page_id, comments=len(comments), raw_length=length, words=words), comments, spans


def batch(pages: int = 3, *, threads: int = 1, blocks: int = 2, words: int = 20) -> Batch:
    """A valid batch; the last page has no comments."""
    built = [
        page(f"{number:03d}_page", threads=threads if number < pages - 1 else 0, blocks=blocks, words=words)
        for number in range(pages)
    ]
    return Batch(
        pl.DataFrame([article for article, _, _ in built], schema=polars_schema("articles")),
        pl.DataFrame([row for _, rows, _ in built for row in rows], schema=polars_schema("comments")),
        pl.DataFrame([row for _, _, rows in built for row in rows], schema=polars_schema("spans")),
    )
