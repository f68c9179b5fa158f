"""What the README says of loading holds for every table: each way gives the published rows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CHECK = """
import sys
import warnings

warnings.simplefilter("error")

import pyarrow as pa
import pyarrow.parquet as pq
from pathlib import Path

KEYS = {"articles": ["page_id"], "comments": ["comment_id"], "spans": ["page_id", "start"]}


def check(table, shown):
    def ordered(rows):
        return sorted(rows, key=lambda row: [row[name] for name in KEYS[table]])

    files = {path.name.split("-")[0]: path for path in Path(f"dist/1.0.0/data/{table}").glob("*.parquet")}
    published = {split: pq.ParquetFile(path).read().to_pylist() for split, path in files.items()}
    everything = ordered([row for rows in published.values() for row in rows])
    schema = pq.ParquetFile(next(iter(files.values()))).schema_arrow
    names = {}
    exec(compile(shown.replace("comments", table), "README.md", "exec"), names)
    if "streamed" in names:
        assert {split: rows.to_list() for split, rows in names[table].items()} == published
        assert {split: list(rows) for split, rows in names["streamed"].items()} == published
        return
    assert ordered(names["with_polars"].to_dicts()) == everything
    from_pandas = pa.Table.from_pandas(names["with_pandas"], schema=schema, preserve_index=False)
    assert ordered(from_pandas.to_pylist()) == everything
    assert ordered(names["with_pyarrow"].to_pylist()) == everything
    assert names["with_pyarrow"].schema.equals(schema)
    assert ordered(names["with_duckdb"].to_pylist()) == everything


for table in KEYS:
    check(table, sys.argv[1])
print(*KEYS)
"""


def loading_snippets() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"^## Load it\n(.*?)^## ", readme, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", [0, 1], ids=["datasets", "parquet"])
def test_every_way_of_loading_gives_the_published_rows(tmp_path: Path, number: int) -> None:
    shutil.copytree(ROOT / "dist" / "1.0.0", tmp_path / "dist" / "1.0.0")
    snippets = loading_snippets()
    assert len(snippets) == 2
    done = subprocess.run(
        [sys.executable, "-c", CHECK, snippets[number]],
        cwd=tmp_path,
        env={
            **os.environ,
            "HF_HOME": str(tmp_path / "cache"),
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert (done.returncode, done.stdout) == (0, "articles comments spans\n")
