"""Learning a site: what recurs on its pages, drafted as a rule file for a person to edit."""

from clean.learn.draft import Draft, drafted
from clean.learn.recurring import Block, Recurring, find_recurring

__all__ = ["Block", "Draft", "Recurring", "drafted", "find_recurring"]
