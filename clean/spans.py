"""From claims to spans: every character gets its owner, and every kept span its text."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.joined import joined, spread, taken, taken_or_null
from clean.lines import Flags, Ints, Lines
from clean.normalise import OPENING_BY, OPENING_MARKER, UNMARKED, fold_breaks, record_text
from clean.raw_pages import RawPages
from clean.rules.catalog import RuleSet
from clean.settle import settle

__all__ = ["BODY", "COMMENT_LABELS", "SPACE", "Spans", "counting", "counts_comments", "own"]


class Owner(NamedTuple):
    """Who owns what no rule claims: a label, and what stands in the columns `step`, `rule` and `reason`."""

    label: str
    step: str
    rule: str
    reason: str


BODY = Owner("body", "article_body", "unclaimed", "no rule claims it, so it is text of the article")
SPACE = Owner("space", "layout", "white-space", "parts blocks of text from each other")

# The step whose removed lines say how many comments the page had; their first number is the count.
COMMENT_COUNT = "comment_count"
# The rules that find such a line, by step; null stands for every rule of a step.
_COUNTS = {(COMMENT_COUNT, None), ("comment_threads", "count")}
# What goes into a comment: its text, who wrote it, and when.
COMMENT_LABELS = ("comment", "comment_author", "comment_date")

_BREAKS = pl.Series(["", "\n", "\n\n"])


def counts_comments(step: str, rule: str) -> bool:
    """Say whether what a rule removes says how many comments the page has."""
    return not _COUNTS.isdisjoint({(step, None), (step, rule)})


@dataclass(frozen=True)
class Spans:
    """The spans of a batch, white space between spans left out, in order.

    One value for each span have `page`, `start`, `end` (global code points), `owner` (number of the rule, or
    that of `BODY`), `claim` (row of `claims`, meaningless for `BODY`), `text` (normalised; null for what is
    removed) and `raw` (raw characters of what is removed, else null).
    """

    lines: Lines
    rules: RuleSet
    claims: pl.DataFrame
    page: Ints
    start: Ints
    end: Ints
    owner: Ints
    claim: Ints
    text: pl.Series
    raw: pl.Series

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of each owner."""
        return _labels(self.rules)

    def labelled(self, *labels: str) -> Ints:
        """Return the spans that have one of the labels."""
        return np.flatnonzero(_has_label(self.rules, *labels)[self.owner])

    def read_as(self, row: int) -> str:
        """Return the label by which `clean.normalise.record_text` reads a span.

        Below a name or a date, what looks like a list marker is text of the comment, so it reads like a body.
        """
        label = self.labels[int(self.owner[row])]
        headed = label == "comment" and self.claims["comment"][int(self.claim[row])] != self.start[row]
        return BODY.label if headed else label

    def own_reasons(self) -> pl.Series | None:
        """Return the reasons of spans whose claim has one of its own, null for others; None if none has."""
        reasons = self.claims["reason"] if "reason" in self.claims.columns else None
        if reasons is None or reasons.null_count() == len(reasons):
            return None
        rows = np.where(self.owner < len(self.rules.rules), self.claim, len(reasons))
        return taken_or_null(reasons, rows)

    def table(self) -> pl.DataFrame:
        """Return the table of spans, white space included: a tiling of every page."""
        return _with_space(self)


def own(lines: Lines, claims: pl.DataFrame, rules: RuleSet) -> Spans:
    """Settle the claims of a batch and give every character that is not white space its owner.

    `claims`: `start`, `end`, `rule` (number in `rules.rules`, which is also its rank), and the columns of
    comments, null elsewhere. Claims begin and end at characters that are not white space.
    """
    rank = claims["rule"].to_numpy()
    settled = _on_lines(settle(claims["start"].to_numpy(), claims["end"].to_numpy(), rank), lines)
    free_start, free_end = _unclaimed(lines, settled)
    start = np.append(settled["start"].to_numpy(), free_start)
    order = np.argsort(start, kind="stable")
    start, end = start[order], np.append(settled["end"].to_numpy(), free_end)[order]
    claim = np.append(settled["claim"].to_numpy(), np.zeros(len(free_start), np.int64))[order]
    owner = np.append(rank[settled["claim"].to_numpy()], np.full(len(free_start), len(rules.rules)))[order]
    page = lines.pages_at(start)
    # lines of the article that follow each other are one span
    article = owner == len(rules.rules)
    follows = article & np.append([False], article)[:-1] & (np.diff(page, prepend=-1) == 0)
    opens, closes = np.flatnonzero(~follows), np.flatnonzero(~np.append(follows, [False])[1:])
    page, start, end, owner, claim = page[opens], start[opens], end[closes], owner[opens], claim[opens]
    marked = claims["comment"].to_numpy()[claim] == start if len(claims) else start < 0
    text, raw = _texts(lines, rules, page=page, start=start, end=end, owner=owner, marked=marked)
    return Spans(lines, rules, claims, page, start, end, owner, claim, text, raw)


def _labels(rules: RuleSet) -> tuple[str, ...]:
    return (*rules.labels, BODY.label)


@lru_cache(maxsize=128)
def _has_label(rules: RuleSet, *labels: str) -> Flags:
    """Return, for each owner, whether its label is one of these; not to be written to."""
    return np.array([label in labels for label in _labels(rules)], np.bool_)


@lru_cache(maxsize=8)
def counting(rules: RuleSet) -> Flags:
    """Return, for each rule and `BODY`, whether its spans say how many comments their page has."""
    return np.array([*(counts_comments(rule.step, rule.id) for rule in rules.rules), False])


def _on_lines(settled: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """Cut off the white space between lines: what is left around other claims may begin with it."""
    if settled.is_empty():
        return settled
    first = np.searchsorted(lines.ints("end"), settled["start"].to_numpy(), side="right")
    last = np.searchsorted(lines.ints("start"), settled["end"].to_numpy()) - 1
    filled = np.flatnonzero(first <= last)
    start, end, claim = (settled[name].to_numpy()[filled] for name in ("start", "end", "claim"))
    return pl.DataFrame(
        {
            "start": np.maximum(start, lines.ints("start")[first[filled]]),
            "end": np.minimum(end, lines.ints("end")[last[filled]]),
            "claim": claim,
        }
    )


def _unclaimed(lines: Lines, settled: pl.DataFrame) -> tuple[Ints, Ints]:
    """Return what is left to the article: lines that no claim touches, and the free parts of others."""
    start, end = lines.ints("start"), lines.ints("end")
    if settled.is_empty():
        return start, end
    claimed, until = settled["start"].to_numpy(), settled["end"].to_numpy()
    # the last claim that begins inside the line or before it, if it reaches into the line
    last = np.searchsorted(claimed, end) - 1
    claim = np.maximum(last, 0)
    touched = (last >= 0) & (until[claim] > start)
    torn = touched & ~((claimed[claim] <= start) & (until[claim] >= end))
    free_start, free_end = start[~touched], end[~touched]
    if not torn.any():
        return free_start, free_end
    part_start, part_end = _parts(start[torn], end[torn], claimed, until, lines)
    return np.append(free_start, part_start), np.append(free_end, part_end)


def _parts(start: Ints, end: Ints, claimed: Ints, until: Ints, lines: Lines) -> tuple[Ints, Ints]:
    """Cut the claims out of the lines that they cover in part, and the white space off what is left."""
    ranks = np.repeat([0, 1], [len(claimed), len(start)])
    left = settle(np.append(claimed, start), np.append(until, end), ranks).filter(
        pl.col("claim") >= len(claimed)
    )
    trimmed: list[tuple[int, int]] = []
    begins = left["start"].to_numpy()
    for begin, raw in zip(begins.tolist(), _slices(begins, left["end"].to_numpy(), lines), strict=True):
        text = fold_breaks(raw)
        if text.strip():
            inner = begin + len(text) - len(text.lstrip())
            trimmed.append((inner, inner + len(text.strip())))
    parts = np.array(trimmed, np.int64).reshape(-1, 2)
    return parts[:, 0], parts[:, 1]


def _slices(starts: Ints, ends: Ints, lines: Lines) -> list[str]:
    """Cut raw text by global code points, one string at a time: for the few that are not whole lines."""
    pages = lines.pages_at(starts)
    raw, stretches = RawPages(lines), zip(pages.tolist(), starts.tolist(), ends.tolist(), strict=True)
    return [raw.cut(page, start, end) for page, start, end in stretches]


def _texts(
    lines: Lines, rules: RuleSet, *, page: Ints, start: Ints, end: Ints, owner: Ints, marked: Flags
) -> tuple[pl.Series, pl.Series]:
    """Return `text` and `raw` of spans; those of whole lines in columns, torn ones by the reference.

    `marked` says of each comment's text whether the comment begins with it, and so with its list marker.
    """
    bottom = max(lines.lines.height - 1, 0)
    first = np.minimum(np.searchsorted(lines.ints("start"), start), bottom)
    last = np.minimum(np.searchsorted(lines.ints("end"), end), bottom)
    whole = (lines.ints("start")[first] == start) & (lines.ints("end")[last] == end)
    removed = _has_label(rules, "removed")[owner]
    # "By" may stand on a line of its own; such a name is too rare for another way to find its end
    in_columns = whole & ~(_has_label(rules, "author")[owner] & (last > first))
    kept = np.flatnonzero(in_columns & ~removed)
    # below a name or a date, what looks like a list marker is text of the comment
    headed = _has_label(rules, "comment")[owner] & ~marked
    owner = np.where(headed, len(rules.rules), owner)
    texts = _line_texts(lines, first[kept], last[kept], owner[kept], rules)
    inner = np.searchsorted(lines.ints("start"), start, side="right") - 1
    within = ~whole & ~removed & (lines.ints("end")[inner] >= end)
    within &= lines.ints("end")[inner] - lines.ints("start")[inner] == lines.ints("chars")[inner]
    parts = np.flatnonzero(within)
    part_texts = _part_texts(
        lines, rules, inner[parts], start=start[parts], end=end[parts], owner=owner[parts]
    )
    torn = np.flatnonzero(~in_columns & ~removed & ~within)
    labels = _labels(rules)
    torn_texts = [
        record_text(labels[number], [raw])
        for number, raw in zip(owner[torn].tolist(), _slices(start[torn], end[torn], lines), strict=True)
    ]
    in_bytes = removed & whole & lines.pages["bytes_hold"].to_numpy()[page]
    cut = np.flatnonzero(in_bytes)
    raws = _raw_lines(lines, page[cut], first[cut], last[cut])
    odd = np.flatnonzero(removed & ~in_bytes)
    odd_raws = _slices(start[odd], end[odd], lines)
    return (
        spread(len(page), (kept, texts), (parts, part_texts), (torn, pl.Series(torn_texts, dtype=pl.String))),
        spread(len(page), (cut, raws), (odd, pl.Series(odd_raws, dtype=pl.String))),
    )


def _part_texts(
    lines: Lines, rules: RuleSet, line: Ints, *, start: Ints, end: Ints, owner: Ints
) -> pl.Series:
    """Return the texts of spans that are part of one line in which nothing was decoded."""
    if not len(line):
        return pl.Series(dtype=pl.String)
    offset = pl.lit(pl.Series(start - lines.ints("start")[line]))
    text = pl.lit(taken(lines.lines["text"], line)).str.slice(offset, pl.lit(pl.Series(end - start)))
    text = text.str.strip_chars()
    for labels, pattern in ((tuple(UNMARKED), OPENING_MARKER), (("author",), OPENING_BY)):
        named = pl.lit(pl.Series(_has_label(rules, *labels)[owner]))
        text = pl.when(named).then(text.str.replace(pattern, "")).otherwise(text)
    return pl.select(text).to_series()


def _raw_lines(lines: Lines, page: Ints, first: Ints, last: Ints) -> pl.Series:
    """Cut whole lines of pages out of the raw text."""
    begin, end = lines.ints("start_byte")[first], lines.ints("end_byte")[last]
    raw = taken(lines.pages["text"].cast(pl.Binary), page)
    cut = pl.DataFrame({"raw": raw, "begin": begin, "size": end - begin})
    return cut.select(pl.col("raw").bin.slice("begin", "size").cast(pl.String)).to_series()


def _line_texts(lines: Lines, first: Ints, last: Ints, owner: Ints, rules: RuleSet) -> pl.Series:
    """Return the texts of spans that are whole lines: what `record_text` does, in columns."""
    # 0, 1 or 2: so many line breaks stand before a line
    breaks = lines.flags("gap") + np.int64(1)
    breaks[first] = 0
    opening = taken(lines.lines["text"], first)
    skip = np.zeros(len(first), np.int64)
    for labels, pattern in ((tuple(UNMARKED), OPENING_MARKER), (("author",), OPENING_BY)):
        spans = np.flatnonzero(_has_label(rules, *labels)[owner])
        if len(spans):
            size = pl.col("text").str.extract(pattern).str.len_bytes().fill_null(0)
            skip[spans] = taken(opening, spans).to_frame("text").select(size).to_series().to_numpy()
    # behind a marker that has a line to itself, the line break goes too
    begun = np.flatnonzero((skip > 0) & (last > first))
    if len(begun):
        bare = begun[skip[begun] == taken(opening, begun).str.len_bytes().to_numpy()]
        skip[bare] += breaks[first[bare] + 1]
    return joined(lines.lines["text"], taken(_BREAKS, breaks), first, last, skip)


def _with_space(spans: Spans) -> pl.DataFrame:
    bases, lengths = spans.lines.bases, spans.lines.pages["length"].to_numpy()
    page, start, end = _gaps(spans, bases, bases + lengths)
    rank = np.argsort(np.append(spans.start, start), kind="stable")
    space = len(spans.rules.rules) + 1
    page = np.append(spans.page, page)[rank]
    owner = np.append(spans.owner, np.full(len(start), space))[rank]
    tiles = pl.DataFrame(
        {
            "page": page,
            "start": np.append(spans.start, start)[rank] - bases[page],
            "end": np.append(spans.end, end)[rank] - bases[page],
            "owner": owner,
            "comment": _comments(spans, rank) - bases[page],
        }
    )
    owners = _owners(spans.rules)
    page_id = pl.lit(spans.lines.pages["page_id"]).gather("page")
    record = (
        pl.when(pl.lit(owners["in_comment"]).gather("owner"))
        .then(pl.concat_str(page_id, pl.lit(":"), "comment"))
        .when(pl.lit(owners["in_article"]).gather("owner"))
        .then(page_id)
    )
    told = {name: pl.lit(owners[name]).gather("owner") for name in Owner._fields}
    own = spans.own_reasons()
    if own is not None:
        told["reason"] = pl.coalesce(pl.lit(taken_or_null(own, rank)), told["reason"])
    return tiles.select(
        page_id=page_id,
        start=pl.col("start").cast(pl.Int32),
        end=pl.col("end").cast(pl.Int32),
        **told,
        record=record,
        text=taken_or_null(spans.raw, rank),
    )


def _comments(spans: Spans, rank: Ints) -> Ints:
    """Return where the comment starts that each span goes into, of spans and white space so ranked."""
    if spans.claims.is_empty():
        return np.zeros(len(rank), np.int64)
    # null comes out as not a number
    comment = np.nan_to_num(spans.claims["comment"].to_numpy()).astype(np.int64)[spans.claim]
    return np.append(comment, np.zeros(len(rank) - len(comment), np.int64))[rank]


@cache
def _owners(rules: RuleSet) -> pl.DataFrame:
    """Return what the table of spans says of each owner, and whose record its spans go into."""
    owners = [*((rule.label, rule.step, rule.id, rule.reason) for rule in rules.rules), BODY, SPACE]
    label = pl.col("label")
    counting = pl.Series([counts_comments(owner[1], owner[2]) for owner in owners])
    return pl.DataFrame(owners, schema=Owner._fields, orient="row").with_columns(
        in_comment=label.is_in(COMMENT_LABELS),
        in_article=~label.is_in([*COMMENT_LABELS, "removed", "space"]) | pl.lit(counting),
    )


def _gaps(spans: Spans, bases: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Return page, start and end of the white space around the spans."""
    # each page closes with an empty span, so that the white space before a span is all there is to add
    start = np.append(spans.start, ends)
    order = np.argsort(start, kind="stable")
    start, end = start[order], np.append(spans.end, ends)[order]
    page = np.append(spans.page, np.arange(len(ends)))[order]
    begin = np.where(np.diff(page, prepend=-1) != 0, bases[page], np.append([0], end)[:-1])
    gaps = start > begin
    return page[gaps], begin[gaps], start[gaps]
