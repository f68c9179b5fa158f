from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PAGES = {
    # A comment that answers a lost one, one whose author is known, and text that a spreadsheet would run.
    "wall": (
        "Harbour wall to be raised again\n\nBy Ada Fell\n\n"
        "The council has voted, and the wall grows by a metre.\n\n"
        "5 comments\n\n    1. I answer somebody who is gone.\n\n      1. And I answer you.\n\n"
        "  1. =1+1 is what they call a budget.\n\n    1. 'Tis so, @all.\n\n    2. -5 of ten for that.\n\n"
        "Leave a Reply\n"
    ),
    "quay": "The old quay is to be sold\n\nNobody asked the fishermen before it was put on the market.\n",
    "tide": "High tide at noon on Sunday\n\nBring your boots, for the road will be under water.\n",
}


@pytest.fixture(scope="session")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from clean.pipeline import build

    folder = tmp_path_factory.mktemp("exported")
    (folder / "raw").mkdir()
    for page_id, text in PAGES.items():
        (folder / "raw" / f"{page_id}.txt").write_text(text, encoding="utf-8")
    assert build(folder / "raw", folder / "dist", "1.0.0").ok
    return folder / "dist" / "1.0.0"


@pytest.fixture(scope="session")
def newest() -> Path:
    """The version of the seeds that stands in this repository."""
    from clean.publish.released import releases

    return releases(ROOT / "dist")[-1].path
