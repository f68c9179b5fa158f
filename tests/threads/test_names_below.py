"""Comments that end with their name and date: where each begins, and what the line below it says."""

import pytest
from outline import FIRST, PROSE, SECOND, THIRD, outline, page_with

FLAT = [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND), (1, None, "Cy", THIRD)]

FEET: dict[str, tuple[str, str, str]] = {
    "posted by, colon, bar": ("Posted by: Ada Quay | ", "Posted by: Ben | ", "Posted by: Cy | "),
    "comment by, dash": ("Comment by Ada Quay — ", "Comment by Ben — ", "Comment by Cy — "),
    "a dash before the name": ("— Ada Quay, ", "— Ben, ", "— Cy, "),
    "a number before the name": ("#1 Ada Quay on ", "#2 Ben on ", "#3 Cy on "),
}
DATES = ("May 3, 2019 at 10:12 am", "May 4, 2019 at 9:00 pm", "May 14, 2019 at 9:00 pm")


def threads_with(feet: tuple[str, str, str]) -> tuple[str, str]:
    """Return a thread without markers and the same as a numbered list."""
    comments = [
        (text, foot + date) for text, foot, date in zip((FIRST, SECOND, THIRD), feet, DATES, strict=True)
    ]
    plain = "\n\n".join(f"{text}\n\n{foot}" for text, foot in comments)
    listed = "\n\n".join(f"  {n}. {text}\n\n    {foot}" for n, (text, foot) in enumerate(comments, 1))
    return plain, listed


@pytest.mark.parametrize("feet", FEET.values(), ids=FEET)
@pytest.mark.parametrize("listed", [False, True], ids=["plain", "numbered"])
def test_the_name_and_date_below_a_text_belong_to_it(feet: tuple[str, str, str], listed: bool) -> None:
    page = page_with(threads_with(feet)[listed])
    assert outline(page) == FLAT
    assert [comment.posted_at.day for comment in page.comments if comment.posted_at] == [3, 4, 14]
    assert page.article.body == PROSE


def test_the_same_lines_above_the_texts_are_heads() -> None:
    thread = f"Ada Quay | {DATES[0]}\n\n{FIRST}\n\nBen | {DATES[1]}\n\n{SECOND}\n\nCy | {DATES[2]}\n\n{THIRD}"
    assert outline(page_with(thread)) == FLAT


def test_a_comment_of_one_word_has_its_name_below_it_too() -> None:
    thread = f"  1. Yes.\n\n    — Ada Quay, {DATES[0]}\n\n  2. No.\n\n    — Ben, {DATES[1]}"
    assert outline(page_with(thread)) == [(1, None, "Ada Quay", "Yes."), (1, None, "Ben", "No.")]


def test_buttons_may_stand_below_the_foot() -> None:
    thread = f"{FIRST}\n\nAda Quay said... {DATES[0]}\nReply\n\n{SECOND}\n\nBen said... {DATES[1]}\nReply"
    assert outline(page_with(thread)) == FLAT[:2]


def test_a_typed_list_above_a_foot_is_text() -> None:
    first = f"  1. Bring:\n\n    • rope\n    • tar\n\n    — Ada Quay, {DATES[0]}"
    assert outline(page_with(f"{first}\n\n  2. Yes.\n\n    — Ben, {DATES[1]}")) == [
        (1, None, "Ada Quay", "Bring:\n\n• rope\n• tar"),
        (1, None, "Ben", "Yes."),
    ]


def test_a_date_below_what_somebody_said() -> None:
    said = (("Ada Quay", FIRST), ("Ben", "Yes"), ("Cy", THIRD))
    thread = "\n".join(
        f"{name} said...\n\n{text}\n\n{date}" for (name, text), date in zip(said, DATES, strict=True)
    )
    page = page_with(thread, below="Post a Comment")
    assert outline(page) == [FLAT[0], (1, None, "Ben", "Yes"), FLAT[2]]
    assert [comment.posted_at.day for comment in page.comments if comment.posted_at] == [3, 4, 14]


def test_a_list_of_signed_quotations_without_anything_beside_it_stays() -> None:
    thread = f"{FIRST}\n\n— Ada Quay, May 3, 2019\n\n{SECOND}\n\n— Ben, May 4, 2019"
    page = page_with(thread, above="", below="The vote is in May.")
    assert page.comments == []
    assert FIRST in page.article.body
    assert "Ada Quay" in page.article.body
