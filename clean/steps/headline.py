"""Headline: the title of the article.

Looks for: the first line of the head that no other step wants, of three words or more, which does not end like a
sentence. Shorter lines before it are passed over; a sentence before it means that the page has no title. Below a list
of links the search begins anew.

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
        "The Harbour Post online\n\n• News\n• Tides\n• Market\n• School\n• Boats\n\n⟦Wall to be raised⟧\n\nIt is late.",
    )
}

# How many lines that nobody wants may stand above the title.
PASSED_OVER = 3
# So many items of lists in a head are links, and the title stands below them.
LINKS = 5
MIN_WORDS = 3
_SENTENCE = re.compile(r"(?:[^.]\.|[,;:])[\"'”’»)\]]*$")


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the title of a page that has one."""
    inside = [line for line in head if line.inside]
    items = [place for place, line in enumerate(inside) if line.listed]
    found = _first_line(inside[items[-1] + 1 :], head) if len(items) >= LINKS else None
    found = found or _first_line(inside, head)
    if found:
        yield HeadClaim(found.start, found.end, "first-line")


def _first_line(lines: Sequence[HeadLine], head: Sequence[HeadLine]) -> HeadLine | None:
    """Return the first of some lines of a head that may be its title."""
    free = (line for line in lines if line.step is None)
    for line in islice(free, PASSED_OVER + 1):
        sentence = _SENTENCE.search(line.text)
        if not sentence and not line.listed and len(line.text.split()) >= MIN_WORDS and line is not head[-1]:
            return line
        if sentence or line.listed:
            return None
    return None
