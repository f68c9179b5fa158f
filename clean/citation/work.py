"""What a citation says of a version: the facts, whatever format they are written in later."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clean.citation.cff import CitationFile
from clean.errors import CleanError, shown

if TYPE_CHECKING:
    from clean.dataset_file import Dataset

__all__ = ["Work", "of_version", "work_in_making"]

_DESCRIPTION: Final = "datapackage.json"
_MANIFEST: Final = "MANIFEST.json"


@dataclass(frozen=True)
class Work:
    """A version of a dataset.

    Attributes:
        name: short name, as in a URL; begins the key of a BibTeX entry.
        title: title for people.
        creators: who made it, in order, each as it is to be printed.
        version: semantic version.
        digest: sha256 of its MANIFEST.json in hex, which lists the sha256 of every other file; None while
            the version is being made.
        doi: without `https://doi.org/`.
        released: day of publication, if somebody stated it.
        url: where it can be found, if it has no DOI.
        description: a paragraph on what it holds.
    """

    name: str
    title: str
    creators: tuple[str, ...]
    version: str
    digest: str | None = None
    doi: str | None = None
    released: date | None = None
    url: str | None = None
    description: str | None = None


def work_in_making(dataset: Dataset, version: str) -> Work:
    """Return what can be said of a version while it is built: no digest yet, no DOI, no day of release."""
    return Work(
        name=dataset.name,
        title=dataset.heading,
        creators=dataset.creators,
        version=version,
        url=dataset.homepage or dataset.repository,
        description=dataset.description,
    )


def of_version(folder: Path, citation: CitationFile | None = None) -> Work:
    """Return what a published version says of itself, and what CITATION.cff knows besides.

    `citation` adds what is known only after a version is published: its DOI and the day of its release.
    Raises CleanError if `folder` is no published version or its description is damaged.
    """
    described = _json_object(folder / _DESCRIPTION)
    manifest = folder / _MANIFEST
    _json_object(manifest)
    try:
        return Work(
            name=described["name"],
            title=described["title"],
            creators=tuple(creator["title"] for creator in described.get("contributors", [])),
            version=described["version"],
            digest=hashlib.sha256(manifest.read_bytes()).hexdigest(),
            doi=citation.doi if citation else None,
            released=citation.date_released if citation else None,
            url=(citation.address if citation else None) or described.get("homepage"),
            description=described.get("description"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CleanError(
            f"{shown(folder / _DESCRIPTION)} lacks a part that a citation needs ({error}); restore the "
            "published version."
        ) from error


def _json_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise CleanError(
            f"{shown(path)} cannot be read ({error.strerror}), so {shown(path.parent)} is not a complete "
            "version: give the folder of a published one, such as dist/1.0.0."
        ) from error
    except ValueError as error:
        raise CleanError(f"{shown(path)} is not JSON ({error}); restore the published version.") from error
    if not isinstance(content, dict):
        raise CleanError(f"{shown(path)} is not a JSON object; restore the published version.")
    return content
