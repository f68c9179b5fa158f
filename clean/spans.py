"""From claims to spans: every character gets its owner, and every kept span its text."""

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from clean.lines import Lines
from clean.normalise import BY, LIST_MARKER, UNMARKED, fold_breaks, record_text
from clean.rules.catalog import RuleSet
from clean.settle import settle

__all__ = ["BODY", "COMMENT_COUNT", "SPACE", "Spans", "own"]


class Owner(NamedTuple):
    """Who owns what no rule claims: a label, and what stands in the columns `step`, `rule` and `reason`."""

    label: str
    step: str
    rule: str
    reason: str


BODY = Owner("body", "article_body", "unclaimed", "no rule claims it, so it is text of the article")
SPACE = Owner("space", "layout", "white-space", "parts blocks of text from each other")

# The step whose removed lines say how many comments the page had; their first number is the count.
COMMENT_COUNT = "comment_count"

_THREAD = ("depth", "parent", "parent_recovered", "thread")


@dataclass(frozen=True)
class Spans:
    """The spans of a batch.

    `frame`: one row a span, white space between spans left out, in order: `page`, `start`, `end` (global
    code points), `owner` (number of the rule, or that of `BODY`), `label`, `text` (normalised; null for
    what is removed), `raw` (raw characters of what is removed), and for comments `depth`, `parent`,
    `parent_recovered` and `thread` as `clean.steps.comment_threads` gives them.
    """

    lines: Lines
    rules: RuleSet
    frame: pl.DataFrame

    def table(self) -> pl.DataFrame:
        """Return the table of spans, white space included: a tiling of every page."""
        return _with_space(self)


def own(lines: Lines, claims: pl.DataFrame, rules: RuleSet) -> Spans:
    """Settle the claims of a batch and give every character that is not white space its owner.

    `claims`: `start`, `end`, `rule` (number in `rules.rules`, which is also its rank), and the columns of
    comments, null elsewhere. Claims begin and end at characters that are not white space.
    """
    body = len(rules.rules)
    settled = settle(claims["start"], claims["end"], claims["rule"])
    owned = settled.select(
        "start",
        "end",
        *(claims[name].gather(settled["claim"]) for name in _THREAD),
        owner=claims["rule"].gather(settled["claim"]),
    )
    frame = pl.concat([owned, _unclaimed(lines, settled).with_columns(owner=pl.lit(body, pl.Int64))], how="diagonal")
    return Spans(lines, rules, _with_text(_join_body(_on_pages(frame.sort("start"), lines), body), lines, rules))


def _on_pages(frame: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    page = lines.pages["base"].search_sorted(frame["start"], side="right") - 1
    return frame.with_columns(page=page.cast(pl.UInt32))


def _unclaimed(lines: Lines, settled: pl.DataFrame) -> pl.DataFrame:
    """Return what is left to the article: lines that no claim touches, and the free parts of others."""
    frame = lines.lines
    # the last claim that begins inside the line or before it, if it reaches into the line
    last = settled["start"].search_sorted(frame["end"], side="left").cast(pl.Int64) - 1
    claim = last.clip(0)
    if settled.is_empty():
        return frame.select("start", "end")
    around = frame.select(
        "start",
        "end",
        claimed=settled["start"].gather(claim),
        until=settled["end"].gather(claim),
        any=last >= 0,
    )
    touched = pl.col("any") & (pl.col("until") > pl.col("start"))
    covered = touched & (pl.col("claimed") <= pl.col("start")) & (pl.col("until") >= pl.col("end"))
    torn = around.filter(touched & ~covered)
    free = around.filter(~touched).select("start", "end")
    return free if torn.is_empty() else pl.concat([free, _parts(torn, settled, lines)])


def _parts(torn: pl.DataFrame, settled: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """Cut the claims out of the lines that they cover in part, and the white space off what is left."""
    edges = pl.concat([settled.select("start", "end"), torn.select("start", "end")])
    ranks = [0] * settled.height + [1] * torn.height
    left = settle(edges["start"], edges["end"], ranks).filter(pl.col("claim") >= settled.height)
    trimmed = []
    for start, raw in zip(left["start"], _slices(left, lines), strict=True):
        text = fold_breaks(raw)
        if text.strip():
            begins = start + len(text) - len(text.lstrip())
            trimmed.append((begins, begins + len(text.strip())))
    return pl.DataFrame(trimmed, schema={"start": pl.Int64, "end": pl.Int64}, orient="row")


def _slices(ranges: pl.DataFrame, lines: Lines) -> list[str]:
    """Cut raw text by global code points, one string at a time: for the few that are not whole lines."""
    pages: dict[int, tuple[int, str]] = {}
    cut = []
    for page, start, end in _on_pages(ranges, lines).select("page", "start", "end").iter_rows():
        if page not in pages:
            pages = {page: lines.pages.row(page, named=True)}
        base, text = pages[page]["base"], pages[page]["text"]
        cut.append(text[start - base : end - base])
    return cut


def _join_body(frame: pl.DataFrame, body: int) -> pl.DataFrame:
    """Make one span of the lines of the article that follow each other."""
    article = pl.col("owner") == body
    follows = article & article.shift(1) & (pl.col("page") == pl.col("page").shift(1))
    return (
        frame.lazy()
        .with_columns(opens=~follows.fill_null(False))
        .with_columns(run=pl.col("opens").cum_sum())
        # the end of a run is that of its last line, which stands before the next opening
        .with_columns(closes=pl.col("opens").shift(-1, fill_value=True))
        .filter(pl.col("opens") | pl.col("closes"))
        .with_columns(end=pl.when("closes").then("end").otherwise(pl.col("end").shift(-1)))
        .filter("opens")
        .drop("opens", "closes", "run")
        .collect()
    )


def _with_text(frame: pl.DataFrame, lines: Lines, rules: RuleSet) -> pl.DataFrame:
    """Add `base`, `label`, `text` and `raw`; spans of whole lines in columns, torn ones by the reference."""
    labels = pl.Series([*(rule.label for rule in rules.rules), BODY.label])
    rows, pages = lines.lines, lines.pages
    first = rows["start"].search_sorted(frame["start"]).clip(0, max(rows.height - 1, 0))
    last = rows["end"].search_sorted(frame["end"]).clip(0, max(rows.height - 1, 0))
    label = labels.gather(frame["owner"])
    whole = (rows["start"].gather(first) == frame["start"]) & (rows["end"].gather(last) == frame["end"])
    kept = label != "removed"
    frame = frame.with_columns(label=label, base=pages["base"].gather(frame["page"])).with_row_index("span")
    wanted = whole & kept
    cut = (whole & ~kept & pages["bytes_hold"].gather(frame["page"])).arg_true()
    start_byte = rows["start_byte"].gather(first.gather(cut))
    size = rows["end_byte"].gather(last.gather(cut)) - start_byte
    raw = pages["text"].cast(pl.Binary).gather(frame["page"].gather(cut)).bin.slice(start_byte, size)
    spans = frame.select("span", "start", "label", wanted=wanted)
    frame = frame.with_columns(
        text=_spread(_line_texts(spans, rows), wanted.arg_true(), frame.height),
        raw=_spread(raw.cast(pl.String), cut, frame.height),
    )
    torn = frame.filter((kept & ~whole) | (~kept & frame["raw"].is_null()))
    return frame if torn.is_empty() else _torn_texts(frame, torn, lines)


def _spread(values: pl.Series, rows: pl.Series, height: int) -> pl.Series:
    """Put values into a column of nulls at the given rows, ascending."""
    at = pl.repeat(None, height, dtype=pl.Int64, eager=True)
    return values.gather(at.scatter(rows, pl.int_range(len(values), eager=True)))


def _line_texts(spans: pl.DataFrame, lines: pl.DataFrame) -> pl.Series:
    """Return the texts of the `wanted` spans, all whole lines: what `record_text` does, in columns."""
    span = spans["start"].search_sorted(lines["start"], side="right").cast(pl.Int64) - 1
    label, text = pl.col("label"), pl.col("text")
    opens = (pl.col("span") != pl.col("span").shift(1)).fill_null(True)
    parted = pl.when(opens).then(pl.lit("")).when("gap").then(pl.lit("\n\n")).otherwise(pl.lit("\n"))
    texts = (
        lines.lazy()
        .select("gap", "text", span=span, wanted=spans["wanted"].gather(span))
        .filter("wanted")
        .select("span", text=pl.concat_str(parted, "text"))
        .group_by("span", maintain_order=True)
        # a list joined afterwards: several times quicker than `str.join` within the groups
        .agg(text)
        .with_columns(text.list.join(""))
    )
    labels = spans.lazy().filter("wanted").select("label")
    return (
        pl.concat([texts, labels], how="horizontal")
        .select(
            # markers first: every label costs a pass over all texts
            pl.when(label.is_in(list(UNMARKED)) & text.str.contains(f"^{LIST_MARKER}"))
            .then(text.str.slice(text.str.extract(f"^({LIST_MARKER})").str.len_chars()))
            .when(label == "author")
            .then(text.str.slice(text.str.extract(f"^({BY})").str.len_chars().fill_null(0)))
            .otherwise(text)
        )
        .collect()
        .to_series()
    )


def _torn_texts(frame: pl.DataFrame, torn: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    texts, raws = frame["text"].to_list(), frame["raw"].to_list()
    for span, label, raw in zip(torn["span"], torn["label"], _slices(torn, lines), strict=True):
        if label == "removed":
            raws[span] = raw
        else:
            texts[span] = record_text(label, [raw])
    return frame.with_columns(text=pl.Series(texts, dtype=pl.String), raw=pl.Series(raws, dtype=pl.String))


def _with_space(spans: Spans) -> pl.DataFrame:
    pages, rules = spans.lines.pages, spans.rules
    space = len(rules.rules) + 1
    frame = spans.frame.select("page", "start", "end", "owner", "label", text="raw")
    ends = pages.select("page", start=pl.col("base") + pl.col("length"), owner=pl.lit(None, pl.Int64))
    # each page closes with an empty span, so that the white space before a span is all there is to add
    closed = pl.concat([frame, ends.with_columns(end="start")], how="diagonal_relaxed").sort("start", maintain_order=True)
    begins = pl.col("end").shift(1)
    base = pages["base"].gather(closed["page"])
    gaps = closed.select(
        "page",
        start=pl.when(pl.col("page") == pl.col("page").shift(1)).then(begins).otherwise(base),
        end="start",
        owner=pl.lit(space, pl.Int64),
    ).filter(pl.col("end") > pl.col("start"))
    tiles = pl.concat([frame, gaps], how="diagonal").sort("start")
    owners = [*((r.label, r.step, r.id, r.reason) for r in rules.rules), BODY, SPACE]
    names = pl.DataFrame(owners, schema=["label", "step", "rule", "reason"], orient="row")
    page_id, base = pages["page_id"].gather(tiles["page"]), pages["base"].gather(tiles["page"])
    owner = names[tiles["owner"].to_list()] if tiles.is_empty() else names.select(pl.all().gather(tiles["owner"]))
    start, end = tiles["start"] - base, tiles["end"] - base
    label, step = owner["label"], owner["step"]
    record = (
        pl.when(label == "comment")
        .then(pl.concat_str(page_id, pl.lit(":"), start.cast(pl.String)))
        .when(label.is_in(["removed", "space"]) & (step != COMMENT_COUNT))
        .then(None)
        .otherwise(page_id)
    )
    return pl.DataFrame({"page_id": page_id, "start": start.cast(pl.Int32), "end": end.cast(pl.Int32)}).with_columns(
        *owner, record=record, text=tiles["text"]
    )
