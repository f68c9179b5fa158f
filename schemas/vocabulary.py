"""The checks that a contract may use, and what each is called outside pandera.

A check is either in `WORDS` (with its JSON Schema and its sentence) or made by `row_check`, which asks for
both. Anything else cannot be exported and raises `UnknownCheckError`: a limit must not hold in one format
only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.extensions import register_check_method
from pandera.api.polars.types import PolarsData
from pandera.backends.polars.register import register_polars_backends

Fragment = dict[str, Any]

# A failed check repeats the offending values in its report; whole tables of them fill the memory.
REPORTED_FAILURES = 20

# Unicode's White_Space property, which is what polars strips. Written out, because `\s` means something else
# in ECMA 262 (which JSON Schema prescribes) and in Python.
WHITE_SPACE = r"[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
UNTRIMMED = f"^{WHITE_SPACE}|{WHITE_SPACE}$"

# Pandera copies its built-in checks into a model when the class is made; registered later, the polars
# versions would be missing from the copies.
register_polars_backends()


class UnknownCheckError(ValueError):
    """A contract uses a check that has no translation."""


@dataclass(frozen=True)
class Word:
    """One kind of column check, in the other languages.

    Attributes:
        json_schema: from the check's statistics to the JSON Schema of a value.
        sentence: from the check's statistics to what the docs say, to follow the column's name.
    """

    json_schema: Callable[[Mapping[str, Any]], Fragment]
    sentence: Callable[[Mapping[str, Any]], str]


@register_check_method(statistics=["trimmed"])  # type: ignore[untyped-decorator]
def trimmed(data: PolarsData, *, trimmed: bool) -> pl.LazyFrame:
    """Accept strings without white space at either end."""
    text = pl.col(data.key)
    # The lengths say it without comparing the texts.
    stripped = text.str.strip_chars().str.len_bytes() == text.str.len_bytes()
    return data.lazyframe.select(stripped if trimmed else pl.lit(True))


@register_check_method(statistics=["filled_items"])  # type: ignore[untyped-decorator]
def filled_items(data: PolarsData, *, filled_items: bool) -> pl.LazyFrame:
    """Accept lists of strings in which no item is null, empty, or has white space at either end."""
    item = pl.element()
    stripped = item.str.strip_chars().str.len_bytes()
    filled = (stripped == item.str.len_bytes()) & (stripped > 0)
    full = pl.col(data.key).list.eval(filled.fill_null(value=False)).list.all()
    return data.lazyframe.select(full if filled_items else pl.lit(True))


@register_check_method(statistics=["min_items"])  # type: ignore[untyped-decorator]
def min_items(data: PolarsData, *, min_items: int) -> pl.LazyFrame:
    """Accept lists with at least so many items."""
    return data.lazyframe.select(pl.col(data.key).list.len() >= min_items)


def _length(statistics: Mapping[str, Any]) -> tuple[int | None, int | None]:
    exact = statistics.get("exact_value")
    if exact is not None:
        return exact, exact
    return statistics.get("min_value"), statistics.get("max_value")


def _length_schema(statistics: Mapping[str, Any]) -> Fragment:
    low, high = _length(statistics)
    limits = {"minLength": low, "maxLength": high}
    return {key: value for key, value in limits.items() if value is not None}


def _length_sentence(statistics: Mapping[str, Any]) -> str:
    low, high = _length(statistics)
    if low == high:
        return f"has {low} characters"
    if high is None:
        return "is not empty" if low == 1 else f"has at least {low} characters"
    return f"has at most {high} characters" if low is None else f"has {low} to {high} characters"


def portable(pattern: str) -> str:
    """The pattern for every validator of JSON Schema: Python's `$` also matches before a last newline."""
    return pattern[:-1] + r"$(?!\n)" if pattern.endswith("$") else pattern


WORDS: dict[str, Word] = {
    "greater_than_or_equal_to": Word(
        lambda s: {"minimum": s["min_value"]}, lambda s: f"is at least {s['min_value']}"
    ),
    "isin": Word(
        lambda s: {"enum": list(s["allowed_values"])},
        lambda s: f"is one of {', '.join(str(value) for value in s['allowed_values'])}",
    ),
    "str_matches": Word(lambda s: {"pattern": portable(s["pattern"])}, lambda s: f"matches `{s['pattern']}`"),
    "str_length": Word(_length_schema, _length_sentence),
    "trimmed": Word(
        lambda s: {"not": {"pattern": UNTRIMMED}} if s["trimmed"] else {},
        lambda _: "has no white space at either end",
    ),
    "filled_items": Word(
        lambda s: (
            {"items": {"type": "string", "minLength": 1, "not": {"pattern": UNTRIMMED}}}
            if s["filled_items"]
            else {}
        ),
        lambda _: "has no item that is null, empty, or has white space at either end",
    ),
    "min_items": Word(
        lambda s: {"minItems": s["min_items"]}, lambda s: f"has at least {s['min_items']} item"
    ),
}


def word(check: pa.Check) -> Word:
    """The translation of a column's check.

    Raises:
        UnknownCheckError: the check is not in `WORDS`.
    """
    found = WORDS.get(str(check.name))
    if found is None:
        raise UnknownCheckError(
            f"The check {check.name!r} has no translation: add it to WORDS in schemas/vocabulary.py, "
            "or use one of " + ", ".join(sorted(WORDS)) + "."
        )
    return found


def row_schema(check: pa.Check) -> Fragment:
    """What JSON Schema can say of a check between the columns of a row; empty where it can say nothing.

    Raises:
        UnknownCheckError: the check was not made by `row_check`.
    """
    statistics = check.statistics or {}
    if "json_schema" not in statistics or not check.description:
        raise UnknownCheckError(
            f"The check {check.name!r} between columns has no translation: make it with "
            f"schemas.vocabulary.row_check."
        )
    fragment: Fragment = statistics["json_schema"]
    return fragment


def column(
    description: str, *, nullable: bool = False, unique: bool = False, repeats: bool = False, **checks: Any
) -> Any:
    """A column of a contract.

    Args:
        description: meaning, unit, and, for a nullable column, what null says.
        nullable: whether null is allowed.
        unique: whether every value occurs once in the table.
        repeats: whether a batch has few distinct values, so that it pays to check each of them once.
        checks: the limits, by the names that `pandera.polars.Field` knows (`ge`, `isin`, `str_length` ...)
        or that this module registers (`trimmed`, `filled_items`, `min_items`).
    """
    return pa.Field(
        description=description,
        nullable=nullable,
        unique=unique,
        metadata={"repeats": True} if repeats else None,
        n_failure_cases=REPORTED_FAILURES if checks else None,
        **checks,
    )


def row_check(json_schema: Fragment | None = None) -> Callable[[Callable[..., pl.Expr]], Any]:
    """Make a check between the columns of one row out of a model's method that returns an expression.

    The expression says where a row is right; null counts as right. The method's name is the check's name,
    and its docstring the sentence that says what the check demands.

    Args:
        json_schema: what JSON Schema can say of the check; left out where it can say nothing.
    """

    def decorate(method: Callable[..., pl.Expr]) -> Any:
        def check(cls: type[pa.DataFrameModel], data: PolarsData) -> pl.LazyFrame:
            return data.lazyframe.select(method(cls))

        check.__name__ = method.__name__
        check.__doc__ = method.__doc__
        return pa.dataframe_check(
            description=method.__doc__,
            n_failure_cases=REPORTED_FAILURES,
            statistics={"json_schema": json_schema or {}},
        )(check)

    return decorate
