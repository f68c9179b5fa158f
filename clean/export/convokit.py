"""Exports a version as a corpus that ConvoKit loads; written without ConvoKit.

An article is an utterance, and so is each of its comments. An article is the root of its page's conversation,
as a post is in ConvoKit's corpora of forums: top-level comments reply to it, and `conversation_id` is its
`page_id`. A reply whose parent the source lost begins a conversation of its own, with the replies below it:
it answered neither the article nor any comment that is left, and no utterance is made up in the lost one's
place. The conversation's
`root_answers_lost_comment` is true then, and its `page_id` says where it stood.

Who wrote a comment is mostly lost. Each utterance of an unknown author has a speaker of its own, so that
nothing takes strangers for one person; named ones are one speaker for each name and site, articles and
comments apart.
`timestamp` is null, because pages state no time zone; what they state is in the utterance's `published_at` or
`posted_at`. Utterances stand in page order, comments below their article in theirs; the split is in the
metadata of utterances and conversations.

Source of the format: https://convokit.cornell.edu/documentation/data_format.html
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from pathlib import Path
from typing import Any, Final

from clean.deliver.version_folder import VersionFolder, read_version
from clean.errors import CleanError, shown
from clean.export.placing import new_folder
from clean.export.rows import Row, rows, splits

__all__ = ["export_convokit"]

_OF_ARTICLE: Final = (
    "site",
    "url",
    "language",
    "title",
    "standfirst",
    "published_at",
    "published_precision",
    "modified_at",
    "modified_precision",
    "section",
    "captions",
    "references",
    "stated_comments",
    "recovered_comments",
)
_OF_COMMENT: Final = ("page_id", "thread_id", "depth", "position", "parent_recovered", "posted_at")

Meta = dict[str, Any]


@dataclass
class _Corpus:
    """What is written after the utterances, and the types of the metadata seen so far, for index.json."""

    speakers: dict[str, Meta] = field(default_factory=dict)
    conversations: dict[str, Meta] = field(default_factory=dict)
    utterance_types: dict[str, set[str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)


def export_convokit(folder: Path, target: Path) -> list[str]:
    """Write the version in `folder` as a ConvoKit corpus into the new folder `target`; return its files.

    Raises CleanError if the version does not verify or the target cannot be written.
    """
    version = read_version(folder)
    corpus = _Corpus()
    about = {"name": version.dataset, "version": version.version, "manifest_sha256": version.digest}
    with new_folder(target) as place:
        with (place / "utterances.jsonl").open("w", encoding="ascii", newline="") as file:
            for utterance in _utterances(version, corpus):
                file.write(json.dumps(utterance) + "\n")
        _write(place / "speakers.json", _components(corpus.speakers))
        _write(place / "conversations.json", _components(corpus.conversations))
        _write(place / "corpus.json", about)
        _write(place / "index.json", _index(corpus, about))
        return sorted(path.name for path in place.iterdir())


def _utterances(version: VersionFolder, corpus: _Corpus) -> Iterator[Row]:
    """Yield the utterances of all splits by page: the article, then its comments by position."""
    articles = merge(*_streams(version, "articles"), key=lambda row: row["page_id"])
    comments = merge(*_streams(version, "comments"), key=lambda row: (row["page_id"], row["position"]))
    comment = next(comments, None)
    for article in articles:
        yield _counted(_of_article(article, corpus), corpus)
        conversations: dict[str, str] = {}
        while comment is not None and comment["page_id"] == article["page_id"]:
            yield _counted(_of_comment(comment, article, conversations, corpus), corpus)
            comment = next(comments, None)
    if comment is not None:
        raise CleanError(
            f"The comment {shown(comment['comment_id'])} has no article in {shown(version.path)}; build the "
            "version anew."
        )


def _streams(version: VersionFolder, table: str) -> list[Iterator[Row]]:
    def split_of(split: str) -> Iterator[Row]:
        return ({**row, "split": split} for row in rows(version, table, split))

    return [split_of(split) for split in splits(version, table)]


def _of_article(article: Row, corpus: _Corpus) -> Row:
    page_id = article["page_id"]
    corpus.conversations[page_id] = _conversation(article, lost=False)
    return {
        "id": page_id,
        "conversation_id": page_id,
        "text": article["body"],
        "speaker": _speaker("article", page_id, article["author"], article, corpus),
        "meta": {"kind": "article", "split": article["split"], **_meta(article, _OF_ARTICLE)},
        "reply-to": None,
        "timestamp": None,
        "vectors": [],
    }


def _of_comment(comment: Row, article: Row, conversations: dict[str, str], corpus: _Corpus) -> Row:
    """`conversations` has the conversation of each comment of the page so far."""
    name, reply_to = comment["comment_id"], comment["reply_to"]
    if reply_to is not None:
        conversation = conversations[reply_to]
    elif comment["parent_recovered"]:
        conversation = reply_to = article["page_id"]
    else:
        conversation = name
        corpus.conversations[name] = _conversation(comment, lost=True)
    conversations[name] = conversation
    return {
        "id": name,
        "conversation_id": conversation,
        "text": comment["text"],
        "speaker": _speaker("comment", name, comment["author"], article, corpus),
        "meta": {"kind": "comment", "split": comment["split"], **_meta(comment, _OF_COMMENT)},
        "reply-to": reply_to,
        "timestamp": None,
        "vectors": [],
    }


def _conversation(row: Row, *, lost: bool) -> Meta:
    return {"page_id": row["page_id"], "split": row["split"], "root_answers_lost_comment": lost}


def _speaker(kind: str, utterance: str, name: str | None, article: Row, corpus: _Corpus) -> str:
    """Return the speaker's id: of a name on a site, or of this one utterance where no name is known."""
    where = article["site"] or article["page_id"]
    speaker = f"unknown/{utterance}" if name is None else f"{kind}/{where}/{name}"
    corpus.speakers[speaker] = {"name": name, "site": article["site"], "writes": kind}
    return speaker


def _meta(row: Row, columns: tuple[str, ...]) -> Meta:
    return {
        name: value.isoformat() if isinstance(value := row[name], datetime.date) else value
        for name in columns
    }


def _counted(utterance: Row, corpus: _Corpus) -> Row:
    if utterance["id"] in corpus.ids:
        raise CleanError(
            f"{shown(utterance['id'])} is the id of an article and of a comment, and ConvoKit has one kind "
            "of "
            "utterance; rename the page."
        )
    corpus.ids.add(utterance["id"])
    _note_types(utterance["meta"], corpus.utterance_types)
    return utterance


def _note_types(meta: Meta, types: dict[str, set[str]]) -> None:
    for key, value in meta.items():
        found = types.setdefault(key, set())
        if value is not None:
            found.add(str(type(value)))


def _components(metas: dict[str, Meta]) -> dict[str, Meta]:
    return {name: {"meta": meta, "vectors": []} for name, meta in metas.items()}


def _index(corpus: _Corpus, about: Meta) -> dict[str, Any]:
    index: dict[str, Any] = {"utterances-index": _listed(corpus.utterance_types)}
    for part, metas in (("speakers", corpus.speakers), ("conversations", corpus.conversations)):
        types: dict[str, set[str]] = {}
        for meta in metas.values():
            _note_types(meta, types)
        index[f"{part}-index"] = _listed(types)
    overall: dict[str, set[str]] = {}
    _note_types(about, overall)
    return {**index, "overall-index": _listed(overall), "version": 1, "vectors": []}


def _listed(types: dict[str, set[str]]) -> dict[str, list[str]]:
    return {key: sorted(found) for key, found in types.items()}


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="ascii", newline="\n")
