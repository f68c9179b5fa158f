import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from made_up import DATASET, Pages, made_up_text, made_up_texts, tree

from clean.errors import CleanError
from clean.pipeline import BuildReport
from clean.publish import passes, publish
from clean.publish.folder import BUILDING, LOCK, building_folder

HERE = Path(__file__).parent
TEXTS = made_up_texts(6)
NOBODY = 65534


def published(out: Path, version: str | None = "1.0.0", **changed: str) -> BuildReport:
    return publish(Pages(TEXTS | changed), out, dataset=DATASET, version=version)


def contents(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    lines = [
        "import sys",
        "from pathlib import Path",
        "from made_up import *",
        "from clean.publish import publish",
        code,
    ]
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines), *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


BLOCKS_AFTER_FIRST_BATCH = """
import time
class Blocking(Pages):
    def batches(self):
        for number, batch in enumerate(super().batches()):
            if number == 1:
                print("first batch is staged", flush=True)
                time.sleep(600)
            yield batch
publish(Blocking(made_up_texts(6), batch_pages=3), Path(sys.argv[1]), dataset=DATASET, version="1.0.0")
"""


@pytest.fixture
def blocked(out: Path) -> Iterator["subprocess.Popen[str]"]:
    """A build that has written its first batch and never goes on."""
    process = run(BLOCKS_AFTER_FIRST_BATCH, out)
    assert process.stdout is not None
    assert process.stdout.readline() == "first batch is staged\n"
    yield process
    process.kill()
    process.communicate()


def test_a_finished_build_leaves_only_its_version(out: Path) -> None:
    assert published(out).path == out / "1.0.0"
    assert contents(out) == ["1.0.0"]


def test_a_killed_build_leaves_no_version_and_the_next_one_succeeds(
    out: Path, blocked: "subprocess.Popen[str]"
) -> None:
    assert (out / f"{BUILDING}1.0.0" / "articles.arrows").stat().st_size > 0
    blocked.send_signal(signal.SIGKILL)
    blocked.wait()
    assert all(name.startswith(".") for name in contents(out))
    published(out, None)
    assert contents(out) == ["1.0.0"]


def test_an_interrupted_build_cleans_up_after_itself(out: Path, blocked: "subprocess.Popen[str]") -> None:
    blocked.send_signal(signal.SIGINT)
    blocked.wait()
    assert not out.exists()


def test_a_second_build_at_the_same_time_is_refused(out: Path, blocked: "subprocess.Popen[str]") -> None:
    with pytest.raises(CleanError, match=r"Another build is writing to .*dist; wait until it has ended"):
        published(out, "2.0.0")
    assert blocked.poll() is None
    assert contents(out) == [f"{BUILDING}1.0.0", LOCK]


def test_one_lock_is_held_by_one_build_only(out: Path) -> None:
    second = building_folder(out, "1.0.0")
    with building_folder(out, "1.0.0"), pytest.raises(CleanError, match="Another build"), second:
        pytest.fail("two builds in one folder")
    with building_folder(out, "1.0.0") as building:
        assert building.is_dir()


def test_the_same_content_again_writes_nothing(out: Path) -> None:
    first = published(out)
    before = {path: path.stat() for path in out.rglob("*")}
    time.sleep(0.01)
    again = published(out, None)
    assert (first.published, again.published) == ("new", "unchanged")
    assert {path: path.stat() for path in out.rglob("*")}.keys() == before.keys()
    assert all(path.stat().st_mtime_ns == stat.st_mtime_ns for path, stat in before.items() if path.is_file())


def test_other_content_under_a_published_version_is_refused(out: Path) -> None:
    published(out)
    before = tree(out)
    message = r"1\.0\.0 is published with other content \(raw file page-00001 has changed; .*never changes"
    with pytest.raises(CleanError, match=message):
        published(out, **{"page-00001": made_up_text(99)})
    with pytest.raises(CleanError, match="raw file page-99999 is new"):
        published(out, **{"page-99999": made_up_text(99)})
    assert tree(out) == before
    assert published(out, "1.1.0", **{"page-00001": made_up_text(99)}).published == "new"


def test_a_damaged_version_is_not_taken_for_the_same(out: Path) -> None:
    path = published(out).path / "data" / "comments" / "train-00000-of-00001.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CleanError, match=r"data/comments/train-00000-of-00001.parquet has other bytes"):
        published(out)
    (out / "1.0.0" / "README.md").unlink()
    with pytest.raises(CleanError, match=r"README.md is missing"):
        published(out)
    (out / "1.0.0" / "MANIFEST.json").write_text("[")
    with pytest.raises(CleanError, match=r"MANIFEST.json is not JSON"):
        published(out)


def test_other_libraries_that_make_the_same_files_are_no_other_content(out: Path) -> None:
    manifest = published(out).path / "MANIFEST.json"
    text = manifest.read_text()
    changed = text.replace('"momentum-corpus": "', '"momentum-corpus": "9.')
    assert changed != text
    manifest.write_text(changed)
    assert published(out).published == "unchanged"
    manifest.write_text(text.replace('"dataset": "made-up"', '"dataset": "another"'))
    with pytest.raises(CleanError, match=r"MANIFEST.json has another dataset"):
        published(out)


def test_a_link_in_place_of_the_version_is_refused(out: Path) -> None:
    out.mkdir()
    (out / "1.0.0").symlink_to(out / "nowhere")
    with pytest.raises(CleanError, match="is published with other content"):
        published(out)
    assert contents(out) == ["1.0.0"]


def test_released_pages_keep_their_splits(out: Path) -> None:
    def splits(version: str) -> dict[str, str]:
        files = (out / version / "data" / "articles").iterdir()
        return {page: path.name.split("-")[0] for path in files for page in pl.read_parquet(path)["page_id"]}

    published(out)
    first = splits("1.0.0")
    publish(Pages(made_up_texts(40)), out, dataset=DATASET, version="1.1.0")
    later = splits("1.1.0")
    assert {page: later[page] for page in first} == first
    assert len(set(later.values())) == 3
    fewer = dict(list(made_up_texts(40).items())[20:])
    publish(Pages(fewer), out, dataset=DATASET, version="2.0.0")
    publish(Pages(made_up_texts(40)), out, dataset=DATASET, version="2.1.0")
    assert splits("2.1.0") == later
    assert published(out, "1.0.0").published == "unchanged"


@pytest.mark.parametrize("version", ["1", "1.0", "v1.0.0", "01.0.0", "1.0.0 ", "../1.0.0", "", "latest"])
def test_a_version_must_be_semantic(out: Path, version: str) -> None:
    with pytest.raises(CleanError, match="is not a semantic version"):
        published(out, version)
    assert not out.exists()


def test_an_unreadable_release_stops_the_build(out: Path) -> None:
    path = published(out).path / "data" / "articles" / "train-00000-of-00001.parquet"
    published(out, "1.1.0")
    path.write_bytes(b"PAR1 no more")
    with pytest.raises(CleanError, match=r"train-00000-of-00001.parquet cannot be read.*restore"):
        published(out, "1.2.0")
    assert contents(out) == ["1.0.0", "1.1.0"]


def test_faulty_pages_leave_everything_as_it_was(out: Path) -> None:
    class Faulty(Pages):
        def batches(self) -> Iterator[pl.DataFrame]:
            yield next(super().batches())
            raise CleanError("page 7 is broken")

    with pytest.raises(CleanError, match="page 7 is broken"):
        publish(Faulty(TEXTS, 3), out, dataset=DATASET)
    assert not out.exists()
    out.mkdir()
    with pytest.raises(CleanError, match="page 7 is broken"):
        publish(Faulty(TEXTS, 3), out, dataset=DATASET)
    assert contents(out) == []


def test_a_place_below_a_file_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "dist"):
        with pytest.raises(CleanError, match=r"cannot be written to .*choose a folder that you may write to"):
            published(out)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that may be read and not written, while the test runs without root's rights."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "dist").mkdir()
        folder.chmod(0o755)
        (folder / "dist").chmod(0o555)
        if os.geteuid() == 0:
            os.seteuid(NOBODY)
        try:
            yield folder / "dist"
        finally:
            if os.getuid() == 0:
                os.seteuid(0)


def test_a_read_only_folder_cannot_be_written_to(read_only: Path) -> None:
    with pytest.raises(
        CleanError, match=r"cannot be written to \(Permission denied\); nothing was published"
    ):
        published(read_only)
    assert contents(read_only) == []


FILLS_UP = """
import resource
from clean.errors import CleanError
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for limit in [*map(int, sys.argv[2:]), unlimited]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, unlimited))
    try:
        report = publish(Pages(made_up_texts(6)), Path(sys.argv[1]), dataset=DATASET, version="1.1.0")
    except CleanError as error:
        print(error)
    else:
        print(report.published)
"""


def test_a_full_disk_in_the_middle_of_a_write_publishes_nothing(out: Path) -> None:
    sizes = [len(content) for content in tree(published(out).path).values()]
    limits = [max(sizes) * tenths // 20 for tenths in range(20)]
    said, error = run(FILLS_UP, out, *limits).communicate(timeout=300)
    *refused, last = said.splitlines()
    assert error == ""
    assert len(refused) == len(limits)
    assert all("has no room for the dataset (" in sentence for sentence in refused)
    assert last == "new"
    assert contents(out) == ["1.0.0", "1.1.0"]


@pytest.mark.parametrize("stage", ["_write_tables", "_write_descriptions", "_settle"])
def test_no_space_at_any_stage_is_a_sentence(out: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    def full(*arguments: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(passes, stage, full)
    with pytest.raises(CleanError, match=r"No space left on device.*nothing was published"):
        published(out)
    assert not out.exists()
