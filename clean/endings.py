"""How lines end, read from the bytes of a batch's lines in columns."""

from typing import Final

import numpy as np
import polars as pl

from clean.joined import among
from clean.line_bounds import buffers_of

__all__ = ["Endings"]

_QUOTES: Final = b"\"')]"
_ENDS: Final = b".!?"
_GOES_ON: Final = b":,;"
# And what else a sentence ends with, in brackets or quotation marks.
_CLOSES: Final = b'.!?)"'


class Endings:
    """How the lines of a batch end. Texts are normalised, and none is empty."""

    def __init__(self, texts: pl.Series) -> None:
        offsets, data = buffers_of(texts)
        #: Bytes of each line.
        self.size = np.diff(offsets)
        last = offsets[1:] - 1
        one, two, three, four = (data[np.maximum(last - back, 0)] for back in range(4))
        general = (three == 0xE2) & (two == 0x80)
        curly = general & ((one == 0x99) | (one == 0x9D))
        # a quotation mark or a closing bracket
        quote = among(one, *_QUOTES) | curly | ((two == 0xC2) & (one == 0xBB))
        inner = np.where(quote, np.where(curly, four, two), one)
        #: Ends like a sentence, whatever quotation marks follow.
        self.stop = among(inner, *_ENDS) | ((three == 0xE3) & (one == 0x82))
        self.ellipsis = (general & (one == 0xA6)) | ((one == ord(".")) & (two == ord(".")))
        #: Ends in a word, or a sign that says nothing of what follows.
        self.plain = ~self.stop & ~quote & ~among(one, *_GOES_ON)
        self.bracket = one == ord("]")
        self.colon = one == ord(":")
        #: Ends with a sentence, or with what may enclose one: .!?… and closing brackets or quotation marks.
        self.closed = among(one, *_CLOSES) | (general & ((one == 0xA6) | (one == 0x9D)))
        self.closed |= (two == 0xC2) & (one == 0xBB)
