"""What was withdrawn is in no later version: not its text, not its id, and nothing brings it back."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from made_up import tree

from clean import build, compare, verify, withdraw
from clean.cli import clean
from clean.errors import CleanError

DAY = datetime.date(2026, 11, 2)
FERRY = """\
The ferry is late again

Nobody knows when it will come, and nobody asks.

4 comments

  1. It was late when I was a child.

    1. And it was early once; write to pier@harbour.example about that.

      1. Never in my time was it early.

  2. Ask the harbour master then.

Leave a Reply
"""
PAGES = {
    "ferry": FERRY,
    "quay": "The old quay is to be sold\n\nNobody asked the fishermen before it was put on the market.\n",
    "tide": "High tide at noon on Sunday\n\nBring your boots, for the road will be under water.\n",
}
WITHDRAWN = "And it was early once"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of pages of which 1.0.0 is published beside it, in `dist`."""
    (tmp_path / "raw").mkdir()
    for page_id, text in PAGES.items():
        (tmp_path / "raw" / f"{page_id}.txt").write_text(text, encoding="utf-8")
    assert build(tmp_path / "raw", tmp_path / "dist").comments == 4
    return tmp_path / "raw"


def rows(version: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(version / "data" / table / "*.parquet").sort("page_id", maintain_order=True)


def comment(raw: Path, words: str) -> str:
    """Return the id of the comment of 1.0.0 that holds the words."""
    comments = rows(raw.parent / "dist" / "1.0.0", "comments")
    return str(comments.filter(pl.col("text").str.contains(words, literal=True))["comment_id"].item())


def all_text(version: Path) -> str:
    """Return all that a version says, tables included."""
    tables = (pl.read_parquet(path) for path in version.rglob("*.parquet"))
    files = [
        path.read_text(encoding="utf-8") for path in version.rglob("*") if path.suffix in {".md", ".json"}
    ]
    return "\n".join([*files, *(json.dumps(table.to_dicts(), default=str) for table in tables)])


def next_version(raw: Path) -> Path:
    return build(raw, raw.parent / "dist").path


def test_a_withdrawn_comment_leaves_a_stretch_without_text(raw: Path) -> None:
    gone = comment(raw, WITHDRAWN)
    withdraw(gone, reason="asked for by the author", date=DAY, raw=raw)
    version = next_version(raw)
    assert version.name == "1.1.0"
    assert WITHDRAWN in all_text(version.parent / "1.0.0")
    text = all_text(version)
    assert not [word for word in (WITHDRAWN, "early once", "pier@") if word in text]
    before = rows(version.parent / "1.0.0", "comments").row(1, named=True)
    spans = rows(version, "spans").filter(pl.col("label") == "withdrawn")
    assert spans.select("page_id", "step", "rule").unique().rows() == [("ferry", "withdrawal", "comment")]
    assert (spans["start"].min(), spans["end"].max()) == (before["raw_start"], before["raw_end"])
    assert spans.select("record", "text").null_count().row(0) == (spans.height, spans.height)
    assert verify(version, raw).differences == ()
    assert verify(version.parent / "1.0.0", raw).differences == ()


def test_replies_to_a_withdrawn_comment_keep_their_place(raw: Path) -> None:
    first = comment(raw, "when I was a child")
    withdraw(first, reason="asked for by the author", date=DAY, raw=raw)
    withdraw(comment(raw, WITHDRAWN), reason="asked for by the author", date=DAY, raw=raw)
    version = next_version(raw)
    (reply, last) = rows(version, "comments").rows(named=True)
    assert reply["text"] == "Never in my time was it early."
    assert (reply["depth"], reply["reply_to"], reply["parent_recovered"]) == (3, None, False)
    assert reply["thread_id"] == reply["comment_id"]
    assert (last["depth"], last["parent_recovered"], last["position"]) == (1, True, 1)
    ferry = rows(version, "articles").filter(pl.col("page_id") == "ferry")
    assert ferry.select("stated_comments", "recovered_comments").row(0) == (4, 2)
    assert verify(version, raw).differences == ()


def test_a_withdrawn_page_is_gone_with_all_its_comments(raw: Path) -> None:
    withdraw("ferry", reason="asked for by the publisher", date=DAY, raw=raw)
    version = next_version(raw)
    said = json.loads((version / "withdrawn.json").read_text())
    assert said == {
        "withdrawn": [{"id": "ferry", "date": "2026-11-02", "reason": "asked for by the publisher"}]
    }
    assert "withdrawn.json" in json.loads((version / "MANIFEST.json").read_text())["files"]
    assert rows(version, "articles")["page_id"].to_list() == ["quay", "tide"]
    assert "nobody asks" not in all_text(version)
    assert "ferry" not in json.loads((version / "MANIFEST.json").read_text())["raw"]
    assert verify(version, raw).differences == ()
    (raw / "ferry.txt").unlink()
    assert build(raw, version.parent).published == "unchanged"
    assert verify(version, raw).differences == ()


def test_takedowns_are_told_as_such_and_splits_stay(raw: Path) -> None:
    withdraw("tide", reason="asked for", date=DAY, raw=raw)
    version = next_version(raw)
    found = compare("1.0.0", "1.1.0", version.parent)
    assert [(entry.id, entry.reason) for entry in found.withdrawn] == [("tide", "asked for")]
    assert "tide, 2026\\-11\\-02: asked for" in (version / "changes.md").read_text()
    before, after = splits(version.parent / "1.0.0"), splits(version)
    assert after == {page: before[page] for page in ("ferry", "quay")}


def splits(version: Path) -> dict[str, str]:
    files = (version / "data" / "articles").iterdir()
    return {page: path.name for path in files for page in pl.read_parquet(path)["page_id"]}


def test_an_entry_that_vanishes_stops_the_build(raw: Path) -> None:
    withdraw(comment(raw, WITHDRAWN), reason="asked for", date=DAY, raw=raw)
    version = next_version(raw)
    (raw / "withdrawn.toml").unlink()
    before = tree(version.parent)
    with pytest.raises(
        CleanError, match=r'no longer has "ferry:\d+", which was withdrawn on 2026-11-02 as .*1\.1\.0'
    ):
        build(raw, version.parent)
    assert tree(version.parent) == before
    assert "no longer has" in str(verify(version, raw).differences[0])


def test_an_edited_page_does_not_bring_a_comment_back(raw: Path) -> None:
    gone = comment(raw, WITHDRAWN)
    withdraw(gone, reason="asked for", date=DAY, raw=raw)
    next_version(raw)
    (raw / "ferry.txt").write_text(FERRY.replace("late again", "very late again"), encoding="utf-8")
    with pytest.raises(CleanError, match=rf'the withdrawn comment "{gone}" is not at "{gone}" any more'):
        next_version(raw)
    now = f"ferry:{int(gone.split(':')[1]) + len('very ')}"
    listed = (raw / "withdrawn.toml").read_text()
    (raw / "withdrawn.toml").write_text(f'{listed}now = "{now}"\n')
    version = next_version(raw)
    assert WITHDRAWN not in all_text(version)
    assert verify(version, raw).differences == ()
    page = FERRY[: FERRY.index("    1. And")] + FERRY[FERRY.index("  2. Ask") :]
    (raw / "ferry.txt").write_text(page, encoding="utf-8")
    with pytest.raises(CleanError, match="is not at"):
        next_version(raw)
    (raw / "withdrawn.toml").write_text(f'{listed}now = "gone"\n')
    version = next_version(raw)
    assert rows(version, "comments").height == 2
    assert verify(version, raw).differences == ()


def test_a_renamed_file_does_not_bring_a_page_back(raw: Path) -> None:
    withdraw("quay", reason="asked for", date=DAY, raw=raw)
    next_version(raw)
    (raw / "quay.txt").rename(raw / "quay-again.txt")
    with pytest.raises(CleanError, match='Page "quay-again" has the raw text of a page that was withdrawn'):
        next_version(raw)
    listed = (raw / "withdrawn.toml").read_text()
    (raw / "withdrawn.toml").write_text(f'{listed}now = "quay-again"\n')
    assert "fishermen" not in all_text(next_version(raw))


def test_nothing_is_left_is_a_sentence(raw: Path) -> None:
    for page in PAGES:
        withdraw(page, reason="asked for", date=DAY, raw=raw)
    with pytest.raises(CleanError, match="No page is left to publish: all of them were withdrawn"):
        next_version(raw)


def test_a_version_that_holds_a_withdrawn_id_is_told(raw: Path) -> None:
    version = raw.parent / "dist" / "1.0.0"
    (version / "withdrawn.json").write_text(
        '{"withdrawn": [{"id": "quay", "date": "2026-11-02", "reason": "asked for"}]}'
    )
    found = [str(difference) for difference in verify(version, raw).differences]
    assert any(
        'holds "quay", which was withdrawn' in line and line.startswith("data/articles") for line in found
    )
    (version / "withdrawn.json").write_text("[]")
    found = [str(difference) for difference in verify(version, raw).differences]
    assert "withdrawn.json: does not list ids with date and reason" in found


def test_the_withdrawal_of_what_is_not_there_is_refused(raw: Path) -> None:
    gone = comment(raw, WITHDRAWN)
    for given, said in [
        ("fery", 'has no page "fery"'),
        ("ferry:1", r'Page "ferry" has no comment that starts at 1; the nearest is "ferry:\d+"'),
        ("quay:1", 'Page "quay" has no comment that starts at 1; it has none'),
        ("a:b", "id must be a page's, or a page's with a colon"),
        ("\x1b[31m", "must be one line without control characters"),
    ]:
        with pytest.raises(CleanError, match=said):
            withdraw(given, reason="asked for", date=DAY, raw=raw)
    for reason in ("", "two\nlines", "\x7f"):
        with pytest.raises(CleanError, match=r"The withdrawal: reason: (is blank|must be one line)"):
            withdraw(gone, reason=reason, date=DAY, raw=raw)
    assert not (raw / "withdrawn.toml").exists()
    withdraw(gone, reason="asked for", date=DAY, raw=raw)
    with pytest.raises(CleanError, match="was withdrawn on 2026-11-02 already"):
        withdraw(gone, reason="asked for", date=DAY, raw=raw)
    withdraw("ferry", reason='"quoted" \\ and é', date=DAY, raw=raw)
    with pytest.raises(CleanError, match='"ferry" was withdrawn on 2026-11-02 already'):
        withdraw(comment(raw, "harbour master"), reason="asked for", date=DAY, raw=raw)
    assert 'reason = "\\"quoted\\" \\\\ and é"' in (raw / "withdrawn.toml").read_text(encoding="utf-8")


ENTRY = '[[withdrawn]]\nid = "quay"\ndate = 2026-11-02\nreason = "asked for"\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ENTRY.replace("date = 2026-11-02\n", ""), "entry 1: date is missing."),
        (ENTRY.replace("2026-11-02", '"2026-11-02"'), "entry 1: date must be a day without quotes"),
        (ENTRY.replace("2026-11-02", "2026-11-02T10:00:00"), "entry 1: date must be a day"),
        (ENTRY.replace('"asked for"', '" "'), "entry 1: reason: is blank"),
        (ENTRY.replace("reason", "reasons"), 'entry 1: reasons is not a known key; did you mean "reason"?'),
        (
            ENTRY.replace("[[withdrawn]]", "[[withdrew]]"),
            'withdrew is not a known key; did you mean "withdrawn"?',
        ),
        (ENTRY.replace('"quay"', "7"), "entry 1: id must be text in quotes"),
        (ENTRY + 'now = "ferry:7"\n', 'entry 1: now must be "gone" or an id of the same kind as id.'),
        (ENTRY.replace("quay", "a:b"), "entry 1: id must be a page's"),
        (ENTRY + ENTRY, 'has "quay" twice; keep one of the entries.'),
        ("withdrawn = 3\n", "withdrawn must be tables"),
        ("[[withdrawn]\n", "line 1, column 12, is not valid TOML"),
        ("\xff", "is not UTF-8 at byte 0"),
    ],
)
def test_a_list_edited_into_disorder_is_a_sentence(raw: Path, content: str, said: str) -> None:
    (raw / "withdrawn.toml").write_bytes(content.encode("latin-1"))
    before = tree(raw.parent / "dist")
    with pytest.raises(CleanError) as caught:
        next_version(raw)
    assert said in str(caught.value)
    assert str(raw / "withdrawn.toml") in str(caught.value)
    assert tree(raw.parent / "dist") == before


def test_the_command_withdraws(raw: Path, invoke: Callable[..., str]) -> None:
    gone = comment(raw, WITHDRAWN)
    said = invoke("withdraw", gone, "--reason", "asked for", "--date", "2026-11-02", "--raw", str(raw))
    assert said.startswith(f"Comment {gone} is in {raw}/withdrawn.toml; the next build leaves it out")
    built = invoke("build", str(raw), "--out", str(raw.parent / "dist"))
    assert "withdrawn.toml" not in built
    assert "a minor change since 1.0.0: comments: 1 removed" in built
    assert invoke("withdraw", "quay", "--reason", "x", "--date", "2.11.2026", "--raw", str(raw), code=2) == ""


@pytest.fixture
def invoke() -> Callable[..., str]:
    def invoke(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(clean, arguments)
        assert result.exit_code == code, result.output
        return result.stdout

    return invoke
