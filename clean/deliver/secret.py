"""A token that can be used, and cannot be shown.

Whatever prints, formats or logs it gets asterisks; what a server says passes through `hide`, since a server
may repeat what it was sent.
"""

from __future__ import annotations

from clean.errors import CleanError

__all__ = ["Secret"]

_HIDDEN = "***"


class Secret:
    """A token for an `Authorization` header; `str` and `repr` of it are asterisks.

    `source` says in messages where it came from. Raises CleanError, without the token, if it could not stand
    in a header: it must be printable ASCII without white space.
    """

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str) -> None:
        self.source = source
        self._value = value.strip()
        if (
            not self._value
            or not self._value.isascii()
            or not self._value.isprintable()
            or " " in self._value
        ):
            raise CleanError(
                f"The token from {source} is not one: it must be letters, digits and signs without white "
                "space; "
                "copy it anew."
            )

    def __repr__(self) -> str:
        return _HIDDEN

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")

    def reveal(self) -> str:
        """Return the token, for a header and nothing else."""
        return self._value

    def hide(self, text: str) -> str:
        """Return the text with asterisks wherever the token stands in it."""
        return text.replace(self._value, _HIDDEN)
