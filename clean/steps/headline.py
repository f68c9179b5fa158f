"""Headline: the title of the article.

Looks for: the line above the text, of three words or more and not ending like a sentence, of which the first
paragraphs say most again. Of lines that are about as good the first is the title, and what follows it explains it;
a line that stands within the best one is the title, and the rest of that leads there ("Home > Coast > Wall falls").
Where the text says half of no line again, the first line below the links of which it says a longer word; on a page
without a paragraph, the first line that may be a title.

Keeps: everything else. A page without a title has null there.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from clean.head import Head, HeadClaim, HeadLine, below_links
from clean.lines import PROSE_CHARS
from clean.rules.catalog import CodeRule

TITLE = "Headline"
REASON = "is the title of the article"
SAFETY = "The first sentence of a page without a title stays text: a title does not end with a full stop, a comma or a colon, something stands below it, and the text says words of it again."
ORDER = 340
RULES = (CodeRule("first-line", "title", "the title of the article"),)
_PROSE = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
EXAMPLES = {
    "first-line": (
        "⟦Harbour wall to be raised again⟧\n\nThe council has voted.",
        "Coast\n\n⟦“Who pays for it?” Harbour wall to be raised⟧\n\nThe council has voted.",
        f"Now with more tide tables\n\n⟦Harbour wall to be raised again⟧\n\nWhat the winter brings\n\n{_PROSE}",
        f"Home > Coast > Harbour wall to be raised\n\n⟦Harbour wall to be raised⟧\n\n{_PROSE}",
        f"Try our new app today\n\nAda Quay\n\n⟦What the minutes say⟧\n\n{_PROSE}",
        f"Try our bright new boat today\n\nAda Quay\n\n{_PROSE}",
        "The council has voted to raise the wall.\n\nIt did so twice\n\nThe work begins soon.",
        "Harbour wall to be raised again",
        "The Harbour Post online\n\n• News\n• Tides\n• Market\n• School\n• Boats\n\n⟦Wall to be raised⟧\n\nIt is late.",
    )
}

# How many lines that nobody wants may stand above the title of a page without a paragraph.
PASSED_OVER = 3
MIN_WORDS = 3
# Of the letters of a title at least half are in words that the text says again, and so many of them. Chosen on
# labelled pages, as the numbers below.
SAID_AGAIN, LETTERS_AGAIN = 0.5, 8
# Words are the same whose beginnings are: all but two letters, and at least four.
ENDING, BEGINNING = 2, 4
# Where no line has as many, the first line with so many letters is the title, if it stands below the links.
FEW_LETTERS = 5
# Of more letters than these, a longer line would win for its length.
ENOUGH_LETTERS = 30
# The first line that is nearly as good as the best one is the title: what follows it explains it.
NEARLY = 0.8
# A line within the best one, half as good, is the title, and the rest leads there: "Home > Coast > Wall falls".
WITHIN, WITHIN_CHARS = 0.5, 12
_CLOSING = "\"'”’»)]"
# Thai, Lao, Japanese and Chinese part no words: two signs are taken for one.
_UNPARTED = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_SIGN = re.compile(f"[{_UNPARTED}]")
_TOKEN = re.compile(rf"[{_UNPARTED}]{{2}}|[^\s{_UNPARTED}]+")
_WORD = re.compile(rf"[{_UNPARTED}]{{2}}|[^\W{_UNPARTED}]{{2,}}")


class Candidate(NamedTuple):
    """A line that may be the title and its place in the head.

    `again`: letters of its words that the text says again; `points`: how likely it is the title.
    """

    place: int
    line: HeadLine
    again: int
    points: float


def claim_head(head: Head) -> Iterator[HeadClaim]:
    """Claim the title of a page that has one."""
    found = _said_again(head) if head.opening else _first_line(head)
    if found:
        yield HeadClaim(found.start, found.end, "first-line")


def _said_again(head: Head) -> HeadLine | None:
    """Return the line of which the text says most again."""
    lines = [(place, line) for place, line in enumerate(head) if _may_be_title(line)]
    candidates: list[Candidate] = []
    for text in _texts(head):
        candidates = [_candidate(place, line, text) for place, line in lines]
        likely = [found for found in candidates if found.points]
        if likely:
            return _likeliest(likely)
    links = _below_links(head)
    return next(
        (found.line for found in candidates if found.again >= FEW_LETTERS and found.place >= links), None
    )


def _texts(head: Head) -> Iterator[str]:
    """Yield what the page says below its head, with a blank before each word, then with any sentences above it."""
    yield f" {head.opening}"
    sentences = [line.text.lower() for line in head if line.inside and _is_sentence(line.text)]
    if sentences:
        yield f" {head.opening} {' '.join(sentences)}"


def _likeliest(likely: Sequence[Candidate]) -> HeadLine:
    best = max(found.points for found in likely)
    title = next(found for found in likely if found.points >= NEARLY * best)
    for found in likely:
        if found.points >= WITHIN * best and _within(found.line.text, title.line.text):
            title = found
    return title.line


def _candidate(place: int, line: HeadLine, text: str) -> Candidate:
    words = set(_WORD.findall(line.text.lower()))
    again = sum(len(word) for word in words if _beginning(word) in text)
    share = again / max(sum(map(len, words)), 1)
    likely = share >= SAID_AGAIN and again >= LETTERS_AGAIN
    return Candidate(place, line, again, share * min(again, ENOUGH_LETTERS) if likely else 0)


def _beginning(word: str) -> str:
    """Return what the text must hold of a word to say it again."""
    # most words are ASCII, which is quicker asked than a pattern
    parted = word.isascii() or not _SIGN.match(word)
    return " " + word[: max(len(word) - ENDING, BEGINNING)] if parted else word


def _within(part: str, whole: str) -> bool:
    return WITHIN_CHARS < len(part) < len(whole) and part.casefold() in whole.casefold()


def _may_be_title(line: HeadLine) -> bool:
    free = line.inside and line.step is None and not line.listed and len(line.text) < PROSE_CHARS
    return free and _has_words(line.text) and not _is_sentence(line.text)


def _has_words(text: str) -> bool:
    return len(text.split()) >= MIN_WORDS or len(_TOKEN.findall(text)) >= MIN_WORDS


def _is_sentence(text: str) -> bool:
    """Whether a line ends like a sentence; one that ends in dots may be a title."""
    bare = text.rstrip(_CLOSING)
    return bare.endswith((",", ";", ":")) or (bare.endswith(".") and bare[-2:-1] not in {"", "."})


def _below_links(head: Head) -> int:
    return below_links(line.inside and line.listed for line in head)


def _first_line(head: Head) -> HeadLine | None:
    """Return the first line that may be the title of a page without a paragraph."""
    inside = [line for line in head if line.inside]
    return _first_of(inside[_below_links(head) :], head) or _first_of(inside, head)


def _first_of(lines: Sequence[HeadLine], head: Head) -> HeadLine | None:
    for line in islice((line for line in lines if line.step is None), PASSED_OVER + 1):
        if _may_be_title(line) and line is not head[-1]:
            return line
        if line.listed or _is_sentence(line.text):
            return None
    return None
