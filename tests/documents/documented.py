"""What the tests of documents share."""

import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

__all__ = ["ROOT", "Clean", "edit"]

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "publish"))

Clean = Callable[..., Result]


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a file, and return the number of its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.count("\n", 0, text.index(old)) + 1
