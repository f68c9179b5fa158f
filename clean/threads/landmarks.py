"""What other steps claim and says where comments stand: their counts, the form, links to other pages."""

from itertools import repeat
from typing import NamedTuple

import numpy as np

from clean.lines import Flags, Lines

__all__ = ["END_MATTER", "Landmarks", "landmarks_of"]

#: The step whose rules claim the rest of a page, below a heading of other pages: comments too.
END_MATTER = "end_matter"

_OTHER, _COUNT, _FORM, _LINKS, _END = range(1, 6)
_MARKS = {None: 0, "comment_count": _COUNT, "reply_form": _FORM, "related_posts": _LINKS, END_MATTER: _END}


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
    # to compare all names with one takes a third of what looking all of them up takes
    marks = bytes(map(_MARKS.get, lines.steps.tolist(), repeat(_OTHER)))
    mark = np.frombuffer(marks, np.int8)
    return Landmarks(mark == _COUNT, mark == _FORM, mark == _LINKS, mark == _END, mark == 0)
