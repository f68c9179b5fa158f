"""The exports say what the contracts say, and pyarrow and datasets see it in the files."""

from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
import pyarrow
import pyarrow.parquet as pq
import pytest
import yaml
from row_cases import valid_row
from valid_batch import batch

from schemas import TABLES
from schemas.check import check_batch, polars_schema
from schemas.conditions import conditions
from schemas.export import (
    UnknownTypeError,
    arrow_schema,
    features_yaml,
    hf_features,
    json_schema,
    markdown_table,
)
from schemas.vocabulary import UnknownCheckError, column


def rows_of(table: str) -> pl.DataFrame:
    if table == "rejected":
        tables = batch()
        return check_batch(tables.articles.clear(), tables.comments, tables.spans).rejected
    return {"articles": batch().articles, "comments": batch().comments, "spans": batch().spans}[table]


def write(table: str, rows: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True)
    pq.write_table(rows.to_arrow().cast(arrow_schema(TABLES[table])), path)


@pytest.mark.parametrize("table", TABLES)
def test_parquet_keeps_types_null_flags_and_descriptions(table: str, tmp_path: Path) -> None:
    path = tmp_path / table / "train.parquet"
    write(table, rows_of(table), path)

    seen = pq.ParquetFile(path).schema_arrow

    columns = TABLES[table].to_schema().columns
    assert seen.names == list(columns)
    assert [field.nullable for field in seen] == [c.nullable for c in columns.values()]
    assert [field.metadata[b"description"].decode() for field in seen] == [
        c.description for c in columns.values()
    ]
    assert pl.read_parquet(path).equals(rows_of(table))
    assert pl.read_parquet(path).schema == polars_schema(table)
    assert set(seen.metadata) == {b"description"}


@pytest.mark.parametrize("table", TABLES)
def test_arrow_types_are_plain(table: str) -> None:
    plain = {
        pyarrow.string(),
        pyarrow.bool_(),
        pyarrow.int32(),
        pyarrow.date32(),
        pyarrow.timestamp("us"),
        pyarrow.list_(pyarrow.string()),
    }

    assert set(arrow_schema(TABLES[table]).types) <= plain


@pytest.mark.parametrize("table", TABLES)
def test_load_dataset_sees_the_contract(table: str, tmp_path: Path) -> None:
    import datasets

    folder = tmp_path / "dist"
    rows = rows_of(table)
    write(table, rows, folder / "data" / table / "train-00000-of-00001.parquet")
    card = {
        "configs": [
            {"config_name": table, "data_files": [{"split": "train", "path": f"data/{table}/train-*"}]}
        ],
        "dataset_info": [{"config_name": table, "features": features_yaml(TABLES[table])}],
    }
    (folder / "README.md").write_text(f"---\n{yaml.safe_dump(card, sort_keys=False)}---\n", encoding="utf-8")

    loaded = datasets.load_dataset(str(folder), table, split="train", cache_dir=str(tmp_path / "cache"))

    assert loaded.features == hf_features(TABLES[table])
    assert loaded.to_list() == rows.to_dicts()


@pytest.mark.parametrize("table", TABLES)
def test_features_in_yaml_are_those_of_datasets(table: str) -> None:
    assert hf_features(TABLES[table])._to_yaml_list() == features_yaml(TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_json_schema_describes_every_column_and_check(table: str) -> None:
    model = TABLES[table]
    columns = model.to_schema().columns

    schema = json_schema(model)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {n: p["description"] for n, p in schema["properties"].items()} == {
        n: c.description for n, c in columns.items()
    }
    nullable = {n for n, p in schema["properties"].items() if "null" in p["type"]}
    assert nullable == {n for n, c in columns.items() if c.nullable}
    said = str(schema.get("allOf", [])) + schema.get("$comment", "")
    row_sentences = [c.description for c in model.to_schema().checks]
    unique = [c.description for c in conditions(model) if c.name.endswith(".unique")]
    assert [s for s in [*row_sentences, *unique] if str(s) not in said] == []


@pytest.mark.parametrize("table", TABLES)
def test_markdown_table_has_a_line_for_each_column(table: str) -> None:
    columns = TABLES[table].to_schema().columns

    lines = markdown_table(TABLES[table]).splitlines()[2:]

    assert [line.split("`")[1] for line in lines] == list(columns)
    for line, described in zip(lines, columns.values(), strict=True):
        cells = [cell.strip() for cell in line.replace("\\|", "").split("|")[1:-1]]
        assert len(cells) == 5
        assert cells[2] == ("yes" if described.nullable else "no")
        assert cells[3] == described.description


def test_markdown_table_states_limits() -> None:
    text = markdown_table(TABLES["articles"])

    assert (
        "| `word_count` | int32 | no | Number of white-space separated words of `body`. | is at least 1 |"
        in text
    )
    assert "has 64 characters" in text
    assert "is one of day, minute, second" in text
    assert "occurs once; is not empty" in text


class UnknownColumnCheck(pa.DataFrameModel):
    """A contract with a check that has no translation."""

    name: pl.String = column("A name.", str_startswith="a")


class UnknownRowCheck(pa.DataFrameModel):
    """A contract with a check between columns that has no translation."""

    name: pl.String = column("A name.")

    @pa.dataframe_check
    def untranslated(cls, data: Any) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(pl.col("name") != "")


class UnknownType(pa.DataFrameModel):
    """A contract with a type that has no translation."""

    share: pl.Float64 = column("A share.")


class Undescribed(pa.DataFrameModel):
    """A contract with a column that nobody described."""

    name: pl.String = pa.Field()


EXPORTS = [arrow_schema, features_yaml, hf_features, json_schema, markdown_table]


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize(
    ("model", "error", "said"),
    [
        (UnknownColumnCheck, UnknownCheckError, "'str_startswith' has no translation"),
        (UnknownRowCheck, UnknownCheckError, "'untranslated' between columns has no translation"),
        (UnknownType, UnknownTypeError, "'share' has the type Float64"),
        (Undescribed, ValueError, "'name' has no description"),
    ],
)
def test_what_cannot_be_translated_is_an_error(
    export: Any, model: Any, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        export(model)


@pytest.mark.parametrize("model", [UnknownColumnCheck, UnknownRowCheck])
def test_unknown_check_is_not_checked_silently(model: Any) -> None:
    with pytest.raises(UnknownCheckError):
        conditions(model)


def test_two_limits_of_one_kind_both_reach_json_schema() -> None:
    class Twice(pa.DataFrameModel):
        """A contract with two patterns."""

        name: pl.String = pa.Field(
            description="A name.", check_name=True, str_matches="^a.*$", str_length={"min_value": 2}
        )

    Twice.to_schema().columns["name"].checks.append(pa.Check.str_matches("^.*b$"))

    said = json_schema(Twice)["properties"]["name"]

    assert [said["pattern"], *said["allOf"]] == [r"^a.*$(?!\n)", {"pattern": r"^.*b$(?!\n)"}]
    assert said["minLength"] == 2


def test_names_of_tables_need_no_import_of_pandera() -> None:
    import subprocess
    import sys

    code = "import schemas, sys; assert 'pandera' not in sys.modules; print(*schemas.TABLE_NAMES)"
    root = Path(__file__).parents[2]

    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert done.stdout.split() == list(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_valid_row_is_valid(table: str) -> None:
    frame = pl.DataFrame([valid_row(table)], schema=polars_schema(table))

    assert TABLES[table].validate(frame, lazy=True).equals(frame)
