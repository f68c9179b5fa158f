"""What the matchers of rule files claim: words from a set, lists without markers, the end of a page."""

from pathlib import Path

import pytest

from clean.batch import clean_batch, pages_of
from clean.rules import RuleSet
from clean.rules.load import read_step_file

PROSE = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put off twice, is "
    "to begin before the winter, as the minutes of its last meeting show to anybody who asks."
)
FILE = """\
title = "Ferry notice"
reason = "tells when the ferry leaves"
safety = "Reports about ferries stay: the line must be the notice itself."
order = 500
[[rule]]
id = "leaves-at"
{matcher}
example = [{{ text = "⟦The ferry⟧" }}, {{ text = "Nobody saw the ferry leave." }}]
"""
ONLY = 'line = { any = ["ferry", "boats leave"], only = ["the", "from", "pier"], max_words = 6 }'
EACH = "line = { any = ['ferry'], regex = ['leaves', '(?i)NOON'] }"
TITLES = 'list = { after = { equals = ["more ferries"] }, loose = true, prompt = true, max_chars = 60 }'
REST = 'rest = { from = { equals = ["the ferry"] }, max_lines = 4, max_chars = 60 }'
END = 'where = "end"\nline = { equals = ["the ferry"] }'


@pytest.fixture
def removed(tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(matcher: str, text: str) -> list[str]:
        path = tmp_path / "ferry_notice.toml"
        path.write_text(FILE.format(matcher=matcher), encoding="utf-8")
        spans = clean_batch(pages_of({"page": text}), RuleSet((read_step_file(path),), matcher)).spans
        return [row["text"] for row in spans.to_dicts() if row["label"] == "removed"]

    return run


@pytest.mark.parametrize(
    "line", ["The ferry", "FERRY 12 | Pier 3", "Boats leave from the pier", "Ferry: 1.2K"]
)
def test_a_line_of_known_words_and_numbers_goes(removed, line: str) -> None:  # type: ignore[no-untyped-def]
    assert removed(ONLY, f"{PROSE}\n\n{line}\n\n{PROSE}") == [line]


@pytest.mark.parametrize(
    "line", ["The ferry sinks", "The pier 12", "Boats from the pier", "ferry " * 7, "The ferry n12"]
)
def test_one_other_word_keeps_the_line(removed, line: str) -> None:  # type: ignore[no-untyped-def]
    assert removed(ONLY, f"{PROSE}\n\n{line}\n\n{PROSE}") == []


def test_each_pattern_of_a_list_must_be_found(removed) -> None:  # type: ignore[no-untyped-def]
    text = "At noon the ferry leaves\n\nThe ferry leaves\n\nThe ferry at noon"
    assert removed(EACH, text) == ["At noon the ferry leaves"]


def test_a_loose_list_ends_a_line_above_the_prose_that_resumes(removed) -> None:  # type: ignore[no-untyped-def]
    titles = "More ferries\n\nTo the island\n  • Round the cape\n\nUp the river"
    assert removed(TITLES, f"{PROSE}\n\n{titles}\n\nThe wall\n\n{PROSE}") == [titles]
    assert removed(TITLES, f"{PROSE}\n\n{titles}") == [titles]
    assert removed(TITLES, f"{PROSE}\n\nMore ferries\n\nTo the island\n\n{PROSE}") == []


def test_the_rest_of_a_page_goes_only_if_nothing_long_stands_in_it(removed) -> None:  # type: ignore[no-untyped-def]
    below = "The ferry\n\nIt leaves at noon.\n\nTwice."
    assert removed(REST, f"{PROSE}\n\n{below}") == [below]
    assert removed(REST, f"{PROSE}\n\n{below}\n\n{PROSE}") == []
    assert removed(REST, f"{PROSE}\n\n{below}\n\nOr not\n\nWho knows?") == []


def test_the_end_is_the_second_half_below_the_prose(removed) -> None:  # type: ignore[no-untyped-def]
    assert removed(END, f"{PROSE}\n\nThe ferry\n\nIt left.") == ["The ferry"]
    assert removed(END, f"{PROSE}\n\nThe ferry\n\n{PROSE}\n\n{PROSE}") == []
    assert removed(END, "It left.\n\nThe ferry") == []


def test_a_site_is_not_recognised_by_what_a_reader_quotes() -> None:
    mark = "SKWAWKBOX needs your support. This blog is free, and its readers help it."
    quoted = (
        f"{PROSE}\n\n2 comments\n\n  1. They write this:\n\n    {mark}\n\n  2. So they do.\n\nLeave a Reply"
    )
    articles = clean_batch(pages_of({"own": f"{PROSE}\n\n{mark}", "quoted": quoted})).articles
    assert articles["site"].to_list() == ["skwawkbox.org", None]
