"""A contract as polars expressions, taken from the pandera model.

`DataFrameSchema.validate` collects several frames for each check, which costs about 4 ms a column whatever
the number of rows. The same checks as expressions run in one pass over a batch. They are not written a
second time: each pandera check is asked for the expression that it would have run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.vocabulary import row_schema, word


@dataclass(frozen=True)
class Condition:
    """What every row of a table must satisfy.

    Attributes:
        name: `column.check`, or the bare name of a check between columns or tables.
        description: what it demands, as a sentence.
        holds: boolean expression over the table's rows; null counts as satisfied.
    """

    name: str
    description: str
    holds: pl.Expr


class _ExpressionRecorder:
    """Stands in for the frame that a check selects from, and keeps what it selects."""

    def __init__(self) -> None:
        self.selected: list[pl.Expr] = []

    def select(self, *expressions: pl.Expr) -> "_ExpressionRecorder":
        self.selected.extend(expressions)
        return self


def _expression(check: pa.Check, column: str) -> pl.Expr:
    recorder = _ExpressionRecorder()
    data = PolarsData(cast("pl.LazyFrame", recorder), column)
    check._check_fn(data, **check._check_kwargs)
    (expression,) = recorder.selected
    return expression


def conditions(model: type[pa.DataFrameModel]) -> list[Condition]:
    """The conditions of a contract on the rows of its table, in the order of its columns.

    Raises:
        UnknownCheckError: the contract uses a check that has no translation.
    """
    return list(_conditions(model))


def _conditions(model: type[pa.DataFrameModel]) -> Iterator[Condition]:
    schema = model.to_schema()
    for name, column in schema.columns.items():
        if not column.nullable:
            yield Condition(f"{name}.not_null", f"`{name}` is not null.", pl.col(name).is_not_null())
        if column.unique:
            yield Condition(f"{name}.unique", f"`{name}` occurs once.", pl.col(name).is_unique())
        for check in column.checks:
            sentence = f"`{name}` {word(check).sentence(check.statistics or {})}."
            yield Condition(f"{name}.{check.name}", sentence, _expression(check, name))
    for check in schema.checks:
        row_schema(check)
        yield Condition(str(check.name), str(check.description), _expression(check, "*"))
