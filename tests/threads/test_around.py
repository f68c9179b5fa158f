"""What stands around a list of comments: headings, other lists, and heads of which some were lost."""

import pytest
from outline import FIRST, SECOND, THIRD, outline, page_with

from clean.page import clean_page

PROSE = " ".join([FIRST, SECOND, THIRD] * 3)


@pytest.mark.parametrize(
    "heading", ["2 Responses to The harbour wall", "2 comments on this post.", "Comments (A | B)"]
)
def test_headings_of_threads_without_names(heading: str) -> None:
    page = clean_page(
        f"The harbour wall\n\n{PROSE}\n\n{heading}\n\n  1. {FIRST}\n\n  2. {SECOND}\n\nLeave a Reply"
    )
    assert [comment.text for comment in page.comments] == [FIRST, SECOND]


def test_a_list_of_recent_comments_below_a_signed_one_is_none() -> None:
    widget = "  • Recent Comments\n\n    • Ada Quay on The harbour wall, ten years on, and what became of it"
    page = page_with(
        f"  1. Ada Quay says:\n    May 3, 2019\n\n    {FIRST}", below=f"Comments are closed.\n\n{widget}"
    )
    assert outline(page) == [(1, None, "Ada Quay", FIRST)]


def test_widgets_in_the_list_of_comments_are_none() -> None:
    thread = (
        f"  • 1 Ada Quay // May 3, 2019 at 10:12 am\n\n    {FIRST}\n\n"
        f"  • 2 Ben // May 4, 2019 at 9:00 pm\n\n    {SECOND}\n\n"
        "  • Blogroll\n\n    • The moat\n    • The ferry\n  • Meta\n\n    • Log in"
    )
    page = page_with(thread, above="2 responses so far ↓", below="")
    assert [comment.text for comment in page.comments] == [FIRST, SECOND]


def test_the_tab_of_pingbacks_is_no_heading() -> None:
    thread = f"  1. Ada Quay |\n    12. October 2019 at 10:12 | Reply\n\n    {FIRST}"
    page = page_with(thread, above="  • Comments 1\n  • Pingbacks 0")
    assert [comment.text for comment in page.comments] == [FIRST]


def test_one_comment_below_a_count_may_stand_in_no_list() -> None:
    page = clean_page(
        f"The wall\n\n{PROSE}\n\n1 comment\n\nAda Quay | May 3, 2019\n\n{FIRST}\n\nPost a comment"
    )
    assert outline(page) == [(1, None, "Ada Quay", FIRST)]


def test_one_comment_with_a_date_and_a_button_needs_no_heading() -> None:
    page = clean_page(f"The wall\n\n{PROSE}\n\n  • Ada Quay 8:14 pm on June 21, 2019 Reply\n\n    {FIRST}")
    assert [comment.text for comment in page.comments] == [FIRST]


def test_heads_that_only_some_comments_have_left() -> None:
    rest = "\n\n".join(f"  {number}. {THIRD} {number}" for number in range(3, 9))
    heads = [f"{name} May 3, 2019 @ 9:43 am\n\n    " for name in ("Ada Quay", "Ben")]
    thread = f"  1. {heads[0]}{FIRST}\n\n  2. {heads[1]}{SECOND}\n\n{rest}"
    assert [comment.text for comment in page_with(thread).comments][:2] == [FIRST, SECOND]


def test_names_that_only_some_comments_have_left() -> None:
    thread = "\n\n".join(
        f"  {number}. {lead}{THIRD} {number}"
        for number, lead in enumerate(["Ada Quay\n\n    ", "", "", "Ada Quay\n\n    ", ""], 1)
    )
    assert {comment.text for comment in page_with(thread).comments} == {f"{THIRD} {n}" for n in range(1, 6)}


def test_a_picture_tells_the_name_below_it_even_if_others_have_none() -> None:
    thread = (
        f"  1. {FIRST}\n\n  2. Ben Avatar\n    Ben\n\n    {SECOND}\n\n  3. {THIRD}\n\n  4. Cy Avatar\n    Cy"
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "date", ["May 3rd, 2019 on 10:12 am", "May 3, 2019 • 10:12 am", "May 3, 2019 // 10:12 am"]
)
def test_what_may_part_a_date_from_its_time(date: str) -> None:
    thread = f"  1. Ada Quay\n    {date}\n\n    {FIRST}\n\n  2. Ben\n    {date}\n\n    {SECOND}"
    page = page_with(thread)
    assert outline(page) == [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND)]
    assert {str(comment.posted_at)[:16] for comment in page.comments} == {"2019-05-03 10:12"}


def test_a_title_may_stand_in_a_name_behind_a_date() -> None:
    thread = "\n\n".join(
        f"  {number}. on May {number}, 2019 at 2:38 am | Reply {name}\n\n    {body}"
        for number, (name, body) in enumerate([("St. John", FIRST), ("Dr. K. Bell", SECOND)], 1)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND]


def test_first_lines_below_dates_are_no_names_if_they_are_sentences() -> None:
    thread = "\n\n".join(
        f"  {number}. May {number}, 2019 at 10:12 am\n\n    {first}\n\n    {THIRD}"
        for number, first in enumerate(["It was cold.", "Why not?", "It held, Ben."], 1)
    )
    assert [comment.text for comment in page_with(thread).comments] == [
        f"{first}\n\n{THIRD}" for first in ("It was cold.", "Why not?", "It held, Ben.")
    ]


@pytest.mark.parametrize(
    "heading",
    ["2 tankar på ”The harbour wall”", "2 komentářů u „The harbour wall“", "2 myśli: The harbour wall"],
)
def test_a_heading_with_the_title_of_the_page_is_one_in_any_language(heading: str) -> None:
    page = clean_page(
        f"The harbour wall\n\n{PROSE}\n\n{heading}\n\n  1. {FIRST}\n\n  2. {SECOND}\n\nLeave a Reply"
    )
    assert [comment.text for comment in page.comments] == [FIRST, SECOND]


def test_words_of_a_language_nobody_knows() -> None:
    thread = "\n\n".join(
        f"  {number}. {name} verba:\n    0{number}.07.2009 и 14:05\n\n    {body}\n\n    Respondu"
        for number, (name, body) in enumerate([("Ada Quay", FIRST), ("Ben", SECOND), ("Cy", THIRD)], 1)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND, THIRD]


def test_a_comment_that_is_a_button_breaks_no_list() -> None:
    thread = "\n\n".join(
        f"  {number}. {body}" for number, body in enumerate([FIRST, SECOND, "Reply", THIRD, "Yes."], 1)
    )
    texts = [comment.text for comment in page_with(thread).comments]
    assert [text for text in texts if text != "Reply"] == [FIRST, SECOND, THIRD, "Yes."]


def test_a_list_below_a_count_may_have_lost_its_first_item() -> None:
    thread = f"  2. {FIRST}\n\n  3. {SECOND}\n\n  5. {THIRD}"
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND, THIRD]


def test_buttons_may_stand_above_the_name_of_a_reply() -> None:
    thread = (
        f"  • Reply\n    Ada Quay\n\n    May 3, 2019 at 18:40\n\n    {FIRST}\n\n"
        f"    • Reply\n      Ben\n\n      May 4, 2019 at 18:40\n\n      {SECOND}"
    )
    assert outline(page_with(thread)) == [(1, None, "Ada Quay", FIRST), (2, 0, "Ben", SECOND)]


def test_a_reply_that_lost_its_name_among_others_that_did_not() -> None:
    reply = f"{THIRD} {FIRST}"
    thread = (
        f"  1. Ada Quay says:\n\n    {FIRST}\n\n    • Ben says:\n\n      {SECOND}\n\n"
        f"  2. Cy says:\n\n    {SECOND}\n\n    • {reply}\n\n  3. Dov says:\n\n    {THIRD}"
    )
    found = [(depth, parent, text) for depth, parent, _, text in outline(page_with(thread))]
    assert found == [(1, None, FIRST), (2, 0, SECOND), (1, None, SECOND), (2, 2, reply), (1, None, THIRD)]


@pytest.mark.parametrize(
    "head", ["Ada Quaysays:\n    May 3, 2019", "May 3, 2019 at 3:43 pmReply\n    Ada Quaysays:"]
)
def test_words_run_together_above_and_below_a_date(head: str) -> None:
    other = head.replace("Ada Quay", "Ben")
    page = page_with(f"  1. {head}\n\n    {FIRST}\n\n  2. {other}\n\n    {SECOND}")
    assert outline(page) == [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND)]


def test_who_is_answered_may_stand_between_what_is_said() -> None:
    answers = "said in reply to Marta Lowe..."
    thread = f"Ada Quay {answers}\n\n{FIRST}\n\nBen {answers}\n\n{SECOND}"
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND]


def test_a_name_that_stands_there_twice_and_one_without_a_text() -> None:
    both = f"  1. Ada Quay\n    Ada Quay\n\n    {FIRST}\n\n  2. Ben\n    Ben\n\n    {SECOND}"
    thread = f"{both}\n\n  3. Ada Quay\n\n  4. {THIRD}"
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND, THIRD]


def test_lines_of_heads_and_feet_that_nobody_listed() -> None:
    thread = "\n".join(
        f"  {number}. {name} Avatar\n    #{number}\n\n    {name}\n\n    commented:\n    May {number}, 2019\n"
        f"    Retort\n\n    {body}\n\n    Saved by {number} sailors\n    Reply to {name}"
        for number, (name, body) in enumerate([("Ada Quay", FIRST), ("Ben", SECOND), ("Cy", THIRD)], 1)
    )
    assert outline(page_with(thread)) == [
        (1, None, "Ada Quay", FIRST),
        (1, None, "Ben", SECOND),
        (1, None, "Cy", THIRD),
    ]


def test_pictures_above_and_counters_below_texts_that_are_signed_at_the_end() -> None:
    thread = "\n".join(
        f"  {number}. Avatar of {name}\n    REPLY\n\n    {body}\n\n    {number} likes\n"
        f"    Posted by {name} at June {number}, 2015 | 4:47 pm"
        for number, (name, body) in enumerate([("Ada Quay", FIRST), ("Ben", SECOND), ("Cy", THIRD)], 1)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("heading", ["What people are saying", "2 people have commented", "Discussion (2)"])
def test_headings_that_count_no_comments(heading: str) -> None:
    page = clean_page(f"The wall\n\n{PROSE}\n\n{heading}\n\n  1. {FIRST}\n\n  2. {SECOND}\n\nLeave a Reply")
    assert [comment.text for comment in page.comments] == [FIRST, SECOND]


def test_links_between_a_note_on_comments_and_the_form_are_none() -> None:
    note = "This entry was posted on Monday and is filed under Walls. You can follow any responses to it."
    links = "  1. Three days on the canal We went by boat....\n  2. On being late There are clocks...."
    page = clean_page(f"The wall\n\n{PROSE}\n\n{note}\n\nRelated posts:\n\n{links}\n\nComments are closed.")
    assert page.comments == []


def test_names_and_dates_above_the_form_need_no_heading() -> None:
    one = f"  1. Ada Quay\n\n    May 3, 2019 at 1:30 am\n\n    {FIRST}"
    thread = f"{one}\n\n  2. Ben\n\n    May 4, 2019 at 2:30 am\n\n    {SECOND}"
    page = clean_page(f"The wall\n\n{PROSE}\n\n{thread}\n\nLeave a Reply")
    assert outline(page) == [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND)]


def test_popular_pages_between_two_forms_are_no_comments() -> None:
    titles = ("The moat again and what became of it", "The ferry and its timetable in winter")
    cards = "\n".join(f"  {number}. {title}\n    {title}" for number, title in enumerate(titles, 1))
    form = "Leave a Reply\n\n100% free, Unsubscribe any time!\n\nMost popular reviews"
    page = clean_page(f"The wall\n\n{PROSE}\n\n{PROSE}\n\nSubscribe to our newsletter\n\n{form}\n\n{cards}")
    assert page.comments == []


def test_names_above_a_date_and_again_below_it() -> None:
    thread = "\n\n".join(
        f"{name}\n{day} May 2019, 12:31 PM\n\n{name}\n\nReply\n\n{body}"
        for day, (name, body) in enumerate([("Ada Quay", FIRST), ("Kit", "k"), ("Cy", THIRD)], 1)
    )
    assert outline(page_with(thread)) == [
        (1, None, "Ada Quay", FIRST),
        (1, None, "Kit", "k"),
        (1, None, "Cy", THIRD),
    ]


def test_names_above_texts_that_are_signed_at_the_end() -> None:
    thread = "\n".join(
        f"  {number}. {name}\n    Reply\n\n    {body}\n\n    Posted by {name}, 9:19 am on May {number}, 2018"
        for number, (name, body) in enumerate([("Ada Quay", FIRST), ("Kit", "k"), ("Cy", THIRD)], 1)
    )
    assert [comment.text for comment in page_with(thread).comments] == [FIRST, "k", THIRD]
