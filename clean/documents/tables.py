"""The blocks of a document that are made from the data: tables, and pictures with their alt text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import polars as pl

from clean.documents.composition import composition_alt
from clean.documents.markdown import escaped
from clean.documents.measures import LISTED_PAGES, Measures
from clean.documents.named_figures import count, share
from clean.documents.thread_shapes import threads_alt
from clean.errors import shown
from clean.personal.policy import KINDS, STEP

__all__ = ["BLOCKS", "COMPOSITION", "THREADS", "blocks"]

COMPOSITION: Final = "figures/composition.svg"
"""Where a version has the picture of what its pages are made of."""

THREADS: Final = "figures/threads.svg"
"""Where a version has the picture of its threads."""

_LISTED_SITES: Final = 20
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+")


def blocks(measures: Measures, folder: str) -> dict[str, str]:
    """Return every block by its name; `folder` is the way from the document to the version, or empty."""
    way = f"{folder}/" if folder else ""
    return {name: made(measures, way) for name, made in BLOCKS.items()}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """Return a table whose first `words` columns are words and the others numbers."""
    rule = ["---"] * words + ["---:"] * (len(head) - words)
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _name(text: str) -> str:
    return f"`{text}`" if _PLAIN.fullmatch(text) else escaped(shown(text))


def _splits(measures: Measures, _: str) -> str:
    columns = ("pages", "comments", "spans", "words", "characters")
    rows = [
        [f"`{row['split']}`", *(count(row[column]) for column in columns)]
        for row in measures.splits.iter_rows(named=True)
    ]
    whole = ["all", *(count(int(measures.splits[column].sum())) for column in columns)]
    return _table(
        ["split", "articles", "comments", "spans", "words of articles", "raw characters"], [*rows, whole]
    )


_OF_PAGES: Final = (
    "words of articles",
    "comments recovered",
    "comments stated",
    "raw characters",
    "removed",
    "share removed",
)


def _of_pages(row: dict[str, int], *, single: bool) -> list[str]:
    stated = count(row["stated"]) if row["stating"] else "not stated"
    if row["stating"] and not single and row["stating"] < row["pages"]:
        where = f"{count(row['stating'])} of {count(row['pages'])} pages"
        stated = f"{stated} on {where}, {count(row['found_of_stated'])} recovered there"
    return [
        count(row["words"]),
        count(row["recovered"]),
        stated,
        count(row["characters"]),
        count(row["removed"]),
        share(row["removed"], row["characters"]),
    ]


def _sites(measures: Measures, _: str) -> str:
    listed, others = measures.sites.head(_LISTED_SITES), measures.sites.slice(_LISTED_SITES)
    rows = [
        [_name(row["site"]) if row["site"] else "unknown", count(row["pages"]), *_of_pages(row, single=False)]
        for row in listed.iter_rows(named=True)
    ]
    if others.height:
        row = others.drop("site").sum().row(0, named=True)
        rows.append([f"{count(others.height)} others", count(row["pages"]), *_of_pages(row, single=False)])
    return _table(["site", "pages", *_OF_PAGES], rows)


def _pages(measures: Measures, _: str) -> str:
    if measures.pages is None:
        return f"More than {LISTED_PAGES} pages are not listed one by one; the table of sites sums them up."
    rows = [
        [
            _name(row["page_id"]),
            _name(row["site"]) if row["site"] else "unknown",
            f"`{row['split']}`",
            *_of_pages(row, single=True),
        ]
        for row in measures.pages.iter_rows(named=True)
    ]
    return _table(["page", "site", "split", *_OF_PAGES], rows, words=3)


def _steps(measures: Measures, _: str) -> str:
    by_step = (
        measures.steps.group_by("step")
        .agg(
            pl.col("reason").unique().sort(),
            pl.col("label").unique().sort(),
            pl.col("spans", "characters").sum(),
        )
        .with_columns(removes=pl.col("label").list.contains("removed"))
        .sort("removes", "characters", "step", descending=[True, True, False])
    )
    rows = [
        [
            f"`{row['step']}`",
            f"masked in {', '.join(row['label'])}" if row["step"] == STEP else ", ".join(row["label"]),
            escaped("; ".join(row["reason"])),
            count(row["spans"]),
            count(row["characters"]),
            share(row["characters"], measures.characters),
        ]
        for row in by_step.iter_rows(named=True)
    ]
    return _table(["step", "becomes", "reason", "stretches", "characters", "share"], rows, words=3)


def _personal(measures: Measures, _: str) -> str:
    rows = []
    for kind, rule in KINDS.items():
        found = measures.personal.filter(rule=rule)
        places = (found.filter(pl.col("label") != "removed"), found.filter(label="removed"))
        decided = str(measures.policy.get(kind)) if measures.policy is not None else "not stated"
        rows.append([f"`{rule}`", _name(decided), *(count(int(part["spans"].sum())) for part in places)])
    return _table(["kind", "policy", "replaced in records", "replaced in what was removed"], rows, words=2)


def _labels(measures: Measures, _: str) -> str:
    by_label = (
        measures.steps.group_by("label")
        .agg(pl.col("spans", "characters").sum())
        .sort("characters", "label", descending=[True, False])
    )
    rows = [
        [
            f"`{row['label']}`",
            count(row["spans"]),
            count(row["characters"]),
            share(row["characters"], measures.characters),
        ]
        for row in by_label.iter_rows(named=True)
    ]
    return _table(["label", "stretches", "characters", "share"], rows)


def _columns(measures: Measures, _: str) -> str:
    rows = [
        [f"`{table}`", ", ".join(f"`{column}`" for column in columns)]
        for table, columns in measures.columns.items()
    ]
    return _table(["table", "columns"], rows, words=2)


def _composition(measures: Measures, way: str) -> str:
    return f"![{escaped(composition_alt(measures))}]({way}{COMPOSITION})"


def _threads(measures: Measures, way: str) -> str:
    if not measures.facts["comments"]:
        return "There are no comments, so there are no threads to show."
    return f"![{escaped(threads_alt(measures))}]({way}{THREADS})"


BLOCKS: Final[dict[str, Callable[[Measures, str], str]]] = {
    "splits": _splits,
    "sites": _sites,
    "pages": _pages,
    "labels": _labels,
    "steps": _steps,
    "personal": _personal,
    "columns": _columns,
    "composition": _composition,
    "threads": _threads,
}
"""The blocks by name, each made from measures and the way to the version's folder."""
