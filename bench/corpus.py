"""A corpus of any size for measuring, grown from the five raw pages in `seeds/`.

Each page is a varied copy of one seed (seed 0 to 4 in turn) and depends on its index alone, so the corpus of
10,000 pages is the beginning of the corpus of 100,000, and two runs write the same rows.

What stays as in the seed, so that the cleaning has the same work: list markers, indentation, line breaks,
blank lines, punctuation, digits, and every line of site furniture (donation appeal, reply form, option list,
byline, footnote addresses, ...; `FURNITURE` names them).

What varies, so that nothing becomes unrealistically cheap:

* Half of the words of headlines, articles and comments (`REPLACED`) are drawn anew, at their natural
  frequency, from the words of the same seeds. A run of five words survives with a probability of 1/32, so two
  pages from one seed are no near-duplicates, and text compresses like fresh prose rather than like a copy.
* One drawn word in twenty-five (`COINED`) is the head of one word joined to the tail of another, so that the
  vocabulary grows with the corpus as it does in life, and no dictionary ever holds all of it.
* A word keeps its shape (lower case, Capitalised, UPPER CASE), so that capitals stand where they stood.
* Every fiftieth page (`NEAR_COPY`) is an earlier page with one word in a hundred changed, because a crawl has
  near-duplicates and grouping them is work.

Lines are kept or varied by a list of this module's own and not by the cleaning rules, so that a corpus does
not change when a rule does.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.measure import ROOT, SEEDS, WORK

REPLACED = 0.5
COINED = 0.04
NEAR_COPY = 50
NEAR_COPY_DISTANCE = 25
NEAR_COPY_REPLACED = 0.01
ROWS_PER_GROUP = 1000

FURNITURE = (
    "  1. Politics",
    "  • ",
    "%d bloggers like this:",
    '"Heat or eat"',
    "(List of signatories redacted)",
    "1 August 2018updated",
    "36 comments",
    "42 comments",
    "A Camden Momentum banner",
    "Brighton and Hove tweeted:",
    "By Stephen Bush",
    "Content from our partners",
    "Continue reading",
    "Discover more from",
    "If you wish to reblog",
    "Leave a Reply",
    "Like Love Haha",
    "New Thinking.",
    "New Times,",
    "Related Posts",
    "Select and enter your email",
    "Subscribe now to keep reading",
    "Tackling the UK's biggest",
    "The SKWAWKBOX needs your support",
    "The power of place",
    "Uncategorized",
    "Visit our privacy Policy",
    "Waltham Forest:",
    "[",
    "nVOl3mHE",
    "willsman",
    "ww momentum.jpeg",
)
"""Beginnings of the seeds' lines that are copied unchanged."""

_WORD = re.compile(r"([^\W\d_]{2,})")


@dataclass(frozen=True)
class Template:
    """A seed cut into pieces.

    Attributes:
        pieces: the seed's text in order; joined, they are the seed.
        lower: indexes of the pieces that are ordinary words in lower case.
        capitalised: indexes of the ordinary words with one capital, at their head.
        upper: indexes of the ordinary words in capitals.
    """

    pieces: tuple[str, ...]
    lower: tuple[int, ...]
    capitalised: tuple[int, ...]
    upper: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """Cut `text` at words, leaving the lines of `FURNITURE` whole."""
        pieces: list[str] = []
        shapes: dict[str, list[int]] = {"lower": [], "capitalised": [], "upper": []}
        for line in text.splitlines(keepends=True):
            if line.startswith(FURNITURE):
                pieces.append(line)
                continue
            for piece in _WORD.split(line):
                if _WORD.fullmatch(piece):
                    shape = _shape(piece)
                    if shape is not None:
                        shapes[shape].append(len(pieces))
                pieces.append(piece)
        return cls(
            tuple(pieces), tuple(shapes["lower"]), tuple(shapes["capitalised"]), tuple(shapes["upper"])
        )

    @property
    def words(self) -> Iterator[str]:
        """The ordinary words in lower case, repeated as often as they occur."""
        for index in (*self.lower, *self.capitalised, *self.upper):
            yield self.pieces[index].lower()


def _shape(word: str) -> str | None:
    if word.islower():
        return "lower"
    if word.isupper():
        return "upper"
    if word[0].isupper() and word[1:].islower():
        return "capitalised"
    return None


class Corpus:
    """Varied pages from raw files.

    Args:
        seeds: folder of the raw files; `*.txt` in name order, UTF-8.

    Raises:
        FileNotFoundError: the folder holds no `*.txt` file.
    """

    def __init__(self, seeds: Path = SEEDS) -> None:
        files = sorted(seeds.glob("*.txt"))
        if not files:
            raise FileNotFoundError(f"{seeds} holds no *.txt file to grow a corpus from.")
        self._templates = [Template.of(file.read_bytes().decode("utf-8")) for file in files]
        self._lower = [word for template in self._templates for word in template.words]
        self._upper = [word.upper() for word in self._lower]
        self._capitalised = [word.capitalize() for word in self._lower]

    @cached_property
    def digest(self) -> str:
        """Twelve hex digits of the first pages: a corpus of other content gets another file name."""
        sha = hashlib.sha256(str(pages_schema()).encode())
        for index in range(NEAR_COPY):
            sha.update(self.text(index).encode())
        return sha.hexdigest()[:12]

    def text(self, index: int) -> str:
        """Text of page `index`, counted from 0; the same whatever pages were asked for before."""
        if index % NEAR_COPY == NEAR_COPY - 1:
            original = index - NEAR_COPY_DISTANCE
            template = self._templates[original % len(self._templates)]
            pieces = list(template.pieces)
            self._vary(pieces, template, random.Random(f"page {original}"), REPLACED)
            self._vary(pieces, template, random.Random(f"copy {index}"), NEAR_COPY_REPLACED)
        else:
            template = self._templates[index % len(self._templates)]
            pieces = list(template.pieces)
            self._vary(pieces, template, random.Random(f"page {index}"), REPLACED)
        return "".join(pieces)

    def _vary(self, pieces: list[str], template: Template, rng: random.Random, share: float) -> None:
        shapes = (
            (template.lower, self._lower),
            (template.capitalised, self._capitalised),
            (template.upper, self._upper),
        )
        for places, words in shapes:
            chosen = [place for place in places if rng.random() < share]
            for place, word in zip(chosen, rng.choices(words, k=len(chosen)), strict=True):
                pieces[place] = self._coin(word, words, rng) if rng.random() < COINED else word

    @staticmethod
    def _coin(head: str, words: list[str], rng: random.Random) -> str:
        tail = rng.choice(words)
        joined = head[: max(2, len(head) - 2)] + tail[len(tail) // 2 :]
        return joined.capitalize() if head[1:].islower() and head[0].isupper() else joined

    def tables(self, pages: int) -> Iterator[pa.Table]:
        """The first `pages` pages in tables of `ROWS_PER_GROUP` rows with the core's input columns.

        `page_id` ascends; site, url, retrieval date and language are null, as for a folder of files about
        which nothing is known, so that the site has to be recognised from the page.
        """
        for first in range(0, pages, ROWS_PER_GROUP):
            indexes = range(first, min(first + ROWS_PER_GROUP, pages))
            texts = [self.text(index) for index in indexes]
            raws = [text.encode() for text in texts]
            sums = [hashlib.sha256(raw).hexdigest() for raw in raws]
            nothing = [None] * len(texts)
            yield pa.table(
                {
                    "page_id": [f"{i:07d}_{digest[:16]}" for i, digest in zip(indexes, sums, strict=True)],
                    "text": texts,
                    "site": nothing,
                    "url": nothing,
                    "retrieved_on": nothing,
                    "language": nothing,
                    "raw_sha256": sums,
                    "raw_bytes": [len(raw) for raw in raws],
                },
                schema=pages_schema(),
            )


def pages_schema() -> pa.Schema:
    """Arrow schema of the pages that the cleaning core takes."""
    return pa.schema(
        [
            pa.field("page_id", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("site", pa.string()),
            pa.field("url", pa.string()),
            pa.field("retrieved_on", pa.date32()),
            pa.field("language", pa.string()),
            pa.field("raw_sha256", pa.string(), nullable=False),
            pa.field("raw_bytes", pa.int32(), nullable=False),
        ]
    )


def grow(pages: int, folder: Path = WORK, seeds: Path = SEEDS) -> Path:
    """Write the corpus of `pages` pages into `folder` unless it stands there, and return its path.

    The file is zstd-3 Parquet without dictionaries, `ROWS_PER_GROUP` rows a group, written a group at a time.
    """
    corpus = Corpus(seeds)
    path = folder / f"pages-{pages}-{corpus.digest}.parquet"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with pq.ParquetWriter(
        unfinished, pages_schema(), compression="zstd", compression_level=3, use_dictionary=False
    ) as writer:
        for table in corpus.tables(pages):
            writer.write_table(table, row_group_size=ROWS_PER_GROUP)
    unfinished.rename(path)
    return path


def main() -> None:
    """Command line: grow a corpus and print its path."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.corpus", description="Grow a corpus from the seeds."
    )
    parser.add_argument("pages", type=int, help="number of pages")
    print(grow(parser.parse_args().pages).relative_to(ROOT))


if __name__ == "__main__":
    main()
