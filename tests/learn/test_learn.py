"""What recurs on a site's pages is drafted as rules that hold, and nothing acts before it is in a file."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clean import clean_page
from clean.batch import clean_batch, pages_of
from clean.cli import clean
from clean.learn import find_recurring
from clean.rules.chosen_files import read_rule_files
from clean.rules.examples import check_rules

HOST = "harbour.example"
STORIES = [
    ("The wall", "Masons from three villages rebuilt the harbour wall in a single spring."),
    ("The tide", "High water came an hour early, and the ferry could not land until noon."),
    ("The boats", "Eleven boats were hauled out this week, which is two more than last year."),
    ("The light", "A new lamp was carried up the tower by the keeper and her two sons."),
]
MOTTO = "Printed on the quay since the great storm of the year 1911"
NOTE = (
    "The Harbour Log is read in nineteen countries and is put together on winter evenings by people who "
    "ought to be mending nets"
)


def page(title: str, story: str, number: int) -> str:
    more = "It was the talk of the quay for days, and the council has promised to look into it."
    return (
        f"{title}\n\n{story}\n\n{more} Number {number}, they say, was never {title.lower()} to anyone.\n\n"
        f"{MOTTO}\n\nLog entry no. {number * 17} of the keeper\n\n{NOTE}\n"
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, (title, story) in enumerate(STORIES, start=1):
        (folder / f"log-{number}.txt").write_text(page(title, story, number), encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(clean, ["learn", *map(str, arguments)])


def test_the_draft_holds_and_takes_exactly_what_recurs(pages: Path, tmp_path: Path) -> None:
    done = run(pages, "--site", HOST, "--dir", tmp_path)
    assert done.exit_code == 0
    path = tmp_path / f"{HOST}.toml"
    rules = read_rule_files([path])
    checks = check_rules(rules)
    assert checks
    assert all(check.ok for check in checks)

    text = (pages / "log-3.txt").read_text(encoding="utf-8")
    spans = clean_batch(pages_of({"p": text}, site=HOST), rules).spans
    removed = [item.strip() for item in spans.filter(spans["label"] == "removed")["text"]]
    assert removed == [MOTTO, "Log entry no. 51 of the keeper", NOTE]


def test_the_draft_knows_the_site_and_says_what_it_counted(pages: Path, tmp_path: Path) -> None:
    run(pages, "--site", HOST, "--dir", tmp_path)
    text = (tmp_path / f"{HOST}.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    assert "# Drafted from 4 pages of harbour.example" in text
    assert "On 4 of 4 pages" in text
    assert NOTE not in content["recognise"]["any"]  # too long to be looked for
    assert all(any("⟦" in item["text"] for item in rule["example"]) for rule in content["rule"])


def test_nothing_learned_acts_until_it_is_in_place(pages: Path, tmp_path: Path) -> None:
    text = (pages / "log-1.txt").read_text(encoding="utf-8")
    before = clean_page(text).article.body
    assert run(pages, "--site", HOST, "--dir", tmp_path).exit_code == 0
    assert clean_page(text).article.body == before
    assert MOTTO in before


def test_what_general_steps_remove_needs_no_rule(pages: Path) -> None:
    appeal = (
        "This site is free to read but depends on its readers. Click here to arrange a donation by PayPal."
    )
    texts = {
        path.stem: path.read_text(encoding="utf-8") + f"\n{appeal}\n" for path in sorted(pages.iterdir())
    }
    found = find_recurring([pages_of(texts)])
    assert found.pages == 4
    lines = [line.text for block in found.blocks for line in block.lines]
    assert MOTTO in lines
    assert appeal not in lines


def test_lines_recur_only_on_enough_pages_and_a_large_enough_share() -> None:
    texts = {f"p{number}": page(*STORIES[number], number) for number in range(3)}
    alone = {f"q{number}": f"Only here\n\n{story}" for number, (_, story) in enumerate(STORIES)}
    assert not find_recurring([pages_of(texts)], min_pages=4).blocks
    assert find_recurring([pages_of(texts)], min_pages=3).blocks
    assert not find_recurring([pages_of(texts), pages_of(alone)], min_share=0.6).blocks


def test_the_order_of_the_pages_changes_nothing(pages: Path, tmp_path: Path) -> None:
    files = sorted(pages.iterdir())
    drafts = []
    for name, chosen in (("one", files), ("two", files)):
        assert run(*chosen, "--site", HOST, "--dir", tmp_path / name).exit_code == 1  # no such folder
        (tmp_path / name).mkdir()
        assert run(*chosen, "--site", HOST, "--dir", tmp_path / name).exit_code == 0
        drafts.append((tmp_path / name / f"{HOST}.toml").read_bytes())
    assert drafts[0] == drafts[1]


def test_hostile_lines_are_quoted_not_obeyed(tmp_path: Path) -> None:
    hostile = 'Bad"""\\ line ⟦of⟧ the [[rule]] # quay ^$.*'
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, (title, story) in enumerate(STORIES):
        (pages / f"p{number}.txt").write_text(f"{title}\n\n{story}\n\n{hostile} {number}\n", encoding="utf-8")
    done = run(pages, "--site", HOST, "--dir", tmp_path)
    assert done.exit_code in (0, 1)
    path = tmp_path / f"{HOST}.toml"
    if path.exists():
        assert all(check.ok for check in check_rules(read_rule_files([path])))


def test_a_file_that_exists_is_never_overwritten(pages: Path, tmp_path: Path) -> None:
    path = tmp_path / f"{HOST}.toml"
    path.write_text("mine", encoding="utf-8")
    done = run(pages, "--site", HOST, "--dir", tmp_path)
    assert (done.exit_code, path.read_text(encoding="utf-8")) == (1, "mine")
    assert "exists" in done.stderr


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("Harbour", "is not a host in small letters"),
        ("skwawkbox.org", "there is a file for skwawkbox.org already"),
        ("www.a.example", "without the www"),
    ],
)
def test_a_host_that_cannot_be_is_refused(pages: Path, tmp_path: Path, host: str, sentence: str) -> None:
    done = run(pages, "--site", host, "--dir", tmp_path)
    assert done.exit_code == 1
    assert sentence in done.stderr


def test_pages_on_which_nothing_recurs_are_said_to_be_so(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, (_, story) in enumerate(STORIES):
        (pages / f"p{number}.txt").write_text(story, encoding="utf-8")
    done = run(pages, "--site", HOST, "--dir", tmp_path)
    assert done.exit_code == 1
    assert "Nothing recurs" in done.stderr
    assert not (tmp_path / f"{HOST}.toml").exists()
