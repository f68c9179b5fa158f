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

__all__ = ["MAX_DEPTH", "UNIT", "Forest", "Tree"]

#: So many points are one unit of log-odds.
UNIT = 1000
#: So many questions a tree asks at most: their answers are the bits of one byte.
MAX_DEPTH = 8

# Enough for few calls, few enough for the answers of all of them to stay in the processor's cache.
_LINES_AT_ONCE = 1024


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

    def added(self) -> tuple[list[str], Ints]:
        """Return the names of the features, and what each adds to the points in each leaf, in UNIT * 64ths.

        A question counts with what its answer changes in the mean of the leaves that are still open; the
        parts of a tree add up to its leaf less the mean of its leaves.
        """
        names, depth = sorted(set(self.features)), len(self.features)
        means, leaf = np.array(self.leaves, np.int64) * 64, np.arange(len(self.leaves))
        found = np.zeros((len(names), len(leaf)), np.int64)
        known = np.repeat(means.sum() >> depth, len(leaf))
        for bit, feature in enumerate(self.features):
            # mean over the answers that are not looked at yet
            later, answered = depth - bit - 1, 1 << (bit + 1)
            now = (means.reshape(1 << later, answered).sum(axis=0) >> later)[leaf % answered]
            found[names.index(feature)] += now - known
            known = now
        return names, found


@dataclass(frozen=True)
class Forest:
    """Trees whose leaves add up, and where the sum starts."""

    start: int
    trees: tuple[Tree, ...]

    def points(self, columns: Mapping[str, NDArray[np.int16]], height: int) -> NDArray[np.int32]:
        """Return the sum for each line: above 0, the line is rather text of the article."""
        leaves = self._tables[2]
        offsets = (np.arange(len(self.trees)) * (len(leaves) // len(self.trees)))[:, np.newaxis]
        total = np.full(height, self.start, np.int32)
        for first in range(0, height, _LINES_AT_ONCE):
            some = slice(first, first + _LINES_AT_ONCE)
            total[some] += leaves.take(self._falls(columns, some) + offsets).sum(axis=0, dtype=np.int32)
        return total

    def _falls(self, columns: Mapping[str, NDArray[np.int16]], some: Ints | slice) -> NDArray[np.uint8]:
        """Return the leaf of each tree into which some lines fall: trees x lines."""
        names, questions, _ = self._tables
        seen = np.stack([columns[name][some] for name in names])
        leaf = np.zeros((len(self.trees), seen.shape[1]), np.uint8)
        for bit, (feature, above) in enumerate(questions):
            leaf |= (seen[feature] > above).view(np.uint8) << np.uint8(bit)
        return leaf

    @cached_property
    def _tables(self) -> tuple[list[str], list[tuple[Ints, NDArray[np.int16]]], NDArray[np.int32]]:
        """Names of the features; the first, second, ... question of all trees; and the leaves of all of them.

        All trees ask as many questions here: those that a tree does not ask are never answered with yes.
        """
        names = sorted(self.features())
        place = {name: number for number, name in enumerate(names)}
        deepest = max(len(tree.features) for tree in self.trees)
        feature = np.zeros((deepest, len(self.trees)), np.int64)
        above = np.full((deepest, len(self.trees), 1), np.iinfo(np.int16).max, np.int16)
        leaves = np.zeros((len(self.trees), 1 << deepest), np.int32)
        for number, tree in enumerate(self.trees):
            depth = len(tree.features)
            feature[:depth, number] = [place[name] for name in tree.features]
            above[:depth, number, 0] = tree.above
            leaves[number, : 1 << depth] = tree.leaves
        return names, list(zip(feature, above, strict=True)), leaves.reshape(-1)

    def features(self) -> set[str]:
        """Return the names of the features that some tree asks for."""
        return {feature for tree in self.trees for feature in tree.features}

    def shares(self, columns: Mapping[str, NDArray[np.int16]], rows: Ints) -> tuple[list[str], Ints]:
        """Return what each feature adds to the points of some lines, in UNIT * 64ths: names, rows x names."""
        names, leaf = self._tables[0], self._falls(columns, rows)
        found = np.zeros((len(names), len(rows)), np.int64)
        for (asked, added), of_tree in zip(self._added, leaf, strict=True):
            found[asked] += added[:, of_tree]
        return names, found.T

    @cached_property
    def _added(self) -> list[tuple[list[int], Ints]]:
        """For each tree, the places of its features among all names, and what each adds in each leaf."""
        place = {name: number for number, name in enumerate(self._tables[0])}
        return [([place[name] for name in names], added) for names, added in map(Tree.added, self.trees)]
