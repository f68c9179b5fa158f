"""Pages of a made-up town with the furniture of made-up sites, labelled: enough to train a small model."""

import json
from pathlib import Path
from typing import Any

__all__ = ["labelled", "page", "written"]

_SUBJECTS = ("wall", "school", "market", "bridge", "library", "ferry", "harbour", "museum")
_PARAGRAPHS = (
    "The council has voted to repair the {0} before the winter, and the work, which was put off twice, is to "
    "begin as soon as the county has agreed to pay its share of what it will cost.",
    "Nobody asked the people who live beside the {0} what they made of it, although the chair had promised "
    "in the spring that they would be heard and that their answers would be read out.",
    "The engineers said that the {0} had been built for another age, and that it would not stand another "
    "storm like the one that took the roof of the old town hall thirty years ago.",
    "It is the third time in ten years that the {0} has to be repaired, and those who remember the first say "
    "that it was done better then, with half of the money and twice the hands.",
)
_ABOVE = ("Home | News | Sport", "Menu", "3 min read")
_BELOW = (
    "Share this article",
    "About the author",
    "Read more",
    "Subscribe to our newsletter",
    "Log in to reply",
)


def page(number: int) -> dict[str, Any]:
    """Return a labelled page of a site of its own."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    paragraphs = [text.format(subject) for text in _PARAGRAPHS[: 2 + number % 3]]
    above = [_ABOVE[number % 3], f"Photo: the {subject} at night"]
    below = [*_BELOW[number % 5 :], f"More about the {subject}"]
    return {
        "id": f"made-up-{number}",
        "url": f"https://site{number}.example/{subject}",
        "titles": [],
        "text_main": "\n\n".join([*above, *paragraphs, *below]),
        "text_full": "\n\n".join(["Search", *above, *paragraphs, *below, "Contact us", "Terms of use"]),
        "gold": "\n\n".join(paragraphs),
    }


def labelled(folder: Path, pages: int = 12) -> Path:
    """Write labelled pages into a folder and return their file."""
    return written(folder, [page(number) for number in range(pages)])


def written(folder: Path, pages: list[dict[str, Any]]) -> Path:
    """Write pages as a file of labelled pages and return it."""
    file = folder / "pages.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in pages), encoding="utf-8")
    return file
