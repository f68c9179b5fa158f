import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clean.splits import SHARES, Groups, assign_splits

NAMES = list(SHARES)

PARAGRAPHS = [f"Paragraph number {i} says something of its own, at some length." for i in range(12)]


def group(bodies: dict[str, str], released: dict[str, str] | None = None) -> dict[str, str]:
    groups = Groups()
    groups.add(pl.DataFrame({"page_id": list(bodies), "body": list(bodies.values())}))
    return groups.group_ids(released)


def body(*numbers: int) -> str:
    return "\n\n".join(PARAGRAPHS[number] for number in numbers)


sizes = st.lists(st.integers(1, 6), min_size=1, max_size=60)


def groups_of(counts: list[int]) -> dict[str, str]:
    return {f"p{g}-{i}": f"p{g}-0" for g, count in enumerate(counts) for i in range(count)}


def test_five_pages_fill_three_splits() -> None:
    splits = assign_splits({f"p{i}": f"p{i}" for i in range(5)})
    assert [list(splits.values()).count(name) for name in NAMES] == [3, 1, 1]


@given(st.lists(st.integers(1, 6), min_size=3, max_size=60))
def test_three_groups_or_more_leave_no_split_empty(counts: list[int]) -> None:
    assert set(assign_splits(groups_of(counts)).values()) == set(NAMES)


@given(sizes)
def test_no_split_exceeds_its_share_by_more_than_the_largest_group(counts: list[int]) -> None:
    groups = groups_of(counts)
    splits = list(assign_splits(groups).values())
    for name, tenths in SHARES.items():
        assert splits.count(name) <= len(groups) * tenths / 10 + max(counts)


def test_many_pages_have_the_shares() -> None:
    splits = list(assign_splits({f"p{i}": f"p{i}" for i in range(2000)}).values())
    assert [splits.count(name) for name in NAMES] == [1600, 200, 200]


@given(sizes, st.randoms(use_true_random=False))
def test_the_order_of_pages_does_not_matter(counts: list[int], random: object) -> None:
    groups = groups_of(counts)
    shuffled = list(groups.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign_splits(dict(shuffled)) == assign_splits(groups)


@given(sizes, st.lists(st.sampled_from(NAMES), min_size=60, max_size=60), st.integers(0, 60))
def test_released_groups_never_move(counts: list[int], drawn: list[str], number: int) -> None:
    groups = groups_of(counts)
    released = {f"p{g}-0": drawn[g] for g in range(min(number, len(counts)))}
    splits = assign_splits(groups, released)
    assert {page: splits[page] for page in released} == released
    assert all(splits[page] == splits[group_id] for page, group_id in groups.items())


@given(sizes, st.integers(1, 30))
def test_a_later_version_keeps_every_page_of_the_one_before(counts: list[int], more: int) -> None:
    first = assign_splits(groups_of(counts))
    later = assign_splits(groups_of(counts + [1] * more), first)
    assert {page: later[page] for page in first} == first
    assert assign_splits(groups_of(counts + [1] * more), later) == later


@pytest.mark.parametrize(
    ("groups", "released", "message"),
    [
        ({"a": "a"}, {"a": "dev"}, "unknown split"),
        ({"a": "a", "b": "a"}, {"a": "train", "b": "test"}, "was released in the splits"),
    ],
)
def test_impossible_releases_are_refused(
    groups: dict[str, str], released: dict[str, str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        assign_splits(groups, released)


def test_equal_bodies_are_one_group_even_if_short() -> None:
    assert group({"b": "Short.", "a": "Short.", "c": "Other."}) == {"a": "a", "b": "a", "c": "c"}


def test_pages_without_a_body_are_not_alike() -> None:
    assert group({"a": "", "b": ""}) == {"a": "a", "b": "b"}


def test_half_of_the_shorter_body_makes_near_duplicates() -> None:
    long = body(0, 1, 2, 3, 4, 5)
    assert group({"a": long, "b": body(0, 1, 6, 7)})["b"] == "b"  # separated by blank lines: just below half
    assert group({"a": long, "b": body(0, 1, 2, 6, 7)})["b"] == "a"


def test_short_paragraphs_link_nothing() -> None:
    lead_ins = "She said:\n\nHe replied:\n\nThey added:"
    assert group({"a": f"{lead_ins}\n\nX", "b": f"{lead_ins}\n\nY"}) == {"a": "a", "b": "b"}


def test_links_are_transitive() -> None:
    bodies = {"c": body(4, 5, 6), "a": body(0, 1, 2), "b": body(1, 2, 4, 5)}
    assert set(group(bodies).values()) == {"a"}


def test_a_paragraph_on_every_page_groups_nothing() -> None:
    bodies = {
        f"p{i:03}": f"{body(0)}\n\n" + f"Story {i} is told here at a length of its own. " * 5
        for i in range(300)
    }
    assert group(bodies) == {page: page for page in bodies}


def test_near_duplicates_are_found_among_pages_that_share_boilerplate() -> None:
    bodies = {
        f"p{i:03}": f"{body(0)}\n\n" + f"Story {i % 60} is told here at a length of its own. " * 5
        for i in range(120)
    }
    assert group(bodies) == {page: f"p{int(page[1:]) % 60:03}" for page in bodies}


@given(
    st.lists(st.lists(st.integers(0, 11), min_size=1, max_size=5), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
    st.integers(1, 12),
)
def test_groups_do_not_depend_on_order_or_batches(
    contents: list[list[int]], random: object, batch: int
) -> None:
    bodies = {f"p{i:02}": body(*numbers) for i, numbers in enumerate(contents)}
    shuffled = list(bodies.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    groups = Groups()
    for start in range(0, len(shuffled), batch):
        part = dict(shuffled[start : start + batch])
        groups.add(pl.DataFrame({"page_id": list(part), "body": list(part.values())}))
    assert len(groups) == len(bodies)
    assert groups.group_ids() == group(bodies)


def test_a_page_between_two_released_groups_joins_the_nearer_one() -> None:
    bodies = {"a": body(0, 1, 2), "b": body(6, 7, 8), "n": body(0, 1, 6, 7, 8)}
    assert set(group(bodies).values()) == {"a"}
    released = {"a": "train", "b": "test"}
    groups = group(bodies, released)
    assert groups == {"a": "a", "b": "b", "n": "b"}
    assert assign_splits(groups, released)["n"] == "test"


def test_released_groups_of_one_split_are_merged() -> None:
    bodies = {"a": body(0, 1, 2), "b": body(6, 7, 8), "n": body(0, 1, 6, 7)}
    assert set(group(bodies, {"a": "test", "b": "test"}).values()) == {"a"}


def test_a_page_twice_is_refused() -> None:
    groups = Groups()
    for _ in range(2):
        groups.add(pl.DataFrame({"page_id": ["a"], "body": ["x"]}))
    with pytest.raises(ValueError, match="added twice"):
        groups.group_ids()
