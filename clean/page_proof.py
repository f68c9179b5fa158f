"""Proves one published page against its raw text.

What is published of a page must follow from the raw text and the published spans alone: the spans tile the
page, what was removed is quoted as it stands there, and every record's text is the documented normalisation
(`clean.normalise`) of its spans. A span of personal data has no text; in its record a placeholder stands in
its place, and the spans that touch it are one stretch with it. This module is plain Python on purpose: it
shares nothing with the columnar code that made the records.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clean.dates import read_date
from clean.normalise import plain_line, record_text
from clean.personal.account_handle import name_of
from clean.personal.policy import KINDS, PSEUDONYM, STEP, UNKNOWN_PSEUDONYM, placeholder

Row = Mapping[str, Any]

EXCERPT: Final = 64
"""Longest excerpt that a difference quotes, in code points; a sha256 just fits."""

_SINGLE: Final = ("title", "standfirst", "author", "section")
_OF_COMMENTS: Final = ("comment", "comment_author", "comment_date")
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


def page_differences(
    page: PublishedPage,
    raw: Row,
    *,
    handle: str = "keep",
    key: bytes | None = None,
    withdrawn: Sequence[int] = (),
) -> Iterator[Difference]:
    """Yield all that is wrong with a published page.

    `raw` is the page as its source gives it: `text` (decoded), `raw_sha256`, `raw_bytes`, and the columns
    `site`, `url`, `retrieved_on` and `language`, null where nothing is stated. `handle` is the dataset's
    policy for handles and `key` that of its pseudonyms; without it, a pseudonym only has to look like one.
    `withdrawn` is where the page's withdrawn comments start, in code points.
    """
    yield from _facts(page, raw)
    text = raw["text"]
    yield from _tiling(page, text)
    stretches = _Stretches(handle, key)
    for span in page.spans:
        start, end, label = span["start"], span["end"], span["label"]
        piece = text[start:end]
        if label == "withdrawn":
            if (
                span["text"] is not None
                or span["record"] is not None
                or start < min(withdrawn, default=len(text))
            ):
                what = "a withdrawn span has a text or a record, or nothing was withdrawn there"
                yield Difference(page.page_id, what, start)
        elif span["step"] == STEP and (span["text"] is not None or span["rule"] not in KINDS.values()):
            yield Difference(page.page_id, "a span of personal data has a text or an unknown rule", start)
        elif label == "space":
            yield from _text(page, "a span of white space holds text", "", record_text(label, [piece]), start)
        elif label != "removed":
            stretches.add(span, piece)
        elif span["step"] != STEP:
            yield from _text(page, "the text of a removed span", piece, span["text"], start)
    pieces = {owner: ["".join(parts) for parts in found] for owner, found in stretches.parts.items()}
    yield from _article(page, pieces)
    yield from _comments(page, pieces, stretches.limits, stretches.opens)


class _Stretches:
    """Collects the raw text of records, with placeholders for personal data.

    `parts` has, by label and record, the stretches of a record in page order, each in parts to be joined;
    `limits` where the stretches of a record begin and end, `opens` where the text of a comment does.
    """

    def __init__(self, handle: str, key: bytes | None) -> None:
        self.parts: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
        self.limits: dict[str, tuple[int, int]] = {}
        self.opens: dict[str, int] = {}
        self._handle, self._key = handle, key
        self._last: tuple[tuple[str, str], int, bool] | None = None

    def add(self, span: Row, piece: str) -> None:
        """Add a span with its raw text; one that touches personal data of its record goes on with it."""
        owner, personal = (span["label"], span["record"]), span["step"] == STEP
        start, end = span["start"], span["end"]
        if personal:
            piece = placeholder(span["rule"], name_of(plain_line(piece)), self._handle, self._key)
        if self._last in ((owner, start, True), (owner, start, not personal)):
            self.parts[owner][-1].append(piece)
        else:
            self.parts[owner].append([piece])
        self._last = owner, end, personal
        if span["label"] == "comment":
            self.opens.setdefault(span["record"], start)
        self.limits[owner[1]] = (min(start, self.limits.get(owner[1], (start, end))[0]), end)


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
        agree = map(_agree, expected, article[column])
        if len(expected) != len(article[column]) or not all(agree):
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
    opens: Mapping[str, int],
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
        # below a name or a date, what looks like a list marker is text of the comment
        label = "comment" if opens.get(name) == start else "body"
        yield from _text(
            page, what, record_text(label, pieces.get(("comment", name), ())), comment["text"], start
        )
        said = {label: record_text(label, pieces.get((label, name), ())) for label in _OF_COMMENTS[1:]}
        yield from _text(page, f"{what}: `author`", said["comment_author"] or None, comment["author"], start)
        read = read_date(said["comment_date"])
        if (None if read is None else read.at) != comment["posted_at"]:
            expected, found = (shown_value(at) for at in (read and read.at, comment["posted_at"]))
            yield Difference(page.page_id, f"{what}: `posted_at`", start, expected, found)
    for (label, record), texts in pieces.items():
        if label in _OF_COMMENTS and record not in known:
            found = shown_value("".join(texts))
            yield Difference(page.page_id, f"a span belongs to no comment ({record})", None, None, found)
        elif label not in _OF_COMMENTS and record != page.page_id:
            yield Difference(
                page.page_id, f"a span of {label} belongs to {record}", None, page.page_id, record
            )


def _text(
    page: PublishedPage, what: str, expected: str | None, found: str | None, offset: int | None = None
) -> Iterator[Difference]:
    if _agree(expected, found):
        return
    if expected is None or found is None:
        yield Difference(page.page_id, what, offset, shown_value(expected), shown_value(found))
        return
    shorter = min(len(expected), len(found))
    first = next((i for i in range(shorter) if expected[i] != found[i]), shorter)
    begin = max(0, first - EXCERPT // 3)
    yield Difference(page.page_id, what, offset, *(_excerpt(text, begin) for text in (expected, found)))


def _agree(expected: str | None, found: str | None) -> bool:
    """Say whether two texts are the same, but for pseudonyms where it is not known which."""
    if expected is None or found is None or UNKNOWN_PSEUDONYM not in expected:
        return expected == found
    parts = map(re.escape, expected.split(UNKNOWN_PSEUDONYM))
    return re.fullmatch(PSEUDONYM.join(parts), found) is not None


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
