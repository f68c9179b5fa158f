"""Files of labelled pages, whoever reads them: JSON Lines, gzipped or not."""

import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from clean.errors import CleanError, shown

__all__ = ["content_of", "refuse_surrogates"]

_GZIP: Final = b"\x1f\x8b"


def content_of(path: Path) -> bytes:
    """Return the bytes of a file, unzipped if it is called `.gz` or begins as gzip does.

    Raises CleanError if it cannot be read, or is damaged.
    """
    try:
        content = path.read_bytes()
        if path.suffix == ".gz" or content.startswith(_GZIP):
            content = gzip.decompress(content)
    except (EOFError, zlib.error):
        raise CleanError(
            f"{shown(path)} is damaged or not UTF-8; save it anew as JSON lines in UTF-8."
        ) from None
    except OSError as fault:
        why = fault.strerror or "it is not gzip"
        raise CleanError(f"{shown(path)} cannot be read: {why}; name a file of labelled pages.") from None
    return content


def refuse_surrogates(where: str, texts: Iterable[str]) -> None:
    """Raise CleanError if a text holds half of a character, which JSON can spell and no file can hold."""
    try:
        for text in texts:
            text.encode("utf-8")
    except UnicodeEncodeError:
        raise CleanError(
            f"{where}: a text holds a lone surrogate, which no file can hold; decode the page again."
        ) from None
