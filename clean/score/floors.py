"""Floors: what the figures must not fall below, with the digests of the labelled pages that they hold for.

    [gold]
    "articles.jsonl.gz" = "sha256 of its content"

    [floors]
    "text_main all F1" = 0.9365

Floors rise whenever they are written anew; one is lowered only when that is asked for.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clean.errors import CleanError, shown
from clean.score.scoring import ScoredFile

__all__ = ["Floors", "rounded"]

_STEPS: Final = 10_000


def rounded(figure: float) -> float:
    """Return a figure as floors state it: cut, not rounded up, after four digits."""
    return math.floor(figure * _STEPS + 1e-9) / _STEPS


@dataclass(frozen=True)
class Floors:
    """The floors of a file, and the digests of the gold by the name of its file."""

    gold: Mapping[str, str]
    floors: Mapping[str, float]

    @classmethod
    def read(cls, path: Path) -> Floors:
        """Read a file; one that does not exist holds no floor. Raises CleanError if it is faulty."""
        if not path.exists():
            return cls({}, {})
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CleanError(f"{shown(path)} cannot be read as TOML ({error}); correct it.") from error
        gold, floors = content.get("gold", {}), content.get("floors", {})
        unknown = set(content) - {"gold", "floors"}
        if unknown or not _all(gold, str) or not _all(floors, float):
            raise CleanError(
                f"{shown(path)} must have the tables [gold], with digests in quotes, and [floors], with "
                "numbers such as 0.95, and nothing else."
            )
        return cls(gold, floors)

    def failures(self, scored: Iterable[ScoredFile]) -> list[str]:
        """Say what is below its floor or cannot be held against it, a sentence each; empty if all is well."""
        files = list(scored)
        said = []
        for file in files:
            known = self.gold.get(file.name)
            if known is not None and known != file.digest:
                said.append(
                    f"{shown(file.name)} is not the file that the floors were measured on (sha256 "
                    f"{file.digest}, not {known}): measure anew with --set-floors."
                )
        figures = {name: value for file in files for name, value in file.figures().items()}
        for name, floor in self.floors.items():
            if name not in figures:
                said.append(f"{name} has a floor of {floor:.4f}, but was not measured.")
            elif rounded(figures[name]) < floor:
                said.append(f"{name} is {figures[name]:.4f}, below its floor of {floor:.4f}.")
        return said

    def raised(self, scored: Iterable[ScoredFile], *, lower: bool) -> Floors:
        """Return the floors that the figures allow; CleanError if one would fall and `lower` is not set."""
        files = list(scored)
        figures = {name: rounded(value) for file in files for name, value in file.figures().items()}
        falling = [name for name, value in figures.items() if value < self.floors.get(name, 0.0)]
        if falling and not lower:
            falls = [
                f"{name} would fall from {self.floors[name]:.4f} to {figures[name]:.4f}" for name in falling
            ]
            raise CleanError(
                f"{'; '.join(falls)}: mend what made it worse, or give --allow-lower if it must be."
            )
        gold = {**self.gold, **{file.name: file.digest for file in files}}
        return Floors(gold, {**self.floors, **figures})

    def text(self) -> str:
        """Return the content of the file."""
        lines = [
            "# Written by `clean score --set-floors`; what a floor is, clean/score/floors.py says.",
            "[gold]",
        ]
        lines += [f"{_key(name)} = {_key(digest)}" for name, digest in sorted(self.gold.items())]
        lines += ["", "[floors]"]
        lines += [f"{_key(name)} = {value:.4f}" for name, value in self.floors.items()]
        return "\n".join(lines) + "\n"


def _all(table: Any, kind: type) -> bool:
    return isinstance(table, dict) and all(isinstance(value, kind) for value in table.values())


def _key(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
