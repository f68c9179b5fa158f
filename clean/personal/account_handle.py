"""Names of accounts in a text: `@name`, `@name@server`, "Leave a Reply to NAME", "In reply to NAME"."""

import re
from collections.abc import Iterator
from typing import Final

from clean.personal.found import Found

__all__ = ["PREFILTER", "find", "name_of"]

PREFILTER: Final = r"@[A-Za-z_]|(?i:reply to |replying to |response to )"
"""Lines without a match of this pattern (of polars' engine) hold no handle."""

# A letter follows the sign: "@ noon" and "@11:38" name nobody. A dot and a letter behind it make a domain.
_SIGNED = re.compile(
    r"(?<![\w@/.&=%+\-\uff20])@([A-Za-z_]\w{1,29}(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})?)(?![\w@]|\.\w)"
)
_MAX_LINE = 110
_REPLY = re.compile(
    r"(?:leave a (?:reply|comment)|in (?:reply|response)|replying|reply) to (?:by )?(\S(?:.{0,58}?\S)?)"
    r"(\s*cancel reply|\s*\(not verified\))?\s*",
    re.IGNORECASE,
)
_MAX_WORDS = 5
# A line that goes on like this answers a thing or nobody in particular.
_NOBODY = frozenset(
    word
    for words in (
        "a all an any anybody anyone both each everybody everyone he her him his it its me mr mrs ms my",
        "no one our people she some somebody someone that the their them these they this those us",
        "what who you your",
    )
    for word in words.split()
)
_SENTENCE = re.compile(r"[,;:!?]|\.\s")


def find(text: str) -> Iterator[Found]:
    """Yield the handles of a line, in order; `value` is the name in small letters, without the sign."""
    reply = _REPLY.fullmatch(text) if len(text) <= _MAX_LINE else None
    named = _named(reply) if reply is not None else None
    if named is not None:
        yield named
        return
    for found in _SIGNED.finditer(text):
        yield Found(found.start(), found.end(), name_of(found.group()))


def name_of(handle: str) -> str:
    """Return the name in a handle as it is written: in small letters, without the sign."""
    return " ".join(handle.split()).removeprefix("@").casefold()


def _named(reply: re.Match[str]) -> Found | None:
    start, end = reply.span(1)
    name = reply[1]
    if name.endswith("."):
        name, end = name[:-1], end - 1
    words = name.split()
    if not words or len(words) > _MAX_WORDS or words[0].casefold() in _NOBODY or _SENTENCE.search(name):
        return None
    opening = reply.group()[: reply.start(1) - reply.start()].casefold()
    bare = reply[2] is None and not opening.startswith(("leave", "in reply"))
    if bare and len(words) > 1 and not all(word[0].isupper() for word in words):
        return None  # "Reply to" alone opens sentences too
    return Found(start, end, name_of(name))
