"""Two versions side by side, some pages at a time.

The rows of every published file stand in the order of their page ids. So all files of both versions can be
read forward together, like the piles of a merge sort: as far as the file that lags behind has been read,
all rows of a page are there. Memory holds a few batches of rows, whatever the number of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from clean.errors import CleanError, shown
from clean.publish.opened import OpenedVersion

__all__ = ["TABLES_COMPARED", "Frames", "Window", "windows"]

TABLES_COMPARED: Final = ("articles", "comments", "spans")

ROWS_AT_ONCE: Final[Mapping[str, int]] = {"articles": 1_024, "comments": 8_192, "spans": 16_384}
"""Rows that are read at once from a file: some ten megabytes each."""

Frames = Mapping[str, pl.DataFrame]
"""Rows by table, with a column `split` beside the published ones, by page."""


@dataclass(frozen=True)
class Window:
    """All rows of some pages, from page ids that neither an earlier nor a later window has."""

    old: Frames
    new: Frames


class _Reader:
    """The rows of one split of one table, read forward; `waiting` are those that are not given out yet."""

    def __init__(self, table: str, split: str, files: list[Path]) -> None:
        self.table = table
        self._split = split
        self._batches = self._read(files)
        self.waiting: list[pl.DataFrame] = []
        self.last: str | None = ""
        self.read_on()

    def read_on(self) -> None:
        """Read a batch more; `last` is the page id of its last row, or null if there is none."""
        frame = next(self._batches, None)
        if frame is None:
            self.last = None
            return
        self.waiting.append(frame)
        self.last = frame["page_id"][-1]

    def before(self, page_id: str | None) -> Iterator[pl.DataFrame]:
        """Give out the waiting rows of all pages before a page id, or simply all."""
        if page_id is None:
            given, self.waiting = self.waiting, []
            yield from given
            return
        kept = []
        for frame in self.waiting:
            cut = frame["page_id"].search_sorted(page_id)
            if cut:
                yield frame.head(cut)
            if cut < frame.height:
                kept.append(frame.slice(cut))
        self.waiting = kept

    def _read(self, files: list[Path]) -> Iterator[pl.DataFrame]:
        before = ""
        for path in files:
            try:
                with pq.ParquetFile(path) as file:
                    _demand_page_ids(path, file.schema_arrow)
                    for batch in file.iter_batches(ROWS_AT_ONCE[self.table]):
                        frame = pl.DataFrame(pl.from_arrow(batch)).with_columns(split=pl.lit(self._split))
                        ids = frame["page_id"]
                        if ids.is_empty():
                            continue
                        if ids.null_count() or not ids.is_sorted() or ids[0] < before:
                            raise CleanError(
                                f"{shown(path)} does not have its rows in the order of the page ids, as a "
                                "published file has; restore the version."
                            )
                        before = ids[-1]
                        yield frame
            except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
                raise CleanError(
                    f"{shown(path)} cannot be read ({str(error).splitlines()[0]}); restore the version."
                ) from error


def _demand_page_ids(path: Path, schema: pa.Schema) -> None:
    index = schema.get_field_index("page_id")
    if index < 0 or schema.field(index).type != pa.string():
        raise CleanError(
            f"{shown(path)} has no column `page_id` of strings, without which nothing can be compared."
        )


def windows(old: OpenedVersion, new: OpenedVersion) -> Iterator[Window]:
    """Yield all rows of both versions, window by window, in the order of the page ids.

    A table that a version does not have is absent from the frames of that version. Raises CleanError if a
    file cannot be read, or has its rows in another order.
    """
    readers = [
        [
            _Reader(table, split, files)
            for table in TABLES_COMPARED
            for split, files in version.files(table).items()
        ]
        for version in (old, new)
    ]
    everyone = [*readers[0], *readers[1]]
    while True:
        lags = [reader.last for reader in everyone if reader.last is not None]
        limit = min(lags, default=None)
        frames = [_frames(side, limit) for side in readers]
        if any(frames):
            yield Window(*frames)
        if limit is None:
            return
        for reader in everyone:
            if reader.last == limit:
                reader.read_on()


def _frames(readers: list[_Reader], limit: str | None) -> Frames:
    parts: dict[str, list[pl.DataFrame]] = {}
    for reader in readers:
        for frame in reader.before(limit):
            parts.setdefault(reader.table, []).append(frame)
    return {
        table: pl.concat(frames, how="diagonal_relaxed").sort("page_id", maintain_order=True)
        for table, frames in parts.items()
    }
