import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from made_up import made_up_texts

from clean import build, verify
from clean.errors import CleanError
from clean.publish.folder import fingerprint

PAGE = "page-00002"


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw pages in `raw` and the version made of them in `dist/1.0.0`."""
    place = tmp_path_factory.mktemp("proved")
    (place / "raw").mkdir()
    for page_id, text in made_up_texts(8).items():
        (place / "raw" / f"{page_id}.txt").write_text(text, encoding="utf-8")
    build(place / "raw", place / "dist")
    return place


@pytest.fixture
def place(proved: Path, tmp_path: Path) -> Path:
    return shutil.copytree(proved, tmp_path / "place")


def differences(place: Path) -> str:
    report = verify(place / "dist" / "1.0.0", place / "raw")
    assert report.ok == (not report.differences)
    return "\n".join(map(str, report.differences))


def test_a_published_version_is_proved(proved: Path) -> None:
    report = verify(proved / "dist" / "1.0.0", proved / "raw")
    assert report.differences == ()
    assert report.pages == 8
    assert report.files > 10


def file_of(place: Path, table: str) -> Path:
    """Return the file of a table in which the page stands."""
    for path in sorted((place / "dist" / "1.0.0" / "data" / table).iterdir()):
        if PAGE in pl.read_parquet(path)["page_id"]:
            return path
    raise AssertionError


def rewrite(place: Path, table: str, column: str, where: pl.Expr, value: pl.Expr) -> None:
    """Change published rows and the checksum of their file, as a forger would."""
    path = file_of(place, table)
    with pq.ParquetFile(path) as file:
        before, schema = pl.DataFrame(pl.from_arrow(file.read())), file.schema_arrow
    changed = before.with_columns(
        pl.when((pl.col("page_id") == PAGE) & where).then(value).otherwise(column).alias(column)
    )
    assert not changed.equals(before)
    pq.write_table(changed.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema), path)
    version = place / "dist" / "1.0.0"
    manifest = json.loads((version / "MANIFEST.json").read_text())
    manifest["files"][path.relative_to(version).as_posix()] = fingerprint(path)
    (version / "MANIFEST.json").write_text(json.dumps(manifest))


first_comment = pl.col("page_id").is_first_distinct()


@pytest.mark.parametrize(
    ("table", "column", "where", "value", "named"),
    [
        (
            "articles",
            "body",
            pl.lit(True),
            pl.col("body") + " Forged.",
            rf"{PAGE}: `body`; expected .*, found .*Forged",
        ),
        (
            "articles",
            "title",
            pl.lit(True),
            pl.lit(None),
            rf"{PAGE}: `title`; expected 'Council.*, found nothing",
        ),
        ("articles", "word_count", pl.lit(True), pl.lit(3), rf"{PAGE}: `word_count`; expected \d+, found 3"),
        ("articles", "raw_sha256", pl.lit(True), pl.lit("0" * 64), rf"{PAGE}: `raw_sha256`"),
        ("articles", "captions", pl.lit(True), pl.lit(["made up"]), rf"{PAGE}: `captions`"),
        ("articles", "url", pl.lit(True), pl.lit("https://example.org"), rf"{PAGE}: `url`; expected nothing"),
        ("articles", "published_precision", pl.lit(True), pl.lit("day"), rf"{PAGE}: `published_at`"),
        (
            "comments",
            "text",
            first_comment,
            pl.lit("Never said."),
            rf"{PAGE} at \d+: comment {PAGE}:\d+; expected",
        ),
        (
            "comments",
            "raw_end",
            first_comment,
            pl.col("raw_end") - 1,
            rf"{PAGE} at \d+: comment .* lies elsewhere",
        ),
        ("comments", "comment_id", first_comment, pl.lit("x:1"), r"comment x:1 has another id"),
        ("spans", "end", pl.col("label") == "title", pl.col("end") - 1, "the spans do not tile the page"),
        ("spans", "text", pl.col("label") == "removed", pl.lit("Nothing."), "the text of a removed span"),
        ("spans", "label", pl.col("label") == "title", pl.lit("space"), "a span of white space holds text"),
        ("spans", "record", pl.col("label") == "comment", pl.lit("x"), r"a span belongs to no comment \(x\)"),
        ("spans", "record", pl.col("label") == "title", pl.lit("x"), "a span of title belongs to x"),
    ],
)
def test_forged_rows_are_named(
    place: Path, *, table: str, column: str, where: pl.Expr, value: pl.Expr, named: str
) -> None:
    rewrite(place, table, column, where, value)
    found = differences(place)
    assert re.search(named, found)
    assert f"data/{table}/{file_of(place, table).name}: has another logical digest" in found


def test_a_changed_file_is_named(place: Path) -> None:
    readme = place / "dist" / "1.0.0" / "README.md"
    readme.write_text(readme.read_text().replace("Version", "version"))
    digest = "'[0-9a-f]{64}'"
    assert re.fullmatch(
        f"README.md: has another sha256; expected {digest}, found {digest}", differences(place)
    )


def edit_raw(place: Path) -> None:
    path = place / "raw" / f"{PAGE}.txt"
    path.write_text(path.read_text().replace("ends", "ENDS"), encoding="utf-8")


def group_across_splits(place: Path) -> None:
    other = next(
        path for path in (place / "dist/1.0.0/data/articles").iterdir() if path != file_of(place, "articles")
    )
    group = pl.read_parquet(other)["group_id"][0]
    rewrite(place, "articles", "group_id", pl.lit(True), pl.lit(group))


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda p: (p / "dist/1.0.0/validation.json").unlink(), r"validation.json: is missing"),
        (
            lambda p: (p / "dist/1.0.0/data/extra.txt").write_text("x"),
            r"data/extra.txt: is not in MANIFEST.json",
        ),
        (lambda p: file_of(p, "spans").unlink(), r"data/spans/\S+: cannot be read"),
        (lambda p: file_of(p, "spans").write_bytes(b"PAR1"), r"data/spans/\S+: cannot be read"),
        (
            lambda p: shutil.copy(file_of(p, "spans"), file_of(p, "comments")),
            r"does not have the columns of the contract",
        ),
        (lambda p: (p / "dist/1.0.0/MANIFEST.json").unlink(), r"MANIFEST.json: is missing"),
        (lambda p: (p / "dist/1.0.0/MANIFEST.json").write_text("{"), r"MANIFEST.json: cannot be read"),
        (
            lambda p: (p / "dist/1.0.0/MANIFEST.json").write_text('{"raw": 1}'),
            r"MANIFEST.json: has no proper `raw`",
        ),
        (
            edit_raw,
            rf"raw page {PAGE}: has another sha256.*\n(.*\n)*{PAGE}: `title`; expected .*ENDS",
        ),
        (lambda p: (p / "raw" / f"{PAGE}.txt").unlink(), rf"raw page {PAGE}: is missing"),
        (lambda p: (p / "raw/z.txt").write_text("New page.\n"), r"raw page z: is not in MANIFEST.json"),
        (
            lambda p: (p / "raw" / f"{PAGE}.txt").write_bytes(b"\xff"),
            r"is not UTF-8 at byte 0(.|\n)*could not be compared",
        ),
        (lambda p: shutil.rmtree(p / "raw"), r"does not exist(.|\n)*8 published pages could not be compared"),
        (group_across_splits, r"stands in \w+, but \S+ of the same group stands in \w+"),
    ],
)
def test_tampering_is_named(place: Path, tamper: Callable[[Path], object], named: str) -> None:
    tamper(place)
    assert re.search(named, differences(place))


def test_what_is_no_version_is_refused(place: Path) -> None:
    with pytest.raises(
        CleanError, match=r"holds versions and is not one itself; give one, such as .*1\.0\.0"
    ):
        verify(place / "dist", place / "raw")
    with pytest.raises(CleanError, match="is not a folder"):
        verify(place / "nowhere", place / "raw")


def test_the_list_of_differences_is_bounded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["clean.verification"], "LISTED", 3)
    shutil.rmtree(place / "dist" / "1.0.0" / "data")
    report = verify(place / "dist" / "1.0.0", place / "raw")
    assert len(report.differences) == 3
    assert report.more > 0
    assert not report.ok
