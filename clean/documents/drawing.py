"""Drawing SVG by hand: escaped, byte for byte the same for the same data, readable on dark and light pages.

A picture brings its own background and follows the reader's colour scheme, so that it does not rely on the
page around it. The fills are the same in both schemes: their contrast to either background is at least 3:1
(WCAG 2.2, success criterion 1.4.11), that of the text at least 4.5:1 (1.4.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from clean.errors import shown

__all__ = [
    "BACKGROUNDS",
    "FILLS",
    "TEXTS",
    "WIDTH",
    "hatched",
    "legend",
    "line",
    "number",
    "picture",
    "rect",
    "text",
]

WIDTH: Final = 900
"""The width of every picture in pixels, at its natural size."""

BACKGROUNDS: Final = {"light": "#ffffff", "dark": "#0d1117"}
TEXTS: Final = {"light": ("#1f2328", "#59636e"), "dark": ("#e6edf3", "#9198a1")}
"""Colours of text and of lesser text, by scheme."""

FILLS: Final = {
    "body": "#3a78c3",
    "head": "#6d6bd0",
    "comment": "#2c8c5f",
    "removed-1": "#c4591c",
    "removed-2": "#b3456b",
    "removed-3": "#a67c12",
    "removed-4": "#d0484a",
    "removed-5": "#98579f",
    "removed-6": "#8f6c52",
    "removed-rest": "#7d7a4a",
    "withdrawn": "#6b7480",
    "space": "#868d97",
    "lost": "#c4591c",
}
"""The fills by name."""

_STYLE: Final = """
text{{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:13px;fill:{ink}}}
.title{{font-size:17px;font-weight:600}}
.less{{fill:{less};font-size:12px}}
.page{{fill:{back}}}
.rule{{stroke:{less};stroke-opacity:.35;stroke-width:1}}
.ghost{{fill:none;stroke:{less};stroke-width:1;stroke-dasharray:3 2}}
.hatch{{stroke:{back};stroke-width:1.4;stroke-opacity:.55}}"""

_WIDE: Final = frozenset("WMmw@%")


def number(value: float) -> str:
    """Return a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def picture(title: str, description: str, height: int, parts: Iterable[str]) -> str:
    """Return a whole SVG file; title and description are for those who do not see it."""
    styles = {
        scheme: _STYLE.format(ink=TEXTS[scheme][0], less=TEXTS[scheme][1], back=back)
        for scheme, back in BACKGROUNDS.items()
    }
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title description">',
        f'<title id="title">{_data(title)}</title>',
        f'<desc id="description">{_data(description)}</desc>',
        f"<style>{styles['light']}\n@media (prefers-color-scheme:dark){{{styles['dark']}\n}}\n</style>",
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>',
        f'<rect class="page" width="{WIDTH}" height="{height}" rx="8"/>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _data(words: str) -> str:
    return escape(shown(words))


def text(x: float, y: float, words: str, kind: str = "", *, anchor: str = "start", limit: int = 0) -> str:
    """Return a line of text; longer than `limit` characters, it ends in an ellipsis."""
    words = shown(words)
    if limit and len(words) > limit:
        words = words[: limit - 1].rstrip() + "…"
    style = f" class={quoteattr(kind)}" if kind else ""
    end = "" if anchor == "start" else f" text-anchor={quoteattr(anchor)}"
    return f'<text x="{number(x)}" y="{number(y)}"{style}{end}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a faint straight line."""
    return f'<path class="rule" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>'


Place = tuple[float, float, float, float]
"""Left edge, top edge, width and height, in pixels."""


def rect(place: Place, fill: str | None, tip: str, *, hatch: bool = False) -> str:
    """Return a rectangle that says `tip` where a pointer rests on it; without `fill`, a dashed outline.

    `fill` is a name in `FILLS`; `hatch` lays a pattern over it, for those who cannot tell the colours apart.
    """
    x, y, width, height = map(number, place)
    box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    paint = 'class="ghost"' if fill is None else f'fill="{FILLS[fill]}"'
    over = f'<rect {box} fill="url(#hatch)"/>' if hatch else ""
    return f"<g><title>{_data(tip)}</title><rect {box} {paint}/>{over}</g>"


def hatched(fill: str) -> bool:
    """Return whether a fill stands for what was removed."""
    return fill.startswith("removed")


def legend(entries: Iterable[tuple[str | None, str]], y: int, *, columns: int = 3) -> tuple[list[str], int]:
    """Return swatches with their words from `y` on downwards, and the height that they take."""
    parts = []
    rows = 0
    for place, (fill, words) in enumerate(entries):
        rows, column = place // columns + 1, place % columns
        x, top = 24 + column * (WIDTH - 48) / columns, y + (rows - 1) * 22
        hatch = fill is not None and hatched(fill)
        parts += [rect((x, top, 14, 14), fill, words, hatch=hatch), text(x + 21, top + 11.5, words, limit=38)]
    return parts, rows * 22
