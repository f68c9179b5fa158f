"""A datasheet to fill in: every question, the answers that the data give, and "not known" for the others."""

from __future__ import annotations

import re
from typing import Final

from clean.documents.agreement import Figures, with_figures
from clean.documents.marks import block, figure, find_marks
from clean.documents.questionnaire import NOT_KNOWN, QUESTIONS, SECTIONS

__all__ = ["blank_datasheet"]

# In the texts below, {name} stands for a figure and {{name}} for a block.
_PLACE: Final = re.compile(r"\{\{([a-z-]+)\}\}|\{([a-z.-]+)\}")

_HEAD: Final = """# Datasheet of {dataset}

This is version {version}. The questions are those of *Datasheets for Datasets* (Gebru et al.,
<https://arxiv.org/abs/1803.09010>), in short words. Figures between marks come from the data:
`clean datasheet` writes them, `clean datasheet --check` compares them."""

_FROM_THE_DATA: Final = {
    "2.1": "An article of a web page, a reader's comment, and a labelled stretch of a raw page.",
    "2.2": """There are {articles.all} articles, {comments.all} comments and {spans.all} spans.

{{splits}}

{{sites}}

{{pages}}""",
    "2.4": """The columns are these; the data card says what each of them means.

{{columns}}

An article has between {words.least} and {words.most} words, with a median of {words.median}. The raw pages
have {characters.all} characters in all.

{{composition}}""",
    "2.5": """Each character of a raw page has a label in `spans`, which rules gave it.

{{labels}}""",
    "2.6": """Of the articles, {articles.without-site} have no known site, {articles.with-date} state a date,
and {articles.with-author} name an author. Of the comments, {comments.with-author} have an author and
again {comments.with-date} a date; {comments.lost-parent} answer a comment that was lost. Where a page states
how many comments it has, they are {comments.stated} in all, of which {comments.found-where-stated} were
recovered.""",
    "2.7": """Comments have their thread, parent and depth: there are {comments.threads} threads, and the
deepest has {comments.deepest} levels.

{{threads}}""",
    "2.8": """Yes, by group: a page, its near-duplicates and its comments share a split, and keep it in later
versions.""",
    "2.9": """Near-duplicates: {articles.duplicates} pages repeat another one, whose group they share.""",
    "4.1": """Steps claim stretches of the raw text. They removed {characters.removed} characters, which are
all in all {share.removed} of the pages.

{{steps}}""",
    "4.2": "The raw files are not part of the version; `MANIFEST.json` has the checksum of each.",
}
"""What can be answered from the data of any version, by the number of the question."""


def blank_datasheet(figures: Figures) -> str:
    """Return the text of a datasheet with the computed figures in place."""
    parts = [_HEAD]
    for number, section in enumerate(SECTIONS, 1):
        parts.append(f"## {number} {section}")
        for question in QUESTIONS:
            if question.number.partition(".")[0] == str(number):
                parts += [f"### {question.heading}", _FROM_THE_DATA.get(question.number, NOT_KNOWN)]
    text = _PLACE.sub(
        lambda found: block(found[1], "") if found[1] else figure(found[2], ""), "\n\n".join(parts) + "\n"
    )
    return with_figures(text, find_marks(text, "the new datasheet"), figures)
