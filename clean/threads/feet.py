"""Threads without markers in which the name and the date stand below the text: "Posted by Ada | 3 May 2019".

Such a line is the head of the comment below it as often as the foot of the one above. What tells is the edge
of the thread: text stands between the count or heading and the first such line, and none between the last one
and the form or the notice that ends the thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clean.joined import changes, sums
from clean.lines import Flags, Ints, Lines
from clean.threads.blocks import BlockThread
from clean.threads.landmarks import Landmarks
from clean.threads.signs import Kind, Signs
from clean.threads.tree import Comment

__all__ = ["foot_threads"]

# What may stand below a foot, and above the first comment.
_FURNITURE = (Kind.REPLY, Kind.BUTTON, Kind.NUMBER, Kind.NOISE)
# A line between the last foot and the end of the thread may be a button nobody knows, but no text.
MAX_STRAY_CHARS = 40
# Fewer feet, or feet without an end below them, must say what they are ("Posted by").
MIN_FEET = 2
MIN_OPEN_FEET = 3
# A comment of more lines is something else.
MAX_LINES = 200


def foot_threads(lines: Lines, signs: Signs, marks: Landmarks, free: Flags) -> list[BlockThread]:
    """Return the threads of a batch whose comments end with a name and a date, by their first row.

    `free` are the lines that belong to no list of comments.
    """
    feet = np.flatnonzero(signs.are(Kind.SIGNED) & free)
    above, below = np.flatnonzero(marks.counts), np.flatnonzero(marks.forms)
    if not (len(feet) and len(above)):
        return []
    page, height = lines.ints("page"), len(free)
    at = np.searchsorted(above, feet) - 1
    opener = above[np.maximum(at, 0)]
    announced = (at >= 0) & (page[opener] == page[feet])
    # what stands between a count and the first prose of the page is its head: the article's name is below it
    top = lines.above_prose()
    announced &= ~(top[opener] & ~top[feet])
    feet, opener = feet[announced], opener[announced]
    if not len(feet):
        return []
    closer = np.append(below, [height])[np.searchsorted(below, feet)]
    closer[page[np.minimum(closer, height - 1)] != page[feet]] = height
    texts = sums(signs.are(Kind.TEXT) & ~(marks.counts | marks.forms))
    bounds = np.flatnonzero(changes(opener) | changes(closer))
    found = []
    for run in np.split(np.arange(len(feet)), bounds[1:]):
        rows = np.array(list(_first_rows(signs, marks, int(opener[run[0]]), feet[run])))
        if free[rows[0] : int(feet[run[-1]]) + 1].all():
            thread = _Run(rows, feet[run], int(closer[run[0]]))
            if thread.holds(lines, signs, texts):
                found.append(thread.made(lines, signs))
    return found


def _first_rows(signs: Signs, marks: Landmarks, opener: int, feet: Ints) -> Iterator[int]:
    """Yield the first row of each comment: below the foot above it, buttons aside."""
    for above, foot in zip([opener, *feet[:-1].tolist()], feet.tolist(), strict=True):
        row = above + 1
        while row < foot and (signs.kind[row] in _FURNITURE or marks.counts[row] or marks.forms[row]):
            row += 1
        yield row


@dataclass(frozen=True)
class _Run:
    """Feet below one heading: the first row and the foot of each comment, and the row that ends it all."""

    rows: Ints
    feet: Ints
    closer: int

    def holds(self, lines: Lines, signs: Signs, texts: Ints) -> bool:
        """Say whether they are feet: text stands above each, and none below the last."""
        if not ((texts[self.feet] > texts[self.rows]) & (self.feet - self.rows <= MAX_LINES)).all():
            return False
        led = bool((signs.lead_to[self.feet] > signs.marker[self.feet]).all())
        last = int(self.feet[-1]) + 1
        opening = range(int(self.rows[0]), int(self.feet[0]))
        written = any(_written(lines, row) for row in opening)
        if self.closer > len(lines.steps) - 1:
            return led and written and len(self.feet) >= MIN_OPEN_FEET
        # the form may be far below, at the end of other threads: the lines up to it are not looked at
        strays = texts[self.closer] - texts[last]
        stray = int(np.searchsorted(texts, texts[last], side="right")) - 1
        if strays > 1 or (strays and _written(lines, stray)):
            return False
        return led or (len(self.feet) >= MIN_FEET and written)

    def made(self, lines: Lines, signs: Signs) -> BlockThread:
        """Return the thread; the buttons below the last foot are part of it."""
        page, last = lines.ints("page"), int(self.feet[-1])
        while last + 1 < len(page) and page[last + 1] == page[last] and signs.kind[last + 1] in _FURNITURE:
            last += 1
        return BlockThread([Comment(row, 1, None, True, row) for row in self.rows.tolist()], last)


def _written(lines: Lines, row: int) -> bool:
    """Say whether somebody wrote a line: it is long, or ends like a sentence."""
    return bool(lines.ints("chars")[row] > MAX_STRAY_CHARS) or lines.lines["text"][row][-1] in ".!?…"
