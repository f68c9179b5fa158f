import os
from pathlib import Path

import pytest

# Read when `datasets` is imported: no test may reach for the network.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"
