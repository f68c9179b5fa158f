"""Page top: what stands above the title of the article.

Looks for: lines that nobody claims above the title, on a page that has a paragraph and more running text below it:
menus without list markers, slogans, buttons, offers, today's date, names of pictures.

Keeps: what stands above the title where two sentences do, or three short ones, or more than there is text below, for
then the title is more likely a heading within the article; and the top of a page without a title or a paragraph.
"""

import numpy as np
import polars as pl

from clean.behind import running
from clean.joined import Ints
from clean.lines import PROSE_CHARS, Flags, Lines
from clean.rules.catalog import CodeRule, claims_on

TITLE = "Page top"
REASON = "stands above the title of the article"
SAFETY = "An article that begins above what looks like its title stays: two or three sentences above it keep all, and below it must stand a paragraph and as much running text as there is of anything above."
ORDER = 925
RULES = (CodeRule("above-title", "removed", REASON),)

_TEXT = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
_SHORT = "\n\n".join(f"Somebody asked for the {number}th time." for number in (4, 5, 6))
_RESULTS = "\n".join(f"Boat {number}, {90 + number} minutes" for number in range(12))
EXAMPLES = {
    "above-title": (
        f"⟦The Harbour Post⟧\n\n⟦Our new app is here!⟧\n\nThe wall is to be raised\n\n{_TEXT}",
        "The Harbour Post\n\nThe wall is to be raised\n\nIt is late.",
        "Nobody asked the branches what they made of the wall, says the chair.\n\n"
        "The answers that came in were never read out, says the secretary.\n\n"
        f"The council raises the wall\n\n{_TEXT}",
        f"It was late.\n\n{_SHORT}\n\nThe council raises the wall\n\n{_TEXT}",
        f"{_RESULTS}\n\nThe wall of the council\n\n{_TEXT}",
    )
}

# So many sentences of so many code points keep the top of a page: chosen on labelled pages.
SENTENCES = ((2, 60), (3, 30))

_TITLE_STEP = "headline"


def claim_rest(lines: Lines) -> pl.DataFrame:
    """Claim what is unclaimed above the title of each page that has one."""
    page, free, chars = lines.ints("page"), lines.free(), lines.ints("chars")
    row, title = np.arange(len(page)), lines.first_on_pages(np.flatnonzero(lines.steps == _TITLE_STEP))[page]
    above, below = free & (row < title), free & (row > title)

    def by_page(values: Flags | Ints) -> Ints:
        return np.bincount(page, weights=values, minlength=lines.pages.height).astype(np.int64)

    wanted = by_page(below & (chars >= PROSE_CHARS)) > 0
    for count, size in SENTENCES:
        wanted &= by_page(above & lines.endings.stop & (chars >= size)) < count
    wanted &= by_page(above * chars) <= by_page((below & running(lines)) * chars)
    return claims_on(lines, np.flatnonzero(above & wanted[page]), RULES[0].id)
