"""Publishing on the Hub: its real client against a server on loopback."""

import json
import logging
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from faulty_server import Call, Fault, Reply
from hub_server import TOKEN, HubServer

from clean.cli import clean
from clean.deliver.hub import HubReport, publish_on_hub
from clean.deliver.patience import Patience
from clean.deliver.secret import Secret
from clean.deliver.version_folder import publishable, read_version
from clean.errors import CleanError

REPO = "harbour/log"
READING = {"GET", "HEAD"}


@pytest.fixture
def token() -> Secret:
    return Secret(TOKEN, "the test")


def publish(hub: HubServer, version: Path, patience: Patience, **options: object) -> HubReport:
    given = {"token": Secret(TOKEN, "the test"), "endpoint": hub.url, "patience": patience, **options}
    return publish_on_hub(read_version(version), REPO, **given)  # type: ignore[arg-type]


def on_disk(version: Path) -> dict[str, bytes]:
    return {
        path.relative_to(version).as_posix(): path.read_bytes()
        for path in version.rglob("*")
        if path.is_file()
    }


def tagged(hub: HubServer, version: str) -> dict[str, bytes]:
    found = hub.repos[REPO].at(version)
    assert found is not None
    return {name: content for name, content in found[1].items() if name != ".gitattributes"}


def test_one_commit_has_all_files_and_the_tag_names_it(
    hub: HubServer, version: Path, patience: Patience
) -> None:
    report = publish(hub, version, patience)
    repo = hub.repos[REPO]
    assert tagged(hub, "1.0.0") == on_disk(version)
    assert len(repo.commits) == 2  # that of the new repository, and the version's
    assert repo.tags == {"1.0.0": repo.head} == {"1.0.0": report.commit}
    assert not repo.private


def test_publishing_again_changes_nothing(hub: HubServer, version: Path, patience: Patience) -> None:
    publish(hub, version, patience)
    before, done = hub.state(), len(hub.calls)
    assert publish(hub, version, patience).already
    assert hub.state() == before
    assert {call.method for call in hub.calls[done:]} <= READING


def test_the_next_version_removes_what_it_no_longer_has(
    hub: HubServer, versions: Path, patience: Patience
) -> None:
    publish(hub, versions / "1.0.0", patience)
    repo = hub.repos[REPO]
    repo.commit({**repo.commits[repo.head], "NOTES.txt": b"by hand"})
    report = publish(hub, versions / "2.0.0", patience)
    assert tagged(hub, "1.0.0") == on_disk(versions / "1.0.0")
    assert tagged(hub, "2.0.0") == {**on_disk(versions / "2.0.0"), "NOTES.txt": b"by hand"}
    assert set(on_disk(versions / "1.0.0")) - set(on_disk(versions / "2.0.0"))
    assert any("left alone (NOTES.txt)" in step for step in report.steps)


def test_a_private_repository_is_asked_for_and_demanded(
    hub: HubServer, versions: Path, patience: Patience
) -> None:
    publish(hub, versions / "1.0.0", patience, private=True)
    assert hub.repos[REPO].private
    publish(hub, versions / "2.0.0", patience, private=True)
    hub.repos[REPO].private = False
    before = hub.state()
    with pytest.raises(CleanError, match="exists and is public; make it private"):
        publish(hub, versions / "2.0.0", patience, private=True)
    assert hub.state() == before


@pytest.mark.parametrize("published", [False, True])
def test_a_dry_run_tells_and_only_reads(
    hub: HubServer, versions: Path, patience: Patience, *, published: bool
) -> None:
    if published:
        publish(hub, versions / "1.0.0", patience)
    before, done = hub.state(), len(hub.calls)
    told: list[str] = []
    report = publish(hub, versions / "2.0.0", patience, dry_run=True, tell=told.append)
    assert hub.state() == before
    assert {call.method for call in hub.calls[done:]} <= READING
    assert tuple(told) == report.steps
    assert [step.split(" (")[0] for step in told] == [
        *([] if published else [f"would create the dataset repository {REPO}"]),
        "would commit version 2.0.0 in one commit",
        "would tag the commit 2.0.0",
    ]


def test_a_dry_run_that_tried_to_write_would_be_stopped(
    hub: HubServer, version: Path, patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clean.deliver.hub_client import hub_client

    with (
        hub_client(REPO, None, patience, endpoint=hub.url, may_write=False) as client,
        pytest.raises(CleanError, match="must not send POST"),
    ):
        client.ask("create it", lambda api: api.create_repo(REPO, repo_type="dataset"))
    assert hub.calls == []


# What is refused before anything is sent, or written.


def spoil(version: Path, how: str) -> None:
    """Spoil the folder itself, and leave card and data as they are."""
    manifest = version / "MANIFEST.json"
    content = json.loads(manifest.read_bytes())
    if how == "edited":
        (version / "validation.json").write_text("{}", encoding="utf-8")
    elif how == "lacking":
        (version / "validation.json").unlink()
    elif how == "added":
        (version / "notes.txt").touch()
    elif how == "renamed":
        shutil.move(version, version.with_name("1.0.1"))
    elif how == "unlisted":
        manifest.unlink()
    elif how == "garbled":
        manifest.write_text('{"files": [', encoding="utf-8")
    elif how == "emptied":
        manifest.write_text("{}", encoding="utf-8")
    else:
        manifest.write_text(json.dumps({**content, "format": 99}), encoding="utf-8")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("edited", "validation.json is not as it was published: its size in bytes is "),
        ("lacking", "validation.json is missing; restore the published folder "),
        ("added", "notes.txt is not in MANIFEST.json, so it was not published"),
        ("renamed", "says that the version is 1.0.0, but the folder is that of 1.0.1"),
        ("unlisted", "MANIFEST.json is missing, so the folder is no published version"),
        ("garbled", "MANIFEST.json is not JSON"),
        ("emptied", "MANIFEST.json has the format None"),
        ("other layout", "has the format 99, and only 1 can be read"),
    ],
)
def test_a_folder_that_does_not_verify_is_not_published(
    hub: HubServer, version: Path, monkeypatch: pytest.MonkeyPatch, how: str, sentence: str
) -> None:
    spoil(version, how)
    folder = version if version.exists() else version.with_name("1.0.1")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    result = CliRunner().invoke(clean, ["publish", "hub", REPO, str(folder)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sha256 ", "sha256 0", "the digest in the description of articles says"),
        ("num_examples: 1", "num_examples: 7", "num_examples of articles says"),
        ("path: data/articles/", "path: data/titles/", "data_files of articles says"),
    ],
)
def test_a_stale_card_is_not_published(version: Path, old: str, new: str, fault: str) -> None:
    from clean.publish.folder import fingerprint

    publishable(version)
    card = version / "README.md"
    text = card.read_text(encoding="utf-8")
    assert old in text
    card.write_text(text.replace(old, new), encoding="utf-8")
    manifest = version / "MANIFEST.json"
    content = json.loads(manifest.read_bytes())
    content["files"]["README.md"] = fingerprint(card)
    manifest.write_text(json.dumps(content), encoding="utf-8")
    for command in (["hub", REPO], ["s3", "memory://harbour"]):
        result = CliRunner().invoke(clean, ["publish", *command, str(version), "--dry-run"])
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"has a stale card: {card}: {fault}" in result.stderr


def rebuilt(version: Path) -> None:
    """Give the version's validation report and manifest other content that verifies."""
    from clean.publish.folder import fingerprint

    report = version / "validation.json"
    report.write_bytes(report.read_bytes() + b"\n")
    manifest = version / "MANIFEST.json"
    content = json.loads(manifest.read_bytes())
    content["files"]["validation.json"] = fingerprint(report)
    manifest.write_text(json.dumps(content), encoding="utf-8")


def test_a_tag_with_other_content_is_refused(hub: HubServer, version: Path, patience: Patience) -> None:
    publish(hub, version, patience)
    before = hub.state()
    rebuilt(version)
    with pytest.raises(
        CleanError, match=r"has a version 1.0.0 already, with other content \(MANIFEST.json is different; val"
    ):
        publish(hub, version, patience)
    assert hub.state() == before


def test_what_is_on_main_without_a_tag_may_be_replaced(
    hub: HubServer, version: Path, patience: Patience
) -> None:
    publish(hub, version, patience)
    hub.repos[REPO].tags.clear()
    rebuilt(version)
    publish(hub, version, patience)
    assert tagged(hub, "1.0.0") == on_disk(version)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"model.bin": b"1"}, "holds model.bin and no MANIFEST.json, so it is not a repository of versions"),
        ({"MANIFEST.json": b"[]"}, "MANIFEST.json in harbour/log is not the manifest of a version"),
        ({"MANIFEST.json": b'{"files": {}, "dataset": "tides"}'}, "holds the dataset tides, not harbour-log"),
        (
            {"MANIFEST.json": b'{"files": {}, "dataset": "harbour-log", "version": "3.0.0"}'},
            "already holds version 3.0.0, which is later than 1.0.0",
        ),
    ],
)
def test_a_repository_of_something_else_is_left_alone(
    hub: HubServer, version: Path, patience: Patience, files: dict[str, bytes], sentence: str
) -> None:
    publish(hub, version, patience)
    repo = hub.repos[REPO]
    repo.tags.clear()
    repo.commit(files)
    before = hub.state()
    with pytest.raises(CleanError) as caught:
        publish(hub, version, patience)
    assert sentence in str(caught.value)
    assert hub.state() == before


@pytest.mark.parametrize("repo", ["log", "a/b/c", "a b/c", "../x", "", "harbour/log\x1b[0m"])
def test_a_name_that_is_none_is_refused(hub: HubServer, version: Path, repo: str) -> None:
    with pytest.raises(CleanError, match="is not a repository's name; give OWNER/NAME"):
        publish_on_hub(read_version(version), repo, token=Secret(TOKEN, "the test"), endpoint=hub.url)
    assert hub.calls == []


# Interruption: at every request, before and after the Hub has acted on it.


def from_then_on(first: int, how: str) -> "Fault":
    return lambda number, call: (how if number == first else "cut") if number >= first else None  # type: ignore[return-value]


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("how", ["cut", "lose"])
def test_an_interrupted_run_is_completed_by_the_next(
    versions: Path, patience: Patience, how: str, *, earlier: bool
) -> None:
    name = "2.0.0" if earlier else "1.0.0"

    def started(server: HubServer) -> int:
        if earlier:
            publish(server, versions / "1.0.0", patience)
        return len(server.calls)

    with HubServer() as whole:
        before = started(whole)
        publish(whole, versions / name, patience)
        expected, requests = whole.state(), len(whole.calls) - before
    assert requests > 8
    for first in range(requests):
        with HubServer() as hub:
            started(hub)
            with hub.spoiled(from_then_on(first, how)), pytest.raises(CleanError) as caught:  # type: ignore[arg-type]
                publish(hub, versions / name, patience)
            assert "cannot be reached, or broke off" in str(caught.value)
            assert TOKEN not in str(caught.value)
            # What carries the version's name is the whole version.
            if REPO in hub.repos and name in hub.repos[REPO].tags:
                assert tagged(hub, name) == on_disk(versions / name)
            publish(hub, versions / name, patience)
            assert hub.state() == expected


def test_a_cut_that_heals_is_not_noticed_where_reading_is_repeated(
    hub: HubServer, version: Path, patience: Patience
) -> None:
    with hub.spoiled(lambda number, call: "cut" if number == 0 else None):
        publish(hub, version, patience)
    assert tagged(hub, "1.0.0") == on_disk(version)


# Answers of the Hub that are no success.

STATUSES = {
    401: "does not accept the token (status 401, saying: no ***); log in anew with `hf auth login`",
    403: "does not let this token",
    404: "knows no dataset harbour/log that this token may see (status 404",
    409: "reports a conflict while trying to",
    412: "was changed by somebody else meanwhile",
    418: "refuses to",
    429: "asks to wait 3600 s (status 429)",
    500: "has a fault of its own (status 500)",
    503: "asks to wait 3600 s (status 503)",
}


REQUESTS = ["/refs", "/create", "/tree/", "/preupload/", "/batch", "/objects/", "/commit/", "/tag/"]
CASES = [(status, at) for status in STATUSES for at in ("/preupload/", "/objects/", "/tag/")]
CASES += [(status, at) for status in (401, 500) for at in REQUESTS if (status, at) not in CASES]


@pytest.mark.parametrize(("status", "at"), CASES)
def test_every_refusal_is_a_sentence_and_the_next_run_completes(
    hub: HubServer, version: Path, patience: Patience, status: int, at: str
) -> None:
    reply = Reply(status, {"error": f"no {TOKEN}"}, {"Retry-After": "3600"})
    spoiled = hub.spoiled(lambda number, call: reply if at in call.path else None)
    with spoiled, pytest.raises(CleanError) as caught:
        publish(hub, version, patience)
    assert STATUSES[status] in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert all(not repo.tags for repo in hub.repos.values())
    publish(hub, version, patience)
    assert tagged(hub, "1.0.0") == on_disk(version)


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_waited(
    hub: HubServer, version: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    slept: list[float] = []
    patience = Patience(timeout=5, longest_wait=100, sleep=slept.append)
    asked: set[str] = set()
    # `huggingface_hub` pauses by itself too before it sends a file again.
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda seconds: None)

    def once_each(number: int, call: Call) -> Fault:
        if call.path in asked:
            return None
        asked.add(call.path)
        return Reply(status, {}, {"Retry-After": "2"})

    with hub.spoiled(once_each):
        publish(hub, version, patience)
    assert slept == [2.0] * len(asked)
    assert len(asked) > 1
    assert tagged(hub, "1.0.0") == on_disk(version)


def test_a_hub_that_stays_busy_is_given_up(hub: HubServer, version: Path) -> None:
    slept: list[float] = []
    busy = Reply(409, {"error": "Cannot create repo: another conflicting operation is in progress"})
    with (
        hub.spoiled(lambda number, call: busy if call.path.endswith("/create") else None),
        pytest.raises(CleanError, match="stays busy with another change; run the same command again"),
    ):
        publish(hub, version, Patience(timeout=5, longest_wait=20, sleep=slept.append))
    assert slept == [2.0] * 10


def test_waits_add_up_to_a_bound(hub: HubServer, version: Path) -> None:
    slept: list[float] = []
    patience = Patience(timeout=5, longest_wait=20, sleep=slept.append)
    with (
        hub.spoiled(lambda number, call: Reply(429, {}, {"Retry-After": "8"})),
        pytest.raises(CleanError, match=r"waited 16 s and waits no longer than 20 s in all"),
    ):
        publish(hub, version, patience)
    assert slept == [8.0, 8.0]


def test_a_hub_that_hangs_is_given_up(hub: HubServer, version: Path) -> None:
    patience = Patience(timeout=0.2, tries=2, sleep=lambda seconds: None)
    with (
        hub.spoiled(lambda number, call: "hang"),
        pytest.raises(CleanError, match=r"did not answer within 0\.2 s; run the same command again"),
    ):
        publish(hub, version, patience)
    assert len(hub.calls) == 2


@pytest.mark.parametrize("at", ["/create", "/preupload/", "/objects/", "/commit/", "/tag/"])
def test_what_may_have_been_done_is_not_sent_twice_when_the_hub_hangs(
    hub: HubServer, version: Path, patience: Patience, at: str
) -> None:
    with (
        hub.spoiled(lambda number, call: "hang" if at in call.path else None),
        pytest.raises(CleanError, match=r"did not answer within 0\.3 s"),
    ):
        publish(hub, version, Patience(timeout=0.3, sleep=lambda seconds: None))
    asked = [call.path for call in hub.calls if at in call.path]
    assert len(asked) == len(set(asked))
    publish(hub, version, patience)
    assert tagged(hub, "1.0.0") == on_disk(version)


def test_a_hub_that_is_not_there_is_a_sentence(version: Path, patience: Patience) -> None:
    with HubServer() as gone:
        url = gone.url
    with pytest.raises(CleanError, match=r"The Hub at http://127.* cannot be reached, or broke off \("):
        publish_on_hub(read_version(version), REPO, token=Secret(TOKEN, "x"), endpoint=url, patience=patience)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"branches": 3}', b"\xff"])
def test_an_answer_that_is_none_of_the_hubs_is_a_sentence(
    hub: HubServer, version: Path, patience: Patience, body: bytes
) -> None:
    with hub.spoiled(lambda number, call: Reply(200, body)), pytest.raises(CleanError) as caught:
        publish(hub, version, patience)
    assert "answered what its client cannot use while trying to read it" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


# The token.


def test_the_token_is_shown_nowhere(
    hub: HubServer, version: Path, patience: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    publish(hub, version, patience, tell=told.append)
    assert all(call.token == TOKEN for call in hub.calls if "/objects/" not in call.path)
    shown = [*told, caplog.text, repr(Secret(TOKEN, "x")), f"{Secret(TOKEN, 'x')}"]
    with (
        hub.spoiled(lambda number, call: Reply(403, {"error": f"not with {call.headers['Authorization']}"})),
        pytest.raises(CleanError) as caught,
    ):
        publish(hub, version, patience)
    shown += traceback.format_exception(caught.value)
    assert "not with Bearer ***" in str(caught.value)
    assert all(TOKEN not in text for text in shown)


@pytest.mark.parametrize("value", ["two words", "line\nbreak", "", "  ", "é", "\x00"])
def test_what_cannot_be_a_token_is_refused_without_showing_it(value: str) -> None:
    hidden = f"{TOKEN}{value}{TOKEN}" if value.strip() else value
    with pytest.raises(CleanError) as caught:
        Secret(hidden, "HF_TOKEN")
    assert "The token from HF_TOKEN is not one" in str(caught.value)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


# The command, and what readers get.


def run(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "clean", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_command_publishes_the_newest_version(hub: HubServer, versions: Path) -> None:
    def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "clean", "publish", "hub", REPO, *arguments],
            cwd=versions.parent,
            env={
                **os.environ,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "HF_ENDPOINT": hub.url,
                "HF_TOKEN": TOKEN,
                "HF_DEBUG": "1",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    done = command()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-2:] == [
        "tagged the commit 2.0.0",
        f'Load it with: load_dataset("{REPO}", "articles", revision="2.0.0")',
    ]
    assert tagged(hub, "2.0.0") == on_disk(versions / "2.0.0")
    refused = command("--version", "1.0.0")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"Error: {REPO} already holds version 2.0.0, which is later than 1.0.0")


def test_without_a_token_nothing_is_sent(
    hub: HubServer, version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    result = CliRunner().invoke(clean, ["publish", "hub", REPO, str(version)])
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: There is no token for the Hub; log in with `hf auth login`, or set HF_TOKEN.\n"
    )
    told = publish_on_hub(read_version(version), REPO, dry_run=True, endpoint=hub.url).steps
    assert told[-1] == "would tag the commit 1.0.0"


def test_a_missing_client_is_named_with_its_extra(version: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    result = CliRunner().invoke(clean, ["publish", "hub", REPO, str(version)])
    assert result.exit_code == 1
    assert "is not installed; run: pip install 'momentum-corpus[hub]'." in result.stderr


def test_which_version_is_taken_is_said_once(
    version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = CliRunner().invoke(clean, ["publish", "hub", REPO, str(version), "--version", "1.0.0"])
    assert both.stderr == (
        "Error: Give either a folder or --version, not both: each names the version to take.\n"
    )
    monkeypatch.chdir(tmp_path)
    none = CliRunner().invoke(clean, ["publish", "hub", REPO, "--version", "9.9.9"])
    assert none.stderr == "Error: There is no version 9.9.9 in dist; build one, or give a version's folder.\n"


READER = """
import sys
import warnings
warnings.simplefilter("error")
from datasets import load_dataset

for table in ("articles", "comments", "spans"):
    splits = load_dataset(sys.argv[1], table, revision="1.0.0")
    for split, rows in splits.items():
        rows.to_parquet(f"{sys.argv[2]}/{table}-{split}.parquet")
    streamed = load_dataset(sys.argv[1], table, revision="1.0.0", streaming=True)
    assert {split: list(rows) for split, rows in streamed.items()} == {
        split: rows.to_list() for split, rows in splits.items()
    }
"""


def test_load_dataset_gives_the_rows_of_the_revision(
    hub: HubServer, versions: Path, patience: Patience, tmp_path: Path
) -> None:
    publish(hub, versions / "1.0.0", patience)
    publish(hub, versions / "2.0.0", patience)
    done = subprocess.run(
        [sys.executable, "-c", READER, REPO, str(tmp_path)],
        env={
            **os.environ,
            "HF_ENDPOINT": hub.url,
            "HF_HOME": str(tmp_path / "cache"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert (done.returncode, done.stdout) == (0, "")
    for path in sorted((versions / "1.0.0" / "data").glob("*/*.parquet")):
        loaded = pl.read_parquet(tmp_path / f"{path.parent.name}-{path.name.split('-')[0]}.parquet")
        assert loaded.to_dicts() == pl.read_parquet(path).to_dicts()
