"""One measurement: a job in a process of its own, with its CPU time, wall time and peak memory.

The standard library alone, because the job that runs datatrove imports this module in datatrove's
environment, and because the measuring process has to stay small: Linux hands a parent's peak memory on to the
children that it starts.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
WORK = ROOT / "bench" / "work"

WARM_UP = 5


class JobError(Exception):
    """A measured process ended with an error; the message carries the end of its error output."""


@dataclass(frozen=True)
class Counted:
    """What a job counted while it worked.

    Attributes:
        pages: pages that went through.
        bytes: UTF-8 bytes of their text.
        notes: figures that belong to one kind of job, by name.
    """

    pages: int
    bytes: int
    notes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """What a job says about itself once its imports and first small run are done.

    Attributes:
        cpu: user and system seconds of the process and its children.
        wall: seconds on the clock.
        pages: pages that went through.
        bytes: UTF-8 bytes of their text.
        notes: figures that belong to one kind of job, by name.
    """

    cpu: float
    wall: float
    pages: int
    bytes: int
    notes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measurement:
    """A job's own account and what the kernel says about its whole process.

    Attributes:
        job: name of the job.
        pages: size of the corpus that the job was asked for.
        work: the job without its start.
        process_cpu: user and system seconds of the whole process, imports included, and of its children.
        process_wall: seconds from start to end of the process.
        peak: bytes of resident memory at the highest point of the largest single process (`ru_maxrss`).
    """

    job: str
    pages: int
    work: Work
    process_cpu: float
    process_wall: float
    peak: int

    @property
    def start_cpu(self) -> float:
        """CPU seconds spent on imports, rule loading and the first small run."""
        return self.process_cpu - self.work.cpu

    def as_json(self) -> dict[str, object]:
        """The measurement as plain values."""
        return asdict(self)


def _own_cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def run_job(job: Callable[[Path, int | None], Counted], warm_up: int = WARM_UP) -> None:
    """Command line of a measured process: `CORPUS [--pages N] --result FILE`.

    The job first does its whole work once on a handful of pages, so that imports, rule loading and the making
    of schemas are paid before the stopwatch starts; they show in the whole process's CPU time all the same.

    Args:
        job: takes the corpus and the number of pages (None for all) and says what it did.
        warm_up: pages of the first run.
    """
    parser = argparse.ArgumentParser(description=inspect.getdoc(job))
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--result", type=Path, required=True)
    arguments = parser.parse_args()
    job(arguments.corpus, warm_up)
    cpu, wall = _own_cpu(), time.perf_counter()
    counted = job(arguments.corpus, arguments.pages)
    work = Work(_own_cpu() - cpu, time.perf_counter() - wall, counted.pages, counted.bytes, counted.notes)
    arguments.result.write_text(json.dumps(asdict(work)), encoding="utf-8")


def measure(job: str, pages: int, command: Sequence[str], threads: int) -> Measurement:
    """Run `command` with `--result FILE` added, wait for it, and account for it.

    Args:
        job: name to record.
        pages: size of the corpus, to record.
        command: program and arguments; the program hands in its `Work` in FILE.
        threads: threads that polars and pyarrow may use; 0 leaves it to them (one for each core).

    Raises:
        JobError: the process ended with an error or handed nothing in.
    """
    environment = dict(os.environ)
    if threads:
        environment |= {"POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "errors").open("w+b") as errors:
        result = Path(folder) / "work.json"
        started = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--result", str(result)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0 or not result.exists():
            errors.seek(0)
            tail = errors.read().decode("utf-8", "replace")[-3000:]
            raise JobError(f"The job {job} ended with code {process.returncode}. Its last words:\n{tail}")
        work = Work(**json.loads(result.read_text(encoding="utf-8")))
    scale = 1 if sys.platform == "darwin" else 1024
    return Measurement(
        job=job,
        pages=pages,
        work=work,
        process_cpu=usage.ru_utime + usage.ru_stime,
        process_wall=wall,
        peak=usage.ru_maxrss * scale,
    )
