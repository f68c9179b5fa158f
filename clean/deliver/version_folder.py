"""The folder that is delivered: one published version, proved complete before anything leaves the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clean.errors import CleanError, shown

__all__ = ["DIST", "VersionFile", "VersionFolder", "chosen_folder", "publishable", "read_version"]

DIST: Final = Path("dist")
"""The folder of versions where no other is given."""

_REPAIR: Final = "restore the folder, or build the version anew"


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

    Raises CleanError if the folder is no version, or does not verify.
    """
    from clean.publish.folder import files_of, fingerprint
    from clean.publish.manifest import FORMAT, NAME

    place = shown(folder)
    if not folder.is_dir():
        raise CleanError(f"{place} is not a folder; give a published version's, such as dist/1.0.0.")
    if not (folder / NAME).is_file():
        raise CleanError(
            f"{place} has no {NAME}, so it is no published version; give one, such as dist/1.0.0."
        )
    manifest = _manifest(folder / NAME)
    if manifest.get("format") != FORMAT:
        raise CleanError(
            f"{place}/{NAME} has a layout that this program does not know; build the version anew, or use "
            "the "
            "program that made it."
        )
    try:
        found = {name: (path, fingerprint(path)) for name, path in files_of(folder).items()}
    except OSError as error:
        raise CleanError(
            f"{shown(str(error.filename))} cannot be read ({error.strerror}); {_REPAIR}."
        ) from error
    files = {
        name: VersionFile(path, int(facts["bytes"]), str(facts["sha256"]))
        for name, (path, facts) in found.items()
    }
    version, dataset = manifest.get("version"), manifest.get("dataset")
    faults = _file_faults(manifest, {name: facts for name, (_, facts) in found.items() if name != NAME})
    if version != folder.resolve().name or not isinstance(dataset, str):
        faults.append(f"{NAME} is that of {shown(str(dataset))} {shown(str(version))}")
    if faults:
        more = f", and {len(faults) - 3} more" if len(faults) > 3 else ""
        raise CleanError(f"{place} does not verify ({'; '.join(faults[:3])}{more}): {_REPAIR}.")
    return VersionFolder(folder, str(dataset), str(version), manifest, files)


def _manifest(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CleanError(f"{shown(path)} cannot be read ({shown(str(error))}); {_REPAIR}.") from error
    sound = isinstance(content, dict) and all(
        isinstance(content.get(key), dict) and all(isinstance(value, dict) for value in content[key].values())
        for key in ("files", "tables")
    )
    if not sound:
        raise CleanError(f"{shown(path)} is not the manifest of a version; {_REPAIR}.")
    return dict(content)


def _file_faults(manifest: Mapping[str, Any], found: Mapping[str, Mapping[str, int | str]]) -> list[str]:
    stated = manifest["files"]
    faults = [f"{shown(name)} is missing" for name in stated if name not in found]
    faults += [f"{shown(name)} is not in MANIFEST.json" for name in found if name not in stated]
    for name, facts in found.items():
        if name in stated:
            differing = [key for key, value in facts.items() if stated[name].get(key) != value]
            if differing:
                faults.append(f"{shown(name)} has another {'size' if differing[0] == 'bytes' else 'sha256'}")
    return faults
