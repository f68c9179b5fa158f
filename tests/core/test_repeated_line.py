"""Lines that a page says twice: what is near enough, long enough, and no refrain, table or list."""

import polars as pl
import pytest

from clean.batch import clean_batch, pages_of
from clean.page import clean_page
from clean.steps.repeated_line import FAR, FAR_WORDS, NEAR, NEAR_BLOCK, NEAR_WORDS, TITLE_WORDS

PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
WORDS = ["boats", "lie", "behind", "old", "walls", "where", "nobody", "has", "seen", "them", "since"]
OTHERS = [f"Line {number} of those that stand between." for number in range(2 * FAR)]


def repeated(*lines: str) -> list[tuple[str, str]]:
    """Return rule and text of what is claimed as repeated below the first prose of a page."""
    text = "\n\n".join(["Harbour wall to be raised soon", PROSE, *lines])
    return [
        (span.rule, text[span.start : span.end])
        for span in clean_page(text, model=False).spans
        if span.step == "repeated_line"
    ]


def of_words(count: int) -> str:
    return " ".join(WORDS[:count])


@pytest.mark.parametrize(("words", "rules"), [(NEAR_WORDS, ["just-above"]), (NEAR_WORDS - 1, [])])
def test_a_short_line_needs_so_many_words(words: int, rules: list[str]) -> None:
    line = of_words(words)
    assert repeated(line, line) == [(rule, line) for rule in rules]


@pytest.mark.parametrize(("lines", "rules"), [(NEAR, ["just-above"]), (NEAR + 1, [])])
def test_a_short_line_stands_so_many_lines_below(lines: int, rules: list[str]) -> None:
    line = of_words(FAR_WORDS - 1)
    assert repeated(line, *OTHERS[: lines - 1], line) == [(rule, line) for rule in rules]


@pytest.mark.parametrize(("size", "rules"), [(NEAR_BLOCK, ["just-above"]), (NEAR_BLOCK + 1, [])])
def test_a_short_line_stands_in_a_small_block(size: int, rules: list[str]) -> None:
    line = of_words(NEAR_WORDS)
    assert repeated(line, "\n".join([line, *OTHERS[: size - 1]])) == [(rule, line) for rule in rules]


@pytest.mark.parametrize(("lines", "rules"), [(FAR, ["long-line"]), (FAR + 1, [])])
def test_a_long_line_may_stand_farther_below(lines: int, rules: list[str]) -> None:
    line = of_words(FAR_WORDS)
    assert repeated(line, *OTHERS[: lines - 1], line) == [(rule, line) for rule in rules]


@pytest.mark.parametrize(("words", "rules"), [(TITLE_WORDS, ["opening-line"]), (TITLE_WORDS - 1, [])])
def test_a_line_from_the_top_of_the_page_is_known_everywhere(words: int, rules: list[str]) -> None:
    line = of_words(words)
    text = "\n\n".join([line, PROSE, *OTHERS, line])
    spans = [span for span in clean_page(text, model=False).spans if span.step == "repeated_line"]
    assert [(span.rule, span.start) for span in spans] == [(rule, text.rindex(line)) for rule in rules]


def test_of_many_equal_lines_the_first_stays() -> None:
    line = of_words(NEAR_WORDS)
    assert repeated(*[line] * 5) == [("just-above", line)] * 4


@pytest.mark.parametrize("mark", ["“", '"', "– ", "  • ", "3. ", "  3. "])
def test_speech_and_items_of_lists_stay(mark: str) -> None:
    line = mark + of_words(FAR_WORDS)
    assert repeated(line, line) == []


def test_what_readers_say_twice_stays() -> None:
    text = f"Harbour wall\n\n{PROSE}\n\n2 comments\n\n" + "\n\n".join(
        f"  {number}. Ada says:\n\n     {of_words(FAR_WORDS)}" for number in (1, 2)
    )
    page = clean_page(text, model=False)
    assert [comment.text for comment in page.comments] == [of_words(FAR_WORDS)] * 2
    assert "repeated_line" not in {span.step for span in page.spans}


def test_pages_do_not_repeat_each_other() -> None:
    text = f"{of_words(FAR_WORDS)}\n\n{PROSE}"
    spans = clean_batch(pages_of({"one": text, "two": text})).spans
    assert spans.filter(pl.col("step") == "repeated_line").is_empty()
