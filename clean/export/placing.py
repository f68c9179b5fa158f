"""How an export gets into its folder: complete, or not at all, and never over anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clean.errors import CleanError, shown
from clean.publish.folder import building_folder, cannot_write, move_into_place

__all__ = ["new_folder"]


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield a hidden folder to write to, which becomes `target` in one step if nothing is raised.

    Raises CleanError if `target` is there and is anything but an empty folder, or if the system refuses to
    write.
    """
    named = shown(target)
    # A path such as `.` has no name of its own.
    target = Path(os.path.abspath(target))  # noqa: PTH100  (a link that is given stays one)
    try:
        empty = target.is_dir() and not any(target.iterdir())
    except OSError as error:
        raise cannot_write(target, error) from error
    if os.path.lexists(target) and (target.is_symlink() or not empty):
        raise CleanError(f"{named} is there already; name a folder that is new or empty.")
    with building_folder(target.parent, f"export-{target.name}") as building:
        try:
            yield building
            move_into_place(building, target)
        except OSError as error:
            raise cannot_write(target, error) from error
