"""Counting words, in columns."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["fewest_words", "word_counts"]

# White space beyond ASCII, as the three bytes of its UTF-8; what takes two bytes is folded before.
_WIDE_SPACE = [
    int.from_bytes(chr(code).encode(), "big")
    for code in (0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
]
_FIRST_BYTES = (0xE1, 0xE3)
ALPHABET = 26


def word_counts(texts: pl.Series) -> NDArray[np.int64]:
    """Return how many words, parted by white space, each text has. Texts are normalised, and none is null.

    Looks at bytes in columns, many times quicker than a regular expression.
    """
    offsets, data = _bytes(texts)
    blank = data <= ord(" ")
    first = np.flatnonzero((data >= _FIRST_BYTES[0]) & (data <= _FIRST_BYTES[1]))
    three = (data[first].astype(np.int64) << 16) + (data[first + 1].astype(np.int64) << 8) + data[first + 2]
    wide = first[np.isin(three, _WIDE_SPACE)]
    for byte in range(3):
        blank[wide + byte] = True
    begins = np.append([True], blank)[: len(data)]
    # a text begins with a word even if the text before it ends with one
    begins[offsets[:-1][np.diff(offsets) > 0]] = True
    return np.diff(np.searchsorted(np.flatnonzero(begins & ~blank), offsets))


def fewest_words(texts: pl.Series) -> NDArray[np.int64]:
    """Return how many words each text has at least, whatever ends a word. Texts are not null.

    Counts ASCII letters behind a blank: each of them begins a word, but not all words begin so.
    """
    offsets, data = _bytes(texts)
    # upper and lower case letters differ in this bit, and other bytes come out as 26 or more
    letter = (data[1:] | 0x20) - np.uint8(ord("a")) < ALPHABET
    begins = np.flatnonzero(letter & (data[:-1] == ord(" "))) + 1
    return np.diff(np.searchsorted(begins, offsets))


def _bytes(texts: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return where each text begins, and the last one ends, in the bytes of all of them, and those bytes."""
    if texts.is_empty():
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, places, characters = texts.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    return np.frombuffer(places, np.int64), np.frombuffer(characters or b"", np.uint8)
