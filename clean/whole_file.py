"""A text file that people keep, replaced as a whole or not at all."""

import errno
import os
import stat
from pathlib import Path

__all__ = ["replace_text"]


def replace_text(path: Path, text: str, *, newline: str = "") -> None:
    """Write UTF-8 text to a file in one step; its permissions stay, and so does a link that leads to it.

    `newline` is what each line break of the text becomes, as in `open`. Raises OSError if the system refuses;
    the file is as it was then.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        # a link that leads back to itself, of which some Pythons make a RuntimeError and others nothing
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    beside = target.with_name(f".{target.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline=newline)
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
