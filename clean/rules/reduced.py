"""Texts reduced to their words, as rules compare them: lower case, one space between and at both ends."""

import polars as pl

__all__ = ["reduced"]

_NOT_WORD = r"[\W_]+"


def reduced(texts: pl.Series) -> list[str]:
    """Return the words of each text, none of them null."""
    bare = pl.col("text").str.to_lowercase().str.replace_all(_NOT_WORD, " ").str.strip_chars(" ")
    words = texts.to_frame("text").select(pl.concat_str(pl.lit(" "), bare, pl.lit(" ")))
    return words.to_series().to_list()
