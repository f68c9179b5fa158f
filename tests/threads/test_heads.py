"""What stands above a comment's text besides its name and date, and who is answered."""

import pytest
from outline import FIRST, PROSE, SECOND, THIRD, outline, page_with

THREAD = [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND), (1, None, "Cy", THIRD)]

# A head with NAME for the name; a text and a button follow it.
HEADS: dict[str, str] = {
    "the name twice, a badge, an age": "NAME\nNAME\nGuest\n3 years ago\n\n",
    "an initial above the name": "I\n\nNAME\n\nJan 3, 2021\n\n",
    "a badge before the date": "NAME\n\nFounder • Jan 3, 2021\n\n",
    "a counter below the date": "NAME\n3 May 2019\n7\n\n",
    "a number, the date first": "12. Le vendredi 3 mai 2019, 10:12 par NAME\n\n",
    "votes before the age": "[–]NAME 12 points 3 years ago (2 children)\n\n",
    "likes behind the age": "NAME 3 years ago 2 Likes\n\n",
    "a full stop behind the date": "Submitted by NAME on Fri, 05/03/2019 - 10:12.\n\n",
    "no year beside a time": "Posted by NAME on 05/03 at 10:12 AM\n\n",
    "a month in letters between dashes": "NAME | 3-May-19 at 10:12 am | Permalink\n\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_heads_are_no_text(head: str) -> None:
    names = ("Ada Quay", "Ben", "Cy")
    texts = (FIRST, SECOND, THIRD)
    thread = "\n\n".join(
        head.replace("NAME", name).replace("I\n", f"{name[0]}\n", 1) + f"{text}\n\n0\nReply"
        for name, text in zip(names, texts, strict=True)
    )
    page = page_with(thread)
    assert [(depth, parent, text) for depth, parent, _, text in outline(page)] == [
        (1, None, text) for text in texts
    ]
    assert [comment.author for comment in page.comments] == list(names)
    assert page.article.body == PROSE


def test_pictures_above_names_in_a_list() -> None:
    page = page_with(
        f"  1. Ada Quay Avatar\n    Ada Quay\n\n    {FIRST}\n\n  2. Ben Avatar\n\n    {SECOND}\n\n"
        f"  3. R.J. Avatar\n    R.J.\n\n    {THIRD}"
    )
    assert [comment.text for comment in page.comments] == [FIRST, SECOND, THIRD]
    assert page.article.body == PROSE


def test_subjects_above_signed_comments() -> None:
    thread = "\n\n".join(
        f"{subject}\n\nPosted by {name} at May 0{day}, 2019 10:12 AM\n\n{text}"
        for day, (subject, name, text) in enumerate(
            [("Nobody asked", "Ada Quay", FIRST), ("The hall", "Ben", SECOND), ("And me", "Cy", THIRD)], 1
        )
    )
    assert outline(page_with(thread)) == THREAD


@pytest.mark.parametrize(
    "answers",
    [
        ("Ben\n3 years ago\nReply to  Ada Quay\n\n", "Cy\n2 years ago\nReply to  Nobody Here\n\n"),
        ("Ben\n\nMay 4, 2019\n\nPermalink\n\nIn reply to The wall again by Ada Quay\n\n", None),
        ("Ben replied to comment from Ada Quay | May 4, 2019 9:00 PM | Reply\n\n", None),
    ],
    ids=["below the date", "a subject and its writer", "in the head's line"],
)
def test_who_is_answered_is_read_from_the_head(answers: tuple[str, str | None]) -> None:
    reply, orphan = answers
    thread = f"Ada Quay | May 3, 2019 | Reply\n\n{FIRST}\n\nReply\n\n{reply}{SECOND}\n\nReply"
    found = [(1, None, FIRST), (2, 0, SECOND)]
    if orphan:
        thread += f"\n\n{orphan}{THIRD}\n\nReply"
        found.append((2, None, THIRD))
    assert [(depth, parent, text) for depth, parent, _, text in outline(page_with(thread))] == found


def test_a_row_of_buttons_is_one_if_it_recurs() -> None:
    thread = "\n\n".join(
        f"{name}\n\n{day} May 2019\n\n{text}\n\nReply {day} Applaud Escalate"
        for name, day, text in (("Ada Quay", 3, FIRST), ("Ben", 4, SECOND), ("Cy", 14, THIRD))
    )
    assert outline(page_with(thread)) == THREAD


@pytest.mark.parametrize("text", ["Reply to all of you: it leaks.", "Reply to all of you"])
def test_a_text_that_begins_like_an_answer_is_text(text: str) -> None:
    thread = f"Ada Quay\n\n3 May 2019\n\n{text}\n\nBen\n\n4 May 2019\n\n{SECOND}"
    assert outline(page_with(thread)) == [(1, None, "Ada Quay", text), (1, None, "Ben", SECOND)]
