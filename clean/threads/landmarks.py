"""What other steps claim and says where comments stand: their counts, the form, links to other pages."""

from typing import NamedTuple

from clean.lines import Flags, Lines

__all__ = ["END_MATTER", "Landmarks", "landmarks_of"]

#: The step whose rules claim the rest of a page, below a heading of other pages: comments too.
END_MATTER = "end_matter"


class Landmarks(NamedTuple):
    """One value for each line of a batch, by the step that claims it.

    `counts`: it tells how many comments there are; `forms`: it is of the form for writing one; `links`: of
    links to other pages; `ends`: of all from there to the end of the page; `free`: nobody claims it.
    """

    counts: Flags
    forms: Flags
    links: Flags
    ends: Flags
    free: Flags


def landmarks_of(lines: Lines) -> Landmarks:
    """Look at what steps claim so far."""
    steps = lines.steps
    return Landmarks(
        counts=steps == "comment_count",
        forms=steps == "reply_form",
        links=steps == "related_posts",
        ends=steps == END_MATTER,
        free=steps.missing(),
    )
