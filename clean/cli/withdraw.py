"""`clean withdraw`: take a page or a comment out of all later versions."""

import datetime
from pathlib import Path

import click

__all__ = ["withdraw"]


@click.command()
@click.argument("record")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in one line; it is published.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="YYYY-MM-DD",
    help="The day of the takedown; it is published.",
)
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    default=Path("seeds"),
    show_default=True,
    metavar="DIR",
    help="The folder of the raw pages, in which withdrawn.toml is written.",
)
def withdraw(record: str, *, reason: str, date: datetime.datetime, raw: Path) -> None:
    """Withdraw a page or a comment.

    RECORD is the page_id of a page, or the comment_id of a comment, such as 002_653dc50a10026f7b:7310.

    An entry in withdrawn.toml says so from then on. The next version holds nothing of the text, and lists id,
    date and reason. Published versions never change: whoever hosts them has to take them down.
    """
    from clean.errors import shown
    from clean.withdrawals import WITHDRAWN_FILE
    from clean.withdrawals import withdraw as add

    entry = add(record, reason=reason, date=date.date(), raw=raw)
    kind = "Page" if entry.is_page else "Comment"
    click.echo(
        f"{kind} {shown(entry.id)} is in {shown(raw / WITHDRAWN_FILE)}; the next build leaves it out: "
        f"clean build {shown(raw)}"
    )
