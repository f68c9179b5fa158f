"""Byline: who wrote the article, and when, on a line that says more than a date.

Looks for: a line above the text that opens with "By" (or von, par, por; "Written by", "Author:") and goes on with
capitalised names; the name may stand on the next line. Beside it may stand what the author is, and dates. Of several
the last, which is nearest to the text. And a line with dates beside which others stand, set off from them ("3 March
2019 | 4 min read"), if there is one. `clean.bylines` says what looks like one.

Keeps: the first line of the page, which may be a title that begins with "By"; a sentence; several lines with dates.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from clean.bylines import byline, lead_of, may_be_byline, names_alone
from clean.head import HeadClaim, HeadLine
from clean.rules.catalog import CodeRule

TITLE = "Byline"
REASON = "names the author of the article"
SAFETY = "A sentence or title that begins with By or has a date in it stays: every word of the name must look like part of one, what stands beside names and dates must be set off from them, and something must stand above the line."
ORDER = 320
RULES = (
    CodeRule("by-name", "author", "names the author of the article"),
    CodeRule("published", "published_at", "the date of publication, on a line that says more"),
    CodeRule("modified", "modified_at", "the date of the last change, on a line that says more"),
    CodeRule("beside-name", "removed", "stands on the line that names author or date, beside it"),
)
_DATED = "By Ada Quay | Harbour Correspondent | Updated 3 March 2019 at 10:17 am"
EXAMPLES = {
    "by-name": (
        "Harbour wall to be raised\n\n⟦By Ada Quay⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦By Ada Quay and Jan van der Pier⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nWritten ⟦by Ada Quay⟧, Harbour Correspondent\n\nThe council has voted.",
        "Harbour wall to be raised\n\nAuthor: ⟦Ada Quay, PhD⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦By Ada Quay⟧Published: 3 March 2019\n\nThe council has voted.",
        "Harbour wall to be raised\n\nWritten ⟦by\nAda Quay⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nBy Monday it was gone.\n\nBy Night\n\nThe council has voted.",
        "Harbour wall to be raised\n\nBy\nLast updated on\n\nThe council has voted.",
        "By Any Means\n\nThe council has voted.",
    ),
    "published": (
        "Harbour wall to be raised\n\nBy Quay ⟦3 March 2019⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nAda Quay • ⟦3 March 2019⟧ • 4 min read\n\nThe council has voted.",
        "Harbour wall to be raised\n\n3 March 2019 | Coast\n\n4 March 2019 | Sea\n\nThe council has voted.",
        "Harbour wall to be raised\n\n3 March 2019, when it fell\n\nThe council has voted.",
        f"Harbour wall to be raised\n\n{_DATED}\n\nThe council has voted.",
    ),
    "modified": (
        "Harbour wall to be raised\n\nBy Ada Quay – ⟦Updated 3 March 2019⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nBy Ada Quay – 3 March 2019\n\nThe council has voted.",
    ),
    "beside-name": (
        "Harbour wall to be raised\n\nBy Ada Quay⟦, Harbour Correspondent⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦Posted⟧ by Ada Quay on 3 March 2019\n\nThe council has voted.",
        "Harbour wall to be raised\n\nBy Ada Quay, who saw it all\n\nThe council has voted.",
    ),
}

_RULE_OF = {"author": "by-name", "published": "published", "modified": "modified", "beside": "beside-name"}
_DATE_RULES = {"published", "modified"}
# A byline says when only where no line of dates does.
_DATE_STEP = "dateline"


def claim_head(head: Sequence[HeadLine]) -> Iterator[HeadClaim]:
    """Claim the last byline of a page's head, and the line with dates that say more, where there is one."""
    dated = any(line.step == _DATE_STEP for line in head)
    byline_claims: list[HeadClaim] = []
    date_claims: list[list[HeadClaim]] = []
    for line, below in pairwise([*head[1:], None]):
        if line is None or line.step is not None or not line.inside or not may_be_byline(line.text):
            continue
        found = list(_on_one_line(line, dated=dated)) or list(_on_two_lines(line, below))
        if any(claim.rule == "by-name" for claim in found):
            byline_claims = found
        elif found and not dated:
            date_claims.append(found)
    yield from byline_claims
    if len(date_claims) == 1 and not any(claim.rule in _DATE_RULES for claim in byline_claims):
        yield from date_claims[0]


def _on_one_line(line: HeadLine, *, dated: bool) -> Iterator[HeadClaim]:
    # where characters were decoded, places in the text are not places in the page
    if line.end - line.start != len(line.text):
        return
    for start, end, kind in byline(line.text):
        text = line.text[start:end]
        first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        rule = _RULE_OF["beside" if dated and kind in _DATE_RULES else kind]
        yield HeadClaim(line.start + first, line.start + last, rule)


def _on_two_lines(line: HeadLine, below: HeadLine | None) -> Iterator[HeadClaim]:
    lead = lead_of(line.text)
    if lead is None or below is None or below.step is not None or not below.inside or below.listed:
        return
    if names_alone(below.text) and line.end - line.start == len(line.text):
        start = line.start + lead.start
        if start > line.start:
            yield HeadClaim(line.start, start, "beside-name")
        if lead.kind == "beside":
            yield HeadClaim(line.start, line.end, "beside-name")
            start = below.start
        yield HeadClaim(start, below.end, "by-name")
