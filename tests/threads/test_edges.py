"""Where a thread begins and ends, and what beside it is none of it."""

import polars as pl
import pytest
from outline import FIRST, PROSE, SECOND, THIRD, outline, page_with

from clean.batch import clean_batch, pages_of
from clean.page import clean_page

BOTH = [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND)]


def test_a_byline_above_the_article_is_no_comment() -> None:
    page = clean_page(
        f"The wall\n\nPosted on 2 May 2019 by Marta Lowe\n\n{PROSE}\n\n2 comments\n\n"
        f"Ada Quay\n\n3 May 2019\n\n{FIRST}\n\nReply\n\nBen\n\n4 May 2019\n\n{SECOND}\n\nReply"
    )
    assert outline(page) == BOTH
    assert PROSE in page.article.body


def test_a_count_between_two_comments_ends_no_thread() -> None:
    thread = f"Ada Quay\n3 May 2019\n\n{FIRST}\n\nReply\n1 reply\nBen\n4 May 2019\n\n{SECOND}\n\nReply"
    assert outline(page_with(thread, above="Discussion about this post", below="")) == BOTH


def test_buttons_may_part_a_thread_from_its_count() -> None:
    comments = f"Ada Quay\n3 May 2019\n\n{FIRST}\n\nBen\n4 May 2019\n\n{SECOND}"
    assert outline(page_with(f"Oldest Newest\n\nView all comments\n\nReport\n\n{comments}")) == BOTH


def test_the_last_comment_ends_above_the_headings_of_a_list_beside_the_article() -> None:
    widget = "Search\n\nLatest\n\n  • The moat\n  • The ferry\n  • The pier"
    thread = f"Ada Quay\n3 May 2019\n\n{FIRST}\n\nBen\n4 May 2019\n\n{SECOND}"
    assert outline(page_with(thread, below=widget)) == BOTH


def test_a_heading_of_other_pages_above_the_thread_does_not_cut_its_last_comment() -> None:
    thread = f"Ada Quay 3 years ago 0 Likes\n\n{FIRST}\n\nBen 2 years ago 1 Likes\n\n{SECOND}"
    above = "You may also like\n\n  • The moat\n  • The ferry\n\nComments (2)"
    assert outline(page_with(thread, above=above, below="")) == BOTH


def test_a_list_whose_top_level_was_lost_holds_replies() -> None:
    page = page_with(f"    1. {FIRST}\n\n      {SECOND}", above="12 comments")
    assert outline(page) == [(2, None, None, f"{FIRST}\n\n{SECOND}")]
    assert [comment.parent_recovered for comment in page.comments] == [False]


def test_a_list_of_many_comments_in_another_list_has_its_top_level() -> None:
    page = page_with(f"    1. {FIRST}\n\n    2. {SECOND}\n\n    3. {THIRD}\n\n      1. Yes.")
    assert [comment.depth for comment in page.comments] == [1, 1, 1, 2]


def test_links_to_other_pages_below_a_thread_are_no_comments_though_they_are_signed() -> None:
    thread = f"Ada Quay\n3 May 2019\n\n{FIRST}\n\nReply\n\nBen\n4 May 2019\n\n{SECOND}\n\nReply"
    cards = "\n\n".join(f"The {what}\n\nMay 1, 2019\n\n{PROSE}\n\nRead More" for what in ("moat", "ferry"))
    assert outline(page_with(thread, below=f"You May Also Like\n\n{cards}")) == BOTH


def test_the_form_ends_a_thread_without_buttons() -> None:
    thread = f"Ada Quay\n3 May 2019\n\n{FIRST}\n\nBen\n4 May 2019\n\n{SECOND}"
    below = f"Leave a Comment\n\nThe moat\n\nMay 1, 2019\n\n{PROSE}"
    assert outline(page_with(thread, below=below)) == BOTH


def test_an_orphan_with_a_bullet_above_a_numbered_list() -> None:
    page = page_with(f"    • {FIRST}\n\n  1. yes\n\n  2. no\n\n  3. {SECOND}")
    assert [comment.depth for comment in page.comments] == [2, 1, 1, 1]


def test_a_line_below_the_last_button_ends_a_thread_where_all_that_follows_is_claimed() -> None:
    cards = "\n\n".join(f"The {what}\n\nMay 1, 2019\n\n{PROSE}\n\nRead More" for what in ("moat", "ferry"))
    page = page_with(
        f"Ada Quay\n3 May 2019\n\n{FIRST}\n\nReply\n\nMore of this\n\n{cards}",
        above="Related Posts\n\nThe pier\n\nThe harbour\n\n1 comment",
        below="",
    )
    assert outline(page) == BOTH[:1]


ARTICLE = (
    "When the council voted to raise the wall, hardly anybody came to the meeting: it was a wet evening, the "
    "agenda ran to forty pages, and the item stood at the very end of it, below the minutes and the coffee."
)


@pytest.mark.parametrize("button", ["\n\nReply", ""], ids=["buttons", "no buttons"])
@pytest.mark.parametrize("byline", ["Marta Lowe\n\nMay 2, 2019", "By Marta Lowe May 2, 2019"])
def test_a_byline_below_a_count_opens_the_article(byline: str, button: str) -> None:
    page = clean_page(
        f"The wall\n\n2 Comments\n\n{byline}\n\n{ARTICLE}\n\n{PROSE}\n\n2 comments\n\n"
        f"Ada Quay\n\n3 May 2019\n\n{FIRST}{button}\n\nBen\n\n4 May 2019\n\n{SECOND}{button}"
    )
    assert outline(page) == BOTH
    assert page.article.body.endswith(f"{ARTICLE}\n\n{PROSE}")


def test_an_article_between_a_count_and_its_name_is_no_comment() -> None:
    page = clean_page(
        f"The wall\n\nNo comments\n\n{ARTICLE}\n\n{PROSE}\n\n"
        "Posted by Marta Lowe on May 2, 2019\n\nLeave a Reply"
    )
    assert page.comments == []
    assert PROSE in page.article.body


def test_signed_parts_of_an_article_below_a_count_are_no_comments() -> None:
    page = clean_page(
        f"The wall\n\nComments\n\nMarta Lowe\n\nMay 2, 2019\n\n{ARTICLE}\n\n"
        f"The editor\n\nMay 4, 2019\n\n{PROSE}"
    )
    assert page.comments == []
    assert ARTICLE in page.article.body
    assert PROSE in page.article.body


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            f"The wall\n\nAda Quay, 3 May 2019\n\n{FIRST}\n\nReply\n\nWhat now\n\nBen, 4 May 2019\n\n{SECOND}"
            f"\n\nReply\n\nOnce more\n\nCyd, 5 May 2019\n\n{THIRD}\n\nReply",
            id="it begins with the subject of a comment",
        ),
        pytest.param(
            f"    • rope\n\n    • tar\n\n  • Ada Quay says:\n    3 May 2019 at 10:12\n\n    {FIRST}"
            f"\n\n    Reply\n\n  • Ben says:\n    4 May 2019 at 9:00\n\n    {SECOND}\n\n    Reply\n\n"
            "Leave a Reply",
            id="it begins with a list that could have been announced",
        ),
    ],
)
def test_a_thread_at_the_top_of_a_page_is_the_same_below_any_other_page_of_the_batch(page: str) -> None:
    others = ("The end.", "To be brought along:")
    found = [clean_batch(pages_of({"page": page}))]
    found += [clean_batch(pages_of({"above": other, "page": page})) for other in others]
    alone, *below = [batch.spans.filter(pl.col("page_id") == "page").rows() for batch in found]
    assert alone
    assert below == [alone, alone]
