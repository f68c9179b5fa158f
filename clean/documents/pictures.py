"""The pictures that a version brings with it, by their path in its folder."""

from __future__ import annotations

from pathlib import Path

from clean.documents.composition import composition_picture
from clean.documents.measures import Measures
from clean.documents.tables import COMPOSITION, THREADS
from clean.documents.thread_shapes import threads_picture

__all__ = ["pictures", "write_pictures"]


def pictures(measures: Measures) -> dict[str, str]:
    """Return the SVG files of a version; that of the threads only where there are comments."""
    drawn = {COMPOSITION: composition_picture(measures)}
    if measures.facts["comments"]:
        drawn[THREADS] = threads_picture(measures)
    return drawn


def write_pictures(folder: Path, measures: Measures) -> None:
    """Write the pictures into the folder of a version."""
    for name, svg in pictures(measures).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(svg, encoding="utf-8", newline="\n")
