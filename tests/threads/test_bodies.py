"""What a comment's text may hold without being taken for a head, a counter or another comment."""

import pytest
from outline import FIRST, SECOND, THIRD, outline, page_with

from clean.page import clean_page

NAMES = ("Ada Quay", "Ben", "Cy")

# Texts that hold what heads hold.
TEXTS = {
    "a sentence that says": "I tried the script. Mine says:\n\nError 14: the file is gone.",
    "a question that says": "Does it run? Mine says:\n\nError 14: the file is gone.",
    "a mail that is quoted": "On Mon, 3 May 2010 at 10:12, Dov wrote:\n\nIt held until the winter.",
    "a date": "July 4, 2012\n\nThat was the day on which we moved in.",
    "dates": "I keep a diary of the frost:\n\n12 October 2008\n\n3 November 2009\n\nThere is no pattern.",
    "a number": "+1",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("button", ["\n\nReply", ""], ids=["buttons", "no buttons"])
def test_what_heads_hold_may_stand_in_texts(text: str, button: str) -> None:
    thread = "\n\n".join(
        f"{name} | May {day}, 2019\n\n{body}{button}"
        for day, (name, body) in enumerate(zip(NAMES, (FIRST, text, THIRD), strict=True), 3)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, text, THIRD]


@pytest.mark.parametrize("text", ["+1", "2009", "I said so. It says:\n\nclosed"])
def test_what_heads_hold_may_stand_in_items(text: str) -> None:
    inner = text.replace("\n\n", "\n\n    ")
    thread = "\n".join(
        f"  {number}. {name} says:\n    May {number}, 2019 at 10:12 am\n\n    {body}\n\n    Reply"
        for number, (name, body) in enumerate(zip(NAMES, (FIRST, inner, THIRD), strict=True), 1)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, text, THIRD]


def test_a_counter_below_each_head_is_no_text() -> None:
    thread = "\n\n".join(
        f"{name}\nMay 3, 2019\n7\n\n{body}" for name, body in zip(NAMES, (FIRST, "", THIRD), strict=True)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, THIRD]


def test_mails_are_quoted_only_beside_other_heads() -> None:
    thread = "\n\n".join(
        f"On May {day}, 2019 {name} said:\n\n{body}"
        for day, (name, body) in enumerate(zip(NAMES, (FIRST, SECOND, THIRD), strict=True), 3)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND, THIRD]


def test_a_text_that_was_lost_leaves_its_replies_without_a_parent() -> None:
    thread = (
        f"Ada Quay\n3 years ago\n\n{FIRST}\n\nBen\nAuthor\n2 years ago\nReply to Ada Quay\n\n"
        f"Cy\n1 year ago\nReply to Ben\n\n{THIRD}"
    )
    page = page_with(thread)
    assert outline(page) == [(1, None, "Ada Quay", FIRST), (3, None, "Cy", THIRD)]
    assert [comment.parent_recovered for comment in page.comments] == [True, False]


def test_a_list_in_a_text_above_its_writer_is_no_reply() -> None:
    thread = (
        f"  1. {FIRST}\n\n    Comment by Ada Quay — 2019/05/03 @ 10:12\n\n"
        f"  2. {SECOND}\n\n    Comment by Ben — 2019/05/04 @ 10:12\n\n"
        "  3. Here are my answers:\n\n    1. Yes\n\n    2. No\n\n    Comment by Cy — 2019/05/05 @ 10:12"
    )
    texts = [comment.text for comment in page_with(thread).comments]
    assert texts == [FIRST, SECOND, "Here are my answers:\n\n1. Yes\n\n2. No"]


def test_sources_with_dates_below_a_text_sign_nothing() -> None:
    source = "https://quay.example/wall 20.05.2019"
    thread = f"  1. {FIRST}\n\n    1. {SECOND}\n\n    {source}\n\n  2. {THIRD}\n\n    1. Yes.\n\n    {source}"
    assert [comment.depth for comment in page_with(thread).comments] == [1, 2, 1, 2]


def test_a_time_of_day_below_each_text_is_no_text() -> None:
    thread = "\n\n".join(
        f"{name} said...\n\n{body}\n\n{hour}:12 PM"
        for hour, (name, body) in enumerate(zip(NAMES, (FIRST, "+1", THIRD), strict=True), 7)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, "+1", THIRD]


def test_a_name_may_be_a_badge() -> None:
    thread = (
        f"Ada Quay\n3 years ago\n\n{FIRST}\n\nReply\n\nAdmin\nAdmin\nAuthor\n2 years ago\n\n{SECOND}\n\nReply"
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND]


@pytest.mark.parametrize("form", ["Leave a Reply", "Comments are closed."])
def test_a_list_at_the_end_of_an_article_is_no_thread(form: str) -> None:
    prose = " ".join([FIRST, SECOND, THIRD] * 3)
    for items in (
        f"  1. Warm the milk.\n\n    {FIRST}\n\n  2. Beat it.\n\n    {SECOND}",
        f"  1. May 3, 2019 at 10:12 am\n\n    {FIRST}\n\n  2. May 4, 2019 at 9:00 am\n\n    {SECOND}",
    ):
        page = clean_page(f"The wall\n\n{prose}\n\nWhat was done\n\n{items}\n\n{form}")
        assert page.comments == []
        assert SECOND in page.article.body.rpartition(prose)[2]
