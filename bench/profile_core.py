"""Where the CPU time of the build goes: `python -m bench.profile_core`.

Each stage is a few functions whose CPU time is taken, without a profiler: that would make Python's functions
look dear beside those of polars and numpy, and sees only one thread. What polars' threads do counts for the
function that waits for them. A round is the floor and a build, one after the other in this process, and of
each figure the smallest of all rounds is shown. Run it with `POLARS_MAX_THREADS=1` for figures that can be
compared from run to run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench.corpus import grow
from bench.jobs.floor import floor
from bench.measure import WARM_UP, WORK
from bench.pages import ParquetPages
from bench.stages import Stages
from clean.dataset_file import Dataset
from clean.publish import publish
from clean.rules.load import chosen_rules

WIDTH = 120
MB = 1e6

STAGES = {
    "read": ("bench.pages:ParquetPages.batches",),
    "lines": ("clean.lines:split_lines",),
    "hits: gate": ("clean.rules.wordtests:TestSet._candidates",),
    "hits: exact tests": ("clean.rules.wordtests:TestSet.hits",),
    "claims of rules": ("clean.rules.match:Matcher.sites", "clean.rules.match:Matcher.claims"),
    "comment threads": ("clean.steps.comment_threads:claim",),
    "author cards": ("clean.steps.author_card:claim",),
    "heads": ("clean.claims:_claims_on_heads",),
    "line model": ("clean.steps.line_model:claim_rest",),
    "claims, the rest": ("clean.claims:claims_of",),
    "owners and texts": ("clean.spans:own",),
    "personal data": (
        "clean.personal.masks:masks_on",
        "clean.personal.masks:Masks.on_texts",
        "clean.personal.masks:Masks.on_table",
    ),
    "table of spans": ("clean.spans:Spans.table",),
    "articles": ("clean.records:articles",),
    "comments": ("clean.records:comments",),
    "check": ("schemas.check:check_batch",),
    "group and split": (
        "clean.splits:Groups.add",
        "clean.splits:Groups.group_ids",
        "clean.splits:assign_splits",
    ),
    "count": ("clean.publish.tally:Tally.add",),
    "stage": ("clean.publish.staging:Staging.append", "clean.publish.staging:Staging.batches"),
    "part by split": ("clean.publish.passes:_by_split", "clean.publish.parquet:TableWriter._column"),
    "digest": ("clean.publish.digest:LogicalDigest.update", "clean.publish.folder:fingerprint"),
    "write": ("clean.publish.parquet:TableWriter._write_group", "clean.publish.parquet:TableWriter.close"),
    "measure": ("clean.documents.measures:measure",),
}
"""Stages of a build by name, with the functions whose CPU time they are."""


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@click.command()
@click.option(
    "--pages", type=click.IntRange(min=1), default=5_000, show_default=True, help="Size of the corpus."
)
@click.option("--rounds", type=click.IntRange(min=1), default=2, show_default=True, help="Rounds to measure.")
@click.option("--no-model", is_flag=True, help="Leave the line model out, as `clean build --no-model` does.")
def main(*, pages: int, rounds: int, no_model: bool) -> None:
    """Show the CPU milliseconds that each stage of the build takes for a megabyte of text, and the floors."""
    stages = Stages(STAGES)
    rules = chosen_rules(model=not no_model)
    corpus = grow(pages)

    def build(limit: int | None = None) -> None:
        with tempfile.TemporaryDirectory(dir=WORK) as folder:
            source = ParquetPages(corpus, limit)
            publish(source, Path(folder), dataset=Dataset(), version="1.0.0", rules=rules)

    build(WARM_UP)
    floors, builds, taken = [], [], []
    for _ in range(rounds):
        floors.append(_seconds(lambda: floor(corpus, None)))
        stages.restart()
        builds.append(_seconds(build))
        taken.append(stages.seconds)
    least = {stage: min(seconds[stage] for seconds in taken) for stage in STAGES}
    least["the rest"] = max(min(builds) - sum(least.values()), 0)
    size = ParquetPages(corpus).size() / MB
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    table = Table("stage", title=f"build, {pages:,} pages, {size:.1f} MB", title_justify="left")
    table.add_column("ms CPU / MB", justify="right")
    table.add_column("floors", justify="right")
    for stage, seconds in [*least.items(), ("all", min(builds)), ("floor", min(floors))]:
        table.add_row(stage, f"{seconds * 1000 / size:.2f}", f"{seconds / min(floors):.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
