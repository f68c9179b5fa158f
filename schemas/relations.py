"""What holds between the rows and tables of one batch, and between groups and splits.

Each table is looked at through a view: its rows in their order, with what other rows and tables say about
them looked up beside them. A relation is then a condition on the rows of a view, like a contract's own
checks. Every relation is about one page, so whole pages can be taken out of a batch without breaking another
page's.
"""

from dataclasses import dataclass

import polars as pl

from schemas.conditions import Condition


@dataclass(frozen=True)
class Views:
    """The rows of three tables, unchanged and in their order, with columns `_…` looked up beside them."""

    articles: pl.DataFrame
    comments: pl.DataFrame
    spans: pl.DataFrame


def _keyed(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    # A key that occurs twice is another check's business; here it must not multiply the rows that look it up.
    return frame if frame[key].n_unique() == frame.height else frame.unique(key, keep="first")


def views(articles: pl.DataFrame, comments: pl.DataFrame, spans: pl.DataFrame) -> Views:
    """Look up what the relations compare.

    Args:
        articles: rows with the columns of the contract `articles`.
        comments: rows with the columns of the contract `comments`.
        spans: rows with the columns of the contract `spans`.
    """
    pages = _keyed(articles.select("page_id", _page_length="raw_length"), "page_id")
    span_view = _span_view(comments, spans, pages)
    return Views(
        _article_view(articles, comments, spans), _comment_view(comments, span_view, pages), span_view
    )


def _article_view(articles: pl.DataFrame, comments: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    counted = comments.group_by("page_id").agg(_comments=pl.len(), _last_position=pl.max("position"))
    tiled = spans.group_by("page_id").agg(
        _covered=(pl.col("end").cast(pl.Int64) - pl.col("start")).sum(), _last_end=pl.max("end")
    )
    return articles.join(counted, on="page_id", how="left", maintain_order="left").join(
        tiled, on="page_id", how="left", maintain_order="left"
    )


def _comment_view(comments: pl.DataFrame, span_view: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    known = _keyed(comments, "comment_id")
    parents = known.select(
        reply_to="comment_id",
        _parent_page="page_id",
        _parent_position="position",
        _parent_depth="depth",
        _parent_thread="thread_id",
    )
    firsts = known.select(
        thread_id="comment_id", _first_page="page_id", _first_position="position", _first_thread="thread_id"
    )
    own = (pl.col("label") == "comment") & (pl.col("_comment_page") == pl.col("page_id"))
    spanned = span_view.filter(own)["record"]
    return (
        comments.join(pages, on="page_id", how="left", maintain_order="left")
        .join(parents, on="reply_to", how="left", maintain_order="left")
        .join(firsts, on="thread_id", how="left", maintain_order="left")
        .with_columns(_has_span=pl.col("comment_id").is_in(spanned.implode()))
    )


def _span_view(comments: pl.DataFrame, spans: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    records = _keyed(
        comments.select(
            record="comment_id", _comment_page="page_id", _comment_start="raw_start", _comment_end="raw_end"
        ),
        "record",
    )
    return spans.join(pages, on="page_id", how="left", maintain_order="left").join(
        records, on="record", how="left", maintain_order="left"
    )


def _relation(name: str, description: str, holds: pl.Expr) -> Condition:
    # What is looked up in vain is null, and not what the relation demands.
    return Condition(name, description, holds.fill_null(value=False))


def _follows_on_page(following: pl.Expr, first: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("page_id") == pl.col("page_id").shift(1)).then(following).otherwise(first)


ARTICLE_RELATIONS = [
    _relation(
        "recovered_comments_are_counted",
        "`recovered_comments` is the number of the page's comments, and their positions end one below it.",
        (pl.col("recovered_comments") == pl.col("_comments").fill_null(0))
        & (pl.col("recovered_comments") == pl.col("_last_position").fill_null(-1) + 1),
    ),
    _relation(
        "spans_tile_page",
        "The page's spans cover each of its `raw_length` code points exactly once.",
        (pl.col("_covered") == pl.col("raw_length")) & (pl.col("_last_end") == pl.col("raw_length")),
    ),
]

COMMENT_RELATIONS = [
    _relation(
        "comment_stands_on_page",
        "The comment's page is in `articles` and reaches to its `raw_end`.",
        pl.col("raw_end") <= pl.col("_page_length"),
    ),
    _relation(
        "positions_count_from_zero",
        "`position` counts the page's comments from 0 without a gap, in the order of `raw_start`.",
        _follows_on_page(
            (pl.col("position") == pl.col("position").shift(1) + 1)
            & (pl.col("raw_start") > pl.col("raw_start").shift(1)),
            pl.col("position") == 0,
        ),
    ),
    _relation(
        "reply_to_is_earlier",
        "`reply_to` is an earlier comment of the same page whose depth is one less.",
        pl.col("reply_to").is_null()
        | (
            (pl.col("_parent_page") == pl.col("page_id"))
            & (pl.col("_parent_position") < pl.col("position"))
            & (pl.col("_parent_depth") == pl.col("depth") - 1)
        ),
    ),
    _relation(
        "reply_stays_in_thread",
        "A reply has the `thread_id` of the comment that it answers.",
        pl.col("reply_to").is_null() | (pl.col("_parent_thread") == pl.col("thread_id")),
    ),
    _relation(
        "thread_starts_on_page",
        "`thread_id` is this or an earlier comment of the same page, and that comment starts the thread.",
        (pl.col("_first_page") == pl.col("page_id"))
        & (pl.col("_first_position") <= pl.col("position"))
        & (pl.col("_first_thread") == pl.col("thread_id")),
    ),
    _relation(
        "comment_has_span", "A span of the comment's page is labelled as this comment.", pl.col("_has_span")
    ),
]

SPAN_RELATIONS = [
    _relation(
        "span_stands_on_page", "The span's page is in `articles`.", pl.col("_page_length").is_not_null()
    ),
    _relation(
        "span_follows_span",
        "The span starts where the page's previous span ends, and the first one at 0.",
        _follows_on_page(pl.col("start") == pl.col("end").shift(1), pl.col("start") == 0),
    ),
    _relation(
        "record_exists",
        "The span's `record` is a comment of its page, within whose limits the span lies, where the label is "
        "`comment`; for every other label it is the page's article or null.",
        pl.when(pl.col("label") == "comment")
        .then(
            (pl.col("_comment_page") == pl.col("page_id"))
            & (pl.col("_comment_start") <= pl.col("start"))
            & (pl.col("end") <= pl.col("_comment_end"))
        )
        .otherwise(pl.col("record").is_null() | (pl.col("record") == pl.col("page_id"))),
    ),
]


def groups_across_splits(pages: pl.DataFrame) -> pl.DataFrame:
    """Find the groups that cross a split.

    Args:
        pages: one row for each page, with `page_id`, `group_id` and `split` (strings).

    Returns:
        The groups whose pages are in more than one split: `group_id`, `splits` and `page_ids` (sorted
        lists), by `group_id`. Empty where no group crosses.
    """
    return (
        pages.group_by("group_id")
        .agg(splits=pl.col("split").unique().sort(), page_ids=pl.col("page_id").sort())
        .filter(pl.col("splits").list.len() > 1)
        .sort("group_id")
    )
