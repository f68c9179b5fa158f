"""Proves that a version holds nothing of what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from clean.changes.model import TAKEDOWNS, Takedown
from clean.errors import CleanError, shown
from clean.withdrawals import GONE, WITHDRAWN_FILE, Withdrawals

__all__ = ["Finding", "TakenDown"]


class Finding(NamedTuple):
    """What is wrong, and where: a file, or an id."""

    where: str
    what: str


class TakenDown:
    """What a published version says was withdrawn."""

    def __init__(self, folder: Path) -> None:
        from clean.comparison import takedowns
        from clean.publish.opened import OpenedVersion

        self._folder = folder
        self._faults: list[Finding] = []
        self._entries: dict[str, Takedown] = {}
        try:
            self._entries = takedowns(OpenedVersion(folder.name, folder, {}))
        except CleanError:
            self._faults.append(Finding(TAKEDOWNS, "does not list ids with date and reason"))
        today = [entry.now or entry.id for entry in self._entries.values()]
        self._ids = frozenset([*self._entries, *(name for name in today if name != GONE)])

    def __contains__(self, page_id: str) -> bool:
        """Whether a whole page was withdrawn."""
        return page_id in self._ids

    def starts(self, page_id: str) -> list[int]:
        """Return where withdrawn comments of a page start in its raw text."""
        places = (name.rpartition(":") for name in self._ids)
        return sorted(int(start) for page, _, start in places if page == page_id and start.isdecimal())

    def findings(self, raw: Path) -> Iterator[Finding]:
        """Compare the version's tables, and the withdrawn.toml of the raw pages, with what was withdrawn."""
        import pyarrow as pa

        from clean.takedown import withdrawn_in

        yield from self._faults
        try:
            for file, record in withdrawn_in(self._folder, self._ids):
                yield Finding(file, f'holds "{shown(record)}", which was withdrawn')
        except (OSError, pa.ArrowException):
            # Files that cannot be read are found where their rows are compared.
            pass
        try:
            kept = {entry.id for entry in Withdrawals.of_folder(raw).withdrawn}
        except CleanError as error:
            yield Finding("raw pages", str(error))
            return
        for name in self._entries:
            if name not in kept:
                yield Finding(WITHDRAWN_FILE, f'no longer has "{shown(name)}", which was withdrawn')
