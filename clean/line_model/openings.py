"""How many words the openings of lines hold, and how many of them open with a capital or a figure.

Only the opening of a line is looked at, so that the cost does not grow with the length of its paragraphs.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.joined import Ints
from clean.line_bounds import buffers_of

__all__ = ["OPENING", "Openings", "openings_of"]

Bytes = NDArray[np.uint8]

#: How many bytes are read of a line.
OPENING = 140

_OTHER, _LETTER, _CAPITAL, _FIGURE = range(4)


def _kind(byte: int) -> int:
    sign = chr(byte)
    if byte >= 0x80 or "a" <= sign <= "z":
        return _LETTER
    return _CAPITAL if "A" <= sign <= "Z" else _FIGURE if "0" <= sign <= "9" else _OTHER


_KINDS = bytes(map(_kind, range(256)))
# Signs outside ASCII as the bytes that open them: general punctuation (three bytes), signs of Latin-1 (two).
_GENERAL = (0xE2, 0x80)
_LATIN = 0xC2


@dataclass(frozen=True)
class Openings:
    """Words of the openings of lines, at least 1; and those that open with a capital or figure of ASCII."""

    words: Ints
    capitals: Ints
    figures: Ints


def openings_of(texts: pl.Series) -> Openings:
    """Return what the first OPENING bytes of each text hold; a word that is cut there counts as it is."""
    # one byte more, so that every text ends in something that is no word
    cut = pl.lit(texts).cast(pl.Binary).bin.slice(0, OPENING) + pl.lit(b"\n")
    offsets, data = buffers_of(pl.select(cut).to_series())
    kinds = _kinds(data)
    word = kinds != _OTHER
    opens = np.flatnonzero(word & ~np.append([False], word)[: len(word)])
    kind = kinds[opens]
    until = np.searchsorted(opens, offsets)
    return Openings(
        np.maximum(np.diff(until), 1),
        np.diff(np.searchsorted(np.flatnonzero(kind == _CAPITAL), until)),
        np.diff(np.searchsorted(np.flatnonzero(kind == _FIGURE), until)),
    )


def _kinds(data: Bytes) -> Bytes:
    kinds = np.frombuffer(bytearray(data.tobytes().translate(_KINDS)), np.uint8)
    # a text may be cut in the middle of a sign, so that bytes of it are missing at the very end
    general = np.flatnonzero(data[:-2] == _GENERAL[0])
    general = general[data[general + 1] == _GENERAL[1]]
    for byte in range(3):
        kinds[general + byte] = _OTHER
    latin = np.flatnonzero(data[:-1] == _LATIN)
    kinds[latin] = kinds[latin + 1] = _OTHER
    return kinds
