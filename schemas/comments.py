"""Contract of the table `comments`."""

import pandera.polars as pa
import polars as pl

from schemas.articles import Timestamp
from schemas.vocabulary import column, row_check


class Comments(pa.DataFrameModel):
    """One row is a reader's comment below an article, with its place in the thread."""

    comment_id: pl.String = column(
        "Identifier of the comment: `page_id`, a colon, and `raw_start`; it survives changes of the cleaning "
        "rules.",
        unique=True,
    )
    page_id: pl.String = column("The page that the comment stands on, in `articles`.")
    reply_to: pl.String = column(
        "`comment_id` of the comment that this one answers; null for a top-level comment, and where the "
        "source lost the answered comment (see `parent_recovered`).",
        nullable=True,
    )
    parent_recovered: pl.Boolean = column(
        "False only where the comment is a reply whose parent the source lost; true for replies with their "
        "parent and for top-level comments."
    )
    thread_id: pl.String = column(
        "`comment_id` of the first recovered comment of the thread that the comment belongs to."
    )
    depth: pl.Int32 = column("Level of the comment in its thread: 1 at the top, 2 for a reply to it.", ge=1)
    position: pl.Int32 = column("Place of the comment in the page, counted from 0 in page order.", ge=0)
    author: pl.String = column(
        "Name under which the comment was written; null where the source lost it.",
        nullable=True,
        str_length={"min_value": 1},
        trimmed=True,
    )
    posted_at: Timestamp = column(
        "Date and time of the comment as the page states it, without a time zone because pages state none; "
        "null where the source lost it.",
        nullable=True,
    )
    text: pl.String = column(
        "Text of the comment, its paragraphs joined by a blank line.",
        str_length={"min_value": 1},
        trimmed=True,
    )
    raw_start: pl.Int32 = column("Where the comment starts in the raw page, in Unicode code points.", ge=0)
    raw_end: pl.Int32 = column(
        "Where the comment ends in the raw page, in Unicode code points, exclusive.", ge=1
    )

    @row_check(
        {"properties": {"comment_id": {"pattern": ":[0-9]+$"}}},
    )
    def comment_id_says_where(cls) -> pl.Expr:
        """`comment_id` is `page_id`, a colon, and `raw_start`."""
        return pl.col("comment_id") == pl.concat_str(
            "page_id", pl.lit(":"), pl.col("raw_start").cast(pl.String)
        )

    @row_check()
    def comment_has_length(cls) -> pl.Expr:
        """A comment is not empty: `raw_start` is less than `raw_end`."""
        return pl.col("raw_start") < pl.col("raw_end")

    @row_check(
        {
            "if": {"properties": {"depth": {"const": 1}}},
            "then": {"properties": {"reply_to": {"type": "null"}}},
        },
    )
    def top_level_answers_none(cls) -> pl.Expr:
        """A comment at depth 1 answers no other."""
        return (pl.col("depth") != 1) | pl.col("reply_to").is_null()

    @row_check()
    def top_level_starts_thread(cls) -> pl.Expr:
        """A comment at depth 1 starts its thread: `thread_id` is its `comment_id`."""
        return (pl.col("depth") != 1) | (pl.col("thread_id") == pl.col("comment_id"))

    @row_check(
        {
            "if": {"properties": {"parent_recovered": {"const": False}}},
            "then": {"properties": {"reply_to": {"type": "null"}, "depth": {"minimum": 2}}},
            "else": {
                "anyOf": [
                    {"properties": {"reply_to": {"not": {"type": "null"}}}},
                    {"properties": {"depth": {"maximum": 1}}},
                ]
            },
        },
    )
    def lost_parent_is_marked(cls) -> pl.Expr:
        """`parent_recovered` is false exactly where a comment below depth 1 has no `reply_to`."""
        lost = pl.col("reply_to").is_null() & (pl.col("depth") > 1)
        return pl.col("parent_recovered") != lost

    class Config:
        """Exactly these columns, in this order."""

        strict = True
        ordered = True
