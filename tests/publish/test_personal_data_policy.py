"""What the policy for personal data does to a published version, and how it is proved."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from clean import build, verify
from clean.dataset_file import DatasetFile
from clean.errors import CleanError
from clean.personal.policy import KEY_FILE, PersonalData

PROSE = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put off twice, is "
    "to begin before the winter, as the minutes of its last meeting show to anybody who asks."
)
SECRETS = ("ada@quay.example", "020 7946 0018", "+44 161 496 0018")
KEY = b"0123456789abcdef0123456789abcdef"
PAGES = {
    "a": f"{PROSE}\n\nWrite to {SECRETS[0]} or call {SECRETS[1]}, @AdaQuay said to @bob.",
    "b": f"{PROSE} Twice.\n\nCall {SECRETS[2]}.\n\n1 comment\n\n  1. {SECRETS[0]} and @adaquay\n\n"
    "Leave a Reply to Bob Cancel reply",
    # a page without an article is rejected, and its rows are written out as JSON
    "c": f"1 comment\n\n  1. {SECRETS[0]}, {SECRETS[1]}\n\nLeave a Reply",
}
POLICY = '[personal_data]\nregion = "GB"\n'


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for page_id, text in PAGES.items():
        (folder / f"{page_id}.txt").write_text(text, encoding="utf-8")
    (folder / "dataset.toml").write_text(POLICY, encoding="utf-8")
    return folder


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "secret" / "key"
    path.parent.mkdir()
    path.write_bytes(KEY + b"\n")
    return path


def everything(folder: Path) -> str:
    """All that a version says: its text files, and the rows of its tables."""
    said = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".json", ".md"}]
    tables = [pl.read_parquet(path).to_dicts() for path in folder.rglob("*.parquet")]
    return "\n".join([*said, *(json.dumps(rows, default=str, ensure_ascii=False) for rows in tables)])


def test_no_file_of_a_version_tells_what_is_masked(raw: Path, tmp_path: Path) -> None:
    report = build(raw, tmp_path / "dist")
    assert report.rejected
    assert (report.path / "rejected" / "rejected.parquet").exists()
    said = everything(report.path)
    assert "[EMAIL]" in said
    assert not [secret for secret in SECRETS if secret in said]
    assert verify(report.path, raw).differences == ()


def test_the_manifest_tells_the_policy_and_what_it_found(raw: Path, tmp_path: Path) -> None:
    report = build(raw, tmp_path / "dist")
    told = json.loads((report.path / "MANIFEST.json").read_bytes())["personal_data"]
    assert told["policy"] == PersonalData(region="GB").model_dump(mode="json")
    assert told["digest"] == PersonalData(region="GB").digest
    assert told["masked"] == {
        "email-address": {"articles": 1, "comments": 1},
        "telephone-number": {"articles": 2},
    }
    assert {(found.rule, found.place, found.spans) for found in report.masked} == {
        (rule, place, spans) for rule, counts in told["masked"].items() for place, spans in counts.items()
    }


def test_another_policy_is_another_content(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "dist")
    (raw / "dataset.toml").write_text('[personal_data]\nregion = "US"\n', encoding="utf-8")
    with pytest.raises(CleanError, match="other content"):
        build(raw, tmp_path / "dist", "1.0.0")
    report = verify(tmp_path / "dist" / "1.0.0", raw)
    assert [difference.what for difference in report.differences] == [
        "has another policy for personal data than dataset.toml"
    ]


def pseudonyms(folder: Path) -> dict[str, list[str]]:
    texts = {}
    for table, column in (("articles", "body"), ("comments", "text")):
        for path in sorted((folder / "data" / table).iterdir()):
            for row in pl.read_parquet(path).to_dicts():
                texts[row["page_id"] + table] = re.findall("@user-[a-z2-7]{8}", row[column])
    return texts


def test_pseudonyms_are_the_same_in_the_whole_dataset_and_the_key_is_written_nowhere(
    raw: Path, tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "dataset.toml").write_text(f'{POLICY}handle = "pseudonymise"\n', encoding="utf-8")
    report = build(raw, tmp_path / "dist", key_file=key)
    found = pseudonyms(report.path)
    ada, bob = found["aarticles"]
    assert ada != bob
    assert found["bcomments"] == [ada]
    assert "quay" not in everything(report.path).lower().replace("harbour", "")
    for path in report.path.rglob("*"):
        assert path.is_dir() or KEY not in path.read_bytes()
    monkeypatch.setenv(KEY_FILE, str(key))
    again = build(raw, tmp_path / "dist", "1.0.0")
    assert again.published == "unchanged"


def test_a_pseudonym_is_proved_with_the_key_and_has_the_right_shape_without(
    raw: Path, tmp_path: Path, key: Path
) -> None:
    (raw / "dataset.toml").write_text(f'{POLICY}handle = "pseudonymise"\n', encoding="utf-8")
    version = build(raw, tmp_path / "dist", key_file=key).path
    assert verify(version, raw).differences == ()
    assert verify(version, raw, key_file=key).differences == ()
    other = key.with_name("other")
    other.write_bytes(KEY[::-1])
    assert any("@user-" in str(difference) for difference in verify(version, raw, key_file=other).differences)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, r'handle = "pseudonymise" needs a key: name a file .* --key-file'),
        (b"short\n", "holds 5 bytes, too few for a key"),
    ],
)
def test_a_key_that_is_missing_or_short_is_told_and_nothing_is_written(
    raw: Path, tmp_path: Path, key: Path, content: bytes | None, sentence: str
) -> None:
    (raw / "dataset.toml").write_text('[personal_data]\nhandle = "pseudonymise"\n', encoding="utf-8")
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(CleanError, match=sentence):
        build(raw, tmp_path / "dist", key_file=key if content else None)
    assert not (tmp_path / "dist").exists()


def test_a_key_in_the_folder_of_versions_is_refused(raw: Path, tmp_path: Path, key: Path) -> None:
    inside = tmp_path / "dist" / "key"
    inside.parent.mkdir()
    shutil.copy(key, inside)
    with pytest.raises(CleanError, match="which is published; move the key somewhere else"):
        build(raw, tmp_path / "dist", key_file=inside)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("text", pl.lit("ada@quay.example"), "a span of personal data has a text or an unknown rule"),
        ("rule", pl.lit("telephone"), "a span of personal data has a text or an unknown rule"),
        ("rule", pl.lit("postal-address"), "counts other personal data"),
        ("step", pl.lit("article_body"), "`body`"),
    ],
)
def test_spans_that_were_changed_by_hand_are_told(
    raw: Path, tmp_path: Path, column: str, value: pl.Expr, told: str
) -> None:
    version = build(raw, tmp_path / "dist").path
    for path in (version / "data" / "spans").iterdir():
        schema = pl.read_parquet_schema(path)
        masked = pl.col("step") == "personal_data"
        changed = pl.when(masked).then(value).otherwise(pl.col(column)).alias(column)
        with pq.ParquetFile(path) as file:
            arrow = file.schema_arrow
        table = pl.read_parquet(path).with_columns(changed).cast(dict(schema))
        pq.write_table(table.to_arrow().cast(arrow), path)
    assert any(told in str(difference) for difference in verify(version, raw).differences)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('email = "hide"', r'personal_data.email = "hide" must be "keep" or "mask"'),
        ('email = "pseudonymise"', "is for handles only"),
        ('handle = "hash"', '"pseudonymise"'),
        ('region = "UK"', 'must be a country in two capital letters, such as "GB"'),
        ('allow = ["somebody"]', "must be an e-mail address, an @ with a domain"),
        ('allow = ["020 7946 0018"]', "begins with + and the country's code"),
        ('emails = "mask"', "did you mean"),
        ("email = true", "must be text"),
    ],
)
def test_a_policy_that_says_nothing_known_is_refused(line: str, sentence: str) -> None:
    with pytest.raises(CleanError) as caught:
        DatasetFile.parse(f"[personal_data]\n{line}\n")
    assert sentence in str(caught.value)


def test_the_default_masks_contacts_and_keeps_the_rest() -> None:
    assert DatasetFile.parse("").personal_data.actions == {
        "email": "mask",
        "telephone": "mask",
        "address": "keep",
        "handle": "keep",
    }
