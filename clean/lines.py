"""Pages to lines: the frame that every step looks at.

A batch of pages becomes one frame of its non-blank lines. Positions are global: page `i` of the batch
occupies the code points `base[i]` to `base[i] + length[i]`, and one more that belongs to nobody, so that no
two pages share a position and every frame of a batch sorts and joins on a single number.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clean.joined import Ints
from clean.normalise import BREAKS, BULLETS, CONTROLS, NO_BREAK_SPACES, plain_line

__all__ = ["HEAD_LINES", "NO_NUMBER", "PROSE_CHARS", "Flags", "Ints", "Lines", "Names", "split_lines"]

Flags = NDArray[np.bool_]
Names = NDArray[np.object_]

# A line of this many code points is running text, whatever stands in it: about 25 English words.
PROSE_CHARS = 150
# The head of a page (title, byline, date, picture) ends at its first line of prose, or after so many lines.
HEAD_LINES = 20
# Stands for the number of a line that is no item of a numbered list.
NO_NUMBER = -1

_UNUSUAL = f"[{BREAKS}{CONTROLS}]"
_MARKER = rf"^([0-9]{{1,9}}\.|[{BULLETS}])(?:\s|$)"


@dataclass(frozen=True)
class Lines:
    """A batch of pages as lines.

    `pages`: one row a page, in batch order: `page` (position in the batch), `page_id`, `site`, `text`,
    `base` and `length` (i64, code points), `bytes_hold` (bool: folding left the page's bytes in place).

    `lines`: one row a non-blank line, in order: `page`, `start` and `end` (i64, global code points, without
    the white space at both ends), `start_byte` and `end_byte` (the same in UTF-8 bytes of the page, where
    `pages.bytes_hold`), `indent` (i64, code points before the text), `gap` (a blank line or the
    top of the page stands before it), `number` (i64, of a numbered list item, else `NO_NUMBER`), `bullet`
    (bool), `chars` (i64, code points of the text), `head` (bool, before the first prose of the page), `text`
    (normalised as `clean.normalise` says, list marker included).

    `steps`: for each line the name of the step that claims it so far, or null.

    Look at numbers through `ints` and `flags`: on one page an operation of numpy costs a hundredth of an
    expression of polars, on a thousand pages about the same.
    """

    pages: pl.DataFrame
    lines: pl.DataFrame
    steps: Names

    def ints(self, column: str) -> Ints:
        """Return a column of numbers of `lines`."""
        return self.lines[column].to_numpy()

    def flags(self, column: str) -> Flags:
        """Return a column of truth values of `lines`."""
        return self.lines[column].to_numpy()

    @property
    def bases(self) -> Ints:
        """Where each page starts, in global code points."""
        return self.pages["base"].to_numpy()

    def pages_at(self, positions: Ints) -> Ints:
        """Return the pages on which global positions stand."""
        return np.searchsorted(self.bases, positions, side="right") - 1


def split_lines(pages: pl.DataFrame) -> Lines:
    """Split the pages (`page_id`, `text`, `site`) of a batch into lines with global positions."""
    folded = _fold_breaks(pages["text"])
    length, size = (
        pl.col("text").str.len_chars().cast(pl.Int64),
        pl.lit(folded).str.len_bytes().cast(pl.Int64),
    )
    frame = pages.select(
        "page_id",
        "site",
        "text",
        page=pl.int_range(pl.len(), dtype=pl.Int64),
        length=length,
        base=(length + 1).cum_sum() - length - 1,
        bytes_hold=size == pl.col("text").str.len_bytes(),
        folded=folded,
        first_byte=(size + 1).cum_sum() - size - 1,
    )
    raw, unindented, text = pl.col("raw"), pl.col("unindented"), pl.col("text")
    lines = (
        frame.lazy()
        .select("page", "first_byte", raw=pl.col("folded").str.split("\n"))
        .explode("raw", empty_as_null=False, keep_nulls=False)
        .with_columns(
            unindented=raw.str.strip_chars_start(),
            width=raw.str.len_chars().cast(pl.Int64) + 1,
            size=raw.str.len_bytes().cast(pl.Int64) + 1,
        )
        .with_columns(
            start=pl.col("width").cum_sum() - pl.col("width"),
            start_byte=pl.col("size").cum_sum() - pl.col("size") - pl.col("first_byte"),
            row=pl.int_range(pl.len()),
        )
        .filter(unindented.str.len_bytes() > 0)
        .with_columns(
            indent=pl.col("width") - 1 - unindented.str.len_chars(),
            indent_bytes=pl.col("size") - 1 - unindented.str.len_bytes(),
            text=unindented.str.strip_chars_end(),
        )
        .with_columns(
            chars=text.str.len_chars().cast(pl.Int64),
            start=pl.col("start") + pl.col("indent"),
            start_byte=pl.col("start_byte") + pl.col("indent_bytes"),
        )
        .select(
            "page",
            "row",
            "text",
            "chars",
            "indent",
            "start",
            "start_byte",
            end=pl.col("start") + pl.col("chars"),
            end_byte=pl.col("start_byte") + text.str.len_bytes(),
        )
        .collect()
    )
    lines = _describe(_decode(lines))
    return Lines(frame.drop("folded", "first_byte"), lines, np.full(lines.height, None))


def _fold_breaks(text: pl.Series) -> pl.Series:
    """Do what `clean.normalise.fold_breaks` does, where there is anything to do."""
    rows = text.str.contains(_UNUSUAL).arg_true()
    if rows.is_empty():
        return text
    folded = (
        text.gather(rows)
        .str.replace_all("\r\n", " \n", literal=True)
        .str.replace_all(f"[{BREAKS}]", "\n")
        .str.replace_all(f"[{CONTROLS}]", " ")
    )
    return _replaced(text, rows, folded)


def _decode(lines: pl.DataFrame) -> pl.DataFrame:
    """Decode character references and fold no-break spaces; lines that come out blank leave the frame."""
    coded = lines["text"].str.contains(f"[&{NO_BREAK_SPACES}]").arg_true()
    if coded.is_empty():
        return lines
    plain = pl.Series([plain_line(line) for line in lines["text"].gather(coded)], dtype=pl.String)
    chars = lines["chars"].to_numpy().copy()
    chars[coded.to_numpy()] = plain.str.len_chars().to_numpy()
    decoded = lines.with_columns(_replaced(lines["text"], coded, plain), pl.Series("chars", chars))
    return decoded if chars.all() else decoded.filter(chars > 0)


def _replaced(texts: pl.Series, rows: pl.Series, values: pl.Series) -> pl.Series:
    """Return `texts` with other values in some rows; much quicker than `scatter`, which copies every text."""
    at = np.arange(len(texts))
    at[rows.to_numpy()] = np.arange(len(texts), len(texts) + len(values))
    return pl.concat([texts, values]).gather(at)


def _describe(lines: pl.DataFrame) -> pl.DataFrame:
    """Add what the steps ask of a line: the gap before it, its list marker, head or not."""
    page, line = lines["page"].to_numpy(), np.arange(lines.height)
    new_page = np.diff(page, prepend=-1) != 0
    first = np.maximum.accumulate(np.where(new_page, line, 0))
    prose = lines["chars"].to_numpy() >= PROSE_CHARS
    prose_so_far = np.cumsum(prose)
    prose_above: Ints = (prose_so_far - prose)[first]
    marker = pl.col("text").str.extract(_MARKER)
    return lines.select(
        "page",
        "start",
        "end",
        "start_byte",
        "end_byte",
        "indent",
        "chars",
        "text",
        gap=new_page | (np.diff(lines["row"].to_numpy(), prepend=0) > 1),
        number=marker.str.strip_suffix(".").cast(pl.Int64, strict=False).fill_null(NO_NUMBER),
        bullet=~marker.str.ends_with(".").fill_null(value=True),
        head=(prose_so_far == prose_above) & (line - first < HEAD_LINES),
    )
