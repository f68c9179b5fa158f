"""Columns put together from others: sums, changes, some of the rows, runs of rows, texts joined by runs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Ints", "among", "changes", "joined", "runs", "spread", "sums", "taken", "taken_or_null"]


Ints = NDArray[np.int64]


def runs(starts: Ints, stops: Ints) -> Ints:
    """Return the numbers from `starts[i]` up to, not including, `stops[i]`, for one `i` after the other."""
    sizes = stops - starts
    reached: Ints = np.cumsum(sizes)
    numbers: Ints = np.arange(sizes.sum()) + np.repeat(starts - reached + sizes, sizes)
    return numbers


def sums(values: Sequence[int] | Ints | NDArray[np.bool_]) -> Ints:
    """Return running sums, with 0 before the first: of `a` up to `b`, it is the difference of two."""
    found = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=found[1:])
    return found


def changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which values differ from the one before; the first does. `numpy.diff` takes ten times as long."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def among(values: NDArray[Any], *wanted: int) -> NDArray[np.bool_]:
    """Say which values are one of a few; `numpy.isin` takes several times as long."""
    found: NDArray[np.bool_] = values == wanted[0]
    for one in wanted[1:]:
        found |= values == one
    return found


def taken(column: pl.Series, rows: Ints) -> pl.Series:
    """Return the values at some rows. `gather` makes a query of it, which takes longer than a page's rows.

    Out of one piece, texts are taken without a copy of them; out of several, it takes ten times as long.
    """
    return column.rechunk()[pl.Series(rows.astype(np.uint32))]


def taken_or_null(texts: pl.Series, rows: Ints) -> pl.Series:
    """Return the texts at some rows, null for rows behind the last."""
    return taken(pl.concat([texts, pl.Series([None], dtype=pl.String)]), np.minimum(rows, len(texts)))


def joined(
    texts: pl.Series, separators: pl.Series, firsts: Ints, lasts: Ints, skip: Ints | int = 0
) -> pl.Series:
    """Join runs of texts: run `i` consists of the texts `firsts[i]` to `lasts[i]`, both included.

    `separators` holds what stands before each text; runs ascend and do not overlap, and the first text of
    each has an empty separator. `skip[i]` bytes are left out at the start of run `i`.

    All texts are written out once, one behind the other; the runs are then cut out by their offsets, without
    another copy. Grouping them into lists first takes four times as long.
    """
    if not len(firsts):
        return pl.Series(dtype=pl.String)
    in_turn = np.arange(2 * len(texts)).reshape(2, -1).T.ravel()
    pieces = taken(pl.concat([separators, texts], rechunk=True), in_turn)
    _, places, characters = pieces.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    offsets = np.frombuffer(places, np.int64)[::2]
    # every second piece lies between two runs
    cuts = np.column_stack((offsets[firsts] + skip, offsets[lasts + 1])).ravel()
    runs = pa.LargeStringArray.from_buffers(len(cuts) - 1, pa.py_buffer(cuts), characters)
    return taken(pl.Series(pl.from_arrow(runs)), np.arange(0, len(cuts), 2))


def spread(height: int, *parts: tuple[Ints, pl.Series]) -> pl.Series:
    """Return a column of nulls, with values at the given rows. `scatter` copies all texts each time."""
    at = np.full(height, sum(len(rows) for rows, _ in parts))
    reached = 0
    for rows, _ in parts:
        at[rows] = np.arange(reached, reached + len(rows))
        reached += len(rows)
    return taken_or_null(pl.concat([pl.Series(dtype=pl.String), *(values for _, values in parts)]), at)
