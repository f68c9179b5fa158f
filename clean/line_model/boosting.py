"""Growing a forest from labelled lines: gradient boosting of trees that ask the same questions of every line.

The method is that of Friedman (Greedy function approximation, 2001) with Newton steps, for the log-loss, on
trees of one question a level as in CatBoost (Prokhorenkova et al., 2018). Gradients are rounded to whole
numbers, so that their sums do not depend on the order in which a machine adds; with the seed, the same lines
give the same forest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints
from clean.line_model.trees import UNIT, Forest, Tree

__all__ = ["Growth", "grow"]

Columns = Mapping[str, NDArray[np.int16]]
Floats = NDArray[np.float64]

# Gradients are rounded to this part of a line's weight.
_GRAIN = 1 << 16


class _Binned(NamedTuple):
    """Features as numbers of the bin into which the cuts of each part it."""

    bins: Mapping[str, NDArray[np.uint8]]
    cuts: Mapping[str, NDArray[np.int16]]


class _Cells(NamedTuple):
    """For each line the number of its leaf and bin in one, and how many leaves there are."""

    cell: Ints
    leaves: int


@dataclass(frozen=True)
class Growth:
    """How a forest grows.

    `trees`: how many; `depth`: questions of each; `rate`: share of a Newton step that a tree takes;
    `damping`: weight that is added to each leaf, a line of mean weight being 1; `features`: share of the
    features that a tree may ask for; `lines`: share of the groups of lines that it sees; `cuts`: numbers to
    which a feature is compared, at most; `seed`: of the generator that chooses features and groups.
    """

    trees: int = 120
    depth: int = 6
    rate: float = 0.1
    damping: float = 40.0
    features: float = 0.3
    lines: float = 0.5
    cuts: int = 31
    seed: int = 1


def grow(columns: Columns, good: Floats, weight: Floats, group: Ints, growth: Growth) -> Forest:
    """Grow a forest that tells good lines from others.

    `good`: share of each line that is good, 0 to 1; `weight`: how much it counts; `group`: number of the site
    it stands on, from 0: a tree sees all lines of a site or none.
    """
    random = np.random.Generator(np.random.PCG64(growth.seed))
    names = sorted(columns)
    cuts = {name: _cuts(columns[name], growth.cuts) for name in names}
    names = [name for name in names if len(cuts[name])]
    bins = {name: np.searchsorted(cuts[name], columns[name]).astype(np.uint8) for name in names}
    weight = weight * (len(weight) / max(weight.sum(), 1e-9))
    prior = float((good * weight).sum() / weight.sum())
    start = round(UNIT * float(np.log(max(prior, 1e-6) / max(1 - prior, 1e-6))))
    points = np.full(len(good), start, np.int64)
    groups = int(group.max()) + 1
    trees = []
    for _ in range(growth.trees):
        chance = 1 / (1 + np.exp(-points / UNIT))
        slope = np.rint((good - chance) * weight * _GRAIN)
        bend = np.rint(chance * (1 - chance) * weight * _GRAIN)
        seen = np.flatnonzero((random.random(groups) < growth.lines)[group])
        asked = random.permutation(len(names))[: max(growth.depth, round(len(names) * growth.features))]
        some = [names[number] for number in sorted(asked.tolist())]
        binned = _Binned({name: bins[name][seen] for name in some}, cuts)
        tree = _tree(some, binned, slope[seen], bend[seen], growth)
        trees.append(tree)
        points += np.array(tree.leaves, np.int64)[tree.falls(columns)]
    return Forest(start, tuple(trees))


def _cuts(column: NDArray[np.int16], most: int) -> NDArray[np.int16]:
    """Return numbers that part a column into about equal shares."""
    values, counts = np.unique(column, return_counts=True)
    if len(values) <= most + 1:
        return values[:-1]
    reached = np.cumsum(counts)
    wanted = reached[-1] * np.arange(1, most + 1) // (most + 1)
    found = np.unique(np.searchsorted(reached, wanted))
    chosen: NDArray[np.int16] = values[found[found < len(values) - 1]]
    return chosen


def _tree(names: list[str], binned: _Binned, slope: Floats, bend: Floats, growth: Growth) -> Tree:
    """Grow one tree, for the lines of `binned`, that asks for some of the features."""
    damping = growth.damping * _GRAIN
    leaf = np.zeros(len(slope), np.int64)
    questions: list[tuple[str, int]] = []
    for level in range(growth.depth):
        best = (-1.0, "", 0)
        for name in names:
            cells = _Cells(leaf * (len(binned.cuts[name]) + 1) + binned.bins[name], 1 << level)
            gains = _gains(cells, len(binned.cuts[name]) + 1, slope, bend, damping)
            cut = int(np.argmax(gains))
            if gains[cut] > best[0]:
                best = (float(gains[cut]), name, cut)
        _, name, cut = best
        questions.append((name, cut))
        leaf |= (binned.bins[name] > cut).astype(np.int64) << level
    size = 1 << growth.depth
    down, width = np.bincount(leaf, slope, size), np.bincount(leaf, bend, size)
    leaves = np.rint(growth.rate * UNIT * down / (width + damping)).astype(np.int64)
    return Tree(
        tuple(name for name, _ in questions),
        tuple(int(binned.cuts[name][cut]) for name, cut in questions),
        tuple(leaves.tolist()),
    )


def _gains(cells: _Cells, width: int, slope: Floats, bend: Floats, damping: float) -> Floats:
    """Return what each cut of a feature of `width` bins gains, over all leaves so far."""
    size = cells.leaves * width
    down = np.cumsum(np.bincount(cells.cell, slope, size).reshape(-1, width), axis=1)
    wide = np.cumsum(np.bincount(cells.cell, bend, size).reshape(-1, width), axis=1)
    left, right = down[:, :-1], down[:, -1:] - down[:, :-1]
    gains: Floats = left**2 / (wide[:, :-1] + damping) + right**2 / (wide[:, -1:] - wide[:, :-1] + damping)
    summed: Floats = gains.sum(axis=0)
    return summed
