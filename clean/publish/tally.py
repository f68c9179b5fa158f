"""Counts what a build keeps and removes, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import polars as pl

from clean.batch import CleanBatch
from clean.personal.policy import STEP, place_of
from clean.pipeline import LISTED, CommentCount, Masked, RejectedRecord, Removed
from clean.rules.catalog import RuleSet
from clean.words import words_of_runs
from schemas.check import PAGE_REJECTED, Checked


class Tally:
    """The counts of a build report; memory grows with the number of rules, not with the pages."""

    def __init__(self) -> None:
        self.pages = 0
        self.articles = 0
        self.comments = 0
        self.rejected = 0
        self.words_kept = {"body": 0, "comments": 0, "other": 0}
        self.comment_counts: list[CommentCount] = []
        self.first_rejected: list[RejectedRecord] = []
        self._claimed: set[tuple[str, str]] = set()
        self._removed: Counter[tuple[str, str]] = Counter()
        self._removed_words: Counter[tuple[str, str]] = Counter()
        self._masked: Counter[tuple[str, str]] = Counter()
        self._sites: set[str] = set()

    def add(self, batch: CleanBatch, checked: Checked) -> None:
        """Count a batch of pages, as it was cleaned and as it was checked."""
        self.pages += batch.articles.height
        self.articles += checked.articles.height
        self.comments += checked.comments.height
        self._sites.update(batch.articles["site"].drop_nulls().unique())
        self._claimed.update(batch.spans.select("step", "rule").unique().iter_rows())
        self._add_words(checked)
        self._add_removed(checked.spans)
        self._add_masked(checked.spans)
        self._add_listed(checked)

    def _add_words(self, checked: Checked) -> None:
        articles = checked.articles
        self.words_kept["body"] += int(articles["word_count"].cast(pl.Int64).sum())
        self.words_kept["comments"] += count_words(checked.comments["text"])
        for column in ("title", "standfirst"):
            self.words_kept["other"] += count_words(articles[column])
        for column in ("captions", "references"):
            self.words_kept["other"] += count_words(articles[column].explode())

    def _add_removed(self, spans: pl.DataFrame) -> None:
        gone = spans.filter((pl.col("label") == "removed") & pl.col("text").is_not_null())
        gone = gone.select("step", "rule", "text").sort("step", "rule")
        rules = gone.group_by("step", "rule", maintain_order=True).len()
        bounds = np.append([0], rules["len"].cast(pl.Int64).cum_sum().to_numpy())
        words = words_of_runs(gone["text"], bounds)
        for (step, rule, removed), counted in zip(rules.iter_rows(), words.tolist(), strict=True):
            self._removed[step, rule] += removed
            self._removed_words[step, rule] += counted

    def _add_masked(self, spans: pl.DataFrame) -> None:
        found = spans.filter(pl.col("step") == STEP).select("rule", "label")
        for rule, label in found.iter_rows():
            self._masked[rule, place_of(label)] += 1

    def _add_listed(self, checked: Checked) -> None:
        self.rejected += checked.rejected.height
        if len(self.comment_counts) < LISTED:
            counts = checked.articles.select("page_id", "stated_comments", "recovered_comments").filter(
                pl.col("stated_comments").is_not_null() | (pl.col("recovered_comments") > 0)
            )
            room = LISTED - len(self.comment_counts)
            self.comment_counts += [CommentCount(*row) for row in counts.head(room).iter_rows()]
        refused = (
            checked.rejected.select("table", "page_id", "checks")
            .filter(pl.col("checks") != [PAGE_REJECTED])
            .head(LISTED - len(self.first_rejected))
        )
        self.first_rejected += [
            RejectedRecord(table, page_id, tuple(checks)) for table, page_id, checks in refused.iter_rows()
        ]

    def removed(self, rules: RuleSet) -> tuple[Removed, ...]:
        """Return what each rule removed, in the order of the rules, without those that removed nothing."""
        return tuple(
            Removed(*key, spans=self._removed[key], words=self._removed_words[key])
            for step in rules.steps
            for key in ((step.name, rule.id) for rule in step.rules)
            if self._removed[key]
        )

    def masked(self) -> tuple[Masked, ...]:
        """Return what was found of personal data, by rule and place, without what was not."""
        return tuple(Masked(*key, spans=spans) for key, spans in sorted(self._masked.items()))

    def never_fired(self, rules: RuleSet) -> tuple[tuple[str, str], ...]:
        """Return (step, rule) of all rules that claimed nothing.

        Those of sites that do not occur are not told, nor those for personal data, which is not missed.
        """
        return tuple(
            (step.name, rule.id)
            for step in rules.steps
            if (step.site is None or step.site in self._sites) and step.claim_inside is None
            for rule in step.rules
            if (step.name, rule.id) not in self._claimed
        )

    def report(self, rules: RuleSet) -> Mapping[str, object]:
        """Return the fields of `BuildReport` that are counted here."""
        return {
            "pages": self.pages,
            "articles": self.articles,
            "comments": self.comments,
            "words_kept": dict(self.words_kept),
            "removed": self.removed(rules),
            "never_fired": self.never_fired(rules),
            "comment_counts": tuple(self.comment_counts),
            "rejected": self.rejected,
            "first_rejected": tuple(self.first_rejected),
            "masked": self.masked(),
        }


def count_words(texts: pl.Series) -> int:
    """Count the words of all texts together, as `words_of_runs` does; nulls have none."""
    there = texts.drop_nulls()
    return int(words_of_runs(there, np.array([0, len(there)])).item())
