"""`clean verify`: a published version against its manifest and the raw pages."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clean.wording import many

if TYPE_CHECKING:
    from clean.verification import VerifyReport

__all__ = ["verify"]


@click.command()
@click.argument("dist", type=click.Path(path_type=Path))
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of the raw pages that the version was built from.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The key of the pseudonyms, to prove them too; else $MOMENTUM_CORPUS_KEY_FILE, if that is set.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def verify(ctx: click.Context, dist: Path, raw: Path, key_file: Path | None, *, as_json: bool) -> None:
    """Prove a published version against the raw pages.

    DIST is the folder of one version, such as dist/1.0.0. Proved are the checksums of its files and of the
    raw pages, that the spans of each page account for every character of it, and that every record's text
    follows from its spans, with a placeholder for each stretch of personal data. Without the key, a pseudonym
    only has to look like one. Exits with 1 if something differs, and says what.
    """
    from clean.cli.json_text import as_json as to_json
    from clean.verification import verify as compare

    report = compare(dist, raw, key_file=key_file)
    if as_json:
        click.echo(to_json({"ok": report.ok, **vars(report)}))
    else:
        click.echo("\n".join(_lines(report)))
    ctx.exit(0 if report.ok else 1)


def _lines(report: "VerifyReport") -> list[str]:
    from clean.errors import shown

    counts = f"{many(report.files, 'file')} and {many(report.pages, 'page')} compared"
    if report.ok:
        return [f"Proved: {counts}, nothing differs."]
    lines = [shown(str(difference)) for difference in report.differences]
    if report.more:
        lines.append(f"… and {report.more} more.")
    found = len(report.differences) + report.more
    return [*lines, f"Not proved: {counts}, {many(found, 'difference')}."]
