"""Headline: the title of the article.

Looks for: the first line of the head that no other step wants, of three words or more, which does not end like a
sentence. Shorter lines before it are passed over; a sentence before it means that the page has no title.

Keeps: everything else. A page without a title has null there.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Headline"
REASON = "is the title of the article"
SAFETY = "The first sentence of a page without a title stays text: a title does not end with a full stop, a comma or a colon, and something stands below it."
ORDER = 340
RULES = (CodeRule("first-line", "title", "the title of the article"),)
EXAMPLES = {
    "first-line": (
        "⟦Harbour wall to be raised again⟧\n\nThe council has voted.",
        "Coast\n\n⟦“Who pays for it?” Harbour wall to be raised⟧\n\nThe council has voted.",
        "The council has voted to raise the wall.\n\nIt did so twice\n\nThe work begins soon.",
        "Harbour wall to be raised again",
    )
}

# How many lines that nobody wants may stand above the title.
PASSED_OVER = 3
MIN_WORDS = 3
_SENTENCE = re.compile(r"(?:[^.]\.|[,;:])[\"'”’»)\]]*$")


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the title of a page that has one."""
    free = (line for line in head if line.step is None and line.inside)
    for line in islice(free, PASSED_OVER + 1):
        sentence = _SENTENCE.search(line.text)
        if not sentence and not line.listed and len(line.text.split()) >= MIN_WORDS and line is not head[-1]:
            yield HeadClaim(line.start, line.end, "first-line")
            return
        if sentence or line.listed:
            return
