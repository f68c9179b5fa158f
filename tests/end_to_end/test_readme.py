"""What the README shows works as it is shown."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from whole_command import ROOT, environment, in_process, put

README = (ROOT / "README.md").read_text(encoding="utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the seeds and the version that is built from them, as `make build` leaves it."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    assert in_process("build", tmp_path / "seeds", "--out", tmp_path / "dist").exit_code == 0
    return tmp_path


def test_the_python_of_the_readme_runs(checkout: Path) -> None:
    shown = snippets("python")
    assert len(shown) >= 2
    checks = [
        "assert sum(comments.num_rows.values()) == 84",
        "assert page.article.title.startswith('Local Momentum groups come out for Willsman')",
        "assert len(page.comments) == 18",
        "assert verify('dist/1.0.0', 'seeds').differences == ()",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*shown, *checks])],
        cwd=checkout,
        env=environment(
            HF_HUB_OFFLINE="1", HF_HOME=str(checkout / "cache"), HF_DATASETS_DISABLE_PROGRESS_BARS="1"
        ),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_takedown_of_the_readme_names_a_comment(checkout: Path) -> None:
    (shown,) = re.findall(r"`clean (withdraw \S+ --reason [^`]+)`", README)
    done = in_process(*shlex.split(shown), "--raw", checkout / "seeds")
    assert (done.exit_code, done.stderr) == (0, "")


def test_the_dataset_toml_of_the_readme_is_accepted(tmp_path: Path) -> None:
    text = "\n".join(snippets("toml"))
    raw = put(
        tmp_path / "pages",
        {"wall-2019": "The wall at 3 €\n\nIt fell, said the café’s owner.".encode("cp1252")},
    )
    (raw / "dataset.toml").write_text(text, encoding="utf-8")
    key = tmp_path / "key"
    key.write_bytes(bytes(range(1, 33)))
    built = in_process("build", raw, "--out", tmp_path / "dist", "--key-file", key)
    assert (built.exit_code, built.stderr) == (0, "")
