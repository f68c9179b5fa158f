"""How a run ends: exit codes, sentences instead of tracebacks, and silence where nobody reads."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import ROOT, Run, Shell

from clean.errors import CleanError


@pytest.mark.parametrize("arguments", [("--help",), ("rules",), ("rules", "--json")])
def test_a_closed_pipe_ends_quietly(shell: Shell, arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = shell(*arguments, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("--help",), ("rules",), ("rules", "--json")])
def test_a_full_disk_behind_stdout_is_a_sentence(shell: Shell, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = shell(*arguments, stdout=full)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the system refuses to read or write (No space left on device)")
    assert len(done.stderr.splitlines()) == 1


def test_an_interrupted_run_ends_with_130(raw: Path, tmp_path: Path) -> None:
    for number in range(20_000):
        (raw / f"page{number}.txt").write_text(
            f"Page {number} of many of them\n\nIt has text.\n", encoding="utf-8"
        )
    command = [sys.executable, "-m", "clean", "build", str(raw), "--out", str(tmp_path / "dist")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        while not list((tmp_path / "dist").glob("*")) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (stdout, stderr.strip()) == (b"", b"")
    assert not (tmp_path / "dist" / "1.0.0").exists()


def test_several_faults_stand_below_each_other(run: Run, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise CleanError("a.txt is empty; fill it.\nb.txt is empty; fill it.")

    monkeypatch.setattr("clean.explanation.explain", refuse)
    result = run("explain", page)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.txt is empty; fill it.\n       b.txt is empty; fill it.\n"


def test_a_refusal_of_the_system_names_the_file(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", "dist/1\x1b[0m")

    monkeypatch.setattr("clean.explanation.explain", refuse)
    result = run("explain", page)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: dist/1\\x1b[0m cannot be used (Permission denied); check the path"
    )


def test_a_defect_of_the_program_shows_its_traceback(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*args: object, **options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("clean.explanation.explain", defect)
    with pytest.raises(ZeroDivisionError):
        run("explain", page)


@pytest.mark.parametrize("arguments", [("bogus",), ("rules", "--bogus"), ("explain",), ("new", "bogus")])
def test_a_wrong_command_line_ends_with_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: ")


def test_a_terminal_that_knows_only_latin_letters_gets_escapes(shell: Shell, page: Path) -> None:
    done = shell("explain", page, env={"PYTHONIOENCODING": "latin-1"}, encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u27e6title: Harbour wall to be raised again\\u27e7" in done.stdout
