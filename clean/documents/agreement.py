"""Whether a document says what the data say: figure by figure, and block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from clean.documents.loose_numbers import loose_numbers
from clean.documents.marks import Mark, find_marks, replaced
from clean.errors import FaultList, did_you_mean, shown

__all__ = ["Figures", "disagreements", "read_marks", "unmarked", "with_figures"]

_CELLS: Final = re.compile(r"(?<!\\)\|")
_LISTED_LINES: Final = 5


@dataclass(frozen=True)
class Figures:
    """What the data say: the figures that a sentence may name, and the blocks, by name."""

    named: Mapping[str, str]
    blocks: Mapping[str, str]

    def of(self, mark: Mark) -> str:
        """Return what belongs between a pair of marks."""
        return (self.blocks if mark.kind == "begin" else self.named)[mark.name]


def read_marks(text: str, place: str, figures: Figures) -> list[Mark]:
    """Return the marks of a document. Raises InputErrors if a mark is faulty or names nothing known."""
    marks = find_marks(text, place)
    faults = FaultList()
    for mark in marks:
        known = figures.blocks if mark.kind == "begin" else figures.named
        if mark.kind != "fixed" and mark.name not in known:
            what = "block" if mark.kind == "begin" else "figure"
            faults.add(
                f"{place}, line {mark.line}: there is no {what} {shown(mark.name)}"
                f"{did_you_mean(mark.name, known) or '; `clean datasheet --figures` lists all.'}"
            )
    faults.raise_if_any()
    return marks


def with_figures(text: str, marks: list[Mark], figures: Figures) -> str:
    """Return the document with the figures and blocks that the data give."""
    return replaced(text, marks, figures.of)


def disagreements(text: str, marks: list[Mark], place: str, figures: Figures) -> Iterator[str]:
    """Yield a sentence for every figure, and every cell or line of a block, that is not what the data say."""
    for mark in marks:
        where = f"{place}, line {mark.line}"
        said = mark.content(text)
        if mark.kind == "fig" and said != figures.of(mark):
            yield _sentence(f"{where}: {mark.name}", said, figures.of(mark))
        elif mark.kind == "begin" and said != figures.of(mark):
            yield from _block(f"{where}: {mark.name}", said.split("\n"), figures.of(mark).split("\n"))


def _sentence(what: str, said: str, data: str) -> str:
    return f"{what} says {shown(said) or 'nothing'}, the data say {shown(data)}."


def _block(what: str, said: list[str], data: list[str]) -> Iterator[str]:
    """Compare two blocks row by row; rows of a table are told apart by their first cell."""
    head = _cells(data[0])
    if not head or _cells(said[0]) != head:
        pairs = [(a, b) for a, b in zip_longest(said, data, fillvalue="") if a != b]
        yield from (_sentence(what, *pair) for pair in pairs[:_LISTED_LINES])
        return
    rows = {_cells(row)[0]: row for row in said[2:] if _cells(row)}
    found = []
    for row in data[2:]:
        key = _cells(row)[0]
        old = rows.pop(key, None)
        if old is None:
            found.append(f"{what} lacks the row that the data have: {shown(row)}")
        elif old != row:
            found += _row(f"{what}, {key.strip('`')}", head, _cells(old), _cells(row))
    found += [f"{what} has a row that the data do not have: {shown(row)}" for row in rows.values()]
    yield from found[:_LISTED_LINES] or [
        f"{what} has its rows in another order than the data; write it anew."
    ]
    if len(found) > _LISTED_LINES:
        yield f"{what} has {len(found) - _LISTED_LINES} more differences."


def _row(what: str, head: list[str], said: list[str], data: list[str]) -> Iterator[str]:
    for column, old, new in zip_longest(head, said, data, fillvalue=""):
        if old != new:
            yield _sentence(f"{what}, {column or 'a cell too many'}", old, new)


def _cells(line: str) -> list[str]:
    if not line.startswith("|"):
        return []
    return [cell.strip() for cell in _CELLS.split(line.strip())[1:-1]]


def unmarked(text: str, marks: list[Mark], place: str) -> Iterator[str]:
    """Yield a sentence for every number in prose that is not marked."""
    for line, number in loose_numbers(text, marks):
        yield (
            f"{place}, line {line}: {shown(number)} is not marked; name the figure that it is "
            "(<!-- fig: NAME -->), or enclose it in <!-- fixed --> if no data can change it."
        )
