"""What the steps claim on a batch, before it is settled."""

from collections.abc import Iterator
from functools import lru_cache, partial

import numpy as np
import polars as pl

from clean.head import HeadClaim, heads
from clean.joined import Ints, runs
from clean.lines import Lines
from clean.own_thread import in_own_thread
from clean.rules.catalog import RuleSet
from clean.rules.match import Matcher, RowClaims

__all__ = ["CLAIMS", "claims_of"]

# `start` and `end`: global code points; `rule`: number in `RuleSet.rules`, which is also its rank. The others
# are those of `clean.threads.comments`, null for what is no part of a comment; `reason` is null unless the
# claim has one of its own, other than its rule's.
CLAIMS = {
    "start": pl.Int64,
    "end": pl.Int64,
    "rule": pl.Int64,
    "comment": pl.Int64,
    "depth": pl.Int64,
    "parent": pl.Int64,
    "parent_recovered": pl.Boolean,
    "thread": pl.Int64,
    "reason": pl.String,
}

_NOTHING = pl.DataFrame(schema=CLAIMS)
_STRETCH = {"start": pl.Int64, "end": pl.Int64, "rule": pl.Int64}


def claims_of(lines: Lines, rules: RuleSet) -> tuple[pl.DataFrame, pl.Series]:
    """Return all claims on a batch (`CLAIMS`), unsettled, and the site of each page.

    Rules written as data look at the lines alone. Steps in code come after them, in their order, and see
    which step claims a line so far.
    """
    matcher = _matcher(rules)
    hits = in_own_thread("rules", partial(matcher.hits, lines))
    sites = matcher.sites(lines, hits)
    by_rows = matcher.claims(lines, hits, sites)
    _note(by_rows, lines, rules)
    found = [
        _NOTHING,
        _on_positions(by_rows, lines),
        *_claims_on_lines(lines, rules),
        _claims_on_heads(lines, rules),
        *_claims_on_the_rest(lines, rules),
    ]
    return pl.concat(found, how="diagonal", rechunk=True), pl.Series("site", sites, dtype=pl.String)


# a few sets at a time: checking rules compiles one for each of them
@lru_cache(maxsize=8)
def _matcher(rules: RuleSet) -> Matcher:
    return Matcher(rules)


def _note(claims: RowClaims, lines: Lines, rules: RuleSet) -> None:
    """Note for each line the step that claims it so far: of several the first, as they will be settled."""
    names = [*(rule.step for rule in rules.rules), None]
    nobody = len(rules.rules)
    owner = np.full(lines.lines.height, nobody)
    rows = runs(claims.first, claims.last + 1)
    # claims come rule by rule, and of several values for a row the last one stays: so from the last rule on
    owner[rows[::-1]] = np.repeat(claims.rule, claims.last - claims.first + 1)[::-1]
    lines.steps.put(names, owner)
    lines.closing[:] = np.append(rules.closing, [False])[owner]


def _on_positions(claims: RowClaims, lines: Lines) -> pl.DataFrame:
    start, end = lines.ints("start")[claims.first], lines.ints("end")[claims.last]
    return pl.DataFrame({"start": start, "end": end, "rule": claims.rule})


def _claims_on_lines(lines: Lines, rules: RuleSet) -> Iterator[pl.DataFrame]:
    """Yield what the steps claim that look at all lines, and note it."""
    for step in rules.steps:
        if step.claim is None:
            continue
        found = in_own_thread(step.name, partial(step.claim, lines))
        if not found.is_empty():
            yield _noted(found, lines, step.name, rules)


def _claims_on_the_rest(lines: Lines, rules: RuleSet) -> Iterator[pl.DataFrame]:
    """Yield what the steps claim that look at what all before them have left, and note it."""
    for step in rules.steps:
        if step.claim_rest is None:
            continue
        found = step.claim_rest(lines)
        if not found.is_empty():
            yield _noted(found, lines, step.name, rules)


def _noted(found: pl.DataFrame, lines: Lines, step: str, rules: RuleSet) -> pl.DataFrame:
    """Return a step's claims with the numbers of its rules, and note them."""
    found = _numbered(found, step, rules)
    closes = rules.closing[found["rule"].to_numpy()]
    start, end = found["start"].to_numpy(), found["end"].to_numpy()
    _note_on(lines, start, end, step)
    if closes.any():
        lines.closing[_touched(lines, start[closes], end[closes])] = True
    return found


def _note_on(lines: Lines, start: Ints, end: Ints, step: str) -> None:
    """Note the step that claims stretches, for every line that they touch."""
    lines.steps[_touched(lines, start, end)] = step


def _touched(lines: Lines, start: Ints, end: Ints) -> Ints:
    """Return the lines that some stretches touch."""
    first = np.searchsorted(lines.ints("end"), start, side="right")
    return runs(first, np.searchsorted(lines.ints("start"), end))


def _numbered(found: pl.DataFrame, step: str, rules: RuleSet) -> pl.DataFrame:
    """Put the numbers of rules for their ids; claims of rules that the set does not have leave it."""
    ids = found["rule"].to_list()
    numbers = pl.Series([rules.numbers.get((step, rule)) for rule in ids], dtype=pl.Int64)
    found = found.with_columns(rule=numbers)
    return found.drop_nulls("rule") if numbers.has_nulls() else found


def _claims_on_heads(lines: Lines, rules: RuleSet) -> pl.DataFrame:
    """Return what the steps claim that look at the head of each page, and note it."""
    head_steps = [(step.name, step.claim_head) for step in rules.steps if step.claim_head is not None]
    claims: dict[str, list[HeadClaim]] = {name: [] for name, _ in head_steps}
    for head in heads(lines) if head_steps else ():
        for name, claim_head in head_steps:
            found = list(claim_head(head))
            claims[name] += found
            for start, end, _ in found:
                for line in head:
                    if line.start < end and start < line.end:
                        line.step = name
    stretches: dict[str, list[int]] = {"start": [], "end": [], "rule": []}
    for name, of_step in claims.items():
        kept = [claim for claim in of_step if (name, claim.rule) in rules.numbers]
        if kept:
            starts, ends = [claim.start for claim in kept], [claim.end for claim in kept]
            _note_on(lines, np.array(starts), np.array(ends), name)
            stretches["start"] += starts
            stretches["end"] += ends
            stretches["rule"] += [rules.numbers[name, claim.rule] for claim in kept]
    return pl.DataFrame(stretches, schema=_STRETCH)
