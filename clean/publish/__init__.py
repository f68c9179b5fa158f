"""Publishing: from a source of pages to a version's folder, complete or not at all."""

from clean.publish.passes import publish

__all__ = ["publish"]
