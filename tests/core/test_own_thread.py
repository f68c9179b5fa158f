"""Parts of the work in threads of their own: to the caller it makes no difference."""

import subprocess
import sys
import threading
from functools import partial

import pytest

from clean.own_thread import in_own_thread


def _name() -> str:
    return threading.current_thread().name


def test_a_part_always_runs_in_the_same_thread_and_another_part_in_another() -> None:
    here = [in_own_thread("ropes", _name) for _ in range(3)]
    assert len(set(here)) == 1
    assert in_own_thread("tar", _name) not in {*here, _name()}


def test_what_the_work_raises_reaches_the_caller_and_the_next_work_is_done() -> None:
    with pytest.raises(ZeroDivisionError):
        in_own_thread("ropes", partial(divmod, 1, 0))
    assert in_own_thread("ropes", partial(divmod, 7, 2)) == (3, 1)


def test_work_that_asks_for_its_own_part_goes_on_where_it_is() -> None:
    def outer() -> tuple[str, str]:
        return _name(), in_own_thread("ropes", _name)

    first, second = in_own_thread("ropes", outer)
    assert first == second != _name()


def test_a_caller_does_not_wait_for_another_callers_work() -> None:
    started, release = threading.Event(), threading.Event()

    def wait() -> bool:
        started.set()
        return release.wait(timeout=60)

    other = threading.Thread(target=partial(in_own_thread, "ropes", wait))
    other.start()
    assert started.wait(timeout=60)
    assert in_own_thread("ropes", _name) == _name()
    release.set()
    other.join()


@pytest.mark.skipif(not hasattr(sys, "getdlopenflags"), reason="only Unix forks")
def test_a_forked_process_makes_threads_of_its_own() -> None:
    program = """
import os
from clean.own_thread import in_own_thread

assert in_own_thread("ropes", lambda: 1) == 1
child = os.fork()
if not child:
    os._exit(in_own_thread("ropes", lambda: 7))
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_work_goes_on_where_it_is_once_the_main_thread_has_ended() -> None:
    program = """
import threading
from clean.own_thread import in_own_thread

def late(main):
    main.join()
    print(in_own_thread("ropes", lambda: 7))

assert in_own_thread("ropes", lambda: 1) == 1
threading.Thread(target=late, args=[threading.main_thread()]).start()
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_work_goes_on_where_it_is_if_the_system_has_no_thread_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        assert in_own_thread("sails", _name) == _name()
    assert in_own_thread("sails", _name) != _name()
