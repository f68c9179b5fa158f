"""Standfirst: the sentence between title and byline that sums the article up.

Looks for: a single line that no other step wants, standing alone below the title and directly above the byline
or the date.

Keeps: two or more lines there, and whatever stands below a title without a byline: that is text; names, sections and
the like, of which every word has a capital.
"""

from collections.abc import Iterator, Sequence

from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Standfirst"
REASON = "sums the article up under its title"
SAFETY = "The first paragraph of the article stays: a standfirst has the title right above it and the byline or the date right below it."
ORDER = 350
RULES = (CodeRule("between-title-and-byline", "standfirst", "sums the article up under its title"),)
EXAMPLES = {
    "between-title-and-byline": (
        "Harbour wall to be raised again\n\n⟦The work was put off twice.⟧\n\nBy Ada Quay\n\nThe council has voted.",
        "Harbour wall to be raised again\n\nBy Ada Quay\n\nThe council has voted.",
        "Harbour wall to be raised again\n\nThe council has voted.\n\nIt did so twice.",
        "Harbour wall to be raised again\n\nAda Quay, Harbour Writer\n\n3 March 2019\n\nThe council has voted.",
    )
}


# So many words of a sentence have no capital.
SMALL_WORDS = 2


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the standfirst of a page that has one."""
    for above, line, below in zip(head, head[1:], head[2:], strict=False):
        alone = line.gap and below.gap and not line.listed
        between = above.step == "headline" and line.step is None and below.step in {"byline", "dateline"}
        if between and alone and not _is_titled(line.text):
            yield HeadClaim(line.start, line.end, "between-title-and-byline")
            return


def _is_titled(text: str) -> bool:
    """Whether all words of a line but one at most have a capital, in a script that has any."""
    words = text.split()
    small = sum(word[0].islower() for word in words)
    return small < SMALL_WORDS and any(word[0].isupper() for word in words)
