"""Comment section: what stands below the heading of a page's comments, where no comment could be told apart.

Looks for: comments printed without the names, dates, numbers or buttons by which a thread is known, below a line
that counts them ("50 Comments") or offers them ("Top Rated Comments"), and what pages put below those.

Keeps: pages with a thread; counts at the top of an article; pages of several articles, each with its count.
"""

import numpy as np
import polars as pl

from clean.behind import ARTICLE_PARAGRAPHS, unclaimed_below
from clean.joined import sums, taken
from clean.lines import PROSE_CHARS, Flags, Ints, Lines
from clean.rules.catalog import CodeRule, claims_on
from clean.searched import having

TITLE = "Comment section"
REASON = "stands below the heading of the comments, and no comment could be told apart"
SAFETY = "The article stays: the heading must be a step's already, stand below three paragraphs or more, and count comments or name them as the readers'; a bare “Comments” may be a chapter. Where a thread was found, the thread says what is a comment. Of several articles on a page, each with its count, all stay."
ORDER = 930
RULES = (CodeRule("below-its-heading", "removed", REASON),)

_PROSE = (
    "The council has voted to raise the wall by a metre, and the work, which was put off twice, is to begin "
    "before the winter, as the minutes of its last meeting show."
)
_OTHER = (
    "Nobody asked the branches what they made of it before the vote was held, although the chair had promised in "
    "the spring that they would be heard and that their answers would be read out."
)
_THIRD = (
    "The engineers said that the old wall had been built for a lower sea, and that another storm like the one of "
    "1987 would go over it in a single night, with the market and the school behind it."
)
_ARTICLE = f"{_PROSE}\n\n{_OTHER}\n\n{_THIRD}"
_READER = "I live behind that wall and nobody asked me."
EXAMPLES = {
    "below-its-heading": (
        f"{_ARTICLE}\n\n12 Comments\n\n⟦{_READER}⟧\n\n⟦So do I, and I was asked.⟧",
        f"{_ARTICLE}\n\nComments\n\nWhat the engineers said of it is given here in full.",
        f"{_PROSE}\n\n12 Comments\n\n{_OTHER}\n\n{_THIRD}\n\nThe end.",
        f"{_ARTICLE}\n\nThe market stays\n\n12 Comments\n\n{_ARTICLE}\n\nThe school moves\n\n4 Comments\n\nThe end.",
    )
}

_HEADERS = ("comment_count", "reply_form")
_THINGS = (
    r"(?:comments?|kommentare?|kommentarer|commentaires?|comentarios?|comment[io]|reacties?|comentários?"
    r"|komentarz[ey]?)"
)
_READERS = (
    r"(?:(?:view|show|see|read|all|top|best|latest|newest|recent|readers?.?s?|user|rated|liked|most|the|alle|neueste"
    r"|leser|voir|tous|vos|les|ver|todos|tus|los|tutti|i|toon|os) ?-?)+"
)
# A count that is not nought, or the readers' comments by that name.
_HEADING = (
    rf"(?i)^\W{{0,3}}(?:[1-9][\d.,]*\W{{0,3}}{_THINGS}\b|{_THINGS}\W{{1,3}}[1-9]"
    rf"|[1-9][\d.,]* +\S+ (?:on|to|zu|auf|sur|à|en|a|su|op|over|em|sobre|para|do|till|til|på) [\"“”«»„‚‘‹›]"
    rf"|{_READERS}{_THINGS}\b|discussion about this post$|this (?:post|article|entry) has [1-9])"
)


def claim_rest(lines: Lines) -> pl.DataFrame:
    """Claim what is unclaimed below the heading of the comments."""
    return claims_on(lines, unclaimed_below(lines, _headings(lines)), RULES[0].id)


def _headings(lines: Lines) -> Ints:
    """Return the lines below which the comments of their page stand."""
    page = lines.ints("page")
    threaded = np.bincount(page[lines.steps == "comment_threads"], minlength=lines.pages.height) > 0
    rows = np.flatnonzero(np.logical_or.reduce([lines.steps == step for step in _HEADERS]))
    rows = rows[~threaded[page[rows]]]
    if not len(rows):
        return rows  # the pattern takes a millisecond to compile
    texts = taken(lines.lines["text"], rows)
    named = having(texts, _HEADING)
    rows, texts = rows[named], texts.filter(named)
    paragraphs = sums(lines.free() & (lines.ints("chars") >= PROSE_CHARS))
    above = paragraphs[rows] - paragraphs[np.searchsorted(page, page[rows])]
    stands = (above >= ARTICLE_PARAGRAPHS) & ~_of_several(page[rows], texts, above)
    return rows[stands]


def _of_several(page: Ints, texts: pl.Series, above: Ints) -> Flags:
    """Say which headings stand on a page on which headings of their wording end two articles or more."""
    if len(np.unique(page)) == len(page):
        return np.zeros(len(page), np.bool_)
    found = pl.DataFrame({"page": page, "wording": texts.str.replace_all(r"\d", ""), "above": above})
    since = pl.col("above") - pl.col("above").shift(fill_value=0).over("page", "wording")
    return (
        found.with_columns(ends=since >= ARTICLE_PARAGRAPHS)
        .select(pl.col("ends").sum().over("page", "wording") > 1)
        .to_series()
        .to_numpy()
    )
