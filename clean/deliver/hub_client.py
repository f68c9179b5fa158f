"""The Hub's own client, made patient, quiet, and unable to write when it must not.

`huggingface_hub` waits for ever for an answer, obeys any `Retry-After`, and logs addresses that carry
signatures; here every request goes through `Patience`, and its errors become sentences without the token.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from clean.deliver.extras import needs
from clean.deliver.patience import AGAIN, Patience
from clean.deliver.secret import Secret
from clean.errors import CleanError, shown

if TYPE_CHECKING:
    from huggingface_hub import HfApi

__all__ = ["HubClient", "HubRefusal", "hub_client", "stored_token"]

_READING: Final = frozenset({"GET", "HEAD"})
_BUSY: Final = b"another conflicting operation is in progress"

Result = TypeVar("Result")


class HubRefusal(CleanError):  # noqa: N818  (an answer, not a defect)
    """The Hub answered with a status that is no success; `status` is it."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class HubClient:
    """The client for one repository; `api` carries the token, and must not be shown."""

    api: HfApi
    repo: str
    token: Secret | None

    @property
    def service(self) -> str:
        """How sentences call the Hub."""
        return f"The Hub at {self.api.endpoint}"

    def ask(self, doing: str, request: Callable[[HfApi], Result]) -> Result:
        """Make one request; `doing` completes "the token may not …" and "… failed".

        Raises HubRefusal for a status that is no success, CleanError for everything else.
        """
        try:
            with warnings.catch_warnings():
                # Remarks of the Hub about the card's metadata, which the version cannot change any more.
                warnings.simplefilter("ignore")
                return request(self.api)
        except Exception as error:
            raise self._sentence(error, doing) from None

    def _sentence(self, error: BaseException, doing: str) -> CleanError:
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError

        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, CleanError):
                return cause
            if isinstance(cause, HfHubHTTPError):
                return self._refusal(cause.response.status_code, cause.server_message, doing)
            cause = cause.__cause__ or cause.__context__
        if isinstance(error, httpx2.HTTPError | OSError):
            return CleanError(f"{self.service} cannot be used ({self._plain(error)}); {AGAIN}.")
        return CleanError(
            f"{self.service} answered what its client cannot use while trying to {doing} "
            f"({type(error).__name__}: {self._plain(error)}); check HF_ENDPOINT, then {AGAIN}."
        )

    def _refusal(self, status: int, message: str | None, doing: str) -> HubRefusal:
        said = f", saying: {self._plain(message)}" if message else ""
        owner = self.repo.split("/")[0]
        sentences = {
            401: f"{self.service} does not accept the token (status 401{said}); log in anew with `hf auth "
            "login`, "
            "or set HF_TOKEN to a token that may write.",
            403: f"{self.service} does not let this token {doing} (status 403{said}); use one with the right "
            "to "
            f"write to {owner}.",
            404: f"{self.service} knows no dataset {self.repo} that this token may see (status 404{said}); "
            "check "
            "the name and the token's rights.",
            409: f"{self.service} reports a conflict while trying to {doing} (status 409{said}); look at "
            f"{self.repo}, then {AGAIN}.",
            412: f"{self.repo} was changed by somebody else meanwhile (status 412), so nothing was "
            "committed; look "
            f"at it, then {AGAIN}.",
        }
        other = f"{self.service} refuses to {doing} (status {status}{said}); put that right, then {AGAIN}."
        return HubRefusal(sentences.get(status, other), status)

    def _plain(self, message: object) -> str:
        text = " ".join(str(message).split())[:300] or type(message).__name__
        return shown(self.token.hide(text) if self.token is not None else text)


def stored_token() -> Secret | None:
    """Return the token of HF_TOKEN or of `hf auth login`; None if there is none."""
    if os.environ.get("HF_TOKEN"):
        return Secret(os.environ["HF_TOKEN"], "HF_TOKEN")
    with needs("hub", "Publishing to the Hub"):
        from huggingface_hub import get_token
    value = get_token()
    return Secret(value, "`hf auth login`") if value else None


@contextmanager
def hub_client(
    repo: str, token: Secret | None, patience: Patience, *, endpoint: str | None = None, may_write: bool
) -> Iterator[HubClient]:
    """Yield a client for the dataset repository `repo`; without `may_write` it refuses to send what writes.

    While it is open, the settings of `huggingface_hub` (its HTTP client, its logger, Xet) are this module's.
    Xet, which speaks past that HTTP client, is switched off. Raises CleanError if the package is missing or
    `repo` cannot be a repository's name.
    """
    with needs("hub", "Publishing to the Hub"):
        import huggingface_hub
        from huggingface_hub import constants, set_client_factory
        from huggingface_hub.utils._http import default_client_factory
        from huggingface_hub.utils._validators import validate_repo_id
        from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars
    try:
        validate_repo_id(repo)
    except ValueError:
        repo_is_named = False
    else:
        repo_is_named = repo.count("/") == 1
    if not repo_is_named:
        raise CleanError(
            f"{shown(repo)} is not a repository's name; give OWNER/NAME, such as example/corpus."
        )
    # `False` keeps the client from looking for a token of its own.
    credential: str | bool = token.reveal() if token is not None else False
    api = huggingface_hub.HfApi(endpoint=endpoint, token=credential)
    client = HubClient(api, repo, token)
    logger = logging.getLogger("huggingface_hub")
    xet, level = constants.HF_HUB_DISABLE_XET, logger.level
    constants.HF_HUB_DISABLE_XET = True
    logger.setLevel(logging.CRITICAL)
    disable_progress_bars()
    set_client_factory(lambda: _http_client(client.service, patience, may_write=may_write))
    try:
        yield client
    finally:
        set_client_factory(default_client_factory)
        enable_progress_bars()
        logger.setLevel(level)
        constants.HF_HUB_DISABLE_XET = xet


def _http_client(service: str, patience: Patience, *, may_write: bool) -> Any:
    import httpx2
    from huggingface_hub.utils._http import hf_request_event_hook

    class PatientClient(httpx2.Client):
        def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
            if not may_write and request.method not in _READING:
                raise AssertionError(f"a dry run must not send {request.method}")
            answer = patience.ask(
                lambda: super(PatientClient, self).send(request, **options),
                request,
                service,
                timeouts=(httpx2.TimeoutException,),
                cuts=(httpx2.TransportError, httpx2.DecodingError),
                # What `huggingface_hub` sends a file again for, from its beginning.
                sent_again_by=lambda: httpx2.NetworkError("asked to wait"),
            )
            if answer.status_code == 409 and _BUSY in answer.read():
                # `huggingface_hub` asks again at once, for as long as it gets this answer.
                patience.pause(2.0, f"{service} stays busy with another change; {AGAIN} later.")
            return answer

    return PatientClient(
        event_hooks={"request": [hf_request_event_hook]}, follow_redirects=True, timeout=patience.timeout
    )
