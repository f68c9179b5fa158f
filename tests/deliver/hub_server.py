"""As much of the Hub as its client and `load_dataset` ask for: repositories, commits, tags, and files."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from faulty_server import Call, FaultyServer, Reply

TOKEN = "hf_made_up_for_the_tests"  # noqa: S105


@dataclass
class Repo:
    private: bool
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    head: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    def commit(self, files: dict[str, bytes]) -> None:
        listed = json.dumps({name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)})
        self.head = hashlib.sha1(f"{self.head} {listed}".encode(), usedforsecurity=False).hexdigest()
        self.commits[self.head] = files

    def at(self, revision: str) -> tuple[str, dict[str, bytes]] | None:
        oid = self.head if revision == "main" else self.tags.get(revision, revision)
        return (oid, self.commits[oid]) if oid in self.commits else None


def is_large(path: str) -> bool:
    return path.endswith(".parquet")


def described(path: str, content: bytes) -> dict[str, Any]:
    blob = b"blob %d\0" % len(content) + content
    item = {
        "type": "file",
        "path": path,
        "size": len(content),
        "oid": hashlib.sha1(blob, usedforsecurity=False).hexdigest(),
    }
    if is_large(path):
        sha256 = hashlib.sha256(content).hexdigest()
        item["lfs"] = {"oid": sha256, "size": len(content), "pointerSize": 130}
    return item


class HubServer(FaultyServer):
    """The Hub; whoever has `TOKEN` may write."""

    def __init__(self) -> None:
        super().__init__()
        self.repos: dict[str, Repo] = {}
        self.objects: dict[str, bytes] = {}

    def state(self) -> dict[str, Any]:
        """What a reader of the Hub could see: by repository, the head's files and the tags'."""
        return {
            name: (repo.private, repo.at("main"), {tag: repo.at(tag) for tag in sorted(repo.tags)})
            for name, repo in self.repos.items()
        }

    def answer(self, call: Call) -> Reply:  # noqa: PLR0911  (a table of routes)
        content = hashlib.sha256(call.body).hexdigest()
        if call.path == f"/objects/{content}":  # the address is the permission
            self.objects[content] = call.body
            return Reply(200, {})
        writes = call.method not in {"GET", "HEAD"} and "/paths-info/" not in call.path
        if call.token not in {None, TOKEN} or (writes and call.token is None):
            return Reply(401, {"error": "Invalid username or password."})
        if call.path == "/api/repos/create":
            return self._create(call.json)
        if call.path == "/api/validate-yaml":
            return Reply(200, {"errors": [], "warnings": []})
        found = re.fullmatch(
            r"/(?:api/)?datasets/([^/]+/[^/]+?)(?:\.git)?(?:/([a-z-]+)(?:/(.*))?)?", call.path
        )
        repo = self.repos.get(found[1]) if found else None
        if found is None or repo is None or (repo.private and call.token is None):
            return Reply(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        handle = {
            "refs": self._refs,
            "info": self._batch,
            "preupload": self._preupload,
            "commit": self._commit,
        }
        if found[2] in handle:
            return handle[found[2]](found[1], repo, call)
        return self._at_revision(found[1], repo, found[2] or "revision", found[3] or "main", call)

    def _create(self, wanted: Mapping[str, Any]) -> Reply:
        name = f"{wanted['organization']}/{wanted['name']}"
        url = f"{self.url}/datasets/{name}"
        if name in self.repos:
            return Reply(409, {"error": "You already created this dataset repo", "url": url})
        repo = self.repos[name] = Repo(private=wanted.get("visibility") == "private")
        repo.commit({".gitattributes": b"*.parquet filter=lfs\n"})
        return Reply(200, {"url": url, "name": name})

    def _refs(self, name: str, repo: Repo, call: Call) -> Reply:
        tags = [
            {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid} for tag, oid in repo.tags.items()
        ]
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": repo.head}
        return Reply(200, {"branches": [main], "converts": [], "tags": tags})

    def _preupload(self, name: str, repo: Repo, call: Call) -> Reply:
        modes = [
            {
                "path": file["path"],
                "uploadMode": "lfs" if is_large(file["path"]) else "regular",
                "shouldIgnore": False,
            }
            for file in call.json["files"]
        ]
        return Reply(200, {"files": modes})

    def _batch(self, name: str, repo: Repo, call: Call) -> Reply:
        objects = []
        for item in call.json["objects"]:
            action = {"upload": {"href": f"{self.url}/objects/{item['oid']}"}}
            objects.append({**item, **({} if item["oid"] in self.objects else {"actions": action})})
        return Reply(200, {"transfer": "basic", "objects": objects})

    def _commit(self, name: str, repo: Repo, call: Call) -> Reply:
        files = dict(repo.commits[repo.head])
        for line in call.body.splitlines():
            key, value = json.loads(line)["key"], json.loads(line)["value"]
            if key == "header" and value.get("parentCommit") not in {None, repo.head}:
                return Reply(412, {"error": "A commit has happened since"})
            if key == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            if key == "lfsFile":
                files[value["path"]] = self.objects[value["oid"]]
            if key == "deletedFile":
                del files[value["path"]]
        repo.commit(files)
        url = f"{self.url}/datasets/{name}/commit/{repo.head}"
        return Reply(200, {"commitUrl": url, "commitOid": repo.head})

    def _at_revision(self, name: str, repo: Repo, what: str, rest: str, call: Call) -> Reply:  # noqa: PLR0911
        revision, _, path = rest.partition("/")
        at = repo.at(revision)
        if at is None:
            return Reply(404, {"error": "no such revision"}, {"X-Error-Code": "RevisionNotFound"})
        oid, files = at
        if what == "tag" and call.json["tag"] in repo.tags:
            return Reply(409, {"error": "Tag reference exists already"})
        if what == "tag":
            repo.tags[call.json["tag"]] = oid
            return Reply(200, {})
        if what == "resolve" and path in files:
            etag = {"ETag": f'"{hashlib.sha256(files[path]).hexdigest()}"', "X-Repo-Commit": oid}
            return _range(files[path], call.headers.get("Range"), etag)
        siblings = [{"rfilename": path} for path in files]
        bodies: dict[str, Any] = {
            "revision": {"id": name, "sha": oid, "private": repo.private, "siblings": siblings},
            "tree": _listing(files, path, recursive=call.query.get("recursive") == ["true"]),
            "paths-info": _listing(files, "", recursive=True),
        }
        if what not in bodies:
            return Reply(404, {"error": "Entry not found"}, {"X-Error-Code": "EntryNotFound"})
        if what == "paths-info":
            return Reply(200, [item for item in bodies[what] if item["path"] in call.json["paths"]])
        return Reply(200, bodies[what])


def _listing(files: Mapping[str, bytes], folder: str, *, recursive: bool) -> list[dict[str, Any]]:
    prefix = f"{folder}/" if folder else ""
    inside = {path: content for path, content in files.items() if path.startswith(prefix)}
    found: dict[str, dict[str, Any]] = {}
    for path, content in sorted(inside.items()):
        parts = path.removeprefix(prefix).split("/")
        for depth in range(1, len(parts)):
            if depth == 1 or recursive:
                name = prefix + "/".join(parts[:depth])
                found[name] = {"type": "directory", "path": name, "oid": "0" * 40, "size": 0}
        if len(parts) == 1 or recursive:
            found[path] = described(path, content)
    return list(found.values())


def _range(content: bytes, wanted: str | None, headers: Mapping[str, str]) -> Reply:
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted or "")
    if found is None:
        return Reply(200, content, {**headers, "Content-Length": str(len(content))})
    start, end = int(found[1]), min(int(found[2] or len(content)), len(content) - 1)
    span = {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
    return Reply(206, content[start : end + 1], {**headers, **span})
