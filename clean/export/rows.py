"""The rows of a version as Python's values, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clean.deliver.version_folder import VersionFolder
from clean.errors import CleanError, shown

__all__ = ["Row", "rows", "splits"]

Row = dict[str, Any]

_AT_ONCE = 4096


def splits(version: VersionFolder, table: str) -> list[str]:
    """Return the splits of a table that have rows, in the manifest's order."""
    return list(version.manifest["tables"].get(table, {}).get("splits", {}))


def rows(version: VersionFolder, table: str, split: str) -> Iterator[Row]:
    """Yield the rows of a table's split in published order, by column name, in the order of the columns.

    Values are str, int, bool, date, datetime without a time zone, list of str, or None. Raises CleanError if
    the split's file is not Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    prefix = f"data/{table}/{split}-"
    for name, file in version.files.items():
        if name.startswith(prefix):
            yield from _rows(file.path, pa.ArrowException, pq.ParquetFile)


def _rows(path: Path, fault: type[Exception], reader: Any) -> Iterator[Row]:
    try:
        with reader(path) as file:
            for batch in file.iter_batches(_AT_ONCE):
                yield from batch.to_pylist()
    except (OSError, fault) as error:
        first = str(error).splitlines()[0]
        raise CleanError(f"{shown(path)} cannot be read ({shown(first)}); restore the version.") from error
