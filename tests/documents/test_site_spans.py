"""Who owns how much of a site's pages, summed in batches, is what a join of all spans with all pages says."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from clean.documents import site_spans
from clean.documents.site_spans import OWNER, owners_by_site

PAGES = pl.DataFrame(
    [(f"page-{number:02}", f"s{number % 3}.example" if number % 5 else None) for number in range(40)],
    schema={"page_id": pl.String(), "site": pl.String()},
    orient="row",
)
SPANS = pl.DataFrame(
    [
        (page_id, label, step, None if at % 4 else f"rule-{at % 3}", label, at * 10, at * 10 + place % 7 + 1)
        for place, page_id in enumerate([*PAGES["page_id"], "a page of none", "zz"])
        for at, (label, step) in enumerate([("body", "article"), ("removed", "menu"), ("space", "lines")] * 4)
    ],
    schema={
        **dict.fromkeys(("page_id", *OWNER), pl.String()),
        **dict.fromkeys(("start", "end"), pl.Int32()),
    },
    orient="row",
)


def in_order(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.rows(), key=repr)


def joined(spans: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    site_of = dict(PAGES.iter_rows())
    sums: dict[tuple[str | None, ...], tuple[int, int]] = {}
    for page_id, *owner, start, end in spans.iter_rows():
        key = (site_of.get(page_id), *owner)
        count, characters = sums.get(key, (0, 0))
        sums[key] = (count + 1, characters + end - start)
    yield from ((*key, *sizes) for key, sizes in sums.items())


@pytest.mark.parametrize("rows", [1, 7, 64, 100_000])
@pytest.mark.parametrize("order", ["as they stand", "backwards"])
def test_batches_of_any_size_give_the_same_sums(
    rows: int, order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_spans, "_ROWS", rows)
    spans = SPANS if order == "as they stand" else SPANS.reverse()
    files = [tmp_path / "one.parquet", tmp_path / "two.parquet"]
    spans.head(201).write_parquet(files[0], row_group_size=50)
    spans.slice(201).write_parquet(files[1])
    found = owners_by_site(files, PAGES)
    assert found.columns == ["key", *OWNER, "spans", "characters"]
    assert in_order(found) == sorted(joined(SPANS), key=repr)


def test_no_spans_have_no_owners(tmp_path: Path) -> None:
    SPANS.clear().write_parquet(tmp_path / "none.parquet")
    for files in ([], [tmp_path / "none.parquet"]):
        found = owners_by_site(files, PAGES)
        assert found.is_empty()
        assert found.columns == ["key", *OWNER, "spans", "characters"]
