"""What the model sees of a line: whole numbers, a column for each feature, a row for each line of a batch.

Every number depends on the line's page alone. Shares are in 64ths of a whole.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from clean.joined import Ints
from clean.line_model.endings import Endings
from clean.line_model.sums import PageSums, up_to
from clean.line_model.tokens import Tokens, cue_lists, cues_in, tokens_of
from clean.lines import NO_NUMBER, Flags, Lines

__all__ = ["Table", "features_of"]

Table = dict[str, NDArray[np.int16]]

WHOLE = 64
CAP = 30_000
# How many bytes are read of a line of up to LONG code points, and of a longer one: those are rarely junk, and
# their openings tell.
OPENING, LONG_OPENING, LONG = 140, 48, 300
PROSE_WORDS, LONG_PROSE_WORDS = 14, 30
LONG_WORD = 4
_SEEN_BITS = 16
_TONGUES = ("english", "german", "french", "iberian", "other_tongues")
# lists whose words say nothing against a line
_NEUTRAL = (*_TONGUES, "tell", "person")
_OPENERS = ("comment", "onward", "author", "sign_up", "trade", "source", "share")


class _View:
    """A batch of lines with what several features need."""

    def __init__(self, lines: Lines) -> None:
        texts = lines.lines["text"]
        self.sums = PageSums(lines.ints("page"))
        self.gap, self.indent = lines.flags("gap"), lines.ints("indent")
        self.listed = lines.flags("bullet") | (lines.ints("number") != NO_NUMBER)
        self.claimed = np.array([step is not None for step in lines.steps.tolist()], np.bool_)
        self.title = lines.steps == "headline"
        self.ends = Endings(texts)
        size = self.ends.size
        opening = np.where(size <= LONG, np.minimum(size, OPENING), LONG_OPENING)
        opening[self.claimed & ~self.title] = 0
        self.tokens = tokens_of(texts, opening)
        #: Words that were read, at least 1, and words of the whole line, as many as its opening makes likely.
        self.read = np.maximum(self.tokens.counts, 1)
        self.words = np.where(opening > 0, self.tokens.counts * size // np.maximum(opening, 1), size // 6)
        cues, self.first = cues_in(self.tokens)
        self.cues = dict(zip((each.name for each in cue_lists()), cues, strict=True))
        self.first_cues = dict(zip(self.cues, self.first, strict=True))
        self.common = np.maximum.reduce([self.cues[name] for name in _TONGUES]).astype(np.int64)
        self.junk = sum(
            (self.cues[name].astype(np.int64) for name in self.cues if name not in _NEUTRAL),
            np.zeros(len(size), np.int64),
        )
        self.sentence = self.ends.stop & ~self.ends.ellipsis & (self.words >= 5) & ~self.claimed
        self.prose = self.sentence & (self.words >= PROSE_WORDS) & (self.common * 6 >= self.tokens.counts)
        self.long_prose = self.prose & (self.words >= LONG_PROSE_WORDS)


def features_of(lines: Lines) -> tuple[Table, PageSums]:
    """Return the features of all lines of a batch, by name, in 16-bit numbers; and sums over its pages."""
    view = _View(lines)
    table = {
        name: np.clip(values, -CAP, CAP).astype(np.int16)
        for part in (_shape, _letters, _words, _place, _near, _beside, _echo)
        for name, values in part(view)
    }
    return table, view.sums


Columns = Iterator[tuple[str, Ints | Flags | NDArray[np.uint8]]]


def _shape(view: _View) -> Columns:
    ends = view.ends
    yield "words", view.words
    yield "word_length", np.minimum(ends.size, OPENING) * 4 // view.read
    yield "listed", view.listed
    yield "indent", view.indent
    yield "gap_above", view.gap
    yield "gap_below", view.sums.beside(view.gap.astype(np.int64), 1, 1)
    yield "ends_sentence", ends.stop
    yield "ends_quote", ends.quote
    yield "ends_ellipsis", ends.ellipsis
    yield "ends_question", ends.question
    yield "ends_exclamation", ends.exclamation
    yield "ends_colon", ends.colon
    yield "ends_plain", ends.plain
    yield "opens_lower", ends.opens_lower
    yield "opens_upper", ends.opens_upper
    yield "opens_sign", ends.opens_sign


def _letters(view: _View) -> Columns:
    tokens = view.tokens
    yield "capitals", tokens.upper * WHOLE // view.read
    yield "shouting", tokens.shout * WHOLE // view.read
    yield "figures", tokens.digit * WHOLE // view.read
    yield "marks_comma", tokens.commas
    yield "marks_colon", tokens.colons
    yield "marks_bar", tokens.bars
    yield "words_per_stop", view.read // np.maximum(tokens.stops, 1)


def _words(view: _View) -> Columns:
    yield "common", view.common * WHOLE // view.read
    yield "junk", view.junk
    yield "junk_share", view.junk * WHOLE // view.read
    for name, counts in view.cues.items():
        if name in _TONGUES:
            continue
        yield f"cue_{name}", counts
        yield f"opens_{name}", view.first_cues[name] > 0


def _place(view: _View) -> Columns:
    sums = view.sums
    above, below = sums.row - sums.first, sums.last - sums.row
    yield "lines_above", above
    yield "lines_below", below
    yield "lines_share", above * WHOLE // sums.size
    words_above, words = sums.above(view.words), sums.all(view.words)
    yield "words_above", words_above
    yield "words_below", words - words_above - view.words
    yield "words_share", words_above * WHOLE // np.maximum(words, 1)
    prose = np.where(view.prose, view.words, 0)
    prose_above, all_prose = sums.above(prose), sums.all(prose)
    prose_below = all_prose - prose_above - prose
    yield "prose_above", prose_above
    yield "prose_below", prose_below
    yield "prose_share", prose_above * WHOLE // np.maximum(all_prose, 1)
    yield "prose_below_share", prose_below * WHOLE // np.maximum(all_prose, 1)
    long_above = sums.above(view.long_prose)
    yield "paragraphs_above", long_above
    yield "paragraphs_below", sums.all(view.long_prose) - long_above - view.long_prose
    yield "claimed_above", sums.above(view.claimed)
    yield "claimed", view.claimed
    top, bottom = sums.nearest_below(view.long_prose), sums.nearest_above(view.long_prose)
    yield "page_head", np.where(top <= sums.last, top, sums.last + 1)[sums.first] - sums.first
    yield "page_tail", sums.last - np.where(bottom >= sums.first, bottom, sums.first - 1)[sums.last]
    brief = (view.words < 6) & ~view.claimed
    yield "page_brief", sums.all(brief) * WHOLE // sums.size
    title_above = sums.above(view.title)
    yield "below_title", title_above
    yield "title_ahead", sums.all(view.title) - title_above


def _near(view: _View) -> Columns:
    sums, words = view.sums, view.words
    words_above = sums.above(words)
    for name, flags in (("prose", view.prose), ("paragraph", view.long_prose), ("claimed", view.claimed)):
        up, down = sums.nearest_above(flags), sums.nearest_below(flags)
        yield f"to_{name}_above", sums.row - up
        yield f"to_{name}_below", down - sums.row
        yield f"no_{name}_above", up < sums.first
        yield f"no_{name}_below", down > sums.last
        if name == "prose":
            yield "run", down - up - 1
            yield "words_since_prose", words_above - np.where(up >= sums.first, (words_above + words)[up], 0)
    short = (words <= 9) & ~view.sentence & ~view.claimed
    for name in _OPENERS:
        up = sums.nearest_above(short & (view.cues[name] > 0))
        none = up < sums.first
        yield f"since_{name}", np.where(none, CAP, sums.row - up)
    up = sums.nearest_above(view.cues["comment"].astype(np.bool_) & (words <= 14))
    yield "words_since_comment", np.where(up < sums.first, CAP, words_above - words_above[up])


def _beside(view: _View) -> Columns:
    sums, words = view.sums, view.words
    junk, common = view.junk * WHOLE // view.read, view.common * WHOLE // view.read
    for by in (-2, -1, 1, 2):
        yield f"words{by:+d}", sums.beside(words, by, -1)
        yield f"junk{by:+d}", sums.beside(junk, by, -1)
    sentence, claimed = view.sentence.astype(np.int64), view.claimed.astype(np.int64)
    capitals = view.tokens.upper * WHOLE // view.read
    for by in (-1, 1):
        yield f"sentence{by:+d}", sums.beside(sentence, by, -1)
        yield f"common{by:+d}", sums.beside(common, by, -1)
        yield f"listed{by:+d}", sums.beside(view.listed.astype(np.int64), by, -1)
        yield f"capitals{by:+d}", sums.beside(capitals, by, -1)
        yield f"claimed{by:+d}", sums.beside(claimed, by, -1)
        yield (
            f"same_shape{by:+d}",
            np.abs(words - sums.beside(words, by, CAP)) * WHOLE // np.maximum(words, 1),
        )
    yield "colon-1", sums.beside(view.ends.colon.astype(np.int64), -1, -1)
    words_to, read_to, junk_to = up_to(words), up_to(view.tokens.counts), up_to(view.junk)
    sentences_to = up_to(np.where(view.sentence, words, 0))
    for above, below in ((1, 1), (3, 3), (6, 6), (12, 0), (0, 12), (4, 0), (0, 4)):
        all_words = sums.window(words_to, above, below)
        name = f"{above}+{below}"
        yield f"length_{name}", all_words * 4 // sums.height(above, below)
        yield f"sentences_{name}", sums.window(sentences_to, above, below) * WHOLE // np.maximum(all_words, 1)
        read = np.maximum(sums.window(read_to, above, below), 1)
        yield f"junk_{name}", sums.window(junk_to, above, below) * WHOLE // read
    up, down = sums.nearest_above(~view.listed), sums.nearest_below(~view.listed)
    yield "list_run", np.where(view.listed, down - up - 1, 0)
    start = np.where(view.gap, sums.row, sums.nearest_above(view.gap))
    yield "block", sums.nearest_below(view.gap) - start
    yield "block_place", sums.row - start


def _echo(view: _View) -> Columns:
    """Yield what a line has in common with others of its page."""
    tokens, sums = view.tokens, view.sums
    again, before = _repeats(_line_hashes(tokens), sums)
    yield "repeats", again
    yield "repeated", before
    yield "content", tokens.long
    yield "of_title", _of_title(view) * WHOLE // np.maximum(tokens.long, 1)


def _line_hashes(tokens: Tokens) -> NDArray[np.uint64]:
    """Return a hash of the words of each line, in their order."""
    turned = np.arange(len(tokens.hash), dtype=np.uint64) - np.repeat(tokens.since, tokens.counts).astype(
        np.uint64
    )
    mixed = (tokens.hash ^ (tokens.hash >> np.uint64(31))) * (turned * np.uint64(2) + np.uint64(1))
    total = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=total[1:])
    hashes: NDArray[np.uint64] = total[tokens.since + tokens.counts] - total[tokens.since]
    return hashes


def _repeats(hashes: NDArray[np.uint64], sums: PageSums) -> tuple[Ints, Ints]:
    """Return how many other lines of the page have the hash of each line, and how many of those above it."""
    order = np.lexsort((hashes, sums.page))
    sorted_hashes, page = hashes[order], sums.page[order]
    same = (np.diff(page, prepend=-1) == 0) & np.append([False], sorted_hashes[1:] == sorted_hashes[:-1])[
        : len(page)
    ]
    group = np.cumsum(~same) - 1
    again, before = np.zeros(len(page), np.int64), np.zeros(len(page), np.int64)
    again[order] = np.bincount(group)[group] - 1
    before[order] = np.arange(len(page)) - np.flatnonzero(~same)[group]
    return again, before


def _of_title(view: _View) -> Ints:
    """Return how many of its longer words each line shares with the title of its page."""
    tokens, page = view.tokens, view.sums.page
    of_title = np.flatnonzero(view.title[tokens.line] & (tokens.size >= LONG_WORD))
    seen = np.zeros(1 << _SEEN_BITS, np.bool_)
    seen[_seen(tokens.hash[of_title])] = True
    # a few words of other pages' titles pass; the page is compared below
    maybe = np.flatnonzero(seen[_seen(tokens.hash)] & (tokens.size >= LONG_WORD))
    titled = np.sort(_with_page(tokens.hash[of_title], page[tokens.line[of_title]]))
    own = _with_page(tokens.hash[maybe], page[tokens.line[maybe]])
    place = np.minimum(np.searchsorted(titled, own), max(len(titled) - 1, 0))
    found = maybe[titled[place] == own] if len(titled) else maybe[:0]
    return np.bincount(tokens.line[found], minlength=len(page))


def _seen(hashes: NDArray[np.uint64]) -> Ints:
    return (hashes >> np.uint64(64 - _SEEN_BITS)).astype(np.int64)


def _with_page(hashes: NDArray[np.uint64], page: Ints) -> NDArray[np.uint64]:
    # in the upper bits: two pages never share a value, whatever words they hold
    return (page.astype(np.uint64) << np.uint64(40)) | (hashes >> np.uint64(24))
