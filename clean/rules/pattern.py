"""A regular expression of a rule, and the answers that it gave.

polars compiles a pattern when it is used and keeps the last 32 of them. A set of rules has more, so each
batch, however small, would compile nearly all of them anew: a millisecond each, as long as it takes to search
some hundred thousand characters. The texts to search are a site's furniture, the same from page to page, so
the answers for them are kept instead. They depend on the text alone.
"""

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from clean.lines import Flags

__all__ = ["Pattern", "any_of"]

# How many answers are kept, and for texts of up to how many code points: at most some hundred kB a pattern.
ROOM = 256
MAX_CHARS = 1_000

# What asks for a word's boundary or for none, and other escapes, so that their backslashes count for them.
_ESCAPED = re.compile(r"\\(?:(?P<boundary>[bB](?:\{[a-z-]+\})?)|.)", re.DOTALL)


def any_of(regexes: Sequence[str]) -> str | None:
    """Return a pattern that is found wherever one of several is, and elsewhere too; null if there is none.

    It asks for no boundary of a word: where one may stand in any script, the engine leaves its automaton at
    every letter beyond ASCII.
    """
    parts = (
        _ESCAPED.sub(lambda found: "(?:)" if found["boundary"] else found[0], regex) for regex in regexes
    )
    return "|".join(f"(?:{part})" for part in parts) or None


class Pattern:
    """A pattern for polars' linear-time engine."""

    def __init__(self, regex: str) -> None:
        self._regex = regex
        self._answers: dict[str, bool] = {}

    def found_in(self, texts: Sequence[str]) -> Flags:
        """Return for each text whether the pattern is found in it."""
        answers = self._answers
        new = [text for text in dict.fromkeys(texts) if text not in answers]
        if new:
            found = pl.Series(new, dtype=pl.String).str.contains(self._regex).to_list()
            fresh = dict(zip(new, found, strict=True))
            kept = {text: answer for text, answer in fresh.items() if len(text) <= MAX_CHARS}
            if len(answers) + len(kept) > ROOM:
                # another dict: a batch in another thread may be reading the old one
                self._answers = {}
            self._answers.update(list(kept.items())[:ROOM])
            answers = {**answers, **fresh}
        return np.array([answers[text] for text in texts], np.bool_)
