"""New rule files to fill in: they load and pass their check at once, with a sample rule to replace."""

import re
from pathlib import Path

from clean.errors import CleanError, shown
from clean.rules.load import SITES, STEPS, load_rules

__all__ = ["site_order", "write_draft", "write_site", "write_step"]

_STEP_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST_NAME = 60
#: What stands in the column `step` for text that no rule claims (`clean.spans`).
_TAKEN = frozenset({"article_body", "layout"})
_HIGHEST_ORDER = 999

_RULE = """
# One table for each wording. State the idea of it, so that the rule survives the next wording.
[[rule]]
id = "sample-to-replace"     # small letters, digits and hyphens; stands in the dataset beside what is removed
# reason = "…"               # only where this rule's reason differs from the file's
# label = "removed"          # or what it is kept as: caption, reference
# where = "head"             # only above the first prose of the page, or "end": only behind the article;
#                            # by default "anywhere"
# alone = true               # only with a blank line (or the page's end) on both sides
# closes = true              # behind nearly all text it ends the article, and page_end takes what follows
#
# Exactly one matcher: line, paragraph, list, between or rest.
#
# line, paragraph: all conditions that are given must hold. Literals are compared by words: case, punctuation
# and the kind of white space do not matter, and part of a word never matches.
#   equals = [], starts = [], ends = []  (the whole text, its beginning, its end: one of these)
#   all = [], any = [], none = []        (each of these, one of these, none of these stands in it)
#   only = []                            (beside the words of `any`, and numbers, no others but these)
#   regex = '…' or ['…', '…']            (each is found in the text as it is; no look-around; in addition to
#                                         literals, or with max_chars up to 100)
#   min_words = 1, max_words = 150, max_chars = 200
line = {{ equals = ["sample phrase of {name} to replace"] }}
# paragraph = {{ all = ["free", "depends on"], any = ["PayPal", "donation"], max_words = 110 }}
#
# list: the run of items below a line that passes `after`; an item does not end like a sentence.
#   marked = true      (items carry a number or a bullet; false: no blank line stands before them)
#   loose = false      (true: neither is asked; the run ends where prose resumes, a line above it)
#   prompt = false     (true: the line of `after` goes too)
#   min_items = 2, max_chars = 80
# list = {{ after = {{ equals = ["you may also like"] }}, prompt = true }}
#
# between: from one line to another, both included. rest: from a line to the end of the page.
# between = {{ from = {{ starts = ["discover more"] }}, to = {{ equals = ["subscribe"] }}, max_lines = 6 }}
# rest = {{ from = {{ equals = ["all rights reserved"] }}, max_lines = 10 }}
#   max_chars = 200    (nothing goes if a line below the first is longer)

  # At least one example in which ⟦ and ⟧ enclose exactly what this rule claims, and one without marks that it
  # leaves alone, as near to the first as real text comes. `clean rules --check` runs them.
  [[rule.example]]
  text = "The last sentence.\\n\\n⟦Sample phrase of {name} to replace⟧\\n\\nThe next one."
  [[rule.example]]
  text = "A sample phrase of {name} to replace, inside a sentence, stays."
"""

_STEP = """\
# A cleaning step. The file's name is the step's name: what it finds, not the cure.
title  = "{title}"
reason = "SAMPLE: say in a few words what it is; the sentence goes on from what was removed"
safety = "SAMPLE: say what must stay although it looks alike, and what makes the difference."
order  = {order}    # 0 to 999; where claims overlap, the lower order keeps the characters
"""

_SITE = """\
# What only the pages of {name} have. General steps, in clean/steps, come first: put here what they
# cannot know. These rules run on pages of this site alone.
title  = "{name}"
reason = "SAMPLE: say in a few words what it is; the sentence goes on from what was removed"
safety = "SAMPLE: say what must stay although it looks alike, and what makes the difference."
order  = {order}    # 0 to 999; where claims overlap, the lower order keeps the characters

# A page is of this site if one of these phrases stands in it, and no phrase of another site does. Choose what
# the site prints on every page and nobody else writes; eight letters or more.
[recognise]
any = ["sample phrase that only pages of {name} have"]
"""


def write_step(name: str, folder: Path | None = None) -> Path:
    """Write `<name>.toml` for a general step and return its path; by default into this checkout.

    Raises CleanError if the name cannot be a step's or is taken, OSError if the file cannot be written.
    """
    if _STEP_NAME.fullmatch(name) is None or len(name) > _LONGEST_NAME:
        raise CleanError(
            f'"{shown(name)}" cannot be a step\'s name; use small letters and digits joined by _, such as '
            f"donation_appeal, {_LONGEST_NAME} at most."
        )
    general = [step for step in load_rules().steps if step.site is None]
    if name in _TAKEN or name in {step.name for step in general}:
        raise CleanError(f"there is a step called {name} already; choose another name or edit that one.")
    title = name.replace("_", " ").capitalize()
    order = _after([step.order for step in general])
    return _write(
        _folder(folder, STEPS) / f"{name}.toml", (_STEP + _RULE).format(name=name, title=title, order=order)
    )


def write_site(host: str, folder: Path | None = None) -> Path:
    """Write `<host>.toml` for a site and return its path; by default into this checkout.

    Raises CleanError if `host` is no host or has a file already, OSError if the file cannot be written.
    """
    order = site_order(host)
    return _write(
        _folder(folder, SITES) / f"{host}.toml", (_SITE + _RULE).format(name=host, title=host, order=order)
    )


def site_order(host: str) -> int:
    """Return the order that a new site's file gets.

    Raises CleanError if `host` is no host or has a file already.
    """
    from clean.dataset_file import PageFacts

    try:
        PageFacts(site=host)
    except ValueError as error:
        raise CleanError(
            f'"{shown(host)}" is not a host in small letters; write it like example.org, without https:// '
            "or a path."
        ) from error
    if host.startswith("www."):
        raise CleanError(f"write {host.removeprefix('www.')}, without the www, as other sites are written.")
    sites = load_rules().sites
    if host in {step.name for step in sites}:
        raise CleanError(f"there is a file for {host} already; edit that one.")
    return _after([step.order for step in sites])


def write_draft(host: str, text: str, folder: Path | None = None) -> Path:
    """Write `<host>.toml` with a text that is ready, and return its path. Raises as `write_site` does."""
    return _write(_folder(folder, SITES) / f"{host}.toml", text)


def _after(orders: list[int]) -> int:
    """Return the next round number after all orders."""
    return min(max(orders, default=0) // 10 * 10 + 10, _HIGHEST_ORDER)


def _folder(chosen: Path | None, default: Path) -> Path:
    if chosen is not None:
        return chosen
    if not (default.parent.parent / "pyproject.toml").is_file():
        raise CleanError("the package is not installed from a checkout; say with --dir where the file goes.")
    return default


def _write(path: Path, text: str) -> Path:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CleanError(f"{shown(path)} exists; choose another name or edit it.") from None
    return path
