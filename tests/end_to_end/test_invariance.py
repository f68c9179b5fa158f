"""The same raw pages give the same bytes wherever, whenever and however they are built."""

from pathlib import Path

import polars as pl
import pytest
from whole_command import ROOT, clean, contents, in_process, put, rows, succeeds

RAW = {path.stem: path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))}
MORE = {
    "café-😀": "The café on the quay\n\nIt has a new roof, and nobody knows who paid for it in the end.\n",
    "İstanbul ıI": "The ferry to İstanbul\n\nIt leaves at noon, as the sign on the quay has always said.\n",
}
PAGES: dict[str, str | bytes] = {**RAW, **MORE}
NEAR = "2 comments\n\n  1. I, too, saw the ferry.\n\n  2. So did I."


def published(version: Path) -> dict[str, pl.DataFrame]:
    return {table: rows(version, table) for table in ("articles", "comments", "spans")}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a usual build: `raw`, and the version `dist/1.0.0`."""
    folder = tmp_path_factory.mktemp("usual")
    put(folder / "raw", PAGES)
    (folder / "raw" / "dataset.toml").write_bytes((ROOT / "seeds" / "dataset.toml").read_bytes())
    succeeds(
        clean("build", folder / "raw", "--out", folder / "dist", POLARS_MAX_THREADS="4", PYTHONHASHSEED="1")
    )
    return folder


def test_threads_place_locale_time_zone_and_order_of_files_do_not_show(usual: Path, tmp_path: Path) -> None:
    raw = put(tmp_path / "elsewhere" / "ÿ raw", dict(reversed(PAGES.items())))
    (raw / "dataset.toml").write_bytes((ROOT / "seeds" / "dataset.toml").read_bytes())
    (tmp_path / "home").mkdir()
    succeeds(
        clean(
            *("build", raw.name, "--out", "."),
            cwd=raw.parent,
            POLARS_MAX_THREADS="1",
            PYTHONHASHSEED="4711",
            HOME=str(tmp_path / "home"),
            TZ="Pacific/Kiritimati",
            # the narrowest locale: file names and output in ASCII
            LC_ALL="C",
            LANGUAGE="tr",
            PYTHONUTF8="0",
            PYTHONCOERCECLOCALE="0",
            COLUMNS="40",
        )
    )
    assert contents(raw.parent / "1.0.0") == contents(usual / "dist" / "1.0.0")


def test_one_page_more_leaves_the_records_of_the_others_as_they_were(usual: Path, tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", PAGES)
    (raw / "dataset.toml").write_bytes((ROOT / "seeds" / "dataset.toml").read_bytes())
    # It sorts before all others, and repeats a page's text, so that it joins the group of that page.
    put(raw, {"!first": MORE["İstanbul ıI"] + NEAR})
    assert in_process("build", raw, "--out", tmp_path / "dist").exit_code == 0
    before, after = published(usual / "dist" / "1.0.0"), published(tmp_path / "dist" / "1.0.0")
    groups = dict(after["articles"].select("page_id", "group_id").iter_rows())
    assert groups["İstanbul ıI"] == groups["!first"] == "!first"
    for table, then in before.items():
        now = after[table].filter(pl.col("page_id") != "!first")
        assert after[table].height > now.height == then.height
        assert now.drop("group_id", "split", strict=False).equals(
            then.drop("group_id", "split", strict=False)
        )
