"""While batches are cleaned, Python does not look for cycles; afterwards it does what it did before."""

import gc
from collections.abc import Iterator

import polars as pl
import pytest

from clean.publish.at_rest import collector_at_rest

BATCHES = [pl.DataFrame({"page": [number]}) for number in range(3)]


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_rests_while_batches_are_worked_on(enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    seen = [(batch["page"].item(), gc.isenabled()) for batch in collector_at_rest(BATCHES)]
    assert seen == [(0, False), (1, False), (2, False)]
    assert gc.isenabled() is enabled


def test_it_is_back_at_work_after_an_interruption() -> None:
    gc.enable()

    def interrupted() -> None:
        for _ in collector_at_rest(BATCHES):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert gc.isenabled()


def test_it_is_back_at_work_if_the_pages_cannot_be_read() -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield BATCHES[0]
        raise OSError("gone")

    gc.enable()
    with pytest.raises(OSError, match="gone"):
        list(collector_at_rest(broken()))
    assert gc.isenabled()
