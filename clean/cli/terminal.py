"""Consoles for what a command prints, on a terminal and in a pipe."""

import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["PIPE_WIDTH", "console", "is_terminal", "show"]

#: Columns of what goes into a pipe or a file, unless COLUMNS says otherwise.
PIPE_WIDTH = 120


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person reads the stream directly."""
    try:
        return stream.isatty()
    except ValueError:  # a closed stream
        return False


def console(*, err: bool = False, width: int | None = None) -> "Console":
    """Return a console on stdout, or on stderr with `err`, that takes text as it is.

    Neither rich's markup nor its emoji codes mean anything in it. `width` is in columns; without it, the
    terminal's.
    """
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    if width is None and not is_terminal(stream) and "COLUMNS" not in os.environ:
        width = PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False, legacy_windows=False)


def show(console: "Console", *parts: "RenderableType") -> None:
    """Print the parts below each other; in a pipe without the blanks that end the lines of tables."""
    if console.is_terminal:
        console.print(*parts, sep="\n")
        return
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    lines = captured.get().split("\n")
    console.file.write("\n".join(line.rstrip() for line in lines))
