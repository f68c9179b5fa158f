"""What differs between two versions is told: records, columns, words, and owners of stretches."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from made_up import DATASET, SEEDS, Pages, made_up_text, made_up_texts

from clean import build, compare
from clean.changes import windows
from clean.changes.changelog import Changelog
from clean.changes.markdown import changes_of, quoted, summary_of
from clean.changes.model import LISTED, Moved, Owner
from clean.errors import CleanError
from clean.publish import publish
from clean.rules.catalog import RuleSet
from clean.rules.load import load_rules

TEXTS = made_up_texts(8)


def version(
    out: Path, texts: Mapping[str, str], number: str | None = None, rules: RuleSet | None = None
) -> Path:
    return publish(Pages(texts), out, dataset=DATASET, version=number, rules=rules).path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return version(tmp_path / "dist", TEXTS)


def rows(folder: Path, table: str) -> pl.DataFrame:
    return pl.concat(pl.read_parquet(path) for path in (folder / "data" / table).iterdir())


def test_a_version_has_nothing_against_itself(old: Path) -> None:
    found = compare(old, old)
    assert (found.kind, found.reasons) == ("none", ())
    assert {name: (table.before, table.after) for name, table in found.tables.items()} == {
        name: (rows(old, name).height,) * 2 for name in ("articles", "comments", "spans")
    }


def test_records_that_came_went_and_changed_are_named(old: Path) -> None:
    texts = dict(TEXTS)
    gone = texts.pop("page-00002")
    texts["page-00004"] = texts["page-00004"].rstrip("\n") + " Or so they say.\n"
    texts["another"] = made_up_text(77)
    new = version(old.parent, texts)
    found = compare("1.0.0", "1.1.0", old.parent)
    assert found == compare(old, new)
    articles, comments = found.tables["articles"], found.tables["comments"]
    assert (articles.first_added, articles.first_removed) == (("another",), ("page-00002",))
    assert articles.columns == {"raw_bytes": 1, "raw_length": 1, "raw_sha256": 1}
    before = rows(old, "comments").filter(pl.col("page_id") == "page-00002")["comment_id"].to_list()
    assert list(comments.first_removed) == before
    assert len(before) == comments.removed == int(gone.count("\n  "))
    (changed,) = comments.first_changed
    assert changed.id.startswith("page-00004:")
    columns = {column.column: column for column in changed.columns}
    assert set(columns) == {"text", "raw_end"}
    (words,) = columns["text"].words
    assert (words.removed, words.added) == ("", "Or so they say.")
    assert int(columns["raw_end"].new or 0) - int(columns["raw_end"].old or 0) == len(" Or so they say.")
    assert found.edited_pages == 1


def test_records_that_say_the_same_elsewhere_are_moved(old: Path) -> None:
    texts = dict(TEXTS)
    texts["page-00001"] = texts["page-00001"].replace("in uproar", "in great uproar")
    texts["page-00009"] = texts.pop("page-00003")
    found = compare(old, version(old.parent, texts))
    comments = found.tables["comments"]
    shift = len("great ")
    before = rows(old, "comments").filter(pl.col("page_id") == "page-00001").sort("raw_start")
    assert comments.first_moved == tuple(
        Moved(f"page-00001:{start}", f"page-00001:{start + shift}") for start in before["raw_start"]
    )
    assert found.tables["articles"].first_moved == (Moved("page-00003", "page-00009"),)
    assert found.kind == "major"


def test_stretches_that_went_to_another_rule_are_told_by_step_and_rule(old: Path) -> None:
    rules = load_rules()
    fewer = replace(rules, steps=tuple(step for step in rules.steps if step.name != "donation_appeal"))
    new = version(old.parent, TEXTS, rules=fewer)
    found = compare(old, new)
    # Around an appeal stands white space, which is the article's once the appeal is.
    change, space = found.owner_changes
    assert (space.old.label, space.new) == ("space", change.new)
    appeals = rows(old, "spans").filter(pl.col("step") == "donation_appeal").sort("page_id")
    assert change.old == Owner("removed", "donation_appeal", appeals["rule"][0])
    assert change.new == Owner("body", "article_body", "unclaimed")
    assert change.stretches == appeals.height == len(TEXTS)
    assert change.characters == appeals.select(pl.col("end") - pl.col("start")).to_series().sum()
    assert (change.page_id, change.start, change.end) == appeals.row(0)[:3]
    assert found.kind == "patch"
    counts = {count.owner: count for count in found.owner_counts}
    assert counts[change.old].spans_after == 0
    assert f"removed: donation\\_appeal / {quoted(change.old.rule)}" in changes_of(found)


def test_the_result_does_not_depend_on_how_much_is_read_at_once(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {page_id: text.replace("the", "a", 3) for page_id, text in TEXTS.items()}
    texts |= {f"page-{i:05}-more": made_up_text(i + 50) for i in range(0, 8, 2)}
    del texts["page-00000"], texts["page-00007"]
    new = version(old.parent, texts)
    whole = compare(old, new)
    for size in (1, 2, 7):
        monkeypatch.setattr(windows, "ROWS_AT_ONCE", dict.fromkeys(windows.ROWS_AT_ONCE, size))
        assert compare(old, new) == whole
        assert compare(new, old).tables["comments"].added == whole.tables["comments"].removed


def test_windows_hold_few_pages_and_every_row_once(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clean.publish.opened import open_version

    monkeypatch.setattr(windows, "ROWS_AT_ONCE", dict.fromkeys(windows.ROWS_AT_ONCE, 2))
    opened = open_version(old)
    seen = [window.new["articles"] for window in windows.windows(opened, opened) if "articles" in window.new]
    assert max(frame.height for frame in seen) < len(TEXTS)
    assert pl.concat(seen)["page_id"].to_list() == sorted(TEXTS)


def test_many_changes_are_counted_and_the_first_named(tmp_path: Path) -> None:
    texts = {
        f"p{i:04}": f"Title number {i} of many\n\nThere is some text, and it ends.\n" for i in range(150)
    }
    first = version(tmp_path / "dist", texts)
    texts = {page_id: text.replace("it ends", "it does end") for page_id, text in texts.items()}
    texts |= {f"q{i:04}": f"Another title {i} of many\n\nThere is other text {i}.\n" for i in range(150)}
    found = compare(first, version(first.parent, texts))
    articles = found.tables["articles"]
    assert (articles.added, articles.changed) == (150, 150)
    assert len(articles.first_added) == len(articles.first_changed) == LISTED
    assert changes_of(found).count("- … and 50 more\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "![x](http://x)",
        "@someone www.example.org",
        "| a | b |",
        "\u202egnihton",
        "`x` *y*",
    ],
)
def test_texts_and_ids_are_escaped_in_markdown(old: Path, text: str) -> None:
    texts = TEXTS | {"page-00001": TEXTS["page-00001"].replace("ends", text, 1)}
    new = version(old.parent, texts)
    said = (new / "changes.md").read_text(encoding="utf-8")
    assert text not in said
    assert quoted(text) in said
    assert not set("\u202e\x1b") & set(said)
    assert said.startswith(f"# Changes in version {new.name}\n")


def test_a_deep_file_in_a_forged_version_is_a_sentence(old: Path) -> None:
    from clean.publish.folder import fingerprint

    path = next((old / "data" / "spans").iterdir())
    path.write_bytes(b"PAR1 and no more")
    manifest = json.loads((old / "MANIFEST.json").read_text())
    manifest["files"][path.relative_to(old).as_posix()] = fingerprint(path)
    manifest["tables"]["spans"]["digest"] = "0" * 64
    (old / "MANIFEST.json").write_text(json.dumps(manifest))
    other = version(old.parent.parent / "other", TEXTS)
    with pytest.raises(CleanError, match=rf"{path.name} cannot be read \("):
        compare(old, other)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("1.2.0", r"Version 1\.2\.0 does not stand in .*dist; there are 1\.0\.0\."),
        ("v1", r"v1 is neither a folder nor the number of a version, such as 1\.0\.0; there are 1\.0\.0\."),
        ("1.0", r"1\.0 is neither a folder nor the number"),
        ("\x1b[31m", r"\\x1b\[31m is neither a folder"),
    ],
)
def test_what_is_no_version_is_a_sentence(old: Path, given: str, said: str) -> None:
    with pytest.raises(CleanError, match=said):
        compare("1.0.0", given, old.parent)


def test_a_folder_of_versions_is_no_version(old: Path) -> None:
    with pytest.raises(
        CleanError, match=r"dist holds versions and is not one itself; give one, such as .*1\.0\.0"
    ):
        compare(old.parent, old)


SECTION = "## Dataset 1.1.0\n"


def test_the_changelog_gets_the_summary_once(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in sorted(SEEDS.glob("*.txt"))[2:]:
        (raw / path.name).write_bytes(path.read_bytes())
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(
        "# Changelog\n\nWritten by hand.\n\n## Dataset 1.0.0\n\n- The first.\n\n## Software 0.1.0\n"
    )
    build(raw, tmp_path / "dist", changelog=changelog)
    first = changelog.read_text()
    assert first.startswith("# Changelog\n\nWritten by hand.\n\n## Dataset 1.0.0\n\n- The first.\n\n<!-- ")
    assert first.count("This is the first version.") == 1
    assert first.endswith("-->\n\n## Software 0.1.0\n")
    (raw / "new.txt").write_text("A new page\n\nIt says that nobody knew.\n")
    report = build(raw, tmp_path / "dist", changelog=changelog)
    said = changelog.read_text()
    assert said.index(SECTION) < said.index("## Dataset 1.0.0")
    assert summary_of((report.path / "changes.md").read_text()) in said
    assert "articles: 1 added (minor)" in said
    assert "new" not in said.split(SECTION)[1].split("## Dataset 1.0.0")[0].replace("| new", "").split()
    changelog.write_text(said.replace(SECTION, SECTION + "\nBy hand as well.\n"))
    kept = changelog.read_text()
    assert build(raw, tmp_path / "dist", changelog=changelog).published == "unchanged"
    assert changelog.read_text() == kept
    changelog.write_text(first)
    build(raw, tmp_path / "dist", changelog=changelog)
    assert changelog.read_text() == said


def test_sections_stand_newest_first(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path / "new.md")
    for number in ("1.0.0", "1.10.0", "1.9.0", "0.9.0"):
        changelog.put(number, f"said of {number}")
        assert not changelog.put(number, f"said of {number}")
    text = changelog.path.read_text()
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == ["# Changelog", *(f"## Dataset {n}" for n in ("1.10.0", "1.9.0", "1.0.0", "0.9.0"))]
    assert changelog.put("1.9.0", "said otherwise")
    assert changelog.path.read_text() == text.replace("said of 1.9.0", "said otherwise")


def test_a_changelog_that_cannot_be_used_stops_the_build_beforehand(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").mkdir()
    with pytest.raises(CleanError, match=r"CHANGELOG\.md is a directory"):
        build(SEEDS, tmp_path / "dist", changelog=tmp_path / "CHANGELOG.md")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    with pytest.raises(CleanError, match=r"latin\.md is not UTF-8 at byte 3"):
        build(SEEDS, tmp_path / "dist", changelog=tmp_path / "latin.md")
    assert not (tmp_path / "dist").exists()


def test_what_is_masked_anew_is_not_quoted(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    appeal = "Write to the pier master at pier@harbour.example before the week is over."
    (raw / "ferry.txt").write_text(f"The ferry is late again\n\n{appeal}\n", encoding="utf-8")
    (raw / "dataset.toml").write_text('[personal_data]\nemail = "keep"\n', encoding="utf-8")
    first = build(raw, tmp_path / "dist").path
    assert "pier@harbour.example" in rows(first, "articles")["body"].item()
    (raw / "dataset.toml").unlink()
    report = build(raw, tmp_path / "dist")
    assert report.version == "1.0.1"
    assert "the policy for personal data changed" in report.reasons
    said = (report.path / "changes.md").read_text(encoding="utf-8")
    assert "pier@" not in said.replace("&#64;", "@")
    assert "`body`: \\(not quoted\\) → \\(not quoted\\)" in said
    assert "harbour.example" not in json.dumps(compare(first, report.path), default=vars)
