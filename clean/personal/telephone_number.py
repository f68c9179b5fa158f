"""Telephone numbers in a text.

A run of digits and the signs that part them is a candidate; what of it is a number of a numbering plan,
`phonenumbers` says. A run alone is not enough, since dates, prices and references are runs of digits too: it
must be written as one writes a number for somebody to call, with the country's code (`+44 …`), in the
national form of the policy's region (a leading 0, or the groups of North America), or behind a word that
says so ("Tel.").
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from clean.personal.found import Found

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

__all__ = ["PREFILTER", "find", "second_filter"]

_PARTS = r" ().+/\x{2010}-\x{2014}\x{2212}-"
PREFILTER: Final = rf"[0-9](?:[{_PARTS}]{{0,4}}[0-9]){{6}}"
"""Lines without a match of this pattern (of polars' engine) hold no telephone number."""

_INTERNATIONAL = r"\+[ (]{0,2}[0-9]"

MIN_DIGITS: Final = 7
MAX_DIGITS: Final = 15
"""Digits of a number with its country's code (ITU-T E.164, 6.1)."""

_RUN = re.compile(r"(?:\+ ?|\()?\(?[0-9](?:[ ().+/\u2010-\u2014\u2212-]{0,4}[0-9])+")
_GROUP = re.compile(r"[0-9]+")
_EXTENSION = re.compile(r" ?(?:ext(?:ension)?\.?|x|Durchwahl|poste) ?[0-9]{1,5}(?![0-9\w])", re.IGNORECASE)
# Glued to the front, these make it an amount, a reference, a part of a word or of a web address.
_NO_FRONT = re.compile(r"[\w£$€¥%#=@&_/\\,.\u2010-\u2014\u2212-]\Z")
_NO_BACK = re.compile(r"[\w%@£$€]|[,.:][0-9]")
_WEB = re.compile(r"/|www\.|=", re.IGNORECASE)
_LINK = re.compile(r"(?:tel|callto|sms|fax):(?://)?\Z", re.IGNORECASE)
# Words right in front of a number that say what it is.
_CALL = re.compile(
    r"\b(?:tel|telephone|phone|ph|call|ring|text|fax|mobile|mob|cell|whatsapp|helpline|hotline|telefon|telefax|fon|"
    r"handy|mobil|rufnummer|t[ée]l[ée]phone|t[ée]l|portable|t[ée]l[ée]fono)\b"
    r"(?: (?:us|me|him|her|them|on|at|no|number|nummer|num[ée]ro|now|unter|au))*[ .:)]{0,3}\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:isbn(?:-1[03])?|issn|doi|iban|vat|ean|account|konto|charity|company|reg(?:istration)?|registered|invoice|"
    r"order|patent|pmid|version|sort code)\b(?: (?:no|number|nr|num|code))*[ .:#-]{0,3}\Z",
    re.IGNORECASE,
)
_CONTEXT = 32
_TOKEN = 300
_DATE = re.compile(
    r"(?:[0-3]?[0-9]([./\u2010-\u2014-])[01]?[0-9]\1(?:[12][0-9])?[0-9]{2}|[12][0-9]{3}([./-])[01]?[0-9]\2[0-3]?[0-9])"
    r"(?![0-9]|[./-][0-9])"
)
_NORTH_AMERICAN = re.compile(r"\(?[2-9][0-9]{2}\)?[ .-]{1,2}[2-9][0-9]{2}[ .-][0-9]{4}")
# A number ends with its line in a list of numbers; a longer row of digits is a table.
_MAX_GROUPS = 8
_DECIMAL = re.compile(r"[0-9][.,][0-9]")


class _Piece(NamedTuple):
    """A stretch of a run that may be a number: its ends in the text, and whether it opens like one."""

    start: int
    end: int
    international: bool


def second_filter(region: str | None) -> str | None:
    """Return a pattern (of polars' engine) for lines that pass `PREFILTER`, null where all may hold a number.

    Without a region, and where national numbers open with 0, fewer lines do.
    """
    if region is None:
        return _INTERNATIONAL
    if _lengths(region)[1] != "0":
        return None
    return rf"{_INTERNATIONAL}|(?:^|[^0-9.,])0(?:[{_PARTS}]{{0,4}}[0-9]){{6}}"


def find(text: str, region: str | None) -> Iterator[Found]:
    """Yield the telephone numbers of a line, in order; `value` is the number in E.164 form.

    `region` is the country (ISO 3166, two capital letters) in whose form numbers without a country's code
    are written; without it, those are left alone.
    """
    for run in _RUN.finditer(text):
        if sum(map(str.isdigit, run.group())) < MIN_DIGITS:
            continue
        if _NO_BACK.match(text, run.end()) or not _may_stand(text, run.start()):
            continue
        for piece, value in _numbers(text, run, region):
            extension = _EXTENSION.match(text, piece.end)
            yield Found(piece.start, extension.end() if extension else piece.end, value)


def _may_stand(text: str, start: int) -> bool:
    """Say whether what stands in front of a run lets it be a number for somebody to call."""
    begin = max(0, start - _TOKEN)
    token = text[max(begin, text.rfind(" ", begin, start) + 1) : start]
    if _LINK.search(token) or _CALL.search(text[max(0, start - _CONTEXT) : start]):
        return True
    if _WEB.search(token) or _NO_FRONT.search(token):
        return False
    return _REFERENCE.search(text[max(0, start - _CONTEXT) : start]) is None


def _numbers(text: str, run: re.Match[str], region: str | None) -> Iterator[tuple[_Piece, str]]:
    """Yield what is a number in a run, the longest from the first on that opens like one."""
    groups = [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]
    called = _CALL.search(text[max(0, run.start() - _CONTEXT) : run.start()]) is not None
    first = 0
    while first < len(groups):
        piece, value, first = _longest(text, run.start(), groups, first, region, called=called and not first)
        if piece is not None:
            yield piece, value


def _longest(
    text: str, floor: int, groups: list[tuple[int, int]], first: int, region: str | None, *, called: bool
) -> tuple[_Piece | None, str, int]:
    """Return the longest number that begins with a group, its value, and the group to go on with."""
    start, opening = _opening(text, floor, groups, first)
    nothing = (None, "", first + 1)
    if start is None:
        return nothing
    international = "+" in opening
    low, high = groups[first]
    digits = text[low:high]
    national = region is not None and _national(text, start, digits, region, called=called)
    if not (international or national) or _DATE.match(text, low):
        return nothing
    ends = []
    count = 0
    prefixes = 2 if international else 1
    for number in range(first, min(first + _MAX_GROUPS, len(groups))):
        size = groups[number][1] - groups[number][0]
        count += size
        if size == 1 and number - first >= prefixes:
            break  # a list, a score or a section: only a country or a trunk prefix has one digit
        between = text[groups[number - 1][1] : groups[number][0]] if number > first else ""
        if count > MAX_DIGITS + 1 or "+" in between or ". " in between:
            break
        # behind it stands no digit that is glued to it
        apart = number + 1 == len(groups) or text[groups[number][1]] in " /"
        if count >= MIN_DIGITS and apart:
            ends.append(number)
    for number in reversed(ends):
        end = groups[number][1]
        written = text[start:end]
        if written.count("(") != written.count(")"):
            continue
        value = _valid(written, None if international else region)
        if value is not None:
            return _Piece(start, end, international), value, number + 1
    return nothing


def _national(text: str, start: int, digits: str, region: str, *, called: bool) -> bool:
    """Say whether a number may open like this in a region."""
    if digits.startswith("0"):
        return True
    if _lengths(region)[1] == "0":
        return False
    return called or _NORTH_AMERICAN.match(text, start) is not None


def _opening(text: str, floor: int, groups: list[tuple[int, int]], first: int) -> tuple[int | None, str]:
    """Return where a number would begin that opens with a group, sign and bracket included, and those."""
    low = groups[first][0]
    before = groups[first - 1][1] if first else floor
    between = text[before:low]
    opening = re.search(r"(?:\+ ?)?\(?\Z", between)
    sign = opening.group() if opening is not None else ""
    if first and between[: len(between) - len(sign)][-1:] not in {" ", "/"}:
        return None, ""  # glued to the digits before it
    return low - len(sign), sign


# A page repeats its numbers, and a hostile one does nothing else.
@lru_cache(maxsize=4096)
def _valid(written: str, region: str | None) -> str | None:
    """Return a number in E.164 form, or null if it is in no numbering plan."""
    number = _parsed(written, region)
    if number is None:
        return None
    from phonenumbers import PhoneNumberFormat, format_number

    return format_number(number, PhoneNumberFormat.E164)


def _parsed(written: str, region: str | None) -> "PhoneNumber | None":
    groups = _GROUP.findall(written)
    if _DECIMAL.match(written):
        return None
    if region is not None and not _possible(sum(map(len, groups)), groups[0], region):
        return None
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        number = parse(written, region)
    except NumberParseException:
        return None
    return number if is_valid_number(number) else None


def _possible(digits: int, opening: str, region: str) -> bool:
    """Say whether so many digits may be a number of the region, which is quicker to say than to parse it."""
    lengths, trunk = _lengths(region)
    written = {digits - len(trunk) if trunk and opening.startswith(trunk) else digits, digits}
    return opening.startswith("00") or not written.isdisjoint(lengths)


@lru_cache(maxsize=32)
def _lengths(region: str) -> tuple[frozenset[int], str]:
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None or metadata.general_desc is None:
        return frozenset(), ""
    return frozenset(metadata.general_desc.possible_length), metadata.national_prefix or ""
