"""Pages for property tests: everything that has ever been awkward in a page, in any order."""

from functools import cache

from hypothesis import strategies as st

from clean.rules import load_rules

PROSE = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put "
    "off twice, is to "
    "begin before the winter, as the minutes of its last meeting show to anybody who asks."
)
SPACES = [
    "",
    " ",
    "  ",
    "    ",
    "\t",
    "\u00a0",
    "\u2007 ",
    "\u202f",
    "&nbsp;",
    "\u3000",
    "\u200b",
    "\ufeff",
    "\x00",
]
BREAKS = [
    "\n",
    "\n\n",
    "\n\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\u0085",
    "\u2028",
    "\u2029",
    "\n \n",
    "\n&nbsp;\n",
    "",
]
WORDS = [
    "harbour",
    "A word, or two.",
    "Who pays for the wall?",
    "It fell:",
    "a &amp; b &gt; c &lt",
    "&#8217;&#x41;&#0;&#128;&nosuch;&amp;lt;",
    "?a=1&lt=2&copy=3",
    "&NewLine;&Tab;&#10;x",
    "🌊🌊",
    "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "e\u0301\u0327 Å",
    "שלום עולם",
    "\u202eمرحبا\u202c",
    "⟦not a mark⟧",
    "𝔥𝔞𝔯𝔟𝔬𝔲𝔯",
    "İstanbul ſ K",
    "nul\x00in\x07side\x7f\x9f",
    "well_known-word_400x400",
    "https://example.org/?a=1&b=2#c",
    "a" * 5000,
    PROSE,
    PROSE.upper(),
    "I wrote this on the",
    "%d %s {0} \\1 $& <b>bold</b>",
    "~~~",
    "Ada says:",
    "Ben &amp; Cy sagt:",
    "Dee 3 May 2019 at 10:12",
    "5. Mai 2019 um 9:00 Uhr",
    "6 months ago",
    "Reply",
    "Permalink | Antworten",
    "Reply to  Ada",
    "[avatar]",
    "Pingback: The wall",
    "[…] the wall […]",
    "3 thoughts on the wall",
    "-",
]
MARKERS = [
    "1. ",
    "2. ",
    "3. ",
    "8. ",
    "10. ",
    "1.",
    "1) ",
    "• ",
    "· ",
    "1. 1. ",
    "123456789. ",
    "1234567890. ",
    "٣. ",
]
DATES = [
    "1 August 2018",
    "1 August 2018updated 02 Aug 2018 8:29am",
    "31 February 2018",
    "2018-08-01T10:00:00",
    "8. April 2019 @ 11:38",
]


@cache
def phrases() -> list[str]:
    """Return what the rules' examples mark for claiming, and what they leave alone."""
    texts = [text for rule in load_rules().rules for text in rule.examples]
    marked = [text[text.index("⟦") + 1 : text.rindex("⟧")] for text in texts if "⟦" in text]
    marks = [phrase for step in load_rules().sites if step.recognise for phrase in step.recognise.any]
    return [text.replace("⟦", "").replace("⟧", "") for text in [*marked, *texts]] + marks


def _lines() -> st.SearchStrategy[str]:
    words = st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(DATES),
        st.sampled_from(phrases()),
        st.sampled_from(phrases()),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    )
    indents = st.one_of(st.integers(0, 4).map(lambda level: "  " * level), st.sampled_from(SPACES))
    markers = st.one_of(st.just(""), st.sampled_from(MARKERS))
    return st.tuples(indents, markers, words, st.sampled_from(SPACES)).map("".join)


def _threads() -> st.SearchStrategy[str]:
    """Return nested numbered lists whose numbers mostly count, as an extractor prints them."""
    items = st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([0, 1, 1, 1, 5]), st.booleans()), max_size=8
    )

    def printed(rows: list[tuple[int, int, bool]]) -> str:
        numbers: dict[int, int] = {}
        blocks = []
        for depth, step, continued in rows:
            numbers = {level: number for level, number in numbers.items() if level <= depth}
            numbers[depth] = numbers.get(depth, 0) + step if step else 1
            block = f"{'  ' * (depth + 1)}{numbers[depth]}. {PROSE[: 20 + depth]}"
            blocks.append(block + f"\n\n{'  ' * (depth + 2)}It continues." if continued else block)
        return "\n\n".join(blocks)

    return items.map(printed)


def pages() -> st.SearchStrategy[str]:
    """Return texts of whole pages."""
    blocks = st.one_of(_lines(), _lines(), _lines(), _threads())
    parts = st.lists(st.tuples(blocks, st.sampled_from(BREAKS)), max_size=14)
    return parts.map(lambda found: "".join(block + end for block, end in found))
