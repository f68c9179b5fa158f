"""What is measured of a version for its documents, from the published Parquet files alone.

Only the columns that are counted are read, in polars' streaming engine; of the texts none. What is kept grows
with the number of sites and steps, not of pages: single pages are told apart only while there are few.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from clean.changes.model import TAKEDOWNS
from clean.documents.site_spans import OWNER, SIZE, owners_by_site
from clean.errors import CleanError, shown
from clean.personal.policy import STEP
from clean.splits import SHARES

__all__ = [
    "LISTED_COMMENTS",
    "LISTED_PAGES",
    "Measures",
    "measure",
    "measure_version",
    "version_folder",
]

LISTED_PAGES: Final = 20
"""Up to how many pages are listed and drawn one by one; of more, their sites are."""

LISTED_COMMENTS: Final = 400
"""Up to how many comments a page may have to be drawn comment by comment."""

_MANIFEST: Final = "MANIFEST.json"
_TABLES: Final = ("articles", "comments", "spans")


@dataclass(frozen=True)
class Measures:
    """The measures of a version; lengths are in Unicode code points of the raw pages, words are of bodies.

    Attributes:
        dataset: the dataset's short name.
        version: the semantic version.
        columns: the names of the columns of each table, in order.
        splits: a row per split that has pages: split, pages, comments, spans, words, characters.
        sites: a row per site, largest first: site (null where unknown), pages, words, recovered comments,
            stating (pages that state a number of comments), stated (the sum of these), found_of_stated (the
            comments recovered on them), characters, removed.
        pages: a row per page like `sites`, with page_id; None where there are more than `LISTED_PAGES`.
        owners: page_id (where pages are listed, else site), label, step, characters.
        steps: label, step, reason, spans, characters, by label and step.
        personal: rule, label, spans of the step that finds personal data, which a placeholder stands for.
        depths: depth, kind (top, reply, lost), comments.
        threads: page_id, position, depth, kind of every comment in page order; None where there are too many.
        facts: single numbers, by name.
        policy: what was decided for each kind of personal data, and under `allow` which contacts stay; None
            where the version does not say.
    """

    dataset: str
    version: str
    columns: dict[str, list[str]]
    splits: pl.DataFrame
    sites: pl.DataFrame
    pages: pl.DataFrame | None
    owners: pl.DataFrame
    steps: pl.DataFrame
    personal: pl.DataFrame
    depths: pl.DataFrame
    threads: pl.DataFrame | None
    facts: dict[str, Any]
    policy: dict[str, Any] | None = None

    @property
    def characters(self) -> int:
        """The length of all raw pages."""
        return int(self.splits["characters"].sum())

    def size_of(self, *labels: str) -> int:
        """Return the length of all spans with one of the labels."""
        return int(self.steps.filter(pl.col("label").is_in(labels))["characters"].sum())


def version_folder(dist: Path) -> Path:
    """Return the folder of a version: `dist` itself, or its newest version if it is a folder of versions.

    Raises CleanError if it is neither.
    """
    from clean.publish.released import releases

    found = [] if (dist / _MANIFEST).exists() else releases(dist)
    if dist.is_dir() or found:
        return found[-1].path if found else dist
    raise CleanError(
        f"{shown(dist)} is no folder; run `clean build`, or give the folder of a version, such as dist/1.0.0."
    )


def measure_version(folder: Path) -> Measures:
    """Measure a published version. Raises CleanError if the folder is none, or a file of it is damaged."""
    manifest = _manifest(folder)
    measures = measure(folder, manifest["dataset"], manifest["version"])
    said = manifest.get("personal_data")
    policy = said.get("policy") if isinstance(said, dict) else None
    return replace(measures, policy=policy if isinstance(policy, dict) else None)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    if not path.is_file():
        raise CleanError(
            f"{shown(folder)} has no {_MANIFEST}, so it is no published version; give the folder of one, "
            "such as dist/1.0.0."
        )
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CleanError(
            f"{shown(path)} cannot be read as JSON ({error}); restore the published version."
        ) from error
    if not isinstance(content, dict) or not all(
        isinstance(content.get(key), str) for key in ("dataset", "version")
    ):
        raise CleanError(
            f"{shown(path)} does not name a dataset and a version; restore the published version."
        )
    return content


def measure(folder: Path, dataset: str, version: str) -> Measures:
    """Measure the tables in `folder`/data, which may be a version that is still being built.

    Raises CleanError if a table cannot be read.
    """
    with _readable(folder):
        articles, comments, spans = (_scan(folder, name) for name in _TABLES)
        facts = {**_article_facts(articles), **_comment_facts(comments), **_file_facts(folder)}
        listed = facts["pages"] <= LISTED_PAGES
        owners = _owners_of_pages(spans) if listed else _owners_of_sites(articles, folder)
        owners = owners.sort("key", *OWNER, nulls_last=True)
        removed = owners.filter(label="removed").group_by("key").agg(removed=pl.col("characters").sum())
        return Measures(
            dataset=dataset,
            version=version,
            columns={
                name: table.drop("split").collect_schema().names()
                for name, table in zip(_TABLES, (articles, comments, spans), strict=True)
            },
            splits=_splits(articles, comments, spans),
            sites=_sites(articles, owners, listed=listed),
            pages=_pages(articles, removed) if listed else None,
            owners=owners.group_by("key", "label", "step")
            .agg(pl.col("characters").sum())
            .sort("key", "label", "step", nulls_last=True),
            steps=owners.group_by("label", "step", "reason")
            .agg(pl.col("spans", "characters").sum())
            .sort("label", "step", "reason"),
            personal=owners.filter(step=STEP)
            .group_by("rule", "label")
            .agg(pl.col("spans").sum())
            .sort("rule", "label"),
            depths=_depths(comments),
            threads=_threads(articles, comments),
            facts=facts,
        )


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pl.exceptions.PolarsError, pa.ArrowException, OSError) as error:
        raise CleanError(
            f"The tables in {shown(folder / 'data')} cannot be read ({shown(str(error).splitlines()[0])}); "
            "restore the published version."
        ) from error


def _scan(folder: Path, table: str) -> pl.LazyFrame:
    """Return the rows of a table with their split; a table that was not published has none."""
    parts = [
        pl.scan_parquet(path, glob=False).with_columns(split=pl.lit(split))
        for split, path in _files(folder, table)
    ]
    if parts:
        return pl.concat(parts)
    if table == "articles":
        raise CleanError(
            f"{shown(folder / 'data' / table)} holds no Parquet file, so there is nothing to measure; "
            "restore the published version."
        )
    from schemas import TABLES

    columns = TABLES[table].to_schema().columns
    schema = {name: column.dtype.type for name, column in columns.items()}
    return pl.LazyFrame(schema={**schema, "split": pl.String()})


def _files(folder: Path, table: str) -> Iterator[tuple[str, Path]]:
    for split in SHARES:
        for path in sorted((folder / "data" / table).glob(f"{split}-*.parquet")):
            yield split, path


def _collected(frame: pl.LazyFrame) -> pl.DataFrame:
    return frame.collect(engine="streaming")


def _article_facts(articles: pl.LazyFrame) -> dict[str, Any]:
    stating = pl.col("stated_comments").is_not_null()
    return _collected(
        articles.select(
            pages=pl.len(),
            with_site=pl.col("site").count(),
            sites=pl.col("site").drop_nulls().n_unique(),
            with_url=pl.col("url").count(),
            with_retrieval=pl.col("retrieved_on").count(),
            with_author=pl.col("author").count(),
            dated=pl.col("published_at").count(),
            first_day=pl.col("published_at").min().dt.date(),
            last_day=pl.col("published_at").max().dt.date(),
            languages=pl.col("language").drop_nulls().n_unique(),
            duplicates=(pl.col("group_id") != pl.col("page_id")).sum(),
            words=pl.col("word_count").cast(pl.Int64).sum(),
            least_words=pl.col("word_count").min(),
            median_words=pl.col("word_count").median(),
            most_words=pl.col("word_count").max(),
            bytes=pl.col("raw_bytes").cast(pl.Int64).sum(),
            shortest_page=pl.col("raw_length").min(),
            longest_page=pl.col("raw_length").max(),
            captions=pl.col("captions").list.len().cast(pl.Int64).sum(),
            references=pl.col("references").list.len().cast(pl.Int64).sum(),
            with_comments=(pl.col("recovered_comments") > 0).sum(),
            stating=stating.sum(),
            stated=pl.col("stated_comments").cast(pl.Int64).sum(),
            found_of_stated=pl.col("recovered_comments").filter(stating).cast(pl.Int64).sum(),
        )
    ).row(0, named=True)


def _kind() -> pl.Expr:
    """top: a top-level comment; reply: a reply whose parent is there; lost: one whose parent is not."""
    return (
        pl.when(~pl.col("parent_recovered"))
        .then(pl.lit("lost"))
        .when(pl.col("reply_to").is_null())
        .then(pl.lit("top"))
        .otherwise(pl.lit("reply"))
    )


def _comment_facts(comments: pl.LazyFrame) -> dict[str, Any]:
    length = pl.col("raw_end") - pl.col("raw_start")
    kind = _kind()
    facts = _collected(
        comments.select(
            comments=pl.len(),
            top_level=(kind == "top").sum(),
            replies=(kind == "reply").sum(),
            lost_parent=(kind == "lost").sum(),
            deepest=pl.col("depth").max(),
            comments_with_author=pl.col("author").count(),
            comments_dated=pl.col("posted_at").count(),
            shortest_comment=length.min(),
            longest_comment=length.max(),
        )
    ).row(0, named=True)
    # Asked one by one: the engine holds all columns of a query that has a median, and ids are the widest.
    alone = {
        "threads": (pl.col("thread_id") == pl.col("comment_id")).sum(),
        "median_comment": length.median(),
    }
    return {**facts, **{name: _collected(comments.select(fact)).item() for name, fact in alone.items()}}


def _file_facts(folder: Path) -> dict[str, Any]:
    rejected = folder / "rejected" / "rejected.parquet"
    return {
        "download": sum(path.stat().st_size for path in sorted((folder / "data").rglob("*.parquet"))),
        "rejected": pl.scan_parquet(rejected, glob=False).select(pl.len()).collect().item()
        if rejected.exists()
        else 0,
        "withdrawn": _withdrawn(folder / TAKEDOWNS),
    }


def _withdrawn(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        return len(json.loads(path.read_bytes())["withdrawn"])
    except (ValueError, KeyError, TypeError) as error:
        raise CleanError(
            f"{shown(path)} does not list what was withdrawn; restore the published version."
        ) from error


def _owners_of_pages(spans: pl.LazyFrame) -> pl.DataFrame:
    """Who owns how much: key (page), label, step, rule, reason, spans, characters."""
    owned = spans.group_by(pl.col("page_id").alias("key"), *OWNER)
    return _collected(owned.agg(spans=pl.len().cast(pl.Int64), characters=SIZE.sum()))


def _owners_of_sites(articles: pl.LazyFrame, folder: Path) -> pl.DataFrame:
    """Who owns how much, like `_owners_of_pages`, but by site."""
    pages = _collected(articles.select("page_id", "site"))
    return owners_by_site((path for _, path in _files(folder, "spans")), pages)


def _splits(articles: pl.LazyFrame, comments: pl.LazyFrame, spans: pl.LazyFrame) -> pl.DataFrame:
    of_articles = articles.group_by("split").agg(
        pages=pl.len().cast(pl.Int64),
        words=pl.col("word_count").cast(pl.Int64).sum(),
        characters=pl.col("raw_length").cast(pl.Int64).sum(),
    )
    frame = _collected(of_articles)
    for name, table in (("comments", comments), ("spans", spans)):
        counted = _collected(table.group_by("split").agg(pl.len().cast(pl.Int64).alias(name)))
        frame = frame.join(counted, on="split", how="left")
    order = pl.col("split").replace_strict({split: place for place, split in enumerate(SHARES)})
    return frame.with_columns(pl.col("comments", "spans").fill_null(0)).sort(order)


_OF_PAGES: Final = (
    pl.len().cast(pl.Int64).alias("pages"),
    pl.col("word_count").cast(pl.Int64).sum().alias("words"),
    pl.col("recovered_comments").cast(pl.Int64).sum().alias("recovered"),
    pl.col("stated_comments").count().cast(pl.Int64).alias("stating"),
    pl.col("stated_comments").cast(pl.Int64).sum().alias("stated"),
    pl.col("recovered_comments")
    .filter(pl.col("stated_comments").is_not_null())
    .cast(pl.Int64)
    .sum()
    .alias("found_of_stated"),
    pl.col("raw_length").cast(pl.Int64).sum().alias("characters"),
)


def _sites(articles: pl.LazyFrame, owners: pl.DataFrame, *, listed: bool) -> pl.DataFrame:
    sites = _collected(articles.group_by("site").agg(*_OF_PAGES))
    removed = owners.filter(label="removed").select("key", "characters")
    if listed:
        site_of = _collected(articles.select(key="page_id", site="site"))
        removed = removed.join(site_of, on="key").select(key="site", characters="characters")
    gone = removed.group_by("key").agg(removed=pl.col("characters").sum())
    return (
        sites.join(gone, left_on="site", right_on="key", how="left", nulls_equal=True)
        .with_columns(pl.col("removed").fill_null(0))
        .sort("characters", "site", descending=[True, False], nulls_last=True)
    )


def _pages(articles: pl.LazyFrame, removed: pl.DataFrame) -> pl.DataFrame:
    pages = _collected(articles.group_by("page_id", "site", "split").agg(*_OF_PAGES))
    return (
        pages.join(removed, left_on="page_id", right_on="key", how="left")
        .with_columns(pl.col("removed").fill_null(0))
        .sort("page_id")
    )


def _depths(comments: pl.LazyFrame) -> pl.DataFrame:
    counted = comments.group_by("depth", kind=_kind()).agg(comments=pl.len().cast(pl.Int64))
    return _collected(counted).sort("depth", "kind")


def _threads(articles: pl.LazyFrame, comments: pl.LazyFrame) -> pl.DataFrame | None:
    most = _collected(
        articles.filter(pl.col("recovered_comments") > 0).select(
            pages=pl.len(), comments=pl.col("recovered_comments").max()
        )
    ).row(0, named=True)
    if most["pages"] > LISTED_PAGES or (most["comments"] or 0) > LISTED_COMMENTS:
        return None
    return _collected(comments.select("page_id", "position", "depth", kind=_kind())).sort(
        "page_id", "position"
    )
