"""`clean compare`: what changed between two published versions."""

from pathlib import Path

import click

__all__ = ["compare"]


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--dist",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    metavar="DIR",
    help="The folder of versions in which numbers are looked up.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print what changes.md would say.")
def compare(old: str, new: str, dist: Path, *, as_json: bool, as_markdown: bool) -> None:
    """Say what changed between two published versions.

    OLD is the number of a version, such as 1.0.0, or its folder. NEW is the other version.

    Told are records that were added, removed or changed (which columns, and the words that differ), records
    known under another id, stretches of the raw pages that went to another step or rule, and what kind of
    change that makes: major, minor or patch.
    """
    from clean.cli.json_text import as_json as to_json
    from clean.comparison import compare as run

    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown exclude each other.")
    found = run(old, new, dist)
    if as_json:
        click.echo(to_json(found))
    elif as_markdown:
        from clean.changes.markdown import changes_of

        click.echo(changes_of(found), nl=False)
    else:
        from clean.cli.compare_view import print_comparison
        from clean.cli.terminal import console

        print_comparison(console(), found)
