"""Every page of a batch, however hostile, against the plain-Python oracle and the contracts."""

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hostile_pages import PROSE, pages, phrases
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracle import Claim, expected_page, paint, stretches

from clean.batch import clean_batch, pages_of
from clean.claims import claims_of
from clean.lines import split_lines
from clean.normalise import record_text
from clean.page import clean_page
from clean.page_proof import PublishedPage, page_differences
from clean.personal.policy import Masking, PersonalData
from clean.rules import load_rules
from clean.rules.match import Matcher
from clean.settle import settle
from schemas.check import check_batch

KEEPING = PersonalData(email="keep", telephone="keep")
MATCHER = Matcher(load_rules())
DETERMINED = settings(derandomize=True, deadline=None, max_examples=40)


def claims_by_page(batch: pl.DataFrame) -> list[list[Claim]]:
    """The claims on each page of a batch, with positions in that page."""
    lines = split_lines(batch)
    claims, _ = claims_of(lines, load_rules())
    bases = lines.pages["base"].to_list()
    found: list[list[Claim]] = [[] for _ in bases]
    for row in claims.iter_rows(named=True):
        number = max(n for n, base in enumerate(bases) if base <= row["start"])
        moved = {
            name: None if row[name] is None else row[name] - bases[number]
            for name in ("start", "end", "comment", "parent", "thread")
        }
        found[number].append(Claim(**{**row, **moved}))
    return found


def batch_of(texts: list[str]) -> pl.DataFrame:
    return pages_of({f"p{number:03}": text for number, text in enumerate(texts)})


def rows(frame: pl.DataFrame, page_id: str) -> list[dict[str, Any]]:
    return frame.filter(pl.col("page_id") == page_id).to_dicts()


@given(st.lists(pages(), min_size=1, max_size=4))
@example([""])
@example(["", " \n\t ", "a"])
@example(["&nbsp;", "\ufeff", "\x00"])
@example(["x" * 300 + "\r\n\r" + "⟦y⟧"])
@example([PROSE + "\r\n\r\n  1. one\r\n\r\n    1. two\r\n\r\n  2. three\r\n\r\nLeave a Reply\r\n"])
@DETERMINED
def test_spans_comments_and_articles_follow_from_the_claims(texts: list[str]) -> None:
    batch = batch_of(texts)
    result = clean_batch(batch, masking=Masking(KEEPING))
    for (page_id, text), claims in zip(
        batch.select("page_id", "text").iter_rows(), claims_by_page(batch), strict=True
    ):
        expected = expected_page(page_id, text, claims, load_rules())
        assert rows(result.spans, page_id) == expected.spans
        assert rows(result.comments, page_id) == expected.comments
        (article,) = rows(result.articles, page_id)
        assert {name: article[name] for name in expected.article} == expected.article


@given(st.lists(pages(), min_size=1, max_size=3))
@DETERMINED
def test_every_result_keeps_the_contracts_and_is_proved_by_its_raw_pages(texts: list[str]) -> None:
    batch = batch_of(texts)
    result = clean_batch(batch)
    checked = check_batch(result.articles, result.comments, result.spans)
    # the contracts want something to read in every article and every comment, and nothing else is in the way
    bare = result.articles.filter(pl.col("body") == "")["page_id"].to_list()
    bare += result.comments.filter(pl.col("text") == "")["page_id"].to_list()
    assert set(checked.rejected["page_id"]) == set(bare)
    for raw in batch.to_dicts():
        page_id = raw["page_id"]
        (article,) = rows(result.articles, page_id)
        page = PublishedPage(page_id, article, rows(result.comments, page_id), rows(result.spans, page_id))
        assert list(page_differences(page, raw)) == []


@given(pages())
@DETERMINED
def test_spans_tile_the_page_and_say_what_they_removed(text: str) -> None:
    page = clean_page(text, personal_data=KEEPING)
    assert "".join(text[span.start : span.end] for span in page.spans) == text
    for span in page.spans:
        assert span.start < span.end
        assert span.text == (text[span.start : span.end] if span.label == "removed" else None)
    starts = {f"page:{comment.raw_start}": comment for comment in page.comments}
    assert starts == {comment.comment_id: comment for comment in page.comments}
    told = {span.record: span for span in page.spans if span.label == "comment"}
    for comment in page.comments:
        span = told[comment.comment_id]
        label = "comment" if span.start == comment.raw_start else "body"
        assert comment.text == record_text(label, [text[span.start : span.end]])


@given(st.lists(pages(), min_size=2, max_size=4), st.randoms(use_true_random=False))
@DETERMINED
def test_a_pages_result_depends_on_nothing_but_the_page(texts: list[str], rng: random.Random) -> None:
    batch = batch_of(texts)
    together = clean_batch(batch)
    order = list(range(len(texts)))
    rng.shuffle(order)
    shuffled = clean_batch(batch[order])
    for number, page_id in enumerate(batch["page_id"]):
        alone = clean_batch(batch[number : number + 1])
        for table in ("articles", "comments", "spans"):
            expected = rows(getattr(alone, table), page_id)
            assert rows(getattr(together, table), page_id) == expected
            assert rows(getattr(shuffled, table), page_id) == expected


def test_a_list_is_judged_alike_below_another_pages_thread() -> None:
    thread = (
        f"{PROSE}\n\n2 comments\n\n  1. Ada says:\n    3 May 2019 at 10:12\n\n    {PROSE}\n\n  2. Nor me.\n"
    )
    dense = (
        "The wall\nThe wall\n  1. The council has voted.\n\n    1. The council has voted.\n  2. The wall\n"
    )
    batch = batch_of([thread, dense])
    together, alone = clean_batch(batch), clean_batch(batch[1:])
    page_id = batch["page_id"][1]
    assert rows(together.spans, page_id) == rows(alone.spans, page_id)


def test_an_empty_batch_gives_empty_tables_of_the_same_columns() -> None:
    nothing, something = clean_batch(batch_of([])), clean_batch(batch_of([PROSE]))
    for table in ("articles", "comments", "spans"):
        assert getattr(nothing, table).is_empty()
        assert getattr(nothing, table).schema == getattr(something, table).schema


def assert_the_prefilter_changes_no_hit(texts: list[str]) -> None:
    lines = split_lines(batch_of(texts))
    quick, thorough = (
        {
            test: list(zip(*map(np.ndarray.tolist, found), strict=True))
            for test, found in MATCHER.hits(lines, prefilter=prefilter).items()
        }
        for prefilter in (True, False)
    )
    assert quick == thorough


@given(
    st.lists(pages(), min_size=1, max_size=3),
    st.sampled_from(phrases()),
    st.sampled_from([str, str.upper, str.lower]),
)
@example([], "harbour wall", str)
@example([], "İlgili haberler", str)
@example([], "İlgili haberler", str.lower)
@example([], "À lire aussi", str.upper)
@example([], "Читайте также", str.upper)
@DETERMINED
def test_the_prefilter_changes_no_hit(texts: list[str], phrase: str, case: Any) -> None:
    assert_the_prefilter_changes_no_hit([*texts, case(f"{PROSE} {phrase} {PROSE}\n\n{PROSE}\n{phrase}")])


def literals(said: Any) -> set[str]:
    """Return the literals in what a rule file says."""
    if isinstance(said, dict):
        return {found for value in said.values() for found in literals(value)}
    return set(said) if isinstance(said, tuple) and all(isinstance(one, str) for one in said) else set()


@pytest.mark.parametrize(
    "written",
    [str, str.upper, str.lower, str.title, lambda phrase: phrase.replace(" ", " –\u00a0")],
    ids=["as it is", "in capitals", "in small letters", "with capitals", "parted by dashes"],
)
def test_the_prefilter_loses_no_literal_of_a_rule(written: Any) -> None:
    entries = [rule.entry.model_dump() for rule in load_rules().rules if rule.entry is not None]
    found = sorted({written(phrase) for entry in entries for phrase in literals(entry)})
    assert_the_prefilter_changes_no_hit([f"{phrase}\n\nIt says “{phrase}”, and {PROSE}" for phrase in found])


def test_a_phrase_across_a_line_break_is_found_in_a_large_batch_as_on_the_page_alone() -> None:
    text = (
        "We visit the harbour before the winter, as the minutes of its meeting show to anybody who "
        "asks. Read our "
        "privacy\npolicy for what is to be known of the harbour wall before the winter, as the "
        "minutes of its last "
        "meeting show."
    )
    alone = clean_batch(batch_of([text]))
    together = clean_batch(batch_of([text, *["a line\n\n" * 50] * 60]))
    assert [row["step"] for row in rows(alone.spans, "p000")] == ["privacy_notice"]
    assert rows(together.spans, "p000") == rows(alone.spans, "p000")


CLAIMS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12), st.integers(0, 4)), max_size=25)


@given(CLAIMS)
@settings(derandomize=True, deadline=None, max_examples=400)
def test_settling_gives_each_position_to_the_first_claim_in_step_order(
    found: list[tuple[int, int, int]],
) -> None:
    claims = [(start, start + length, rank) for start, length, rank in found]
    settled = settle(*([claim[part] for claim in claims] for part in range(3)))
    expected = [run for run in stretches(paint(50, claims)) if run[2] is not None]
    assert settled.rows() == expected
    assert settled.columns == ["start", "end", "claim"]


@pytest.mark.parametrize(
    ("claims", "settled"),
    [
        pytest.param([], [], id="nothing claimed"),
        pytest.param([(3, 3, 0)], [], id="an empty claim owns nothing"),
        pytest.param(
            [(0, 9, 1), (3, 5, 0)], [(0, 3, 0), (3, 5, 1), (5, 9, 0)], id="a stronger claim cuts a weaker"
        ),
        pytest.param([(0, 9, 0), (3, 5, 1)], [(0, 9, 0)], id="a weaker claim inside is lost"),
        pytest.param([(2, 6, 0), (0, 4, 0)], [(0, 4, 1), (4, 6, 0)], id="of equals the first to start"),
        pytest.param([(0, 4, 0), (0, 6, 0)], [(0, 4, 0), (4, 6, 1)], id="of equals the first given"),
        pytest.param([(0, 4, 0), (4, 6, 0)], [(0, 4, 0), (4, 6, 1)], id="neighbours stay apart"),
    ],
)
def test_overlaps(claims: list[tuple[int, int, int]], settled: list[tuple[int, int, int]]) -> None:
    assert settle(*([claim[part] for claim in claims] for part in range(3))).rows() == settled
