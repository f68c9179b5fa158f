"""Pages to lines: the frame that every step looks at.

A batch of pages becomes one frame of its non-blank lines. Positions are global: page `i` of the batch
occupies the code points `base[i]` to `base[i] + length[i]`, and one more that belongs to nobody, so that no
two pages share a position and every frame of a batch sorts and joins on a single number.
"""

from dataclasses import dataclass

import polars as pl

from clean.normalise import BREAKS, BULLETS, CONTROLS, NO_BREAK_SPACES, plain_line

__all__ = ["HEAD_LINES", "PROSE_CHARS", "Lines", "split_lines"]

# A line of this many code points is running text, whatever stands in it: about 25 English words.
PROSE_CHARS = 150
# The head of a page (title, byline, date, picture) ends at its first line of prose, or after so many lines.
HEAD_LINES = 20

_UNUSUAL = f"[{BREAKS}{CONTROLS}]"
_NUMBER = r"^([0-9]{1,9})\.(?:\s|$)"
_BULLET = rf"^[{BULLETS}](?:\s|$)"


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
    folded = _fold_breaks(pages["text"])
    length, size = pl.col("text").str.len_chars().cast(pl.Int64), pl.col("folded").str.len_bytes().cast(pl.Int64)
    frame = pages.select("page_id", "site", "text", folded=folded).select(
        "page_id",
        "site",
        "text",
        "folded",
        page=pl.int_range(pl.len(), dtype=pl.UInt32),
        length=length,
        base=(length + 1).cum_sum() - length - 1,
        bytes_hold=size == pl.col("text").str.len_bytes(),
        first_byte=(size + 1).cum_sum() - size - 1,
    )
    lines = (
        frame.lazy()
        .select("page", "first_byte", raw=pl.col("folded").str.split("\n"))
        .explode("raw", empty_as_null=False, keep_nulls=False)
        .with_columns(
            unindented=pl.col("raw").str.strip_chars_start(),
            width=pl.col("raw").str.len_chars().cast(pl.Int64) + 1,
            size=pl.col("raw").str.len_bytes().cast(pl.Int64) + 1,
        )
        .with_columns(
            start=pl.col("width").cum_sum() - pl.col("width"),
            start_byte=pl.col("size").cum_sum() - pl.col("size") - pl.col("first_byte"),
            row=pl.int_range(pl.len()),
        )
        .filter(pl.col("unindented") != "")
        .with_columns(text=pl.col("unindented").str.strip_chars_end())
        .with_columns(
            chars=pl.col("text").str.len_chars().cast(pl.Int64),
            indent=pl.col("width") - 1 - pl.col("unindented").str.len_chars(),
            indent_bytes=pl.col("size") - 1 - pl.col("unindented").str.len_bytes(),
        )
        .select(
            "page",
            "row",
            "text",
            "chars",
            "indent",
            start=pl.col("start") + pl.col("indent"),
            end=pl.col("start") + pl.col("indent") + pl.col("chars"),
            start_byte=pl.col("start_byte") + pl.col("indent_bytes"),
            end_byte=pl.col("start_byte") + pl.col("indent_bytes") + pl.col("text").str.len_bytes(),
        )
        .collect()
    )
    return Lines(frame.drop("folded", "first_byte"), _describe(_decode(lines)))


def _fold_breaks(text: pl.Series) -> pl.Series:
    """Do what `clean.normalise.fold_breaks` does, where there is anything to do."""
    unusual = text.str.contains(_UNUSUAL)
    if not unusual.any():
        return text
    rows = unusual.arg_true()
    folded = (
        text.gather(rows)
        .str.replace_all("\r\n", " \n", literal=True)
        .str.replace_all(f"[{BREAKS}]", "\n")
        .str.replace_all(f"[{CONTROLS}]", " ")
    )
    return text.scatter(rows, folded)


def _decode(lines: pl.DataFrame) -> pl.DataFrame:
    """Decode character references and fold no-break spaces; lines that come out blank leave the frame."""
    coded = lines["text"].str.contains(f"[&{NO_BREAK_SPACES}]").arg_true()
    if coded.is_empty():
        return lines
    decoded = pl.Series(map(plain_line, lines["text"].gather(coded)), dtype=pl.String)
    return lines.with_columns(
        text=lines["text"].scatter(coded, decoded), chars=lines["chars"].scatter(coded, decoded.str.len_chars())
    ).filter(pl.col("text") != "")


def _describe(lines: pl.DataFrame) -> pl.DataFrame:
    """Add what the steps ask of a line: the gap before it, its list marker, head or not."""
    line = pl.int_range(pl.len(), dtype=pl.Int64)
    prose = (pl.col("chars") >= PROSE_CHARS).cast(pl.Int64)
    return (
        lines.lazy()
        .with_columns(
            new_page=(pl.col("page") != pl.col("page").shift(1)).fill_null(True),
            prose_so_far=prose.cum_sum(),
            line=line,
        )
        .with_columns(
            first=pl.when("new_page").then("line").forward_fill(),
            # what had been counted before the page began, carried from its first line
            prose_above=pl.when("new_page").then(pl.col("prose_so_far") - prose).forward_fill(),
        )
        .select(
            "page",
            "start",
            "end",
            "start_byte",
            "end_byte",
            "indent",
            "chars",
            "text",
            gap=pl.col("new_page") | (pl.col("row").diff() > 1),
            number=pl.col("text").str.extract(_NUMBER).cast(pl.Int64),
            bullet=pl.col("text").str.contains(_BULLET),
            head=(pl.col("prose_so_far") == pl.col("prose_above")) & (pl.col("line") - pl.col("first") < HEAD_LINES),
        )
        .collect()
    )
