"""What holds between rows and tables: each relation is broken once, and its page alone goes."""

from collections.abc import Callable

import polars as pl
import pytest
from valid_batch import Batch, batch

from schemas.check import RELATIONS, check_batch
from schemas.relations import groups_across_splits

PAGE = "001_page"

# The comments of a page answer each other as `THREADS` of the valid batch says; number 2 is the reply without
# parent.
Edit = Callable[[Batch], Batch]


def on_row(frame: pl.DataFrame, number: int, **values: object) -> pl.DataFrame:
    """Change the row of this number among the rows of `PAGE`."""
    start = frame["page_id"].to_list().index(PAGE)
    row = frame.with_row_index("_").get_column("_") == start + number
    return frame.with_columns(
        pl.when(row).then(pl.lit(value, dtype=frame.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    )


def without_row(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    start = frame["page_id"].to_list().index(PAGE)
    return pl.concat([frame[: start + number], frame[start + number + 1 :]])


def comment_id(tables: Batch, position: int, page: str = PAGE) -> str:
    return str(
        tables.comments.filter((pl.col("page_id") == page) & (pl.col("position") == position))["comment_id"][
            0
        ]
    )


def article(**values: object) -> Edit:
    return lambda b: b._replace(articles=on_row(b.articles, 0, **values))


def comment(number: int, **values: object) -> Edit:
    return lambda b: b._replace(comments=on_row(b.comments, number, **values))


def span(number: int, **values: object) -> Edit:
    return lambda b: b._replace(spans=on_row(b.spans, number, **values))


def answering(position: int, answered: int, page: str = PAGE) -> Edit:
    return lambda b: comment(position, reply_to=comment_id(b, answered, page))(b)


def in_thread_of(position: int, first: int, page: str = PAGE) -> Edit:
    return lambda b: comment(position, thread_id=comment_id(b, first, page))(b)


def first_comment_span(tables: Batch) -> int:
    return tables.spans.filter(page_id=PAGE)["label"].to_list().index("comment")


def spans_twice(tables: Batch) -> Batch:
    own = tables.spans.filter(page_id=PAGE)
    return tables._replace(spans=pl.concat([tables.spans, own]))


def backwards(tables: Batch) -> Batch:
    own = pl.col("page_id") == PAGE
    return tables._replace(spans=pl.concat([tables.spans.filter(~own), tables.spans.filter(own).reverse()]))


def first_comment_twice(tables: Batch) -> Batch:
    return tables._replace(
        comments=pl.concat([tables.comments, tables.comments.filter(page_id=PAGE).head(1)])
    )


BREAKS: list[tuple[str, Edit]] = [
    ("recovered_comments_are_counted", article(recovered_comments=5)),
    ("recovered_comments_are_counted", lambda b: b._replace(comments=without_row(b.comments, 5))),
    ("recovered_comments_are_counted", first_comment_twice),
    ("spans_tile_page", article(raw_length=10_000)),
    ("spans_tile_page", article(raw_length=1_000)),
    ("spans_tile_page", lambda b: b._replace(spans=b.spans.filter(pl.col("page_id") != PAGE))),
    ("spans_tile_page", lambda b: b._replace(spans=without_row(b.spans, 0))),
    ("spans_tile_page", spans_twice),
    ("comment_stands_on_page", comment(5, raw_end=10_000)),
    ("comment_stands_on_page", lambda b: b._replace(articles=b.articles.filter(pl.col("page_id") != PAGE))),
    ("positions_count_from_zero", comment(0, position=1)),
    ("positions_count_from_zero", comment(3, position=4)),
    ("positions_count_from_zero", comment(3, position=2)),
    (
        "positions_count_from_zero",
        lambda b: comment(3, raw_start=b.comments.filter(page_id=PAGE)["raw_start"][2])(b),
    ),
    ("reply_to_is_earlier", answering(1, 1)),
    ("reply_to_is_earlier", answering(1, 3)),
    ("reply_to_is_earlier", answering(5, 3)),
    ("reply_to_is_earlier", answering(4, 5)),
    ("reply_to_is_earlier", answering(4, 3, "000_page")),
    ("reply_to_is_earlier", comment(1, reply_to="001_page:1")),
    ("reply_stays_in_thread", in_thread_of(4, 0)),
    ("reply_stays_in_thread", answering(4, 0)),
    ("thread_starts_on_page", in_thread_of(2, 1)),
    ("thread_starts_on_page", in_thread_of(2, 3)),
    ("thread_starts_on_page", in_thread_of(2, 0, "000_page")),
    ("thread_starts_on_page", comment(2, thread_id="nobody:1")),
    ("comment_has_span", lambda b: span(first_comment_span(b), label="body", record=PAGE)(b)),
    ("comment_has_span", lambda b: span(first_comment_span(b), record=comment_id(b, 1))(b)),
    ("span_stands_on_page", lambda b: b._replace(articles=b.articles.filter(pl.col("page_id") != PAGE))),
    ("span_follows_span", span(0, start=1)),
    ("span_follows_span", span(3, start=24)),
    ("span_follows_span", lambda b: b._replace(spans=without_row(b.spans, 2))),
    ("span_follows_span", backwards),
    ("record_exists", lambda b: span(first_comment_span(b), record="nobody:1")(b)),
    ("record_exists", lambda b: span(first_comment_span(b), record=PAGE)(b)),
    ("record_exists", lambda b: span(first_comment_span(b), record=comment_id(b, 0, "000_page"))(b)),
    ("record_exists", lambda b: span(first_comment_span(b), record=comment_id(b, 5))(b)),
    ("record_exists", span(0, record="000_page")),
    ("record_exists", lambda b: span(0, record=comment_id(b, 0))(b)),
]

ACCEPTED: list[Edit] = [
    lambda b: b,
    in_thread_of(2, 2),
    article(stated_comments=None),
    article(group_id="000_page"),
]


def test_every_relation_is_broken_by_a_case() -> None:
    assert {r.name for relations in RELATIONS.values() for r in relations} == {name for name, _ in BREAKS}


@pytest.mark.parametrize("edit", ACCEPTED)
def test_right_batches_pass(edit: Edit) -> None:
    tables = edit(batch())

    checked = check_batch(*tables)

    assert checked.rejected.height == 0
    assert checked.articles.equals(tables.articles)
    assert checked.comments.equals(tables.comments)
    assert checked.spans.equals(tables.spans)


@pytest.mark.parametrize(("relation", "edit"), BREAKS)
def test_broken_relation_takes_out_its_page(relation: str, edit: Edit) -> None:
    tables = edit(batch())
    (table,) = [name for name, relations in RELATIONS.items() if relation in [r.name for r in relations]]

    checked = check_batch(*tables)

    assert relation in checked.failures[table]
    assert PAGE in checked.rejected.filter(pl.col("checks").list.contains(relation))["page_id"]
    assert set(checked.rejected["page_id"]) == {PAGE}
    assert PAGE not in checked.articles["page_id"]


@pytest.mark.parametrize(("relation", "edit"), BREAKS)
def test_what_remains_is_right_and_nothing_is_lost(relation: str, edit: Edit) -> None:
    tables = edit(batch())

    checked = check_batch(*tables)
    again = check_batch(checked.articles, checked.comments, checked.spans)

    assert again.rejected.height == 0
    for name in RELATIONS:
        rejected = checked.rejected.filter(table=name).height
        assert getattr(checked, name).height + rejected == getattr(tables, name).height


def test_group_in_two_splits_is_found() -> None:
    pages = pl.DataFrame(
        {
            "page_id": ["a", "b", "c", "d"],
            "group_id": ["a", "a", "c", "c"],
            "split": ["train", "test", "train", "train"],
        }
    )

    crossing = groups_across_splits(pages)

    assert crossing.to_dicts() == [{"group_id": "a", "splits": ["test", "train"], "page_ids": ["a", "b"]}]
    assert groups_across_splits(pages.filter(pl.col("page_id") != "b")).height == 0


def test_a_reply_may_skip_a_later_comment_of_the_same_level() -> None:
    # The usual reply answers the last comment one level up; comments 4 and 5 go to the page's first thread.
    tables = in_thread_of(5, 0)(in_thread_of(4, 0)(answering(4, 0)(batch())))
    checked = check_batch(*tables)
    assert not checked.failures
    assert checked.comments.equals(tables.comments)
