"""What stands above a list, or near to it, and says that readers wrote it, or that they did not."""

import re

import numpy as np

from clean.joined import taken
from clean.lines import Flags, Ints, Lines
from clean.searched import having
from clean.threads.landmarks import END_MATTER, Landmarks
from clean.threads.patterns import patterns
from clean.threads.signs import MAX_SIGN_CHARS

__all__ = ["NEAR", "headed", "near", "titled_counts"]

# How many lines may stand between a count, a heading or a form and the list ("Oldest first", "Add yours").
NEAR = 3
# Among so many lines at the top of a page its title stands, which has so many code points.
MAX_TITLE_LINES = 40
MIN_TITLE_CHARS = 8
_QUOTES = '”“»«"’‘'
# What ends an article.
_FURNITURE = frozenset({"author_card", "like_widget", "page_navigation", "share_bar", "tag_list"})
# The same where a rule claims all from there to the end of the page.
_ENDS = re.compile(
    r"(?i)\W*(?:share|shares|tweet|like|tags?|tagged|filed under|posted in|teilen|partager|compartir|delen)\b"
)


def headed(lines: Lines, rows: Ints) -> Flags:
    """Say which rows stand below what ends an article, or below a heading that speaks of comments."""
    found = np.zeros(len(rows), np.bool_)
    page, head, heading = lines.ints("page"), lines.flags("head"), re.compile(patterns().heading)
    for number, row in enumerate(rows.tolist()):
        if row and page[row - 1] == page[row]:
            step, text = lines.steps[row - 1], lines.lines["text"][row - 1]
            furnished = step in _FURNITURE or (step == END_MATTER and _ENDS.match(text) is not None)
            found[number] = (furnished and not head[row]) or heading.search(text) is not None
    return found


def titled_counts(lines: Lines, marks: Landmarks, rows: Ints) -> Flags:
    """Return the lines above items, which open on `rows`, that count what there is on the title of the page.

    They do so in any language. Without that title they read like the heading of an article ("5 thoughts on
    the wall").
    """
    found = np.zeros(lines.lines.height, np.bool_)
    above = np.maximum(rows - 1, 0)
    above = above[(lines.ints("indent")[above] == 0) & (lines.ints("chars")[above] <= MAX_SIGN_CHARS)]
    above = above[(marks.free | marks.ends)[above]]
    text, page = lines.lines["text"], lines.ints("page")
    if len(above):
        above = above[having(taken(text, above), rf"^\d|[{_QUOTES}]$")]
    for row in above.tolist():
        opens = int(np.searchsorted(page, page[row]))
        titles = text[opens : min(opens + MAX_TITLE_LINES, row)].to_list()
        heading = str(text[row]).rstrip(_QUOTES + " ")
        found[row] = any(
            MIN_TITLE_CHARS <= len(title) < len(heading) and heading.endswith(title) for title in titles
        )
    return found


def near(page: Ints, wanted: Flags, rows: Ints, towards: int) -> Flags:
    """Say which rows have a wanted line next to them on their page, above (-1) or below (1).

    `page` and `wanted` have a value for each line of the batch.
    """
    beside = np.add.outer(rows, towards * np.arange(1, NEAR + 1))
    there = np.minimum(np.maximum(beside, 0), len(page) - 1)
    close = wanted[there] & (page[there] == page[rows][:, np.newaxis]) & (there == beside)
    found: Flags = close.any(axis=1)
    return found
