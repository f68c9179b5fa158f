"""Trees of whole numbers: what a model is made of, and their sum for every line of a batch.

A tree asks the same few questions of every line, is a feature above a number, and has a value for each
combination of answers. Features, numbers and values are whole, and so is the sum: the same on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints

__all__ = ["UNIT", "Forest", "Tree"]

#: So many points are one unit of log-odds.
UNIT = 1000


@dataclass(frozen=True)
class Tree:
    """Questions `features[i]` > `above[i]`, and `leaves`: points for each combination of answers.

    The first question is the lowest bit of a combination: the last leaf is that of all answered with yes.
    """

    features: tuple[str, ...]
    above: tuple[int, ...]
    leaves: tuple[int, ...]

    def falls(self, columns: Mapping[str, NDArray[np.int16]]) -> NDArray[np.uint8]:
        """Return the leaf into which each line falls."""
        leaf = (columns[self.features[0]] > self.above[0]).view(np.uint8)
        for bit, (feature, above) in enumerate(zip(self.features[1:], self.above[1:], strict=True), start=1):
            leaf = leaf | ((columns[feature] > above).view(np.uint8) << np.uint8(bit))
        return leaf

    @cached_property
    def mean(self) -> float:
        """The mean of the leaves."""
        return sum(self.leaves) / len(self.leaves)


@dataclass(frozen=True)
class Forest:
    """Trees whose leaves add up, and where the sum starts."""

    start: int
    trees: tuple[Tree, ...]

    def points(self, columns: Mapping[str, NDArray[np.int16]], height: int) -> NDArray[np.int32]:
        """Return the sum for each line: above 0, the line is rather text of the article."""
        total = np.full(height, self.start, np.int32)
        for tree in self.trees:
            total += np.array(tree.leaves, np.int32).take(tree.falls(columns))
        return total

    def features(self) -> set[str]:
        """Return the names of the features that some tree asks for."""
        return {feature for tree in self.trees for feature in tree.features}

    def shares(self, columns: Mapping[str, NDArray[np.int16]], rows: Ints) -> tuple[list[str], Ints]:
        """Return what each feature adds to the points of some lines, in UNIT * 64ths: names, rows x names.

        A question counts with what its answer changes in the mean of the leaves that are still open; the
        parts of a tree add up to its leaf less the mean of its leaves.
        """
        names = sorted(self.features())
        place = {name: number for number, name in enumerate(names)}
        found = np.zeros((len(rows), len(names)), np.int64)
        for tree in self.trees:
            open_ = np.array(tree.leaves, np.int64) * 64
            depth = len(tree.features)
            leaf = tree.falls({name: columns[name][rows] for name in tree.features}).astype(np.int64)
            known = np.repeat(open_.sum() >> depth, len(rows))
            means = open_.reshape(-1)
            index = np.zeros(len(rows), np.int64)
            for bit, feature in enumerate(tree.features):
                # mean over the answers that are not looked at yet
                index |= leaf & (1 << bit)
                later = depth - bit - 1
                grouped = means.reshape(1 << later, 1 << (bit + 1)).sum(axis=0) >> later
                now = grouped[index]
                found[:, place[feature]] += now - known
                known = now
        return names, found
