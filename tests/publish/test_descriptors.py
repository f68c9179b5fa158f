"""The descriptions for other tools say what is in the folder, and those tools read them."""

import hashlib
import json
import logging
import warnings
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clean import build
from clean.publish import provenance

ROOT = Path(__file__).resolve().parents[2]
RELATIONS = ("used", "wasAssociatedWith", "actedOnBehalfOf", "wasGeneratedBy", "wasDerivedFrom")


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT / "seeds", tmp_path_factory.mktemp("out") / "dist").path


def described(version: Path, name: str) -> Any:
    return json.loads((version / name).read_text(encoding="utf-8"))


def parquet_files(version: Path) -> set[str]:
    return {path.relative_to(version).as_posix() for path in version.glob("data/*/*.parquet")}


@pytest.fixture(scope="module")
def croissant(version: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries below mlcroissant, about themselves
        import mlcroissant

        logging.getLogger("absl").setLevel(logging.ERROR)
        return mlcroissant.Dataset(version / "croissant.json")


def test_mlcroissant_finds_nothing_wrong_but_the_missing_date(croissant: Any) -> None:
    issues = croissant.metadata.ctx.issues
    assert not issues.errors
    assert ["datePublished" in issue for issue in map(str, issues.warnings)] == [True]


@pytest.mark.parametrize("table", ["articles", "comments", "spans"])
def test_mlcroissant_reads_back_every_row(version: Path, croissant: Any, table: str) -> None:
    for path in sorted((version / "data" / table).glob("*.parquet")):
        records = f"{table}-{path.name.partition('-')[0]}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = [
                {key.removeprefix(f"{records}/"): value for key, value in record.items()}
                for record in croissant.records(records)
            ]
        expected = pl.read_parquet(path)
        assert [list(row) for row in read] == [expected.columns] * len(expected)
        texts = [name for name, dtype in expected.schema.items() if dtype == pl.String]
        for row, wanted in zip(read, expected.iter_rows(named=True), strict=True):
            assert {name: row[name] and row[name].decode() for name in texts} == {
                name: wanted[name] for name in texts
            }


def test_croissant_answers_the_questions_on_responsible_ai(version: Path) -> None:
    content = described(version, "croissant.json")
    asked = {key for key in content if key.startswith("rai:")}
    assert {"rai:dataCollection", "rai:dataBiases", "rai:personalSensitiveInformation"} <= asked
    assert "http://mlcommons.org/croissant/RAI/1.0" in content["conformsTo"]
    assert "@misc{momentum-willsman-2018-1.0.0," in content["citeAs"]


def test_both_descriptions_name_every_data_file_with_its_bytes(version: Path) -> None:
    files = described(version, "MANIFEST.json")["files"]
    resources = described(version, "datapackage.json")["resources"]
    assert {item["path"] for item in resources} == parquet_files(version)
    for item in resources:
        known = files[item["path"]]
        assert (item["bytes"], item["hash"]) == (known["bytes"], f"sha256:{known['sha256']}")
    objects = described(version, "croissant.json")["distribution"]
    assert {item["contentUrl"] for item in objects} == parquet_files(version)
    for item in objects:
        known = files[item["contentUrl"]]
        assert (item["contentSize"], item["sha256"]) == (f"{known['bytes']} B", known["sha256"])


def test_frictionless_accepts_the_descriptor_and_knows_every_column(version: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

    content = described(version, "datapackage.json")
    assert Package.validate_descriptor(content).valid
    damaged = {**content, "resources": [{**content["resources"][0], "schema": {"fields": [{"type": 1}]}}]}
    assert not Package.validate_descriptor(damaged).valid
    for resource in Package(content).resources:
        columns = pl.read_parquet_schema(version / str(resource.path))
        assert [field.name for field in resource.schema.fields] == list(columns)
        assert set(resource.schema.primary_key) <= set(columns)


def test_the_manifest_says_which_code_rules_and_raw_files_made_what(version: Path) -> None:
    manifest = described(version, "MANIFEST.json")
    prov = manifest["provenance"]
    named = {*prov["entity"], *prov["activity"], *prov["agent"]}
    relations = [item for kind in RELATIONS for item in prov[kind].values()]
    assert {value for item in relations for value in item.values()} <= named
    assert prov["entity"]["rules"]["sha256"] == manifest["rules"]
    assert prov["entity"]["raw"]["members"] == len(manifest["raw"]) == 5
    assert {item["prov:entity"] for item in prov["wasGeneratedBy"].values()} == {
        f"table-{name}" for name in manifest["tables"]
    }
    lines = "".join(f"{page}\t{manifest['raw'][page]['sha256']}\n" for page in sorted(manifest["raw"]))
    assert prov["entity"]["raw"]["sha256"] == hashlib.sha256(lines.encode()).hexdigest()


def test_the_digest_of_the_code_follows_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    before = provenance.digest_of_code()
    assert provenance.digest_of_code() == before
    files = [*provenance._source_files()]
    assert {"clean/batch.py", "clean/steps/donation_appeal.toml", "schemas/articles.py"} <= dict(files).keys()
    monkeypatch.setattr(provenance, "_source_files", lambda: iter(files[1:]))
    assert provenance.digest_of_code() != before
