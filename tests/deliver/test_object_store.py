"""Publishing in an object store: s3fs against moto's server on loopback, memory, and a folder."""

import hashlib
import http.client
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import fsspec
import pytest
from aiobotocore.session import get_session
from faulty_server import Call, FaultyServer, Reply
from moto.server import ThreadedMotoServer

from clean.deliver.object_store import StoreReport, publish_in_store
from clean.deliver.patience import Patience
from clean.deliver.version_folder import read_version
from clean.errors import CleanError
from clean.publish.folder import files_of, fingerprint
from clean.publish.manifest import FORMAT

URL = "s3://harbour/corpus"
KEY = "made-up-secret-key"


class Front(FaultyServer):
    """Stands before moto's server, and passes on what a test does not spoil."""

    def __init__(self, behind: str) -> None:
        super().__init__()
        self.behind = urlsplit(behind)

    def answer(self, call: Call) -> Reply:
        assert self.behind.hostname is not None
        connection = http.client.HTTPConnection(self.behind.hostname, self.behind.port, timeout=10)
        target = call.path + ("?" + urlencode(call.query, doseq=True) if call.query else "")
        own = {"host", "expect", "connection"}
        sent = {name: value for name, value in call.headers.items() if name.lower() not in own}
        connection.request(call.method, target, body=call.body, headers=sent)
        got = connection.getresponse()
        content = got.read()
        connection.close()
        hop = {"connection", "content-length", "transfer-encoding", "server", "date"}
        headers = {name: value for name, value in got.getheaders() if name.lower() not in hop}
        if call.method == "HEAD":
            headers["Content-Length"] = got.headers["Content-Length"]
        return Reply(got.status, content, headers)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def reset(moto: str) -> None:
    connection = http.client.HTTPConnection(moto.removeprefix("http://"), timeout=10)
    for method, path in (("POST", "/moto-api/reset"), ("PUT", "/harbour")):
        connection.request(method, path)
        connection.getresponse().read()
    connection.close()


@pytest.fixture
def s3(moto: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    reset(moto)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with Front(moto) as front:
        monkeypatch.setenv("AWS_ENDPOINT_URL", front.url)
        yield front


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A version of four files: each costs several requests, and every request may fail."""
    folder = tmp_path / "dist" / "1.0.0"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "train.parquet").write_bytes(b"PAR1 in name only")
    (folder / "validation.json").write_text('{"checks": []}', encoding="utf-8")
    (folder / "README.md").write_text("A card.", encoding="utf-8")
    content = {
        "format": FORMAT,
        "dataset": "harbour-log",
        "version": "1.0.0",
        "files": {name: fingerprint(path) for name, path in files_of(folder).items()},
        "tables": {},
        "raw": {},
    }
    (folder / "MANIFEST.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture
def patience() -> Patience:
    return Patience(timeout=5, tries=1)


#: Holds the description of S3, which takes longer to read than all requests of a test.
SESSION = get_session()


def publish(version: Path, patience: Patience, **options: object) -> StoreReport:
    return publish_in_store(
        read_version(version), URL, patience=patience, options={"session": SESSION}, **options
    )  # type: ignore[arg-type]


def on_disk(version: Path) -> dict[str, bytes]:
    return {
        path.relative_to(version).as_posix(): path.read_bytes()
        for path in version.rglob("*")
        if path.is_file()
    }


def stored(url: str = URL, version: str = "1.0.0") -> dict[str, bytes]:
    options = {"session": SESSION} if url.startswith("s3") else {}
    fs, path = fsspec.core.url_to_fs(f"{url}/{version}", skip_instance_cache=True, **options)
    prefix = fs._strip_protocol(path) + "/"
    return {name.removeprefix(prefix): fs.cat_file(name) for name in fs.find(path)}


def test_the_version_is_a_folder_and_the_manifest_comes_last(
    s3: Front, version: Path, patience: Patience
) -> None:
    report = publish(version, patience)
    assert stored() == on_disk(version)
    assert report.sent == (*sorted(set(on_disk(version)) - {"MANIFEST.json"}), "MANIFEST.json")
    written = [call for call in s3.calls if call.method == "PUT"]
    assert [call.path for call in written] == [f"/harbour/corpus/1.0.0/{name}" for name in report.sent]
    assert {call.headers["If-None-Match"] for call in written} == {"*"}


def test_every_file_is_read_back(s3: Front, version: Path, patience: Patience) -> None:
    publish(version, patience)
    read = {call.path for call in s3.calls if call.method == "GET" and "list-type" not in call.query}
    assert read == {f"/harbour/corpus/1.0.0/{name}" for name in on_disk(version)}


def test_a_store_that_garbles_is_found_out(s3: Front, version: Path, patience: Patience) -> None:
    def garbled(number: int, call: Call) -> Reply | None:
        if call.method == "GET" and call.path.endswith("validation.json"):
            content = (version / "validation.json").read_bytes()[::-1]
            return Reply(
                206, content, {"ETag": '"x"', "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}"}
            )
        return None

    with (
        s3.spoiled(garbled),
        pytest.raises(CleanError, match=r"holds validation.json already, with other content"),
    ):
        publish(version, patience)
    assert "MANIFEST.json" not in stored()


def test_publishing_again_changes_nothing(s3: Front, version: Path, patience: Patience) -> None:
    publish(version, patience)
    done = len(s3.calls)
    report = publish(version, patience)
    assert report.already
    assert {call.method for call in s3.calls[done:]} <= {"GET", "HEAD"}


def test_a_dry_run_only_reads(s3: Front, version: Path, patience: Patience) -> None:
    told: list[str] = []
    publish(version, patience, dry_run=True, tell=told.append)
    assert stored() == {}
    assert {call.method for call in s3.calls} <= {"GET", "HEAD"}
    assert len(told) == 1
    assert told[0].startswith("would write ")
    assert told[0].endswith(f" bytes) to {URL}/1.0.0, MANIFEST.json last")


@pytest.mark.parametrize("name", ["MANIFEST.json", "README.md", "data/odd.parquet"])
@pytest.mark.parametrize("url", [URL, "memory://harbour/corpus", "file://"])
def test_what_is_there_is_never_overwritten(
    s3: Front, version: Path, tmp_path: Path, url: str, name: str
) -> None:
    url = f"file://{tmp_path}/store" if url == "file://" else url
    fsspec.filesystem("memory").store.clear()
    fs, path = fsspec.core.url_to_fs(f"{url}/1.0.0/{name}", skip_instance_cache=True)
    fs.makedirs(fs._parent(path), exist_ok=True)
    fs.pipe_file(path, b"mine")
    with pytest.raises(CleanError) as caught:
        publish_in_store(read_version(version), url)
    assert f"holds {name}" in str(caught.value)
    assert stored(url) == {name: b"mine"}


def test_who_is_quicker_wins(s3: Front, version: Path, patience: Patience) -> None:
    """Between looking and writing, somebody else writes: the store refuses, and nothing is lost."""

    def quicker(number: int, call: Call) -> None:
        if call.method == "PUT" and call.path.endswith("README.md"):
            s3.answer(Call("PUT", call.path, {}, type(call.headers)(), b"theirs"))

    with s3.spoiled(quicker), pytest.raises(CleanError, match=r"holds README.md already, with other content"):
        publish(version, patience)
    assert stored()["README.md"] == b"theirs"
    assert "MANIFEST.json" not in stored()


@pytest.mark.parametrize("url", ["memory://harbour/corpus", "file://"])
def test_other_stores_do_as_well(version: Path, tmp_path: Path, url: str) -> None:
    url = f"file://{tmp_path}/store" if url == "file://" else url
    fsspec.filesystem("memory").store.clear()
    assert not publish_in_store(read_version(version), url).already
    assert stored(url) == on_disk(version)
    assert publish_in_store(read_version(version), url).already


@pytest.mark.parametrize("how", ["cut", "lose"])
def test_an_interrupted_run_is_completed_by_the_next(
    s3: Front, moto: str, version: Path, patience: Patience, how: str
) -> None:
    publish(version, patience)
    # A reply that is lost matters only where something was written.
    points = [number for number, call in enumerate(s3.calls) if how == "cut" or call.method == "PUT"]
    assert len(points) >= 4

    def spoil(first: int) -> Callable[[int, Call], str | None]:
        return lambda number, call: None if number < first else how if number == first else "cut"

    # In between, the requests of the first file are made once more for each of the others.
    for first in sorted({*points[:6], *points[-6:]}):
        reset(moto)
        with s3.spoiled(spoil(first)), pytest.raises(CleanError) as caught:
            publish(version, patience)
        assert f"{URL}/1.0.0 " in str(caught.value)
        assert len(str(caught.value).splitlines()) == 1
        there = stored()
        assert "MANIFEST.json" not in there or there == on_disk(version)
        publish(version, patience)
        assert stored() == on_disk(version)


def test_a_half_written_file_of_a_folder_is_no_file(version: Path, tmp_path: Path) -> None:
    """A killed run leaves the beginning of a file under another name."""
    place = tmp_path / "store" / "1.0.0"
    place.mkdir(parents=True)
    (place / "README.md.part").write_bytes(b"---\n")
    publish_in_store(read_version(version), f"file://{tmp_path}/store")
    assert on_disk(place) == on_disk(version)


FAULTS = {
    403: "does not let these credentials",
    404: "make the bucket or folder first, or check the URL",
    500: "cannot be used",
}


@pytest.mark.parametrize("status", FAULTS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_refusal_is_a_sentence(
    s3: Front, version: Path, patience: Patience, status: int, method: str
) -> None:
    body = f"<Error><Code>{status}</Code><Message>no {KEY}</Message></Error>".encode()
    reply = Reply(status, body, {"Content-Type": "application/xml"})
    with (
        s3.spoiled(lambda number, call: reply if call.method == method else None),
        pytest.raises(CleanError) as caught,
    ):
        publish(version, patience)
    assert FAULTS[status] in str(caught.value)
    assert KEY not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert "MANIFEST.json" not in stored()


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_store_that_hangs_is_given_up(s3: Front, version: Path, method: str) -> None:
    with (
        s3.spoiled(lambda number, call: "hang" if call.method == method else None),
        pytest.raises(CleanError, match=r"did not answer in time .*run the same command again"),
    ):
        publish(version, Patience(timeout=0.3, tries=1))


def test_a_bucket_that_is_not_there_is_a_sentence(s3: Front, version: Path, patience: Patience) -> None:
    with pytest.raises(CleanError, match=r"make the bucket or folder first, or check the URL"):
        publish_in_store(read_version(version), "s3://nowhere/corpus", patience=patience)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("bucket/corpus", "is no place in a store"),
        ("s3://", "is no place in a store"),
        ("s3://bucket/x?versionId=1", "is no place in a store"),
        (f"s3://key:{KEY}@bucket/corpus", "carries a user name or key, which would end up in logs"),
        ("gopher://bucket/corpus", "cannot be opened (Protocol not known: gopher); check the URL"),
        ("http://[", "is not a URL"),
    ],
)
def test_a_url_that_will_not_do_is_a_sentence(version: Path, url: str, sentence: str) -> None:
    with pytest.raises(CleanError) as caught:
        publish_in_store(read_version(version), url)
    assert sentence in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_missing_client_is_named_with_its_extra(versions: Path) -> None:
    program = "import sys; sys.modules['s3fs'] = None\nfrom clean.__main__ import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, "publish", "s3", URL, str(versions / "1.0.0")],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("run: pip install 'momentum-corpus[s3]'.\n")


def test_the_command_publishes(s3: Front, moto: str, versions: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "clean", "publish", "s3", URL, str(versions / "1.0.0")],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "AWS_ENDPOINT_URL": moto},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("wrote ")
    assert done.stdout.endswith(f" bytes) to {URL}/1.0.0, and read them back\n")
    there = stored()
    for name, facts in json.loads(there["MANIFEST.json"])["files"].items():
        assert hashlib.sha256(there[name]).hexdigest() == facts["sha256"]
