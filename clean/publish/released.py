"""The versions that stand in a folder, and what they promise to later ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import semver

from clean.changes.model import KINDS, Comparison, Kind
from clean.errors import CleanError, shown
from clean.publish.folder import fingerprint
from clean.publish.manifest import NAME

if TYPE_CHECKING:
    from clean.publish.opened import OpenedVersion

FIRST_VERSION: Final = "1.0.0"
"""The version of a dataset of which nothing is released."""

_NAMED: Final = 5


@dataclass(frozen=True)
class Release:
    """A published version: a folder named by its semantic version."""

    version: semver.Version
    path: Path


def releases(out: Path) -> list[Release]:
    """Return the versions published in `out`, oldest first; none if there is no such folder."""
    if not out.is_dir():
        return []
    named = [path for path in out.iterdir() if path.is_dir() and semver.Version.is_valid(path.name)]
    found = [Release(semver.Version.parse(path.name), path) for path in named]
    # Versions that differ in their build metadata alone have no order; the name settles it.
    return sorted(found, key=lambda release: (release.version, release.path.name))


def find_version(version: str | os.PathLike[str], dist: Path) -> tuple[Path, str | None]:
    """Return the folder of a version, and its number where it was found by that.

    `version` is a number that stands in `dist`, or a folder. Raises CleanError if it is neither.
    """
    if not isinstance(version, str) or not semver.Version.is_valid(version):
        folder = Path(version)
        if folder.is_dir():
            return folder, None
        what = f"{shown(folder)} is neither a folder nor the number of a version"
        raise CleanError(f"{what}, such as 1.0.0{_standing(dist)}")
    if (dist / version).is_dir():
        return dist / version, version
    raise CleanError(f"Version {version} does not stand in {shown(dist)}{_standing(dist)}")


def _standing(dist: Path) -> str:
    found = [release.path.name for release in releases(dist)]
    return f"; there are {', '.join(found[-_NAMED:])}." if found else f"; {shown(dist)} holds no version."


def demand_version(version: str) -> semver.Version:
    """Return a version's number; raises CleanError if no dataset can be published under it."""
    if not semver.Version.is_valid(version):
        raise CleanError(
            f"Version {version!r} is not a semantic version; give three numbers without leading zeros, such "
            "as 1.0.0 or 1.2.0-rc.1."
        )
    number = semver.Version.parse(version)
    if number.build is not None:
        raise CleanError(
            f"Version {version!r} has build metadata (+{number.build}), by which versions have no order; "
            f"give {number.replace(build=None)}."
        )
    return number


def base_of(out: Path, version: str | None) -> Release | None:
    """Return the release that the next version, or `version`, is compared with: the newest one before it.

    Pre-releases (1.2.0-rc.1) are no such base: they announce a version, and what they hold may still change.
    Raises CleanError if `version` is malformed, or stands neither in `out` nor above all that do.
    """
    stable = [release for release in releases(out) if release.version.prerelease is None]
    if version is None:
        return stable[-1] if stable else None
    number = demand_version(version)
    before = [release for release in stable if release.version < number]
    if len(before) < len(stable) and not (out / version).exists():
        raise CleanError(
            f"Version {version} is not above {stable[-1].path.name}, the newest in {shown(out)}; give a "
            "larger one, or leave --version out to take the next."
        )
    return before[-1] if before else None


def folder_to_build(
    out: Path, version: str | None, base: Release | None, comparison: Comparison | None
) -> Path:
    """Return the folder of `version`; without it, of the next version, or of `base` if nothing has changed.

    `comparison` is that of `base` with what was built, null where there is no base. Raises CleanError if
    `version` is new and a smaller step than the change needs.
    """
    if version is not None:
        if base is not None and comparison is not None and not (out / version).exists():
            demand_step(version, base, comparison)
        return out / version
    if base is not None and comparison is not None and comparison.kind == "none":
        return base.path
    return out / next_version(base, comparison.kind if comparison else "none")


def next_version(base: Release | None, kind: Kind) -> str:
    """Return the version that follows `base` by a kind of change; without `base`, the first one."""
    if base is None:
        return FIRST_VERSION
    steps = {"patch": base.version.bump_patch, "minor": base.version.bump_minor}
    return str(steps.get(kind, base.version.bump_major)())


def demand_step(version: str, base: Release, comparison: Comparison) -> None:
    """Raise CleanError if `version` is a smaller step from `base` than the change between them needs."""
    number, before = semver.Version.parse(version), base.version
    step: Kind = "patch"
    if number.major != before.major:
        step = "major"
    elif number.minor != before.minor:
        step = "minor"
    if KINDS.index(step) >= KINDS.index(comparison.kind):
        return
    why = [reason.what for reason in comparison.reasons if reason.kind == comparison.kind]
    more = f"; and {len(why) - _NAMED} more" if len(why) > _NAMED else ""
    raise CleanError(
        f"Version {version} is too small a step from {base.path.name}: the change is {comparison.kind} "
        f"({'; '.join(map(shown, why[:_NAMED]))}{more}); give {next_version(base, comparison.kind)} or a "
        "larger version, or leave --version out."
    )


def demand_unchanged_chain(out: Path, newest: OpenedVersion) -> None:
    """Follow the versions from `newest` back, each of which names the one that it was compared with.

    Raises CleanError if one that stands in `out` has another manifest than when the next one was built.
    """
    manifest = newest.manifest
    while isinstance(previous := manifest.get("previous"), dict):
        folder = out / str(previous.get("version"))
        path = folder / NAME
        if not path.exists():
            return
        if fingerprint(path)["sha256"] != previous.get("manifest"):
            raise CleanError(
                f"{shown(path)} is not what it was when version {manifest['version']} was built on it, and a "
                f"published version never changes; restore the published folder {shown(folder)}."
            )
        manifest = json.loads(path.read_bytes())


def released_splits(released: Iterable[Release], splits: Iterable[str]) -> dict[str, str]:
    """Return the split of every page that was ever published (page id to split).

    All versions count, so that a page that was left out for a while comes back to its old split; where they
    disagree, the newest is right. Raises CleanError if a file cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = tuple(splits)
    found: dict[str, str] = {}
    for release in released:
        for split in names:
            for path in sorted((release.path / "data" / "articles").glob(f"{split}-*.parquet")):
                try:
                    with pq.ParquetFile(path) as file:
                        for batch in file.iter_batches(columns=["page_id"]):
                            found.update(dict.fromkeys(batch.column("page_id").to_pylist(), split))
                except (OSError, pa.ArrowException) as error:
                    raise CleanError(
                        f"{path} cannot be read, so the splits of the published pages are unknown ({error}); "
                        f"restore the published folder {release.path}."
                    ) from error
    return found
