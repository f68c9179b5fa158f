"""The reviewed results of the five seeds, in a form that a person can read and a diff can show.

For each page there are two files in `tests/golden`: `<page_id>.txt`, the raw text with marks around what is
not text of the article, and `<page_id>.records.txt`, what the page became. Regenerate them with

    python -m tests.core.golden

and review the difference before it is committed.
"""

from collections.abc import Iterator
from pathlib import Path

from clean.dataset_file import DatasetFile
from clean.explanation import Explanation
from clean.page import CleanPage, Row, clean_page

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))

_FIELDS = (
    "site",
    "section",
    "title",
    "standfirst",
    "author",
    "published_at",
    "published_precision",
    "modified_at",
    "modified_precision",
    "word_count",
    "stated_comments",
    "recovered_comments",
)
_INDENT = "    "


def read_seed(path: Path) -> CleanPage:
    """Clean a seed as a page of which nothing is known, under the dataset's policy for personal data."""
    policy = DatasetFile.of_folder(path.parent).personal_data
    return clean_page(path.read_bytes().decode("utf-8"), page_id=path.stem, personal_data=policy)


def files_of(page: CleanPage) -> dict[str, str]:
    """Return the golden files of a page: name, content."""
    page_id = page.article.page_id
    return {
        f"{page_id}.txt": Explanation(page).marked() + "\n",
        f"{page_id}.records.txt": "\n".join(_records(page)) + "\n",
    }


def _records(page: CleanPage) -> Iterator[str]:
    values = page.article.to_dict()
    yield from (f"{name}: {'null' if values[name] is None else values[name]}" for name in _FIELDS)
    for name in ("captions", "references"):
        yield from ("", f"{name}: {len(values[name])}", *(f"{_INDENT}{text}" for text in values[name]))
    yield from ("", f"body: {len(values['body'].split(chr(10) * 2))} paragraphs", "", values["body"])
    yield from ("", f"comments: {len(page.comments)}")
    for comment in page.comments:
        yield from ("", *_comment(comment))


def _comment(comment: Row) -> Iterator[str]:
    """Yield a comment's lines, as far to the right as it stands in its thread."""
    indent = _INDENT * (comment.depth - 1)
    answers = "top level" if comment.depth == 1 else f"reply to {_offset(comment.reply_to)}"
    lost = "" if comment.parent_recovered else ", parent lost"
    yield (
        f"{indent}[{_offset(comment.comment_id)}, to {comment.raw_end}] number {comment.position}, "
        f"depth {comment.depth}, {answers}{lost}, thread {_offset(comment.thread_id)}"
    )
    yield from (f"{indent}{line}" if line else "" for line in comment.text.split("\n"))


def _offset(comment_id: str | None) -> str:
    return "nobody" if comment_id is None else comment_id.rpartition(":")[2]


def main() -> None:
    """Write the golden files anew, and take away those of pages that are no longer there."""
    GOLDEN.mkdir(exist_ok=True)
    files = {name: text for path in SEEDS for name, text in files_of(read_seed(path)).items()}
    for path in GOLDEN.glob("*.txt"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
