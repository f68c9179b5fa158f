"""Dates as pages print them: where they stand in a line, and what they say.

English month names and ISO 8601. A date in figures such as 02/08/2018 is left alone: whether the day or the
month comes first cannot be read off it.
"""

import re
from datetime import datetime
from typing import NamedTuple

__all__ = ["DatePart", "StatedDate", "dateline", "read_date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_CLOCK = (
    r"(?:\s*(?:,|at|@|-|–|\||T)?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?)?"
)
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
    )
)
_SOME_YEAR = re.compile(r"(?:19|20)\d{2}")
_PUBLISHED = r"(?:first\s+)?(?:published|posted)(?:\s+on)?|date|on"
_MODIFIED = r"(?:last\s+)?(?:updated|modified|edited|changed)(?:\s+on)?"
_INTRODUCTION = re.compile(rf"\s*(?:(?P<modified>{_MODIFIED})|(?:{_PUBLISHED}))?\s*:?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s|,;•·–—/()-]*")


class StatedDate(NamedTuple):
    """A date without a time zone, and how much of it was stated: "day", "minute" or "second"."""

    at: datetime
    precision: str


class DatePart(NamedTuple):
    """A date in a line: code points from `start` to `end`, introduction included."""

    start: int
    end: int
    modified: bool


def read_date(text: str) -> StatedDate | None:
    """Read the first date in a text; null where there is none, or none that the calendar knows."""
    for form in _FORMS:
        found = form.search(text)
        if found is not None:
            return _stated(found)
    return None


def dateline(line: str) -> list[DatePart]:
    """Return the dates of a line that holds dates and nothing else, else an empty list."""
    parts: list[DatePart] = []
    if _SOME_YEAR.search(line) is None:
        return parts  # every form has a year, and nearly no line has one
    at = 0
    while at < len(line):
        introduction = _INTRODUCTION.match(line, at)
        assert introduction is not None  # noqa: S101 -- every part of it is optional
        found = next((hit for form in _FORMS if (hit := form.match(line, introduction.end()))), None)
        if found is None or _stated(found) is None:
            return []
        parts.append(DatePart(at, found.end(), introduction["modified"] is not None))
        separator = _BETWEEN.match(line, found.end())
        assert separator is not None  # noqa: S101 -- it may be empty
        at = separator.end()
    return parts


def _stated(found: re.Match[str]) -> StatedDate | None:
    month = found["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    hour = int(found["hour"] or 0)
    half = (found["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = (hour, int(found["minute"] or 0), int(found["second"] or 0))
    try:
        # no zone is stated, so none is made up
        at = datetime(int(found["year"]), number, int(found["day"]), *clock)  # noqa: DTZ001
    except ValueError:
        return None
    precision = "second" if found["second"] else "minute" if found["hour"] else "day"
    return StatedDate(at, precision)
