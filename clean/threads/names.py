"""Where in the page the name and the date of a comment stand, to the character."""

import re
from dataclasses import dataclass

import numpy as np

from clean.lines import Flags, Ints, Lines
from clean.normalise import decode_references
from clean.raw_pages import RawPages
from clean.threads.signs import Signs

__all__ = ["NameParts", "foot_parts", "name_parts"]

_REFERENCE = re.compile(r"&#?[0-9A-Za-z]{1,32};")


@dataclass(frozen=True)
class NameParts:
    """Global code points, one value for each comment; a part that is not there is empty, at the text's start.

    `author_from` to `author_to` hold the name (and the list marker, where no more than that stands before
    it), `date_from` to `date_to` the date and the words around it. `above_…` is where what stands before a
    part ends, `below_…` where what stands behind it starts, white space aside.
    """

    author_from: Ints
    author_to: Ints
    above_author: Ints
    below_author: Ints
    date_from: Ints
    date_to: Ints
    above_date: Ints
    below_date: Ints


def name_parts(lines: Lines, signs: Signs, *, author: Ints, date: Ints, head: Ints) -> NameParts:
    """Place the names and dates of comments.

    `author` and `date` are the rows on which they stand, negative where there is none; `head` is the row on
    which the text starts.
    """
    start, end = lines.ints("start"), lines.ints("end")
    named, dated = author >= 0, date >= 0
    row = np.maximum(author, 0)
    inner = named & (signs.name_to[row] > 0)
    name_from, name_to, lead_to, rest_from = _name_places(lines, signs, row, inner)
    # only the marker stands before most names: it goes with them
    led = inner & (signs.lead_to[row] > signs.marker[row])
    author_from = np.where(led, name_from, start[row])
    author_to = np.where(inner, name_to, end[row])
    trails = inner & (signs.rest_from[row] < lines.ints("chars")[row])
    below_author = np.where(trails, rest_from, start[np.minimum(row + 1, len(start) - 1)])
    above_author = np.where(led, lead_to, end[np.maximum(row - 1, 0)])
    when = np.maximum(date, 0)
    # a date may stand before the name, on its line
    early = named & dated & signs.date_first[row] & (date == author)
    # "says" between name and date goes with the date
    follows = named & dated & trails & ~signs.date_first[row] & ((when == row) | (when == row + 1))
    parts = (
        (named, author_from, author_to, above_author, below_author),
        (
            dated,
            np.where(follows, below_author, start[when]),
            np.where(early, above_author, end[when]),
            end[np.maximum(when - 1, 0)],
            np.where(early, author_from, start[np.minimum(when + 1, len(start) - 1)]),
        ),
    )
    missing = (start[head], start[head], end[np.maximum(head - 1, 0)], start[head])
    placed = [
        np.where(there, value, other)
        for there, *values in parts
        for value, other in zip(values, missing, strict=True)
    ]
    return NameParts(*placed)


def foot_parts(lines: Lines, signs: Signs, row: Ints) -> tuple[tuple[Ints, Ints], ...]:
    """Return from where to where things stand on lines below the texts of comments.

    They are what stands before all else ("Posted by"), where there is any; the name, empty where there is
    none; the date, which is the whole line then.
    """
    start, end = lines.ints("start")[row], lines.ints("end")[row]
    named = signs.name_to[row] > 0
    name_from, name_to, lead_to, rest_from = _name_places(lines, signs, row, named)
    early = named & signs.date_first[row]
    led = np.flatnonzero(named & ~early & (lead_to > start))
    author = np.where(named, name_from, end), np.where(named, name_to, end)
    date = np.where(named & ~early, np.minimum(rest_from, end), start), np.where(early, lead_to, end)
    return (start[led], lead_to[led]), author, date


def _name_places(lines: Lines, signs: Signs, row: Ints, named: Flags) -> tuple[Ints, Ints, Ints, Ints]:
    """Return where in the page the name begins and ends on lines that are named, and what is beside it.

    That is where what stands before it ends, and where what stands behind it begins.
    """
    name_from, name_to, lead_to, rest_from = (
        _in_raw(lines, row, named, offset)
        for offset in (signs.name_from, signs.name_to, signs.lead_to, signs.rest_from)
    )
    return name_from, name_to, lead_to, rest_from


def _in_raw(lines: Lines, row: Ints, wanted: Flags, offset: Ints) -> Ints:
    """Return where an offset into a line's text stands in the page."""
    start, end = lines.ints("start")[row], lines.ints("end")[row]
    at: Ints = start + offset[row]
    odd = np.flatnonzero(wanted & (end - start != lines.ints("chars")[row]))
    raw, page = RawPages(lines), lines.ints("page")[row]
    for number in odd.tolist():
        line = raw.cut(int(page[number]), int(start[number]), int(end[number]))
        at[number] = start[number] + _raw_offset(line, int(offset[row[number]]))
    return at


def _raw_offset(raw: str, wanted: int) -> int:
    """Return how many code points of a raw line decode to a number of them."""
    decoded = reached = 0
    for found in _REFERENCE.finditer(raw):
        plain = found.start() - reached
        if decoded + plain >= wanted:
            break
        decoded += plain + len(decode_references(found.group()))
        reached = found.end()
    return min(max(reached, reached + wanted - decoded), len(raw))
