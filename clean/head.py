"""The head of a page: the lines above its text, where title, byline, date and picture stand.

There are a few of them a page, and what they are depends on their order, so steps look at them as a list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from clean.joined import Ints, changes, runs, taken
from clean.lines import HEAD_LINES, NO_NUMBER, PROSE_CHARS, Flags, Lines

__all__ = ["LINKS", "Head", "HeadClaim", "HeadLine", "below_links", "heads"]

# A head is so many lines above the text: on labelled pages more of them held few titles more.
LINES_ABOVE = 30
# So many items of lists in a head are links.
LINKS = 5
# Where no more than one line stands between two sentences of so many code points, they are text as well.
SENTENCE_CHARS, SENTENCES_APART = 80, 2
# What of a page's text is shown with its head: so many paragraphs, some five thousand code points. On
# labelled pages a third of that found fewer titles, and the whole text more wrong ones.
OPENING_PARAGRAPHS = 12
# And of a paragraph so many code points, as a megabyte may stand on a line.
OPENING_CHARS = 5000
# What may stand between a blank and a word.
_QUOTE = r"[\"“”„‘«(\[¿¡]"
# The step that claims comments, which are text too.
_COMMENTS_STEP = "comment_threads"


@dataclass(slots=True)
class HeadLine:
    """A line of the head. `step` is the step that claims it, or null.

    `start` and `end` are global code points. A line below the head may close the list (`inside` is false),
    so that a step sees what follows.
    """

    start: int
    end: int
    indent: int
    gap: bool
    number: int | None
    bullet: bool
    inside: bool
    text: str
    step: str | None

    @property
    def listed(self) -> bool:
        """Whether a list marker opens the line."""
        return self.bullet or self.number is not None


class Head(list[HeadLine]):
    """The lines of a page's head, and `opening`: the first paragraphs of its text, or nothing.

    The opening is in small letters, with a blank before each word. A page without a paragraph has its
    first lines as its head, and no opening.
    """

    def __init__(self, lines: Iterator[HeadLine], opening: str) -> None:
        super().__init__(lines)
        self.opening = opening


class HeadClaim(NamedTuple):
    """A claim of a head step: global code points and the id of the rule."""

    start: int
    end: int
    rule: str


def below_links(listed: Iterable[bool]) -> int:
    """Return the place below the last of a head's list items where they are so many as links are, else 0."""
    places = [place for place, item in enumerate(listed, start=1) if item]
    return places[-1] if len(places) >= LINKS else 0


def heads(lines: Lines) -> Iterator[Head]:
    """Yield the head of each page that has lines, and the first line below it."""
    page = lines.ints("page")
    bounds = np.append(np.flatnonzero(changes(page)), len(page))
    first, last = bounds[:-1], bounds[1:]
    opens, paragraphs = _openings(lines)
    text = opens[page[first]]
    stop = np.where(text < 0, np.minimum(first + HEAD_LINES, last), text)
    start = np.maximum(first, stop - LINES_ABOVE)
    closed = np.minimum(stop + 1, last)
    rows = runs(start, closed)
    found = _head_lines(lines, rows, rows < np.repeat(stop, closed - start))
    for size, opening in zip((closed - start).tolist(), _texts(lines, paragraphs, page[first]), strict=True):
        yield Head(islice(found, size), opening)


def _head_lines(lines: Lines, rows: Ints, inside: Flags) -> Iterator[HeadLine]:
    """Return some lines one by one."""
    start, end, indent, number = (
        lines.ints(name)[rows].tolist() for name in ("start", "end", "indent", "number")
    )
    return map(
        HeadLine,
        start,
        end,
        indent,
        lines.flags("gap")[rows].tolist(),
        [None if value == NO_NUMBER else value for value in number],
        lines.flags("bullet")[rows].tolist(),
        inside.tolist(),
        taken(lines.lines["text"], rows),
        lines.steps[rows].tolist(),
    )


def _openings(lines: Lines) -> tuple[Ints, Ints]:
    """Return the first row of each page's text, or -1, and the rows of its first paragraphs.

    Text is a paragraph that no step claims, or one of a comment; one that ends like a sentence before any
    other, for a menu may be as long. Two sentences that are shorter open it too.
    """
    page, chars = lines.ints("page"), lines.ints("chars")
    prose, claimed = chars >= PROSE_CHARS, ~lines.free() & (lines.steps != _COMMENTS_STEP)
    sentence = ~claimed & lines.endings.stop & (prose | ((chars >= SENTENCE_CHARS) & ~lines.listed()))
    rows = np.flatnonzero(sentence)
    near = (np.diff(rows, append=len(page)) <= SENTENCES_APART) & (np.diff(page[rows], append=-1) == 0)
    opens = np.full(lines.pages.height, -1)
    for found in (np.flatnonzero(prose), np.flatnonzero(prose & ~claimed), rows[prose[rows] | near]):
        first = lines.first_on_pages(found)
        opens = np.where(first >= 0, first, opens)
    text = np.flatnonzero(sentence | (prose & ~claimed))
    text = text[(opens[page[text]] >= 0) & (text >= opens[page[text]])]
    rank = np.arange(len(text)) - np.searchsorted(page[text], page[text])
    return opens, text[rank < OPENING_PARAGRAPHS]


def _texts(lines: Lines, rows: Ints, pages: Ints) -> Iterator[str]:
    """Yield the texts of some rows, in small letters and joined page by page, for each of some pages."""
    texts = (
        taken(lines.lines["text"], rows)
        .str.head(OPENING_CHARS)
        .str.to_lowercase()
        .str.replace_all(_QUOTE, " ")
        .to_list()
    )
    page = lines.ints("page")[rows]
    for start, stop in zip(
        np.searchsorted(page, pages).tolist(), np.searchsorted(page, pages, "right").tolist(), strict=True
    ):
        yield " ".join(texts[start:stop])
