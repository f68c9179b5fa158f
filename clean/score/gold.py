"""Labelled pages: JSON Lines, plain or gzipped, read and checked.

An article page has `id`, `gold` (the article's text) and `text_main` or `text_full` or both (the page as
an extractor printed it), and may have `titles`, `set` and `main_recall` (share of the gold that
`text_main` still holds). A thread page has `id`, `text` and `gold_comments`, and may have `variant`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clean.errors import CleanError, shown
from clean.labelled_file import content_of, refuse_surrogates

__all__ = ["ArticlePage", "GoldComment", "GoldFile", "PredictedComment", "ThreadPage", "json_lines"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class ArticlePage(_Record):
    """A page whose article is known."""

    id: str
    gold: str
    text_main: str | None = None
    text_full: str | None = None
    titles: list[str] = Field(default_factory=list)
    set: str = "pages"
    main_recall: Annotated[float, Field(strict=False)] = 1.0


class GoldComment(_Record):
    """A comment as it was on the page; `parent_index` counts the comments of the page from 0."""

    kind: Literal["comment", "pingback"] = "comment"
    depth: int
    parent_index: int | None = None
    parent_dropped: bool = False
    nearest_kept_ancestor: int | None = None
    body_text: str


class ThreadPage(_Record):
    """A page whose comments are known."""

    id: str
    text: str
    gold_comments: list[GoldComment]
    variant: str = "pages"


class PredictedComment(_Record):
    """A comment that a tool found; `parent_index` counts its own list from 0, `depth` from 1."""

    depth: int
    parent_index: int | None = None
    body: str


class GoldFile:
    """One file of labelled pages, all of articles or all of threads.

    Attributes:
        name: name of the file, without folders.
        digest: sha256 of its content, unzipped, in hex.
        articles, threads: its pages; one of the two is empty.
    """

    def __init__(self, path: Path) -> None:
        """Read a file. Raises CleanError naming the line that is wrong, or that the file has no page."""
        content = content_of(path)
        self.name = path.name
        self.digest = hashlib.sha256(content).hexdigest()
        self.articles: list[ArticlePage] = []
        self.threads: list[ThreadPage] = []
        for line, record in _records(content, shown(path)):
            kind: type[ArticlePage] | type[ThreadPage] = (
                ThreadPage if "gold_comments" in record else ArticlePage
            )
            try:
                page = kind.model_validate(record)
            except ValidationError as error:
                raise CleanError(f"{shown(path)}, line {line}: {_first_fault(error)}") from error
            refuse_surrogates(f"{shown(path)}, line {line}", _texts(page))
            (self.articles if isinstance(page, ArticlePage) else self.threads).append(page)  # type: ignore[arg-type]
        if bool(self.articles) == bool(self.threads):
            what = "both articles and threads; part them" if self.articles else "no labelled page"
            raise CleanError(f"{shown(path)} has {what}.")
        ids = [page.id for page in (self.articles or self.threads)]
        if len(set(ids)) < len(ids):
            twice = next(page_id for page_id in ids if ids.count(page_id) > 1)
            raise CleanError(f"{shown(path)} has the id {shown(twice)} twice; every page needs its own.")


def _texts(page: ArticlePage | ThreadPage) -> list[str]:
    if isinstance(page, ThreadPage):
        return [page.id, page.text, *(comment.body_text for comment in page.gold_comments)]
    return [page.id, page.gold, page.text_main or "", page.text_full or "", *page.titles]


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSON Lines file, gzipped or not, with their line numbers from 1.

    Raises CleanError if the file cannot be read or a line is not a JSON object with an `id`.
    """
    yield from _records(content_of(path), shown(path))


def _records(content: bytes, place: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CleanError(f"{place}, line {number} is not JSON in UTF-8; correct or remove it.") from error
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise CleanError(f'{place}, line {number} is not an object with an "id"; correct or remove it.')
        yield number, record


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    where = ".".join(shown(str(key)) for key in fault["loc"])
    return f"the field {where} is wrong ({fault['msg']})."
