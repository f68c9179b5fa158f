"""A comparison of two versions for people, on a terminal and in a pipe."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clean.changes.markdown import KIND_IN_WORDS
from clean.changes.model import ChangedColumn, Comparison, Owner, TableChanges
from clean.changes.words import WordChange
from clean.cli.terminal import show
from clean.errors import shown
from clean.wording import many

__all__ = ["print_comparison"]

#: How many records of each sort a terminal is given; `--json` and `--markdown` have more.
NAMED = 20

_COUNTS = ("before", "after", "added", "removed", "moved", "changed")


def print_comparison(console: Console, found: Comparison) -> None:
    """Print a comparison; words that went stand in [- -], words that came in {+ +}, as git shows them."""
    heading = Text(f"From {shown(found.old)} to {shown(found.new)}: {KIND_IN_WORDS[found.kind]}", "bold")
    reasons = [Text(f"{reason.kind}: {shown(reason.what)}") for reason in found.reasons[:NAMED]]
    parts: list[RenderableType] = [Text("\n").join([heading, *reasons]), _counts(found)]
    if found.withdrawn:
        listed = [f"{entry.id}, {entry.date}: {entry.reason}" for entry in found.withdrawn[:NAMED]]
        parts.append(_listed("Withdrawn", listed, len(found.withdrawn)))
    for name, table in found.tables.items():
        if name != "spans":
            parts += _records(name, table)
    parts += _owners(found)
    show(console, *(Padding(part, (0, 0, 1, 0)) for part in parts[:-1]), parts[-1])


def _table(title: str, texts: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(
        title=Text(title, "bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for name in texts:
        table.add_column(name, overflow="fold", header_style="dim")
    for name in numbers:
        table.add_column(name, justify="right", header_style="dim", no_wrap=True)
    return table


def _counts(found: Comparison) -> Table:
    table = _table("Records", ["table"], _COUNTS)
    for name, changes in found.tables.items():
        table.add_row(Text(name), *(Text(f"{getattr(changes, count):,}") for count in _COUNTS))
    return table


def _listed(title: str, lines: Iterable[str], number: int) -> Text:
    given = [Text(shown(line)) for line in lines]
    more = [Text(f"… and {number - len(given):,} more")] if number > len(given) else []
    return Text("\n").join([Text(f"{title} ({number:,})", "bold"), *given, *more])


def _records(name: str, table: TableChanges) -> Iterator[RenderableType]:
    if table.added:
        yield _listed(f"{name}: added", table.first_added[:NAMED], table.added)
    if table.removed:
        yield _listed(f"{name}: removed", table.first_removed[:NAMED], table.removed)
    if table.moved:
        moved = [f"{pair.old} is now {pair.new}" for pair in table.first_moved[:NAMED]]
        yield _listed(f"{name}: known under another id", moved, table.moved)
    if table.changed:
        columns = ", ".join(f"{column} {number:,}" for column, number in table.columns.items())
        lines = [Text(f"{name}: changed ({table.changed:,}): {columns}", "bold")]
        for record in table.first_changed[:NAMED]:
            lines.append(Text(shown(record.id)))
            lines += [line for column in record.columns for line in _column(column)]
        if table.changed > NAMED:
            lines.append(Text(f"… and {table.changed - NAMED:,} more"))
        yield Text("\n").join(lines)


def _column(changed: ChangedColumn) -> Iterator[Text]:
    name = f"  {changed.column}: "
    if not changed.words:
        if changed.old is None and changed.new is None:
            yield Text(f"{name}white space only")
            return
        old, new = ("nothing" if value is None else shown(value) for value in (changed.old, changed.new))
        yield Text.assemble(name, (old, "red"), " → ", (new, "green"))
        return
    for change in changed.words:
        yield Text.assemble(name, *_words(change))
    if changed.more:
        yield Text(f"{name}and {many(changed.more, 'more place')}")


def _words(change: WordChange) -> Iterator[tuple[str, str]]:
    if change.before:
        yield f"… {shown(change.before)} ", "dim"
    if change.removed:
        yield f"[-{shown(change.removed)}-]", "red"
    if change.added:
        yield f"{{+{shown(change.added)}+}}", "green"
    if change.after:
        yield f" {shown(change.after)} …", "dim"


def _owners(found: Comparison) -> Iterator[RenderableType]:
    if found.owner_changes:
        table = _table(
            "Stretches with another owner, on pages whose raw text is the same",
            ["from", "to", "the first"],
            ["stretches", "characters"],
        )
        for change in found.owner_changes[:NAMED]:
            place = f"{shown(change.page_id)} {change.start}–{change.end}"
            numbers = (Text(f"{change.stretches:,}"), Text(f"{change.characters:,}"))
            table.add_row(_owner(change.old), _owner(change.new), Text(place), *numbers)
        yield table
    if found.edited_pages:
        yield Text(
            f"{many(found.edited_pages, 'page')} changed in the raw text; of those, only the numbers of "
            "spans are compared."
        )
    if found.owner_counts:
        table = _table("Owners with more or fewer spans", ["owner"], ["spans", "now", "characters", "now"])
        for count in found.owner_counts[:NAMED]:
            spans = (count.spans_before, count.spans_after)
            sizes = (count.characters_before, count.characters_after)
            table.add_row(_owner(count.owner), *(Text(f"{number:,}") for number in (*spans, *sizes)))
        yield table


def _owner(owner: Owner) -> Text:
    return Text(shown(f"{owner.label}: {owner.step}/{owner.rule}"))
