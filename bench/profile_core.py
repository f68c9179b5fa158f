"""Where the CPU time of the build goes: `python -m bench.profile_core`.

The parts are timed by cProfile with the CPU clock of the whole process, so what polars' threads do counts for
the function that waits for them. The profiler costs little here, for few Python functions are called for each
batch. Run it with `POLARS_MAX_THREADS=1` for figures that can be compared from run to run.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench.corpus import grow
from bench.jobs.build import build
from bench.jobs.core import core
from bench.measure import ROOT, WARM_UP
from bench.pages import ParquetPages
from clean.batch import clean_batch
from clean.lines import split_lines
from clean.personal.masks import Masks, masks_on
from clean.publish.digest import LogicalDigest
from clean.publish.folder import sync_tree
from clean.publish.parquet import TableWriter
from clean.publish.staging import Staging
from clean.publish.tally import Tally
from clean.splits import Groups, assign_splits
from schemas.check import check_batch

WIDTH = 120
MB = 1e6

PARTS: dict[str, tuple[Callable[..., Any], ...]] = {
    "read": (ParquetPages.batches,),
    "core: lines": (split_lines,),
    "core: personal data": (masks_on, Masks.on_texts, Masks.on_table),
    "core: the rest": (clean_batch,),
    "check": (check_batch,),
    "group and split": (Groups.add, Groups.group_ids, assign_splits),
    "count": (Tally.add,),
    "stage": (Staging.append, Staging.batches),
    "digest": (LogicalDigest.update,),
    "write": (TableWriter._write_group,),
    "sync": (sync_tree,),
}
"""Parts of a build by name, with the functions whose CPU time they are; what a function spends in a function
of another part counts there."""

Key = tuple[str, int, str]
"""How cProfile names a function: file, first line, name."""


@dataclass(frozen=True)
class Spent:
    """CPU time of one function.

    Attributes:
        name: module and function.
        calls: how often it was called or resumed.
        total: seconds until it returned.
        own: seconds without what it spent in other functions of the project; its calls of polars, pyarrow and
            the standard library are its own.
    """

    name: str
    calls: int
    total: float
    own: float


class Profile:
    """What a job spent, by function."""

    def __init__(self, job: Callable[[], object]) -> None:
        profiler = cProfile.Profile(time.process_time)
        started = time.process_time()
        profiler.runcall(job)
        self.seconds = time.process_time() - started
        self._stats: dict[Key, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]

    def functions(self) -> list[Spent]:
        """The project's functions, the most expensive by `own` first."""
        ours = [key for key in self._stats if _is_ours(key)]
        found = []
        for key in ours:
            _, calls, _, total, _ = self._stats[key]
            name = f"{Path(key[0]).relative_to(ROOT).as_posix()}:{key[1]} {key[2]}"
            found.append(Spent(name, calls, total, total - self._inside(key, set(ours) - {key})))
        return sorted(found, key=lambda spent: -spent.own)

    def parts(self) -> dict[str, float]:
        """Seconds of each of `PARTS`, and of the rest."""
        keys = {part: {_key(function) for function in functions} for part, functions in PARTS.items()}
        seconds: dict[str, float] = {}
        for part, own in keys.items():
            others = set().union(*(other for name, other in keys.items() if name != part))
            seconds[part] = sum(
                self._stats[key][3] - self._inside(key, others) for key in own if key in self._stats
            )
        seconds["rest"] = self.seconds - sum(seconds.values())
        return seconds

    def _inside(self, caller: Key, callees: Iterable[Key]) -> float:
        """Seconds that `caller` spent in direct calls of `callees`."""
        return sum(
            float(self._stats[key][4][caller][3])
            for key in callees
            if key in self._stats and caller in self._stats[key][4]
        )


def _key(function: Callable[..., Any]) -> Key:
    code: CodeType = function.__code__
    return code.co_filename, code.co_firstlineno, code.co_name


def _is_ours(key: Key) -> bool:
    path = Path(key[0])
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in {"bench", "clean", "schemas"}


@click.command()
@click.option(
    "--pages", type=click.IntRange(min=1), default=5_000, show_default=True, help="Size of the corpus."
)
@click.option("--job", type=click.Choice(["build", "core"]), default="build", show_default=True)
@click.option("--top", type=click.IntRange(min=0), default=25, show_default=True, help="Functions to list.")
def main(*, pages: int, job: str, top: int) -> None:
    """Show the milliseconds of CPU that each part of the build takes for a megabyte of text."""
    corpus = grow(pages)
    run = {"build": build, "core": core}[job]
    run(corpus, WARM_UP)
    profile = Profile(lambda: run(corpus, None))
    size = ParquetPages(corpus).size() / MB
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    parts = Table("part", title=f"{job}, {pages:,} pages, {size:.1f} MB", title_justify="left")
    parts.add_column("ms CPU / MB", justify="right")
    parts.add_column("share", justify="right")
    for part, seconds in profile.parts().items():
        parts.add_row(part, f"{seconds * 1000 / size:.2f}", f"{seconds / profile.seconds:.1%}")
    parts.add_row("all", f"{profile.seconds * 1000 / size:.2f}", "")
    console.print(parts)
    functions = Table("function", title="Functions", title_justify="left")
    for heading in ("calls", "ms CPU / MB, own", "ms CPU / MB, total"):
        functions.add_column(heading, justify="right")
    for spent in profile.functions()[:top]:
        functions.add_row(
            spent.name,
            f"{spent.calls:,}",
            f"{spent.own * 1000 / size:.2f}",
            f"{spent.total * 1000 / size:.2f}",
        )
    console.print(functions)


if __name__ == "__main__":
    main()
