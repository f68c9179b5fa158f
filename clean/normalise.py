"""The documented normalisation: from the raw characters of a span to the text of a record.

This is the reference, in plain Python, one string at a time; `clean.lines` does the same in columns and a
property test holds the two together. `clean verify` uses this one.

A raw stretch becomes text in this order:

1. line breaks: CR LF, CR, VT, FF, NEL (U+0085), U+2028 and U+2029 count as LF;
2. other control characters (C0, DEL, C1, tab excepted) and the byte-order mark U+FEFF become a space;
3. character references that end in a semicolon are decoded once (`&gt;` becomes `>`, `&amp;lt;` becomes
   `&lt;`); what that brings in goes through 1 (as a space) and 2 again;
4. the no-break spaces U+00A0, U+2007 and U+202F become a space;
5. white space at both ends of each line goes, and with it the indentation;
6. lines with blank lines between them are joined by one blank line, others by a line break;
7. a list marker that opens the stretch (`12. ` or a bullet) goes, for the labels in `UNMARKED`;
   a byline loses its "By" (`OPENING_BY`).
"""

import html
import re
from collections.abc import Iterable

__all__ = [
    "BULLETS",
    "OPENING_BY",
    "OPENING_MARKER",
    "PARTS_JOINED_BY",
    "UNMARKED",
    "decode_references",
    "decoded_places",
    "fold_breaks",
    "paragraphs",
    "plain_line",
    "record_text",
]

# Horizontal bullets that text extractors print; resiliparse prints U+2022.
BULLETS = "•◦▪‣·∙●○■□"
# The first group is what goes; the second group of a marker is without the white space.
OPENING_MARKER = rf"^(([0-9]{{1,9}}\.|[{BULLETS}])(?:\s+|$))"
OPENING_BY = r"^((?i:by|von|par|por)\s*:?\s+)"

# Labels whose text starts behind the list marker: it is the extractor's, not the author's.
UNMARKED = frozenset({"comment", "comment_author", "section", "title"})
PARTS_JOINED_BY = "\n\n"

BREAKS = "\x0b\x0c\r\x85\u2028\u2029"
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff"
NO_BREAK_SPACES = "\u00a0\u2007\u202f"

REFERENCE = r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});"

_CRLF = re.compile("\r\n")
_BREAK = re.compile(f"[{BREAKS}]")
_CONTROL = re.compile(f"[{CONTROLS}]")
_REFERENCE = re.compile(REFERENCE)
_DECODED_AWAY = re.compile(f"[\n{BREAKS}{CONTROLS}]")
_NO_BREAK = re.compile(f"[{NO_BREAK_SPACES}]")
_MARKER = re.compile(OPENING_MARKER)
_BY = re.compile(OPENING_BY)


def fold_breaks(text: str) -> str:
    """Replace every line break by LF and every control character by a space, code point for code point.

    The result has as many code points as `text`, so offsets into one are offsets into the other
    (CR LF becomes a space and an LF).
    """
    return _CONTROL.sub(" ", _BREAK.sub("\n", _CRLF.sub(" \n", text)))


def decode_references(line: str) -> str:
    """Decode character references (`&gt;`, `&#8217;`) once; only those that end in a semicolon.

    Without the semicolon they are as likely a part of a URL (`?a=1&lt=2`), so those stay.
    """
    if "&" not in line:
        return line
    decoded = _REFERENCE.sub(lambda found: html.unescape(found.group()), line)
    return _DECODED_AWAY.sub(" ", decoded)


def plain_line(line: str) -> str:
    """Return one line as text: references decoded, no-break spaces folded, ends stripped."""
    return _NO_BREAK.sub(" ", decode_references(line)).strip()


def decoded_places(line: str) -> list[tuple[int, int]]:
    """Return where each character of `plain_line(line)` stands in the raw line: start and end.

    What a reference is decoded to stands where the whole reference does.
    """
    text, places, reached = list[str](), list[tuple[int, int]](), 0
    for found in [*_REFERENCE.finditer(line), None]:
        stop = len(line) if found is None else found.start()
        text.append(line[reached:stop])
        places += ((at, at + 1) for at in range(reached, stop))
        if found is not None:
            text.append(html.unescape(found.group()))
            places += [found.span()] * len(text[-1])
            reached = found.end()
    decoded = _NO_BREAK.sub(" ", _DECODED_AWAY.sub(" ", _CONTROL.sub(" ", "".join(text))))
    start = len(decoded) - len(decoded.lstrip())
    return places[start : start + len(decoded.strip())]


def paragraphs(raw: str) -> str:
    """Return the raw stretch as text: lines stripped, paragraphs parted by one blank line."""
    parts: list[str] = []
    gap = False
    for line in fold_breaks(raw).split("\n"):
        text = plain_line(line)
        if not text:
            gap = True
            continue
        if parts:
            parts.append("\n\n" if gap else "\n")
        parts.append(text)
        gap = False
    return "".join(parts)


def record_text(label: str, pieces: Iterable[str]) -> str:
    """Return the text of a record from the raw text of its spans with that label, in page order.

    `pieces` are the raw slices of its spans, in page order; their texts are joined by a blank line.
    """
    text = PARTS_JOINED_BY.join(part for part in map(paragraphs, pieces) if part)
    if label in UNMARKED:
        text = _MARKER.sub("", text, count=1) if _MARKER.match(text) else text
    elif label == "author":
        text = _BY.sub("", text, count=1) if _BY.match(text) else text
    return text
