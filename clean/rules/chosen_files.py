"""Rule files that somebody is still writing: read alone, without those of the package."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from clean.errors import shown
from clean.rules.catalog import RuleSet
from clean.rules.load import RuleError, read_step_file

__all__ = ["read_rule_files"]


def read_rule_files(paths: Iterable[Path]) -> RuleSet:
    """Return the steps of the given TOML files, by `order` and name; a file named after a host is a site's.

    Raises `RuleError` as `load_rules` does, or if two files have the same name, and OSError
    if one cannot be read.
    """
    steps = {}
    digest = hashlib.sha256()
    for path in paths:
        if path.suffix != ".toml":
            raise RuleError(
                f"{shown(path)} is not a .toml file; a step in Python is checked with all others."
            )
        # A step's name is that of a Python module and has no dot; a host has one.
        step = read_step_file(path, site=path.stem if "." in path.stem else None)
        if step.name in steps:
            raise RuleError(f"two of the files are called {shown(path.name)}; give one of them.")
        steps[step.name] = step
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    ordered = sorted(steps.values(), key=lambda step: (step.order, step.name))
    return RuleSet(tuple(ordered), digest.hexdigest())
