"""Where a page's head is, and which of its lines is the title."""

import pytest

from clean.head import LINES_ABOVE
from clean.page import clean_page

TITLE = "Harbour wall to be raised again"
TEXT = (
    "The council has voted to raise the wall of the harbour by a metre, and the work, put off twice before, "
    "is to begin before the winter, as the minutes of its last meeting show."
)
# words of a page that the text does not say
LINKS = [f"{word} and {other}" for word in ("Boats", "Markets", "Ferries") for other in ("prices", "routes")]


def labelled(label: str, *lines: str) -> list[str]:
    """Return what has a label on a page of one paragraph a line."""
    text = "\n\n".join(lines)
    spans = clean_page(text, model=False).spans
    return [text[span.start : span.end].strip() for span in spans if span.label == label]


def test_the_title_is_the_line_that_the_text_says_again() -> None:
    assert labelled("title", "Our bright new app is here", TITLE, "Picture of a gull", TEXT) == [TITLE]


def test_what_explains_the_title_is_not_the_title() -> None:
    below = "Council votes for metre of wall"
    assert labelled("title", TITLE, below, TEXT) == [TITLE]


@pytest.mark.parametrize(
    "path", [f"Home > Coast > {TITLE}", f"The Harbour Post | {TITLE}", f"{TITLE} - picture"]
)
def test_the_title_alone_is_preferred_to_a_path_to_it(path: str) -> None:
    assert labelled("title", path, "Read by many people", TITLE, TEXT) == [TITLE]


def test_a_page_of_which_the_text_says_nothing_again_has_no_title() -> None:
    assert labelled("title", "Our bright new app is here", "Ada Quay and friends", TEXT) == []


def test_a_page_without_a_paragraph_begins_with_its_title() -> None:
    assert labelled("title", "Coast", TITLE, "It is decided.", "So be it.") == [TITLE]


def test_a_line_below_the_first_sentence_of_a_page_without_a_paragraph_is_no_title() -> None:
    sentence = "It was the talk of the quay for days, and of the council, which has promised to see to it."
    assert labelled("title", "The wall", sentence, "Log of the quay and of the council") == []


def test_a_title_without_blanks_between_words_is_found() -> None:
    text = "町議会は先週の会議で港の壁をさらに一メートル高くすることを決めました。" * 6
    assert labelled("title", "新しいアプリのご案内です", "港の壁を高くする計画", text) == [
        "港の壁を高くする計画"
    ]


def test_the_head_of_a_whole_page_is_above_its_text_and_not_at_its_top() -> None:
    links = LINKS * LINES_ABOVE
    lines = [*links, TITLE, "By Ada Quay", "3 March 2019", TEXT]
    assert labelled("title", *lines) == [TITLE]
    assert labelled("author", *lines) == ["By Ada Quay"]
    assert labelled("published_at", *lines) == ["3 March 2019"]


def test_the_head_ends_at_text_and_not_at_a_notice_or_a_long_menu() -> None:
    notice = (
        "We use cookies and other techniques to improve your visit to our pages, to show you advertisements "
        "that may be of interest to you, and to see where our visitors come from."
    )
    menu = " ".join(LINKS * 3)
    assert len(notice) > 150 < len(menu)
    assert labelled("title", notice, "Accept all cookies", menu, "Sign in to go on", TITLE, TEXT) == [TITLE]


def test_a_breadcrumb_is_found_below_a_menu() -> None:
    menu = [f"• {link}" for link in LINKS]
    path = ["  1. Home", "  2. Coast"]
    text = "\n".join([*menu, "", *path, "", TITLE, "", TEXT])
    page = clean_page(text, model=False)
    assert [page.text[s.start : s.end].strip() for s in page.spans if s.label == "section"] == ["2. Coast"]


def test_comments_are_no_text_below_a_head() -> None:
    thread = ["2 Comments", f"  1. Ada says:\n\n     {TEXT}", f"  2. Bo says:\n\n     No. {TEXT}"]
    assert labelled("title", TITLE, "It is decided.", "So be it.", *thread, "More about ferries", TEXT) == [
        TITLE
    ]
