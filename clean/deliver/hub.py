"""Publishes a version on the Hugging Face Hub: one commit with all files, then the tag of the version.

The tag is what makes a version: it is set last, to a commit whose files are the folder's, and never moved. So
a run that was interrupted anywhere leaves a repository that has no such tag, and the next run looks at what
is there and does what is still missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clean.deliver.hub_client import HubClient, HubRefusal, hub_client, stored_token
from clean.deliver.hub_state import Changes, changes, files_at, read_repository
from clean.deliver.patience import AGAIN, Patience
from clean.deliver.secret import Secret
from clean.deliver.version_folder import VersionFolder
from clean.errors import CleanError, shown
from clean.wording import many

__all__ = ["HubReport", "publish_on_hub"]


@dataclass(frozen=True)
class HubReport:
    """What was done, or would be: `steps` are sentences in order; `commit` is the tagged one, if it is known.

    `already` is true if the tag was there before, on the same files.
    """

    repo: str
    version: str
    steps: tuple[str, ...]
    commit: str | None
    already: bool


def publish_on_hub(
    version: VersionFolder,
    repo: str,
    *,
    private: bool = False,
    dry_run: bool = False,
    token: Secret | None = None,
    endpoint: str | None = None,
    patience: Patience | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> HubReport:
    """Publish a version as the dataset repository `repo`, which is made if need be.

    `version` is one that `publishable` returned; `private` makes a new repository private; `dry_run` only
    reads. Without `token`, that of HF_TOKEN or of
    `hf auth login` is used; `endpoint` defaults to HF_ENDPOINT. `tell` gets each step as it is done.

    Raises CleanError if the version's tag is there with other content, or the Hub refuses or fails; nothing
    is published then, or it is completed by the next run.
    """
    token = token if token is not None else stored_token()
    if token is None and not dry_run:
        raise CleanError("There is no token for the Hub; log in with `hf auth login`, or set HF_TOKEN.")
    steps: list[str] = []

    def note(step: str) -> None:
        steps.append(step)
        tell(step)

    with hub_client(repo, token, patience or Patience(), endpoint=endpoint, may_write=not dry_run) as client:
        commit, already = _publish(client, version, note, private=private, dry_run=dry_run)
    return HubReport(repo, version.version, tuple(steps), commit, already)


def _publish(
    client: HubClient, version: VersionFolder, note: Callable[[str], None], *, private: bool, dry_run: bool
) -> tuple[str | None, bool]:
    """Do what is missing; return the tagged commit, if there is one, and whether nothing was missing."""
    repository = read_repository(client)
    kind = "private dataset repository" if private else "dataset repository"
    if repository is None and dry_run:
        note(f"would create the {kind} {client.repo}")
        _note_commit(note, "would commit", version, Changes(tuple(version.files), (), (), ()))
        note(f"would tag the commit {version.version}")
        return None, False
    if repository is None:
        _create(client, private=private)
        note(f"created the {kind} {client.repo}")
        repository = read_repository(client)
        if repository is None:
            raise CleanError(
                f"{client.service} neither shows {client.repo} to this token nor makes it; check the name "
                "and the "
                "token's rights."
            )
    elif private:
        _demand_private(client)
    if version.version in repository.tags:
        _demand_same(client, version)
        note(f"{client.repo} has {version.version} already, with the same files")
        return repository.tags[version.version], True
    found = changes(client, repository.head, files_at(client, repository.head), version)
    commit = repository.head
    if not found.needed:
        note(f"the files are on main already, at commit {commit[:12]}")
    elif dry_run:
        _note_commit(note, "would commit", version, found)
    else:
        commit = _commit(client, version, found, repository.head)
        _note_commit(note, "committed", version, found)
    if dry_run:
        note(f"would tag the commit {version.version}")
        return None, False
    _tag(client, version, commit)
    note(f"tagged the commit {version.version}")
    return commit, False


def _note_commit(note: Callable[[str], None], did: str, version: VersionFolder, found: Changes) -> None:
    size = f"{many(len(version.files), 'file')}, {many(version.size, 'byte')}"
    what = f"{len(found.add)} new, {len(found.replace)} changed, {len(found.remove)} removed"
    note(f"{did} version {version.version} in one commit ({size}; {what})")
    if found.foreign:
        left = many(len(found.foreign), "file")
        note(f"{left} that no version put there: left alone ({_some(found.foreign)})")


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(map(shown, names[:5])) + (", …" if len(names) > 5 else "")


def _create(client: HubClient, *, private: bool) -> None:
    # None leaves it to the owner's settings, which may make every repository private.
    client.ask(
        f"create {client.repo}",
        lambda api: api.create_repo(
            client.repo, repo_type="dataset", private=True if private else None, exist_ok=True
        ),
    )


def _demand_private(client: HubClient) -> None:
    info = client.ask("read it", lambda api: api.dataset_info(client.repo))
    if not info.private:
        raise CleanError(
            f"{client.repo} exists and is public; make it private in its settings on the Hub, or leave "
            "--private out."
        )


def _commit(client: HubClient, version: VersionFolder, found: Changes, head: str) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    # Unchanged files are in the parent; the Hub's client would leave them out as well.
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        CommitOperationAdd(name, str(version.files[name].path)) for name in (*found.add, *found.replace)
    ]
    operations += [CommitOperationDelete(name) for name in found.remove]
    info = client.ask(
        f"commit to {client.repo}",
        lambda api: api.create_commit(
            client.repo,
            operations,
            repo_type="dataset",
            revision="main",
            parent_commit=head,
            commit_message=f"{version.dataset} {version.version}",
            commit_description=f"MANIFEST.json: sha256 {version.digest}",
        ),
    )
    return str(info.oid)


def _tag(client: HubClient, version: VersionFolder, commit: str) -> None:
    """Tag the commit, then read back what the tag holds.

    Before tagging, the commit's files are compared too: a tag cannot be taken back by whoever relied on it.
    """
    different = _differences(client, version, commit)
    if different:
        raise CleanError(
            f"Commit {commit[:12]} of {client.repo} does not hold the version ({different}), so it was not "
            "tagged; "
            f"{AGAIN}."
        )
    try:
        client.ask(
            f"tag {client.repo}",
            lambda api: api.create_tag(
                client.repo,
                tag=version.version,
                revision=commit,
                repo_type="dataset",
                tag_message=f"MANIFEST.json: sha256 {version.digest}",
            ),
        )
    except HubRefusal as refusal:
        # Whoever publishes at the same time may have set it; what it holds is compared below.
        repository = read_repository(client) if refusal.status == 409 else None
        if repository is None or version.version not in repository.tags:
            raise
    _demand_same(client, version)


def _demand_same(client: HubClient, version: VersionFolder) -> None:
    different = _differences(client, version, version.version)
    if different:
        raise CleanError(
            f"{client.repo} has a version {version.version} already, with other content ({different}); a "
            "published "
            "version never changes: build the next one, and publish that."
        )


def _differences(client: HubClient, version: VersionFolder, revision: str) -> str:
    present = files_at(client, revision)
    missing = [f"{shown(name)} is missing" for name in version.files if name not in present]
    other = [
        f"{shown(name)} is different"
        for name, file in version.files.items()
        if name in present and not present[name].holds(file)
    ]
    found = [*missing, *other]
    return "; ".join(found[:3]) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")
