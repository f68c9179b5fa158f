"""Which version a command takes: a folder, or a version in `dist`, or the newest one there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["version_options"]


def version_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the argument FOLDER and the option `--version`, for `chosen_folder`."""
    folder = click.argument("folder", type=click.Path(path_type=Path), required=False)
    version = click.option("--version", metavar="X", help="The version in dist to take, instead of a folder.")
    return folder(version(command))
