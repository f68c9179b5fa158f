"""The datasheet: a questionnaire that people answer, with figures that the data give."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from clean.documents.agreement import Figures, disagreements, read_marks, unmarked, with_figures
from clean.documents.measures import Measures
from clean.documents.named_figures import named_figures
from clean.documents.questionnaire import NOT_KNOWN, QUESTIONS, SECTIONS
from clean.documents.tables import blocks
from clean.errors import CleanError, shown
from clean.regular_file import read_regular_file
from clean.whole_file import replace_text

__all__ = ["Answered", "Datasheet", "figures_for", "write_whole"]

_HEADING: Final = re.compile(r"^(#{2,3}) +(.*?) *#*$", re.MULTILINE)


@dataclass(frozen=True)
class Answered:
    """How many questions a datasheet answers, and how many of the answers are that nobody knows."""

    questions: int
    answered: int
    not_known: int


@dataclass(frozen=True)
class Datasheet:
    """The text of a datasheet, whose lines end in line feeds, and its path as messages name it."""

    text: str
    place: str

    @classmethod
    def read(cls, path: Path) -> Datasheet:
        """Read a datasheet. Raises CleanError if there is none, or it is not UTF-8."""
        if not os.path.lexists(path):
            raise CleanError(
                f"{shown(path)} does not exist; `clean datasheet --new` writes one to fill in, or name yours "
                "with --datasheet."
            )
        raw = read_regular_file(path)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise CleanError(
                f"{shown(path)} is not UTF-8 at byte {error.start}; save it as UTF-8."
            ) from error
        return cls(text.replace("\r\n", "\n"), shown(path))

    def faults(self, figures: Figures) -> list[str]:
        """Say where it disagrees with the data, has a number without a mark, or leaves a question open."""
        marks = read_marks(self.text, self.place, figures)
        return [
            *disagreements(self.text, marks, self.place, figures),
            *unmarked(self.text, marks, self.place),
            *self._open(),
        ]

    def written(self, figures: Figures) -> str:
        """Return its text with the figures that the data give."""
        return with_figures(self.text, read_marks(self.text, self.place, figures), figures)

    def answered(self) -> Answered:
        """Count questions and answers."""
        answers = dict(self._answers())
        given = [answers[question.heading] for question in QUESTIONS if answers.get(question.heading)]
        return Answered(len(QUESTIONS), len(given), sum(answer == NOT_KNOWN for answer in given))

    def _answers(self) -> Iterator[tuple[str, str]]:
        """Yield every heading of a question with what stands below it, without comments."""
        headings = list(_HEADING.finditer(self.text))
        for heading, following in zip(headings, [*headings[1:], None], strict=True):
            if heading[1] == "###":
                end = following.start() if following else len(self.text)
                below = re.sub(r"<!--.*?-->", "", self.text[heading.end() : end], flags=re.DOTALL)
                yield heading[2], below.strip()

    def _open(self) -> Iterator[str]:
        sections = [found[2] for found in _HEADING.finditer(self.text) if found[1] == "##"]
        for number, section in enumerate(SECTIONS, 1):
            if f"{number} {section}" not in sections:
                yield (
                    f'{self.place} has no section "## {number} {section}"; `clean datasheet --new` writes '
                    "a datasheet that has all."
                )
        answers: dict[str, str] = {}
        for heading, answer in self._answers():
            if heading in answers:
                yield f'{self.place} asks "{shown(heading)}" twice; keep one of the answers.'
            answers[heading] = answer
        for question in QUESTIONS:
            if question.heading not in answers:
                yield f'{self.place} lacks the question "### {question.heading}"; add it, with an answer.'
            elif not answers[question.heading]:
                yield (
                    f"{self.place} does not answer question {question.number} ({question.text}); answer "
                    f"it, if only by “{NOT_KNOWN}”."
                )


def figures_for(measures: Measures, folder: Path, document: Path) -> Figures:
    """Return the figures of a version for a document that stands elsewhere and links to its pictures."""
    way = os.path.relpath(folder.resolve(), document.resolve().parent).replace(os.sep, "/")
    return Figures(named_figures(measures), blocks(measures, "" if way == "." else quote(os.fsencode(way))))


def write_whole(path: Path, text: str) -> None:
    """Write a document as a whole or not at all; line ends as in the file that stands there.

    Raises CleanError if the system refuses.
    """
    path = path.resolve()
    try:
        ends = "\r\n" if path.exists() and b"\r\n" in path.read_bytes() else "\n"
        replace_text(path, text, newline=ends)
    except OSError as error:
        raise CleanError(
            f"{shown(path)} cannot be written ({error.strerror}) and is as it was; choose a place that you "
            "may write to, or free some space."
        ) from error
