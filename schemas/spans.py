"""Contract of the table `spans`."""

import pandera.polars as pa
import polars as pl

from schemas.vocabulary import column, row_check

# Text that went into a record, in the order of the articles' columns; then comments, what was removed, what
# lies between blocks, and what was taken down.
LABELS = [
    "title",
    "standfirst",
    "author",
    "published_at",
    "modified_at",
    "section",
    "body",
    "caption",
    "reference",
    "comment",
    "comment_author",
    "comment_date",
    "removed",
    "space",
    "withdrawn",
]
# The labels of what goes into a row of `comments`; all others go into one of `articles`, or nowhere.
OF_COMMENTS = ["comment", "comment_author", "comment_date"]
WITHOUT_RECORD = ["removed", "space", "withdrawn"]
# A word in snake case, or the host name of the site that has rules of its own.
STEP = "^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$"
RULE = "^[a-z0-9][a-z0-9_-]*$"
# The step that claims personal data inside what other steps own; its text is published nowhere.
PERSONAL_DATA = "personal_data"


class Spans(pa.DataFrameModel):
    """One row is a labelled stretch of a raw page; the spans of a page tile it without gap or overlap."""

    page_id: pl.String = column("The page that the span is part of, in `articles`.")
    start: pl.Int32 = column("Where the span starts in the raw page, in Unicode code points.", ge=0)
    end: pl.Int32 = column("Where the span ends in the raw page, in Unicode code points, exclusive.", ge=1)
    label: pl.String = column(
        "What the stretch is: a part of the article, a comment's text, who wrote it (`comment_author`) or "
        "when (`comment_date`), `removed`, the white `space` between blocks, or `withdrawn` where a comment "
        "was taken down.",
        isin=LABELS,
    )
    step: pl.String = column(
        "Name of the cleaning step that claimed the stretch; for the rules of a site, its host name.",
        repeats=True,
        str_matches=STEP,
    )
    rule: pl.String = column(
        "Name of the step's rule that claimed the stretch.", repeats=True, str_matches=RULE
    )
    reason: pl.String = column(
        "Why the step claims such text.", repeats=True, str_length={"min_value": 1}, trimmed=True
    )
    record: pl.String = column(
        "The record that the stretch went into: `page_id` of the article, or `comment_id`; null where it "
        "went into none.",
        nullable=True,
    )
    text: pl.String = column(
        "Raw text of the stretch where it was removed; null for all others, whose text is in their record, "
        "and for what the step `personal_data` claims, of which the record has a placeholder at most.",
        nullable=True,
    )

    @row_check()
    def span_has_length(cls) -> pl.Expr:
        """A span is not empty: `start` is less than `end`."""
        return pl.col("start") < pl.col("end")

    @row_check(
        {
            "if": {"properties": {"label": {"enum": WITHOUT_RECORD}}},
            "else": {"properties": {"record": {"not": {"type": "null"}}}},
        },
    )
    def kept_text_has_record(cls) -> pl.Expr:
        """Every span but removed text, white space and what was withdrawn has a `record`."""
        return pl.col("label").is_in(WITHOUT_RECORD) | pl.col("record").is_not_null()

    @row_check(
        {
            "if": {
                "properties": {"label": {"const": "removed"}, "step": {"not": {"const": PERSONAL_DATA}}},
            },
            "then": {"properties": {"text": {"not": {"type": "null"}}}},
            "else": {"properties": {"text": {"type": "null"}}},
        },
    )
    def text_of_removed_only(cls) -> pl.Expr:
        """`text` is stated exactly for removed spans that are not of the step `personal_data`."""
        stated = (pl.col("label") == "removed") & (pl.col("step") != PERSONAL_DATA)
        return stated == pl.col("text").is_not_null()

    @row_check()
    def text_as_long_as_span(cls) -> pl.Expr:
        """The length of `text` in code points is `end` minus `start`."""
        return pl.col("text").str.len_chars().cast(pl.Int64) == pl.col("end") - pl.col("start")

    class Config:
        """Exactly these columns, in this order."""

        strict = True
        ordered = True
