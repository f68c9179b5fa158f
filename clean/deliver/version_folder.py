"""The folder that is delivered: one published version, proved complete before anything leaves the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clean.errors import CleanError, shown

__all__ = ["DIST", "VersionFile", "VersionFolder", "chosen_folder", "publishable", "read_version"]

DIST: Final = Path("dist")
"""The folder of versions where no other is given."""


@dataclass(frozen=True)
class VersionFile:
    """A file of the version: its place here, its size in bytes, and its sha256 in hexadecimal."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class VersionFolder:
    """A version whose files are those of its manifest.

    `files` are all files by their path in the folder, with `/`, in code point order, MANIFEST.json included;
    `manifest` is the content of that file.
    """

    path: Path
    dataset: str
    version: str
    manifest: Mapping[str, Any]
    files: Mapping[str, VersionFile]

    @property
    def size(self) -> int:
        """The size of all files in bytes."""
        return sum(file.size for file in self.files.values())

    @property
    def digest(self) -> str:
        """The sha256 of MANIFEST.json, which names every byte of the version."""
        from clean.publish.manifest import NAME

        return self.files[NAME].sha256


def chosen_folder(folder: Path | None, version: str | None, dist: Path = DIST) -> Path:
    """Return the folder that was asked for: `folder`, or `version` in `dist`, or the newest version there.

    Raises CleanError if both are given, or if there is no such version.
    """
    from clean.publish.released import releases

    if folder is not None and version is not None:
        raise CleanError("Give either a folder or --version, not both: each names the version to take.")
    if folder is not None:
        return folder
    found = [release.path for release in releases(dist)]
    if version is not None:
        found = [path for path in found if path.name == version]
    if found:
        return found[-1]
    what = f"version {shown(version)}" if version is not None else "version"
    raise CleanError(f"There is no {what} in {shown(dist)}; build one, or give a version's folder.")


def publishable(folder: Path) -> VersionFolder:
    """Read a version that may be published: as `read_version`, and its data card says what its data say.

    Raises CleanError as `read_version` does, and if the card is stale.
    """
    version = read_version(folder)
    from clean.documents.card_agreement import card_faults
    from clean.documents.measures import measure_version

    faults = card_faults(folder, measure_version(folder))
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        first = faults[0].rstrip(".")
        raise CleanError(f"{shown(folder)} has a stale card: {first}{more}; build the version anew.")
    return version


def read_version(folder: Path) -> VersionFolder:
    """Read a version and prove it: every file is in its manifest, with its size and checksum, and none lacks.

    Raises CleanError as `clean.publish.opened.open_version` does, which must find the version that the folder
    is named by.
    """
    from clean.publish.folder import files_of, fingerprint
    from clean.publish.manifest import NAME
    from clean.publish.opened import open_version

    opened = open_version(folder, folder.resolve().name)
    paths = files_of(folder)
    facts = {**opened.manifest["files"], NAME: fingerprint(paths[NAME])}
    files = {
        name: VersionFile(path, int(facts[name]["bytes"]), str(facts[name]["sha256"]))
        for name, path in paths.items()
    }
    return VersionFolder(folder, opened.manifest["dataset"], opened.version, opened.manifest, files)
