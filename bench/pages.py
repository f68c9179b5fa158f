"""Pages from a grown corpus, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.compute as pc
import pyarrow.parquet as pq

BATCH = 1000


class ParquetPages:
    """A page source that reads a grown corpus.

    Args:
        path: Parquet file with the columns of `bench.corpus.pages_schema`.
        pages: stop after this many pages; None reads them all.
        batch: pages in a batch.

    Attributes:
        total: number of pages that the batches hold together.
    """

    def __init__(self, path: Path, pages: int | None = None, batch: int = BATCH) -> None:
        self._path = path
        self._batch = batch
        with pq.ParquetFile(path) as file:
            rows: int = file.metadata.num_rows
        self.total: int = rows if pages is None else min(pages, rows)

    def check(self) -> None:
        """Find nothing wrong beforehand: the file is the bench's own."""

    def size(self) -> int:
        """UTF-8 bytes of the text of all pages."""
        with pq.ParquetFile(self._path) as file:
            sizes = file.read(columns=["raw_bytes"]).column("raw_bytes").slice(0, self.total)
        return int(pc.sum(sizes).as_py())

    def batches(self) -> Iterator[pl.DataFrame]:
        """Frames of at most `batch` pages, `page_id` ascending over the whole stream."""
        left = self.total
        # without `pre_buffer=False` the reader holds the compressed pages of the whole file
        with pq.ParquetFile(self._path, pre_buffer=False) as file:
            for record_batch in file.iter_batches(batch_size=self._batch):
                frame = pl.DataFrame(pl.from_arrow(record_batch)).head(left)
                left -= frame.height
                yield frame
                if left <= 0:
                    return
