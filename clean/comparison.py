"""Comparing two versions of the dataset, and what kind of change lies between them.

A version says four things: its contracts, its records (with the spans that prove them, and the records
that were rejected), what is known of the dataset as a whole, and what was withdrawn. Only these count. The
programs and rules that made it, and how the card words it, may differ without a change as long as they made
the same.

A broken contract or id is a major change, records that came or went a minor one, anything else a patch. An id
is broken where a record says the same under another id: whoever cited the old one finds nothing there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clean.changes.model import KINDS, TAKEDOWNS, Comparison, Kind, Reason, TableChanges, Takedown
from clean.errors import CleanError, shown
from clean.wording import many

if TYPE_CHECKING:
    import polars as pl

    from clean.changes.owners import OwnerChanges
    from clean.changes.windows import Window
    from clean.publish.opened import OpenedVersion

__all__ = ["Comparison", "compare", "compare_opened", "largest", "takedowns"]


def compare(
    old: str | os.PathLike[str], new: str | os.PathLike[str], dist: str | os.PathLike[str] = "dist"
) -> Comparison:
    """Compare two published versions, each given by its folder, or by its number as a string.

    Numbers are looked up in the folder `dist`. Raises CleanError, with a sentence for the user, if one of
    them is no published version, or not as it was published.
    """
    from clean.publish.opened import open_version
    from clean.publish.released import find_version

    opened = [open_version(*find_version(version, Path(dist))) for version in (old, new)]
    return compare_opened(opened[0], opened[1])


def compare_opened(old: OpenedVersion, new: OpenedVersion) -> Comparison:
    """Compare two versions that are open; memory does not grow with them but as `RecordChanges` says."""
    from clean.changes.contracts import contract_changes

    contract = list(contract_changes(old, new))
    found = _records(old, new)
    metadata = (*_metadata(old.manifest, new.manifest), *_policy(old.manifest, new.manifest))
    before, after = takedowns(old), takedowns(new)
    withdrawn = tuple(entry for name, entry in after.items() if name not in before)
    reasons = [*contract, *_record_reasons(found.tables)]
    reasons += [Reason("patch", sentence) for sentence in metadata]
    if withdrawn:
        reasons.append(Reason("patch", many(len(withdrawn), "more takedown")))
    if any(after.get(name) != entry for name, entry in before.items()):
        reasons.append(Reason("patch", "takedowns of earlier versions say something else"))
    if _rejected_digest(old) != _rejected_digest(new):
        reasons.append(Reason("patch", "other records were rejected"))
    return replace(
        found,
        kind=largest(reason.kind for reason in reasons),
        reasons=tuple(sorted(reasons, key=lambda reason: -KINDS.index(reason.kind))),
        contract=tuple(reason.what for reason in contract),
        metadata=metadata,
        withdrawn=withdrawn,
    )


def largest(kinds: Iterable[Kind]) -> Kind:
    """Return the largest of several kinds of change; "none" if there is none."""
    return max(kinds, key=KINDS.index, default="none")


def _records(old: OpenedVersion, new: OpenedVersion) -> Comparison:
    """Compare the rows of all tables; what else a comparison says is left empty."""
    from clean.changes.owners import OwnerChanges
    from clean.changes.records import RecordChanges
    from clean.changes.windows import TABLES_COMPARED, windows

    records = {table: RecordChanges(table) for table in TABLES_COMPARED}
    owners = OwnerChanges()
    same = old.manifest["tables"] == new.manifest["tables"]
    for window in () if same else windows(old, new):
        same_raw = _same_raw(window, owners)
        quiet = _newly_masked(window)
        for table, changes in records.items():
            sides = _both(window, table)
            if sides is None:
                continue
            changes.add(*sides, quiet)
            if table == "spans":
                owners.add(*sides, same_raw)
    tables = {table: changes.finished() for table, changes in records.items()}
    return Comparison(
        old=old.version,
        new=new.version,
        kind="none",
        reasons=(),
        contract=(),
        metadata=(),
        withdrawn=(),
        tables={table: _unchanged(old, table) for table in TABLES_COMPARED} if same else tables,
        owner_changes=owners.changes(),
        owner_counts=owners.counts(),
        edited_pages=owners.edited_pages,
    )


def _unchanged(version: OpenedVersion, table: str) -> TableChanges:
    rows = version.rows(table)
    return TableChanges(before=rows, after=rows)


def _both(window: Window, table: str) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Return the rows of a table on both sides; where only one side has any, none of the same columns."""
    old, new = window.old.get(table), window.new.get(table)
    if old is None and new is None:
        return None
    if old is None:
        return new.clear(), new  # type: ignore[union-attr, return-value]
    return old, old.clear() if new is None else new


def _same_raw(window: Window, owners: OwnerChanges) -> pl.Series:
    """Return the pages whose raw text is the same on both sides, and count those whose is not."""
    import polars as pl

    sides = _both(window, "articles")
    if sides is None or not all({"page_id", "raw_sha256"} <= set(side.columns) for side in sides):
        return pl.Series([], dtype=pl.String)
    old, new = (side.select("page_id", "raw_sha256") for side in sides)
    pages = old.join(new, on="page_id", suffix="_new")
    same = pl.col("raw_sha256") == pl.col("raw_sha256_new")
    owners.edited_pages += pages.filter(~same).height
    return pages.filter(same)["page_id"]


def _newly_masked(window: Window) -> frozenset[str]:
    """Return the records in which personal data is masked that was not masked there before.

    To quote what the old version has would publish it again.
    """
    import polars as pl

    from clean.personal.policy import STEP

    sides = _both(window, "spans")
    if sides is None or not all(
        {"page_id", "start", "end", "step", "record"} <= set(s.columns) for s in sides
    ):
        return frozenset()
    old, new = (side.filter(pl.col("step") == STEP) for side in sides)
    added = new.join(old, on=["page_id", "start", "end"], how="anti")
    return frozenset(added["record"].drop_nulls().to_list())


def _record_reasons(tables: Mapping[str, TableChanges]) -> Iterator[Reason]:
    for name, table in tables.items():
        if name == "spans":
            if table.added or table.removed or table.changed:
                yield Reason("patch", "spans: " + _counted(table, ("added", "removed", "changed")))
            continue
        if table.moved:
            yield Reason("major", f"{name}: {table.moved} known under another id")
        if table.added or table.removed:
            yield Reason("minor", f"{name}: " + _counted(table, ("added", "removed")))
        if table.changed:
            yield Reason("patch", f"{name}: {table.changed} changed")


def _counted(table: TableChanges, names: Iterable[str]) -> str:
    return ", ".join(f"{number} {name}" for name in names if (number := getattr(table, name)))


def _metadata(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield a clause for each thing known of the dataset that is no longer the same."""
    if old.get("dataset") != new.get("dataset"):
        names = [shown(str(side.get("dataset"))) for side in (new, old)]
        yield f"the dataset is called {names[0]}, no longer {names[1]}"
    before, after = old.get("metadata"), new.get("metadata")
    if not isinstance(before, dict) or not isinstance(after, dict):
        # Versions were published before their metadata was.
        return
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield f"the dataset's {shown(key)} " + (
                "is new" if not before.get(key) else "changed" if after.get(key) else "is gone"
            )


def _policy(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = (
        said.get("policy") if isinstance(said := side.get("personal_data"), dict) else None
        for side in (old, new)
    )
    if before is not None and after is not None and before != after:
        yield "the policy for personal data changed"


def takedowns(version: OpenedVersion) -> dict[str, Takedown]:
    """Return what a version says was withdrawn, by id.

    Raises CleanError if its withdrawn.json is damaged.
    """
    listed = version.json(TAKEDOWNS)
    try:
        found = [Takedown(**entry) for entry in ([] if listed is None else listed["withdrawn"])]
        if not all(isinstance(text, str) for entry in found for text in (entry.id, entry.date, entry.reason)):
            raise TypeError
    except (TypeError, KeyError) as error:
        raise CleanError(
            f"{shown(version.path / TAKEDOWNS)} does not list ids with date and reason; restore the "
            f"published folder {shown(version.path)}."
        ) from error
    return {entry.id: entry for entry in found}


def _rejected_digest(version: OpenedVersion) -> str | None:
    """Return the logical digest of the rejected records; null if there are none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from clean.publish.digest import LogicalDigest

    path = version.path / "rejected" / "rejected.parquet"
    if not path.exists():
        return None
    try:
        with pq.ParquetFile(path) as file:
            digest = LogicalDigest(file.schema_arrow)
            for batch in file.iter_batches(4_096):
                digest.update(pa.Table.from_batches([batch]))
    except (OSError, KeyError, pa.ArrowException) as error:
        raise CleanError(f"{shown(path)} cannot be read ({error}); restore the version.") from error
    return digest.hexdigest()
