"""What a rule file may say: the shape of `clean/steps/*.toml` and `clean/sites/*.toml`.

A literal is a phrase of words. It is compared by words: case, punctuation, quotes, dashes and the kind of
white space do not matter, part of a word never matches ("reply" is not in "replying").
"""

import re
from typing import Annotated, Any, Literal, Self
from unicodedata import east_asian_width

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

__all__ = [
    "KEPT_LABELS",
    "Between",
    "Example",
    "ListRun",
    "Recognise",
    "Rest",
    "RuleEntry",
    "StepFile",
    "WordTest",
    "words",
]

# A shorter phrase stands in too much prose to be looked for inside a line; as a whole line it may be shorter.
MIN_CONTAINED = 4
MIN_WHOLE = 3
# A rule without a literal is tried on lines up to this length only, never on running text.
MAX_CHARS_WITHOUT_LITERAL = 100

KEPT_LABELS = (
    "title",
    "standfirst",
    "author",
    "published_at",
    "modified_at",
    "section",
    "caption",
    "reference",
)

# What an article may have several of; of the other kept labels its record has room for one.
SEVERAL = ("caption", "reference")

_NOT_WORD = re.compile(r"[\W_]+")


def words(text: str) -> str:
    """Return the words of a text, lower case, with one space between them and at both ends."""
    return f" {_NOT_WORD.sub(' ', text.lower()).strip()} "


def _letters(text: str) -> int:
    """Count letters; one of Chinese, Japanese or Korean, as wide as two, says as much as two."""
    return sum(2 if east_asian_width(letter) == "W" else 1 for letter in text)


def _phrase(minimum: int) -> Any:
    def check(literal: str) -> str:
        if _letters(words(literal).strip()) < minimum:
            raise ValueError(f"literal {literal!r} is too short to be safe: {minimum} letters or more")
        return literal

    return AfterValidator(check)


Contained = Annotated[str, _phrase(MIN_CONTAINED)]
Whole = Annotated[str, _phrase(MIN_WHOLE)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WordTest(_Strict):
    """Conditions on one line or one paragraph; all that are given must hold.

    Lists of literals: `equals` (the whole is one of them), `starts`, `ends`, `all` (each stands in it), `any`
    (one stands in it), `none` (none stands in it). `only` lists further words: besides them, the words of the
    literals in `any`, and numbers, none may stand in the text. `regex` is searched in the text as it is, case
    included, by polars' linear-time engine; of several, each must be found. `min_words` and `max_words` count
    words, `max_chars` code points; with `equals` or `only` the text has at most MAX_CHARS_WITHOUT_LITERAL.
    """

    equals: tuple[Whole, ...] = ()
    starts: tuple[Whole, ...] = ()
    ends: tuple[Whole, ...] = ()
    all: tuple[Contained, ...] = ()
    any: tuple[Contained, ...] = ()
    none: tuple[Contained, ...] = ()
    only: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    min_words: int = Field(default=1, ge=1)
    max_words: int = Field(default=150, ge=1)
    max_chars: int | None = Field(default=None, ge=1)

    @field_validator("regex", mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        return (given,) if isinstance(given, str) else given

    @field_validator("regex")
    @classmethod
    def _regex_is_safe(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_linear(pattern) for pattern in patterns)

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not self.alternatives():
            if not self.regex:
                raise ValueError("nothing to look for: give equals, starts, ends, all, any or regex")
            if self.max_chars is None or self.max_chars > MAX_CHARS_WITHOUT_LITERAL:
                raise ValueError(
                    "a regex without literals would be tried on every line: "
                    f"give literals, or max_chars up to {MAX_CHARS_WITHOUT_LITERAL}"
                )
            _stands_beside_others(self.regex[0])
        if self.only and not self.any:
            raise ValueError("only says what may stand beside the literals of any: give those too")
        return self

    @property
    def longest(self) -> int:
        """The longest text, in code points, that can pass."""
        whole_line = MAX_CHARS_WITHOUT_LITERAL if self.equals or self.only else 10**9
        return min(whole_line, self.max_chars or 10**9)

    def alternatives(self) -> tuple[str, ...]:
        """Return literals of which at least one must stand in whatever passes: the rarest such group."""
        groups = [self.equals, self.starts, self.ends, self.any, *((literal,) for literal in self.all)]
        given = [group for group in groups if group]
        # the group whose shortest literal is longest is likely to be the rarest
        return max(given, key=lambda group: min(len(words(literal)) for literal in group), default=())


def _linear(pattern: str) -> str:
    """Check a pattern with the engine that will run it; Python's own would accept look-around."""
    import polars as pl

    try:
        empty = pl.select(pl.lit("").str.contains(pattern)).item()
    except pl.exceptions.ComputeError as fault:
        told = str(fault).splitlines()
        reason = next((line for line in told if line.startswith("error: ")), told[0]).removeprefix("error: ")
        raise ValueError(f"regex {pattern!r} does not run on the linear-time engine: {reason}") from None
    if empty:
        raise ValueError(f"regex {pattern!r} matches the empty string")
    return pattern


def _stands_beside_others(pattern: str) -> None:
    """Check that a pattern can be one of several in one: those without literals are searched for together."""
    import polars as pl

    try:
        pl.select(pl.lit("").str.contains(f"(?:{pattern})|(?:{pattern})"))
    except pl.exceptions.ComputeError:
        raise ValueError(
            f"regex {pattern!r} has no literals and is searched for together with others: give its groups no "
            "names, and no comment at its end"
        ) from None


class ListRun(_Strict):
    """A run of items after a prompt: `after` must pass on the line before the first item.

    An item is a line of at most `max_chars` code points that does not end a sentence; with `marked` (the
    default) it carries a list marker, without it no blank line stands before it. With `loose` neither is
    asked: the run goes on until prose resumes, and the line right above that prose, which may be its heading,
    is left to it.
    The run needs `min_items`, else nothing is claimed. With `prompt`, the prompt's line goes too.
    """

    after: WordTest
    marked: bool = True
    loose: bool = False
    prompt: bool = False
    min_items: int = Field(default=2, ge=1)
    max_chars: int = Field(default=80, ge=1)


class Between(_Strict):
    """From a line that passes `from` to the next that passes `to`, both included, `max_lines` at most."""

    from_: WordTest = Field(alias="from")
    to: WordTest
    max_lines: int = Field(ge=2, le=200)


class Rest(_Strict):
    """From a line that passes `from` to the end of the page, `max_lines` at most, else nothing.

    With `max_chars`, nothing either if a line below the first has more code points: the article goes on.
    """

    from_: WordTest = Field(alias="from")
    max_lines: int = Field(ge=1, le=500)
    max_chars: int | None = Field(default=None, ge=1)


class Example(_Strict):
    """A text in which ⟦ and ⟧ enclose what the rule must claim; without them it must claim nothing."""

    text: str = Field(min_length=1)

    def plain(self) -> str:
        """Return the text without the marks."""
        return self.text.replace("⟦", "").replace("⟧", "")

    def claims(self) -> list[tuple[int, int]]:
        """Return the marked stretches as code point offsets into `plain()`."""
        found: list[tuple[int, int]] = []
        start: int | None = None
        offset = 0
        for character in self.text:
            if character == "⟦" and start is None:
                start = offset
            elif character == "⟧" and start is not None:
                found.append((start, offset))
                start = None
            elif character in "⟦⟧":
                raise ValueError("the marks ⟦ and ⟧ do not pair")
            else:
                offset += 1
        if start is not None:
            raise ValueError("the mark ⟦ is never closed")
        return found

    @field_validator("text")
    @classmethod
    def _marks_pair(cls, text: str) -> str:
        cls.model_construct(text=text).claims()
        return text


class RuleEntry(_Strict):
    """One rule: exactly one matcher, where it may stand, and its examples."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    reason: str | None = Field(default=None, min_length=10)
    line: WordTest | None = None
    paragraph: WordTest | None = None
    list: ListRun | None = None
    between: Between | None = None
    rest: Rest | None = None
    # head: only above the page's first line of prose; end: only behind the article
    where: Literal["anywhere", "head", "end"] = "anywhere"
    # blank lines (or the page's ends) on both sides
    alone: bool = False
    # behind nearly all text of a page, what the rule claims ends the article (step page_end)
    closes: bool = False
    label: str = "removed"
    example: tuple[Example, ...] = ()

    @field_validator("label")
    @classmethod
    def _may_stand_often(cls, label: str) -> str:
        if label in KEPT_LABELS and label not in SEVERAL:
            raise ValueError(
                f"a page has one {label}, and a rule written as data may claim several: "
                f"use removed, {' or '.join(SEVERAL)}, or write a step in Python"
            )
        if label not in ("removed", *SEVERAL):
            raise ValueError(f"label {label!r} is unknown: use removed, {' or '.join(SEVERAL)}")
        return label

    @property
    def matcher(self) -> str:
        """Return the name of the matcher that is given."""
        return next(name for name in MATCHERS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = [name for name in MATCHERS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"rule {self.id!r} needs exactly one of {', '.join(MATCHERS)}; it has {given or 'none'}"
            )
        if not any(example.claims() for example in self.example):
            raise ValueError(f"rule {self.id!r} has no example of what it removes (text between ⟦ and ⟧)")
        if all(example.claims() for example in self.example):
            raise ValueError(f"rule {self.id!r} has no example that it leaves alone (text without ⟦ ⟧)")
        return self


MATCHERS = ("line", "paragraph", "list", "between", "rest")


class Recognise(_Strict):
    """How a site's pages are known: `any` of these phrases stands in a line that is not indented."""

    any: tuple[Annotated[str, _phrase(8)], ...] = Field(min_length=1)


class StepFile(_Strict):
    """A rule file. `recognise` is for files in `clean/sites` only."""

    title: str = Field(min_length=3)
    reason: str = Field(min_length=10)
    safety: str = Field(min_length=20)
    order: int = Field(ge=0, le=999)
    recognise: Recognise | None = None
    rule: tuple[RuleEntry, ...] = ()

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        seen: set[str] = set()
        for rule in self.rule:
            if rule.id in seen:
                raise ValueError(f"rule id {rule.id!r} is used twice")
            seen.add(rule.id)
        return self
