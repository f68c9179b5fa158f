"""What the tests of the whole command share: a way to run it as a process, pages, and folders compared."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from click.testing import CliRunner, Result

from clean.cli import clean as commands

ROOT = Path(__file__).parents[2]

Done = subprocess.CompletedProcess[str]

PAGES = {
    "wall": (
        "Harbour wall to be raised again\n\nThe council has voted, and the wall grows by a metre.\n\n"
        "2 comments\n\n  1. About time, and I say that as one who lives behind the wall.\n\n"
        "    1. So do I.\n\nLeave a Reply\n"
    ),
    "quay": "The old quay is to be sold\n\nNobody asked the fishermen before it was put on the market.\n",
    "tide": "High tide at noon on Sunday\n\nBring your boots, for the road will be under water.\n",
}


def put(folder: Path, pages: Mapping[str, str | bytes]) -> Path:
    """Write each text into `<key>.txt` of the folder, which is made if need be, byte for byte."""
    folder.mkdir(parents=True, exist_ok=True)
    for page_id, content in pages.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{page_id}.txt").write_bytes(raw)
    return folder


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "clean", *map(str, arguments)]


def environment(package: Path = ROOT, **changed: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}}
    return {**kept, "PYTHONPATH": str(package), **changed}


def clean(*arguments: str | Path, package: Path = ROOT, cwd: Path | None = None, **changed: str) -> Done:
    """Run the command as a process of its own; `changed` are variables of its environment.

    `package` is the folder that holds the packages `clean` and `schemas`; without `cwd` it works there.
    """
    return subprocess.run(
        command(*arguments),
        env=environment(package, **changed),
        cwd=cwd or package,  # where Python looks for modules first
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def in_process(*arguments: str | Path) -> Result:
    """Run the command in this process, which has everything imported already."""
    return CliRunner().invoke(commands, [str(argument) for argument in arguments], catch_exceptions=False)


def succeeds(done: Done) -> str:
    """Demand that a command ended well, and return what it wrote to stdout."""
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refusal(done: Done) -> list[str]:
    """Demand that a command ended with an error in sentences alone, and return them."""
    assert (done.returncode, done.stdout) == (1, ""), done
    first, *more = done.stderr.splitlines()
    assert first.startswith("Error: ")
    assert all(line.startswith(" " * 7) for line in more)
    return [line[7:] for line in (first, *more)]


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return content and time of the last change of every file of a folder; folders count as entries."""
    return {
        path.relative_to(folder).as_posix(): (
            (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else (b"", 0)
        )
        for path in sorted(folder.rglob("*"))
    }


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder."""
    return {name: content for name, (content, _) in state(folder).items()}


def rows(version: Path, table: str) -> pl.DataFrame:
    """Return a published table, all splits together with a column `split`, in page order."""
    parts = [
        pl.read_parquet(path).with_columns(split=pl.lit(path.name.split("-")[0]))
        for path in sorted((version / "data" / table).glob("*.parquet"))
    ]
    return pl.concat(parts).sort("page_id", maintain_order=True)
