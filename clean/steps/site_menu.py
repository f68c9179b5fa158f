"""Site menu: the lists of links that whole pages print above their article.

Looks for: twenty short items or more, in lists, above the first paragraph of the page.

Keeps: a list at the top of an article, such as its contents or what a recipe needs; lines between the lists; a page
without a paragraph.
"""

import numpy as np
import polars as pl

from clean.joined import Ints, taken
from clean.lines import Lines
from clean.rules.catalog import CodeRule, claims_on
from clean.searched import having

TITLE = "Site menu"
REASON = "is an item of the menu above the article"
SAFETY = "A list that opens an article stays: an item has fifty characters at most, ends in no full stop and begins with no figure, and twenty of them or more must stand above the page's first paragraph."
ORDER = 920
RULES = (CodeRule("menu-item", "removed", REASON),)

_ARTICLE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
_PLACES = (
    "News",
    "Tides",
    "Harbour",
    "Market",
    "School",
    "Weather",
    "Boats",
    "Council",
    "Letters",
    "Archive",
)
_MENU = "\n".join(f"• {place}" for place in _PLACES)
_LINKS = "\n".join(f"• All about {place.lower()}" for place in _PLACES)
_MARKED = "\n".join(
    f"⟦• {line}⟧" for line in [*_PLACES, *(f"All about {place.lower()}" for place in _PLACES)]
)
_NEEDED = "\n".join(f"• {count} planks of oak" for count in range(2, 32))
EXAMPLES = {
    "menu-item": (
        f"{_MARKED}\n\nThe wall is to be raised\n\n{_ARTICLE}",
        f"{_MENU}\n\nThe wall is to be raised\n\n{_ARTICLE}",
        f"You need:\n\n{_NEEDED}\n\n{_ARTICLE}",
        f"{_MENU}\n{_LINKS}",
        f"{_ARTICLE}\n\n{_MENU}\n{_LINKS}\n\n{_ARTICLE}",
    )
}

# Items of a menu, and code points of one: chosen on labelled pages, where one whole page in three has as many above
# its article, and of what they say less than one word in fifty stands in the article too.
MENU_ITEMS, ITEM_CHARS = 20, 50

_FIGURE = r"^\W*\d"


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the unclaimed items of the menu of each page."""
    page, rows = lines.ints("page"), _items(lines)
    many = np.bincount(page[rows], minlength=lines.pages.height) >= MENU_ITEMS
    at = rows[many[page[rows]] & lines.free()[rows]]
    return claims_on(lines, at, RULES[0].id)


def _items(lines: Lines) -> Ints:
    """Return the short items of lists above the first paragraph of pages that have one."""
    page, above = lines.ints("page"), lines.above_prose()
    has_prose = np.bincount(page[~above], minlength=lines.pages.height) > 0
    item = above & has_prose[page] & lines.flags("bullet") & (lines.ints("chars") <= ITEM_CHARS)
    rows = np.flatnonzero(item & ~lines.endings.stop)
    return rows[~having(taken(lines.lines["text"], rows), _FIGURE)]
