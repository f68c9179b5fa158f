"""Examples as tests: what a rule claims in each of its examples, against what the example marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from clean.rules.catalog import Rule, RuleSet
from clean.rules.model import Example
from clean.visible import visible

__all__ = ["ExampleOutcome", "RuleCheck", "check_rules"]


@dataclass(frozen=True)
class ExampleOutcome:
    """One example of a rule: its number, from 1, and its text with marks as they should be and as found."""

    number: int
    expected: str
    found: str

    @property
    def ok(self) -> bool:
        """Whether the rule claims exactly what is marked."""
        return self.expected == self.found


@dataclass(frozen=True)
class RuleCheck:
    """The examples of one rule."""

    step: str
    rule: str
    outcomes: tuple[ExampleOutcome, ...]

    @property
    def ok(self) -> bool:
        """Whether every example holds."""
        return all(outcome.ok for outcome in self.outcomes)


def check_rules(rules: RuleSet) -> list[RuleCheck]:
    """Run the examples of every rule, in the order of the rules.

    A rule that is written as data runs alone, on pages of its site if it belongs to one. A rule in code runs
    with the whole set, because it looks at what the other steps claim; of the result, only its own claims
    count.
    """
    return [_check(rule, rules if rule.entry is None else rules.only(rule)) for rule in rules.rules]


def _check(rule: Rule, rules: RuleSet) -> RuleCheck:
    from clean.batch import clean_batch, pages_of
    from clean.personal.policy import Masking, PersonalData

    examples = [Example(text=text) for text in rule.examples]
    # Padded, so that the order of the ids is the order of the examples.
    texts = {f"example-{number:06}": example.plain() for number, example in enumerate(examples, start=1)}
    # every kind of personal data, so that a policy that keeps one does not pass for a rule that misses it
    masking = Masking(PersonalData.masking_all("GB"))
    spans = clean_batch(pages_of(texts, site=rule.site), rules, masking).spans
    claimed: dict[str, list[tuple[int, int]]] = {page_id: [] for page_id in texts}
    columns = ("page_id", "start", "end", "step", "rule")
    for page_id, start, end, step, name in spans.select(columns).iter_rows():
        if (step, name) == (rule.step, rule.id):
            claimed[page_id].append((start, end))
    outcomes = tuple(
        ExampleOutcome(number, _marked(text, example.claims()), _marked(text, claimed[page_id]))
        for number, (example, (page_id, text)) in enumerate(
            zip(examples, texts.items(), strict=True), start=1
        )
    )
    return RuleCheck(rule.step, rule.id, outcomes)


def _marked(text: str, claims: Sequence[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in claims:
        parts += [visible(text[done:start]), "⟦", visible(text[start:end]), "⟧"]
        done = end
    return "".join([*parts, visible(text[done:])])
