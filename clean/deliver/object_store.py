"""Publishes a version in an object store: S3, or any other that fsspec knows.

The version becomes the folder `URL/<version>`. Its MANIFEST.json is written last, when everything else is
there and has been read back: without it, what stands there is no version, and the next run completes it.
Nothing that is there is ever overwritten; a file with the same content is accepted, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clean.deliver.patience import Patience
from clean.deliver.store_client import Store, open_store
from clean.deliver.version_folder import VersionFile, VersionFolder
from clean.errors import CleanError, shown
from clean.wording import many

__all__ = ["StoreReport", "publish_in_store"]


@dataclass(frozen=True)
class StoreReport:
    """What was done, or would be: `place` is the version's folder there, `steps` are sentences in order.

    `sent` are the files that were missing; `already` is true if none was.
    """

    place: str
    version: str
    steps: tuple[str, ...]
    sent: tuple[str, ...]
    already: bool


def publish_in_store(
    version: VersionFolder,
    url: str,
    *,
    dry_run: bool = False,
    patience: Patience | None = None,
    options: Mapping[str, Any] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> StoreReport:
    """Publish a version as a folder below `url`, such as s3://bucket/corpus.

    `version` is one that `publishable` returned; `dry_run` only reads; `options` go to the store's fsspec
    client; `tell` gets each step as it is done. Raises CleanError if the store holds other content under the
    version's name, or refuses or fails; what is there then is no version, or is completed by the next run.
    """
    store = open_store(url, version.version, patience or Patience(), options or {})
    steps: list[str] = []

    def note(step: str) -> None:
        steps.append(step)
        tell(step)

    missing = _missing(store, version)
    if not missing:
        note(f"{store.place} has version {version.version} already, with the same files")
    elif dry_run:
        note(f"would write {_amount(version, missing)} to {store.place}, MANIFEST.json last")
    else:
        for name in missing:
            _send(store, name, version.files[name])
        note(f"wrote {_amount(version, missing)} to {store.place}, and read them back")
    return StoreReport(store.place, version.version, tuple(steps), missing, not missing)


def _amount(version: VersionFolder, names: tuple[str, ...]) -> str:
    return f"{many(len(names), 'file')} ({many(sum(version.files[name].size for name in names), 'byte')})"


def _missing(store: Store, version: VersionFolder) -> tuple[str, ...]:
    """Return the files to send, MANIFEST.json last. Raises CleanError if anything else is there."""
    from clean.publish.manifest import NAME

    present = store.sizes()
    unknown = sorted(set(present) - set(version.files))
    if unknown:
        raise CleanError(
            f"{store.place} holds {shown(unknown[0])}, which is not of this version; publish somewhere else, "
            "or look at what is there."
        )
    for name in version.files:
        if name in present:
            _demand_same(store, name, version.files[name], present[name])
    return tuple(
        sorted((name for name in version.files if name not in present), key=lambda name: name == NAME)
    )


def _demand_same(store: Store, name: str, file: VersionFile, size: int) -> None:
    if size != file.size or store.sha256(name) != file.sha256:
        raise CleanError(
            f"{store.place} holds {shown(name)} already, with other content; a published version never "
            "changes: "
            "build the next one, or publish somewhere else."
        )


def _send(store: Store, name: str, file: VersionFile) -> None:
    """Write a file and read it back; one that somebody else wrote meanwhile must be the same."""
    store.create(name, file.path)
    _demand_same(store, name, file, store.size(name))
