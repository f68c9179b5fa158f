"""The YAML at the head of the data card, which `load_dataset` and the Hub read.

It names the files of every configuration and split, and states features and numbers of rows, so that nothing
is inferred. Each configuration's description carries the digest of its rows: `load_dataset` keys its cache by
the folder's name and this YAML, not by the files, and would otherwise return an older build's rows.

Sources of the keys: the Hub's documentation of dataset cards, and its template of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from clean.citation import cite, work_in_making
from clean.dataset_file import Dataset

__all__ = ["WHAT_ROWS_ARE", "SplitFile", "TableFiles", "card_header", "size_category"]

WHAT_ROWS_ARE: Final = {
    "articles": "One row is an article",
    "comments": "One row is a comment",
    "spans": "One row is a labelled stretch of a raw page",
}

_SIZES: Final = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")


@dataclass(frozen=True)
class SplitFile:
    """One published Parquet file: its path in the version's folder, its rows, and its sizes in bytes."""

    path: str
    rows: int
    num_bytes: int
    file_bytes: int
    digest: str


@dataclass(frozen=True)
class TableFiles:
    """One published table: the files of its splits that are not empty, and the digest of all its rows."""

    name: str
    splits: Mapping[str, SplitFile]
    digest: str


def size_category(rows: int) -> str:
    """Return the Hub's name for a number of rows: `n<1K`, `1K<n<10K`, and so on by powers of ten."""
    place = max(len(str(rows)) - 3, 0)
    if place == 0:
        return f"n<{_SIZES[0]}"
    return f"{_SIZES[place - 1]}<n<{_SIZES[place]}" if place < len(_SIZES) else f"n>{_SIZES[-1]}"


def card_header(dataset: Dataset, version: str, tables: list[TableFiles]) -> str:
    """Return the YAML without the lines that enclose it; what dataset.toml does not state is absent.

    Titles, names and licences are data: PyYAML quotes them.
    """
    header: dict[str, Any] = {"pretty_name": dataset.heading}
    if dataset.licence is not None:
        header["license"] = dataset.licence
    if dataset.language is not None:
        # The Hub lists languages without their region.
        header["language"] = [dataset.language.split("-")[0]]
    header["size_categories"] = [size_category(sum(_rows(table) for table in tables))]
    if dataset.task_categories:
        header["task_categories"] = list(dataset.task_categories)
    if dataset.tags:
        header["tags"] = list(dataset.tags)
    header["citation"] = cite(work_in_making(dataset, version), "bibtex").strip()
    header["configs"] = [_config(table) for table in tables]
    header["dataset_info"] = [_info(table) for table in tables]
    return yaml.safe_dump(header, sort_keys=False, allow_unicode=True, width=2**20)


def _rows(table: TableFiles) -> int:
    return sum(file.rows for file in table.splits.values())


def _config(table: TableFiles) -> dict[str, Any]:
    return {
        "config_name": table.name,
        **({"default": True} if table.name == "articles" else {}),
        "description": f"{WHAT_ROWS_ARE[table.name]}. Content: sha256 {table.digest}",
        "data_files": [{"split": name, "path": file.path} for name, file in table.splits.items()],
    }


def _info(table: TableFiles) -> dict[str, Any]:
    from schemas import TABLES
    from schemas.export import features_yaml

    return {
        "config_name": table.name,
        "features": features_yaml(TABLES[table.name]),
        "splits": [
            {"name": name, "num_bytes": file.num_bytes, "num_examples": file.rows}
            for name, file in table.splits.items()
        ],
        "download_size": sum(file.file_bytes for file in table.splits.values()),
        "dataset_size": sum(file.num_bytes for file in table.splits.values()),
    }
