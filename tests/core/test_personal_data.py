"""Personal data is found where it is, is left alone where it only looks like it, and gets out nowhere."""

import random
import re
from collections.abc import Callable, Iterator

import pytest

from clean.batch import clean_batch, pages_of
from clean.errors import CleanError
from clean.explanation import explain
from clean.normalise import decoded_places, fold_breaks, plain_line
from clean.page import CleanPage, clean_page
from clean.page_proof import PublishedPage, page_differences
from clean.personal import account_handle, email_address, postal_address, telephone_number
from clean.personal.found import Found
from clean.personal.policy import Masking, PersonalData
from schemas.check import check_batch

PROSE = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put off twice, is "
    "to begin before the winter, as the minutes of its last meeting show to anybody who asks."
)
KEY = b"0123456789abcdef"
ALL = PersonalData.masking_all("GB")


def marked(found: Iterator[Found], text: str) -> str:
    parts, reached = [], 0
    for start, end, _ in found:
        parts += [text[reached:start], "⟦", text[start:end], "⟧"]
        reached = end
    return "".join([*parts, text[reached:]])


def check(find: Callable[[str], Iterator[Found]], expected: str) -> None:
    text = expected.replace("⟦", "").replace("⟧", "")
    assert marked(find(text), text) == expected


@pytest.mark.parametrize(
    "expected",
    [
        "Write to ⟦ada.quay+wall@harbour.example.org⟧.",
        "<⟦ada@quay.co.uk⟧>, '⟦bob_b@a-b.example⟧' (⟦c@d.example⟧)",
        "mailto:⟦ada@quay.example⟧?subject=wall",
        "https://quay.example/?email=⟦ada%40quay.example⟧&x=1",
        "?to=x%3D⟦ada%40quay.example⟧",
        "⟦ada (at) quay (dot) example⟧ or ⟦ada[at]quay.example⟧ or ⟦ada{at}quay.example⟧",
        "⟦ada&#64;quay.example⟧ and ⟦ada&commat;quay.example⟧",
        "⟦ad\u00ada@qu\u200bay.example⟧",
        "⟦jörg@hafen-bücher.de⟧",
        "Write to ⟦office@quay.com⟧Cancel reply",
        "Write to ⟦office@harbour.quay.com⟧.Then come.",
        "Meet @ noon, or @quay, or at lunch@12.30 sharp.",
        "Versions react@16.8.0 and logo@2x.png and user@host",
        "git@harbour.example:wall/plans https://user@harbour.example/ @ada@quay.example",
        "a@@b.example @@@ @ a@ @b .@. x@-",
    ],
)
def test_email_addresses(expected: str) -> None:
    check(email_address.find, expected)


def test_git_is_no_person_and_other_names_in_front_of_a_colon_are() -> None:
    check(email_address.find, "⟦ada@quay.example⟧:22 and ⟦git@quay.example⟧: both")


@pytest.mark.parametrize(
    "expected",
    [
        "Call ⟦020 7946 0018⟧, ⟦(020) 7946 0018⟧ or ⟦0161-496-0018⟧.",
        "⟦+44 (0)20 7946 0018⟧; ⟦+44 20 7946 0018⟧/⟦0161 496 0018⟧",
        "⟦0049 30 901820⟧, tel:⟦+442079460018⟧, Tel.⟦020 7946 0018⟧",
        "⟦020 7946 0018 ext. 12⟧ or ⟦0161 496 0018 x3⟧",
        "⟦0207 946 0018⟧ ⟦0161 496 0018⟧ on one line",
        "⟦08457 90 90 90⟧ 24 hours a day, 7 days a week",
        "Room 12 ⟦020 7946 0018⟧",
        "Zip 02919. ⟦0161 496 0018⟧",
        "section 4.3.2.1, 12.3.4 and 1.2.3.4.5.6.7",
        "on 01/08/2018, 01.08.2018, 01-08-2018 1200, 2018-08-01 08:30:00 and 2018/08/01",
        "8. April 2019 @ 11:38, 1 Aug 2018 8:29am, 0800 - 1700",
        "£10,000 - 12,000, $1,234,567.89, €0207946001, 1 000 000 000, 020,794,600",
        "in 1997-2001, 2005-2010 and 2012 2013 2014",
        "ISBN 0-14-143951-3, ISBN-13: 978-0-14-143951-8, ISBN 0141439513, ISSN 0261-3077",
        "https://quay.example/02079460018/wall www.quay.example/?id=02079460018 ref=02079460018",
        "a 020794600181234 b d41d02079460018f #02079460018 A02079460018 0x02079460018",
        "3.14159265358979 0.2079460018 192.168.010.020 10.1000/0207946018",
        "0 0 0 0 0 0 0 0 0 0 0 07 07 07 07 07 1 2 3 4 5 6 7 8 9",
    ],
)
def test_telephone_numbers(expected: str) -> None:
    check(lambda text: telephone_number.find(text, "GB"), expected)


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (None, "Call 020 7946 0018 or ⟦+44 20 7946 0018⟧."),
        ("US", "⟦(212) 736-5000⟧ or ⟦212.736.5000⟧ in 2018 7365 000; zip 10001-1234"),
        ("DE", "Tel. ⟦030 901820⟧ oder ⟦030/901820⟧ am 01.08.2018 um 12"),
        ("FR", "⟦01 42 34 56 78⟧ ou ⟦06.12.34.56.78⟧ le 01/02/2018"),
        ("ES", "Tel. ⟦912 345 678⟧, y 912 345 678 euros"),
        ("IT", "⟦06 6982 0018⟧ dal 1946 al 2018"),
    ],
)
def test_national_numbers_belong_to_the_region(region: str | None, expected: str) -> None:
    check(lambda text: telephone_number.find(text, region), expected)


@pytest.mark.parametrize(
    "expected",
    [
        "Write to ⟦12 Harbour Road, Westhaven, AB1 2DE⟧.",
        "⟦221b Quay Street,\nWesthaven\nNW1 6XE⟧",
        "⟦Hafenstraße 12, 20457 Hamburg⟧ und ⟦Am Alten Markt 3a, 12345 Bad Ort⟧",
        "⟦12 bis, rue de la Jetée, 75002 Paris⟧.",
        "⟦1600 Harbour Avenue NW, Westhaven, DC 20500-0003⟧",
        "AB1 2DE, 12 Harbour Road, and 20457 Hamburg alone",
        "In 2018 the 12 Harbour Road protests drew 12345 people to AB1 2DE.",
    ],
)
def test_postal_addresses(expected: str) -> None:
    check(postal_address.find, expected)


@pytest.mark.parametrize(
    "expected",
    [
        "As ⟦@ada_quay⟧, ⟦@bob⟧. and (⟦@carl@quay.example⟧) say",
        "Leave a Reply to ⟦Ada Quay⟧Cancel reply",
        "Reply to ⟦hilary_q⟧Cancel reply",
        "In reply to ⟦Ada Quay⟧.",
        "In reply to by ⟦Ada Quay⟧ (not verified)",
        "In reply to your letter of 4 May",
        "In reply to Ada Quay, the council said nothing.",
        "Reply to the council by Monday",
        "Meet @ noon, @11:38, at ada@quay.example or https://quay.example/@ada, @media.example",
    ],
)
def test_account_handles(expected: str) -> None:
    check(account_handle.find, expected)


PAGE = f"""Harbour wall: write to title@quay.example

By Ada Quay

{PROSE}

Mail body&#64;quay.example or call +44 20 7946 0018, said &gt; @adaquay.

Photo: caption@quay.example

2 comments

  1. Mail one@quay.example
     or two@quay.example.

    1. three@quay.example

Leave a Reply to Bob Wall Cancel reply

Share this:

Enter your email address, or write to share@quay.example, to subscribe to this blog by email.
"""


def texts(page: CleanPage) -> Iterator[str]:
    """Every text that goes into a table."""
    article = page.article
    yield from (article.title, article.standfirst or "", article.author or "", article.body)
    yield from (*article.captions, *article.references)
    yield from (comment.text for comment in page.comments)
    yield from (span.text or "" for span in page.spans)
    yield from (span.reason for span in page.spans)


def test_placeholders_stand_in_every_text_and_the_originals_in_none() -> None:
    page = clean_page(PAGE)
    everything = "\n".join(texts(page))
    assert "quay.example" not in everything
    assert "7946" not in everything
    assert page.article.title == "Harbour wall: write to [EMAIL]"
    assert "Mail [EMAIL] or call [TELEPHONE], said > @adaquay." in page.article.body
    assert [comment.text for comment in page.comments] == ["Mail [EMAIL]\nor [EMAIL].", "[EMAIL]"]


def test_masks_tile_the_page_with_the_spans_around_them_and_have_no_text() -> None:
    page = clean_page(PAGE)
    assert "".join(PAGE[span.start : span.end] for span in page.spans) == PAGE
    found = [span for span in page.spans if span.step == "personal_data"]
    assert [PAGE[span.start : span.end] for span in found] == [
        "title@quay.example",
        "body&#64;quay.example",
        "+44 20 7946 0018",
        "caption@quay.example",
        "one@quay.example",
        "two@quay.example",
        "three@quay.example",
        "share@quay.example",
    ]
    assert {span.text for span in found} == {None}
    assert [span.label for span in found if span.label not in {"body", "caption"}] == [
        "title",
        "comment",
        "comment",
        "comment",
        "removed",
    ]
    comments = [span.record for span in found if span.label == "comment"]
    assert comments == [page.comments[0].comment_id] * 2 + [page.comments[1].comment_id]


def test_ids_and_limits_of_comments_do_not_depend_on_the_policy() -> None:
    masked, kept = clean_page(PAGE), clean_page(PAGE, personal_data=PersonalData(email="keep"))
    fields = ("comment_id", "raw_start", "raw_end", "reply_to", "thread_id")
    assert [[getattr(c, name) for name in fields] for c in masked.comments] == [
        [getattr(c, name) for name in fields] for c in kept.comments
    ]


def test_removed_text_is_cut_around_what_is_masked() -> None:
    page = clean_page(PAGE, personal_data=ALL)
    shown = "".join(
        span.text if span.text is not None else "⟦⟧" for span in page.spans if span.label == "removed"
    )
    assert "or write to ⟦⟧, to subscribe" in shown


def test_every_kind_is_masked_or_kept_as_the_policy_says() -> None:
    text = f"{PROSE}\n\n@ada of 12 Harbour Road, Westhaven, AB1 2DE: ada@quay.example, 020 7946 0018."
    everything = clean_page(text, personal_data=ALL)
    assert everything.article.body.endswith("[HANDLE] of [ADDRESS]: [EMAIL], [TELEPHONE].")
    nothing = clean_page(text, personal_data=PersonalData(email="keep", telephone="keep", region="GB"))
    assert nothing.article.body == text
    assert {span.step for span in nothing.spans} == {"article_body", "layout"} or "personal_data" not in {
        span.step for span in nothing.spans
    }


@pytest.mark.parametrize("allowed", ["ADA@Quay.example", "@quay.example"])
def test_contacts_that_are_allowed_stay(allowed: str) -> None:
    text = f"{PROSE}\n\nWrite to ada@quay.example or to bob@wall.example."
    page = clean_page(text, personal_data=PersonalData(allow=(allowed,)))
    assert page.article.body.endswith("Write to ada@quay.example or to [EMAIL].")


def test_an_allowed_number_stays_however_it_is_written() -> None:
    text = f"{PROSE}\n\nCall (020) 7946 0018 or 0161 496 0018."
    page = clean_page(text, personal_data=PersonalData(allow=("+44 20 7946 0018",), region="GB"))
    assert page.article.body.endswith("Call (020) 7946 0018 or [TELEPHONE].")


def test_the_language_of_the_page_tells_the_region_before_the_policy() -> None:
    text = f"{PROSE}\n\nCall 030 901820 or 020 7946 0018."
    pages = pages_of({"page": text})
    for language, expected in (("de-DE", "Call [TELEPHONE] or"), ("de", "or [TELEPHONE]."), (None, "[TEL")):
        batch = clean_batch(
            pages.with_columns(language=pages["language"].fill_null(language or "en")),
            masking=Masking(PersonalData(region="GB")),
        )
        assert expected in batch.articles["body"][0]
    assert clean_page(text).article.body == text


def test_an_address_that_is_broken_behind_its_sign_is_one_mask() -> None:
    page = clean_page(f"{PROSE}\n\n{PROSE}\nIts address is ada@\nquay.example for now.")
    assert page.article.body.endswith("Its address is [EMAIL] for now.")


def test_a_date_and_a_count_of_comments_hold_no_number() -> None:
    text = f"Harbour wall\n\n1 August 2018 8:29am\n\n{PROSE}\n\n36 comments\n\n  1. Yes.\n\n    1. No."
    page = clean_page(text, personal_data=ALL)
    assert (page.article.published_at.year, page.article.stated_comments) == (2018, 36)


def test_pseudonyms_are_the_same_for_a_name_and_need_the_key() -> None:
    policy = PersonalData(handle="pseudonymise")
    text = f"{PROSE}\n\n@Ada and @ada met @bob.\n\nIn reply to Ada."
    body = clean_page(text, personal_data=policy, key=KEY).article.body
    first, second, third = re.findall("@user-[a-z2-7]{8}", body)[:3]
    assert first == second != third
    assert f"In reply to {first}." in body
    other = clean_page(text, personal_data=policy, key=KEY[::-1]).article.body
    assert first not in other
    with pytest.raises(CleanError, match=r'handle = "pseudonymise" needs a key: .* --key-file'):
        clean_page(text, personal_data=policy)
    assert KEY.decode() not in repr(Masking(policy, KEY))


def test_explain_shows_what_is_masked() -> None:
    shown = explain(f"{PROSE}\n\nWrite to ada@quay.example now.").marked()
    assert shown.endswith("Write to ⟦masked personal_data/email-address: ada@quay.example⟧ now.")


PARTS = [
    "ada@quay.example",
    "info&#64;quay.example",
    "+44 20 7946 0018",
    "020 7946 0018",
    "@adaquay",
    "12 Harbour Road, Westhaven, AB1 2DE",
    "In reply to Ada Quay.",
    "ada@",
    "quay.example",
    "Leave a Reply to Bob Cancel reply",
    "\n\n",
    "\n",
    "\r\n",
    "  1. ",
    "    1. ",
    "2 comments",
    "Leave a Reply",
    PROSE,
    "&nbsp;",
    "\u00a0",
    "Photo: ",
    "By Ada Quay",
    " ",
    "\x07",
    "&amp;",
    "• ",
    "Enter your email address to subscribe",
]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("key", [None, KEY], ids=["masked", "pseudonymised"])
def test_any_page_with_personal_data_is_proved_and_keeps_its_contracts(seed: int, key: bytes | None) -> None:
    draw = random.Random(seed)  # noqa: S311
    pages = pages_of(
        {
            f"p{n:02}": f"{PROSE}\n\n{draw.choice(['', ' ']).join(draw.choices(PARTS, k=40))}x"
            for n in range(12)
        }
    )
    policy = PersonalData(address="mask", handle="mask" if key is None else "pseudonymise", region="GB")
    batch = clean_batch(pages, masking=Masking(policy, key))
    checked = check_batch(batch.articles, batch.comments, batch.spans)
    assert checked.rejected.is_empty()
    for raw in pages.to_dicts():
        (article,), comments, spans = (
            [row for row in table.to_dicts() if row["page_id"] == raw["page_id"]]
            for table in (batch.articles, batch.comments, batch.spans)
        )
        page = PublishedPage(raw["page_id"], article, comments, spans)
        assert list(page_differences(page, raw, handle=policy.handle, key=key)) == []
        assert list(page_differences(page, raw, handle=policy.handle)) == []


def test_nothing_that_stands_apart_is_missed() -> None:
    draw = random.Random(1)  # noqa: S311
    whole = [part for part in PARTS if part not in {"ada@", "quay.example"}]
    pages = pages_of({f"p{n:02}": f"{PROSE}\n\n{' '.join(draw.choices(whole, k=40))} x" for n in range(50)})
    batch = clean_batch(pages, masking=Masking(ALL))
    published = [*batch.articles["body"], *batch.comments["text"], *batch.spans["text"].drop_nulls()]
    assert not [text for text in published if re.search("@quay|7946|Harbour Road|adaquay", text)]


@pytest.mark.parametrize(
    "line",
    [
        "a&amp;b",
        "&nbsp;a&#8217;s &NotEqualTilde;b&nbsp;",
        "&#1;x&#x0a;y",
        "\u00a0&lt;\u202f&amp;lt; ",
        "plain",
        "&#0;",
    ],
)
def test_each_character_of_a_decoded_line_has_its_place_in_the_raw_one(line: str) -> None:
    folded = fold_breaks(line)
    plain, places = plain_line(folded), decoded_places(folded)
    assert len(places) == len(plain)
    for char, (start, end) in zip(plain, places, strict=True):
        assert char in plain_line(f"x{folded[start:end]}x")[1:-1]
    assert places == sorted(places)


HOSTILE = {
    "signs": "@" * 1_000_000,
    "local parts": "a@" * 500_000,
    "a long name": "a" * 1_000_000 + "@quay.example",
    "a long domain": "ada@" + "a." * 500_000,
    "bracketed signs": "(at)" * 250_000,
    "digits": "0" * 1_000_000,
    "spaced digits": "0 " * 500_000,
    "pairs of digits": "07 " * 330_000,
    "plus signs": "+4 " * 330_000,
    "brackets": "(0" * 500_000,
    "addresses": "ada@quay.example " * 60_000,
    "one number": "020 7946 0018 " * 70_000,
    "codes": "AB1 2DE " * 125_000,
    "five digits": "12345\n" * 160_000,
    "streets": "12 Harbour Road, " * 60_000,
    "handles": "@ada " * 200_000,
    "entities": "&#64;" * 200_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_masked_in_time(text: str) -> None:
    page = clean_page(f"{PROSE}\n\n{text}", personal_data=ALL)
    assert page.spans[-1].end == len(page.text)
    assert "ada@quay.example" not in page.article.body
