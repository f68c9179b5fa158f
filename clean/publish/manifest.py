"""MANIFEST.json: what a version consists of, what it was made from, and with what.

`files`: every other file of the folder with its size in bytes and sha256; `tables`: rows and logical digest
(`clean.publish.digest`) of each table and split; `raw`: size and sha256 of each raw file, by page id;
`metadata`: what is known of the dataset as a whole; `previous`: the version that this one was compared with,
and the sha256 of its manifest, or null; `rules`: digest of the cleaning rules; `model`: sha256 of the line
model's file, or null where it was left out; `personal_data`: the policy for it, and how many stretches each
of its rules found in articles, in comments and in removed text; `software`: versions that may change the
bytes; `provenance`: how these made the version, in the terms of W3C PROV. Nothing in it depends on the time
or the machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import polars as pl

from clean import __version__
from clean.changes.model import CHANGES
from clean.dataset_file import Dataset
from clean.personal.policy import PersonalData
from clean.pipeline import Masked
from clean.publish.card import TableFiles
from clean.publish.folder import files_of, fingerprint
from clean.publish.provenance import provenance

NAME: Final = "MANIFEST.json"
FORMAT: Final = 1
"""Version of the manifest's own layout."""

LIBRARIES: Final = ("polars", "pyarrow", "pandera", "phonenumbers")
"""The libraries that may change the bytes of a file."""

NOT_CONTENT: Final = ("software", "rules", "model", "provenance")
"""What may differ between two builds that count as the same, as long as all other files are the same."""


def manifest(
    folder: Path,
    *,
    dataset: Dataset,
    version: str,
    previous: Path | None,
    tables: list[TableFiles],
    raw: pl.DataFrame,
    rules: str,
    model: str | None,
    personal_data: Mapping[str, Any],
) -> dict[str, Any]:
    """Describe the finished files in `folder`, for `write_manifest`, which adds the raw files.

    `raw` has the columns page_id, raw_bytes and raw_sha256; `previous` is the folder of the version before;
    `personal_data` is that of this module.
    """
    software = {"momentum-corpus": __version__, **{name: metadata.version(name) for name in LIBRARIES}}
    return {
        "format": FORMAT,
        "version": version,
        "previous": None
        if previous is None
        else {"version": previous.name, "manifest": fingerprint(previous / NAME)["sha256"]},
        **said_of(dataset, tables),
        "files": {name: fingerprint(path) for name, path in files_of(folder).items() if name != NAME},
        "raw": {},
        "rules": rules,
        "model": model,
        "personal_data": dict(personal_data),
        "software": software,
        "provenance": provenance(version=version, tables=tables, raw=raw, rules=rules, software=software),
    }


def said_of(dataset: Dataset, tables: list[TableFiles]) -> dict[str, Any]:
    """Return what a manifest says of the dataset as a whole, and of its tables."""
    return {
        "dataset": dataset.name,
        # How the raw files are encoded is between them and the build.
        "metadata": dataset.model_dump(mode="json", exclude={"name", "encoding"}, exclude_defaults=True),
        "tables": {
            table.name: {
                "digest": table.digest,
                "splits": {
                    name: {"rows": file.rows, "digest": file.digest} for name, file in table.splits.items()
                },
            }
            for table in tables
        },
    }


def personal_data(policy: PersonalData, masked: Iterable[Masked]) -> dict[str, Any]:
    """Describe the policy for personal data and what it did; nothing in it depends on a key."""
    counts: dict[str, dict[str, int]] = {}
    for found in masked:
        counts.setdefault(found.rule, {})[found.place] = found.spans
    return {"policy": policy.model_dump(mode="json"), "digest": policy.digest, "masked": counts}


def write_json(path: Path, content: Any) -> None:
    """Write JSON for people and diffs: indented, in the order given, UTF-8, with a line end."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def write_manifest(path: Path, said: Mapping[str, Any], raw: pl.DataFrame) -> None:
    """Write what `manifest` said as `write_json` does, the raw files one by one in place of none.

    As one text, and as the objects that it is made of, they would take two kilobytes a page.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        between = "{"
        for key, value in said.items():
            file.write(f"{between}\n  {json.dumps(key, ensure_ascii=False)}: ")
            between = ","
            if key == "raw":
                file.writelines(_raw_files(raw))
            else:
                text = json.dumps(value, ensure_ascii=False, indent=2)
                file.write(text.replace("\n", "\n  "))
        file.write("\n}\n")


def _raw_files(raw: pl.DataFrame) -> Iterator[str]:
    """Yield the JSON object of the raw files, as it stands in the manifest, page by page."""
    between = "{"
    for page_id, size, sha256 in raw.select("page_id", "raw_bytes", "raw_sha256").iter_rows():
        name = json.dumps(page_id, ensure_ascii=False)
        yield f'{between}\n    {name}: {{\n      "bytes": {size},\n      "sha256": "{sha256}"\n    }}'
        between = ","
    yield "\n  }" if raw.height else "{}"


def differences(published: Path, built: Path) -> list[str]:
    """Say how a published version differs from one just built; empty if they are the same.

    All files are compared byte by byte, except that programs and rules of other versions are no difference
    as long as they made the same files. What was said of the version before is none either where that is no
    longer there to be compared with.
    """
    old_files, new_files = files_of(published), files_of(built)
    new, found = json.loads(new_files[NAME].read_bytes()), []
    try:
        old = json.loads(old_files[NAME].read_bytes()) if NAME in old_files else {}
    except ValueError:
        old, found = {}, [f"{NAME} is not JSON"]
    if isinstance(old, dict) and old.get("previous") is not None and new["previous"] is None:
        old, new = ({key: said[key] for key in said if key != "previous"} for said in (old, new))
        for listed in (old_files, new_files, new["files"], old.get("files")):
            if isinstance(listed, dict):
                listed.pop(CHANGES, None)
    found += [f"{name} is missing" for name in new_files if name not in old_files]
    found += [f"{name} should not be there" for name in old_files if name not in new_files]
    changed = [
        name
        for name, path in old_files.items()
        if name in new_files and name != NAME and fingerprint(path) != fingerprint(new_files[name])
    ]
    found += _changed_content(old, new)
    found += [f"{name} has other bytes" for name in changed]
    if changed and isinstance(old, dict):
        found += [f"{key} differ" for key in NOT_CONTENT if old.get(key) != new[key]]
    return found


def _changed_content(old: Any, new: Mapping[str, Any]) -> Iterable[str]:
    if not isinstance(old, dict) or not old:
        return [f"{NAME} says something else"] if old else []
    found = []
    for key, what in (("raw", "raw file"), ("tables", "table")):
        before, now = old.get(key), new[key]
        if not isinstance(before, dict):
            before = {}
        found += [f"{what} {name} is new" for name in now if name not in before]
        found += [f"{what} {name} is gone" for name in before if name not in now]
        found += [
            f"{what} {name} has changed" for name in now if name in before and before[name] != now[name]
        ]
    other = [key for key in new if key not in {"raw", "tables", "files", *NOT_CONTENT}]
    found += [f"{NAME} has another {key}" for key in other if old.get(key) != new[key]]
    if not found and old.get("files") != new["files"]:
        found.append(f"{NAME} lists other files")
    return found
