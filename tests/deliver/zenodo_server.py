"""As much of Zenodo's deposit API as publishing asks for: drafts, files, publication, new versions."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from faulty_server import Call, FaultyServer, Reply

TOKEN = "zenodo-made-up-for-the-tests"  # noqa: S105


@dataclass
class Deposit:
    number: int
    concept: int
    metadata: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    published: bool = False


class ZenodoServer(FaultyServer):
    def __init__(self) -> None:
        super().__init__()
        self.deposits: dict[int, Deposit] = {}

    def state(self) -> dict[int, Any]:
        return {
            number: (deposit.concept, deposit.metadata, dict(deposit.files), deposit.published)
            for number, deposit in self.deposits.items()
        }

    def answer(self, call: Call) -> Reply:  # noqa: PLR0911  (a table of routes)
        if call.token != TOKEN:
            return Reply(
                401, {"status": 401, "message": "The server could not verify that you are authorized"}
            )
        if found := re.fullmatch(r"/api/files/bucket-(\d+)/([^/]+)", call.path):
            return self._upload(self.deposits[int(found[1])], found[2], call.body)
        found = re.fullmatch(r"/api/deposit/depositions(?:/(\d+))?(?:/(actions|files)/([^/]+))?", call.path)
        if found is None or (found[1] and int(found[1]) not in self.deposits):
            return Reply(404, {"status": 404, "message": "PID does not exist."})
        if found[1] is None:
            return self._of_all(call)
        deposit = self.deposits[int(found[1])]
        if found[2] == "actions":
            return self._publish(deposit) if found[3] == "publish" else self._new_version(deposit)
        if call.method != "GET" and deposit.published:
            return Reply(403, {"status": 403, "message": "Deposition is published."})
        if found[2] == "files":
            del deposit.files[bytes.fromhex(found[3]).decode()]
            return Reply(204, b"")
        if call.method == "PUT":
            deposit.metadata = call.json["metadata"]
        return Reply(200, self._shown(deposit))

    def _of_all(self, call: Call) -> Reply:
        if call.method == "POST":
            return Reply(201, self._shown(self._draft(call.json["metadata"])))
        size, page = int(call.query["size"][0]), int(call.query["page"][0])
        newest = sorted(self.deposits.values(), key=lambda deposit: -deposit.number)
        return Reply(200, [self._shown(deposit) for deposit in newest[(page - 1) * size : page * size]])

    def _draft(self, metadata: dict[str, Any], concept: int | None = None) -> Deposit:
        number = 1000 + 2 * len(self.deposits)
        deposit = Deposit(number + 1, concept or number, metadata)
        self.deposits[deposit.number] = deposit
        return deposit

    def _upload(self, deposit: Deposit, name: str, content: bytes) -> Reply:
        if deposit.published:
            return Reply(403, {"message": "Bucket is locked."})
        deposit.files[name] = content
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        return Reply(201, {"key": name, "size": len(content), "checksum": f"md5:{md5}"})

    def _publish(self, deposit: Deposit) -> Reply:
        needed = ("title", "upload_type", "description", "creators")
        faults = [
            {"field": f"metadata.{key}", "message": "Required."}
            for key in needed
            if not deposit.metadata.get(key)
        ]
        if faults or not deposit.files:
            return Reply(400, {"status": 400, "message": "Validation error.", "errors": faults})
        deposit.published = True
        return Reply(202, self._shown(deposit))

    def _new_version(self, deposit: Deposit) -> Reply:
        if not deposit.published:
            return Reply(403, {"message": "Not published."})
        drafts = [
            one for one in self.deposits.values() if one.concept == deposit.concept and not one.published
        ]
        if not drafts:
            drafts = [self._draft(dict(deposit.metadata), deposit.concept)]
            drafts[0].metadata.pop("notes", None)
            drafts[0].files.update(deposit.files)
        links = {"latest_draft": f"{self.url}/api/deposit/depositions/{drafts[0].number}"}
        return Reply(201, {**self._shown(deposit), "links": links})

    def _shown(self, deposit: Deposit) -> dict[str, Any]:
        files = [
            {
                "id": name.encode().hex(),
                "filename": name,
                "filesize": len(content),
                "checksum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            }
            for name, content in deposit.files.items()
        ]
        links = {
            "bucket": f"{self.url}/api/files/bucket-{deposit.number}",
            "html": f"{self.url}/deposit/{deposit.number}",
        }
        return {
            "id": deposit.number,
            "conceptrecid": str(deposit.concept),
            "metadata": deposit.metadata,
            "files": files,
            "links": links,
            "submitted": deposit.published,
            **({"doi": f"10.5072/zenodo.{deposit.number}"} if deposit.published else {}),
        }
