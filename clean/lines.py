"""Pages to lines: the frame that every step looks at.

A batch of pages becomes one frame of its non-blank lines. Positions are global: page `i` of the batch
occupies the code points `base[i]` to `base[i] + length[i]`, and one more that belongs to nobody, so that no
two pages share a position and every frame of a batch sorts and joins on a single number.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.endings import Endings
from clean.joined import Ints, taken
from clean.line_bounds import DELETE, Bytes, LineBounds, bytes_of, line_bounds
from clean.normalise import NO_BREAK_SPACES, OPENING_MARKER, REFERENCE, fold_breaks, plain_line
from clean.step_names import StepNames

__all__ = ["HEAD_LINES", "NO_NUMBER", "PROSE_CHARS", "Flags", "Ints", "Lines", "split_lines"]

Flags = NDArray[np.bool_]

# A line of this many code points is running text, whatever stands in it: about 25 English words.
PROSE_CHARS = 150
# The head of a page (title, byline, date, picture) ends at its first line of prose, or after so many lines.
HEAD_LINES = 20
# Stands for the number of a line that is no item of a numbered list.
NO_NUMBER = -1

# Whether a raw line that begins with this byte may have a marker: digits, what is beyond ASCII, references.
_MARKABLE = np.array([chr(byte) in "0123456789&" or byte > DELETE for byte in range(256)])


@dataclass(frozen=True)
class Lines:
    """A batch of pages as lines.

    `pages`: one row a page, in batch order: `page` (position in the batch), `page_id`, `site`, `text`,
    `base` and `length` (i64, code points), `bytes_hold` (bool: folding left the page's bytes in place).

    `lines`: one row a non-blank line, in order: `page`, `start` and `end` (i64, global code points, without
    the white space at both ends), `start_byte` and `end_byte` (the same in UTF-8 bytes of the page, where
    `pages.bytes_hold`), `indent` (i64, code points before the text), `gap` (a blank line or the
    top of the page stands before it), `number` (i64, of a numbered list item, else `NO_NUMBER`), `bullet`
    (bool), `chars` (i64, code points of the text), `head` (bool, before the first prose of the page), `text`
    (normalised as `clean.normalise` says, list marker included).

    `steps`: for each line the name of the step that claims it so far, or null (see `clean.step_names`).
    `closing`: which lines a rule claims so far that closes the article (`closes` of
    `clean.rules.catalog.Rule`).

    Look at numbers through `ints` and `flags`: on one page an operation of numpy costs a hundredth of an
    expression of polars, on a thousand pages about the same.
    """

    pages: pl.DataFrame
    lines: pl.DataFrame
    steps: StepNames
    closing: Flags
    _columns: dict[str, NDArray[Any]] = field(default_factory=dict, init=False, repr=False)

    def ints(self, column: str) -> Ints:
        """Return a column of numbers of `lines`; not to be written to."""
        return self._column(column)

    def flags(self, column: str) -> Flags:
        """Return a column of truth values of `lines`; not to be written to."""
        return self._column(column)

    def _column(self, name: str) -> NDArray[Any]:
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self.lines[name].to_numpy()
            found.flags.writeable = False
        return found

    def above_prose(self) -> Flags:
        """Return which lines stand above the first prose of their page."""
        return _above_prose(self.ints("page"), self.ints("chars"))

    def free(self) -> Flags:
        """Return which lines no step claims so far."""
        return self.steps.missing()

    def listed(self) -> Flags:
        """Return which lines have a list marker."""
        found: Flags = self.flags("bullet") | (self.ints("number") != NO_NUMBER)
        return found

    @cached_property
    def endings(self) -> Endings:
        """How each line ends."""
        return Endings(self.lines["text"])

    @property
    def bases(self) -> Ints:
        """Where each page starts, in global code points."""
        return self.pages["base"].to_numpy()

    def first_on_pages(self, rows: Ints) -> Ints:
        """Return the first of some ascending rows on each page of the batch, -1 on pages without any."""
        first = np.full(self.pages.height, -1)
        # of several values for a page the last one stays
        first[self.ints("page")[rows[::-1]]] = rows[::-1]
        return first

    def pages_at(self, positions: Ints) -> Ints:
        """Return the pages on which global positions stand."""
        return np.searchsorted(self.bases, positions, side="right") - 1


def split_lines(pages: pl.DataFrame) -> Lines:
    """Split the pages (`page_id`, `text`, `site`) of a batch into lines with global positions."""
    raw = bytes_of(pages["text"])
    folded = _fold_breaks(pages["text"], raw)
    points = folded.code_points(folded.offsets)
    number = np.arange(pages.height)
    frame = pl.DataFrame(
        {
            **{name: pages[name] for name in ("page_id", "site", "text")},
            "page": number,
            "length": np.diff(points),
            # one position after each page belongs to nobody
            "base": points[:-1] + number,
            "bytes_hold": np.diff(folded.offsets) == np.diff(raw.offsets),
        }
    )
    bounds = line_bounds(folded)
    start, end = folded.code_points(bounds.start), folded.code_points(bounds.end)
    first_byte = folded.offsets[bounds.page]
    texts, chars = _decode(folded, bounds, end - start)
    lines = pl.DataFrame(
        {
            "page": bounds.page,
            "start": start + bounds.page,
            "end": end + bounds.page,
            "start_byte": bounds.start - first_byte,
            "end_byte": bounds.end - first_byte,
            "indent": start - folded.code_points(bounds.begin),
            "chars": chars,
            "text": texts,
        }
    )
    row, markable = bounds.row, _MARKABLE[folded.data[bounds.start]]
    if not chars.all():
        # lines of which decoding left nothing are blank
        said = np.flatnonzero(chars)
        lines, row, markable = lines[said], row[said], markable[said]
    lines = lines.hstack(_described(lines, row, markable))
    return Lines(frame, lines, StepNames(lines.height), np.zeros(lines.height, np.bool_))


def _fold_breaks(text: pl.Series, raw: Bytes) -> Bytes:
    """Do what `clean.normalise.fold_breaks` does, where there is anything to do."""
    rows = raw.unusual()
    if not len(rows):
        return raw
    folded = pl.Series([fold_breaks(page) for page in taken(text, rows)], dtype=pl.String)
    return bytes_of(_replaced(text, rows, folded))


def _decode(folded: Bytes, bounds: LineBounds, chars: Ints) -> tuple[pl.Series, Ints]:
    """Return the texts of lines, references decoded and no-break spaces folded, and their code points."""
    texts, places = folded.texts(bounds.start, bounds.end), folded.coded()
    coded = np.unique(np.searchsorted(bounds.start, places, side="right") - 1)
    coded = coded[coded >= 0]
    if not len(coded):
        return texts, chars
    found = taken(texts, coded)
    text = pl.col("text").str
    looked_at = found.to_frame("text").select(
        plain=text.replace_all(f"[{NO_BREAK_SPACES}]", " ").str.strip_chars(), coded=text.contains(REFERENCE)
    )
    plain, with_reference = looked_at["plain"], np.flatnonzero(looked_at["coded"].to_numpy())
    if len(with_reference):
        decoded = pl.Series([plain_line(line) for line in taken(found, with_reference)], dtype=pl.String)
        plain = _replaced(plain, with_reference, decoded)
    chars = chars.copy()
    chars[coded] = plain.str.len_chars().to_numpy()
    return _replaced(texts, coded, plain), chars


def _replaced(texts: pl.Series, rows: Ints, values: pl.Series) -> pl.Series:
    """Return `texts` with other values in some rows; much quicker than `scatter`, which copies every text."""
    at = np.arange(len(texts))
    at[rows] = np.arange(len(texts), len(texts) + len(values))
    return taken(pl.concat([texts, values]), at)


def _first_rows(page: Ints) -> Ints:
    """Return the first row of the page of each line."""
    rows: Ints = np.maximum.accumulate(np.where(np.diff(page, prepend=-1) != 0, np.arange(len(page)), 0))
    return rows


def _above_prose(page: Ints, chars: Ints) -> Flags:
    prose = chars >= PROSE_CHARS
    so_far = np.cumsum(prose)
    above: Flags = so_far == (so_far - prose)[_first_rows(page)]
    return above


def _described(lines: pl.DataFrame, row: Ints, markable: Flags) -> list[pl.Series]:
    """Return what the steps ask of a line: the gap before it, its list marker, head or not.

    `row` counts lines with the blank ones; `markable` are lines that may have a list marker.
    """
    page, line = lines["page"].to_numpy(), np.arange(lines.height)
    new_page = np.diff(page, prepend=-1) != 0
    number, bullet = np.full(len(line), NO_NUMBER), np.zeros(len(line), np.bool_)
    rows = np.flatnonzero(markable)
    marker = pl.col("text")
    markers = (
        taken(lines["text"], rows)
        .to_frame()
        .select(marker.str.extract(OPENING_MARKER, 2))
        .select(
            number=marker.str.strip_suffix(".").cast(pl.Int64, strict=False).fill_null(NO_NUMBER),
            bullet=~marker.str.ends_with(".").fill_null(value=True),
        )
    )
    number[rows], bullet[rows] = markers["number"].to_numpy(), markers["bullet"].to_numpy()
    above = _above_prose(page, lines["chars"].to_numpy())
    found = {
        "gap": new_page | (np.diff(row, prepend=0) > 1),
        "number": number,
        "bullet": bullet,
        "head": above & (line - _first_rows(page) < HEAD_LINES),
    }
    return [pl.Series(name, values) for name, values in found.items()]
