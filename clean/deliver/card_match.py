"""Whether a data card is about the data beside it: digests, files and numbers of rows in its YAML.

The manifest's checksums prove that the card is the one that was published; this proves that it was written
for these tables, so that a card that was edited or carried over from another build is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

__all__ = ["card_faults"]


def card_faults(card: str, manifest: Mapping[str, Any]) -> list[str]:
    """Say in what the text of README.md disagrees with the content of MANIFEST.json; empty if it does not."""
    header = _header(card)
    if header is None:
        return ["README.md has no YAML at its head"]
    configs = _by_name(header.get("configs"))
    infos = _by_name(header.get("dataset_info"))
    tables = {name: table for name, table in manifest["tables"].items() if table.get("splits")}
    faults = [f"the card has no {name}" for name in tables if name not in configs or name not in infos]
    faults += [f"the card has {name}, the data has not" for name in configs if name not in tables]
    for name, table in tables.items():
        if not faults:
            faults += _table_faults(name, table, configs[name], infos[name], manifest["files"])
    if not faults and str(manifest["version"]) not in card.rpartition("\n---\n")[2]:
        faults.append("the card is not that of this version")
    return faults


def _header(card: str) -> Mapping[str, Any] | None:
    start, mark, rest = card.partition("---\n")
    text, end, _ = rest.partition("\n---\n")
    if start or not mark or not end:
        return None
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _by_name(listed: object) -> dict[str, Mapping[str, Any]]:
    items = listed if isinstance(listed, list) else []
    return {str(item.get("config_name")): item for item in items if isinstance(item, dict)}


def _table_faults(
    name: str,
    table: Mapping[str, Any],
    config: Mapping[str, Any],
    info: Mapping[str, Any],
    files: Mapping[str, Any],
) -> Iterator[str]:
    if not str(config.get("description")).endswith(f"sha256 {table['digest']}"):
        yield f"the card has another digest of {name}"
    rows = {split: stated.get("rows") for split, stated in table["splits"].items()}
    parts = _dicts(config.get("data_files"))
    if {part.get("split") for part in parts} != set(rows) or any(
        part.get("path") not in files for part in parts
    ):
        yield f"the card lists other files of {name}"
    if {part.get("name"): part.get("num_examples") for part in _dicts(info.get("splits"))} != rows:
        yield f"the card has other numbers of rows of {name}"


def _dicts(listed: object) -> list[Mapping[str, Any]]:
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
