"""Repeated line: a line that the page has just said, word for word, and that nobody wrote twice.

Looks for: the description of a picture and the caption that repeats it, a card printed once for wide and once for
narrow screens, the title of the page among the paragraphs. Of equal lines the first one stays.

Keeps: figures of tables, items of lists, what stands in quotation marks, refrains of verse.
"""

import numpy as np
import polars as pl

from clean.joined import taken
from clean.lines import Ints, Lines
from clean.rules.catalog import CodeRule, claims_on

TITLE = "Repeated line"
REASON = "repeats a line that stands above it"
SAFETY = "Refrains, answers and rows of tables stay: the line is no quotation and no item of a list; it has three words or more and stands at most three lines below its like, in a block of at most three lines; or it has eight words or more and stands at most twenty lines below; or it has four words or more and repeats a line from the top of the page."
ORDER = 940
RULES = (
    CodeRule("just-above", "removed", "repeats a line that stands just above it"),
    CodeRule("long-line", "removed", "repeats a long line that stands little above it"),
    CodeRule("opening-line", "removed", "repeats a line from the top of the page"),
)

_PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
_OTHER = (
    "Nobody asked the branches what they made of it, though the chair had promised that they would be heard."
)
_TITLE = "Harbour wall to be raised"
_ALT = "Boats behind the wall, with a crane and the market hall"
EXAMPLES = {
    "just-above": (
        f"{_TITLE}\n\n{_PROSE}\n\nThe wall in March\n\n⟦The wall in March⟧\n\n{_OTHER}",
        f"{_TITLE}\n\n{_PROSE}\n\n“I would rather not.”\n\n“I would rather not.”\n\n{_OTHER}",
        f"{_TITLE}\n\n{_PROSE}\n\nMarch\n\nMarch\n\n3.1 4.1 5.9\n\n3.1 4.1 5.9\n\n{_OTHER}",
        f"{_TITLE}\n\nO build the wall\nO build the wall\nBefore the tide\nWill take the town\n\n{_OTHER}",
    ),
    "long-line": (
        f"{_TITLE}\n\n{_ALT}\n\n{_PROSE}\n\n{_OTHER}\n\nWork begins soon.\n\nNot before May.\n\n⟦{_ALT}⟧\n\nThe end.",
        f"{_TITLE}\n\n{_PROSE}\n\n“{_ALT},” he wrote.\n\nNobody read it.\n\n“{_ALT},” he wrote.\n\n{_OTHER}",
    ),
    "opening-line": (
        f"{_TITLE} again\n\n{_PROSE}\n\nWork begins soon.\n\nNot before May.\n\n{_OTHER}\n\n⟦{_TITLE} again⟧\n\nThe end.",
        f"{_TITLE}\n\n{_PROSE}\n\nThe wall\n\n{_OTHER}\n\nWork begins soon.\n\nNot before May.\n\nThe wall\n\nThe end.",
    ),
}

# Lines between a line and its like, words of letters that it has, lines of its block: chosen on labelled pages
# (see the card of the line model), where of the words so removed more than three in four are none of the
# article's, and most of the others stand in the article once.
NEAR, NEAR_WORDS, NEAR_BLOCK = 3, 3, 3
FAR, FAR_WORDS = 20, 8
TITLE_WORDS = 4

_WORD = r"\p{L}+"
_SPOKEN = r"^[\"'“”„«»‘’‚\p{Pd}]"


def claim_rest(lines: Lines) -> pl.DataFrame:
    """Claim each unclaimed line that repeats another of its page."""
    free = lines.free()
    rows = np.flatnonzero((free | (lines.steps == "headline")) & ~lines.listed())
    texts = taken(lines.lines["text"], rows)
    again = np.flatnonzero(texts.is_duplicated().to_numpy())
    if not len(again):
        return pl.DataFrame(schema={"start": pl.Int64, "end": pl.Int64, "rule": pl.String})
    rows, texts = rows[again], taken(texts, again)
    alike = (
        pl.DataFrame({"page": lines.ints("page")[rows], "text": texts, "row": rows})
        .filter(~pl.col("text").str.contains(_SPOKEN))
        .with_columns(words=pl.col("text").str.count_matches(_WORD))
        .filter(pl.col("words") >= NEAR_WORDS)
        .with_columns(
            since=pl.col("row").diff().over("page", "text"),
            first=pl.col("row").first().over("page", "text"),
        )
        .drop_nulls("since")
    )
    found = alike["row"].to_numpy()
    words, since = pl.col("words"), pl.col("since")
    named = alike.with_columns(
        free=free[found],
        small=_block_sizes(lines)[found] <= NEAR_BLOCK,
        opening=lines.flags("head")[alike["first"].to_numpy()],
    ).select(
        "row",
        "free",
        rule=pl.when((since <= NEAR) & pl.col("small"))
        .then(pl.lit("just-above"))
        .when((since <= FAR) & (words >= FAR_WORDS))
        .then(pl.lit("long-line"))
        .when(pl.col("opening") & (words >= TITLE_WORDS))
        .then(pl.lit("opening-line")),
    )
    chosen = named.filter("free").drop_nulls("rule")
    at = chosen["row"].to_numpy()
    return claims_on(lines, at, chosen["rule"])


def _block_sizes(lines: Lines) -> Ints:
    """Return how many lines stand together with each line, no blank line between them."""
    block = np.cumsum(lines.flags("gap")) - 1
    return np.bincount(block, minlength=1)[block] if len(block) else block
