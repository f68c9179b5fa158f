"""For every check of every contract: changes to a valid row that it accepts, and changes that it rejects."""

from datetime import datetime
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl
from valid_batch import batch

from schemas import TABLES
from schemas.check import polars_schema, record_json
from schemas.conditions import conditions

Change = dict[str, Any]


class Cases(NamedTuple):
    accepted: list[Change]
    rejected: list[Change]


def texts(column: str, accepted: list[str], rejected: list[str]) -> Cases:
    return Cases([{column: value} for value in accepted], [{column: value} for value in rejected])


def trimmed(column: str) -> Cases:
    return texts(
        column, ["a", "a b", "a\u200b"], [" a", "a\n", "a\u00a0", "\u3000a", "a\u2028", " ", "a\u0085"]
    )


def filled(column: str) -> Cases:
    return texts(column, ["a", "."], [""])


def at_least(column: str, limit: int) -> Cases:
    return Cases([{column: limit}, {column: 2**31 - 1}], [{column: limit - 1}])


def items(column: str) -> Cases:
    return Cases(
        [{column: []}, {column: ["a", "b c"]}], [{column: [""]}, {column: ["a", " b"]}, {column: [None]}]
    )


def precision(event: str) -> dict[str, Cases]:
    at, known = f"{event}_at", f"{event}_precision"
    day, minute, second = datetime(2018, 8, 1), datetime(2018, 8, 1, 9, 5), datetime(2018, 8, 1, 9, 5, 7)
    fraction = datetime(2018, 8, 1, 9, 5, 7, 250)
    return {
        f"{known}.isin": Cases(
            [{at: day, known: value} for value in ("day", "minute", "second")],
            [{known: value} for value in ("hour", "Day", "")],
        ),
        f"{event}_with_precision": Cases(
            [{at: None, known: None}, {at: day, known: "day"}], [{at: None}, {known: None}]
        ),
        f"{event}_no_finer_than_stated": Cases(
            [
                {at: day, known: "day"},
                {at: day, known: "second"},
                {at: minute, known: "minute"},
                {at: second, known: "second"},
                {at: None, known: None},
            ],
            [
                {at: minute, known: "day"},
                {at: second, known: "minute"},
                {at: fraction, known: "minute"},
                {at: fraction, known: "second"},
            ],
        ),
    }


ARTICLES = {
    "page_id.unique": Cases([], []),
    "page_id.str_length": filled("page_id"),
    "page_id.trimmed": trimmed("page_id"),
    "group_id.str_length": filled("group_id"),
    "group_id.trimmed": trimmed("group_id"),
    "site.str_matches": texts(
        "site", ["a", "www.a-b.org", "localhost"], ["", "A.org", "a.org/", ".org", "a b"]
    ),
    "url.str_matches": texts(
        "url",
        ["http://a", "https://a.org/ü?b=1#c"],
        ["", "a.org", "ftp://a", "https://", "https://a b", "https://a\n"],
    ),
    "language.str_matches": texts(
        "language", ["en", "gsw", "zh-Hant-TW"], ["", "e", "english", "en_GB", "EN"]
    ),
    "title.str_length": filled("title"),
    "title.trimmed": trimmed("title"),
    "standfirst.str_length": filled("standfirst"),
    "standfirst.trimmed": trimmed("standfirst"),
    "author.str_length": filled("author"),
    "author.trimmed": trimmed("author"),
    **precision("published"),
    **precision("modified"),
    "section.str_length": filled("section"),
    "section.trimmed": trimmed("section"),
    "body.str_length": filled("body"),
    "body.trimmed": trimmed("body"),
    "captions.filled_items": items("captions"),
    "references.filled_items": items("references"),
    "word_count.greater_than_or_equal_to": at_least("word_count", 1),
    "stated_comments.greater_than_or_equal_to": at_least("stated_comments", 0),
    "recovered_comments.greater_than_or_equal_to": at_least("recovered_comments", 0),
    "raw_sha256.str_length": texts("raw_sha256", ["0" * 64], ["", "0" * 63, "0" * 65]),
    "raw_sha256.str_matches": texts(
        "raw_sha256", ["0123456789abcdef" * 4], ["A" * 64, "g" * 64, "0" * 64 + "\n", " " + "0" * 63]
    ),
    "raw_length.greater_than_or_equal_to": at_least("raw_length", 1),
    "raw_bytes.greater_than_or_equal_to": at_least("raw_bytes", 1),
}

TOP = {"depth": 1, "reply_to": None, "parent_recovered": True}
REPLY = {"depth": 2, "reply_to": "000_page:1", "parent_recovered": True, "thread_id": "000_page:1"}
ORPHAN = {"depth": 2, "reply_to": None, "parent_recovered": False}

START_0 = {"raw_start": 0, "raw_end": 1, "comment_id": "000_page:0", "thread_id": "000_page:0"}

COMMENTS = {
    "comment_id.unique": Cases([], []),
    "depth.greater_than_or_equal_to": Cases([TOP, REPLY], [{"depth": 0}]),
    "position.greater_than_or_equal_to": at_least("position", 0),
    "author.str_length": filled("author"),
    "author.trimmed": trimmed("author"),
    "text.str_length": filled("text"),
    "text.trimmed": trimmed("text"),
    "raw_start.greater_than_or_equal_to": Cases([START_0], [{"raw_start": -1}]),
    "raw_end.greater_than_or_equal_to": Cases([START_0], [{"raw_end": 0}]),
    "comment_id_says_where": Cases(
        [
            {"comment_id": "a:7", "page_id": "a", "raw_start": 7, "thread_id": "a:7"},
            {"comment_id": "a:b:0", "page_id": "a:b", "raw_start": 0, "thread_id": "a:b:0"},
        ],
        [{"comment_id": "other:1"}, {"page_id": "other"}, {"raw_start": 0}],
    ),
    "comment_has_length": Cases(
        [{"raw_start": 4, "raw_end": 5, "comment_id": "000_page:4", "thread_id": "000_page:4"}],
        [{"raw_start": 5, "raw_end": 5}, {"raw_start": 6, "raw_end": 5}],
    ),
    "top_level_answers_none": Cases([TOP, REPLY, ORPHAN], [{"reply_to": "000_page:1"}]),
    "top_level_starts_thread": Cases([REPLY], [{"thread_id": "000_page:1"}]),
    "lost_parent_is_marked": Cases(
        [TOP, REPLY, ORPHAN],
        [
            {"parent_recovered": False},
            REPLY | {"parent_recovered": False},
            ORPHAN | {"parent_recovered": True},
        ],
    ),
}

LABELS = ["title", "standfirst", "author", "published_at", "modified_at", "section", "body", "caption"]
LABELS += ["reference", "comment"]
REMOVED = {"label": "removed", "start": 0, "end": 2, "text": "é😀", "record": None}

SPANS = {
    "start.greater_than_or_equal_to": Cases([{"start": 0}], [{"start": -1}]),
    "end.greater_than_or_equal_to": Cases([{"start": 0, "end": 1}], [{"end": 0}]),
    "label.isin": Cases(
        [*({"label": label} for label in LABELS), REMOVED, {"label": "space", "record": None}],
        [{"label": "Body"}, {"label": ""}, {"label": "comments"}],
    ),
    "step.str_matches": texts(
        "step", ["a", "donation_appeal", "a-b.org"], ["", "A", "_a", "a.", "a\n", "a b"]
    ),
    "rule.str_matches": texts("rule", ["a", "free-of-charge_2", "4"], ["", "A", "-a", "a.b", "a\n"]),
    "reason.str_length": filled("reason"),
    "reason.trimmed": trimmed("reason"),
    "span_has_length": Cases([{"start": 3, "end": 4}], [{"start": 4, "end": 4}, {"start": 9, "end": 4}]),
    "kept_text_has_record": Cases(
        [REMOVED, REMOVED | {"record": "000_page"}, {"label": "space", "record": None}],
        [{"record": None}, {"label": "comment", "record": None}],
    ),
    "text_of_removed_only": Cases(
        [REMOVED], [{"text": "a"}, {"label": "space", "text": " "}, REMOVED | {"text": None}]
    ),
    "text_as_long_as_span": Cases(
        [REMOVED, REMOVED | {"text": "ab"}], [REMOVED | {"text": "a"}, REMOVED | {"text": "é😀."}]
    ),
}

REJECTED = {
    "table.isin": texts("table", ["articles", "comments", "spans"], ["rejected", ""]),
    "record.str_matches": texts("record", ["{}", '{"a":"\n"}'], ["", "[]", "null", "{} "]),
    "checks.filled_items": Cases(
        [{"checks": ["a", "b"]}], [{"checks": [""]}, {"checks": [None]}, {"checks": ["a "]}]
    ),
    "checks.min_items": Cases([{"checks": ["a"]}], [{"checks": []}]),
}

CASES = {"articles": ARTICLES, "comments": COMMENTS, "spans": SPANS, "rejected": REJECTED}


def valid_row(table: str) -> Change:
    """A row that breaks nothing."""
    articles, comments, spans = batch()
    if table == "rejected":
        record = record_json(spans.row(0, named=True))
        return {"table": "spans", "page_id": "000_page", "record": record, "checks": ["span_has_length"]}
    return {"articles": articles, "comments": comments, "spans": spans}[table].row(0, named=True)


def frame(table: str, *changes: Change) -> pl.DataFrame:
    """A table with a valid row for each change, changed."""
    return pl.DataFrame([valid_row(table) | change for change in changes], schema=polars_schema(table))


def broken(table: str, rows: pl.DataFrame) -> list[set[str]]:
    """For each row, the names of the contract's checks that it breaks."""
    held = rows.select(c.holds.fill_null(value=True).alias(c.name) for c in conditions(TABLES[table]))
    return [{name for name, holds in row.items() if not holds} for row in held.iter_rows(named=True)]


def pandera_accepts(table: str, rows: pl.DataFrame) -> bool:
    """What pandera itself says of a whole table."""
    try:
        TABLES[table].validate(rows, lazy=True)
    except pa.errors.SchemaErrors:
        return False
    return True


def changed_rows() -> list[tuple[str, str, Change, bool]]:
    """All cases: table, check, change, and whether the check accepts it. Nulls follow from the columns."""
    cases = [
        (table, check, change, accepts)
        for table, checks in CASES.items()
        for check, (accepted, rejected) in checks.items()
        for accepts, changes in ((True, accepted), (False, rejected))
        for change in changes
    ]
    for table, model in TABLES.items():
        for name, column in model.to_schema().columns.items():
            if not column.nullable:
                cases += [
                    (table, f"{name}.not_null", {name: None}, False),
                    (table, f"{name}.not_null", {}, True),
                ]
    return cases
