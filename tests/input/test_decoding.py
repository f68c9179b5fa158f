import codecs
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clean.decode import decode, line_of, text_codec
from clean.errors import CleanError

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\r", "\x85", "\u2028"])


def fault(raw: bytes, encoding: str | None = None) -> str:
    with pytest.raises(CleanError) as caught:
        decode(raw, "pages/a.txt", encoding=encoding, page_key="page.a")
    return str(caught.value)


@given(ANY_TEXT, LINE_ENDS, ANY_TEXT)
@example("\ufeffa\x00b\x1b", "\r\n", "𝔸\ud7ff\uffff")
def test_every_code_point_of_the_file_is_a_code_point_of_the_text(before: str, end: str, after: str) -> None:
    text = f"{before}x{end}{after}"

    assert decode(text.encode("utf-8"), "a") == text


@given(st.binary(min_size=1))
@example(b"ab\xed\xa0\x80")  # half of a surrogate pair, written as UTF-8
@example(b"a\xc0\xaf")  # overlong
@example(b"a\xf4\x90\x80\x80")  # beyond the last code point
def test_bytes_are_taken_as_they_are_or_refused_where_they_stop_being_utf8(raw: bytes) -> None:
    try:
        text = decode(raw, "a")
    except CleanError as error:
        found = re.search(r"at byte (\d+)", str(error))
        assume(not str(error).startswith("a holds nothing") and "it looks like" not in str(error))
        assert found
        start = int(found[1])
        raw[:start].decode("utf-8")
        for length in range(1, 5):
            with pytest.raises(UnicodeDecodeError):
                raw[start : start + length].decode("utf-8")
    else:
        assert text.encode("utf-8") == raw


def test_a_byte_that_is_not_utf8_is_named_by_offset_and_line() -> None:
    assert fault(b"one\r\ntwo\rth\xe9\nfour") == (
        "pages/a.txt is not UTF-8 at byte 11 (line 3): found 0xe9; convert it, or name its encoding under "
        '[page.a] in dataset.toml, as in encoding = "cp1252".'
    )


def test_a_file_cut_off_inside_a_character_is_said_to_be() -> None:
    message = fault("ends in €".encode()[:-1])

    assert "at byte 8 (line 1): the file ends in the middle of a character" in message


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_wide_unicode_is_recognised_by_its_mark_but_read_only_when_told(name: str, order: str) -> None:
    raw = "\ufeffTwo\nlines".encode(f"{name}-{order}")

    message = fault(raw)

    assert f"it looks like {name.upper()}" in message
    assert f'encoding = "{name}" under [page.a]' in message
    assert decode(raw, "a", encoding=name) == "\ufeffTwo\nlines"


def test_wide_unicode_without_a_mark_needs_its_byte_order_said() -> None:
    raw = "abc".encode("utf-16-le")

    assert "needs a byte-order mark, which the file lacks (write utf-16-le or utf-16-be)" in fault(
        raw, "utf-16"
    )
    assert decode(raw, "a", encoding="utf-16-le") == "abc"


@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-8-sig", "UTF8"])
def test_a_byte_order_mark_stays_as_the_first_character(encoding: str | None) -> None:
    assert decode(codecs.BOM_UTF8 + b"Title", "a", encoding=encoding) == "\ufeffTitle"


@given(st.text(st.characters(codec="cp1252"), min_size=1))
def test_a_legacy_encoding_is_used_when_told(text: str) -> None:
    assert decode(f"“{text}”".encode("cp1252"), "a", encoding="windows-1252") == f"“{text}”"


def test_a_legacy_encoding_is_as_strict_as_utf8() -> None:
    assert fault(b"one\ntwo\x81", "cp1252") == (
        "pages/a.txt is not cp1252 at byte 7 (line 2): found 0x81; correct its encoding in dataset.toml."
    )


def test_lines_of_a_wide_encoding_are_counted_in_its_text() -> None:
    raw = "one\ntwo".encode("utf-16-le") + b"\x00\xd8"

    assert "is not utf-16-le at byte 14 (line 2)" in fault(raw, "utf-16-le")


def test_half_of_a_surrogate_pair_is_refused_even_where_a_codec_lets_it_through() -> None:
    assert "utf-7 has half of a surrogate pair at character 2 (line 1)" in fault(b"ab+2AA-", "utf-7")


def test_an_empty_file_is_refused() -> None:
    assert fault(b"") == "pages/a.txt is empty; fill it or remove it."


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "\n\n",
        "\r",
        "\t \x0b\x0c",
        "\ufeff",
        "\ufeff\r\n",
        "\x00\x00",
        "\x1b\x7f\x9f",
        "\u00a0\u3000",
        "\u200b",
    ],
)
def test_a_file_that_shows_nothing_is_refused(text: str) -> None:
    assert fault(text.encode()).startswith("pages/a.txt holds nothing but white space and control characters")


@pytest.mark.parametrize("text", ["\x00x", "-", "0", "🙂", "\u0301", "\ue000", "\U000e0100"])
def test_a_single_character_that_shows_is_a_page(text: str) -> None:
    assert decode(text.encode(), "a") == text


@pytest.mark.parametrize(
    "encoding", ["rot13", "base64", "hex", "idna", "punycode", "unicode_escape", "undefined"]
)
def test_codecs_that_are_not_encodings_of_files_are_refused(encoding: str) -> None:
    with pytest.raises(ValueError, match="is not an encoding of text files"):
        text_codec(encoding)


@pytest.mark.parametrize("encoding", ["", "no such", "latin-99", "../cp1252", "cp1252\x00", "ü", "x" * 100])
def test_unknown_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(ValueError, match="is not an encoding that Python knows"):
        text_codec(encoding)


def test_an_encoding_slightly_misspelt_is_suggested() -> None:
    with pytest.raises(ValueError, match='did you mean "cp1252"'):
        text_codec("cp-1252")


@given(st.lists(st.sampled_from(["a", "\n", "\r"])).map("".join))
def test_lines_are_counted_as_pythons_universal_newlines(text: str) -> None:
    assert line_of(text) == len(f"{text}|".splitlines())
