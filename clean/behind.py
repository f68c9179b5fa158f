"""How much of an article stands above a line, and how much may still follow."""

import numpy as np

from clean.joined import Ints, runs, sums
from clean.lines import PROSE_CHARS, Flags, Lines

__all__ = ["ARTICLE_PARAGRAPHS", "behind_paragraphs", "behind_text", "running", "unclaimed_below"]

#: Paragraphs below which a line may stand behind an article rather than at its top.
ARTICLE_PARAGRAPHS = 3

# So many times as many paragraphs stand above a line behind the article as below it.
_TIMES_PARAGRAPHS = 2
# Running text: lines of so many code points that end like a sentence. Of that three times as much: on
# labelled pages twice would do, but few of those appeal in the last third.
_RUNNING_CHARS, _TIMES_TEXT = 40, 3


def behind_paragraphs(lines: Lines) -> Flags:
    """Say behind which lines hardly a paragraph follows, be they claimed or not.

    Below so few paragraphs that they may be a summary, the line stands in the second half of the page too.
    """
    prose = lines.ints("chars") >= PROSE_CHARS
    above, below = _beside(lines, prose)
    half = lines.bases + lines.pages["length"].to_numpy() // 2
    late = (above >= ARTICLE_PARAGRAPHS) | (lines.ints("start") >= half[lines.ints("page")])
    behind: Flags = late & (above >= _TIMES_PARAGRAPHS * below)
    return behind


def behind_text(lines: Lines) -> Flags:
    """Say behind which lines an article is over, by the text that nobody has claimed so far."""
    free, chars = lines.free(), lines.ints("chars")
    paragraphs, _ = _beside(lines, free & (chars >= PROSE_CHARS))
    above, below = _beside(lines, np.where(free & running(lines), chars, 0))
    behind: Flags = (paragraphs >= ARTICLE_PARAGRAPHS) & (above >= _TIMES_TEXT * below)
    return behind


def running(lines: Lines) -> Flags:
    """Say which lines are running text; captions and teasers mostly do not end like a sentence."""
    found: Flags = lines.endings.stop & (lines.ints("chars") >= _RUNNING_CHARS)
    return found


def unclaimed_below(lines: Lines, rows: Ints) -> Ints:
    """Return what nobody claims so far below the first of some rows, ascending, on each of their pages."""
    page = lines.ints("page")
    first = rows[np.flatnonzero(np.diff(page[rows], prepend=-1))]
    below = runs(first + 1, np.searchsorted(page, page[first], side="right"))
    unclaimed: Ints = below[lines.free()[below]]
    return unclaimed


def _beside(lines: Lines, values: Ints | Flags) -> tuple[Ints, Ints]:
    """Return the sums of values over the lines of its page above each line, and over it and those below."""
    page, so_far = lines.ints("page"), sums(values)
    first = np.flatnonzero(np.diff(page, prepend=-1))
    stop = np.append(first[1:], [len(page)])[: len(first)]
    sizes = stop - first
    above = so_far[:-1] - np.repeat(so_far[first], sizes)
    below = np.repeat(so_far[stop], sizes) - so_far[:-1]
    return above, below
