"""What the tests of the command line share: places, a page, and the types of the two ways to run it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

__all__ = ["PAGE", "ROOT", "SEEDS", "Run", "Shell"]

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))

PAGE = """\
Harbour wall to be raised again

The council has voted.

2 comments

  1. About time, and I say that as one who lives behind the wall.

    1. So do I.

Leave a Reply
"""

Run = Callable[..., Result]
Shell = Callable[..., "subprocess.CompletedProcess[str]"]
