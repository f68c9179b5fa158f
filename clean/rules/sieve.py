"""Which texts hold one of many phrases: one pattern over all of them, before any test looks at one."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from clean.joined import taken
from clean.lines import Flags, Ints
from clean.searched import having

__all__ = ["APART", "Sieve", "contains", "opening_words", "other_letters", "sieve", "sifted"]

# What may stand between two words, and some letters too: quicker than to know all letters.
APART = "[^0-9A-Za-z]"
# What İ becomes in lower case: two code points, which the engine does not find where it ignores case.
_SMALL_DOTTED_I = "i\u0307"
# Where a letter beyond ASCII may stand: quotes, dashes, arrows and signs of rights or money are none.
_OTHER_LETTER = r"[^\x00-\xa9\u2010-\u205e\u20a0-\u20cf\u2190-\u2bff]"
# Phrases by their words: after the last word of one stands "".
_Tree = dict[str, "_Tree"]


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
    """Say in which texts a letter beyond ASCII may stand."""
    rows = np.flatnonzero(texts.str.len_bytes().to_numpy() != chars)
    found = np.zeros(len(texts), np.bool_)
    found[rows] = having(taken(texts, rows), _OTHER_LETTER)
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
    tree: _Tree = {}
    for literal in literals:
        node = tree
        for word in literal.split():
            node = node.setdefault(word, {})
        node[""] = {}
    return rf"(?i){before}{_branches(tree)}(?:{APART}|$)" if tree else None


def _branches(tree: _Tree) -> str:
    """Return a pattern for the phrases of a tree of words; what several begin with stands in it once.

    Where a phrase ends, those that go on need no looking for: the phrase is found in them.
    """
    found = (
        _escaped(word) + ("" if "" in node else f"{APART}+{_branches(node)}") for word, node in tree.items()
    )
    phrases = sorted(found)
    return phrases[0] if len(phrases) == 1 else f"(?:{'|'.join(phrases)})"


def _escaped(word: str) -> str:
    return re.escape(word).replace(_SMALL_DOTTED_I, f"(?:{_SMALL_DOTTED_I}|İ)")
