"""Lines of a thread that say what others say: names that stand there twice, buttons that nobody knows."""

import re
from collections import Counter

import numpy as np

from clean.joined import taken
from clean.lines import Flags, Ints, Lines
from clean.threads.signs import Signs

__all__ = ["again", "named_elsewhere", "opening_alike", "pictured", "said_by_most"]

# How many comments must have a button nobody knows.
MIN_ALIKE = 3
_FIGURES = re.compile(r"\d+")

# What a line says, list marker aside, and the number of those it is compared with.
_Key = tuple[int, str]


def again(lines: Lines, signs: Signs, row: Ints, wanted: Flags) -> Flags:
    """Say which of some rows repeat the line above, or are a name below its initial."""
    found, at = np.zeros(len(row), np.bool_), np.flatnonzero(wanted)
    text = lines.lines["text"]
    if not len(at):
        return found
    above = zip(taken(text, row[at] - 1).to_list(), signs.marker[row[at] - 1].tolist(), strict=True)
    for number, name, (line, marker) in zip(at.tolist(), taken(text, row[at]).to_list(), above, strict=True):
        other = line[marker:]
        found[number] = name == other or (len(other) == 1 and name.casefold().startswith(other.casefold()))
    return found


def pictured(lines: Lines, signs: Signs, rows: Ints, others: Ints, wanted: Flags) -> Flags:
    """Say which of some rows hold a name that other rows have too, as pictures and feet do."""
    found, at = np.zeros(len(rows), np.bool_), np.flatnonzero(wanted)
    text = lines.lines["text"]
    if not len(at):
        return found
    pairs = zip(taken(text, rows[at]).to_list(), taken(text, others[at]).to_list(), strict=True)
    markers = signs.marker[rows[at]].tolist()
    found[at] = [
        re.search(rf"(?<!\w){re.escape(name[marker:])}(?!\w)", other, re.IGNORECASE) is not None
        for (name, other), marker in zip(pairs, markers, strict=True)
    ]
    return found


def opening_alike(lines: Lines, signs: Signs, rows: Ints, alone: Flags, vote: Ints) -> Flags:
    """Say which rows vote with several that are alone and the same: names, not greetings."""
    keys = _keys(lines, signs, rows, np.flatnonzero(alone), vote)
    seen = Counter(keys)
    return np.isin(vote, [key[0] for key in keys if seen[key] > 1])


def named_elsewhere(
    lines: Lines, signs: Signs, rows: Ints, asked: Flags, named: Flags, *, vote: Ints
) -> Flags:
    """Say which of some rows are a name that stands in a named row, too."""
    found, at = np.zeros(len(rows), np.bool_), np.flatnonzero(asked)
    if len(at) and named.any():
        names = set(_keys(lines, signs, rows, np.flatnonzero(named), vote))
        found[at] = [key in names for key in _keys(lines, signs, rows, at, vote)]
    return found


def said_by_most(lines: Lines, signs: Signs, rows: Ints, asked: Flags, vote: Ints) -> Flags:
    """Say which of some rows say the same as most of those they vote with, numbers aside."""
    found, at = np.zeros(len(rows), np.bool_), np.flatnonzero(asked)
    if len(at):
        keys = [(number, _FIGURES.sub("0", said)) for number, said in _keys(lines, signs, rows, at, vote)]
        sizes, seen = np.bincount(vote), Counter(keys)
        usual = {key for key, count in seen.items() if count >= MIN_ALIKE and 2 * count > sizes[key[0]]}
        found[at] = [key in usual for key in keys]
    return found


def _keys(lines: Lines, signs: Signs, rows: Ints, at: Ints, vote: Ints) -> list[_Key]:
    texts = taken(lines.lines["text"], rows[at]).to_list()
    markers = signs.marker[rows[at]].tolist()
    said = (text[marker:] for text, marker in zip(texts, markers, strict=True))
    return list(zip(vote[at].tolist(), said, strict=True))
