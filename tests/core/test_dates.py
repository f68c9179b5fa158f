"""What the dates of a page say, and which lines are nothing but dates."""

from datetime import datetime

import pytest

from clean.dates import dateline, read_date

READ = {
    "1 August 2018": (datetime(2018, 8, 1), "day"),
    "August 1, 2018": (datetime(2018, 8, 1), "day"),
    "1st of August, 2018": (datetime(2018, 8, 1), "day"),
    "Wednesday, 1 Aug. 2018": (datetime(2018, 8, 1), "day"),
    "Sept 3rd 2019": (datetime(2019, 9, 3), "day"),
    "2018-08-01": (datetime(2018, 8, 1), "day"),
    "2018-08-01T08:29": (datetime(2018, 8, 1, 8, 29), "minute"),
    "2018-08-01 08:29:07": (datetime(2018, 8, 1, 8, 29, 7), "second"),
    "updated 02 Aug 2018 8:29am": (datetime(2018, 8, 2, 8, 29), "minute"),
    "2 Aug 2018 at 8.29 p.m.": (datetime(2018, 8, 2, 20, 29), "minute"),
    "2 Aug 2018 12:00am": (datetime(2018, 8, 2, 0, 0), "minute"),
    "2 Aug 2018 12:30 AM": (datetime(2018, 8, 2, 0, 30), "minute"),
    "2 Aug 2018 12:00pm": (datetime(2018, 8, 2, 12, 0), "minute"),
    "2 Aug 2018 11:59:59 pm": (datetime(2018, 8, 2, 23, 59, 59), "second"),
    "2 Aug 2018 00:00": (datetime(2018, 8, 2, 0, 0), "minute"),
    "2 Aug 2018 23:59": (datetime(2018, 8, 2, 23, 59), "minute"),
    "29 February 2016": (datetime(2016, 2, 29), "day"),
    "19. Juni 2018 um 15:28 Uhr": (datetime(2018, 6, 19, 15, 28), "minute"),
    "3. Jänner 2018": (datetime(2018, 1, 3), "day"),
    "Mittwoch, 16. März 2019": (datetime(2019, 3, 16), "day"),
    "le 3 août 2019 à 12h30": (datetime(2019, 8, 3, 12, 30), "minute"),
    "3 août 2019 à 12 h 30 min": (datetime(2019, 8, 3, 12, 30), "minute"),
    "2018/08/01 at 10:17 am": (datetime(2018, 8, 1, 10, 17), "minute"),
    "1er mai 2018": (datetime(2018, 5, 1), "day"),
    "4 de julio de 2018 a las 10:30": (datetime(2018, 7, 4, 10, 30), "minute"),
    "16. March, 2023 at 16:59": (datetime(2023, 3, 16, 16, 59), "minute"),
    "25.12.2018, 16:18": (datetime(2018, 12, 25, 16, 18), "minute"),
    "12/25/2018 at 10:17 am": (datetime(2018, 12, 25, 10, 17), "minute"),
    "03/03/2018": (datetime(2018, 3, 3), "day"),
    "The vote on 3 March 2019 was lost.": (datetime(2019, 3, 3), "day"),
}
NOT_READ = [
    "",
    "August 2018",
    "1 August",
    "02/08/2018",
    "02.08.2018",
    "31.13.2018",
    "25.12.18",
    "1.25/12/2018",
    "2 weeks ago",
    "31 February 2018",
    "29 February 2018",
    "31 April 2018",
    "0 March 2019",
    "32 March 2019",
    "2018-13-01",
    "2018-00-10",
    "2018-02-30",
    "2 Aug 2018 24:00",
    "2 Aug 2018 23:60",
    "2 Aug 2018 13:00pm",
    "2 Aug 2018 0:30am",
    "1 August 1817",
    "1 August 20189",
    "12018-08-01",
    "311 August 2018",
]


@pytest.mark.parametrize(("text", "stated"), READ.items(), ids=READ)
def test_a_date_is_read_as_far_as_it_is_stated(text: str, stated: tuple[datetime, str]) -> None:
    assert read_date(text) == stated


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_date_or_impossible_is_not_read(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("zone", ["Z", " UTC", "+02:00", " GMT", " BST", " -0700", "+01", ".123Z"])
def test_a_clock_time_with_a_zone_is_never_taken_for_a_naive_one_in_a_dateline(zone: str) -> None:
    assert dateline(f"2018-08-02T08:29:30{zone}") == []


DATELINES = {
    "3 March 2019": ["3 March 2019"],
    "Published on Monday, March 4th, 2019": ["Published on Monday, March 4th, 2019"],
    "1 August 2018updated 02 Aug 2018 8:29am": ["1 August 2018", "*updated 02 Aug 2018 8:29am"],
    "First published: 3 March 2019 | Last updated: 4 March 2019": [
        "First published: 3 March 2019",
        "*Last updated: 4 March 2019",
    ],
    "Publié le 12 mars 2021 à 14h05, mis à jour le 13 mars 2021": [
        "Publié le 12 mars 2021 à 14h05",
        "*mis à jour le 13 mars 2021",
    ],
    "Veröffentlicht am 3. Mai 2022": ["Veröffentlicht am 3. Mai 2022"],
    "Última actualización: 4 de mayo de 2020": ["*Última actualización: 4 de mayo de 2020"],
    "Aggiornato il 12 marzo 2021 alle 18:44": ["*Aggiornato il 12 marzo 2021 alle 18:44"],
    "Publié le 02/08/2018": [],
    "Am 3. März 2019 fiel die Mauer.": [],
    "(3 March 2019)": [],
    "2018-08-01 – modified 2018-08-02": ["2018-08-01", "*modified 2018-08-02"],
    "3 March 2019.": [],
    "On 3 March 2019 the council voted.": [],
    "The plan was updated 4 March 2019.": [],
    "3 March 2019 in Leeds": [],
    "3 March 2019 – 31 February 2019": [],
    "Updated": [],
    "published": [],
    "": [],
    "   ": [],
    "3 March 20191": [],
    "4 Mar 2019 25:00": [],
}


@pytest.mark.parametrize(("line", "parts"), DATELINES.items(), ids=DATELINES)
def test_datelines(line: str, parts: list[str]) -> None:
    found = dateline(line)
    assert [("*" if part.modified else "") + line[part.start : part.end] for part in found] == parts
