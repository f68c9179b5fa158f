"""Postal addresses in a text: a street with its number, and a postal code behind it.

Only what is certain: a code alone names a district, a street alone may be the scene of a report. Each code is
looked at once, with a bounded stretch around it.
"""

import re
from collections.abc import Iterator
from typing import Final

from clean.personal.found import Found

__all__ = ["LINES_ABOVE", "PREFILTER", "find"]

PREFILTER: Final = r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b|\b[0-9]{5}\b"
"""Lines without a match of this pattern (of polars' engine) hold no postal code."""

LINES_ABOVE: Final = 4
"""How many lines an address may have above that of its postal code."""

_CODE = re.compile(
    r"(?<!\w)(?:(?P<british>[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})|(?P<five>[0-9]{5}))(?!\w)"
)
_BEFORE = 160
_BEHIND = 60
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}"
_KINDS = (
    r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Place|Pl|Square|Sq|Terrace|Gardens|Way|Crescent|"
    r"Hill|Park|Row|Mews|Grove|Walk|Yard|Wharf|Quay|Parade|Green|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy"
)
_ENGLISH = re.compile(
    rf"(?<![\w£$€.,])\d{{1,5}}[A-Za-z]?(?:[-–/]\d{{1,5}})?,? (?:{_WORD} ){{1,4}}(?:{_KINDS})\b\.?"
)
_GERMAN = re.compile(
    rf"(?:(?:{_WORD} ){{0,2}}{_WORD}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|markt)"
    rf"|(?:{_WORD} ){{1,3}}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Markt))"
    r" \d{1,4} ?[a-z]?(?:[-–]\d{1,4})?,?\s{1,3}(?:D-)?\Z"
)
_FRENCH = re.compile(
    r"(?<![\w£$€.,])\d{1,4}(?: ?(?:bis|ter))?,? "
    r"(?i:rue|avenue|boulevard|bd|place|chemin|impasse|allée|quai|route|cours)"
    r" [^;!?]{2,60}?,?\s{1,3}(?:F-)?\Z"
)
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]{0,30}"
_TOWN = re.compile(
    rf" (?:(?:Bad|Sankt|Saint|La|Le|Les) )?{_NAME}(?: (?:am|an der|im|in der|bei|sur|sous|lès) {_NAME})?"
)
# What stands between street and British code, or between street and "ST" before five digits.
_PLACE = r"(?:[A-Z0-9#][\w'’.&#-]{0,30}|by|cum|in|le|nr|of|on|the|under|upon)[ ,\n]{1,3}"
_PLACES = re.compile(rf"[\s,]{{1,3}}(?:{_PLACE}){{0,8}}\Z")
_STATES = re.compile(
    rf"[\s,]{{1,3}}(?:{_PLACE}){{1,6}}(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|"
    r"N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \Z"
)


def find(text: str) -> Iterator[Found]:
    """Yield the addresses of a text, which may have several lines; `value` is the text in small letters."""
    reached = 0
    for code in _CODE.finditer(text):
        low = max(reached, code.start() - _BEFORE)
        found = _english(text, low, code) or (_continental(text, low, code) if code["five"] else None)
        if found is not None:
            reached = found[1]
            value = " ".join(text[found[0] : found[1]].split()).casefold()
            yield Found(*found, value)


def _english(text: str, low: int, code: re.Match[str]) -> tuple[int, int] | None:
    between = _PLACES if code["british"] else _STATES
    for street in _ENGLISH.finditer(text, low, code.start()):
        if between.match(text, street.end(), code.start()):
            more = re.compile(r"-\d{4}(?!\w)").match(text, code.end())
            return street.start(), more.end() if more and code["five"] else code.end()
    return None


def _continental(text: str, low: int, code: re.Match[str]) -> tuple[int, int] | None:
    town = _TOWN.match(text, code.end(), code.end() + _BEHIND)
    if town is None:
        return None
    for form in (_GERMAN, _FRENCH):
        street = form.search(text[low : code.start()])
        if street is not None:
            return low + street.start(), town.end()
    return None
