"""What the model sees of a line: whole numbers, a column for each feature.

Shape, place and neighbours, and no word: what a line says is for the rules. Every number depends on the
line's page alone. Shares are in 64ths of a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints, sums, taken
from clean.line_model.openings import OPENING, openings_of
from clean.line_model.sums import PageSums, Place
from clean.lines import Flags, Lines

__all__ = ["PARAGRAPH_WORDS", "Features", "Table", "features_of", "known_features"]

Table = dict[str, NDArray[np.int16]]

#: A sentence of so many words is running text, and one of so many a paragraph.
PROSE_WORDS, PARAGRAPH_WORDS = 14, 30

_SENTENCE_WORDS = 5
_BRIEF_WORDS = 6
# Bytes a word takes with the blank behind it, about: for lines of which nobody counts the words.
_BYTES_A_WORD = 6
_WHOLE = 64
# So far up and down a line sees. Without an end the middle of a page longer than nearly all that a model has
# learned from would look like nothing that it knows.
_FAR_LINES, _FAR_WORDS = 40, 1_200
# So many lines that close the article say as much as more.
_FEW_LINES = 9
_MOST = 30_000


@dataclass(frozen=True)
class Features:
    """Features of the lines of a batch that nobody claims.

    `at`: where those lines stand; `table`: their features by name, one value each; `sentence`: which of them
    end like a sentence and are as long as running text.
    """

    at: Place
    table: Table
    sentence: Flags

    @property
    def rows(self) -> Ints:
        """The rows of those lines among all of the batch."""
        return self.at.row


class _View:
    """A batch of lines with what several features need, one value for every line of the batch."""

    def __init__(self, lines: Lines) -> None:
        self.pages = PageSums(lines.ints("page"))
        self.free, self.closing = lines.free(), lines.closing
        self.rows = np.flatnonzero(self.free)
        self.at = self.pages.at(self.rows)
        self.gap, self.indent = lines.flags("gap"), lines.ints("indent")
        self.listed = lines.listed()
        texts = lines.lines["text"]
        self.ends = lines.endings
        openings = openings_of(taken(texts, self.rows))
        size = self.ends.size
        # as many words as the opening of a line makes likely
        self.words = size // _BYTES_A_WORD
        own = size[self.rows]
        self.words[self.rows] = openings.words * own // np.clip(own, 1, OPENING)
        self.capitals = np.full(len(size), -1)
        self.capitals[self.rows] = openings.capitals * _WHOLE // openings.words
        self.figures = openings.figures * _WHOLE // openings.words
        ends = self.ends.stop & ~self.ends.ellipsis & self.free
        self.sentence = ends & (self.words >= _SENTENCE_WORDS)
        self.prose = ends & (self.words >= PROSE_WORDS)
        self.paragraph = ends & (self.words >= PARAGRAPH_WORDS)


def features_of(lines: Lines) -> Features:
    """Return the features of the lines of a batch that no step claims."""
    view = _View(lines)
    columns = dict(column for part in (_shape, _place, _near, _around) for column in part(view))
    # all at once: on a page alone, each of forty calls takes longer than its lines
    values = np.stack(list(columns.values()))
    limited = np.clip(values, -_MOST, _MOST, out=values).astype(np.int16)
    return Features(view.at, dict(zip(columns, limited, strict=True)), view.prose[view.rows])


@cache
def known_features() -> frozenset[str]:
    """Return the names of all that a model may ask for."""
    from clean.batch import pages_of
    from clean.lines import split_lines

    return frozenset(features_of(split_lines(pages_of({"page": "A line"}))).table)


Columns = Iterator[tuple[str, Ints | Flags]]


def _shape(view: _View) -> Columns:
    rows, at = view.rows, view.at
    yield "words", view.words[rows]
    yield "indent", view.indent[rows]
    yield "ends_plain", view.ends.plain[rows]
    yield "figures", view.figures
    yield "capitals", view.capitals[rows]
    for by in (-1, 1):
        yield f"capitals{by:+d}", at.beside(view.capitals, by, -1)


def _place(view: _View) -> Columns:
    at, pages = view.at, view.pages
    words, prose = sums(view.words), sums(np.where(view.prose, view.words, 0))
    own, own_prose = view.words[at.row], prose[at.row + 1] - prose[at.row]
    above, whole = at.above(words), at.all(words)
    yield "words_above", np.minimum(above, _FAR_WORDS)
    yield "words_below", np.minimum(whole - above - own, _FAR_WORDS)
    yield "words_share", above * _WHOLE // np.maximum(whole, 1)
    above, whole = at.above(prose), at.all(prose)
    below = whole - above - own_prose
    yield "prose_above", np.minimum(above, _FAR_WORDS)
    yield "prose_below", np.minimum(below, _FAR_WORDS)
    yield "prose_share", above * _WHOLE // np.maximum(whole, 1)
    yield "prose_below_share", below * _WHOLE // np.maximum(whole, 1)
    paragraphs = sums(view.paragraph)
    above = at.above(paragraphs)
    yield "paragraphs_above", np.minimum(above, _FAR_LINES)
    below = at.all(paragraphs) - above - view.paragraph[at.row]
    yield "paragraphs_below", np.minimum(below, _FAR_LINES)
    yield "claimed_above", np.minimum(at.above(sums(~view.free)), _FAR_LINES)
    closing = sums(view.closing)
    above = at.above(closing)
    yield "closing_above", np.minimum(above, _FEW_LINES)
    yield "closing_below", np.minimum(at.all(closing) - above, _FEW_LINES)
    head = _next(view.paragraph, at.first, at.last + 1) - at.first
    yield "page_head", np.minimum(head, _FAR_LINES)
    bottom = pages.nearest_above(view.paragraph)[at.last]
    tail = at.last - np.where(view.paragraph[at.last], at.last, bottom)
    yield "page_tail", np.minimum(tail, _FAR_LINES)
    brief = view.free & (view.words < _BRIEF_WORDS)
    yield "page_brief", at.all(sums(brief)) * _WHOLE // (at.last - at.first + 1)


def _next(flags: Flags, rows: Ints, none: Ints) -> Ints:
    """Return the first flagged row from each row on, `none` where there is none before it."""
    flagged = np.append(np.flatnonzero(flags), [len(flags)])
    found: Ints = np.minimum(flagged[np.searchsorted(flagged, rows)], none)
    return found


def _near(view: _View) -> Columns:
    for name, lines in _distances(view):
        yield name, np.minimum(lines, _FAR_LINES)


def _distances(view: _View) -> Iterator[tuple[str, Ints]]:
    pages, rows = view.pages, view.rows
    yield "run", (pages.nearest_below(view.prose) - pages.nearest_above(view.prose))[rows] - 1
    yield "to_claimed_above", rows - pages.nearest_above(~view.free)[rows]
    yield "to_claimed_below", pages.nearest_below(~view.free)[rows] - rows
    yield "to_closing_above", rows - pages.nearest_above(view.closing)[rows]
    yield "to_closing_below", pages.nearest_below(view.closing)[rows] - rows
    listed = (pages.nearest_below(~view.listed) - pages.nearest_above(~view.listed))[rows] - 1
    yield "list_run", np.where(view.listed[rows], listed, 0)
    start = np.where(view.gap[rows], rows, pages.nearest_above(view.gap)[rows])
    yield "block", pages.nearest_below(view.gap)[rows] - start
    yield "block_place", rows - start


def _around(view: _View) -> Columns:
    at, words = view.at, sums(view.words)
    sentences = sums(np.where(view.sentence, view.words, 0))
    for above, below in ((1, 1), (3, 3), (6, 6), (12, 0), (0, 12)):
        length = at.window(words, above, below) * 4 // at.height(above, below)
        yield f"length_{above}+{below}", length
    for above, below in ((1, 1), (4, 0), (0, 4), (12, 0), (0, 12)):
        of_sentences = at.window(sentences, above, below) * _WHOLE
        yield f"sentences_{above}+{below}", of_sentences // np.maximum(at.window(words, above, below), 1)
