"""The pictures show the data, byte for byte the same, and can be read on a dark and on a light page."""

import re
import shutil
import xml.etree.ElementTree as ET  # our own output
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from documented import ROOT
from made_up import DATASET, Pages, made_up_text, made_up_texts

from clean import build
from clean.documents.composition import composition_alt
from clean.documents.drawing import BACKGROUNDS, FILLS, TEXTS
from clean.documents.measures import LISTED_PAGES, Measures, measure_version
from clean.documents.named_figures import named_figures
from clean.documents.pictures import pictures
from clean.documents.tables import COMPOSITION, THREADS, blocks
from clean.publish import publish
from clean.withdrawals import withdraw

SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_stands_out_from_the_background(scheme: str) -> None:
    assert all(contrast(fill, BACKGROUNDS[scheme]) >= 3 for fill in FILLS.values())
    assert all(contrast(text, BACKGROUNDS[scheme]) >= 4.5 for text in TEXTS[scheme])


def drawn(measures: Measures, name: str) -> ET.Element:
    svg = pictures(measures)[name]
    assert "@media (prefers-color-scheme:dark)" in svg
    return ET.fromstring(svg)  # noqa: S314  (our own output)


def tips(root: ET.Element) -> list[str]:
    return [title.text or "" for group in root.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]


def measured(texts: dict[str, str], out: Path, sites: list[str | None] | None = None) -> Measures:
    class Sited(Pages):
        def batches(self):  # type: ignore[no-untyped-def]
            for batch in super().batches():
                given = sites * batch.height if sites else [None] * batch.height
                yield batch.with_columns(site=pl.Series(given[: batch.height], dtype=pl.String))

    return measure_version(publish(Sited(texts), out, dataset=DATASET, version="1.0.0").path)


def test_the_seeds_are_drawn_page_by_page_and_comment_by_comment(built: Path) -> None:
    measures = measure_version(built)
    composition, threads = drawn(measures, COMPOSITION), drawn(measures, THREADS)
    names = [text.text for text in composition.iter(f"{SVG}text")]
    assert names[2] == "000_a5446abc840b4459" or "000_a5446abc840b4459" in names
    assert "all 5 pages" in names
    assert sum(tip.startswith("comment ") for tip in tips(threads)) == 84
    assert tips(threads).count("a comment that is not there") >= 5
    for root, block in ((composition, "composition"), (threads, "threads")):
        described = root.findtext(f"{SVG}desc")
        assert described
        assert re.sub(r"\\(.)", r"\1", blocks(measures, "")[block]).startswith(f"![{described}](figures/")


def test_the_bars_add_up(built: Path) -> None:
    measures = measure_version(built)
    counted = [re.search(r": ([\d,]+) characters, ", tip) for tip in tips(drawn(measures, COMPOSITION))]
    sizes = [int(found[1].replace(",", "")) for found in counted if found]
    assert sum(sizes) == 2 * measures.characters  # page by page, and all of them
    assert measures.characters == int(measures.owners["characters"].sum())


def test_the_same_data_give_the_same_bytes(built: Path) -> None:
    first, second = pictures(measure_version(built)), pictures(measure_version(built))
    assert first == second
    for name, svg in first.items():
        assert (built / name).read_bytes() == svg.encode()
        assert len(svg) < 20_000


def test_many_pages_are_drawn_by_site(tmp_path: Path) -> None:
    hosts = [*(f"s{number:02}.example" for number in range(14)), None]
    measures = measured(made_up_texts(60), tmp_path / "dist", hosts)
    assert measures.facts["pages"] > LISTED_PAGES
    assert measures.pages is None
    names = [text.text for text in drawn(measures, COMPOSITION).iter(f"{SVG}text")]
    assert "What each site is made of" in names
    assert "3 other sites" in names
    assert "all 60 pages" in names
    assert sum(name is not None and name.endswith(".example") for name in names) in {11, 12}
    assert int(measures.sites["removed"].sum()) == measures.size_of("removed")
    assert int(measures.sites["characters"].sum()) == measures.characters
    depths = tips(drawn(measures, THREADS))
    assert not [tip for tip in depths if tip.startswith("comment ")]
    assert f"a top-level comment: {measures.facts['comments']:,}" in depths


def test_a_page_with_very_many_comments_is_drawn_by_depth(tmp_path: Path) -> None:
    chain = [f"{'  ' * depth}1. I answer what was said above, in remark {depth}." for depth in range(1, 16)]
    others = [f"  {number}. This is remark {number} on the wall." for number in range(2, 452)]
    items = "\n\n".join([*chain, *others])
    prose = "A paragraph that says enough about a matter for it to be taken for what it is, the text."
    text = f"A title of a page\n\n{prose}\n\n465 comments\n\n{items}\n"
    measures = measured({"one": text}, tmp_path / "dist")
    assert (measures.facts["comments"], measures.facts["deepest"]) == (465, 15)
    assert measures.threads is None
    depths = tips(drawn(measures, THREADS))
    assert {"a top-level comment: 451", "a reply to the comment above it: 3"} <= set(depths)
    names = [text.text for text in drawn(measures, THREADS).iter(f"{SVG}text")]
    assert "deeper than 12" in names
    assert len(pictures(measures)[THREADS]) < 20_000


def test_what_was_withdrawn_is_drawn_as_such(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    withdraw("002_653dc50a10026f7b:7686", reason="asked for", date=date(2026, 11, 2), raw=tmp_path / "seeds")
    measures = measure_version(build(tmp_path / "seeds", tmp_path / "dist").path)
    assert measures.facts["withdrawn"] == 1
    gone = measures.size_of("withdrawn")
    told = [tip for tip in tips(drawn(measures, COMPOSITION)) if tip.startswith("withdrawn")]
    assert [tip.split(" characters")[0] for tip in told] == [f"withdrawn: {gone}"] * 2 + ["withdrawn"]
    assert "0.9 % were withdrawn, and 1.0 % are white space" in blocks(measures, "")["composition"]


def test_without_comments_there_is_no_picture_of_threads(tmp_path: Path) -> None:
    text = "A title of a page\n\nA paragraph that says something at some length, and no comments below it.\n"
    measures = measured({"only": text}, tmp_path / "dist")
    assert set(pictures(measures)) == {COMPOSITION}
    assert blocks(measures, "")["threads"] == "There are no comments, so there are no threads to show."


def test_names_are_data(tmp_path: Path) -> None:
    name = "<!-- end --> & <script>\u202e \"'`|" + "x" * 60
    measures = measured({name: made_up_text(1)}, tmp_path / "dist")
    for root in (drawn(measures, COMPOSITION), drawn(measures, THREADS)):
        assert any(
            (text.text or "").startswith("<!-- end --> & <script>\\u2") for text in root.iter(f"{SVG}text")
        )
    for block in blocks(measures, "").values():
        assert "<!--" not in block
        assert "\u202e" not in block
        assert all(line.count("|") - line.count("\\|") in {0, *range(2, 15)} for line in block.split("\n"))


def test_names_and_dates_of_comments_are_drawn_and_counted_as_comments(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    said = "Nobody asked the branches what they made of it before the vote was held last week."
    (raw / "signed.txt").write_text(
        f"Harbour wall to be raised\n\n{said}\n\n2 comments\n\n  1. Ada says:\n    3 May 2019 at 10:12\n\n"
        f"    {said}\n\n  2. Ben says:\n    4 May 2019 at 9:00\n\n    Nor me.\n"
    )
    measures = measure_version(build(raw, tmp_path / "dist").path)
    labels = set(measures.steps["label"])
    assert {"comment", "comment_author", "comment_date"} <= labels
    figures = dict(named_figures(measures))
    sizes = {label: measures.size_of(label) for label in labels}
    of_comments = sum(size for label, size in sizes.items() if label.startswith("comment"))
    assert figures["characters.comments"] == str(of_comments)
    assert f"{figures['share.comments']} are comments" in composition_alt(measures)
