"""Stretches of raw pages, one string at a time."""

from clean.lines import Lines

__all__ = ["RawPages"]


class RawPages:
    """Cuts raw pages by global code points.

    The page of the last cut is kept as a string: to make one of a large page for each of its stretches would
    take time that grows with the square of its size. So ask for one page after the other.
    """

    def __init__(self, lines: Lines) -> None:
        self._texts, self._bases = lines.pages["text"], lines.bases
        self._page, self._base, self._text = -1, 0, ""

    def cut(self, page: int, start: int, end: int) -> str:
        """Return the raw text of a stretch of a page."""
        if page != self._page:
            self._page, self._base = page, int(self._bases[page])
            self._text = self._texts[page]
        return self._text[start - self._base : end - self._base]
