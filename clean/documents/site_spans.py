"""How much of the pages of each site which rule owns, summed batch by batch.

A version has some fifty spans for each page. A join of all of them with their pages takes memory for all of
them, so they are summed up in batches; what grows with the pages is the table of their sites alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, cast

import polars as pl

__all__ = ["OWNER", "SIZE", "owners_by_site"]

OWNER: Final = ("label", "step", "rule", "reason")
"""The columns that say who owns a span."""

SIZE: Final = (pl.col("end") - pl.col("start")).cast(pl.Int64)
"""The length of a span in code points."""

_SUMS: Final = {"spans": pl.Int64(), "characters": pl.Int64()}

_ROWS: Final = 32_768
"""Rows in a batch: twice as many take 30 MB more and are no faster."""


def owners_by_site(files: Iterable[Path], pages: pl.DataFrame) -> pl.DataFrame:
    """Return key (the site), the columns of `OWNER`, spans and characters; rows in no order.

    `files` are Parquet files of spans; `pages` has the columns page_id and site. The site is null where it is
    unknown, or the page is not in `pages`. Raises OSError or ArrowException if a file cannot be read.
    """
    by_id = pages.select("page_id", key="site").sort("page_id")
    owner = dict.fromkeys(OWNER, pl.String())
    total = pl.DataFrame(schema={"key": by_id.schema["key"], **owner, **_SUMS})
    for spans in _batches(files):
        # the spans of a page stand together
        page_ids = spans["page_id"].rle().struct.field("value")
        known = _between(by_id, page_ids)
        keys = page_ids.to_frame("page_id").join(known, on="page_id", how="left", maintain_order="left")[
            "key"
        ]
        owned = spans.with_columns(key=keys.gather(spans["page_id"].rle_id())).group_by("key", *OWNER)
        summed = owned.agg(spans=pl.len().cast(pl.Int64), characters=SIZE.sum())
        total = _summed([total, summed.with_columns(pl.col(OWNER).cast(pl.String()))])
    return total


def _batches(files: Iterable[Path]) -> Iterator[pl.DataFrame]:
    import pyarrow.parquet as pq

    for path in files:
        # Read as they are stored, as codes: strings would take longer to group.
        with pq.ParquetFile(path, pre_buffer=False, read_dictionary=list(OWNER)) as file:
            columns = ["page_id", *OWNER, "start", "end"]
            for batch in file.iter_batches(_ROWS, columns=columns, use_threads=False):
                if batch.num_rows:
                    yield pl.DataFrame(pl.from_arrow(batch))


def _between(by_id: pl.DataFrame, page_ids: pl.Series) -> pl.DataFrame:
    """Return the part of the sorted pages that has all of `page_ids`, for a join hashes all that it gets."""
    first, last = cast("tuple[str, str]", (page_ids.min(), page_ids.max()))
    start = by_id["page_id"].search_sorted(first, side="left")
    return by_id.slice(start, by_id["page_id"].search_sorted(last, side="right") - start)


def _summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts).group_by("key", *OWNER).agg(pl.col(*_SUMS).sum())
