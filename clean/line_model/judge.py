"""What a model makes of the lines of a batch: their points, where they stand, which it claims, and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints
from clean.line_model.features import PARAGRAPH_WORDS, Features, features_of
from clean.line_model.model import LineModel
from clean.line_model.says import ideas
from clean.line_model.sums import up_to
from clean.lines import Flags, Lines

__all__ = ["Judged", "judge"]

# A page needs so many lines of running text that the model takes for text of the article; a shorter one gives
# too little to compare a line with.
PARAGRAPHS = 2
_NAMED = 3
# A line of so many words is a sentence, whatever it ends in: a note number, a colon, a closing bracket.
LONG_WORDS = 25


@dataclass(frozen=True)
class Judged:
    """What a model makes of the lines of a batch that no step claims.

    `features`: what it sees of them; `points`: of each, above 0 for text; `position`: 0 above the first
    paragraph that is kept, 1 below it, 2 below the last one; `certain`: the page has enough text to judge by.
    """

    model: LineModel
    features: Features
    points: NDArray[np.int32]
    position: Ints
    certain: Flags

    def claimed(self) -> Ints:
        """Return which of the lines the model claims, as places in `points`."""
        *by_place, of_sentence = self.model.claims_below
        sentence = self.features.sentence | (self.features.table["words"] >= LONG_WORDS)
        below = np.array(by_place, np.int32)[self.position]
        below = np.where(sentence, np.minimum(below, of_sentence), below)
        return np.flatnonzero(self.certain & (self.points < below))

    def reasons(self, places: Ints) -> list[str]:
        """Say for some of the lines which ideas speak most against them."""
        if not len(places):
            return []
        names, shares = self.model.forest.shares(self.features.table, places)
        told, columns = ideas(names)
        sums = np.stack([shares[:, numbers].sum(axis=1) for numbers in columns], axis=1)
        strongest = np.argsort(sums, axis=1, kind="stable")[:, :_NAMED]
        return [
            "; ".join(told[idea] for idea in of_line if against[idea] < 0)
            for of_line, against in zip(strongest.tolist(), sums.tolist(), strict=True)
        ]


def judge(lines: Lines, model: LineModel) -> Judged:
    """Return what a model makes of the lines of a batch."""
    features = features_of(lines)
    rows, sums = features.rows, features.sums
    points = model.forest.points(features.table, len(rows))
    paragraph = np.zeros(lines.lines.height, np.bool_)
    paragraph[rows] = (points > 0) & (features.table["words"] >= PARAGRAPH_WORDS)
    kept, at = up_to(paragraph), sums.at(rows)
    above, whole = at.above(kept), at.all(kept)
    up_to_here = above + paragraph[rows]
    position = np.where(up_to_here == 0, 0, np.where(up_to_here == whole, 2, 1))
    # the last paragraph itself stands inside the article
    position[paragraph[rows]] = 1
    return Judged(model, features, points, position, whole >= PARAGRAPHS)
