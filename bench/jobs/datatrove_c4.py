"""datatrove's C4 line filter; this job runs in datatrove's environment, not in the project's.

The filter splits a page into lines (`split_paragraph=True`, as C4 does) and drops lines without final
punctuation, with too few words, or with a phrase from a short list. It splits into sentences only to count
them, for the rule that drops pages of fewer than five; `min_num_sentences=-1` switches that rule, and with it
the splitting, off. What is measured: datatrove's own Parquet reader on the text and the ids, the filter, and
nothing written, which favours datatrove.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
from datatrove.pipeline.filters import C4QualityFilter  # type: ignore[import-not-found]
from datatrove.pipeline.readers import ParquetReader  # type: ignore[import-not-found]

from bench.measure import Counted, run_job


def datatrove_c4(corpus: Path, pages: int | None) -> Counted:
    """Read and filter the pages, and count what is kept."""
    reader = ParquetReader(
        str(corpus.parent),
        glob_pattern=corpus.name,
        text_key="text",
        id_key="page_id",
        read_metadata=False,
        limit=-1 if pages is None else pages,
    )
    kept_pages = kept_characters = 0
    for document in C4QualityFilter(min_num_sentences=-1).run(reader.run(), rank=0, world_size=1):
        kept_pages += 1
        kept_characters += len(document.text)
    with pq.ParquetFile(corpus) as file:
        sizes = file.read(columns=["raw_bytes"]).column("raw_bytes").slice(0, pages).to_pylist()
    return Counted(len(sizes), sum(sizes), {"pages kept": kept_pages, "characters kept": kept_characters})


if __name__ == "__main__":
    run_job(datatrove_c4)
