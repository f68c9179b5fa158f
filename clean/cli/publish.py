"""`clean publish`: a version to the places that serve it."""

from pathlib import Path

import click

from clean.cli.chosen_version import version_options

__all__ = ["publish"]

_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Say what would be done, and send nothing that writes."
)


@click.group()
def publish() -> None:
    """Publish a version where others find it.

    The version's folder must verify: every file is in its manifest, with its checksum, and the data card is
    about this data. A version that is there already, with the same files, is left as it is; one with other
    content is never changed. A run that was interrupted is completed by the next one.
    """


@publish.command()
@click.argument("repo")
@version_options
@_DRY_RUN
@click.option("--private", is_flag=True, help="Make the repository private, if it is to be made.")
def hub(repo: str, folder: Path | None, *, version: str | None, dry_run: bool, private: bool) -> None:
    """Publish a version on the Hugging Face Hub.

    REPO is the dataset's repository there, OWNER/NAME; it is made if there is none. FOLDER is the version's
    folder; by default the newest version in dist.

    One commit has all files, then a tag names the version. The token is that of HF_TOKEN or of `hf auth
    login`.
    """
    from clean.deliver.hub import publish_on_hub
    from clean.deliver.version_folder import chosen_folder, publishable

    report = publish_on_hub(
        publishable(chosen_folder(folder, version)), repo, private=private, dry_run=dry_run, tell=click.echo
    )
    if report.commit is not None and not dry_run:
        click.echo(f'Load it with: load_dataset("{repo}", "articles", revision="{report.version}")')


@publish.command()
@click.argument("url")
@version_options
@_DRY_RUN
def s3(url: str, folder: Path | None, *, version: str | None, dry_run: bool) -> None:
    """Publish a version in an object store.

    URL is a place in it, such as s3://bucket/corpus, below which the version becomes a folder; other stores
    that fsspec knows will do as well. FOLDER is the version's folder; by default the newest version in dist.

    Nothing is overwritten, every file is read back, and MANIFEST.json is written last. Credentials are those
    of the AWS tools; AWS_ENDPOINT_URL names a store that is not Amazon's.
    """
    from clean.deliver.object_store import publish_in_store
    from clean.deliver.version_folder import chosen_folder, publishable

    publish_in_store(publishable(chosen_folder(folder, version)), url, dry_run=dry_run, tell=click.echo)


@publish.command()
@version_options
@_DRY_RUN
@click.option(
    "--publish", "for_good", is_flag=True, help="Publish the deposit for good, instead of leaving it a draft."
)
@click.option(
    "--record", type=int, metavar="ID", help="The published record on Zenodo whose next version this is."
)
@click.option(
    "--citation",
    type=click.Path(path_type=Path),
    default=Path("CITATION.cff"),
    show_default=True,
    metavar="FILE",
    help="The citation file, which says who and what, and gets the DOI.",
)
@click.option(
    "--endpoint",
    default="https://zenodo.org",
    show_default=True,
    metavar="URL",
    help="Another Zenodo, such as https://sandbox.zenodo.org to try it.",
)
def zenodo(
    folder: Path | None,
    *,
    version: str | None,
    dry_run: bool,
    for_good: bool,
    record: int | None,
    citation: Path,
    endpoint: str,
) -> None:
    """Deposit a version on Zenodo, which gives it a DOI.

    FOLDER is the version's folder; by default the newest version in dist.

    The version is uploaded as one archive, with its MANIFEST.json beside. The deposit stays a draft until
    --publish; then its DOI is written into the citation file. The token is that of ZENODO_TOKEN.
    """
    from clean.deliver.version_folder import chosen_folder, publishable
    from clean.deliver.zenodo import publish_on_zenodo

    publish_on_zenodo(
        publishable(chosen_folder(folder, version)),
        citation,
        publish=for_good,
        record=record,
        dry_run=dry_run,
        endpoint=endpoint,
        tell=click.echo,
    )
