"""changes.md: what a version changed, for people, in Markdown.

Ids and texts are data, and hostile: everything is escaped, so that Markdown and HTML show it as it is and
make no links of it. The same comparison gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clean.changes.model import (
    LISTED,
    ChangedColumn,
    Comparison,
    Kind,
    Owner,
    TableChanges,
)
from clean.changes.words import WordChange
from clean.documents.markdown import escaped
from clean.errors import shown
from clean.wording import many

__all__ = ["KIND_IN_WORDS", "changes_of", "first_version", "quoted", "summary_of"]

KIND_IN_WORDS: Final[Mapping[Kind, str]] = {
    "none": "nothing changed",
    "patch": "a patch: texts or metadata were corrected",
    "minor": "a minor change: records or columns came or went",
    "major": "a major change: a contract or ids are broken",
}

_LINKS: Final = re.compile(r"://|@|(?i:www)\.")
_COUNTS: Final = ("before", "after", "added", "removed", "moved", "changed")


def quoted(text: str) -> str:
    r"""Return text on one line as Markdown shows it, with what does not print escaped (`\u202e`)."""
    # Sites turn these into links and mentions, escaped or not.
    return _LINKS.sub(lambda found: _entities(found.group()), escaped(shown(text)))


def _entities(text: str) -> str:
    return "".join(char if char.isalpha() else f"&#{ord(char)};" for char in text)


def first_version(version: str, rows: Mapping[str, int]) -> str:
    """Return the changes.md of a version before which there was none; `rows` counts them by table."""
    table = _table(["table", "rows"], [[f"`{name}`", f"{number:,}"] for name, number in rows.items()])
    return f"# Changes in version {escaped(version)}\n\nThis is the first version.\n\n{table}\n"


def changes_of(comparison: Comparison) -> str:
    """Return a comparison as a Markdown document."""
    parts = [f"# Changes in version {escaped(comparison.new)}", *_summary(comparison)]
    for title, sentences in (("Contract", comparison.contract), ("Metadata", comparison.metadata)):
        if sentences:
            parts += [f"## {title}", _list(quoted(sentence) for sentence in sentences)]
    if comparison.withdrawn:
        listed = (
            f"{quoted(entry.id)}, {quoted(entry.date)}: {quoted(entry.reason)}"
            for entry in comparison.withdrawn[:LISTED]
        )
        parts += ["## Withdrawn", _list(listed, len(comparison.withdrawn))]
    for name, table in comparison.tables.items():
        if name != "spans":
            parts += _records(name, table)
    parts += _spans(comparison)
    return "\n\n".join(parts) + "\n"


def summary_of(document: str) -> str:
    """Return the part of a changes.md that names no record and quotes no text: what is above its parts."""
    body = document.split("\n", 1)[1]
    return body.split("\n## ", 1)[0].strip()


def _summary(comparison: Comparison) -> Iterator[str]:
    yield f"Compared with version {escaped(comparison.old)}: {KIND_IN_WORDS[comparison.kind]}."
    if comparison.reasons:
        yield _list(f"{quoted(reason.what)} ({reason.kind})" for reason in comparison.reasons[:LISTED])
    rows = [
        [f"`{name}`", *(f"{getattr(table, count):,}" for count in _COUNTS)]
        for name, table in comparison.tables.items()
    ]
    yield _table(["table", *_COUNTS], rows)


def _records(name: str, table: TableChanges) -> Iterator[str]:
    if not (table.added or table.removed or table.moved or table.changed):
        return
    yield f"## {name.capitalize()}"
    for what, ids, number in (
        ("Added", table.first_added, table.added),
        ("Removed", table.first_removed, table.removed),
    ):
        if number:
            yield f"### {what}"
            yield _list(map(quoted, ids), number)
    if table.moved:
        yield "### Known under another id"
        yield _list(
            (f"{quoted(moved.old)} is now {quoted(moved.new)}" for moved in table.first_moved), table.moved
        )
    if table.changed:
        yield "### Changed"
        yield _table(
            ["column", "records"],
            [[f"`{column}`", f"{number:,}"] for column, number in table.columns.items()],
        )
        changed = (
            f"{quoted(record.id)}\n" + "\n".join(f"  - {_column(column)}" for column in record.columns)
            for record in table.first_changed
        )
        yield _list(changed, table.changed)


def _column(changed: ChangedColumn) -> str:
    name = f"`{changed.column}`"
    if changed.words:
        places = [_words(change) for change in changed.words]
        more = [f"and {many(changed.more, 'more place')}"] if changed.more else []
        return f"{name}: {'; '.join([*places, *more])}"
    if changed.old is None and changed.new is None:
        return f"{name}: white space only"
    return f"{name}: {_value(changed.old)} → {_value(changed.new)}"


def _value(value: str | None) -> str:
    return "nothing" if value is None else quoted(value) or "nothing"


def _words(change: WordChange) -> str:
    removed = f"<del>{quoted(change.removed)}</del>" if change.removed else ""
    added = f"<ins>{quoted(change.added)}</ins>" if change.added else ""
    before = f"… {quoted(change.before)}" if change.before else ""
    after = f"{quoted(change.after)} …" if change.after else ""
    return " ".join(part for part in (before, removed, added, after) if part)


def _spans(comparison: Comparison) -> Iterator[str]:
    changes, counts = comparison.owner_changes, comparison.owner_counts
    if not (changes or counts):
        return
    yield "## Spans"
    if changes:
        yield (
            "Stretches of raw text that went from one owner to another, on pages whose raw text is the same "
            "in both versions."
        )
        rows = [
            [
                _owner(change.old),
                _owner(change.new),
                f"{change.stretches:,}",
                f"{change.characters:,}",
                f"{quoted(change.page_id)}, {change.start} to {change.end}",
            ]
            for change in changes[:LISTED]
        ]
        yield _table(["from", "to", "stretches", "characters", "the first"], rows)
    if comparison.edited_pages:
        yield (
            f"{many(comparison.edited_pages, 'page')} changed in the raw text; of those, only the numbers of "
            "spans are compared."
        )
    if counts:
        yield "Owners with other numbers of spans or characters than before."
        rows = [
            [
                _owner(count.owner),
                f"{count.spans_before:,}",
                f"{count.spans_after:,}",
                f"{count.characters_before:,}",
                f"{count.characters_after:,}",
            ]
            for count in counts[:LISTED]
        ]
        yield _table(["owner", "spans before", "after", "characters before", "after"], rows)


def _owner(owner: Owner) -> str:
    return f"{quoted(owner.label)}: {quoted(owner.step)} / {quoted(owner.rule)}"


def _list(items: Iterator[str], number: int | None = None) -> str:
    """Return a bulleted list; if not all of `number` items are in it, its last line says so."""
    lines = [f"- {item}" for item in items]
    more = 0 if number is None else number - len(lines)
    return "\n".join([*lines, *([f"- … and {more:,} more"] if more > 0 else [])])


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; columns that hold numbers alone are set to the right."""
    numeric = [all(row[i].replace(",", "").isdigit() for row in rows) for i in range(len(heading))]
    marks = ["---:" if right else "---" for right in numeric]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [heading, marks, *rows])
