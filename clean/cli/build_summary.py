"""The summary of a build for people: what went in, what came out, and what was taken away by which rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clean.cli.terminal import show
from clean.errors import shown
from clean.pipeline import LISTED, BuildReport
from clean.wording import many

__all__ = ["print_summary"]

#: How many ignored files are named; the rest is counted.
NAMED_FILES = 20

#: How many rules that never fired are named; more of them are counted.
NAMED_RULES = 20

#: How many reasons for the kind of change are named.
NAMED_REASONS = 5


def print_summary(console: Console, report: BuildReport, ignored: Sequence[str]) -> None:
    """Print the summary of a build; `ignored` are the names of files that are no pages."""
    parts = [_heading(report), _counts(report), _comments(report), _words(report), _never_fired(report)]
    parts += [_ignored(ignored), _rejected(report)]
    if not report.ok:
        place = shown(report.path / "rejected" / "rejected.parquet")
        sentence = (
            f"Left out: {many(report.rejected, 'record')} that broke a contract or stand on such a page; "
            f"they are in {place}."
        )
        parts.append(Text(sentence, "bold red"))
    given = [part for part in parts if part is not None]
    show(console, *(Padding(part, (0, 0, 1, 0)) for part in given[:-1]), given[-1])


def _heading(report: BuildReport) -> Text | Group:
    place = shown(report.path)
    if report.published == "unchanged":
        said = (
            f"Nothing changed: version {report.version} was published already, with the same content: {place}"
        )
        return Text(said, "bold")
    # A path that is broken into lines cannot be copied.
    told = f"Version {report.version} published: {place}"
    lines = [Text(told, "bold", no_wrap=True, overflow="ignore")]
    if report.previous is not None:
        why = "; ".join(map(shown, report.reasons[:NAMED_REASONS])) or "nothing changed"
        more = f"; and {len(report.reasons) - NAMED_REASONS} more" * (len(report.reasons) > NAMED_REASONS)
        change = "no change" if report.change == "none" else f"a {report.change} change"
        lines.append(Text(f"{change} since {report.previous}: {why}{more}"))
    return Group(*lines)


def _never_fired(report: BuildReport) -> Text | None:
    if not report.never_fired:
        return None
    lines = [Text(f"Rules that never fired ({len(report.never_fired)})", "bold")]
    if len(report.never_fired) > NAMED_RULES:
        return Text("\n").join([*lines, Text("too many to name here; --json names them")])
    for step, pairs in groupby(report.never_fired, key=lambda pair: pair[0]):
        lines.append(Text(f"{step}: {', '.join(rule for _, rule in pairs)}"))
    return Text("\n").join(lines)


def _ignored(names: Sequence[str]) -> Text | None:
    if not names:
        return None
    listed = ", ".join(shown(name) for name in names[:NAMED_FILES])
    more = f", and {len(names) - NAMED_FILES} more" if len(names) > NAMED_FILES else ""
    return Text("\n").join([Text(f"Files that are no pages ({len(names)})", "bold"), Text(listed + more)])


def _table(title: str, texts: Sequence[str], numbers: Sequence[str] = ()) -> Table:
    table = Table(
        title=Text(title, "bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for name in texts:
        table.add_column(name, overflow="fold", header_style="dim")
    for name in numbers:
        table.add_column(name, justify="right", header_style="dim", no_wrap=True)
    return table


def _add(table: Table, cells: Iterable[object], style: str = "") -> None:
    table.add_row(*(Text(shown(str(cell)), style) for cell in cells))


def _counts(report: BuildReport) -> Table:
    counts = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    counts.add_column()
    counts.add_column(overflow="fold")
    splits = ", ".join(f"{name} {pages:,}" for name, pages in report.splits.items())
    _add(counts, ("pages read", f"{report.pages:,}"))
    _add(counts, ("articles", f"{report.articles:,} ({splits})"))
    _add(counts, ("comments", f"{report.comments:,}"))
    _add(counts, ("personal data", _masked(report)))
    _add(counts, ("rejected records", f"{report.rejected:,}"))
    return counts


def _masked(report: BuildReport) -> str:
    """Say what was found of personal data, such as `email-address 3 (articles 1, removed 2)`."""
    if not report.masked:
        return "none found of the kinds that are masked"
    places: dict[str, dict[str, int]] = {}
    for found in report.masked:
        places.setdefault(found.rule, {})[found.place] = found.spans
    return "; ".join(
        f"{rule} {sum(counts.values()):,} ({', '.join(f'{place} {n:,}' for place, n in counts.items())})"
        for rule, counts in places.items()
    )


def _comments(report: BuildReport) -> Table | None:
    if not report.comment_counts:
        return None
    first = f" (the first {LISTED} pages)" if len(report.comment_counts) == LISTED else ""
    table = _table(f"Comments{first}", ["page"], ["stated", "recovered"])
    for count in report.comment_counts:
        stated = "not stated" if count.stated is None else f"{count.stated:,}"
        _add(table, (count.page_id, stated, f"{count.recovered:,}"))
    return table


def _words(report: BuildReport) -> Table:
    table = _table("Words", ["step", "rule"], ["spans", "words", "share"])
    kept, removed = sum(report.words_kept.values()), sum(rule.words for rule in report.removed)
    total = max(kept + removed, 1)

    def share(words: int) -> str:
        return f"{100 * words / total:.1f} %"

    for name, words in report.words_kept.items():
        _add(table, (f"kept: {name}", "", "", f"{words:,}", share(words)))
    _add(table, ("kept", "", "", f"{kept:,}", share(kept)), "bold")
    for rule in report.removed:
        _add(table, (rule.step, rule.rule, f"{rule.spans:,}", f"{rule.words:,}", share(rule.words)))
    spans = sum(rule.spans for rule in report.removed)
    _add(table, ("removed", "", f"{spans:,}", f"{removed:,}", share(removed)), "bold")
    return table


def _rejected(report: BuildReport) -> Table | None:
    if not report.first_rejected:
        return None
    first = f" (the first {LISTED})" if len(report.first_rejected) == LISTED else ""
    table = _table(
        f"Records that broke their contract{first}", ["table", "page", "broken checks"], ["records"]
    )
    alike = Counter((r.table, r.page_id or "", ", ".join(r.checks)) for r in report.first_rejected)
    for cells, number in alike.items():
        _add(table, (*cells, f"{number:,}"))
    return table
