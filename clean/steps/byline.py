"""Byline: who wrote the article.

Looks for: a line above the text that opens with "By" (or von, par, por) and goes on with capitalised names.

Keeps: the first line of the page, which may be a title that begins with "By".
"""

import re
from collections.abc import Iterator, Sequence

from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Byline"
REASON = "names the author of the article"
SAFETY = "A sentence or title that begins with By stays: every word of the line must look like part of a name, and something must stand above it."
ORDER = 320
RULES = (CodeRule("by-name", "author", "names the author of the article"),)
EXAMPLES = {
    "by-name": (
        "Harbour wall to be raised\n\n⟦By Ada Quay⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦By Ada Quay and Jan van der Pier⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nBy Monday it was gone.\n\nBy Night\n\nThe council has voted.",
        "By Any Means\n\nThe council has voted.",
    )
}

# How many letters a byline may have; a longer line names a crowd, or nobody.
MAX_CHARS = 100
_NAME = r"[^\W\d_a-zà-öø-ÿ][\w'’.-]*"
_PARTICLE = r"and|und|et|y|de|del|da|di|du|van|von|der|den|bin|al|la|le|&"
_BYLINE = re.compile(rf"(?:By|BY|by|Von|Par|Por):? {_NAME}(?:,? (?:{_NAME}|{_PARTICLE})){{1,10}}")


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the first byline of a page's head."""
    for line in head[1:]:
        if line.step is None and line.inside and len(line.text) <= MAX_CHARS and _BYLINE.fullmatch(line.text):
            yield HeadClaim(line.start, line.end, "by-name")
            return
