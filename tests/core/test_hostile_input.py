"""Pages that nobody would write: they come out whole, and in time."""

import pytest

from clean.page import CleanPage, clean_page


def tiles(page: CleanPage) -> bool:
    return "".join(page.text[span.start : span.end] for span in page.spans) == page.text


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n \t\r\n\u2028", "\ufeff", "\x00", "&nbsp;\n&nbsp;", "\u00a0" * 9]
)
def test_a_page_of_nothing(text: str) -> None:
    page = clean_page(text)
    assert [span.label for span in page.spans] == (["space"] if text else [])
    assert (page.article.body, page.article.title, page.comments) == ("", None, [])
    assert (page.article.word_count, page.article.raw_length) == (0, len(text))


LARGE = {
    "a line of 5 MB": "word " * 1_000_000,
    "a line of 5 MB without a space": "x" * 5_000_000,
    "100,000 markers on one line": "1. " * 100_000,
    "100,000 blank lines": "\n" * 100_000,
    "100,000 carriage returns": "\r" * 100_000,
    "100,000 blank lines inside the text": "a" + "\n" * 100_000 + "b",
    "a megabyte of list items": "".join(f"  {n}. item\n" for n in range(1, 65_000)),
    "a megabyte of bullets": "  • item\n" * 100_000,
    "100,000 single letters": "a\n\n" * 100_000,
    "100,000 entities": "&amp;" * 100_000,
    "100,000 ampersands": "&" * 100_000,
    "a megabyte of NUL": "\x00" * 1_000_000,
    "a megabyte of emoji": "🌊" * 250_000,
    "100,000 prompts that nothing follows": "Discover more from here\n\n" * 30_000,
    "100,000 lines of markers": "1. 1. 1.\n" * 100_000,
    "a line of a million blanks": " " * 1_000_000 + "a",
    "10,000 lines far to the right": (" " * 100 + "a\n") * 10_000,
    "100,000 lines between wide spaces": "\u3000“a”\u2009\n" * 100_000,
    "30,000 names that say": "Ada says:\n" * 30_000,
    "30,000 names and dates": "Ada\n3 May 2019\n" * 30_000,
    "10,000 signed blocks": "Ada says:\n3 May 2019\nYes.\nReply\n" * 10_000,
    "10,000 signed items": "  • Ada says:\n    3 May 2019\n    Yes.\n    Reply\n" * 10_000,
    "20,000 lists that change their markers": "  • one\n  1. two\n" * 20_000,
    "20,000 counts with a list each": "2 comments\n  1. one\n" * 20_000,
    "10,000 counts with a foot each, above one form": (
        "2 comments\n\nYes, it was so.\n\nPosted by Ada | 3 May 2019\n\n" * 10_000 + "Leave a Reply\n"
    ),
    "10,000 names with references": "A&amp;B Quay says:\n\n3 May 2019\n\nYes.\n\nReply\n\n" * 10_000,
    "10,000 addresses with references": "é &amp; ada@example.org\n\n" * 10_000,
    "a paragraph of 50,000 lines": "free PayPal readers donate\n" * 50_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_pages_tile(text: str) -> None:
    page = clean_page(text)
    assert tiles(page)
    assert page.article.raw_length == len(text)


@pytest.mark.parametrize(("above", "below"), [("1 comment\n\n", ""), ("", "\n\nLeave a Reply")])
def test_a_thread_of_3_000_levels(above: str, below: str) -> None:
    depth = 3_000
    thread = "\n\n".join(f"{'  ' * level}1. Reply." for level in range(1, depth + 1))
    page = clean_page(f"{above}{thread}{below}")
    assert [comment.depth for comment in page.comments] == list(range(1, depth + 1))
    assert [comment.reply_to for comment in page.comments[1:]] == [c.comment_id for c in page.comments[:-1]]
    assert {comment.thread_id for comment in page.comments} == {page.comments[0].comment_id}
    assert tiles(page)


def test_a_marker_20_000_levels_deep() -> None:
    page = clean_page(f"2 comments\n\n  1. Top.\n\n{'  ' * 20_000}1. Deep.\n\n  2. Next.")
    assert [(comment.depth, comment.parent_recovered) for comment in page.comments] == [
        (1, True),
        (20_000, False),
        (1, True),
    ]
    assert tiles(page)


def test_a_thread_of_20_000_comments() -> None:
    page = clean_page("20,000 comments\n\n" + "\n\n".join(f"  {n}. Yes." for n in range(1, 20_001)))
    assert len(page.comments) == page.article.stated_comments == 20_000
    assert tiles(page)


@pytest.mark.parametrize("text", ["\ud800", "Harbour \udfff wall", "wall \ud83d\u0020"])
def test_lone_surrogates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        clean_page(text)


def test_control_characters_keep_the_offsets_and_leave_the_records() -> None:
    text = "\ufeffHarbour\x00 wall to be\x07 raised\n\nIt \x1b[31mfell\x1b[0m.\r\nTwice.\x85Or more."
    page = clean_page(text)
    assert tiles(page)
    assert page.article.title == "Harbour  wall to be  raised"
    assert page.article.body == "It  [31mfell [0m.\nTwice.\nOr more."
