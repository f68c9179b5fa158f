"""Where the lines of a batch of texts begin and end, found in its bytes.

The texts lie one behind the other in one buffer of UTF-8. What matters about it (line breaks, white space,
control characters, the bytes that no code point begins with) stands in a small part of its bytes, so numpy
finds it several times faster than string operations, line by line, do.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from clean.joined import Ints, taken
from clean.normalise import NO_BREAK_SPACES

__all__ = ["Bytes", "LineBounds", "buffers_of", "bytes_of", "line_bounds", "places_of"]

# Blanks are taken off one column at a time; the few lines with more of them are stripped one by one.
_BLANK_COLUMNS = 48

TAB, LINE_FEED, SPACE, AMPERSAND, DELETE = 0x09, 0x0A, 0x20, 0x26, 0x7F
# Bytes from here on begin a code point of two bytes or more, and from there on one of three or more.
FIRST_LEAD, FIRST_LEAD_OF_THREE = 0xC0, 0xE0
# U+0080 and U+009F in UTF-8
C1_CONTROLS = (0xC280, 0xC29F)


def _as_utf8(characters: str) -> list[int]:
    return [int.from_bytes(character.encode(), "big") for character in characters]


_SEPARATORS = _as_utf8("\u2028\u2029\ufeff")
_NO_BREAK_SPACES = _as_utf8(NO_BREAK_SPACES)
# White space beyond ASCII that is no line break.
_WIDE_SPACES = _as_utf8(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)


@dataclass(frozen=True)
class Bytes:
    """Texts as one buffer: text `i` has the bytes `offsets[i]` to `offsets[i + 1]` of `data`.

    `low` are the places of the bytes below the space, `inner` those of the bytes that continue a code point;
    all others begin one.
    """

    data: NDArray[np.uint8]
    offsets: Ints
    low: Ints
    inner: Ints

    def code_points(self, places: Ints) -> Ints:
        """Return how many code points stand before each place where one begins."""
        return places - np.searchsorted(self.inner, places)

    def characters(self, ends: Ints) -> Ints:
        """Return the UTF-8 of the characters of two and three bytes whose last byte stands at these places.

        The first byte stands highest. Characters of four bytes give their last three.
        """
        before = self.data[ends - 1].astype(np.int64)
        characters = (before << 8) | self.data[ends]
        # a byte that continues a code point has another one before it
        wide = np.flatnonzero(before < FIRST_LEAD)
        characters[wide] |= self.data[ends[wide] - 2].astype(np.int64) << 16
        return characters

    @cached_property
    def _inner_characters(self) -> Ints:
        return self.characters(self.inner)

    def unusual(self) -> Ints:
        """Return the texts that hold control characters, tab and line feed apart, or other line breaks."""
        low = self.data[self.low]
        odd = self.low[(low != LINE_FEED) & (low != TAB)]
        odd = np.append(odd, places_of(pl.Series(self.data) == DELETE))
        characters = self._inner_characters
        wide = (characters >= C1_CONTROLS[0]) & (characters <= C1_CONTROLS[1])
        for separator in _SEPARATORS:
            wide |= characters == separator
        places = np.append(odd, self.inner[wide])
        return np.unique(np.searchsorted(self.offsets, places, side="right") - 1)

    def coded(self) -> Ints:
        """Return the places of ampersands and no-break spaces, not in order."""
        spaces = self.inner[np.isin(self._inner_characters, _NO_BREAK_SPACES)]
        return np.append(places_of(pl.Series(self.data) == AMPERSAND), spaces)

    def texts(self, starts: Ints, ends: Ints) -> pl.Series:
        """Return the texts between ascending places that do not overlap, without a copy of their bytes."""
        if not len(starts):
            return pl.Series(dtype=pl.String)
        # every second piece lies between two texts
        cuts = np.column_stack((starts, ends)).ravel()
        pieces = pa.LargeStringArray.from_buffers(len(cuts) - 1, pa.py_buffer(cuts), pa.py_buffer(self.data))
        return taken(pl.Series(pl.from_arrow(pieces)), np.arange(0, len(cuts), 2))


def bytes_of(texts: pl.Series) -> Bytes:
    """Lay texts, none of them null, out as one buffer."""
    offsets, data = buffers_of(texts)
    if not len(data):
        nowhere = np.zeros(0, np.int64)
        return Bytes(data, offsets, nowhere, nowhere)
    # as signed numbers, the bytes that continue a code point are the lowest
    inner = pl.Series(data.view(np.int8)) < FIRST_LEAD - 0x100
    return Bytes(data, offsets, places_of(pl.Series(data) < SPACE), places_of(inner))


def buffers_of(texts: pl.Series) -> tuple[Ints, NDArray[np.uint8]]:
    """Return where each text begins, and the last one ends, in the bytes of all of them, and those bytes."""
    if texts.is_empty():
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, places, characters = texts.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    offsets = np.frombuffer(places, np.int64)[: len(texts) + 1]
    return offsets, np.frombuffer(characters or b"", np.uint8)[: offsets[-1]]


def places_of(wanted: pl.Series) -> Ints:
    """Return the rows that are true, of few; none is null.

    polars keeps a bit for each row, so eight rows without one are passed over at once, which makes this
    several times quicker than `numpy.flatnonzero` on a byte for each.
    """
    _, bits = wanted.to_arrow().buffers()
    eights = np.frombuffer(bits, np.uint8)
    filled = np.flatnonzero(eights != 0)
    found = np.flatnonzero(np.unpackbits(eights[filled], bitorder="little").view(np.bool_))
    rows: Ints = filled[found >> 3] * 8 + (found & 7)
    # what stands in the bits behind the last row is anybody's guess
    return rows[: np.searchsorted(rows, len(wanted))]


@dataclass(frozen=True)
class LineBounds:
    """The lines of a batch that hold more than white space, in order.

    `page` is the text, `row` counts all lines of the batch, blank ones too; `begin` is where the line begins,
    `start` and `end` leave out the white space at both ends. All three are places in the buffer.
    """

    page: Ints
    row: Ints
    begin: Ints
    start: Ints
    end: Ints


def line_bounds(texts: Bytes) -> LineBounds:
    """Find the lines of texts whose only line break is the line feed."""
    data, first, stop = texts.data, texts.offsets[:-1], texts.offsets[1:]
    breaks = texts.low[data[texts.low] == LINE_FEED]
    lines = np.searchsorted(breaks, stop) - np.searchsorted(breaks, first) + 1
    begin = np.sort(np.append(first, breaks + 1), kind="stable")
    end = np.sort(np.append(breaks, stop), kind="stable")
    page, row = np.repeat(np.arange(len(first)), lines), np.flatnonzero(begin < end)
    begin, end = begin[row], end[row]
    start, end = _stripped(texts, begin, end)
    said = start < end
    row = row[said]
    return LineBounds(page[row], row, begin[said], start[said], end[said])


def _stripped(texts: Bytes, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Take the white space off both ends of lines that are not empty; one of nothing else comes out empty."""
    data, start, stop = texts.data, begin.copy(), end.copy()
    for places, step, ahead in ((start, 1, 0), (stop, -1, -1)):
        rows = np.flatnonzero(start < stop)
        for _ in range(_BLANK_COLUMNS):
            found = data[places[rows] + ahead]
            rows = rows[(found == SPACE) | (found == TAB)]
            if not len(rows):
                break
            places[rows] += step
            rows = rows[start[rows] < stop[rows]]
        else:
            _strip_one_by_one(data, start, stop, rows)
    # white space beyond ASCII is rare, but quotation marks at the ends of lines are not
    left = np.flatnonzero(start < stop)
    lead = left[data[start[left]] >= FIRST_LEAD]
    tail = left[data[stop[left] - 1] > DELETE]
    sizes = np.where(data[start[lead]] >= FIRST_LEAD_OF_THREE, 2, 1)
    wide = np.append(
        lead[np.isin(texts.characters(start[lead] + sizes), _WIDE_SPACES)],
        tail[np.isin(texts.characters(stop[tail] - 1), _WIDE_SPACES)],
    )
    _strip_one_by_one(data, start, stop, np.unique(wide))
    return start, stop


def _strip_one_by_one(data: NDArray[np.uint8], start: Ints, stop: Ints, rows: Ints) -> None:
    """Strip some lines in place, as `str.strip` does."""
    for row in rows.tolist():
        text = data[start[row] : stop[row]].tobytes().decode()
        unindented = text.lstrip()
        start[row] += len(text.encode()) - len(unindented.encode())
        stop[row] = start[row] + len(unindented.rstrip().encode())
