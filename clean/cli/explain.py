"""`clean explain`: one raw page, with an owner for every character."""

import sys
from pathlib import Path

import click

__all__ = ["explain"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--no-model", is_flag=True, help="Leave the line model out: rules alone claim.")
@click.option("--json", "as_json", is_flag=True, help="Print article, comments and spans as JSON.")
@click.option(
    "--width",
    type=click.IntRange(min=20),
    metavar="COLUMNS",
    help="Wrap at this many columns; by default as wide as the terminal, and not at all in a pipe.",
)
def explain(file: Path, *, no_model: bool, as_json: bool, width: int | None) -> None:
    r"""Show a raw page with what became of each stretch.

    FILE is a raw page. A dataset.toml beside it is read for the page's encoding and site, as a build does.

    On a terminal, every stretch is coloured by its label, and step, rule and reason stand beside what is
    removed. In a pipe, or with NO_COLOR set, marks such as ⟦title: …⟧ and
    ⟦removed reply_form/leave-a-reply (reason): …⟧ say the same. Characters of the page that do not print
    are shown escaped, such as \x1b.
    """
    from clean.cli.terminal import console, is_terminal
    from clean.explanation import explain as explain_file

    explanation = explain_file(file, model=not no_model)
    if as_json:
        click.echo(explanation.to_json())
        return
    output = console(width=width)
    if width is None and output.color_system is None and not is_terminal(sys.stdout):
        shown = explanation.plain()
        click.echo(shown, nl=not shown.endswith("\n"))
    else:
        output.print(explanation)
