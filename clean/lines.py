"""Pages to lines: the frame that every step looks at.

A batch of pages becomes one frame of its non-blank lines. Positions are global: page `i` of the batch
occupies the code points `base[i]` to `base[i] + length[i]`, and one more that belongs to nobody, so that no
two pages share a position and every frame of a batch sorts and joins on a single number.
"""

from dataclasses import dataclass

import polars as pl

from clean.normalise import BREAKS, BULLETS, CONTROLS, NO_BREAK_SPACES, decode_references

__all__ = ["HEAD_LINES", "PROSE_CHARS", "Lines", "split_lines"]

# A line of this many code points is running text, whatever stands in it: about 25 English words.
PROSE_CHARS = 150
# The head of a page (title, byline, date, picture) ends at its first line of prose, or after so many lines.
HEAD_LINES = 20

_UNUSUAL = f"[{BREAKS}{CONTROLS}]"
_MARKER = rf"^(\d{{1,9}})\.(?:\s|$)|^([{BULLETS}])(?:\s|$)"


@dataclass(frozen=True)
class Lines:
    """A batch of pages as lines.

    `pages`: one row a page, in batch order: `page` (u32, position in the batch), `page_id`, `site`, `text`,
    `base` and `length` (i64, code points), `bytes_hold` (bool: folding left the page's bytes in place).

    `lines`: one row a non-blank line, in order: `page`, `start` and `end` (i64, global code points, without
    the white space at both ends), `start_byte` and `end_byte` (the same in UTF-8 bytes of the page, where
    `pages.bytes_hold`), `indent` (i64, code points before the text), `gap` (a blank line or the
    top of the page stands before it), `number` (i64, of a numbered list item), `bullet` (bool), `chars`
    (i64, code points of the text), `head` (bool, before the first prose of the page), `text` (normalised
    as `clean.normalise` says, list marker included).
    """

    pages: pl.DataFrame
    lines: pl.DataFrame


def split_lines(pages: pl.DataFrame) -> Lines:
    """Split the pages (`page_id`, `text`, `site`) of a batch into lines with global positions."""
    length = pages["text"].str.len_chars().cast(pl.Int64)
    folded = _fold_breaks(pages["text"])
    size = folded.str.len_bytes().cast(pl.Int64)
    frame = pages.select("page_id", "site", "text").with_columns(
        page=pl.int_range(pl.len(), dtype=pl.UInt32),
        length=length,
        base=(length + 1).cum_sum() - length - 1,
        bytes_hold=size == pages["text"].str.len_bytes().cast(pl.Int64),
    )
    first_byte = (size + 1).cum_sum() - size - 1
    lines = (
        frame.select("page", raw=folded.str.split("\n"), first_byte=first_byte)
        .explode("raw", empty_as_null=False, keep_nulls=False)
        .with_columns(
            chars=pl.col("raw").str.len_chars().cast(pl.Int64) + 1,
            size=pl.col("raw").str.len_bytes().cast(pl.Int64) + 1,
        )
        .with_columns(
            start=pl.col("chars").cum_sum() - pl.col("chars"),
            start_byte=pl.col("size").cum_sum() - pl.col("size") - pl.col("first_byte"),
        )
        .with_row_index("row")
        .with_columns(text=pl.col("raw").str.strip_chars())
        .filter(pl.col("text") != "")
    )
    return Lines(frame, _describe(_decode(lines)))


def _fold_breaks(text: pl.Series) -> pl.Series:
    """Do what `clean.normalise.fold_breaks` does, where there is anything to do."""
    if not text.str.contains(_UNUSUAL).any():
        return text
    return (
        text.str.replace_all("\r\n", " \n", literal=True)
        .str.replace_all(f"[{BREAKS}]", "\n")
        .str.replace_all(f"[{CONTROLS}]", " ")
    )


def _decode(lines: pl.DataFrame) -> pl.DataFrame:
    """Decode character references and fold no-break spaces; lines that come out blank leave the frame."""
    text = lines["text"]
    coded = text.str.contains("&", literal=True)
    if coded.any():
        rows = coded.arg_true()
        decoded = pl.Series([decode_references(line) for line in text.gather(rows)], dtype=pl.String)
        text = text.scatter(rows, decoded)
    if text.str.contains(f"[{NO_BREAK_SPACES}]").any():
        text = text.str.replace_all(f"[{NO_BREAK_SPACES}]", " ")
    elif not coded.any():
        return lines
    return lines.with_columns(text=text.str.strip_chars()).filter(pl.col("text") != "")


def _describe(lines: pl.DataFrame) -> pl.DataFrame:
    """Add what the steps ask of a line: its ends, indentation, list marker, gap before it, head or not."""
    raw = pl.col("raw")
    unindented, shortened = raw.str.strip_chars_start(), raw.str.strip_chars_end()
    new_page = pl.col("page") != pl.col("page").shift(1)
    marker = pl.col("text").str.extract_groups(_MARKER)
    described = lines.with_columns(
        indent=pl.col("chars") - 1 - unindented.str.len_chars().cast(pl.Int64),
        width=shortened.str.len_chars().cast(pl.Int64),
        end_byte=pl.col("start_byte") + shortened.str.len_bytes().cast(pl.Int64),
        start_byte=pl.col("start_byte") + pl.col("size") - 1 - unindented.str.len_bytes().cast(pl.Int64),
        gap=(new_page | (pl.col("row").diff() > 1)).fill_null(True),
        new_page=new_page.fill_null(True),
        marker=marker,
    ).with_columns(
        end=pl.col("start") + pl.col("width"),
        start=pl.col("start") + pl.col("indent"),
        number=pl.col("marker").struct.field("1").cast(pl.Int64),
        bullet=pl.col("marker").struct.field("2").is_not_null(),
        chars=pl.col("text").str.len_chars().cast(pl.Int64),
    )
    prose_before = (pl.col("chars") >= PROSE_CHARS).cast(pl.Int64).cum_sum()
    line = pl.int_range(pl.len(), dtype=pl.Int64)
    described = described.with_columns(prose=prose_before, line=line).with_columns(
        # what was counted before the page began, carried from its first line
        prose_above=pl.when("new_page")
        .then(pl.col("prose") - (pl.col("chars") >= PROSE_CHARS).cast(pl.Int64))
        .forward_fill(),
        first=pl.when("new_page").then(pl.col("line")).forward_fill(),
    )
    return described.select(
        "page",
        "start",
        "end",
        "start_byte",
        "end_byte",
        "indent",
        "gap",
        "number",
        "bullet",
        "chars",
        "text",
        head=(pl.col("prose") == pl.col("prose_above")) & (pl.col("line") - pl.col("first") < HEAD_LINES),
    )
