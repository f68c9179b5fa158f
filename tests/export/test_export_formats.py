"""Exports say what the version says, in the form of other tools, and appear whole or not at all."""

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from clean.cli import clean
from clean.errors import CleanError
from clean.export.convokit import export_convokit
from clean.export.flat import export_csv, export_jsonl, guarded, json_line

EXPORTS = {"convokit": export_convokit, "csv": export_csv, "jsonl": export_jsonl}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def published(version: Path, table: str) -> dict[str, list[dict[str, Any]]]:
    return {
        path.name.split("-")[0]: pl.read_parquet(path).to_dicts()
        for path in sorted((version / "data" / table).glob("*.parquet"))
    }


# Places.


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_same_version_gives_the_same_bytes(version: Path, tmp_path: Path, kind: str) -> None:
    names = EXPORTS[kind](version, tmp_path / "one")
    (tmp_path / "two").mkdir()  # an empty folder will do
    EXPORTS[kind](version, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert set(names) == set(contents(tmp_path / "one"))
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}


@pytest.mark.parametrize("kind", EXPORTS)
def test_what_is_there_is_left_alone(
    version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("empty")
    for name in ("full", "file", "link"):
        with pytest.raises(CleanError, match=f"{name} is there already; name a folder that is new or empty"):
            EXPORTS[kind](version, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CleanError, match=r"^full is there already"):
        EXPORTS[kind](version, Path("full"))
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_failure_leaves_nothing(
    version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def full(folder: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clean.export.placing.move_into_place", full)
    with pytest.raises(CleanError, match="has no room for the dataset"):
        EXPORTS[kind](version, tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_version_that_does_not_verify_is_not_exported(version: Path, tmp_path: Path, kind: str) -> None:
    import shutil

    shutil.copytree(version, tmp_path / "1.0.0")
    (tmp_path / "1.0.0" / "data" / "articles" / "train-00000-of-00001.parquet").write_bytes(b"PAR1")
    with pytest.raises(CleanError, match="is not as it was published"):
        EXPORTS[kind](tmp_path / "1.0.0", tmp_path / "export")
    assert not (tmp_path / "export").exists()


def test_the_command_writes_and_names_the_files(version: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(clean, ["export", "jsonl", str(tmp_path / "lines"), str(version)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{tmp_path}/lines has ")
    named = result.stdout.strip().partition(": ")[2].split(", ")
    assert set(named) == set(contents(tmp_path / "lines"))


# JSON Lines and CSV.


def test_json_lines_read_back_as_the_tables(newest: Path, tmp_path: Path) -> None:
    export_jsonl(newest, tmp_path / "lines")
    for table in ("articles", "comments", "spans"):
        for split, rows in published(newest, table).items():
            text = (tmp_path / "lines" / f"{table}-{split}.jsonl").read_text(encoding="utf-8")
            read = [json.loads(line) for line in text.splitlines()]
            for row in read:
                for name in ("published_at", "modified_at", "posted_at"):
                    if row.get(name) is not None:
                        row[name] = datetime.datetime.fromisoformat(row[name])
            assert read == rows


@pytest.mark.parametrize(
    "end", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_no_character_of_a_text_ends_a_line(end: str) -> None:
    row = {"text": f"for{end}the"}
    line = json_line(row)
    assert line.splitlines() == [line]
    assert json.loads(line) == row


def read_csv(path: Path) -> list[dict[str, Any]]:
    """Read an export back by the rules that it states."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{name: back(name, cell) for name, cell in row.items()} for row in rows]


def back(name: str, cell: str) -> Any:
    if cell == "":
        return None
    text = cell.removeprefix("'")
    if name in {"captions", "references"}:
        return json.loads(text)
    if name == "parent_recovered":
        return {"true": True, "false": False}[text]
    if name in {"published_at", "modified_at", "posted_at"}:
        return datetime.datetime.fromisoformat(text)
    numbers = {"word_count", "stated_comments", "recovered_comments", "depth", "position", "start", "end"}
    return int(text) if name in numbers or (name.startswith("raw_") and name != "raw_sha256") else text


@pytest.mark.parametrize("which", ["version", "newest"])
def test_csv_reads_back_as_the_tables(tmp_path: Path, which: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(which)
    export_csv(folder, tmp_path / "sheets")
    for table in ("articles", "comments", "spans"):
        for split, rows in published(folder, table).items():
            assert read_csv(tmp_path / "sheets" / f"{table}-{split}.csv") == rows


def test_no_cell_begins_a_formula(version: Path, tmp_path: Path) -> None:
    export_csv(version, tmp_path / "sheets")
    cells = [
        cell
        for path in (tmp_path / "sheets").iterdir()
        for row in csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))
        for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    for text in ("'=1+1 is what they call a budget.", "''Tis so, @all.", "'-5 of ten for that."):
        assert text in cells


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠"])
def test_a_guarded_cell_is_undone_by_taking_one_apostrophe(start: str) -> None:
    assert guarded(f"{start}x") == f"'{start}x"
    assert guarded(f"x{start}") == f"x{start}"
    assert guarded(f"{start}x").removeprefix("'") == f"{start}x"


# ConvoKit.


def corpus(folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    utterances = [json.loads(line) for line in (folder / "utterances.jsonl").read_text().splitlines()]
    return (
        utterances,
        json.loads((folder / "speakers.json").read_text()),
        json.loads((folder / "conversations.json").read_text()),
    )


@pytest.mark.parametrize("which", ["version", "newest"])
def test_every_reference_resolves(tmp_path: Path, which: str, request: pytest.FixtureRequest) -> None:
    """What ConvoKit's integrity check asks: one root a conversation, whose id it has, and a path to it."""
    export_convokit(request.getfixturevalue(which), tmp_path / "corpus")
    utterances, speakers, conversations = corpus(tmp_path / "corpus")
    by_id = {utterance["id"]: utterance for utterance in utterances}
    assert len(by_id) == len(utterances)
    roots = [utterance["id"] for utterance in utterances if utterance["reply-to"] is None]
    assert sorted(roots) == sorted(conversations)
    seen = set()
    for utterance in utterances:
        assert utterance["conversation_id"] == by_id[utterance["conversation_id"]]["conversation_id"]
        if utterance["reply-to"] is None:
            assert utterance["conversation_id"] == utterance["id"]
        else:
            assert by_id[utterance["reply-to"]]["conversation_id"] == utterance["conversation_id"]
            assert utterance["reply-to"] in seen  # so no circle, and parents come first
        seen.add(utterance["id"])
    assert {utterance["speaker"] for utterance in utterances} == set(speakers)


def test_comments_and_articles_are_all_there(newest: Path, tmp_path: Path) -> None:
    export_convokit(newest, tmp_path / "corpus")
    utterances, _, conversations = corpus(tmp_path / "corpus")
    articles = [row for rows in published(newest, "articles").values() for row in rows]
    comments = [row for rows in published(newest, "comments").values() for row in rows]
    text = {utterance["id"]: utterance["text"] for utterance in utterances}
    assert text == {
        **{row["page_id"]: row["body"] for row in articles},
        **{row["comment_id"]: row["text"] for row in comments},
    }
    parents = {utterance["id"]: utterance["reply-to"] for utterance in utterances}
    lost = {row["comment_id"] for row in comments if not row["parent_recovered"]}
    assert lost
    for row in comments:
        top = row["page_id"] if row["parent_recovered"] else None
        assert parents[row["comment_id"]] == (row["reply_to"] or top)
    marked = {name for name, data in conversations.items() if data["meta"]["root_answers_lost_comment"]}
    assert marked == lost


def test_a_reply_to_a_lost_comment_is_the_root_of_its_own_conversation(version: Path, tmp_path: Path) -> None:
    export_convokit(version, tmp_path / "corpus")
    utterances, _, conversations = corpus(tmp_path / "corpus")
    found = {utterance["text"]: utterance for utterance in utterances}
    orphan = found["I answer somebody who is gone."]
    answer = found["And I answer you."]
    top = found["=1+1 is what they call a budget."]
    assert (orphan["reply-to"], orphan["conversation_id"]) == (None, orphan["id"])
    assert (answer["reply-to"], answer["conversation_id"]) == (orphan["id"], orphan["id"])
    assert (top["reply-to"], top["conversation_id"]) == ("wall", "wall")
    assert conversations[orphan["id"]]["meta"]["page_id"] == "wall"


def test_unknown_authors_are_not_one_person(version: Path, tmp_path: Path) -> None:
    export_convokit(version, tmp_path / "corpus")
    utterances, speakers, _ = corpus(tmp_path / "corpus")
    unknown = [
        utterance["speaker"]
        for utterance in utterances
        if speakers[utterance["speaker"]]["meta"]["name"] is None
    ]
    assert len(unknown) == len(set(unknown)) == 7
    (named,) = set(speakers) - set(unknown)
    assert speakers[named]["meta"] == {"name": "Ada Fell", "site": None, "writes": "article"}


def test_the_index_names_the_type_of_every_field(newest: Path, tmp_path: Path) -> None:
    export_convokit(newest, tmp_path / "corpus")
    utterances, speakers, conversations = corpus(tmp_path / "corpus")
    index = json.loads((tmp_path / "corpus" / "index.json").read_text())
    assert set(index) == {
        "utterances-index",
        "speakers-index",
        "conversations-index",
        "overall-index",
        "version",
        "vectors",
    }
    metas = {
        "utterances": [utterance["meta"] for utterance in utterances],
        "speakers": [speaker["meta"] for speaker in speakers.values()],
        "conversations": [conversation["meta"] for conversation in conversations.values()],
        "overall": [json.loads((tmp_path / "corpus" / "corpus.json").read_text())],
    }
    for part, found in metas.items():
        types = {
            name: {str(type(meta[name])) for meta in found if meta.get(name) is not None}
            for name in {name for meta in found for name in meta}
        }
        assert {name: set(listed) for name, listed in index[f"{part}-index"].items()} == types
