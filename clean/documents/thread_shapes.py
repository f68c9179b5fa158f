"""The picture of threads: every comment where it stands, or, where there are too many, how deep they go."""

from __future__ import annotations

from typing import Final

import polars as pl

from clean.documents.drawing import WIDTH, legend, line, picture, rect, text
from clean.documents.measures import Measures
from clean.documents.named_figures import count
from clean.wording import many

__all__ = ["threads_alt", "threads_picture"]

_LEFT: Final = 24
_CELL: Final = 20
_ROW: Final = 18
_DEEPEST_DRAWN: Final = 30
_DEEPEST_LISTED: Final = 12
_TITLE: Final = "The shape of the threads"

_FILLS: Final = {"top": "comment", "reply": "body", "lost": "lost"}
_WORDS: Final = {
    "top": "a top-level comment",
    "reply": "a reply to the comment above it",
    "lost": "a reply to a comment that is not there",
}


def threads_alt(measures: Measures) -> str:
    """Return what the picture shows, with its main figures, for those who do not see it."""
    facts = measures.facts
    what = (
        "Threads as blocks hanging below each other, one per comment"
        if _one_by_one(measures)
        else "Bars by depth"
    )
    return (
        f"{what}: {many(facts['comments'], 'comment')} on {many(facts['with_comments'], 'page')} in "
        f"{many(facts['threads'], 'thread')}, at most {many(facts['deepest'] or 0, 'level')} deep; "
        f"{count(facts['top_level'])} stand at the top, {count(facts['replies'])} answer a comment that is "
        f"there, and {count(facts['lost_parent'] or None)} one that is not."
    )


def _one_by_one(measures: Measures) -> bool:
    return measures.threads is not None and (measures.facts["deepest"] or 0) <= _DEEPEST_DRAWN


def threads_picture(measures: Measures) -> str:
    """Return the SVG file."""
    if measures.threads is not None and _one_by_one(measures):
        parts, y = _icicles(measures.threads)
        note = (
            "each block is a comment, in page order from left to right; replies hang below what they answer"
        )
    else:
        parts, y = _profile(measures.depths)
        note = "comments of all pages, by their depth in the thread"
    entries: list[tuple[str | None, str]] = [(_FILLS[kind], _WORDS[kind]) for kind in _FILLS]
    if measures.threads is not None and _one_by_one(measures) and measures.facts["lost_parent"]:
        entries.append((None, "where that comment stood"))
    swatches, height = legend(entries, y)
    head = [text(24, 34, _TITLE, "title"), text(24, 56, note, "less")]
    return picture(_TITLE, threads_alt(measures), y + height + 12, [*head, *parts, *swatches])


def _icicles(threads: pl.DataFrame) -> tuple[list[str], int]:
    """Draw the comments of each page, level below level; return the parts and where they end."""
    by_page = threads.partition_by("page_id", maintain_order=True)
    cell = min(_CELL, (WIDTH - 2 * _LEFT) / max(page.height for page in by_page))
    parts, y = [], 84
    for page in by_page:
        lost = page.filter(kind="lost").height
        note = (
            f"{many(page.height, 'comment')}, {count(lost)} below one that is not there"
            if lost
            else many(page.height, "comment")
        )
        parts += [
            text(_LEFT, y, page["page_id"][0], limit=60),
            text(WIDTH - 24, y, note, "less", anchor="end"),
        ]
        parts += _icicle(page["depth"].to_list(), page["kind"].to_list(), cell, y + 10)
        y += 10 + int(page["depth"].max()) * _ROW + 30  # type: ignore[arg-type]
    return parts, y - 6


def _icicle(depths: list[int], kinds: list[str], cell: float, y: float) -> list[str]:
    """Draw one page: a comment is as wide as all that hangs below it; a lost parent is a dashed outline."""
    parts = []
    gap = min(1.5, cell / 4)
    outlined: dict[int, int] = {}
    for first, (depth, kind) in enumerate(zip(depths, kinds, strict=True)):
        x = _LEFT + first * cell
        wide = (_end(depths, kinds, first) - first) * cell - gap
        tip = f"comment {first + 1}: {_WORDS[kind]}, depth {depth}"
        parts.append(rect((x, y + (depth - 1) * _ROW, wide, _ROW - 1.5), _FILLS[kind], tip))
        if kind == "lost" and outlined.get(depth, 0) <= first:
            outlined[depth] = _end_of_lost(depths, kinds, first)
            place = (
                x + 0.5,
                y + (depth - 2) * _ROW + 0.5,
                (outlined[depth] - first) * cell - gap - 1,
                _ROW - 2.5,
            )
            parts.append(rect(place, None, "a comment that is not there"))
    return parts


def _end(depths: list[int], kinds: list[str], first: int) -> int:
    """Return the position behind the last comment that hangs below the one at `first`."""
    for place in range(first + 1, len(depths)):
        # What answers a lost comment begins where that comment stood, a level up.
        if depths[place] - (kinds[place] == "lost") <= depths[first]:
            return place
    return len(depths)


def _end_of_lost(depths: list[int], kinds: list[str], first: int) -> int:
    """Return the position behind the last of a run of comments that answer a lost one at the same depth."""
    place = first
    while place < len(depths) and (
        depths[place] > depths[first] or (depths[place] == depths[first] and kinds[place] == "lost")
    ):
        place += 1
    return place


def _profile(depths: pl.DataFrame) -> tuple[list[str], int]:
    """Draw a bar per depth; return the parts and where they end."""
    shown = depths.with_columns(pl.min_horizontal("depth", pl.lit(_DEEPEST_LISTED + 1)).alias("depth"))
    table = shown.group_by("depth", "kind").agg(pl.col("comments").sum())
    sizes = {(depth, kind): size for depth, kind, size in table.iter_rows()}
    levels = sorted({depth for depth, _ in sizes})
    totals = {level: sum(sizes.get((level, kind), 0) for kind in _FILLS) for level in levels}
    left, width = 130, WIDTH - 130 - 120
    parts, y = [line(left - 6, 74, left - 6, 74 + 28 * len(levels))], 76
    for level in levels:
        name = f"depth {level}" if level <= _DEEPEST_LISTED else f"deeper than {_DEEPEST_LISTED}"
        parts.append(text(left - 14, y + 15, name, anchor="end"))
        x = float(left)
        for kind, fill in _FILLS.items():
            size = sizes.get((level, kind), 0)
            if size:
                wide = width * size / max(totals.values())
                parts.append(
                    rect((x, y, max(wide - 1, min(wide, 1)), 20), fill, f"{_WORDS[kind]}: {count(size)}")
                )
                x += wide
        parts.append(text(x + 8, y + 15, count(totals[level]), "less"))
        y += 28
    return parts, y + 16
