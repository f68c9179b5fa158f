"""`clean datasheet`: the figures of the datasheet and of the data card, against the data."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clean.wording import many

if TYPE_CHECKING:
    from clean.documents.agreement import Figures
    from clean.documents.datasheet import Answered
    from clean.documents.measures import Measures

__all__ = ["datasheet"]


@click.command()
@click.argument("dist", type=click.Path(path_type=Path), default=Path("dist"))
@click.option(
    "--datasheet",
    "file",
    type=click.Path(path_type=Path),
    default=Path("DATASHEET.md"),
    show_default=True,
    metavar="FILE",
    help="The datasheet.",
)
@click.option(
    "--check", is_flag=True, help="Only say where the datasheet and the card disagree with the data."
)
@click.option("--new", "blank", is_flag=True, help="Write a datasheet to fill in; one that exists is kept.")
@click.option(
    "--figures", "listed", is_flag=True, help="List the figures and blocks that a datasheet can name."
)
@click.option("--json", "as_json", is_flag=True, help="With --check or --figures, print JSON.")
@click.pass_context
def datasheet(
    ctx: click.Context,
    dist: Path,
    file: Path,
    *,
    check: bool,
    blank: bool,
    listed: bool,
    as_json: bool,
) -> None:
    """Write the figures of a version into its datasheet.

    DIST is the folder of one version, such as dist/1.0.0, or of all versions, whose newest is then taken.
    The figures stand between marks, which are HTML comments: <!-- fig: articles.all -->5<!-- /fig -->. With
    --check nothing is written: every figure, table and picture of the datasheet and of the version's data
    card is compared with the data, every question must be answered, and no number may lack a mark.
    """
    if check + blank + listed > 1:
        raise click.UsageError("Give one of --check, --new and --figures.")
    if as_json and not (check or listed):
        raise click.UsageError("Give --json together with --check or --figures.")
    from clean.documents.datasheet import figures_for
    from clean.documents.measures import measure_version, version_folder

    folder = version_folder(dist)
    measures = measure_version(folder)
    figures = figures_for(measures, folder, file)
    if listed:
        _list(figures, as_json=as_json)
    elif blank:
        _new(file, figures)
    elif check:
        ctx.exit(_check(folder, measures, file, figures, as_json=as_json))
    else:
        _write(file, figures)


def _list(figures: "Figures", *, as_json: bool) -> None:
    from clean.cli.json_text import as_json as to_json
    from clean.errors import shown

    if as_json:
        click.echo(to_json({"figures": dict(figures.named), "blocks": dict(figures.blocks)}))
        return
    width = max(map(len, figures.named))
    for name, value in figures.named.items():
        click.echo(f"{name:<{width}}  {shown(value)}")
    click.echo(f"Blocks: {', '.join(figures.blocks)}.")


def _new(file: Path, figures: "Figures") -> None:
    import os

    from clean.documents.blank_datasheet import blank_datasheet
    from clean.documents.datasheet import write_whole
    from clean.errors import CleanError, shown

    if os.path.lexists(file):
        raise CleanError(
            f"{shown(file)} exists and is kept; name another file with --datasheet, or move it away."
        )
    write_whole(file, blank_datasheet(figures))
    click.echo(f"{shown(file)} is written. Answer its questions, then run: clean datasheet --check")


def _write(file: Path, figures: "Figures") -> None:
    from clean.documents.datasheet import Datasheet, write_whole
    from clean.errors import shown

    sheet = Datasheet.read(file)
    text = sheet.written(figures)
    if text == sheet.text:
        click.echo(f"{shown(file)} has the figures of version {shown(figures.named['version'])} already.")
        return
    write_whole(file, text)
    click.echo(f"{shown(file)} has the figures of version {shown(figures.named['version'])} now.")


def _check(folder: Path, measures: "Measures", file: Path, figures: "Figures", *, as_json: bool) -> int:
    from clean.cli.json_text import as_json as to_json
    from clean.documents.card_agreement import card_faults
    from clean.documents.datasheet import Datasheet
    from clean.errors import shown

    sheet = Datasheet.read(file)
    faults = [*sheet.faults(figures), *card_faults(folder, measures)]
    answered = sheet.answered()
    if as_json:
        click.echo(
            to_json({"ok": not faults, "version": measures.version, "faults": faults, **vars(answered)})
        )
    else:
        click.echo("\n".join([*faults, _verdict(shown(file), measures.version, len(faults), answered)]))
    return 1 if faults else 0


def _verdict(file: str, version: str, faults: int, answered: "Answered") -> str:
    answers = f"{answered.answered} of {many(answered.questions, 'question')} answered"
    unknown = f", {answered.not_known} by “Not known.”" if answered.not_known else ""
    if faults:
        return f"{file} and the data card of {version}: {many(faults, 'fault')}; {answers}{unknown}."
    return f"{file} and the data card say what the data of {version} say; {answers}{unknown}."
