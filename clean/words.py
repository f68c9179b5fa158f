"""Counting words, in columns."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["word_counts"]

# White space beyond ASCII, as the three bytes of its UTF-8; what takes two bytes is folded before.
_WIDE_SPACE = [
    int.from_bytes(chr(code).encode(), "big")
    for code in (0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
]
_FIRST_BYTES = (0xE1, 0xE3)


def word_counts(texts: pl.Series) -> NDArray[np.int64]:
    """Return how many words, parted by white space, each text has. Texts are normalised, and none is null.

    Looks at bytes in columns, many times quicker than a regular expression.
    """
    _, places, characters = texts.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    offsets, data = np.frombuffer(places, np.int64), np.frombuffer(characters, np.uint8)
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
