"""Dates as pages print them: where they stand in a line, and what they say.

Month names of English, German, French, Spanish, Italian, Dutch, Portuguese, Polish and the Scandinavian
languages, ISO 8601, and dates in figures. Of the latter only those are read that can be read in one way:
25.12.2018 is, 02/08/2018 is not, for whether the day or the month comes first cannot be read off it.

`STAMP` finds the same dates, and those that say only how long ago something was, without reading them; it is
a pattern of polars' linear-time engine.
"""

import re
from datetime import datetime
from typing import NamedTuple

__all__ = [
    "CLOCK",
    "GLUED_STAMP",
    "SOME_YEAR",
    "STAMP",
    "DatePart",
    "StatedDate",
    "dateline",
    "dates_within",
    "read_date",
]

_MONTHS = {
    1: "january|jan|januar|jänner|janvier|janv|enero|ene|gennaio|gen|januari|janeiro|stycznia",
    2: "february|feb|februar|februari|février|févr|fév|febrero|febbraio|fevereiro|fev|lutego",
    3: "march|mar|märz|mär|mars|marzo|maart|mrt|março|marca|marts",
    4: "april|apr|avril|avr|abril|abr|aprile|kwietnia",
    5: "may|mai|mayo|maggio|mag|mei|maio|maj|maja",
    6: "june|jun|juni|juin|junio|giugno|giu|junho|czerwca",
    7: "july|jul|juli|juillet|juil|julio|luglio|lug|julho|lipca",
    8: "august|aug|août|agosto|ago|augustus|augusti|sierpnia",
    9: "september|sept|sep|septembre|septiembre|setiembre|settembre|setembro|września",
    10: "october|oct|oktober|okt|octobre|octubre|ottobre|ott|outubro|października",
    11: "november|nov|novembre|noviembre|novembro|listopada",
    12: "december|dec|dezember|dez|décembre|déc|diciembre|dic|dicembre|dezembro|grudnia",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split("|")}
# the longest name first, for neither engine looks for the longest match
_MONTH_NAMES = "|".join(sorted(_MONTH_OF, key=lambda name: (-len(name), name)))
_WEEKDAY = (
    r"(?:\b(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    r"|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)\.?,?\s+)?"
)
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º)?"
_OF = r"\s+(?:of\s+|de\s+)?"
_CLOCK_LEAD = r"(?:at|on|um|à|a\s+las?|alle(?:\s+ore)?|om|às|kl\.?|[^\W\d_]{1,3}|@|-|–|—|\||·|•|//?|\(|T)"
_COLON = r"(?:[:.]|\s?h\s?)"
_HALF = r"[ap]\.?\s?m\b\.?"

_MONTH = rf"(?P<month>{_MONTH_NAMES})\.?"
_DAY = rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_CLOCK = (
    rf"(?:\s*,?\s*{_CLOCK_LEAD}?\s*(?P<hour>\d{{1,2}}){_COLON}(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?"
    rf"\s*(?P<half>{_HALF})?)?"
)
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"{_DAY}{_OF}{_MONTH},?\s+(?:del?\s+)?{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<mark>[/-])(?P<month>\d{2})(?P=mark)(?P<day>\d{2})(?!\d)",
        rf"(?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>[./-])(?P<then>\d{{1,2}})(?P=mark){_YEAR}",
    )
)

_UNITS = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?)",
    r"(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)",
    r"(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?)",
    r"(?:segundos?|minutos?|horas?|días?|semanas?|meses|mes|años?)",
    r"(?:second[oi]|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi])",
    r"(?:seconden?|minuten|minuut|uur|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar|jaren)",
    r"(?:segundos?|minutos?|horas?|dias?|semanas?|mês|meses|anos?)",
)
_ELAPSED = (
    rf"(?:(?:about |over |almost )?(?:\d+|an?|one) {_UNITS[0]}(?:,? (?:and )?\d+ {_UNITS[0]})* ago"
    rf"|vor (?:\d+|eine[mrn]?) {_UNITS[1]}|il y a (?:\d+|une?) {_UNITS[2]}"
    rf"|hace (?:\d+|una?) {_UNITS[3]}|(?:\d+|un[oa]?) {_UNITS[4]} fa|(?:\d+|een) {_UNITS[5]} geleden"
    rf"|há (?:\d+|uma?) {_UNITS[6]}|(?:\d+|uma?) {_UNITS[6]} atrás|just now)"
)
_PLAIN_DAY, _PLAIN_YEAR, _PLAIN_MONTH = rf"\d{{1,2}}{_ORDINAL}", r"(?:19|20)\d\d", rf"\b(?:{_MONTH_NAMES})\.?"
_PLAIN_CLOCK = (
    # "pmReply" is two words
    rf"\s*,?\s*{_CLOCK_LEAD}?\s*\d{{1,2}}{_COLON}\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?\s?m\.?)?"
    r"(?:\s*(?:uhr|h\b|min|utc|gmt|[ecmp][sd]t)\b)?"
)
_STAMP = (
    rf"(?:{_WEEKDAY}(?:{_PLAIN_DAY}{_OF}{_PLAIN_MONTH},?\s+(?:del?\s+)?{_PLAIN_YEAR}"
    rf"|{_PLAIN_MONTH}\s+{_PLAIN_DAY},?\s+{_PLAIN_YEAR}|{_PLAIN_YEAR}[/-]\d\d[/-]\d\d"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_PLAIN_YEAR}|\d\d)"
    rf"|\d{{1,2}}[/-](?:{_MONTH_NAMES})[/-](?:{_PLAIN_YEAR}|\d\d))(?:{_PLAIN_CLOCK})?"
    # without a year only beside a time of day
    rf"|(?:{_PLAIN_DAY}\s+{_PLAIN_MONTH}|{_PLAIN_MONTH}\s+{_PLAIN_DAY}|\d{{1,2}}/\d{{1,2}}){_PLAIN_CLOCK}|{_ELAPSED})"
)
# The engine leaves its automaton, many times faster, where a word's boundary is one in any script.
_BOUNDARY = r"(?-u:\b)"
CLOCK = _PLAIN_CLOCK.replace(r"\b", _BOUNDARY)
"""A time of day and the word that may lead to it; as `STAMP`."""
STAMP = _STAMP.replace(r"\b", _BOUNDARY)
"""A date, or how long ago it was; case must be ignored (`(?i)`), and nothing is anchored."""
GLUED_STAMP = _STAMP.replace(r"\b(?:", "(?:").replace(r"\b", _BOUNDARY)
"""The same, glued to what stands before it ("Ada QuayMay 3, 2019"); what it finds there needs a capital."""

SOME_YEAR = re.compile(r"(?:19|20)\d{2}")
"""What every date that can be read holds."""
_PUBLISHED = (
    r"(?:first\s+)?(?:published|posted)(?:\s+on)?|date|on|(?:erst)?veröffentlicht(?:\s+am)?|erstellt(?:\s+am)?"
    r"|erschienen\s+am|publiée?(?:\s+le)?|publicad[oa](?:\s+(?:el|em))?|pubblicat[oa](?:\s+il)?"
    r"|gepubliceerd(?:\s+op)?|geplaatst\s+op|opublikowano|publicerad|publisert|offentliggjort|am|le|el|em|il|op"
)
_MODIFIED = (
    r"(?:last\s+)?(?:updated|modified|edited|changed)(?:\s+on)?"
    r"|(?:zuletzt\s+)?(?:aktualisiert|geändert)(?:\s+am)?|stand"
    r"|(?:(?:dernière\s+)?mise|mis)\s+à\s+jour(?:\s+le)?|modifiée?(?:\s+le)?"
    r"|actualizad[oa](?:\s+el)?|última\s+(?:actualización|modificación)|atualizad[oa](?:\s+em)?|última\s+atualização(?:\s+em)?"
    r"|aggiornat[oa](?:\s+il)?|ultimo\s+aggiornamento|ultima\s+modifica(?:\s+il)?"
    r"|(?:laatst\s+)?bijgewerkt(?:\s+op)?|laatste\s+update|(?:ostatnia\s+)?aktualizacja"
    r"|(?:senast\s+)?uppdaterad|(?:sist\s+)?oppdatert|(?:sidst\s+)?opdateret"
)
_INTRODUCTION = re.compile(rf"\s*(?:(?P<modified>{_MODIFIED})|(?:{_PUBLISHED}))?\s*:?\s*", re.IGNORECASE)
# A time of day before its date, and its zone: "Published 11:11 PM EST 3 March 2019".
_CLOCK_AHEAD = (
    r"\d{1,2}[:.]?\d\d\s*(?:[ap]\.?\s?m\b\.?)?\s*(?:(?-i:[A-Z]{2,4})\b)?"
    r"(?:\s*\(\d{4} (?-i:[A-Z]{2,4})\))?[\s,/]*"
)
# What ends before a date, and begins a word, if only by its capital ("Ada QuayPublished: 3 March").
_INTRODUCED = re.compile(
    r"(?:(?:(?<![^\W\d_])|(?<=(?-i:[a-zß-öø-ÿ]))(?=(?-i:[A-Z])))"
    rf"(?:(?P<modified>{_MODIFIED})|(?:{_PUBLISHED}))\s*:?\s*(?:{_CLOCK_AHEAD})?|(?<!\w){_CLOCK_AHEAD})$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:[\s|,;•·–—/()-]|\buhr\b)*", re.IGNORECASE)


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
    if SOME_YEAR.search(line) is None:
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


def dates_within(line: str) -> list[DatePart]:
    """Return the dates that can be read in a line, whatever else it says, in order."""
    parts: list[DatePart] = []
    at = 0
    while at < len(line) and SOME_YEAR.search(line, at):
        hits = [hit for form in _FORMS if (hit := form.search(line, at))]
        found = min(hits, key=lambda hit: (hit.start(), -hit.end()), default=None)
        if found is None:
            break
        if _stated(found) is None:
            # what follows no date may be one
            at = found.start() + 1
            continue
        introduction = _INTRODUCED.search(line, at, found.start())
        start = found.start() if introduction is None else introduction.start()
        modified = introduction is not None and introduction["modified"] is not None
        parts.append(DatePart(start, found.end(), modified))
        at = found.end()
    return parts


def _stated(found: re.Match[str]) -> StatedDate | None:
    part = found.groupdict()
    if "first" in part:
        first, then = int(part["first"]), int(part["then"])
        if first <= 12 and then <= 12 and first != then:
            return None
        day, number = (then, first) if then > 12 else (first, then)
    else:
        day, month = int(part["day"]), part["month"].lower()
        number = int(month) if month.isdigit() else _MONTH_OF[month]
    hour = int(part["hour"] or 0)
    half = (part["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = (hour, int(part["minute"] or 0), int(part["second"] or 0))
    try:
        # no zone is stated, so none is made up
        at = datetime(int(part["year"]), number, day, *clock)  # noqa: DTZ001
    except ValueError:
        return None
    precision = "second" if part["second"] else "minute" if part["hour"] else "day"
    return StatedDate(at, precision)
