"""One page at a time: `clean_page` on each seed, as somebody in a notebook calls it."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench.measure import SEEDS, Counted, run_job
from clean.page import clean_page

REPEATS = 50


def page(_corpus: Path, pages: int | None) -> Counted:
    """Clean each seed `pages` times (None: fifty); the notes hold each seed's median in milliseconds."""
    repeats = REPEATS if pages is None else pages
    medians: dict[str, float] = {}
    size = 0
    for file in sorted(SEEDS.glob("*.txt")):
        raw = file.read_bytes()
        text = raw.decode("utf-8")
        taken: list[float] = []
        for _ in range(repeats):
            started = time.perf_counter()
            clean_page(text)
            taken.append((time.perf_counter() - started) * 1000)
        medians[file.stem] = statistics.median(taken)
        size += len(raw) * repeats
    return Counted(len(medians) * repeats, size, medians)


if __name__ == "__main__":
    run_job(page)
