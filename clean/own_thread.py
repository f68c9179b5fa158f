"""Work in a thread that does nothing else, for the patterns that polars keeps there.

polars compiles a pattern when it is used, and each thread keeps the last 32 that it used. A batch uses twice
as many in turn, so that one thread would compile all of them for each batch: a tenth of a second, which is a
tenth of a batch of a thousand pages and most of a page alone. So each part of the work that has many patterns
has a thread. The caller waits for it: nothing runs at the same time as anything else because of it.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["in_own_thread"]

Result = TypeVar("Result")


class _OwnThread:
    """A thread for one part of the work."""

    def __init__(self, part: str) -> None:
        self._busy = threading.Lock()
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"clean {part}")

    def run(self, work: Callable[[], Result]) -> Result:
        # two threads of the caller's are not to wait for each other, nor work for more of its own part
        if not self._busy.acquire(blocking=False):
            return work()
        try:
            try:
                done = self._executor.submit(work)
            except RuntimeError:
                # the main thread has ended, or the system has no thread left
                return work()
            return done.result()
        finally:
            self._busy.release()


_threads: dict[str, _OwnThread] = {}
# a forked process has the table, and none of the threads
os.register_at_fork(after_in_child=_threads.clear)


def in_own_thread(part: str, work: Callable[[], Result]) -> Result:
    """Run `work` in the thread of a part of the work, wait for it, and return its result.

    Whatever it raises is raised here. If that thread is at work for another thread of the caller's, or cannot
    be had, `work` runs in the caller's.
    """
    thread = _threads.get(part)
    if thread is None:
        # of two that are made at the same time one stays
        thread = _threads.setdefault(part, _OwnThread(part))
    return thread.run(work)
