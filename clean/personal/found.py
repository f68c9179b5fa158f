"""What a finder of personal data returns."""

from typing import NamedTuple

__all__ = ["Found"]


class Found(NamedTuple):
    """A stretch of a text, from `start` up to, not including, `end` (code points), that is personal data.

    `value` is the same for every way of writing the same thing: an e-mail address in small letters, a number
    in E.164, a name in small letters without `@`.
    """

    start: int
    end: int
    value: str
