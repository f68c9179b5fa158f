"""Which version comes next: computed from what changed, never smaller than that."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from made_up import DATASET, Pages, made_up_text, made_up_texts, tree

from clean.dataset_file import Dataset
from clean.errors import CleanError
from clean.pipeline import BuildReport
from clean.publish import publish
from clean.publish.folder import fingerprint

TEXTS = made_up_texts(6)


def build(
    out: Path, texts: Mapping[str, str] = TEXTS, version: str | None = None, dataset: Dataset = DATASET
) -> BuildReport:
    return publish(Pages(texts), out, dataset=dataset, version=version)


def names(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder in which 1.0.0 stands."""
    assert build(tmp_path / "dist").version == "1.0.0"
    return tmp_path / "dist"


def without_comment(text: str) -> str:
    """Take the last comment out, which moves no other."""
    return text[: text.rindex("\n\n  ")] + "\n"


def with_word_in_comment(text: str) -> str:
    """Lengthen the last comment, which moves no other."""
    return text.rstrip("\n") + " Indeed.\n"


def shifted(text: str) -> str:
    """Lengthen the title, which moves all comments."""
    return text.replace("ends in uproar", "ends in a great uproar")


EDITS: list[tuple[str, Callable[[dict[str, str]], object], str, str]] = [
    ("page added", lambda t: t.update(new=made_up_text(99)), "1.1.0", "articles: 1 added"),
    ("page removed", lambda t: t.pop("page-00001"), "1.1.0", "articles: 1 removed"),
    (
        "comment removed",
        lambda t: t.update({"page-00001": without_comment(t["page-00001"])}),
        "1.1.0",
        "comments: 1 removed",
    ),
    (
        "text corrected",
        lambda t: t.update({"page-00001": with_word_in_comment(t["page-00001"])}),
        "1.0.1",
        "comments: 1 changed",
    ),
    (
        "ids moved",
        lambda t: t.update({"page-00001": shifted(t["page-00001"])}),
        "2.0.0",
        r"comments: \d known under another id",
    ),
    (
        "page renamed",
        lambda t: t.update({"renamed": t.pop("page-00001")}),
        "2.0.0",
        "articles: 1 known under another id",
    ),
]


@pytest.mark.parametrize(("edit", "version", "why"), [case[1:] for case in EDITS], ids=[c[0] for c in EDITS])
def test_the_next_version_follows_from_what_changed(
    out: Path, edit: Callable[[dict[str, str]], object], version: str, why: str
) -> None:
    texts = dict(TEXTS)
    edit(texts)
    report = build(out, texts)
    assert (report.version, report.published, report.previous) == (version, "new", "1.0.0")
    assert re.search(why, "; ".join(report.reasons))
    assert re.search(why, (report.path / "changes.md").read_text(encoding="utf-8"))
    assert names(out) == ["1.0.0", version]
    assert build(out, texts).published == "unchanged"


def test_corrected_metadata_is_a_patch(out: Path) -> None:
    report = build(out, dataset=DATASET.model_copy(update={"title": "Another title"}))
    assert (report.version, report.reasons) == ("1.0.1", ("the dataset's title changed",))


def test_without_a_change_there_is_no_new_version(out: Path) -> None:
    before = tree(out)
    report = build(out)
    assert (report.version, report.published, report.change) == ("1.0.0", "unchanged", "none")
    assert report.path == out / "1.0.0"
    assert tree(out) == before


def test_other_rules_and_programs_that_make_the_same_are_no_change(out: Path) -> None:
    manifest = out / "1.0.0" / "MANIFEST.json"
    said = json.loads(manifest.read_text())
    said["rules"] = "0" * 64
    said["software"]["polars"] = "1.0.0"
    manifest.write_text(json.dumps(said))
    assert build(out).published == "unchanged"


def change_contract(folder: Path, table: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Publish as if the contract of a table had been another, checksums included."""
    path = folder / "schema" / f"{table}.json"
    schema = json.loads(path.read_text())
    change(schema["properties"])
    path.write_text(json.dumps(schema))
    manifest = folder / "MANIFEST.json"
    said = json.loads(manifest.read_text())
    said["files"][f"schema/{table}.json"] = fingerprint(path)
    manifest.write_text(json.dumps(said))


CONTRACTS: list[tuple[Callable[[dict[str, Any]], object], str, str]] = [
    (lambda c: c.update(extra={"type": "string"}), "2.0.0", "`comments` lost the column `extra`"),
    (lambda c: c["depth"].update(type="string"), "2.0.0", "`comments`.`depth` has another type"),
    (lambda c: c["author"].update(type="string"), "2.0.0", "`comments`.`author` may be null now"),
    (lambda c: c.pop("author"), "1.1.0", "`comments` has a new column `author`"),
    (lambda c: c["depth"].update(minimum=0), "1.0.1", "`comments`.`depth` is described or limited otherwise"),
    (
        lambda c: c.update(text=c.pop("text")),
        "1.0.1",
        "the columns of `comments` stand in another order",
    ),
]


@pytest.mark.parametrize(("change", "version", "why"), CONTRACTS, ids=[case[2] for case in CONTRACTS])
def test_a_broken_contract_is_a_major_change_and_a_wider_one_a_minor(
    out: Path, change: Callable[[dict[str, Any]], object], version: str, why: str
) -> None:
    change_contract(out / "1.0.0", "comments", change)
    report = build(out)
    assert (report.version, report.reasons) == (version, (why,))


def test_a_value_that_was_not_possible_before_is_a_minor_change(out: Path) -> None:
    change_contract(out / "1.0.0", "spans", lambda c: c["label"]["enum"].remove("title"))
    report = build(out)
    assert (report.version, report.reasons) == ("1.1.0", ("`spans`.`label` may now be title",))


def test_a_smaller_step_than_the_change_needs_is_refused(out: Path) -> None:
    before = tree(out)
    more = TEXTS | {"new": made_up_text(99)}
    message = (
        r"Version 1\.0\.1 is too small a step from 1\.0\.0: the change is minor \(articles: 1 added; "
        r"comments: \d+ added\); give 1\.1\.0 or a larger version, or leave --version out\."
    )
    with pytest.raises(CleanError, match=message):
        build(out, more, "1.0.1")
    moved = TEXTS | {"page-00001": shifted(TEXTS["page-00001"])}
    with pytest.raises(CleanError, match=r"too small a step.*the change is major.*give 2\.0\.0"):
        build(out, moved, "1.9.9")
    assert tree(out) == before


@pytest.mark.parametrize("version", ["1.1.0", "1.5.2", "2.0.0", "3.1.4", "1.1.0-rc.1"])
def test_a_larger_step_than_the_change_needs_is_taken(out: Path, version: str) -> None:
    assert build(out, TEXTS | {"new": made_up_text(99)}, version).version == version


def test_a_version_below_the_newest_is_refused(out: Path) -> None:
    build(out, version="2.0.0")
    with pytest.raises(CleanError, match=r"Version 1\.5\.0 is not above 2\.0\.0, the newest in .*dist"):
        build(out, version="1.5.0")
    assert build(out, version="1.0.0").published == "unchanged"


def test_a_pre_release_is_not_what_the_next_version_is_compared_with(out: Path) -> None:
    more = TEXTS | {"new": made_up_text(99)}
    build(out, more, "1.1.0-rc.1")
    report = build(out, more)
    assert (report.version, report.previous, report.published) == ("1.1.0", "1.0.0", "new")


def test_build_metadata_is_refused(out: Path) -> None:
    with pytest.raises(CleanError, match=r"has build metadata \(\+linux\).*give 1\.0\.1\."):
        build(out, version="1.0.1+linux")


def test_the_first_version_says_that_it_is_the_first(out: Path) -> None:
    said = (out / "1.0.0" / "changes.md").read_text(encoding="utf-8")
    assert said.startswith("# Changes in version 1.0.0\n\nThis is the first version.\n")
    assert "| `articles` | 6 |" in said
    assert "changes.md" in json.loads((out / "1.0.0" / "MANIFEST.json").read_text())["files"]


def test_a_version_is_the_same_again_while_the_one_before_it_is_there(out: Path) -> None:
    more = TEXTS | {"new": made_up_text(99)}
    first = tree(build(out, more).path)
    assert build(out, more, "1.1.0").published == "unchanged"
    for path in sorted((out / "1.1.0").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (out / "1.1.0").rmdir()
    assert tree(build(out, more).path) == first


def test_a_version_whose_predecessor_is_gone_is_still_the_same(out: Path, tmp_path: Path) -> None:
    more = TEXTS | {"new": made_up_text(99)}
    alone = tmp_path / "clone" / "1.1.0"
    alone.parent.mkdir()
    build(out, more).path.rename(alone)
    assert build(alone.parent, more).published == "unchanged"
    assert build(alone.parent, more, "1.1.0").published == "unchanged"
    (alone / "changes.md").write_text("edited")
    with pytest.raises(CleanError, match=r"changes\.md is not as it was published"):
        build(alone.parent, more)


def splits(version: Path) -> dict[str, str]:
    files = (version / "data" / "articles").iterdir()
    return {page: path.name.split("-")[0] for path in files for page in pl.read_parquet(path)["page_id"]}


def test_a_published_page_never_changes_its_split(tmp_path: Path) -> None:
    out, texts = tmp_path / "dist", made_up_texts(30)
    known = splits(build(out, texts).path)
    for number in range(1, 5):
        texts |= {f"added-{number}-{i}": made_up_text(1000 * number + i) for i in range(number * 3)}
        edited = f"page-{number:05}"
        # An edited page becomes a near-duplicate of a page in another split.
        other = next(page for page in known if known[page] != known[edited])
        texts[edited] = texts[other].replace("Council meeting", "Another council meeting")
        del texts[f"page-{number + 10:05}"]
        now = splits(build(out, texts).path)
        assert {page: now[page] for page in known if page in now} == {
            p: s for p, s in known.items() if p in now
        }
        known |= now
    texts |= made_up_texts(30)
    now = splits(build(out, texts).path)
    assert {page: now[page] for page in known} == known


DAMAGES: list[tuple[str, Callable[[Path], object], str]] = [
    (
        "edited",
        lambda v: (v / "README.md").write_text("x"),
        r"README\.md is not as it was published: its size in bytes is 1,",
    ),
    ("missing", lambda v: (v / "validation.json").unlink(), r"validation\.json is missing; restore"),
    ("unknown", lambda v: (v / "notes.txt").write_text("x"), r"notes\.txt is not in MANIFEST\.json"),
    (
        "no manifest",
        lambda v: (v / "MANIFEST.json").unlink(),
        r"MANIFEST\.json is missing, so the folder is no",
    ),
    ("no JSON", lambda v: (v / "MANIFEST.json").write_text("{"), r"MANIFEST\.json is not JSON"),
    ("deep JSON", lambda v: (v / "MANIFEST.json").write_text("[" * 99_999), r"MANIFEST\.json is not JSON"),
    ("a list", lambda v: (v / "MANIFEST.json").write_text("[]"), r"MANIFEST\.json does not hold an object"),
    ("no files", lambda v: alter(v, files=None), r"MANIFEST\.json has no proper `files`"),
    ("odd tables", lambda v: alter(v, tables={"spans": {}}), r"how many rows the splits of `spans`"),
    ("other format", lambda v: alter(v, format=9), r"has the format 9, and only 1 can be read"),
    ("no version", lambda v: alter(v, version="v1"), r"does not say which version of which dataset"),
    ("no dataset", lambda v: alter(v, dataset=None), r"does not say which version of which dataset"),
    (
        "other version",
        lambda v: alter(v, version="1.2.3"),
        r"says that the version is 1\.2\.3, but the folder",
    ),
]


def alter(folder: Path, **changes: Any) -> None:
    path = folder / "MANIFEST.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    ("damage", "said"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES]
)
def test_a_version_that_is_not_as_published_stops_the_build(
    out: Path, damage: Callable[[Path], object], said: str
) -> None:
    damage(out / "1.0.0")
    before = tree(out)
    with pytest.raises(CleanError, match=rf"1\.0\.0.*{said}"):
        build(out, TEXTS | {"new": made_up_text(99)})
    assert tree(out) == before
    assert names(out) == ["1.0.0"]


def test_a_forged_version_is_told_by_the_one_that_was_built_on_it(out: Path) -> None:
    build(out, TEXTS | {"new": made_up_text(99)})
    change_contract(out / "1.0.0", "comments", lambda columns: columns["depth"].update(minimum=0))
    with pytest.raises(
        CleanError, match=r"1\.0\.0/MANIFEST\.json is not what it was when version 1\.1\.0 was built on it"
    ):
        build(out)
