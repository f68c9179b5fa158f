"""Threads on whole pages: what becomes a comment, what stays text of one, what stays text of the article."""

import pytest

from clean.page import CleanPage, clean_page

PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
# A comment as (depth, place of the one that it answers, text).
Found = tuple[int, int | None, str]


def outline(page: CleanPage) -> list[Found]:
    places = {comment.comment_id: place for place, comment in enumerate(page.comments)}
    return [(comment.depth, places.get(comment.reply_to), comment.text) for comment in page.comments]


def page_with(thread: str, *, above: str = "3 comments", below: str = "Leave a Reply") -> CleanPage:
    return clean_page("\n\n".join(part for part in (PROSE, above, thread, below) if part))


THREADS: dict[str, tuple[str, list[Found]]] = {
    "a list that somebody typed": (
        "  1. To do:\n    1. boil\n    2. pour\n\n  2. Thanks.\n\n  3. Yes.",
        [(1, None, "To do:\n1. boil\n2. pour"), (1, None, "Thanks."), (1, None, "Yes.")],
    ),
    "a date that opens a line": (
        "  1. As I wrote on\n    8. April 2019\n    it leaks.\n\n  2. Thanks.\n\n    1. No.",
        [(1, None, "As I wrote on\n8. April 2019\nit leaks."), (1, None, "Thanks."), (2, 1, "No.")],
    ),
    "a date that stands alone": (
        "  1. It opens on\n\n    8. April 2019 @ 11:38\n\n    and closes.\n\n  2. Thanks.",
        [(1, None, "It opens on\n\n8. April 2019 @ 11:38\n\nand closes."), (1, None, "Thanks.")],
    ),
    "lines that look like furniture": (
        "  1. Leave a Reply\n\n    36 comments\n\n    Related Posts\n\n    Advertisement\n\n  2. "
        "Donate now, please.",
        [
            (1, None, "Leave a Reply\n\n36 comments\n\nRelated Posts\n\nAdvertisement"),
            (1, None, "Donate now, please."),
        ],
    ),
    "nothing but emoji": (
        "  1. 😉😉😉\n\n    1. 👩‍👩‍👧\n\n  2. 🌊",
        [(1, None, "😉😉😉"), (2, 0, "👩‍👩‍👧"), (1, None, "🌊")],
    ),
    "a number that the reader typed behind the marker": (
        "  1. 1. the wall\n\n  2. 3. the moat\n\n  3. 2019 was worse.",
        [(1, None, "1. the wall"), (1, None, "3. the moat"), (1, None, "2019 was worse.")],
    ),
    "numbers of several digits": (
        "\n\n".join(f"  {n}. Comment {n}." for n in range(1, 121)),
        [(1, None, f"Comment {n}.") for n in range(1, 121)],
    ),
    "a parent with several paragraphs above its reply": (
        "  1. One.\n\n    Two.\n    Three.\n\n    1. Reply.\n\n      More.\n\n  2. Last.",
        [(1, None, "One.\n\nTwo.\nThree."), (2, 0, "Reply.\n\nMore."), (1, None, "Last.")],
    ),
    "an orphan first, then a thread": (
        "    1. Orphan.\n\n  1. Top.\n\n    1. Reply.",
        [(2, None, "Orphan."), (1, None, "Top."), (2, 1, "Reply.")],
    ),
    "CRLF and a lone CR": (
        "  1. One.\r\n\r\n    1. Reply.\r\r  2. Two.",
        [(1, None, "One."), (2, 0, "Reply."), (1, None, "Two.")],
    ),
    "bullets inside a comment": (
        "  1. Bring:\n    • rope\n    • tar\n\n  2. Thanks.",
        [(1, None, "Bring:\n• rope\n• tar"), (1, None, "Thanks.")],
    ),
    "entities, no-break spaces, double spaces": (
        "  1. a &lt;b&gt;\u00a0c  d\n\n  2. &amp;lt;",
        [(1, None, "a <b> c  d"), (1, None, "&lt;")],
    ),
}


@pytest.mark.parametrize(("thread", "found"), THREADS.values(), ids=THREADS)
@pytest.mark.parametrize(
    ("above", "below"),
    [("3 comments", "Leave a Reply"), ("Share this:", "Leave a Reply"), ("3 comments", "")],
)
def test_threads_with_a_count_or_between_the_article_and_a_form(
    thread: str, found: list[Found], above: str, below: str
) -> None:
    page = page_with(thread, above=above, below=below)
    assert outline(page) == found
    assert page.article.body == PROSE
    assert page.article.stated_comments == (3 if above == "3 comments" else None)
    assert page.article.recovered_comments == len(found)


def test_a_list_with_which_an_article_ends_above_the_form_is_no_thread() -> None:
    page = page_with(
        "  1. Fill the kettle.\n\n  2. Boil the water.\n\n  3. Pour it.", above="", below="Leave a Reply"
    )
    assert page.comments == []
    assert "Boil the water." in page.article.body


NESTED = "  1. The wall leaks at the northern end.\n\n    1. It always has.\n\n  2. Then mend it."


@pytest.mark.parametrize("end", ["", "\n", "\n\n  \n"])
def test_a_nested_list_of_paragraphs_that_ends_the_page_is_a_thread(end: str) -> None:
    page = clean_page(f"{PROSE}\n\n{NESTED}{end}")
    assert [depth for depth, _, _ in outline(page)] == [1, 2, 1]
    assert page.article.body == PROSE


NO_THREADS = {
    "a flat list that ends the page": "The winners:\n\n  1. Leeds\n\n  2. York\n\n  3. Hull",
    "a recipe": "Do this:\n\n  1. Fill the kettle.\n  2. Boil it.\n\nThen pour.",
    "a nested list with text below": f"Do this:\n\n{NESTED}\n\nThen rest.",
    "a dense nested list": "Contents:\n\n  1. Walls\n    1. North\n    2. South\n  2. Moats",
    "a bulleted list": "Bring:\n\n  • rope\n\n    • tar\n\n  • sail",
}


@pytest.mark.parametrize("text", NO_THREADS.values(), ids=NO_THREADS)
def test_a_list_of_the_article_is_no_thread(text: str) -> None:
    page = clean_page(f"{PROSE}\n\n{text}")
    assert page.comments == []
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert [line for line in page.article.body.split("\n") if line][1:] == lines


def test_a_list_of_the_article_above_a_thread_stays_in_the_article() -> None:
    page = page_with(NESTED, above="The winners:\n\n  1. Leeds\n\n  2. York\n\nThey all came.\n\n3 comments")
    assert [depth for depth, _, _ in outline(page)] == [1, 2, 1]
    assert page.article.body.split("\n\n") == [PROSE, "The winners:", "1. Leeds", "2. York", "They all came."]


def test_two_lists_of_the_article_and_no_thread() -> None:
    page = clean_page(f"{PROSE}\n\n  1. Leeds\n  2. York\n\nAnd:\n\n  1. Hull\n  2. Bath\n\nThat is all.")
    assert page.comments == []
    assert "1. Hull\n2. Bath" in page.article.body


def test_ids_are_offsets_and_lost_parents_are_told() -> None:
    text = f"{PROSE}\n\n3 comments\n\n  1. Top.\n\n      1. Parent lost.\n\n  2. Next."
    top, lost, following = clean_page(text, page_id="p").comments
    assert [comment.raw_start for comment in (top, lost, following)] == [
        text.index("1. Top"),
        text.index("1. Parent"),
        text.index("2. Next"),
    ]
    assert top.comment_id == f"p:{text.index('1. Top')}"
    assert (lost.depth, lost.reply_to, lost.parent_recovered, lost.thread_id) == (
        3,
        None,
        False,
        top.comment_id,
    )
    assert (following.depth, following.reply_to, following.parent_recovered) == (1, None, True)
    assert following.thread_id == following.comment_id


def test_a_marker_with_nothing_behind_it_is_a_lost_comment_and_its_reply_an_orphan() -> None:
    page = clean_page(
        "2 comments\n\n  1. A first comment.\n\n  2.\n\n    1. A reply to what was lost.\n\nLeave a Reply"
    )
    assert [(c.text, c.depth, c.reply_to, c.parent_recovered) for c in page.comments] == [
        ("A first comment.", 1, None, True),
        ("A reply to what was lost.", 2, None, False),
    ]
    assert [(s.step, s.rule, s.text) for s in page.removed if s.step == "comment_threads"] == [
        ("comment_threads", "blank-item", "2.")
    ]


def test_a_list_typed_in_one_of_two_comments_is_text_of_it() -> None:
    page = clean_page(
        "2 comments\n\n  1. Three things:\n    1. one\n    2. two\n    3. three\n\n  2. Thanks.\n\n"
        "Leave a Reply"
    )
    assert [c.text for c in page.comments] == ["Three things:\n1. one\n2. two\n3. three", "Thanks."]
