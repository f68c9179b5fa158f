"""Numbers in sentences."""

__all__ = ["many"]


def many(number: int, noun: str, plural: str | None = None) -> str:
    """Return the number with its noun, as in `1 page` or `3 pages`; the plural is in -s unless given."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
