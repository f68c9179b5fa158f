import shutil
from pathlib import Path

import pytest
from whole_command import PAGES, in_process, put


@pytest.fixture(scope="session")
def _released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released")
    assert in_process("build", put(folder / "raw", PAGES), "--out", folder / "dist").exit_code == 0
    return folder


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of three sound pages."""
    return put(tmp_path / "raw", PAGES)


@pytest.fixture
def dist(tmp_path: Path, _released: Path) -> Path:
    """A folder of versions in which 1.0.0 is made from the pages in `raw`."""
    shutil.copytree(_released / "dist", tmp_path / "dist")
    return tmp_path / "dist"
