from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from clean.dataset_file import Dataset, DatasetFile, PageFacts, page_key
from clean.errors import CleanError, InputErrors

SEEDS = Path(__file__).parents[2] / "seeds"

COMPLETE = """
[dataset]
name = "my-corpus"
title = "My corpus"
description = "Two pages."
licence = "cc-by-4.0"
licence_text = "All of it."
creators = ["Ada", "Grace"]
homepage = "https://example.org/corpus"
repository = "https://example.org/corpus.git"
language = "en"
encoding = "cp1252"

[page.one]
site = "news.example.org"
url = "https://news.example.org/2018/08/01/an-article/?page=2#top"
retrieved_on = 2024-05-17
language = "en-GB"
encoding = "utf-8"

[page."two.html"]
url = "http://[::1]:8080/"
"""


def fault(text: str) -> str:
    with pytest.raises(CleanError) as caught:
        DatasetFile.parse(text, "pages/dataset.toml")
    return str(caught.value)


def page_fault(line: str) -> str:
    return fault(f"[page.one]\n{line}\n")


def dataset_fault(line: str) -> str:
    return fault(f"[dataset]\n{line}\n")


def test_everything_that_is_stated_is_read() -> None:
    read = DatasetFile.parse(COMPLETE)

    assert read.dataset == Dataset(
        name="my-corpus",
        title="My corpus",
        description="Two pages.",
        licence="cc-by-4.0",
        licence_text="All of it.",
        creators=("Ada", "Grace"),
        homepage="https://example.org/corpus",
        repository="https://example.org/corpus.git",
        language="en",
        encoding="cp1252",
    )
    assert read.facts("one") == PageFacts(
        site="news.example.org",
        url="https://news.example.org/2018/08/01/an-article/?page=2#top",
        retrieved_on=date(2024, 5, 17),
        language="en-GB",
        encoding="utf-8",
    )


def test_a_page_takes_language_and_encoding_from_the_dataset_and_nothing_else() -> None:
    read = DatasetFile.parse(COMPLETE)

    assert read.facts("two.html") == PageFacts(url="http://[::1]:8080/", language="en", encoding="cp1252")
    assert read.facts("three") == PageFacts(language="en", encoding="cp1252")


@pytest.mark.parametrize("text", ["", "[dataset]", "[page]", "[page.a]"])
def test_what_is_not_stated_is_absent(text: str) -> None:
    read = DatasetFile.parse(text)

    assert read.dataset.model_dump(exclude_defaults=True) == {}
    assert read.dataset.name == read.dataset.heading == "unnamed-corpus"
    assert read.facts("a") == PageFacts()
    assert set(read.facts("a").model_dump().values()) == {None}


def test_a_folder_without_the_file_has_defaults_that_do_not_depend_on_the_folder(tmp_path: Path) -> None:
    assert DatasetFile.of_folder(tmp_path) == DatasetFile()


def test_a_broken_link_is_not_taken_as_absence(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").symlink_to("gone")

    with pytest.raises(CleanError, match=r"dataset\.toml is a link to gone, which does not exist"):
        DatasetFile.of_folder(tmp_path)


def test_a_directory_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").mkdir()

    with pytest.raises(CleanError, match=r"dataset\.toml is a directory, not a text file"):
        DatasetFile.of_folder(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_bytes('\ufeff[dataset]\r\nname = "x"\r\n'.encode())

    assert DatasetFile.of_folder(tmp_path).dataset.name == "x"


def test_the_file_must_be_utf8(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_bytes(b'[dataset]\ntitle = "caf\xe9"\n')

    with pytest.raises(
        CleanError, match=r"dataset\.toml is not UTF-8 at byte 22 \(line 2\), as TOML must be"
    ):
        DatasetFile.of_folder(tmp_path)


def test_what_was_read_cannot_be_changed() -> None:
    read = DatasetFile.parse(COMPLETE)

    with pytest.raises(ValidationError, match="frozen"):
        read.dataset.name = "other"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[dataset]\n[page", "at its end, is not valid TOML: Expected ']' at the end of a table declaration"),
        ("[dataset\n", "line 1, column 9, is not valid TOML: Expected ']' at the end of a table"),
        ("[page.a]\nretrieved_on = 2018-02-30", "line 2, column 16, is not valid TOML: Invalid date"),
        ('[dataset]\nname = "a"\nname = "b"', "is not valid TOML: a key is there twice"),
        ("[page.a]\n[page.b]\n[page.a]", "line 3, column 8, has the table [page.a] twice; keep one of them."),
        ("[dataset]\n[dataset]", "has the table [dataset] twice; keep one of them."),
        ("x = " + "[" * 10_000, "nests lists or tables too deeply to be read; flatten it."),
        ("x = " + "1" * 5_000, "is not valid TOML: Exceeds the limit"),
    ],
)
def test_faults_of_syntax_name_the_place(text: str, message: str) -> None:
    assert message in fault(text)
    assert fault(text).startswith("pages/dataset.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[dataset]\ntitel = 1", 'dataset.titel is not a known key; did you mean "title"?'),
        ("[dataset]\nlicense = 1", 'dataset.license is not a known key; did you mean "licence"?'),
        ("[page.a]\nretrieved = 1", 'page.a.retrieved is not a known key; did you mean "retrieved_on"?'),
        ("[pages.a]", 'pages is not a known key; did you mean "page"?'),
        (
            "[page.a]\nqqq = 1",
            "page.a.qqq is not a known key; the keys here are site, url, retrieved_on, language, encoding.",
        ),
        (
            '[page.my.page]\nurl = "https://a.org"',
            'page.my.page is not a known key; a page id with a dot must be quoted: [page."my.page"].',
        ),
        ('[page."a.b"]\nurls = 1', 'page."a.b".urls is not a known key; did you mean "url"?'),
    ],
)
def test_an_unknown_key_is_refused_with_what_was_meant(text: str, message: str) -> None:
    assert fault(text) == f"pages/dataset.toml: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[dataset]\nname = 5", 'dataset.name is 5 but must be text in quotes, such as "…".'),
        ("[dataset]\ntitle = true", 'dataset.title is true but must be text in quotes, such as "…".'),
        ("[dataset]\ntitle = [1]", 'dataset.title is a list but must be text in quotes, such as "…".'),
        (
            '[dataset]\ncreators = "A"',
            'dataset.creators is "A" but must be a list of texts, such as ["…", "…"].',
        ),
        (
            '[dataset]\ncreators = ["A", 2]',
            'dataset.creators[1] is 2 but must be text in quotes, such as "…".',
        ),
        ('dataset = "x"', 'dataset is "x" but must be a table.'),
        ("[page]\none = 3", "page.one is 3 but must be a table."),
        ("[[page]]", "page is a list but must be a table."),
    ],
)
def test_a_wrong_type_is_refused_with_the_right_one(text: str, message: str) -> None:
    assert fault(text) == f"pages/dataset.toml: {message}"


@pytest.mark.parametrize(
    "value", ['"2018-08-01"', "2018-08-01T10:00:00", "2018-08-01T10:00:00Z", "10:00:00", "2018"]
)
def test_a_date_is_a_bare_day(value: str) -> None:
    assert "but must be a date without quotes and without a time, such as 2018-08-01." in page_fault(
        f"retrieved_on = {value}"
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("skwawkbox.org/2018", "must be a whole URL that begins with https:// or http://"),
        ("ftp://example.org/", "must be a whole URL that begins with https:// or http://"),
        ("HTTPS://example.org/", "must be a whole URL that begins with https:// or http://"),
        ("https://example.org/><b>", "must not contain white space, control characters, < or >"),
        ("https:///path", "must be a whole URL that begins with https:// or http://"),
        ("https://[::1/", "is not a URL (Invalid IPv6 URL)"),
        ("https://example.org:99999/", "is not a URL (Port out of range 0-65535)"),
        ("https://example.org/a b", "must not contain white space, control characters, < or >"),
        ("https://ada:secret@example.org/", "must not carry a user name or password, since it is published"),
        ("", "must be a whole URL that begins with https:// or http://"),
    ],
)
def test_a_url_must_be_whole(url: str, reason: str) -> None:
    assert page_fault(f'url = "{url}"') == f'pages/dataset.toml: page.one.url = "{url}" {reason}.'


@pytest.mark.parametrize(
    "site",
    [
        "https://example.org",
        "example.org/",
        "Example.org",
        "localhost",
        "a..org",
        "-a.org",
        "1.2.3.4",
        "exämple.org",
        "",
    ],
)
def test_a_site_is_a_host(site: str) -> None:
    assert 'must be a host in small letters, such as "example.org"' in page_fault(f'site = "{site}"')


@pytest.mark.parametrize("site", ["example.org", "a.b-c.co.uk", "1st.news", "xn--bcher-kva.example"])
def test_hosts_are_accepted(site: str) -> None:
    assert DatasetFile.parse(f'[page.one]\nsite = "{site}"').facts("one").site == site


@pytest.mark.parametrize("language", ["english", "EN", "en_GB", "en-gb", "e", ""])
def test_a_language_is_a_canonical_tag(language: str) -> None:
    assert "must be a language tag such as" in page_fault(f'language = "{language}"')


def test_an_encoding_must_exist() -> None:
    assert page_fault('encoding = "cp-1252"') == (
        'pages/dataset.toml: page.one.encoding = "cp-1252" is not an encoding that Python knows; '
        'did you mean "cp1252"?'
    )
    assert "is not an encoding of text files" in dataset_fault('encoding = "base64"')


@pytest.mark.parametrize("name", ["My Corpus", "a--b", "-a", "a/b", "", "a" * 97])
def test_a_name_must_do_as_a_file_name_and_in_a_url(name: str) -> None:
    assert "must be at most 96 small letters and digits, joined by single ., _ or -." in dataset_fault(
        f'name = "{name}"'
    )


def test_text_must_say_something() -> None:
    assert "dataset.title" in dataset_fault('title = " "')
    assert "is blank" in dataset_fault('description = "\\n"')
    assert "must be one line" in dataset_fault('title = "a\\nb"')
    assert "dataset.creators[0]" in dataset_fault('creators = [""]')


def test_another_licence_must_be_explained() -> None:
    assert dataset_fault('licence = "other"') == (
        'pages/dataset.toml: dataset: licence = "other" needs licence_text, '
        "which says what may be done with what."
    )


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        DatasetFile.parse('[dataset]\nname = 5\n[page.a]\nurl = "x"\nsite = "y"\n[page.b]\nurl = "z"')

    assert [line.split(" ")[1] for line in caught.value.faults] == [
        "dataset.name",
        "page.a.site",
        "page.a.url",
        "page.b.url",
    ]


def test_a_hostile_value_cannot_break_the_message() -> None:
    message = page_fault('site = "a\\u001b[31m\\n\\u202e"')

    assert message.isprintable()
    assert r"\x1b[31m\n\u202e" in message


@pytest.mark.parametrize(
    ("page_id", "key"), [("000_a-b", "page.000_a-b"), ("a.b", 'page."a.b"'), ('say "a"', r'page."say \"a\""')]
)
def test_the_key_of_a_page_is_quoted_where_toml_wants_it(page_id: str, key: str) -> None:
    assert page_key(page_id) == key
    assert DatasetFile.parse(f'[{key}]\nlanguage = "cy"').facts(page_id).language == "cy"


def test_the_seeds_say_what_they_are_and_guess_nothing() -> None:
    read = DatasetFile.of_folder(SEEDS)

    assert read.dataset.name == "momentum-willsman-2018"
    assert read.dataset.licence == "other"
    assert "belong to their authors and publishers" in (read.dataset.licence_text or "")
    assert "\n" not in (read.dataset.description or "")
    assert read.page == {}
