"""A model of lines: a forest of whole numbers, and the points below which a line is claimed."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from clean.errors import CleanError, shown
from clean.line_model.trees import MAX_DEPTH, Forest, Tree

__all__ = ["CASES", "FORMAT", "SHIPPED", "LineModel", "read_model", "shipped_model", "written"]

FORMAT = 2
SHIPPED = Path(__file__).with_name("model.json")
#: Where a line stands: above the article's paragraphs, among them, or below them; wherever it stands, one
#: that is a sentence by its length and end, or a whole paragraph: somebody wrote it, most likely; and any
#: line of a page that has sentences, but no paragraphs to speak of.
CASES = ("before", "inside", "after", "sentence", "paragraph", "sparse")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _TreeFile(_Strict):
    asks: tuple[tuple[str, int], ...] = Field(min_length=1, max_length=MAX_DEPTH)
    points: tuple[int, ...]

    @model_validator(mode="after")
    def _every_answer_has_points(self) -> Self:
        if len(self.points) != 1 << len(self.asks):
            raise ValueError(f"a tree of {len(self.asks)} questions needs {1 << len(self.asks)} points")
        return self


class _ForestFile(_Strict):
    start: int
    trees: tuple[_TreeFile, ...] = Field(min_length=1)

    def forest(self) -> Forest:
        return Forest(
            self.start,
            tuple(
                Tree(
                    tuple(name for name, _ in tree.asks), tuple(above for _, above in tree.asks), tree.points
                )
                for tree in self.trees
            ),
        )


class _ModelFile(_Strict):
    format: int
    about: dict[str, Any]
    claims_below: dict[str, int]
    forest: _ForestFile


@dataclass(frozen=True)
class LineModel:
    """A trained model.

    `forest`: gives each line its points; a line with 0 points is as likely text as not, and UNIT points are
    one unit of log-odds. `claims_below`: for each of `CASES`, the points below which a line is claimed.
    `about`: what it was trained on. `digest`: sha256 of its file.
    """

    forest: Forest
    claims_below: tuple[int, ...]
    about: dict[str, Any]
    digest: str

    __hash__ = object.__hash__


def read_model(path: Path) -> LineModel:
    """Read a model's file.

    Raises CleanError if it cannot be read or is no model.
    """
    from clean.line_model.features import known_features

    try:
        data = path.read_bytes()
    except OSError as fault:
        raise CleanError(
            f"{shown(path)} cannot be read: {fault.strerror}; name a file that clean train wrote."
        ) from None
    try:
        file = _ModelFile.model_validate_json(data)
    except ValidationError as fault:
        error = fault.errors()[0]
        place = ".".join(str(part) for part in error["loc"]) or "the file"
        raise CleanError(
            f"{shown(path)} is no model: {place}: {error['msg']}; train one with clean train."
        ) from None
    forest = file.forest.forest()
    unknown = sorted(forest.features() - known_features())
    if file.format != FORMAT or unknown or set(file.claims_below) != set(CASES):
        why = f"its feature {unknown[0]} is unknown" if unknown else "its format is another"
        raise CleanError(
            f"{shown(path)} is no model for this version: {why}; train it again with clean train."
        )
    below = tuple(file.claims_below[case] for case in CASES)
    return LineModel(forest, below, file.about, hashlib.sha256(data).hexdigest())


@cache
def shipped_model() -> LineModel:
    """Return the model that comes with the package."""
    return read_model(SHIPPED)


def written(forest: Forest, claims_below: dict[str, int], about: dict[str, Any]) -> str:
    """Return a model as JSON for people and diffs: a tree a line."""
    parts = [
        f'"format": {FORMAT}',
        f'"about": {json.dumps(about, indent=1, ensure_ascii=False)}',
        f'"claims_below": {json.dumps(claims_below)}',
        f'"forest": {_forest(forest)}',
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _forest(forest: Forest) -> str:
    trees = [
        json.dumps({"asks": list(zip(tree.features, tree.above, strict=True)), "points": tree.leaves})
        for tree in forest.trees
    ]
    return f'{{"start": {forest.start}, "trees": [\n' + ",\n".join(trees) + "\n]}"
