"""Placeholders in the places of personal data, in texts of records and in the table of spans.

Masks lie inside spans. Each cuts its span: the parts around it stay as they were, and it is a span of its own
with the label and the record of the parts, but the step and the rule that found it, and no text. The record's
text is that of the span with the placeholder in place of the raw characters.
"""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

import numpy as np
import polars as pl

from clean.joined import Ints
from clean.lines import Lines
from clean.normalise import record_text
from clean.personal.policy import Masking
from clean.rules.catalog import RuleSet
from clean.settle import settle
from clean.spans import COMMENT_COUNT, Spans

__all__ = ["Masks", "masks_on"]

# What other steps have read as a date or as a number of comments holds no telephone number.
_READ_LABELS = ("published_at", "modified_at")


@dataclass(frozen=True)
class Masks:
    """Masks of a batch, ascending, each inside one span.

    One value for each have `start`, `end` (global code points), `owner` (number of the rule), `span` (row of
    the spans) and `shown` (the placeholder).
    """

    rules: RuleSet
    start: Ints
    end: Ints
    owner: Ints
    span: Ints
    shown: list[str]

    @classmethod
    def none(cls, rules: RuleSet) -> Self:
        """Return the masks of a batch without personal data."""
        nothing = np.empty(0, np.int64)
        return cls(rules, nothing, nothing, nothing, nothing, [])

    def on_texts(self, spans: Spans) -> Spans:
        """Return the spans with the placeholders in the texts of those that go into records."""
        kept = ~spans.text.is_null().to_numpy()
        marks = [
            mark
            for mark in zip(
                self.span.tolist(), self.start.tolist(), self.end.tolist(), self.shown, strict=True
            )
            if kept[mark[0]]
        ]
        if not marks:
            return spans
        rows, texts = list[int](), list[str]()
        raw = _RawPages(spans.lines)
        for row, found in groupby(marks, key=lambda mark: mark[0]):
            reached, parts = int(spans.start[row]), list[str]()
            page = int(spans.page[row])
            for _, start, end, shown in found:
                parts += [raw.slice(page, reached, start), shown]
                reached = end
            parts.append(raw.slice(page, reached, int(spans.end[row])))
            rows.append(row)
            texts.append(record_text(spans.labels[int(spans.owner[row])], ["".join(parts)]))
        return replace(spans, text=_with_values(spans.text, np.array(rows), texts))

    def on_table(self, table: pl.DataFrame, lines: Lines) -> pl.DataFrame:
        """Return the table of spans with a row for each mask, and for each part of a span around masks."""
        if not len(self.start):
            return table
        filled = np.flatnonzero(lines.pages["length"].to_numpy())
        start, end = table["start"].to_numpy().astype(np.int64), table["end"].to_numpy().astype(np.int64)
        base = lines.bases[filled[np.cumsum(start == 0) - 1]]
        start, end = start + base, end + base
        outer = np.searchsorted(start, self.start, side="right") - 1
        pieces = np.unique(np.concatenate([start, self.start, self.end[self.end < end[outer]]]))
        row = np.searchsorted(start, pieces, side="right") - 1
        stops = np.minimum(np.append(pieces[1:], end[-1]), end[row])
        masks = np.minimum(np.searchsorted(self.start, pieces), len(self.start) - 1)
        masked = np.flatnonzero(self.start[masks] == pieces)
        cut = table[row]
        found = [self.rules.rules[number] for number in self.owner[masks[masked]].tolist()]
        claimed = {
            "step": [rule.step for rule in found],
            "rule": [rule.id for rule in found],
            "reason": [rule.reason for rule in found],
            "text": [None] * len(found),
        }
        torn = np.flatnonzero(np.isin(row, outer) & ~table["text"].is_null().to_numpy()[row])
        low, high = pieces - start[row], stops - start[row]
        offsets = zip(row[torn].tolist(), low[torn].tolist(), high[torn].tolist(), strict=True)
        whole = dict(zip(outer.tolist(), table["text"].gather(outer), strict=True))
        texts = [whole[number][begin:stop] for number, begin, stop in offsets]
        cut = cut.with_columns(
            (pl.Series(pieces - base[row])).cast(pl.Int32).alias("start"),
            (pl.Series(stops - base[row])).cast(pl.Int32).alias("end"),
            _with_values(cut["text"], torn, texts),
        )
        return cut.with_columns(_with_values(cut[name], masked, values) for name, values in claimed.items())


def masks_on(spans: Spans, pages: pl.DataFrame, masking: Masking) -> Masks:
    """Return the masks of a batch: what the step for personal data claims inside the spans of `pages`."""
    rules, lines = spans.rules, spans.lines
    parts = [Masks.none(rules)]
    for step in rules.steps:
        if step.claim_inside is None:
            continue
        found = step.claim_inside(lines, pages, masking)
        numbers = [rules.numbers.get((step.name, rule)) for rule in found["rule"].to_list()]
        found = found.with_columns(owner=pl.Series(numbers, dtype=pl.Int64)).drop_nulls("owner")
        if not found.is_empty():
            parts.append(_inside(spans, found))
    return parts[-1]


def _inside(spans: Spans, found: pl.DataFrame) -> Masks:
    """Settle what was found, and cut it where spans end; white space between spans needs no mask."""
    settled = settle(found["start"].to_numpy(), found["end"].to_numpy(), found["owner"].to_numpy())
    start, end, claim = (settled[name].to_numpy() for name in ("start", "end", "claim"))
    first = np.searchsorted(spans.end, start, side="right")
    count = np.maximum(np.searchsorted(spans.start, end) - first, 0)
    mask = np.repeat(np.arange(len(start)), count)
    span = np.arange(len(mask)) - np.repeat(np.cumsum(count) - count, count) + first[mask]
    rules = spans.rules
    read = [rule.label in _READ_LABELS or rule.step == COMMENT_COUNT for rule in rules.rules]
    open_to_all = ~np.array([*read, False])[spans.owner[span]]
    mask, span = mask[open_to_all], span[open_to_all]
    claim = claim[mask]
    return Masks(
        rules,
        np.maximum(start[mask], spans.start[span]),
        np.minimum(end[mask], spans.end[span]),
        found["owner"].to_numpy()[claim],
        span,
        found["shown"].gather(claim).to_list(),
    )


def _with_values(column: pl.Series, rows: Ints, values: list[str] | list[None]) -> pl.Series:
    """Return a column with other values in some rows; `scatter` copies every text, this does not."""
    at = np.arange(len(column))
    at[rows] = np.arange(len(column), len(column) + len(values))
    return pl.concat([column, pl.Series(column.name, values, dtype=column.dtype)]).gather(at)


class _RawPages:
    """Cuts raw pages by global code points, one page after the other."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._page, self._base, self._text = -1, 0, ""

    def slice(self, page: int, start: int, end: int) -> str:
        """Return the raw text of a stretch of a page."""
        if page != self._page:
            self._page, self._base = page, int(self._lines.bases[page])
            self._text = self._lines.pages["text"][page]
        return self._text[start - self._base : end - self._base]
