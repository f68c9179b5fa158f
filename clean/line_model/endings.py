"""How lines open and end, read from the bytes of a batch's lines in columns."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.lines import Flags

__all__ = ["Endings"]

Bytes = NDArray[np.uint8]
_QUOTES: Final = np.frombuffer(b"\"')]", np.uint8)


def _is(data: Bytes, signs: str) -> Flags:
    found: Flags = data == ord(signs[0])
    for sign in signs[1:]:
        found = found | (data == ord(sign))
    return found


class Endings:
    """How the lines of a batch open and end. Texts are normalised, and none is empty."""

    def __init__(self, texts: pl.Series) -> None:
        column = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
        _, places, characters = column.buffers()
        self._places = np.frombuffer(places, np.int64)[: len(texts) + 1]
        self._data = np.frombuffer(characters if len(texts) else b"\0", np.uint8)
        self.size = np.diff(self._places)
        last = self._places[1:] - 1
        one, two, three, four = (self._data[np.maximum(last - back, 0)] for back in range(4))
        general = (three == 0xE2) & (two == 0x80)
        curly = general & ((one == 0x99) | (one == 0x9D))
        #: Ends in a quotation mark or a closing bracket.
        self.quote = np.isin(one, _QUOTES) | curly | ((two == 0xC2) & (one == 0xBB))
        inner = np.where(self.quote, np.where(curly, four, two), one)
        self.question, self.exclamation = inner == ord("?"), inner == ord("!")
        #: Ends like a sentence, whatever quotation marks follow.
        self.stop = self.question | self.exclamation | (inner == ord(".")) | ((three == 0xE3) & (one == 0x82))
        self.ellipsis = (general & (one == 0xA6)) | ((one == ord(".")) & (two == ord(".")))
        self.colon = one == ord(":")
        self.plain = ~self.stop & ~self.quote & ~_is(one, ":,;")
        opening = self._data[self._places[:-1]]
        self.opens_lower = (opening >= ord("a")) & (opening <= ord("z"))
        self.opens_upper = (opening >= ord("A")) & (opening <= ord("Z"))
        self.opens_sign = (opening < ord("0")) & ~_is(opening, "\"'")
