"""Each check of each contract accepts and rejects rows: in pandera, as an expression, and in JSON Schema."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

import jsonschema
import polars as pl
import pytest
from row_cases import CASES, broken, changed_rows, frame, pandera_accepts, valid_row

from schemas import TABLES
from schemas.check import record_json
from schemas.conditions import conditions
from schemas.export import json_schema
from schemas.vocabulary import row_schema

# `comment_id_says_where` is said in part: JSON Schema can demand a number at the end, not which.
IN_PART = {"comment_id_says_where"}


@cache
def validator(table: str) -> Any:
    schema = json_schema(TABLES[table])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def beyond_json_schema(table: str) -> set[str]:
    unsaid = {str(check.name) for check in TABLES[table].to_schema().checks if not row_schema(check)}
    return unsaid | IN_PART | {c.name for c in conditions(TABLES[table]) if c.name.endswith(".unique")}


def as_json(row: dict[str, Any]) -> Any:
    return json.loads(record_json(row))


@pytest.mark.parametrize("table", TABLES)
def test_every_check_has_cases(table: str) -> None:
    named = {c.name for c in conditions(TABLES[table]) if not c.name.endswith(".not_null")}

    assert named == set(CASES[table])


@pytest.mark.parametrize("table", TABLES)
def test_every_column_and_table_is_described(table: str) -> None:
    schema = TABLES[table].to_schema()

    assert schema.description
    assert [name for name, column in schema.columns.items() if not column.description] == []


@pytest.mark.parametrize("table", TABLES)
def test_nullable_columns_say_what_null_means(table: str) -> None:
    columns = TABLES[table].to_schema().columns

    assert [n for n, c in columns.items() if c.nullable and "null" not in str(c.description)] == []


@pytest.mark.parametrize(("table", "check", "change", "accepts"), changed_rows())
def test_check_accepts_and_rejects(table: str, check: str, change: dict[str, Any], *, accepts: bool) -> None:
    rows = frame(table, change)

    (names,) = broken(table, rows)

    assert names == set() if accepts else check in names
    assert pandera_accepts(table, rows) == accepts
    said = names - beyond_json_schema(table)
    assert validator(table).is_valid(as_json(valid_row(table) | change)) == (not said)


@pytest.mark.parametrize(("table", "column"), [("articles", "page_id"), ("comments", "comment_id")])
def test_key_occurs_once(table: str, column: str) -> None:
    once, twice = frame(table, {}), frame(table, {}, {})

    assert broken(table, once) == [set()]
    assert broken(table, twice) == [{f"{column}.unique"}] * 2
    assert not pandera_accepts(table, twice)


def test_json_schema_demands_that_a_comment_id_ends_in_a_number() -> None:
    comment = as_json(valid_row("comments"))

    assert validator("comments").is_valid(comment)
    assert not validator("comments").is_valid(comment | {"comment_id": "000_page", "thread_id": "000_page"})


@pytest.mark.parametrize("table", TABLES)
def test_pandera_finds_the_same_rows(table: str) -> None:
    import pandera.polars as pa

    changes = [change for of, _, change, _ in changed_rows() if of == table]
    # The key differs from row to row, so that only the change itself breaks something.
    keys = {"articles": "page_id", "comments": "comment_id"}
    rows = frame(table, *changes)
    if key := keys.get(table):
        rows = rows.with_columns(
            pl.when(pl.col(key) == valid_row(table)[key])
            .then(pl.format("{}{}", key, pl.int_range(pl.len())))
            .otherwise(key)
        )
    schema = deepcopy(TABLES[table].to_schema())
    for column in schema.columns.values():
        for check in column.checks:
            check.n_failure_cases = None
    for check in schema.checks:
        check.n_failure_cases = None

    with pytest.raises(pa.errors.SchemaErrors) as caught:
        schema.validate(rows, lazy=True)

    reported = caught.value.failure_cases.filter(pl.col("index").is_not_null())
    assert set(reported["index"]) == {n for n, names in enumerate(broken(table, rows)) if names}


@pytest.mark.parametrize("table", TABLES)
def test_column_too_many_or_too_few_is_rejected_by_all(table: str) -> None:
    row = as_json(valid_row(table))
    first = next(iter(row))

    assert validator(table).is_valid(row)
    assert not validator(table).is_valid(row | {"extra": 1})
    assert not validator(table).is_valid({name: value for name, value in row.items() if name != first})
    assert not pandera_accepts(table, frame(table, {}).with_columns(extra=1))
    assert not pandera_accepts(table, frame(table, {}).drop(first))


def test_failed_checks_do_not_repeat_whole_tables() -> None:
    import pandera.polars as pa

    rows = pl.concat([frame("spans", {"start": 9, "end": 4, "step": "A"})] * 1000)

    with pytest.raises(pa.errors.SchemaErrors) as caught:
        TABLES["spans"].validate(rows, lazy=True)

    assert caught.value.failure_cases.height == 40
