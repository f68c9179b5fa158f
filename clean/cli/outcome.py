"""How a run ends: an exit code, and a sentence instead of a traceback for what the user can put right."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from clean.errors import CleanError, shown

__all__ = ["Commands"]

INTERRUPTED = 130  # 128 + SIGINT, as shells count
PIPE_CLOSED = 141  # 128 + SIGPIPE


class Commands(click.Group):
    """The group of all commands; every command, help and version included, ends here."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run and exit: as `click.Group.main`, with this package's errors and exit codes.

        Exits with what the command gives to `Context.exit`, else with 0.
        """
        extra["standalone_mode"] = False
        _write_anything()
        try:
            result = super().main(*args, **extra)
            sys.stdout.flush()
            sys.exit(result if isinstance(result, int) else 0)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            _discard_output()
            sys.exit(PIPE_CLOSED)
        except CleanError as error:
            _say(str(error))
        except OSError as error:
            _discard_output()
            _say(_sentence(error))

    # Both parts of a run (options such as --help act in the first) pass closed pipes on as an exit, for click
    # itself would end them with 1, which here means a finding.

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the command line."""
        with _closed_pipe_exits():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _closed_pipe_exits():
            return super().invoke(ctx)


@contextmanager
def _closed_pipe_exits() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _discard_output()
        raise click.exceptions.Exit(PIPE_CLOSED) from None


def _write_anything() -> None:
    """Escape what the terminal's encoding lacks, so that a Latin-1 locale does not end in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    """Let what is still buffered go nowhere: the flush at the interpreter's exit would fail again."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # a test's stand-in for stdout
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _say(message: str) -> None:
    # Whoever worded it: a path or a value in it may hold what would steer the terminal.
    lines = [shown(line) for line in (message or "an error without a message").split("\n")]
    click.echo("\n".join([f"Error: {lines[0]}", *(f"       {line}" for line in lines[1:])]), err=True)
    sys.exit(1)


def _sentence(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return f"the system refuses to read or write ({reason}); check the disk and where the output goes."
    return f"{shown(error.filename)} cannot be used ({reason}); check the path, its permissions and the disk."
