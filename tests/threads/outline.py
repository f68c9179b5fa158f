"""What the tests of threads look at: the comments of a page in short, and the page around a thread."""

from clean.page import CleanPage, clean_page

__all__ = ["FIRST", "PROSE", "SECOND", "THIRD", "Found", "outline", "page_with"]

PROSE = "The council has voted to raise the wall."
FIRST = "Nobody asked the branches what they made of it."
SECOND = "They were told on Monday, in the hall."
THIRD = "In the hall there was nobody but me."

# A comment as (depth, place of the one that it answers, writer, text).
Found = tuple[int, int | None, str | None, str]


def outline(page: CleanPage) -> list[Found]:
    """Return the comments of a page."""
    places = {comment.comment_id: place for place, comment in enumerate(page.comments)}
    return [
        (comment.depth, places.get(comment.reply_to), comment.author, comment.text)
        for comment in page.comments
    ]


def page_with(thread: str, *, above: str = "3 comments", below: str = "Leave a Reply") -> CleanPage:
    """Return a page whose article is `PROSE`, with a thread between two lines."""
    return clean_page("\n\n".join(part for part in (PROSE, above, thread.strip("\n"), below) if part))
