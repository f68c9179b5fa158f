"""What the second forest sees of a line besides its features: what the first makes of those around it."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints
from clean.line_model.features import CAP, Table, features_of
from clean.line_model.sums import PageSums, up_to

__all__ = ["context_of", "known_features"]

# Points of one line count as at most so many.
_MOST = 4000


def context_of(points: NDArray[np.int32], table: Table, sums: PageSums) -> Table:
    """Return columns about the first forest's points around each line; a claimed line counts as surely junk.

    Sums over stretches weigh a line by its words.
    """
    bounded = np.clip(points, -_MOST, _MOST).astype(np.int64)
    bounded[table["claimed"] > 0] = -_MOST
    words = np.maximum(table["words"].astype(np.int64), 1)
    heavy = bounded * np.minimum(words, 200)
    columns: dict[str, Ints] = {"first": bounded}
    for by in (-3, -2, -1, 1, 2, 3):
        columns[f"first{by:+d}"] = sums.beside(bounded, by, 0)
    heavy_to, weight_to, points_to = up_to(heavy), up_to(np.minimum(words, 200)), up_to(bounded)
    for above, below in ((3, 0), (0, 3), (8, 0), (0, 8), (20, 0), (0, 20)):
        weight = sums.window(weight_to, above, below)
        columns[f"first_{above}+{below}"] = sums.window(heavy_to, above, below) // np.maximum(weight, 1)
        height = sums.height(above, below)
        columns[f"lines_{above}+{below}"] = sums.window(points_to, above, below) // height
    heavy_above, weight_above = sums.above(heavy), sums.above(np.minimum(words, 200))
    all_heavy, all_weight = sums.all(heavy), sums.all(np.minimum(words, 200))
    columns["first_above"] = heavy_above // np.maximum(weight_above, 1)
    columns["first_below"] = (all_heavy - heavy_above - heavy) // np.maximum(
        all_weight - weight_above - words, 1
    )
    columns["first_page"] = all_heavy // np.maximum(all_weight, 1)
    good = bounded > 1500
    columns["good_above"] = np.minimum(sums.above(good & (words > 12)), CAP)
    columns["good_below"] = np.minimum(sums.all(good & (words > 12)) - sums.above(good & (words > 12)), CAP)
    up, down = sums.nearest_above(good & (words > 12)), sums.nearest_below(good & (words > 12))
    columns["to_good_above"], columns["to_good_below"] = sums.row - up, down - sums.row
    bad = bounded < -500
    columns["bad_run"] = np.where(bad, sums.nearest_below(~bad) - sums.nearest_above(~bad) - 1, 0)
    columns["worst_above"] = _worst_above(bounded, sums)
    columns["rise"], columns["fall"] = _turns(np.minimum(words, 60) * (bounded - 500) // 100, sums)
    return {name: np.clip(values, -CAP, CAP).astype(np.int16) for name, values in columns.items()}


def _worst_above(points: Ints, sums: PageSums) -> Ints:
    worst: Ints = np.minimum.reduce([sums.beside(points, -by, 0) for by in range(1, 9)])
    return worst


def _turns(heavy: Ints, sums: PageSums) -> tuple[Ints, Ints]:
    """Return how far the running sum of points lies below its highest value from each line on, and up to it.

    Behind the article the sum only falls: there the highest value lies above the line.
    """
    total = sums.above(heavy) + heavy
    # each page gets a range of its own, so that one pass serves all and no maximum crosses into the next
    own = sums.page * (np.int64(1) << 40)
    above = np.maximum.accumulate(total + own) - own - total
    below = np.maximum.accumulate((total - own)[::-1])[::-1] + own - total
    return below // 100, above // 100


@cache
def known_features() -> frozenset[str]:
    """Return the names of all that a model may ask for."""
    from clean.batch import pages_of
    from clean.lines import split_lines

    lines = split_lines(pages_of({"page": "A line"}))
    table, sums = features_of(lines)
    return frozenset({*table, *context_of(np.zeros(1, np.int32), table, sums)})
