"""Placeholders in the places of personal data, in texts of records and in the table of spans.

Masks lie inside spans. Each cuts its span: the parts around it stay as they were, and it is a span of its own
with the label and the record of the parts, but the step and the rule that found it, and no text. The record's
text is that of the span with the placeholder in place of the raw characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple, Self

import numpy as np
import polars as pl

from clean.joined import Ints, taken
from clean.lines import Lines
from clean.normalise import fold_breaks, plain_line, record_text
from clean.personal.account_handle import name_of
from clean.personal.policy import Masking
from clean.raw_pages import RawPages
from clean.rules.catalog import RuleSet
from clean.settle import settle
from clean.spans import Spans, counting

__all__ = ["Masks", "masks_on"]

# What other steps have read as a date or as a number of comments holds no telephone number.
_READ_LABELS = ("published_at", "modified_at", "comment_date")


class Mask(NamedTuple):
    """One mask: a stretch of global code points, and the placeholder that stands for it."""

    start: int
    end: int
    shown: str


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
        kept = np.flatnonzero(~taken(spans.text, self.span).is_null().to_numpy())
        if not len(kept):
            return spans
        rows, first = np.unique(self.span[kept], return_index=True)
        writer, texts = _Rewriter(spans), list[str]()
        for row, old, numbers in zip(
            rows.tolist(), taken(spans.text, rows), np.split(kept, first[1:]), strict=True
        ):
            bounds = zip(self.start[numbers].tolist(), self.end[numbers].tolist(), strict=True)
            masks = [
                Mask(start, end, self.shown[number])
                for (start, end), number in zip(bounds, numbers.tolist(), strict=True)
            ]
            texts.append(writer.text(row, old, masks))
        return replace(spans, text=_with_values(spans.text, rows, texts))

    def on_table(self, table: pl.DataFrame, lines: Lines) -> pl.DataFrame:
        """Return the table of spans with a row for each mask, and for each part of a span around masks."""
        if not len(self.start):
            return table
        filled = np.flatnonzero(lines.pages["length"].to_numpy())
        start, end = table["start"].to_numpy().astype(np.int64), table["end"].to_numpy().astype(np.int64)
        base = lines.bases[filled[np.cumsum(start == 0) - 1]]
        start, end = start + base, end + base
        outer = np.searchsorted(start, self.start, side="right") - 1
        pieces = np.sort(np.concatenate([start, self.start, self.end[self.end < end[outer]]]), kind="stable")
        pieces = pieces[np.diff(pieces, prepend=-1) != 0]
        row = np.searchsorted(start, pieces, side="right") - 1
        stops = np.minimum(np.append(pieces[1:], end[-1]), end[row])
        masks = np.minimum(np.searchsorted(self.start, pieces), len(self.start) - 1)
        torn = np.flatnonzero(np.isin(row, outer))
        at = row.copy()
        at[torn] = np.arange(table.height, table.height + len(torn))
        inner = np.flatnonzero(self.start[masks[torn]] == pieces[torn])
        found = [self.rules.rules[number] for number in self.owner[masks[torn[inner]]].tolist()]
        low, high = pieces - start[row], stops - start[row]
        spans = np.unique(outer)
        whole = dict(zip(spans.tolist(), taken(table["text"], spans).to_list(), strict=True))
        bounds = zip(row[torn].tolist(), low[torn].tolist(), high[torn].tolist(), strict=True)
        texts = [
            None if (text := whole[number]) is None else text[begin:stop] for number, begin, stop in bounds
        ]
        cut = table.drop("text")[row[torn]]
        changed = cut.with_columns(
            pl.Series("start", (pieces - base[row])[torn], dtype=pl.Int32),
            pl.Series("end", (stops - base[row])[torn], dtype=pl.Int32),
            _with_values(pl.Series("text", texts, dtype=pl.String), inner, [None] * len(inner)),
            *(
                _with_values(cut[name], inner, [getattr(rule, field) for rule in found])
                for name, field in (("step", "step"), ("rule", "id"), ("reason", "reason"))
            ),
        )
        together = pl.concat([table, changed.select(table.columns)], rechunk=True)
        ordered: pl.DataFrame = together[at]
        return ordered


def masks_on(spans: Spans, pages: pl.DataFrame, masking: Masking) -> Masks:
    """Return the masks of a batch: what the step for personal data claims inside the spans of `pages`."""
    rules, lines = spans.rules, spans.lines
    parts = [Masks.none(rules)]
    for step in rules.steps:
        if step.claim_inside is None:
            continue
        found = step.claim_inside(lines, pages, masking)
        if found.is_empty():
            continue
        numbers = [rules.numbers.get((step.name, rule)) for rule in found["rule"].to_list()]
        found = found.with_columns(owner=pl.Series(numbers, dtype=pl.Int64)).drop_nulls("owner")
        if not found.is_empty():
            parts.append(_inside(spans, found, masking))
    return parts[-1]


def _inside(spans: Spans, found: pl.DataFrame, masking: Masking) -> Masks:
    """Settle what was found, and cut it where spans end; white space between spans needs no mask."""
    settled = settle(found["start"].to_numpy(), found["end"].to_numpy(), found["owner"].to_numpy())
    start, end, claim = (settled[name].to_numpy() for name in ("start", "end", "claim"))
    first = np.searchsorted(spans.end, start, side="right")
    count = np.maximum(np.searchsorted(spans.start, end) - first, 0)
    mask = np.repeat(np.arange(len(start)), count)
    span = np.arange(len(mask)) - np.repeat(np.cumsum(count) - count, count) + first[mask]
    rules = spans.rules
    read = np.array([*(label in _READ_LABELS for label in rules.labels), False]) | counting(rules)
    open_to_all = ~read[spans.owner[span]]
    mask, span = mask[open_to_all], span[open_to_all]
    claim = claim[mask]
    start, end = np.maximum(start[mask], spans.start[span]), np.minimum(end[mask], spans.end[span])
    owner, shown = found["owner"].to_numpy()[claim], taken(found["shown"], claim).to_list()
    whole = (found["start"].to_numpy()[claim] == start) & (found["end"].to_numpy()[claim] == end)
    raw = RawPages(spans.lines)
    for number in np.flatnonzero(~whole).tolist():
        # part of a name is another name, which is all that a span can be proved to hold
        part = raw.cut(int(spans.page[span[number]]), int(start[number]), int(end[number]))
        shown[number] = masking.shown(rules.rules[int(owner[number])].id, name_of(plain_line(part)))
    return Masks(rules, start, end, owner, span, shown)


def _with_values(column: pl.Series, rows: Ints, values: list[str] | list[None]) -> pl.Series:
    """Return a column with other values in some rows; `scatter` copies every text, this does not."""
    at = np.arange(len(column))
    at[rows] = np.arange(len(column), len(column) + len(values))
    return taken(pl.concat([column, pl.Series(column.name, values, dtype=column.dtype)]), at)


class _Rewriter:
    """Writes the texts of spans anew, with placeholders in them."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._line_start, self._line_end = spans.lines.ints("start"), spans.lines.ints("end")
        self._raw = RawPages(spans.lines)

    def text(self, row: int, old: str, masks: Sequence[Mask]) -> str:
        """Return the text of a span with placeholders for its masks, which ascend; `old` is that without."""
        start, end = int(self._spans.start[row]), int(self._spans.end[row])
        page = int(self._spans.page[row])
        label = self._spans.read_as(row)
        by_lines = self._by_lines(page, old, start, end, masks) if label == "body" else None
        return by_lines or record_text(label, [self._marked(page, start, end, masks)])

    def _by_lines(self, page: int, old: str, start: int, end: int, masks: Sequence[Mask]) -> str | None:
        """Write only the lines with masks anew; null where lines of the page are not lines of the text.

        A body has hundreds of lines, and what normalisation makes of one depends on no other.
        """
        first = int(np.searchsorted(self._line_end, start, side="right"))
        last = int(np.searchsorted(self._line_start, end))
        written = old.split("\n")
        filled = [number for number, line in enumerate(written) if line]
        whole = self._line_start[first] == start and self._line_end[last - 1] == end
        if not whole or len(filled) != last - first:
            return None
        rows = np.searchsorted(self._line_start, [mask.start for mask in masks], side="right") - 1
        for line, found in groupby(zip(rows.tolist(), masks, strict=True), key=lambda pair: pair[0]):
            of_line = [mask for _, mask in found]
            begin, stop = int(self._line_start[line]), int(self._line_end[line])
            if of_line[-1].end > stop:
                return None
            written[filled[line - first]] = plain_line(fold_breaks(self._marked(page, begin, stop, of_line)))
        return "\n".join(written)

    def _marked(self, page: int, start: int, end: int, masks: Sequence[Mask]) -> str:
        """Return a raw stretch of the page with placeholders in it."""
        parts, reached = list[str](), start
        for mask in masks:
            parts += [self._raw.cut(page, reached, mask.start), mask.shown]
            reached = mask.end
        return "".join([*parts, self._raw.cut(page, reached, end)])
