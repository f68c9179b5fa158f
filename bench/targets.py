"""The targets, and the ratios that are held against them.

A ratio is formed from the measurements of one round, which stand next to each other in time, so that a
machine that is busy for a while slows both sides; reported are the median over the rounds and the spread.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from bench.measure import Measurement

GIB = 1024**3
TIMES_THE_FLOOR = 4.0
TIMES_DATATROVE = 4.0
LINEAR_WITHIN = 0.15
PEAK_LIMIT = 1.0
PEAK_GROWTH = 1.2
PAGE_MILLISECONDS = 20.0

Round = dict[tuple[str, int], Measurement]
"""The measurements of one round by job and size of the corpus."""


@dataclass(frozen=True)
class Figure:
    """A figure measured once in each round.

    Attributes:
        name: what it is.
        values: one for each round that measured it.
        unit: written behind the value.
        target: what it should be, in words; empty where there is no target.
        met: whether the median reaches the target; None where there is none.
    """

    name: str
    values: tuple[float, ...]
    unit: str
    target: str = ""
    met: bool | None = None

    @property
    def median(self) -> float:
        """The median over the rounds."""
        return statistics.median(self.values)


def _figure(
    name: str,
    values: list[float],
    unit: str,
    target: str = "",
    reached: Callable[[float], bool] | None = None,
) -> list[Figure]:
    if not values:
        return []
    met = reached(statistics.median(values)) if reached else None
    return [Figure(name, tuple(values), unit, target, met)]


def _paired(
    rounds: list[Round],
    above: tuple[str, int],
    below: tuple[str, int],
    value: Callable[[Measurement], float],
) -> list[float]:
    return [
        value(measured[above]) / value(measured[below])
        for measured in rounds
        if above in measured and below in measured
    ]


def cpu_per_page(measured: Measurement) -> float:
    """CPU seconds of the work for each page."""
    return measured.work.cpu / measured.work.pages


def process_cpu_per_page(measured: Measurement) -> float:
    """CPU seconds of the whole process, its start included, for each page."""
    return measured.process_cpu / measured.work.pages


def figures(rounds: list[Round], sizes: list[int]) -> list[Figure]:
    """Every ratio that the rounds allow, those with a target first.

    Args:
        rounds: what was measured; a job that did not run is simply missing.
        sizes: sizes of the corpora in pages, ascending.
    """
    found: list[Figure] = []
    for size in sizes:
        found += _against_others(rounds, size)
    if len(sizes) > 1:
        found += _growth(rounds, sizes[0], sizes[-1])
    peaks = [
        measured["build", sizes[-1]].peak / GIB for measured in rounds if ("build", sizes[-1]) in measured
    ]
    found += _figure(
        f"whole build, peak memory, {sizes[-1]:,} pages",
        peaks,
        "GiB",
        f"below {PEAK_LIMIT:g} GiB",
        lambda peak: peak < PEAK_LIMIT,
    )
    builds = [taken for measured in rounds for (job, _), taken in measured.items() if job == "build"]
    found += _figure(
        "whole build, rejected (rejecting costs other work)",
        [taken.work.notes["rejected"] for taken in builds],
        "records",
        "none",
        lambda _: not any(taken.work.notes["rejected"] for taken in builds),
    )
    slowest = [max(measured["page", 0].work.notes.values()) for measured in rounds if ("page", 0) in measured]
    found += _figure(
        "clean_page on the slowest seed, warm",
        slowest,
        "ms",
        f"below {PAGE_MILLISECONDS:g} ms",
        lambda milliseconds: milliseconds < PAGE_MILLISECONDS,
    )
    return sorted(found, key=lambda figure: figure.met is None)


def _against_others(rounds: list[Round], size: int) -> list[Figure]:
    build, floor, core, datatrove = ((name, size) for name in ("build", "floor", "core", "datatrove"))
    pages = f"{size:,} pages"
    return [
        *_figure(
            f"whole build / floor, CPU, {pages}",
            _paired(rounds, build, floor, cpu_per_page),
            "×",
            f"at most {TIMES_THE_FLOOR:g} ×",
            lambda ratio: ratio <= TIMES_THE_FLOOR,
        ),
        *_figure(
            f"datatrove C4 / whole build, CPU, {pages}",
            _paired(rounds, datatrove, build, cpu_per_page),
            "×",
            f"at least {TIMES_DATATROVE:g} ×",
            lambda ratio: ratio >= TIMES_DATATROVE,
        ),
        *_figure(
            f"whole build / floor, CPU with imports, {pages}",
            _paired(rounds, build, floor, process_cpu_per_page),
            "×",
        ),
        *_figure(f"core / floor, CPU, {pages}", _paired(rounds, core, floor, cpu_per_page), "×"),
        *_figure(f"datatrove C4 / floor, CPU, {pages}", _paired(rounds, datatrove, floor, cpu_per_page), "×"),
    ]


def _growth(rounds: list[Round], small: int, large: int) -> list[Figure]:
    found: list[Figure] = []
    for job, name in (("core", "core"), ("build", "whole build")):
        found += _figure(
            f"{name}, CPU per page, {large:,} / {small:,} pages",
            _paired(rounds, (job, large), (job, small), cpu_per_page),
            "×",
            f"1 × within {LINEAR_WITHIN:.0%}",
            lambda ratio: abs(ratio - 1) <= LINEAR_WITHIN,
        )
    found += _figure(
        f"whole build, peak memory, {large:,} / {small:,} pages",
        _paired(rounds, ("build", large), ("build", small), lambda measured: float(measured.peak)),
        "×",
        f"at most {PEAK_GROWTH:g} ×",
        lambda ratio: ratio <= PEAK_GROWTH,
    )
    return found
