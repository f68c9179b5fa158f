"""`clean learn`: a site's rule file, drafted from what recurs on its pages."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clean.wording import many

if TYPE_CHECKING:
    import polars as pl

    from clean.learn import Block

__all__ = ["learn"]

_LISTED = 40
"""Blocks that the table names; the file has all of them."""

_SHOWN = 70
"""Characters of a block's first line that the table shows."""


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--site", required=True, metavar="HOST", help="The site's host, such as example.org.")
@click.option(
    "--min-pages",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    metavar="N",
    help="On how many pages a line must stand to recur.",
)
@click.option(
    "--min-share",
    type=click.FloatRange(min=0, max=1),
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="On what share of the pages a line must stand to recur.",
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help="Write the file into this folder; by default where this checkout keeps its sites.",
)
def learn(raw: tuple[Path, ...], site: str, min_pages: int, min_share: float, *, folder: Path | None) -> None:
    """Draft the rule file of a site from what recurs on its pages.

    RAW is one or more raw pages of the site, or folders of them. Looked at is what the general steps leave in
    the articles. The draft has counts, examples and counter-examples, for a person to read and edit; a file
    that exists is never overwritten.
    """
    from clean.errors import shown
    from clean.learn import drafted, find_recurring
    from clean.rules.scaffold import site_order, write_draft

    order = site_order(site)
    found = find_recurring(_batches(raw), min_pages=min_pages, min_share=min_share)
    draft = drafted(found, site, order)
    path = write_draft(site, draft.text, folder)
    _print(draft.stated, found.pages)
    left = f"; {len(draft.unstated)} more are listed at its end" if draft.unstated else ""
    check = f"clean rules --check {shown(path)}" if folder is not None else "clean rules --check"
    click.echo(
        f"{shown(path)} is written, with {many(len(draft.stated), 'rule')}{left}. Edit it, then run: {check}"
    )


def _batches(raw: Sequence[Path]) -> Iterator["pl.DataFrame"]:
    from clean.sources import DirectorySource, read_page

    for path in raw:
        if path.is_dir():
            yield from DirectorySource(path).batches()
        else:
            yield read_page(path)


def _print(blocks: Sequence["Block"], pages: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from clean.cli.terminal import console, show
    from clean.errors import shown

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("pages", "lines", "words"):
        table.add_column(name, justify="right", header_style="dim")
    table.add_column("begins", overflow="fold", header_style="dim")
    for block in blocks[:_LISTED]:
        begins = Text(shown(block.lines[0].text[:_SHOWN]))
        table.add_row(f"{block.pages} of {pages}", str(len(block.lines)), str(block.words), begins)
    show(console(), table)
    if len(blocks) > _LISTED:
        click.echo(f"… and {len(blocks) - _LISTED} more.")
