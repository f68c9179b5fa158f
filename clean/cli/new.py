"""`clean new`: a rule file to fill in."""

from pathlib import Path

import click

__all__ = ["new"]

_DIR = click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the file into this folder; by default where this checkout keeps its rules.",
)


@click.group()
def new() -> None:
    """Write a rule file to fill in.

    The file says in comments what each key means. It loads and passes `clean rules --check` as it is, with a
    sample rule to replace. A file that exists is never overwritten.
    """


@new.command()
@click.argument("name")
@_DIR
def step(name: str, *, folder: Path | None) -> None:
    """Write a file for a general cleaning step.

    NAME is the step's name: the thing that it finds, such as donation_appeal.
    """
    from clean.rules.scaffold import write_step

    _tell(write_step(name, folder), loose=folder is not None)


@new.command()
@click.argument("host")
@_DIR
def site(host: str, *, folder: Path | None) -> None:
    """Write a file for what only one site has.

    HOST is the site's host, such as example.org.
    """
    from clean.rules.scaffold import write_site

    _tell(write_site(host, folder), loose=folder is not None)


def _tell(path: Path, *, loose: bool) -> None:
    from clean.errors import shown

    check = f"clean rules --check {shown(path)}" if loose else "clean rules --check"
    click.echo(f"{shown(path)} is written. Replace what is a sample in it, then run: {check}")
