"""Author card: the name of the author behind the article, and the paragraph that presents them.

Looks for: in the second half of the page, a line that is a person's name, and at most three lines below it a
paragraph that opens with that name or with he, she or they, and says what the person does; at most one line of
prose stands below it.

Keeps: the last item of a list of people or places: the page has no other line of this kind with another name.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.joined import taken
from clean.lines import PROSE_CHARS, Flags, Ints, Lines
from clean.rules.catalog import CodeRule
from clean.searched import having

TITLE = "Author card"
REASON = "presents the author behind the article"
SAFETY = "Portraits and lists of people stay: the paragraph must be the last of the page, or the last but one, and no other name on the page may have a paragraph of its own."
ORDER = 370
RULES = (CodeRule("name-and-paragraph", "removed", "presents the author behind the article", closes=True),)

_PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
_ADA = "Ada is a reporter who has written of walls, boats and tides for the Harbour Log for twenty years."
_JAN = (
    "Jan van der Pier is a consultant to harbours, and lives on a boat, where he writes of ropes and of tar."
)
EXAMPLES = {
    "name-and-paragraph": (
        f"Harbour wall to be raised\n\n{_PROSE}\n\n⟦Ada Quay\n\n{_ADA}⟧",
        f"Harbour wall to be raised\n\n{_PROSE}\n\n⟦Jan van der Pier\n\nGuest author\n\n{_JAN}⟧\n\nThe ten best harbours",
        f"Who built the wall\n\n{_PROSE}\n\nJan van der Pier\n\n{_JAN}\n\nAda Quay\n\n{_ADA}",
        f"Harbour wall to be raised\n\n{_PROSE}\n\nAda Quay\n\n{_ADA}\n\n{_PROSE}\n\n{_PROSE}",
        f"Where to eat\n\n{_PROSE}\n\nHarbour House\n\nHarbour House has soup, bread and beer for everybody who comes in from the wall when it rains.",
        f"Harbour wall to be raised\n\n{_PROSE}\n\nAda Quay\n\nNobody knows what a reporter who has written of walls for twenty years would have said of it.",
    )
}

MAX_NAME_CHARS = 50
MIN_CHARS = 80
# So many lines below the name ("Guest author", "@adaquay") the paragraph begins at the latest.
WITHIN = 3
PROSE_BELOW = 1
_CAPITALISED = r"\p{Lu}[\p{L}\p{M}.'’-]*"
_NAME = (
    rf"^(?:(?:Dr|Prof)\.? )?{_CAPITALISED}(?: (?:{_CAPITALISED}|de|van|von|der|la|di|da|bin|al)){{1,3}}"
    r"(?:,? [A-Z]{2,4}\.?){0,3}$"
)
_NO_NAME = r"^(?:The|A|An|How|What|Why|Our|Your|My|More|Top|Best) "
_DOES = re.compile(
    r"\b(?:he|she|his|her|writer|author|editor|journalist|reporter|blogger|columnist|correspondent|contributor"
    r"|founder|co-founder|ceo|cto|director|manager|specialist|strategist|consultant|engineer|developer|marketer"
    r"|analyst|researcher|photographer|entrepreneur|expert|coach|designer|freelancer?)\b",
    re.IGNORECASE,
)
_PRONOUNS = {"He", "She", "They"}


class _Card(NamedTuple):
    """Rows of the name and of the paragraph, the name's first word, and what the paragraph says."""

    name: int
    paragraph: int
    first_word: str
    text: str


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the author cards of a batch."""
    page = lines.ints("page")
    near_the_end = _near_the_end(lines)
    ends = [card for card in _cards(lines, np.flatnonzero(near_the_end)) if _DOES.search(card.text)]
    pages = np.unique(page[[card.name for card in ends]])
    names: dict[int, set[str]] = {}
    for card in _cards(lines, np.flatnonzero(np.isin(page, pages))):
        names.setdefault(int(page[card.name]), set()).add(card.first_word)
    chosen = [card for card in ends if len(names[int(page[card.name])]) == 1]
    return pl.DataFrame(
        {
            "start": lines.ints("start")[[card.name for card in chosen]],
            "end": lines.ints("end")[[card.paragraph for card in chosen]],
            "rule": pl.Series(["name-and-paragraph"] * len(chosen), dtype=pl.String),
        }
    )


def _near_the_end(lines: Lines) -> Flags:
    """Say which lines may be the name: below the head, in the second half, with a paragraph or two to come."""
    page, start = lines.ints("page"), lines.ints("start")
    prose = np.cumsum(lines.ints("chars") >= PROSE_CHARS)
    last = np.flatnonzero(np.diff(page, append=-1))
    below: Ints = np.repeat(prose[last], np.diff(last, prepend=-1)) - prose
    half = lines.bases + lines.pages["length"].to_numpy() // 2
    wanted: Flags = (below <= PROSE_BELOW + 1) & ~lines.flags("head") & (start >= half[page])
    return wanted


def _cards(lines: Lines, rows: Ints) -> Iterator[_Card]:
    """Yield the cards whose name stands in one of the rows."""
    text, chars, page = lines.lines["text"], lines.ints("chars"), lines.ints("page")
    rows = rows[chars[rows] <= MAX_NAME_CHARS]
    for pattern, wanted in ((_NAME, True), (_NO_NAME, False)):
        if len(rows):
            rows = rows[having(taken(text, rows), pattern) == wanted]
    for row, name in zip(rows.tolist(), taken(text, rows).to_list(), strict=True):
        below = np.arange(row + 1, min(row + 1 + WITHIN, len(page)))
        long = below[(chars[below] >= MIN_CHARS) & (page[below] == page[row])]
        if len(long):
            words = [word for word in name.split() if word.rstrip(".") not in {"Dr", "Prof"}]
            paragraph = text[int(long[0])]
            if re.split(r"[\s,]|['’]s\b", paragraph, maxsplit=1)[0] in {words[0], words[-1], *_PRONOUNS}:
                yield _Card(row, int(long[0]), words[0], paragraph)
