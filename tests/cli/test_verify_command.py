import json
from pathlib import Path

import pytest
from command_line import Run, Shell

from clean import build


@pytest.fixture
def version(raw: Path, tmp_path: Path) -> Path:
    return build(raw, tmp_path / "dist").path


def test_a_version_as_it_was_built_is_proved(run: Run, version: Path, raw: Path) -> None:
    result = run("verify", version, "--raw", raw)
    assert result.exit_code == 0
    assert result.stdout.startswith("Proved: ")
    assert "3 pages compared, nothing differs." in result.stdout


def test_a_changed_raw_page_is_told(run: Run, version: Path, raw: Path) -> None:
    page = raw / "wall.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("voted", "noted"), encoding="utf-8")
    result = run("verify", version, "--raw", raw)
    assert result.exit_code == 1
    assert "wall" in result.stdout
    assert "has another sha256" in result.stdout
    assert "Not proved: " in result.stdout.splitlines()[-1]


def test_differences_as_json(run: Run, version: Path, raw: Path) -> None:
    assert json.loads(run("verify", version, "--raw", raw, "--json").stdout)["ok"] is True
    (version / "README.md").write_text("changed", encoding="utf-8")
    result = run("verify", version, "--raw", raw, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["ok"] is False
    assert [difference["where"] for difference in report["differences"]] == ["README.md"]


def test_what_is_no_version_is_a_sentence(shell: Shell, version: Path, raw: Path) -> None:
    done = shell("verify", version.parent, "--raw", raw)
    assert (done.returncode, done.stdout) == (1, "")
    assert "holds versions and is not one itself; give one" in done.stderr


def test_the_raw_folder_must_be_named(run: Run, version: Path) -> None:
    result = run("verify", version)
    assert result.exit_code == 2
    assert "--raw" in result.stderr
