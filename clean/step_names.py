"""Which step claims each line so far."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["StepNames"]

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64] | NDArray[np.bool_]


class StepNames:
    """For each line the name of a step, or null, to be read like an array of names.

    Each name is kept as a number: to compare a batch's lines with a name is then a hundredth of the work.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, height: int) -> None:
        """Start with null for each of so many lines."""
        self._numbers = np.zeros(height, np.int16)
        self._names: list[str | None] = [None]
        self._number_of: dict[str | None, int] = {None: 0}

    def __len__(self) -> int:
        return len(self._numbers)

    def __eq__(self, name: object) -> Flags:  # type: ignore[override]
        """Say which lines have this name."""
        found: Flags = self._numbers == (
            self._number_of.get(name, -1) if isinstance(name, str | None) else -1
        )
        return found

    def __ne__(self, name: object) -> Flags:  # type: ignore[override]
        return ~(self == name)

    def __getitem__(self, rows: Any) -> Any:
        """Return the name of a line, or an array of those of some lines."""
        return np.array(self._names, np.object_)[self._numbers[rows]]

    def __setitem__(self, rows: Rows, name: str) -> None:
        self._numbers[rows] = self._number(name)

    def missing(self) -> Flags:
        """Say which lines have no name: nobody claims them."""
        return self == None  # noqa: E711 -- of an array

    def tolist(self) -> list[str | None]:
        """Return the name of each line."""
        return [self._names[number] for number in self._numbers.tolist()]

    def put(self, names: Sequence[str | None], which: NDArray[np.int64]) -> None:
        """Give each line the name at a place in `names`."""
        self._numbers[:] = np.array([self._number(name) for name in names], np.int16)[which]

    def _number(self, name: str | None) -> int:
        number = self._number_of.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        return number
