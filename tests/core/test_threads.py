"""Which marker answers which: `clean.threads` by cases, one numbered list at a time."""

import sys
from types import FrameType
from typing import Any

import numpy as np
import pytest

from clean.threads.tree import NOBODY, Markers, follow

# A marker as (level, number), level 1 standing at the indentation of the list.
Printed = tuple[int, int]
# What comes of it: row, level, the row that it answers, whether that one is known, its thread's first row.
Found = tuple[int, int, int | None, bool, int]

CASES: dict[str, tuple[list[Printed], list[Found]]] = {
    "nothing": ([], []),
    "a flat list": (
        [(1, 1), (1, 2), (1, 3)],
        [(0, 1, None, True, 0), (1, 1, None, True, 1), (2, 1, None, True, 2)],
    ),
    "numbers of several digits": (
        [(1, n) for n in range(1, 13)],
        [(n, 1, None, True, n) for n in range(12)],
    ),
    "replies": (
        [(1, 1), (2, 1), (3, 1), (2, 2), (1, 2), (2, 1)],
        [
            (0, 1, None, True, 0),
            (1, 2, 0, True, 0),
            (2, 3, 1, True, 0),
            (3, 2, 0, True, 0),
            (4, 1, None, True, 4),
            (5, 2, 4, True, 4),
        ],
    ),
    "a jump by two levels, its siblings and its replies": (
        [(1, 1), (3, 1), (3, 2), (4, 1), (2, 1), (3, 1)],
        [
            (0, 1, None, True, 0),
            (1, 3, None, False, 0),
            (2, 3, None, False, 0),
            (3, 4, 2, True, 0),
            (4, 2, 0, True, 0),
            (5, 3, 4, True, 0),
        ],
    ),
    "a jump by three levels": ([(1, 1), (4, 1)], [(0, 1, None, True, 0), (1, 4, None, False, 0)]),
    "the first comment is an orphan": (
        [(2, 1), (2, 2), (3, 1), (1, 1), (2, 1)],
        [
            (0, 2, None, False, 0),
            (1, 2, None, False, 0),
            (2, 3, 1, True, 0),
            (3, 1, None, True, 3),
            (4, 2, 3, True, 3),
        ],
    ),
    "numbering restarts under a visible top-level comment": (
        [(1, 1), (2, 1), (2, 1), (3, 1), (2, 2), (1, 2)],
        [
            (0, 1, None, True, 0),
            (1, 2, 0, True, 0),
            (2, 2, None, False, 2),
            (3, 3, 2, True, 2),
            (4, 2, None, False, 2),
            (5, 1, None, True, 5),
        ],
    ),
    "numbering restarts under a visible reply": (
        [(1, 1), (2, 1), (3, 1), (3, 1), (3, 2), (2, 2)],
        [
            (0, 1, None, True, 0),
            (1, 2, 0, True, 0),
            (2, 3, 1, True, 0),
            (3, 3, None, False, 0),
            (4, 3, None, False, 0),
            (5, 2, 0, True, 0),
        ],
    ),
    "numbering restarts twice": (
        [(1, 1), (2, 1), (2, 1), (2, 1)],
        [(0, 1, None, True, 0), (1, 2, 0, True, 0), (2, 2, None, False, 2), (3, 2, None, False, 3)],
    ),
    "numbering restarts at the top": (
        [(1, 1), (1, 2), (1, 1), (2, 1)],
        [(0, 1, None, True, 0), (1, 1, None, True, 1), (2, 1, None, True, 2), (3, 2, 2, True, 2)],
    ),
    "a number that neither continues nor opens a list is text": (
        [(1, 1), (2, 8), (1, 12), (1, 2), (1, 2), (1, 9), (1, 3)],
        [(0, 1, None, True, 0), (3, 1, None, True, 3), (6, 1, None, True, 6)],
    ),
    "a number of nothing": ([(1, 0), (1, 1), (1, 0), (1, 2)], [(1, 1, None, True, 1), (3, 1, None, True, 3)]),
    "the number goes on below a deeper list only on its own level": (
        [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (2, 2), (2, 1)],
        [
            (0, 1, None, True, 0),
            (1, 2, 0, True, 0),
            (2, 3, 1, True, 0),
            (3, 1, None, True, 3),
            (6, 2, 3, True, 3),
        ],
    ),
}


def markers(printed: list[tuple[int, int]]) -> Markers:
    """Markers one below the other, by how far they stand to the right of their list, and by number."""
    above, number = np.array(printed, np.int64).reshape(-1, 2).T
    rows = np.arange(len(printed))
    return Markers.placed(
        rows,
        above_base=above,
        number=number,
        sure=np.zeros(len(rows), np.bool_),
        thread=np.zeros(len(rows), np.int64),
    )


def on_levels(printed: list[Printed]) -> Markers:
    return markers([(2 * (level - 1), number) for level, number in printed])


def followed(given: Markers, lost: frozenset[int] = frozenset()) -> list[Found]:
    found, _ = follow(given, np.isin(given.row, list(lost)))
    columns = (found.row, found.depth, found.parent, found.recovered, found.thread)
    return [
        (row, depth, None if parent == NOBODY else parent, recovered, thread)
        for row, depth, parent, recovered, thread in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


@pytest.mark.parametrize(("printed", "found"), CASES.values(), ids=CASES)
def test_threads(printed: list[Printed], found: list[Found]) -> None:
    assert followed(on_levels(printed)) == found


def test_each_list_is_followed_by_itself() -> None:
    cases = [CASES["replies"], CASES["the first comment is an orphan"], CASES["replies"]]
    given = [on_levels(printed) for printed, _ in cases]
    columns = ("level", "number", "sure")
    together = Markers(
        row=np.arange(sum(len(one.row) for one in given)),
        thread=np.repeat(np.arange(len(given)), [len(one.row) for one in given]),
        **{name: np.concatenate([getattr(one, name) for one in given]) for name in columns},
    )
    found, number = follow(together, np.zeros(len(together.row), np.bool_))
    for which, (_, expected) in enumerate(cases):
        first = together.row[together.thread == which][0]
        assert (found.row[number == which] - first).tolist() == [row for row, *_ in expected]
        assert found.depth[number == which].tolist() == [depth for _, depth, *_ in expected]
        assert (found.thread[number == which] - first).tolist() == [thread for *_, thread in expected]


def test_replies_to_an_item_without_a_comment_are_answers_to_nobody_known() -> None:
    printed = [(1, 1), (2, 1), (3, 1), (2, 2)]
    assert followed(on_levels(printed), frozenset({1})) == [
        (0, 1, None, True, 0),
        (1, 2, None, False, 1),
        (2, 3, None, False, 0),
        (3, 2, 0, True, 0),
    ]


@pytest.mark.parametrize("above", [-2, -1, 1, 3])
def test_a_marker_between_the_levels_or_left_of_the_list_is_text(above: int) -> None:
    found = followed(markers([(0, 1), (above, 1), (above, 2), (2, 1)]))
    assert found == [(0, 1, None, True, 0), (3, 2, 0, True, 0)]


def test_a_chain_of_50_000_replies() -> None:
    depth = 50_000
    found, _ = follow(on_levels(chain(depth)), np.zeros(depth, np.bool_))
    assert found.depth.tolist() == list(range(1, depth + 1))
    assert found.parent.tolist() == [NOBODY, *range(depth - 1)]
    assert set(found.thread.tolist()) == {0}


def lines_run(printed: list[Printed]) -> int:
    """Count the lines of `clean.threads` that following the markers runs."""
    home, before, run = follow.__code__.co_filename, sys.gettrace(), 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal run
        if frame.f_code.co_filename != home:
            return None
        run += event == "line"
        return trace

    given = on_levels(printed)
    lost = np.zeros(len(printed), np.bool_)
    sys.settrace(trace)
    try:
        follow(given, lost)
    finally:
        sys.settrace(before)
    return run


def flat(count: int) -> list[Printed]:
    return [(1, number) for number in range(1, count + 1)]


def restarting(count: int) -> list[Printed]:
    return [(1, 1), *[(2, 1)] * (count - 1)]


def chain(count: int) -> list[Printed]:
    return [(level, 1) for level in range(1, count + 1)]


def false(count: int) -> list[Printed]:
    return [(1, 1), *[(2, 7)] * (count - 1)]


@pytest.mark.parametrize("shape", [flat, restarting, chain, false])
def test_work_grows_no_faster_than_the_markers(shape: Any) -> None:
    assert lines_run(shape(8_000)) < 4.1 * lines_run(shape(2_000))


def test_100_000_markers() -> None:
    assert len(followed(on_levels(flat(100_000)))) == 100_000
