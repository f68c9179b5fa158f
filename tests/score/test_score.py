"""Scores say how far articles and threads agree with labelled pages, and floors keep them from falling."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from clean.cli import clean
from clean.errors import CleanError
from clean.score.articles import article_figures, best_lines
from clean.score.floors import Floors, rounded
from clean.score.gold import ArticlePage, GoldComment, GoldFile, PredictedComment, ThreadPage
from clean.score.scoring import score_file
from clean.score.shingles import Agreement, bag, compare, mean_scores
from clean.score.threads import score_threads, thread_score

STORY = (
    "The harbour wall was rebuilt in spring, and the council paid for most of the stone that it took.\n\n"
    "Fishermen who had waited for two winters said that the work came late but that it was done well."
)
APPEAL = (
    "This site is free to read but depends on its readers. If you can, click here to arrange a donation by "
    "PayPal."
)
PAGE = {"id": "wall", "set": "harbour", "text_main": f"{STORY}\n\n{APPEAL}", "gold": STORY}
THREAD = {
    "id": "talk",
    "variant": "seed",
    "text": f"{STORY}\n\n2 comments\n\n  1. The wall is ugly, whoever paid for it.\n\n"
    "    1. It keeps the water out, does it not?\n\n  2. I liked the old one.\n",
    "gold_comments": [
        {"depth": 1, "body_text": "The wall is ugly, whoever paid for it."},
        {"depth": 2, "parent_index": 0, "body_text": "It keeps the water out, does it not?"},
        {"depth": 1, "body_text": "I liked the old one."},
    ],
}


def written(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(clean, ["score", *map(str, arguments)])


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_agreement_is_symmetric_and_perfect_only_between_equals(one: str, other: str) -> None:
    there, back = compare(bag(one), bag(other)), compare(bag(other), bag(one))
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert 0 <= there.f1 <= 1
    assert (there.f1 == 1) == (bag(one) == bag(other))


def test_the_measure_is_that_of_the_benchmark() -> None:
    # Six words make three shingles; the last of the gold's is not in the prediction.
    agreement = compare(bag("one two three four five x"), bag("one two three four five six"))
    assert agreement == Agreement(common=2, surplus=1, missing=1)
    empty = compare(bag(""), bag("one two three four"))
    assert (empty.precision, empty.recall) == (None, 0.0)
    # The page without a prediction counts for recall alone; F1 is of the means.
    means = mean_scores([agreement, empty])
    assert means.precision == pytest.approx(2 / 3)
    assert means.recall == pytest.approx(1 / 3)
    assert means.f1 == pytest.approx(4 / 9)


def test_a_text_shorter_than_a_shingle_is_one() -> None:
    assert bag("Two words") == {("Two", "words"): 1}
    assert bag("one two three four") == {("one", "two", "three", "four"): 1}
    assert not bag(" … ")


def test_best_lines_keep_what_the_gold_has_once() -> None:
    line = "The wall was rebuilt in spring."
    assert best_lines(f"Menu of the site\n\n{line}\n{line}\nRead this too, please", line) == line
    assert best_lines("Short\nOther", "Short\nA longer line of the article") == "Short"


def test_a_kept_headline_is_forgiven_only_in_the_figures_that_say_so() -> None:
    page = ArticlePage(id="p", gold=STORY, text_main=f"Wall rebuilt\n\n{STORY}", titles=["Wall  REBUILT!"])
    rows = {row.whose: row for row in article_figures([page], "text_main", {}) if row.group == "all"}
    assert rows["unchanged"].scores.precision < 1
    assert rows["unchanged"].free_title.precision == 1
    assert rows["cleaned"].scores.recall == 0  # nothing was predicted for the page


def test_pages_whose_main_text_lost_the_article_do_not_count() -> None:
    page = ArticlePage(id="p", gold=STORY, text_main="", main_recall=0.5)
    assert article_figures([page], "text_main", {})[0].scores.pages == 0


def test_cleaned_pages_are_scored_and_their_losses_named(tmp_path: Path) -> None:
    wrong = {**PAGE, "id": "gold-has-it", "gold": PAGE["text_main"]}
    scored = score_file(GoldFile(written(tmp_path / "pages.jsonl", [PAGE, wrong])), worst=5)
    rows = {row.whose: row.scores for row in scored.articles if row.group == "all"}
    assert rows["best lines"].f1 == 1
    assert rows["cleaned"].precision == 1
    assert rows["cleaned"].recall < 1
    loss = scored.losses["text_main"][0]
    assert (loss.step, loss.lost, loss.rightly) == ("donation_appeal", 22, 22)
    assert [(line.page_id, line.text) for line in loss.lines] == [("gold-has-it", APPEAL)]
    assert scored.worst["text_main"][0].page_id == "gold-has-it"


def thread(**changes: Any) -> list[PredictedComment]:
    bodies = [comment["body_text"] for comment in THREAD["gold_comments"]]  # type: ignore[index]
    made = [{"depth": 1}, {"depth": 2, "parent_index": 0}, {"depth": 1}]
    made[1] |= changes
    return [
        PredictedComment.model_validate({**comment, "body": body})
        for comment, body in zip(made, bodies, strict=True)
    ]


def test_threads_are_rebuilt_and_scored(tmp_path: Path) -> None:
    file = tmp_path / "threads.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(THREAD).encode()))
    scores = score_file(GoldFile(file)).threads["seed"]
    assert (scores.pages, scores.f1, scores.exact) == (1, 1.0, 1.0)


@pytest.mark.parametrize(
    ("predicted", "found", "exact"),
    [
        (thread(), 3, True),
        (thread(parent_index=None), 3, False),
        (thread(parent_index=2), 3, False),
        (thread(parent_index=99), 3, False),
        (thread(depth=3), 3, False),
        (thread(body="Something else altogether"), 3, True),
        (thread()[:2], 2, False),
        ([*thread(), PredictedComment(depth=1, body="Not a comment")], 3, False),
        ([], 0, False),
    ],
)
def test_a_tree_is_exact_only_if_all_of_it_is_right(
    predicted: list[PredictedComment], found: int, exact: bool
) -> None:
    score = thread_score(ThreadPage.model_validate(THREAD), predicted)
    assert (score.found, score.gold, score.exact) == (found, 3, exact)


def test_a_reply_whose_parent_was_lost_may_stand_alone_or_below_its_nearest_ancestor() -> None:
    comments = [
        GoldComment(depth=1, body_text="The wall is ugly."),
        GoldComment(depth=3, parent_dropped=True, nearest_kept_ancestor=0, body_text="So is yours."),
    ]
    page = ThreadPage(id="p", text="", gold_comments=comments)

    def exact(parent: int | None) -> bool:
        reply = PredictedComment(depth=3, parent_index=parent, body="So is yours.")
        return thread_score(page, [PredictedComment(depth=1, body="The wall is ugly."), reply]).exact

    assert exact(None)
    assert exact(0)
    assert not exact(1)


def test_pingbacks_are_neither_asked_for_nor_punished() -> None:
    pingback = GoldComment(kind="pingback", depth=1, body_text="Pingback: Walls of the world")
    comment = GoldComment(depth=1, body_text="A fine wall.")
    page = ThreadPage(id="p", text="", gold_comments=[pingback, comment])
    one = PredictedComment(depth=1, body="A fine wall.")
    for predicted in ([one], [PredictedComment(depth=1, body="Pingback: Walls of the world"), one]):
        scores = score_threads([thread_score(page, predicted)])
        assert (scores.precision, scores.recall, scores.exact) == (1, 1, 1)


def test_floors_hold_until_a_figure_falls(tmp_path: Path) -> None:
    gold = written(tmp_path / "pages.jsonl", [PAGE])
    floors = tmp_path / "floors.toml"
    assert run(gold, "--floors", floors, "--set-floors").exit_code == 0
    held = run(gold, "--floors", floors)
    assert (held.exit_code, "No figure is below its floor" in held.stderr) == (0, True)

    worse = written(tmp_path / "worse.jsonl", [{"id": "wall", "text": APPEAL}])
    fallen = run(gold, "--floors", floors, "--predictions", worse)
    assert fallen.exit_code == 1
    assert "text_main all F1 is 0.0000, below its floor of 1.0000." in fallen.stderr

    before = floors.read_bytes()
    refused = run(gold, "--floors", floors, "--predictions", worse, "--set-floors")
    assert refused.exit_code == 1
    assert "--allow-lower" in refused.stderr
    assert floors.read_bytes() == before
    lowered = run(gold, "--floors", floors, "--predictions", worse, "--set-floors", "--allow-lower")
    assert lowered.exit_code == 0
    assert run(gold, "--floors", floors, "--predictions", worse).exit_code == 0


def test_floors_are_of_exactly_the_pages_that_they_were_measured_on(tmp_path: Path) -> None:
    gold = written(tmp_path / "pages.jsonl", [PAGE])
    floors = tmp_path / "floors.toml"
    assert run(gold, "--floors", floors, "--set-floors").exit_code == 0
    written(gold, [PAGE, {**PAGE, "id": "another"}])
    changed = run(gold, "--floors", floors)
    assert changed.exit_code == 1
    assert "is not the file that the floors were measured on" in changed.stderr


def test_a_floor_is_cut_not_rounded_up() -> None:
    assert rounded(0.93659) == 0.9365
    assert Floors({}, {"x": 0.5}).failures([]) == ["x has a floor of 0.5000, but was not measured."]


def test_the_json_report_has_every_figure(tmp_path: Path) -> None:
    result = run(written(tmp_path / "pages.jsonl", [PAGE]), "--json", "--worst", "1")
    (file,) = json.loads(result.stdout)
    assert {row["whose"] for row in file["articles"]} == {"unchanged", "cleaned", "best lines"}
    assert file["losses"]["text_main"][0]["step"] == "donation_appeal"


def test_hostile_text_is_escaped_where_it_is_shown(tmp_path: Path) -> None:
    hostile = {**PAGE, "id": "p\x1b[31m", "gold": PAGE["text_main"], "set": "[bold]\x07"}
    shown = run(written(tmp_path / "pages.jsonl", [hostile]), "--worst", "2")
    assert shown.exit_code == 0
    assert not {"\x1b", "\x07"} & set(shown.stdout)
    assert "[bold]" in shown.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "no labelled page"),
        ("not json\n", "line 1 is not JSON"),
        ('{"gold": "x"}\n', 'line 1 is not an object with an "id"'),
        ('\n{"id": "a", "text_main": "x"}\n', "line 2: the field gold is wrong"),
        ('{"id": "a", "gold": 4}\n', "the field gold is wrong"),
        ('{"id": "a", "gold": "x"}\n{"id": "a", "gold": "y"}\n', "the id a twice"),
        (
            '{"id": "a", "gold": "x"}\n{"id": "b", "text": "y", "gold_comments": []}\n',
            "both articles and threads",
        ),
    ],
)
def test_a_faulty_gold_file_is_refused_with_its_line(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CleanError, match=sentence):
        GoldFile(path)


def test_a_damaged_gzip_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl.gz"
    packed = gzip.compress(json.dumps(PAGE).encode() * 50)
    for content in (packed[:40], packed[:20] + b"\xff" * 10 + packed[30:]):
        path.write_bytes(content)
        with pytest.raises(CleanError, match=r"pages\.jsonl\.gz is damaged"):
            GoldFile(path)


def test_half_a_character_is_refused_before_anything_is_cleaned(tmp_path: Path) -> None:
    path = written(tmp_path / "pages.jsonl", [PAGE, {**PAGE, "id": "half", "text_main": "\ud800"}])
    with pytest.raises(CleanError, match="line 2: a text holds a lone surrogate"):
        GoldFile(path)


@pytest.mark.parametrize("content", ["x = 1", "[floors]\na = 'high'", "[gold", "[gold]\na = 1"])
def test_a_faulty_file_of_floors_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CleanError, match=r"floors\.toml"):
        Floors.read(path)


def test_options_that_need_each_other_say_so(tmp_path: Path) -> None:
    gold = written(tmp_path / "pages.jsonl", [PAGE])
    assert run(gold, "--set-floors").exit_code == 2
    assert run(gold, "--floors", tmp_path / "f", "--allow-lower").exit_code == 2
