"""The picture of what pages are made of: what was kept by label, what was removed by step."""

from __future__ import annotations

from typing import Final

import polars as pl

from clean.documents.drawing import WIDTH, hatched, legend, line, picture, rect, text
from clean.documents.measures import Measures
from clean.documents.named_figures import ARTICLE, count, share
from clean.wording import many
from schemas.spans import OF_COMMENTS

__all__ = ["composition_alt", "composition_picture"]

_LEFT: Final = 216
_RIGHT: Final = 96
_BAR: Final = 20
_STEP: Final = 30
_TOP: Final = 84
_NAMED_STEPS: Final = 6
_NAMED_SITES: Final = 12
_NAMED_IN_ALT: Final = 3
_GAP: Final = 1.0

_KEPT: Final = {
    "body": "text of the article",
    "head": "its title, dates, notes and the like",
    "comment": "comments",
}
_OTHER: Final = {"withdrawn": "withdrawn", "space": "white space between blocks"}


def composition_alt(measures: Measures) -> str:
    """Return what the picture shows, with its main figures, for those who do not see it."""
    whole = measures.characters
    removed = _removed_by_step(measures)
    most = [f"{step} ({share(size, whole)})" for step, size in removed[:_NAMED_IN_ALT]]
    by_step = f", most of it by {', '.join(most)}" if most else ""
    gone = measures.size_of("withdrawn")
    withdrawn = f"{share(gone, whole)} were withdrawn, " if gone else ""
    units = "page" if measures.pages is not None else "site"
    return (
        f"Stacked bars, one per {units}, of {many(measures.facts['pages'], 'page')} with {count(whole)} raw "
        f"characters: {share(measures.size_of(*OF_COMMENTS), whole)} are comments, "
        f"{share(measures.size_of(*ARTICLE), whole)} belong to articles, "
        f"{share(measures.size_of('removed'), whole)} were removed{by_step}, "
        f"{withdrawn}and {share(measures.size_of('space'), whole)} are white space between blocks."
    )


def _removed_by_step(measures: Measures) -> list[tuple[str, int]]:
    steps = (
        measures.steps.filter(label="removed")
        .group_by("step")
        .agg(pl.col("characters").sum())
        .sort("characters", "step", descending=[True, False])
    )
    return [(str(step), int(size)) for step, size in steps.iter_rows()]


def composition_picture(measures: Measures) -> str:
    """Return the SVG file: a bar per page, or per site where pages are many, and one for all of them."""
    steps = [step for step, _ in _removed_by_step(measures)]
    fills = {step: f"removed-{place}" for place, step in enumerate(steps[:_NAMED_STEPS], 1)}
    order = ["body", "head", "comment", *fills.values(), "removed-rest", *_OTHER]
    rows = _rows(measures)
    parts = [
        text(24, 34, f"What each {'page' if measures.pages is not None else 'site'} is made of", "title"),
        text(24, 56, "shares of its raw characters; what is hatched was removed, by step", "less"),
        *_axis(_TOP - 10, _TOP + len(rows) * _STEP + 6),
    ]
    y = _TOP
    for place, (name, note, owners) in enumerate(rows):
        last = place == len(rows) - 1
        y = _TOP + place * _STEP + (8 if last else 0)
        parts += _bar(y, name, note, _sizes(owners, fills), order)
    words = {**_KEPT, **{fill: step for step, fill in fills.items()}}
    if len(steps) > _NAMED_STEPS:
        words["removed-rest"] = many(len(steps) - _NAMED_STEPS, "other step")
    words |= {label: name for label, name in _OTHER.items() if measures.size_of(label)}
    entries = [(fill, words[fill]) for fill in order if fill in words]
    swatches, height = legend(entries, y + 64)
    title = (
        "What each page is made of"
        if measures.pages is not None
        else "What the pages of each site are made of"
    )
    return picture(title, composition_alt(measures), y + 64 + height + 12, [*parts, *swatches])


def _rows(measures: Measures) -> list[tuple[str, str, pl.DataFrame]]:
    """Return the name, the note and the owners of each bar."""
    owners = measures.owners
    rows = []
    if measures.pages is not None:
        for page in measures.pages.iter_rows(named=True):
            found = owners.filter(pl.col("key") == page["page_id"])
            rows.append((page["page_id"], count(page["characters"]), found))
    else:
        listed = measures.sites.head(_NAMED_SITES)
        for site in listed.iter_rows(named=True):
            found = owners.filter(pl.col("key").eq_missing(site["site"]))
            rows.append((site["site"] or "site unknown", count(site["characters"]), found))
        others = measures.sites.slice(_NAMED_SITES)
        if others.height:
            found = owners.join(others, left_on="key", right_on="site", how="semi", nulls_equal=True)
            rows.append(
                (f"{count(others.height)} other sites", count(int(others["characters"].sum())), found)
            )
    return [*rows, (f"all {many(measures.facts['pages'], 'page')}", count(measures.characters), owners)]


def _sizes(owners: pl.DataFrame, fills: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Return the length and the words of each fill in a bar."""
    sizes: dict[str, int] = {}
    words: dict[str, str] = {}
    for label, step, size in owners.select("label", "step", "characters").iter_rows():
        if label == "removed":
            fill = fills.get(step, "removed-rest")
            words[fill] = f"removed: {step if step in fills else 'other steps'}"
        else:
            fill = "head" if label in ARTICLE and label != "body" else label
            fill = "comment" if label in OF_COMMENTS else fill
            words[fill] = {**_KEPT, **_OTHER}[fill]
        sizes[fill] = sizes.get(fill, 0) + size
    return {fill: (size, words[fill]) for fill, size in sizes.items()}


def _bar(y: float, name: str, note: str, sizes: dict[str, tuple[int, str]], order: list[str]) -> list[str]:
    width = WIDTH - _LEFT - _RIGHT
    whole = sum(size for size, _ in sizes.values())
    parts = [
        text(_LEFT - 12, y + 14.5, name, anchor="end", limit=27),
        text(WIDTH - 24, y + 14.5, note, "less", anchor="end"),
    ]
    before = 0
    for fill in order:
        size, words = sizes.get(fill, (0, ""))
        if size:
            x, end = _LEFT + width * before / whole, _LEFT + width * (before + size) / whole
            # A gap in the background's colour parts neighbours; what is thinner than that stays as it is.
            wide = max(end - x - _GAP, min(end - x, _GAP))
            tip = f"{words}: {count(size)} characters, {share(size, whole)}"
            parts.append(rect((x, y, wide, _BAR), fill, tip, hatch=hatched(fill)))
            before += size
    return parts


def _axis(top: float, bottom: float) -> list[str]:
    parts = []
    for quarter in range(5):
        x = _LEFT + (WIDTH - _LEFT - _RIGHT) * quarter / 4
        parts += [
            line(x, top, x, bottom + 8),
            text(x, bottom + 24, f"{25 * quarter} %", "less", anchor="middle"),
        ]
    return [*parts, text(WIDTH - 24, top - 2, "characters", "less", anchor="end")]
