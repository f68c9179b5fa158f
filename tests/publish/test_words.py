"""Texts are compared word by word, whatever their length."""

from hypothesis import given
from hypothesis import strategies as st

from clean.changes.words import MAX_EDITS, QUOTED, WordChange, word_changes

texts = st.lists(st.sampled_from(["a", "b", "c", "\n\n", "d.", " \n "]), max_size=30).map(" ".join)


def longest_common(old: list[str], new: list[str]) -> int:
    """Return how many words the longest common subsequence has, by the textbook's table."""
    row = [0] * (len(new) + 1)
    for word in old:
        before = row
        row = [0]
        for i, other in enumerate(new):
            row.append(before[i] + 1 if word == other else max(before[i + 1], row[-1]))
    return row[-1]


@given(texts, texts)
def test_what_stays_is_as_much_as_can_stay(old: str, new: str) -> None:
    changes = list(word_changes(old, new))
    removed = sum(len(change.removed.split()) for change in changes)
    added = sum(len(change.added.split()) for change in changes)
    kept = longest_common(old.split(), new.split())
    assert len(old.split()) - removed == kept
    assert len(new.split()) - added == kept


def test_a_change_stands_between_the_words_around_it() -> None:
    old = "The wall will be raised by one metre next spring, said the council."
    new = "The wall will be raised by two metres next spring, the council said."
    assert list(word_changes(old, new)) == [
        WordChange("wall will be raised by", "one metre", "two metres", "next spring, said the council."),
        WordChange("by one metre next spring,", "said", "", "the council."),
        WordChange("metre next spring, said the", "council.", "council said.", ""),
    ]


def test_white_space_is_no_difference() -> None:
    assert list(word_changes("one two\n\nthree", " one  two three\n")) == []


def test_a_text_that_came_is_one_change() -> None:
    assert list(word_changes("", "all new")) == [WordChange("", "", "all new", "")]


def test_a_change_in_a_huge_text_is_found_in_its_paragraph() -> None:
    paragraphs = [" ".join(f"w{i}-{j}" for j in range(50)) for i in range(2_000)]
    edited = list(paragraphs)
    for number in (3, 700, 1_999):
        edited[number] = edited[number].replace(f"w{number}-7", "EDITED")
    edited[1_000] = " ".join(f"other{j}" for j in range(MAX_EDITS * 2))
    changes = list(word_changes("\n\n".join(paragraphs), "\n\n".join(edited)))
    assert [change.removed for change in changes if change.added == "EDITED"] == ["w3-7", "w700-7", "w1999-7"]
    (whole,) = (change for change in changes if change.added != "EDITED")
    assert whole.added.startswith("other0 ")
    assert f"[… {MAX_EDITS * 2 - QUOTED:,} words …]" in whole.added


def test_texts_that_have_nothing_in_common_are_replaced_whole() -> None:
    (change,) = word_changes("a b " * 100_000, "c d " * 90_000)
    assert len(change.removed) < 1_000
    assert "[… 199,960 words …]" in change.removed


def test_a_word_without_an_end_is_cut() -> None:
    (change,) = word_changes("x" * 1_000_000, "y")
    assert change.removed == "x" * 80 + "…"
