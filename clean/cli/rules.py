"""`clean rules`: the steps and rules in order, and whether their examples hold."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clean.wording import many

if TYPE_CHECKING:
    from clean.rules import RuleSet
    from clean.rules.examples import RuleCheck

__all__ = ["rules"]


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[FILE]...")
@click.option("--check", is_flag=True, help="Run every rule's examples; exit with 1 if one fails.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def rules(ctx: click.Context, files: tuple[Path, ...], *, check: bool, as_json: bool) -> None:
    """List the cleaning steps in order, with their rules and safety lines.

    Where claims overlap, the step that stands first keeps the characters. FILE is a rule file in TOML to look
    at instead of those that the package uses; a file named after a host is a site's.

    An example holds if exactly the stretches between its marks ⟦ ⟧ are what the rule claims. A rule that is
    written as data runs alone; one in code runs with all others, since it looks at what they claim.
    """
    from clean.cli.json_text import as_json as to_json
    from clean.rules.chosen_files import read_rule_files
    from clean.rules.examples import check_rules
    from clean.rules.load import load_rules

    chosen = read_rule_files(files) if files else load_rules()
    if check:
        checks = check_rules(chosen)
        ok = all(rule.ok for rule in checks)
        listed = [{"ok": rule.ok, **vars(rule)} for rule in checks]
        click.echo(to_json({"ok": ok, "rules": listed}) if as_json else "\n".join(_outcome(checks)))
        ctx.exit(0 if ok else 1)
    click.echo(to_json(_described(chosen)) if as_json else "\n".join(_listed(chosen)))


def _listed(rules: "RuleSet") -> Iterator[str]:
    width = max(len(step.name) for step in rules.steps)
    for step in rules.steps:
        labels = ", ".join(sorted({rule.label for rule in step.rules}))
        told = ["site"] * (step.site is not None) + [labels] * bool(labels) + [many(len(step.rules), "rule")]
        yield f"{step.order:>4}  {step.name:<{width}}  {step.title} ({'; '.join(told)})"
        yield _wrapped(step.safety)
    sites = ", ".join(step.name for step in rules.sites) or "none"
    yield f"{many(len(rules.steps), 'step')} with {many(len(rules.rules), 'rule')}; sites: {sites}."


def _wrapped(text: str) -> str:
    """Indent a sentence, and wrap it where a person reads it."""
    from clean.cli.terminal import is_terminal

    indent = " " * 6
    if not is_terminal(sys.stdout):
        return indent + text
    width = shutil.get_terminal_size().columns
    return click.wrap_text(text, width, initial_indent=indent, subsequent_indent=indent)


def _described(rules: "RuleSet") -> list[dict[str, Any]]:
    return [
        {
            "order": step.order,
            "name": step.name,
            "title": step.title,
            "site": step.site,
            "reason": step.reason,
            "safety": step.safety,
            "in_code": step.claim is not None,
            "recognise": list(step.recognise.any) if step.recognise else [],
            "rules": [
                {
                    "id": rule.id,
                    "label": rule.label,
                    "reason": rule.reason,
                    "matcher": rule.entry.matcher if rule.entry else None,
                    "examples": rule.examples,
                }
                for rule in step.rules
            ],
        }
        for step in rules.steps
    ]


def _outcome(checks: "Sequence[RuleCheck]") -> Iterator[str]:
    failed = [check for check in checks if not check.ok]
    for check in checks:
        examples = len(check.outcomes)
        wrong = [outcome for outcome in check.outcomes if not outcome.ok]
        verdict = f"FAIL {len(wrong)} of {examples}" if wrong else f"pass {examples}"
        yield f"{verdict:<12} {check.step}/{check.rule}"
        for outcome in wrong:
            yield f"  example {outcome.number} should claim what is marked here:"
            yield from _quoted(outcome.expected)
            yield "  but the rule claims:" if "⟦" in outcome.found else "  but the rule claims nothing of it."
            if "⟦" in outcome.found:
                yield from _quoted(outcome.found)
    examples = sum(len(check.outcomes) for check in checks)
    counted = f"{many(len(checks), 'rule')} with {many(examples, 'example')}"
    yield f"{counted}: {len(failed) or 'none'} of the rules failed."


def _quoted(text: str) -> Iterator[str]:
    return (f"    | {line}".rstrip() for line in text.split("\n"))
