"""What the shipped model claims, and what it leaves alone."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clean import build, clean_page, explain
from clean.batch import clean_batch, pages_of
from clean.claims import claims_of
from clean.line_model.judge import judge
from clean.line_model.model import CASES, shipped_model
from clean.lines import split_lines
from clean.rules import load_rules
from clean.steps.line_model import EXAMPLES

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
PAGES = {
    f"{rule}-{number}": text.replace("⟦", "").replace("⟧", "")
    for rule, texts in EXAMPLES.items()
    for number, text in enumerate(texts)
} | {seed.stem: seed.read_text(encoding="utf-8") for seed in SEEDS}
WITH_FURNITURE = PAGES["boilerplate-line-0"]


def test_each_claim_of_the_model_says_why() -> None:
    claimed = [span for span in clean_page(WITH_FURNITURE).removed if span.step == "line_model"]
    assert claimed
    for span in claimed:
        opening, told = span.reason.split(": ", 1)
        assert opening == "reads like furniture of the page, above the article"
        assert 1 <= len(told.split("; ")) <= 3


def test_lines_of_one_page_have_reasons_of_their_own() -> None:
    assert len({s.reason for s in clean_page(WITH_FURNITURE).removed if s.step == "line_model"}) > 1


def test_without_the_model_rules_alone_claim() -> None:
    page = clean_page(WITH_FURNITURE, model=False)
    assert "line_model" not in {span.step for span in page.spans}
    assert explain(WITH_FURNITURE, model=False).page.spans == page.spans
    assert len(page.article.body) > len(clean_page(WITH_FURNITURE).article.body)


def test_a_page_is_judged_by_itself() -> None:
    alone = {name: clean_batch(pages_of({name: text})).spans for name, text in PAGES.items()}
    names = sorted(PAGES, key=lambda name: name[::-1])
    together = clean_batch(pages_of({name: PAGES[name] for name in names})).spans
    for name in names:
        assert together.filter(pl.col("page_id") == name).equals(alone[name])


def test_points_are_whole_numbers() -> None:
    lines = split_lines(pages_of(PAGES))
    claims_of(lines, load_rules().without_model)
    model = shipped_model()
    judged = judge(lines, model)
    assert judged.points.dtype == np.int32
    assert {column.dtype for column in judged.features.table.values()} == {np.dtype(np.int16)}
    for tree in model.forest.trees:
        assert all(type(number) is int for number in (*tree.above, *tree.leaves))


def test_the_shares_of_features_add_up_to_the_points() -> None:
    lines = split_lines(pages_of(PAGES))
    claims_of(lines, load_rules().without_model)
    forest = shipped_model().forest
    judged = judge(lines, shipped_model())
    assert len(judged.points) > 50
    _, shares = forest.shares(judged.features.table, np.arange(len(judged.points)))
    means = sum(sum(tree.leaves) / len(tree.leaves) for tree in forest.trees) + forest.start
    # each question rounds down once, in 64ths of a point
    rounding = sum(len(tree.features) + 1 for tree in forest.trees) / 64
    assert np.abs(shares.sum(axis=1) / 64 + means - judged.points).max() <= rounding


def test_lines_of_comments_are_left_alone() -> None:
    batch = clean_batch(pages_of(PAGES))
    bare = clean_batch(pages_of(PAGES), load_rules().without_model)
    assert bare.comments.height > 80
    assert batch.comments.equals(bare.comments)


def test_a_page_with_little_text_is_left_alone() -> None:
    text = "Menu\n\nThe council has voted.\n\nShare this\n\nSubscribe to our newsletter now\n\nRead more"
    assert "line_model" not in {span.step for span in clean_page(text).spans}


@pytest.mark.parametrize("text", ["", " \n\n ", "x", "\n".join("1." for _ in range(3000)), "a " * 50_000])
def test_odd_pages_are_judged_too(text: str) -> None:
    lines = split_lines(pages_of({"page": text}))
    claims_of(lines, load_rules().without_model)
    free = int(lines.free().sum())
    judged = judge(lines, shipped_model())
    assert len(judged.points) == len(judged.sentences) == free
    assert {len(column) for column in judged.features.table.values()} == {free}


def test_the_model_says_where_it_is_sure() -> None:
    assert len(shipped_model().claims_below) == len(CASES)
    assert max(shipped_model().claims_below) <= 0


def test_the_manifest_tells_whether_and_which_model_was_used(tmp_path: Path) -> None:
    import json

    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "page.txt").write_text(WITH_FURNITURE, encoding="utf-8")
    told = []
    for model in (True, False):
        report = build(raw, tmp_path / f"versions-{model}", model=model)
        told.append(json.loads((report.path / "MANIFEST.json").read_text(encoding="utf-8"))["model"])
    assert told == [shipped_model().digest, None]
