"""What the loader refuses, and the sentence with which it does."""

from pathlib import Path

import pytest

from clean.rules import RuleError, RuleSet, load_rules
from clean.rules.load import read_step_file

HEADER = """\
title = "Ferry notice"
reason = "tells when the ferry leaves"
safety = "Reports about ferries stay: the line must be the notice itself."
order = 500
"""
EXAMPLES = """
example = [{ text = "⟦The ferry leaves at noon⟧" }, { text = "Nobody saw the ferry leave." }]
"""
RULE = '[[rule]]\nid = "leaves-at"\nline = { equals = ["the ferry leaves at noon"] }' + EXAMPLES
RECOGNISE = '[recognise]\nany = ["printed at the old quay"]\n'


def rule(matcher: str) -> str:
    return f'{HEADER}[[rule]]\nid = "leaves-at"\n{matcher}{EXAMPLES}'


def test_the_rule_without_a_fault_loads(tmp_path: Path) -> None:
    path = tmp_path / "ferry_notice.toml"
    path.write_text(HEADER + RULE, encoding="utf-8")
    assert [entry.id for entry in read_step_file(path).rules] == ["leaves-at"]


FAULTS = {
    "unknown key of the file": (
        HEADER + 'saftey = "x"\n' + RULE,
        "saftey: this key is unknown; remove it or correct its spelling.",
    ),
    "unknown key of a rule": (
        rule('line = { equals = ["the ferry"] }\nlabels = "removed"'),
        "rule.0.labels: this key is unknown",
    ),
    "unknown key of a matcher": (
        rule('line = { contains = ["the ferry"] }'),
        "rule.0.line.contains: this key",
    ),
    "missing key": (HEADER.replace("order = 500", "") + RULE, "order: this key is missing; add it."),
    "wrong type": (HEADER.replace("500", '"soon"') + RULE, "order: Input should be a valid integer"),
    "order out of range": (
        HEADER.replace("500", "5000") + RULE,
        "order: Input should be less than or equal to 999",
    ),
    "safety line too short to say anything": (
        HEADER.replace("Reports about ferries stay: the line must be the notice itself.", "none") + RULE,
        "safety: String should have at least 20 characters.",
    ),
    "unknown label": (
        rule('line = { equals = ["the ferry"] }\nlabel = "gone"'),
        "rule.0.label: label 'gone' is unknown: use removed, caption or reference.",
    ),
    "label that a page has once": (
        rule('line = { equals = ["the ferry"] }\nlabel = "title"'),
        "rule.0.label: a page has one title, and a rule written as data may claim several",
    ),
    "further words without a phrase": (
        rule("line = { equals = ['the ferry'], only = ['leaves'] }"),
        "only says what may stand beside the literals of any: give those too",
    ),
    "body as label": (rule('line = { equals = ["the ferry"] }\nlabel = "body"'), "rule.0.label"),
    "id that is no slug": (
        (HEADER + RULE).replace('"leaves-at"', '"Leaves at"'),
        "rule.0.id: String should match pattern",
    ),
    "literal too short": (
        rule('line = { any = ["to", "the ferry"] }'),
        "literal 'to' is too short to be safe",
    ),
    "literal without letters": (
        rule('line = { any = ["*****"] }'),
        "literal '*****' is too short to be safe",
    ),
    "whole line too short": (
        rule('line = { equals = ["ok"] }'),
        "literal 'ok' is too short to be safe: 3 letters",
    ),
    "whole line of one letter, however wide": (
        rule('line = { equals = ["船"] }'),
        "literal '船' is too short to be safe: 3 letters",
    ),
    "regex with look-ahead": (
        rule("line = { any = ['ferry'], regex = 'ferry(?=s)' }"),
        "does not run on the linear-time engine: look-around",
    ),
    "regex with a backreference": (
        rule(r"line = { any = ['ferry'], regex = '(a)\1' }"),
        "does not run on the linear-time engine: backreferences are not supported",
    ),
    "regex that does not parse": (
        rule("line = { any = ['ferry'], regex = 'fer(ry' }"),
        "does not run on the linear-time engine: unclosed group",
    ),
    "regex that matches the empty string": (
        rule("line = { any = ['ferry'], regex = '(?:ferry)?' }"),
        "regex '(?:ferry)?' matches the empty string",
    ),
    "regex without literals and max_chars": (
        rule("line = { regex = '^Ferry [0-9]+$' }"),
        "a regex without literals would be tried on every line: give literals, or max_chars up to 100",
    ),
    "regex without literals and with a named group": (
        rule("line = { regex = '^Ferry (?P<number>[0-9]+)$', max_chars = 40 }"),
        "is searched for together with others: give its groups no names",
    ),
    "regex without literals on long lines": (
        rule("line = { regex = '^Ferry [0-9]+$', max_chars = 101 }"),
        "give literals, or max_chars up to 100",
    ),
    "matcher without a condition": (
        rule("line = { max_words = 5 }"),
        "nothing to look for: give equals, starts, ends, all, any or regex",
    ),
    "only words that must not stand there": (rule('line = { none = ["ferry"] }'), "nothing to look for"),
    "no matcher": (
        rule(""),
        "rule 'leaves-at' needs exactly one of line, paragraph, list, between, rest; it has none",
    ),
    "two matchers": (
        rule('line = { equals = ["the ferry"] }\nparagraph = { equals = ["the ferry"] }'),
        "needs exactly one of line, paragraph, list, between, rest; it has ['line', 'paragraph']",
    ),
    "between without its end": (
        rule('between = { from = { equals = ["the ferry"] }, max_lines = 5 }'),
        "rule.0.between.to: this key is missing; add it.",
    ),
    "id used twice": (HEADER + RULE + RULE, "rule id 'leaves-at' is used twice"),
    "no example that it removes": (
        (HEADER + RULE).replace("⟦", "").replace("⟧", ""),
        "rule 'leaves-at' has no example of what it removes (text between ⟦ and ⟧)",
    ),
    "no example that it leaves alone": (
        (HEADER + RULE).replace(', { text = "Nobody saw the ferry leave." }', ""),
        "rule 'leaves-at' has no example that it leaves alone (text without ⟦ ⟧)",
    ),
    "no example at all": (
        (HEADER + RULE).replace(EXAMPLES, ""),
        "rule 'leaves-at' has no example of what it removes",
    ),
    "mark that is never closed": ((HEADER + RULE).replace("⟧", ""), "the mark ⟦ is never closed"),
    "mark that is never opened": ((HEADER + RULE).replace("⟦", ""), "the marks ⟦ and ⟧ do not pair"),
    "marks in each other": ((HEADER + RULE).replace("⟦", "⟦⟦"), "the marks ⟦ and ⟧ do not pair"),
    "not TOML": (HEADER + "[[rule]\n", "this is not TOML: "),
    "nested too deeply": (
        "x = " + "[" * 5_000,
        "this nests lists or tables too deeply to be read. Flatten it.",
    ),
    "no rule": (HEADER, "a step needs at least one [[rule]]."),
    "recognise in a step": (
        HEADER + RECOGNISE + RULE,
        "recognise belongs to a site; move the file to clean/sites/<host>.toml.",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_refused_in_a_sentence_that_names_file_and_place(
    tmp_path: Path, content: str, sentence: str
) -> None:
    path = tmp_path / "ferry_notice.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RuleError) as refusal:
        read_step_file(path)
    assert "ferry_notice.toml: " in str(refusal.value)
    assert sentence in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_file_that_is_not_utf8_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "ferry_notice.toml"
    path.write_bytes('title = "Fähre"'.encode("latin-1"))
    with pytest.raises(
        RuleError, match=r"ferry_notice\.toml: byte 10 is not UTF-8\. Save the file as UTF-8\."
    ):
        read_step_file(path)


def test_a_site_without_recognise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "example.org.toml"
    path.write_text(HEADER + RULE, encoding="utf-8")
    with pytest.raises(RuleError, match=r"example\.org\.toml: a site needs \[recognise\] any"):
        read_step_file(path, site="example.org")


def test_a_site_recognised_by_a_short_phrase_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "example.org.toml"
    path.write_text(
        HEADER + RECOGNISE.replace("printed at the old quay", "the quay") + RULE, encoding="utf-8"
    )
    read_step_file(path, site="example.org")
    path.write_text(HEADER + RECOGNISE.replace("printed at the old quay", "quay") + RULE, encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"recognise\.any\.0: literal 'quay' is too short to be safe: 8 letters"
    ):
        read_step_file(path, site="example.org")


def test_several_faults_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "ferry_notice.toml"
    path.write_text((HEADER + RULE).replace("order", "oder").replace("500", "5"), encoding="utf-8")
    with pytest.raises(RuleError) as refusal:
        read_step_file(path)
    assert "order: this key is missing" in str(refusal.value)
    assert "oder: this key is unknown" in str(refusal.value)


def folders(tmp_path: Path, steps: dict[str, str], sites: dict[str, str]) -> tuple[Path, Path]:
    for folder, files in (("steps", steps), ("sites", sites)):
        (tmp_path / folder).mkdir()
        for name, content in files.items():
            (tmp_path / folder / name).write_text(content, encoding="utf-8")
    return tmp_path / "steps", tmp_path / "sites"


def test_steps_stand_in_their_order_and_then_by_name(tmp_path: Path) -> None:
    first, other = HEADER.replace("500", "20") + RULE, HEADER.replace("500", "30") + RULE
    steps = {"tide.toml": other, "pier.toml": other, "zebra.toml": first}
    loaded = load_rules(*folders(tmp_path, steps, {"example.org.toml": HEADER + RECOGNISE + RULE}))
    assert isinstance(loaded, RuleSet)
    assert [step.name for step in loaded.steps] == ["zebra", "pier", "tide", "example.org"]


def test_two_steps_of_the_same_name_are_refused(tmp_path: Path) -> None:
    site = HEADER + RECOGNISE + RULE
    steps, sites = folders(tmp_path, {}, {"pier.toml": site})
    (steps / "pier.toml").write_text(HEADER + RULE, encoding="utf-8")
    with pytest.raises(RuleError, match=r"two steps are called 'pier'; rename one of the files\."):
        load_rules(steps, sites)


def test_every_change_of_a_rule_file_changes_the_digest(tmp_path: Path) -> None:
    steps, sites = folders(tmp_path, {"pier.toml": HEADER + RULE}, {})
    before = load_rules(steps, sites).digest
    load_rules.cache_clear()
    (steps / "pier.toml").write_text(HEADER + "# a remark\n" + RULE, encoding="utf-8")
    assert load_rules(steps, sites).digest != before
    load_rules.cache_clear()
