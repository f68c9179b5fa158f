"""A citation names exact bytes, and CITATION.cff agrees with the version or the command says where not."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest
import yaml

from clean import build
from clean.citation import FORMATS, Work, cite
from clean.citation.cff import CitationFile, naming, updated
from clean.errors import CleanError

ROOT = Path(__file__).resolve().parents[2]
DIGEST = "ab" * 32
WORK = Work(
    name="row-2018",
    title="A row & its {comments}: 100 %",
    creators=("The maintainers of row_2018", "Ada Example"),
    version="2.1.0",
    digest=DIGEST,
    doi="10.5072/example_1",
    released=date(2026, 3, 1),
    url="https://example.org/row",
    description="Pages and comments.",
)
UNSTATED = Work(name="row", title="Row", creators=(), version="1.0.0")


def schema() -> dict[str, object]:
    # The package itself cannot be imported: it is installed without what it depends on.
    path = metadata.distribution("cffconvert").locate_file("cffconvert/schemas/1.2.0/schema.json")
    content: dict[str, object] = json.loads(Path(str(path)).read_text(encoding="utf-8"))
    return content


def valid_cff(text: str) -> bool:
    """Whether a text keeps to the official JSON Schema of CFF 1.2.0, for which dates are strings."""
    content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 -- BaseLoader makes strings only
    return jsonschema.Draft7Validator(schema()).is_valid(content)


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clean", "cite", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("released") / "dist"
    build(ROOT / "seeds", out)
    return out


@pytest.fixture
def checkout(released: Path, tmp_path: Path) -> Path:
    """A folder with a released version and a CITATION.cff that names it."""
    shutil.copytree(released, tmp_path / "dist")
    shutil.copy(ROOT / "CITATION.cff", tmp_path)
    assert command("--update", cwd=tmp_path).returncode == 0
    return tmp_path


def test_the_repositorys_citation_file_is_valid() -> None:
    assert valid_cff((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert not valid_cff("cff-version: 1.2.0\ntitle: No authors\nmessage: Cite it.\n")


@pytest.mark.parametrize("work", [WORK, UNSTATED], ids=["all stated", "hardly anything stated"])
@pytest.mark.parametrize("style", FORMATS)
def test_every_format_names_title_and_version(style: str, work: Work) -> None:
    text = cite(work, style)
    assert text.endswith("\n")
    assert work.version in text
    assert (DIGEST in text) == (work is WORK)
    if work is WORK and style not in {"bibtex"}:
        assert work.title in text
    assert ("2026" in text) == (work is WORK)


def test_bibtex_escapes_what_latex_would_take_as_a_command() -> None:
    assert r"title = {{A row \& its \{comments\}: 100 \%}}," in cite(WORK, "bibtex")
    assert r"author = {{The maintainers of row\_2018} and {Ada Example}}," in cite(WORK, "bibtex")


def test_apa_says_no_date_rather_than_making_one_up() -> None:
    assert cite(UNSTATED, "apa") == "Row (Version 1.0.0) [Data set]. (n.d.).\n"
    assert cite(WORK, "apa") == (
        "The maintainers of row_2018, & Ada Example. (2026). A row & its {comments}: 100 % "
        f"(Version 2.1.0; MANIFEST.json sha256 {DIGEST}) [Data set]. https://doi.org/10.5072/example_1\n"
    )


def test_a_line_break_in_a_title_makes_no_field_of_its_own_in_ris() -> None:
    hostile = Work(
        name="x", title="T\nER  - \nTY  - BOOK", creators=("A\r\nUR  - http://x",), version="1.0.0"
    )
    assert [line[:2] for line in cite(hostile, "ris").splitlines()] == ["TY", "TI", "AU", "ET", "ER"]


def test_cff_is_valid_and_reads_back() -> None:
    text = cite(WORK, "cff")
    assert valid_cff(text)
    read = CitationFile.parse(text)
    assert (read.title, read.authors, read.version) == (WORK.title, WORK.creators, WORK.version)
    assert (read.digest, read.doi, read.date_released) == (DIGEST, WORK.doi, WORK.released)


def test_datacite_is_json_with_the_parts_that_a_catalogue_needs() -> None:
    content = json.loads(cite(WORK, "datacite"))
    assert content["types"]["resourceTypeGeneral"] == "Dataset"
    assert content["alternateIdentifiers"][0]["alternateIdentifier"] == DIGEST
    assert "publicationYear" not in json.loads(cite(UNSTATED, "datacite"))


def test_the_command_cites_the_newest_version_by_the_digest_of_its_manifest(checkout: Path) -> None:
    digest = hashlib.sha256((checkout / "dist" / "1.0.0" / "MANIFEST.json").read_bytes()).hexdigest()
    done = command(cwd=checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert digest in done.stdout
    assert "version = {1.0.0}" in done.stdout
    assert command("dist/1.0.0", cwd=checkout).stdout == done.stdout


def test_check_says_where_the_file_disagrees(checkout: Path) -> None:
    assert command("--check", cwd=checkout).returncode == 0
    path = checkout / "CITATION.cff"
    path.write_text(re.sub(r"(?m)^version: .*$", "version: 9.9.9", path.read_text()), encoding="utf-8")
    done = command("--check", cwd=checkout)
    assert done.returncode == 1
    assert 'CITATION.cff says version "9.9.9"' in done.stdout
    refused = command(cwd=checkout)
    assert refused.returncode == 1
    assert "clean cite --update" in refused.stderr
    assert command("--update", cwd=checkout).returncode == 0
    assert command("--check", cwd=checkout).returncode == 0


def test_an_older_version_is_cited_while_the_file_names_a_newer_one(checkout: Path) -> None:
    (checkout / "seeds").mkdir()
    for seed in (ROOT / "seeds").iterdir():
        shutil.copy(seed, checkout / "seeds")
    (checkout / "seeds" / "009_new.txt").write_text(
        "A page more\n\nThe wall was mended in spring, they said, and holds.\n",
        encoding="utf-8",
    )
    build(checkout / "seeds", checkout / "dist")
    before = command("dist/1.0.0", "--citation", "CITATION.cff", cwd=checkout)
    assert command("--update", cwd=checkout).returncode == 0
    path = checkout / "CITATION.cff"
    path.write_text(path.read_text(encoding="utf-8") + "doi: 10.5072/newer\n", encoding="utf-8")
    assert "10.5072/newer" in command(cwd=checkout).stdout
    older = command("dist/1.0.0", cwd=checkout)
    assert (older.returncode, older.stdout) == (0, before.stdout)
    assert command("dist/1.0.0", "--check", cwd=checkout).returncode == 1
    digest = CitationFile.read(path).digest or ""
    path.write_text(path.read_text(encoding="utf-8").replace(digest, DIGEST), encoding="utf-8")
    assert "CITATION.cff says version" in command("dist/1.0.0", cwd=checkout).stderr


def test_an_update_leaves_every_other_line_as_it_is() -> None:
    text = (
        "# ours\ncff-version: 1.2.0\nversion: 0.9.0 # old\ntitle: T\nauthors:\n- name: A\nidentifiers:\n"
        "- type: doi\n  value: 10.5072/1\n- type: other\n  value: sha256:00\n\n# the end\nmessage: M\n"
    )
    changed = naming(text, WORK)
    kept = ["#", "ours", "cff-version", "title", "authors", "name:", "message:", "end", "10.5072/1"]
    assert all(part in changed for part in kept)
    assert f"sha256:{DIGEST}" in changed
    assert "sha256:00" not in changed
    assert naming(changed, WORK) == changed
    assert updated("a: 1", {"b": 2}) == "a: 1\nb: 2\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: [", "not valid YAML"),
        ("- a\n- b\n", "not a citation file"),
        ("title: T\n", "needs a title and a list of authors"),
        ("title: T\nauthors: [{age: 4}]\n", "an author without a name"),
        ("title: T\nauthors: [{name: A}]\nidentifiers: x\n", "identifiers must be a list"),
        ("title: T\nauthors: [{name: A}]\ndate-released: 'soon'\n", "is not a date"),
    ],
)
def test_a_faulty_citation_file_is_named_with_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(CleanError, match=sentence):
        CitationFile.parse(text)


def test_a_file_that_cannot_be_edited_line_by_line_is_left_alone() -> None:
    with pytest.raises(CleanError, match="by hand"):
        updated('{"version": 1, "title": T}', {"version": "2.0.0"})


@pytest.mark.parametrize("damage", ["missing", "not json", "a list", "no title"])
def test_a_damaged_version_is_not_cited(checkout: Path, damage: str) -> None:
    path = checkout / "dist" / "1.0.0" / "datapackage.json"
    content = {"missing": None, "not json": "{", "a list": "[]", "no title": '{"name": "x"}'}[damage]
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = command("dist/1.0.0", cwd=checkout)
    assert done.returncode == 1
    assert "datapackage.json" in done.stderr
    assert "Traceback" not in done.stderr
