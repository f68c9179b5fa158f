"""`clean export`: a version in the forms that other tools read."""

from collections.abc import Callable
from pathlib import Path

import click

from clean.cli.chosen_version import version_options

__all__ = ["export"]

_DIR = click.argument("dir", type=click.Path(path_type=Path))


@click.group()
def export() -> None:
    """Write a version in the form that another tool reads.

    The version's folder must verify. The export appears complete or not at all, in a folder that is new or
    empty; the same version gives the same bytes.
    """


@export.command()
@_DIR
@version_options
def convokit(dir: Path, folder: Path | None, *, version: str | None) -> None:  # noqa: A002  (as users see it)
    """Write a version as a corpus for ConvoKit.

    DIR is the folder to write. FOLDER is the version's folder; by default the newest version in dist.

    Articles and comments are utterances. A page's article is the root of its conversation; a reply whose
    parent was lost is the root of one of its own. Each unknown author is a speaker of their own.
    """
    from clean.export.convokit import export_convokit

    _run(export_convokit, dir, folder, version)


@export.command()
@_DIR
@version_options
def jsonl(dir: Path, folder: Path | None, *, version: str | None) -> None:  # noqa: A002  (as users see it)
    """Write a version as JSON Lines, a file per table and split.

    DIR is the folder to write. FOLDER is the version's folder; by default the newest version in dist.
    """
    from clean.export.flat import export_jsonl

    _run(export_jsonl, dir, folder, version)


@export.command()
@_DIR
@version_options
def csv(dir: Path, folder: Path | None, *, version: str | None) -> None:  # noqa: A002  (as users see it)
    """Write a version as CSV, a file per table and split.

    DIR is the folder to write. FOLDER is the version's folder; by default the newest version in dist.

    An empty cell is null, a list is JSON. A cell that a spreadsheet would run as a formula has an apostrophe
    in front, and so has one that begins with an apostrophe: taking one away gives the text.
    """
    from clean.export.flat import export_csv

    _run(export_csv, dir, folder, version)


def _run(
    write: Callable[[Path, Path], list[str]], target: Path, folder: Path | None, version: str | None
) -> None:
    from clean.deliver.version_folder import chosen_folder
    from clean.errors import shown
    from clean.wording import many

    names = write(chosen_folder(folder, version), target)
    click.echo(f"{shown(target)} has {many(len(names), 'file')}: {', '.join(names)}")
