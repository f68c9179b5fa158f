"""The published Parquet files: one writer, its settings pinned.

The bytes depend on the rows alone, not on the batches in which they come: rows are gathered into row groups
of a fixed number of rows, and each group is written as one contiguous piece.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clean.publish.digest import LogicalDigest

CODED: Final = ("label", "step", "rule", "reason")
"""Columns whose few values repeat row after row. They are dictionary-encoded from the staging to the file,
which saves copying and comparing the same strings; the file says that they are plain strings all the same."""

SETTINGS: Final[dict[str, Any]] = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 1,
    "use_dictionary": [
        *CODED,
        "site",
        "language",
        "author",
        "section",
        "published_precision",
        "modified_precision",
    ],
    "dictionary_pagesize_limit": 1024 * 1024,
    "data_page_size": 1024 * 1024,
    "data_page_version": "1.0",
    "write_batch_size": 1024,
    "write_statistics": True,
    "write_page_index": True,
    "use_content_defined_chunking": True,
    "store_schema": False,
}
"""Every setting that changes the bytes, whatever the library's defaults. The page index and content-defined
chunks let a reader fetch, and the Hub store, only what changed; level 1 takes a fifth less time than level 3
for files an eighth larger. Dictionaries are for columns that repeat their values: they make texts and ids
larger, and take longer. Not the library but `_stored` says what Arrow schema
is stored."""

ROWS_PER_GROUP: Final = {"articles": 4_096, "comments": 32_768, "spans": 65_536, "rejected": 4_096}
"""Rows per row group: some 15 MB of text each, so that the writers of all splits together stay far below
the gigabyte that a build may take."""


def coded(schema: pa.Schema) -> pa.Schema:
    """Return a contract's schema with the columns of `CODED` dictionary-encoded, as its rows travel."""
    for name in CODED:
        index = schema.get_field_index(name)
        if index >= 0:
            field = schema.field(index)
            schema = schema.set(index, field.with_type(pa.dictionary(pa.int32(), field.type)))
    return schema


def _stored(schema: pa.Schema) -> dict[str, str | bytes]:
    """The file's metadata: the contract's own schema, with its columns' descriptions, for readers of Arrow.

    The library would store the schema of the written rows, and readers would get dictionaries for strings,
    which `datasets` takes for other features.
    """
    return {**(schema.metadata or {}), "ARROW:schema": base64.b64encode(schema.serialize())}


class TableWriter:
    """Writes one Parquet file, and keeps the logical digest of its rows.

    `rows` and, after `close`, `digest` and `num_bytes` (size of the encoded columns before compression, in
    bytes) describe the file. Writing raises OSError when the disk is full; call `abandon` then.
    """

    def __init__(self, path: Path, schema: pa.Schema, rows_per_group: int) -> None:
        self.path = path
        self.digest = LogicalDigest(schema)
        self.rows = 0
        self.num_bytes = 0
        self._rows_per_group = rows_per_group
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._metadata: list[Any] = []
        self._sink = pa.OSFile(str(path), "wb")
        self._schema = coded(schema)
        self._writer = pq.ParquetWriter(
            self._sink, self._schema, metadata_collector=self._metadata, **SETTINGS
        )
        self._writer.add_key_value_metadata(_stored(schema))

    def write(self, rows: pa.Table) -> None:
        """Append rows, in the columns of `coded`."""
        self.rows += rows.num_rows
        while rows.num_rows:
            part = rows.slice(0, self._rows_per_group - self._waiting_rows)
            rows = rows.slice(part.num_rows)
            self._waiting.append(part)
            self._waiting_rows += part.num_rows
            if self._waiting_rows == self._rows_per_group:
                self._write_group()

    def _write_group(self) -> None:
        if self._waiting:
            columns = [self._column(name) for name in self._schema.names]
            self._waiting, self._waiting_rows = [], 0
            group = pa.Table.from_arrays(columns, schema=self._schema)
            self.digest.update(group)
            self._writer.write_table(group, row_group_size=self._rows_per_group)

    def _column(self, name: str) -> pa.Array:
        """One contiguous piece of all waiting rows."""
        pieces = [piece for rows in self._waiting for piece in rows.column(name).chunks]
        column = pa.concat_arrays(pieces)
        return _by_first_appearance(column) if name in CODED else column

    def close(self) -> None:
        """Write what is left and end the file."""
        self._write_group()
        self._writer.close()
        self._sink.close()
        (metadata,) = self._metadata
        self.num_bytes = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))

    def abandon(self) -> None:
        """Let go of the file, which stays incomplete."""
        self._waiting = []
        # Ending the file would write its footer, and fail again.
        self._writer.is_open = False
        self._sink.close()


def _by_first_appearance(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Number the values in the order of the rows, whatever batches the codes come from."""
    order = pc.unique(column.indices)
    return pa.DictionaryArray.from_arrays(
        pc.index_in(column.indices, value_set=order), column.dictionary.take(order)
    )
