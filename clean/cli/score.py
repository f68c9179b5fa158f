"""`clean score`: how well articles and threads come out on labelled pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from clean.score.scoring import ScoredFile

__all__ = ["score"]


@click.command()
@click.argument("gold", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--predictions",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Score what another tool made (JSON Lines) instead of cleaning the pages.",
)
@click.option(
    "--worst",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Name the N worst pages and lines lost.",
)
@click.option(
    "--floors",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Fail if a figure is below its floor in this TOML file.",
)
@click.option("--set-floors", is_flag=True, help="Write the figures into the file of floors.")
@click.option("--allow-lower", is_flag=True, help="Let --set-floors lower a floor.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def score(
    ctx: click.Context,
    gold: tuple[Path, ...],
    predictions: Path | None,
    worst: int,
    floors: Path | None,
    *,
    set_floors: bool,
    allow_lower: bool,
    as_json: bool,
) -> None:
    """Score articles and threads on labelled pages.

    GOLD is one or more files of labelled pages (JSON Lines, may be gzipped), of articles or of threads. The
    pages are cleaned, and the result is scored beside the unchanged text and the perfect choice of lines.
    """
    from clean.cli.json_text import as_json as to_json
    from clean.cli.score_tables import show
    from clean.score.floors import Floors
    from clean.score.gold import GoldFile
    from clean.score.scoring import read_predictions, score_file
    from clean.whole_file import replace_text

    if (set_floors and floors is None) or (allow_lower and not set_floors):
        raise click.UsageError("--set-floors needs --floors FILE, and --allow-lower needs --set-floors.")
    made = read_predictions(predictions) if predictions is not None else None
    known = Floors.read(floors) if floors is not None else None
    files = [GoldFile(path) for path in gold]
    scored = [score_file(file, predictions=made, worst=worst) for file in files]
    if as_json:
        click.echo(to_json([_as_dict(file) for file in scored]))
    else:
        show(scored, worst)
    if floors is None or known is None:
        return
    if set_floors:
        replace_text(floors, known.raised(scored, lower=allow_lower).text())
        click.echo(f"Floors written to {floors}.", err=True)
        return
    failures = known.failures(scored)
    for sentence in failures:
        click.echo(sentence, err=True)
    if not failures:
        click.echo(f"No figure is below its floor ({len(known.floors)} floors).", err=True)
    ctx.exit(1 if failures else 0)


def _as_dict(file: "ScoredFile") -> dict[str, Any]:
    def scores(value: Any) -> dict[str, Any]:
        return {**vars(value), "f1": value.f1}

    return {
        "name": file.name,
        "digest": file.digest,
        "articles": [
            {**vars(row), "scores": scores(row.scores), "free_title": scores(row.free_title)}
            for row in file.articles
        ],
        "threads": {variant: scores(value) for variant, value in file.threads.items()},
        "losses": {
            name: [{**vars(loss), "lines": [vars(line) for line in loss.lines]} for loss in losses]
            for name, losses in file.losses.items()
        },
        "worst": {name: [vars(page) for page in pages] for name, pages in file.worst.items()},
    }
