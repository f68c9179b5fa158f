"""The lines of one page as heads of comments are looked for among them, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clean.joined import sums
from clean.lines import PROSE_CHARS, Flags, Lines
from clean.threads.headings import NEAR
from clean.threads.landmarks import Landmarks
from clean.threads.signs import Kind, Signs

__all__ = ["MAX_LONE_CHARS", "Ground", "ground_of"]

# How many lines above a date may belong to its head: a picture, a name, a counter, the name again.
MAX_ABOVE = 5
# The longest name, in code points, that stands alone above a date.
MAX_LONE_CHARS = 60


@dataclass(frozen=True)
class Ground:
    """What is asked of a page's lines again and again, as lists: to look into arrays takes ten times longer.

    Rows are counted from the page's own, `first` in the batch; `prose` is the row of the first prose. `free`
    lines are of no list, `unclaimed` ones of no step, `end_matter` of what a rule claims to the end of the
    page; `parting` ones are neither counts nor forms nor buttons. Of a line's text, nothing goes on from
    `stop`. Running sums are `replies` and `buttons`, `counts` of what announces comments, `headings` of those
    of forms, `links` of what leads elsewhere.
    """

    first: int
    prose: int
    text: list[str]
    kind: list[int]
    indent: list[int]
    chars: list[int]
    bullet: list[bool]
    gaps: list[bool]
    free: list[bool]
    unclaimed: list[bool]
    stop: list[int]
    nameish: list[bool]
    date_first: list[bool]
    by: list[bool]
    name_from: list[int]
    name_to: list[int]
    parting: list[bool]
    formed: list[bool]
    end_matter: list[bool]
    replies: list[int]
    buttons: list[int]
    counts: list[int]
    headings: list[int]
    links: list[int]

    def goes_up(self, row: int, below: int) -> Iterator[int]:
        """Yield the free lines above a row, at its indentation, down to row `below`."""
        for above in range(row - 1, max(row - MAX_ABOVE, below - 1), -1):
            if not (self.indent[above] == self.indent[row] and self.free[above]):
                return
            yield above

    def plain(self, row: int) -> bool:
        """Say whether a line is a short name, or begins with one that stands before a date."""
        if self.date_first[row]:
            return self.by[row]
        if self.name_to[row]:
            return self.name_to[row] <= MAX_LONE_CHARS
        return self.nameish[row]

    def entitles(self, row: int) -> bool:
        """Say whether a line may be a heading: a few words below a blank line."""
        return self.gaps[row] and self.nameish[row] and self.kind[row] == Kind.TEXT

    def announced(self, row: int) -> bool:
        """Say whether a line stands below a count; buttons and what belongs to a form may part them."""
        parting = 0
        for above in range(row - 1, -1, -1):
            if self.counts[above + 1] > self.counts[above]:
                return True
            parting += self.parting[above]
            if parting == NEAR:
                break
        return False

    def above_form(self, row: int) -> bool:
        """Say whether a form stands below a line."""
        return any(self.formed[row + 1 : row + 1 + NEAR])


def ground_of(
    lines: Lines, signs: Signs, marks: Landmarks, *, free: Flags, inside: Flags, first: int, stop: int
) -> Ground:
    """Look at a page, the rows `first` up to `stop`.

    Of the lines of the batch, `free` are those of no list, `inside` those of threads that are lists.
    """
    at = slice(first, stop)
    kind, chars, gaps = signs.kind[at], lines.ints("chars")[at], lines.flags("gap")[at]
    counts, forms, end_matter = marks.counts[at], marks.forms[at], marks.ends[at]
    replies = kind == Kind.REPLY
    bounds = np.append(np.flatnonzero(inside[at]), [stop - first])
    return Ground(
        first,
        int(np.append(chars >= PROSE_CHARS, [True]).argmax()),
        lines.lines["text"][at].to_list(),
        kind.tolist(),
        lines.ints("indent")[at].tolist(),
        chars.tolist(),
        lines.flags("bullet")[at].tolist(),
        gaps.tolist(),
        free[at].tolist(),
        marks.free[at].tolist(),
        stop=bounds[np.searchsorted(bounds, np.arange(stop - first), side="right")].tolist(),
        nameish=signs.nameish[at].tolist(),
        date_first=signs.date_first[at].tolist(),
        by=signs.by[at].tolist(),
        name_from=signs.name_from[at].tolist(),
        name_to=signs.name_to[at].tolist(),
        parting=(~(counts | forms | replies | (kind == Kind.BUTTON))).tolist(),
        formed=forms.tolist(),
        end_matter=end_matter.tolist(),
        replies=sums(replies).tolist(),
        buttons=sums(signs.buttoned[at]).tolist(),
        counts=sums(counts).tolist(),
        headings=sums(forms & (kind == Kind.TEXT) & gaps).tolist(),
        links=sums(end_matter | marks.links[at]).tolist(),
    )
