"""Personal data: contacts and account names, wherever they stand in a page.

Looks for: e-mail addresses, telephone numbers, streets with a postal code, names of accounts. What becomes of
each kind, dataset.toml says (`clean.personal.policy`); a kind that is kept is not looked for. Unlike other
steps, this one claims stretches inside what the others own: a stretch keeps the label and the record of the
text around it, and a placeholder stands for it there. In text that was removed it goes without one.

Keeps: dates, prices, sections, references and web addresses that hold digits or an @; what dataset.toml
allows; an address whose parts stand on different lines, other than behind an @ at the end of a line.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.joined import taken
from clean.lines import Flags, Ints, Lines
from clean.normalise import decoded_places
from clean.personal import account_handle, email_address, postal_address, telephone_number
from clean.personal.found import Found
from clean.personal.policy import KINDS, Masking
from clean.raw_pages import RawPages
from clean.rules.catalog import CodeRule
from clean.searched import having

TITLE = "Personal data"
REASON = "tells how to reach a person, or which account is theirs"
SAFETY = "Dates, prices, years, sections, ISBNs, web addresses and an @ in prose stay: a number must be one of a numbering plan and be written as one writes it to be called, an e-mail address must have a domain, an address both street and postal code."
ORDER = 1
EMAIL, TELEPHONE, ADDRESS, HANDLE = KINDS.values()
RULES = (
    CodeRule(EMAIL, "as around it", "an e-mail address"),
    CodeRule(TELEPHONE, "as around it", "a telephone number"),
    CodeRule(ADDRESS, "as around it", "a street with its number and postal code"),
    CodeRule(HANDLE, "as around it", "the name of an account"),
)
_PROSE = "The council has voted for the third time this year, after a debate that went on for most of the night and that nobody who was there will want to hear again."
EXAMPLES = {
    EMAIL: (
        "Write to ⟦ada.quay@harbour.example⟧ before Monday.",
        "Its address is ⟦office&#64;harbour.example.org⟧, she said.",
        "Write to <⟦ada@quay.example⟧> or ⟦bob (at) quay (dot) example⟧.",
        f"{_PROSE}\n\nThe draft was sent from ⟦ada@\nquay.example⟧ to the council.",
        "Meet @ noon, or @ the wall; lunch@12.30 is off, and so is logo@2x.png.",
        "The code lies at git@harbour.example:wall/plans, and the talk at @quay@harbour.example.",
    ),
    TELEPHONE: (
        "Call ⟦020 7946 0018⟧ or ⟦+44 (0)161 496 0018⟧ before noon.",
        "Tel.: ⟦0161-496-0018 ext 12⟧, day and night.",
        "Section 4.3.2.1 of 1.8.2018 asks for £10,000 - 12,000 between 01/08/2018 and 2019-08-01 08:30.",
        "Order 02079460018123 under ISBN 0-14-143951-3, see https://harbour.example/02079460018/wall",
        "It had 1 000 000 visitors in 1997-2001, 2005-2009 and 2012; 8. April 2019 @ 11:38.",
    ),
    ADDRESS: (
        "Objections go to ⟦12 Harbour Road, Westhaven, AB1 2DE⟧ by Friday.",
        "Die Akte liegt in der ⟦Hafenstraße 12a, 20457 Hamburg⟧.",
        "Le plan est au ⟦12 bis, rue du Port, 75002 Paris⟧ jusqu’au soir.",
        "Write to ⟦1600 Harbour Avenue, Westhaven, CA 90001⟧ for it.",
        "It happened at 12 Harbour Road in 2018, and 12345 people of AB1 2DE saw it.",
    ),
    HANDLE: (
        "As ⟦@adaquay⟧ and ⟦@bob@quay.example⟧ have said, the wall stands.",
        "Leave a Reply to ⟦Ada Quay⟧ Cancel reply",
        "In reply to ⟦ada_quay⟧.",
        "In reply to the council, he said: meet @ noon, or @11:30, at https://quay.example/@adaquay.",
    ),
}

_PREFILTERS = {
    EMAIL: email_address.PREFILTER,
    TELEPHONE: telephone_number.PREFILTER,
    ADDRESS: postal_address.PREFILTER,
    HANDLE: account_handle.PREFILTER,
}
_SCHEMA = {"start": pl.Int64, "end": pl.Int64, "rule": pl.String, "shown": pl.String}


class _Text(NamedTuple):
    """Lines of a page as one text: where each starts in it, the row of the first, and where none begins."""

    text: str
    page: int
    starts: list[int]
    row: int
    limit: int


def claim_inside(lines: Lines, pages: pl.DataFrame, masking: Masking) -> pl.DataFrame:
    """Claim the personal data of a batch: `start`, `end` (global code points), `rule`, and `shown`.

    `pages` are the batch's own, of which the languages tell in what form numbers are written; `shown` is what
    stands in a record instead. Stretches of different rules may overlap.
    """
    places = _Places(lines)
    claimed = []
    for rule, pattern in _PREFILTERS.items():
        if not masking.does(rule):
            continue
        rows = np.flatnonzero(having(lines.lines["text"], pattern))
        if not len(rows):
            continue
        regions = _regions(pages, masking) if rule == TELEPHONE and len(rows) else None
        if regions is not None:
            rows = rows[_may_be_called(lines, rows, set(regions))]
        for text in _texts(lines, rows, rule):
            region = regions[text.page] if regions is not None else None
            for start, end, value in _found(text.text, rule, region):
                if start < text.limit and not masking.policy.allows(value):
                    claimed.append((*places.of(text, start, end), rule, masking.shown(rule, value)))
    return pl.DataFrame(claimed, schema=_SCHEMA, orient="row")


def _texts(lines: Lines, rows: Ints, rule: str) -> Iterator[_Text]:
    """Yield each of the rows as a text, with the lines that may belong to it."""
    if rule == ADDRESS:
        yield from _blocks(lines, rows)
        return
    page = lines.ints("page")
    below = np.minimum(rows + 1, len(page) - 1)
    followed = (page[below] == page[rows]) & (below > rows)
    columns = (rows.tolist(), page[rows].tolist(), followed.tolist(), taken(lines.lines["text"], rows))
    for row, number, goes_on, text in zip(*columns, strict=True):
        if rule == EMAIL and goes_on and text.endswith("@"):
            more = lines.lines["text"][row + 1][: email_address.MAX_DOMAIN]
            yield _Text(text + more, number, [0, len(text)], row, len(text))
        else:
            yield _Text(text, number, [0], row, len(text))


def _blocks(lines: Lines, rows: Ints) -> Iterator[_Text]:
    """Yield the rows with the lines above them, back to a blank one; rows that share lines as one text."""
    above = np.maximum.accumulate(np.where(lines.flags("gap"), np.arange(lines.lines.height), 0))
    first = np.maximum(above[rows], rows - postal_address.LINES_ABOVE)
    # as many rows as follow on each other's lines, so that no line is looked at for each code below it
    opens = np.flatnonzero(np.append([True], first[1:] > rows[:-1])[: len(rows)])
    for begin, stop in pairwise([*opens.tolist(), len(rows)]):
        texts = lines.lines["text"][int(first[begin]) : int(rows[stop - 1]) + 1].to_list()
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        page = int(lines.ints("page")[first[begin]])
        yield _Text("\n".join(texts), page, starts[:-1].tolist(), int(first[begin]), int(starts[-1]))


def _found(text: str, rule: str, region: str | None) -> Iterator[Found]:
    if rule == TELEPHONE:
        return telephone_number.find(text, region)
    finder = {EMAIL: email_address.find, ADDRESS: postal_address.find, HANDLE: account_handle.find}[rule]
    return finder(text)


def _may_be_called(lines: Lines, rows: Ints, regions: set[str | None]) -> Flags:
    """Say which of the rows may hold a telephone number that is written as one of the regions writes it."""
    filters = {telephone_number.second_filter(region) for region in regions}
    texts = taken(lines.lines["text"], rows)
    if len(filters) > 1 or None in filters:
        return np.ones(len(rows), np.bool_)
    return having(texts, str(*filters))


def _regions(pages: pl.DataFrame, masking: Masking) -> list[str | None]:
    """Return for each page the country in whose form its telephone numbers are written, where it is known."""
    known: dict[str | None, str | None] = {}
    for language in pages["language"].unique():
        known[language] = _region(language) or masking.policy.region
    return [known[language] for language in pages["language"]]


def _region(language: str | None) -> str | None:
    """Return the country that a language tag names ("en-GB"), if telephone numbers are known of it."""
    country = (language or "").rpartition("-")[2]
    if len(country) != 2 or not country.isupper():
        return None
    from phonenumbers import SUPPORTED_REGIONS

    return country if country in SUPPORTED_REGIONS else None


class _Places:
    """Where characters of normalised lines stand in the raw pages."""

    def __init__(self, lines: Lines) -> None:
        self._pages, self._page = RawPages(lines), lines.ints("page")
        self._starts, self._ends = lines.ints("start"), lines.ints("end")
        self._chars = lines.ints("chars")
        self._decoded: tuple[int, list[tuple[int, int]]] = (-1, [])

    def of(self, text: _Text, start: int, end: int) -> tuple[int, int]:
        """Return the global code points of a stretch of a text."""
        return self._place(text, start)[0], self._place(text, end - 1)[1]

    def _place(self, text: _Text, at: int) -> tuple[int, int]:
        number = bisect_right(text.starts, at) - 1
        row, inside = text.row + number, at - text.starts[number]
        base = int(self._starts[row])
        if self._ends[row] - base == self._chars[row]:
            return base + inside, base + inside + 1
        if self._decoded[0] != row:
            self._decoded = row, decoded_places(self._raw(row))
        low, high = self._decoded[1][inside]
        return base + low, base + high

    def _raw(self, row: int) -> str:
        return self._pages.cut(int(self._page[row]), int(self._starts[row]), int(self._ends[row]))
