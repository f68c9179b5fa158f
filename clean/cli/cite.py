"""`clean cite`: a citation that names the exact bytes of a version."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clean.citation import Work
    from clean.citation.cff import CitationFile

__all__ = ["cite"]

STYLES = ("bibtex", "apa", "cff", "datacite", "ris")


@click.command()
@click.argument("dist", type=click.Path(path_type=Path), default=Path("dist"))
@click.option(
    "--format",
    "style",
    type=click.Choice(STYLES),
    default="bibtex",
    show_default=True,
    help="The format of the citation.",
)
@click.option(
    "--citation",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="The citation file with the DOI and the day of release; CITATION.cff if there is one.",
)
@click.option("--check", is_flag=True, help="Only say where the citation file and the version disagree.")
@click.option("--update", is_flag=True, help="Write the version and its digest into the citation file.")
@click.pass_context
def cite(
    ctx: click.Context, dist: Path, style: str, citation: Path | None, *, check: bool, update: bool
) -> None:
    """Print a citation that names the exact bytes of a version.

    DIST is the folder of one version, such as dist/1.0.0, or of all versions, whose newest is then cited.
    The citation has the version and the sha256 of its MANIFEST.json, which lists the sha256 of every file.
    The citation file must agree with the version, or with another one beside it, whose DOI is then left out.
    """
    from clean.citation import cite as cited
    from clean.citation.cff import FILE, CitationFile, disagreements
    from clean.citation.work import of_version
    from clean.errors import CleanError, shown

    if check and update:
        raise click.UsageError("Give --check or --update, not both.")
    path = citation or Path(FILE)
    given = citation is not None or check or update or path.exists()
    file = CitationFile.read(path) if given else None
    folder = _version_folder(dist)
    work = of_version(folder, file)
    if update:
        _bring_up_to_date(path, work)
        return
    found = disagreements(file, work, shown(path)) if file is not None else []
    if check:
        click.echo("\n".join(found) or f"{shown(path)} agrees with version {work.version}.")
        ctx.exit(1 if found else 0)
    if found and file is not None and _names_another(file, folder):
        work = of_version(folder, file.without_release())
    elif found:
        raise CleanError(
            " ".join(found) + " Correct it, or run `clean cite --update` if the version is right."
        )
    click.echo(cited(work, style), nl=False)


def _names_another(file: "CitationFile", folder: Path) -> bool:
    """Whether a citation file names the bytes of another version that stands beside `folder`."""
    from clean.citation import of_version
    from clean.publish.released import releases

    beside = [
        release.path for release in releases(folder.resolve().parent) if release.path.name == file.version
    ]
    return any(
        path.name != folder.resolve().name and of_version(path).digest == file.digest for path in beside
    )


def _bring_up_to_date(path: Path, work: "Work") -> None:
    from clean.citation.cff import naming
    from clean.errors import shown
    from clean.whole_file import replace_text

    text = path.read_text(encoding="utf-8")
    changed = naming(text, work, shown(path))
    if changed == text:
        click.echo(f"{shown(path)} names version {work.version} already.")
        return
    replace_text(path, changed)
    click.echo(f"{shown(path)} names version {work.version} now.")


def _version_folder(dist: Path) -> Path:
    from clean.errors import CleanError, shown
    from clean.publish.released import releases

    if (dist / "MANIFEST.json").exists():
        return dist
    found = releases(dist)
    if not found:
        raise CleanError(
            f"{shown(dist)} is neither a published version nor a folder of versions; run `clean build`, or "
            "give the folder of a version, such as dist/1.0.0."
        )
    return found[-1].path
