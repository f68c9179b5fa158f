"""Explaining one page: who owns each character of the raw text, and why.

An explanation shows itself: coloured on a terminal (`rich`), as HTML in a notebook, as JSON for programs, and
as plain text with marks, which is also the form of the golden files (`Explanation.marked`).
"""

import html
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clean.page import CleanPage, Row
from clean.personal.policy import STEP
from clean.visible import visible
from clean.wording import many

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["Explanation", "explain"]

#: Labels whose text is not marked: the text of the article, and the white space between blocks.
UNMARKED_LABELS = frozenset({"body", "space"})

# Half-transparent, so that the text keeps its contrast on light and on dark notebooks.
_HTML_BACKGROUNDS = {"removed": "rgba(220,50,47,.25)", "comment": "rgba(42,161,152,.2)"}
_HTML_BACKGROUND = "rgba(38,139,210,.2)"


@dataclass(frozen=True, repr=False)
class Explanation:
    """A page with an owner for every character.

    `page` is the page as `clean_page` returns it; the rest are views of it.
    """

    page: CleanPage

    @property
    def page_id(self) -> str:
        """The page's id: its file's name without `.txt`."""
        return str(self.page.article.page_id)

    @property
    def article(self) -> Row:
        """The article, with the columns of the table `articles`."""
        return self.page.article

    @property
    def comments(self) -> list[Row]:
        """The comments, with the columns of the table `comments`."""
        return self.page.comments

    @cached_property
    def spans(self) -> list[Row]:
        """The spans, with the columns of the table `spans`, and `raw`: the characters that each one owns."""
        text = self.page.text
        return [Row({**span.to_dict(), "raw": text[span.start : span.end]}) for span in self.page.spans]

    def to_dict(self) -> dict[str, Any]:
        """Return `page_id`, `article`, `comments` and `spans` as plain dicts and lists."""
        return {
            "page_id": self.page_id,
            "article": self.article.to_dict(),
            "comments": [comment.to_dict() for comment in self.comments],
            "spans": [span.to_dict() for span in self.spans],
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return `to_dict()` as JSON in ASCII, dates as ISO 8601."""
        return json.dumps(self.to_dict(), indent=indent, default=lambda value: value.isoformat())

    def marked(self, *, reasons: bool = False) -> str:
        r"""Return the raw text with a mark around each span that is not text of the article.

            ⟦title: Harbour wall to be raised again⟧
            ⟦removed reply_form/leave-a-reply: Leave a Reply⟧
              ⟦comment 2, reply to 1, depth 2: 1. I was there.⟧

        A mark opens with the span's heading (`heading`) and a colon; `reasons` adds the reason to those of
        removed spans. Text of the article and the white space between blocks stand as they are. Whatever
        does not print is escaped (`clean.visible`); apart from that, taking the marks away gives the raw
        text, character by character.
        """
        parts = []
        for span in self.spans:
            shown = visible(span.raw)
            unmarked = span.label in UNMARKED_LABELS and span.step != STEP
            parts.append(shown if unmarked else f"⟦{self.heading(span, reason=reasons)}: {shown}⟧")
        return "".join(parts)

    def heading(self, span: Row, *, reason: bool = False) -> str:
        """Say in a few words what a span is.

        `title` and the other kept labels; `removed step/rule`; `masked step/rule` for personal data in text
        that is kept, which a record has a placeholder for; `comment 7, reply to 5, depth 3`, where
        comments are numbered from 1 in page order, a lost parent is told, and with it the comment that
        opens the thread as far as it was recovered.
        """
        if span.step == STEP:
            return visible(f"{'removed' if span.label == 'removed' else 'masked'} {span.step}/{span.rule}")
        if span.label == "removed":
            heading = f"removed {span.step}/{span.rule}"
            return visible(f"{heading} ({span.reason})" if reason else heading)
        if span.label == "comment":
            return self._comment_heading(span)
        return str(span.label)

    def _comment_heading(self, span: Row) -> str:
        found = self._numbered.get(span.record)
        if found is None:
            return "comment"
        number, comment = found
        heading = f"comment {number}"
        if comment.reply_to is not None:
            heading += f", reply to {self._numbered[comment.reply_to][0]}"
        elif not comment.parent_recovered:
            heading += ", parent lost"
            if comment.thread_id != comment.comment_id:
                heading += f", thread of {self._numbered[comment.thread_id][0]}"
        return heading if comment.depth == 1 else f"{heading}, depth {comment.depth}"

    @cached_property
    def _numbered(self) -> dict[str, tuple[int, Row]]:
        return {comment.comment_id: (n, comment) for n, comment in enumerate(self.comments, start=1)}

    def summary(self) -> str:
        """Return one line: page, site, comments found and stated, and how much was removed."""
        article, removed = self.article, self.page.removed
        paragraphs = len(article.body.split("\n\n")) if article.body else 0
        stated = "" if article.stated_comments is None else f" of {article.stated_comments} stated"
        parts = [
            self.page_id,
            f"site {article.site}" if article.site else "no site recognised",
            f"{many(paragraphs, 'paragraph')}, {many(article.word_count, 'word')}",
            f"{many(len(self.comments), 'comment')}{stated}",
            f"{many(len(removed), 'stretch', 'stretches')} removed",
        ]
        return visible(" · ".join(parts))

    def plain(self) -> str:
        """Return what a pipe or a terminal without colour gets: a summary, a legend and the marked text."""
        legend = "⟦…⟧ encloses what is not text of the article: the label it is kept under, or"
        legend += " removed step/rule (reason)."
        return f"{self.summary()}\n{legend}\n\n{self.marked(reasons=True)}"

    def __repr__(self) -> str:
        lines = [f"<Explanation {self.summary()}>"]
        lines += [f"  {self.heading(span, reason=True)}" for span in self.spans if span.label == "removed"]
        return "\n".join(lines)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        from rich.text import Text

        from clean.terminal_view import lines

        if console.no_color or console.color_system is None:
            yield Text(self.plain(), overflow="fold")
        else:
            yield from lines(self, console, options)

    def _repr_html_(self) -> str:
        """Show the page in a notebook; everything that comes from it is escaped."""
        return (
            f"<p>{html.escape(self.summary())}</p>"
            f'<pre style="white-space:pre-wrap">{"".join(self._html_parts())}</pre>'
        )

    def _html_parts(self) -> Iterator[str]:
        for span in self.spans:
            shown = html.escape(visible(span.raw))
            if span.label in UNMARKED_LABELS and span.step != STEP:
                yield shown
                continue
            background = _HTML_BACKGROUNDS.get(span.label, _HTML_BACKGROUND)
            heading = html.escape(self.heading(span, reason=True))
            yield (
                f'<span style="background:{background}" title="{heading}">'
                f"<small><b>{heading}:</b></small> {shown}</span>"
            )


def explain(source: str | os.PathLike[str], *, site: str | None = None, model: bool = True) -> Explanation:
    """Explain a raw file or a text.

    A path object is a file. A string is a file if it is one line and names something that exists or ends in
    `.txt`; any other string is the raw text itself. A file is read as a build would read it, with what a
    `dataset.toml` beside it says about its encoding, its site and personal data. `site` names
    the host whose rules apply, where neither that file nor the page's own marks tell it. Without `model`,
    rules alone claim.

    Raises CleanError if the file cannot be read, is empty or is not in its encoding, and ValueError if a text
    holds lone surrogates.
    """
    from clean.page import clean_page

    if isinstance(source, str) and not _names_a_file(source):
        return Explanation(clean_page(source, site=site, model=model))
    return Explanation(_clean_file(Path(source), site, model=model))


def _names_a_file(source: str) -> bool:
    one_line = len(source.splitlines()) == 1
    return one_line and (source.lower().endswith(".txt") or os.path.lexists(source))


def _clean_file(path: Path, site: str | None, *, model: bool) -> CleanPage:
    import polars as pl

    from clean.batch import clean_batch
    from clean.dataset_file import DatasetFile
    from clean.personal.policy import Masking
    from clean.rules.load import chosen_rules
    from clean.sources import read_page

    dataset = DatasetFile.of_folder(path.parent)
    pages = read_page(path, dataset)
    if site is not None:
        pages = pages.with_columns(site=pl.lit(site))
    batch = clean_batch(pages, chosen_rules(model=model), Masking(dataset.personal_data.without_key()))
    article, comments, spans = (
        [Row(row) for row in frame.iter_rows(named=True)]
        for frame in (batch.articles, batch.comments, batch.spans)
    )
    return CleanPage(article[0], comments, spans, pages["text"][0])
