"""Building a version of the dataset, and the report of what went in and out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

__all__ = [
    "LISTED",
    "BuildReport",
    "CommentCount",
    "Masked",
    "Progress",
    "RejectedRecord",
    "Removed",
    "build",
]

LISTED: Final = 100
"""How many rejected records, and how many pages with comments, a report names one by one."""

Progress = Callable[[int, int | None], None]
"""Is told the number of pages done, and of all pages where that is known."""


@dataclass(frozen=True)
class Removed:
    """What one rule removed from all pages: how many spans, with how many words."""

    step: str
    rule: str
    spans: int
    words: int


@dataclass(frozen=True)
class Masked:
    """How many stretches one rule for personal data found in one place.

    `place` is "articles" or "comments", whose texts have placeholders, or "removed", text that is in neither.
    """

    rule: str
    place: str
    spans: int


@dataclass(frozen=True)
class CommentCount:
    """How many comments a page says it has (null where it does not say), and how many were recovered."""

    page_id: str
    stated: int | None
    recovered: int


@dataclass(frozen=True)
class RejectedRecord:
    """A record that broke its contract, and the checks it broke; with it goes all that is on its page."""

    table: str
    page_id: str | None
    checks: tuple[str, ...]


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    `published` is "new", or "unchanged" where the version stood there already with the same content, or where
    nothing has changed since it. `previous` is the version that this one was compared with, `change` the kind
    of change since ("first" if there was none before), `reasons` say why it is of that kind. Pages are those
    that were read; `articles`, `comments`, `splits` (pages in each split) and the words are those
    that were published. Words are parted by white space; `words_kept` counts them for "body", "comments"
    and "other" (title, standfirst, captions and references), `removed` for each rule that removed something,
    in the order of the rules; `masked` counts the personal data that was found in what was published.
    `never_fired` lists (step, rule) of all rules that claimed nothing; those of a
    site only where the site occurs. `comment_counts` and `first_rejected` name the first `LISTED` only;
    `rejected` counts all records that were left out.
    """

    version: str
    path: Path
    published: Literal["new", "unchanged"]
    pages: int
    articles: int
    comments: int
    splits: Mapping[str, int]
    words_kept: Mapping[str, int]
    removed: tuple[Removed, ...]
    never_fired: tuple[tuple[str, str], ...]
    comment_counts: tuple[CommentCount, ...]
    rejected: int
    first_rejected: tuple[RejectedRecord, ...]
    masked: tuple[Masked, ...] = ()
    previous: str | None = None
    change: Literal["first", "none", "patch", "minor", "major"] = "first"
    reasons: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every record kept its contract."""
        return self.rejected == 0


def build(
    raw: str | os.PathLike[str] = "seeds",
    out: str | os.PathLike[str] = "dist",
    version: str | None = None,
    *,
    changelog: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    key_file: str | os.PathLike[str] | None = None,
    model: bool = True,
) -> BuildReport:
    """Build the raw pages in the folder `raw` into the dataset folder `out`/`version`.

    The pages are compared with the newest version in `out`. Without `version`, it is the next one by the kind
    of change (see `clean.comparison`), 1.0.0 if there is none, and nothing is written if nothing changed. The
    folder appears complete or not at all. If the version is published already, nothing is written; its
    content must be the same then. Records that break their contract are left out and reported: see
    `BuildReport.ok`. What changed is said in the version's `changes.md`, and its summary in the section of
    the version in the file `changelog`, if that is given.

    `key_file` holds the key of pseudonyms, if dataset.toml asks for any; without it, the environment names
    the file (`clean.personal.policy.KEY_FILE`). Without `model`, rules alone claim; MANIFEST.json tells.

    What withdrawn.toml in `raw` lists is left out, and listed in the version's `withdrawn.json`.

    Raises CleanError, with a sentence for the user, if the pages or the rules are faulty, if a key is missing
    or lies in `out`, if the version is published with other content or a smaller step than the change needs,
    if the newest version is not as it was published, if something that was withdrawn would come back, if
    another build is at work, or if `out` or `changelog` cannot be written.
    """
    from clean.errors import CleanError, shown

    if not os.fspath(out):
        raise CleanError("The folder to publish in has no name; name one, or give . for the current folder.")
    if any("\udc80" <= char <= "\udcff" for char in os.fsdecode(out)):
        # pyarrow opens no such file.
        raise CleanError(
            f"{shown(out)} has a name that is not UTF-8 (bytes shown as \\x..); choose another folder."
        )
    from clean.changes.changelog import Changelog
    from clean.changes.markdown import summary_of
    from clean.changes.model import CHANGES
    from clean.personal.policy import Masking, key_outside
    from clean.publish import publish
    from clean.rules.load import chosen_rules
    from clean.sources import DirectorySource
    from clean.withdrawals import Withdrawals

    source = DirectorySource(Path(raw))
    key = key_outside(None if key_file is None else Path(key_file), Path(out))
    sections = None if changelog is None else Changelog(Path(changelog))
    report = publish(
        source,
        Path(out),
        dataset=source.dataset.dataset,
        rules=chosen_rules(model=model),
        masking=Masking(source.dataset.personal_data, key),
        withdrawals=Withdrawals.of_folder(Path(raw)),
        version=version,
        progress=progress,
    )
    said = report.path / CHANGES
    if sections is not None and said.exists():
        sections.put(report.version, summary_of(said.read_text(encoding="utf-8")))
    return report
