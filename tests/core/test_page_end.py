"""What stands behind an article, or above it, and does not say what it is: page ends, comments, menus."""

import pytest

from clean.batch import clean_batch, pages_of
from clean.behind import ARTICLE_PARAGRAPHS
from clean.head import LINKS
from clean.page import clean_page
from clean.rules.load import load_rules
from clean.steps.page_top import SENTENCES
from clean.steps.site_menu import ITEM_CHARS, MENU_ITEMS

PARAGRAPH = (
    "Paragraph {number} of the report says that the council has voted to raise the wall by a metre, and that "
    "the work, put off twice, is to begin before the winter, as the minutes of its last meeting show."
)
FOOTER = "Imprint and advice for anglers"
COPYRIGHT = "© 2024 The Harbour Post"


def paragraphs(count: int, first: int = 1) -> list[str]:
    return [PARAGRAPH.format(number=number) for number in range(first, first + count)]


def claimed(step: str, *lines: str) -> list[str]:
    """Return the lines that a step claims of a page of one paragraph a line."""
    text = "\n\n".join(lines)
    spans = clean_page(text, model=False).spans
    return [text[span.start : span.end].strip() for span in spans if span.step == step]


def test_nothing_of_an_article_stands_below_what_closes_it() -> None:
    article = paragraphs(ARTICLE_PARAGRAPHS)
    assert claimed("page_end", "The wall", *article, COPYRIGHT, FOOTER, "Anglers’ news") == [
        FOOTER,
        "Anglers’ news",
    ]


def test_without_a_closing_line_the_end_of_a_page_stays() -> None:
    assert (
        claimed("page_end", "The wall", *paragraphs(ARTICLE_PARAGRAPHS), "2024 in the harbour", FOOTER) == []
    )


def test_an_article_has_three_paragraphs_before_it_is_closed() -> None:
    assert claimed("page_end", "The wall", *paragraphs(ARTICLE_PARAGRAPHS - 1), COPYRIGHT, FOOTER) == []


@pytest.mark.parametrize(("below", "ends"), [(1, True), (2, False)])
def test_text_that_goes_on_below_keeps_the_page_open(below: int, ends: bool) -> None:
    lines = ["The wall", *paragraphs(5), COPYRIGHT, *paragraphs(below, first=6), FOOTER]
    assert bool(claimed("page_end", *lines)) == ends


def test_short_paragraphs_are_text_that_goes_on() -> None:
    short = [f"Number {number} of those who spoke was against it." for number in range(20)]
    assert claimed("page_end", "The wall", *paragraphs(3), COPYRIGHT, *short, FOOTER) == []


def test_the_readers_close_an_article() -> None:
    thread = [
        "2 comments",
        "  1. Nobody asked me.",
        "  2. Nor me, and I live there.",
        FOOTER,
    ]
    assert claimed("page_end", "The wall", *paragraphs(4), *thread) == [FOOTER]


def test_only_rules_that_say_so_close_an_article() -> None:
    rules = load_rules()
    assert {rule.closes for rule in rules.rules} == {True, False}
    assert rules.closing.tolist() == [rule.closes for rule in rules.rules]


READERS = ["I live behind that wall and nobody asked me.", "So do I, and I was asked."]


@pytest.mark.parametrize(
    "heading",
    [
        "12 Comments",
        "Comments (12)",
        "Top Rated Comments",
        "View comments (27)",
        "All comments 4",
        "3 Kommentare",
    ],
)
def test_comments_without_names_are_no_part_of_the_article(heading: str) -> None:
    assert claimed("comment_section", "The wall", *paragraphs(3), heading, *READERS) == READERS


@pytest.mark.parametrize(
    "heading", ["Comments", "0 Comments", "12 comments were struck from the record.", "Comments?"]
)
def test_a_chapter_about_comments_stays(heading: str) -> None:
    assert claimed("comment_section", "The wall", *paragraphs(3), heading, *READERS) == []


def test_a_count_at_the_top_of_an_article_stands_above_no_comments() -> None:
    assert (
        claimed("comment_section", "The wall", PARAGRAPH.format(number=0), "12 Comments", *paragraphs(4))
        == []
    )


def test_articles_that_each_have_a_count_all_stay() -> None:
    one, other = paragraphs(3), paragraphs(3, first=4)
    assert (
        claimed("comment_section", "The wall", *one, "12 Comments", "The market", *other, "4 Comments") == []
    )


def test_where_a_thread_was_found_it_says_what_is_a_comment() -> None:
    lines = [
        *paragraphs(3),
        "2 comments",
        "  1. Nobody asked me.",
        "  2. Nor me, and I live there.",
        "Leave a Reply",
    ]
    page = clean_page("\n\n".join(["The wall", *lines]), model=False)
    assert [comment.text for comment in page.comments] == ["Nobody asked me.", "Nor me, and I live there."]
    assert not any(span.step == "comment_section" for span in page.spans)


def menu(count: int, item: str = "All about boat {}") -> list[str]:
    return ["\n".join("• " + item.format("abcdefghijklmnopqrstuvwxyz"[number]) for number in range(count))]


def test_the_menu_above_an_article_goes() -> None:
    page = [*menu(MENU_ITEMS), "The wall is to be raised", *paragraphs(3)]
    assert len(claimed("site_menu", *page)) == MENU_ITEMS


@pytest.mark.parametrize(
    "above",
    [
        menu(MENU_ITEMS - 1),
        menu(MENU_ITEMS, "2 planks of oak {}"),
        menu(MENU_ITEMS, "The wall holds, boat {}."),
        menu(MENU_ITEMS, "x" * (ITEM_CHARS - 3) + " {}"),
    ],
    ids=["too few", "figures", "sentences", "too long"],
)
def test_a_list_that_opens_an_article_stays(above: list[str]) -> None:
    assert claimed("site_menu", *above, "The wall is to be raised", *paragraphs(3)) == []


def test_a_list_below_the_first_paragraph_is_no_menu() -> None:
    assert claimed("site_menu", *paragraphs(1), *menu(MENU_ITEMS), *paragraphs(3)) == []


def test_a_page_of_nothing_but_items_is_no_menu() -> None:
    assert claimed("site_menu", "What boats there are", *menu(MENU_ITEMS)) == []


NOTICES = ["The Harbour Post online", "Our new app is here!", "Sign in to go on"]
TITLE_LINE = "The council raises the wall"


def test_what_stands_above_the_title_goes() -> None:
    assert claimed("page_top", *NOTICES, TITLE_LINE, *paragraphs(2)) == NOTICES


@pytest.mark.parametrize(("count", "size"), SENTENCES)
def test_sentences_above_what_looks_like_the_title_keep_all(count: int, size: int) -> None:
    sentences = [f"{number} ".ljust(size - 1, "x") + "." for number in range(count)]
    assert claimed("page_top", *NOTICES, *sentences, TITLE_LINE, *paragraphs(3)) == []
    assert claimed("page_top", *NOTICES, *sentences[1:], TITLE_LINE, *paragraphs(3)) != []


def test_more_above_the_title_than_text_below_it_stays() -> None:
    results = [f"Boat {number}, {90 + number} minutes" for number in range(30)]
    assert claimed("page_top", *results, TITLE_LINE, *paragraphs(1)) == []


def test_without_a_title_the_top_of_a_page_stays() -> None:
    assert claimed("page_top", *NOTICES, "Friday", *paragraphs(2)) == []


def test_a_page_without_a_paragraph_keeps_its_top() -> None:
    assert claimed("page_top", NOTICES[0], TITLE_LINE, "It is late.", "So be it.") == []


def test_pages_of_a_batch_do_not_end_each_other() -> None:
    closed = "\n\n".join(["The wall", *paragraphs(3), COPYRIGHT, FOOTER])
    open_page = "\n\n".join([FOOTER, *menu(3), TITLE_LINE, *paragraphs(4), "What anglers say of it"])
    counted = "\n\n".join(["The wall", *paragraphs(3), "12 Comments", *READERS])
    texts = {"a": closed, "b": open_page, "c": counted, "d": open_page}
    together = clean_batch(pages_of(texts)).spans
    for name, text in texts.items():
        alone = clean_batch(pages_of({name: text})).spans
        assert together.filter(page_id=name).equals(alone)


@pytest.mark.parametrize(
    "above", [menu(MENU_ITEMS), ["The Harbour Post online", *menu(LINKS)]], ids=["menu", "links"]
)
def test_the_title_of_a_whole_page_stands_below_its_links(above: list[str]) -> None:
    text = "\n\n".join([*above, "The wall is to be raised", "By Ada Quay", *paragraphs(3)])
    page = clean_page(text, model=False)
    assert page.article.title == "The wall is to be raised"
    assert page.article.author == "Ada Quay"


def test_a_few_links_below_a_title_leave_it_the_title() -> None:
    text = "\n\n".join(
        ["The wall is to be raised", *menu(LINKS - 1), "The harbour in winter", *paragraphs(3)]
    )
    assert clean_page(text, model=False).article.title == "The wall is to be raised"
