"""Proves a published version: its files against its manifest, its rows against the raw pages.

Whoever has the raw pages can check that nothing was made up and nothing got lost: see `clean.page_proof` for
what is proved of a page. Rows are streamed, so memory does not grow with the dataset except for some hundred
bytes per page.
"""

from __future__ import annotations

import heapq
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clean.errors import CleanError, InputErrors, shown
from clean.page_proof import Difference, PublishedPage, Row, page_differences, shown_value
from clean.personal.policy import STEP, place_of

if TYPE_CHECKING:
    from clean.sources import DirectorySource, PageSource
    from clean.takedown_proof import TakenDown

__all__ = ["LISTED", "Difference", "VerifyReport", "verify"]

LISTED: Final = 1000
"""How many differences a report keeps; further ones are counted."""

_TABLES: Final = ("articles", "comments", "spans")
_ROWS_AT_ONCE: Final = 1024

_Line = tuple[str, str, str, Row]  # page id, table, split, row


@dataclass(frozen=True)
class VerifyReport:
    """What `verify` found: no differences means that everything is proved.

    `pages` counts the pages whose rows were compared with the raw text, `files` the files whose checksums
    were compared; `more` the differences beyond the listed ones.
    """

    pages: int
    files: int
    differences: tuple[Difference, ...]
    more: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything is as it should be."""
        return not self.differences


@dataclass
class _Findings:
    pages: int = 0
    files: int = 0
    listed: list[Difference] = field(default_factory=list)
    more: int = 0
    masked: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, difference: Difference) -> None:
        if len(self.listed) < LISTED:
            self.listed.append(difference)
        else:
            self.more += 1

    def note(self, where: str, what: str, *, expected: object = None, found: object = None) -> None:
        said = [None if value is None else shown_value(value) for value in (expected, found)]
        self.add(Difference(where, what, None, *said))


def verify(
    dist: str | os.PathLike[str],
    raw: str | os.PathLike[str],
    *,
    key_file: str | os.PathLike[str] | None = None,
) -> VerifyReport:
    """Compare the published version in the folder `dist` with its manifest and with the raw pages in `raw`.

    `key_file` holds the key of the pseudonyms; without it, or a file that the environment names
    (`clean.personal.policy.KEY_FILE`), a pseudonym only has to look like one.

    What differs is in the report, never raised. Raises CleanError only if `dist` is not a folder, or is one
    of several versions rather than of one, or if the key cannot be read.
    """
    from clean.personal.policy import read_key
    from clean.sources import DirectorySource
    from clean.takedown_proof import TakenDown

    folder = Path(dist)
    _demand_version(folder)
    key = read_key(None if key_file is None else Path(key_file))
    findings = _Findings()
    manifest = _manifest(folder, findings)
    _compare_files(folder, manifest, findings)
    try:
        source = DirectorySource(Path(raw))
    except CleanError as error:
        _note_faults(error, findings)
        source = None
    taken_down = TakenDown(folder)
    for where, what in taken_down.findings(Path(raw)):
        findings.note(where, what)
    _compare_pages(folder, manifest, source, findings, key=key, taken_down=taken_down)
    _compare_personal_data(manifest["personal_data"], source, findings)
    return VerifyReport(findings.pages, findings.files, tuple(findings.listed), findings.more)


def _demand_version(folder: Path) -> None:
    place = shown(folder)
    if not folder.is_dir():
        raise CleanError(f"{place} is not a folder; give a published version's, such as dist/1.0.0.")
    from clean.publish.released import releases

    inside = releases(folder)
    if inside and not (folder / "data").is_dir():
        raise CleanError(
            f"{place} holds versions and is not one itself; give one, such as {shown(inside[-1].path)}."
        )


def _manifest(folder: Path, findings: _Findings) -> dict[str, dict[str, Any]]:
    """Return the parts of the manifest that are compared, empty where it is damaged."""
    from clean.publish.manifest import NAME

    try:
        content = json.loads((folder / NAME).read_bytes())
    except FileNotFoundError:
        findings.note(NAME, "is missing")
        content = {}
    except (OSError, ValueError) as error:
        findings.note(NAME, f"cannot be read ({error})")
        content = {}
    parts: dict[str, dict[str, Any]] = {}
    for key in ("files", "tables", "raw"):
        part = content.get(key, {}) if isinstance(content, dict) else {}
        sound = isinstance(part, dict) and all(isinstance(value, dict) for value in part.values())
        if content and not (sound and part):
            findings.note(NAME, f"has no proper `{key}`")
        parts[key] = part if sound else {}
    # versions from before it was masked do not mention it
    personal_data = content.get("personal_data") if isinstance(content, dict) else None
    parts["personal_data"] = personal_data if isinstance(personal_data, dict) else {}
    return parts


def _compare_files(folder: Path, manifest: dict[str, dict[str, Any]], findings: _Findings) -> None:
    from clean.publish.folder import files_of, fingerprint
    from clean.publish.manifest import NAME

    present = files_of(folder)
    for name in manifest["files"]:
        if name not in present:
            findings.note(shown(name), "is missing")
    for name, path in present.items():
        if name == NAME:
            continue
        if name not in manifest["files"]:
            findings.note(shown(name), "is not in MANIFEST.json")
            continue
        findings.files += 1
        try:
            found = fingerprint(path)
        except OSError as error:
            findings.note(shown(name), f"cannot be read ({error.strerror})")
            continue
        for key, value in found.items():
            if manifest["files"][name].get(key) != value:
                expected = manifest["files"][name].get(key)
                findings.note(shown(name), f"has another {key}", expected=expected, found=value)
                break


def _compare_pages(
    folder: Path,
    manifest: dict[str, dict[str, Any]],
    source: DirectorySource | None,
    findings: _Findings,
    *,
    key: bytes | None,
    taken_down: TakenDown,
) -> None:
    policy = manifest["personal_data"].get("policy")
    handle = str(policy.get("handle")) if isinstance(policy, dict) else "keep"
    streams = [_lines(folder, table, manifest["tables"].get(table, {}), findings) for table in _TABLES]
    lines = heapq.merge(*(stream for table in streams for stream in table), key=lambda line: line[0])
    pages = _raw_pages(source, manifest["raw"], findings, taken_down) if source is not None else iter(())
    raw = (page for page in pages if page["page_id"] not in taken_down)
    current = next(raw, None)
    splits: dict[str, tuple[str, str]] = {}
    uncompared = 0
    for page_id, rows in groupby(lines, key=lambda line: line[0]):
        while current is not None and current["page_id"] < page_id:
            current = next(raw, None)
        page = _page(page_id, list(rows), splits, findings)
        if page is None:
            continue
        if current is None or current["page_id"] != page_id:
            uncompared += 1
            continue
        findings.pages += 1
        starts = taken_down.starts(page_id)
        for difference in page_differences(page, current, handle=handle, key=key, withdrawn=starts):
            findings.add(difference)
    for _ in raw:
        pass
    if uncompared:
        findings.note("raw pages", f"{uncompared} published pages could not be compared with their raw text")


def _compare_personal_data(
    stated: dict[str, Any], source: DirectorySource | None, findings: _Findings
) -> None:
    """Compare the policy with that of the raw pages, and what it is said to have found with the spans."""
    if stated.get("masked", {}) != findings.masked:
        expected, found = (
            json.dumps(counts, sort_keys=True) for counts in (stated.get("masked", {}), findings.masked)
        )
        findings.note("MANIFEST.json", "counts other personal data", expected=expected, found=found)
    if source is None or not stated:
        return
    policy = source.dataset.personal_data
    if stated.get("policy") != policy.model_dump(mode="json") or stated.get("digest") != policy.digest:
        findings.note("MANIFEST.json", "has another policy for personal data than dataset.toml")


def _lines(
    folder: Path, table: str, stated: dict[str, Any], findings: _Findings
) -> Iterator[Iterator[_Line]]:
    """Yield one stream of rows per split of a table; each checks its digest when it is exhausted."""
    from clean.publish.digest import digest_of_digests
    from clean.splits import SHARES

    splits = stated.get("splits")
    splits = splits if isinstance(splits, dict) else {}
    digests = {split: str(part.get("digest")) for split, part in splits.items() if isinstance(part, dict)}
    if stated and stated.get("digest") != digest_of_digests(digests):
        findings.note("MANIFEST.json", f"the digest of `{table}` is not that of its splits")
    for split in SHARES:
        if split in splits or (folder / _file_name(table, split)).exists():
            expected = splits.get(split)
            yield _rows(folder, table, split, expected if isinstance(expected, dict) else {}, findings)


def _file_name(table: str, split: str) -> str:
    return f"data/{table}/{split}-00000-of-00001.parquet"


def _rows(
    folder: Path, table: str, split: str, stated: dict[str, Any], findings: _Findings
) -> Iterator[_Line]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from clean.publish.digest import RowDigest, type_names
    from schemas import TABLES
    from schemas.export import arrow_schema

    name = _file_name(table, split)
    contract = arrow_schema(TABLES[table])
    digest, rows, before = RowDigest(type_names(contract)), 0, ""
    try:
        with pq.ParquetFile(folder / name) as file:
            if not file.schema_arrow.equals(contract):
                findings.note(name, f"does not have the columns of the contract `{table}`")
                return
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                for row in batch.to_pylist():
                    digest.add(row)
                    rows += 1
                    if row["page_id"] < before:
                        findings.note(name, f"row {rows} is not in the order of the page ids")
                        return
                    before = row["page_id"]
                    yield before, table, split, row
    except (OSError, pa.ArrowException, ValueError) as error:
        findings.note(name, f"cannot be read ({str(error).splitlines()[0]})")
        return
    for key, found in (("rows", rows), ("digest", digest.hexdigest())):
        if stated.get(key) != found:
            findings.note(name, f"has another logical {key}", expected=stated.get(key), found=found)


def _page(
    page_id: str, lines: list[_Line], splits: dict[str, tuple[str, str]], findings: _Findings
) -> PublishedPage | None:
    """Put a page's rows together; null if it has not exactly one article."""
    found: dict[str, list[Row]] = {table: [] for table in _TABLES}
    for _, table, _, row in lines:
        found[table].append(row)
    where = shown(page_id)
    names = sorted({split for _, _, split, _ in lines})
    if len(names) > 1:
        findings.note(where, f"stands in several splits: {', '.join(names)}")
    if len(found["articles"]) != 1:
        findings.note(where, "has not one article", expected=1, found=len(found["articles"]))
        return None
    for span in found["spans"]:
        if span["step"] == STEP:
            counts = findings.masked.setdefault(span["rule"], {})
            place = place_of(span["label"])
            counts[place] = counts.get(place, 0) + 1
    article = found["articles"][0]
    split, first = splits.setdefault(article["group_id"], (names[0], page_id))
    if split != names[0]:
        other = f"{names[0]}, but {shown(first)} of the same group stands in {split}"
        findings.note(where, f"stands in {other}")
    return PublishedPage(page_id, article, found["comments"], found["spans"])


def _raw_pages(
    source: PageSource, stated: dict[str, Any], findings: _Findings, taken_down: TakenDown
) -> Iterator[Row]:
    """Yield the raw pages in order, comparing each with the manifest."""
    left = set(stated)
    try:
        for pages in source.batches():
            for page in pages.iter_rows(named=True):
                page_id = page["page_id"]
                left.discard(page_id)
                where = f"raw page {shown(page_id)}"
                if page_id not in stated and page_id not in taken_down:
                    findings.note(where, "is not in MANIFEST.json")
                for key, found in (("bytes", page["raw_bytes"]), ("sha256", page["raw_sha256"])):
                    expected = stated.get(page_id, {}).get(key)
                    if page_id in stated and expected != found:
                        findings.note(where, f"has another {key}", expected=expected, found=found)
                yield page
    except CleanError as error:
        _note_faults(error, findings)
        return
    for page_id in sorted(left):
        findings.note(f"raw page {shown(page_id)}", "is missing")


def _note_faults(error: CleanError, findings: _Findings) -> None:
    for fault in error.faults if isinstance(error, InputErrors) else (str(error),):
        findings.note("raw pages", fault)
    findings.more += error.more if isinstance(error, InputErrors) else 0
