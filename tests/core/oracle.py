"""The core after its claims, once more: page by page, character by character, without a data frame.

Takes the claims of a page as they are and derives spans, comments and article from the documented rules: the
first claim in step order owns a character, what nobody claims is text of the article, white space between
blocks belongs to nobody's record, and a record's text is `clean.normalise.record_text` of its raw stretches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clean.dates import read_date
from clean.normalise import fold_breaks, paragraphs, record_text
from clean.rules import RuleSet

Row = dict[str, Any]

_SINGLE = ("title", "standfirst", "author", "section")
_OF_COMMENTS = ("comment", "comment_author", "comment_date")
_COUNT = re.compile(r"[0-9]+(?:[.,][0-9]{3})*")
_ONE = ["one", "ein", "eine", "un", "une", "uno", "una", "een", "eén", "um", "uma", "ett"]
_NONE = ["no", "be", "keine", "aucun", "sin", "nessun", "geen", "sem", "nenhum", "brak", "inga", "ingen"]


@dataclass(frozen=True)
class Claim:
    """What one rule wants of a page: code points and the rule's rank.

    For a part of a comment also where the comment starts, and for its text the place in its thread.
    """

    start: int
    end: int
    rule: int
    comment: int | None = None
    depth: int | None = None
    parent: int | None = None
    parent_recovered: bool | None = None
    thread: int | None = None
    reason: str | None = None


# A part of a comment: its label, its place, and its claim.
Part = tuple[str, int, int, Claim]


@dataclass
class Expected:
    """The rows that a page should give."""

    spans: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    article: Row = field(default_factory=dict)


def paint(length: int, claims: Sequence[tuple[int, int, int]]) -> list[int | None]:
    """Return, for each of `length` positions, the claim that owns it, given (start, end, rank) of each."""

    def strength(number: int) -> tuple[int, int, int]:
        start, _, rank = claims[number]
        return rank, start, number

    owner: list[int | None] = [None] * length
    for number in sorted(range(len(claims)), key=strength, reverse=True):
        start, end, _ = claims[number]
        owner[start:end] = [number] * (end - start)
    return owner


def stretches(owner: Sequence[int | None]) -> list[tuple[int, int, int | None]]:
    """Return the maximal runs of one owner: start, end, owner."""
    runs: list[tuple[int, int, int | None]] = []
    for position, number in enumerate(owner):
        if runs and runs[-1][2] == number:
            runs[-1] = (runs[-1][0], position + 1, number)
        else:
            runs.append((position, position + 1, number))
    return runs


def expected_page(page_id: str, text: str, claims: Sequence[Claim], rules: RuleSet) -> Expected:
    """Derive spans, comments and article of a page from its claims."""
    owner = paint(len(text), [(claim.start, claim.end, claim.rule) for claim in claims])
    owned = [
        (*inner, number)
        for start, end, number in stretches(owner)
        if number is not None and (inner := _on_lines(text, start, end))
    ]
    pieces = sorted([*owned, *((start, end, None) for start, end in _unclaimed(text, owner))])
    expected = Expected()
    body: list[tuple[int, int]] = []
    kept: dict[str, list[str]] = {}
    parts: dict[str, list[Part]] = {}
    reached = 0
    for start, end, number in _joined(pieces):
        if start > reached:
            expected.spans.append(_space(page_id, reached, start))
        reached = end
        if number is None:
            expected.spans.append(_body(page_id, start, end))
            body.append((start, end))
            continue
        rule = rules.rules[claims[number].rule]
        record = None
        if rule.label in _OF_COMMENTS:
            record = f"{page_id}:{claims[number].comment}"
            parts.setdefault(record, []).append((rule.label, start, end, claims[number]))
        elif rule.label != "removed" or rule.step == "comment_count" or rule.id == "count":
            record = page_id
        raw = text[start:end]
        if rule.label != "removed":
            kept.setdefault(rule.label, []).append(record_text(rule.label, [raw]))
        elif rule.step == "comment_count" or rule.id == "count":
            kept.setdefault("comment_count", []).append(raw)
        expected.spans.append(
            {
                "page_id": page_id,
                "start": start,
                "end": end,
                "label": rule.label,
                "step": rule.step,
                "rule": rule.id,
                "reason": claims[number].reason or rule.reason,
                "record": record,
                "text": raw if rule.label == "removed" else None,
            }
        )
    if reached < len(text):
        expected.spans.append(_space(page_id, reached, len(text)))
    expected.comments = [
        _comment(page_id, text, record, parts[record], position) for position, record in enumerate(parts)
    ]
    expected.article = _article(text, body, kept, len(expected.comments))
    return expected


def _lines(text: str) -> list[tuple[int, int]]:
    """Return the lines that say something, without the white space at both ends."""
    found, start = [], 0
    for line in fold_breaks(text).split("\n"):
        end = start + len(line)
        if paragraphs(text[start:end]):
            found.append((start + len(line) - len(line.lstrip()), start + len(line.rstrip())))
        start = end + 1
    return found


def _on_lines(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Cut off a stretch the white space between lines; null if nothing is left."""
    inside = [
        (max(first, start), min(last, end)) for first, last in _lines(text) if first < end and start < last
    ]
    return (inside[0][0], inside[-1][1]) if inside else None


def _unclaimed(text: str, owner: Sequence[int | None]) -> list[tuple[int, int]]:
    """Return the free stretches inside the lines that say something, white space at both ends cut off."""
    found = []
    folded = fold_breaks(text)
    start = 0
    for line in folded.split("\n"):
        end = start + len(line)
        if paragraphs(text[start:end]):
            position = start
            while position < end:
                until = position
                while until < end and (owner[until] is None) == (owner[position] is None):
                    until += 1
                if owner[position] is None and folded[position:until].strip():
                    raw = folded[position:until]
                    found.append(
                        (position + len(raw) - len(raw.lstrip()), until - len(raw) + len(raw.rstrip()))
                    )
                position = until
        start = end + 1
    return found


def _joined(pieces: Sequence[tuple[int, int, int | None]]) -> list[tuple[int, int, int | None]]:
    """Make one of the free stretches between which no claim stands."""
    joined: list[tuple[int, int, int | None]] = []
    for start, end, number in pieces:
        if number is None and joined and joined[-1][2] is None:
            joined[-1] = (joined[-1][0], end, None)
        else:
            joined.append((start, end, number))
    return joined


def _space(page_id: str, start: int, end: int) -> Row:
    named = {"label": "space", "step": "layout", "rule": "white-space"}
    reason = "parts blocks of text from each other"
    return {
        "page_id": page_id,
        "start": start,
        "end": end,
        **named,
        "reason": reason,
        "record": None,
        "text": None,
    }


def _body(page_id: str, start: int, end: int) -> Row:
    named = {"label": "body", "step": "article_body", "rule": "unclaimed"}
    reason = "no rule claims it, so it is text of the article"
    return {
        "page_id": page_id,
        "start": start,
        "end": end,
        **named,
        "reason": reason,
        "record": page_id,
        "text": None,
    }


def _comment(page_id: str, text: str, record: str, parts: Sequence[Part], position: int) -> Row:
    first = min(start for _, start, _, _ in parts)
    (label, start, end, claim) = next(part for part in parts if part[0] == "comment")
    said = {name: record_text(name, [text[begin:stop]]) for name, begin, stop, _ in parts}
    stated = read_date(said.get("comment_date", ""))
    return {
        "comment_id": record,
        "page_id": page_id,
        "reply_to": None if claim.parent is None else f"{page_id}:{claim.parent}",
        "parent_recovered": claim.parent_recovered,
        "thread_id": f"{page_id}:{claim.thread}",
        "depth": claim.depth,
        "position": position,
        "author": said.get("comment_author") or None,
        "posted_at": stated and stated.at,
        # below a name or a date, a marker is the writer's
        "text": record_text(label if start == first else "body", [text[start:end]]),
        "raw_start": first,
        "raw_end": max(stop for _, _, stop, _ in parts),
    }


def _article(text: str, body: Sequence[tuple[int, int]], kept: dict[str, list[str]], comments: int) -> Row:
    said = {label: [part for part in parts if part] for label, parts in kept.items()}
    article: Row = {label: next(iter(said.get(label, [])), None) for label in _SINGLE}
    for column, precision in (("published_at", "published_precision"), ("modified_at", "modified_precision")):
        stated = read_date(next(iter(said.get(column, [])), ""))
        article[column] = stated.at if stated else None
        article[precision] = stated.precision if stated else None
    article["body"] = _body_text(text, body)
    article["captions"] = said.get("caption", [])
    article["references"] = said.get("reference", [])
    article["word_count"] = len(article["body"].split())
    counts = [count for raw in kept.get("comment_count", []) if (count := _counted(raw)) is not None]
    article["stated_comments"] = counts[-1] if counts else None
    article["recovered_comments"] = comments
    article["raw_length"] = len(text)
    return article


def _counted(raw: str) -> int | None:
    """Return the number that a count gives: the first figure, or one of its first four words before it."""
    figure = _COUNT.search(raw)
    before = raw[: figure.start()] if figure else raw
    for word in re.findall(r"[^\W\d_]+", before.lower())[:4]:
        if word in _ONE:
            return 1
        if word in _NONE:
            return 0
    return int(re.sub("[.,]", "", figure.group())) if figure else None


def _body_text(text: str, body: Sequence[tuple[int, int]]) -> str:
    return record_text("body", [text[start:end] for start, end in body])
