"""From spans to records: the tables `articles` and `comments` of a batch."""

import polars as pl

from clean.dates import read_date
from clean.normalise import PARTS_JOINED_BY
from clean.spans import COMMENT_COUNT, Spans

__all__ = ["articles", "comments"]

_DATE = pl.Struct({"at": pl.Datetime("us"), "precision": pl.String})
_COUNT = r"(\d+(?:[.,]\d{3})*)"


def comments(spans: Spans) -> pl.DataFrame:
    """Return the table `comments` (see `schemas.comments`), by page and position."""
    frame = spans.frame.filter(pl.col("label") == "comment")
    page_id = spans.lines.pages["page_id"].gather(frame["page"])

    def comment_id(position: str) -> pl.Expr:
        return pl.when(pl.col(position).is_not_null()).then(
            pl.concat_str("page_id", pl.lit(":"), (pl.col(position) - pl.col("base")).cast(pl.String))
        )

    first = pl.when(pl.col("page") != pl.col("page").shift(1)).then(pl.int_range(pl.len()))
    return frame.with_columns(page_id=page_id).select(
        comment_id=comment_id("start"),
        page_id="page_id",
        reply_to=comment_id("parent"),
        parent_recovered="parent_recovered",
        thread_id=comment_id("thread"),
        depth=pl.col("depth").cast(pl.Int32),
        position=(pl.int_range(pl.len()) - first.forward_fill().fill_null(0)).cast(pl.Int32),
        author=pl.lit(None, pl.String),
        posted_at=pl.lit(None, pl.Datetime("us")),
        text="text",
        raw_start=(pl.col("start") - pl.col("base")).cast(pl.Int32),
        raw_end=(pl.col("end") - pl.col("base")).cast(pl.Int32),
    )


def articles(spans: Spans, pages: pl.DataFrame, sites: pl.Series) -> pl.DataFrame:
    """Return the table `articles` (see `schemas.articles`), one row a page, in the order of `pages`."""
    frame = spans.frame
    page = pl.int_range(pl.len(), dtype=pl.UInt32)
    table = (
        pages.with_columns(page=page, site=sites, raw_length=pl.col("text").str.len_chars().cast(pl.Int32))
        .drop("text")
        .join(_parts(frame), on="page", how="left", maintain_order="left")
        .join(_counts(spans), on="page", how="left", maintain_order="left")
        .with_columns(published=_read_dates(pl.col("published_at")), modified=_read_dates(pl.col("modified_at")))
    )
    nothing = pl.lit([], pl.List(pl.String))
    return table.select(
        "page_id",
        pl.col("page_id").alias("group_id"),
        "site",
        "url",
        "retrieved_on",
        "language",
        "title",
        "standfirst",
        "author",
        published_at=pl.col("published").struct.field("at"),
        published_precision=pl.col("published").struct.field("precision"),
        modified_at=pl.col("modified").struct.field("at"),
        modified_precision=pl.col("modified").struct.field("precision"),
        section="section",
        body=pl.col("body").fill_null(""),
        captions=pl.col("caption").fill_null(nothing),
        references=pl.col("reference").fill_null(nothing),
        word_count=pl.col("body").fill_null("").str.count_matches(r"\S+").cast(pl.Int32),
        stated_comments="stated",
        recovered_comments=pl.col("recovered").fill_null(0).cast(pl.Int32),
        raw_sha256="raw_sha256",
        raw_length="raw_length",
        raw_bytes="raw_bytes",
    )


def _parts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row a page: the text of each label, joined or as a list."""

    def of(label: str) -> pl.Expr:
        return pl.col("text").filter((pl.col("label") == label) & (pl.col("text") != ""))

    single = ("title", "standfirst", "author", "published_at", "modified_at", "section")
    return (
        frame.filter(~pl.col("label").is_in(["removed", "comment"]))
        .group_by("page", maintain_order=True)
        .agg(
            *(of(label).first().alias(label) for label in single),
            of("body").alias("body"),
            of("caption").alias("caption"),
            of("reference").alias("reference"),
        )
        .with_columns(pl.col("body").list.join(PARTS_JOINED_BY))
    )


def _counts(spans: Spans) -> pl.DataFrame:
    """Return `page`, `stated` (the count that the page gives, or null) and `recovered` comments."""
    counting = [n for n, rule in enumerate(spans.rules.rules) if rule.step == COMMENT_COUNT]
    stated = pl.col("raw").filter(pl.col("owner").is_in(counting)).str.extract(_COUNT).drop_nulls().last()
    return (
        spans.frame.filter((pl.col("label") == "comment") | pl.col("owner").is_in(counting))
        .group_by("page", maintain_order=True)
        .agg(
            stated=stated.str.replace_all(r"[.,]", "").cast(pl.Int32, strict=False),
            recovered=(pl.col("label") == "comment").sum(),
        )
    )


def _read_dates(column: pl.Expr) -> pl.Expr:
    return column.map_elements(_read, return_dtype=_DATE, skip_nulls=True)


def _read(text: str) -> dict[str, object] | None:
    found = read_date(text)
    return None if found is None else {"at": found.at, "precision": found.precision}
