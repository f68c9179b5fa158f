"""Where raw pages come from: the protocol of a source, and the folder of text files.

A source yields PAGES, one row per page, in batches of polars frames:

| column | type | content |
|---|---|---|
| page_id | str | the page's name, unique in the source |
| text | str | the decoded file; offsets are its code points |
| site | str or null | host whose rules apply, if dataset.toml states it |
| url | str or null | address that the page was retrieved from |
| retrieved_on | date or null | day of the retrieval |
| language | str or null | language tag |
| raw_sha256 | str | sha256 of the file's bytes, in hexadecimal |
| raw_bytes | int32 | size of the file in bytes |
"""

import hashlib
import os
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol

import polars as pl

from clean.dataset_file import DATASET_FILE, DatasetFile, page_key
from clean.decode import decode
from clean.errors import CleanError, FaultList, did_you_mean, shown
from clean.regular_file import read_regular_file, refusal
from clean.withdrawals import WITHDRAWN_FILE

#: Columns and types of PAGES.
PAGES: Final = pl.Schema(
    {
        "page_id": pl.String(),
        "text": pl.String(),
        "site": pl.String(),
        "url": pl.String(),
        "retrieved_on": pl.Date(),
        "language": pl.String(),
        "raw_sha256": pl.String(),
        "raw_bytes": pl.Int32(),
    }
)

_SUFFIX: Final = ".txt"

_NO_PAGES: Final = {os.fsencode(DATASET_FILE), os.fsencode(WITHDRAWN_FILE)}

#: When the names alone stop the build, the content of this many pages is checked along with them, so that
#: one message tells everything about an ordinary folder and a huge one is not read in vain.
_CHECKED_ALONGSIDE: Final = 10_000


class PageSource(Protocol):
    """A stream of pages, ascending by `page_id` (code points) over the whole stream.

    Its faults are `CleanError`s. `check` finds what can be found without reading the pages; `batches` finds
    the rest while it reads, and raises at the latest when the stream ends. So nothing may be published
    before the iterator is exhausted.
    """

    @property
    def total(self) -> int | None:
        """The number of pages, None where it is not known beforehand."""

    def check(self) -> None:
        """Raise if it is clear beforehand that the stream will fail; write nothing."""

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield PAGES frames with at least one row each; every call starts anew."""


@dataclass
class _Listing:
    """What lies in the folder: pages ascending by id, other files, and the faults of names and kinds."""

    page_ids: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    faults: FaultList = field(default_factory=FaultList)
    clashes: list[list[str]] = field(default_factory=list)  # file names that make the same page id
    unusual: dict[str, list[str]] = field(
        default_factory=dict
    )  # page id to names that end in .TXT, .Txt, ...

    def add(self, file_name: str) -> None:
        """Note a page; only the few names that do not follow from the id are kept, to spare memory."""
        page_id = file_name[: -len(_SUFFIX)]
        self.page_ids.append(page_id)
        if not file_name.endswith(_SUFFIX):
            self.unusual.setdefault(page_id, []).append(file_name)

    def settle(self) -> None:
        """Bring everything into order, once all is noted, and set the files with the same id apart."""
        self.ignored.sort()
        self.page_ids.sort()
        twice = sorted({one for one, next_one in pairwise(self.page_ids) if one == next_one})
        for page_id in twice:
            names = sorted(self.unusual[page_id])
            if bisect_right(self.page_ids, page_id) - bisect_left(self.page_ids, page_id) > len(names):
                names.append(page_id + _SUFFIX)
            self.clashes.append(names)
        if twice:
            self.page_ids = sorted(set(self.page_ids))

    def file_name(self, page_id: str) -> str:
        """Return the name of a page's file, the first one where several clash."""
        return self.unusual.get(page_id, [page_id + _SUFFIX])[0]


class DirectorySource:
    """All `*.txt` files that lie directly in a folder, one page each; the page's id is the name's stem.

    The suffix counts in any case (`a.TXT`). Hidden files, dataset.toml and withdrawn.toml are passed over;
    whatever else is there is not read, and listed in `ignored`. Links to files are followed.

    Every file is read once. From the first faulty page on no further batch is yielded, but the remaining
    files are still read, so that the error raised at the end tells all faults of the folder at once.
    Memory holds one batch, plus about 150 bytes per page for its name and the digest of its content.

    `batch_pages` and `batch_bytes` (raw bytes, not text) bound a batch; a larger page makes a batch alone.
    """

    def __init__(
        self,
        raw: Path,
        dataset: DatasetFile | None = None,
        *,
        batch_pages: int = 1000,
        batch_bytes: int = 16 * 2**20,
    ) -> None:
        if batch_pages < 1 or batch_bytes < 1:
            raise ValueError("batch_pages and batch_bytes must be at least 1")
        self.raw = raw
        self.dataset = DatasetFile.of_folder(raw) if dataset is None else dataset
        self.batch_pages = batch_pages
        self.batch_bytes = batch_bytes

    @property
    def total(self) -> int:
        """The number of pages in the folder."""
        return len(self._listing.page_ids)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Names, in order, of what lies in the folder and is no page: other files, and folders with a /."""
        return tuple(self._listing.ignored)

    def check(self) -> None:
        """Check the folder, the files' names and kinds, and that dataset.toml speaks of pages that exist.

        Raises `InputErrors` with all faults; the contents' faults are among them if there are others.
        """
        faults = FaultList()
        listing = self._listing
        faults.merge(listing.faults)
        faults.extend(self._strangers())
        if not faults and not listing.page_ids:
            faults.add(self._no_pages())
        if faults:
            for _ in self._rows(listing.page_ids[:_CHECKED_ALONGSIDE], faults):
                pass
        faults.raise_if_any()

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the pages; raises `InputErrors` with all faults once every file has been read."""
        self.check()
        faults = FaultList()
        rows: list[dict[str, Any]] = []
        size = 0
        for row in self._rows(self._listing.page_ids, faults):
            if rows and (len(rows) >= self.batch_pages or size + row["raw_bytes"] > self.batch_bytes):
                yield _frame(rows)
                rows, size = [], 0
            rows.append(row)
            size += row["raw_bytes"]
        faults.raise_if_any()
        yield _frame(rows)

    def page(self, page_id: str) -> pl.DataFrame | None:
        """Return one page as a PAGES frame of one row; null if the folder has no such page.

        Raises `CleanError` if the folder or the file cannot be read, or the page is faulty.
        """
        if page_id not in self._listing.page_ids:
            return None
        path = self._path(page_id)
        raw = read_regular_file(path)
        return _frame([_row(page_id, raw, hashlib.sha256(raw).digest(), shown(path), self.dataset)])

    @cached_property
    def _listing(self) -> _Listing:
        return _list_folder(self.raw)

    def _path(self, page_id: str) -> bytes:
        return os.path.join(os.fsencode(self.raw), self._listing.file_name(page_id).encode())  # noqa: PTH118

    def _rows(self, page_ids: Sequence[str], faults: FaultList) -> Iterator[dict[str, Any]]:
        """Read the pages in order; yield rows until there is a fault, and afterwards only note faults."""
        digests: list[pl.Series] = []
        fresh: list[bytes | None] = []
        for page_id in page_ids:
            fresh.append(None)
            try:
                path = self._path(page_id)
                raw = read_regular_file(path)
                digest = hashlib.sha256(raw).digest()
                fresh[-1] = digest if raw else None
                row = _row(page_id, raw, digest, shown(path), self.dataset)
            except CleanError as error:
                faults.add(str(error))
            else:
                if not faults:
                    yield row
            if len(fresh) == self.batch_pages:
                digests.append(pl.Series(fresh, dtype=pl.Binary))
                fresh = []
        digests.append(pl.Series(fresh, dtype=pl.Binary))
        faults.extend(self._same_contents(page_ids, pl.concat(digests)))

    def _same_contents(self, page_ids: Sequence[str], digests: pl.Series) -> Iterator[str]:
        first: dict[bytes, str] = {}
        copies = pl.arg_where(digests.is_not_null() & digests.is_duplicated(), eager=True)
        for index in copies:
            page_id, digest = page_ids[index], digests[index]
            if digest in first:
                here, there = shown(self._path(page_id)), shown(self._path(first[digest]))
                yield f"{here} has the same content as {there}; remove one of them."
            else:
                first[digest] = page_id

    def _strangers(self) -> Iterator[str]:
        """Yield a fault for each page of dataset.toml that is not in the folder."""
        listing = self._listing
        present = set(listing.page_ids) if self.dataset.page else set()
        for page_id in self.dataset.page:
            if page_id not in present:
                stem = page_id[: -len(_SUFFIX)] if page_id.lower().endswith(_SUFFIX) else page_id
                hint = did_you_mean(stem, listing.page_ids[:_CHECKED_ALONGSIDE])
                yield (
                    f"{shown(self.raw / DATASET_FILE)}: {page_key(page_id)} speaks of a page that is not in "
                    f"the folder{hint or '; remove the table or add the file.'}"
                )

    def _no_pages(self) -> str:
        ignored = self._listing.ignored
        others = f" ({len(ignored)} other files or folders, such as {shown(ignored[0])})" if ignored else ""
        return f"{shown(self.raw)} holds no {_SUFFIX} file{others}; put the raw pages there, one per file."


def read_page(path: Path, dataset: DatasetFile | None = None) -> pl.DataFrame:
    """Read one raw file as a PAGES frame of one row, with what the folder's dataset.toml says about it.

    The page's id is the file's name without `.txt`. Raises `CleanError` as a folder's page would.
    """
    dataset = DatasetFile.of_folder(path.parent) if dataset is None else dataset
    name = _name(os.fsencode(path.name))
    page_id = name[: -len(_SUFFIX)] if name.lower().endswith(_SUFFIX) else name
    fault = _name_fault(shown(path), page_id)
    if fault:
        raise CleanError(fault)
    raw = read_regular_file(path)
    row = _row(page_id, raw, hashlib.sha256(raw).digest(), shown(path), dataset)
    return _frame([row])


def _row(page_id: str, raw: bytes, digest: bytes, place: str, dataset: DatasetFile) -> dict[str, Any]:
    facts = dataset.facts(page_id)
    return {
        "page_id": page_id,
        "text": decode(raw, place, encoding=facts.encoding, page_key=page_key(page_id)),
        "site": facts.site,
        "url": facts.url,
        "retrieved_on": facts.retrieved_on,
        "language": facts.language,
        "raw_sha256": digest.hex(),
        "raw_bytes": len(raw),
    }


def _frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame({column: [row[column] for row in rows] for column in PAGES}, schema=PAGES)


def _list_folder(raw: Path) -> _Listing:
    """List the folder; raises `CleanError` if it is missing, not a folder, or may not be read."""
    place = shown(raw)
    listing = _Listing()
    faults: list[str] = []
    try:
        # Listed as bytes: a name that is not UTF-8 must be seen as it is, whatever the locale.
        with os.scandir(os.fsencode(raw)) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(b".") or name in _NO_PAGES:
                    continue
                if not name.lower().endswith(os.fsencode(_SUFFIX)):
                    listing.ignored.append(shown(name) + "/" * entry.is_dir(follow_symlinks=False))
                elif fault := _entry_fault(entry):
                    faults.append(fault)
                else:
                    listing.add(_name(name))
    except FileNotFoundError as error:
        raise CleanError(f"{place} does not exist; give the folder that holds the raw pages.") from error
    except NotADirectoryError as error:
        raise CleanError(f"{place} is not a folder; give the folder that holds the raw pages.") from error
    except OSError as error:
        raise CleanError(f"{place} cannot be listed ({error.strerror}); check its permissions.") from error
    listing.settle()
    listing.faults.extend(sorted(faults))
    listing.faults.extend(
        f"{place} has {' and '.join(map(shown, names))}, which would be the same page, "
        f'"{shown(names[0][: -len(_SUFFIX)])}"; rename or remove one of them.'
        for names in listing.clashes
    )
    return listing


def _entry_fault(entry: "os.DirEntry[bytes]") -> str | None:
    if fault := _name_fault(shown(entry.path), _name(entry.name)[: -len(_SUFFIX)]):
        return fault
    # The listing itself tells plain files; only links and oddities cost a look of their own.
    return None if entry.is_file(follow_symlinks=False) else refusal(entry.path)


def _name(name: bytes) -> str:
    """Return a file's name; bytes that are not UTF-8 become surrogates, and the locale does not count."""
    return name.decode("utf-8", "surrogateescape")


def _name_fault(place: str, page_id: str) -> str | None:
    kinds = {unicodedata.category(char) for char in page_id}
    if "Cs" in kinds:
        return f"{place} has a name that is not UTF-8 (bytes shown as \\x..); rename the file."
    if ":" in page_id:
        return f"{place} has a colon in its name, which in comment ids ends the page id; rename the file."
    if kinds & {"Cc", "Zl", "Zp"}:
        return f"{place} has a control character in its name; rename the file."
    if page_id != page_id.strip():
        return f"{place} has white space at an end of its name; rename the file."
    return None
