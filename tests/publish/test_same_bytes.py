import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_up import DATASET, Pages, made_up_texts, tree

from clean.publish import passes, publish

HERE = Path(__file__).parent

BUILD = """
import sys
from pathlib import Path
import polars
from made_up import DATASET, Pages, made_up_texts
from clean.publish import publish
publish(Pages(made_up_texts(40), batch_pages=int(sys.argv[2])), Path(sys.argv[1]), dataset=DATASET)
print(polars.thread_pool_size())
"""


def test_threads_and_batches_do_not_show_in_the_bytes(tmp_path: Path) -> None:
    built = []
    for threads, seed, batch in ((1, "1", 40), (4, "2", 7)):
        out = tmp_path / f"{threads}-threads"
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])]),
            "POLARS_MAX_THREADS": str(threads),
            "PYTHONHASHSEED": seed,
        }
        command = [sys.executable, "-c", BUILD, str(out), str(batch)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == f"{threads}\n"
        built.append(tree(out))
    assert built[0] == built[1]


def test_row_groups_do_not_follow_the_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr(passes, "ROWS_PER_GROUP", {"articles": 5, "comments": 11, "spans": 64})
    built = []
    for batch in (1, 3, 40):
        report = publish(Pages(made_up_texts(40), batch_pages=batch), tmp_path / str(batch), dataset=DATASET)
        built.append(tree(report.path))
    assert built[0] == built[1] == built[2]
    with pq.ParquetFile(report.path / "data" / "articles" / "train-00000-of-00001.parquet") as file:
        groups = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
    assert groups == [5] * 6 + [2]
