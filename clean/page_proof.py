"""Proves one published page against its raw text.

What is published of a page must follow from the raw text and the published spans alone: the spans tile the
page, what was removed is quoted as it stands there, and every record's text is the documented normalisation
(`clean.normalise`) of its spans. This module is plain Python on purpose: it shares nothing with the columnar
code that made the records.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clean.dates import read_date
from clean.normalise import record_text

Row = Mapping[str, Any]

EXCERPT: Final = 64
"""Longest excerpt that a difference quotes, in code points; a sha256 just fits."""

_SINGLE: Final = ("title", "standfirst", "author", "section")
_LISTS: Final = {"caption": "captions", "reference": "references"}
_DATES: Final = {"published_at": "published_precision", "modified_at": "modified_precision"}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be.

    `where` is a file, or a page's id; `offset` the place in the raw page in code points, where there is one.
    `expected` and `found` are short excerpts, in quotation marks if they are text, or null.
    """

    where: str
    what: str
    offset: int | None = None
    expected: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        place = self.where if self.offset is None else f"{self.where} at {self.offset}"
        said = f"{place}: {self.what}"
        if self.expected is not None:
            said += f"; expected {self.expected}"
        if self.found is not None:
            said += f", found {self.found}"
        return said


@dataclass(frozen=True)
class PublishedPage:
    """The rows of one page: its article, and its comments and spans in published order."""

    page_id: str
    article: Row
    comments: Sequence[Row]
    spans: Sequence[Row]


def page_differences(page: PublishedPage, raw: Row) -> Iterator[Difference]:
    """Yield all that is wrong with a published page.

    `raw` is the page as its source gives it: `text` (decoded), `raw_sha256`, `raw_bytes`, and the columns
    `site`, `url`, `retrieved_on` and `language`, null where nothing is stated.
    """
    yield from _facts(page, raw)
    text = raw["text"]
    yield from _tiling(page, text)
    pieces: dict[tuple[str, str], list[str]] = defaultdict(list)
    limits: dict[str, tuple[int, int]] = {}
    for span in page.spans:
        start, end, label, record = span["start"], span["end"], span["label"], span["record"]
        piece = text[start:end]
        if label == "removed":
            yield from _text(page, "the text of a removed span", piece, span["text"], start)
        elif label == "space":
            yield from _text(page, "a span of white space holds text", "", record_text(label, [piece]), start)
        else:
            pieces[label, record].append(piece)
            limits[record] = (min(start, limits.get(record, (start, end))[0]), end)
    yield from _article(page, pieces)
    yield from _comments(page, pieces, limits)


def _facts(page: PublishedPage, raw: Row) -> Iterator[Difference]:
    expected = {name: raw[name] for name in ("raw_sha256", "raw_bytes", "url", "retrieved_on", "language")}
    expected["raw_length"] = len(raw["text"])
    expected["recovered_comments"] = len(page.comments)
    expected["word_count"] = len(re.findall(r"\S+", page.article["body"]))
    if raw["site"] is not None:
        expected["site"] = raw["site"]
    for name, value in expected.items():
        if page.article[name] != value:
            yield Difference(
                page.page_id, f"`{name}`", None, shown_value(value), shown_value(page.article[name])
            )


def _tiling(page: PublishedPage, text: str) -> Iterator[Difference]:
    reached = 0
    for span in page.spans:
        if span["start"] != reached or span["end"] <= span["start"]:
            what = "the spans do not tile the page"
            yield Difference(
                page.page_id, what, reached, f"a span from {reached} on", f"{span['start']} to {span['end']}"
            )
        reached = max(reached, span["end"])
    if reached != len(text):
        yield Difference(
            page.page_id, "the spans do not end with the page", reached, str(len(text)), str(reached)
        )


def _article(page: PublishedPage, pieces: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[Difference]:
    def stated(label: str) -> Sequence[str]:
        return pieces.get((label, page.page_id), ())

    def first(label: str) -> str | None:
        return next((text for piece in stated(label) if (text := record_text(label, [piece]))), None)

    article = page.article
    yield from _text(page, "`body`", record_text("body", stated("body")), article["body"])
    for label in _SINGLE:
        yield from _text(page, f"`{label}`", first(label), article[label])
    for label, column in _LISTS.items():
        expected = [text for piece in stated(label) if (text := record_text(label, [piece]))]
        if expected != article[column]:
            yield Difference(
                page.page_id, f"`{column}`", None, shown_value(expected), shown_value(article[column])
            )
    for label, precision in _DATES.items():
        read = read_date(first(label) or "")
        date = (None, None) if read is None else (read.at, read.precision)
        if date != (article[label], article[precision]):
            found = f"{shown_value(article[label])} ({article[precision]})"
            yield Difference(page.page_id, f"`{label}`", None, f"{shown_value(date[0])} ({date[1]})", found)


def _comments(
    page: PublishedPage,
    pieces: Mapping[tuple[str, str], Sequence[str]],
    limits: Mapping[str, tuple[int, int]],
) -> Iterator[Difference]:
    known = set()
    for comment in page.comments:
        name, start, end = comment["comment_id"], comment["raw_start"], comment["raw_end"]
        known.add(name)
        what = f"comment {name}"
        if name != f"{page.page_id}:{start}":
            yield Difference(page.page_id, f"{what} has another id", start, f'"{page.page_id}:{start}"')
        if name not in limits:
            yield Difference(page.page_id, f"{what} has no span", start)
            continue
        if limits[name] != (start, end):
            expected = "{} to {}".format(*limits[name])
            yield Difference(page.page_id, f"{what} lies elsewhere", start, expected, f"{start} to {end}")
        yield from _text(
            page, what, record_text("comment", pieces.get(("comment", name), ())), comment["text"], start
        )
    for (label, record), texts in pieces.items():
        if label == "comment" and record not in known:
            found = shown_value("".join(texts))
            yield Difference(page.page_id, f"a span belongs to no comment ({record})", None, None, found)
        elif label != "comment" and record != page.page_id:
            yield Difference(
                page.page_id, f"a span of {label} belongs to {record}", None, page.page_id, record
            )


def _text(
    page: PublishedPage, what: str, expected: str | None, found: str | None, offset: int | None = None
) -> Iterator[Difference]:
    if expected == found:
        return
    if expected is None or found is None:
        yield Difference(page.page_id, what, offset, shown_value(expected), shown_value(found))
        return
    shorter = min(len(expected), len(found))
    first = next((i for i in range(shorter) if expected[i] != found[i]), shorter)
    begin = max(0, first - EXCERPT // 3)
    yield Difference(page.page_id, what, offset, *(_excerpt(text, begin) for text in (expected, found)))


def _excerpt(text: str, begin: int) -> str:
    cut = text[begin : begin + EXCERPT]
    before, after = "…" * (begin > 0), "…" * (begin + EXCERPT < len(text))
    return f"{before}{cut!r}{after}"


def shown_value(value: object) -> str:
    """Return a value as a difference quotes it, cut to `EXCERPT` characters."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return _excerpt(value, 0)
    if isinstance(value, datetime.date):
        return value.isoformat()
    said = str(value)
    return said if len(said) <= EXCERPT else said[:EXCERPT] + "…"
