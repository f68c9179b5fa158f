import os
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import HubServer

from clean.deliver.patience import Patience

# Read when these libraries are imported: no test may reach for a service outside of this machine.
os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

PAGES = {
    "wall": (
        "Harbour wall to be raised again\n\nThe council has voted, and the wall grows by a metre.\n\n"
        "2 comments\n\n  1. About time, and I say that as one who lives behind the wall.\n\n"
        "    1. So do I.\n\nLeave a Reply\n"
    ),
    "quay": "The old quay is to be sold\n\nNobody asked the fishermen before it was put on the market.\n",
    "tide": "High tide at noon on Sunday\n\nBring your boots, for the road will be under water.\n",
}


DATASET = """
[dataset]
name = "harbour-log"
description = "Posts & <replies>."
creators = ["Ada Fell"]
licence = "other"
licence_text = "Ask first."
tags = ["harbours"]
"""


def _build(raw: Path, out: Path, version: str, pages: dict[str, str]) -> None:
    from clean.pipeline import build

    raw.mkdir()
    (raw / "dataset.toml").write_text(DATASET, encoding="utf-8")
    for page_id, text in pages.items():
        (raw / f"{page_id}.txt").write_text(text, encoding="utf-8")
    assert build(raw, out, version).ok


@pytest.fixture(scope="session", autouse=True)
def _certificates_are_read_once() -> Iterator[None]:
    """No test speaks TLS, and each client would read all of the machine's certificates for it."""
    context = ssl.create_default_context()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssl.create_default_context", lambda *args, **options: context)
        yield


@pytest.fixture(scope="session")
def _versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1.0.0 has the page `quay`, 2.0.0 lacks it and with it a split."""
    folder = tmp_path_factory.mktemp("versions")
    _build(folder / "old", folder / "dist", "1.0.0", PAGES)
    pages = {page_id: text for page_id, text in PAGES.items() if page_id != "quay"}
    _build(folder / "new", folder / "dist", "2.0.0", pages)
    return folder / "dist"


@pytest.fixture
def versions(tmp_path: Path, _versions: Path) -> Path:
    """A folder of two versions that a test may change."""
    shutil.copytree(_versions, tmp_path / "dist")
    return tmp_path / "dist"


@pytest.fixture
def version(versions: Path) -> Path:
    return versions / "1.0.0"


@pytest.fixture
def patience() -> Patience:
    """Waits no second for real."""
    return Patience(timeout=5, longest_wait=20, sleep=lambda seconds: None)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server
