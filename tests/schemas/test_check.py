"""Rejected records keep everything, and the summary counts it."""

import json
from datetime import date, datetime

import jsonschema
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from valid_batch import Batch, batch

from schemas import TABLES
from schemas.check import PAGE_REJECTED, ContractError, Validation, check_batch, table_conditions
from schemas.export import json_schema

RECORDS = ("articles", "comments", "spans")


def with_bad_title(tables: Batch, page: str = "001_page") -> Batch:
    title = pl.when(page_id=page).then(pl.lit(" untrimmed")).otherwise("title")
    return tables._replace(articles=tables.articles.with_columns(title=title))


def test_rejected_article_takes_its_page_along() -> None:
    tables = with_bad_title(batch())

    checked = check_batch(*tables)

    rejected = checked.rejected.select("table", "checks").unique().sort("table").rows()
    assert rejected == [
        ("articles", ["title.trimmed"]),
        ("comments", [PAGE_REJECTED]),
        ("spans", [PAGE_REJECTED]),
    ]
    for name in RECORDS:
        expected = getattr(tables, name).filter(pl.col("page_id") != "001_page")
        assert getattr(checked, name).equals(expected)


def test_rejected_rows_fit_their_own_contract() -> None:
    checked = check_batch(*with_bad_title(batch()))

    assert TABLES["rejected"].validate(checked.rejected, lazy=True).equals(checked.rejected)


def test_rejected_record_is_the_whole_row() -> None:
    tables = with_bad_title(batch())

    checked = check_batch(*tables)

    article = json.loads(checked.rejected["record"][0])
    row = tables.articles.row(1, named=True)
    assert list(article) == tables.articles.columns
    assert article["published_at"] == "2018-08-01T00:00:00"
    assert article["retrieved_on"] == "2018-08-05"
    assert datetime.fromisoformat(article.pop("modified_at")) == row.pop("modified_at")
    assert datetime.fromisoformat(article.pop("published_at")) == row.pop("published_at")
    assert date.fromisoformat(article.pop("retrieved_on")) == row.pop("retrieved_on")
    assert article == row


@pytest.mark.parametrize("table", RECORDS)
def test_rejected_records_that_broke_nothing_fit_the_json_schema(table: str) -> None:
    checked = check_batch(*with_bad_title(batch(), "000_page"))
    records = checked.rejected.filter(table=table).filter(pl.col("checks").list.contains(PAGE_REJECTED))
    schema = jsonschema.Draft202012Validator(json_schema(TABLES[table]))

    assert table == "articles" or records.height > 0
    assert [record for record in records["record"] if not schema.is_valid(json.loads(record))] == []


def test_broken_row_names_every_check_that_it_broke() -> None:
    tables = batch()
    spans = tables.spans.with_columns(
        step=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("Not A Step")).otherwise("step"),
        reason=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("")).otherwise("reason"),
    )

    checked = check_batch(tables.articles, tables.comments, spans)

    broken = checked.rejected.filter(table="spans").row(0, named=True)
    assert broken["checks"] == ["step.str_matches", "reason.str_length"]


def test_rows_without_page_are_rejected_with_null_page() -> None:
    tables = batch()
    comments = tables.comments.with_columns(
        page_id=pl.when(pl.int_range(pl.len()) == 0).then(None).otherwise("page_id")
    )

    checked = check_batch(tables.articles, comments, tables.spans)

    without = checked.rejected.filter(pl.col("page_id").is_null())
    assert without["table"].to_list() == ["comments"]
    assert "page_id.not_null" in without["checks"][0]
    assert checked.articles["page_id"].to_list() == ["001_page", "002_page"]


def test_page_that_occurs_twice_is_rejected_twice() -> None:
    tables = batch()
    articles = pl.concat([tables.articles, tables.articles.head(1)])

    checked = check_batch(articles, tables.comments, tables.spans)

    twice = checked.rejected.filter(table="articles")
    assert twice["page_id"].to_list() == ["000_page", "000_page"]
    assert [checks[0] for checks in twice["checks"]] == ["page_id.unique"] * 2


def test_empty_batch_passes() -> None:
    empty = [frame.clear() for frame in batch()]

    checked = check_batch(*empty)

    assert checked.rejected.height == 0
    assert checked.rows == {"articles": 0, "comments": 0, "spans": 0}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.drop("end"), "end must be Int32, is missing"),
        (lambda f: f.with_columns(pl.col("end").cast(pl.Int64)), "end must be Int32, is Int64"),
        (lambda f: f.with_columns(extra=1), "extra is not in the contract"),
        (lambda f: f.select(*reversed(f.columns)), "its columns stand in another order"),
    ],
)
def test_table_of_other_columns_is_an_error(change: object, said: str) -> None:
    tables = batch()

    with pytest.raises(ContractError, match=f"^The table spans does not fit its contract: .*{said}"):
        check_batch(tables.articles, tables.comments, change(tables.spans))  # type: ignore[operator]


def test_summary_adds_batches_up() -> None:
    validation = Validation()

    validation.add(check_batch(*batch()))
    assert validation.valid
    validation.add(check_batch(*with_bad_title(batch())))

    said = validation.as_dict()
    assert not validation.valid
    assert {name: (table["rows"], table["rejected"]) for name, table in said.items()} == {
        "articles": (6, 1),
        "comments": (24, 6),
        "spans": (2 * batch().spans.height, batch().spans.filter(page_id="001_page").height),
    }
    failed = {c["name"]: c["failures"] for c in said["articles"]["checks"] if c["failures"]}
    assert failed == {"title.trimmed": 1}
    assert {c["name"]: c["failures"] for c in said["comments"]["checks"] if c["failures"]} == {
        PAGE_REJECTED: 6
    }


@pytest.mark.parametrize("table", RECORDS)
def test_summary_names_and_describes_every_check(table: str) -> None:
    checks = Validation().as_dict()[table]["checks"]

    assert [c["name"] for c in checks] == [*(c.name for c in table_conditions(table)), PAGE_REJECTED]
    assert len({c["name"] for c in checks}) == len(checks)
    assert [c["name"] for c in checks if not c["description"].endswith(".")] == []
    assert json.loads(json.dumps(checks)) == checks


VALUES = {
    pl.String: st.sampled_from(
        [None, "", " ", "a", "000_page", "001_page", "000_page:291", "comment", "removed", "space"]
    ),
    pl.Int32: st.sampled_from([None, -(2**31), -1, 0, 1, 2, 3, 291, 2**31 - 1]),
    pl.Boolean: st.sampled_from([None, True, False]),
    pl.Date: st.just(None),
    pl.Datetime: st.sampled_from([None, datetime(1, 1, 1, 1, 1, 1, 1)]),
    pl.List: st.sampled_from([None, [], [None], [""]]),
}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_breaks_nothing_is_lost_and_what_remains_is_right(data: st.DataObject) -> None:
    tables = dict(zip(RECORDS, batch(), strict=True))
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(RECORDS))
        frame = tables[name]
        column = data.draw(st.sampled_from(frame.columns))
        dtype = frame.schema[column]
        value = data.draw(VALUES[dtype.base_type()])
        row = data.draw(st.integers(0, frame.height - 1))
        changed = pl.when(pl.int_range(pl.len()) == row).then(pl.lit(value, dtype=dtype)).otherwise(column)
        tables[name] = frame.with_columns(changed.alias(column))

    checked = check_batch(**tables)
    again = check_batch(checked.articles, checked.comments, checked.spans)

    assert again.rejected.height == 0
    for name, frame in tables.items():
        assert getattr(checked, name).height + checked.rejected.filter(table=name).height == frame.height
