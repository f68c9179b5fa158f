"""Taking down what was withdrawn: out of a batch, before anything is checked, counted or written.

A withdrawn page is not cleaned at all. A withdrawn comment leaves the stretch where it stood: its spans keep
their offsets, labelled `withdrawn`, and have neither record nor text. Its replies keep depth and thread, and
have lost their parent. `position` and the page's number of comments count what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow.parquet as pq

from clean.batch import CleanBatch
from clean.changes.model import TAKEDOWNS
from clean.comparison import takedowns
from clean.errors import FaultList, shown
from clean.publish.manifest import NAME
from clean.publish.opened import OpenedVersion
from clean.publish.released import Release
from clean.withdrawals import WITHDRAWN_FILE, Withdrawals

__all__ = ["LABEL", "Takedowns", "demand_tombstones", "withdrawn_files", "withdrawn_in"]

LABEL: Final = "withdrawn"
"""The label of spans whose text was withdrawn."""

_SPAN: Final = {
    "label": LABEL,
    "step": "withdrawal",
    "rule": "comment",
    "reason": "was withdrawn after it had been published; see withdrawn.json",
}


class Takedowns:
    """Takes what was withdrawn out of batches, and notes what it finds of it.

    `republished` are digests (sha256) of raw files that were withdrawn as pages of earlier versions.
    """

    def __init__(self, withdrawals: Withdrawals, republished: frozenset[str] = frozenset()) -> None:
        self._withdrawals = withdrawals
        self._republished = republished
        self._pages: set[str] = set()
        self._found: set[str] = set()
        self._faults = FaultList()

    def pages(self, pages: pl.DataFrame) -> pl.DataFrame:
        """Return a batch of pages without those that were withdrawn."""
        listed = self._withdrawals
        if not listed.withdrawn:
            return pages
        kept = pages.filter(~pl.col("page_id").is_in(sorted(listed.pages))) if listed.pages else pages
        again = (
            kept.filter(pl.col("raw_sha256").is_in(sorted(self._republished)))
            if self._republished
            else kept.clear()
        )
        for page_id in again["page_id"]:
            self._faults.add(
                f'Page "{shown(page_id)}" has the raw text of a page that was withdrawn under another name; '
                f'remove its file, or say now = "{shown(page_id)}" in the entry in {WITHDRAWN_FILE}.'
            )
        named = {name.rpartition(":")[0] for name in listed.comments}
        self._pages.update(named.intersection(kept["page_id"]))
        return kept

    def comments(self, batch: CleanBatch) -> CleanBatch:
        """Return a batch without the comments that were withdrawn."""
        if not self._withdrawals.comments:
            return batch
        gone = batch.comments.filter(pl.col("comment_id").is_in(sorted(self._withdrawals.comments)))
        if gone.is_empty():
            return batch
        self._found.update(gone["comment_id"])
        comments = _without(batch.comments, gone)
        left = comments.group_by("page_id").agg(left=pl.len().cast(pl.Int32))
        articles = batch.articles.join(left, on="page_id", how="left", maintain_order="left")
        return CleanBatch(
            articles.with_columns(recovered_comments=pl.col("left").fill_null(0)).drop("left"),
            comments,
            _blanked(batch.spans, gone),
        )

    def finish(self) -> None:
        """Raise `InputErrors` if something that was withdrawn may have come back under another id.

        A comment that is not where the list says, though its page is there, is somewhere else: the page was
        edited, or the rules find other limits.
        """
        for entry in self._withdrawals.withdrawn:
            if entry.is_page or entry.today is None or entry.today in self._found:
                continue
            page = entry.today.rpartition(":")[0]
            if page in self._pages:
                self._faults.add(
                    f'{WITHDRAWN_FILE}: the withdrawn comment "{shown(entry.id)}" is not at '
                    f'"{shown(entry.today)}" any more, since its page or the rules changed; say in its entry '
                    'now = "…" with the id that it has today (`clean explain FILE --json` lists them), or '
                    'now = "gone" if the page no longer has it.'
                )
        self._faults.raise_if_any()


def _without(comments: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Take comments out: replies lose their parent, threads begin with their next comment."""
    kept = comments.join(gone, on="comment_id", how="anti", maintain_order="left")
    orphaned = pl.col("reply_to").is_in(gone["comment_id"].implode()).fill_null(value=False)
    return kept.with_columns(
        reply_to=pl.when(~orphaned).then("reply_to"),
        parent_recovered=pl.col("parent_recovered") & ~orphaned,
        thread_id=pl.col("comment_id").first().over("thread_id"),
        position=pl.int_range(pl.len(), dtype=pl.Int32).over("page_id"),
    )


def _blanked(spans: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Label the stretches of comments as withdrawn, and empty them."""
    stretches = gone.select("page_id", "raw_start", "raw_end").sort("page_id", "raw_start")
    rows = spans.with_row_index("row")
    inside = (
        rows.filter(pl.col("page_id").is_in(stretches["page_id"].implode()) & (pl.col("label") != "space"))
        .join(stretches, on="page_id")
        .filter((pl.col("start") < pl.col("raw_end")) & (pl.col("end") > pl.col("raw_start")))
    )
    hit = pl.col("row").is_in(inside["row"].implode())
    return rows.with_columns(
        *(pl.when(hit).then(pl.lit(value)).otherwise(name).alias(name) for name, value in _SPAN.items()),
        *(pl.when(~hit).then(name).alias(name) for name in ("record", "text")),
    ).drop("row")


def withdrawn_in(folder: Path, ids: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each withdrawn id that a version's tables hold, behind the file that holds it.

    Raises OSError or ArrowException if a file cannot be read.
    """
    if not ids:
        return
    for path in sorted(folder.glob("*/**/*.parquet")):
        with pq.ParquetFile(path) as file:
            # The record of a rejected row is all of it, as JSON.
            names = ["page_id"] if path.parent.name == "rejected" else ["page_id", "comment_id", "record"]
            columns = [name for name in names if name in file.schema_arrow.names]
            found: set[str] = set()
            for batch in file.iter_batches(65_536, columns=columns):
                for name in columns:
                    found |= ids.intersection(batch.column(name).unique().to_pylist())
        yield from ((path.relative_to(folder).as_posix(), record) for record in sorted(found))


def demand_tombstones(released: Iterable[Release], withdrawals: Withdrawals) -> None:
    """Raise CleanError if a takedown that a published version names is not on the list any more."""
    listed = {entry.id for entry in withdrawals.withdrawn}
    faults = FaultList()
    for release in reversed(list(released)):
        version = OpenedVersion(release.path.name, release.path, {})
        for name, entry in takedowns(version).items():
            if name not in listed:
                listed.add(name)
                faults.add(
                    f'{WITHDRAWN_FILE} no longer has "{shown(name)}", which was withdrawn on '
                    f"{shown(entry.date)} as {shown(release.path / TAKEDOWNS)} says; put the entry back, for "
                    "a takedown stays for good."
                )
    faults.raise_if_any()


def withdrawn_files(released: Iterable[Release], withdrawals: Withdrawals) -> frozenset[str]:
    """Return the digests (sha256) of the raw files of withdrawn pages, as published versions had them."""
    if not withdrawals.pages:
        return frozenset()
    found = set()
    for release in released:
        said = OpenedVersion(release.path.name, release.path, {}).json(NAME)
        raw = said.get("raw") if isinstance(said, dict) else None
        for page in withdrawals.pages:
            file = raw.get(page) if isinstance(raw, dict) else None
            if isinstance(file, dict) and isinstance(file.get("sha256"), str):
                found.add(file["sha256"])
    return frozenset(found)
