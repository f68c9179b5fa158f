"""The seeds come out as a person has reviewed them (`golden` says how to write them anew)."""

from pathlib import Path

import pytest
from golden import GOLDEN, SEEDS, files_of, read_seed


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_seed_comes_out_as_reviewed(path: Path) -> None:
    for name, text in files_of(read_seed(path)).items():
        assert (GOLDEN / name).read_text(encoding="utf-8") == text, f"review {name}"


def test_no_golden_file_is_left_over() -> None:
    names = {f"{path.stem}{ending}" for path in SEEDS for ending in (".txt", ".records.txt")}
    assert {path.name for path in GOLDEN.iterdir()} == names
    assert len(SEEDS) == 5
