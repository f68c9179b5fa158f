"""Labelled pages, and what their gold says of each line.

A file of labelled pages has one JSON object a line, gzipped if it is called `.gz`: `id`, `url` (null where
unknown), `text_main` and `text_full` (the page as text, without and with what stands around the article; at
least one of them), `gold` (the text of the article). Other keys, such as `titles`, are not read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from clean.errors import CleanError, shown
from clean.joined import sums
from clean.labelled_file import content_of, refuse_surrogates
from clean.score.shingles import LENGTH
from clean.score.shingles import words as words_of

__all__ = ["VARIANTS", "LabelledPage", "gold_words", "read_labelled"]

#: The texts of a page that are trained on.
VARIANTS: Final = ("text_main", "text_full")

# A line of so few words may have no gram of its own; it is gold if the gold has that very line.
_SHORT = 8


@dataclass(frozen=True)
class LabelledPage:
    """A page: `texts` are the variants that it has, `site` is the host of its url, or its id."""

    id: str
    site: str
    texts: dict[str, str]
    gold: str


def read_labelled(paths: Sequence[Path]) -> list[LabelledPage]:
    """Read the labelled pages of files, in their order.

    Raises CleanError if a file cannot be read, is empty, or a line of it is no labelled page.
    """
    pages: list[LabelledPage] = []
    for path in paths:
        before = len(pages)
        try:
            lines = content_of(path).decode("utf-8").split("\n")
        except UnicodeDecodeError:
            raise CleanError(
                f"{shown(path)} is damaged or not UTF-8; save it anew as JSON lines in UTF-8."
            ) from None
        pages += [_page(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
        if len(pages) == before:
            raise CleanError(f"{shown(path)} holds no page; put one JSON object a line into it.")
    return pages


def _page(path: Path, number: int, line: str) -> LabelledPage:
    where = f"{shown(path)}, line {number}"
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise CleanError(f"{where}: this is not JSON; write one JSON object a line.") from None
    if not isinstance(found, dict):
        raise CleanError(
            f"{where}: this is no JSON object; write an object with id, url, gold and text_main."
        )
    for key in ("id", "gold"):
        if not isinstance(found.get(key), str):
            raise CleanError(f"{where}: {key} is missing or no text; give the page {key} as a string.")
    texts = {
        name: found[name] for name in VARIANTS if isinstance(found.get(name), str) and found[name].strip()
    }
    if not texts:
        raise CleanError(f"{where}: text_main is missing or blank; give the text of the page.")
    refuse_surrogates(where, (*texts.values(), found["gold"], found["id"]))
    url = found.get("url")
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        host = None
    return LabelledPage(found["id"], (host or found["id"]).removeprefix("www."), texts, found["gold"])


def gold_words(lines: Sequence[str], gold: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many words each line of a page has, and how many of them are text of the article.

    A word is, if it stands in a run of four words that the gold has too, wherever lines break: the measure of
    article-extraction-benchmark, which counts such runs.
    """
    words = [words_of(line) for line in lines]
    flat = [word for of_line in words for word in of_line]
    counts = np.array([len(of_line) for of_line in words], np.int64)
    known = words_of(gold)
    grams = set(zip(*(known[place:] for place in range(LENGTH)), strict=False))
    found = np.zeros(len(flat), np.bool_)
    for start, gram in enumerate(zip(*(flat[place:] for place in range(LENGTH)), strict=False)):
        if gram in grams:
            found[start : start + LENGTH] = True
    total = sums(found)
    until = np.cumsum(counts)
    covered = total[until] - total[until - counts]
    gold_lines = {" ".join(words_of(line)) for line in gold.split("\n")}
    for row, of_line in enumerate(words):
        some = covered[row] > 0 or len(of_line) >= 3
        if len(of_line) < _SHORT and some and covered[row] < counts[row] and " ".join(of_line) in gold_lines:
            covered[row] = counts[row]
    return counts, covered
