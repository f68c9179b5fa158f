"""Checks a batch against its contracts and relations, and takes out what breaks them.

A page is published whole or not at all. A comment that goes leaves its replies without a parent, a gap in the
positions and a hole in the spans; so one broken row takes its page's article, comments and spans with it.
The broken row is rejected with the names of its checks, the others of its page with `page_rejected`. Nothing
is lost, and what remains satisfies every contract and relation.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from schemas.conditions import Condition, conditions
from schemas.relations import ARTICLE_RELATIONS, COMMENT_RELATIONS, SPAN_RELATIONS, views
from schemas.tables import TABLES

PAGE_REJECTED = "page_rejected"
PAGE_REJECTED_DESCRIPTION = "No other record of the page broke a check."

RELATIONS: dict[str, list[Condition]] = {
    "articles": ARTICLE_RELATIONS,
    "comments": COMMENT_RELATIONS,
    "spans": SPAN_RELATIONS,
}


class ContractError(ValueError):
    """A whole table does not have the columns and types of its contract."""


@dataclass(frozen=True)
class Checked:
    """A batch after the check.

    Attributes:
        articles: the accepted rows, in their order.
        comments: the accepted rows, in their order.
        spans: the accepted rows, in their order.
        rejected: what was taken out: articles, then comments, then spans, each in its order.
        rows: for each table, the number of rows that were checked.
        failures: for each table and name of a check, the number of rows that broke it; checks that none
        broke are left out.
    """

    articles: pl.DataFrame
    comments: pl.DataFrame
    spans: pl.DataFrame
    rejected: pl.DataFrame
    rows: dict[str, int]
    failures: dict[str, dict[str, int]]


@dataclass
class Validation:
    """The sum of many checked batches, as `validation.json` states it."""

    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RELATIONS, 0))
    rejected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RELATIONS, 0))
    failures: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in RELATIONS})

    def add(self, checked: Checked) -> None:
        """Count a batch."""
        kept = {"articles": checked.articles, "comments": checked.comments, "spans": checked.spans}
        for table, rows in checked.rows.items():
            self.rows[table] += rows
            self.rejected[table] += rows - kept[table].height
            for name, failed in checked.failures.get(table, {}).items():
                self.failures[table][name] = self.failures[table].get(name, 0) + failed

    @property
    def valid(self) -> bool:
        """Whether no record was rejected."""
        return not any(self.rejected.values())

    def as_dict(self) -> dict[str, Any]:
        """For each table the rows checked and rejected, and every check with its description and failures."""
        return {
            table: {
                "rows": self.rows[table],
                "rejected": self.rejected[table],
                "checks": [
                    {"name": name, "description": description, "failures": self.failures[table].get(name, 0)}
                    for name, description in _descriptions(table)
                ],
            }
            for table in RELATIONS
        }


def _descriptions(table: str) -> Iterator[tuple[str, str]]:
    for condition in table_conditions(table):
        yield condition.name, condition.description
    yield PAGE_REJECTED, PAGE_REJECTED_DESCRIPTION


@cache
def table_conditions(table: str) -> tuple[Condition, ...]:
    """All that is demanded of the rows of a table: the checks of its contract, then its relations.

    The relations are conditions on the table's view (`schemas.relations.views`), which has all columns of
    the table.
    """
    return (*conditions(TABLES[table]), *RELATIONS[table])


@cache
def _questions(table: str) -> dict[str | None, list[pl.Expr]]:
    # By the column whose distinct values settle the conditions; None where every row is looked at.
    asked: dict[str | None, list[pl.Expr]] = {}
    for condition in table_conditions(table):
        asked.setdefault(condition.repeats, []).append(condition.holds_for_all.alias(condition.name))
    return asked


def _everything_holds(table: str, view: pl.DataFrame) -> bool:
    for column, questions in _questions(table).items():
        rows = view if column is None else view.select(pl.col(column).unique())
        if not all(rows.select(questions).row(0)):
            return False
    return True


@cache
def polars_schema(table: str) -> pl.Schema:
    """The columns of a table and their polars types, in the order of its contract."""
    columns = TABLES[table].to_schema().columns
    return pl.Schema({name: column.dtype.type for name, column in columns.items()})


def _demand_columns(table: str, frame: pl.DataFrame) -> None:
    demanded = polars_schema(table)
    if frame.schema == demanded:
        return
    given = {name: str(dtype) for name, dtype in frame.schema.items()}
    wrong = [
        f"{name} must be {dtype}, is {given.get(name, 'missing')}"
        for name, dtype in demanded.items()
        if frame.schema.get(name) != dtype
    ]
    wrong += [f"{name} is not in the contract" for name in given if name not in demanded]
    what = "; ".join(wrong) or "its columns stand in another order"
    raise ContractError(f"The table {table} does not fit its contract: {what}.")


def check_batch(articles: pl.DataFrame, comments: pl.DataFrame, spans: pl.DataFrame) -> Checked:
    """Check the three tables of a batch of pages against their contracts and each other.

    Args:
        articles: rows of the contract `articles`, for whole pages.
        comments: rows of the contract `comments` for the same pages, by page and `raw_start`.
        spans: rows of the contract `spans` for the same pages, by page and `start`.

    Returns:
        The rows that may be published, and the rows that may not.

    Raises:
        ContractError: a table has not the columns and types of its contract.
    """
    tables = {"articles": articles, "comments": comments, "spans": spans}
    for name, frame in tables.items():
        _demand_columns(name, frame)
    rows = {name: frame.height for name, frame in tables.items()}
    seen = views(articles, comments, spans)
    looked_up = {"articles": seen.articles, "comments": seen.comments, "spans": seen.spans}
    if all(_everything_holds(name, view) for name, view in looked_up.items()):
        return Checked(articles, comments, spans, _no_rejects(), rows, {})
    return _take_out(tables, looked_up, rows)


def _no_rejects() -> pl.DataFrame:
    return pl.DataFrame(schema=polars_schema("rejected"))


def _take_out(
    tables: dict[str, pl.DataFrame], looked_up: dict[str, pl.DataFrame], rows: dict[str, int]
) -> Checked:
    held: dict[str, pl.DataFrame] = {}
    broken_pages: set[str | None] = set()
    for name, view in looked_up.items():
        held[name] = view.select(
            condition.holds.fill_null(value=True).alias(condition.name)
            for condition in table_conditions(name)
        )
        broken = held[name].select(~pl.all_horizontal(pl.all())).to_series()
        broken_pages.update(tables[name].filter(broken)["page_id"])
    kept, rejected = {}, [_no_rejects()]
    for name, frame in tables.items():
        out = frame["page_id"].is_in(list(broken_pages), nulls_equal=True)
        kept[name] = frame.filter(~out)
        rejected.append(_rejects(name, frame.filter(out), held[name].filter(out)))
    refused = pl.concat(rejected)
    return Checked(**kept, rejected=refused, rows=rows, failures=_failures(refused))


def _rejects(table: str, rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    names = held.columns
    broken = [
        [name for name, holds in zip(names, row, strict=True) if not holds] or [PAGE_REJECTED]
        for row in held.iter_rows()
    ]
    return pl.DataFrame(
        {
            "table": [table] * rows.height,
            "page_id": rows["page_id"],
            "record": [record_json(row) for row in rows.iter_rows(named=True)],
            "checks": broken,
        },
        schema=polars_schema("rejected"),
    )


def _failures(rejected: pl.DataFrame) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for table, checks in rejected.select("table", "checks").iter_rows():
        of_table = counted.setdefault(table, {})
        for name in checks:
            of_table[name] = of_table.get(name, 0) + 1
    return counted


def record_json(row: dict[str, Any]) -> str:
    """A row as a JSON object in the order of its columns, as the exported JSON Schema describes it.

    Dates and naive times are ISO 8601 (`2018-08-02`, `2018-08-02T08:29:00`).
    """
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A row holds a {type(value).__name__}, which no contract allows.")
