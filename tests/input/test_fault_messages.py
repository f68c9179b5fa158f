import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clean.errors import CleanError, FaultList, InputErrors, did_you_mean, shown


def test_several_faults_are_shown_one_per_line_and_the_rest_is_counted() -> None:
    faults = FaultList(limit=2)
    faults.extend(["a is wrong.", "b is wrong.", "c is wrong."])
    faults.add("d is wrong.")

    with pytest.raises(InputErrors) as caught:
        faults.raise_if_any()

    assert len(faults) == 4
    assert isinstance(caught.value, CleanError)
    assert caught.value.faults == ("a is wrong.", "b is wrong.")
    assert caught.value.more == 2
    assert str(caught.value) == "a is wrong.\nb is wrong.\n… and 2 more."


def test_merged_lists_keep_their_counts() -> None:
    counted, faults = FaultList(limit=1), FaultList(limit=2)
    counted.extend(["a.", "b.", "c."])
    faults.merge(counted)

    assert len(faults) == 3


def test_no_fault_raises_nothing() -> None:
    FaultList().raise_if_any()


def test_the_error_survives_the_way_from_a_worker_process() -> None:
    error = pickle.loads(pickle.dumps(InputErrors(["a.", "b."], 3)))  # noqa: S301

    assert (error.faults, error.more, str(error)) == (("a.", "b."), 3, "a.\nb.\n… and 3 more.")


@given(st.binary())
def test_a_name_is_always_shown_as_one_printable_line(name: bytes) -> None:
    assert shown(name).isprintable()


def test_names_that_people_can_read_are_shown_as_they_are() -> None:
    assert shown("Küche und Bad/ブログ.txt") == "Küche und Bad/ブログ.txt"
    assert shown("Küche und Bad/ブログ.txt".encode()) == "Küche und Bad/ブログ.txt"


def test_what_is_not_utf8_in_a_name_is_shown_as_bytes() -> None:
    assert shown(b"caf\xe9\n.txt") == shown("caf\udce9\n.txt") == r"caf\xe9\n.txt"
    assert shown("\ud800\u202e") == r"\ud800\u202e"


def test_only_a_near_word_is_suggested() -> None:
    assert did_you_mean("titel", ["title", "name"]) == '; did you mean "title"?'
    assert did_you_mean("zzz", ["title", "name"]) == ""
