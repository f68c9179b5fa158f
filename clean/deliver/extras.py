"""Clients that only some people need: what to install when one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clean.errors import CleanError

__all__ = ["needs"]


@contextmanager
def needs(extra: str, purpose: str) -> Iterator[None]:
    """Around an import: raise CleanError that names the package's extra if what it brings is not installed.

    `purpose` begins the sentence, such as "Publishing to the Hub".
    """
    try:
        yield
    except ImportError as error:
        missing = error.name or str(error)
        raise CleanError(
            f"{purpose} needs {missing}, which is not installed; run: pip install 'momentum-corpus[{extra}]'."
        ) from error
