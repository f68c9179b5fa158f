"""Scoring a file of labelled pages: every figure, its measuring sticks, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clean.errors import CleanError, shown
from clean.rules.catalog import RuleSet
from clean.score.articles import (
    ArticleFigure,
    WorstPage,
    article_figures,
    counted_pages,
    text_of,
    worst_pages,
)
from clean.score.cleaning import clean_texts
from clean.score.gold import GoldFile, PredictedComment, json_lines
from clean.score.losses import StepLoss, step_losses
from clean.score.threads import ThreadScores, score_threads, thread_score

__all__ = ["ScoredFile", "read_predictions", "score_file"]

FIELDS = ("text_main", "text_full")


@dataclass(frozen=True)
class ScoredFile:
    """The figures of one file of labelled pages.

    Attributes:
        name, digest: the file's name, and the sha256 of its content.
        articles: scores by text, group and predictor; empty for a file of threads.
        worst: the pages with the lowest scores by text.
        losses: what each step removed although the gold has it, by text; empty for predictions of others.
        threads: scores by variant; empty for a file of articles.
    """

    name: str
    digest: str
    articles: tuple[ArticleFigure, ...] = ()
    worst: Mapping[str, list[WorstPage]] = field(default_factory=dict)
    losses: Mapping[str, list[StepLoss]] = field(default_factory=dict)
    threads: Mapping[str, ThreadScores] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Return the figures that floors can hold, by name, each between 0 and 1."""
        found = {}
        for row in self.articles:
            if row.whose == "cleaned":
                name = f"{row.field} {row.group}"
                found[f"{name} F1"] = row.scores.f1
                found[f"{name} recall"] = row.scores.recall
        for variant, scores in self.threads.items():
            found[f"threads {variant} F1"] = scores.f1
            found[f"threads {variant} exact"] = scores.exact
        return found


def score_file(
    gold: GoldFile,
    *,
    rules: RuleSet | None = None,
    predictions: Mapping[str, str | Sequence[PredictedComment]] | None = None,
    worst: int = 0,
) -> ScoredFile:
    """Clean the pages of a file and score the result, or score `predictions` of another tool instead.

    `worst` is how many of the lowest pages and of the lost lines of each step to name.
    """
    if gold.threads:
        found: Mapping[str, object] = (
            clean_texts({page.id: page.text for page in gold.threads}, rules).comments
            if predictions is None
            else predictions
        )
        variants = dict.fromkeys(page.variant for page in gold.threads)
        threads = {
            variant: score_threads(
                thread_score(page, _comments(found.get(page.id)))
                for page in gold.threads
                if page.variant == variant
            )
            for variant in variants
        }
        return ScoredFile(gold.name, gold.digest, threads=threads)
    return _score_articles(gold, rules, predictions, worst)


def _score_articles(
    gold: GoldFile,
    rules: RuleSet | None,
    predictions: Mapping[str, object] | None,
    worst: int,
) -> ScoredFile:
    figures: list[ArticleFigure] = []
    lowest, losses = {}, {}
    for name in FIELDS:
        pages = counted_pages(gold.articles, name)
        if not pages:
            continue
        if predictions is None:
            cleaned = clean_texts({page.id: text_of(page, name) for page in pages}, rules)
            bodies = cleaned.bodies
            losses[name] = step_losses(pages, name, cleaned.spans, worst)
        else:
            bodies = {page_id: text for page_id, text in predictions.items() if isinstance(text, str)}
        figures += article_figures(pages, name, bodies)
        lowest[name] = worst_pages(pages, name, bodies, worst)
    return ScoredFile(gold.name, gold.digest, tuple(figures), lowest, losses)


def _comments(found: object) -> Sequence[PredictedComment]:
    return found if isinstance(found, list) else []


def read_predictions(path: Path) -> dict[str, str | list[PredictedComment]]:
    """Read what another tool made: lines with `id`, and `text` or `comments` (depth, parent_index, body).

    Raises CleanError naming the line that is wrong.
    """
    found: dict[str, str | list[PredictedComment]] = {}
    for line, record in json_lines(path):
        text, comments = record.get("text"), record.get("comments")
        if isinstance(text, str):
            found[record["id"]] = text
        elif isinstance(comments, list):
            try:
                found[record["id"]] = [PredictedComment.model_validate(comment) for comment in comments]
            except ValueError as error:
                raise CleanError(
                    f"{shown(path)}, line {line}: a comment needs depth, parent_index and body."
                ) from error
        else:
            raise CleanError(
                f'{shown(path)}, line {line} has neither "text" nor a list of "comments"; write one of them.'
            )
    return found
