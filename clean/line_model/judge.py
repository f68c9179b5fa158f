"""What a model makes of the lines of a batch: their points, where they stand, which it claims, and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints, sums
from clean.line_model.features import PARAGRAPH_WORDS, Features, features_of
from clean.line_model.model import LineModel
from clean.line_model.says import ideas
from clean.lines import Flags, Lines

__all__ = ["Judged", "judge"]

# A page needs so many paragraphs that the model takes for text of the article; one that has only so many
# sentences gives little to compare a line with, and one that has less gives nothing.
ENOUGH = 2
_NAMED = 3
# A line of so many words is a sentence, whatever it ends in: a note number, a colon, a closing bracket; and
# one of so many more is a paragraph that a reader would miss.
SENTENCE_WORDS, WHOLE_PARAGRAPH_WORDS = 25, 60


@dataclass(frozen=True)
class Judged:
    """What a model makes of the lines of a batch that no step claims.

    `features`: what it sees of them; `points`: of each, above 0 for text; `position`: 0 above the first
    paragraph that is kept, 1 below it, 2 below the last one; `paragraphs` and `sentences`: how many lines of
    its page are such, and text of the article by their points.
    """

    model: LineModel
    features: Features
    points: NDArray[np.int32]
    position: Ints
    paragraphs: Ints
    sentences: Ints

    def claimed(self) -> Ints:
        """Return which of the lines the model claims, as places in `points`."""
        *by_place, of_sentence, of_paragraph, of_sparse = self.model.claims_below
        words = self.features.table["words"]
        sentence = self.features.sentence | (words >= SENTENCE_WORDS)
        below = np.array(by_place, np.int32)[self.position]
        below = np.where(sentence, np.minimum(below, of_sentence), below)
        below = np.where(words >= WHOLE_PARAGRAPH_WORDS, np.minimum(below, of_paragraph), below)
        below = np.where(self.paragraphs < ENOUGH, np.minimum(below, of_sparse), below)
        return np.flatnonzero((self.sentences >= ENOUGH) & (self.points < below))

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
    at, rows = features.at, features.rows
    points = model.forest.points(features.table, len(rows))
    text = points > 0
    long = features.table["words"] >= PARAGRAPH_WORDS
    paragraphs, sentences = (
        sums(_of_all(lines, rows, flags)) for flags in (text & long, text & (long | features.sentence))
    )
    whole = at.all(paragraphs)
    reached = at.above(paragraphs) + (text & long)
    position = np.where(reached == 0, 0, np.where(reached == whole, 2, 1))
    # the last paragraph itself stands inside the article
    position[text & long] = 1
    return Judged(model, features, points, position, whole, at.all(sentences))


def _of_all(lines: Lines, rows: Ints, flags: Flags) -> Flags:
    """Return the flags of some lines as flags of all lines of the batch."""
    spread = np.zeros(lines.lines.height, np.bool_)
    spread[rows] = flags
    return spread
