"""Words of lines, in columns: where each stands, its hash, and in which of the model's word lists it is.

Only the opening of a line is looked at, so that the cost does not grow with the length of its paragraphs.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.joined import Ints

__all__ = ["CueList", "Tokens", "cue_lists", "cues_in", "hash_of", "tokens_of"]

Words = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

CUES = Path(__file__).with_name("cues.toml")

_OTHER, _LOWER, _UPPER, _DIGIT, _STOP, _COMMA, _COLON, _BAR = range(8)
_SIGNS = {".": _STOP, "!": _STOP, "?": _STOP, ",": _COMMA, ":": _COLON, "|": _BAR, "/": _BAR}


def _kind(byte: int) -> int:
    sign = chr(byte)
    if byte >= 0x80 or "a" <= sign <= "z":
        return _LOWER
    return _UPPER if "A" <= sign <= "Z" else _DIGIT if "0" <= sign <= "9" else _SIGNS.get(sign, _OTHER)


_KINDS = bytes(map(_kind, range(256)))
_SMALL = bytes(byte + 32 if ord("A") <= byte <= ord("Z") else byte for byte in range(256))
# signs outside ASCII as the bytes that open them: general punctuation (three bytes), signs of Latin-1 (two)
_GENERAL = (0xE2, 0x80)
_LATIN = 0xC2

_K1, _K2, _K3, _K4 = (
    np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
)
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
_SLOT_BITS = 18
# A word of so many bytes is likely to say what a line is about.
_LONG = 4


@dataclass(frozen=True)
class Tokens:
    """The words in the openings of lines, in order.

    `line`: row of the line; `hash`: of the word in lower case, its first 16 bytes and its length; `size`:
    bytes. One value a line have `counts` (words), `since` (words above it), `upper` (words that open with a
    capital of ASCII), `shout` (whose second letter is one as well), `digit` (that open with a digit),
    `long` (of four bytes or more), and `stops`, `commas`, `colons` and `bars`: how many such signs stand in
    it.
    """

    line: Ints
    hash: Words
    size: Ints
    counts: Ints
    since: Ints
    upper: Ints
    shout: Ints
    digit: Ints
    long: Ints
    stops: Ints
    commas: Ints
    colons: Ints
    bars: Ints


def tokens_of(texts: pl.Series, opening: Ints) -> Tokens:
    """Return the words in the first `opening` bytes of each text; one that is cut there counts as it is."""
    # one byte more, so that every text ends in something that is no word
    cut = pl.lit(texts).cast(pl.Binary).bin.slice(0, pl.lit(pl.Series(opening))) + pl.lit(b"\n")
    openings = pl.select(cut).to_series().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, places, characters = openings.buffers()
    offsets = np.frombuffer(places, np.int64)[: len(texts) + 1]
    data = np.zeros(int(offsets[-1]) + 24, np.uint8)
    data[: offsets[-1]] = np.frombuffer(characters, np.uint8)[: offsets[-1]]
    kinds = _kinds(data)
    word = (kinds - np.uint8(1)) < _DIGIT
    edges = np.flatnonzero(word[1:] != word[:-1]) + 1
    if word[0]:
        edges = np.append([0], edges)
    opens, size = edges[::2], edges[1::2] - edges[::2]
    until = np.searchsorted(opens, offsets)
    counts, since = np.diff(until), until[:-1]
    kind = kinds[opens]
    upper = kind == _UPPER
    of_words = _sums(
        (upper, upper & (kinds[opens + 1] == _UPPER), kind == _DIGIT, size >= _LONG), since, until[1:]
    )
    signs = np.flatnonzero(kinds > _DIGIT)
    of_signs = np.searchsorted(signs, offsets)
    kind = kinds[signs]
    marks = _sums((kind == _STOP, kind == _COMMA, kind == _COLON, kind == _BAR), of_signs[:-1], of_signs[1:])
    hashes = _hashes(np.frombuffer(data.tobytes().translate(_SMALL), np.uint8), opens, size)
    line = np.repeat(np.arange(len(counts)), counts)
    return Tokens(line, hashes, size, counts, since, *of_words, *marks)


def _sums(flags: tuple[NDArray[np.bool_], ...], since: Ints, until: Ints) -> list[Ints]:
    """Return how often each of four flags is set in stretches of fewer than 65,536 values, in one pass."""
    packed = flags[0].astype(np.uint64)
    for place, flag in enumerate(flags[1:], start=1):
        packed |= flag.astype(np.uint64) << np.uint64(16 * place)
    total = np.zeros(len(packed) + 1, np.uint64)
    np.cumsum(packed, out=total[1:])
    found = total[until] - total[since]
    return [
        ((found >> np.uint64(16 * place)) & np.uint64(0xFFFF)).astype(np.int64) for place in range(len(flags))
    ]


def _kinds(data: Bytes) -> Bytes:
    kinds = np.frombuffer(bytearray(data.tobytes().translate(_KINDS)), np.uint8)
    general = np.flatnonzero(data == _GENERAL[0])
    general = general[data[general + 1] == _GENERAL[1]]
    for byte in range(3):
        kinds[general + byte] = _OTHER
    latin = np.flatnonzero(data == _LATIN)
    kinds[latin] = kinds[latin + 1] = _OTHER
    return kinds


def _hashes(small: Bytes, opens: Ints, size: Ints) -> Words:
    eights = np.ndarray((len(small) - 7,), "<u8", small, 0, (1,))
    head = eights[opens] & _MASKS[np.minimum(size, 8)]
    hashes = head * _K1
    long = np.flatnonzero(size > 8)
    tail = eights[opens[long] + 8] & _MASKS[np.minimum(size[long] - 8, 8)]
    hashes[long] ^= (tail * _K2) >> np.uint64(7)
    hashes[long] += tail * _K4
    return (hashes ^ (hashes >> np.uint64(29))) * _K3 + size.astype(np.uint64)


@dataclass(frozen=True)
class CueList:
    """A list of words of the model: its name, and in a few words what they have in common."""

    name: str
    says: str


@cache
def _read() -> tuple[tuple[CueList, ...], tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
    lists, words, phrases = [], [], []
    for number, (name, entry) in enumerate(tomllib.loads(CUES.read_text(encoding="utf-8")).items()):
        lists.append(CueList(name, entry["says"]))
        words += [(number, word) for word in dict.fromkeys(entry["words"].split())]
        phrases += [(number, phrase) for phrase in dict.fromkeys(entry.get("phrases", "").split())]
    return tuple(lists), tuple(words), tuple(phrases)


def cue_lists() -> tuple[CueList, ...]:
    """Return the model's word lists, in the order of their numbers."""
    return _read()[0]


def hash_of(text: str) -> list[int]:
    """Return the hashes of the words of a text."""
    return [int(value) for value in tokens_of(pl.Series([text]), np.array([len(text.encode())])).hash]


@cache
def _tables() -> tuple[Ints, Words, Words]:
    """Return slots and hashes of all cues, and the lists of each: 8 bits for each list, 8 lists in a number.

    Row 0 stands for words that are no cue.
    """
    _, words, phrases = _read()
    members: dict[int, set[int]] = {}
    for number, word in words:
        found = hash_of(word)
        if len(found) == 1:
            members.setdefault(found[0], set()).add(number)
    for number, phrase in phrases:
        one, two = hash_of(phrase.replace("_", " "))
        both = _pairs(np.array([one], np.uint64), np.array([two], np.uint64))
        members.setdefault(int(both[0]), set()).add(number)
    hashes = np.array([0, *members], np.uint64)
    slots = np.zeros(1 << _SLOT_BITS, np.int64)
    slots[_slots(hashes[1:])] = np.arange(1, len(hashes))
    packed = np.zeros((len(hashes), -(-len(cue_lists()) // 8)), np.uint64)
    for row, numbers in enumerate(members.values(), start=1):
        for number in numbers:
            packed[row, number // 8] += np.uint64(1 << 8 * (number % 8))
    return slots, hashes, packed


def _slots(hashes: Words) -> Ints:
    return ((hashes * _K2) >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)


def _pairs(one: Words, two: Words) -> Words:
    return (one * _K4) ^ (two + (one >> np.uint64(17)))


def _known(hashes: Words) -> Ints:
    """Return the number of the cue that each hash is, 0 for none."""
    slots, cues, _ = _tables()
    found = slots[_slots(hashes)]
    found *= cues[found] == hashes
    return found


def cues_in(tokens: Tokens) -> tuple[Bytes, Bytes]:
    """Return how many cues of each list stand in each line, and as its first word (lists x lines)."""
    _, _, packed = _tables()
    height = len(tokens.counts)
    word = _known(tokens.hash)
    pair = _known(_pairs(tokens.hash[:-1], tokens.hash[1:]))
    begins, ends = tokens.since, tokens.since + tokens.counts
    pair[ends[(ends > 0) & (ends < len(tokens.hash))] - 1] = 0
    pairs = np.flatnonzero(pair)
    some = tokens.counts > 0
    counts, firsts = [], []
    for group in packed.T:
        values = group[word]
        opening = np.zeros(height, np.uint64)
        opening[some] = values[begins[some]]
        values[pairs] += group[pair[pairs]]
        total = np.append(np.zeros(1, np.uint64), np.cumsum(values))
        counts.append((total[ends] - total[begins]).view(np.uint8).reshape(-1, 8).T)
        firsts.append(opening.view(np.uint8).reshape(-1, 8).T)
    width = len(cue_lists())
    return np.vstack(counts)[:width], np.vstack(firsts)[:width]
