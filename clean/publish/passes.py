"""The two passes of a build, in bounded memory.

Pass 1 takes the pages batch by batch: clean, check, note for grouping, count, and stage the rows on the disk.
Then groups and splits are known. Pass 2 reads the staged rows back and writes them to the files of their
splits. What grows with the number of pages is some hundred bytes for each, never its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from clean.batch import clean_batch
from clean.changes.markdown import changes_of, first_version
from clean.changes.model import CHANGES, TAKEDOWNS, Comparison
from clean.comparison import compare_opened
from clean.dataset_file import Dataset
from clean.documents.measures import measure
from clean.documents.pictures import write_pictures
from clean.errors import CleanError, shown
from clean.line_model.model import shipped_model
from clean.personal.policy import Masking, PersonalData
from clean.pipeline import BuildReport, Progress
from clean.publish import croissant, datapackage
from clean.publish.at_rest import collector_at_rest
from clean.publish.card import SplitFile, TableFiles, data_card
from clean.publish.digest import digest_of_digests
from clean.publish.folder import building_folder, cannot_write, fingerprint, move_into_place
from clean.publish.manifest import (
    NAME,
    differences,
    manifest,
    personal_data,
    said_of,
    write_json,
    write_manifest,
)
from clean.publish.opened import OpenedVersion, open_version
from clean.publish.parquet import ROWS_PER_GROUP, TableWriter, coded
from clean.publish.released import (
    Release,
    base_of,
    demand_unchanged_chain,
    folder_to_build,
    released_splits,
    releases,
)
from clean.publish.staging import Staging
from clean.publish.tally import Tally
from clean.rules.catalog import RuleSet
from clean.rules.load import load_rules
from clean.sources import PageSource
from clean.splits import SHARES, Groups, assign_splits
from clean.takedown import Takedowns, demand_tombstones, withdrawn_files, withdrawn_in
from clean.withdrawals import Withdrawals
from schemas import TABLES
from schemas.check import Validation, check_batch
from schemas.export import arrow_schema, json_schema

PUBLISHED: Final = ("articles", "comments", "spans")
"""The tables that are configurations of the dataset, in the order in which they are described."""

_NAMED_DIFFERENCES: Final = 5

_NEXT: Final = "next"
"""What a version is called as long as its number depends on what is in it."""


@dataclass(frozen=True)
class _Cleaning:
    """What becomes of pages: the rules, the policy for personal data, and what was withdrawn."""

    rules: RuleSet
    masking: Masking
    takedowns: Takedowns


@dataclass(frozen=True)
class _Made:
    """What both passes made: the files of the tables, and the split of each page."""

    cleaned: _Cleaned
    tables: list[TableFiles]
    splits: Mapping[str, str]

    @property
    def sizes(self) -> dict[str, int]:
        """Pages in each split."""
        sizes = dict.fromkeys(SHARES, 0)
        for split in self.splits.values():
            sizes[split] += 1
        return sizes


@dataclass
class _Cleaned:
    """What pass 1 knows when it has seen every page."""

    groups: Groups = field(default_factory=Groups)
    tally: Tally = field(default_factory=Tally)
    validation: Validation = field(default_factory=Validation)
    raw: list[pl.DataFrame] = field(default_factory=list)


def publish(
    source: PageSource,
    out: Path,
    *,
    dataset: Dataset,
    rules: RuleSet | None = None,
    masking: Masking | None = None,
    withdrawals: Withdrawals | None = None,
    version: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Clean all pages of `source` and publish them as `out`/`version`; see `clean.pipeline.build`.

    Without `rules`, those of the package; without `masking`, the default policy for personal data; without
    `withdrawals`, nothing was withdrawn. Raises CleanError, and leaves `out` as it was, if the source is
    faulty, the version is invalid or published with other content, another build is at work, no article is
    left to publish, something withdrawn would come back, or the system refuses to write.
    """
    base = base_of(out, version)
    rules = load_rules() if rules is None else rules
    masking = Masking() if masking is None else masking
    withdrawals = Withdrawals() if withdrawals is None else withdrawals
    source.check()
    demand_tombstones(releases(out), withdrawals)
    before = None if base is None else open_version(base.path, base.path.name)
    if before is not None:
        demand_unchanged_chain(out, before)
    with building_folder(out, version or _NEXT) as building:
        known = released_splits(releases(out), SHARES)
        try:
            folder = building / "version"
            folder.mkdir()
            takedowns = Takedowns(withdrawals, withdrawn_files(releases(out), withdrawals))
            cleaning = _Cleaning(rules, masking, takedowns)
            made = _make_tables(source, building, known, cleaning, progress)
            _write_contracts(folder, made.cleaned, withdrawals)
            said = {**said_of(dataset, made.tables), "personal_data": personal_data(masking.policy, ())}
            built = OpenedVersion("", folder, said)
            comparison = None if before is None else compare_opened(before, built)
            path = folder_to_build(out, version, base, comparison)
            published: Literal["new", "unchanged"] = "unchanged"
            if base is None or path != base.path:
                told = comparison and replace(comparison, new=path.name)
                _write_descriptions(
                    folder,
                    dataset,
                    path.name,
                    made=made,
                    base=base,
                    comparison=told,
                    rules=rules,
                    policy=masking.policy,
                )
                published = _settle(folder, path)
        except OSError as error:
            raise cannot_write(out, error) from error
    counted: Mapping[str, Any] = made.cleaned.tally.report(rules)
    return BuildReport(
        version=path.name, path=path, published=published, splits=made.sizes, **_change(comparison), **counted
    )


def staged_schemas() -> dict[str, pa.Schema]:
    """Return the columns and types in which the rows of each table lie between the passes."""
    return {name: coded(arrow_schema(model)) for name, model in TABLES.items()}


def _make_tables(
    source: PageSource,
    building: Path,
    known: Mapping[str, str],
    cleaning: _Cleaning,
    progress: Progress | None,
) -> _Made:
    """Write the tables into the folder `version` of `building`; `known` are the splits of released pages."""
    folder = building / "version"
    with Staging(building, staged_schemas()) as staging:
        cleaned = _clean_all(source, cleaning, staging, progress)
        staging.finish()
        groups = cleaned.groups.group_ids(known)
        splits = assign_splits(groups, known)
        tables = _write_tables(staging, folder, groups, splits)
        _write_rejected(staging, folder, cleaned.tally)
    return _Made(cleaned, tables, splits)


def _change(comparison: Comparison | None) -> dict[str, Any]:
    """Return what a build report says of the change since the version before."""
    if comparison is None:
        return {}
    reasons = tuple(reason.what for reason in comparison.reasons)
    return {"previous": comparison.old, "change": comparison.kind, "reasons": reasons}


def _clean_all(
    source: PageSource, cleaning: _Cleaning, staging: Staging, progress: Progress | None
) -> _Cleaned:
    cleaned = _Cleaned()
    for given in collector_at_rest(source.batches()):
        pages = cleaning.takedowns.pages(given)
        if pages.is_empty():
            continue
        batch = cleaning.takedowns.comments(clean_batch(pages, cleaning.rules, cleaning.masking))
        checked = check_batch(batch.articles, batch.comments, batch.spans)
        cleaned.validation.add(checked)
        cleaned.groups.add(checked.articles)
        cleaned.tally.add(batch, checked)
        cleaned.raw.append(pages.select("page_id", "raw_bytes", "raw_sha256"))
        staging.append(
            {
                "articles": checked.articles,
                "comments": checked.comments,
                "spans": checked.spans,
                "rejected": checked.rejected,
            }
        )
        if progress is not None:
            progress(cleaned.tally.pages, source.total)
    cleaning.takedowns.finish()
    if not cleaned.tally.pages:
        raise CleanError("No page is left to publish: all of them were withdrawn.")
    if not len(cleaned.groups):
        first = cleaned.tally.first_rejected
        example = (
            f" (page {shown(first[0].page_id or '')}: {', '.join(first[0].checks)}); "
            "look at such a page with `clean explain FILE`, or take it out of the folder"
            if first
            else ""
        )
        raise CleanError(f"No page is left to publish: each has a record that broke its contract{example}.")
    return cleaned


def _write_tables(
    staging: Staging, folder: Path, groups: Mapping[str, str], splits: Mapping[str, str]
) -> list[TableFiles]:
    writers: dict[tuple[str, str], TableWriter] = {}
    try:
        for frames in staging.batches(*PUBLISHED):
            page_ids = frames["articles"]["page_id"]
            pages = page_ids.to_pylist()
            group_ids = pa.array([groups[page_id] for page_id in pages], pa.string())
            field = frames["articles"].schema.field("group_id")
            column = frames["articles"].schema.get_field_index("group_id")
            frames["articles"] = frames["articles"].set_column(column, field, group_ids)
            split_of_page = pa.array([splits[page_id] for page_id in pages], pa.string())
            for name, rows in frames.items():
                for split, chosen in _by_split(rows, page_ids, split_of_page):
                    _writer(writers, folder, name, split).write(chosen)
        for writer in writers.values():
            writer.close()
    except BaseException:
        for writer in writers.values():
            writer.abandon()
        raise
    return [
        _table_files(name, writers, folder) for name in PUBLISHED if any(name == key[0] for key in writers)
    ]


def _by_split(
    rows: pa.Table, page_ids: pa.ChunkedArray, split_of_page: pa.Array
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each split that has any; `page_ids` are the batch's pages, with their splits."""
    occurring = split_of_page.unique().to_pylist()
    if len(occurring) == 1:
        # Nothing has to be copied.
        yield from ((split, rows) for split in occurring if rows.num_rows)
        return
    # The rows of a page stand together, so that a page is looked up once, not for each of its rows.
    runs = pc.run_end_encode(rows["page_id"].combine_chunks())
    split_of_run = split_of_page.take(pc.index_in(runs.values, value_set=page_ids))
    for split in SHARES:
        chosen = pa.RunEndEncodedArray.from_arrays(runs.run_ends, pc.equal(split_of_run, split))
        found = rows.filter(pc.run_end_decode(chosen))
        if found.num_rows:
            yield split, found


def _writer(writers: dict[tuple[str, str], TableWriter], folder: Path, name: str, split: str) -> TableWriter:
    if (name, split) not in writers:
        path = folder / "data" / name / f"{split}-00000-of-00001.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        writers[name, split] = TableWriter(path, arrow_schema(TABLES[name]), ROWS_PER_GROUP[name])
    return writers[name, split]


def _table_files(name: str, writers: Mapping[tuple[str, str], TableWriter], folder: Path) -> TableFiles:
    files = {}
    for split in SHARES:
        writer = writers.get((name, split))
        if writer is not None:
            files[split] = SplitFile(
                path=writer.path.relative_to(folder).as_posix(),
                rows=writer.rows,
                num_bytes=writer.num_bytes,
                file_bytes=writer.path.stat().st_size,
                digest=writer.digest.hexdigest(),
            )
    digest = digest_of_digests({split: file.digest for split, file in files.items()})
    return TableFiles(name, files, digest)


def _write_rejected(staging: Staging, folder: Path, tally: Tally) -> None:
    if not tally.rejected:
        return
    path = folder / "rejected" / "rejected.parquet"
    path.parent.mkdir()
    writer = TableWriter(path, arrow_schema(TABLES["rejected"]), ROWS_PER_GROUP["rejected"])
    try:
        for frames in staging.batches("rejected"):
            writer.write(frames["rejected"])
        writer.close()
    except BaseException:
        writer.abandon()
        raise


def _write_contracts(folder: Path, cleaned: _Cleaned, withdrawals: Withdrawals) -> None:
    """Write what the tables are held to: contracts, checks, and what must not be in them."""
    for file, record in withdrawn_in(folder, withdrawals.ids):
        raise CleanError(
            f'{file} would hold "{shown(record)}", which was withdrawn; nothing was published, and the fault '
            "is the program's."
        )
    write_json(folder / TAKEDOWNS, withdrawals.as_published())
    (folder / "schema").mkdir()
    for name, model in TABLES.items():
        write_json(folder / "schema" / f"{name}.json", json_schema(model))
    write_json(folder / "validation.json", cleaned.validation.as_dict())


def _write_descriptions(
    folder: Path,
    dataset: Dataset,
    version: str,
    *,
    made: _Made,
    base: Release | None,
    comparison: Comparison | None,
    rules: RuleSet,
    policy: PersonalData,
) -> None:
    """Write what is to be said of a version once its number is known; `base` is the version before it."""
    rows = {table.name: sum(file.rows for file in table.splits.values()) for table in made.tables}
    changes = first_version(version, rows) if comparison is None else changes_of(comparison)
    measures = measure(folder, dataset.name, version)
    write_pictures(folder, measures)
    card = data_card(dataset, version, made.tables, measures)
    for name, text in ((CHANGES, changes), ("README.md", card)):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    files = {
        file.path: fingerprint(folder / file.path) for table in made.tables for file in table.splits.values()
    }
    for place, describe in (
        (datapackage.NAME, datapackage.datapackage),
        (croissant.NAME, croissant.croissant),
    ):
        write_json(folder / place, describe(dataset, version, made.tables, files))
    raw = pl.concat(made.cleaned.raw)
    said = manifest(
        folder,
        dataset=dataset,
        version=version,
        previous=None if base is None else base.path,
        tables=made.tables,
        raw=raw,
        rules=rules.digest,
        model=shipped_model().digest if rules.has_model else None,
        personal_data=personal_data(policy, made.cleaned.tally.masked()),
    )
    write_manifest(folder / NAME, said, raw)


def _settle(folder: Path, target: Path) -> Literal["new", "unchanged"]:
    """Publish the finished folder as `target`, unless that stands there with the same content."""
    if not target.exists() and not target.is_symlink():
        move_into_place(folder, target)
        return "new"
    found = differences(target, folder)
    if not found:
        return "unchanged"
    named = "; ".join(shown(difference) for difference in found[:_NAMED_DIFFERENCES])
    more = f"; and {len(found) - _NAMED_DIFFERENCES} more" if len(found) > _NAMED_DIFFERENCES else ""
    raise CleanError(
        f"{shown(target)} is published with other content ({named}{more}), and a published version never "
        "changes: build under a new version, or put back what it was made from."
    )
