"""The data card: README.md of a published version, in the sections of the Hub's template.

What people say of the dataset comes from dataset.toml, and is escaped for Markdown; every number comes from
the tables and is marked (`clean.documents.marks`), so that `clean datasheet --check` can compare it. What
nobody stated is said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clean.citation import cite, work_in_making
from clean.dataset_file import Dataset
from clean.documents.markdown import escaped, prose
from clean.documents.marks import block, figure
from clean.documents.measures import Measures
from clean.documents.named_figures import named_figures
from clean.documents.tables import blocks
from clean.publish.card_header import WHAT_ROWS_ARE, SplitFile, TableFiles, card_header

__all__ = ["WHAT_ROWS_ARE", "SplitFile", "TableFiles", "data_card"]

_NOT_STATED: Final = "Not stated."


def data_card(dataset: Dataset, version: str, tables: list[TableFiles], measures: Measures) -> str:
    """Return the text of README.md for the tables that have rows."""
    text = "\n\n".join(_Card(dataset, version, tables, measures).parts())
    return f"---\n{card_header(dataset, version, tables)}---\n\n{text}\n"


class _Card:
    """The card's text, section by section."""

    def __init__(self, dataset: Dataset, version: str, tables: list[TableFiles], measures: Measures) -> None:
        self.dataset = dataset
        self.version = version
        self.tables = tables
        self.figures = named_figures(measures)
        self.blocks = blocks(measures, "")

    def parts(self) -> Iterator[str]:
        """Yield the paragraphs, headings and tables in order."""
        yield f"# {escaped(self.dataset.heading)}"
        yield f"Version {self._figure('version')} of `{self.dataset.name}`."
        yield from self._details()
        yield from self._told("## Uses", self.dataset.responsible_ai.data_use_cases)
        yield from self._structure()
        yield from self._creation()
        yield from self._limits()
        yield from self._terms()

    def _figure(self, name: str) -> str:
        return figure(name, self.figures[name])

    def _block(self, name: str) -> str:
        return block(name, self.blocks[name])

    def _told(self, heading: str, *said: str | None) -> Iterator[str]:
        yield heading
        yield "\n\n".join(prose(words) for words in said if words is not None) or _NOT_STATED

    def _details(self) -> Iterator[str]:
        dataset = self.dataset
        yield from self._told("## Dataset details", dataset.description)
        yield "\n".join(
            [
                f"- **Curated by:** {', '.join(map(escaped, dataset.creators)) or _NOT_STATED}",
                f"- **Language:** {escaped(dataset.language or _NOT_STATED)}",
                f"- **Licence:** {f'`{dataset.licence}`' if dataset.licence else _NOT_STATED}",
                f"- **Homepage:** {f'<{dataset.homepage}>' if dataset.homepage else _NOT_STATED}",
                f"- **Repository:** {f'<{dataset.repository}>' if dataset.repository else _NOT_STATED}",
            ]
        )

    def _structure(self) -> Iterator[str]:
        names = ", ".join(f"`{table.name}`" for table in self.tables)
        yield "## Dataset structure"
        yield (
            "```python\n"
            "from datasets import load_dataset\n\n"
            f'{self.tables[-1].name} = load_dataset("path/to/this/folder", "{self.tables[-1].name}")\n'
            "```"
        )
        yield (
            f"Configurations: {names}. A page, its near-duplicates, its comments and its spans are in one "
            "split; a split that would be empty is not there. `page_id` joins the tables; offsets count "
            "Unicode code points of the decoded raw page."
        )
        yield self._block("splits")
        yield self._block("sites")
        yield self._block("composition")
        yield self._block("threads")
        for table in self.tables:
            yield from self._columns(table)
        yield _FILES

    def _columns(self, table: TableFiles) -> Iterator[str]:
        from schemas import TABLES
        from schemas.export import markdown_table

        yield f"### `{table.name}`"
        yield f"{WHAT_ROWS_ARE[table.name]}."
        yield markdown_table(TABLES[table.name]).strip()

    def _creation(self) -> Iterator[str]:
        said = self.dataset.responsible_ai
        yield "## Dataset creation"
        yield from self._told(
            "### Data collection and processing",
            said.data_collection,
            said.data_collection_missing_data,
            said.data_preprocessing_protocol,
        )
        yield (
            f"Of {self._figure('characters.all')} raw characters, {self._figure('characters.removed')} were "
            f"removed ({self._figure('share.removed')}). Every step that claimed a stretch of a page, what "
            "became of it, and how much that was:"
        )
        yield self._block("steps")
        yield from self._told("### Annotations", said.data_annotation_protocol)
        yield from self._told("### Personal and sensitive information", said.personal_sensitive_information)

    def _limits(self) -> Iterator[str]:
        said = self.dataset.responsible_ai
        yield from self._told(
            "## Bias, risks, and limitations",
            said.data_limitations,
            said.data_biases,
            said.data_social_impact,
        )
        yield (
            f"Where pages state how many comments they have, they state {self._figure('comments.stated')} in "
            f"all; of these, {self._figure('comments.found-where-stated')} were recovered. Of all "
            f"{self._figure('comments.all')} comments, {self._figure('comments.lost-parent')} answer one "
            "that was lost."
        )

    def _terms(self) -> Iterator[str]:
        dataset = self.dataset
        yield "## Citation"
        entry = cite(work_in_making(dataset, self.version), "bibtex").strip()
        # A fence longer than any in a title is one that no title can close.
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", entry)), default=0))
        yield f"{fence}bibtex\n{entry}\n{fence}"
        yield "`clean cite` prints it with the digest of these very bytes, and in other formats."
        yield from self._told("## Licence", dataset.licence_text)
        yield from self._told("## Maintenance", dataset.responsible_ai.data_release_maintenance_plan)


_FILES: Final = """### Files

- `data/`: the tables, as Parquet.
- `schema/`: the contract of each table, as JSON Schema of one row.
- `figures/`: what the pages are made of, and the shape of the threads, drawn from the tables.
- `changes.md`: what changed since the version before.
- `withdrawn.json`: what was taken down, by identifier, day and reason.
- `validation.json`: every check, and how many rows it held for.
- `croissant.json`, `datapackage.json`: the version as Croissant and Frictionless describe datasets.
- `MANIFEST.json`: sizes and sha256 of all files and of the raw files that they were made from, logical \
digests of the tables, and the versions of the programs.
- `rejected/`: records that broke their contract and are in no table; only there if there are any."""
