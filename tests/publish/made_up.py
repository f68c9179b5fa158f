"""Made-up pages for tests of publishing: varied, and quick to clean."""

import hashlib
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from clean.dataset_file import Dataset
from clean.sources import PAGES

SEEDS = Path(__file__).parents[2] / "seeds"

_SENTENCE = (
    "the council voted on Tuesday to close a library in spite of letters from readers who asked for more "
    "time and nobody at the meeting could say why “savings” had been counted twice in one budget "
    "café naïve &amp; £3m"
)
_WORDS = tuple(_SENTENCE.split())


class Pages:
    """A source of made-up pages: text by page id, in batches of a given size."""

    def __init__(self, texts: Mapping[str, str], batch_pages: int = 1000) -> None:
        self.texts = dict(sorted(texts.items()))
        self.batch_pages = batch_pages
        self.total = len(texts)

    def check(self) -> None:
        """Nothing is wrong with them."""

    def batches(self) -> Iterator[pl.DataFrame]:
        rows = [
            {
                "page_id": page_id,
                "text": text,
                "raw_sha256": hashlib.sha256(text.encode()).hexdigest(),
                "raw_bytes": len(text.encode()),
            }
            for page_id, text in self.texts.items()
        ]
        for start in range(0, len(rows), self.batch_pages):
            yield pl.DataFrame(rows[start : start + self.batch_pages], schema=PAGES)


def made_up_text(seed: int) -> str:
    """Return a page with a title, paragraphs, a donation appeal, and a few comments."""
    draw = random.Random(seed)  # noqa: S311

    def sentence(least: int) -> str:
        words = " ".join(draw.choices(_WORDS, k=draw.randint(least, 40)))
        return words[0].upper() + words[1:] + "."

    parts = [
        f"Council meeting number {seed} ends in uproar",
        *(sentence(12) for _ in range(draw.randint(3, 9))),
    ]
    comments = [f"  {number}. {sentence(6)}" for number in range(1, draw.randint(2, 6))]
    appeal = (
        "This blog is provided free of charge but depends on its readers. Click here to donate via PayPal."
    )
    return "\n\n".join([*parts, appeal, f"{len(comments)} comments", *comments]) + "\n"


def made_up_texts(number: int) -> dict[str, str]:
    return {f"page-{i:05}": made_up_text(i) for i in range(number)}


DATASET = Dataset(name="made-up", title="Made up: *pages* & <comments>", licence="cc0-1.0", creators=("A_B",))


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
