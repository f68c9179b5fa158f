"""What Zenodo is told about a version: from CITATION.cff, and from dataset.toml by way of the manifest."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Mapping
from typing import Any, Final

from clean.citation.cff import CitationFile, disagreements
from clean.citation.work import of_version
from clean.deliver.version_folder import VersionFolder
from clean.errors import CleanError

__all__ = ["deposit_metadata", "is_deposit_of"]

#: The Hub's word for a licence that has no name, and Zenodo's for one that is not open.
_UNNAMED: Final = {"other": "other-closed"}


def deposit_metadata(version: VersionFolder, citation: CitationFile, place: str) -> dict[str, Any]:
    """Return the metadata of a deposit.

    `place` is how messages name the citation file. Raises CleanError if it is about another version, or if
    the dataset states no licence: Zenodo would take one that nobody gave.
    """
    work = of_version(version.path, citation)
    if citation.digest is None:
        work = dataclasses.replace(work, digest=None)
    faults = disagreements(citation, work, place)
    if faults:
        raise CleanError(
            f"{faults[0].rstrip('.')}; put that right, with `clean cite --update` for the version."
        )
    about = version.manifest.get("metadata")
    about = about if isinstance(about, Mapping) else {}
    licence = about.get("licence")
    if not isinstance(licence, str):
        raise CleanError(
            "The dataset states no licence, and Zenodo would take one that nobody gave; state it in "
            "dataset.toml, "
            "and build the next version."
        )
    parts = [work.description or work.title, about.get("licence_text"), f"MANIFEST.json: {_mark(version)}"]
    metadata: dict[str, Any] = {
        "upload_type": "dataset",
        "title": work.title,
        "version": work.version,
        "description": "".join(_paragraphs(str(part)) for part in parts if part),
        "creators": [{"name": name} for name in work.creators],
        "access_right": "open",
        "license": _UNNAMED.get(licence, licence),
        "notes": _mark(version),
    }
    if about.get("tags"):
        metadata["keywords"] = list(about["tags"])
    if work.released is not None:
        metadata["publication_date"] = work.released.isoformat()
    return metadata


def is_deposit_of(version: VersionFolder, deposit: Mapping[str, Any]) -> bool:
    """Return whether a deposit was made for these very bytes."""
    return _mark(version) in str(deposit.get("metadata", {}).get("notes", ""))


def _mark(version: VersionFolder) -> str:
    return f"sha256:{version.digest}"


def _paragraphs(text: str) -> str:
    parts = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{html.escape(' '.join(part.split()), quote=False)}</p>" for part in parts)
