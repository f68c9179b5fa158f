"""Line model: what nobody claimed and yet reads like furniture of a page, told by a small trained model.

Looks for: lines whose shape, words, place and neighbours are those of teasers, bylines, credits, forms, notices
and the like. The model is `clean/line_model/model.json`; `clean/line_model/model.md` is its card.

Keeps: whatever the model is not sure of; every line of a comment; pages with less than two paragraphs of text.
"""

import polars as pl

from clean.line_model.judge import judge
from clean.line_model.model import shipped_model
from clean.lines import Lines
from clean.rules.catalog import CodeRule, claims_on

TITLE = "Line model"
REASON = "reads like furniture of the page"
SAFETY = "A line of the article stays: the model must be surer than chance by far, and on pages with little text it claims nothing. clean build --no-model leaves it out."
ORDER = 950
RULES = (CodeRule("boilerplate-line", "removed", REASON),)

_PARAGRAPHS = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put off twice, is to begin before the winter, as the minutes of its last meeting show.",
    "Nobody asked the branches what they made of it before the vote was held last week, although the chair had promised in the spring that they would be heard and that their answers would be read out.",
    "The engineers said that the old wall had been built for a lower sea, and that another storm like the one of 1987 would go over it in a single night, with the market and the school behind it.",
    "It will take about two years and cost four million, most of which the county has agreed to pay, so that the town will not have to raise its rates before the next election is held.",
)
_OPENING = f"{_PARAGRAPHS[0]}\n\n{_PARAGRAPHS[1]}"
_ARTICLE = f"{_OPENING}\n\n{_PARAGRAPHS[2]}\n\n{_PARAGRAPHS[3]}"
_HEADINGS = (
    f"{_OPENING}\n\nWhat it will cost\n\n{_PARAGRAPHS[2]}\n\nTwo things are still open:\n\n{_PARAGRAPHS[3]}"
)

EXAMPLES = {
    "boilerplate-line": (
        f"⟦News⟧\n⟦Sport⟧\n⟦Weather⟧\n⟦Markets⟧\n⟦Tides⟧\n\n{_ARTICLE}",
        _HEADINGS,
        f"{_ARTICLE}\n\nBut the wall will stand.",
    )
}

_PLACES = ("above the article", "inside the article", "behind the article")


def claim_rest(lines: Lines) -> pl.DataFrame:
    """Claim the lines of a batch that the model takes for furniture, each with its own reason."""
    judged = judge(lines, shipped_model())
    claimed = judged.claimed()
    rows = judged.features.rows[claimed]
    stands = [_PLACES[place] for place in judged.position[claimed].tolist()]
    why = judged.reasons(claimed)
    reasons = [f"{REASON}, {place}: {ideas}" for place, ideas in zip(stands, why, strict=True)]
    claims = claims_on(lines, rows, RULES[0].id)
    return claims.with_columns(reason=pl.Series(reasons, dtype=pl.String))
