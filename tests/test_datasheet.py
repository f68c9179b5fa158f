"""The figures in DATASHEET.md are those of the pages."""

import re
from pathlib import Path

import polars as pl
import pytest

from clean.batch import CleanBatch, clean_batch
from clean.dataset_file import DatasetFile
from clean.sources import DirectorySource

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "DATASHEET.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def cleaned() -> CleanBatch:
    (pages,) = DirectorySource(ROOT / "seeds", DatasetFile.of_folder(ROOT / "seeds")).batches()
    return clean_batch(pages)


def rows_of(heading: str) -> list[list[str]]:
    table = TEXT.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_each_page_stands_in_the_table_with_its_figures(cleaned: CleanBatch) -> None:
    expected = [
        [
            page_id,
            site or "unknown",
            str(words),
            str(recovered),
            "not stated" if stated is None else str(stated),
        ]
        for page_id, site, words, recovered, stated in cleaned.articles.select(
            "page_id", "site", "word_count", "recovered_comments", "stated_comments"
        ).iter_rows()
    ]
    assert rows_of("page") == expected


def test_each_removing_step_stands_in_the_table_with_its_share(cleaned: CleanBatch) -> None:
    removed = (
        cleaned.spans.filter(pl.col("label") == "removed")
        .group_by("step")
        .agg(pl.len(), characters=(pl.col("end") - pl.col("start")).sum())
        .sort(["characters", "step"], descending=[True, False])
    )
    assert rows_of("step") == [[step, str(count), str(size)] for step, count, size in removed.iter_rows()]


def test_the_sums_in_the_prose_are_those_of_the_tables(cleaned: CleanBatch) -> None:
    size = (pl.col("end") - pl.col("start")).sum()
    by_label = dict(cleaned.spans.group_by("label").agg(size).iter_rows())
    article = sum(n for label, n in by_label.items() if label not in {"comment", "removed", "space"})
    said = re.search(
        r"Of ([\d,]+) characters, ([\d,]+) are comments, ([\d,]+) belong to the\s+articles, "
        r"([\d,]+) were removed as boilerplate, and ([\d,]+) are white space",
        TEXT,
    )
    assert said is not None
    assert [int(figure.replace(",", "")) for figure in said.groups()] == [
        sum(by_label.values()),
        by_label["comment"],
        article,
        by_label["removed"],
        by_label["space"],
    ]
    lost = cleaned.comments.filter(~pl.col("parent_recovered")).height
    assert f"`comments`: {cleaned.comments.height} rows. {lost} of them are replies whose parent" in TEXT
