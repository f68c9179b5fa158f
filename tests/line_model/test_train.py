"""Training from labelled pages: what is read, what is refused, and that it comes out the same."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from labelled_pages import labelled, page, written

from clean.cli import clean
from clean.errors import CleanError
from clean.line_model import train as training
from clean.line_model.boosting import Growth
from clean.line_model.labelled import gold_words, read_labelled
from clean.line_model.model import read_model

SMALL = {"trees": 8, "depth": 2}


@pytest.fixture(autouse=True)
def _small_forests(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(training, "GROWTH", replace(training.GROWTH, **SMALL))


def test_the_same_pages_give_the_same_file(tmp_path: Path) -> None:
    pages = labelled(tmp_path)
    models = []
    for name in ("one.json", "two.json"):
        done = CliRunner().invoke(clean, ["train", str(pages), "--out", str(tmp_path / name)])
        assert done.exit_code == 0
        models.append((tmp_path / name).read_bytes())
    assert models[0] == models[1]
    assert len(read_model(tmp_path / "one.json").forest.trees) == SMALL["trees"]


def test_a_model_learns_what_it_is_shown(tmp_path: Path) -> None:
    pages = read_labelled([labelled(tmp_path, 16)])
    lines = training.material(pages)
    forest = training.forest_of(lines, Growth(trees=40, depth=2, damping=1))
    points = forest.points(lines.table, len(lines.good))
    free = lines.weight > 0
    assert ((points > 0) == (lines.good > 0))[free].mean() > 0.95


def test_gzipped_pages_are_the_same_pages(tmp_path: Path) -> None:
    plain = labelled(tmp_path)
    packed = tmp_path / "pages.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_labelled([plain]) == read_labelled([packed])


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in page(1).items() if name != key}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "pages.jsonl holds no page; put one JSON object a line into it."),
        ("{", "pages.jsonl, line 1: this is not JSON; write one JSON object a line."),
        ("[1]", "line 1: this is no JSON object; write an object with id, url, gold and text_main."),
        (json.dumps(_without("gold")), "line 1: gold is missing or no text; give the page gold as a string."),
        (json.dumps(_without("id")), "line 1: id is missing or no text; give the page id as a string."),
        (
            json.dumps({"id": "a", "gold": "b"}),
            "line 1: text_main is missing or blank; give the text of the page.",
        ),
        (json.dumps({**page(1), "gold": "\ud800"}), "line 1: a text holds a lone surrogate"),
        (json.dumps(page(1)), "these pages are of fewer than 4 sites"),
    ],
)
def test_what_is_no_training_file_is_told(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "pages.jsonl"
    file.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(clean, ["train", str(file), "--out", str(tmp_path / "model.json")])
    assert done.exit_code == 1
    assert told in done.stderr
    assert not (tmp_path / "model.json").exists()


def test_a_folder_is_no_training_file(tmp_path: Path) -> None:
    with pytest.raises(CleanError, match="cannot be read"):
        read_labelled([tmp_path])


def test_what_is_no_gzip_is_told(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl.gz").write_bytes(b"plain")
    with pytest.raises(CleanError, match="it is not gzip"):
        read_labelled([tmp_path / "pages.jsonl.gz"])


def test_pages_without_furniture_are_refused(tmp_path: Path) -> None:
    bare = [{**page(number), "text_main": page(number)["gold"], "text_full": ""} for number in range(6)]
    with pytest.raises(CleanError, match="only text of articles"):
        training.train(read_labelled([written(tmp_path, bare)]))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is no model"),
        ('{"format": 1}', "is no model: about: Field required"),
    ],
)
def test_what_is_no_model_is_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "model.json").write_text(content, encoding="utf-8")
    with pytest.raises(CleanError, match=told):
        read_model(tmp_path / "model.json")


def test_a_model_of_other_features_is_told(tmp_path: Path) -> None:
    tree = {"asks": [["colour", 3]], "points": [1, 2]}
    forest = {"start": 0, "trees": [tree]}
    below = {"before": -1, "inside": -1, "after": -1, "sentence": -1, "paragraph": -1, "sparse": -1}
    model = {"format": 2, "about": {}, "claims_below": below, "forest": forest}
    (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CleanError, match="its feature colour is unknown"):
        read_model(tmp_path / "model.json")


def test_words_of_the_gold_are_found_across_lines() -> None:
    gold = "The wall\nis to be raised again by a metre.\n\nWork begins soon."
    words, found = gold_words(["The wall is", "to be raised again", "Share this", "Work begins soon"], gold)
    assert words.tolist() == [3, 4, 2, 3]
    assert found.tolist() == [3, 4, 0, 3]
    assert isinstance(found, np.ndarray)
