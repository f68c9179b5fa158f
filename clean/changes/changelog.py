"""The section of a version in the repository's CHANGELOG.md.

The section `## Dataset X.Y.Z` may hold whatever people write. What the build puts into it stands between two
marks, and only that is ever replaced; so the same build again changes nothing. The section of a new version
goes above those of the versions before it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import semver

from clean.errors import CleanError, shown
from clean.regular_file import read_regular_file
from clean.whole_file import replace_text

__all__ = ["Changelog"]

BEGIN: Final = "<!-- computed by clean build: begin -->"
END: Final = "<!-- computed by clean build: end -->"

_NEW: Final = "# Changelog\n"
_SECTION: Final = re.compile(r"^## +Dataset +(\S+)[^\n]*\n", re.MULTILINE)
_HEADING: Final = re.compile(r"^##? ", re.MULTILINE)


class Changelog:
    """A changelog in Markdown that a build writes to; a file that does not exist is begun.

    Making one raises CleanError if the file is there and cannot be read and written, or is not UTF-8.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text()
        place = path if os.path.lexists(path) else path.parent
        if not os.access(place, os.W_OK):
            raise CleanError(
                f"{shown(place)} cannot be written to; change its permissions or choose another."
            )

    def put(self, version: str, said: str) -> bool:
        """Have the section of a version say `said`; return whether the file had to be changed.

        The file is replaced in one step. Raises CleanError if it cannot be.
        """
        before = self._text()
        after = _with_section(before if before is not None else _NEW, version, said)
        if after == before:
            return False
        self._replace(after)
        return True

    def _text(self) -> str | None:
        if not os.path.lexists(self.path):
            return None
        try:
            return read_regular_file(self.path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise CleanError(
                f"{shown(self.path)} is not UTF-8 at byte {error.start}; save it as UTF-8."
            ) from error

    def _replace(self, text: str) -> None:
        try:
            replace_text(self.path, text)
        except OSError as error:
            raise CleanError(
                f"{shown(self.path)} cannot be written to ({error.strerror}); the version is published: put "
                "this right and run the same build again."
            ) from error


def _with_section(text: str, version: str, said: str) -> str:
    block = f"{BEGIN}\n{said}\n{END}\n"
    for heading in _SECTION.finditer(text):
        if heading[1] == version:
            following = _HEADING.search(text, heading.end())
            end = following.start() if following else len(text)
            section = _with_block(text[heading.end() : end], block, last=following is None)
            return text[: heading.end()] + section + text[end:]
    place = _place(text, version)
    before, after = text[:place].rstrip("\n"), text[place:].lstrip("\n")
    section = f"## Dataset {version}\n\n{block}"
    return f"{before}\n\n{section}" + (f"\n{after}" if after else "")


def _with_block(section: str, block: str, *, last: bool) -> str:
    start, end = section.find(BEGIN), section.find(END)
    if 0 <= start < end:
        return section[:start] + block.rstrip("\n") + section[end + len(END) :]
    kept = section.strip("\n")
    return "\n" + (f"{kept}\n\n" if kept else "") + block + ("" if last else "\n")


def _place(text: str, version: str) -> int:
    """Return where a version's section goes: above that of an older version, else behind the newer ones."""
    number, behind = semver.Version.parse(version), None
    for heading in _SECTION.finditer(text):
        if semver.Version.is_valid(heading[1]) and semver.Version.parse(heading[1]) < number:
            return heading.start()
        following = _HEADING.search(text, heading.end())
        behind = following.start() if following else len(text)
    if behind is not None:
        return behind
    first = re.search(r"^## ", text, re.MULTILINE)
    return first.start() if first else len(text)
