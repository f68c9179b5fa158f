"""Reports as JSON for programs."""

import dataclasses
import json
from pathlib import PurePath

__all__ = ["as_json"]


def as_json(value: object) -> str:
    """Return a report, or lists and dicts of reports, as indented JSON in ASCII; paths become text."""
    return json.dumps(value, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, PurePath):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no form in JSON")
