"""The questions that a datasheet answers.

They are those of Timnit Gebru, Jamie Morgenstern, Briana Vecchione, Jennifer Wortman Vaughan, Hanna Wallach,
Hal Daumé III and Kate Crawford, *Datasheets for Datasets* (arXiv:1803.09010, version 7), in the paper's
order, each in short words of our own; the last of every section is its "Any other comments?".
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["NOT_KNOWN", "QUESTIONS", "SECTIONS", "Question"]

NOT_KNOWN: Final = "Not known."
"""The honest answer to a question whose answer nobody knows; it is counted apart from the others."""

_LAST: Final = "Anything else?"

SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "Motivation": (
        "For what purpose was the dataset created?",
        "Who created it, and on behalf of whom?",
        "Who funded its creation?",
        _LAST,
    ),
    "Composition": (
        "What do the instances represent?",
        "How many instances are there, of each type?",
        "Are these all possible instances, or a sample of a larger set?",
        "What data does each instance consist of?",
        "Does each instance have a label or target?",
        "Is information missing from instances?",
        "Are relationships between instances made explicit?",
        "Are there recommended splits?",
        "Are there errors, noise or redundancies?",
        "Is it self-contained, or does it rely on outside resources?",
        "Does it hold data that may be confidential?",
        "Does it hold data that may offend, insult, threaten or distress?",
        "Does it relate to people?",
        "Does it identify subpopulations?",
        "Can individuals be identified from it, directly or indirectly?",
        "Does it hold data that is sensitive in any way?",
        _LAST,
    ),
    "Collection process": (
        "How was the data of each instance acquired?",
        "By what mechanisms or procedures was it collected?",
        "If it is a sample, how was it drawn?",
        "Who collected it, and how were they paid?",
        "Over what time was it collected?",
        "Was there an ethical review?",
        "Does the collected data relate to people?",
        "Did it come from those people directly, or by way of others?",
        "Were they told of the collection?",
        "Did they consent to the collection and use of their data?",
        "If they consented, can they revoke it?",
        "Has the impact on those people been analysed?",
        _LAST,
    ),
    "Preprocessing, cleaning, labelling": (
        "Was the data preprocessed, cleaned or labelled?",
        "Was the raw data kept as well?",
        "Is the software for it available?",
        _LAST,
    ),
    "Uses": (
        "Has the dataset been used already?",
        "Is there a list of papers or systems that use it?",
        "What other tasks could it serve?",
        "What in its making may affect future uses?",
        "For what tasks should it not be used?",
        _LAST,
    ),
    "Distribution": (
        "Will it be given to third parties?",
        "How will it be distributed?",
        "When will it be distributed?",
        "Under what licence or terms of use?",
        "Do third parties restrict the data?",
        "Do export controls or other regulations apply?",
        _LAST,
    ),
    "Maintenance": (
        "Who supports, hosts and maintains it?",
        "How can its maintainers be reached?",
        "Is there a list of errata?",
        "Will it be updated, and how?",
        "Are there limits on how long data about people is kept?",
        "Will older versions be supported?",
        "How can others extend it or contribute?",
        _LAST,
    ),
}
"""The questions by section, in order."""


@dataclass(frozen=True)
class Question:
    """A question with its number, such as `2.13`: the section's, and its own within the section."""

    number: str
    text: str

    @property
    def heading(self) -> str:
        """The question as a datasheet's heading words it."""
        return f"{self.number} {self.text}"


QUESTIONS: Final = tuple(
    Question(f"{section}.{number}", text)
    for section, texts in enumerate(SECTIONS.values(), 1)
    for number, text in enumerate(texts, 1)
)
"""All questions, numbered."""
