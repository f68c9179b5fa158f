"""Agreement of two texts by their shingles, runs of four words.

The measure is that of the article extraction benchmark (Scrapinghub, 2020): bags of 4-grams of words with
their case; what is common, too much and missing, as shares of the page's sum, so that long pages weigh no
more than short ones; precision and recall are means over pages, and F1 is the harmonic mean of the two
means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["LENGTH", "Agreement", "Scores", "bag", "compare", "mean_scores", "words"]

LENGTH: Final = 4
"""Words in a shingle."""

Bag = Counter[tuple[str, ...]]

_WORD: Final = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words of a text in order: runs of letters, digits and underscores."""
    return _WORD.findall(text)


def bag(text: str) -> Bag:
    """Count the shingles of a text; a text of fewer than four words is one shingle, an empty one none."""
    found = words(text)
    if len(found) <= LENGTH:
        return Counter([tuple(found)] if found else [])
    return Counter(zip(*(found[offset:] for offset in range(LENGTH)), strict=False))


@dataclass(frozen=True)
class Agreement:
    """How the shingles of a predicted text and of the gold text agree: numbers of shingles."""

    common: int
    surplus: int
    missing: int

    @property
    def precision(self) -> float | None:
        """Share of the prediction that is in the gold; None where nothing was predicted."""
        predicted = self.common + self.surplus
        return self.common / predicted if predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was predicted; None where there is no gold."""
        gold = self.common + self.missing
        return self.common / gold if gold else None

    @property
    def f1(self) -> float:
        """Harmonic mean for this page alone; 1 where neither side has any text."""
        total = 2 * self.common + self.surplus + self.missing
        return 2 * self.common / total if total else 1.0


def compare(predicted: Bag, gold: Bag) -> Agreement:
    """Compare two bags of shingles."""
    common = (predicted & gold).total()
    return Agreement(common, predicted.total() - common, gold.total() - common)


@dataclass(frozen=True)
class Scores:
    """Means over pages, each between 0 and 1."""

    pages: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two means."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def mean_scores(agreements: Iterable[Agreement]) -> Scores:
    """Average over pages; a page counts for precision or recall only where that is defined."""
    pages = list(agreements)
    precisions = [page.precision for page in pages if page.precision is not None]
    recalls = [page.recall for page in pages if page.recall is not None]
    return Scores(len(pages), _mean(precisions), _mean(recalls))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
