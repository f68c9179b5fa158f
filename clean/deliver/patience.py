"""How long a request is waited for, what is asked again, and what is given up at once.

A request is repeated only where that cannot do anything twice: whatever the server says it did not process
(429 and 503, after the time that it asks for), and reading requests that failed otherwise. What is given up
ends in a sentence that says how to go on; every command here goes on where it stopped when it is run again.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

from clean.errors import CleanError, shown

__all__ = ["AGAIN", "Answer", "Patience", "Request"]

AGAIN: Final = "run the same command again: it goes on where it stopped"

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NOT_PROCESSED: Final = frozenset({429, 503})


class Request(Protocol):
    """What is asked of a request: httpx's and httpx2's have it."""

    @property
    def method(self) -> str:
        """GET, POST, …."""

    @property
    def content(self) -> bytes:
        """The body; raises if it is a stream, which cannot be sent again."""


class Answer(Protocol):
    """What is asked of a response: httpx's and httpx2's have it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Header fields; their names are compared without case."""

    def close(self) -> None:
        """Let go of the connection."""


AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass
class Patience:
    """The bounds of one run.

    `timeout` is in seconds, for a connection, and for each wait for bytes on it; `longest_wait` bounds the
    sum of all pauses of the run, in seconds; `tries` is how often a reading request is made in all.
    """

    timeout: float = 60.0
    longest_wait: float = 300.0
    tries: int = 3
    sleep: Callable[[float], None] = time.sleep
    waited: float = field(default=0.0, init=False)

    def ask(
        self,
        send: Callable[[], AnswerT],
        request: Request,
        service: str,
        *,
        timeouts: tuple[type[Exception], ...],
        cuts: tuple[type[Exception], ...],
        sent_again_by: Callable[[], Exception] | None = None,
    ) -> AnswerT:
        """Send until there is an answer other than "not now", or patience ends.

        `service` begins the sentences; `timeouts` and `cuts` are the client's exceptions for a server that
        hangs and for a connection that fails. Answers with a status below 500 are the caller's, except 429.
        A body that is a stream cannot be sent again from here; where the caller can, `sent_again_by` makes
        the exception that has it do so, raised after the pause that the server asked for. Raises CleanError
        else.
        """
        repeatable = _repeatable(request)
        left = self.tries if repeatable and request.method in _READING else 1
        while True:
            left -= 1
            try:
                answer = send()
            except timeouts:
                fault = f"{service} did not answer within {self.timeout:g} s; {AGAIN}."
            except cuts as error:
                fault = f"{service} cannot be reached, or broke off ({_first_line(error)}); {AGAIN}."
            else:
                if answer.status_code in _NOT_PROCESSED:
                    self._pause_as_asked(answer, service)
                    if not repeatable and sent_again_by is not None:
                        raise sent_again_by()
                    left += 1
                    continue
                if answer.status_code < 500:
                    return answer
                answer.close()
                fault = f"{service} has a fault of its own (status {answer.status_code}); {AGAIN} later."
            if left <= 0:
                raise CleanError(fault) from None
            self.pause(1.0, fault)

    def pause(self, seconds: float, fault: str) -> None:
        """Wait, unless all pauses would exceed the bound: then raise CleanError with `fault`, a sentence."""
        if self.waited + seconds > self.longest_wait:
            raise CleanError(fault)
        self.waited += seconds
        self.sleep(seconds)

    def _pause_as_asked(self, answer: Answer, service: str) -> None:
        seconds = _retry_after(answer.headers.get("Retry-After"))
        answer.close()
        self.pause(
            seconds,
            f"{service} asks to wait {seconds:g} s (status {answer.status_code}), and this command has "
            "waited "
            f"{self.waited:g} s and waits no longer than {self.longest_wait:g} s in all; after that, "
            f"{AGAIN}.",
        )


def _repeatable(request: Request) -> bool:
    try:
        return isinstance(request.content, bytes)
    except Exception:
        # httpx and httpx2 each raise a type of their own for the body of a stream.
        return False


def _retry_after(value: str | None) -> float:
    """Return the seconds of a `Retry-After` header, which holds a number or a date; 5 if it holds neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return max(float(text), 1.0)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 5.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 1.0)


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return shown(text.splitlines()[0]).rstrip(".") if text else type(error).__name__
