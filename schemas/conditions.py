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
        holds_for_all: the same for the table as a whole, as one boolean.
        repeats: the column that decides alone, where its values repeat so much that each is looked at once.
    """

    name: str
    description: str
    holds: pl.Expr
    holds_for_all: pl.Expr
    repeats: str | None = None


def condition(name: str, description: str, holds: pl.Expr) -> Condition:
    """A condition that a table satisfies when each of its rows does."""
    return Condition(name, description, holds, holds.all())


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
        value = pl.col(name)
        if not column.nullable:
            yield condition(f"{name}.not_null", f"`{name}` is not null.", value.is_not_null())
        if column.unique:
            once = f"`{name}` occurs once."
            # Counting is three times as fast as finding out which row it is.
            yield Condition(f"{name}.unique", once, value.is_unique(), value.n_unique() == pl.len())
        repeats = name if (column.metadata or {}).get("repeats") else None
        for check in column.checks:
            sentence = f"`{name}` {word(check).sentence(check.statistics or {})}."
            holds = _expression(check, name)
            yield Condition(f"{name}.{check.name}", sentence, holds, holds.all(), repeats)
    for check in schema.checks:
        row_schema(check)
        yield condition(str(check.name), str(check.description), _expression(check, "*"))
