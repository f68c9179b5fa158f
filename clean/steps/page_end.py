"""Page end: what stands behind an article, below the furniture that closes it.

Looks for: teasers, footers, portraits and notices that nobody claims by what they say, below a line that stands
where articles are over: buttons for sharing, the readers' comments, links to the next page, a copyright notice.
A rule says of itself that it `closes` an article.

Keeps: everything above that line; and the page where text goes on below it, as below an appeal in mid-article.
"""

import numpy as np
import polars as pl

from clean.behind import behind_text, unclaimed_below
from clean.lines import Lines
from clean.rules.catalog import CodeRule, claims_on

TITLE = "Page end"
REASON = "stands behind the article, below the furniture that closes it"
SAFETY = "An article that goes on below a widget stays: three paragraphs or more must stand above the closing line, and three times as much unclaimed running text as below it."
ORDER = 935
RULES = (CodeRule("below-closing-line", "removed", REASON),)

_ARTICLE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show.\n\n"
    "Nobody asked the branches what they made of it before the vote was held, although the chair had promised in "
    "the spring that they would be heard and that their answers would be read out.\n\n"
    "The engineers said that the old wall had been built for a lower sea, and that another storm like the one of "
    "1987 would go over it in a single night, with the market and the school behind it."
)
EXAMPLES = {
    "below-closing-line": (
        f"{_ARTICLE}\n\n© 2024 The Harbour Post\n\n⟦Imprint and advice for anglers⟧",
        f"{_ARTICLE}\n\n© 2024 The Harbour Post\n\n{_ARTICLE}\n\nThe end of it all",
        "Who is to pay for the wall?\n\n© 2024 The Harbour Post\n\nImprint and advice for anglers",
    )
}


def claim_rest(lines: Lines) -> pl.DataFrame:
    """Claim what is unclaimed below the first line of each page that closes its article."""
    closing = np.flatnonzero(lines.closing)
    if len(closing):
        closing = closing[behind_text(lines)[closing]]
    return claims_on(lines, unclaimed_below(lines, closing), RULES[0].id)
