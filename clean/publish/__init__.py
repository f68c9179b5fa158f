"""Publishing: from a source of pages to a version's folder, complete or not at all."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clean.publish.passes import publish

__all__ = ["publish"]


def __getattr__(name: str) -> object:
    """Import `publish` when it is asked for: what it needs is made of other modules of this package."""
    if name != "publish":
        raise AttributeError(f"module 'clean.publish' has no attribute {name!r}")
    from clean.publish.passes import publish

    return publish
