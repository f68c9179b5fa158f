"""An fsspec file system as far as publishing needs it, with its errors in sentences."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from clean.deliver.extras import needs
from clean.deliver.patience import AGAIN, Patience
from clean.errors import CleanError, shown

__all__ = ["Store", "open_store"]

Result = TypeVar("Result")

#: Stores in which an object is there whole or not at all; elsewhere a file is written beside and renamed.
_WHOLE: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory"})
_PART: Final = ".part"
_BLOCK: Final = 8 << 20
_SECRETS: Final = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@dataclass(frozen=True)
class Store:
    """A version's folder in a store; `place` is its URL, `root` its path for the client `fs`."""

    fs: Any
    place: str
    root: str
    whole: bool

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of every file, by its path in the folder; half-written ones are none."""

        def listed() -> dict[str, int]:
            self.fs.invalidate_cache()
            found = self.fs.find(self.root, detail=True)
            prefix = self.fs._strip_protocol(self.root) + "/"
            return {path.removeprefix(prefix): int(facts["size"]) for path, facts in found.items()}

        found = self._ask("list", listed)
        return {name: size for name, size in found.items() if self.whole or not name.endswith(_PART)}

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""

        def stated() -> int:
            self.fs.invalidate_cache()
            return int(self.fs.info(self._path(name))["size"])

        return self._ask("read", stated)

    def sha256(self, name: str) -> str:
        """Read a file, and return its sha256 in hexadecimal."""

        def read() -> str:
            sha256 = hashlib.sha256()
            with self.fs.open(self._path(name), "rb", block_size=_BLOCK) as file:
                while block := file.read(_BLOCK):
                    sha256.update(block)
            return sha256.hexdigest()

        return self._ask("read", read)

    def create(self, name: str, source: Path) -> None:
        """Write a file that is not there; one that is there, since just now, is left alone."""
        path = self._path(name)

        def put() -> None:
            if self.whole:
                # S3 itself refuses to overwrite then (If-None-Match: *), whoever else is writing.
                self.fs.put_file(str(source), path, mode="create")
                return
            self.fs.makedirs(self.fs._parent(path), exist_ok=True)
            if self.fs.exists(path):
                raise FileExistsError(path)
            self.fs.put_file(str(source), path + _PART)
            self.fs.mv(path + _PART, path)

        try:
            self._ask("write", put)
        except FileExistsError:
            return

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def _ask(self, doing: str, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except FileExistsError:
            raise
        except Exception as error:
            raise CleanError(self._sentence(error, doing)) from None

    def _sentence(self, error: Exception, doing: str) -> str:
        said = _plain(error)
        name = type(error).__name__
        if "Credentials" in name:
            return (
                f"There are no credentials for {self.place} ({said}); set AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
            )
        if isinstance(error, PermissionError):
            return f"{self.place} does not let these credentials {doing} ({said}); use some that may write "
            "there."
        if isinstance(error, FileNotFoundError):
            return f"{self.place} cannot be used ({said}); make the bucket or folder first, or check the URL."
        if isinstance(error, TimeoutError) or "Timeout" in name:
            return f"{self.place} did not answer in time ({said}); {AGAIN}."
        return f"{self.place} cannot be used: to {doing} failed ({name}: {said}); {AGAIN}."


def open_store(url: str, version: str, patience: Patience, options: Mapping[str, Any]) -> Store:
    """Return the folder `version` below `url`.

    Raises CleanError if the URL cannot be one, or carries a key.
    """
    with needs("s3", "Publishing in an object store"):
        import fsspec
    try:
        parts = urlsplit(url)
        keyed = "@" in parts.netloc
    except ValueError:
        raise CleanError(f"{shown(url)} is not a URL; give one such as s3://bucket/corpus.") from None
    if keyed:
        raise CleanError(
            "The URL carries a user name or key, which would end up in logs; leave it out, and set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
        )
    if not parts.scheme or not (parts.netloc or parts.path.strip("/")) or parts.query or parts.fragment:
        raise CleanError(f"{shown(url)} is no place in a store; give one such as s3://bucket/corpus.")
    scheme = parts.scheme.lower()
    settings = {
        "skip_instance_cache": True,
        "use_listings_cache": False,
        **_for_s3(scheme, patience),
        **options,
    }
    try:
        fs, path = fsspec.core.url_to_fs(url, **settings)
    except ImportError as error:
        extra = "run: pip install 'momentum-corpus[s3]'" if scheme in {"s3", "s3a"} else "install it"
        raise CleanError(f"{scheme}:// needs a client that is not installed ({error}); {extra}.") from error
    except ValueError as error:
        raise CleanError(f"{shown(url)} cannot be opened ({_plain(error)}); check the URL.") from error
    if scheme in {"s3", "s3a"}:
        # Its own tries would multiply those of the client below it.
        fs.retries = 1
    place = f"{shown(url).rstrip('/')}/{version}"
    return Store(fs, place, f"{path.rstrip('/')}/{version}", scheme in _WHOLE)


def _for_s3(scheme: str, patience: Patience) -> dict[str, Any]:
    if scheme not in {"s3", "s3a"}:
        return {}
    seconds = patience.timeout
    limits = {
        "connect_timeout": seconds,
        "read_timeout": seconds,
        "retries": {"total_max_attempts": patience.tries},
    }
    return {"config_kwargs": limits}


def _plain(error: Exception) -> str:
    text = " ".join(str(error).split())[:300] or type(error).__name__
    for name in _SECRETS:
        if os.environ.get(name):
            text = text.replace(os.environ[name], "***")
    return shown(text)
