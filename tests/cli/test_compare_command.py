import json
from pathlib import Path

import pytest
from command_line import Run, Shell


@pytest.fixture
def dist(run: Run, raw: Path, tmp_path: Path) -> Path:
    """A folder of two versions: between them a page was added, and one was edited."""
    assert run("build", raw, "--out", tmp_path / "dist").exit_code == 0
    (raw / "ferry.txt").write_text("The ferry is late again\n\nNobody waits.\n", encoding="utf-8")
    quay = raw / "quay.txt"
    quay.write_text(quay.read_text(encoding="utf-8").replace("fishermen", "\x1b[31mmen"), encoding="utf-8")
    built = run("build", raw, "--out", tmp_path / "dist")
    assert built.stdout.startswith("Version 1.1.0 published: ")
    assert "a minor change since 1.0.0: articles: 1 added; articles: 1 changed" in built.stdout
    return tmp_path / "dist"


def test_a_comparison_says_what_changed(run: Run, dist: Path) -> None:
    result = run("compare", "1.0.0", "1.1.0", "--dist", dist)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("From 1.0.0 to 1.1.0: a minor change: records or columns came or went\n")
    assert "articles: added (1)\nferry\n" in result.stdout
    assert "  body: … Nobody asked the [-fishermen.-]{+[31mmen.+}\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_json_and_markdown_say_the_same(run: Run, dist: Path) -> None:
    found = json.loads(run("compare", dist / "1.0.0", dist / "1.1.0", "--json").stdout)
    assert (found["old"], found["new"], found["kind"]) == ("1.0.0", "1.1.0", "minor")
    assert found["tables"]["articles"]["first_added"] == ["ferry"]
    written = (dist / "1.1.0" / "changes.md").read_text(encoding="utf-8")
    assert run("compare", "1.0.0", "1.1.0", "--dist", dist, "--markdown").stdout == written
    assert "  - `body`: … Nobody asked the <del>fishermen.</del> <ins>" in written


def test_nothing_changed_is_told_and_makes_no_folder(run: Run, raw: Path, dist: Path) -> None:
    result = run("build", raw, "--out", dist)
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing changed: version 1.1.0 was published already")
    assert sorted(path.name for path in dist.iterdir()) == ["1.0.0", "1.1.0"]


def test_too_small_a_step_is_a_sentence(shell: Shell, raw: Path, dist: Path) -> None:
    (raw / "ferry.txt").unlink()
    done = shell("build", raw, "--out", dist, "--version", "1.1.1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: Version 1.1.1 is too small a step from 1.1.0: the change is minor (articles: 1 removed); "
        "give 1.2.0 or a larger version, or leave --version out.\n"
    )


def test_the_changelog_is_written(run: Run, raw: Path, dist: Path, tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    assert run("build", raw, "--out", dist, "--changelog", changelog).exit_code == 0
    text = changelog.read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n\n## Dataset 1.1.0\n")
    assert "- articles: 1 added (minor)" in text
    assert "fishermen" not in text


@pytest.mark.parametrize("damaged", ["README.md", "MANIFEST.json"])
def test_a_version_edited_by_hand_is_a_sentence(shell: Shell, dist: Path, damaged: str) -> None:
    (dist / "1.0.0" / damaged).write_text("edited", encoding="utf-8")
    done = shell("compare", "1.0.0", "1.1.0", "--dist", dist)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {dist}/1.0.0/{damaged} is not ")
    assert "Traceback" not in done.stderr


def test_two_forms_at_once_are_a_wrong_command_line(run: Run, dist: Path) -> None:
    assert run("compare", "1.0.0", "1.1.0", "--dist", dist, "--json", "--markdown").exit_code == 2
