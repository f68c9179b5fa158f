"""Lines found in the bytes of a batch, against the same with Python's strings."""

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clean.batch import pages_of
from clean.lines import split_lines
from clean.normalise import fold_breaks, plain_line
from clean.rules.pattern import MAX_CHARS, ROOM, Pattern
from clean.words import fewest_words

# Blanks, breaks, controls, references and bullets, in one, two, three and four bytes.
CHARACTERS = list(
    "ab1. \t\n\r\x0b\x00\x1f\x7f\x80\x85\x9f\xa0é–“”•\u1680\u2007\u2009\u2028\u202f\u3000\ufeff🌊&;#x"
)
TEXTS = st.lists(st.one_of(st.sampled_from(CHARACTERS), st.sampled_from(["&nbsp;", "&#10;", "&amp;"]))).map(
    "".join
)


def lines_in_python(texts: list[str]) -> list[tuple[int, int, int, int, str]]:
    """Page, start and end in the page, indentation and text of each line that says something."""
    found = []
    for page, text in enumerate(texts):
        reached = 0
        for raw in fold_breaks(text).split("\n"):
            indent = len(raw) - len(raw.lstrip())
            if plain_line(raw):
                start = reached + indent
                found.append((page, start, start + len(raw.strip()), indent, plain_line(raw)))
            reached += len(raw) + 1
    return found


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(derandomize=True, deadline=None, max_examples=300)
@example(["", "\n", ""])
@example([" " * 100 + "a" + "\t" * 100, "\u3000" * 60 + "“a”" + "\u2009"])
@example(["a\r\n\r\nb", "🌊\n\u00a0🌊\u00a0", "\ufeffa"])
def test_lines_are_those_that_pythons_strings_have(texts: list[str]) -> None:
    lines = split_lines(pages_of({f"p{number}": text for number, text in enumerate(texts)}))
    base = lines.bases.tolist()
    found = [
        (page, start - base[page], end - base[page], indent, text)
        for page, start, end, indent, text in lines.lines.select(
            "page", "start", "end", "indent", "text"
        ).iter_rows()
    ]
    assert found == lines_in_python(texts)
    assert lines.pages["length"].to_list() == [len(text) for text in texts]
    for page, start, end in lines.lines.select("page", "start_byte", "end_byte").iter_rows():
        if lines.pages["bytes_hold"][page]:
            raw = texts[page].encode()[start:end].decode()
            assert plain_line(fold_breaks(raw)) in lines.lines.filter(pl.col("page") == page)["text"]


@given(st.lists(st.text(st.sampled_from("aZ9 _-.é“\u00a0\n"), max_size=30), min_size=1, max_size=5))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_no_text_has_fewer_words_than_are_counted_at_least(texts: list[str]) -> None:
    words = [sum(char.isalnum() for char in f" {text}") for text in texts]
    parted = ["".join(char if char.isalnum() else " " for char in text).split() for text in texts]
    counted = fewest_words(pl.Series(texts)).tolist()
    assert all(fewest <= len(real) <= most for fewest, real, most in zip(counted, parted, words, strict=True))


def test_words_behind_a_blank_are_counted() -> None:
    assert fewest_words(pl.Series(["One two three", "", "-- – 12", "a"])).tolist() == [2, 0, 0, 0]


def test_a_pattern_answers_the_same_whether_it_was_asked_before_or_not() -> None:
    pattern = Pattern("^wall [0-9]*[02468]$")
    asked = [f"wall {number}" for number in range(3 * ROOM)] + ["wall 2" + "2" * MAX_CHARS]
    expected = [number % 2 == 0 for number in range(3 * ROOM)] + [True]
    for _ in range(2):
        assert pattern.found_in(asked).tolist() == expected
        assert pattern.found_in(asked[:10] * 2).tolist() == expected[:10] * 2
    assert pattern.found_in([]).tolist() == []
