import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from command_line import PAGE, ROOT, Run, Shell

from clean.cli import clean


@pytest.fixture
def run() -> Run:
    """Run the command in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(clean, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def shell() -> Shell:
    """Run the command as a process of its own, with pipes for its output unless told otherwise."""

    def shell(*arguments: str | Path, **options: object) -> "subprocess.CompletedProcess[str]":
        given = options.pop("env", {})
        assert isinstance(given, dict)
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}}
        settings: dict[str, object] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "encoding": "utf-8",
        }
        command = [sys.executable, "-W", "error", "-m", "clean", *map(str, arguments)]
        environment = {**kept, "PYTHONPATH": str(ROOT), **given}
        return subprocess.run(command, env=environment, timeout=120, check=False, **{**settings, **options})  # type: ignore[call-overload, no-any-return]

    return shell


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of three pages, one of them with comments, and a file that is no page."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "wall.txt").write_text(PAGE, encoding="utf-8")
    (folder / "quay.txt").write_text(
        "The old quay is to be sold\n\nNobody asked the fishermen.\n", encoding="utf-8"
    )
    (folder / "tide.txt").write_text("High tide at noon on Sunday\n\nBring your boots.\n", encoding="utf-8")
    (folder / "notes.md").write_text("not a page", encoding="utf-8")
    return folder


@pytest.fixture
def page(raw: Path) -> Path:
    return raw / "wall.txt"
