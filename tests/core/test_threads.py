"""Which marker answers which: `clean.threads` by cases, one numbered list at a time."""

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from clean.threads.tree import Comment, Marker, follow

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
        [(1, 1), (2, 8), (1, 12), (1, 2), (1, 2), (1, 4), (1, 3)],
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


def markers(printed: list[Printed], base: int) -> Iterator[Marker]:
    return (Marker(row, base + 2 * (level - 1), number) for row, (level, number) in enumerate(printed))


@pytest.mark.parametrize("base", [0, 2, 7])
@pytest.mark.parametrize(("printed", "found"), CASES.values(), ids=CASES)
def test_threads(printed: list[Printed], found: list[Found], base: int) -> None:
    assert follow(markers(printed, base), base) == [Comment(*comment) for comment in found]


@pytest.mark.parametrize("indent", [0, 1, 3, 5])
def test_a_marker_between_the_levels_or_left_of_the_list_is_text(indent: int) -> None:
    found = follow([Marker(0, 2, 1), Marker(1, indent, 1), Marker(2, indent, 2), Marker(3, 4, 1)], base=2)
    assert found == [Comment(0, 1, None, True, 0), Comment(3, 2, 0, True, 0)]


def test_a_chain_of_50_000_replies() -> None:
    depth = 50_000
    found = follow((Marker(row, 2 * row, 1) for row in range(depth)), base=0)
    assert [comment.depth for comment in found] == list(range(1, depth + 1))
    assert [comment.parent for comment in found] == [None, *range(depth - 1)]
    assert {comment.thread for comment in found} == {0}


def lines_run(printed: list[Printed]) -> int:
    """Count the lines of `clean.threads` that following the markers runs."""
    home, before, run = follow.__code__.co_filename, sys.gettrace(), 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal run
        if frame.f_code.co_filename != home:
            return None
        run += event == "line"
        return trace

    given = list(markers(printed, 2))
    sys.settrace(trace)
    try:
        follow(given, 2)
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
    assert len(follow(markers(flat(100_000), 2), 2)) == 100_000
