"""Command line of the measurement: `python -m bench.run`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console

from bench.measure import ROOT, JobError, Measurement, measure
from bench.report import report
from bench.targets import Figure, Round, figures

JOBS = ("floor", "core", "build", "datatrove")
EVERY_JOB = (*JOBS, "page")
WIDTH = 120
DATATROVE = ROOT / "bench" / ".venv-datatrove" / "bin" / "python"
CREATE_DATATROVE = (
    "python3 -m venv bench/.venv-datatrove && bench/.venv-datatrove/bin/pip install "
    "--require-hashes -r bench/requirements-datatrove.txt"
)


def _corpus(pages: int) -> Path:
    """Grow a corpus in a process of its own: this one has to stay small (see `bench.measure`)."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.corpus", str(pages)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return ROOT / done.stdout.strip()


def _measure(job: str, corpus: Path, pages: int, threads: int, datatrove_pages: int) -> Measurement:
    if job == "datatrove":
        command = [str(DATATROVE), "-m", "bench.jobs.datatrove_c4", str(corpus)]
        command += ["--pages", str(min(pages, datatrove_pages))]
    else:
        command = [sys.executable, "-m", f"bench.jobs.{job}", str(corpus)]
    return measure(job, pages, command, threads)


def _as_json(rounds: list[Round], ratios: list[Figure], threads: int) -> str:
    packages = ("polars", "pyarrow", "pandera")
    content = {
        "python": platform.python_version(),
        "packages": {package: version(package) for package in packages},
        "cores": os.cpu_count(),
        "threads": threads or "one for each core",
        "ratios": [
            {
                "name": ratio.name,
                "median": ratio.median,
                "values": ratio.values,
                "unit": ratio.unit,
                "target": ratio.target or None,
                "met": ratio.met,
            }
            for ratio in ratios
        ],
        "rounds": [[measured.as_json() for measured in each.values()] for each in rounds],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


@click.command()
@click.option(
    "--pages",
    multiple=True,
    type=click.IntRange(min=1),
    default=(10_000, 100_000),
    show_default=True,
    help="Size of a corpus; give it twice to see how cost and memory grow.",
)
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds to measure.")
@click.option(
    "--job",
    "jobs",
    multiple=True,
    type=click.Choice(EVERY_JOB),
    default=EVERY_JOB,
    help="Job to measure; all of them unless named.",
)
@click.option(
    "--threads",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Threads for polars and pyarrow; 0 is one for each core.",
)
@click.option(
    "--datatrove-pages",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Pages after which datatrove may stop; its cost is counted per page.",
)
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Also write everything here."
)
def main(
    *,
    pages: tuple[int, ...],
    rounds: int,
    jobs: tuple[str, ...],
    threads: int,
    datatrove_pages: int,
    json_file: Path | None,
) -> None:
    """Measure the build against the floor and against datatrove, interleaved, each job in its own process."""
    if "datatrove" in jobs and not DATATROVE.exists():
        raise click.ClickException(
            f"datatrove's environment is missing: create it with `{CREATE_DATATROVE}`, or name other jobs."
        )
    sizes = sorted(set(pages))
    corpora = {}
    for size in sizes:
        click.echo(f"corpus of {size:,} pages", err=True)
        corpora[size] = _corpus(size)
    plan = [(job, size) for size in sizes for job in JOBS if job in jobs]
    if "page" in jobs:
        plan.append(("page", 0))
    measured: list[Round] = []
    try:
        for number in range(1, rounds + 1):
            current: Round = {}
            for job, size in plan:
                corpus = corpora[size or sizes[0]]
                current[job, size] = taken = _measure(job, corpus, size, threads, datatrove_pages)
                click.echo(
                    f"round {number}/{rounds}  {job:<9} {taken.work.pages:>7,} pages  "
                    f"{taken.work.cpu:8.2f} s CPU  {taken.peak / 2**20:6.0f} MiB",
                    err=True,
                )
            measured.append(current)
    except JobError as error:
        raise click.ClickException(str(error)) from error
    ratios = figures(measured, sizes)
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    console.print(report(measured, ratios))
    if json_file is not None:
        json_file.write_text(_as_json(measured, ratios, threads), encoding="utf-8")


if __name__ == "__main__":
    main()
