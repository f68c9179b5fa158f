"""The floor: the ids and the text read and written as zstd-3 Parquet, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

from bench.measure import WORK, Counted, run_job
from bench.pages import BATCH, ParquetPages


def floor(corpus: Path, pages: int | None) -> Counted:
    """Read and write the ids and the text with polars' streaming engine."""
    source = ParquetPages(corpus, pages)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        out = Path(folder) / "floor.parquet"
        rows = pl.scan_parquet(corpus).select("page_id", "text").head(source.total)
        rows.sink_parquet(out, compression="zstd", compression_level=3, row_group_size=BATCH)
        return Counted(source.total, source.size(), {"bytes written": out.stat().st_size})


if __name__ == "__main__":
    run_job(floor)
