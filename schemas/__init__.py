"""Contracts of the dataset's tables.

One pandera model per table is the only place where a column, its type, its limits and its meaning are
written; Arrow, Hugging Face, JSON Schema and the documentation are generated from it (`schemas.export`).

`TABLES` maps a table's name to its model. It is loaded on first use, because pandera takes seconds to import;
`TABLE_NAMES` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.tables import TABLES

__all__ = ["TABLES", "TABLE_NAMES"]

TABLE_NAMES = ("articles", "comments", "spans", "rejected")


def __getattr__(name: str) -> Any:
    if name == "TABLES":
        from schemas.tables import TABLES

        return TABLES
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
