"""Words that an extractor prints without a blank between them: names, dates and buttons."""

import pytest
from outline import FIRST, SECOND, outline, page_with

BOTH = [(1, None, "Ada Quay", FIRST), (2, 0, "Ben", SECOND)]

GLUED: dict[str, str] = {
    "a month": f"""
  1. Ada QuayMay 3, 2019 at 10:12 AM

    {FIRST}

    ReplyDelete
    ▾Replies
    1. BenMay 4, 2019 at 9:00 PM

      {SECOND}

      ReplyDelete
    2. Reply
""",
    "a day": f"""
  • Ada Quay3 May 2019 10:12
    4

    {FIRST}

    Reply

    • Ben4 May 2019 9:00
      0

      {SECOND}

      Reply
""",
    "says": f"""
  1. Ada Quaysays:
    May 3, 2019 at 10:12 am

    {FIRST}

    ReplyLikeReport
    1. Bensays:
      May 4, 2019 at 9:00 pm

      {SECOND}

      ReplyLikeReport
""",
    "a badge behind the date": f"""
  1. Ada Quay May 3, 2019Author

    {FIRST}

    Reply
    1. Ben May 4, 2019Author

      {SECOND}

      Reply
""",
}


@pytest.mark.parametrize("thread", GLUED.values(), ids=GLUED)
def test_glued_words_are_told_apart(thread: str) -> None:
    page = page_with(thread)
    assert outline(page) == BOTH
    assert [comment.posted_at.day for comment in page.comments if comment.posted_at] == [3, 4]


def test_the_end_of_a_word_is_no_month() -> None:
    thread = f"  1. The Tamar 3, 2019\n\n    {FIRST}\n\n  2. {SECOND}"
    assert [comment.text for comment in page_with(thread).comments] == [
        f"The Tamar 3, 2019\n\n{FIRST}",
        SECOND,
    ]


def test_a_word_that_ends_like_says_is_none() -> None:
    thread = f"  1. These are essays:\n\n    {FIRST}\n\n  2. {SECOND}"
    assert [comment.text for comment in page_with(thread).comments] == [
        f"These are essays:\n\n{FIRST}",
        SECOND,
    ]
