"""The data card: README.md of a published version, with the YAML that `load_dataset` reads.

The YAML names the files of every configuration and split, and states features and numbers of rows, so that
nothing is inferred. Each configuration's description carries the digest of its rows: `load_dataset` keys its
cache by the folder's name and this YAML, not by the files, and would otherwise return an older build's rows.

Titles, names and licences are data: they are quoted for YAML by PyYAML, and escaped for Markdown here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from clean.dataset_file import Dataset

WHAT_ROWS_ARE: Final = {
    "articles": "One row is an article",
    "comments": "One row is a comment",
    "spans": "One row is a labelled stretch of a raw page",
}

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|~$^=-])")


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


def data_card(dataset: Dataset, version: str, tables: list[TableFiles]) -> str:
    """Return the text of README.md for the tables that have rows."""
    header = yaml.safe_dump(_header(dataset, tables), sort_keys=False, allow_unicode=True, width=2**20)
    return f"---\n{header}---\n\n{_text(dataset, version, tables)}"


def _header(dataset: Dataset, tables: list[TableFiles]) -> dict[str, Any]:
    from schemas import TABLES
    from schemas.export import features_yaml

    header: dict[str, Any] = {"pretty_name": dataset.heading}
    if dataset.licence is not None:
        header["license"] = dataset.licence
    if dataset.language is not None:
        # The Hub lists languages without their region.
        header["language"] = [dataset.language.split("-")[0]]
    header["configs"] = [
        {
            "config_name": table.name,
            **({"default": True} if table.name == "articles" else {}),
            "description": f"{WHAT_ROWS_ARE[table.name]}. Content: sha256 {table.digest}",
            "data_files": [{"split": name, "path": file.path} for name, file in table.splits.items()],
        }
        for table in tables
    ]
    header["dataset_info"] = [
        {
            "config_name": table.name,
            "features": features_yaml(TABLES[table.name]),
            "splits": [
                {"name": name, "num_bytes": file.num_bytes, "num_examples": file.rows}
                for name, file in table.splits.items()
            ],
            "download_size": sum(file.file_bytes for file in table.splits.values()),
            "dataset_size": sum(file.num_bytes for file in table.splits.values()),
        }
        for table in tables
    ]
    return header


def _text(dataset: Dataset, version: str, tables: list[TableFiles]) -> str:
    parts = [f"# {escaped(dataset.heading)}", f"Version {escaped(version)} of `{dataset.name}`."]
    if dataset.description:
        parts.append(prose(dataset.description))
    parts += [_loading(tables), "## Tables", _counts(tables), *(_columns(table) for table in tables), _FILES]
    if dataset.creators:
        parts += ["## Creators", "\n".join(f"- {escaped(creator)}" for creator in dataset.creators)]
    links = [("Homepage", dataset.homepage), ("Repository", dataset.repository)]
    parts += [f"{what}: <{url}>" for what, url in links if url]
    if dataset.licence is not None or dataset.licence_text is not None:
        parts.append("## Licence")
    if dataset.licence is not None:
        parts.append(f"`{dataset.licence}`")
    if dataset.licence_text is not None:
        parts.append(prose(dataset.licence_text))
    return "\n\n".join(parts) + "\n"


def _loading(tables: list[TableFiles]) -> str:
    names = ", ".join(f"`{table.name}`" for table in tables)
    return (
        "## Loading\n\n"
        "```python\n"
        "from datasets import load_dataset\n\n"
        f'{tables[-1].name} = load_dataset("path/to/this/folder", "{tables[-1].name}")\n'
        "```\n\n"
        f"Configurations: {names}. A page, its near-duplicates, its comments and its spans are in one split; "
        "a split that would be empty is not there. `page_id` joins the tables; offsets count Unicode code "
        "points of the decoded raw page."
    )


def _counts(tables: list[TableFiles]) -> str:
    splits = list(dict.fromkeys(name for table in tables for name in table.splits))
    rows = [f"| rows | {' | '.join(splits)} | all |", f"| --- |{' ---: |' * (len(splits) + 1)}"]
    for table in tables:
        numbers = [table.splits[name].rows if name in table.splits else 0 for name in splits]
        rows.append(f"| `{table.name}` | {' | '.join(str(number) for number in [*numbers, sum(numbers)])} |")
    return "\n".join(rows)


def _columns(table: TableFiles) -> str:
    from schemas import TABLES
    from schemas.export import markdown_table

    return (
        f"### `{table.name}`\n\n{WHAT_ROWS_ARE[table.name]}.\n\n{markdown_table(TABLES[table.name]).strip()}"
    )


_FILES: Final = """## Files

- `data/`: the tables, as Parquet.
- `schema/`: the contract of each table, as JSON Schema of one row.
- `validation.json`: every check, and how many rows it held for.
- `MANIFEST.json`: sizes and sha256 of all files and of the raw files that they were made from, logical \
digests of the tables, and the versions of the programs.
- `rejected/`: records that broke their contract and are in no table; only there if there are any."""


def escaped(text: str) -> str:
    """Return one line of text so that Markdown shows it as it is."""
    return html.escape(_MARKDOWN.sub(r"\\\1", " ".join(text.split())), quote=False)


def prose(text: str) -> str:
    """Return text so that Markdown shows it as it is, its paragraphs (parted by blank lines) kept."""
    paragraphs = (escaped(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip()))
    # Digits and a full stop at the start of a line would make a list.
    return "\n\n".join(re.sub(r"^(\d+)\.", r"\1\\.", paragraph) for paragraph in paragraphs)
