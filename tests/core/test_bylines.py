"""What a line says of who wrote an article, and which lines only look as if they did."""

import pytest

from clean.bylines import MAX_CHARS, byline, lead_of, names_alone
from clean.dates import dates_within
from clean.page import clean_page

TEXT = (
    "The council has voted to raise the wall of the harbour by a metre, and the work, put off twice before, "
    "is to begin before the winter, as the minutes of its last meeting show."
)
AUTHORS = {
    "By Ada Quay": "By Ada Quay",
    "By: Ada Quay": "By: Ada Quay",
    "Written by Ada Quay": "by Ada Quay",
    "Posted By ADA QUAY": "By ADA QUAY",
    "Author: Ada Quay": "Ada Quay",
    "von Ada van der Quay": "von Ada van der Quay",
    "By Ada Quay and Bo Pier": "By Ada Quay and Bo Pier",
    "By Ada Quay, Bo Pier & Cy Mole": "By Ada Quay, Bo Pier & Cy Mole",
    "By Dr. Ada Quay, PhD": "By Dr. Ada Quay, PhD",
    "By Ada Quay, Harbour Correspondent": "By Ada Quay",
    "By Ada Quay | The Harbour Post": "By Ada Quay",
    "By Ada Quay – 4 min read": "By Ada Quay",
    "By Ada Quay @adaquay": "By Ada Quay",
    "By Quay | 3 March 2019": "By Quay",
    "By Ada Quay 3 March 2019, 10:17 am": "By Ada Quay",
    "By Ada QuayPublished: 3 March 2019": "By Ada Quay",
    "by Ada Quay on Monday, 4 March 2019 / 2 comments": "by Ada Quay",
    "By The Harbour Post staff": "By The Harbour Post staff",
    "By the editors": "By the editors",
    "By 4Quays editorial team": "By 4Quays editorial team",
    "ByAda Quay UpdatedMarch 3, 2019": "Ada Quay",
    "3 March 2019 | by Ada Quay": "by Ada Quay",
    "Monday 4 March 2019 7:45 am GMT by Ada Quay": "by Ada Quay",
    "// By Ada Quay • 3 March 2019": "By Ada Quay",
}
DATES = {
    "Ada Quay - 3 March 2019, 10:31 pm CST": "3 March 2019, 10:31 pm",
    "Ada Quay | Senior Writer | March 3, 2019": "March 3, 2019",
    "Published 11:11 PM EST Mar 3, 2019": "Published 11:11 PM EST Mar 3, 2019",
    "• On 3 March 2019": "On 3 March 2019",
    "- 3 March 2019": "3 March 2019",
    "3 March 2019/Living/Coast": "3 March 2019",
    "2019-03-03T08:10+02:00": "2019-03-03T08:10",
    "Posted on March 3, 2019March 4, 2019": "Posted on March 3, 2019",
    "Updated 0339 GMT (1139 HKT) March 4, 2019": "Updated 0339 GMT (1139 HKT) March 4, 2019",
    "21 Comments | Ada Quay |  Last Updated: March 4, 2019": "Last Updated: March 4, 2019",
}
NONE = [
    "By Monday it was gone",
    "By Night",
    "By land and sea",
    "By Ada Quay, who saw it all",
    "By Ada Quay. This post has links to shops",
    "By acting on 3 March 2019",
    "By 3 March 2019",
    "By Ada Quay on what is to become of the wall and of all of those behind it 3 March 2019",
    "By Ada Quay 3 March 2019 and this is what the council said of it then.",
    "Reviewed by Ada Quay",
    "— Ada Quay, 3 March 2019",
    "- Ada Quay | 3 March 2019",
    "The wall on 3 March 2019",
    "A gull takes off from the wall, on 3 March 2019 (Photo: Ada Quay)",
    "3 March 2019, the day it fell",
    "3 March 2019 was the day",
    "Built March 3, 2019",
    "What the council made of it | 3 March 2019",
    "2. The wall is to be raised by a metre on March 3, 2019.",
    "Ada Quay on 3 March 2019 in a letter to the local newspaper",
    "Ada Quay",
    "By " + "Ada " * MAX_CHARS,
    "",
]


@pytest.mark.parametrize(("line", "author"), AUTHORS.items())
def test_an_author_is_read(line: str, author: str) -> None:
    parts = byline(line)
    assert [line[part.start : part.end] for part in parts if part.kind == "author"] == [author]


@pytest.mark.parametrize(("line", "date"), DATES.items())
def test_a_date_is_read_beside_what_is_set_off_from_it(line: str, date: str) -> None:
    parts = byline(line)
    assert [line[part.start : part.end].strip() for part in parts if part.kind != "beside"] == [date]


@pytest.mark.parametrize("line", [*AUTHORS, *DATES])
def test_the_parts_of_a_byline_are_all_of_it(line: str) -> None:
    at = 0
    for part in byline(line):
        assert not line[at : part.start].strip()
        assert part.end > part.start >= at
        at = part.end
    assert at == len(line)


@pytest.mark.parametrize("line", NONE)
def test_what_only_looks_like_a_byline(line: str) -> None:
    assert byline(line) == []


def test_dates_beside_a_name_are_told_apart() -> None:
    line = "By Ada Quay | Published 3 March 2019, updated on 4 Mar 2019 8:29am GMT and 5 March 2019"
    kinds = {part.kind: line[part.start : part.end] for part in byline(line) if part.kind != "beside"}
    assert kinds["published"] == "Published 3 March 2019"
    assert kinds["modified"] == "updated on 4 Mar 2019 8:29am"


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("On 3 March 2019 it fell", ["On 3 March 2019"]),
        ("Simon 3 March 2019", ["3 March 2019"]),
        ("QuayUpdated 3 March 2019", ["Updated 3 March 2019"]),
        ("2019 to 31 February 2019, then 2019-03-04T08:29", ["2019-03-04T08:29"]),
        ("02/08/2018 or 25.12.2018", ["25.12.2018"]),
        ("in 2019", []),
    ],
)
def test_dates_are_found_within_a_line(line: str, dates: list[str]) -> None:
    assert [line[part.start : part.end] for part in dates_within(line)] == dates


@pytest.mark.parametrize(
    ("line", "kind"), [("By", "author"), ("Written by:", "author"), ("Author:", "beside")]
)
def test_a_lead_may_have_a_line_to_itself(line: str, kind: str) -> None:
    lead = lead_of(line)
    assert lead is not None
    assert lead.kind == kind


@pytest.mark.parametrize("line", ["By Ada", "Author", "By the way", ""])
def test_other_lines_lead_to_no_name(line: str) -> None:
    assert lead_of(line) is None


@pytest.mark.parametrize("line", ["Ada Quay", "Ada Quay and Bo Pier", "Ada McQuay"])
def test_names_alone(line: str) -> None:
    assert names_alone(line)


@pytest.mark.parametrize("line", ["Last updated on", "Ada", "Ada Quay Image", "TidesNews BoatsMarkets Log"])
def test_no_names(line: str) -> None:
    assert not names_alone(line)


@pytest.mark.parametrize(
    ("lines", "author", "published"),
    [
        (["By Ada Quay | 3 March 2019"], "Ada Quay", "2019-03-03"),
        (["Written by", "Ada Quay", "3 March 2019"], "Ada Quay", "2019-03-03"),
        (["By Ada Quay, 4 March 2019", "Published 3 March 2019"], "Ada Quay", "2019-03-03"),
        (["Author:", "Ada Quay"], "Ada Quay", None),
        (["Written by:Ada Quay"], "Ada Quay", None),
        (["ByAda Quay UpdatedMarch 3, 2019"], "Ada Quay", None),
        (["By Bo Pier", "What the council said", "By Ada Quay"], "Ada Quay", None),
        (["By Ada Quay", "3 March 2019 | Coast"], "Ada Quay", "2019-03-03"),
        (["By Ada Quay", "3 March 2019 | Coast", "4 March 2019 | Sea"], "Ada Quay", None),
    ],
)
def test_an_article_says_who_wrote_it_and_when(lines: list[str], author: str, published: str | None) -> None:
    page = clean_page("\n\n".join(["Harbour wall to be raised", *lines, TEXT]))
    assert page.article.author == author
    stated = page.article.published_at
    assert (stated and stated.date().isoformat()) == published
    assert page.article.body.endswith(TEXT)
    assert "Quay" not in page.article.body
