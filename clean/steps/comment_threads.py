"""Comment threads.

Looks for: lists, numbered or with bullets, whose items readers wrote (`clean.threads.lists`): the items name who
says it and when, or have a button to answer; or a comment count, a heading or a reply form stands beside the
list.

Keeps: each item as a comment, with its place in the thread (`clean.threads.tree`), who wrote it and when. A
number that does not fit its list, and a number without the blank line that the other items have, are text of a
comment: a date that opens a line ("8. April 2019"), a list that somebody typed.
"""

import polars as pl

from clean.lines import Lines
from clean.rules.catalog import CodeRule
from clean.threads.comments import comment_claims

TITLE = "Comment threads"
REASON = "readers' comments, kept in the table of comments"
SAFETY = "A list of the article is not a thread: its items must be signed by their writers or have buttons to answer them, or be nested or parted by blank lines below a count, a heading or the article's share buttons, or above a reply form with replies among them, and no colon announcing them; without these, only a nested numbered list of paragraphs that ends the page is."
ORDER = 10
RULES = (
    CodeRule(
        "numbered-list",
        "comment",
        "an item of the numbered list that holds the readers' comments",
        closes=True,
    ),
    CodeRule(
        "bulleted-list",
        "comment",
        "an item of the list with bullets that holds the readers' comments",
        closes=True,
    ),
    CodeRule(
        "signed-block", "comment", "a text between a name and date and a button to answer it", closes=True
    ),
    CodeRule("author", "comment_author", "names who wrote the comment"),
    CodeRule("date", "comment_date", "says when the comment was written"),
    CodeRule(
        "count",
        "removed",
        "counts the comments of the page; kept as a number beside those that were recovered",
    ),
    CodeRule("furniture", "removed", "a button, badge or counter of a comment"),
    CodeRule("blank-item", "removed", "the marker of a comment of which nothing else is left"),
    CodeRule("pingback", "removed", "tells that another page links to this one"),
)

_PARAGRAPH = "Nobody asked the branches what they made of it before the vote was held last week."

EXAMPLES = {
    "numbered-list": (
        f"Body.\n\n2 comments\n\n  ⟦1. {_PARAGRAPH}\n\n    It continues here.⟧\n\n    ⟦1. A reply.⟧\n\nLeave a Reply",
        f"Body.\n\n  ⟦1. {_PARAGRAPH}⟧\n\n    ⟦1. A reply to it.⟧\n\n  ⟦2. {_PARAGRAPH}⟧\n\nLeave a Reply",
        f"3 comments\n\n  ⟦1. {_PARAGRAPH}⟧\n\n      ⟦1. Its parent was lost.⟧\n\n  ⟦2. Another one.⟧\n\nLeave a Reply",
        "2 comments\n\n  ⟦1. I wrote this on the\n    8. April 2019 for all to read.⟧\n\n  ⟦2. Thanks.⟧\n\nLeave a Reply",
        "To do this:\n\n  1. Fill the kettle.\n  2. Boil the water.\n\nThen pour it into the cup and wait.",
        "The sources are\n  1. Smith, 2010\n  2. Jones, 2012\n\nLeave a Reply",
        f"The sources are these:\n\n  1. {_PARAGRAPH}\n\n  2. {_PARAGRAPH}\n\nLeave a Reply",
        "The three winners were announced:\n\n  1. Leeds\n\n  2. York\n\n  3. Hull",
    ),
    "bulleted-list": (
        f"Body.\n\n2 comments\n\n  • Ada says:\n    3 May 2019 at 10:12\n\n    ⟦{_PARAGRAPH}⟧\n\n    Reply\n\n  • Ben says:\n    4 May 2019 at 9:00\n\n    ⟦Nor me.⟧\n\n    Reply",
        "Bring:\n\n  • rope\n\n  • tar\n\nLeave a Reply",
        "Related articles\n\n  • The wall\n    3 May 2019\n\n  • The moat\n    4 May 2019\n\nLeave a Reply",
    ),
    "signed-block": (
        f"Body.\n\n2 comments\n\nAda\n\n3 May 2019 at 10:12\n\n⟦{_PARAGRAPH}⟧\n\nReply\n\nBen\n\n4 May 2019 at 9:00\n\n⟦Nor me.⟧\n\nReply\n\nLeave a Reply",
        f"Ada Quay\n\n3 May 2019\n\n{_PARAGRAPH}\n\nUpdated 4 May 2019\n\n{_PARAGRAPH}",
    ),
    "author": (
        f"2 comments\n\n  ⟦1. Ada⟧ says:\n    3 May 2019 at 10:12\n\n    {_PARAGRAPH}\n\n  ⟦2. Ben⟧ says:\n    4 May 2019 at 9:00\n\n    Nor me.",
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n  2. Nor me.\n\nLeave a Reply",
    ),
    "date": (
        f"2 comments\n\n  1. Ada\n    ⟦3 May 2019 at 10:12⟧\n\n    {_PARAGRAPH}\n\n  2. Ben\n    ⟦4 May 2019 at 9:00⟧\n\n    Nor me.",
        f"2 comments\n\n  1. It closed on\n    3 May 2019\n    for good.\n\n  2. {_PARAGRAPH}\n\nLeave a Reply",
    ),
    "count": (
        f"Body.\n\n⟦2 thoughts on The harbour wall⟧\n\n  1. {_PARAGRAPH}\n\n  2. Nor me.\n\nLeave a Reply",
        f"2 Thoughts on the Harbour Wall\n\n{_PARAGRAPH}",
    ),
    "furniture": (
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n    ⟦Reply⟧\n\n  2. Nor me.\n\n    ⟦Reply⟧\n\nLeave a Reply",
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n    She did not reply.\n\n  2. Nor me.\n\nLeave a Reply",
    ),
    "blank-item": (
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n  ⟦2.⟧\n\n    1. A reply to what was lost.\n\nLeave a Reply",
        "1 comment\n\n  1.\n\n    The text stands below its marker.\n\nLeave a Reply",
    ),
    "pingback": (
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n  ⟦2. Pingback: The wall, again⟧\n\nLeave a Reply",
        f"2 comments\n\n  1. {_PARAGRAPH}\n\n  2. What is a pingback?\n\nLeave a Reply",
    ),
}


def claim(lines: Lines) -> pl.DataFrame:
    """Claim the comments of a batch, with the columns of `clean.threads.comments.CLAIMED`."""
    return comment_claims(lines)
