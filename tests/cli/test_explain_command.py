import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import PAGE, ROOT, SEEDS, Run, Shell

from clean import CleanError, explain


def on_a_terminal(page: Path, *options: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "clean", "explain", str(page), *options]
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    settings = {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=settings):
        os.close(theirs)
        seen = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
    os.close(ours)
    return seen.decode()


def test_a_terminal_gets_colours_and_notes(page: Path) -> None:
    shown = on_a_terminal(page)
    assert "\x1b[31mLeave a Reply\x1b[0m" in shown
    assert "removed reply_form/leave-a-reply" in shown
    assert "⟦" not in shown


def test_no_color_gets_marks_instead(page: Path) -> None:
    shown = on_a_terminal(page, NO_COLOR="1")
    assert "\x1b[" not in shown
    assert "⟦removed reply_form/leave-a-reply" in shown


def test_a_dumb_terminal_gets_marks_instead(page: Path) -> None:
    assert "⟦title: Harbour wall to be raised again⟧" in on_a_terminal(page, TERM="dumb")


def test_a_pipe_gets_marks_and_lines_as_long_as_they_are(shell: Shell, page: Path) -> None:
    page.write_text(PAGE.replace("The council", "The council " + "of the town " * 30), encoding="utf-8")
    done = shell("explain", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "⟦comment 2, reply to 1, depth 2: 1. So do I.⟧" in done.stdout
    assert "of the town " * 30 in done.stdout
    assert done.stdout.endswith("Leave a Reply⟧\n")


def test_width_wraps(shell: Shell, page: Path) -> None:
    done = shell("explain", page, "--width", "40")
    assert max(map(len, done.stdout.splitlines())) <= 40


def test_a_width_that_shows_nothing_is_refused(run: Run, page: Path) -> None:
    assert run("explain", page, "--width", "5").exit_code == 2


def test_json_has_the_tables_of_one_page(run: Run, page: Path) -> None:
    explained = json.loads(run("explain", page, "--json").stdout)
    assert list(explained) == ["page_id", "article", "comments", "spans"]
    assert explained["page_id"] == "wall"
    assert explained["article"]["title"] == "Harbour wall to be raised again"
    assert [comment["depth"] for comment in explained["comments"]] == [1, 2]
    assert "".join(span["raw"] for span in explained["spans"]) == PAGE


def test_dataset_toml_beside_the_file_is_read(run: Run, page: Path) -> None:
    page.write_bytes("Die Hafenmauer wird erhöht\n\nGestern.\n".encode("cp1252"))
    refused = run("explain", page)
    assert refused.exit_code == 1
    assert "is not UTF-8 at byte" in refused.stderr
    dataset = page.parent / "dataset.toml"
    dataset.write_text('[page.wall]\nencoding = "cp1252"\nsite = "example.org"\n', encoding="utf-8")
    shown = run("explain", page).stdout
    assert "site example.org" in shown
    assert "⟦title: Die Hafenmauer wird erhöht⟧" in shown


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_every_seed_is_explained_from_its_first_to_its_last_character(seed: Path) -> None:
    explanation = explain(seed)
    assert explanation.page_id == seed.stem
    assert "".join(span.raw for span in explanation.spans) == seed.read_bytes().decode()


@pytest.mark.parametrize("name", ["missing.txt", "folder", "empty.txt", "blank.txt"])
def test_what_cannot_be_explained_is_a_sentence(shell: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \n\n", encoding="utf-8")
    done = shell("explain", tmp_path / name)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_string_is_a_file_where_it_names_one_and_else_the_text(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(page.parent)
    assert explain("wall.txt").page_id == "wall"
    assert explain(page).marked() == explain(str(page)).marked() == explain(PAGE).marked()
    assert explain("wall.txt\n").page.text == "wall.txt\n"
    assert explain("One line of text").page.text == "One line of text"
    with pytest.raises(CleanError, match=r"missing\.txt does not exist"):
        explain("missing.txt")
    with pytest.raises(CleanError, match="wall does not exist"):
        explain(Path("wall"))


def test_a_text_that_no_file_could_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="code point 4 is a lone surrogate"):
        explain("One \ud800 two")


def test_a_site_can_be_named() -> None:
    appeal = "Help this blog to go on telling you what the Establishment would prefer you not to know about."
    text = f"The wall comes down at last\n\nIt fell.\n\n{appeal}\n"
    assert appeal in explain(text).article.body
    marked = explain(text, site="skwawkbox.org").marked()
    assert f"⟦removed skwawkbox.org/establishment-would-prefer: {appeal}⟧" in marked
