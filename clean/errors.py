"""The errors that are meant for the person at the terminal.

A message is one sentence: which file, where in it, what is wrong, and what to do. The command line prints
it and exits with 1; anything that is not a `CleanError` is a defect of the program and shows its traceback.
"""

import difflib
import os
from collections.abc import Iterable, Sequence
from typing import Self

#: How many faults one message lists; the rest is only counted, so that a folder with a million bad files
#: still ends in a message that fits a screen.
LISTED_FAULTS = 20


class CleanError(Exception):
    """Something the user can put right; `str()` of it is the sentence to show."""


class InputErrors(CleanError):  # noqa: N818  (the plural is the point: it holds several faults)
    """Several faults found in one go, shown one per line.

    `faults` are sentences, at most as many as the collector kept; `more` is the number of further faults that
    were found but are not worded.
    """

    def __init__(self, faults: Sequence[str], more: int = 0) -> None:
        if not faults:
            raise ValueError("InputErrors needs at least one fault")
        self.faults: tuple[str, ...] = tuple(faults)
        self.more = more
        lines = [*self.faults, *([f"… and {more} more."] if more else [])]
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[str, ...], int]]:
        """Pickle by the constructor's arguments, so that the error survives a worker process."""
        return type(self), (self.faults, self.more)


class FaultList:
    """Collects faults in constant memory: words the first `limit`, counts the rest."""

    def __init__(self, limit: int = LISTED_FAULTS) -> None:
        self.limit = limit
        self._faults: list[str] = []
        self._more = 0

    def __len__(self) -> int:
        return len(self._faults) + self._more

    def add(self, fault: str) -> None:
        """Note one fault, a sentence for the user."""
        if len(self._faults) < self.limit:
            self._faults.append(fault)
        else:
            self._more += 1

    def extend(self, faults: Iterable[str]) -> None:
        """Note several faults, in order."""
        for fault in faults:
            self.add(fault)

    def merge(self, other: "FaultList") -> None:
        """Take over the faults of another list, those it only counted included."""
        self.extend(other._faults)
        self._more += other._more

    def raise_if_any(self) -> None:
        """Raise `InputErrors` if a fault was noted."""
        if self._faults:
            raise InputErrors(self._faults, self._more)


def shown(name: str | bytes | os.PathLike[str]) -> str:
    r"""Return a file name, path or value as a sentence can hold it: printable, on one line.

    Bytes that are not UTF-8 and characters that do not print are escaped (`\xe9`, `\n`, `\u202e`), so that a
    hostile name can neither break the line nor steer the terminal.
    """
    text = os.fspath(name)
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    # Python holds a byte of a name that it could not decode as the surrogate U+DC00 plus the byte.
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a clause such as `; did you mean "title"?` for the nearest of the known words, or nothing."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{shown(near[0])}"?' if near else ""
