"""Publishing on Zenodo: drafts, publication, new versions, and the DOI in CITATION.cff."""

import hashlib
import io
import os
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from faulty_server import Call, Fault, Reply
from zenodo_server import TOKEN, ZenodoServer

from clean.cli import clean
from clean.deliver.patience import Patience
from clean.deliver.secret import Secret
from clean.deliver.version_folder import read_version
from clean.deliver.zenodo import ZenodoReport, publish_on_zenodo
from clean.errors import CleanError

CITATION = """\
# Kept by hand.
cff-version: 1.2.0
message: "Please cite it."
type: dataset
title: "harbour-log"   # as in dataset.toml
authors:
  - name: "Ada Fell"
version: {version}
keywords: [harbours]
"""


@pytest.fixture
def zenodo() -> Iterator[ZenodoServer]:
    with ZenodoServer() as server:
        yield server


@pytest.fixture
def citation(tmp_path: Path) -> Path:
    path = tmp_path / "CITATION.cff"
    path.write_text(CITATION.format(version="1.0.0"), encoding="utf-8")
    return path


def publish(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience, **options: object
) -> ZenodoReport:
    given = {"publish": True, "token": Secret(TOKEN, "the test"), "endpoint": zenodo.url, **options}
    return publish_on_zenodo(read_version(version), citation, patience=patience, **given)  # type: ignore[arg-type]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def on_disk(version: Path) -> dict[str, bytes]:
    return {
        f"harbour-log-{version.name}/{path.relative_to(version).as_posix()}": path.read_bytes()
        for path in version.rglob("*")
        if path.is_file()
    }


def test_a_deposit_has_the_whole_version_and_says_what_it_is(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    report = publish(zenodo, version, citation, patience)
    (deposit,) = zenodo.deposits.values()
    assert deposit.published
    assert set(deposit.files) == {"harbour-log-1.0.0.zip", "MANIFEST.json"}
    assert unpacked(deposit.files["harbour-log-1.0.0.zip"]) == on_disk(version)
    manifest = (version / "MANIFEST.json").read_bytes()
    assert deposit.files["MANIFEST.json"] == manifest
    digest = hashlib.sha256(manifest).hexdigest()
    assert deposit.metadata == {
        "upload_type": "dataset",
        "title": "harbour-log",
        "version": "1.0.0",
        "description": (
            f"<p>Posts &amp; &lt;replies&gt;.</p><p>Ask first.</p><p>MANIFEST.json: sha256:{digest}</p>"
        ),
        "creators": [{"name": "Ada Fell"}],
        "access_right": "open",
        "license": "other-closed",
        "notes": f"sha256:{digest}",
        "keywords": ["harbours"],
    }
    assert report.doi == f"10.5072/zenodo.{deposit.number}"


def test_the_doi_is_written_and_the_rest_of_the_file_stays(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    before = citation.read_text(encoding="utf-8")
    report = publish(zenodo, version, citation, patience)
    after = citation.read_text(encoding="utf-8")
    assert after == f"{before}doi: {report.doi}\n"
    assert yaml.safe_load(after)["doi"] == report.doi
    assert [path.name for path in citation.parent.iterdir() if path.name.startswith(".")] == []


def test_without_publish_it_stays_a_draft_that_the_next_run_publishes(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    before = citation.read_bytes()
    report = publish(zenodo, version, citation, patience, publish=False)
    (deposit,) = zenodo.deposits.values()
    assert (deposit.published, report.doi, citation.read_bytes()) == (False, None, before)
    assert f"left it a draft to look at: {zenodo.url}/deposit/{deposit.number}; " in report.steps[-1]
    done = len(zenodo.calls)
    again = publish(zenodo, version, citation, patience)
    assert again.doi is not None
    assert list(zenodo.deposits) == [deposit.number]
    assert not [call for call in zenodo.calls[done:] if call.method == "PUT" and "/files/" in call.path]


def test_publishing_again_changes_nothing(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    publish(zenodo, version, citation, patience)
    before, done, text = zenodo.state(), len(zenodo.calls), citation.read_bytes()
    assert publish(zenodo, version, citation, patience).already
    assert (zenodo.state(), citation.read_bytes()) == (before, text)
    assert {call.method for call in zenodo.calls[done:]} == {"GET"}


def test_a_new_version_of_a_record_has_only_its_own_files(
    zenodo: ZenodoServer, versions: Path, citation: Path, patience: Patience
) -> None:
    first = publish(zenodo, versions / "1.0.0", citation, patience)
    citation.write_text(citation.read_text().replace("1.0.0", "2.0.0"), encoding="utf-8")
    second = publish(zenodo, versions / "2.0.0", citation, patience, record=first.deposit)
    assert first.deposit is not None
    assert second.deposit is not None
    old, new = zenodo.deposits[first.deposit], zenodo.deposits[second.deposit]
    assert old.concept == new.concept
    assert set(new.files) == {"harbour-log-2.0.0.zip", "MANIFEST.json"}
    assert unpacked(new.files["harbour-log-2.0.0.zip"]) == on_disk(versions / "2.0.0")
    assert yaml.safe_load(citation.read_text())["doi"] == second.doi != first.doi


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_second_record_is_not_begun_beside_the_first(
    zenodo: ZenodoServer, versions: Path, citation: Path, patience: Patience, *, dry_run: bool
) -> None:
    first = publish(zenodo, versions / "1.0.0", citation, patience)
    citation.write_text(citation.read_text().replace("1.0.0", "2.0.0"), encoding="utf-8")
    before = zenodo.state()
    with pytest.raises(
        CleanError, match=f"of an earlier version; give --record {first.deposit} to publish the"
    ):
        publish(zenodo, versions / "2.0.0", citation, patience, dry_run=dry_run)
    assert zenodo.state() == before


def test_a_short_wait_is_waited_and_the_file_sent_whole(
    zenodo: ZenodoServer, version: Path, citation: Path
) -> None:
    slept: list[float] = []
    asked: set[str] = set()

    def once_each(number: int, call: Call) -> Fault:
        if f"{call.method} {call.path}" in asked:
            return None
        asked.add(f"{call.method} {call.path}")
        return Reply(429, {}, {"Retry-After": "2"})

    with zenodo.spoiled(once_each):
        publish(zenodo, version, citation, Patience(timeout=5, longest_wait=60, sleep=slept.append))
    (deposit,) = zenodo.deposits.values()
    assert slept == [2.0] * len(asked)
    assert unpacked(deposit.files["harbour-log-1.0.0.zip"]) == on_disk(version)


def test_many_deposits_are_searched_page_by_page(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    publish(zenodo, version, citation, patience)
    for _ in range(120):
        zenodo._draft({"title": "something else"})
    assert publish(zenodo, version, citation, patience).already


@pytest.mark.parametrize("left", ["nothing", "a draft", "a record"])
def test_a_dry_run_tells_and_only_reads(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience, left: str
) -> None:
    if left != "nothing":
        publish(zenodo, version, citation, patience, publish=left == "a record")
        citation.write_text(CITATION.format(version="1.0.0"), encoding="utf-8")
    before, done, text = zenodo.state(), len(zenodo.calls), citation.read_bytes()
    report = publish(zenodo, version, citation, patience, dry_run=True)
    assert (zenodo.state(), citation.read_bytes()) == (before, text)
    assert {call.method for call in zenodo.calls[done:]} == {"GET"}
    upload = "would upload harbour-log-1.0.0.zip and MANIFEST.json"
    doi = f"would publish it, and write its DOI into {citation}"
    assert (
        list(report.steps)
        == {
            "nothing": ["would make a deposit: harbour-log 1.0.0", upload, doi],
            "a draft": ["would go on with the draft 1001", upload, doi],
            "a record": [
                f"version 1.0.0 is published; would write its DOI 10.5072/zenodo.1001 into {citation}"
            ],
        }[left]
    )


def test_the_archive_is_the_same_whenever_it_is_written(version: Path, tmp_path: Path) -> None:
    from clean.deliver.archive import write_archive

    write_archive(read_version(version), tmp_path / "one.zip")
    os.utime(version / "README.md", (0, 0))
    (version / "README.md").chmod(0o600)
    write_archive(read_version(version), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


# Interruption.


@pytest.mark.parametrize("record", [False, True])
@pytest.mark.parametrize("how", ["cut", "lose"])
def test_an_interrupted_run_is_completed_by_the_next(
    versions: Path, citation: Path, patience: Patience, how: str, *, record: bool
) -> None:
    name = "2.0.0" if record else "1.0.0"

    def started(server: ZenodoServer) -> int | None:
        citation.write_text(CITATION.format(version="1.0.0"), encoding="utf-8")
        number = publish(server, versions / "1.0.0", citation, patience).deposit if record else None
        citation.write_text(CITATION.format(version=name), encoding="utf-8")
        return number

    with ZenodoServer() as whole:
        number = started(whole)
        done = len(whole.calls)
        publish(whole, versions / name, citation, patience, record=number)
        expected, text, requests = whole.state(), citation.read_bytes(), len(whole.calls) - done
    assert requests >= 8
    for first in range(requests):

        def fault(number: int, call: Call, at: int = first) -> Fault:
            return None if number < at else how if number == at else "cut"

        with ZenodoServer() as server:
            number = started(server)
            before = citation.read_bytes()
            with server.spoiled(fault), pytest.raises(CleanError) as caught:
                publish(server, versions / name, citation, patience, record=number)
            assert "cannot be reached, or broke off" in str(caught.value)
            assert citation.read_bytes() == before
            publish(server, versions / name, citation, patience, record=number)
            assert (server.state(), citation.read_bytes()) == (expected, text)


# What is refused, and by whom.

STATUSES = {
    400: "refuses to",
    401: "does not accept the token (status 401, saying: no ***); set ZENODO_TOKEN to one with the scopes",
    403: "does not let this token",
    404: "has nothing there to",
    409: "reports a conflict while trying to",
    429: "asks to wait 3600 s (status 429)",
    500: "has a fault of its own (status 500)",
}


CASES = [(status, at) for status in STATUSES for at in ("/depositions", "/files/", "/publish")]


@pytest.mark.parametrize("case", CASES)
def test_every_refusal_is_a_sentence_and_the_next_run_completes(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience, case: tuple[int, str]
) -> None:
    status, at = case
    reply = Reply(status, {"message": f"no {TOKEN}"}, {"Retry-After": "3600"})
    before = citation.read_bytes()
    with (
        zenodo.spoiled(lambda number, call: reply if at in call.path else None),
        pytest.raises(CleanError) as caught,
    ):
        publish(zenodo, version, citation, patience)
    assert STATUSES[status] in str(caught.value)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert len(str(caught.value).splitlines()) == 1
    assert citation.read_bytes() == before
    assert not any(deposit.published for deposit in zenodo.deposits.values())
    assert publish(zenodo, version, citation, patience).doi


def test_a_zenodo_that_hangs_is_given_up(zenodo: ZenodoServer, version: Path, citation: Path) -> None:
    with (
        zenodo.spoiled(lambda number, call: "hang"),
        pytest.raises(CleanError, match=r"did not answer within 0\.2 s; run the same command again"),
    ):
        publish(zenodo, version, citation, Patience(timeout=0.2, tries=1))


@pytest.mark.parametrize("body", [b"<html>", {"id": "x"}, [3], {}, [{"id": 1, "files": 7}]])
def test_an_answer_that_is_none_of_zenodos_is_a_sentence(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience, body: object
) -> None:
    with (
        zenodo.spoiled(lambda number, call: Reply(200, body)),
        pytest.raises(
            CleanError, match="answered what is no answer of Zenodo's while trying to list deposits"
        ),
    ):
        publish(zenodo, version, citation, patience)


def test_the_token_goes_nowhere_else(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    with ZenodoServer() as other:

        def elsewhere(number: int, call: Call) -> Fault:
            if call.method != "GET" or call.path.endswith("depositions"):
                return None
            reply = zenodo.answer(call)
            return Reply(200, {**reply.body, "links": {"bucket": f"{other.url}/api/files/bucket-1001"}})

        with zenodo.spoiled(elsewhere), pytest.raises(CleanError, match="no answer of Zenodo's"):
            publish(zenodo, version, citation, patience)
        assert other.calls == []


def test_other_bytes_than_were_sent_are_found_out(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    def garbled(number: int, call: Call) -> Fault:
        return Reply(201, {"size": 1, "checksum": "md5:0"}) if "/files/" in call.path else None

    with zenodo.spoiled(garbled), pytest.raises(CleanError, match=r"stored other bytes of MANIFEST\.json"):
        publish(zenodo, version, citation, patience)
    assert not any(deposit.published for deposit in zenodo.deposits.values())


@pytest.mark.parametrize(
    "case",
    [
        ("version: 1.0.0", "version: 1.1.0", 'says version "1.1.0", the version says "1.0.0"'),
        ("Ada Fell", "Somebody", 'says authors "Somebody", the version says "Ada Fell"'),
        ("title:", "titel:", "needs a title and a list of authors"),
        ("authors:", "authors: [", "not valid YAML"),
    ],
)
def test_a_citation_file_about_something_else_is_refused(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience, case: tuple[str, str, str]
) -> None:
    old, new, sentence = case
    citation.write_text(citation.read_text().replace(old, new), encoding="utf-8")
    with pytest.raises(CleanError) as caught:
        publish(zenodo, version, citation, patience)
    assert sentence in str(caught.value)
    assert zenodo.calls == []


@pytest.mark.parametrize(
    ("endpoint", "sentence"),
    [
        ("http://zenodo.example", "would get the token unencrypted; give an address with https://"),
        ("zenodo.org", "is not the address of a Zenodo; give one such as https://zenodo.org"),
        ("https://me:secret@zenodo.org", "is not the address of a Zenodo"),
        ("https://zenodo.org/records/1", "is not the address of a Zenodo"),
    ],
)
def test_an_address_that_will_not_do_is_refused(
    version: Path, citation: Path, patience: Patience, endpoint: str, sentence: str
) -> None:
    with pytest.raises(CleanError) as caught:
        publish_on_zenodo(
            read_version(version), citation, token=Secret(TOKEN, "x"), endpoint=endpoint, patience=patience
        )
    assert sentence in str(caught.value)


def test_a_dataset_without_a_licence_is_not_deposited(
    zenodo: ZenodoServer, version: Path, citation: Path, patience: Patience
) -> None:
    import dataclasses

    read = read_version(version)
    manifest = {**read.manifest, "metadata": {**read.manifest["metadata"], "licence": None}}
    with pytest.raises(CleanError, match="states no licence, and Zenodo would take one that nobody gave"):
        publish_on_zenodo(dataclasses.replace(read, manifest=manifest), citation, token=Secret(TOKEN, "x"))


def test_the_command_publishes(zenodo: ZenodoServer, version: Path, citation: Path) -> None:
    arguments = ["publish", "zenodo", str(version), "--publish", "--citation", str(citation)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "clean", *arguments, "--endpoint", zenodo.url],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "ZENODO_TOKEN": TOKEN},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-2:] == [
        "published the deposit 1001",
        f"wrote the DOI 10.5072/zenodo.1001 into {citation}",
    ]


def test_without_a_token_nothing_is_sent(
    version: Path, citation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    result = CliRunner().invoke(clean, ["publish", "zenodo", str(version), "--citation", str(citation)])
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: There is no token for Zenodo; make one on its website, and set ZENODO_TOKEN.\n"
    )


def test_a_missing_client_is_named_with_its_extra(
    version: Path, citation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    monkeypatch.setitem(sys.modules, "httpx", None)
    result = CliRunner().invoke(clean, ["publish", "zenodo", str(version), "--citation", str(citation)])
    assert result.exit_code == 1
    assert result.stderr.endswith("run: pip install 'momentum-corpus[zenodo]'.\n")
