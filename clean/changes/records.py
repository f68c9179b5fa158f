"""Which records of a table came, went, moved or changed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from clean.changes.model import LISTED, ChangedColumn, ChangedRecord, Moved, TableChanges
from clean.changes.words import word_changes

__all__ = ["KEYS", "RecordChanges"]

KEYS: Final = {"articles": ["page_id"], "comments": ["comment_id"], "spans": ["page_id", "start"]}
"""The columns by which a row of each table is found again."""

SAME: Final = {"articles": ["raw_sha256"], "comments": ["page_id", "text"]}
"""The columns that say whether a record that came is one that went, under another id."""

_QUOTED_PLACES: Final = 10
_LONGEST_VALUE: Final = 200


class RecordChanges:
    """Collects the changes of one table, window by window.

    Memory holds a row of two short strings for each article that came or went (one that moved may be windows
    away), and the records that are listed.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._id = KEYS[table][0]
        self._counts: Counter[str] = Counter()
        self._columns: Counter[str] = Counter()
        self._came: list[pl.DataFrame] = []
        self._went: list[pl.DataFrame] = []
        self._added: list[str] = []
        self._removed: list[str] = []
        self._moved: list[Moved] = []
        self._changed: list[ChangedRecord] = []

    def add(self, old: pl.DataFrame, new: pl.DataFrame, quiet: frozenset[str] = frozenset()) -> None:
        """Compare the rows of a window; `quiet` are ids of which no text is quoted."""
        self._counts.update(before=old.height, after=new.height)
        keys = KEYS[self._table]
        if any(old.schema.get(key) is None or old.schema.get(key) != new.schema.get(key) for key in keys):
            # The contract is broken, and the comparison of contracts says so.
            return
        pairs = (
            old.select(keys)
            .with_row_index("old")
            .join(new.select(keys).with_row_index("new"), on=keys)
            .sort("new")
        )
        self._add_changed(old, new, pairs, quiet)
        if pairs.height == old.height == new.height:
            return
        came, went = new.join(old, on=keys, how="anti"), old.join(new, on=keys, how="anti")
        if self._table == "spans":
            self._counts.update(added=came.height, removed=went.height)
            return
        same = [column for column in SAME[self._table] if column in new.columns and column in old.columns]
        came, went = (frame.select(self._id, *same) for frame in (came, went))
        if self._table == "articles":
            self._came.append(came)
            self._went.append(went)
        else:
            self._add_moves(came, went, same)

    def finished(self) -> TableChanges:
        """Return all that was found."""
        if self._came:
            came, went = pl.concat(self._came), pl.concat(self._went)
            self._add_moves(came, went, came.columns[1:])
        number = self._counts
        return TableChanges(
            **{name: number[name] for name in ("before", "after", "added", "removed", "moved", "changed")},
            columns={name: self._columns[name] for name in sorted(self._columns)},
            first_added=tuple(self._added),
            first_removed=tuple(self._removed),
            first_moved=tuple(self._moved),
            first_changed=tuple(self._changed),
        )

    def _add_moves(self, came: pl.DataFrame, went: pl.DataFrame, same: Sequence[str]) -> None:
        """Count what came and went, setting apart the records that say the same under another id."""
        moved = pl.DataFrame({"old": [], "new": []}, schema={"old": pl.String, "new": pl.String})
        if same and came.height and went.height:
            # Where several say the same, the first is the first again.
            nth = pl.int_range(pl.len()).over(same).alias("nth")
            moved = (
                went.with_columns(nth)
                .rename({self._id: "old"})
                .join(
                    came.with_columns(nth).rename({self._id: "new"}),
                    on=[*same, "nth"],
                    maintain_order="left",
                )
                .select("old", "new")
            )
        added = came.filter(~pl.col(self._id).is_in(moved["new"].implode()))[self._id]
        removed = went.filter(~pl.col(self._id).is_in(moved["old"].implode()))[self._id]
        self._counts.update(added=len(added), removed=len(removed), moved=moved.height)
        self._added += added.head(LISTED - len(self._added)).to_list()
        self._removed += removed.head(LISTED - len(self._removed)).to_list()
        self._moved += [Moved(*row) for row in moved.head(LISTED - len(self._moved)).iter_rows()]

    def _add_changed(
        self, old: pl.DataFrame, new: pl.DataFrame, pairs: pl.DataFrame, quiet: frozenset[str]
    ) -> None:
        columns = [
            name
            for name, dtype in new.schema.items()
            if old.schema.get(name) == dtype and name not in KEYS[self._table]
        ]
        differs = pl.DataFrame(
            {
                name: old[name].gather(pairs["old"]).ne_missing(new[name].gather(pairs["new"]))
                for name in columns
            }
        )
        changed = differs.select(pl.any_horizontal(pl.all())).to_series() if columns else pl.Series([False])
        number = int(changed.sum())
        if not number:
            return
        self._counts["changed"] += number
        self._columns.update({name: n for name in columns if (n := int(differs[name].sum()))})
        room = LISTED - len(self._changed)
        if self._table == "spans" or not room:
            return
        which = changed.arg_true().head(room)
        rows = zip(
            old[pairs["old"].gather(which)].iter_rows(named=True),
            new[pairs["new"].gather(which)].iter_rows(named=True),
            differs[which].iter_rows(named=True),
            strict=True,
        )
        for before, after, flags in rows:
            name = after[self._id]
            found = [
                _changed_column(column, before[column], after[column], quoted=name not in quiet)
                for column in columns
                if flags[column]
            ]
            self._changed.append(ChangedRecord(name, tuple(found)))


def _changed_column(column: str, old: Any, new: Any, *, quoted: bool) -> ChangedColumn:
    texts = [_text(value) for value in (old, new)]
    if not any(text is not None and len(text.split()) > 1 for text in texts):
        return ChangedColumn(column, _short(texts[0]), _short(texts[1]))
    if not quoted:
        return ChangedColumn(column, "(not quoted)", "(not quoted)")
    words = list(word_changes(texts[0] or "", texts[1] or ""))
    return ChangedColumn(
        column, words=tuple(words[:_QUOTED_PLACES]), more=max(0, len(words) - _QUOTED_PLACES)
    )


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
