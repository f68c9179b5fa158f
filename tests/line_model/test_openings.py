"""What the openings of lines hold, also where one is cut in the middle of a sign."""

import polars as pl
import pytest

from clean.line_model.openings import OPENING, Openings, openings_of


def counts(found: Openings) -> list[tuple[int, int, int]]:
    columns = (found.words.tolist(), found.capitals.tolist(), found.figures.tolist())
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Ada saw 2 boats", (4, 1, 1)),
        ("été à Évora", (3, 0, 0)),
        ("“Yes” … no", (2, 1, 0)),
        ("— «", (1, 0, 0)),
        ("3rd of May", (3, 1, 1)),
    ],
)
def test_words_capitals_and_figures_are_counted(text: str, held: tuple[int, int, int]) -> None:
    assert counts(openings_of(pl.Series([text]))) == [held]


@pytest.mark.parametrize("sign", ["é", "«", "“", "…", "\u00a0", "水", "🌊", "’"])
@pytest.mark.parametrize("left", range(4))
def test_an_opening_that_ends_in_the_middle_of_a_sign_counts_its_own_words(sign: str, left: int) -> None:
    line = "a " * (OPENING // 2)
    cut = line[: OPENING - 4] + "b" * (4 - left) + sign + " Many 3 words"
    whole = "One 2 three"
    found = counts(openings_of(pl.Series([whole, cut, whole])))
    assert found[0] == found[2] == (3, 1, 1)
    words, capitals, figures = found[1]
    known = (OPENING - 4) // 2
    assert known <= words <= known + 2
    assert (capitals, figures) == (0, 0)


def test_no_texts_have_no_openings() -> None:
    assert counts(openings_of(pl.Series([], dtype=pl.String))) == []
