"""The datasheet answers every question and has the figures of the data, or the command says where not."""

import json
import re
import shutil
from pathlib import Path

import pytest
from documented import ROOT, Clean, edit

from clean import build
from clean.documents.questionnaire import QUESTIONS, SECTIONS

#: Questions of "Datasheets for Datasets", version 7, by section, without "Any other comments?".
COUNTS = {
    "Motivation": 3,
    "Composition": 16,
    "Collection process": 12,
    "Preprocessing, cleaning, labelling": 3,
    "Uses": 5,
    "Distribution": 6,
    "Maintenance": 7,
}


def check(run: Clean, folder: Path, *options: str) -> tuple[int, list[str]]:
    done = run("datasheet", folder / "dist", "--datasheet", folder / "DATASHEET.md", "--check", *options)
    return done.exit_code, done.stdout.splitlines()


def test_the_questionnaire_has_the_questions_of_the_paper() -> None:
    assert {section: len(questions) - 1 for section, questions in SECTIONS.items()} == COUNTS
    assert all(questions[-1] == "Anything else?" for questions in SECTIONS.values())
    assert len(QUESTIONS) == sum(COUNTS.values()) + len(COUNTS)
    assert len({question.heading for question in QUESTIONS}) == len(QUESTIONS)


def test_the_datasheet_of_the_repository_agrees_with_its_data(run: Clean, tmp_path: Path) -> None:
    shutil.copy(ROOT / "DATASHEET.md", tmp_path)
    said = re.search(r"<!-- fig: version -->(.+?)<!-- /fig -->", (tmp_path / "DATASHEET.md").read_text())
    assert said is not None
    build(ROOT / "seeds", tmp_path / "dist", said[1])
    code, lines = check(run, tmp_path)
    assert (code, len(lines)) == (0, 1), lines
    assert "; 59 of 59 questions answered" in lines[0]


def test_writing_twice_changes_nothing(run: Clean, checkout: Path) -> None:
    before = (checkout / "DATASHEET.md").read_bytes()
    done = run("datasheet", checkout / "dist" / "1.0.0", "--datasheet", checkout / "DATASHEET.md")
    assert (done.exit_code, done.stdout.split(" has ")[1]) == (0, "the figures of version 1.0.0 already.\n")
    assert (checkout / "DATASHEET.md").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "<!-- fig: articles.all -->5<",
            "<!-- fig: articles.all -->6<",
            "articles.all says 6, the data say 5.",
        ),
        ("| `train` | 3 |", "| `train` | 4 |", "splits, train, articles says 4, the data say 3."),
        (
            "| `donation_appeal` | removed |",
            "| `donation_appeals` | removed |",
            "steps lacks the row that the data have: | `donation_appeal` | removed |",
        ),
        ("| 84 | 262 |", "| 262 |", "splits, all, spans says 2,731, the data say 262."),
        ("[Stacked bars, one", "[Stacked bars, two", "composition says !["),
    ],
)
def test_what_was_edited_is_named_with_both_sides(
    run: Clean, checkout: Path, old: str, new: str, fault: str
) -> None:
    edit(checkout / "DATASHEET.md", old, new)
    code, lines = check(run, checkout)
    assert code == 1
    assert any(f": {fault}" in line for line in lines), lines
    code, lines = check(run, checkout, "--json")
    report = json.loads("\n".join(lines))
    assert (code, report["ok"], report["version"]) == (1, False, "1.0.0")
    assert any(fault in told for told in report["faults"])
    run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md")
    assert check(run, checkout)[0] == 0


@pytest.mark.parametrize("figure", ["36", "Five"])
def test_a_figure_without_a_mark_is_named_with_its_line(run: Clean, checkout: Path, figure: str) -> None:
    line = edit(checkout / "DATASHEET.md", "\nNot known.\n", f"\nAbout {figure} of them.\n") + 1
    code, lines = check(run, checkout)
    assert code == 1
    assert f"line {line}: {figure} is not marked" in lines[0]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.number)
def test_every_question_of_the_repositorys_datasheet_has_an_answer_of_its_own(question: object) -> None:
    text = (ROOT / "DATASHEET.md").read_text(encoding="utf-8")
    _, _, below = text.partition(f"\n### {question.heading}\n")  # type: ignore[attr-defined]
    assert re.split(r"^#", below, flags=re.MULTILINE)[0].strip()


def test_an_unanswered_question_fails(run: Clean, checkout: Path) -> None:
    edit(
        checkout / "DATASHEET.md",
        "### 2.13 Does it relate to people?\n\nYes",
        "### 2.13 Does it relate to people?\n\n<!-- Yes",
    )
    edit(checkout / "DATASHEET.md", "people wrote them.\n", "people wrote them. -->\n")
    edit(checkout / "DATASHEET.md", "### 5.2 Is there a list", "### 5.2 Is there no list")
    edit(checkout / "DATASHEET.md", "## 7 Maintenance", "## 7 Upkeep")
    code, lines = check(run, checkout)
    told = "\n".join(lines)
    assert code == 1
    assert "does not answer question 2.13 (Does it relate to people?)" in told
    assert 'lacks the question "### 5.2 Is there a list of papers or systems that use it?"' in told
    assert 'has no section "## 7 Maintenance"' in told
    assert lines[-1].endswith("57 of 59 questions answered, 2 by “Not known.”.")


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (
            "are <!-- fig: articles.al -->5<!-- /fig -->",
            'there is no figure articles.al; did you mean "articles.all"?',
        ),
        ("are <!-- fig: x -->5<!-- /fig -->", "there is no figure x; `clean datasheet --figures` lists all."),
        ("are <!-- fig: articles.all -->5", "<!-- fig: articles.all --> is not closed"),
    ],
)
@pytest.mark.parametrize("mode", [[], ["--check"]])
def test_a_faulty_mark_stops_reading_and_writing(
    run: Clean, checkout: Path, new: str, fault: str, mode: list[str]
) -> None:
    path = checkout / "DATASHEET.md"
    line = edit(path, "\nNot known.\n", f"\nThey {new}.\n") + 1
    before = path.read_bytes()
    done = run("datasheet", checkout / "dist", "--datasheet", path, *mode)
    assert done.exit_code == 1
    assert fault in done.stderr
    assert f"line {line}" in done.stderr
    assert path.read_bytes() == before


def test_a_missing_datasheet_or_version_is_one_sentence(run: Clean, checkout: Path) -> None:
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "none.md", "--check")
    assert done.exit_code == 1
    assert re.fullmatch(r"Error: \S+none\.md does not exist; [^\n]+\.\n", done.stderr)
    done = run("datasheet", checkout / "nothing", "--check")
    assert re.fullmatch(r"Error: \S+nothing is no folder; [^\n]+\.\n", done.stderr)
    (checkout / "dist" / "1.0.0" / "MANIFEST.json").unlink()
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md", "--check")
    assert re.fullmatch(r"Error: \S+1\.0\.0 has no MANIFEST\.json, so it is no [^\n]+\.\n", done.stderr)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"dataset": 1}'])
def test_a_damaged_version_is_one_sentence(run: Clean, checkout: Path, content: bytes) -> None:
    (checkout / "dist" / "1.0.0" / "MANIFEST.json").write_bytes(content)
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md")
    assert re.fullmatch(r"Error: \S+MANIFEST\.json [^\n]+\.\n", done.stderr)


def test_a_damaged_table_is_one_sentence(run: Clean, checkout: Path) -> None:
    (checkout / "dist" / "1.0.0" / "data" / "spans" / "train-00000-of-00001.parquet").write_bytes(b"PAR1")
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md")
    assert re.fullmatch(r"Error: The tables in \S+data cannot be read [^\n]+\.\n", done.stderr)


def test_a_new_datasheet_asks_everything_and_passes_as_it_is(run: Clean, checkout: Path) -> None:
    path = checkout / "NEW.md"
    options = (checkout / "dist", "--datasheet", path)
    assert run("datasheet", *options, "--new").exit_code == 0
    done = run("datasheet", *options, "--check", "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["questions"], report["answered"]) == (0, 59, 59)
    assert 0 < report["not_known"] < 59
    again = run("datasheet", *options, "--new")
    assert (again.exit_code, "exists and is kept" in again.stderr) == (1, True)


def test_a_place_that_cannot_be_written_is_one_sentence(run: Clean, checkout: Path) -> None:
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "no" / "NEW.md", "--new")
    assert done.exit_code == 1
    assert re.fullmatch(r"Error: \S+NEW\.md cannot be written \(No such file[^\n]+\.\n", done.stderr)


def test_the_way_to_the_pictures_can_have_any_name(run: Clean, checkout: Path) -> None:
    (checkout / "dist").rename(checkout / "my (odd) versions")
    (checkout / "docs").mkdir()
    path = checkout / "docs" / "DATASHEET.md"
    (checkout / "DATASHEET.md").rename(path)
    versions = checkout / "my (odd) versions"
    assert run("datasheet", versions, "--datasheet", path).exit_code == 0
    assert "](../my%20%28odd%29%20versions/1.0.0/figures/composition.svg)" in path.read_text(encoding="utf-8")
    assert run("datasheet", versions, "--datasheet", path, "--check").exit_code == 0


def test_line_ends_are_kept(run: Clean, checkout: Path) -> None:
    path = checkout / "DATASHEET.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"-->5<", b"-->6<"))
    assert run("datasheet", checkout / "dist", "--datasheet", path).exit_code == 0
    written = path.read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n") > 300
    assert b"-->6<" not in written


def test_every_figure_can_be_listed(run: Clean, checkout: Path) -> None:
    told = json.loads(run("datasheet", checkout / "dist", "--figures", "--json").stdout)
    assert told["figures"]["comments.all"] == "84"
    assert {"splits", "sites", "pages", "steps", "columns", "personal", "composition"} <= set(told["blocks"])
    listed = run("datasheet", checkout / "dist", "--figures").stdout
    assert re.search(r"^comments\.all +84$", listed, re.MULTILINE)


def test_options_that_exclude_each_other_are_refused(run: Clean) -> None:
    assert run("datasheet", "--check", "--new").exit_code == 2
    assert run("datasheet", "--json").exit_code == 2


def test_what_is_said_of_the_seeds_has_no_numbers_that_may_go_wrong() -> None:
    from clean.dataset_file import DatasetFile
    from clean.documents.loose_numbers import loose_numbers

    dataset = DatasetFile.of_folder(ROOT / "seeds").dataset
    texts = [dataset.description, dataset.licence_text, *dataset.responsible_ai.model_dump().values()]
    assert {number for text in texts if text for _, number in loose_numbers(text, [])} == {"2018"}
