"""What the features of the model are about, in words: features that say the same are one idea."""

import re
from functools import cache

__all__ = ["ideas"]

_IDEAS = (
    (r"words", "its length"),
    (r"indent|list_run|block.*", "how it is set apart"),
    (r"ends_plain", "how it ends"),
    (r"capitals|figures", "its capitals and figures"),
    (r"words_.*|page_.*", "its place on the page"),
    (r"prose_.*|paragraphs_.*|run", "how far it stands from running text"),
    (r"claimed_above|to_claimed_.*", "what other steps remove beside it"),
    (r"(to_)?closing_.*", "where furniture closes the article"),
    (r"capitals[+-]1|length_.*|sentences_.*", "the shape of the lines around it"),
)


@cache
def _idea(feature: str) -> str:
    return next(says for pattern, says in _IDEAS if re.fullmatch(pattern, feature))


def ideas(features: list[str]) -> tuple[list[str], list[list[int]]]:
    """Return the ideas behind features, and for each the places of its features in the list."""
    found: dict[str, list[int]] = {}
    for number, feature in enumerate(features):
        found.setdefault(_idea(feature), []).append(number)
    return list(found), list(found.values())
