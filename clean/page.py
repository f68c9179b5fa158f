"""Cleaning one page: what a notebook calls first."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clean.visible import visible

if TYPE_CHECKING:
    import polars as pl

    from clean.personal.policy import PersonalData

__all__ = ["CleanPage", "Row", "clean_page"]

_SHOWN_CHARS = 60


class Row:
    """A row of a table, with an attribute for each column.

    >>> Row({"title": "Harbour wall", "depth": 1}).title
    'Harbour wall'
    """

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        try:
            return object.__getattribute__(self, "_values")[name]
        except KeyError:
            raise AttributeError(f"no column {name!r}; there are {', '.join(self._values)}") from None

    def __dir__(self) -> list[str]:
        return sorted([*object.__dir__(self), *self._values])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self._values == other._values

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._values.items())

    def to_dict(self) -> dict[str, Any]:
        """Return the row as a dict of its columns."""
        return dict(self._values)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={_short(value)}" for name, value in self if value is not None)
        return f"{type(self).__name__}({shown})"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


@dataclass(frozen=True, repr=False)
class CleanPage:
    """A cleaned page: `article`, and lists of `comments` and `spans`, whose attributes are the columns.

    `text` is the raw page; `text[span.start:span.end]` is what a span owns.
    """

    article: Row
    comments: list[Row]
    spans: list[Row]
    text: str

    @property
    def removed(self) -> list[Row]:
        """The spans that were removed, each with step, rule, reason and text; personal data has none."""
        return [span for span in self.spans if span.label == "removed" and span.text is not None]

    def __repr__(self) -> str:
        article = self.article
        lines = [
            f"<CleanPage {article.page_id}: {visible(article.title or 'without a title')}>",
            f"  article   {article.word_count} words, {len(article.body.split(chr(10) * 2))} paragraphs",
            f"  comments  {len(self.comments)}"
            + (f" of {article.stated_comments} stated" if article.stated_comments is not None else ""),
        ]
        lines += [f"  removed   {span.step} / {span.rule}: {_short(span.text)}" for span in self.removed]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show the page in a notebook; everything that comes from it is escaped."""
        article = self.article
        paragraphs = "".join(f"<p dir='auto'>{html.escape(part)}</p>" for part in article.body.split("\n\n"))
        removed = "".join(
            f"<tr><td>{html.escape(span.step)}</td><td>{html.escape(span.rule)}</td>"
            f"<td>{html.escape(span.reason)}</td><td>{html.escape(_short(span.text))}</td></tr>"
            for span in self.removed
        )
        comments = "".join(
            f"<div dir='auto' style='margin-left:{min(c.depth - 1, 20) * 1.5}em'>{html.escape(c.text)}</div>"
            for c in self.comments
        )
        return (
            f"<article><h3>{html.escape(article.title or 'without a title')}</h3>{paragraphs}"
            f"<details><summary>{len(self.comments)} comments</summary>{comments}</details>"
            f"<details><summary>{len(self.removed)} stretches removed</summary>"
            f"<table><tr><th>step</th><th>rule</th><th>reason</th><th>text</th></tr>{removed}</table>"
            "</details></article>"
        )


def clean_page(
    text: str,
    *,
    page_id: str = "page",
    site: str | None = None,
    personal_data: "PersonalData | None" = None,
    key: bytes | None = None,
    model: bool = True,
) -> CleanPage:
    """Clean one page.

    `text` is the page as an extractor printed it; offsets in the result are its code points. `site` names the
    host whose rules to use; without it the page's own marks decide. `personal_data` says what becomes of
    e-mail addresses and the like; without it those and telephone numbers are masked. `key` is for
    pseudonyms. Without `model`, rules alone claim (`clean.steps.line_model`). Text that holds lone
    surrogates is refused with `ValueError`: it could not be written as UTF-8. Raises `CleanError` if
    pseudonyms are asked for without a key.
    """
    from clean.batch import clean_batch, pages_of
    from clean.personal.policy import Masking, PersonalData
    from clean.rules.load import chosen_rules

    try:
        pages = pages_of({page_id: text}, site=site)
    except UnicodeEncodeError as fault:
        raise ValueError(
            f"code point {fault.start} is a lone surrogate, which no file can hold; decode the page again"
        ) from None
    policy = PersonalData() if personal_data is None else personal_data
    batch = clean_batch(pages, chosen_rules(model=model), Masking(policy, key))
    return CleanPage(_rows(batch.articles)[0], _rows(batch.comments), _rows(batch.spans), text)


def _rows(frame: "pl.DataFrame") -> list[Row]:
    return [Row(values) for values in frame.iter_rows(named=True)]
