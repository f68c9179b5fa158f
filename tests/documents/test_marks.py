"""Marks are read exactly, and every faulty one is named with its line."""

import pytest
from documented import ROOT  # noqa: F401  (puts the folder on the path)

from clean.documents.loose_numbers import loose_numbers
from clean.documents.marks import block, figure, find_marks, replaced
from clean.errors import CleanError


def test_marks_are_found_in_order_with_their_content() -> None:
    fixed = "<!-- fixed -->2018<!-- /fixed -->"
    text = f"There are {figure('articles.all', '5')} of {fixed}.\n\n{block('steps', '| a |')}\n"
    found = [(mark.kind, mark.name, mark.line, mark.content(text)) for mark in find_marks(text, "it")]
    assert found == [
        ("fig", "articles.all", 1, "5"),
        ("fixed", "", 1, "2018"),
        ("begin", "steps", 3, "| a |"),
    ]


def test_new_content_changes_nothing_else() -> None:
    kept = "<!-- fixed -->2<!-- /fixed -->, a <!-- comment -->"
    text = f"A {figure('a', '1')}, {kept}.\n\n{block('b', 'old')}\nend"
    new = replaced(text, find_marks(text, "it"), lambda mark: f"new {mark.name}")
    assert new == f"A {figure('a', 'new a')}, {kept}.\n\n{block('b', 'new b')}\nend"
    assert replaced(new, find_marks(new, "it"), lambda mark: f"new {mark.name}") == new


def test_marks_in_fenced_code_are_text() -> None:
    assert find_marks("~~~\nA <!-- fig: a -->1\n~~~\n", "it") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "a\nis <!-- fig: a -->1\n",
            "it, line 2: <!-- fig: a --> is not closed; put <!-- /fig --> behind it.",
        ),
        ("is 1<!-- /fig -->", "it, line 1: <!-- /fig --> closes no mark"),
        ("is <!-- fig a -->1<!-- /fig -->", "it, line 1: <!-- fig a --> is not a mark"),
        ("is <!-- Fig: a -->1<!-- /fig -->", "it, line 1: <!-- Fig: a --> is not a mark"),
        (
            "is <!-- fig: a -->1 <!-- fixed -->2<!-- /fixed -->",
            "it, line 1: <!-- fig: a --> is not closed before <!-- fixed -->; put <!-- /fig --> behind it.",
        ),
        ("is <!-- fig: a -->1<!-- end -->", "it, line 1: <!-- fig: a --> is not closed before <!-- end -->"),
        ("a\n<!-- fig: a -->1<!-- /fig --> pages", "it, line 2: a mark begins the line"),
        ("is <!-- fig: a -->1\n<!-- /fig -->", "it, line 1: the mark goes on to another line"),
        (
            "is <!-- begin: a -->\n1\n<!-- end -->",
            "it, line 1: the marks of the block a must each stand on a line",
        ),
        (
            "<!-- begin: a --> 1\n<!-- end -->",
            "it, line 1: the marks of the block a must each stand on a line",
        ),
        (
            "<!-- begin: a -->\n1\n<!-- end --> is",
            "it, line 1: the marks of the block a must each stand on a line",
        ),
    ],
)
def test_a_faulty_mark_is_named(text: str, fault: str) -> None:
    with pytest.raises(CleanError) as raised:
        find_marks(text, "it")
    assert str(raised.value).startswith(fault)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("There are 84 comments, 1,024 words and 7.5 % of 2018.", ["84", "1,024", "7.5", "2018"]),
        ("Five pages, and two of the twenty are by a hundred people.", ["Five", "two", "twenty", "hundred"]),
        ("A 14-strong board, (3) of it, costs £10.", ["14", "3", "10"]),
        ("One of them is no one; UTF-8, SHA-256 and JC9 are names.", []),
        (
            "See `36 comments`, ``a ` 5``, <https://example.org/2018>, [this](x/1.0.0) and <!-- note 5 -->.",
            [],
        ),
        ("## 1.2 Who?\n\n1. first\n2. second\n\n```\n5\n```\n", []),
        ("Not `code that\n\n5 does` not end.", ["5"]),
    ],
)
def test_a_number_in_prose_needs_a_mark(text: str, numbers: list[str]) -> None:
    assert [number for _, number in loose_numbers(text, [])] == numbers


def test_a_marked_number_is_none_of_them() -> None:
    text = f"There are {figure('a', '5')} and <!-- fixed -->6<!-- /fixed -->.\nNot 7."
    assert list(loose_numbers(text, find_marks(text, "it"))) == [(2, "7")]
