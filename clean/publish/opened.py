"""A published version as it is opened: its manifest, with every file as the manifest has it.

Whoever builds on a version, or says what changed since, must not be misled by a folder that was edited by
hand, lost files on its way, or is no version at all. Nothing is repaired here: the sentences say what is
wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import semver

from clean.errors import CleanError, FaultList, shown
from clean.publish.folder import files_of, fingerprint
from clean.publish.manifest import FORMAT, NAME

__all__ = ["OpenedVersion", "open_version"]

_PARTS: Final = ("files", "tables", "raw")
_CALLED: Final = {"bytes": "size in bytes", "sha256": "sha256"}


@dataclass(frozen=True)
class OpenedVersion:
    """A version whose files are those of its manifest: its number, its folder, and the manifest."""

    version: str
    path: Path
    manifest: Mapping[str, Any]

    def files(self, table: str) -> dict[str, list[Path]]:
        """Return the Parquet files of a table, in their order, by split."""
        found: dict[str, list[Path]] = {}
        for path in sorted((self.path / "data" / table).glob("*.parquet")):
            found.setdefault(path.name.split("-")[0], []).append(path)
        return found

    def rows(self, table: str) -> int:
        """Return the number of rows of a table, as the manifest states it."""
        splits = self.manifest["tables"].get(table, {}).get("splits", {})
        return sum(split["rows"] for split in splits.values())

    def json(self, name: str) -> Any:
        """Return what a JSON file of the version says, or null if the version has no such file.

        Raises CleanError if it is not JSON.
        """
        path = self.path / name
        if not path.exists():
            return None
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise CleanError(f"{shown(path)} is not JSON ({error}); {_restore(self.path)}.") from error


def open_version(folder: Path, named: str | None = None) -> OpenedVersion:
    """Open the version in `folder`, and compare every file with its manifest.

    With `named`, the manifest must say that it is that version. Raises CleanError (`InputErrors` for several
    files) if the folder is no version, or not as it was published: the manifest is missing or damaged, or a
    file is missing, unknown, or has other content.
    """
    place = shown(folder)
    if not folder.is_dir():
        raise CleanError(f"{place} is not a folder; give a published version's, such as dist/1.0.0.")
    manifest = _manifest(folder)
    if named is not None and manifest["version"] != named:
        raise CleanError(
            f"{shown(folder / NAME)} says that the version is {shown(manifest['version'])}, but the folder "
            f"is that of {shown(named)}; {_restore(folder)}."
        )
    faults = FaultList()
    try:
        faults.extend(_faults(folder, manifest["files"]))
    except OSError as error:
        raise CleanError(
            f"{shown(error.filename or folder)} cannot be read ({error.strerror}); {_restore(folder)}."
        ) from error
    faults.raise_if_any()
    return OpenedVersion(manifest["version"], folder, manifest)


def _restore(folder: Path) -> str:
    return f"restore the published folder {shown(folder)}"


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / NAME
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        from clean.publish.released import releases

        inside = releases(folder)
        if inside:
            raise CleanError(
                f"{shown(folder)} holds versions and is not one itself; give one, such as "
                f"{shown(inside[-1].path)}."
            ) from error
        raise CleanError(
            f"{shown(path)} is missing, so the folder is no published version; {_restore(folder)}."
        ) from error
    except OSError as error:
        raise CleanError(f"{shown(path)} cannot be read ({error.strerror}); {_restore(folder)}.") from error
    except (ValueError, RecursionError) as error:
        raise CleanError(f"{shown(path)} is not JSON ({error}); {_restore(folder)}.") from error
    wrong = _wrong_part(content)
    if wrong is not None:
        raise CleanError(f"{shown(path)} {wrong}; {_restore(folder)}.")
    manifest: Mapping[str, Any] = content
    return manifest


def _wrong_part(content: Any) -> str | None:
    """Say what is wrong with a manifest's shape, as the rest of a sentence; null if nothing is."""
    if not isinstance(content, dict):
        return "does not hold an object"
    if content.get("format") != FORMAT:
        return f"has the format {shown(str(content.get('format')))}, and only {FORMAT} can be read"
    version, dataset = content.get("version"), content.get("dataset")
    if not (isinstance(version, str) and semver.Version.is_valid(version) and isinstance(dataset, str)):
        return "does not say which version of which dataset it is"
    for key in _PARTS:
        part = content.get(key)
        if not isinstance(part, dict) or not all(isinstance(value, dict) for value in part.values()):
            return f"has no proper `{key}`"
    for name, table in content["tables"].items():
        splits = table.get("splits")
        if not isinstance(splits, dict) or not all(
            isinstance(split, dict) and isinstance(split.get("rows"), int) for split in splits.values()
        ):
            return f"does not say how many rows the splits of `{shown(name)}` have"
    return None


def _faults(folder: Path, stated: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    present = files_of(folder)
    for name in stated:
        if name not in present:
            yield f"{shown(folder / name)} is missing; {_restore(folder)}."
    for name, path in present.items():
        if name == NAME:
            continue
        if name not in stated:
            yield f"{shown(path)} is not in {NAME}, so it was not published; take it out of the folder."
            continue
        found = fingerprint(path)
        for key, value in found.items():
            if stated[name].get(key) != value:
                yield (
                    f"{shown(path)} is not as it was published: its {_CALLED[key]} is {value}, and {NAME} "
                    f"says {shown(str(stated[name].get(key)))}; {_restore(folder)}."
                )
                break
