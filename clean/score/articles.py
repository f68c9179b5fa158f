"""Scores of cleaned articles on labelled pages, beside the unchanged text and the perfect choice of lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from clean.score.gold import ArticlePage
from clean.score.shingles import Scores, bag, compare, mean_scores, words

__all__ = ["ALL", "MAIN_RECALL", "ArticleFigure", "WorstPage", "article_figures", "worst_pages"]

MAIN_RECALL: Final = 0.9
"""Pages whose main text lost more of the article than this leaves do not count: nobody could restore it."""

ALL: Final = "all"
"""Name of the group of all pages."""

Texts = Mapping[str, str]
"""Text by page id; a page without one is scored as empty."""


@dataclass(frozen=True)
class ArticleFigure:
    """Scores of one kind of text on one group of pages.

    Attributes:
        field: which text of the pages was cleaned, `text_main` or `text_full`.
        group: the pages' set, or `ALL`.
        whose: "cleaned", "unchanged" or "best lines".
        scores: the standard figures.
        free_title: the figures if a line that repeats the page's title is forgiven.
    """

    field: str
    group: str
    whose: str
    scores: Scores
    free_title: Scores


@dataclass(frozen=True)
class WorstPage:
    """A page with its own precision, recall and F1 between 0 and 1."""

    page_id: str
    precision: float
    recall: float
    f1: float


def article_figures(pages: Iterable[ArticlePage], field: str, cleaned: Texts) -> list[ArticleFigure]:
    """Score `cleaned` and its two measuring sticks, for all pages and for each of their sets."""
    chosen = counted_pages(pages, field)
    gold = {page.id: bag(page.gold) for page in chosen}
    unchanged = {page.id: text_of(page, field) for page in chosen}
    rows: list[ArticleFigure] = []
    for whose, texts in (
        ("unchanged", unchanged),
        ("cleaned", cleaned),
        ("best lines", {page.id: best_lines(unchanged[page.id], page.gold) for page in chosen}),
    ):
        standard, free = {}, {}
        for page in chosen:
            text = texts.get(page.id, "")
            standard[page.id] = free[page.id] = compare(bag(text), gold[page.id])
            untitled = _without_title(page, text)
            if untitled != text:
                free[page.id] = compare(bag(untitled), gold[page.id])
        for group in (ALL, *sorted({page.set for page in chosen})):
            ids = [page.id for page in chosen if group in (ALL, page.set)]
            rows.append(
                ArticleFigure(
                    field,
                    group,
                    whose,
                    mean_scores(standard[page_id] for page_id in ids),
                    mean_scores(free[page_id] for page_id in ids),
                )
            )
    return sorted(rows, key=lambda row: (row.group != ALL, row.group))


def worst_pages(pages: Iterable[ArticlePage], field: str, cleaned: Texts, number: int) -> list[WorstPage]:
    """Return the pages with the lowest F1, worst first."""
    scored = [
        (page.id, compare(bag(cleaned.get(page.id, "")), bag(page.gold)))
        for page in counted_pages(pages, field)
    ]
    scored.sort(key=lambda item: (item[1].f1, item[0]))
    return [
        WorstPage(page_id, agreement.precision or 0.0, agreement.recall or 0.0, agreement.f1)
        for page_id, agreement in scored[:number]
    ]


def counted_pages(pages: Iterable[ArticlePage], field: str) -> list[ArticlePage]:
    """Return the pages that have the text and whose main text still holds the article."""
    return [page for page in pages if getattr(page, field) is not None and page.main_recall >= MAIN_RECALL]


def text_of(page: ArticlePage, field: str) -> str:
    """Return one of a page's texts."""
    return str(getattr(page, field))


def best_lines(text: str, gold: str) -> str:
    """Return the lines of a text that a perfect choice would keep.

    A line is kept if most of its shingles are still wanted: in the gold, and not yet taken by lines above.
    """
    wanted = bag(gold)
    singles = {tuple(words(line)) for line in gold.split("\n")}
    kept = []
    for line in text.split("\n"):
        shingles = bag(line)
        short = len(words(line)) < 4 and tuple(words(line)) in singles
        if short or 2 * (shingles & wanted).total() > shingles.total():
            kept.append(line)
            wanted -= shingles
    return "\n".join(kept)


def _without_title(page: ArticlePage, text: str) -> str:
    in_gold = {_folded(line) for line in page.gold.split("\n")}
    titles = {_folded(title) for title in page.titles} - {""} - in_gold
    return "\n".join(line for line in text.split("\n") if _folded(line) not in titles) if titles else text


def _folded(text: str) -> str:
    return " ".join(words(text.lower()))
