"""What holds between the rows and tables of one batch, and between groups and splits.

Each table is looked at through a view: its rows in their order, and beside them what other rows and tables
say about them. A relation is then a condition on the rows of a view, like a contract's own checks. Every
relation is about one page, so whole pages can be taken out of a batch without breaking another page's.
"""

from dataclasses import dataclass

import polars as pl

from schemas.conditions import Condition, condition
from schemas.spans import OF_COMMENTS

_GUESSED_LEVELS = 12
"""How many levels of comments have their parents guessed; each is one pass over the comments."""


@dataclass(frozen=True)
class Views:
    """The rows of three tables, unchanged and in their order, with columns `_…` looked up beside them."""

    articles: pl.DataFrame
    comments: pl.DataFrame
    spans: pl.DataFrame


def views(articles: pl.DataFrame, comments: pl.DataFrame, spans: pl.DataFrame) -> Views:
    """Look up what the relations compare.

    Args:
        articles: rows with the columns of the contract `articles`.
        comments: rows with the columns of the contract `comments`.
        spans: rows with the columns of the contract `spans`.
    """
    comment_pages = _rows_of(comments["page_id"], articles["page_id"])
    span_pages = _rows_of(spans["page_id"], articles["page_id"])
    within_comment, has_span = _spans_of_comments(comments, spans)
    return Views(
        _article_view(articles, comments, spans, comment_pages, span_pages),
        _comment_view(comments, articles["raw_length"].gather(comment_pages), has_span),
        spans.with_columns(_page_row=span_pages, _within_comment=within_comment),
    )


def _rows_of(keys: pl.Series, among: pl.Series) -> pl.Series:
    """For each key, a row that has it in `among` (the only one, unless `among` breaks its contract), or null.

    Quick where equal keys stand together, and more so where they stand in the order of `among`: a join costs
    ten times what finding the runs costs.
    """
    runs, run = keys.rle().struct.field("value"), keys.rle_id()
    if runs.equals(among, null_equal=False):
        return run
    known = among.to_frame("key").with_row_index("row")
    if among.n_unique() < known.height:
        # A key that occurs twice is another check's business; here it must not multiply the rows.
        known = known.unique("key", keep="first")
    return runs.to_frame("key").join(known, on="key", how="left", maintain_order="left")["row"].gather(run)


def _marked(rows: pl.Series, height: int) -> pl.Series:
    return pl.repeat(value=False, n=height, dtype=pl.Boolean, eager=True).scatter(rows, values=True)


def _spans_of_comments(comments: pl.DataFrame, spans: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Spans that lie within the comment of their page that they name, and comments that have such a span."""
    found = (
        spans.select("page_id", "start", "end", "label", "record")
        .with_row_index("span")
        .filter(pl.col("label").is_in(OF_COMMENTS))
    )
    comment = _rows_of(found["record"], comments["comment_id"])
    within = found.select(
        "span",
        comment=comment,
        text=pl.col("label") == "comment",
        within=(comments["page_id"].gather(comment) == pl.col("page_id"))
        & (comments["raw_start"].gather(comment) <= pl.col("start"))
        & (comments["raw_end"].gather(comment) >= pl.col("end")),
    ).filter("within")
    return _marked(within["span"], spans.height), _marked(within.filter("text")["comment"], comments.height)


def _article_view(
    articles: pl.DataFrame,
    comments: pl.DataFrame,
    spans: pl.DataFrame,
    comment_pages: pl.Series,
    span_pages: pl.Series,
) -> pl.DataFrame:
    counted = comments.group_by(_row=comment_pages).agg(_comments=pl.len(), _last_position=pl.max("position"))
    tiled = spans.group_by(_row=span_pages).agg(
        _covered=(pl.col("end").cast(pl.Int64) - pl.col("start")).sum(), _last_end=pl.max("end")
    )
    row = pl.select(_row=pl.int_range(articles.height, dtype=pl.UInt32))
    return articles.hstack(
        row.join(counted, on="_row", how="left", maintain_order="left")
        .join(tiled, on="_row", how="left", maintain_order="left")
        .drop("_row")
    )


def _comment_view(comments: pl.DataFrame, page_length: pl.Series, has_span: pl.Series) -> pl.DataFrame:
    parent, first = _parents_and_firsts(comments)
    return comments.with_columns(
        _page_length=page_length,
        _has_span=has_span,
        _parent_page=comments["page_id"].gather(parent),
        _parent_position=comments["position"].gather(parent),
        _parent_depth=comments["depth"].gather(parent),
        _parent_thread=comments["thread_id"].gather(parent),
        _first_page=comments["page_id"].gather(first),
        _first_position=comments["position"].gather(first),
        _first_thread=comments["thread_id"].gather(first),
    )


def _parents_and_firsts(comments: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """For each comment the rows of the comments that `reply_to` and `thread_id` name, or null.

    They are guessed from the order of the comments and compared, which costs a fraction of looking them up;
    that is left for the batches in which a guess is wrong, as it may well be without breaking a relation.
    """
    guessed = _guessed_rows(comments)
    named = comments.select("reply_to", "thread_id")
    right = pl.DataFrame(
        {name: comments["comment_id"].gather(guessed[name]) == named[name] for name in named.columns}
    )
    if right.select((pl.col("reply_to") | named["reply_to"].is_null()).fill_null(value=False).all()).item():
        parent = guessed["reply_to"]
    else:
        parent = _rows_of(named["reply_to"], comments["comment_id"])
    if right.select(pl.col("thread_id").fill_null(value=False).all()).item():
        return parent, guessed["thread_id"]
    return parent, _rows_of(named["thread_id"], comments["comment_id"])


def _guessed_rows(comments: pl.DataFrame) -> pl.DataFrame:
    """The last comment that is one level up, and the last that starts a thread: rows, or null."""
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    depth = pl.col("depth")
    levels = comments["depth"].drop_nulls().unique().sort().head(_GUESSED_LEVELS).to_list()
    parent = pl.lit(None, dtype=pl.UInt32)
    for level in levels[1:]:
        above = pl.when(depth == level - 1).then(row).forward_fill()
        parent = pl.when((depth == level) & pl.col("reply_to").is_not_null()).then(above).otherwise(parent)
    starts = pl.col("thread_id") == pl.col("comment_id")
    return comments.select(reply_to=parent, thread_id=pl.when(starts).then(row).forward_fill())


def _relation(name: str, description: str, holds: pl.Expr) -> Condition:
    # What is looked up in vain is null, and not what the relation demands.
    return condition(name, description, holds.fill_null(value=False))


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
    _relation("span_stands_on_page", "The span's page is in `articles`.", pl.col("_page_row").is_not_null()),
    _relation(
        "span_follows_span",
        "The span starts where the page's previous span ends, and the first one at 0.",
        _follows_on_page(pl.col("start") == pl.col("end").shift(1), pl.col("start") == 0),
    ),
    _relation(
        "record_exists",
        "The span's `record` is a comment of its page, within whose limits the span lies, where the label is "
        "`comment`, `comment_author` or `comment_date`; for every other label it is the page's article or "
        "null.",
        pl.when(pl.col("label").is_in(OF_COMMENTS))
        .then("_within_comment")
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
