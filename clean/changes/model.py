"""What a comparison of two versions says, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from clean.changes.words import WordChange

__all__ = [
    "CHANGES",
    "KINDS",
    "LISTED",
    "TAKEDOWNS",
    "ChangedColumn",
    "ChangedRecord",
    "Comparison",
    "Kind",
    "Moved",
    "Owner",
    "OwnerChange",
    "OwnerCount",
    "Reason",
    "TableChanges",
    "Takedown",
]

Kind = Literal["none", "patch", "minor", "major"]

KINDS: Final[tuple[Kind, ...]] = ("none", "patch", "minor", "major")
"""Kinds of change, from the smallest to the largest."""

CHANGES: Final = "changes.md"
"""The file of a version that says what changed since the one before."""

TAKEDOWNS: Final = "withdrawn.json"
"""The file of a version that lists what was withdrawn."""

LISTED: Final = 100
"""How many records of each sort a comparison names one by one; all are counted."""


@dataclass(frozen=True)
class Reason:
    """Why a change is of a kind, as a clause such as `articles: 1 record added`."""

    kind: Kind
    what: str


@dataclass(frozen=True)
class ChangedColumn:
    """A column of a record that says something else.

    Texts are compared word by word: `words` are the first places where they differ, `more` counts the
    others. Other values stand in `old` and `new`, null where there is none. Where nothing is given at all,
    only white space differs.
    """

    column: str
    old: str | None = None
    new: str | None = None
    words: tuple[WordChange, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class ChangedRecord:
    """A record that both versions have, and its columns that differ."""

    id: str
    columns: tuple[ChangedColumn, ...]


@dataclass(frozen=True)
class Moved:
    """A record that says the same under another id."""

    old: str
    new: str


@dataclass(frozen=True)
class TableChanges:
    """What became of the records of a table.

    `before` and `after` count all rows; `columns` says in how many of the changed records each column
    differs. The `first_…` name up to `LISTED` records; spans have no ids and are counted only.
    """

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    changed: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    first_added: tuple[str, ...] = ()
    first_removed: tuple[str, ...] = ()
    first_moved: tuple[Moved, ...] = ()
    first_changed: tuple[ChangedRecord, ...] = ()


@dataclass(frozen=True, order=True)
class Owner:
    """Who owns a stretch of a raw page: its label, and the step and rule that claimed it."""

    label: str
    step: str
    rule: str


@dataclass(frozen=True)
class OwnerChange:
    """Stretches of unchanged raw pages that went from one owner to another.

    `characters` are Unicode code points. The first of the stretches is on `page_id`, from `start` to `end`.
    """

    old: Owner
    new: Owner
    stretches: int
    characters: int
    page_id: str
    start: int
    end: int


@dataclass(frozen=True)
class OwnerCount:
    """How many spans an owner has in each of the versions, and how many code points."""

    owner: Owner
    spans_before: int
    spans_after: int
    characters_before: int
    characters_after: int


@dataclass(frozen=True)
class Takedown:
    """A page or comment that was withdrawn: its id, the day (ISO 8601), and the reason.

    `now` is the id that it has today where that is another one, "gone" where the raw pages do not have it.
    """

    id: str
    date: str
    reason: str
    now: str | None = None


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions.

    `kind` is the largest that `reasons` give. `contract` are sentences about tables and columns, `metadata`
    about what is known of the dataset as a whole, `withdrawn` the takedowns that the new version has and the
    old one has not. `owner_counts` lists the owners of which one version has more; `owner_changes` is about
    pages whose raw text is the same in both, `edited_pages` counts the others that both have.
    """

    old: str
    new: str
    kind: Kind
    reasons: tuple[Reason, ...]
    contract: tuple[str, ...]
    metadata: tuple[str, ...]
    withdrawn: tuple[Takedown, ...]
    tables: Mapping[str, TableChanges]
    owner_changes: tuple[OwnerChange, ...]
    owner_counts: tuple[OwnerCount, ...]
    edited_pages: int
