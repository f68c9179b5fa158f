"""A place that refuses the result, or that another build needs: nothing stands half-written."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from whole_command import PAGES, ROOT, command, contents, environment, in_process, put, refusal, rows, state

NOBODY = 65534


def build(raw: Path, dist: Path, version: str = "1.1.0") -> Result:
    return in_process("build", raw, "--out", dist, "--version", version)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Everything is imported, and the page cleaned once, before root's rights are given up: `nobody` may not be
# allowed to read the packages.
AS_NOBODY = """
import os, sys
from click.testing import CliRunner
from clean.cli import clean
assert CliRunner().invoke(clean, ["build", sys.argv[1], "--out", sys.argv[3]]).exit_code == 0
os.seteuid(int(sys.argv[4]))
clean(["build", sys.argv[1], "--out", sys.argv[2]])
"""


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder in which nobody may write, with a published version in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        put(folder / "raw", PAGES)
        assert build(folder / "raw", folder / "dist", "1.0.0").exit_code == 0
        (folder / "dist").chmod(0o555)
        yield folder
        (folder / "dist").chmod(0o755)


def test_a_folder_that_may_not_be_written_to_is_told(read_only: Path, tmp_path: Path) -> None:
    raw, dist = read_only / "raw", read_only / "dist"
    put(raw, {"new": "A new page is told of here"})
    before = state(dist)
    user = str(NOBODY if os.geteuid() == 0 else os.geteuid())
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", AS_NOBODY, raw, dist, tmp_path / "elsewhere", user],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert refusal(done) == [
        f"{dist} cannot be written to (Permission denied); nothing was published: choose a folder that you "
        "may write to."
    ]
    assert state(dist) == before
    dist.chmod(0o755)
    assert build(raw, dist).exit_code == 0


def test_a_place_where_no_folder_can_be_is_told(raw: Path) -> None:
    before = state(raw)
    told = build(raw, raw / "wall.txt" / "\x1b[31mdist")
    assert told.exit_code == 1
    assert told.stderr.startswith(
        f"Error: {raw}/wall.txt/\\x1b[31mdist cannot be written to (Not a directory); nothing was"
    )
    assert state(raw) == before


def test_a_place_with_a_name_that_is_not_utf8_is_told(raw: Path, tmp_path: Path) -> None:
    place = os.fsdecode(os.fsencode(tmp_path) + b"/d\xe9")
    told = build(raw, Path(place))
    assert told.exit_code == 1
    sentence = (
        f"{tmp_path}/d\\xe9 has a name that is not UTF-8 (bytes shown as \\x..); choose another folder."
    )
    assert told.stderr == f"Error: {sentence}\n"
    assert names(tmp_path) == ["raw"]


LIMITED = """
import os, resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.mark.parametrize("limit", [500, 9_000], ids=["while pages are staged", "while tables are written"])
def test_a_disk_that_fills_up_leaves_everything_as_it_was(limit: int, raw: Path, dist: Path) -> None:
    before = state(dist)
    build_it = command("build", raw, "--out", dist, "--version", "1.1.0")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *build_it],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    (sentence,) = refusal(done)
    assert sentence.startswith(f"{dist} has no room for the dataset (")
    assert sentence.endswith("); nothing was published: free some space, or build somewhere else.")
    assert state(dist) == before
    assert build(raw, dist).exit_code == 0
    assert names(dist) == ["1.0.0", "1.1.0"]


@pytest.fixture
def stopped(tmp_path: Path, dist: Path) -> Iterator["subprocess.Popen[str]"]:
    """A build of 1.1.0 that stands still in the middle: its first thousand pages are staged."""
    many = {f"page-{number:04}": f"Report number {number}\n\nThere is text.\n" for number in range(2_100)}
    put(tmp_path / "many", many)
    process = subprocess.Popen(
        command("build", tmp_path / "many", "--out", dist, "--version", "1.1.0"),
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    staged = dist / ".building-1.1.0" / "spans.arrows"
    while not (staged.exists() and staged.stat().st_size) and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGSTOP)
    assert process.poll() is None, process.communicate()
    assert names(dist) == [".building-1.1.0", ".building.lock", "1.0.0"]
    yield process
    process.kill()
    process.communicate()


def test_a_second_build_waits_for_nobody_and_harms_nothing(
    stopped: "subprocess.Popen[str]", raw: Path, dist: Path
) -> None:
    second = build(raw, dist, "2.0.0")
    assert (second.exit_code, second.stdout) == (1, "")
    assert second.stderr == (
        f"Error: Another build is writing to {dist}; wait until it has ended, or choose another folder.\n"
    )
    stopped.send_signal(signal.SIGCONT)
    written, said = stopped.communicate(timeout=60)
    assert (stopped.returncode, said) == (0, "")
    assert "Version 1.1.0 published" in written
    assert rows(dist / "1.1.0", "articles").height == 2_100
    assert build(raw, dist, "2.0.0").exit_code == 0
    assert names(dist) == ["1.0.0", "1.1.0", "2.0.0"]


def test_a_build_that_is_killed_leaves_no_version_and_the_next_one_succeeds(
    stopped: "subprocess.Popen[str]", raw: Path, dist: Path
) -> None:
    before = contents(dist / "1.0.0")
    stopped.kill()
    assert stopped.wait(timeout=60) == -signal.SIGKILL
    assert [name for name in names(dist) if not name.startswith(".")] == ["1.0.0"]
    assert contents(dist / "1.0.0") == before
    assert build(raw, dist).exit_code == 0
    assert names(dist) == ["1.0.0", "1.1.0"]
    assert contents(dist / "1.0.0") == before


def test_other_content_under_a_published_version_is_refused(raw: Path, dist: Path) -> None:
    before = state(dist)
    sound = (raw / "wall.txt").read_bytes()
    put(raw, {"wall": sound + b"\nOne line more.\n", "ferry": "The ferry is late again"})
    told = build(raw, dist, "1.0.0")
    assert told.exit_code == 1
    assert told.stderr.startswith(
        f"Error: {dist}/1.0.0 is published with other content "
        "(raw file ferry is new; raw file wall has changed; "
    )
    assert told.stderr.endswith("build under a new version, or put back what it was made from.\n")
    assert state(dist) == before
    put(raw, {"wall": sound})
    (raw / "ferry.txt").unlink()
    assert "was published already, with the same content" in build(raw, dist, "1.0.0").stdout
    assert state(dist) == before


def test_a_build_that_fails_leaves_none_of_the_folders_that_it_made(tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", PAGES)
    (raw / "broken.txt").write_bytes(b"\xff\xfe\xfd")
    result = build(raw, tmp_path / "a" / "b" / "dist")
    assert (result.exit_code, result.stdout) == (1, "")
    assert names(tmp_path) == ["raw"]


def test_a_folder_without_a_name_is_refused(tmp_path: Path) -> None:
    result = in_process("build", put(tmp_path / "raw", PAGES), "--out", "")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "name one, or give . for the current folder" in result.stderr
