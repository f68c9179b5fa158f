"""The names of steps, one for each line, against the same names in a list."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clean.step_names import StepNames

NAMES = st.sampled_from([None, "byline", "headline", "caption"])


@given(st.lists(NAMES, max_size=12), st.sampled_from(["share_bar", "headline"]))
@settings(derandomize=True, deadline=None)
def test_names_kept_as_numbers_read_like_the_names(given_names: list[str | None], name: str) -> None:
    steps, expected = StepNames(len(given_names)), list(given_names)
    assert steps.tolist() == [None] * len(expected)
    table = ["caption", None, "headline", "byline"]
    steps.put(table, np.array([table.index(one) for one in expected], np.int64))
    for rows in (np.arange(len(expected)) % 3 == 1, np.arange(0, len(expected), 4)):
        steps[rows] = name
        for row in np.arange(len(expected))[rows].tolist():
            expected[row] = name
    assert len(steps) == len(expected)
    assert steps.tolist() == expected
    assert steps[np.arange(len(expected))].tolist() == expected
    assert [steps[row] for row in range(len(expected))] == expected
    for asked in (None, "byline", "headline", "share_bar", "never put"):
        assert (steps == asked).tolist() == [one == asked for one in expected]
        assert (steps != asked).tolist() == [one != asked for one in expected]
    assert steps.missing().tolist() == [one is None for one in expected]
