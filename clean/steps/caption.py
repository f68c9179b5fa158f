"""Caption: the words under a picture.

Looks for: the line directly below the name of an image file, without a blank line between them.

Keeps: a line that runs longer than captions do.
"""

import numpy as np
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
    page, gap = lines.ints("page"), lines.flags("gap")
    rows = np.flatnonzero(lines.steps == "image_name") + 1
    rows = rows[rows < len(page)]
    # an opening gap, or another page, or nothing: each ends the block
    closes = np.append(gap, [True])[rows + 1]
    free = (lines.free() & (lines.ints("chars") <= MAX_CHARS))[rows]
    rows = rows[free & ~gap[rows] & closes]
    return pl.DataFrame(
        {
            "start": lines.ints("start")[rows],
            "end": lines.ints("end")[rows],
            "rule": pl.Series(["below-image-name"] * len(rows), dtype=pl.String),
        }
    )
