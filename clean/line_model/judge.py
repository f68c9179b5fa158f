"""From the lines of a batch to what a model makes of each: points, and the words for why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints
from clean.line_model.context import context_of
from clean.line_model.features import LONG_PROSE_WORDS, PROSE_WORDS, Table, features_of
from clean.line_model.model import LineModel
from clean.line_model.says import ideas
from clean.line_model.trees import Forest
from clean.lines import Lines

__all__ = ["Judged", "judge"]

# A page needs so many lines of running text that the model takes for text of the article; a shorter one gives
# too little to compare a line with.
PARAGRAPHS = 2
_NAMED = 3
# A line of so many words is a sentence, whatever it ends in: a note number, a colon, a closing bracket.
LONG_WORDS = 25


@dataclass(frozen=True)
class Judged:
    """What a model makes of the lines of a batch.

    `points`: of each line, above 0 for text, 0 for lines that other steps claim; `position`: 0 above the
    first paragraph that is kept, 1 below it, 2 below the last one; `certain`: the page has enough text to
    judge by.
    """

    model: LineModel
    table: Table
    points: NDArray[np.int32]
    position: Ints
    certain: NDArray[np.bool_]

    def claimed(self) -> Ints:
        """Return the lines that the model claims."""
        *by_place, of_sentence = self.model.claims_below
        words = self.table["words"]
        sentence = (words >= LONG_WORDS) | ((words >= PROSE_WORDS) & (self.table["ends_sentence"] > 0))
        below = np.array(by_place, np.int32)[self.position]
        below = np.where(sentence, np.minimum(below, of_sentence), below)
        free = (self.table["claimed"] == 0) & self.certain
        return np.flatnonzero(free & (self.points < below))

    def reasons(self, rows: Ints) -> list[str]:
        """Say for some lines which ideas speak most against them."""
        if not len(rows):
            return []
        names, shares = self.model.second.shares(self.table, rows)
        told, columns = ideas(names)
        sums = np.stack([shares[:, numbers].sum(axis=1) for numbers in columns], axis=1)
        strongest = np.argsort(sums, axis=1, kind="stable")[:, :_NAMED]
        return [
            "; ".join(told[idea] for idea in of_line if against[idea] < 0)
            for of_line, against in zip(strongest.tolist(), sums.tolist(), strict=True)
        ]


def judge(lines: Lines, model: LineModel) -> Judged:
    """Return what a model makes of the lines of a batch."""
    table, sums = features_of(lines)
    free = np.flatnonzero(table["claimed"] == 0)
    table |= context_of(_points(model.first, table, free), table, sums)
    points = _points(model.second, table, free)
    text = (points > 0) & (table["words"] >= LONG_PROSE_WORDS) & (table["claimed"] == 0)
    above = sums.above(text)
    below = sums.all(text) - above - text
    position = np.where(above + text == 0, 0, np.where(below + text == 0, 2, 1))
    return Judged(model, table, points, position, sums.all(text) >= PARAGRAPHS)


def _points(forest: Forest, table: Table, rows: Ints) -> NDArray[np.int32]:
    """Return the points of some lines, 0 for the others: on a page of many comments few lines are left."""
    height = len(table["claimed"])
    if len(rows) == height:
        return forest.points(table, height)
    points = np.zeros(height, np.int32)
    points[rows] = forest.points({name: table[name][rows] for name in forest.features()}, len(rows))
    return points
