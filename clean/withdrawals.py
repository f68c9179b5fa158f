"""What was withdrawn: withdrawn.toml beside the raw pages, and how an entry gets into it.

    [[withdrawn]]
    id = "000_a5446abc840b4459:1234"     # a comment: its page, and where it starts; or the id of a page
    date = 2026-11-02                    # the day of the takedown
    reason = "asked for by the author"   # is published

An entry is a tombstone: it stays for good, and `withdrawn.json` of every later version repeats it. The text
is in none of them, whatever becomes of the raw file. Where the raw page is edited so that a withdrawn comment
starts elsewhere, `now` says what its id is today, or `now = "gone"` that the page no longer has it; the same
goes for a page whose file is renamed.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from clean.dataset_file import Line, decode_toml, parse_toml
from clean.errors import CleanError, FaultList, did_you_mean, shown
from clean.regular_file import read_regular_file
from clean.whole_file import replace_text

__all__ = ["GONE", "WITHDRAWN_FILE", "Withdrawal", "Withdrawals", "withdraw"]

WITHDRAWN_FILE: Final = "withdrawn.toml"
"""The file's name in the folder of raw pages."""

GONE: Final = "gone"
"""What `now` says of a record that the raw pages no longer hold."""

_COMMENT: Final = re.compile(r"(.+):(0|[1-9][0-9]{0,9})", re.DOTALL)
_HEADING: Final = """\
# Takedowns, one table each: what it names is in no later version. An entry stays for good; its date and
# reason are published with it.
"""


def _place(record_id: str) -> tuple[str, int | None]:
    """Take an id apart: the page, and for a comment where it starts."""
    found = _COMMENT.fullmatch(record_id)
    return (record_id, None) if found is None else (found[1], int(found[2]))


class Withdrawal(BaseModel):
    """One takedown: the id of the page or comment as it was published, the day, and the reason."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Line = Field(description="page_id, or comment_id")
    date: datetime.date = Field(description="day of the takedown")
    reason: Line = Field(description="why; it is published")
    now: Line | None = Field(default=None, description='the id that it has today, or "gone"')

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        page, start = _place(self.id)
        if ":" in page:
            raise ValueError("id must be a page's, or a page's with a colon and where the comment starts")
        if self.now is not None and self.now != GONE and (_place(self.now)[1] is None) != (start is None):
            raise ValueError('now must be "gone" or an id of the same kind as id')
        return self

    @property
    def today(self) -> str | None:
        """The id under which the raw pages have it; null if they do not."""
        return None if self.now == GONE else self.now or self.id

    @property
    def is_page(self) -> bool:
        """Whether a whole page was withdrawn, not one comment."""
        return _place(self.id)[1] is None


class Withdrawals(BaseModel):
    """The whole of withdrawn.toml; `Withdrawals()` stands for a folder without one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    withdrawn: Annotated[tuple[Withdrawal, ...], Field(strict=False)] = ()

    @classmethod
    def of_folder(cls, raw: Path) -> Self:
        """Read the withdrawn.toml of a folder of raw pages; without one, nothing was withdrawn.

        Raises CleanError (`InputErrors` for several faults) if it cannot be read or says something else.
        """
        path = raw / WITHDRAWN_FILE
        if not os.path.lexists(path):
            return cls()
        return cls.parse(decode_toml(read_regular_file(path), shown(path)), shown(path))

    @classmethod
    def parse(cls, text: str, place: str = WITHDRAWN_FILE) -> Self:
        """Read the text of a withdrawn.toml; `place` is how messages name it. Raises as `of_folder` does."""
        content, faults = parse_toml(text, place), FaultList()
        try:
            read = cls.model_validate(content)
        except ValidationError as error:
            faults.extend(_sentence(place, fault) for fault in error.errors(include_url=False))
            faults.raise_if_any()
            raise
        ids = [entry.id for entry in read.withdrawn]
        for twice in sorted({one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else ()):
            faults.add(f'{place} has "{shown(twice)}" twice; keep one of the entries.')
        faults.raise_if_any()
        return read

    @cached_property
    def pages(self) -> frozenset[str]:
        """Ids of withdrawn pages: as they were published, and as they are today."""
        return _ids(entry for entry in self.withdrawn if entry.is_page)

    @cached_property
    def comments(self) -> frozenset[str]:
        """Ids of withdrawn comments: as they were published, and as they are today."""
        return _ids(entry for entry in self.withdrawn if not entry.is_page)

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all that was withdrawn, pages and comments."""
        return self.pages | self.comments

    def as_published(self) -> dict[str, Any]:
        """Return the content of withdrawn.json, by id."""
        listed = sorted(self.withdrawn, key=lambda entry: entry.id)
        return {"withdrawn": [entry.model_dump(mode="json", exclude_none=True) for entry in listed]}


def _ids(entries: Iterable[Withdrawal]) -> frozenset[str]:
    return frozenset(name for entry in entries for name in (entry.id, entry.today) if name is not None)


_KINDS: Final[Mapping[str, str]] = {
    "string_type": 'must be text in quotes, such as "…"',
    "date_type": "must be a day without quotes and without a time, such as 2026-11-02",
    "date_from_datetime_inexact": "must be a day without a time, such as 2026-11-02",
    "tuple_type": "must be tables, each headed [[withdrawn]]",
    "model_type": "must be a table, headed [[withdrawn]]",
    "missing": "is missing",
}


def _sentence(place: str, fault: ErrorDetails) -> str:
    keys, kind = fault["loc"], fault["type"]
    entry = f"entry {keys[1] + 1}" if len(keys) > 1 and isinstance(keys[1], int) else ""
    last = str(keys[-1]) if keys else ""
    if kind == "extra_forbidden":
        known = list(Withdrawal.model_fields if entry else Withdrawals.model_fields)
        where = f"{place}: {entry}: {shown(last)}" if entry else f"{place}: {shown(last)}"
        hint = did_you_mean(last, known) or f"; the keys here are {', '.join(known)}."
        return f"{where} is not a known key{hint}"
    what = _KINDS.get(kind) or str(fault.get("ctx", {}).get("error", fault["msg"]))
    parts = [place, entry, shown(last) if len(keys) != 2 else ""]
    return ": ".join(part for part in parts if part) + f"{':' * (kind == 'value_error')} {what}."


def withdraw(
    record_id: str, *, reason: str, date: datetime.date, raw: str | os.PathLike[str] = "seeds"
) -> Withdrawal:
    """Withdraw a page or a comment: add an entry to withdrawn.toml in the folder `raw` of raw pages.

    `record_id` is a `page_id` or `comment_id` of today; `date` the day of the takedown, since nothing here
    looks at the clock. The next build leaves it out. Returns the entry.

    Raises CleanError, and leaves the file as it was, if the record does not exist or is withdrawn already, if
    the reason is no line of text, or if the file is faulty or cannot be written.
    """
    folder = Path(raw)
    path = folder / WITHDRAWN_FILE
    known = Withdrawals.of_folder(folder)
    for entry in known.withdrawn:
        page = _place(record_id)[0]
        if record_id in {entry.id, entry.today} or (entry.is_page and page in {entry.id, entry.today}):
            raise CleanError(
                f'"{shown(entry.id)}" was withdrawn on {entry.date} already; {shown(path)} has the entry.'
            )
    try:
        Withdrawal(id=record_id, date=date, reason=reason)
    except ValidationError as error:
        raise CleanError(_sentence("The withdrawal", error.errors(include_url=False)[0])) from error
    _demand_record(folder, record_id)
    quoted = [json.dumps(text, ensure_ascii=False) for text in (record_id, reason)]
    entry_text = f"[[withdrawn]]\nid = {quoted[0]}\ndate = {date.isoformat()}\nreason = {quoted[1]}\n"
    before = decode_toml(read_regular_file(path), shown(path)) if os.path.lexists(path) else _HEADING
    text = f"{before.rstrip()}\n\n{entry_text}"
    added = Withdrawals.parse(text, shown(path)).withdrawn[-1]
    try:
        replace_text(path, text)
    except OSError as error:
        raise CleanError(
            f"{shown(path)} cannot be written to ({error.strerror}); nothing was withdrawn: change the "
            "folder's permissions."
        ) from error
    return added


def _demand_record(raw: Path, record_id: str) -> None:
    """Raise CleanError if the raw pages do not hold the page or comment."""
    from clean.batch import clean_batch
    from clean.sources import DirectorySource

    page_id, start = _place(record_id)
    source = DirectorySource(raw)
    page = source.page(page_id)
    if page is None:
        raise CleanError(
            f'{shown(raw)} has no page "{shown(page_id)}"; give the page_id or comment_id of a record, or if '
            f"its file is gone already, write the entry into {WITHDRAWN_FILE} by hand."
        )
    if start is None:
        return
    comments = clean_batch(page).comments
    if record_id not in comments["comment_id"]:
        starts = comments["raw_start"].to_list()
        nearest = min(starts, key=lambda known: abs(known - start), default=None)
        hint = "it has none" if nearest is None else f'the nearest is "{shown(page_id)}:{nearest}"'
        raise CleanError(f'Page "{shown(page_id)}" has no comment that starts at {start}; {hint}.')
