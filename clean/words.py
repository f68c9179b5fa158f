"""Counting words, in columns."""

from itertools import pairwise

import numpy as np
import polars as pl

from clean.joined import Ints, taken
from clean.line_bounds import buffers_of, places_of

__all__ = ["fewest_words", "word_counts", "words_of_runs"]

# White space beyond ASCII, as the three bytes of its UTF-8; what takes two bytes is folded before.
_WIDE_SPACE = [
    int.from_bytes(chr(code).encode(), "big")
    for code in (0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
]
_FIRST_BYTES = (0xE1, 0xE3)
ALPHABET = 26
_BLANK = pl.Series([True])


def word_counts(texts: pl.Series) -> Ints:
    """Return how many words, parted by white space, each text has. Texts are normalised, and none is null.

    Looks at bytes in columns, many times quicker than a regular expression.
    """
    offsets, data = buffers_of(texts)
    column = pl.Series(data)
    blank = column <= ord(" ")
    first = places_of((column >= _FIRST_BYTES[0]) & (column <= _FIRST_BYTES[1]))
    three = (data[first].astype(np.int64) << 16) + (data[first + 1].astype(np.int64) << 8) + data[first + 2]
    wide = first[np.isin(three, _WIDE_SPACE)]
    if len(wide):
        blank = blank.scatter((wide[:, None] + np.arange(3)).ravel(), values=True)
    return _begun(offsets, blank, offsets)


def words_of_runs(texts: pl.Series, bounds: Ints) -> Ints:
    r"""Return how many words runs of texts have: the texts from `bounds[i]` up to, not including, the next.

    No text is null. A word ends with its text and at white space: U+0020 and the ASCII controls below it. No
    other white space (U+2003) counts, which is the price for looking at bytes.
    """
    offsets, data = buffers_of(texts)
    return _begun(offsets, pl.Series(data) <= ord(" "), offsets[bounds])


def _begun(offsets: Ints, blank: pl.Series, bounds: Ints) -> Ints:
    """Count the words that begin between bounds; texts start at `offsets`, and some of their bytes are blank.

    polars keeps a bit for each byte and counts them at once.
    """
    begins = pl.concat([_BLANK, blank[:-1]], rechunk=True) & ~blank
    counts = [begins.slice(low, high - low).sum() for low, high in pairwise(bounds.tolist())]
    # a text begins with a word even if the text before it ends with one
    starts = offsets[:-1][np.diff(offsets) > 0]
    inner = starts[starts > 0]
    glued = inner[~(taken(blank, inner) | taken(blank, inner - 1)).to_numpy()]
    return np.array(counts, np.int64) + np.diff(np.searchsorted(glued, bounds))


def fewest_words(texts: pl.Series) -> Ints:
    """Return how many words each text has at least, whatever ends a word. Texts are not null.

    Counts ASCII letters behind a blank: each of them begins a word, but not all words begin so.
    """
    offsets, data = buffers_of(texts)
    # upper and lower case letters differ in this bit, and other bytes come out as 26 or more
    letter = (data[1:] | 0x20) - np.uint8(ord("a")) < ALPHABET
    begins = np.flatnonzero(letter & (data[:-1] == ord(" "))) + 1
    return np.diff(np.searchsorted(begins, offsets))
