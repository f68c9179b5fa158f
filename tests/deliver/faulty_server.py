"""A loopback server whose answers a test can spoil: by a status, by silence, or by a cut connection."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Call:
    """A request as the service sees it."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str | None:
        return self.headers.get("Authorization", "").removeprefix("Bearer ") or None


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


#: What becomes of a request: a reply in place of the service's, or one of the words "hang", "cut" (unheard)
#: and "lose" (the service acts, its reply is lost); None lets it pass.
Fault = Reply | str | None


def _none(number: int, call: Call) -> Fault:
    return None


class FaultyServer:
    """Serves `answer` on a free port of 127.0.0.1 as a context manager; `calls` are the requests so far."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.fault: Callable[[int, Call], Fault] = _none
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def answer(self, call: Call) -> Reply:
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @contextmanager
    def spoiled(self, fault: Callable[[int, Call], Fault]) -> Iterator[None]:
        """Have `fault` decide on each request, with its number from 0 on."""
        start = len(self.calls)
        self.fault = lambda number, call: fault(number - start, call)
        try:
            yield
        finally:
            self.fault = _none

    def _receive(self, call: Call) -> Reply | None:
        with self._lock:
            number = len(self.calls)
            self.calls.append(call)
            fault = self.fault(number, call)
            if isinstance(fault, Reply):
                return fault
            if fault is None:
                return self.answer(call)
            if fault == "lose":
                self.answer(call)
        if fault == "hang":
            self._released.wait(30)
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one segment a reply: a second one would wait for the first one's receipt

            def log_message(self, *args: object) -> None:
                pass

            def handle_expect_100(self) -> bool:
                goes_on = super().handle_expect_100()
                self.wfile.flush()
                return goes_on

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                call = Call(self.command, unquote(parts.path), parse_qs(parts.query), self.headers, body)
                reply = server._receive(call)
                if reply is None:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.content)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

        return Handler
