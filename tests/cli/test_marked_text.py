import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from clean import Explanation, clean_page, explain
from clean.visible import from_visible, visible

#: What could steer a terminal or look like this program's own marks, among words that rules look for.
HOSTILE = [
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x08",
    "\r",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\x85",
    "\x00",
    "\t",
    "\\x1b",
    "\\",
    "⟦",
    "⟧",
    "⟦removed a/b: ",
    "[red]",
    "[/]",
    ":smiley:",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "\U000e0041",
    "\ue000",
]
ORDINARY = [
    "Leave a Reply",
    "36 comments",
    "  1. About time.",
    "    1. So do I.",
    "Harbour wall to be raised",
    "%d bloggers like this:",
    "By Ada Quay",
    "1 August 2018",
    "word",
    " ",
    "\n",
    "\n\n",
    "漢字",
    "👩‍🚒",
    "é",
]
PAGES = st.lists(st.sampled_from(HOSTILE + ORDINARY) | st.text(max_size=8), max_size=25).map("".join)
WITH_LETTERS = PAGES.map(lambda text: f"{text}\nlast line")

OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def without_marks(marked: str) -> str:
    return from_visible(re.sub(r"⟦[^⟧]*?: ", "", marked).replace("⟧", ""))


def drawn(explanation: Explanation, **options: object) -> str:
    settings = {"width": 80, "force_terminal": True, "color_system": "standard", **options}
    console = Console(**settings)  # type: ignore[arg-type]
    with console.capture() as captured:
        console.print(explanation)
    return captured.get()


def acts(text: str) -> set[str]:
    """Return the characters that would do something else than print, or that nobody would see."""
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Co", "Zl", "Zp"}} - {"\n"}


@given(st.text() | PAGES)
def test_visible_text_shows_everything_and_can_be_undone(text: str) -> None:
    assert not acts(visible(text))
    assert from_visible(visible(text)) == text


@settings(max_examples=60, deadline=None)
@given(WITH_LETTERS)
def test_nothing_in_a_page_acts_in_any_view(text: str) -> None:
    explanation = explain(text)
    views = [explanation.plain(), explanation.marked(), explanation._repr_html_(), repr(explanation)]
    views += [OWN_COLOURS.sub("", drawn(explanation)), explanation.to_json()]
    for view in views:
        assert not acts(view)


@settings(max_examples=60, deadline=None)
@given(WITH_LETTERS)
def test_marked_text_without_its_marks_is_the_raw_page(text: str) -> None:
    assert without_marks(explain(text).marked()) == text


@settings(max_examples=30, deadline=None)
@given(WITH_LETTERS)
def test_html_holds_no_tag_of_the_page(text: str) -> None:
    tags = set(re.findall(r"<\s*/?\s*(\w+)", explain(text)._repr_html_()))
    assert tags <= {"p", "pre", "span", "small", "b"}


def test_the_marks_name_labels_rules_and_parents() -> None:
    page = """\
Harbour wall to be raised again

The council has voted.

3 comments

  1. About time.

    1. So do I.

      1. Me too.

        1. Deep.

  2. No.

      1. Whose parent was lost.

Leave a Reply
"""
    assert (
        explain(page).marked()
        == """\
⟦title: Harbour wall to be raised again⟧

The council has voted.

⟦removed comment_count/number-of-comments: 3 comments⟧

  ⟦comment 1: 1. About time.⟧

    ⟦comment 2, reply to 1, depth 2: 1. So do I.⟧

      ⟦comment 3, reply to 2, depth 3: 1. Me too.⟧

        ⟦comment 4, reply to 3, depth 4: 1. Deep.⟧

  ⟦comment 5: 2. No.⟧

      ⟦comment 6, parent lost, thread of 5, depth 3: 1. Whose parent was lost.⟧

⟦removed reply_form/leave-a-reply: Leave a Reply⟧
"""
    )


def test_reasons_are_told_where_asked() -> None:
    marked = explain("A wall of three words\n\nLeave a Reply\n").marked(reasons=True)
    reason = "belongs to the form in which readers write a comment"
    assert f"⟦removed reply_form/leave-a-reply ({reason}): Leave a Reply⟧" in marked


def test_characters_that_do_not_print_are_shown_escaped() -> None:
    marked = explain("One\x1b[31m two\u202e\xa0three \\ ⟦four⟧.\r\n\nFive.\n").marked()
    assert marked == "One\\x1b[31m two\\u202e\\xa0three \\\\ \\u27e6four\\u27e7.\\r\n\nFive.\n"


def test_an_explanation_says_what_clean_page_says() -> None:
    text = "A wall of three words\n\nIt stands.\n\nLeave a Reply\n"
    page, explanation = clean_page(text), explain(text)
    assert explanation.article == page.article
    assert explanation.comments == page.comments
    for span, same in zip(explanation.spans, page.spans, strict=True):
        assert span.raw == text[span.start : span.end]
        assert {**same.to_dict(), "raw": span.raw} == span.to_dict()
    assert "".join(span.raw for span in explanation.spans) == text


def test_json_says_dates_in_iso_8601() -> None:
    page = "Harbour wall to be raised\n\n3 March 2019\n\nBy Ada Quay\n\nThe council has voted.\n"
    article = json.loads(explain(page).to_json())["article"]
    assert article["published_at"] == "2019-03-03T00:00:00"
    assert article["author"] == "Ada Quay"


@pytest.mark.parametrize("width", [30, 80, 120, 300])
def test_the_coloured_view_keeps_every_word_and_its_width(width: int) -> None:
    body = f"{'It stands where it stood. ' * 20}\n\n    deep {'lang' * 90}"
    text = f"A wall of three words\n\n{body}\n\nLeave a Reply\n"
    shown = OWN_COLOURS.sub("", drawn(explain(text), width=width))
    assert all(len(line) <= width for line in shown.splitlines())
    assert shown.count("stood.") == 20
    assert shown.replace("\n", "").replace(" ", "").replace("┃", "").count("lang") == 90
    assert "Leave a Reply" in shown
    assert "leave-a-reply" in shown


def test_a_page_nested_without_end_still_fits() -> None:
    lines = [f"{' ' * (2 * depth)}1. Level {depth}" for depth in range(1, 400)]
    shown = OWN_COLOURS.sub("", drawn(explain("2 comments\n\n" + "\n\n".join(lines) + "\n\nLeave a Reply\n")))
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "1. Level 399" in shown


def test_colour_and_note_of_what_is_removed_stand_on_one_line() -> None:
    shown = drawn(explain("A wall of three words\n\nIt stands.\n\nLeave a Reply\n"), width=120)
    line = next(line for line in shown.splitlines() if "Leave a Reply" in line)
    assert "\x1b[31mLeave a Reply\x1b[0m" in line
    assert "removed reply_form/leave-a-reply" in line


@pytest.mark.parametrize("without", [{"no_color": True}, {"color_system": None}])
def test_without_colour_the_marks_say_it(without: dict[str, object]) -> None:
    shown = drawn(explain("A wall of three words\n\nIt stands.\n\nLeave a Reply\n"), **without)
    assert "⟦title: A wall of three words⟧" in shown
    assert "\x1b" not in shown
