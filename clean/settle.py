"""The one place that settles overlapping claims: every position gets the first claim in step order."""

from collections.abc import Sequence

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
    frame = pl.DataFrame(
        {"start": starts, "end": ends, "rank": ranks},
        schema={"start": pl.Int64, "end": pl.Int64, "rank": pl.Int64},
    ).with_row_index("claim")
    frame = frame.filter(pl.col("end") > pl.col("start")).sort("start", "end")
    disjoint = frame.filter(pl.col("start") < pl.col("end").shift(1).cum_max()).is_empty()
    if disjoint:
        return frame.select("start", "end", pl.col("claim").cast(pl.Int64))
    return _paint(frame)


def _paint(frame: pl.DataFrame) -> pl.DataFrame:
    """Paint claims over the stretches between all their edges, the strongest claim last."""
    edges = pl.concat([frame["start"], frame["end"]]).unique().sort()
    painted = frame.with_columns(
        low=edges.search_sorted(frame["start"]), high=edges.search_sorted(frame["end"])
    ).sort("rank", "start", "claim", descending=True)
    owner = [UNCLAIMED] * len(edges)
    for low, high, claim in painted.select("low", "high", "claim").iter_rows():
        owner[low:high] = [claim] * (high - low)
    stretches = pl.DataFrame({"start": edges, "claim": pl.Series(owner, dtype=pl.Int64)}).with_columns(
        end=pl.col("start").shift(-1)
    )
    return (
        stretches.filter(pl.col("claim") != UNCLAIMED)
        .with_columns(
            run=((pl.col("claim") != pl.col("claim").shift(1)) | (pl.col("start") != pl.col("end").shift(1)))
            .fill_null(True)
            .cum_sum()
        )
        .group_by("run", maintain_order=True)
        .agg(pl.col("start").first(), pl.col("end").last(), pl.col("claim").first())
        .select("start", "end", "claim")
    )
