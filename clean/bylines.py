"""Bylines as pages print them: who wrote an article, when, and what stands on the same line.

"By Ada Quay", "Written by Ada Quay, Harbour Correspondent", "By Ada Quay | Updated 3 March 2019", "Ada Quay /
3 March 2019 / 4 min read". A name is a few words with capitals, or in a script that has none, and what stands
beside names and dates is set off from them; so a sentence that begins with "By" or holds a date is no byline.
"""

import re
from itertools import pairwise
from typing import Literal, NamedTuple

from clean.dates import SOME_YEAR, DatePart, dates_within

__all__ = ["MAX_CHARS", "BylinePart", "byline", "lead_of", "may_be_byline", "names_alone"]

# A longer line says more than who wrote the article, and when.
MAX_CHARS = 140
# Of the title of an author, a section, the time that it takes to read; fewer where no "by" leads the line.
_MAX_WORDS_BESIDE, _MAX_WORDS_UNLED = 8, 4

_BY = r"(?:[Bb][Yy]|[Vv]on|[Pp]ar|[Pp]or)"
_WROTE = r"(?i:(?:written|posted|authored|words|text|story|article)\s+)"
_LABEL = r"(?i:authors?|autor(?:in|en|es|as)?|auteure?s?)"
_LEAD = re.compile(
    rf"(?P<beside>{_WROTE}?)(?:(?P<by>{_BY})(?:\s*:\s*|\s+)|By(?=[A-Z][a-z]))|(?P<label>{_LABEL}\s*:\s*)"
)
_LEAD_ALONE = re.compile(rf"(?P<beside>{_WROTE}?){_BY}\s*:?|(?P<label>{_LABEL}\s*:)")
_OPENS = re.compile(rf"{_WROTE}?{_BY}|{_LABEL}")

_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*"
_PARTICLE = r"(?:de|del|da|di|du|van|von|der|den|bin|al|la|le)\s+"
_DEGREE = r"(?:,\s*(?:[A-Z][a-z]?\.?){2,5}[®™]?(?![\w.]))"
_PERSON = rf"{_WORD}(?:\s+(?:{_PARTICLE}){{0,3}}{_WORD}){{LEAST,4}}{_DEGREE}*"
_TEAM = (
    rf"(?:[Tt]he\s+)?(?:\d*{_WORD}\s+){{0,3}}(?:[Ee]ditorial\s+)?"
    r"(?:[Tt]eam|[Ss]taff|[Ee]ditors|[Dd]esk)(?!\w)"
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
# What parts a line into pieces that have nothing to do with each other.
_MARKS = "|•·⋅–—/"
_MARK = re.compile(rf"[{_MARKS}]|(?<=\s)-(?=\s)|^\s*-\s")
# Whoever said what stands above: a dash and a name.
_SIGNED = re.compile(r"\s*[-–—]\s*\w")
# The time zone of the date before it.
_ZONE = re.compile(r"\s*,?\s*\(?(?:[A-Z]{1,4}T|UTC|Z|UK|Uhr|[+-]\d\d:?\d\d)\)?(?!\w)")
_PICTURE = re.compile(r"(?i)\b(?:image|photo|picture|avatar|headshot|logo|icon)$")
# Where words run together, as of links without a blank, what looks like a name is a menu.
_RUN_TOGETHER = re.compile(r"[a-zß-öø-ÿ][A-Z]")


class BylinePart(NamedTuple):
    """A stretch of a byline, in code points of its line, and what it is."""

    start: int
    end: int
    kind: Literal["author", "published", "modified", "beside"]


def may_be_byline(line: str) -> bool:
    """Whether `byline` or `lead_of` may find anything in a line; most lines are out of the question soon."""
    return len(line) <= MAX_CHARS and (SOME_YEAR.search(line) or _OPENS.match(line)) is not None


def byline(line: str) -> list[BylinePart]:
    """Return the parts of a line that is a byline, in order, else an empty list.

    "author" is the name, with the "by" before it; dates are apart, and all else is "beside" them.
    """
    if len(line) > MAX_CHARS:
        return []
    lead, dates = _LEAD.match(line), dates_within(line)
    if lead is None:
        return _unled(line, dates)
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
    start = _author_start(lead)
    return _tiled(line, [BylinePart(start, names.end(), "author"), *_dated(dates)])


def _unled(line: str, dates: list[DatePart]) -> list[BylinePart]:
    """Return the parts of a line with dates that does not open with a "by"."""
    if not dates or _SIGNED.match(line, 0, dates[0].start):
        return []
    bounds = [0, *(bound for date in dates for bound in (date.start, date.end)), len(line)]
    gaps = list(zip(bounds[::2], bounds[1::2], strict=True))
    parts = _dated(dates)
    for place, (start, end) in enumerate(gaps):
        zone = _ZONE.match(line, start, end) if place else None
        behind = zone.end() if zone else start
        pieces = [piece.strip(" \t,;:()[]") for piece in _MARK.split(line[behind:end])]
        if not _set_off(pieces, opens=place == 0, closes=place == len(dates)):
            return []
        author = _author_within(line, behind, end)
        if author and not any(part.kind == "author" for part in parts):
            parts.append(author)
    return _tiled(line, sorted(parts))


def _set_off(pieces: list[str], *, opens: bool, closes: bool) -> bool:
    """Whether marks part the pieces of a gap from the dates beside it, as they need not part names."""
    if not all(len(piece.split()) <= _MAX_WORDS_UNLED and _is_beside(piece) for piece in pieces):
        return False
    touching = ([] if closes else pieces[-1:]) + ([] if opens else pieces[:1])
    return all(not piece or _FULL_NAMES.fullmatch(piece) or _LEAD.match(piece) for piece in touching)


def _author_within(line: str, start: int, end: int) -> BylinePart | None:
    """Return the author that a "by" in some stretch of a line names."""
    for opening in (start, *(mark.end() for mark in _MARK.finditer(line, start, end))):
        blank = len(line[opening:end]) - len(line[opening:end].lstrip())
        lead = _LEAD.match(line, opening + blank, end)
        names = lead and _NAMES.match(line, lead.end(), end)
        if lead and names and _ENDS.match(line[names.end() : end]):
            return BylinePart(_author_start(lead), names.end(), "author")
    return None


def _author_start(lead: re.Match[str]) -> int:
    """Return where an author's text starts: at a "by", which it loses later, if a blank is behind it."""
    return lead.start("by") if lead["by"] and lead[0][-1].isspace() else lead.end()


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
