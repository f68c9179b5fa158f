"""What a repository on the Hub holds, and what separates it from a version's folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import semver

from clean.deliver.hub_client import HubClient, HubRefusal
from clean.deliver.version_folder import VersionFile, VersionFolder
from clean.errors import CleanError, shown

if TYPE_CHECKING:
    from huggingface_hub import HfApi

__all__ = ["Changes", "Repository", "changes", "files_at", "read_repository"]

#: What a repository may hold before the first version: what the Hub itself writes into a new one.
_NEW: Final = frozenset({".gitattributes", "README.md", "LICENSE"})
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class RemoteFile:
    """A file on the Hub: its size in bytes, and the sha256 of its content, or else its git blob id."""

    size: int
    sha256: str | None
    blob: str

    def holds(self, file: VersionFile) -> bool:
        """Return whether the content is that of a file of the version."""
        if self.size != file.size:
            return False
        return self.sha256 == file.sha256 if self.sha256 is not None else self.blob == _blob_id(file)


@dataclass(frozen=True)
class Repository:
    """A dataset repository that exists: the head of its branch `main`, and its tags' commits."""

    head: str
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Changes:
    """What a commit must do so that the repository holds the version; paths in code point order.

    `foreign` are files that no version put there: they stay.
    """

    add: tuple[str, ...]
    replace: tuple[str, ...]
    remove: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def needed(self) -> bool:
        """Whether anything is to be committed."""
        return bool(self.add or self.replace or self.remove)


def read_repository(client: HubClient) -> Repository | None:
    """Return the repository's state, or None if there is none of that name."""
    try:
        refs = client.ask("read it", lambda api: api.list_repo_refs(client.repo, repo_type="dataset"))
    except HubRefusal as refusal:
        if refusal.status == 404:
            return None
        raise
    heads = [branch.target_commit for branch in refs.branches if branch.name == "main"]
    if not heads:
        raise CleanError(
            f"{client.repo} has no branch main; make one on the Hub, or choose another repository."
        )
    return Repository(heads[0], {tag.name: tag.target_commit for tag in refs.tags})


def files_at(client: HubClient, revision: str) -> dict[str, RemoteFile]:
    """Return the files of a commit or tag by their path."""

    def listed(api: HfApi) -> dict[str, RemoteFile]:
        from huggingface_hub.hf_api import RepoFile

        tree = api.list_repo_tree(client.repo, recursive=True, revision=revision, repo_type="dataset")
        return {
            item.path: RemoteFile(item.size, item.lfs.sha256 if item.lfs is not None else None, item.blob_id)
            for item in tree
            if isinstance(item, RepoFile)
        }

    return client.ask("list its files", listed)


def changes(
    client: HubClient, head: str, present: Mapping[str, RemoteFile], version: VersionFolder
) -> Changes:
    """Return what a commit on `head` must do, whose files are `present`.

    Raises CleanError if the repository is that of another dataset, or already holds a later version.
    """
    from clean.publish.manifest import NAME

    earlier: frozenset[str] = frozenset()
    if NAME in present:
        earlier = _earlier_files(_remote_manifest(client, head), client.repo, version)
    elif not set(present) <= _NEW:
        odd = min(set(present) - _NEW)
        raise CleanError(
            f"{client.repo} holds {shown(odd)} and no {NAME}, so it is not a repository of versions; choose "
            "another."
        )
    return Changes(
        add=tuple(name for name in version.files if name not in present),
        replace=tuple(
            name for name, file in version.files.items() if name in present and not present[name].holds(file)
        ),
        remove=tuple(sorted(name for name in present if name in earlier and name not in version.files)),
        foreign=tuple(sorted(set(present) - earlier - set(version.files) - {".gitattributes"})),
    )


def _remote_manifest(client: HubClient, head: str) -> Mapping[str, Any]:
    from clean.publish.manifest import NAME

    def fetched(api: HfApi) -> bytes:
        from huggingface_hub import get_session, hf_hub_url
        from huggingface_hub.utils._http import hf_raise_for_status

        url = hf_hub_url(client.repo, NAME, repo_type="dataset", revision=head, endpoint=api.endpoint)
        response = get_session().get(url, headers=api._build_hf_headers())
        hf_raise_for_status(response)
        return bytes(response.content)

    try:
        content = json.loads(client.ask(f"read its {NAME}", fetched))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("files"), dict):
        raise CleanError(f"{NAME} in {client.repo} is not the manifest of a version; look at it on the Hub.")
    return content


def _earlier_files(manifest: Mapping[str, Any], repo: str, version: VersionFolder) -> frozenset[str]:
    from clean.publish.manifest import NAME

    if manifest.get("dataset") != version.dataset:
        other = shown(str(manifest.get("dataset")))
        raise CleanError(
            f"{repo} holds the dataset {other}, not {version.dataset}; choose another repository."
        )
    there = str(manifest.get("version"))
    if semver.Version.is_valid(there) and semver.Version.parse(there) > semver.Version.parse(version.version):
        raise CleanError(
            f"{repo} already holds version {there}, which is later than {version.version}; publish versions "
            "in order."
        )
    return frozenset([NAME, *map(str, manifest["files"])])


def _blob_id(file: VersionFile) -> str:
    """Return the id that git gives the content: the sha1 of a header and the bytes."""
    blob = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    with file.path.open("rb") as content:
        while block := content.read(_BLOCK):
            blob.update(block)
    return blob.hexdigest()
