r"""Logical digests: what a table says, whatever its Parquet bytes are.

The canonical form of a table is NDJSON in UTF-8, one row per line in published order, each line ended by
LF. A row is a JSON object with every column, in the order of the contract, without white space between the
tokens. Strings are written as they are, except that `"` and `\` get a backslash before them, and control
characters below U+0020 are written `\b \t \n \f \r` or `\u00xx` with small hexadecimal digits. Integers
are decimal, booleans `true` and `false`, a missing value `null`, a list a JSON array, a date "2018-08-01", a
timestamp "2018-08-02T08:29:00.000000" (always six decimals; naive, as published).

The digest of a table is the sha256 of this text. `json.dumps(row, ensure_ascii=False, separators=(",", ":"))`
writes the same line, which is how anyone can check it without this package; `canonical_line` does so.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

TIMESTAMP: Final = "%Y-%m-%dT%H:%M:%S%.6f"
"""How polars is told to write a timestamp; the same as `datetime.isoformat(timespec="microseconds")`."""


class LogicalDigest:
    """The digest of one table, or of one split of it, taken over its rows as they are published."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.rows = 0

    def update(self, rows: pl.DataFrame) -> None:
        """Take in the next rows; the digest does not depend on how the rows are cut into frames."""
        temporal = [
            pl.col(name).dt.strftime(TIMESTAMP)
            for name, dtype in rows.schema.items()
            if isinstance(dtype, pl.Datetime)
        ]
        text = io.BytesIO()
        rows.with_columns(temporal).write_ndjson(text)
        self._sha256.update(text.getbuffer())
        self.rows += rows.height

    def hexdigest(self) -> str:
        """Return the sha256 of the canonical form of the rows so far."""
        return self._sha256.hexdigest()


def canonical_line(row: Mapping[str, object]) -> str:
    """Return one row in the canonical form, without its line end; plain Python, for checking."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_moment)


def digest_of_rows(rows: Iterable[Mapping[str, object]]) -> str:
    """Return the logical digest of `rows`, row by row in plain Python: slow, and independent of polars."""
    sha256 = hashlib.sha256()
    for row in rows:
        sha256.update(canonical_line(row).encode() + b"\n")
    return sha256.hexdigest()


def _moment(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} has no canonical form")


def digest_of_digests(parts: Mapping[str, str]) -> str:
    """Return one digest for several, given by name (the splits of a table, the tables of a version)."""
    return hashlib.sha256("".join(f"{name} {value}\n" for name, value in parts.items()).encode()).hexdigest()
