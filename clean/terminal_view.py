"""The coloured view of an explanation: the raw page on the left, what became of it beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from clean.page import Row
from clean.personal.policy import STEP
from clean.visible import ESCAPE, visible

if TYPE_CHECKING:
    from clean.explanation import Explanation

__all__ = ["STYLES", "lines"]

#: The terminal's own colours, which suit its background, whether dark or light.
STYLES = {
    "title": "bold green",
    "standfirst": "green",
    "author": "magenta",
    "published_at": "magenta",
    "modified_at": "magenta",
    "section": "magenta",
    "body": "",
    "caption": "blue",
    "reference": "blue",
    "comment": "cyan",
    "removed": "red",
}

# Notes get a third of the terminal within these limits; a narrower terminal has them above the text.
_NOTE_WIDTHS = (26, 44)
_NARROW = 60
# Indentation deeper than this part of the text's width is cut, or deep threads would have no room.
_DEEPEST = 0.4


@dataclass
class _Block:
    """Lines of the raw page that are shown side by side with the notes on their spans."""

    text: Text = field(default_factory=Text)
    spans: list[Row] = field(default_factory=list)

    @property
    def style(self) -> str:
        return next((STYLES[span.label] for span in self.spans if span.label != "body"), "")


def lines(explanation: "Explanation", console: Console, options: ConsoleOptions) -> Iterator[Segment | Text]:
    """Yield the whole view, from the summary to the last block, as wide as `options` allow."""
    yield Text(explanation.summary(), style="bold")
    yield Text.assemble("colours: ", *_legend())
    yield Text()
    width = options.max_width
    beside = width >= _NARROW
    note_width = min(max(width // 3, _NOTE_WIDTHS[0]), _NOTE_WIDTHS[1]) if beside else width - 2
    text_width = width - 2 - (note_width + 2 if beside else 0)
    nothing: list[Segment] = []
    for block in _blocks(explanation):
        notes = _rendered(console, options, _notes(explanation, block, note_width), note_width)
        text = _rendered(console, options, _indented(block.text, text_width), text_width)
        bar = Segment("┃ " if block.style else "  ", Style.parse(block.style))
        if not beside:
            text, notes = notes + text, []
        for left, right in zip_longest(text, notes, fillvalue=nothing):
            if left or right:
                yield bar
            yield from left
            if right:
                yield Segment(" " * (text_width - Segment.get_line_length(left) + 2))
                yield from right
            yield Segment.line()


def _legend() -> Iterator[tuple[str, str]]:
    for number, (label, style) in enumerate(STYLES.items()):
        yield (", " if number else "", "")
        yield (label, style)


def _blocks(explanation: "Explanation") -> Iterator[_Block]:
    """Cut the page where a line break stands between two spans; blank lines become empty blocks."""
    block = _Block()
    for span in explanation.spans:
        if span.label != "space":
            block.text.append(visible(span.raw), style=STYLES[span.label])
            block.spans.append(span)
            continue
        before, *breaks = span.raw.split("\n")
        block.text.append(visible(before))
        for line in breaks:
            yield block
            block = _Block(Text(visible(line)))
    if block.text:
        yield block


def _notes(explanation: "Explanation", block: _Block, width: int) -> list[Text]:
    notes = []
    for span in block.spans:
        if span.label == "body" and span.step != STEP:
            continue
        heading = explanation.heading(span)
        if len(heading) > width:
            # a rule's id is wrapped as a whole, below its step
            heading = heading.replace("/", "/\n", 1)
        notes.append(Text(heading, style=STYLES[span.label], overflow="fold"))
        if span.label == "removed":
            notes.append(Text(visible(span.reason), style="italic", overflow="fold"))
    return notes


def _indented(text: Text, width: int) -> list[Padding]:
    """Give each line its indentation as padding, so that what is wrapped stays under its beginning."""
    shown = []
    for line in text.split("\n", allow_blank=True):
        indent = len(line.plain) - len(line.plain.lstrip(" "))
        line.overflow = "fold"
        line.highlight_regex(ESCAPE, "dim")
        shown.append(Padding(line[indent:], (0, 0, 0, min(indent, int(width * _DEEPEST)))))
    return shown


def _rendered(
    console: Console, options: ConsoleOptions, parts: list[Text] | list[Padding], width: int
) -> list[list[Segment]]:
    """Return the lines of the parts, without white space at their ends."""
    narrowed = options.update(width=max(width, 1), height=None, justify="left", no_wrap=False)
    return [_stripped(line) for part in parts for line in console.render_lines(part, narrowed, pad=False)]


def _stripped(line: list[Segment]) -> list[Segment]:
    kept = list(line)
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[-1] = Segment(kept[-1].text.rstrip(), kept[-1].style)
    return kept
