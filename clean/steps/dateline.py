"""Dateline: the dates at which a page says that it was published and changed.

Looks for: a line above the text that holds dates and nothing else but their introductions ("Published",
"updated") and clock times. Figures such as 02/08/2018 are left alone (`clean.dates` says why).

Keeps: dates in sentences.
"""

from collections.abc import Iterator, Sequence

from clean.dates import dateline
from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Dateline"
REASON = "says when the article was published or changed"
SAFETY = "A date in a sentence stays: the line must consist of dates."
ORDER = 310
RULES = (
    CodeRule("published", "published_at", "the date of publication"),
    CodeRule("modified", "modified_at", "the date of the last change"),
)
EXAMPLES = {
    "published": (
        "Harbour wall to be raised\n\n⟦3 March 2019⟧updated 4 Mar 2019 8:29am\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦Published on Monday, March 4th, 2019 |⟧ updated 5 March 2019\n\nThe council has voted.",
        "Harbour wall to be raised\n\n3 March 2019 – 5 March 2019\n\nThe council has voted.",
        "Harbour wall to be raised\n\nOn 3 March 2019 the council voted.",
    ),
    "modified": (
        "Harbour wall to be raised\n\n3 March 2019⟦updated 4 Mar 2019 8:29am⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nThe plan was updated 4 March 2019.",
    ),
}

# A longer line says more than dates.
MAX_CHARS = 100


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the dates of a page's head; where it has two of a kind, it is a list of dates, and they stay."""
    claims = list(_dates(head))
    for claim in claims:
        if sum(other.rule == claim.rule for other in claims) == 1:
            yield claim


def _dates(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    for line in head:
        # where characters were decoded, places in the text are not places in the page
        if line.step is not None or len(line.text) > MAX_CHARS or line.end - line.start != len(line.text):
            continue
        parts = dateline(line.text)
        for number, part in enumerate(parts):
            # what parts two dates ("|") goes with the one before it
            end = parts[number + 1].start if number + 1 < len(parts) else len(line.text)
            size = len(line.text[:end].rstrip())
            rule = "modified" if part.modified else "published"
            yield HeadClaim(line.start + part.start, line.start + size, rule)
