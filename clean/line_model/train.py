"""Training a line model from labelled pages: the same pages and the same code give the same file.

Two forests are grown, one after the other. The second sees what the first makes of a line's neighbours; so
that it does not learn to trust the first more than it may, it is shown, for each page, the points of a forest
that was grown without the site of that page.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clean.batch import pages_of
from clean.claims import claims_of
from clean.errors import CleanError
from clean.joined import Ints
from clean.line_model.boosting import Growth, grow
from clean.line_model.context import context_of
from clean.line_model.features import Table, features_of
from clean.line_model.labelled import VARIANTS, LabelledPage, gold_words
from clean.line_model.model import CASES, written
from clean.line_model.sums import PageSums
from clean.line_model.trees import Forest
from clean.lines import split_lines
from clean.rules.load import load_rules

__all__ = ["FIRST", "SECOND", "Material", "forests", "material", "train"]

FIRST = Growth(trees=90, depth=5, features=0.16, lines=0.5, seed=1)
SECOND = replace(FIRST, seed=2)
#: The second forest sees points of first forests that were grown on the sites of all folds but one.
FOLDS = 4
#: Points below which a line is claimed, by case. Chosen on pages of other sites than those of the
#: training (see the card), so that no more than a hundredth of the text is lost.
CLAIMS_BELOW = dict(zip(CASES, (-400, -2000, -500, -1500), strict=True))

# A line counts with its words and so many more: short lines are many, and their kinds are what is learned.
_HEADSTART = 20
# No line counts more than this share of its page's article, and no page has fewer words than this.
_MOST, _LEAST_WORDS = 0.1, 50

Told = Callable[[str], None]


@dataclass(frozen=True)
class Material:
    """Lines to train on: features, pages, and what the gold says of them.

    `good`: whether a line is text of the article; `weight`: what it counts, 0 for lines that other steps
    claim or that have no word; `site`: number of its site, from 0; `page`: of its page.
    """

    table: Table
    sums: PageSums
    good: NDArray[np.float64]
    weight: NDArray[np.float64]
    site: Ints
    page: Ints


def material(pages: Sequence[LabelledPage]) -> Material:
    """Return the lines of labelled pages, each variant of a page as a page of its own."""
    texts = {
        f"{number:09d}.{place}": page.texts[variant]
        for number, page in enumerate(pages)
        for place, variant in enumerate(VARIANTS)
        if variant in page.texts
    }
    lines = split_lines(pages_of(texts))
    claims_of(lines, load_rules().without_model)
    table, sums = features_of(lines)
    owner = np.array([int(name.split(".", 1)[0]) for name in texts], np.int64)
    of_page = lines.ints("page")
    bounds = np.searchsorted(of_page, np.arange(len(texts) + 1)).tolist()
    words, covered, sizes = [], [], []
    shown = lines.lines["text"].to_list()
    for number, (first, stop) in enumerate(pairwise(bounds)):
        counts, found = gold_words(shown[first:stop], pages[owner[number]].gold)
        words.append(counts)
        covered.append(found)
        sizes.append(np.full(stop - first, max(int(found.sum()), _LEAST_WORDS)))
    counts, found, size = (np.concatenate(parts) for parts in (words, covered, sizes))
    free = (table["claimed"] == 0) & (counts > 0)
    names: dict[str, int] = {}
    sites = np.array([names.setdefault(page.site, len(names)) for page in pages], np.int64)
    return Material(
        table,
        sums,
        (2 * found >= counts).astype(np.float64),
        np.where(free, np.minimum((counts + _HEADSTART) / size, _MOST), 0),
        sites[owner[of_page]],
        of_page,
    )


def forests(
    lines: Material, growths: tuple[Growth, Growth], folds: int = FOLDS, told: Told | None = None
) -> tuple[Forest, Forest]:
    """Grow both forests on lines. `told` is called with what is grown next."""
    first, second = growths
    say = told or (lambda _: None)
    fold = lines.site % folds
    points = np.zeros(len(lines.good), np.int32)
    for number in range(folds):
        say(f"first forest without the sites of part {number + 1} of {folds}")
        inside = fold == number
        forest = _grown(lines, lines.table, ~inside, first)
        points[inside] = forest.points(_rows(lines.table, inside), int(inside.sum()))
    say("first forest")
    whole = np.ones(len(lines.good), np.bool_)
    one = _grown(lines, lines.table, whole, first)
    say("second forest")
    two = _grown(lines, lines.table | context_of(points, lines.table, lines.sums), whole, second)
    return one, two


def _rows(table: Table, rows: NDArray[np.bool_]) -> Table:
    return {name: column[rows] for name, column in table.items()}


def _grown(lines: Material, table: Table, rows: NDArray[np.bool_], growth: Growth) -> Forest:
    rows = rows & (lines.weight > 0)
    return grow(_rows(table, rows), lines.good[rows], lines.weight[rows], lines.site[rows], growth)


def train(pages: Sequence[LabelledPage], told: Told | None = None) -> str:
    """Return a model of labelled pages, as the text of its file.

    Raises CleanError if the pages are of less than FOLDS sites, or their lines are all good or all bad.
    """
    lines = material(pages)
    seen = lines.good[lines.weight > 0]
    if len(np.unique(lines.site)) < FOLDS:
        raise CleanError(
            f"these pages are of fewer than {FOLDS} sites; a model needs more to tell sites from pages."
        )
    if not 0 < seen.sum() < len(seen):
        raise CleanError("these pages hold only text of articles, or none of it; a model needs both.")
    one, two = forests(lines, (FIRST, SECOND), told=told)
    return written(one, two, CLAIMS_BELOW, _about(pages, lines))


def _about(pages: Sequence[LabelledPage], lines: Material) -> dict[str, Any]:
    digest = hashlib.sha256()
    for page in pages:
        for part in (page.id, page.site, *(page.texts.get(name, "") for name in VARIANTS), page.gold):
            digest.update(hashlib.sha256(part.encode()).digest())
    return {
        "pages": len(pages),
        "sites": len({page.site for page in pages}),
        "lines": int((lines.weight > 0).sum()),
        "of_the_article": int(lines.good[lines.weight > 0].sum()),
        "pages_sha256": digest.hexdigest(),
        "trees": [
            {"trees": growth.trees, "depth": growth.depth, "seed": growth.seed} for growth in (FIRST, SECOND)
        ],
    }
