"""A word test with its literals as words, ready to be asked about texts that are words too."""

import re
from collections.abc import Callable, Iterable

from clean.rules.model import MAX_CHARS_WITHOUT_LITERAL, WordTest
from clean.rules.pattern import Pattern

__all__ = ["Compiled"]

# "12", and what is left of "1.2K"
_NUMBER = re.compile(r"[0-9]+[km]?")

AsWords = Callable[[Iterable[str]], tuple[str, ...]]


class Compiled:
    """A word test, the unit that it looks at, and its literals as words.

    `triggers`: literals of which one stands in whatever passes, if the test has any. With `whole` what passes
    is one of them, with `opens` it begins with one.
    """

    def __init__(self, test: WordTest, unit: str, as_words: AsWords) -> None:
        """Compile a test; `as_words` reduces its literals (see `clean.rules.reduced`)."""
        self.test, self.unit = test, unit
        self.triggers = as_words(test.equals or test.alternatives())
        self.whole = bool(test.equals)
        starts, some = as_words(test.starts), as_words(test.any)
        self.opens = self.whole or self.triggers == starts
        self.patterns = tuple(map(Pattern, test.regex))
        #: The longest text, in code points, that can pass.
        self.longest = test.longest
        # what the triggers have told already is not asked again
        self._starts, self._any = (
            () if group == self.triggers and not self.whole else group for group in (starts, some)
        )
        self._ends, self._all, self._none = map(as_words, (test.ends, test.all, test.none))
        known = as_words([*test.only, *test.any]) if test.only else ()
        self._known = frozenset(" ".join(known).split())

    @property
    def fits_long_lines(self) -> bool:
        """Whether running text could pass: such lines are only looked at if a trigger stands in them."""
        return self.longest > MAX_CHARS_WITHOUT_LITERAL

    def passes(self, words: str, chars: int, count: int) -> bool:
        """Run the exact test, all but its regex, on a text of so many code points and words.

        A trigger stands in it: it is the text where `whole`, and its beginning where `opens`.
        """
        return (
            chars <= self.longest
            and self.test.min_words <= count <= self.test.max_words
            and (not self._starts or words.startswith(self._starts))
            and (not self._ends or words.endswith(self._ends))
            and (not self._any or _holds(words, self._any))
            and (not self._all or all(literal in words for literal in self._all))
            and not (self._none and _holds(words, self._none))
            and (not self._known or all(map(self._may_stand, words.split())))
        )

    def _may_stand(self, word: str) -> bool:
        return word in self._known or _NUMBER.fullmatch(word) is not None


def _holds(words: str, literals: tuple[str, ...]) -> bool:
    return any(literal in words for literal in literals)
