"""Faulty input to the whole command: a sentence, a folder of versions as it was, and a way out.

Each fault stands in the folder alone once, in this process, and once together with all others, as a process.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from whole_command import PAGES, ROOT, clean, in_process, put, refusal, state, succeeds

NOT_UTF8 = b"caf\xe9.txt"


@dataclass(frozen=True)
class Fault:
    """One way to break a folder, the sentence about it without the folder's name, and the repair it asks for.

    `file` is what `clean explain` can be asked to show, or empty.
    """

    breaks: Callable[[Path], object]
    sentence: str
    repairs: Callable[[Path], object]
    file: str = ""


def write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda raw: (raw / name).write_bytes(content)


def remove(name: str | bytes) -> Callable[[Path], object]:
    return lambda raw: os.remove(os.fsencode(raw) + b"/" + os.fsencode(name))  # noqa: PTH107


def rename(name: str | bytes, new: str) -> Callable[[Path], object]:
    return lambda raw: os.rename(os.fsencode(raw) + b"/" + os.fsencode(name), raw / new)  # noqa: PTH104


def write_not_utf8(raw: Path) -> None:
    with open(os.fsencode(raw) + b"/" + NOT_UTF8, "wb") as file:  # noqa: PTH123
        file.write(b"The cafe on the quay has closed.")


FAULTS = {
    "empty file": Fault(
        write("empty.txt", b""),
        "empty.txt is empty; fill it or remove it.",
        write("empty.txt", b"The ferry is late."),
        "empty.txt",
    ),
    "only white space": Fault(
        write("blank.txt", " \t\r\n\u00a0\u2028\u0085\x00\ufeff".encode()),
        "blank.txt holds nothing but white space and control characters; fill it or remove it.",
        remove("blank.txt"),
        "blank.txt",
    ),
    "not UTF-8": Fault(
        write("latin.txt", "Café\nThe café on the quay has a new roof.".encode("cp1252")),
        "latin.txt is not UTF-8 at byte 3 (line 1): found 0xe9; convert it, or name its encoding under "
        '[page.latin] in dataset.toml, as in encoding = "cp1252".',
        lambda raw: (raw / "dataset.toml").write_text('[page.latin]\nencoding = "cp1252"\n'),
        "latin.txt",
    ),
    "directory": Fault(
        lambda raw: (raw / "folder.txt").mkdir(),
        "folder.txt is a directory, not a text file; move it away or rename it.",
        rename("folder.txt", "folder"),
        "folder.txt",
    ),
    "broken link": Fault(
        lambda raw: (raw / "gone.txt").symlink_to("nowhere"),
        "gone.txt is a link to nowhere, which does not exist; restore the target or remove the link.",
        remove("gone.txt"),
        "gone.txt",
    ),
    "unreadable file": Fault(
        lambda raw: (raw / "disk.txt").symlink_to("/proc/self/mem"),  # answers EIO, to root as well
        "disk.txt cannot be read (Input/output error); check the disk or move the file away.",
        remove("disk.txt"),
        "disk.txt",
    ),
    "name that is not UTF-8": Fault(
        write_not_utf8,
        r"caf\xe9.txt has a name that is not UTF-8 (bytes shown as \x..); rename the file.",
        rename(NOT_UTF8, "café.txt"),
        os.fsdecode(NOT_UTF8),
    ),
    "name with an escape sequence": Fault(
        write("\x1b[2Jcleared.txt", b"The screen of the ticket office went dark."),
        r"\x1b[2Jcleared.txt has a control character in its name; rename the file.",
        rename("\x1b[2Jcleared.txt", "cleared.txt"),
        "\x1b[2Jcleared.txt",
    ),
    "name that ends in a blank": Fault(
        write("pier .txt", b"The pier is closed until the winter is over."),
        "pier .txt has white space at an end of its name; rename the file.",
        rename("pier .txt", "pier.txt"),
        "pier .txt",
    ),
    "two files with the same id": Fault(
        lambda raw: [(raw / name).write_text(f"It is called {name}.") for name in ("twin.txt", "twin.TXT")],
        'has twin.TXT and twin.txt, which would be the same page, "twin"; rename or remove one of them.',
        remove("twin.TXT"),
    ),
    "two files with the same content": Fault(
        write("copy.txt", PAGES["tide"].encode()),
        "tide.txt has the same content as copy.txt; remove one of them.",
        remove("copy.txt"),
    ),
}

DATASET_FAULTS = {
    "unknown key": (
        '[dataset]\ntitel = "Harbour"\n',
        'dataset.toml: dataset.titel is not a known key; did you mean "title"?',
    ),
    "wrong type": (
        "[dataset]\ntitle = 5\n",
        'dataset.toml: dataset.title is 5 but must be text in quotes, such as "…".',
    ),
    "page that does not exist": (
        '[page.wal]\nsite = "harbour.example"\n',
        'dataset.toml: page.wal speaks of a page that is not in the folder; did you mean "wall"?',
    ),
    "not TOML": (
        '[dataset\ntitle = "Harbour"\n',
        "dataset.toml, line 1, column 9, is not valid TOML: Expected ']' at the end of a table declaration; "
        "correct it there.",
    ),
    "unknown encoding": (
        '[page.wall]\nencoding = "cp1525"\n',
        'dataset.toml: page.wall.encoding = "cp1525" is not an encoding that Python knows; did you mean '
        '"cp1258"?',
    ),
    "control character in prose": (
        '[dataset]\ndescription = "calm \\u001b[2J sea"\n',
        r'dataset.toml: dataset.description = "calm \x1b[2J sea" must not contain control characters other '
        "than line breaks and tabs.",
    ),
    "markup in an address": (
        '[dataset]\nhomepage = "https://harbour.example/><script>"\n',
        'dataset.toml: dataset.homepage = "https://harbour.example/><script>" must not contain white space, '
        "control characters, < or >.",
    ),
}


def built(raw: Path, dist: Path) -> Result:
    return in_process("build", raw, "--out", dist, "--version", "1.1.0")


def refused_alone(raw: Path, dist: Path, sentence: str) -> None:
    before = state(dist)
    result = built(raw, dist)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.replace(f"{raw}/", "").replace(f"{raw} ", "") == f"Error: {sentence}\n"
    assert state(dist) == before


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_faulty_page_is_refused_and_its_repair_accepted(fault: Fault, raw: Path, dist: Path) -> None:
    fault.breaks(raw)
    refused_alone(raw, dist, fault.sentence)
    fault.repairs(raw)
    assert built(raw, dist).exit_code == 0
    assert sorted(path.name for path in dist.iterdir()) == ["1.0.0", "1.1.0"]


@pytest.mark.parametrize(("text", "sentence"), DATASET_FAULTS.values(), ids=DATASET_FAULTS)
def test_a_faulty_dataset_toml_is_refused_and_its_repair_accepted(
    text: str, sentence: str, raw: Path, dist: Path
) -> None:
    (raw / "dataset.toml").write_text(text, encoding="utf-8")
    refused_alone(raw, dist, sentence)
    (raw / "dataset.toml").write_text('[dataset]\ntitle = "Harbour"\n', encoding="utf-8")
    assert built(raw, dist).exit_code == 0


def test_all_faults_of_a_folder_are_told_in_one_run(raw: Path, dist: Path) -> None:
    for fault in FAULTS.values():
        fault.breaks(raw)
    before = state(dist)
    told = refusal(clean("build", raw, "--out", dist, "--version", "1.1.0"))
    shortened = {line.replace(f"{raw}/", "").replace(f"{raw} ", "") for line in told}
    assert shortened == {fault.sentence for fault in FAULTS.values()}
    assert state(dist) == before
    for fault in FAULTS.values():
        fault.repairs(raw)
    assert "Version 1.1.0 published" in succeeds(clean("build", raw, "--out", dist, "--version", "1.1.0"))


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS.values() if fault.file], ids=[n for n, f in FAULTS.items() if f.file]
)
def test_explain_says_of_a_file_what_a_build_says(fault: Fault, raw: Path) -> None:
    fault.breaks(raw)
    result = in_process("explain", raw / fault.file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {raw}/{fault.sentence}\n"


def test_explain_as_a_process_ends_with_one_sentence(raw: Path) -> None:
    FAULTS["not UTF-8"].breaks(raw)
    (sentence,) = refusal(clean("explain", raw / "latin.txt"))
    assert sentence == f"{raw}/{FAULTS['not UTF-8'].sentence}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [DATASET_FAULTS["unknown key"], DATASET_FAULTS["not TOML"]],
    ids=["unknown key", "not TOML"],
)
def test_explain_reads_the_dataset_toml_beside_the_file(text: str, sentence: str, raw: Path) -> None:
    (raw / "dataset.toml").write_text(text, encoding="utf-8")
    result = in_process("explain", raw / "wall.txt")
    assert (result.exit_code, result.stderr) == (1, f"Error: {raw}/{sentence}\n")


def test_a_faulty_rule_file_stops_build_and_explain(tmp_path: Path, raw: Path, dist: Path) -> None:
    package = tmp_path / "package"
    for name in ("clean", "schemas"):
        shutil.copytree(ROOT / name, package / name, ignore=shutil.ignore_patterns("__pycache__"))
    rule_file = package / "clean" / "steps" / "donation_appeal.toml"
    sound = rule_file.read_text(encoding="utf-8")
    rule_file.write_text(sound.replace("safety =", "saftey =", 1), encoding="utf-8")
    before = state(dist)
    expected = [
        "donation_appeal.toml: safety: this key is missing; add it.",
        "donation_appeal.toml: saftey: this key is unknown; remove it or correct its spelling.",
    ]
    build = ("build", raw, "--out", dist, "--version", "1.1.0")
    for arguments in (build, ("explain", raw / "wall.txt")):
        assert refusal(clean(*arguments, package=package)) == expected
    assert state(dist) == before
    rule_file.write_text(sound, encoding="utf-8")
    succeeds(clean(*build, package=package))
    assert sorted(path.name for path in dist.iterdir()) == ["1.0.0", "1.1.0"]


BOILERPLATE = "Leave a Reply\n\nYour email address will not be published.\n"


def test_a_page_of_boilerplate_alone_is_set_apart_and_told(raw: Path, dist: Path) -> None:
    put(raw, {"form": BOILERPLATE})
    result = built(raw, dist)
    assert result.exit_code == 1
    version = dist / "1.1.0"
    place = version / "rejected" / "rejected.parquet"
    assert "Left out: 5 records" in result.stdout
    assert str(place) in result.stdout.replace("\n", "")
    rejected = pl.read_parquet(place)
    assert set(rejected["page_id"]) == {"form"}
    quoted = "".join(rejected.filter(table="spans")["record"].str.json_path_match("$.text").drop_nulls())
    assert quoted.replace("\n", "") == BOILERPLATE.replace("\n", "")
    for table in ("articles", "comments", "spans"):
        for path in (version / "data" / table).iterdir():
            assert "form" not in pl.read_parquet(path)["page_id"]
    assert in_process("verify", version, "--raw", raw).exit_code == 0


def test_a_folder_of_which_nothing_is_left_publishes_nothing(tmp_path: Path, dist: Path) -> None:
    raw = put(tmp_path / "forms", {f"form-{n}": BOILERPLATE + "\n" * n for n in range(3)})
    before = state(dist)
    result = built(raw, dist)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "Error: No page is left to publish: each has a record that broke its contract"
    )
    assert state(dist) == before
