"""Which code, rules and raw files made a version: a document in the terms of W3C PROV.

One activity, the build, used the raw files and generated the tables; the program carried it out with the
rules as its plan. Names are anchors in MANIFEST.json, whose other parts have the particulars (`raw` lists the
members of the collection of raw files). No time is stated, since none gets into a version.

Sources: PROV-DM (W3C Recommendation, 2013) and PROV-JSON (W3C Member Submission, 2013).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from clean.publish.card import TableFiles

_SOURCES: Final = {".py", ".toml", ".json"}
"""Endings of the files in the packages that decide what a build makes."""


def provenance(
    *,
    version: str,
    tables: list[TableFiles],
    raw: pl.DataFrame,
    rules: str,
    software: Mapping[str, str],
) -> dict[str, Any]:
    """Return the document as PROV-JSON.

    `raw` has the columns page_id and raw_sha256, one row for each page; `rules` is the digest of the rules,
    `software` the version of every program by name, this package first.
    """
    program, *libraries = software
    generated = [f"table-{table.name}" for table in tables]
    entities: dict[str, dict[str, Any]] = {
        "raw": {"prov:type": "prov:Collection", "members": raw.height, "sha256": digest_of_raw(raw)},
        "rules": {"prov:type": "prov:Plan", "sha256": rules},
        "code": {"prov:type": "prov:Plan", "sha256": digest_of_code()},
        "version": {"prov:type": "prov:Collection", "value": version},
    }
    for name, table in zip(generated, tables, strict=True):
        rows = sum(file.rows for file in table.splits.values())
        entities[name] = {"prov:type": "prov:Entity", "rows": rows, "digest": table.digest}
    return {
        "prefix": {"default": "MANIFEST.json#"},
        "entity": entities,
        "activity": {"build": {"prov:type": "clean build"}},
        "agent": {
            name: {"prov:type": "prov:SoftwareAgent", "version": stated} for name, stated in software.items()
        },
        "used": {"_:used1": {"prov:activity": "build", "prov:entity": "raw"}},
        "wasAssociatedWith": _numbered(
            "association",
            (
                {"prov:activity": "build", "prov:agent": program, "prov:plan": plan}
                for plan in ("rules", "code")
            ),
        ),
        "actedOnBehalfOf": _numbered(
            "delegation",
            (
                {"prov:delegate": library, "prov:responsible": program, "prov:activity": "build"}
                for library in libraries
            ),
        ),
        "wasGeneratedBy": _numbered(
            "generation", ({"prov:entity": name, "prov:activity": "build"} for name in generated)
        ),
        "wasDerivedFrom": _numbered(
            "derivation",
            (
                {"prov:generatedEntity": name, "prov:usedEntity": "raw", "prov:activity": "build"}
                for name in generated
            ),
        ),
        "hadMember": _numbered(
            "member", ({"prov:collection": "version", "prov:entity": name} for name in generated)
        ),
    }


def digest_of_raw(raw: pl.DataFrame) -> str:
    """Return the sha256 of the lines `page_id`, tab, sha256 of its raw file, in order of the page ids."""
    digest = hashlib.sha256()
    for page_id, sha256 in raw.sort("page_id").select("page_id", "raw_sha256").iter_rows():
        digest.update(f"{page_id}\t{sha256}\n".encode())
    return digest.hexdigest()


def digest_of_code() -> str:
    """Return the sha256 of the lines `path`, tab, sha256 of the file, over the sources of both packages."""
    digest = hashlib.sha256()
    for name, path in sorted(_source_files()):
        digest.update(f"{name}\t{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _source_files() -> Iterator[tuple[str, Path]]:
    import clean
    import schemas

    for package in (clean, schemas):
        root = Path(str(package.__file__)).parent
        for path in root.rglob("*"):
            if path.suffix in _SOURCES:
                yield f"{package.__name__}/{path.relative_to(root).as_posix()}", path


def _numbered(kind: str, relations: Iterator[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {f"_:{kind}{number}": relation for number, relation in enumerate(relations, start=1)}
