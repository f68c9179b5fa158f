"""CITATION.cff: read, held against a version, and brought up to date without touching the rest of it.

The file is the maintainers' own: this program writes the keys that follow from a version (`version` and
`identifiers`) or from a deposit (`doi`), and leaves every other line as it is.

Source: Citation File Format 1.2.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from clean.errors import CleanError, shown

if TYPE_CHECKING:
    from clean.citation.work import Work

__all__ = ["FILE", "CitationFile", "disagreements", "identifier", "naming", "updated"]

FILE: Final = "CITATION.cff"

_ADDRESSES: Final = ("url", "repository", "repository-code")

_DIGEST: Final = "sha256:"


@dataclass(frozen=True)
class CitationFile:
    """The parts of a CITATION.cff that a citation takes, or that must agree with the version."""

    title: str
    authors: tuple[str, ...]
    version: str | None
    digest: str | None
    doi: str | None
    date_released: date | None
    address: str | None

    def without_release(self) -> CitationFile:
        """Return what holds of every version: no version, and nothing that was stated of the one it names."""
        return replace(self, version=None, digest=None, doi=None, date_released=None)

    @classmethod
    def read(cls, path: Path) -> CitationFile:
        """Read a file. Raises CleanError if it is missing or is not a citation file."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise CleanError(f"{shown(path)} cannot be read ({error.strerror}); check the path.") from error
        except UnicodeDecodeError as error:
            raise CleanError(
                f"{shown(path)} is not UTF-8 at byte {error.start}; save it as UTF-8."
            ) from error
        return cls.parse(text, shown(path))

    @classmethod
    def parse(cls, text: str, place: str = FILE) -> CitationFile:
        """Read the text of a file; `place` is how messages name it. Raises CleanError as `read` does."""
        content = _mapping(text, place)
        title, authors = content.get("title"), content.get("authors")
        if not isinstance(title, str) or not isinstance(authors, list) or not authors:
            raise CleanError(f"{place} needs a title and a list of authors; write them into it.")
        released = content.get("date-released")
        if isinstance(released, str):
            released = _date(released, place)
        return cls(
            title=title,
            authors=tuple(_author(author, place) for author in authors),
            version=_text(content, "version"),
            digest=_digest(content.get("identifiers"), place),
            doi=_text(content, "doi"),
            date_released=released,
            address=_text(content, "url")
            or _text(content, "repository")
            or _text(content, "repository-code"),
        )


def disagreements(file: CitationFile, work: Work, place: str = FILE) -> list[str]:
    """Say where a citation file and a version disagree, a sentence each; empty if they agree."""
    pairs = (
        ("title", file.title, work.title),
        ("authors", ", ".join(file.authors), ", ".join(work.creators)),
        ("version", file.version, work.version),
        ("sha256 of MANIFEST.json", file.digest, work.digest),
    )
    return [
        f"{place} says {name} {_quoted(stated)}, the version says {_quoted(found)}."
        for name, stated, found in pairs
        if stated != found
    ]


def identifier(work: Work) -> dict[str, str]:
    """Return the entry of `identifiers` that names the version's bytes."""
    return {
        "type": "other",
        "value": f"{_DIGEST}{work.digest}",
        "description": f"sha256 of MANIFEST.json of version {work.version}, which lists that of every file",
    }


def naming(text: str, work: Work, place: str = FILE) -> str:
    """Return the text of a citation file that names `work`'s version and bytes. Raises as `updated` does."""
    known = _identifiers(_mapping(text, place).get("identifiers"), place)
    others = [item for item in known if not _names_bytes(item)]
    return updated(text, {"version": work.version, "identifiers": [*others, identifier(work)]}, place)


def updated(text: str, values: dict[str, Any], place: str = FILE) -> str:
    """Return the text of a citation file with some top-level keys set; all else stays to the character.

    A key that was not there is added at the end. Raises CleanError if the file is not one that can be edited
    so: its top-level keys must each begin a line.
    """
    before = _mapping(text, place)
    for key, value in values.items():
        block = yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=2**20)
        text = _with_block(text, key, block)
    try:
        kept = _mapping(text, place) == before | values
    except CleanError:
        kept = False
    if not kept:
        raise CleanError(
            f"{place} is written in a way that cannot be edited safely; set {', '.join(values)} by hand."
        )
    return text


def _with_block(text: str, key: str, block: str) -> str:
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if re.match(rf"{re.escape(key)}\s*:", line)), None)
    if start is None:
        return text + ("" if not text or text.endswith("\n") else "\n") + block
    end = start + 1
    # Items of a list may stand at the margin; blank lines and comments below belong to what follows.
    while end < len(lines) and re.match(r"[ \t]+\S|-[ \t]", lines[end]):
        end += 1
    return "".join([*lines[:start], block, *lines[end:]])


def _mapping(text: str, place: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise CleanError(f"{place}{where}: not valid YAML ({problem}); correct it there.") from error
    if not isinstance(content, dict):
        raise CleanError(f"{place} is not a citation file: it must be a table of keys, such as title: ….")
    return content


def _author(author: object, place: str) -> str:
    if isinstance(author, dict):
        if isinstance(author.get("name"), str):
            return str(author["name"])
        parts = [author.get(key) for key in ("given-names", "name-particle", "family-names", "name-suffix")]
        if any(parts):
            return " ".join(str(part) for part in parts if part)
    raise CleanError(f"{place} has an author without a name; give a name, or given-names and family-names.")


def _identifiers(stated: object, place: str) -> list[dict[str, Any]]:
    if stated is None:
        return []
    if not isinstance(stated, list) or not all(isinstance(item, dict) for item in stated):
        raise CleanError(f"{place}: identifiers must be a list of tables with type and value.")
    return stated


def _names_bytes(item: dict[str, Any]) -> bool:
    return str(item.get("value", "")).startswith(_DIGEST)


def _digest(stated: object, place: str) -> str | None:
    found = (item["value"] for item in _identifiers(stated, place) if _names_bytes(item))
    return next((str(value).removeprefix(_DIGEST) for value in found), None)


def _text(content: dict[str, Any], key: str) -> str | None:
    value = content.get(key)
    return None if value is None else str(value)


def _date(value: str, place: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise CleanError(
            f"{place}: date-released {_quoted(value)} is not a date such as 2018-08-01."
        ) from error


def _quoted(value: str | None) -> str:
    return "nothing" if value is None else f'"{shown(value)}"'
