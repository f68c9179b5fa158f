"""The one place that settles overlapping claims: every position gets the first claim in step order."""

from collections.abc import Sequence
from itertools import groupby

import polars as pl

__all__ = ["UNCLAIMED", "settle"]

UNCLAIMED = -1

Ints = Sequence[int] | pl.Series


def settle(starts: Ints, ends: Ints, ranks: Ints) -> pl.DataFrame:
    """Cut claims into stretches that do not overlap.

    Claim `i` wants the positions from `starts[i]` up to, not including, `ends[i]`. Where claims overlap, the
    one with the lowest rank owns the position; of two with the same rank, the one that starts first, then
    the one that stands first in the input. Claims may be empty; those own nothing.

    Returns `start`, `end`, `claim` (position in the input), ascending by `start`, only what is claimed,
    one row for each maximal stretch of an owner. Sorting aside, the cost is the number of claims where none
    overlap, else the sum over claims of the edges that each covers: rules bound the lines of a claim.
    """
    frame = (
        pl.LazyFrame(
            {"start": starts, "end": ends, "rank": ranks},
            schema={"start": pl.Int64, "end": pl.Int64, "rank": pl.Int64},
        )
        .with_row_index("claim")
        .filter(pl.col("end") > pl.col("start"))
        .sort("start", "end", "claim")
        .with_columns(pl.col("claim").cast(pl.Int64), reach=pl.col("end").cum_max().shift(1, fill_value=-1))
        # a cluster is a run of claims of which each overlaps what came before
        .with_columns(cluster=(pl.col("start") >= pl.col("reach")).cum_sum())
        .collect()
    )
    together = frame["cluster"].is_duplicated()
    disjoint = frame.filter(~together).select("start", "end", "claim")
    if not together.any():
        return disjoint
    return pl.concat([disjoint, _paint(frame.filter(together))]).sort("start")


def _paint(frame: pl.DataFrame) -> pl.DataFrame:
    """Paint claims over the stretches between all their edges, the strongest claim last."""
    edges = sorted({*frame["start"], *frame["end"]})
    place = {position: number for number, position in enumerate(edges)}
    owner = [UNCLAIMED] * len(edges)
    weakest_first = frame.sort("rank", "start", "claim", descending=True)
    for start, end, claim in weakest_first.select("start", "end", "claim").iter_rows():
        low, high = place[start], place[end]
        owner[low:high] = [claim] * (high - low)
    stretches: list[tuple[int, int, int]] = []
    for claim, run in groupby(range(len(edges)), owner.__getitem__):
        if claim != UNCLAIMED:
            rows = list(run)
            stretches.append((edges[rows[0]], edges[rows[-1] + 1], claim))
    return pl.DataFrame(stretches, schema={"start": pl.Int64, "end": pl.Int64, "claim": pl.Int64}, orient="row")
