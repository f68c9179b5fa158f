"""What was measured, as tables to read."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from rich.console import Group
from rich.table import Table

from bench.measure import Measurement
from bench.targets import Figure, Round

MB = 1e6
MIB = 1024**2


def report(rounds: list[Round], ratios: list[Figure]) -> Group:
    """The ratios beside their targets, then what was measured, then `clean_page` by seed."""
    parts = [_ratios(ratios, len(rounds))]
    if any(job != "page" for measured in rounds for job, _ in measured):
        parts.append(_measurements(rounds))
    pages = [measured["page", 0] for measured in rounds if ("page", 0) in measured]
    if pages:
        parts.append(_seeds(pages))
    return Group(*parts)


def _ratios(ratios: list[Figure], rounds: int) -> Table:
    table = Table(
        title=f"Ratios within a round (median of {rounds}, lowest to highest)", title_justify="left"
    )
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("spread", justify="right")
    table.add_column("target")
    table.add_column("")
    for ratio in ratios:
        digits = 0 if ratio.unit == "records" else 2
        verdict = {True: "[green]met[/]", False: "[bold red]not met[/]", None: ""}[ratio.met]
        table.add_row(
            ratio.name,
            f"{ratio.median:,.{digits}f} {ratio.unit}",
            f"{min(ratio.values):,.{digits}f} to {max(ratio.values):,.{digits}f}",
            ratio.target,
            verdict,
        )
    return table


def _measurements(rounds: list[Round]) -> Table:
    table = Table(title="Measured (median, lowest to highest)", title_justify="left")
    table.add_column("job")
    for heading in (
        "pages",
        "CPU s",
        "spread",
        "ms CPU / page",
        "MB / CPU s",
        "wall s",
        "start, CPU s",
        "peak MiB",
    ):
        table.add_column(heading, justify="right")
    for job, size in dict.fromkeys(key for measured in rounds for key in measured if key[0] != "page"):
        measurements = [measured[job, size] for measured in rounds if (job, size) in measured]
        pages = measurements[0].work.pages
        cpu = [measured.work.cpu for measured in measurements]
        table.add_row(
            job,
            f"{pages:,}" if pages == size else f"{pages:,} of {size:,}",
            f"{statistics.median(cpu):.2f}",
            f"{min(cpu):.2f} to {max(cpu):.2f}",
            _median(measurements, lambda measured: measured.work.cpu / measured.work.pages * 1000, ".3f"),
            _median(measurements, lambda measured: measured.work.bytes / measured.work.cpu / MB, ".1f"),
            _median(measurements, lambda measured: measured.work.wall, ".2f"),
            _median(measurements, lambda measured: measured.start_cpu, ".2f"),
            _median(measurements, lambda measured: measured.peak / MIB, ".0f"),
        )
    return table


def _median(measurements: list[Measurement], value: Callable[[Measurement], float], form: str) -> str:
    return format(statistics.median(value(measured) for measured in measurements), form)


def _seeds(pages: list[Measurement]) -> Table:
    table = Table(title="clean_page on a seed, warm", title_justify="left")
    table.add_column("seed")
    table.add_column("ms", justify="right")
    table.add_column("spread", justify="right")
    for seed in pages[0].work.notes:
        taken = [measured.work.notes[seed] for measured in pages]
        table.add_row(seed, f"{statistics.median(taken):.2f}", f"{min(taken):.2f} to {max(taken):.2f}")
    cpu = [measured.work.cpu / measured.work.pages * 1000 for measured in pages]
    table.add_row("CPU, mean of all", f"{statistics.median(cpu):.2f}", f"{min(cpu):.2f} to {max(cpu):.2f}")
    return table
