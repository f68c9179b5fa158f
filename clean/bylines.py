"""Bylines as pages print them: who wrote an article, and what stands on the same line.

"By Ada Quay", "Written by Ada Quay, Harbour Correspondent", "By Ada Quay | Updated 3 March 2019". A name is a
few words with capitals, or in a script that has none, and what follows it is set off from it; so a sentence
that begins with "By" is no byline.
"""

import re
from itertools import pairwise
from typing import Literal, NamedTuple

from clean.dates import DatePart, dates_within

__all__ = ["MAX_CHARS", "BylinePart", "byline", "lead_of", "names_alone"]

# A longer line says more than who wrote the article, and when.
MAX_CHARS = 140
# The title of an author, a section, the time that it takes to read.
_MAX_WORDS_BESIDE = 8

_BY = r"(?:[Bb][Yy]|[Vv]on|[Pp]ar|[Pp]or)"
_WROTE = r"(?i:(?:written|posted|authored|words|text|story|article)\s+)"
_LABEL = r"(?i:authors?|autor(?:in|en|es|as)?|auteure?s?)"
_LEAD = re.compile(rf"(?P<beside>{_WROTE}?){_BY}(?:\s*:\s*|\s+)|(?P<label>{_LABEL}\s*:\s*)")
_LEAD_ALONE = re.compile(rf"(?P<beside>{_WROTE}?){_BY}\s*:?|(?P<label>{_LABEL}\s*:)")

_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*"
_PARTICLE = r"(?:de|del|da|di|du|van|von|der|den|bin|al|la|le)\s+"
_DEGREE = r"(?:,\s*(?:[A-Z][a-z]?\.?){2,5}[®™]?(?![\w.]))"
_PERSON = rf"{_WORD}(?:\s+(?:{_PARTICLE}){{0,3}}{_WORD}){{LEAST,4}}{_DEGREE}*"
_TEAM = (
    rf"(?:[Tt]he\s+)?(?:{_WORD}\s+){{0,3}}(?:[Ee]ditorial\s+)?(?:[Tt]eam|[Ss]taff|[Ee]ditors|[Dd]esk)(?!\w)"
)
_AND = r"\s*(?:,\s*)?(?:(?:and|und|et|y|e)\s+|&\s*)"


def _names(least: int) -> re.Pattern[str]:
    """Return what finds one name or several, of `least` words and one more at least."""
    person = _PERSON.replace("LEAST", str(least))
    return re.compile(rf"{_TEAM}|{person}(?:(?:\s*,\s*{person}){{0,8}}{_AND}{person})?")


_NAMES, _FULL_NAMES = _names(0), _names(1)
# What may follow a name without a date: something set off from it, and a title begins with a capital.
_SET_OFF = re.compile(r"\s*(?:$|[|•·⋅–—(@/]|-\s|,\s*[^\W_a-zß-öø-ÿ]|\S+@)")
_ENDS = re.compile(r"\s*(?:$|[^\w\s'’]|\S+@)")
_PICTURE = re.compile(r"(?i)\b(?:image|photo|picture|avatar|headshot|logo|icon)$")
# Where words run together, as of links without a blank, what looks like a name is a menu.
_RUN_TOGETHER = re.compile(r"[a-zß-öø-ÿ][A-Z]")


class BylinePart(NamedTuple):
    """A stretch of a byline, in code points of its line, and what it is."""

    start: int
    end: int
    kind: Literal["author", "published", "modified", "beside"]


def byline(line: str) -> list[BylinePart]:
    """Return the parts of a line that is a byline, in order, else an empty list.

    "author" is the name, with the "by" before it; dates are apart, and all else is "beside" them.
    """
    lead = _LEAD.match(line)
    if lead is None or len(line) > MAX_CHARS:
        return []
    dates = dates_within(line)
    first_date = dates[0].start if dates else len(line)
    names = (_NAMES if dates else _FULL_NAMES).match(line, lead.end(), max(first_date, lead.end()))
    if names is None:
        return []
    follows = line[names.end() : first_date]
    if not (_ENDS if dates else _SET_OFF).match(follows) or not _is_beside(follows):
        return []
    between = [line[date.end : then.start] for date, then in pairwise(dates)]
    behind = line[dates[-1].end :] if dates else ""
    if not all(map(_is_beside, [*between, behind])):
        return []
    start = lead.end() if lead["label"] else lead.end("beside")
    return _tiled(line, [BylinePart(start, names.end(), "author"), *_dated(dates)])


def lead_of(line: str) -> BylinePart | None:
    """Return what leads to a name that stands on the next line ("Written by"), if a line is nothing else.

    An "author" part begins at the "by", so that it can go on with the name; a label ("Author:") is "beside".
    """
    lead = _LEAD_ALONE.fullmatch(line)
    if lead is None:
        return None
    if lead["label"]:
        return BylinePart(0, len(line), "beside")
    return BylinePart(lead.end("beside"), len(line), "author")


def names_alone(line: str) -> bool:
    """Whether a line is nothing but full names, and no description of a picture."""
    return (
        len(line) <= MAX_CHARS
        and _FULL_NAMES.fullmatch(line) is not None
        and len(_RUN_TOGETHER.findall(line)) <= 1
        and _PICTURE.search(line) is None
    )


def _is_beside(text: str) -> bool:
    """Whether some text beside a name is too short to be a sentence."""
    words = text.split()
    return len(words) <= _MAX_WORDS_BESIDE and not (
        len(words) > 2 and words[-1].endswith((".", "!", "?", ":"))
    )


def _dated(dates: list[DatePart]) -> list[BylinePart]:
    """Name the dates of a byline: of each kind the first one counts."""
    kinds: list[Literal["published", "modified"]] = [
        "modified" if date.modified else "published" for date in dates
    ]
    return [
        BylinePart(date.start, date.end, kind if kind not in kinds[:place] else "beside")
        for place, (date, kind) in enumerate(zip(dates, kinds, strict=True))
    ]


def _tiled(line: str, parts: list[BylinePart]) -> list[BylinePart]:
    """Put what stands between parts, and around them, beside them."""
    found: list[BylinePart] = []
    at = 0
    for part in [*parts, BylinePart(len(line), len(line), "beside")]:
        if line[at : part.start].strip():
            found.append(BylinePart(at, part.start, "beside"))
        if part.end > part.start:
            found.append(part)
        at = part.end
    return found
