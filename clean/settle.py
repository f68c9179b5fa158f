"""The one place that settles overlapping claims: every position gets the first claim in step order."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from clean.joined import Ints

__all__ = ["UNCLAIMED", "settle"]

UNCLAIMED = -1


def settle(
    starts: Ints | Sequence[int], ends: Ints | Sequence[int], ranks: Ints | Sequence[int]
) -> pl.DataFrame:
    """Cut claims into stretches that do not overlap.

    Claim `i` wants the positions from `starts[i]` up to, not including, `ends[i]`. Where claims overlap, the
    one with the lowest rank owns the position; of two with the same rank, the one that starts first, then
    the one that stands first in the input. Claims may be empty; those own nothing.

    Returns `start`, `end`, `claim` (position in the input), ascending by `start`, only what is claimed,
    one row for each maximal stretch of an owner. Sorting aside, the cost is the number of claims where none
    overlap, else the sum over claims of the edges that each covers: rules bound the lines of a claim.
    """
    start, end, rank = (np.asarray(column, np.int64) for column in (starts, ends, ranks))
    claim = np.lexsort((end, start))
    claim = claim[end[claim] > start[claim]]
    start, end, rank = start[claim], end[claim], rank[claim]
    # a cluster is a run of claims of which each overlaps what came before
    opens = start >= np.append([-1], np.maximum.accumulate(end))[:-1]
    alone = opens & np.append(opens, [True])[1:]
    begins, stops, owners = start[alone], end[alone], claim[alone]
    if not alone.all():
        painted = _paint(start[~alone], end[~alone], rank[~alone], claim[~alone])
        begins, stops, owners = map(np.append, (begins, stops, owners), painted)
        order = np.argsort(begins)
        begins, stops, owners = begins[order], stops[order], owners[order]
    return pl.DataFrame({"start": begins, "end": stops, "claim": owners})


def _paint(start: Ints, end: Ints, rank: Ints, claim: Ints) -> tuple[Ints, Ints, Ints]:
    """Paint claims over the stretches between all their edges, the strongest claim last."""
    edges = np.unique(np.append(start, end))
    owner = np.full(len(edges), UNCLAIMED)
    weakest_first = np.lexsort((claim, start, rank))[::-1]
    low, high = np.searchsorted(edges, start), np.searchsorted(edges, end)
    for number in weakest_first.tolist():
        owner[low[number] : high[number]] = claim[number]
    opens = np.flatnonzero(np.diff(owner, prepend=UNCLAIMED))
    # nobody owns what is behind the last edge
    closes = np.append(opens[1:], [len(edges) - 1])
    owned = owner[opens] != UNCLAIMED
    return edges[opens[owned]], edges[closes[owned]], owner[opens[owned]]
