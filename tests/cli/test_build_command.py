import json
import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from command_line import ROOT, Run, Shell
from rich.console import Console

from clean.cli import build_summary
from clean.cli.terminal import show
from clean.pipeline import BuildReport, CommentCount, RejectedRecord, Removed


def report(**changes: object) -> BuildReport:
    given: dict[str, object] = {
        "version": "1.0.0",
        "path": Path("dist/1.0.0"),
        "published": "new",
        "pages": 3,
        "articles": 3,
        "comments": 2,
        "splits": {"train": 2, "validation": 1, "test": 0},
        "words_kept": {"body": 60, "comments": 20, "other": 10},
        "removed": (Removed("reply_form", "leave-a-reply", 1, 10),),
        "never_fired": (("image_name", "image-file"), ("image_name", "sized-file-name")),
        "comment_counts": (CommentCount("wall", 4, 2), CommentCount("quay", None, 1)),
        "rejected": 0,
        "first_rejected": (),
        **changes,
    }
    return BuildReport(**given)  # type: ignore[arg-type]


def summary(built: BuildReport, *ignored: str) -> str:
    written = StringIO()
    build_summary.print_summary(Console(file=written, width=100), built, ignored)
    return written.getvalue()


def test_a_build_publishes_and_summarises(run: Run, raw: Path, tmp_path: Path) -> None:
    result = run("build", raw, "--out", tmp_path / "dist", "--version", "1.2.0")
    assert result.exit_code == 0
    assert (tmp_path / "dist/1.2.0/MANIFEST.json").is_file()
    assert result.stdout.startswith("Version 1.2.0 published: ")
    assert re.search(r"^pages read +3$", result.stdout, re.MULTILINE)
    assert re.search(r"^wall +2 +2$", result.stdout, re.MULTILINE)
    assert re.search(r"^reply_form +leave-a-reply +1 +3 ", result.stdout, re.MULTILINE)
    assert "Files that are no pages (1)\nnotes.md" in result.stdout
    assert result.stderr == ""


def test_a_second_build_says_that_nothing_changed(run: Run, raw: Path, tmp_path: Path) -> None:
    run("build", raw, "--out", tmp_path / "dist")
    result = run("build", raw, "--out", tmp_path / "dist")
    assert result.exit_code == 0
    assert "was published already, with the same content" in result.stdout


def test_json_is_all_there_is_on_stdout(shell: Shell, raw: Path, tmp_path: Path) -> None:
    done = shell("build", raw, "--out", tmp_path / "dist", "--json")
    built = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert built["ok"] is True
    assert (built["version"], built["pages"], built["comments"]) == ("1.0.0", 3, 2)
    assert built["path"] == str(tmp_path / "dist/1.0.0")
    assert {"step": "reply_form", "rule": "leave-a-reply", "spans": 1, "words": 3} in built["removed"]
    assert built["comment_counts"] == [{"page_id": "wall", "stated": 2, "recovered": 2}]
    assert built["ignored"] == ["notes.md"]


def test_rejected_records_are_told_and_end_with_1(
    run: Run, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = RejectedRecord("comments", "wall", ("depth.in_range",))
    rejecting = report(rejected=5, first_rejected=(refused, refused))
    monkeypatch.setattr("clean.pipeline.build", Mock(return_value=rejecting))
    result = run("build", raw)
    assert result.exit_code == 1
    assert re.search(r"^comments +wall +depth\.in_range +2$", result.stdout, re.MULTILINE)
    assert "Left out: 5 records" in result.stdout
    assert json.loads(run("build", raw, "--json").stdout)["ok"] is False


def test_faults_of_the_input_are_sentences(shell: Shell, raw: Path, tmp_path: Path) -> None:
    (raw / "empty.txt").touch()
    (raw / "latin.txt").write_bytes(b"caf\xe9")
    done = shell("build", raw, "--out", tmp_path / "dist")
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0].startswith("Error: ")
    assert "empty.txt is empty" in lines[0]
    assert "latin.txt is not UTF-8 at byte 3" in lines[1]
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "dist/1.0.0").exists()


def test_an_invalid_version_is_a_sentence(shell: Shell, raw: Path, tmp_path: Path) -> None:
    done = shell("build", raw, "--out", tmp_path / "dist", "--version", "one")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_summary_names_words_by_rule_with_their_share() -> None:
    text = summary(report())
    assert re.search(r"^kept +90 +90\.0 %$", text, re.MULTILINE)
    assert re.search(r"^reply_form +leave-a-reply +1 +10 +10\.0 %$", text, re.MULTILINE)
    assert re.search(r"^articles +3 \(train 2, validation 1, test 0\)$", text, re.MULTILINE)
    assert re.search(r"^quay +not stated +1$", text, re.MULTILINE)
    assert "Rules that never fired (2)\nimage_name: image-file, sized-file-name" in text


def test_many_rules_that_never_fired_are_counted() -> None:
    text = summary(report(never_fired=tuple(("image_name", f"rule-{number}") for number in range(21))))
    assert "Rules that never fired (21)\ntoo many to name here; --json names them" in text
    assert "image_name: rule-0" not in text


def test_a_summary_without_words_divides_by_nothing() -> None:
    assert "0.0 %" in summary(report(words_kept={"body": 0}, removed=()))


def test_many_ignored_files_are_counted() -> None:
    text = summary(report(), *(f"n{number}.md" for number in range(25)))
    assert "Files that are no pages (25)" in text
    assert "n19.md, and 5 more" in text
    assert "n20.md" not in text


def test_hostile_names_are_shown_escaped() -> None:
    counted = CommentCount("wall\x1b[31m", 1, 1)
    text = summary(report(comment_counts=(counted,)), "a\u202eb.md")
    assert "wall\\x1b[31m" in text
    assert "a\\u202eb.md" in text


def test_a_summary_in_a_pipe_ends_no_line_with_blanks() -> None:
    assert not re.search(r" $", summary(report()), re.MULTILINE)


def test_show_prints_rows_in_order() -> None:
    written = StringIO()
    show(Console(file=written, width=20), "one ", "two")
    assert written.getvalue() == "one\ntwo\n"


def test_a_terminal_gets_a_progress_bar_and_a_pipe_none(raw: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "clean", "build", str(raw), "--out", str(tmp_path / "dist"), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
        assert process.stdout is not None
        written = process.stdout.read()
    os.close(ours)
    assert b"cleaning pages" in seen
    assert b"3/3" in seen
    assert json.loads(written)["pages"] == 3


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""
