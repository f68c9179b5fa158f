import hashlib
import os
import socket
import tempfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clean.dataset_file import DatasetFile
from clean.errors import CleanError, InputErrors
from clean.regular_file import read_regular_file, refusal
from clean.sources import PAGES, DirectorySource, PageSource, read_page

SEEDS = Path(__file__).parents[2] / "seeds"


def put(folder: Path, **contents: str) -> None:
    for page_id, content in contents.items():
        (folder / f"{page_id}.txt").write_bytes(content.encode())


def pages(folder: Path) -> pl.DataFrame:
    return pl.concat(DirectorySource(folder).batches())


def faults(folder: Path) -> list[str]:
    """The faults of a folder, each without the folder's name before it."""
    with pytest.raises(InputErrors) as caught:
        pages(folder)
    assert caught.value.more == 0
    return [fault.removeprefix(f"{folder}/") for fault in caught.value.faults]


def preflight(folder: Path) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        DirectorySource(folder).check()
    return [fault.removeprefix(f"{folder}/") for fault in caught.value.faults]


def test_the_seeds_are_read_byte_for_byte() -> None:
    source: PageSource = DirectorySource(SEEDS)
    read = pl.concat(source.batches())

    assert read.schema == PAGES
    assert source.total == read.height == 5
    for row in read.iter_rows(named=True):
        raw = (SEEDS / f"{row['page_id']}.txt").read_bytes()
        assert row["text"].encode() == raw
        assert row["raw_bytes"] == len(raw)
        assert row["raw_sha256"] == hashlib.sha256(raw).hexdigest()
    assert read["language"].to_list() == ["en"] * 5
    assert read.select("site", "url", "retrieved_on").null_count().row(0) == (5, 5, 5)


def test_raw_characters_stay_as_they_are(tmp_path: Path) -> None:
    text = "\ufeffa\r\nb\rc\x00\x1b\x85\u2028d\x7f"
    put(tmp_path, a=text)

    assert pages(tmp_path)["text"].to_list() == [text]


def test_what_dataset_toml_states_stands_beside_the_text(tmp_path: Path) -> None:
    put(tmp_path, one="1", two="2")
    (tmp_path / "dataset.toml").write_text(
        '[dataset]\nlanguage = "en"\n[page.two]\nsite = "example.org"\nurl = "https://example.org/2"\n'
        'retrieved_on = 2024-05-17\nlanguage = "cy"\n'
    )

    read = pages(tmp_path).drop("text", "raw_sha256", "raw_bytes")

    assert read.rows() == [
        ("one", None, None, None, "en"),
        ("two", "example.org", "https://example.org/2", date(2024, 5, 17), "cy"),
    ]


def test_a_stated_encoding_changes_the_text_and_not_the_digest(tmp_path: Path) -> None:
    raw = "“café”".encode("cp1252")
    (tmp_path / "a.txt").write_bytes(raw)
    (tmp_path / "dataset.toml").write_text('[page.a]\nencoding = "cp1252"\n')

    read = pages(tmp_path).row(0, named=True)

    assert read["text"] == "“café”"
    assert (read["raw_bytes"], read["raw_sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())


def test_pages_ascend_by_the_code_points_of_their_ids(tmp_path: Path) -> None:
    ids = ["𝔸", "\uff21", "b", "B", "a-b", "a", "a.b", "a b", "é"]
    for page_id in ids:
        (tmp_path / f"{page_id}.txt").write_text(page_id)

    read = pages(tmp_path)

    assert read["page_id"].to_list() == ["B", "a", "a b", "a-b", "a.b", "b", "é", "\uff21", "𝔸"]
    assert read["text"].to_list() == read["page_id"].to_list()


@settings(max_examples=30, deadline=None)
@given(
    contents=st.sets(st.text("ab é€", min_size=1).map(lambda text: f"{text}."), min_size=1, max_size=12),
    batch_pages=st.integers(1, 13),
    batch_bytes=st.integers(1, 60),
)
def test_batches_keep_their_limits_and_the_stream_does_not_depend_on_them(
    contents: set[str], batch_pages: int, batch_bytes: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        put(folder, **{f"p{number}": content for number, content in enumerate(sorted(contents))})

        source = DirectorySource(folder, batch_pages=batch_pages, batch_bytes=batch_bytes)
        batches = list(source.batches())

        for batch in batches:
            assert 1 <= batch.height <= batch_pages
            assert batch.height == 1 or batch["raw_bytes"].sum() <= batch_bytes
        assert pl.concat(batches).equals(pages(folder))
        assert pl.concat(source.batches()).equals(pages(folder))


@pytest.mark.parametrize("limits", [{"batch_pages": 0}, {"batch_bytes": 0}])
def test_a_batch_must_have_room(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        DirectorySource(SEEDS, **limits)  # type: ignore[arg-type]


def test_a_line_of_50_megabytes_is_one_batch_alone(tmp_path: Path) -> None:
    line = "word " * 10_000_000
    put(tmp_path, a="before", b=line, c="after")

    batches = list(DirectorySource(tmp_path).batches())

    assert [batch["page_id"].to_list() for batch in batches] == [["a"], ["b"], ["c"]]
    assert batches[1]["text"].item() == line
    assert batches[1]["raw_bytes"].item() == 50_000_000


@pytest.mark.parametrize(
    "nested",
    [
        # 100,000 levels printed one per line would be 10 GB of indentation: the depth stands in one line,
        # and 5,000 levels stand one below the other (25 MB).
        "1. " * 100_000 + "x",
        "  " * 100_000 + "1. x",
        "\n".join(f"{'  ' * level}1. x" for level in range(5_000)),
    ],
    ids=["markers", "indentation", "lines"],
)
def test_deeply_nested_lists_are_text_like_any_other(tmp_path: Path, nested: str) -> None:
    put(tmp_path, a=nested)

    assert pages(tmp_path)["text"].item() == nested


def test_the_suffix_counts_in_any_case(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "b.TXT").write_text("2")
    (tmp_path / "c.Txt").write_text("3")

    assert pages(tmp_path)["page_id"].to_list() == ["a", "b", "c"]


def test_other_files_are_not_read_but_listed(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "sub").mkdir()
    put(tmp_path / "sub", b="2")
    os.mkfifo(tmp_path / "pipe")
    for name in ["page.html", "notes.txt~", "caf\n.md", ".hidden", ".hidden.txt", "dataset.toml"]:
        (tmp_path / name).write_text("")

    source = DirectorySource(tmp_path)

    assert [batch["page_id"].to_list() for batch in source.batches()] == [["a"]]
    assert source.ignored == (r"caf\n.md", "notes.txt~", "page.html", "pipe", "sub/")


def test_links_to_files_are_followed(tmp_path: Path) -> None:
    raw, elsewhere = tmp_path / "raw", tmp_path / "elsewhere"
    raw.mkdir()
    elsewhere.write_text("far away")
    (raw / "a.txt").symlink_to("../elsewhere")

    assert pages(raw)["text"].to_list() == ["far away"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CleanError, match=r"gone does not exist; give the folder that holds the raw pages\.$"):
        DirectorySource(tmp_path / "gone").check()


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    put(tmp_path, a="1")

    with pytest.raises(CleanError, match=r"a\.txt is not a folder; give the folder"):
        DirectorySource(tmp_path / "a.txt").check()


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match=r"holds no \.txt file; put the raw pages there, one per file\.$"):
        DirectorySource(tmp_path).check()

    (tmp_path / "page.html").write_text("<p>")
    with pytest.raises(InputErrors, match=r"no \.txt file \(1 other files or folders, such as page\.html\)"):
        DirectorySource(tmp_path).check()


@pytest.mark.usefixtures("_no_waiting")
def test_nothing_but_files_is_read_and_nothing_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, fine="1")
    (tmp_path / "directory.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "null.txt").symlink_to("/dev/null")
    (tmp_path / "broken.txt").symlink_to("nowhere")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "piped.txt").symlink_to("pipe.txt")
    monkeypatch.chdir(tmp_path)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")

        found = preflight(tmp_path)

        assert found == [
            "broken.txt is a link to nowhere, which does not exist; restore the target or remove the link.",
            "directory.txt is a directory, not a text file; move it away or rename it.",
            "loop.txt is a link that leads back to itself; remove it.",
            "null.txt is a device, not a text file; move it away or rename it.",
            "pipe.txt is a named pipe, not a text file; move it away or rename it.",
            "piped.txt is a named pipe, not a text file; move it away or rename it.",
            "socket.txt is a socket, not a text file; move it away or rename it.",
        ]
        for name in ["pipe.txt", "socket.txt", "null.txt", "directory.txt"]:
            with pytest.raises(CleanError, match=f"{name} is a"):
                read_regular_file(tmp_path / name)


def test_a_file_that_may_not_be_read_is_named(unprivileged_folder: Path) -> None:
    put(unprivileged_folder, a="1", b="2")
    (unprivileged_folder / "b.txt").chmod(0)

    assert faults(unprivileged_folder) == [
        "b.txt may not be read by this user; change its permissions or move it away."
    ]


def test_a_folder_that_may_not_be_listed_is_named(unprivileged_folder: Path) -> None:
    closed = unprivileged_folder / "closed"
    closed.mkdir()
    (closed / "dataset.toml").write_text("")
    closed.chmod(0)

    with pytest.raises(CleanError, match=r"closed.* permissions"):
        DirectorySource(closed).check()
    closed.chmod(0o700)


def test_a_disk_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("/proc/self/mem")  # its first page answers EIO

    assert faults(tmp_path) == [
        "a.txt cannot be read (Input/output error); check the disk or move the file away."
    ]


def test_a_file_beyond_what_offsets_can_count_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(2**31)

    message = f"{path} has 2147483648 bytes, more than the 2147483647 that offsets can count; split the file."
    assert refusal(path) == message
    with pytest.raises(CleanError, match="more than the 2147483647 that offsets can count"):
        pages(tmp_path)


def test_a_name_that_is_not_utf8_is_shown_escaped(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("1")

    assert preflight(tmp_path) == [
        r"caf\xe9.txt has a name that is not UTF-8 (bytes shown as \x..); rename the file."
    ]


@pytest.mark.parametrize("name", ["a:b", "c:"])
def test_a_colon_would_make_comment_ids_ambiguous(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.txt").write_text("1")

    assert preflight(tmp_path) == [
        f"{name}.txt has a colon in its name, which in comment ids ends the page id; rename the file."
    ]


@pytest.mark.parametrize(
    ("name", "seen"), [("a\nb", r"a\nb"), ("a\x1b[0m", r"a\x1b[0m"), ("a\u2028", r"a\u2028")]
)
def test_control_characters_in_a_name_are_refused(tmp_path: Path, name: str, seen: str) -> None:
    (tmp_path / f"{name}.txt").write_text("1")

    assert preflight(tmp_path) == [f"{seen}.txt has a control character in its name; rename the file."]


def test_two_files_with_the_same_id_are_named_together(tmp_path: Path) -> None:
    for number, name in enumerate(["a.txt", "a.TXT", "b.Txt", "b.tXt", "c.TXT"]):
        (tmp_path / name).write_text(str(number))

    assert [fault.removeprefix(f"{tmp_path} has ") for fault in preflight(tmp_path)] == [
        'a.TXT and a.txt, which would be the same page, "a"; rename or remove one of them.',
        'b.Txt and b.tXt, which would be the same page, "b"; rename or remove one of them.',
    ]


def test_two_files_with_the_same_content_are_named_together(tmp_path: Path) -> None:
    put(tmp_path, a="same", b="other", c="same", d="same")

    assert faults(tmp_path) == [
        f"c.txt has the same content as {tmp_path}/a.txt; remove one of them.",
        f"d.txt has the same content as {tmp_path}/a.txt; remove one of them.",
    ]


def test_the_same_content_is_found_across_batches(tmp_path: Path) -> None:
    put(tmp_path, a="same", b="other", c="same")

    with pytest.raises(InputErrors, match=r"c\.txt has the same content as .*a\.txt"):
        list(DirectorySource(tmp_path, batch_pages=1).batches())


def test_empty_files_are_empty_and_not_copies_of_each_other(tmp_path: Path) -> None:
    put(tmp_path, a="", b="", c="  \n")

    assert faults(tmp_path) == [
        "a.txt is empty; fill it or remove it.",
        "b.txt is empty; fill it or remove it.",
        "c.txt holds nothing but white space and control characters; fill it or remove it.",
    ]


def test_a_page_of_dataset_toml_must_be_in_the_folder(tmp_path: Path) -> None:
    put(tmp_path, **{"000_first": "1"})
    (tmp_path / "dataset.toml").write_text('[page.000_frist]\n[page."000_first.txt"]\n[page.zzz]\n')

    stranger = "speaks of a page that is not in the folder"
    assert preflight(tmp_path) == [
        f'dataset.toml: page.000_frist {stranger}; did you mean "000_first"?',
        f'dataset.toml: page."000_first.txt" {stranger}; did you mean "000_first"?',
        f"dataset.toml: page.zzz {stranger}; remove the table or add the file.",
    ]


def test_faults_of_names_and_of_contents_come_in_one_message(tmp_path: Path) -> None:
    put(tmp_path, a="same", b="", c="same")
    (tmp_path / "d.txt").write_bytes(b"caf\xe9")
    (tmp_path / "e:.txt").write_text("1")
    (tmp_path / "dataset.toml").write_text("[page.zzz]\n")

    assert [fault.split(" ")[0] for fault in preflight(tmp_path)] == [
        "e:.txt",
        "dataset.toml:",
        "b.txt",
        "d.txt",
        "c.txt",
    ]


def test_the_encoding_to_set_is_named_by_its_table(tmp_path: Path) -> None:
    (tmp_path / "a.b.txt").write_bytes(b"caf\xe9")

    assert faults(tmp_path) == [
        "a.b.txt is not UTF-8 at byte 3 (line 1): the file ends in the middle of a character; convert it, or "
        'name its encoding under [page."a.b"] in dataset.toml, as in encoding = "cp1252".'
    ]


def test_after_the_first_fault_no_page_comes_but_all_faults_do(tmp_path: Path) -> None:
    put(tmp_path, a="1", b="2", c="", d="3", e="4", f="")
    batches = DirectorySource(tmp_path, batch_pages=1).batches()

    # b was read as well, and waited for the page that would have completed its batch
    assert next(batches)["page_id"].to_list() == ["a"]
    with pytest.raises(InputErrors) as caught:
        next(batches)
    assert len(caught.value.faults) == 2


def test_many_faults_are_counted_and_not_all_listed(tmp_path: Path) -> None:
    put(tmp_path, **{f"p{number:03}": "" for number in range(120)})

    with pytest.raises(InputErrors) as caught:
        pages(tmp_path)

    assert len(caught.value.faults) == 20
    assert caught.value.more == 100
    assert str(caught.value).endswith("\n… and 100 more.")


def test_a_file_that_vanishes_during_the_build_is_a_sentence(tmp_path: Path) -> None:
    put(tmp_path, a="1", b="2", c="3")
    batches = DirectorySource(tmp_path, batch_pages=1).batches()
    next(batches)
    (tmp_path / "c.txt").unlink()

    with pytest.raises(InputErrors, match=r"c\.txt does not exist; check the path\.$"):
        list(batches)


def test_one_file_is_read_as_its_folder_would_read_it() -> None:
    whole = pages(SEEDS)

    for page_id in whole["page_id"]:
        assert read_page(SEEDS / f"{page_id}.txt").equals(whole.filter(page_id=page_id))


def test_one_file_may_be_called_anything_that_can_be_an_id(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("1")
    (tmp_path / "a:b.txt").write_text("1")

    assert read_page(tmp_path / "notes.md", DatasetFile())["page_id"].to_list() == ["notes.md"]
    with pytest.raises(CleanError, match="has a colon in its name"):
        read_page(tmp_path / "a:b.txt")
