"""Contracts in other languages: Arrow, Hugging Face features, JSON Schema, Table Schema, Croissant, Markdown.

Everything is read from the pandera model. A type or a check without a translation is an error, never left
out.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl

from schemas.vocabulary import Fragment, UnknownCheckError, portable, row_schema, word

if TYPE_CHECKING:
    import datasets
    import pyarrow

__all__ = [
    "UnknownCheckError",
    "UnknownTypeError",
    "arrow_schema",
    "croissant_columns",
    "features_yaml",
    "hf_features",
    "json_schema",
    "markdown_table",
    "table_schema",
]

JSON_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class UnknownTypeError(ValueError):
    """A contract uses a type that has no translation."""


@dataclass(frozen=True)
class _Type:
    """A column's type elsewhere.

    Attributes:
        arrow: name of the Arrow type, which is the `dtype` of Hugging Face features too; of the items for a
        list.
        json: JSON Schema of a value.
        shown: name in the documentation.
        table_schema: name in Frictionless Table Schema.
        croissant: name in Croissant (schema.org's data types); of the items for a list.
        is_list: whether the column holds lists.
    """

    arrow: str
    json: Fragment
    shown: str
    table_schema: str
    croissant: str
    is_list: bool = False


_TYPES: dict[pl.DataType, _Type] = {
    pl.String(): _Type("string", {"type": "string"}, "string", "string", "sc:Text"),
    pl.Boolean(): _Type("bool", {"type": "boolean"}, "boolean", "boolean", "sc:Boolean"),
    pl.Int32(): _Type(
        "int32",
        {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
        "int32",
        "integer",
        "sc:Integer",
    ),
    pl.Date(): _Type(
        "date32",
        {"type": "string", "format": "date", "pattern": portable("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")},
        "date",
        "date",
        "sc:Date",
    ),
    pl.Datetime("us"): _Type(
        "timestamp[us]",
        {
            "type": "string",
            "pattern": portable(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$"),
        },
        "timestamp, µs, no time zone",
        "datetime",
        "sc:DateTime",
    ),
    pl.List(pl.String()): _Type(
        "string",
        {"type": "array", "items": {"type": "string"}},
        "list of strings",
        "array",
        "sc:Text",
        is_list=True,
    ),
}


@dataclass(frozen=True)
class _Column:
    name: str
    type: _Type
    nullable: bool
    unique: bool
    description: str
    checks: list[pa.Check]


def _columns(model: type[pa.DataFrameModel]) -> list[_Column]:
    columns = []
    for name, column in model.to_schema().columns.items():
        dtype = column.dtype.type
        if dtype not in _TYPES:
            raise UnknownTypeError(
                f"The column {name!r} has the type {dtype}, which has no translation: add it to "
                f"schemas/export.py."
            )
        for check in column.checks:
            word(check)
        if not column.description:
            raise ValueError(f"The column {name!r} has no description: every column of a contract needs one.")
        columns.append(
            _Column(
                name, _TYPES[dtype], column.nullable, column.unique, column.description, list(column.checks)
            )
        )
    for check in model.to_schema().checks:
        row_schema(check)
    return columns


def _description(model: type[pa.DataFrameModel]) -> str:
    return " ".join(str(model.to_schema().description).split())


def arrow_schema(model: type[pa.DataFrameModel]) -> "pyarrow.Schema":
    """The Arrow schema: types, non-null flags, and the descriptions as metadata `description`.

    It has no `huggingface` metadata: versions of `datasets` below 4 cannot read what newer ones write there.
    """
    import pyarrow

    scalars = {
        "string": pyarrow.string(),
        "bool": pyarrow.bool_(),
        "int32": pyarrow.int32(),
        "date32": pyarrow.date32(),
        "timestamp[us]": pyarrow.timestamp("us"),
    }
    fields = [
        pyarrow.field(
            column.name,
            pyarrow.list_(scalars[column.type.arrow]) if column.type.is_list else scalars[column.type.arrow],
            nullable=column.nullable,
            metadata={"description": column.description},
        )
        for column in _columns(model)
    ]
    return pyarrow.schema(fields, metadata={"description": _description(model)})


def features_yaml(model: type[pa.DataFrameModel]) -> list[dict[str, str]]:
    """The features as the data card's YAML states them under `dataset_info`."""
    return [
        {"name": column.name, "list" if column.type.is_list else "dtype": column.type.arrow}
        for column in _columns(model)
    ]


def hf_features(model: type[pa.DataFrameModel]) -> "datasets.Features":
    """The features as `datasets` (which must be installed) has them after loading."""
    import datasets

    features: dict[str, Any] = {}
    for column in _columns(model):
        value = datasets.Value(column.type.arrow)
        features[column.name] = datasets.List(value) if column.type.is_list else value
    return datasets.Features(features)


def json_schema(model: type[pa.DataFrameModel]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one row as a JSON object.

    Every limit of a column is in it. What JSON Schema cannot say (uniqueness, and some checks between
    columns) is listed in `$comment`.
    """
    columns = _columns(model)
    unsaid = [f"`{column.name}` occurs once." for column in columns if column.unique]
    between = []
    for check in model.to_schema().checks:
        fragment = row_schema(check)
        if fragment:
            between.append({"$comment": check.description, **fragment})
        else:
            unsaid.append(str(check.description))
    schema: dict[str, Any] = {
        "$schema": JSON_SCHEMA_DIALECT,
        "title": model.__name__,
        "description": _description(model),
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }
    if between:
        schema["allOf"] = between
    if unsaid:
        schema["$comment"] = "Demanded besides: " + " ".join(unsaid)
    return schema


def _property(column: _Column) -> dict[str, Any]:
    said: dict[str, Any] = {"description": column.description, **column.type.json}
    besides = []
    for check in column.checks:
        limits = word(check).json_schema(check.statistics or {})
        # A column's own limits are tighter than its type's; two limits of one kind must both hold.
        if any(key in said and said[key] != column.type.json.get(key) for key in limits):
            besides.append(limits)
        else:
            said.update(limits)
    if besides:
        said["allOf"] = besides
    if column.nullable:
        said["type"] = [said["type"], "null"]
        if "enum" in said:
            said["enum"] = [*said["enum"], None]
    return said


def table_schema(model: type[pa.DataFrameModel]) -> dict[str, Any]:
    """The Frictionless Table Schema: names, types, descriptions, what must be there and what occurs once.

    The limits that it has no words for stand in the JSON Schema alone.
    """
    fields = []
    for column in _columns(model):
        constraints = {
            key: True for key, said in (("required", not column.nullable), ("unique", column.unique)) if said
        }
        fields.append(
            {
                "name": column.name,
                "type": column.type.table_schema,
                "description": column.description,
                **({"constraints": constraints} if constraints else {}),
            }
        )
    return {"fields": fields}


def croissant_columns(model: type[pa.DataFrameModel]) -> list[dict[str, Any]]:
    """The columns as Croissant describes fields, without their ids and sources."""
    return [
        {
            "name": column.name,
            "description": column.description,
            "dataType": column.type.croissant,
            **({"repeated": True} if column.type.is_list else {}),
        }
        for column in _columns(model)
    ]


def markdown_table(model: type[pa.DataFrameModel]) -> str:
    """The columns as a Markdown table: name, type, whether null is allowed, meaning, and limits."""
    rows = ["| column | type | null | meaning | limits |", "| --- | --- | --- | --- | --- |"]
    for column in _columns(model):
        limits = [word(check).sentence(check.statistics or {}) for check in column.checks]
        if column.unique:
            limits.insert(0, "occurs once")
        cells = [
            f"`{column.name}`",
            column.type.shown,
            "yes" if column.nullable else "no",
            column.description,
            "; ".join(limits),
        ]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"
