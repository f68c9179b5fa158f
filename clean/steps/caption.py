"""Caption: the words under a picture.

Looks for: the line directly below the name of an image file, without a blank line between them.

Keeps: a line that runs longer than captions do.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule

TITLE = "Caption"
REASON = "describes a picture of the article"
SAFETY = "A paragraph stays: the caption stands in one block with the name of the image file, right below it, and the block ends there."
ORDER = 360
RULES = (CodeRule("below-image-name", "caption", "describes the picture whose name stands above it"),)
EXAMPLES = {
    "below-image-name": (
        "Harbour wall to be raised\n\nqT7pLk_400x400\n⟦The harbour wall in March⟧\n\nThe council has voted.",
        "Harbour wall to be raised\n\nqT7pLk_400x400\n\nThe council has voted.",
    )
}

MAX_CHARS = 250


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the caption below each image name."""
    named = (pl.col("step").shift(1) == "image_name") & (pl.col("page") == pl.col("page").shift(1))
    closes = (pl.col("gap") | (pl.col("page") != pl.col("page").shift(1))).shift(-1).fill_null(True)
    return lines.lines.filter(
        pl.col("step").is_null() & named & ~pl.col("gap") & closes & (pl.col("chars") <= MAX_CHARS)
    ).select("start", "end", rule=pl.lit("below-image-name"))
