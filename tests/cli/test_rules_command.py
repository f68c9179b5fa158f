import json
from pathlib import Path

import pytest
from command_line import Run, Shell

from clean.rules import load_rules
from clean.rules.examples import check_rules

BROKEN = """\
title = "Ferry notice"
reason = "tells when the ferry leaves"
safety = "Reports about ferries stay: the line must be the notice itself."
order = 500

[[rule]]
id = "leaves-at"
line = { starts = ["the ferry leaves"] }
  [[rule.example]]
  text = "It is late.\\n\\n⟦The ferry leaves at noon⟧"
  [[rule.example]]
  text = "It is late.\\n\\n⟦The ferry sails at noon⟧"
  [[rule.example]]
  text = "The ferry leaves a trail of foam behind."
"""
WHOLE = BROKEN.replace("sails", "leaves").replace("The ferry leaves a trail", "The ferries leave a trail")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "ferry_notice.toml"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def test_every_example_of_every_shipped_rule_holds(run: Run) -> None:
    result = run("rules", "--check")
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAIL")]
    assert failed == []
    assert result.exit_code == 0
    rules = load_rules().rules
    examples = sum(len(rule.examples) for rule in rules)
    assert result.stdout.endswith(f"{len(rules)} rules with {examples} examples: none of the rules failed.\n")


def test_a_broken_rule_fails_with_what_was_expected_and_what_was_found(run: Run, broken: Path) -> None:
    result = run("rules", "--check", broken)
    assert result.exit_code == 1
    assert (
        result.stdout
        == """\
FAIL 2 of 3  ferry_notice/leaves-at
  example 2 should claim what is marked here:
    | It is late.
    |
    | ⟦The ferry sails at noon⟧
  but the rule claims nothing of it.
  example 3 should claim what is marked here:
    | The ferry leaves a trail of foam behind.
  but the rule claims:
    | ⟦The ferry leaves a trail of foam behind.⟧
1 rule with 3 examples: 1 of the rules failed.
"""
    )


def test_a_mended_rule_passes(run: Run, broken: Path) -> None:
    broken.write_text(WHOLE, encoding="utf-8")
    result = run("rules", "--check", broken)
    assert result.stdout.startswith("pass 3       ferry_notice/leaves-at\n")
    assert result.exit_code == 0


def test_a_claim_that_is_too_wide_fails(run: Run, broken: Path) -> None:
    content = WHOLE.replace("⟦The ferry leaves at noon⟧", "The ⟦ferry leaves⟧ at noon")
    broken.write_text(content, encoding="utf-8")
    result = run("rules", "--check", broken)
    assert result.exit_code == 1
    assert "| The ⟦ferry leaves⟧ at noon" in result.stdout
    assert "| ⟦The ferry leaves at noon⟧" in result.stdout


def test_a_rule_runs_alone_so_that_none_hides_or_helps_another(run: Run, broken: Path) -> None:
    same = WHOLE.partition("[[rule]]")[2].replace("leaves-at", "leaves-again")
    lame = (
        WHOLE.partition("[[rule]]")[2].replace("leaves-at", "sails-at").replace("the ferry leaves", "nobody")
    )
    broken.write_text(f"{WHOLE}\n[[rule]]{same}\n[[rule]]{lame}", encoding="utf-8")
    result = run("rules", "--check", broken)
    assert result.exit_code == 1
    assert "pass 3       ferry_notice/leaves-at" in result.stdout
    assert "pass 3       ferry_notice/leaves-again" in result.stdout
    assert "FAIL 2 of 3  ferry_notice/sails-at" in result.stdout


def test_a_rule_of_a_site_runs_on_pages_of_the_site(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "example.org.toml"
    recognise = '[recognise]\nany = ["printed at the old quay"]\n'
    path.write_text(WHOLE.replace("[[rule]]", f"{recognise}[[rule]]", 1), encoding="utf-8")
    result = run("rules", "--check", path)
    assert "pass 3       example.org/leaves-at" in result.stdout


def test_a_check_as_json(run: Run, broken: Path) -> None:
    result = run("rules", "--check", "--json", broken)
    checked = json.loads(result.stdout)
    assert result.exit_code == 1
    assert checked["ok"] is False
    [rule] = checked["rules"]
    assert (rule["step"], rule["rule"], rule["ok"]) == ("ferry_notice", "leaves-at", False)
    assert rule["outcomes"][2] == {
        "number": 3,
        "expected": "The ferry leaves a trail of foam behind.",
        "found": "⟦The ferry leaves a trail of foam behind.⟧",
    }


def test_steps_are_listed_in_the_order_of_their_precedence(run: Run) -> None:
    result = run("rules")
    listed = [line.split() for line in result.stdout.splitlines() if line[:4].strip().isdigit()]
    assert [(int(order), name) for order, name, *_ in listed[: len(load_rules().steps)]] == [
        (step.order, step.name) for step in load_rules().steps
    ]
    for step in load_rules().steps:
        assert f"{step.title} (" in result.stdout
        assert step.safety in result.stdout
    assert "sites: skwawkbox.org, newstatesman.com." in result.stdout


def test_steps_as_json(run: Run) -> None:
    steps = {step["name"]: step for step in json.loads(run("rules", "--json").stdout)}
    assert list(steps) == [step.name for step in load_rules().steps]
    assert steps["comment_threads"]["in_code"] is True
    assert steps["comment_threads"]["rules"][0]["matcher"] is None
    assert steps["skwawkbox.org"]["site"] == "skwawkbox.org"
    assert steps["skwawkbox.org"]["recognise"]
    reply = {rule["id"]: rule for rule in steps["reply_form"]["rules"]}["leave-a-reply"]
    assert (reply["label"], reply["matcher"]) == ("removed", "line")
    assert "Thanks for this.\n\n⟦Leave a Reply⟧" in reply["examples"]


def test_only_the_files_given_are_listed(run: Run, broken: Path) -> None:
    result = run("rules", broken)
    assert (
        result.stdout
        == """\
 500  ferry_notice  Ferry notice (removed; 1 rule)
      Reports about ferries stay: the line must be the notice itself.
1 step with 1 rule; sites: none.
"""
    )


@pytest.mark.parametrize("name", ["ferry.toml", "ferry.py", "folder.toml"])
def test_a_file_that_is_no_rule_file_is_a_sentence(shell: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "ferry.py").touch()
    done = shell("rules", tmp_path / name)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_two_files_of_the_same_name_are_refused(run: Run, broken: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / broken.name
    twin.write_text(BROKEN, encoding="utf-8")
    result = run("rules", broken, twin)
    assert result.exit_code == 1
    assert "two of the files are called ferry_notice.toml" in result.stderr


def test_a_fault_of_a_rule_file_is_a_sentence(run: Run, broken: Path) -> None:
    broken.write_text(BROKEN.replace("order", "oder"), encoding="utf-8")
    result = run("rules", "--check", broken)
    assert result.exit_code == 1
    assert "ferry_notice.toml: oder: this key is unknown" in result.stderr


def test_examples_of_steps_in_code_run_among_all_rules() -> None:
    checks = {(check.step, check.rule): check for check in check_rules(load_rules())}
    assert set(checks) == {(rule.step, rule.id) for rule in load_rules().rules}
    threads = checks["comment_threads", "numbered-list"]
    assert threads.ok
    assert "⟦1. " in threads.outcomes[0].found
