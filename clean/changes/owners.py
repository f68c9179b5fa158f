"""Which stretches of the raw pages went from one owner to another, by step and rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from clean.changes.model import Owner, OwnerChange, OwnerCount

__all__ = ["OwnerChanges"]

_OWNER: Final = ("label", "step", "rule")
_SPAN: Final = ("page_id", "start", "end", *_OWNER)


class OwnerChanges:
    """Collects what became of spans, window by window; memory grows with the rules, not with the pages."""

    def __init__(self) -> None:
        self.edited_pages = 0
        self._changes: dict[tuple[Owner, Owner], OwnerChange] = {}
        self._counts: dict[Owner, list[int]] = {}

    def add(self, old: pl.DataFrame, new: pl.DataFrame, same_raw: pl.Series) -> None:
        """Compare the spans of a window; `same_raw` are the pages whose raw text is the same on both sides.

        Spans without the columns of an owner are passed over: the comparison of contracts says so.
        """
        if not all(name in frame.columns for frame in (old, new) for name in _SPAN):
            return
        for side, frame in enumerate((old, new)):
            self._count(frame, side)
        sides = [
            frame.select(_SPAN).filter(pl.col("page_id").is_in(same_raw.implode())) for frame in (old, new)
        ]
        before, after = (sides[side].join(sides[1 - side], on=_SPAN, how="anti") for side in (0, 1))
        if before.height and after.height:
            for change in _stretches(before, after):
                self._note(change)

    def changes(self) -> tuple[OwnerChange, ...]:
        """Return the changes of owners, those of most characters first."""
        found = self._changes.values()
        return tuple(sorted(found, key=lambda change: (-change.characters, change.old, change.new)))

    def counts(self) -> tuple[OwnerCount, ...]:
        """Return the owners that have more or fewer spans or characters than before, in order."""
        return tuple(
            OwnerCount(owner, *(self._counts[owner][i] for i in (0, 2, 1, 3)))
            for owner in sorted(self._counts)
            if self._counts[owner][:2] != self._counts[owner][2:]
        )

    def _count(self, spans: pl.DataFrame, side: int) -> None:
        size = (pl.col("end").cast(pl.Int64) - pl.col("start")).sum()
        for *owner, number, characters in spans.group_by(_OWNER).agg(pl.len(), size=size).iter_rows():
            counts = self._counts.setdefault(Owner(*owner), [0, 0, 0, 0])
            counts[2 * side] += number
            counts[2 * side + 1] += characters

    def _note(self, change: OwnerChange) -> None:
        key = (change.old, change.new)
        known = self._changes.get(key)
        if known is None:
            self._changes[key] = change
            return
        self._changes[key] = replace(
            known,
            stretches=known.stretches + change.stretches,
            characters=known.characters + change.characters,
        )


def _stretches(old: pl.DataFrame, new: pl.DataFrame) -> Iterator[OwnerChange]:
    """Yield the stretches that have other owners, summed up by pairs of owners.

    Both frames hold the spans of the same pages that the other does not have, so they cover the same
    stretches, cut differently.
    """
    ends = [frame.select("page_id", at=name) for frame in (old, new) for name in ("start", "end")]
    pieces = (
        pl.concat(ends)
        .unique()
        .sort("page_id", "at")
        .with_columns(to=pl.col("at").shift(-1).over("page_id"))
        .drop_nulls("to")
    )
    for side, spans in (("old", old), ("new", new)):
        owners = spans.sort("page_id", "start").select(
            "page_id", "start", pl.col("end").alias(f"{side}_end"), pl.struct(_OWNER).alias(side)
        )
        pieces = pieces.join_asof(
            owners, left_on="at", right_on="start", by="page_id", strategy="backward", check_sortedness=False
        ).drop("start", strict=False)
    other = pieces.filter(
        (pl.col("old_end") > pl.col("at"))
        & (pl.col("new_end") > pl.col("at"))
        & (pl.col("old") != pl.col("new"))
    )
    follows = (
        (pl.col("page_id") == pl.col("page_id").shift(1))
        & (pl.col("at") == pl.col("to").shift(1))
        & (pl.col("old") == pl.col("old").shift(1))
        & (pl.col("new") == pl.col("new").shift(1))
    ).fill_null(value=False)
    stretches = (
        other.with_columns(stretch=(~follows).cum_sum())
        .group_by("stretch", maintain_order=True)
        .agg(pl.col("page_id", "at", "old", "new").first(), pl.col("to").last())
    )
    summed = stretches.group_by("old", "new", maintain_order=True).agg(
        pl.len(), pl.col("page_id", "at", "to").first(), size=(pl.col("to") - pl.col("at")).sum()
    )
    for row in summed.iter_rows(named=True):
        yield _change(row)


def _change(row: dict[str, Any]) -> OwnerChange:
    return OwnerChange(
        old=Owner(**row["old"]),
        new=Owner(**row["new"]),
        stretches=row["len"],
        characters=row["size"],
        page_id=row["page_id"],
        start=row["at"],
        end=row["to"],
    )
