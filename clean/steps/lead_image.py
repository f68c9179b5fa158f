"""Lead image: the bare name of the picture above the text, without the ending of its file.

Looks for: a line above the text that is one lower-case token, standing alone below the title, and that takes up a
word of the title. People name a picture after what it is for: "willsman", "harbour-wall-3".

Keeps: any other single word. Among pages of other sites a lone word was as often the author's as a picture's.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Lead image"
REASON = "is the name of the picture above the text"
SAFETY = "A one-word paragraph stays: the token must be lower case, stand alone between title and text, and take up a word of the title."
ORDER = 345
RULES = (CodeRule("word-of-the-title", "removed", "names the picture above the text by a word of the title"),)

_TEXT = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
EXAMPLES = {
    "word-of-the-title": (
        f"Harbour wall to be raised again\n\n⟦harbour⟧\n\n{_TEXT}",
        f"Harbour wall to be raised again\n\n⟦harbour-wall_3⟧\n\n{_TEXT}",
        f"Harbour wall to be raised again\n\nyes\n\n{_TEXT}",
        f"Harbour wall to be raised again\n\nharbour\nand town\n\n{_TEXT}",
    )
}

MIN_LETTERS = 4
_TOKEN = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+){0,8}")
_WORD = re.compile(r"[^\W\d_]+")


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the name of the picture between title and text, if it stands there."""
    title = next((line for line in head if line.step == "headline"), None)
    if title is None:
        return
    for line, below in pairwise(head):
        if line.start <= title.start or line.step is not None:
            continue
        if line.gap and below.gap and _TOKEN.fullmatch(line.text):
            words = set(_WORD.findall(title.text.lower()))
            if any(len(word) >= MIN_LETTERS and word in words for word in _WORD.findall(line.text)):
                yield HeadClaim(line.start, line.end, "word-of-the-title")
        return
