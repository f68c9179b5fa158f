"""Whether a version's contracts still keep what those of an earlier one promised.

Compared are the JSON Schemas that stand in both versions (`schema/`). Broken is a promise that a program may
rely on: a table or column that is gone, another type, a null where none could be. What a program has only to
expect in addition (a table, a column, a value) is a minor change; other limits and words are a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clean.changes.model import Reason
from clean.changes.windows import TABLES_COMPARED
from clean.errors import shown
from clean.publish.opened import OpenedVersion

__all__ = ["contract_changes"]

_NULL: Final = "null"


def contract_changes(old: OpenedVersion, new: OpenedVersion) -> Iterator[Reason]:
    """Yield every change of the contracts of the published tables, with its kind."""
    for table in TABLES_COMPARED:
        before, after = (_properties(version, table) for version in (old, new))
        if before is None or after is None:
            if before is not after:
                gone = Reason("major", f"the contract of `{table}` is gone")
                yield gone if after is None else Reason("minor", f"the table `{table}` is new")
            continue
        yield from _columns(table, before, after)


def _properties(version: OpenedVersion, table: str) -> Mapping[str, Any] | None:
    schema = version.json(f"schema/{table}.json")
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else None


def _columns(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Reason]:
    for name in old:
        if name not in new:
            yield Reason("major", f"`{table}` lost the column `{shown(name)}`")
    for name in new:
        if name not in old:
            yield Reason("minor", f"`{table}` has a new column `{shown(name)}`")
        elif old[name] != new[name]:
            yield from _column(f"`{table}`.`{shown(name)}`", _said(old[name]), _said(new[name]))
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield Reason("patch", f"the columns of `{table}` stand in another order")


def _said(column: Any) -> Mapping[str, Any]:
    return column if isinstance(column, dict) else {}


def _column(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Reason]:
    before, after = _types(old), _types(new)
    if before - {_NULL} != after - {_NULL} or old.get("items") != new.get("items"):
        yield Reason("major", f"{name} has another type")
        return
    if _NULL in after - before:
        yield Reason("major", f"{name} may be null now")
    values, more = ([value for value in side.get("enum", ()) if value is not None] for side in (old, new))
    added = [shown(str(value)) for value in more if value not in values]
    if values and added:
        yield Reason("minor", f"{name} may now be {', '.join(added)}")
    told = {key for key, so in (("enum", values and added), ("type", _NULL in after - before)) if so}
    rest = [{key: value for key, value in side.items() if key not in told} for side in (old, new)]
    if rest[0] != rest[1]:
        yield Reason("patch", f"{name} is described or limited otherwise")


def _types(column: Mapping[str, Any]) -> frozenset[str]:
    stated = column.get("type", ())
    return frozenset([stated] if isinstance(stated, str) else map(str, stated))
