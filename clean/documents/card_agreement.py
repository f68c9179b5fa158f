"""Whether the data card of a version says what its data say: YAML, figures, columns and pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from clean.documents.agreement import Figures, disagreements, read_marks
from clean.documents.measures import Measures
from clean.documents.named_figures import named_figures
from clean.documents.pictures import pictures
from clean.documents.tables import blocks
from clean.errors import CleanError, shown
from clean.publish.card_header import size_category
from clean.regular_file import read_regular_file

__all__ = ["card_faults"]

CARD: Final = "README.md"

_DEMANDED: Final = ("pretty_name", "size_categories", "citation", "configs", "dataset_info")
"""Keys of the YAML that every card has; the others depend on what is known."""

_BLOCKS: Final = ("splits", "sites", "steps", "composition", "threads")
"""Blocks that every card has."""

_FRONT_MATTER: Final = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
_ROW: Final = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)


def card_faults(folder: Path, measures: Measures) -> list[str]:
    """Say where the card of the version in `folder` disagrees with the data; empty if it does not.

    Raises CleanError if there is no card, or its YAML or its marks cannot be read.
    """
    place = shown(folder / CARD)
    try:
        text = read_regular_file(folder / CARD).decode("utf-8")
    except UnicodeDecodeError as error:
        raise CleanError(f"{place} is not UTF-8; restore the published version.") from error
    header, body = _parts(text, place)
    # The same line numbers as in the whole file.
    body = "\n" * text[: len(text) - len(body)].count("\n") + body
    figures = Figures(named_figures(measures), blocks(measures, ""))
    marks = read_marks(body, place, figures)
    faults = [*disagreements(body, marks, place, figures)]
    present = {mark.name for mark in marks if mark.kind == "begin"}
    faults += [
        f"{place} lacks the block {name}; build the version anew." for name in _BLOCKS if name not in present
    ]
    faults += [f"{place}: {fault}" for fault in _header_faults(folder, header, measures)]
    faults += [f"{place}: {fault}" for fault in _column_faults(body, measures)]
    for name, svg in pictures(measures).items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{shown(path)} is missing; build the version anew.")
        elif path.read_bytes() != svg.encode():
            faults.append(f"{shown(path)} is not the picture of these data; build the version anew.")
    return faults


def _parts(text: str, place: str) -> tuple[Mapping[str, Any], str]:
    found = _FRONT_MATTER.match(text)
    try:
        header = yaml.safe_load(found[1]) if found else None
    except (yaml.YAMLError, RecursionError) as error:
        raise CleanError(
            f"{place} has YAML that cannot be read ({' '.join(str(error).split())}); restore the "
            "published version."
        ) from error
    if found is None or not isinstance(header, dict):
        raise CleanError(f"{place} has no YAML between --- lines at its head; restore the published version.")
    return header, text[found.end() :]


def _header_faults(folder: Path, header: Mapping[str, Any], measures: Measures) -> Iterator[str]:
    for key in _DEMANDED:
        if not header.get(key):
            yield f"its YAML lacks {key}."
    manifest = json.loads((folder / "MANIFEST.json").read_bytes())
    rows = {
        table: {row["split"]: row[column] for row in measures.splits.iter_rows(named=True) if row[column]}
        for table, column in (("articles", "pages"), ("comments", "comments"), ("spans", "spans"))
    }
    rows = {table: splits for table, splits in rows.items() if splits}
    category = [size_category(sum(sum(splits.values()) for splits in rows.values()))]
    if header.get("size_categories") != category:
        yield _differs("size_categories", header.get("size_categories"), category)
    configs, infos = _by_name(header.get("configs")), _by_name(header.get("dataset_info"))
    for key, found in (("configs", configs), ("dataset_info", infos)):
        if list(found) != list(rows):
            yield _differs(key, list(found), list(rows))
    yield from _metadata_faults(header, manifest)
    digests = _digests(manifest)
    for table, splits in rows.items():
        if table in configs:
            yield from _config_faults(folder, table, configs[table], digests.get(table), list(splits))
        if table in infos:
            yield from _info_faults(folder, table, infos[table], splits, measures)


def _config_faults(
    folder: Path, table: str, config: Mapping[str, Any], digest: str | None, splits: list[str]
) -> Iterator[str]:
    said = re.search(r"sha256 ([0-9a-f]{64})\Z", str(config.get("description")))
    if said is None or said[1] != digest:
        yield _differs(f"the digest in the description of {table}", said[1] if said else "nothing", digest)
    files = [
        {"split": split, "path": path.relative_to(folder).as_posix()}
        for split in splits
        for path in sorted((folder / "data" / table).glob(f"{split}-*.parquet"))
    ]
    if config.get("data_files") != files:
        yield _differs(f"data_files of {table}", config.get("data_files"), files)


def _info_faults(
    folder: Path, table: str, info: Mapping[str, Any], splits: Mapping[str, int], measures: Measures
) -> Iterator[str]:
    said = {_words(part.get("name")): part.get("num_examples") for part in _dicts(info.get("splits"))}
    if said != dict(splits):
        yield _differs(f"num_examples of {table}", said, dict(splits))
    size = sum(path.stat().st_size for path in sorted((folder / "data" / table).glob("*.parquet")))
    if info.get("download_size") != size:
        yield _differs(f"download_size of {table}", info.get("download_size"), size)
    features = [part.get("name") for part in _dicts(info.get("features"))]
    if features != measures.columns[table]:
        yield _differs(f"features of {table}", features, measures.columns[table])


def _column_faults(body: str, measures: Measures) -> Iterator[str]:
    """Find columns that the card does not describe, and rows about columns that are not there."""
    sections = re.split(r"^### `([a-z]+)`$", body, flags=re.MULTILINE)
    described = {
        table: {
            row[1]: row[2].split("|") for row in _ROW.finditer(re.split(r"^##", text, flags=re.MULTILINE)[0])
        }
        for table, text in zip(sections[1::2], sections[2::2], strict=True)
    }
    counted = {table: measures.splits[column].sum() for table, column in _COUNTS.items()}
    for table, columns in measures.columns.items():
        found = described.get(table, {})
        for column in columns if counted[table] else ():
            cells = found.get(column, [])
            if len(cells) < 3 or not cells[2].strip():
                yield f"the column {column} of {table} has no description."
        for column in found:
            if column not in columns:
                yield f"it describes the column {shown(column)} of {table}, which the data do not have."


_COUNTS: Final = {"articles": "pages", "comments": "comments", "spans": "spans"}


def _dicts(listed: object) -> list[Mapping[str, Any]]:
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _by_name(listed: object) -> dict[str, Mapping[str, Any]]:
    return {str(item.get("config_name")): item for item in _dicts(listed)}


def _metadata_faults(header: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Compare with what the manifest says of the dataset as a whole."""
    said = manifest.get("metadata")
    if not isinstance(said, dict):
        return
    language = said.get("language")
    stated = {
        "pretty_name": said.get("title") or manifest.get("dataset"),
        "license": said.get("licence"),
        "language": [language.split("-")[0]] if isinstance(language, str) else None,
        "task_categories": said.get("task_categories"),
        "tags": said.get("tags"),
    }
    for key, value in stated.items():
        if header.get(key) != value:
            yield f"{key} says {shown(_words(header.get(key)))}, MANIFEST.json says {shown(_words(value))}."


def _digests(manifest: Mapping[str, Any]) -> dict[str, str]:
    tables = manifest.get("tables")
    if not isinstance(tables, dict):
        return {}
    return {name: str(table.get("digest")) for name, table in tables.items() if isinstance(table, dict)}


def _differs(what: str, said: object, data: object) -> str:
    return f"{what} says {shown(_words(said))}, the data say {shown(_words(data))}."


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=str, skipkeys=True)
    except (ValueError, RecursionError):  # YAML can hold a list that holds itself
        return "something endless"
