"""How a version gets into its folder in one step, or not at all.

A build works in a hidden folder beside the published versions and is renamed into place when it is
complete. A lock keeps two builds out of each other's way; leftovers of a killed build are cleared away by
the next one.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from clean.errors import CleanError

BUILDING: Final = ".building-"
"""What the names of unfinished folders start with; no version does."""

LOCK: Final = ".building.lock"

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def building_folder(out: Path, version: str) -> Iterator[Path]:
    """Yield an empty hidden folder in `out` to build `version` in; remove it in the end.

    `out` is created if need be, with the folders above it, and they are removed again if nothing came of it.
    Raises CleanError if another build is at work in `out`, or if the system refuses to write.
    """
    try:
        created = [place for place in (out, *out.parents) if not place.exists()]
        out.mkdir(parents=True, exist_ok=True)
        lock = _lock(out)
    except OSError as error:
        raise cannot_write(out, error) from error
    try:
        building = out / f"{BUILDING}{version}"
        try:
            for leftover in out.glob(f"{BUILDING}*"):
                if leftover.is_dir():
                    shutil.rmtree(leftover)
            building.mkdir()
        except OSError as error:
            raise cannot_write(out, error) from error
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)
    finally:
        (out / LOCK).unlink(missing_ok=True)
        os.close(lock)
        for place in created:
            if any(place.iterdir()):
                break
            place.rmdir()


def _lock(out: Path) -> int:
    """Take the lock of `out` and return its descriptor; the lock ends with the process, however that ends."""
    path = out / LOCK
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise CleanError(
                f"Another build is writing to {out}; wait until it has ended, or choose another folder."
            ) from error
        except BaseException:
            os.close(descriptor)
            raise
        # The build before this one removes the file when it ends; a lock on a removed file keeps nobody out.
        if path.exists() and path.stat().st_ino == os.fstat(descriptor).st_ino:
            return descriptor
        os.close(descriptor)


def cannot_write(place: Path, error: OSError) -> CleanError:
    """Return the sentence for a write that the system refused."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return CleanError(
            f"{place} has no room for the dataset ({reason}); nothing was published: free some space, or "
            "build somewhere else."
        )
    return CleanError(
        f"{place} cannot be written to ({reason}); nothing was published: choose a folder that you may write "
        "to."
    )


def sync(path: Path) -> None:
    """Have a file, or the entries of a folder, on the disk before anything that relies on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Have a folder with all that is in it on the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def move_into_place(building: Path, target: Path) -> None:
    """Publish a complete folder: everything on the disk, then one rename."""
    sync_tree(building)
    building.rename(target)
    sync(target.parent)


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files in a folder by their path in it, with `/`, in code point order."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    return dict(sorted(found.items()))


def fingerprint(path: Path) -> dict[str, int | str]:
    """Return the size in bytes and the sha256 of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
