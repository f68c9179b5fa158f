"""Dateline: the dates at which a page says that it was published and changed.

Looks for: a line above the text that holds dates and nothing else but their introductions ("Published",
"updated") and clock times. Figures such as 02/08/2018 are left alone (`clean.dates` says why).

Keeps: dates in sentences.
"""

import polars as pl

from clean.dates import dateline
from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Dateline"
REASON = "says when the article was published or changed"
SAFETY = "A date in a sentence stays: the line must consist of dates."
ORDER = 310
RULES = (
    CodeRule("published", "published_at", "the date of publication"),
    CodeRule("modified", "modified_at", "the date of the last change"),
)
EXAMPLES = {
    "published": (
        "Harbour wall to be raised\n\n⟦3 March 2019⟧updated 4 Mar 2019 8:29am\n\nThe council has voted.",
        "Harbour wall to be raised\n\n⟦Published on Monday, March 4th, 2019⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nOn 3 March 2019 the council voted.",
    ),
    "modified": (
        "Harbour wall to be raised\n\n3 March 2019⟦updated 4 Mar 2019 8:29am⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nThe plan was updated 4 March 2019.",
    ),
}

# A longer line says more than dates.
MAX_CHARS = 100


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the dates of the head of each page, the first of each kind."""
    dated = lines.lines.filter(
        pl.col("head") & pl.col("step").is_null() & (pl.col("chars") <= MAX_CHARS)
    ).filter(pl.col("text").str.contains(r"(?:19|20)\d\d"))
    found = []
    seen: set[tuple[int, str]] = set()
    for page, start, end, text in dated.select("page", "start", "end", "text").iter_rows():
        if end - start != len(text):
            continue  # what was decoded shifts the places
        for part in dateline(text):
            rule = "modified" if part.modified else "published"
            if (page, rule) not in seen:
                seen.add((page, rule))
                found.append((start + part.start, start + part.end, rule))
    return pl.DataFrame(found, schema={"start": pl.Int64, "end": pl.Int64, "rule": pl.String}, orient="row")
