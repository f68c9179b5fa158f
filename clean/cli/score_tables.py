"""The scores of labelled pages as tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clean.cli.terminal import console
from clean.cli.terminal import show as print_parts
from clean.errors import shown
from clean.score.losses import StepLoss
from clean.score.scoring import ScoredFile
from clean.wording import many

__all__ = ["show"]

_SHOWN = 100
"""Characters of a lost line that are shown."""


def show(files: Sequence[ScoredFile], worst: int) -> None:
    """Print the scores of every file; with `worst`, the lowest pages and the lines that each step lost."""
    parts: list[RenderableType] = []
    for file in files:
        parts += [_articles(file)] if file.articles else [_threads(file)]
        parts += [_losses(name, losses) for name, losses in file.losses.items() if losses]
        if worst:
            parts += [_lines(name, losses) for name, losses in file.losses.items()]
            parts += [_lowest(file, name) for name in file.worst]
    print_parts(console(), *(Padding(part, (0, 0, 1, 0)) for part in parts))


def _table(title: str, texts: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(
        title=Text(title, "bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for name in texts:
        table.add_column(name)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _articles(file: ScoredFile) -> Table:
    table = _table(
        shown(file.name),
        ["text", "pages of", "whose"],
        ["pages", "precision", "recall", "F1", "F1, title free"],
    )
    for row in file.articles:
        scores = row.scores
        table.add_row(
            row.field,
            shown(row.group),
            row.whose,
            str(scores.pages),
            *(f"{value:.4f}" for value in (scores.precision, scores.recall, scores.f1, row.free_title.f1)),
            style="bold" if row.whose == "cleaned" else None,
        )
    return table


def _threads(file: ScoredFile) -> Table:
    table = _table(shown(file.name), ["variant"], ["pages", "precision", "recall", "F1", "exact trees"])
    for variant, scores in file.threads.items():
        table.add_row(
            shown(variant),
            str(scores.pages),
            *(f"{value:.4f}" for value in (scores.precision, scores.recall, scores.f1, scores.exact)),
        )
    return table


def _losses(name: str, losses: Sequence[StepLoss]) -> Table:
    table = _table(
        f"{name}: words removed, by step",
        ["step"],
        ["rightly", "the gold has", "of what was removed", "of the gold"],
    )
    for loss in losses:
        removed = loss.lost + loss.rightly
        table.add_row(
            loss.step,
            str(loss.rightly),
            str(loss.lost),
            f"{100 * loss.lost / removed:.1f} %",
            f"{100 * loss.share:.3f} %",
        )
    return table


def _lines(name: str, losses: Sequence[StepLoss]) -> Text:
    lines = [Text(f"{name}: lines lost, longest first", "bold")]
    for loss in losses:
        lines += [
            Text(f"{line.step} / {line.rule}, {shown(line.page_id)}: {shown(line.text.strip()[:_SHOWN])}")
            for line in loss.lines
        ]
    return Text("\n").join(lines)


def _lowest(file: ScoredFile, name: str) -> Table:
    pages = file.worst[name]
    table = _table(
        f"{name}: the {many(len(pages), 'page')} with the lowest F1", ["page"], ["precision", "recall", "F1"]
    )
    for page in pages:
        table.add_row(
            shown(page.page_id), *(f"{value:.3f}" for value in (page.precision, page.recall, page.f1))
        )
    return table
