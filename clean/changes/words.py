"""Differences between two texts, word by word, in bounded time and space.

The shortest edit between two lists of words is found by Myers' greedy algorithm ("An O(ND) Difference
Algorithm and Its Variations", 1986), which takes time and space by the number of edits. Where texts differ in
more than `MAX_EDITS` words, paragraphs are compared first and words only within the paragraphs that differ;
what still takes more edits counts as replaced whole. So a text of any length is compared in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["CONTEXT", "MAX_EDITS", "WordChange", "word_changes"]

MAX_EDITS: Final = 200
"""Words (or paragraphs) that may be deleted and inserted before the search for the shortest edit ends."""

CONTEXT: Final = 5
"""Words that are given before and behind a change."""

QUOTED: Final = 40
"""Longest run of words that a change quotes; of a longer one, its two ends."""

_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_LONGEST_WORD: Final = 80

_Block = tuple[int, int, int, int]  # of the old list from, to; of the new list from, to


@dataclass(frozen=True)
class WordChange:
    """Words that were replaced: `removed` by `added` (either may be empty), between `before` and `after`.

    All four are words parted by single spaces; `before` and `after` are up to `CONTEXT` words that stay. Of
    more than `QUOTED` words the middle is left out and their number given in its place; of a word that is
    longer than 80 characters, its end.
    """

    before: str
    removed: str
    added: str
    after: str


def word_changes(old: str, new: str) -> Iterator[WordChange]:
    """Yield what has to be replaced in the words of `old` to have those of `new`, from front to back.

    Words are parted by white space, and white space itself is not compared.
    """
    before, after = old.split(), new.split()
    for first, last, new_first, new_last in _word_blocks(old, new, before, after):
        yield WordChange(
            before=_quoted(before[max(0, first - CONTEXT) : first]),
            removed=_quoted(before[first:last]),
            added=_quoted(after[new_first:new_last]),
            after=_quoted(before[last : last + CONTEXT]),
        )


def _quoted(words: Sequence[str]) -> str:
    if len(words) > QUOTED:
        end = QUOTED // 2
        left_out = f"[… {len(words) - 2 * end:,} words …]"
        return " ".join([_quoted(words[:end]), left_out, _quoted(words[-end:])])
    return " ".join(word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…" for word in words)


def _word_blocks(old: str, new: str, before: Sequence[str], after: Sequence[str]) -> Iterator[_Block]:
    blocks = _blocks(before, after)
    if blocks is not None:
        yield from blocks
        return
    old_parts, new_parts = _PARAGRAPH.split(old), _PARAGRAPH.split(new)
    old_ends, new_ends = _word_ends(old_parts), _word_ends(new_parts)
    paragraphs = _blocks(_joined(old_parts), _joined(new_parts))
    for first, last, new_first, new_last in paragraphs or [(0, len(old_parts), 0, len(new_parts))]:
        start, end = old_ends[first], old_ends[last]
        new_start, new_end = new_ends[new_first], new_ends[new_last]
        within = _blocks(before[start:end], after[new_start:new_end])
        if within is None:
            yield start, end, new_start, new_end
            continue
        for a, b, c, d in within:
            yield start + a, start + b, new_start + c, new_start + d


def _joined(paragraphs: Sequence[str]) -> list[str]:
    return [" ".join(part.split()) for part in paragraphs]


def _word_ends(paragraphs: Sequence[str]) -> list[int]:
    """Return at which word each paragraph begins, and behind them the number of all words."""
    ends = [0]
    for part in paragraphs:
        ends.append(ends[-1] + len(part.split()))
    return ends


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block] | None:
    """Return the runs that differ, or null where the shortest edit has more than `MAX_EDITS` items."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    shorter -= head
    tail = next((i for i in range(shorter) if old[-1 - i] != new[-1 - i]), shorter)
    kept = _kept(old[head : len(old) - tail], new[head : len(new) - tail])
    if kept is None:
        return None
    blocks = []
    at, new_at = head, head
    for x, y in [*((head + x, head + y) for x, y in kept), (len(old) - tail, len(new) - tail)]:
        if x > at or y > new_at:
            blocks.append((at, x, new_at, y))
        at, new_at = x + 1, y + 1
    return blocks


def _kept(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return the pairs of positions that a shortest edit keeps, ascending; null if it has too many edits."""
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), MAX_EDITS) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            while x < len(old) and 0 <= x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _walk_back(trace, len(old), len(new))
    return None


def _walk_back(trace: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
        previous = diagonal + 1 if down else diagonal - 1
        start = furthest[previous] if edits else 0
        begin = start if down or not edits else start + 1
        while x > begin:
            x, y = x - 1, y - 1
            kept.append((x, y))
        x, y = start, start - previous
    return kept[::-1]
