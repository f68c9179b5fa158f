"""What the steps removed although the gold has it: the share of each step, and the lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from clean.score.articles import counted_pages
from clean.score.gold import ArticlePage
from clean.score.shingles import LENGTH, bag, words

__all__ = ["LostLine", "StepLoss", "step_losses"]


@dataclass(frozen=True)
class LostLine:
    """A line that a rule removed and the gold has; `words` counts them."""

    page_id: str
    step: str
    rule: str
    words: int
    text: str


@dataclass(frozen=True)
class StepLoss:
    """What one step removed: words that the gold has, words that it has not, and the share of all gold words.

    `lines` are the longest of the lost lines, longest first.
    """

    step: str
    lost: int
    rightly: int
    share: float
    lines: tuple[LostLine, ...]


def step_losses(
    pages: Iterable[ArticlePage], field: str, spans: Mapping[str, pl.DataFrame], lines: int
) -> list[StepLoss]:
    """Return the losses of every step that removed anything, largest first.

    `spans` gives the rows of the table spans by page id. A removed line counts as lost if most of its
    shingles are in the gold; one too short for a shingle, if the gold has it as a line.
    """
    found: dict[str, list[LostLine]] = defaultdict(list)
    rightly: Counter[str] = Counter()
    total = 0
    for page in counted_pages(pages, field):
        total += len(words(page.gold))
        removed = spans[page.id].filter(pl.col("label") == "removed") if page.id in spans else None
        if removed is None or removed.is_empty():
            continue
        gold = bag(page.gold)
        gold_lines = {tuple(words(line)) for line in page.gold.split("\n")}
        for step, rule, text in removed.select("step", "rule", "text").iter_rows():
            for line in (text or "").split("\n"):
                number = len(words(line))
                if not number:
                    continue
                shingles = bag(line)
                if number < LENGTH:
                    lost = tuple(words(line)) in gold_lines
                else:
                    lost = 2 * (shingles & gold).total() > shingles.total()
                if lost:
                    found[step].append(LostLine(page.id, step, rule, number, line))
                else:
                    rightly[step] += number
    return sorted(
        (
            StepLoss(
                step,
                sum(line.words for line in found[step]),
                rightly[step],
                sum(line.words for line in found[step]) / total if total else 0.0,
                tuple(sorted(found[step], key=lambda line: (-line.words, line.page_id, line.text))[:lines]),
            )
            for step in {*found, *rightly}
        ),
        key=lambda loss: (-loss.lost, loss.step),
    )
