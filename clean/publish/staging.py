"""Checked batches on their way from the first pass to the second.

Splits are known only when every page has been seen, so the first pass leaves its frames in the building
folder: one uncompressed Arrow stream per table, one record batch per batch of pages, in the types in which
they go to the Parquet files. The second pass reads them one by one (not memory-mapped: mapped pages count as
memory of the process).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl
import pyarrow as pa


class Staging:
    """Writes batches of frames, then reads them back in the same order.

    `schemas` gives the columns and types of every table. Use it as a context manager; leaving it closes its
    files. It removes nothing: the folder is its caller's. Writing raises OSError when the disk is full.
    """

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self._folder = folder
        self._schemas = schemas
        self._streams: dict[str, tuple[Any, Any]] = {}

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Write one batch: a frame per table, always of the same tables."""
        for name, frame in frames.items():
            if name not in self._streams:
                sink = pa.OSFile(str(self._path(name)), "wb")
                self._streams[name] = (sink, pa.ipc.new_stream(sink, self._schemas[name]))
            self._streams[name][1].write_batch(_record_batch(frame, self._schemas[name]))

    def finish(self) -> None:
        """End the streams, so that they can be read."""
        streams, self._streams = self._streams, {}
        for sink, writer in streams.values():
            writer.close()
            sink.close()

    def close(self) -> None:
        """Let go of the files without ending the streams properly, for a build that failed."""
        streams, self._streams = self._streams, {}
        for sink, _ in streams.values():
            sink.close()

    def batches(self, *tables: str) -> Iterator[dict[str, pa.Table]]:
        """Yield the rows of `tables`, batch by batch; nothing if no batch was appended."""
        paths = {name: self._path(name) for name in tables}
        if not all(path.exists() for path in paths.values()):
            return
        sources = [pa.OSFile(str(path), "rb") for path in paths.values()]
        try:
            for batches in zip(*map(pa.ipc.open_stream, sources), strict=True):
                yield {
                    name: pa.Table.from_batches([batch]) for name, batch in zip(paths, batches, strict=True)
                }
        finally:
            for source in sources:
                source.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.arrows"


def _record_batch(frame: pl.DataFrame, schema: pa.Schema) -> pa.RecordBatch:
    """The rows of a frame as one piece, in the types of `schema`."""
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    columns = []
    for field in schema:
        pieces = table.column(field.name)
        column = pieces.chunk(0) if pieces.num_chunks else pa.array([], pieces.type)
        if pa.types.is_dictionary(field.type):
            columns.append(column.cast(field.type.value_type).dictionary_encode())
        else:
            columns.append(column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)
