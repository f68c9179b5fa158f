"""`clean train`: a line model from labelled pages."""

from pathlib import Path

import click

__all__ = ["train"]


@click.command()
@click.argument("pages", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write the model; a file that stands there is replaced when training is done.",
)
def train(pages: tuple[Path, ...], *, out: Path) -> None:
    """Train a line model from labelled pages.

    Each PAGE is a file of labelled pages, one JSON object a line, gzipped if called .gz: id, url, text_main,
    text_full and gold, the text of the article. The same files give the same model, byte by byte. Six
    hundred pages take less than a minute.
    """
    from clean.errors import CleanError, shown
    from clean.line_model.labelled import read_labelled
    from clean.line_model.train import train as trained
    from clean.whole_file import replace_text

    if not out.parent.is_dir():
        raise CleanError(f"{shown(out)} cannot be written: its folder does not exist; make it first.")
    model = trained(read_labelled(pages), told=lambda step: click.echo(step, err=True))
    try:
        replace_text(out, model)
    except OSError as fault:
        raise CleanError(f"{shown(out)} cannot be written: {fault.strerror}; name another file.") from None
    click.echo(f"{shown(out)} holds the model; it is {len(model) // 1000} kB.")
