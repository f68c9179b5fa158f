"""Zenodo's deposit API as far as publishing needs it, with its errors in sentences.

Source: https://developers.zenodo.org (deposit and files API).
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from clean.deliver.extras import needs
from clean.deliver.patience import AGAIN, Patience
from clean.deliver.secret import Secret
from clean.errors import CleanError, shown

if TYPE_CHECKING:
    import httpx

__all__ = ["ZENODO", "ZenodoClient", "ZenodoRefusal", "token_of_environment", "zenodo_client"]

ZENODO: Final = "https://zenodo.org"
TOKEN: Final = "ZENODO_TOKEN"  # noqa: S105  (the name of a variable)

_DEPOSITS: Final = "/api/deposit/depositions"
_PAGE: Final = 100
_READING: Final = frozenset({"GET", "HEAD"})
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})

Deposit = dict[str, Any]


class ZenodoRefusal(CleanError):  # noqa: N818  (an answer, not a defect)
    """Zenodo answered with a status that is no success; `status` is it."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _SendAgain(Exception):  # noqa: N818  (a request, not a defect)
    """Zenodo asked to wait; the wait is over, and the file must be sent from its beginning."""


@dataclass(frozen=True)
class ZenodoClient:
    """Requests to one Zenodo, in the name of the token's owner; `origin` is its address."""

    origin: str
    token: Secret
    patience: Patience
    http: httpx.Client
    may_write: bool

    @property
    def service(self) -> str:
        """How sentences call it."""
        return f"Zenodo at {self.origin}"

    def deposits(self) -> Iterator[Deposit]:
        """Yield the owner's deposits, drafts and published ones, the newest first."""
        page = 1
        while True:
            path = f"{_DEPOSITS}?size={_PAGE}&page={page}&sort=mostrecent&all_versions=1"
            found = self._ask("GET", path, "list deposits")
            if not isinstance(found, list):
                raise self._not_zenodos("list deposits")
            for deposit in found:
                yield self._deposit(deposit, "list deposits")
            if len(found) < _PAGE:
                return
            page += 1

    def deposit(self, number: int) -> Deposit:
        """Return a deposit by its number."""
        return self._deposit(
            self._ask("GET", f"{_DEPOSITS}/{number}", "read the deposit"), "read the deposit"
        )

    def create(self, metadata: Mapping[str, Any]) -> Deposit:
        """Make a draft."""
        doing = "make a deposit"
        return self._deposit(self._ask("POST", _DEPOSITS, doing, {"metadata": metadata}), doing)

    def new_version(self, record: int) -> Deposit:
        """Make the draft of a record's next version, or return the one that there is."""
        doing = f"make a new version of record {record}"
        made = self._deposit(self._ask("POST", f"{_DEPOSITS}/{record}/actions/newversion", doing), doing)
        draft = str(made.get("links", {}).get("latest_draft", "")).rpartition("/")[2]
        if not (draft.isascii() and draft.isdigit()):
            raise self._not_zenodos(doing)
        return self.deposit(int(draft))

    def describe(self, number: int, metadata: Mapping[str, Any]) -> Deposit:
        """Set the metadata of a draft."""
        doing = "describe the deposit"
        return self._deposit(self._ask("PUT", f"{_DEPOSITS}/{number}", doing, {"metadata": metadata}), doing)

    def upload(self, deposit: Deposit, name: str, path: Path) -> Mapping[str, Any]:
        """Put a file into a draft; return what Zenodo says of it (`size`, `checksum`)."""
        doing = f"upload {name}"
        bucket = str(deposit.get("links", {}).get("bucket", ""))
        # The token goes where this address says.
        if _origin(bucket) != _origin(self.origin):
            raise self._not_zenodos(doing)
        said = None
        while said is None:
            with path.open("rb") as file, contextlib.suppress(_SendAgain):
                said = self._ask("PUT", f"{urlsplit(bucket).path}/{quote(name)}", doing, file) or {}
        if not isinstance(said, dict):
            raise self._not_zenodos(doing)
        return said

    def remove(self, number: int, file: str) -> None:
        """Remove a file, by its id, from a draft."""
        self._ask("DELETE", f"{_DEPOSITS}/{number}/files/{quote(file, safe='')}", "remove a file")

    def publish(self, number: int) -> Deposit:
        """Publish a draft, which cannot be undone."""
        doing = "publish the deposit"
        return self._deposit(self._ask("POST", f"{_DEPOSITS}/{number}/actions/publish", doing), doing)

    def _ask(self, method: str, path: str, doing: str, body: Any = None) -> Any:
        import httpx

        if not self.may_write and method not in _READING:
            raise AssertionError(f"a dry run must not send {method}")
        sent: dict[str, Any] = {"json": body} if isinstance(body, dict) else {"content": body}
        headers = {"Authorization": f"Bearer {self.token.reveal()}"}

        request = self.http.build_request(
            method, self.origin + path, headers=headers, **({} if body is None else sent)
        )
        answer = self.patience.ask(
            lambda: self.http.send(request),
            request,
            self.service,
            timeouts=(httpx.TimeoutException,),
            cuts=(httpx.TransportError, httpx.DecodingError),
            sent_again_by=_SendAgain,
        )
        if answer.status_code // 100 != 2:
            raise self._refusal(answer, doing)
        if answer.status_code == 204 or not answer.content:
            return None
        try:
            return answer.json()
        except ValueError:
            raise self._not_zenodos(doing) from None

    def _deposit(self, content: Any, doing: str) -> Deposit:
        parts = {"metadata": dict, "links": dict, "files": list}
        sound = isinstance(content, dict) and isinstance(content.get("id"), int)
        if not sound or not all(isinstance(content.get(key, kind()), kind) for key, kind in parts.items()):
            raise self._not_zenodos(doing)
        return dict(content)

    def _not_zenodos(self, doing: str) -> CleanError:
        return CleanError(
            f"{self.service} answered what is no answer of Zenodo's while trying to {doing}; check the "
            "address, "
            f"then {AGAIN}."
        )

    def _refusal(self, answer: httpx.Response, doing: str) -> ZenodoRefusal:
        status = answer.status_code
        said = self._said(answer)
        sentences = {
            401: f"{self.service} does not accept the token (status 401{said}); set {TOKEN} to one with the "
            "scopes "
            "deposit:write and deposit:actions.",
            403: f"{self.service} does not let this token {doing} (status 403{said}); use one with the "
            "scopes "
            "deposit:write and deposit:actions, of the record's owner.",
            404: f"{self.service} has nothing there to {doing} (status 404{said}); check the record's "
            "number.",
            409: f"{self.service} reports a conflict while trying to {doing} (status 409{said}); look at the "
            f"deposit, then {AGAIN}.",
        }
        other = f"{self.service} refuses to {doing} (status {status}{said}); put that right, then {AGAIN}."
        return ZenodoRefusal(sentences.get(status, other), status)

    def _said(self, answer: httpx.Response) -> str:
        try:
            content = answer.json()
        except ValueError:
            return ""
        if not isinstance(content, dict):
            return ""
        parts = [content.get("message"), json.dumps(content["errors"]) if content.get("errors") else None]
        text = " ".join(" ".join(str(part) for part in parts if part).split())[:300]
        return f", saying: {shown(self.token.hide(text))}" if text else ""


def token_of_environment() -> Secret:
    """Return the token in ZENODO_TOKEN. Raises CleanError if there is none."""
    value = os.environ.get(TOKEN)
    if not value:
        raise CleanError(f"There is no token for Zenodo; make one on its website, and set {TOKEN}.")
    return Secret(value, TOKEN)


@contextmanager
def zenodo_client(
    endpoint: str, token: Secret, patience: Patience, *, may_write: bool
) -> Iterator[ZenodoClient]:
    """Yield a client for the Zenodo at `endpoint`; without `may_write` it refuses to send what writes.

    Raises CleanError if httpx is missing, or if the token would travel in the clear.
    """
    with needs("zenodo", "Publishing on Zenodo"):
        import httpx
    origin = _origin(endpoint)
    if origin is None or urlsplit(endpoint).path.strip("/"):
        raise CleanError(f"{shown(endpoint)} is not the address of a Zenodo; give one such as {ZENODO}.")
    if origin[0] != "https" and origin[1] not in _HERE:
        raise CleanError(f"{shown(endpoint)} would get the token unencrypted; give an address with https://.")
    with httpx.Client(timeout=patience.timeout) as http:
        yield ZenodoClient(endpoint.rstrip("/"), token, patience, http, may_write)


def _origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port; None if it is no address, or carries a user name."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    ports = {"https": 443, "http": 80}
    if parts.scheme not in ports or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port or ports[parts.scheme]
