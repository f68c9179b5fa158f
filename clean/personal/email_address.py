"""E-mail addresses in a text.

Each sign that may stand for "at" is looked at once, with at most `MAX_LOCAL` characters on its left and
`MAX_DOMAIN` on its right, so that a text of any length takes time in proportion to it.
"""

import re
from collections.abc import Iterator
from typing import Final

from clean.personal.found import Found

__all__ = ["MAX_DOMAIN", "PREFILTER", "find"]

_SIGNS = ("@", "%40", "(at)", "[at]", "{at}", "( at )", "[ at ]", "&#64;", "&#x40;", "&commat;")
PREFILTER: Final = "|".join(map(re.escape, _SIGNS))
"""Lines without a match of this pattern (of polars' engine) hold no e-mail address.

Literals alone: the engine looks for those many bytes at a time.
"""

MAX_LOCAL: Final = 64
"""Octets on the left of the sign (RFC 5321, 4.5.3.1.1)."""
MAX_DOMAIN: Final = 255
"""Octets on its right (RFC 5321, 4.5.3.1.2)."""

# Characters without width that break an address for a machine and not for the eye.
_HIDDEN = "\u00ad\u200b-\u200d\u2060"
_AT = re.compile(r" ?(?:\( ?at ?\)|\[ ?at ?\]|\{at\}) ?|@|%40|&#64;|&#x40;|&commat;")
_LOCAL_BACKWARDS = re.compile(rf"[\w.+%'’{_HIDDEN}-]{{1,{MAX_LOCAL}}}")
_LABEL = rf"[\w{_HIDDEN}-]+"
_DOT = r"(?:\.| ?[\[({] ?(?:dot|DOT) ?[\])}] ?)"
_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}{_LABEL})+")
_DOTS = re.compile(_DOT)
_NO_PART = re.compile(f"[{_HIDDEN}]")
# Where an extractor dropped the space behind an address ("…@example.comCancel").
_GLUED = re.compile(r"(?:com|org|net|info|edu|gov|uk|de|fr|eu|ie)(?=[A-Z])")
_TOP = re.compile(r"[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59}", re.IGNORECASE)
# What follows a name of a file or of a program's version, not of a domain.
_FILES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js", "html", "htm", "php", "pdf"})
# `git@host:path` names a machine, not a person.
_PROGRAMS = frozenset({"git", "hg", "ssh", "svn"})


def find(text: str) -> Iterator[Found]:
    """Yield the e-mail addresses of a text, in order; `value` is the address in small letters."""
    reached = 0
    for at in _AT.finditer(text):
        found = _around(text, at.start(), at.end())
        if found is not None and found.start >= reached:
            reached = found.end
            yield found


def _around(text: str, sign: int, behind: int) -> Found | None:
    backwards = text[max(0, sign - MAX_LOCAL) : sign][::-1]
    local = _LOCAL_BACKWARDS.match(backwards)
    domain = _DOMAIN.match(text, behind, behind + MAX_DOMAIN)
    if local is None or domain is None:
        return None
    name = local.group()[::-1]
    # "%3Dname%40host": what percent signs escape is no part of the name
    name = re.split("%[0-9A-Fa-f]{2}", name)[-1].lstrip(".'’-%")
    start = sign - len(name)
    end = behind + _host_length(domain.group())
    if end == behind or not any(map(str.isalnum, name)) or _no_person(text, start, end, name):
        return None
    host = _DOTS.sub(".", text[behind:end])
    return Found(start, end, _NO_PART.sub("", f"{name}@{host}").lower())


def _no_person(text: str, start: int, end: int, name: str) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before.endswith("@") or before == "//":
        return True  # an account on a server (`@name@host`), or a part of a web address
    return name.lower() in _PROGRAMS and after[:1] == ":" and not after[1:].isspace()


def _host_length(host: str) -> int:
    """Return how much of a stretch that looks like a domain is one; 0 if nothing is."""
    labels = [(found.start(), found.end()) for found in re.finditer(_LABEL, host)]
    # "(dot)" is no label
    dots = [(found.start(), found.end()) for found in _DOTS.finditer(host)]
    labels = [pair for pair in labels if not any(low <= pair[0] < high for low, high in dots)]
    while len(labels) > 1:
        start, end = labels[-1]
        last = _NO_PART.sub("", host[start:end])
        glued = _GLUED.match(last)
        if glued is not None and not last.isupper():
            return start + glued.end()
        sentence = len(labels) > 2 and last.istitle() and not host[: labels[0][1]].istitle()
        if _TOP.fullmatch(last) and last.lower() not in _FILES and not sentence:
            return end
        if last.lower() in _FILES:
            return 0
        labels.pop()
    return 0
