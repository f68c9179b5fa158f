"""`clean build`: from a folder of raw pages to a published version."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clean.pipeline import Progress

__all__ = ["build"]


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("seeds"))
@click.option(
    "--out",
    # not as a Path, for which no name is the current folder
    type=click.Path(),
    default="dist",
    show_default=True,
    metavar="DIR",
    help="The folder of versions; the new one becomes a folder in it.",
)
@click.option(
    "--version",
    metavar="X",
    help="The version to build, such as 1.2.0; by default the one that follows from what changed.",
)
@click.option(
    "--changelog",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Say in the version's section of this file, such as CHANGELOG.md, what changed.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The key of pseudonyms, where dataset.toml asks for any; else $MOMENTUM_CORPUS_KEY_FILE.",
)
@click.option("--no-model", is_flag=True, help="Leave the line model out: rules alone claim.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON instead of a summary.")
@click.pass_context
def build(
    ctx: click.Context,
    raw: Path,
    out: str,
    version: str | None,
    *,
    changelog: Path | None,
    key_file: Path | None,
    no_model: bool,
    as_json: bool,
) -> None:
    """Build the raw pages into a dataset folder.

    RAW is the folder of raw pages, one .txt file each, with an optional dataset.toml; by default seeds.

    What was built is compared with the newest version in --out. A broken contract or id makes the next one a
    major version, records that came or went a minor one, corrections a patch; if nothing changed, there is no
    new version. A larger step may be asked for with --version, a smaller one is refused.

    The version appears complete or not at all, and a published one never changes. Records that break their
    contract are left out and reported, and the exit code is 1 then.
    """
    from clean.cli.json_text import as_json as to_json
    from clean.pipeline import build as run
    from clean.sources import DirectorySource

    with _progress() as progress:
        report = run(
            raw, out, version, changelog=changelog, progress=progress, key_file=key_file, model=not no_model
        )
    ignored = DirectorySource(raw).ignored
    if as_json:
        click.echo(to_json({"ok": report.ok, **vars(report), "ignored": ignored}))
    else:
        from clean.cli.build_summary import print_summary
        from clean.cli.terminal import console

        print_summary(console(), report, ignored)
    ctx.exit(0 if report.ok else 1)


@contextmanager
def _progress() -> Iterator["Progress | None"]:
    """Show a bar on a terminal while the pages are cleaned; elsewhere stay silent."""
    from clean.cli.terminal import console, is_terminal

    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("cleaning pages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(err=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
