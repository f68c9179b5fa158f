"""What the steps claim on a batch, before it is settled."""

from collections.abc import Iterator
from functools import cache

import polars as pl

from clean.head import heads
from clean.lines import Lines
from clean.rules.catalog import RuleSet
from clean.rules.match import Matcher, RowClaim

__all__ = ["CLAIMS", "claims_of"]

# `start` and `end`: global code points; `rule`: number in `RuleSet.rules`, which is also its rank. The others
# are those of `clean.steps.comment_threads`, null for what is no comment.
CLAIMS = {
    "start": pl.Int64,
    "end": pl.Int64,
    "rule": pl.Int64,
    "depth": pl.Int64,
    "parent": pl.Int64,
    "parent_recovered": pl.Boolean,
    "thread": pl.Int64,
}

_STRETCH = {"start": pl.Int64, "end": pl.Int64, "rule": pl.Int64}


def claims_of(lines: Lines, rules: RuleSet) -> tuple[pl.DataFrame, pl.Series]:
    """Return all claims on a batch (`CLAIMS`), unsettled, and the site of each page.

    Rules written as data look at the lines alone. Steps in code come after them, in their order, and see
    which step claims a line so far.
    """
    matcher = _matcher(rules)
    hits = matcher.hits(lines)
    sites = matcher.sites(lines, hits)
    by_rows = matcher.claims(lines, hits, sites)
    steps = _steps_of_lines(by_rows, lines.lines.height, rules)
    found = [
        pl.DataFrame(schema=CLAIMS),
        _on_positions(by_rows, lines.lines),
        *_claims_on_lines(lines, steps, rules),
        _claims_on_heads(lines, steps, rules),
    ]
    return pl.concat(found, how="diagonal"), pl.Series("site", sites, dtype=pl.String)


@cache
def _matcher(rules: RuleSet) -> Matcher:
    return Matcher(rules)


def _steps_of_lines(claims: list[RowClaim], height: int, rules: RuleSet) -> list[str | None]:
    """Return, for each line, the step that claims it so far: of several the first, as they will be settled."""
    steps: list[str | None] = [None] * height
    for claim in sorted(claims, key=lambda claim: claim.rule, reverse=True):
        steps[claim.first : claim.last + 1] = [rules.rules[claim.rule].step] * (claim.last + 1 - claim.first)
    return steps


def _on_positions(claims: list[RowClaim], lines: pl.DataFrame) -> pl.DataFrame:
    rows = pl.DataFrame(claims, schema={"first": pl.Int64, "last": pl.Int64, "rule": pl.Int64}, orient="row")
    return pl.DataFrame(
        {"start": lines["start"].gather(rows["first"]), "end": lines["end"].gather(rows["last"]), "rule": rows["rule"]}
    )


def _claims_on_lines(lines: Lines, steps: list[str | None], rules: RuleSet) -> Iterator[pl.DataFrame]:
    """Yield what the steps claim that look at all lines, and note it in `steps`."""
    starts, ends = lines.lines["start"], lines.lines["end"]
    for step in rules.steps:
        if step.claim is None:
            continue
        said = lines.lines.with_columns(step=pl.Series(steps, dtype=pl.String))
        found = step.claim(Lines(lines.pages, said))
        if found.is_empty():
            continue
        firsts, lasts = ends.search_sorted(found["start"], side="right"), starts.search_sorted(found["end"]) - 1
        for first, last in zip(firsts, lasts, strict=True):
            steps[first : last + 1] = [step.name] * (last + 1 - first)
        numbers = {rule.id: rules.numbers[step.name, rule.id] for rule in step.rules}
        yield found.filter(pl.col("rule").is_in(list(numbers))).with_columns(
            pl.col("rule").replace_strict(numbers, return_dtype=pl.Int64)
        )


def _claims_on_heads(lines: Lines, steps: list[str | None], rules: RuleSet) -> pl.DataFrame:
    """Return what the steps claim that look at the head of each page."""
    head_steps = [(step.name, step.claim_head) for step in rules.steps if step.claim_head is not None]
    claims: list[tuple[int, int, int]] = []
    for head in heads(lines.lines, steps) if head_steps else ():
        for name, claim_head in head_steps:
            for claim in list(claim_head(head)):
                for line in head:
                    if line.start < claim.end and claim.start < line.end:
                        line.step = name
                if (name, claim.rule) in rules.numbers:
                    claims.append((claim.start, claim.end, rules.numbers[name, claim.rule]))
    return pl.DataFrame(claims, schema=_STRETCH, orient="row")
