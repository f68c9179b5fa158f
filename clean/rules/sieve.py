"""Which texts hold one of many phrases: one pattern over all of them, before any test looks at one."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.joined import taken
from clean.line_bounds import FIRST_LEAD, buffers_of, places_of
from clean.lines import Flags, Ints
from clean.searched import having

__all__ = ["APART", "Sieve", "contains", "opening_words", "other_letters", "sieve", "sifted"]

# What may stand between two words, and some letters too: quicker than to know all letters.
APART = "[^0-9A-Za-z]"
# What İ becomes in lower case: two code points, which the engine does not find where it ignores case.
_SMALL_DOTTED_I = "i\u0307"
# First two bytes, in UTF-8, of what is beyond ASCII and no letter: up to ©, quotes and dashes, arrows and
# other pictures. Some signs are not among them, such as €.
_LAST_LOW_SIGN, _QUOTES, _PICTURES = 0xC2A9, 0xE280, (0xE287, 0xE2AF)
# In a text of which more than one byte in so many is beyond what ASCII would take, letters are.
_MANY = 8


class Sieve(NamedTuple):
    """Patterns of phrases: of those in plain ASCII, and of others, which only stand where other letters do.

    Letters of many scripts in one pattern would make its automaton too large for the engine to keep, and most
    texts of an English site have none.
    """

    plain: str | None
    other: str | None


def contains(texts: pl.Series, pattern: str | None) -> Flags:
    """Say in which texts a pattern is found; null is found in none."""
    return np.zeros(len(texts), np.bool_) if pattern is None else having(texts, pattern)


def other_letters(texts: pl.Series, chars: Ints) -> Flags:
    """Say in which texts a letter beyond ASCII may stand; `chars` are their code points."""
    sizes = texts.str.len_bytes().to_numpy()
    beyond = sizes - chars
    # where they are many they need no looking at one by one
    found: Flags = beyond > sizes / _MANY
    rows = np.flatnonzero((beyond > 0) & ~found)
    offsets, data = buffers_of(taken(texts, rows))
    leads = places_of(pl.Series(data) >= FIRST_LEAD)
    pairs = (data[leads].astype(np.int64) << 8) | data[leads + 1]
    sign = (pairs <= _LAST_LOW_SIGN) | (pairs == _QUOTES)
    sign |= (pairs >= _PICTURES[0]) & (pairs <= _PICTURES[1])
    found[rows] = np.diff(np.searchsorted(leads[~sign], offsets)) > 0
    return found


def sifted(texts: pl.Series, other: Flags, sieve: Sieve) -> Flags:
    """Say in which texts a phrase of a sieve stands; `other` are those with a letter beyond ASCII."""
    found = contains(texts, sieve.plain)
    if sieve.other is not None and other.any():
        found[other] |= having(texts.filter(other), sieve.other)
    return found


def opening_words(literal: str) -> str:
    """Return the first words of a literal: two tell nearly as much as all, for a third of the pattern."""
    return " ".join(literal.split()[:2])


def sieve(literals: Iterable[str], before: str = rf"(?:^|{APART})") -> Sieve:
    """Return what finds each of some phrases; `before` is a pattern of what stands before one."""
    wanted = sorted(set(literals))
    plain = [literal for literal in wanted if literal.isascii()]
    other = [literal for literal in wanted if not literal.isascii()]
    return Sieve(_alternation(plain, before), _alternation(other, before))


def _alternation(literals: Sequence[str], before: str) -> str | None:
    """Return one pattern that finds each literal in running text, in any case, whatever parts its words.

    With the start of a word before them, the engine runs its automaton over the text from the outset, a
    quarter of what it takes to look for so many beginnings in both cases first.
    """
    phrases = sorted({literal.strip().replace(_SMALL_DOTTED_I, "İ") for literal in literals})
    return rf"(?i){before}{_branches(phrases)}(?:{APART}|$)" if phrases else None


def _branches(phrases: list[str]) -> str:
    """Return a pattern for phrases in order, with what several begin with in it once, letter by letter.

    The engine builds its automaton anew for each batch, out of the letters that may come next: with all
    phrases side by side, it would take longer to look at their beginnings than at the texts.
    """
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(phrases[0], phrases[-1], strict=False))
    shared = "".join(letter for letter, _ in alike)
    rests = (phrase[len(shared) :] for phrase in phrases)
    by_letter = {letter: list(group) for letter, group in groupby(rests, key=lambda rest: rest[:1])}
    ends = by_letter.pop("", None) is not None
    if ends:
        # phrases of more words need no looking for: this one is found in them
        by_letter.pop(" ", None)
    longer = "|".join(map(_branches, by_letter.values()))
    return _escaped(shared) + (f"(?:{longer}){'?' if ends else ''}" if longer else "")


def _escaped(letters: str) -> str:
    special = {" ": f"{APART}+", "İ": f"(?:{_SMALL_DOTTED_I}|İ)"}
    return "".join(special.get(letter) or re.escape(letter) for letter in letters)
