"""The data card says what the data say, in the Hub's YAML and sections, or the check says where not."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from documented import Clean, edit

from clean import build
from clean.documents.card_agreement import card_faults
from clean.documents.measures import measure_version
from clean.publish.card_header import size_category


def faults(run: Clean, checkout: Path) -> list[str]:
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md", "--check")
    assert done.exit_code == 1
    return done.stdout.splitlines()[:-1]


def header(version: Path) -> dict[str, Any]:
    found = yaml.safe_load((version / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(found, dict)
    return found


def test_the_card_of_the_seeds_has_every_key_that_the_hub_asks_for(built: Path) -> None:
    card = header(built)
    assert list(card) == [
        "pretty_name",
        "license",
        "language",
        "size_categories",
        "task_categories",
        "tags",
        "citation",
        "configs",
        "dataset_info",
    ]
    assert (card["license"], card["language"], card["size_categories"]) == ("other", ["en"], ["n<1K"])
    assert card["citation"].startswith("@misc{momentum-willsman-2018-1.0.0,")


def test_the_hubs_client_reads_the_card(built: Path) -> None:
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(built / "README.md")
    assert card.data.pretty_name == header(built)["pretty_name"]
    assert card.data.task_categories == ["other"]
    assert len(card.data.config_names or card.data.to_dict()["configs"]) == 3


def test_the_card_has_the_sections_of_the_hubs_template(built: Path) -> None:
    text = (built / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Dataset details",
        "Uses",
        "Dataset structure",
        "Dataset creation",
        "Bias, risks, and limitations",
        "Citation",
        "Licence",
        "Maintenance",
    ]
    assert "Not stated." in text  # the seeds have no homepage
    assert text.count("](figures/") == 2


def test_the_card_names_every_file_of_the_version(built: Path) -> None:
    _, _, told = (built / "README.md").read_text(encoding="utf-8").partition("### Files")
    for path in built.iterdir():
        assert f"`{path.name}{'/' * path.is_dir()}`" in told or path.name == "README.md"


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        (0, "n<1K"),
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (9_999, "1K<n<10K"),
        (10_000, "10K<n<100K"),
        (5_000_000, "1M<n<10M"),
        (10**12 - 1, "100B<n<1T"),
        (10**12, "n>1T"),
    ],
)
def test_sizes_have_the_hubs_names(rows: int, category: str) -> None:
    assert size_category(rows) == category


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("pretty_name: ", "petty_name: ", "its YAML lacks pretty_name."),
        ("- n<1K\n", "- 1K<n<10K\n", 'size_categories says ["1K<n<10K"], the data say ["n<1K"].'),
        ("num_examples: 37", "num_examples: 38", "num_examples of comments says "),
        ("- name: section\n", "- name: sections\n", "features of articles says "),
        (
            "path: data/spans/test-00000-of-00001.parquet",
            "path: data/spans/test.parquet",
            "data_files of spans says ",
        ),
        ("- config_name: spans\n", "- config_name: spams\n", "configs says "),
        (
            "| `section` | string | yes | Section of",
            "| `section` | string | yes |  | Section of",
            "the column section of articles has no description.",
        ),
        ("| `section` |", "| `sections` |", "the column section of articles has no description."),
        (
            "| `section` |",
            "| `sections` |",
            "it describes the column sections of articles, which the data do not",
        ),
        (
            "| `donation_appeal` |",
            "| `donation` |",
            "steps lacks the row that the data have: | `donation_appeal`",
        ),
        (
            "<!-- fig: comments.stated -->78<",
            "<!-- fig: comments.stated -->87<",
            "comments.stated says 87, the data say 78.",
        ),
        ("begin: steps -->", "begin: labels -->", "lacks the block steps; build the version anew."),
    ],
)
def test_a_card_that_was_edited_is_found_out(
    run: Clean, checkout: Path, old: str, new: str, fault: str
) -> None:
    edit(checkout / "dist" / "1.0.0" / "README.md", old, new)
    assert any(fault in line for line in faults(run, checkout))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("configs", "5"),
        ("configs", "[{config_name: articles, data_files: 2018-01-01}]"),
        ("dataset_info", "text"),
        ("dataset_info", "[{config_name: articles, splits: 5, features: x, download_size: []}]"),
        ("dataset_info", "[{config_name: articles, splits: [{name: [1]}], features: [{}]}]"),
        ("tags", "&a [*a]"),
        ("language", "{1: 2}"),
    ],
)
def test_yaml_of_any_shape_is_compared(run: Clean, checkout: Path, key: str, value: str) -> None:
    card = checkout / "dist" / "1.0.0" / "README.md"
    head, rest = card.read_text(encoding="utf-8").split(f"\n{key}:", 1)
    following = re.split(r"\n(?=[a-z]|---)", rest, maxsplit=1)[1]
    card.write_text(f"{head}\n{key}: {value}\n{following}", encoding="utf-8")
    assert any(key in fault for fault in faults(run, checkout))


def test_another_digest_is_found_out(run: Clean, checkout: Path) -> None:
    card = checkout / "dist" / "1.0.0" / "README.md"
    digest = json.loads((card.parent / "MANIFEST.json").read_text())["tables"]["comments"]["digest"]
    edit(card, f"sha256 {digest}", f"sha256 {'0' * 64}")
    (fault,) = faults(run, checkout)
    assert f"of comments says {'0' * 64}, the data say {digest}." in fault


def test_another_size_is_found_out(run: Clean, checkout: Path) -> None:
    card = checkout / "dist" / "1.0.0" / "README.md"
    size = header(card.parent)["dataset_info"][0]["download_size"]
    edit(card, f"download_size: {size}", "download_size: 5")
    (fault,) = faults(run, checkout)
    assert fault.endswith(f"download_size of articles says 5, the data say {size}.")


def test_a_new_column_needs_its_line_in_card_and_datasheet(run: Clean, checkout: Path) -> None:
    for path in (checkout / "dist" / "1.0.0" / "data" / "articles").iterdir():
        pl.read_parquet(path).with_columns(mood=pl.lit("grave")).write_parquet(path)
    found = "\n".join(faults(run, checkout))
    assert "README.md: the column mood of articles has no description." in found
    assert "README.md: features of articles says " in found
    assert re.search(
        r"DATASHEET\.md, line \d+: columns, articles, columns says .* the data say .*`mood`\.", found
    )


def test_a_new_step_needs_its_line_in_card_and_datasheet(run: Clean, checkout: Path) -> None:
    for path in (checkout / "dist" / "1.0.0" / "data" / "spans").iterdir():
        renamed = pl.col("step").replace({"lead_image": "first_image"})
        pl.read_parquet(path).with_columns(renamed).write_parquet(path)
    found = "\n".join(faults(run, checkout))
    for name in ("README", "DATASHEET"):
        where = rf"{name}\.md, line \d+: steps"
        assert re.search(rf"{where} lacks the row that the data have: \| `first_image` \|", found)
        assert re.search(rf"{where} has a row that the data do not have: \| `lead_image` \|", found)


def test_a_picture_of_other_data_is_found_out(run: Clean, checkout: Path) -> None:
    folder = checkout / "dist" / "1.0.0" / "figures"
    edit(folder / "threads.svg", "<rect", "<rect ")
    (folder / "composition.svg").unlink()
    found = faults(run, checkout)
    assert [re.sub(r"\S+/", "", fault) for fault in found] == [
        "composition.svg is missing; build the version anew.",
        "threads.svg is not the picture of these data; build the version anew.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("---\npretty", "--\npretty", "has no YAML between --- lines at its head"),
        ("configs:\n", "configs: [\n", "has YAML that cannot be read"),
        ("<!-- begin: splits -->", "", "<!-- end --> closes no mark"),
    ],
)
def test_a_card_that_cannot_be_read_is_one_sentence(
    run: Clean, checkout: Path, old: str, new: str, sentence: str
) -> None:
    edit(checkout / "dist" / "1.0.0" / "README.md", old, new)
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md", "--check")
    assert done.exit_code == 1
    assert re.fullmatch(rf"Error: \S+README\.md[^\n]*{re.escape(sentence)}[^\n]*\.\n", done.stderr)


def test_no_words_of_dataset_toml_are_taken_for_marks_or_end_a_block(run: Clean, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "wall.txt").write_text("The wall\n\nIt fell, said the harbour master.\n", encoding="utf-8")
    words = "<!-- end --> ``` <!-- fig: articles.all -->9<!-- /fig --> | <b>"
    (raw / "dataset.toml").write_text(
        f"[dataset]\nname = 'wall'\nlicence = 'cc0-1.0'\ntitle = '{words}'\ndescription = '{words}'\n"
        f"creators = ['{words}']\ntags = ['wall']\n",
        encoding="utf-8",
    )
    folder = build(raw, tmp_path / "dist").path
    assert card_faults(folder, measure_version(folder)) == []


def test_a_missing_card_is_one_sentence(run: Clean, checkout: Path) -> None:
    (checkout / "dist" / "1.0.0" / "README.md").unlink()
    done = run("datasheet", checkout / "dist", "--datasheet", checkout / "DATASHEET.md", "--check")
    assert re.fullmatch(r"Error: \S+README\.md does not exist; check the path\.\n", done.stderr)
