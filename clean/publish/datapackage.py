"""datapackage.json: the version as a Data Package, for the tools of the Frictionless world.

One resource is one Parquet file, that is, one table's rows of one split. The foreign keys of the tables are
said in words: a Table Schema's foreign key can name one resource only, and a key may be in any split's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clean.dataset_file import Dataset
from clean.publish.card import WHAT_ROWS_ARE, TableFiles

NAME: Final = "datapackage.json"

MEDIA_TYPE: Final = "application/vnd.apache.parquet"
"""Registered with IANA for Parquet."""

_KEYS: Final = {"articles": ["page_id"], "comments": ["comment_id"], "spans": ["page_id", "start"]}


def datapackage(
    dataset: Dataset, version: str, tables: list[TableFiles], files: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the descriptor; `files` gives size in bytes and sha256 by path."""
    described: dict[str, Any] = {
        "profile": "data-package",
        "name": dataset.name,
        "title": dataset.heading,
        "version": version,
    }
    if dataset.description is not None:
        described["description"] = " ".join(dataset.description.split())
    if dataset.homepage is not None:
        described["homepage"] = dataset.homepage
    if dataset.licence is not None:
        licence = {"name": dataset.licence}
        if dataset.licence_text is not None:
            licence["title"] = " ".join(dataset.licence_text.split())
        described["licenses"] = [licence]
    if dataset.creators:
        described["contributors"] = [{"title": creator, "role": "author"} for creator in dataset.creators]
    described["resources"] = [
        _resource(table, split, files[file.path]) for table in tables for split, file in table.splits.items()
    ]
    return described


def _resource(table: TableFiles, split: str, file: Mapping[str, Any]) -> dict[str, Any]:
    from schemas import TABLES
    from schemas.export import table_schema

    return {
        "name": f"{table.name}-{split}",
        "path": table.splits[split].path,
        "description": f"{WHAT_ROWS_ARE[table.name]}; the split {split}.",
        "profile": "data-resource",
        "format": "parquet",
        "mediatype": MEDIA_TYPE,
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "schema": {**table_schema(TABLES[table.name]), "primaryKey": _KEYS[table.name]},
    }
