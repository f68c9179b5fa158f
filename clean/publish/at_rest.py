"""Batches without the collector of cycles, which finds nothing in them to collect."""

import gc
from collections.abc import Iterable, Iterator

import polars as pl

__all__ = ["collector_at_rest"]


def collector_at_rest(batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield the batches; while one is worked on, Python does not look for cycles of objects.

    A batch makes some hundred thousand objects and hardly a cycle. To look for cycles every few hundred of
    them, among the objects of all imported modules too, takes a twentieth of a build. What a batch may have
    left behind is collected before the next.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for batch in batches:
            yield batch
            gc.collect(0)
    finally:
        if was_enabled:
            gc.enable()
