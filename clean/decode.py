r"""Turns a raw file's bytes into the text whose code points every offset counts.

UTF-8 is required, strictly, and nothing is guessed: another encoding is used only when dataset.toml names it.
The text is the file, character by character: a byte-order mark stays as U+FEFF at offset 0, `\r\n` and a lone
`\r` stay as they are, NUL and other control characters are data.
"""

import codecs
import encodings.aliases
import re
from typing import Final

from clean.errors import CleanError, did_you_mean

#: Codecs that Python has for its own purposes. They are not encodings of files.
_NOT_FOR_FILES: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})

_CODEC_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.+ -]{0,39}")

#: Byte-order marks with the encoding that they announce and the codec that keeps the mark as a character.
#: UTF-32 comes first: its little-endian mark begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)

#: A character that leaves ink: neither white space nor a control, zero-width, directional or tag character.
_VISIBLE: Final = re.compile(
    "[^\\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)


def decode(raw: bytes, place: str, *, encoding: str | None = None, page_key: str = "page.<page id>") -> str:
    """Return the text of a raw file; offsets into it are Unicode code points of the decoded file.

    `place` is how a message names the file; `encoding` is what dataset.toml states, None for UTF-8;
    `page_key` is the table of dataset.toml in which the page's encoding is stated.

    Raises `CleanError` if the bytes are not valid in the encoding (naming the byte's offset, counted from 0,
    and its line, counted from 1), or if the file is empty or shows nothing.
    """
    if not raw:
        raise CleanError(f"{place} is empty; fill it or remove it.")
    text = _decode_utf8(raw, place, page_key) if encoding is None else _decode_as(encoding, raw, place)
    if _VISIBLE.search(text) is None:
        raise CleanError(
            f"{place} holds nothing but white space and control characters; fill it or remove it."
        )
    return text


def text_codec(encoding: str) -> str:
    """Return Python's name of the codec for an encoding stated in dataset.toml, such as "cp1252".

    Raises `ValueError`, worded as the part of a sentence that follows the value, if there is no such
    encoding of text.
    """
    aliases = encodings.aliases.aliases
    known = {name for name in (*aliases, *aliases.values()) if name[0].isalpha()}
    unknown = f"is not an encoding that Python knows{did_you_mean(encoding, known)}"
    if _CODEC_NAME.fullmatch(encoding) is None:
        raise ValueError(unknown)
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise ValueError(unknown) from error
    if name.replace("_", "-") in _NOT_FOR_FILES or not _decodes_to_text(name):
        raise ValueError("is not an encoding of text files")
    return name


def line_of(text: str) -> int:
    r"""Return the number, from 1, of the line in which the text ends; `\n`, `\r\n` and `\r` end lines."""
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


def _decode_utf8(raw: bytes, place: str, page_key: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        for mark, name, _ in _MARKS:
            if raw.startswith(mark):
                raise CleanError(
                    f"{place} is not UTF-8 at byte 0 (line 1): it looks like {name.upper()}; convert it, or "
                    f'write encoding = "{name}" under [{page_key}] in dataset.toml.'
                ) from error
        line = line_of(raw[: error.start].decode("utf-8"))
        raise CleanError(
            f"{place} is not UTF-8 at byte {error.start} (line {line}): {_bytes_there(raw, error)}; convert "
            f'it, or name its encoding under [{page_key}] in dataset.toml, as in encoding = "cp1252".'
        ) from error


def _decode_as(encoding: str, raw: bytes, place: str) -> str:
    try:
        codec = _codec_keeping_mark(text_codec(encoding), raw)
        text = raw.decode(codec)
        # Some codecs (UTF-7) let half of a surrogate pair through, which no table can hold.
        text.encode("utf-8")
    except UnicodeDecodeError as error:
        line = line_of(raw[: error.start].decode(codec, "replace"))
        raise CleanError(
            f"{place} is not {encoding} at byte {error.start} (line {line}): {_bytes_there(raw, error)}; "
            "correct its encoding in dataset.toml."
        ) from error
    except UnicodeEncodeError as error:
        raise CleanError(
            f"{place} read as {encoding} has half of a surrogate pair at character {error.start} (line "
            f"{line_of(text[: error.start])}); correct its encoding in dataset.toml."
        ) from error
    except ValueError as error:
        raise CleanError(
            f'{place} cannot be read: its encoding "{encoding}" in dataset.toml {error}'.rstrip("?.;")
            + "; correct it there."
        ) from error
    return text


def _decodes_to_text(codec: str) -> bool:
    """Whether the codec is none of the transforms, such as base64 and rot13, that share Python's registry."""
    try:
        b"x".decode(codec)
    except LookupError:
        return False
    except UnicodeError:
        return True
    return True


def _codec_keeping_mark(codec: str, raw: bytes) -> str:
    """Return the codec that leaves the byte-order mark in the text, since every character needs an owner."""
    if codec == "utf-8-sig":
        return "utf-8"
    if codec not in {"utf-16", "utf-32"}:
        return codec
    for mark, name, exact in _MARKS:
        if name == codec and raw.startswith(mark):
            return exact
    # Without a mark the codec would take the byte order of the machine that runs it.
    raise ValueError(f"needs a byte-order mark, which the file lacks (write {codec}-le or {codec}-be)")


def _bytes_there(raw: bytes, error: UnicodeDecodeError) -> str:
    if "unexpected end of data" in error.reason or "truncated data" in error.reason:
        return "the file ends in the middle of a character"
    return f"found 0x{raw[error.start : max(error.start + 1, error.end)].hex()}"
