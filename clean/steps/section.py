"""Section: the breadcrumb above an article.

Looks for: a numbered list of one to four short items in the head of the page, in its first lines. The last item
is the section, those before it lead there ("Home").

Keeps: longer items, items that end like a sentence, and bulleted lists, which are as likely a menu.
"""

from collections.abc import Iterator, Sequence

from clean.head import HeadClaim, HeadLine, below_links
from clean.rules.catalog import CodeRule

TITLE = "Section"
REASON = "names the section of the site that the page stands in"
SAFETY = "A numbered list that belongs to the text stays: the breadcrumb is among the first lines of the page, above all prose, and its items are a few words long."
ORDER = 300
RULES = (
    CodeRule("breadcrumb-end", "section", "the last item of the breadcrumb, kept as the section"),
    CodeRule("breadcrumb-path", "removed", "leads to the section through the sections above it"),
)

_PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
EXAMPLES = {
    "breadcrumb-end": (
        f"  ⟦1. Politics⟧\n1 August 2018\n\nHarbour wall to be raised\n\n{_PROSE}",
        f"  1. Home\n  ⟦2. Coast⟧\n\nHarbour wall to be raised\n\n{_PROSE}",
        f"{_PROSE}\n\n  1. Politics\n\n{_PROSE}",
        f"Before you start, you need:\n\n  1. Rope\n  2. Tar\n\n{_PROSE}",
        f"Best beaches of the year\n\n  1. Luskentyre\n  2. Bantham Sands\n\n{_PROSE}",
    ),
    "breadcrumb-path": (
        f"  ⟦1. Home⟧\n  2. Coast\n\nHarbour wall to be raised\n\n{_PROSE}",
        f"  1. Politics\n1 August 2018\n\nHarbour wall to be raised\n\n{_PROSE}",
    ),
}

MAX_ITEMS = 4
MAX_CHARS = 40
# A breadcrumb may stand below a slogan or a skip link, not further down.
FIRST_LINES = 6
# More words than this, without a stop at their end, may be the title.
MAX_SLOGAN_WORDS = 2


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the breadcrumb of a page, if it has one."""
    # the items of a breadcrumb have numbers, those of a menu bullets
    opening = below_links(line.inside and line.bullet for line in head)
    for first, line in enumerate(head[opening : opening + FIRST_LINES], start=opening):
        if not line.listed and line.step is None and _opens_the_text(line.text):
            return
        if _is_item(line, 1):
            items = [line]
            for below in head[first + 1 :]:
                if not _is_item(below, len(items) + 1):
                    break
                items.append(below)
            if len(items) <= MAX_ITEMS and not any(item.gap for item in items[1:]):
                for item in items[:-1]:
                    yield HeadClaim(item.start, item.end, "breadcrumb-path")
                yield HeadClaim(items[-1].start, items[-1].end, "breadcrumb-end")
            return


def _opens_the_text(text: str) -> bool:
    """Whether a line is no slogan or link but a title, a sentence, or announces a list of the article."""
    title = len(text.split()) > MAX_SLOGAN_WORDS and not text.endswith((".", "!", ","))
    return title or len(text) > MAX_CHARS or text.endswith(":")


def _is_item(line: HeadLine, number: int) -> bool:
    return (
        line.number == number
        and line.indent > 0
        and line.step is None
        and line.inside
        and len(line.text) <= MAX_CHARS
        and not line.text.endswith((".", "!", "?", ":", ";"))
    )
