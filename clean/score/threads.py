"""Agreement of rebuilt comment threads with the threads of the page.

Comments are aligned in order: a predicted comment can stand for a gold one if their words agree by an F1
of at least 0.9, and the alignment with the largest sum of agreements counts. A tree is exact if every
comment of the page was found, nothing else was, and every depth and parent is right. A reply whose parent
the source lost is right without a parent, or below its nearest ancestor that is left. Pingbacks are
neither asked for nor punished.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from clean.score.gold import GoldComment, PredictedComment, ThreadPage

__all__ = ["ThreadScore", "ThreadScores", "score_threads", "thread_score"]

SAME: Final = 0.9
"""Agreement of words from which on two texts are the same comment."""

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f]")


@dataclass(frozen=True)
class ThreadScore:
    """One page: numbers of comments found, predicted and there, and whether the tree is exact."""

    found: int
    predicted: int
    gold: int
    parents: int
    exact: bool


@dataclass(frozen=True)
class ThreadScores:
    """Many pages: precision, recall and F1 of the comments' boundaries, and the share of exact trees."""

    pages: int
    precision: float
    recall: float
    exact: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_threads(scores: Iterable[ThreadScore]) -> ThreadScores:
    """Sum up: every comment weighs the same, whatever its page."""
    pages = list(scores)
    found = sum(page.found for page in pages)
    predicted = sum(page.predicted for page in pages)
    gold = sum(page.gold for page in pages)
    return ThreadScores(
        pages=len(pages),
        precision=found / predicted if predicted else 0.0,
        recall=found / gold if gold else 0.0,
        exact=sum(page.exact for page in pages) / len(pages) if pages else 0.0,
    )


def thread_score(page: ThreadPage, predicted: Sequence[PredictedComment]) -> ThreadScore:
    """Score the comments found on one page."""
    gold = page.gold_comments
    gold_of = _aligned([comment.body for comment in predicted], [comment.body_text for comment in gold])
    pairs = [(at, to) for at, to in gold_of.items() if gold[to].kind == "comment"]
    pingbacks = len(gold_of) - len(pairs)
    parents = [_parent_is_right(predicted, at, gold[to], gold_of) for at, to in pairs]
    depths = all(predicted[at].depth == gold[to].depth for at, to in pairs)
    counted = sum(1 for comment in predicted if comment.body.strip()) - pingbacks
    wanted = sum(1 for comment in gold if comment.kind == "comment")
    return ThreadScore(
        found=len(pairs),
        predicted=counted,
        gold=wanted,
        parents=sum(parents),
        exact=depths and all(parents) and len(pairs) == counted == wanted,
    )


def _parent_is_right(
    predicted: Sequence[PredictedComment], at: int, gold: GoldComment, gold_of: dict[int, int]
) -> bool:
    parent = predicted[at].parent_index
    if parent is not None and not 0 <= parent < len(predicted):
        parent = None
    if gold.parent_dropped:
        ancestor = gold.nearest_kept_ancestor
        return parent is None or (ancestor is not None and gold_of.get(parent) == ancestor)
    if parent is None or gold.parent_index is None:
        return parent is None and gold.parent_index is None
    return gold_of.get(parent) == gold.parent_index


def _words(text: str) -> list[str]:
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return re.findall(r"\w+", folded) or [char for char in folded if not char.isspace()]


def _aligned(predicted: list[str], gold: list[str]) -> dict[int, int]:
    """Return the best alignment in order: index of the predicted comment to index of the gold one."""
    left = [Counter(_words(text)) for text in predicted]
    right = [Counter(_words(text)) for text in gold]
    same = [[_agreement(one, other) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            skipping = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = max(skipping, same[i][j] + best[i + 1][j + 1]) if same[i][j] else skipping
    found = {}
    i = j = 0
    while i < len(left) and j < len(right):
        if same[i][j] and best[i][j] == same[i][j] + best[i + 1][j + 1]:
            found[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _agreement(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    if not total or 2 * min(one.total(), other.total()) < SAME * total:
        return 0.0
    agreed = 2 * (one & other).total() / total
    return agreed if agreed >= SAME else 0.0
