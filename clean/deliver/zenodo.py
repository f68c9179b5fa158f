"""Publishes a version on Zenodo: a deposit with the version as one archive, and its DOI in CITATION.cff.

A deposit carries the sha256 of the version's MANIFEST.json in its notes, from the request that makes it on.
That is how the next run finds what an interrupted one left, and how it knows that a version is published
already.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clean.citation.cff import CitationFile, updated
from clean.deliver.archive import archive_name, write_archive
from clean.deliver.deposit_metadata import deposit_metadata, is_deposit_of
from clean.deliver.patience import AGAIN, Patience
from clean.deliver.secret import Secret
from clean.deliver.version_folder import VersionFolder
from clean.deliver.zenodo_client import ZENODO, ZenodoClient, token_of_environment, zenodo_client
from clean.errors import CleanError, shown
from clean.whole_file import replace_text

__all__ = ["ZenodoReport", "publish_on_zenodo"]

_DOI: Final = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]+")
_RECORD: Final = re.compile(r"10\.[0-9]{4,9}/zenodo\.([0-9]+)")


@dataclass(frozen=True)
class ZenodoReport:
    """What was done, or would be: `steps` are sentences in order.

    `deposit` is its number; `doi` is set if it is published; `already` is true if it was before.
    """

    version: str
    steps: tuple[str, ...]
    deposit: int | None
    doi: str | None
    already: bool


def publish_on_zenodo(
    version: VersionFolder,
    citation: Path,
    *,
    publish: bool = False,
    record: int | None = None,
    dry_run: bool = False,
    token: Secret | None = None,
    endpoint: str = ZENODO,
    patience: Patience | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> ZenodoReport:
    """Deposit a version, and publish the deposit if `publish` says so; else it stays a draft to look at.

    `version` is one that `publishable` returned; `citation` is the CITATION.cff, which gets the DOI of what
    is published. `record` is the number of a published record whose next version this is. `dry_run` only
    reads. Without `token`, that of ZENODO_TOKEN is used. `tell` gets each step as it is done.

    Raises CleanError if the citation file is about something else, or Zenodo refuses or fails; the next run
    goes on then with the draft that there is.
    """
    metadata = deposit_metadata(version, CitationFile.read(citation), shown(citation))
    steps: list[str] = []

    def note(step: str) -> None:
        steps.append(step)
        tell(step)

    key = token if token is not None else token_of_environment()
    with zenodo_client(endpoint, key, patience or Patience(), may_write=not dry_run) as client:
        run = _Run(client, version, citation, metadata, note)
        found = run.find()
        if found is None and record is None:
            run.demand_record()
        if found is not None and found.get("submitted"):
            doi = run.cite(found, dry_run=dry_run)
            return ZenodoReport(version.version, tuple(steps), found["id"], doi, already=True)
        if dry_run:
            run.foretell(found, record, publish=publish)
            number = found["id"] if found is not None else None
            return ZenodoReport(version.version, tuple(steps), number, None, already=False)
        draft = run.draft(found, record)
        if not publish:
            run.leave(draft)
        published = run.publish(draft) if publish else None
    return ZenodoReport(version.version, tuple(steps), draft["id"], published, already=False)


@dataclass(frozen=True)
class _Run:
    client: ZenodoClient
    version: VersionFolder
    citation: Path
    metadata: dict[str, Any]
    note: Callable[[str], None]

    def find(self) -> dict[str, Any] | None:
        """Return the deposit of this version, rather the published one, else the oldest draft."""
        found = [deposit for deposit in self.client.deposits() if is_deposit_of(self.version, deposit)]
        found.sort(key=lambda deposit: (not deposit.get("submitted"), deposit["id"]))
        return found[0] if found else None

    def demand_record(self) -> None:
        """Refuse to begin a second record beside the one that the citation file names."""
        doi = CitationFile.read(self.citation).doi or ""
        earlier = _RECORD.fullmatch(doi)
        if earlier is not None:
            raise CleanError(
                f"{shown(self.citation)} has the DOI {shown(doi)} of an earlier version; give --record "
                f"{earlier[1]} to "
                "publish the next version of that record, or take the DOI out to begin another."
            )

    def foretell(self, found: dict[str, Any] | None, record: int | None, *, publish: bool) -> None:
        if found is not None:
            self.note(f"would go on with the draft {found['id']}")
        else:
            of = f"a new version of record {record}" if record is not None else "a deposit"
            self.note(f"would make {of}: {self.metadata['title']} {self.version.version}")
        self.note(f"would upload {archive_name(self.version)} and MANIFEST.json")
        if publish:
            self.note(f"would publish it, and write its DOI into {shown(self.citation)}")
        else:
            self.note("would leave it a draft")

    def draft(self, found: dict[str, Any] | None, record: int | None) -> dict[str, Any]:
        """Return a draft that holds the version and nothing else."""
        if found is not None:
            self.note(f"goes on with the draft {found['id']}")
        elif record is not None:
            found = self.client.new_version(record)
            self.note(f"made the draft {found['id']}, a new version of record {record}")
        else:
            found = self.client.create(self.metadata)
            self.note(f"made the draft {found['id']}")
        # A draft of a record's next version has the last one's metadata until now.
        self.client.describe(found["id"], self.metadata)
        with tempfile.TemporaryDirectory() as folder:
            self._upload(self.client.deposit(found["id"]), Path(folder))
        return self.client.deposit(found["id"])

    def _upload(self, draft: dict[str, Any], folder: Path) -> None:
        try:
            write_archive(self.version, folder / archive_name(self.version))
            shutil.copyfile(self.version.files["MANIFEST.json"].path, folder / "MANIFEST.json")
        except OSError as error:
            raise CleanError(
                f"{shown(folder)} cannot hold the archive ({error.strerror}); free some space, or set TMPDIR."
            ) from error
        wanted = {path.name: (path, path.stat().st_size, _md5(path)) for path in sorted(folder.iterdir())}
        there = set()
        for file in draft.get("files", []):
            name = str(file.get("filename"))
            size, md5 = file.get("filesize"), str(file.get("checksum")).removeprefix("md5:")
            if name in wanted and (size, md5) == wanted[name][1:]:
                there.add(name)
            else:
                self.client.remove(draft["id"], str(file.get("id")))
        for name, (path, size, md5) in wanted.items():
            if name in there:
                self.note(f"{name} is there already")
                continue
            said = self.client.upload(draft, name, path)
            if (said.get("size"), str(said.get("checksum")).removeprefix("md5:")) != (size, md5):
                raise CleanError(
                    f"{self.client.service} stored other bytes of {name} than were sent; {AGAIN}."
                )
            self.note(f"uploaded {name} ({size:,} bytes)")

    def leave(self, draft: dict[str, Any]) -> None:
        link = shown(str(draft.get("links", {}).get("html", draft["id"])))
        self.note(f"left it a draft to look at: {link}; run again with --publish to publish it")

    def publish(self, draft: dict[str, Any]) -> str:
        self.client.publish(draft["id"])
        self.note(f"published the deposit {draft['id']}")
        return self.cite(self.client.deposit(draft["id"]))

    def cite(self, deposit: dict[str, Any], *, dry_run: bool = False) -> str:
        """Return the DOI of a published deposit, once it stands in the citation file."""
        doi = str(deposit.get("doi") or deposit["metadata"].get("doi") or "")
        if _DOI.fullmatch(doi) is None:
            raise CleanError(
                f"{self.client.service} gave deposit {deposit['id']} no DOI that can be one ({shown(doi)}); "
                "look at "
                "it there."
            )
        place = shown(self.citation)
        if CitationFile.read(self.citation).doi == doi:
            self.note(f"version {self.version.version} is published as {doi}, which {place} says")
            return doi
        if dry_run:
            self.note(f"version {self.version.version} is published; would write its DOI {doi} into {place}")
            return doi
        try:
            text = self.citation.read_text(encoding="utf-8")
            replace_text(self.citation, updated(text, {"doi": doi}, place))
        except OSError as error:
            raise CleanError(
                f"{place} cannot be written ({error.strerror}), and the version is published as {doi}; write "
                "that into it, or run the same command again."
            ) from error
        self.note(f"wrote the DOI {doi} into {place}")
        return doi


def _md5(path: Path) -> str:
    """Return the checksum that Zenodo states; what is proved here is that it stored what was sent."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
