import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import datasets
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from made_up import DATASET, SEEDS, Pages, made_up_text, made_up_texts

from clean import __version__, build
from clean.dataset_file import Dataset
from clean.pipeline import BuildReport
from clean.publish import passes, publish
from clean.publish.digest import digest_of_rows, type_names
from clean.rules.load import load_rules
from schemas import TABLES
from schemas.export import arrow_schema, hf_features

CONFIGS = ["articles", "comments", "spans"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    out = tmp_path_factory.mktemp("published") / "dist"
    return publish(Pages(made_up_texts(60)), out, dataset=DATASET, version="1.0.0")


def load(folder: Path, config: str, cache: Path) -> datasets.DatasetDict:
    return datasets.load_dataset(str(folder), config, cache_dir=str(cache))


@pytest.mark.parametrize("config", CONFIGS)
def test_load_dataset_gives_the_published_rows(report: BuildReport, config: str, tmp_path: Path) -> None:
    loaded = load(report.path, config, tmp_path)
    assert set(loaded) == {"train", "validation", "test"}
    for split, rows in loaded.items():
        assert rows.features == hf_features(TABLES[config])
        parquet = pl.read_parquet(report.path / "data" / config / f"{split}-00000-of-00001.parquet")
        assert rows.to_list() == parquet.to_dicts()


def test_the_first_configuration_is_the_default(report: BuildReport, tmp_path: Path) -> None:
    loaded = datasets.load_dataset(str(report.path), cache_dir=str(tmp_path))
    assert loaded.num_rows == report.splits


def test_new_content_in_a_folder_of_the_same_name_is_not_hidden_by_the_cache(tmp_path: Path) -> None:
    titles = []
    for change in ("first", "other"):
        # The same sizes and numbers of rows: nothing but the content differs.
        texts = {f"p{i}": made_up_text(i).replace("ends in uproar", f"ends in {change}") for i in range(5)}
        report = publish(Pages(texts), tmp_path / change, dataset=DATASET, version="1.0.0")
        loaded = load(report.path, "articles", tmp_path / "cache")
        titles.append({row["title"] for split in loaded.values() for row in split})
    assert all(title.endswith("first") for title in titles[0])
    assert all(title.endswith("other") for title in titles[1])


def test_parquet_has_the_schema_of_the_contract(report: BuildReport) -> None:
    for config in CONFIGS:
        with pq.ParquetFile(report.path / "data" / config / "train-00000-of-00001.parquet") as file:
            published, contract = file.schema_arrow, arrow_schema(TABLES[config])
            assert published.equals(contract)  # names, types, and whether null is allowed
            assert not published.field("page_id").nullable
            for field in contract:
                assert published.field(field.name).metadata[b"description"] == field.metadata[b"description"]
            assert published.metadata == contract.metadata


def test_an_empty_split_is_neither_written_nor_listed(tmp_path: Path) -> None:
    report = publish(Pages({"only": made_up_text(1)}), tmp_path / "dist", dataset=DATASET)
    assert report.splits == {"train": 1, "validation": 0, "test": 0}
    assert [path.name for path in (report.path / "data" / "articles").iterdir()] == [
        "train-00000-of-00001.parquet"
    ]
    for config in CONFIGS:
        assert list(load(report.path, config, tmp_path / "cache")) == ["train"]


def test_a_table_without_rows_is_no_configuration(tmp_path: Path) -> None:
    text = "A title of a page\n\nA paragraph that says something at some length, and no comments below it.\n"
    report = publish(Pages({"only": text}), tmp_path / "dist", dataset=DATASET)
    assert datasets.get_dataset_config_names(str(report.path)) == ["articles", "spans"]
    assert not (report.path / "data" / "comments").exists()


def test_splits_hold_whole_pages_and_groups(tmp_path: Path) -> None:
    texts = made_up_texts(30)
    texts |= {f"{page_id}-copy": "Reposted: " + text for page_id, text in texts.items()}
    report = publish(Pages(texts), tmp_path / "dist", dataset=DATASET)
    data = report.path / "data"
    where = {
        config: pl.concat(
            pl.read_parquet(path).select("page_id", split=pl.lit(path.name[:4]))
            for path in sorted((data / config).iterdir())
        ).unique()
        for config in CONFIGS
    }
    assert where["articles"].height == 60
    for config in CONFIGS[1:]:
        assert where[config].join(where["articles"], on=["page_id", "split"], how="anti").is_empty()
    articles = pl.concat(pl.read_parquet(path) for path in (data / "articles").iterdir())
    assert articles.filter(pl.col("group_id") == pl.col("page_id")).height == 30
    assert articles.filter(pl.col("page_id").str.strip_suffix("-copy") != pl.col("group_id")).is_empty()
    split_of = dict(where["articles"].select("page_id", "split").iter_rows())
    assert all(split_of[page_id] == split_of[f"{page_id}-copy"] for page_id in made_up_texts(30))


def test_the_manifest_says_what_was_made_from_what(report: BuildReport) -> None:
    manifest = json.loads((report.path / "MANIFEST.json").read_text())
    files = {p.relative_to(report.path).as_posix() for p in report.path.rglob("*") if p.is_file()}
    assert set(manifest["files"]) == files - {"MANIFEST.json"}
    assert len(manifest["raw"]) == 60
    assert manifest["rules"] == load_rules().digest
    assert manifest["software"]["momentum-corpus"] == __version__
    assert set(manifest["software"]) == {"momentum-corpus", "polars", "pyarrow", "pandera", "phonenumbers"}
    for config in CONFIGS:
        for split, said in manifest["tables"][config]["splits"].items():
            path = report.path / "data" / config / f"{split}-00000-of-00001.parquet"
            with pq.ParquetFile(path) as file:
                rows, types = file.read().to_pylist(), type_names(file.schema_arrow)
            assert said == {"rows": len(rows), "digest": digest_of_rows(rows, types)}


def test_nothing_tells_the_time_or_the_machine(report: BuildReport) -> None:
    import platform
    import time

    told = [time.strftime("%Y-%m-%d"), platform.node(), str(report.path.parent), platform.python_version()]
    for path in report.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [word for word in told if word.encode() in content], path


def test_schema_files_describe_the_rows(report: BuildReport) -> None:
    for name in TABLES:
        schema = json.loads((report.path / "schema" / f"{name}.json").read_text())
        assert list(schema["properties"]) == list(TABLES[name].to_schema().columns)


def test_validation_counts_every_row(report: BuildReport) -> None:
    validation = json.loads((report.path / "validation.json").read_text())
    assert validation["articles"]["rows"] == 60
    assert validation["comments"]["rows"] == report.comments
    assert all(check["failures"] == 0 for table in validation.values() for check in table["checks"])


def front_matter(card: str) -> dict[str, Any]:
    found = re.match(r"---\n(.*?)\n---\n", card, re.DOTALL)
    assert found is not None
    content = yaml.safe_load(found[1])
    assert isinstance(content, dict)
    return content


@pytest.mark.parametrize(
    "title",
    [
        "---",
        "a: b # c",
        "- {{x}} *y* | z",
        "<script>alert(1)</script>",
        "«»: '\"",
        "![](http://x)",
        "yes",
        "1",
    ],
)
def test_titles_and_creators_are_data(title: str, tmp_path: Path) -> None:
    dataset = Dataset(
        name="n", title=title, creators=(title,), description=f"{title}\n\n1. {title}\n# {title}"
    )
    report = publish(Pages({"only": made_up_text(1)}), tmp_path / "dist", dataset=dataset)
    card = (report.path / "README.md").read_text()
    assert front_matter(card)["pretty_name"] == title
    text = card.split("\n---\n", 1)[1]
    # Code shows whatever stands in it.
    shown = re.sub(r"^(`{3,})bibtex\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<script" not in shown
    assert re.findall(r"(?<!\\)!\[.*?\]\((.*?)\)", shown) == [
        "figures/composition.svg",
        "figures/threads.svg",
    ]
    assert [line for line in text.splitlines() if line.startswith("# ")] == [text.strip().splitlines()[0]]
    assert load(report.path, "articles", tmp_path / "cache").num_rows == {"train": 1}


def test_the_seeds_are_counted(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    report = build(SEEDS, tmp_path / "dist", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    assert (report.version, report.published, report.pages) == ("1.0.0", "new", 5)
    assert report.comments == 84
    assert {(c.page_id[:3], c.stated, c.recovered) for c in report.comment_counts} >= {
        ("000", None, 18),
        ("001", 36, 29),
        ("002", 42, 37),
    }
    removed = {(gone.step, gone.rule): gone for gone in report.removed}
    assert removed["donation_appeal", "free-but-depends-on-readers"].spans == 3
    assert not {(gone.step, gone.rule) for gone in report.removed} & set(report.never_fired)
    assert sum(report.splits.values()) == report.articles


def test_rules_of_a_site_that_does_not_occur_are_not_missed(report: BuildReport) -> None:
    sites = {step.name for step in load_rules().steps if step.site is not None}
    assert sites
    assert not sites & {step for step, _ in report.never_fired}
    assert ("donation_appeal", "free-but-depends-on-readers") not in report.never_fired


def test_rejected_records_are_set_apart_and_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(pages: pl.DataFrame, *how: Any) -> Any:
        batch = real(pages, *how)
        title = pl.when(pl.col("page_id") == "page-00003").then(pl.lit(" x ")).otherwise("title")
        return type(batch)(batch.articles.with_columns(title=title), batch.comments, batch.spans)

    real = passes.clean_batch
    monkeypatch.setattr(passes, "clean_batch", careless)
    report = publish(Pages(made_up_texts(12), batch_pages=5), tmp_path / "dist", dataset=DATASET)
    assert not report.ok
    assert (report.pages, report.articles) == (12, 11)
    assert [(one.table, one.page_id, one.checks) for one in report.first_rejected] == [
        ("articles", "page-00003", ("title.trimmed",))
    ]
    rejected = pl.read_parquet(report.path / "rejected" / "rejected.parquet")
    assert rejected.height == report.rejected > 1
    assert set(rejected["page_id"]) == {"page-00003"}
    assert load(report.path, "articles", tmp_path / "cache").num_rows == report.splits
    assert "page-00003" in json.loads((report.path / "MANIFEST.json").read_text())["raw"]


def test_a_build_of_which_nothing_is_left_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(pages: pl.DataFrame, *how: Any) -> Any:
        batch = real(pages, *how)
        return type(batch)(batch.articles.with_columns(title=pl.lit(" x ")), batch.comments, batch.spans)

    real = passes.clean_batch
    monkeypatch.setattr(passes, "clean_batch", careless)
    with pytest.raises(passes.CleanError, match=r"No page is left to publish.*title.trimmed"):
        publish(Pages(made_up_texts(3)), tmp_path / "dist", dataset=DATASET)
    assert not (tmp_path / "dist").exists()


def test_build_and_verify_stay_functions_when_their_modules_are_imported() -> None:
    code = (
        "import clean.pipeline, clean.verification\n"
        "from clean import build, verify\n"
        "assert callable(build) and callable(verify)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SEEDS.parent)
