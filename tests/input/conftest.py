import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

NOBODY = 65534


@pytest.fixture
def _no_waiting() -> Iterator[None]:
    """Turn a read that waits for ever, as on a pipe without a writer, into a failure."""

    def give_up(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError("the read waited")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def unprivileged_folder() -> Iterator[Path]:
    """A folder in a place that everybody may enter, while the test runs without root's rights."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        if os.geteuid() != 0:
            yield folder
            return
        try:
            os.seteuid(NOBODY)
        except PermissionError:
            pytest.skip("this root may not become another user")
        try:
            yield folder
        finally:
            os.seteuid(0)
