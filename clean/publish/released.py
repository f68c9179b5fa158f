"""The versions that stand in a folder, and what they promise to later ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import semver

from clean.errors import CleanError

FIRST_VERSION: Final = "1.0.0"
"""The version of a dataset of which nothing is released."""


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


def version_to_build(out: Path, version: str | None) -> str:
    """Return the version to build: `version`, or the newest in `out`, or `FIRST_VERSION`.

    Raises CleanError if `version` is not a semantic version.
    """
    if version is None:
        released = releases(out)
        return released[-1].path.name if released else FIRST_VERSION
    if not semver.Version.is_valid(version):
        raise CleanError(
            f"Version {version!r} is not a semantic version; give three numbers, such as 1.0.0 or 1.2.0-rc.1."
        )
    return version


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
