"""Lists that readers typed: they are text, whatever stands above or below them."""

import pytest
from outline import PROSE, Found, outline, page_with

LISTS: dict[str, tuple[str, list[Found]]] = {
    "it ends the only comment": (
        "  1. Bring:\n\n    • rope\n    • tar\n    • nails",
        [(1, None, None, "Bring:\n\n• rope\n• tar\n• nails")],
    ),
    "it ends the only comment, which says whose it is": (
        "  1. Ada says\n\n    Bring:\n\n    • rope\n    • tar\n    • nails",
        [(1, None, "Ada", "Bring:\n\n• rope\n• tar\n• nails")],
    ),
    "its items are paragraphs, announced by a colon": (
        "  1. Three things:\n\n    1. rope\n\n    2. tar\n\n    3. nails\n\n    1. And a torch.\n\n  2. Yes.",
        [
            (1, None, None, "Three things:\n\n1. rope\n\n2. tar\n\n3. nails"),
            (2, 0, None, "And a torch."),
            (1, None, None, "Yes."),
        ],
    ),
    "a reply in a numbered list stands right below its bullets": (
        "  1. One.\n\n    Two.\n\n    • rope\n    • tar\n    1. And a torch.\n\n  2. Yes.",
        [
            (1, None, None, "One.\n\nTwo.\n\n• rope\n• tar"),
            (2, 0, None, "And a torch."),
            (1, None, None, "Yes."),
        ],
    ),
    "the next comment stands right below it": (
        "  1. Bring:\n\n    • rope\n    • tar\n  2. And a torch.\n\n  3. Yes.",
        [
            (1, None, None, "Bring:\n\n• rope\n• tar"),
            (1, None, None, "And a torch."),
            (1, None, None, "Yes."),
        ],
    ),
    "the first reply stands right below it": (
        "  1. Ada\n\n    Bring:\n\n    • rope\n    • tar\n    • Ben\n\n      And a torch.\n\n"
        "  2. Cy\n\n    Yes.\n\n  3. Di\n\n    No.",
        [
            (1, None, "Ada", "Bring:\n\n• rope\n• tar"),
            (2, 0, "Ben", "And a torch."),
            (1, None, "Cy", "Yes."),
            (1, None, "Di", "No."),
        ],
    ),
}


@pytest.mark.parametrize(("thread", "found"), LISTS.values(), ids=LISTS)
def test_a_typed_list_is_text(thread: str, found: list[Found]) -> None:
    page = page_with(thread)
    assert outline(page) == found
    assert page.article.body == PROSE


def test_replies_in_a_theme_without_blank_lines_are_none_of_it() -> None:
    page = page_with("  1. The wall leaks.\n    1. It does.\n    2. It does not.\n  2. Where?")
    assert outline(page) == [
        (1, None, None, "The wall leaks."),
        (2, 0, None, "It does."),
        (2, 0, None, "It does not."),
        (1, None, None, "Where?"),
    ]
