"""Rules: how they are written (`model`), loaded (`load`), ordered (`catalog`) and matched (`match`)."""

from clean.rules.catalog import CodeRule, Rule, RuleSet, Step
from clean.rules.load import RuleError, load_rules

__all__ = ["CodeRule", "Rule", "RuleError", "RuleSet", "Step", "load_rules"]
