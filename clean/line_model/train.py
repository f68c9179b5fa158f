"""Training a line model from labelled pages: the same pages and the same code give the same file."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clean.batch import pages_of
from clean.claims import claims_of
from clean.errors import CleanError
from clean.joined import Ints
from clean.line_model.boosting import Growth, grow
from clean.line_model.features import Table, features_of
from clean.line_model.labelled import VARIANTS, LabelledPage, gold_words
from clean.line_model.model import CASES, written
from clean.line_model.trees import Forest
from clean.lines import split_lines
from clean.rules.load import load_rules

__all__ = ["GROWTH", "Material", "forest_of", "material", "train"]

GROWTH = Growth()
#: Points below which a line is claimed, by case. Chosen on pages of other sites than those of the
#: training (see the card), so that no more than a hundredth of the text is lost.
CLAIMS_BELOW = dict(zip(CASES, (0, -2000, -500, -1000, -1500, -2500), strict=True))

# With fewer sites a model learns their pages, not what pages have in common.
_LEAST_SITES = 4
# A line counts with its words and so many more: short lines are many, and their kinds are what is learned.
_HEADSTART = 20
# No line counts more than this share of its page's article, and no page has fewer words than this.
_MOST, _LEAST_WORDS = 0.1, 50

Told = Callable[[str], None]


@dataclass(frozen=True)
class Material:
    """Lines to train on, those that no step claims: features, and what the gold says of them.

    `good`: whether a line is text of the article; `weight`: what it counts, 0 for lines that have no word;
    `site`: number of its site, from 0.
    """

    table: Table
    good: NDArray[np.float64]
    weight: NDArray[np.float64]
    site: Ints


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
    features = features_of(lines)
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
    counts, found, size = (np.concatenate(parts)[features.rows] for parts in (words, covered, sizes))
    names: dict[str, int] = {}
    sites = np.array([names.setdefault(page.site, len(names)) for page in pages], np.int64)
    return Material(
        features.table,
        (2 * found >= counts).astype(np.float64),
        np.where(counts > 0, np.minimum((counts + _HEADSTART) / size, _MOST), 0),
        sites[owner[of_page[features.rows]]],
    )


def forest_of(lines: Material, growth: Growth, rows: NDArray[np.bool_] | None = None) -> Forest:
    """Grow a forest on lines, or on some of them."""
    some = lines.weight > 0 if rows is None else rows & (lines.weight > 0)
    table = {name: column[some] for name, column in lines.table.items()}
    return grow(table, lines.good[some], lines.weight[some], lines.site[some], growth)


def train(pages: Sequence[LabelledPage], told: Told | None = None) -> str:
    """Return a model of labelled pages, as the text of its file. `told` is called with what comes next.

    Raises CleanError if the pages are of too few sites, or their lines are all good or all bad.
    """
    say = told or (lambda _: None)
    say("reading the lines of the pages")
    lines = material(pages)
    seen = lines.good[lines.weight > 0]
    if len(np.unique(lines.site)) < _LEAST_SITES:
        raise CleanError(
            f"these pages are of fewer than {_LEAST_SITES} sites; "
            "a model needs more to tell sites from pages."
        )
    if not 0 < seen.sum() < len(seen):
        raise CleanError("these pages hold only text of articles, or none of it; a model needs both.")
    say(f"growing {GROWTH.trees} trees on {len(seen)} lines")
    return written(forest_of(lines, GROWTH), CLAIMS_BELOW, _about(pages, lines))


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
        "growth": asdict(GROWTH),
    }
