"""Site tagline: the slogan of the site, printed above section and date.

Looks for: the first block of the page, one to three lines of a few words each, the last of which ends like a
sentence, directly above a section or a date, with a possible title below those.

Keeps: a block that could be the title.
"""

from collections.abc import Iterator, Sequence

from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Site tagline"
REASON = "is the slogan of the site, not of the article"
SAFETY = "A title stays: the slogan ends like a sentence, stands above the section or the date, and a longer line that could be the title follows."
ORDER = 330
RULES = (
    CodeRule("above-section-or-date", "removed", "the slogan of the site above the section or the date"),
)
EXAMPLES = {
    "above-section-or-date": (
        "⟦Old ropes,\nnew knots.⟧\n\n  1. Coast\n3 March 2019\n\nHarbour wall to be raised by a metre\n\nThe council has voted.",
        "Harbour wall falls\n\n3 March 2019\n\nThe council has voted to build it up again.",
        "We won at last!\n\n3 March 2019\n\nPhoto by Ada Quay for the Log\n\nThe council has voted to build it.",
        "It fell.\n\n3 March 2019\n\nThe council has voted to build it up again.",
    )
}

MAX_LINES = 3
MAX_CHARS = 40
TITLE_CHARS = 20


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the slogan of a page that opens with one."""
    size = next((row for row, line in enumerate(head) if row and line.gap), len(head))
    block, below = head[:size], head[size:]
    if (
        size <= MAX_LINES
        and all(line.step is None and len(line.text) <= MAX_CHARS for line in block)
        and block[-1].text.endswith((".", "!"))
        and below
        and below[0].step in {"section", "dateline"}
        # one line above a date may be a title that exclaims
        and (below[0].step == "section" or size > 1 or block[-1].text.endswith("."))
        and any(_could_be_title(line) for line in below)
    ):
        yield HeadClaim(block[0].start, block[-1].end, "above-section-or-date")


def _could_be_title(line: HeadLine) -> bool:
    return line.inside and line.step is None and len(line.text) >= TITLE_CHARS and not line.text.endswith(".")
