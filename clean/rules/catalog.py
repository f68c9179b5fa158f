"""Steps and rules as the rest of the package sees them: one ordered catalogue, wherever they are written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clean.head import Head, HeadClaim
from clean.lines import Flags, Ints, Lines
from clean.rules.model import Recognise, RuleEntry

if TYPE_CHECKING:
    from clean.personal.policy import Masking

__all__ = [
    "MODEL_STEP",
    "ClaimFunction",
    "CodeRule",
    "HeadFunction",
    "InsideFunction",
    "Rule",
    "RuleSet",
    "Step",
    "claims_on",
]

MODEL_STEP = "line_model"

# Looks at the lines of a batch. Returns a frame of claims: `start` and `end` (global code points), `rule`
# (the rule's id) and, for comments, the columns of `clean.threads.comments`.
ClaimFunction = Callable[[Lines], pl.DataFrame]
# Looks at the head of one page (title, byline, date, picture: the lines above the text).
HeadFunction = Callable[[Head], Iterable[HeadClaim]]
# Looks at the lines of a batch, its pages, and what is to be done about personal data. Returns a frame of
# stretches inside what other steps own: `start`, `end`, `rule`, and `shown`, which stands in records instead.
InsideFunction = Callable[[Lines, pl.DataFrame, "Masking"], pl.DataFrame]


def claims_on(lines: Lines, rows: Ints, rules: str | pl.Series) -> pl.DataFrame:
    """Return claims on whole lines, for a rule's id or one id for each line."""
    if isinstance(rules, str):
        rules = pl.Series([rules] * len(rows), dtype=pl.String)
    return pl.DataFrame({"start": lines.ints("start")[rows], "end": lines.ints("end")[rows], "rule": rules})


@dataclass(frozen=True)
class CodeRule:
    """A rule of a step in code: id, the label of what it claims, and the reason; for `closes` see `Rule`."""

    id: str
    label: str
    reason: str
    closes: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule of a step.

    `examples` are texts in which ⟦ and ⟧ enclose what this very rule must claim. `entry` is the matcher of a
    rule that is written as data, null for a rule in code. `closes`: where nearly all text of a page stands
    above what the rule claims, nothing of the article follows it (step `page_end`).
    """

    step: str
    id: str
    label: str
    reason: str
    examples: tuple[str, ...]
    site: str | None = None
    closes: bool = False
    entry: RuleEntry | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Step:
    """One cleaning step: a file in `clean/steps` or `clean/sites`.

    A step in code has one of `claim` (lines of a batch), `claim_head` (head of a page), `claim_rest` (lines
    of a batch, when all others have claimed) and `claim_inside` (stretches inside what others own), others
    none.
    """

    name: str
    title: str
    reason: str
    safety: str
    order: int
    rules: tuple[Rule, ...]
    site: str | None = None
    recognise: Recognise | None = None
    claim: ClaimFunction | None = None
    claim_head: HeadFunction | None = None
    claim_rest: ClaimFunction | None = None
    claim_inside: InsideFunction | None = None


@dataclass(frozen=True)
class RuleSet:
    """All steps, in the order in which overlapping claims are settled: the first one keeps a character.

    `digest` is the sha256 of the files that the steps were read from.
    """

    steps: tuple[Step, ...]
    digest: str

    def __hash__(self) -> int:
        """Return a hash that is worked out once: that of hundreds of rules takes half a millisecond."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.steps, self.digest))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in order; its position is its number in frames of claims."""
        return tuple(rule for step in self.steps for rule in step.rules)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The label of each of `rules`."""
        return tuple(rule.label for rule in self.rules)

    @cached_property
    def closing(self) -> Flags:
        """Which of `rules` close an article."""
        return np.array([rule.closes for rule in self.rules], np.bool_)

    @cached_property
    def numbers(self) -> dict[tuple[str, str], int]:
        """The position in `rules` of each (step name, rule id)."""
        return {(rule.step, rule.id): number for number, rule in enumerate(self.rules)}

    @cached_property
    def sites(self) -> tuple[Step, ...]:
        """The site files."""
        return tuple(step for step in self.steps if step.site is not None)

    def only(self, *chosen: Rule) -> "RuleSet":
        """Return the set reduced to the chosen rules, for running their examples."""
        kept = set(chosen)
        steps = tuple(
            replace(step, rules=rules)
            for step in self.steps
            if (rules := tuple(rule for rule in step.rules if rule in kept))
        )
        return RuleSet(steps, self.digest)

    @cached_property
    def without_model(self) -> "RuleSet":
        """The set without the step whose claims are a trained model's."""
        return RuleSet(tuple(step for step in self.steps if step.name != MODEL_STEP), self.digest)

    @property
    def has_model(self) -> bool:
        """Whether the step is in the set whose claims are a trained model's."""
        return any(step.name == MODEL_STEP for step in self.steps)

    def without_sites(self) -> "RuleSet":
        """Return the general steps alone, as a page of an unknown site meets them."""
        return RuleSet(tuple(step for step in self.steps if step.site is None), self.digest)
