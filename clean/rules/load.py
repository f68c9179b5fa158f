"""Read `clean/steps` and `clean/sites` into a `RuleSet`, refusing whatever is not safe to run."""

import hashlib
import importlib
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

from pydantic import ValidationError

from clean.errors import CleanError
from clean.rules.catalog import CodeRule, Rule, RuleSet, Step
from clean.rules.model import StepFile

__all__ = ["SITES", "STEPS", "RuleError", "chosen_rules", "load_rules", "read_step_file"]

STEPS = Path(__file__).parent.parent / "steps"
SITES = Path(__file__).parent.parent / "sites"


class RuleError(CleanError):
    """A rule file says something that the loader refuses."""


@cache
def load_rules(steps: Path = STEPS, sites: Path = SITES) -> RuleSet:
    """Return all steps, general ones and those of sites, by their `order` and then by name.

    Raises `RuleError` with the file, the place in it and what to change.
    """
    files = sorted(
        path for path in steps.iterdir() if path.suffix in {".py", ".toml"} and path.stem != "__init__"
    )
    loaded = [_code_step(path) if path.suffix == ".py" else read_step_file(path) for path in files]
    site_files = sorted(sites.glob("*.toml"))
    loaded += [read_step_file(path, site=path.stem) for path in site_files]
    _refuse_same_names(loaded)
    digest = hashlib.sha256()
    for path in [*files, *site_files]:
        digest.update(f"{path.parent.name}/{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return RuleSet(tuple(sorted(loaded, key=lambda step: (step.order, step.name))), digest.hexdigest())


def chosen_rules(*, model: bool) -> RuleSet:
    """Return all steps of the package, with or without the one whose claims are a trained model's."""
    rules = load_rules()
    return rules if model else rules.without_model


def read_step_file(path: Path, site: str | None = None) -> Step:
    """Read one rule file; `site` is the host that a file in `clean/sites` is named after."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        file = StepFile.model_validate(content)
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(f"{path.name}: this is not TOML: {fault}. Correct the file.") from None
    except RecursionError:
        raise RuleError(
            f"{path.name}: this nests lists or tables too deeply to be read. Flatten it."
        ) from None
    except UnicodeDecodeError as fault:
        raise RuleError(f"{path.name}: byte {fault.start} is not UTF-8. Save the file as UTF-8.") from None
    except ValidationError as fault:
        raise RuleError("\n".join(_sentence(path, error) for error in fault.errors())) from None
    if site is None and file.recognise is not None:
        raise RuleError(
            f"{path.name}: recognise belongs to a site; move the file to clean/sites/<host>.toml."
        )
    if site is not None and file.recognise is None:
        raise RuleError(
            f"{path.name}: a site needs [recognise] any = [phrases by which its pages are known]."
        )
    if site is None and not file.rule:
        raise RuleError(f"{path.name}: a step needs at least one [[rule]].")
    rules = tuple(
        Rule(
            step=path.stem,
            id=entry.id,
            label=entry.label,
            reason=entry.reason or file.reason,
            examples=tuple(example.text for example in entry.example),
            site=site,
            closes=entry.closes,
            entry=entry,
        )
        for entry in file.rule
    )
    return Step(path.stem, file.title, file.reason, file.safety, file.order, rules, site, file.recognise)


def _sentence(path: Path, error: object) -> str:
    """Turn one of pydantic's findings into a sentence with the place in the file."""
    assert isinstance(error, dict)  # noqa: S101 -- pydantic's ErrorDetails
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    what = {
        "extra_forbidden": "this key is unknown; remove it or correct its spelling",
        "missing": "this key is missing; add it",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{path.name}: {place}: {what}."


def _code_step(path: Path) -> Step:
    """Read a step written in Python: its constants and its function `claim`."""
    module = importlib.import_module(f"clean.steps.{path.stem}")
    wanted = ("TITLE", "REASON", "SAFETY", "ORDER", "RULES", "EXAMPLES")
    missing = [name for name in wanted if not hasattr(module, name)]
    kinds = ("claim", "claim_head", "claim_rest", "claim_inside")
    claims = {name: getattr(module, name) for name in kinds if hasattr(module, name)}
    if len(claims) != 1:
        missing.append("one function, claim, claim_head, claim_rest or claim_inside")
    if missing:
        raise RuleError(f"{path.name}: a step in Python needs {', '.join(missing)}; see CONTRIBUTING.md.")
    rules = tuple(_code_rule(path, rule, module) for rule in module.RULES)
    return Step(path.stem, module.TITLE, module.REASON, module.SAFETY, module.ORDER, rules, **claims)


def _code_rule(path: Path, rule: CodeRule, module: ModuleType) -> Rule:
    examples: tuple[str, ...] = module.EXAMPLES.get(rule.id, ())
    if not any("⟦" in text for text in examples) or all("⟦" in text for text in examples):
        raise RuleError(
            f"{path.name}: rule {rule.id!r} needs an example in EXAMPLES that it claims (between ⟦ and ⟧) "
            "and one that it leaves alone."
        )
    return Rule(
        step=path.stem,
        id=rule.id,
        label=rule.label,
        reason=rule.reason,
        examples=examples,
        closes=rule.closes,
    )


def _refuse_same_names(steps: list[Step]) -> None:
    seen: dict[str, Step] = {}
    for step in steps:
        if step.name in seen:
            raise RuleError(f"two steps are called {step.name!r}; rename one of the files.")
        seen[step.name] = step
