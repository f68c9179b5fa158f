"""The cleaning core: pages read and cleaned batch by batch, nothing checked, nothing written."""

from __future__ import annotations

from pathlib import Path

from bench.measure import Counted, run_job
from bench.pages import ParquetPages
from clean.batch import clean_batch
from clean.rules import load_rules


def core(corpus: Path, pages: int | None) -> Counted:
    """Clean every batch and drop the result."""
    source = ParquetPages(corpus, pages)
    rules = load_rules()
    comments = spans = body = 0
    for batch in source.batches():
        cleaned = clean_batch(batch, rules)
        comments += cleaned.comments.height
        spans += cleaned.spans.height
        body += int(cleaned.articles["body"].str.len_bytes().sum())
    return Counted(source.total, source.size(), {"comments": comments, "spans": spans, "body bytes": body})


if __name__ == "__main__":
    run_job(core)
