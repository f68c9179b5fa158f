import tomllib
from pathlib import Path

import pytest
from command_line import Run

from clean.rules import load_rules
from clean.rules.model import Between, ListRun, Recognise, Rest, RuleEntry, StepFile, WordTest
from clean.rules.scaffold import write_site, write_step


@pytest.mark.parametrize(("kind", "name"), [("step", "ferry_notice"), ("site", "example.org")])
def test_what_is_written_loads_and_passes_its_check(run: Run, tmp_path: Path, kind: str, name: str) -> None:
    result = run("new", kind, name, "--dir", tmp_path)
    path = tmp_path / f"{name}.toml"
    assert result.exit_code == 0
    assert f"clean rules --check {path}" in result.stdout
    checked = run("rules", "--check", path)
    assert checked.exit_code == 0
    assert f"{name}/sample-to-replace" in checked.stdout


@pytest.mark.parametrize("write", [write_step, write_site])
def test_the_file_speaks_of_every_key(tmp_path: Path, write: object) -> None:
    path = (
        write_step("ferry_notice", tmp_path) if write is write_step else write_site("example.org", tmp_path)
    )
    text = path.read_text(encoding="utf-8")
    models = [StepFile, RuleEntry, WordTest, ListRun, Between, Rest]
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    keys -= {"recognise"} if write is write_step else set()
    assert {key for key in keys if key not in text} == set()
    assert ("[recognise]\nany" in text) is (write is write_site)
    assert list(Recognise.model_fields) == ["any"]


def test_a_sample_says_that_it_is_one_and_removes_nothing_real(tmp_path: Path) -> None:
    content = tomllib.loads(write_step("ferry_notice", tmp_path).read_text(encoding="utf-8"))
    assert content["title"] == "Ferry notice"
    assert content["reason"].startswith("SAMPLE")
    assert content["safety"].startswith("SAMPLE")
    assert content["rule"][0]["line"] == {"equals": ["sample phrase of ferry_notice to replace"]}


def test_the_order_stands_after_the_existing_ones(tmp_path: Path) -> None:
    steps = load_rules().steps
    general = max(step.order for step in steps if step.site is None)
    sites = max(step.order for step in steps if step.site is not None)
    step = tomllib.loads(write_step("ferry_notice", tmp_path).read_text(encoding="utf-8"))
    site = tomllib.loads(write_site("example.org", tmp_path).read_text(encoding="utf-8"))
    assert general < step["order"] <= general + 10
    assert sites < site["order"] <= sites + 10


def test_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ferry_notice.toml"
    path.write_text("mine", encoding="utf-8")
    result = run("new", "step", "ferry_notice", "--dir", tmp_path)
    assert result.exit_code == 1
    assert "ferry_notice.toml exists; choose another name or edit it." in result.stderr
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "Ferry",
        "ferry-notice",
        "ferry__notice",
        "_ferry",
        "ferry_",
        "4ferry",
        "../ferry",
        "a.b",
        "",
        "f" * 61,
        "fähre",
    ],
)
def test_a_name_that_is_no_step_name_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    result = run("new", "step", "--dir", tmp_path, "--", name)
    assert result.exit_code == 1
    assert "cannot be a step's name; use small letters and digits joined by _" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["donation_appeal", "headline", "article_body", "layout"])
def test_a_name_that_is_taken_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    result = run("new", "step", name, "--dir", tmp_path)
    assert result.exit_code == 1
    assert f"there is a step called {name} already" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "host", ["Example.org", "https://example.org", "example.org/path", "localhost", "", "../a.org"]
)
def test_a_name_that_is_no_host_is_refused(run: Run, tmp_path: Path, host: str) -> None:
    result = run("new", "site", host, "--dir", tmp_path)
    assert result.exit_code == 1
    assert "is not a host in small letters" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_host_is_written_without_www(run: Run, tmp_path: Path) -> None:
    result = run("new", "site", "www.example.org", "--dir", tmp_path)
    assert result.exit_code == 1
    assert "write example.org, without the www" in result.stderr


def test_a_site_that_exists_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("new", "site", "skwawkbox.org", "--dir", tmp_path)
    assert result.exit_code == 1
    assert "there is a file for skwawkbox.org already" in result.stderr


def test_a_folder_that_is_not_there_is_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("new", "step", "ferry_notice", "--dir", tmp_path / "missing")
    assert result.exit_code == 1
    assert "ferry_notice.toml cannot be used (No such file or directory)" in result.stderr


def test_without_a_folder_the_checkout_gets_the_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = tmp_path / "clean" / "steps"
    steps.mkdir(parents=True)
    monkeypatch.setattr("clean.rules.scaffold.STEPS", steps)
    refused = run("new", "step", "ferry_notice")
    assert refused.exit_code == 1
    assert "not installed from a checkout; say with --dir where the file goes" in refused.stderr
    (tmp_path / "pyproject.toml").touch()
    assert run("new", "step", "ferry_notice").exit_code == 0
    assert (steps / "ferry_notice.toml").is_file()
