"""Threads as themes print them: what is a comment's text, who wrote it and when, and what is no thread."""

import datetime

import pytest

from clean.page import CleanPage, clean_page

PROSE = "The council has voted to raise the wall."
FIRST = "Nobody asked the branches what they made of it."
SECOND = "They were told on Monday, in the hall."
THIRD = "In the hall there was nobody but me."

# A comment as (depth, place of the one that it answers, writer, day or null, text).
Found = tuple[int, int | None, str | None, str | None, str]


def found_on(page: CleanPage) -> list[Found]:
    places = {comment.comment_id: place for place, comment in enumerate(page.comments)}
    return [
        (
            comment.depth,
            places.get(comment.reply_to),
            comment.author,
            comment.posted_at.date().isoformat() if comment.posted_at else None,
            comment.text,
        )
        for comment in page.comments
    ]


FULL = [
    (1, None, "Ada Quay", "2019-05-03", FIRST),
    (2, 0, "Ben", "2019-05-04", SECOND),
    (1, None, "Cy", "2019-05-14", THIRD),
]

# Pages with the same three comments, under the heads and with the buttons of different themes.
THEMES: dict[str, str] = {
    "says, date, reply": f"""
  1. Ada Quay says:
    May 3, 2019 at 10:12 am

    {FIRST}

    Reply
    • Ben says:
      May 4, 2019 at 9:00 pm

      {SECOND}

      Reply
  2. Cy says:
    May 14, 2019 at 9:00 pm

    {THIRD}

    Reply

Leave a Reply Cancel reply
""",
    "name and date on a line, the button above the text": f"""
3 thoughts on “The harbour wall”

  1. Ada Quay May 3, 2019 at 10:12 am
    Reply

    {FIRST}

    1. Ben May 4, 2019 at 9:00 pm
      Reply

      {SECOND}

  2. Cy May 14, 2019 at 9:00 pm
    Reply

    {THIRD}

Leave a Reply
""",
    "in German, with arrows": f"""
3 Kommentare

  1. Ada Quay 3. Mai 2019 um 10:12 Uhr

    {FIRST}

    Antworten ↓
    1. Ben 4. Mai 2019 um 21:00 Uhr

      {SECOND}

      Antworten ↓
  2. Cy 14. Mai 2019 um 21:00 Uhr

    {THIRD}

    Antworten ↓

Schreibe einen Kommentar Antworten abbrechen
""",
    "in German, a day that looks like a marker": f"""
    Kommentare

    • Ada Quay sagt:
      3. Mai 2019 um 10:12\u00a0Uhr

      {FIRST}

      Antworten
      1. Ben sagt:
        4. Mai 2019 um 21:00\u00a0Uhr

        {SECOND}

        Antworten
    • Cy sagt:
      14. Mai 2019 um 21:00\u00a0Uhr

      {THIRD}

      12
      1

      Antworten
    Antworten abbrechen
""",
    "in French": f"""
3 commentaires

  • Ada Quay
    3 mai 2019 à 10h12

    {FIRST}

    Répondre
    • Ben
      4 mai 2019 à 21h00

      {SECOND}

      Répondre
  • Cy
    14 mai 2019 à 21h00

    {THIRD}

    Répondre

Laisser un commentaire
""",
    "in French, with hours and minutes": f"""
3 réflexions sur « La digue »

  1. Ada Quay dit :
    3 mai 2019 à 10 h 12 min

    {FIRST}

    Répondre
    • Ben dit :
      4 mai 2019 à 21 h 00 min

      {SECOND}

      Répondre
  2. Cy dit :
    14 mai 2019 à 21 h 00 min

    {THIRD}

    Répondre

Laisser un commentaire
""",
    "the date below the text": f"""
3 comments

  1. Ada Quay said...

    {FIRST}

    May 3, 2019 10:12 AM

    1. Ben said...

      {SECOND}

      May 4, 2019 9:00 PM

  2. Cy said...

    {THIRD}

    May 14, 2019 9:00 PM

Post a Comment
""",
    "in Spanish": f"""
3 comentarios

  • Ada Quay dice:
    3 de mayo de 2019 a las 10:12

    {FIRST}

    Responder
    • Ben dice:
      4 de mayo de 2019 a las 21:00

      {SECOND}

      Responder
  • Cy dice:
    14 de mayo de 2019 a las 21:00

    {THIRD}

    Responder

Deja una respuesta
""",
    "the date in a list of its own": f"""
3 Comments

  1. Ada Quay says
    • May 3, 2019

    {FIRST}

    Reply
    • Ben says
      • May 4, 2019

      {SECOND}

      Reply
  2. Cy says
    • May 14, 2019

    {THIRD}

    Reply

Leave a Reply
""",
    "numbers, badges and pictures": f"""
3Comments

  1. 1

    Ada Quay on May 3, 2019 at 9:52
    Reply

    {FIRST}

    • 2

      Ben on May 4, 2019 at 9:52
      Reply

      {SECOND}

  2. 3

    Cy on May 14, 2019 at 9:52
    Reply

    {THIRD}

Leave a comment
""",
    "date above the name": f"""
3 comments

  1. [avatar]
    Profile
    May 3, 2019 at 9:14 pm
    Ada Quay

    {FIRST}

    • [avatar]
      Profile
      May 4, 2019 at 9:15 pm
      Ben

      {SECOND}

  2. [avatar]
    Profile
    May 14, 2019 at 9:52 pm
    Cy

    {THIRD}

Join the discussion
""",
    "date before the name, buttons in a list": f"""
Comments (3)

  1. May 3, 2019 at 7:52 pm Ada Quay

    {FIRST}
    • Reply
    1. May 4, 2019 at 8:52 pm Ben

      {SECOND}
      • Reply
  2. May 14, 2019 at 9:52 pm Cy

    {THIRD}
    • Reply

Leave a Reply
""",
    "no list: by indentation": f"""
Ada Quay
3.5.2019, 16:18 Zitieren #

{FIRST}

    Ben
    4.5.2019, 16:31 Zitieren #

    {SECOND}

Cy
14.5.2019, 17:36 Zitieren #

{THIRD}

Kommentar verfassen
""",
}
# Only one of the two can be the month.
IN_FIGURES = [(*FULL[0][:3], None, FIRST), (*FULL[1][:3], None, SECOND), FULL[2]]


@pytest.mark.parametrize(("name", "thread"), THEMES.items(), ids=THEMES)
def test_the_same_comments_come_out_of_every_theme(name: str, thread: str) -> None:
    page = clean_page(f"{PROSE}\n{thread}")
    assert found_on(page) == (IN_FIGURES if name.startswith("no list") else FULL)
    assert page.article.body == PROSE


@pytest.mark.parametrize("where", [(0, 1), (1, 2), (0, 2)])
@pytest.mark.parametrize("name", [name for name in THEMES if not name.startswith(("no list", "date above"))])
def test_what_a_theme_prints_is_found_without_its_count_or_form(name: str, where: tuple[int, int]) -> None:
    head = THEMES[name].index(
        next(line for line in THEMES[name].split("\n") if "Ada" in line or "1. 1" in line)
    )
    foot = THEMES[name].rindex("\n\n") if "\n\nLeave" in THEMES[name] else len(THEMES[name])
    cuts = (0, head, foot)
    thread = THEMES[name][cuts[where[0]] : cuts[where[1]]] if where != (0, 2) else THEMES[name][:foot]
    if where == (0, 1):
        assert clean_page(f"{PROSE}\n{thread}").comments == []
    else:
        assert [found[2] for found in found_on(clean_page(f"{PROSE}\n{thread}\n"))] == [
            "Ada Quay",
            "Ben",
            "Cy",
        ]


def test_replies_name_whom_they_answer_where_nothing_is_indented() -> None:
    page = clean_page(
        f"{PROSE}\n\n4 Comments\n\nAda\n\n6 months ago\n\n{FIRST}\n\n0\n\nReply\n\nBen\n\nReply to  Ada\n\n"
        f"5 months ago\n\n{SECOND}\n\n1\n\nReply\n\nCy\n\nReply to  Ben\n\n5 months ago\n\n"
        f"{THIRD}\n\nReply\n\n"
        "Dee\n\nReply to  Flo\n\n4 months ago\n\nAgreed.\n\nReply\n\nAbout this site"
    )
    assert found_on(page) == [
        (1, None, "Ada", None, FIRST),
        (2, 0, "Ben", None, SECOND),
        (3, 1, "Cy", None, THIRD),
        (2, None, "Dee", None, "Agreed."),
    ]
    assert [comment.parent_recovered for comment in page.comments] == [True, True, True, False]
    assert page.article.body == f"{PROSE}\n\nAbout this site"


def test_a_flat_thread_with_ages_and_bars_of_buttons() -> None:
    page = clean_page(
        f"{PROSE}\n\nAda • 5 years ago\n\n{FIRST}\n\n3 • Reply • Share ›\n\nBen • 5 years ago\n\n{SECOND}\n\n"
        f"• Reply • Share ›\n\nCy • 4 years ago\n\n{THIRD}\n\n1 • Reply • Share ›"
    )
    assert [(found[2], found[4]) for found in found_on(page)] == [
        ("Ada", FIRST),
        ("Ben", SECOND),
        ("Cy", THIRD),
    ]
    assert page.article.body == PROSE


def test_a_comment_of_which_only_the_name_is_left_is_lost_and_one_with_text_is_not() -> None:
    page = clean_page(
        f"{PROSE}\n\n3 comments\n\n  1. Ada\n    3 May 2019\n\n    Reply\n\n  2. Ben\n"
        f"    4 May 2019\n\n    {SECOND}\n\n    Reply\n\n  3. It was so, they say, on\n\n"
        "    another day:\n\n    5 May 2019\n\n    Reply\n\nLeave a Reply"
    )
    assert [found[4] for found in found_on(page)] == [
        SECOND,
        "It was so, they say, on\n\nanother day:\n\n5 May 2019",
    ]


def test_the_time_of_a_comment_is_read_and_a_relative_one_is_not() -> None:
    page = clean_page(
        f"2 comments\n\n  1. Ada\n    May 3, 2019 at 10:12 pm\n\n    {FIRST}\n\n  2. Ben\n    2 weeks ago\n\n"
        f"    {SECOND}\n\nLeave a Reply"
    )
    assert [comment.posted_at for comment in page.comments] == [datetime.datetime(2019, 5, 3, 22, 12), None]


def test_a_comment_starts_where_its_name_does_and_ends_with_its_text() -> None:
    text = (
        f"2 comments\n\n  1. Ada\n    3 May 2019\n\n    {FIRST}\n\n    Reply\n\n"
        "  2. Ben\n    4 May 2019\n\n    No.\n\n    Reply"
    )
    page = clean_page(text, page_id="p")
    first = page.comments[0]
    assert (first.raw_start, first.raw_end) == (text.index("1. Ada"), text.index(FIRST) + len(FIRST))
    assert first.comment_id == f"p:{first.raw_start}"
    parts = [(s.label, text[s.start : s.end]) for s in page.spans if s.record == first.comment_id]
    assert parts == [("comment_author", "1. Ada"), ("comment_date", "3 May 2019"), ("comment", FIRST)]
    assert [s.text for s in page.removed if s.rule == "furniture"] == ["Reply", "Reply"]


def test_a_marker_below_a_name_is_the_writers() -> None:
    page = clean_page(
        f"2 comments\n\n  1. Ada says:\n    3 May 2019\n\n    1. Walls, 2. moats.\n\n  2. Ben says:\n"
        f"    4 May 2019\n\n    {SECOND}\n\nLeave a Reply"
    )
    assert [comment.text for comment in page.comments] == ["1. Walls, 2. moats.", SECOND]


@pytest.mark.parametrize(
    "sent",
    [
        "Pingback: The wall, again",
        "The wall, again says:\n    5 May 2019 at 9:00\n\n    […] as the council has it, the wall […]",
    ],
)
def test_pingbacks_are_no_comments_and_still_count(sent: str) -> None:
    page = clean_page(
        f"{PROSE}\n\n3 comments\n\n  1. Ada says:\n    3 May 2019 at 9:00\n\n    {FIRST}\n\n  2. {sent}\n\n"
        f"  3. Cy says:\n    6 May 2019 at 9:00\n\n    {THIRD}\n\nLeave a Reply"
    )
    assert [found[2:] for found in found_on(page)] == [
        ("Ada", "2019-05-03", FIRST),
        ("Cy", "2019-05-06", THIRD),
    ]
    assert [span.rule for span in page.removed if span.step == "comment_threads"] == ["pingback"]
    assert (page.article.stated_comments, page.article.recovered_comments) == (3, 2)


def test_a_list_of_trackbacks_below_the_comments_is_none() -> None:
    page = clean_page(
        f"{PROSE}\n\n1 comment\n\n  1. Ada says:\n    3 May 2019 at 9:00\n\n    {FIRST}\n\n"
        "    Reply\n\nTrackbacks\n\n"
        f"  1. The moat says:\n    5 May 2019 at 9:00\n\n    {SECOND}\n\n    Reply\n\nLeave a Reply"
    )
    assert [found[2] for found in found_on(page)] == ["Ada"]


def test_a_footer_below_the_last_button_is_no_part_of_the_last_comment() -> None:
    page = clean_page(
        f"{PROSE}\n\n  • Ada says:\n    3 May 2019\n\n    {FIRST}\n\n    Log in to Reply\n\n"
        "  • Ben says:\n    4 May 2019\n\n"
        f"    {SECOND}\n\n    Log in to Reply\n\n    Photo\n\n    The moat is full of boats\n\n"
        "  • Home\n  • Contact"
    )
    assert [found[4] for found in found_on(page)] == [FIRST, SECOND]
    assert page.article.body.endswith("The moat is full of boats\n\n• Home\n• Contact")


def test_a_menu_above_the_thread_is_no_part_of_it() -> None:
    page = clean_page(
        f"  • Home\n  • Walls\n  • Log in\n    Front page\n    {PROSE}\n  • Ada says:\n    3 May 2019\n\n"
        f"    {FIRST}\n\n"
        f"    Reply\n\n  • Ben says:\n    4 May 2019\n\n    {SECOND}\n\n    Reply\n"
    )
    assert [found[2] for found in found_on(page)] == ["Ada", "Ben"]


def test_a_thread_goes_on_behind_a_line_that_breaks_it() -> None:
    page = clean_page(
        f"{PROSE}\n\n3 comments\n\n  1. {FIRST}\n\n  2. {SECOND}\n\nAn odd line.\n\n  3. {THIRD}\n\n"
        "Leave a Reply"
    )
    assert [found[4] for found in found_on(page)] == [FIRST, f"{SECOND}\n\nAn odd line.", THIRD]


def test_an_orphan_with_a_bullet_opens_a_numbered_thread() -> None:
    page = clean_page(
        f"{PROSE}\n\n3 thoughts on “The wall”\n\n    • {FIRST}\n\n  1. {SECOND}\n\n    • {THIRD}\n\n"
        "Comments are closed."
    )
    assert [(found[0], found[1]) for found in found_on(page)] == [(2, None), (1, None), (2, 1)]
    assert [comment.parent_recovered for comment in page.comments] == [False, True, True]


def test_names_without_dates_are_taken_where_most_comments_have_one() -> None:
    named = clean_page(
        f"{PROSE}\n\n3 comments\n\n  1. Ada Quay\n\n    {FIRST}\n\n    Reply\n\n  2. Ben\n\n"
        f"    {SECOND}\n\n    Reply\n\n"
        f"  3. Cy\n\n    {THIRD}\n\n    Reply\n\nLeave a Reply"
    )
    assert [(found[2], found[4]) for found in found_on(named)] == [
        ("Ada Quay", FIRST),
        ("Ben", SECOND),
        ("Cy", THIRD),
    ]
    once = clean_page(
        f"{PROSE}\n\n3 comments\n\n  1. Great news\n\n    {FIRST}\n\n  2. {SECOND}\n\n"
        f"  3. {THIRD}\n\nLeave a Reply"
    )
    assert [(found[2], found[4]) for found in found_on(once)] == [
        (None, f"Great news\n\n{FIRST}"),
        (None, SECOND),
        (None, THIRD),
    ]


COUNTS = {
    "{ 12 comments… read them below or add one }": 12,
    "There are 3 comments": 3,
    "3 Responses »": 3,
    "36 comments": 36,
    "1,204 Responses": 1204,
    "52Comments": 52,
    "All Comments 4": 4,
    "Comments (7)": 7,
    "This Post Has 80 Comments": 80,
    "This Post Has One Comment": 1,
    "25 thoughts on “7 walls to see”": 25,
    "One thought on “7 walls to see”": 1,
    "12 Kommentare": 12,
    "45 Gedanken zu „Die Mauer“": 45,
    "142 Antworten zu „Die Mauer“": 142,
    "Ein Kommentar": 1,
    "3 réflexions sur « La digue »": 3,
    "5 comentarios en «El muro»": 5,
    "6 thoughts on Is the wall worth it?": 6,
    "142 Antworten zu Die Mauer – ein Plan": 142,
}


@pytest.mark.parametrize(("line", "count"), COUNTS.items(), ids=COUNTS)
def test_a_count_is_read_in_its_usual_phrasings(line: str, count: int) -> None:
    page = clean_page(f"{PROSE}\n\n{line}\n\n  1. {FIRST}\n\n  2. {SECOND}\n\nLeave a Reply")
    assert page.article.stated_comments == count
    assert page.article.body == PROSE


def test_a_heading_that_reads_like_a_count_stays_where_no_thread_follows() -> None:
    page = clean_page(f"7 Thoughts on the Wall\n\n{PROSE}\n\n5 responses to the vote\n\n{FIRST}")
    assert "5 responses to the vote" in page.article.body
    assert page.article.stated_comments is None


NO_THREADS = {
    "the steps of a recipe": (
        "  1. Boil the water.\n\n  2. Add two cups of flour, and stir until it is smooth.\n\n"
        "  3. Bake.\n\nEnjoy your bread."
    ),
    "footnotes": "  1. See the minutes of 3 May 2019.\n  2. Ada Quay, in a letter, 4 May 2019\n  3. Ibid.",
    "a bibliography": (
        "Sources\n\n  • Quay, Ada: Walls. 3 May 2010\n\n  • Pier, Ben: Moats. 4 May 2012\n\n"
        "  • Dock, Cy: Ports. 5 May 2014"
    ),
    "a list above a reply form": "The winners:\n\n  • Leeds\n\n  • York\n\n  • Hull\n\nLeave a Reply",
    "links above a reply form": (
        "  • Walls of the north, and who built them\n  • Moats of the south\n\nLeave a Reply"
    ),
    "related stories with dates": (
        "Related articles\n\n  • The wall holds\n    3 May 2019\n\n"
        "  • The moat is dry\n    4 May 2019\n\nLeave a Reply"
    ),
    "an interview": f"Ada Quay says:\n\n{FIRST}\n\nBen Pier says:\n\n{SECOND}\n\nAda Quay says:\n\n{THIRD}",
    "a chat": f"Ada: {FIRST}\n\nBen: {SECOND}\n\nAda: {THIRD}",
    "a table of contents": "Contents\n\n  1. Walls\n    1. North\n    2. South\n  2. Moats\n    1. East",
    "a programme": (
        "  • 3 May 2019\n    The walk along the wall\n  • 4 May 2019\n    The moat by boat\n\n"
        "All are welcome."
    ),
    "a list of news": (
        "The wall holds\n3 May 2019\nThe council is pleased with it.\n\n"
        "The moat is dry\n4 May 2019\nNobody knows why.\n\n"
        "The port is open\n5 May 2019\nShips are back."
    ),
    "quotations with their sources": (
        f"“{FIRST}”\n\nAda Quay, 3 May 2019\n\n“{SECOND}”\n\nBen Pier, 4 May 2019"
    ),
    "a change log": (
        "  • 3 May 2019\n    • Walls are higher\n    • Moats are deeper\n  • 4 May 2018\n    • First version"
    ),
}


@pytest.mark.parametrize("text", NO_THREADS.values(), ids=NO_THREADS)
def test_what_looks_like_a_thread_stays_in_the_article(text: str) -> None:
    page = clean_page(f"{PROSE}\n\n{text}")
    assert page.comments == []
    assert [span.text for span in page.removed if span.step == "comment_threads"] == []


def test_a_list_of_the_article_stays_above_a_signed_thread() -> None:
    steps = "  1. Boil the water.\n\n  2. Stir it well.\n\n  3. Bake."
    page = clean_page(f"{PROSE}\n\n{steps}\n{THEMES['says, date, reply']}")
    assert found_on(page) == FULL
    assert page.article.body == f"{PROSE}\n\n1. Boil the water.\n\n2. Stir it well.\n\n3. Bake."


TYPED = {
    "numbers": "1. rope\n    2. tar\n    3. sail",
    "bullets": "• rope\n    • tar",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_a_list_typed_in_a_signed_comment_is_text_of_it(typed: str) -> None:
    page = clean_page(
        f"{PROSE}\n\n  1. Ada says:\n    3 May 2019 at 9:00\n\n    Bring these:\n\n    {typed}\n\n    Reply\n"
        f"    1. Ben says:\n      4 May 2019 at 9:00\n\n      {SECOND}\n\n"
        "      Reply\n  2. Cy says:\n    5 May 2019 at 9:00\n\n"
        f"    {THIRD}\n\n    Reply\n\nLeave a Reply"
    )
    lines = "\n".join(line.strip() for line in typed.split("\n"))
    assert [found[4] for found in found_on(page)] == [f"Bring these:\n\n{lines}", SECOND, THIRD]
