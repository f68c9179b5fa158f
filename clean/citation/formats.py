"""The formats of a citation. Each takes a `Work` and gives the text of a file that holds it alone.

Sources: BibTeX's `misc` entry with the fields that styles for data read; APA 7, section 10.9 (data sets);
Citation File Format 1.2.0; DataCite Metadata Schema 4.6 as JSON; RIS with the type DATA.

What nobody stated is left out (APA prints `n.d.`): no year is made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

import yaml

from clean.citation.cff import identifier
from clean.citation.work import Work

__all__ = ["FORMATS", "apa", "bibtex", "cff", "cite", "datacite", "ris"]

_LATEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "#": r"\#",
        "$": r"\$",
        "%": r"\%",
        "&": r"\&",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def bibtex(work: Work) -> str:
    """A BibTeX entry; braces keep names of groups and the spelling of the title as they are."""
    fields = {
        "author": " and ".join(f"{{{_latex(creator)}}}" for creator in work.creators),
        "title": f"{{{_latex(work.title)}}}",
        "year": str(work.released.year) if work.released else "",
        "version": _latex(work.version),
        "howpublished": "Data set",
        "doi": _latex(work.doi or ""),
        "url": "" if work.doi else (work.url or ""),
        "note": f"sha256 of MANIFEST.json: {work.digest}" if work.digest else "",
    }
    key = re.sub(r"[^A-Za-z0-9.:-]", "-", f"{work.name}-{work.version}")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"]) + "\n"


def apa(work: Work) -> str:
    """A reference in the style of APA 7, in plain text."""
    creators = [_line(creator) for creator in work.creators]
    if len(creators) > 1:
        creators[-1] = f"& {creators[-1]}"
    digest = f"; MANIFEST.json sha256 {work.digest}" if work.digest else ""
    where = f"https://doi.org/{work.doi}" if work.doi else (work.url or "")
    title = f"{_line(work.title)} (Version {work.version}{digest}) [Data set]."
    year = f"({work.released.year if work.released else 'n.d.'})."
    if not creators:
        return " ".join([title, year, where]).strip() + "\n"
    author = ", ".join(creators)
    author = author[:1].upper() + author[1:] + ("" if author.endswith(".") else ".")
    return " ".join([author, year, title, where]).strip() + "\n"


def cff(work: Work) -> str:
    """A whole CITATION.cff."""
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite the version that you used.",
        "type": "dataset",
        "title": work.title,
        "authors": [{"name": creator} for creator in work.creators],
        "version": work.version,
    }
    if work.released:
        content["date-released"] = work.released
    if work.doi:
        content["doi"] = work.doi
    if work.url:
        content["url"] = work.url
    if work.digest:
        content["identifiers"] = [identifier(work)]
    if work.description:
        content["abstract"] = work.description
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def datacite(work: Work) -> str:
    """Metadata for DataCite as JSON; a DOI and a year are in it once they are known."""
    content: dict[str, Any] = {
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Text corpus"},
        "titles": [{"title": work.title}],
        "creators": [{"name": creator, "nameType": "Organizational"} for creator in work.creators],
        "publisher": {"name": ", ".join(work.creators) or ":unav"},
        "version": work.version,
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    if work.doi:
        content = {"doi": work.doi, **content}
    if work.released:
        content["publicationYear"] = work.released.year
        content["dates"] = [{"date": work.released.isoformat(), "dateType": "Issued"}]
    if work.url:
        content["url"] = work.url
    if work.digest:
        content["alternateIdentifiers"] = [
            {"alternateIdentifier": work.digest, "alternateIdentifierType": "sha256 of MANIFEST.json"}
        ]
    if work.description:
        content["descriptions"] = [{"description": work.description, "descriptionType": "Abstract"}]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def ris(work: Work) -> str:
    """A record in RIS; each field is one line."""
    fields = [
        ("TY", "DATA"),
        ("TI", work.title),
        *(("AU", f"{creator},") for creator in work.creators),
        ("PY", str(work.released.year) if work.released else None),
        ("ET", work.version),
        ("DO", work.doi),
        ("UR", work.url),
        ("AB", work.description),
        ("N1", f"sha256 of MANIFEST.json: {work.digest}" if work.digest else None),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - "]) + "\n"


FORMATS: Final[dict[str, Callable[[Work], str]]] = {
    "bibtex": bibtex,
    "apa": apa,
    "cff": cff,
    "datacite": datacite,
    "ris": ris,
}


def cite(work: Work, style: str = "bibtex") -> str:
    """Return the citation in one of `FORMATS`, with a line break at its end; KeyError for other styles."""
    return FORMATS[style](work)


def _latex(text: str) -> str:
    return _line(text).translate(_LATEX)


def _line(text: str) -> str:
    return " ".join(text.split())
