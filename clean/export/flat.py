"""Exports for tools that read lines: JSON Lines and CSV, a file per table and split (`comments-train.csv`).

Both hold every column of the contract in its order, in UTF-8, each line ended by LF. Dates are written as in
ISO 8601, without a time zone because pages state none.

JSON Lines: one object a row; null is null, lists are lists.

CSV: as in RFC 4180 but for the line ends; the first line has the columns' names. An empty cell is null (no
text of the contract is empty), truth is `true` or `false`, a list is JSON. Spreadsheets run a cell that
begins like a formula, and page text is anybody's: a cell that begins with one of `= + - @`, their full-width
forms, a tab, CR or LF gets an apostrophe in front, and so does one that begins with an apostrophe. To read it
back, take one apostrophe from the front of every cell that begins with one.
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TextIO

from clean.deliver.version_folder import read_version
from clean.export.placing import new_folder
from clean.export.rows import Row, rows, splits

__all__ = ["export_csv", "export_jsonl", "guarded", "json_line"]

Write = Callable[[TextIO, tuple[str, ...], Iterable[Row]], None]

_ACTIVE: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "'")
#: JSON lets them stand in a string, but many readers take them for the end of a line.
_LINE_ENDS: Final = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_ESCAPES: Final = str.maketrans(_LINE_ENDS)


def export_jsonl(folder: Path, target: Path) -> list[str]:
    """Write the version in `folder` as JSON Lines into the new folder `target`; return the files' names.

    Raises CleanError if the version does not verify or the target cannot be written.
    """
    return _export(folder, target, "jsonl", _write_jsonl)


def export_csv(folder: Path, target: Path) -> list[str]:
    """Write the version in `folder` as CSV into the new folder `target`; return the files' names.

    Raises CleanError if the version does not verify or the target cannot be written.
    """
    return _export(folder, target, "csv", _write_csv)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; taking one leading apostrophe away undoes it."""
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def json_line(row: Row) -> str:
    """Return a row as JSON that every reader takes for one line: what some take for a line end is escaped."""
    plain = {name: _plain(value) for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False).translate(_ESCAPES)


def _export(folder: Path, target: Path, ending: str, write: Write) -> list[str]:
    from schemas import TABLES

    version = read_version(folder)
    names = []
    with new_folder(target) as place:
        for table in version.manifest["tables"]:
            columns = tuple(TABLES[table].to_schema().columns)
            for split in splits(version, table):
                names.append(f"{table}-{split}.{ending}")
                with (place / names[-1]).open("w", encoding="utf-8", newline="") as file:
                    write(file, columns, rows(version, table, split))
    return names


def _write_jsonl(file: TextIO, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    for row in found:
        file.write(json_line({name: row[name] for name in columns}) + "\n")


def _write_csv(file: TextIO, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in found:
        writer.writerow([_cell(row[name]) for name in columns])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return guarded(json.dumps(value, ensure_ascii=False))
    return guarded(str(_plain(value)))
