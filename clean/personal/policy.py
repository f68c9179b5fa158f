"""What becomes of personal data: the table `[personal_data]` of dataset.toml, and the key of pseudonyms.

    [personal_data]
    email = "mask"                  # the default, as for telephone
    handle = "pseudonymise"         # address and handle are kept by default
    allow = ["office@example.org"]  # published contacts of organisations
    region = "GB"

The policy belongs to the rules: a page's result depends on the page, the rules and this alone. A key stands
outside of all that is published, and nothing here writes it or anything that tells it apart from another.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from clean.errors import CleanError, shown
from clean.regular_file import read_regular_file

__all__ = [
    "KEY_FILE",
    "KINDS",
    "PSEUDONYM",
    "STEP",
    "UNKNOWN_PSEUDONYM",
    "Masking",
    "PersonalData",
    "key_outside",
    "place_of",
    "placeholder",
    "read_key",
]

STEP: Final = "personal_data"
"""The step whose spans are personal data; their text is published nowhere."""

KINDS: Final = {
    "email": "email-address",
    "telephone": "telephone-number",
    "address": "postal-address",
    "handle": "account-handle",
}
"""The rule of the step that finds each kind of personal data."""

KEY_FILE: Final = "MOMENTUM_CORPUS_KEY_FILE"
"""The environment variable that names the file of the key."""

MIN_KEY_BYTES: Final = 16
"""A shorter key could be found by trying all of them."""

UNKNOWN_PSEUDONYM: Final = "@user-????????"
"""Stands for a pseudonym where the key is not at hand."""

PSEUDONYM: Final = "@user-[a-z2-7]{8}"
"""What every pseudonym matches."""

_RULES: Final = {rule: kind for kind, rule in KINDS.items()}
# 40 bits in base 32: among a hundred thousand names, a chance of one in two hundred that two share one.
_PSEUDONYM_BYTES: Final = 5


def _kept_or_masked(value: str) -> str:
    if value == "pseudonymise":
        raise ValueError('is for handles only; here it must be "keep" or "mask"')
    if value not in {"keep", "mask"}:
        raise ValueError('must be "keep" or "mask"')
    return value


def _handle(value: str) -> str:
    if value not in {"keep", "mask", "pseudonymise"}:
        raise ValueError('must be "keep", "mask" or "pseudonymise"')
    return value


def _region(value: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS

    if value not in SUPPORTED_REGIONS:
        raise ValueError('must be a country in two capital letters, such as "GB"')
    return value


def _allowed(value: str) -> str:
    from clean.personal import email_address, telephone_number

    text = value.strip()
    if text.startswith("@") and "." in text and text.isprintable() and not any(map(str.isspace, text)):
        return text.lower()
    finders = (email_address.find(text), telephone_number.find(text, None))
    for found in (found for finder in finders for found in finder):
        if (found.start, found.end) == (0, len(text)):
            return found.value
    raise ValueError(
        "must be an e-mail address, an @ with a domain (@example.org), or a telephone number that begins "
        "with + and the country's code"
    )


_Action = Annotated[str, AfterValidator(_kept_or_masked)]


class PersonalData(BaseModel):
    """The table `[personal_data]`: what becomes of each kind, and which contacts may stay."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    email: _Action = Field(default="mask", description="e-mail addresses: keep or mask")
    telephone: _Action = Field(default="mask", description="telephone numbers: keep or mask")
    address: _Action = Field(default="keep", description="streets with a postal code: keep or mask")
    handle: Annotated[str, AfterValidator(_handle)] = Field(
        default="keep", description="names of accounts: keep, mask or pseudonymise"
    )
    allow: Annotated[tuple[Annotated[str, AfterValidator(_allowed)], ...], Field(strict=False)] = Field(
        default=(), description="contacts that stay: e-mail addresses, domains, telephone numbers"
    )
    region: Annotated[str, AfterValidator(_region)] | None = Field(
        default=None, description="country in whose form telephone numbers are written without a country code"
    )

    @classmethod
    def masking_all(cls, region: str | None = None) -> Self:
        """Return the policy that masks every kind."""
        return cls(address="mask", handle="mask", region=region)

    def without_key(self) -> Self:
        """Return the policy for whoever has no key: names that would get a pseudonym are masked."""
        return self.model_copy(update={"handle": "mask"}) if self.handle == "pseudonymise" else self

    @property
    def actions(self) -> dict[str, str]:
        """What is done about each kind."""
        return {kind: getattr(self, kind) for kind in KINDS}

    @property
    def digest(self) -> str:
        """The sha256 of the policy, in hexadecimal digits."""
        policy = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(policy.encode()).hexdigest()

    def allows(self, value: str) -> bool:
        """Say whether a value, as in `Found.value`, stands in the list of what may stay."""
        return value in self._allow or f"@{value.rpartition('@')[2]}" in self._allow

    @cached_property
    def _allow(self) -> frozenset[str]:
        return frozenset(self.allow)


@dataclass(frozen=True)
class Masking:
    """A policy, with the key that its pseudonyms need.

    Raises `CleanError` if handles are to be pseudonymised and there is no key.
    """

    policy: PersonalData = field(default_factory=PersonalData)
    key: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.policy.handle == "pseudonymise" and self.key is None:
            raise CleanError(
                'personal_data.handle = "pseudonymise" needs a key: name a file with at least '
                f"{MIN_KEY_BYTES} random bytes by --key-file or in {KEY_FILE}, and keep it to yourself."
            )

    def does(self, rule: str) -> bool:
        """Say whether anything is done about what a rule of the step finds."""
        return self.policy.actions[_RULES[rule]] != "keep"

    def shown(self, rule: str, value: str) -> str:
        """Return what stands in a record instead of a value that a rule of the step has found."""
        return placeholder(rule, value, self.policy.handle, self.key)


def placeholder(rule: str, value: str, handle: str, key: bytes | None) -> str:
    """Return what stands in a record instead of personal data.

    `handle` is the policy for handles. A pseudonym is the HMAC-SHA256 of the name under the key, the same
    for a name wherever it stands; without a key it is `UNKNOWN_PSEUDONYM`.
    """
    if rule != KINDS["handle"] or handle != "pseudonymise":
        return f"[{_RULES[rule].upper()}]"
    if key is None:
        return UNKNOWN_PSEUDONYM
    code = hmac.digest(key, value.encode(), "sha256")[:_PSEUDONYM_BYTES]
    return f"@user-{base64.b32encode(code).decode().lower()}"


def place_of(label: str) -> str:
    """Return where a span with a label stands: in "articles" or "comments", or in "removed" text."""
    of_comments = dict.fromkeys(("comment", "comment_author", "comment_date"), "comments")
    return {**of_comments, "removed": "removed"}.get(label, "articles")


def read_key(path: Path | None, environment: Mapping[str, str] = os.environ) -> bytes | None:
    """Return the key in a file, by default the one that `KEY_FILE` names; null if neither names any.

    White space at the end of the file is no part of the key. Raises `CleanError` if the file cannot be read
    or holds too little.
    """
    if path is None:
        named = environment.get(KEY_FILE)
        if not named:
            return None
        path = Path(named)
    key = read_regular_file(path).rstrip()
    if len(key) < MIN_KEY_BYTES:
        raise CleanError(
            f"{shown(path)} holds {len(key)} bytes, too few for a key; write at least {MIN_KEY_BYTES} random "
            "bytes into it."
        )
    return key


def key_outside(path: Path | None, folder: Path, environment: Mapping[str, str] = os.environ) -> bytes | None:
    """Return the key as `read_key` does; refuse, with `CleanError`, one that lies in the published folder."""
    named = path or (Path(environment[KEY_FILE]) if environment.get(KEY_FILE) else None)
    if named is not None and named.resolve().is_relative_to(folder.resolve()):
        raise CleanError(
            f"{shown(named)} lies in {shown(folder)}, which is published; move the key somewhere else."
        )
    return read_key(path, environment)
