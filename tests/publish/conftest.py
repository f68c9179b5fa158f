import os
from pathlib import Path

import pytest

# Read when `datasets` is imported: no test may reach for the network. Offline mode would do the same, but
# keep tests of delivery in the same process from the servers that they run themselves.
os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"
