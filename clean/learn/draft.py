"""A site's rule file, drafted from what recurs on its pages. It acts once a person has put it in place.

Every rule of the draft has passed the loader and its own examples: the lines that it removes between the
lines around them on a page that was read, and a text near to it that it leaves alone. What cannot be
stated safely (lines too short, or too long with numbers that change) is listed in a comment instead.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from clean.errors import CleanError
from clean.learn.recurring import Block, Recurring, RecurringLine
from clean.rules.chosen_files import read_rule_files
from clean.rules.examples import check_rules
from clean.rules.model import MAX_CHARS_WITHOUT_LITERAL, MIN_WHOLE, words
from clean.visible import visible

__all__ = ["Draft", "drafted"]

_MARKS: Final = 3
"""How many phrases are drafted by which the site's pages are known."""

_MARK_LETTERS: Final = 8
"""Letters that such a phrase must have; the loader's limit."""

_ENDS: Final = 5
"""Words at either end of a long line by which it is told."""

_NEAR: Final = 120
"""Characters of a neighbouring line that an example shows."""

_DIGITS: Final = re.compile(r"\d+")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")

_HEAD: Final = """\
# Drafted from {pages} pages of {host}: lines that recur from page to page and that the general steps leave.
# Read every rule before you keep it. Take out what somebody wrote for the page (a motto, a series' name, a
# signature), widen what is worded differently elsewhere, and write your own `safety` line.
title  = {title}
reason = "recurs from page to page of this site"
safety = "Articles stay: a rule here needs whole lines that the site prints on many pages."
order  = {order}

# A page is of this site if one of these phrases stands in it, and no phrase of another site does. Keep only
# what nobody else writes.{no_mark}
[recognise]
any = [{marks}]
"""


@dataclass(frozen=True)
class Draft:
    """A drafted file: its text, the blocks that have a rule in it, and those that have none."""

    text: str
    stated: tuple[Block, ...]
    unstated: tuple[Block, ...]


def drafted(found: Recurring, host: str, order: int) -> Draft:
    """Write the rule file of a site. Raises CleanError if nothing recurs."""
    if not found.blocks:
        raise CleanError(
            f"Nothing recurs in what the general steps leave of the {found.pages} pages: there is nothing to "
            "put into a file. Give more pages, or a smaller --min-pages."
        )
    marks = _marks(found, host)
    head = _HEAD.format(
        pages=found.pages,
        host=host,
        title=_toml(host),
        order=order,
        no_mark="" if marks else "\n# No line stands on nearly every page: replace the sample.",
        marks=", ".join(map(_toml, marks or [f"sample phrase that only pages of {host} have"])),
    )
    others = [(words(text), text) for text in found.others]
    stated, unstated, rules = [], [], []
    taken: set[str] = set()
    for block in (part for whole in found.blocks for part in _statable(whole)):
        rule_id = _slug(block.lines[0].text, taken)
        rule = next(
            (text for text in _candidates(block, rule_id, found, others) if _holds(head + text, host)), None
        )
        if rule is None:
            unstated.append(block)
            continue
        taken.add(rule_id)
        stated.append(block)
        rules.append(rule)
    return Draft(head + "".join(rules) + _left_out(unstated), tuple(stated), tuple(unstated))


def _statable(block: Block) -> list[Block]:
    """The block itself, or each of its lines if they cannot be stated together."""
    if len(block.lines) == 1 or _matcher(block.lines) is not None:
        return [block]
    return [replace(block, lines=(line,)) for line in block.lines]


def _marks(found: Recurring, host: str) -> list[str]:
    name = max(host.split("."), key=len)
    known = [text for text in found.marks if len(words(text).strip()) >= _MARK_LETTERS]
    known = [text for text in known if len(text) <= MAX_CHARS_WITHOUT_LITERAL]
    return sorted(known, key=lambda text: name not in words(text).replace(" ", ""))[:_MARKS]


def _candidates(
    block: Block, rule_id: str, found: Recurring, others: Sequence[tuple[str, str]]
) -> Iterable[str]:
    """Yield the rule in several forms of decreasing context; the first that holds is taken."""
    matcher = _matcher(block.lines)
    if matcher is None:
        return
    lines = "\n\n".join(f"⟦{_unmarked(line.text)}⟧" for line in block.lines)
    around = [part for part in (block.before, block.after) if part]
    for context in ([block.before, lines, block.after], [lines]) if around else ([lines],):
        example = "\n\n".join(part if part is lines else _clipped(part) for part in context if part)
        for counter in _counter_examples(block.lines[0], others):
            yield (
                f"\n# On {block.pages} of {found.pages} pages, {block.words} words on each; "
                f"for instance {visible(block.page_id)}.\n"
                f"[[rule]]\nid = {_toml(rule_id)}\nline = {{ {matcher} }}\n"
                f"  [[rule.example]]\n  text = {_toml(example)}\n"
                f"  [[rule.example]]\n  text = {_toml(counter)}\n"
            )


def _matcher(lines: Sequence[RecurringLine]) -> str | None:
    if any(len(words(line.text).strip()) < MIN_WHOLE for line in lines):
        return None
    if len(lines) > 1 or len(lines[0].text) <= MAX_CHARS_WITHOUT_LITERAL:
        if any(len(line.text) > MAX_CHARS_WITHOUT_LITERAL for line in lines):
            return None
        if not any(line.varies for line in lines):
            return f"equals = [{', '.join(_toml(line.text) for line in lines)}]"
        patterns = "|".join(_pattern(line.text) for line in lines)
        return f"regex = {_toml(f'^(?:{patterns})$')}, max_chars = {MAX_CHARS_WITHOUT_LITERAL}"
    if lines[0].varies:
        return None
    found = words(lines[0].text).split()
    start, end = " ".join(found[:_ENDS]), " ".join(found[-_ENDS:])
    length = f"min_words = {len(found)}, max_words = {len(found)}"
    return f"starts = [{_toml(start)}], ends = [{_toml(end)}], {length}"


def _counter_examples(line: RecurringLine, others: Sequence[tuple[str, str]]) -> Iterable[str]:
    """Yield a line of the pages that begins alike and must stay, then a sentence that quotes the line."""
    beginning = " ".join(words(line.text).split()[:2])
    if len(beginning) >= _MARK_LETTERS:
        yield from (_clipped(text) for form, text in others if form.startswith(f" {beginning} "))
    yield f"Somebody wrote “{_clipped(line.text)}” there, and went on."


def _holds(text: str, host: str) -> bool:
    """Whether the file loads and the examples of all its rules hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{host}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return all(check.ok for check in check_rules(read_rule_files([path])))
        except CleanError:
            return False


def _pattern(text: str) -> str:
    escaped = re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text)
    return _DIGITS.sub("[0-9]+", escaped)


def _slug(text: str, taken: set[str]) -> str:
    slug = _NOT_SLUG.sub("-", text.lower()).strip("-")[:40].strip("-").lstrip("0123456789-") or "block"
    number = 2
    unique = slug
    while unique in taken:
        unique = f"{slug}-{number}"
        number += 1
    return unique


def _left_out(blocks: Sequence[Block]) -> str:
    if not blocks:
        return ""
    lines = [f"# - on {block.pages} pages: {visible(_clipped(block.lines[0].text))}" for block in blocks]
    return "\n".join(["", "# What recurs too, and cannot be stated safely as whole lines:", *lines, ""])


def _clipped(text: str) -> str:
    plain = _unmarked(text)
    return plain if len(plain) <= _NEAR else plain[:_NEAR].rsplit(" ", 1)[0] + " …"


def _unmarked(text: str) -> str:
    return text.replace("⟦", "[").replace("⟧", "]")


def _toml(text: str) -> str:
    """A basic string of TOML: JSON's, with DEL escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
