"""CPU time by stage: functions are wrapped, and what one spends in another one counts for the other."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

PACKAGES = ("bench", "clean", "schemas")


class Stages:
    """The CPU seconds of each stage since the last `restart`, those of all threads of the process.

    Only one function may run at a time, in whatever thread: the stages are one stack.
    """

    def __init__(self, functions: Mapping[str, Sequence[str]]) -> None:
        """Wrap the functions of each stage, each named as `module:function` or `module:Class.function`.

        A wrapped function is replaced wherever a module of the project has it by its name, so do this before
        anything keeps it in a table of its own, as the rules do with their steps.
        """
        self.seconds: dict[str, float] = dict.fromkeys(functions, 0.0)
        self._stack: list[str] = []
        self._since = time.process_time()
        for names in functions.values():
            for name in names:
                importlib.import_module(name.partition(":")[0])
        for stage, names in functions.items():
            for name in names:
                self._replace(stage, *name.split(":"))

    def restart(self) -> None:
        """Count from zero."""
        self.seconds = dict.fromkeys(self.seconds, 0.0)

    def _replace(self, stage: str, module: str, path: str) -> None:
        *classes, name = path.split(".")
        owner: Any = functools.reduce(getattr, classes, sys.modules[module])
        function = vars(owner)[name]
        wrapped = self._generator(stage, function) if inspect.isgeneratorfunction(function) else None
        timed = wrapped or self._function(stage, function)
        setattr(owner, name, timed)
        for other in list(sys.modules.values()):
            if getattr(other, "__name__", "").partition(".")[0] in PACKAGES:
                for key in [key for key, value in vars(other).items() if value is function]:
                    setattr(other, key, timed)

    def _function(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            self._enter(stage)
            try:
                return function(*arguments, **named)
            finally:
                self._leave()

        return timed

    def _generator(self, stage: str, function: Callable[..., Iterator[Any]]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Iterator[Any]:
            items = function(*arguments, **named)
            while True:
                self._enter(stage)
                try:
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    self._leave()
                yield item

        return timed

    def _enter(self, stage: str) -> None:
        self._account()
        self._stack.append(stage)

    def _leave(self) -> None:
        self._account()
        self._stack.pop()

    def _account(self) -> None:
        now = time.process_time()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now
