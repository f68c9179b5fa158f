"""What the features of the model are about, in words: features that say the same are one idea."""

import re
from functools import cache

from clean.line_model.tokens import cue_lists

__all__ = ["ideas"]

_IDEAS = (
    (
        r"first.*|lines_\d.*|good_.*|to_good_.*|bad_run|worst_above|rise|fall",
        "so do the lines around it",
    ),
    (r"words|word_length|words_per_stop|content", "its length"),
    (r"listed|indent|gap_.*|list_run|block.*", "how it is set apart"),
    (r"ends_.*", "how it ends"),
    (r"opens_(lower|upper|sign)", "how it begins"),
    (r"capitals|shouting|figures", "its capitals and figures"),
    (r"marks_.*", "the signs in it"),
    (r"common", "few of the words that every sentence has"),
    (r"junk|junk_share", "words of menus, forms and notices"),
    (r"lines_(above|below|share)|words_(above|below|share)|page_.*", "its place on the page"),
    (
        r"(prose|paragraphs)_.*|to_(prose|paragraph)_.*|no_(prose|paragraph)_.*|run|words_since_prose",
        "how far it stands from running text",
    ),
    (r"claimed.*|to_claimed_.*|no_claimed_.*", "what other steps remove beside it"),
    (r"below_title|title_ahead", "where the title stands"),
    (r"since_.*|words_since_comment", "a heading above it that opens something else"),
    (r"(words|sentence|junk|common|listed|capitals|same_shape|colon)[+-]\d", "the lines next to it"),
    (r"(length|sentences|junk)_\d+\+\d+", "how long the lines around it are, and what they say"),
    (r"repeats|repeated", "the page says it twice"),
    (r"of_title", "words that it shares with the title"),
)


@cache
def _idea(feature: str) -> str:
    for each in cue_lists():
        if feature in {f"cue_{each.name}", f"opens_{each.name}"}:
            return f"words of {each.says}"
    return next(says for pattern, says in _IDEAS if re.fullmatch(pattern, feature))


def ideas(features: list[str]) -> tuple[list[str], list[list[int]]]:
    """Return the ideas behind features, and for each the places of its features in the list."""
    found: dict[str, list[int]] = {}
    for number, feature in enumerate(features):
        found.setdefault(_idea(feature), []).append(number)
    return list(found), list(found.values())
