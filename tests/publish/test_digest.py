import datetime
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from clean.publish.digest import LogicalDigest, digest_of_rows
from clean.publish.tally import count_words

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ['"\\/', "\b\f\n\r\t\x00\x1f\x7f", "\x85\u2028\ufeff\ufffe", "é😀", "<a href='x'>&amp;"]
)
SCHEMA = {
    "text": pl.String,
    "number": pl.Int32,
    "flag": pl.Boolean,
    "list": pl.List(pl.String),
    "day": pl.Date,
    "moment": pl.Datetime("us"),
}
rows = st.fixed_dictionaries(
    {
        "text": st.none() | texts,
        "number": st.none() | st.integers(-(2**31), 2**31 - 1),
        "flag": st.none() | st.booleans(),
        "list": st.lists(texts, max_size=3),
        "day": st.none() | st.dates(datetime.date(1000, 1, 1)),
        "moment": st.none() | st.datetimes(datetime.datetime(1000, 1, 1)),
    }
)


@given(st.lists(rows, max_size=8), st.integers(1, 8))
def test_the_digest_is_that_of_the_documented_text(content: list[dict[str, Any]], batch: int) -> None:
    digest = LogicalDigest()
    for start in range(0, len(content), batch):
        digest.update(pl.DataFrame(content[start : start + batch], schema=SCHEMA))
    assert digest.hexdigest() == digest_of_rows({name: row[name] for name in SCHEMA} for row in content)
    assert digest.rows == len(content)


def test_every_value_counts() -> None:
    base = {"text": "a", "number": 1}
    changed = [{"text": "b", "number": 1}, {"text": "a", "number": 2}, {"text": "a", "number": None}]
    assert len({digest_of_rows([row]) for row in [base, *changed]}) == 4


@given(st.lists(st.none() | st.text(st.sampled_from("ab é\u2003\n\t"), max_size=12), max_size=6))
def test_words_are_counted_between_white_space(content: list[str | None]) -> None:
    expected = sum(len(text.replace("\u2003", "x").split()) for text in content if text is not None)
    assert count_words(pl.Series(content, dtype=pl.String)) == expected
