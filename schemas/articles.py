"""Contract of the table `articles`."""

from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.vocabulary import Fragment, column, row_check

Timestamp = Annotated[pl.Datetime, "us", None]
Strings = Annotated[pl.List, pl.String]

SHA256 = "^[0-9a-f]{64}$"
HOST = "^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$"
URL = r"^https?://[^\s]+$"
# The shape of a tag of BCP 47, without its registry.
LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
PRECISIONS = ["day", "minute", "second"]


def _stated_together(date: str, precision: str) -> Fragment:
    null, value = {"type": "null"}, {"not": {"type": "null"}}
    return {
        "anyOf": [
            {"properties": {date: null, precision: null}},
            {"properties": {date: value, precision: value}},
        ]
    }


def _no_finer(date: str, precision: str) -> Fragment:
    def ends(known: str, pattern: str) -> Fragment:
        return {
            "if": {"properties": {precision: {"const": known}}},
            "then": {"properties": {date: {"pattern": pattern}}},
        }

    return {
        "allOf": [
            ends("day", r"T00:00:00(\.0+)?$"),
            ends("minute", r":00(\.0+)?$"),
            ends("second", r":[0-9]{2}(\.0+)?$"),
        ]
    }


def _is_no_finer(date: str, precision: str) -> pl.Expr:
    moment, known = pl.col(date), pl.col(precision)
    return (
        ((known != "day") | (moment == moment.dt.truncate("1d")))
        & ((known != "minute") | (moment == moment.dt.truncate("1m")))
        & ((known != "second") | (moment == moment.dt.truncate("1s")))
    )


class Articles(pa.DataFrameModel):
    """One row is an article: what a page says above its comments, and what is known about the page."""

    page_id: pl.String = column(
        "Identifier of the page that the article stands on; the key of this table.",
        unique=True,
        str_length={"min_value": 1},
        trimmed=True,
    )
    group_id: pl.String = column(
        "The `page_id` that names the group of near-duplicate pages to which this page belongs; its own "
        "`page_id` where it has no near-duplicate. A group never crosses a split.",
        str_length={"min_value": 1},
        trimmed=True,
    )
    site: pl.String = column(
        "Host name of the site that published the page, in lower case; null where it is not known.",
        nullable=True,
        str_matches=HOST,
    )
    url: pl.String = column(
        "Address of the page; null where it is not known. It is never guessed.",
        nullable=True,
        str_matches=URL,
    )
    retrieved_on: pl.Date = column(
        "Day on which the page was fetched; null where it is not known.", nullable=True
    )
    language: pl.String = column(
        "Language of the article as a BCP 47 tag, such as `en`; null where it is not known.",
        nullable=True,
        str_matches=LANGUAGE,
    )
    title: pl.String = column(
        "Headline of the article; null where the page has none.",
        nullable=True,
        str_length={"min_value": 1},
        trimmed=True,
    )
    standfirst: pl.String = column(
        "Summary that the site prints between headline and text; null where the page has none.",
        nullable=True,
        str_length={"min_value": 1},
        trimmed=True,
    )
    author: pl.String = column(
        "Author as the page names them; null where the page names none.",
        nullable=True,
        str_length={"min_value": 1},
        trimmed=True,
    )
    published_at: Timestamp = column(
        "Date and time of publication as the page states it, without a time zone because pages state none; "
        "midnight where only a day is stated (see `published_precision`); null where the page states none.",
        nullable=True,
    )
    published_precision: pl.String = column(
        "How exactly `published_at` is stated; null where that is null.", nullable=True, isin=PRECISIONS
    )
    modified_at: Timestamp = column(
        "Date and time of the last change as the page states it, without a time zone; midnight where only a "
        "day is stated (see `modified_precision`); null where the page states none.",
        nullable=True,
    )
    modified_precision: pl.String = column(
        "How exactly `modified_at` is stated; null where that is null.", nullable=True, isin=PRECISIONS
    )
    section: pl.String = column(
        "Section of the site under which the page files the article; null where it has none, or only a "
        "placeholder such as “Uncategorized”.",
        nullable=True,
        str_length={"min_value": 1},
        trimmed=True,
    )
    body: pl.String = column(
        "Text of the article, its paragraphs joined by a blank line; without title, standfirst, captions and "
        "references.",
        str_length={"min_value": 1},
        trimmed=True,
    )
    captions: Strings = column(
        "Captions of the article's pictures, in page order; empty where there are none.", filled_items=True
    )
    references: Strings = column(
        "Footnotes and references of the article, in page order; empty where there are none.",
        filled_items=True,
    )
    word_count: pl.Int32 = column("Number of white-space separated words of `body`.", ge=1)
    stated_comments: pl.Int32 = column(
        "Number of comments that the page says it has, which may count pingbacks and lost comments; null "
        "where the page states none.",
        nullable=True,
        ge=0,
    )
    recovered_comments: pl.Int32 = column(
        "Number of the page's comments in the table `comments`; it need not agree with `stated_comments`.",
        ge=0,
    )
    raw_sha256: pl.String = column(
        "SHA-256 of the raw file's bytes, in lower-case hexadecimal digits.",
        str_length={"exact_value": 64},
        str_matches=SHA256,
    )
    raw_length: pl.Int32 = column("Length of the decoded raw page in Unicode code points.", ge=1)
    raw_bytes: pl.Int32 = column("Size of the raw file in bytes.", ge=1)

    @row_check(
        _stated_together("published_at", "published_precision"),
    )
    def published_with_precision(cls) -> pl.Expr:
        """`published_at` and `published_precision` are either both stated or both null."""
        return pl.col("published_at").is_null() == pl.col("published_precision").is_null()

    @row_check(
        _stated_together("modified_at", "modified_precision"),
    )
    def modified_with_precision(cls) -> pl.Expr:
        """`modified_at` and `modified_precision` are either both stated or both null."""
        return pl.col("modified_at").is_null() == pl.col("modified_precision").is_null()

    @row_check(
        _no_finer("published_at", "published_precision"),
    )
    def published_no_finer_than_stated(cls) -> pl.Expr:
        """`published_at` is no finer than `published_precision` says."""
        return _is_no_finer("published_at", "published_precision")

    @row_check(
        _no_finer("modified_at", "modified_precision"),
    )
    def modified_no_finer_than_stated(cls) -> pl.Expr:
        """`modified_at` is no finer than `modified_precision` says."""
        return _is_no_finer("modified_at", "modified_precision")

    class Config:
        """Exactly these columns, in this order."""

        strict = True
        ordered = True
