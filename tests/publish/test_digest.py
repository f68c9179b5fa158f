import hashlib
from typing import Any

import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from clean.publish.digest import LogicalDigest, digest_of_rows, type_names
from clean.publish.tally import count_words

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ['"\\/', "\b\f\n\r\t\x00\x1f\x7f", "\x85\u2028\ufeff\ufffe", "é😀", "<a href='x'>&amp;"]
)
SCHEMA = pa.schema(
    {
        "text": pa.string(),
        "word": pa.string(),
        "number": pa.int32(),
        "flag": pa.bool_(),
        "list": pa.list_(pa.string()),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
    }
)
rows = st.fixed_dictionaries(
    {
        "text": st.none() | texts,
        "word": st.none() | st.sampled_from(["a", "é", ""]),
        "number": st.none() | st.integers(-(2**31), 2**31 - 1),
        "flag": st.none() | st.booleans(),
        "list": st.none() | st.lists(st.none() | texts, max_size=3),
        "day": st.none() | st.dates(),
        "moment": st.none() | st.datetimes(),
    }
)


def digest_of(*tables: pa.Table) -> str:
    digest = LogicalDigest(SCHEMA)
    for table in tables:
        digest.update(table)
    assert digest.rows == sum(table.num_rows for table in tables)
    return digest.hexdigest()


@given(st.lists(rows, max_size=8), st.integers(1, 8))
def test_the_digest_is_that_of_the_documented_streams(content: list[dict[str, Any]], batch: int) -> None:
    whole = pa.Table.from_pylist(content, schema=SCHEMA)
    expected = digest_of_rows(content, type_names(SCHEMA))
    assert digest_of(whole) == expected
    # Slices share the memory of the whole: only what is theirs may count.
    assert digest_of(*(whole.slice(start, batch) for start in range(0, len(content), batch))) == expected
    coded = whole.set_column(1, "word", whole.column("word").dictionary_encode())
    assert digest_of(*(coded.slice(start, batch) for start in range(0, len(content), batch))) == expected


def test_what_stands_behind_a_null_does_not_count() -> None:
    filled = pa.array(["a", "bc", "d"])
    hidden = pa.Array.from_buffers(pa.string(), 3, [pa.py_buffer(b"\x05"), *filled.buffers()[1:]])
    table = pa.table({"text": hidden})
    digest = LogicalDigest(table.schema)
    digest.update(table)
    texts = ["a", None, "d"]
    assert table.column("text").to_pylist() == texts
    assert digest.hexdigest() == digest_of_rows([{"text": text} for text in texts], {"text": "string"})


def test_the_digest_of_a_small_table_is_the_one_worked_out_by_hand() -> None:
    def sha256(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    text = (
        "rows 2\n"
        f"text string lengths {sha256(bytes.fromhex('02000000ffffffff'))}\n"
        f"text string bytes {sha256('é'.encode())}\n"
        f"number int32 valid {sha256(bytes([0, 1]))}\n"
        f"number int32 values {sha256(bytes.fromhex('00000000feffffff'))}\n"
    )
    content: list[dict[str, Any]] = [{"text": "é", "number": None}, {"text": None, "number": -2}]
    assert digest_of_rows(content, {"text": "string", "number": "int32"}) == sha256(text.encode())


def test_every_value_counts() -> None:
    types = {"text": "string", "number": "int32"}
    base: dict[str, Any] = {"text": "a", "number": 1}
    changed: list[dict[str, Any]] = [
        {"text": "b", "number": 1},
        {"text": "a", "number": 0},
        {"text": "a", "number": None},
        {"text": None, "number": 1},
        {"text": "", "number": 1},
    ]
    assert len({digest_of_rows([row], types) for row in [base, *changed]}) == 6


@given(st.lists(st.none() | st.text(st.sampled_from("ab é\u2003\n\t"), max_size=12), max_size=6))
def test_words_are_counted_between_white_space(content: list[str | None]) -> None:
    expected = sum(len(text.replace("\u2003", "x").split()) for text in content if text is not None)
    assert count_words(pl.Series(content, dtype=pl.String)) == expected
