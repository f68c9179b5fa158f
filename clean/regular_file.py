"""Reads one regular file whole, and says in a sentence why it cannot.

A folder of raw pages can hold anything that carries a file's name: a directory, a pipe that never ends, a
device, a link into nowhere. None of them may block the build or reach the user as a traceback.
"""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from clean.errors import CleanError, shown

#: Offsets and sizes are signed 32-bit integers in every table, so a raw file must stay below 2 GiB.
LARGEST_FILE: Final = 2**31 - 1

_KINDS: Final = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_regular_file(path: Path | bytes) -> bytes:
    """Read the bytes of a regular file, or of the regular file that a link points at.

    Raises `CleanError` if there is no such file, it is anything but a regular file (found out without
    waiting for a pipe's writer), it may not be read, or it is larger than `LARGEST_FILE`.
    """
    place = shown(path)
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        try:
            # Before a file object is made of it, which refuses a directory in words of its own.
            _require_regular(place, os.fstat(descriptor))
            with open(descriptor, "rb", buffering=0, closefd=False) as file:
                return file.readall()
        finally:
            os.close(descriptor)
    except OSError as error:
        raise CleanError(_os_fault(path, error)) from error


def refusal(path: Path | bytes) -> str | None:
    """Return the sentence that says why a path is not a regular file of acceptable size; None if it is one.

    It looks only at the file's kind and size; permission and content show when the file is read.
    """
    try:
        _require_regular(shown(path), os.stat(path))  # noqa: PTH116  (the path may be bytes)
    except OSError as error:
        return _os_fault(path, error)
    except CleanError as error:
        return str(error)
    return None


def _require_regular(place: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "not a regular file")
        raise CleanError(f"{place} is {kind}, not a text file; move it away or rename it.")
    if status.st_size > LARGEST_FILE:
        raise CleanError(
            f"{place} has {status.st_size} bytes, more than the {LARGEST_FILE} that offsets can count; "
            "split the file."
        )


def _os_fault(path: Path | bytes, error: OSError) -> str:
    place = shown(path)
    if error.errno == errno.ENOENT and os.path.islink(path):  # noqa: PTH114  (the path may be bytes)
        target = shown(os.readlink(os.fsencode(path)))  # noqa: PTH115
        return f"{place} is a link to {target}, which does not exist; restore the target or remove the link."
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return f"{place} does not exist; check the path."
    if error.errno == errno.ELOOP:
        return f"{place} is a link that leads back to itself; remove it."
    if error.errno in {errno.ENXIO, errno.ENODEV}:  # what opening a socket answers
        return f"{place} is a socket or a device, not a text file; move it away or rename it."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"{place} may not be read by this user; change its permissions or move it away."
    return f"{place} cannot be read ({error.strerror}); check the disk or move the file away."
