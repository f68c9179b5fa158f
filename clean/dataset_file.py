"""Reads dataset.toml: what is known about the dataset and about each of its pages.

    [dataset]
    name = "my-corpus"
    language = "en"

    [page.000_a5446abc840b4459]
    url = "https://example.org/2018/08/01/an-article/"
    retrieved_on = 2024-05-17

    [personal_data]
    region = "GB"

Whatever is not stated is absent (None or empty) and stays so: nothing is derived from file names, folders or
the clock. The file itself is optional, and so is every key in it.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from clean.decode import text_codec
from clean.errors import CleanError, FaultList, did_you_mean, shown
from clean.personal.policy import PersonalData
from clean.regular_file import read_regular_file

#: The file's name in the folder of raw pages.
DATASET_FILE: Final = "dataset.toml"

#: The name of a dataset that nobody has named. It is not the folder's name, because the output must not
#: depend on where the raw files lie.
UNNAMED: Final = "unnamed-corpus"

_SLUG: Final = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{4,253}}\Z)({_LABEL}\.)+(?=[a-z]){_LABEL}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
#: What steers a terminal or the direction of writing: C0 without tab and line breaks, DEL, C1, the separators
#: of lines and paragraphs, embeddings and overrides.
_ACTING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e]")
_TOML_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def _name(value: str) -> str:
    if _SLUG.fullmatch(value) is None or len(value) > 96:
        raise ValueError("must be at most 96 small letters and digits, joined by single ., _ or -")
    return value


def _prose(value: str) -> str:
    if not value.strip():
        raise ValueError("is blank; write something or leave the line out")
    if _ACTING.search(value):
        raise ValueError("must not contain control characters other than line breaks and tabs")
    return value.strip()


def _line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line without control characters")
    return _prose(value)


def _host(value: str) -> str:
    if _HOST.fullmatch(value) is None:
        raise ValueError('must be a host in small letters, such as "example.org", without https:// or a path')
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"is not a URL ({error})") from error
    if not value.startswith(("https://", "http://")) or not host:
        raise ValueError("must be a whole URL that begins with https:// or http://")
    if not value.isprintable() or any(char in value for char in " <>"):
        raise ValueError("must not contain white space, control characters, < or >")
    if parts.username is not None:
        raise ValueError("must not carry a user name or password, since it is published")
    return value


def _language(value: str) -> str:
    if _LANGUAGE.fullmatch(value) is None:
        raise ValueError('must be a language tag such as "en", "en-GB" or "zh-Hant"')
    return value


def _encoding(value: str) -> str:
    text_codec(value)
    return value


Name = Annotated[str, AfterValidator(_name)]
Prose = Annotated[str, AfterValidator(_prose)]
Line = Annotated[str, AfterValidator(_line)]
Host = Annotated[str, AfterValidator(_host)]
Url = Annotated[str, AfterValidator(_url)]
Language = Annotated[str, AfterValidator(_language)]
Encoding = Annotated[str, AfterValidator(_encoding)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ResponsibleAi(_Table):
    """The table `[dataset.responsible_ai]`: what a user must know, by the questions that Croissant asks."""

    data_collection: Prose | None = Field(default=None, description="how the pages were collected")
    data_collection_type: Prose | None = Field(
        default=None, description="kind of collection, in a word or two, such as web scraping"
    )
    data_collection_missing_data: Prose | None = Field(
        default=None, description="what was lost, and how that shows in the tables"
    )
    data_preprocessing_protocol: Prose | None = Field(default=None, description="what the cleaning does")
    data_annotation_protocol: Prose | None = Field(default=None, description="where the labels come from")
    data_limitations: Prose | None = Field(default=None, description="what the dataset cannot show")
    data_biases: Prose | None = Field(default=None, description="whom and what it over- or under-represents")
    data_social_impact: Prose | None = Field(default=None, description="good and harm that its use may do")
    data_use_cases: Prose | None = Field(default=None, description="uses that it is made for, and misuses")
    personal_sensitive_information: Prose | None = Field(
        default=None, description="what it says about identifiable people"
    )
    data_release_maintenance_plan: Prose | None = Field(
        default=None, description="how versions are made, and how a removal is asked for"
    )


class Dataset(_Table):
    """The table `[dataset]`: the compilation as a whole."""

    name: Name = Field(default=UNNAMED, description="short name, as in a URL")
    title: Line | None = Field(default=None, description="title for people")
    description: Prose | None = Field(default=None, description="what the dataset holds, in prose")
    licence: Name | None = Field(
        default=None, description='identifier of the licence on the Hugging Face Hub, such as "other"'
    )
    licence_text: Prose | None = Field(
        default=None, description='what the licence covers and what not; required for "other"'
    )
    # TOML has lists and a frozen model wants tuples: the container may be converted, its items may not.
    creators: Annotated[tuple[Line, ...], Field(strict=False)] = Field(
        default=(), description="who made the compilation"
    )
    task_categories: Annotated[tuple[Name, ...], Field(strict=False)] = Field(
        default=(), description="tasks that the Hub lists the dataset under, as the Hub names them"
    )
    tags: Annotated[tuple[Name, ...], Field(strict=False)] = Field(
        default=(), description="words that the Hub finds the dataset by"
    )
    homepage: Url | None = Field(default=None, description="where the dataset is described")
    repository: Url | None = Field(default=None, description="where its code is kept")
    language: Language | None = Field(
        default=None, description="language of the pages that do not state their own"
    )
    encoding: Encoding | None = Field(
        default=None, description="encoding of the files that do not state their own; UTF-8 if absent"
    )
    responsible_ai: ResponsibleAi = Field(
        default_factory=ResponsibleAi, description="what Croissant's vocabulary for responsible AI asks for"
    )

    @model_validator(mode="after")
    def _other_is_explained(self) -> Self:
        if self.licence == "other" and self.licence_text is None:
            raise ValueError('licence = "other" needs licence_text, which says what may be done with what')
        return self

    @property
    def heading(self) -> str:
        """The title, or the name of a dataset without one."""
        return self.title or self.name


class PageFacts(_Table):
    """A table `[page.<page id>]`: what is known about one page and does not stand in its text."""

    site: Host | None = Field(default=None, description="host of the site whose rules apply")
    url: Url | None = Field(default=None, description="address that the page was retrieved from")
    retrieved_on: date | None = Field(default=None, description="day of the retrieval")
    language: Language | None = Field(default=None, description="language of the page")
    encoding: Encoding | None = Field(default=None, description="encoding of the raw file; UTF-8 if absent")


class DatasetFile(_Table):
    """The whole of dataset.toml; `DatasetFile()` stands for a folder without one."""

    dataset: Dataset = Field(default_factory=Dataset)
    page: dict[str, PageFacts] = Field(default_factory=dict)
    personal_data: PersonalData = Field(default_factory=PersonalData)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a dataset.toml.

        Raises `CleanError` (missing or unreadable file, not UTF-8, not TOML) or its subclass `InputErrors`
        (every key that is unknown, of a wrong type or out of range, each named by its path).
        """
        place = shown(path)
        return cls.parse(decode_toml(read_regular_file(path), place), place)

    @classmethod
    def of_folder(cls, raw: Path) -> Self:
        """Read the dataset.toml of a folder of raw pages; a folder without one has the defaults."""
        path = raw / DATASET_FILE
        # lexists: a broken link named dataset.toml is to be reported, not taken as absent.
        return cls.read(path) if os.path.lexists(path) else cls()

    @classmethod
    def parse(cls, text: str, place: str = DATASET_FILE) -> Self:
        """Read the text of a dataset.toml; `place` is how messages name the file. Raises as `read` does."""
        content = parse_toml(text, place)
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            faults = FaultList()
            faults.extend(_sentence(place, fault) for fault in error.errors(include_url=False))
            faults.raise_if_any()
            raise

    @cached_property
    def unlisted(self) -> PageFacts:
        """What is known about a page without a table: the dataset's language and encoding."""
        return PageFacts(language=self.dataset.language, encoding=self.dataset.encoding)

    def facts(self, page_id: str) -> PageFacts:
        """Return what is known about a page; language and encoding fall back on the dataset's."""
        stated = self.page.get(page_id)
        if stated is None:
            return self.unlisted
        return stated.model_copy(
            update={
                "language": stated.language or self.dataset.language,
                "encoding": stated.encoding or self.dataset.encoding,
            }
        )


def page_key(page_id: str) -> str:
    """Return the key of a page's table as TOML writes it, quoted where it has to be: `page."a.b"`."""
    if _BARE_KEY.fullmatch(page_id):
        return f"page.{page_id}"
    quoted = shown(page_id).replace('"', '\\"')
    return f'page."{quoted}"'


def decode_toml(raw: bytes, place: str) -> str:
    """Return the text of a TOML file, which TOML requires to be UTF-8; a byte-order mark is dropped.

    Raises `CleanError` naming the byte that is not UTF-8.
    """
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CleanError(
            f"{place} is not UTF-8 at byte {error.start} (line {line}), as TOML must be; save it as UTF-8."
        ) from error


def parse_toml(text: str, place: str) -> dict[str, Any]:
    """Return the content of a TOML file; raises `CleanError` naming the place where it is none."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise CleanError(f"{place} nests lists or tables too deeply to be read; flatten it.") from error
    except ValueError as error:  # tomllib's own error, or Python's refusal of a number with 5,000 digits
        message = str(error)
        found = _TOML_PLACE.search(message)
        where = ""
        if found:
            where = f", line {found[1]}, column {found[2]}," if found[1] else ", at its end,"
        twice = re.match(r"Cannot declare \((.+?),?\) twice", message)
        if twice:
            table = twice[1].replace("'", "").replace(", ", ".")
            raise CleanError(f"{place}{where} has the table [{table}] twice; keep one of them.") from error
        what = message[: found.start()] if found else message
        what = what.replace("Cannot overwrite a value", "a key is there twice")
        raise CleanError(f"{place}{where} is not valid TOML: {what}; correct it there.") from error


_TYPES: Final = {
    "string_type": 'text in quotes, such as "…"',
    "tuple_type": 'a list of texts, such as ["…", "…"]',
    "dict_type": "a table",
    "model_type": "a table",
    "date_type": "a date without quotes and without a time, such as 2018-08-01",
}


def _sentence(place: str, fault: ErrorDetails) -> str:
    keys = fault["loc"]
    path = _key_path(keys)
    kind, value = fault["type"], fault["input"]
    if kind == "extra_forbidden":
        return f"{place}: {path} is not a known key{_what_was_meant(keys, value)}"
    if kind in _TYPES:
        return f"{place}: {path} is {_as_toml(value)} but must be {_TYPES[kind]}."
    if kind == "value_error":
        what = str(fault.get("ctx", {}).get("error", fault["msg"]))
        stated = f" = {_as_toml(value)}" if isinstance(value, str) else ":"
        return f"{place}: {path}{stated} {what}{'' if what.endswith('?') else '.'}"
    return f"{place}: {path} = {_as_toml(value)} is wrong: {fault['msg']}."


def _key_path(keys: tuple[int | str, ...]) -> str:
    path = ""
    for depth, key in enumerate(keys):
        if isinstance(key, int):
            path += f"[{key}]"
        elif depth == 1 and keys[0] == "page":
            path = page_key(key)
        else:
            path += ("." if path else "") + shown(key)
    return path


def _what_was_meant(keys: tuple[int | str, ...], value: object) -> str:
    last = str(keys[-1])
    table: type[BaseModel] = DatasetFile
    if keys[0] == "page" and len(keys) > 1:
        table = PageFacts
        if isinstance(value, dict):
            whole = f"{keys[1]}.{last}"
            return f'; a page id with a dot must be quoted: [page."{shown(whole)}"].'
    else:
        for key in keys[:-1]:
            inner = table.model_fields[str(key)].annotation
            table = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else table
    known: Mapping[str, object] = table.model_fields
    return did_you_mean(last, known) or f"; the keys here are {', '.join(known)}."


def _as_toml(value: object) -> str:
    """Return a value as the user wrote it, shortened to what a sentence can hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shown(value[:60])}{"…" if len(value) > 60 else ""}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return shown(str(value)[:60])
