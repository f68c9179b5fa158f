"""The whole build: cleaned, checked, grouped, split, written and digested into a dataset folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import WORK, Counted, run_job
from bench.pages import ParquetPages
from clean.dataset_file import Dataset
from clean.publish import publish

VERSION = "1.0.0"


def build(corpus: Path, pages: int | None) -> Counted:
    """Publish a dataset folder and delete it."""
    source = ParquetPages(corpus, pages)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        report = publish(source, Path(folder), dataset=Dataset(), version=VERSION)
        files = [file for file in Path(folder).rglob("*") if file.is_file()]
        written = sum(file.stat().st_size for file in files)
    return Counted(source.total, source.size(), {"bytes written": written, "rejected": report.rejected})


if __name__ == "__main__":
    run_job(build)
