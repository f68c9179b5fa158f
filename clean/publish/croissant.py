"""croissant.json: the version in Croissant 1.0, with the fields of its vocabulary for responsible AI.

A record set is one table's rows of one split, since each split is a file of its own. The texts on responsible
AI are the dataset's own: `[dataset.responsible_ai]` in dataset.toml. No date of publication is given, because
none gets into a version.

Sources: the Croissant format specification 1.0 and the Croissant RAI specification 1.0, both of MLCommons.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clean.citation import cite, work_in_making
from clean.dataset_file import Dataset
from clean.publish.card import WHAT_ROWS_ARE, TableFiles

NAME: Final = "croissant.json"

ENCODING: Final = "application/x-parquet"
"""What the format's own tools know Parquet by."""

_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_RESPONSIBLE_AI: Final = {
    "data_collection": "rai:dataCollection",
    "data_collection_type": "rai:dataCollectionType",
    "data_collection_missing_data": "rai:dataCollectionMissingData",
    "data_preprocessing_protocol": "rai:dataPreprocessingProtocol",
    "data_annotation_protocol": "rai:dataAnnotationProtocol",
    "data_limitations": "rai:dataLimitations",
    "data_biases": "rai:dataBiases",
    "data_social_impact": "rai:dataSocialImpact",
    "data_use_cases": "rai:dataUseCases",
    "personal_sensitive_information": "rai:personalSensitiveInformation",
    "data_release_maintenance_plan": "rai:dataReleaseMaintenancePlan",
}
"""Properties of the vocabulary by the key in dataset.toml."""

_KEYS: Final = {"articles": ("page_id",), "comments": ("comment_id",), "spans": ("page_id", "start")}


def croissant(
    dataset: Dataset, version: str, tables: list[TableFiles], files: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the description as JSON-LD; `files` gives size in bytes and sha256 by path."""
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.0",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": dataset.name,
        "alternateName": dataset.heading,
        "version": version,
    }
    if dataset.description is not None:
        described["description"] = " ".join(dataset.description.split())
    if dataset.licence is not None:
        described["license"] = " ".join((dataset.licence_text or dataset.licence).split())
    described["citeAs"] = cite(work_in_making(dataset, version))
    if dataset.creators:
        described["creator"] = [{"@type": "sc:Organization", "name": creator} for creator in dataset.creators]
    url = dataset.homepage or dataset.repository
    if url is not None:
        described["url"] = url
    if dataset.language is not None:
        described["inLanguage"] = dataset.language
    stated = dataset.responsible_ai.model_dump(exclude_none=True)
    described |= {_RESPONSIBLE_AI[key]: " ".join(text.split()) for key, text in stated.items()}
    parts = [(table, split) for table in tables for split in table.splits]
    described["distribution"] = [_file(table, split, files) for table, split in parts]
    described["recordSet"] = [_splits(tables), *(_records(table, split) for table, split in parts)]
    return described


def _file(table: TableFiles, split: str, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    path = table.splits[split].path
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path.rpartition("/")[2],
        "description": f"The rows of `{table.name}` in the split {split}.",
        "contentUrl": path,
        "contentSize": f"{files[path]['bytes']} B",
        "encodingFormat": ENCODING,
        "sha256": files[path]["sha256"],
    }


def _splits(tables: list[TableFiles]) -> dict[str, Any]:
    names = list(dict.fromkeys(split for table in tables for split in table.splits))
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The splits of the tables; a page and all that is on it are in one.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [{"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"}],
        "data": [{"splits/name": name} for name in names],
    }


def _records(table: TableFiles, split: str) -> dict[str, Any]:
    from schemas import TABLES
    from schemas.export import croissant_columns

    name = f"{table.name}-{split}"
    keys = [{"@id": f"{name}/{key}"} for key in _KEYS[table.name]]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{WHAT_ROWS_ARE[table.name]}; the split {split}.",
        "key": keys if len(keys) > 1 else keys[0],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column['name']}",
                **column,
                "source": {
                    "fileObject": {"@id": table.splits[split].path},
                    "extract": {"column": column["name"]},
                },
            }
            for column in croissant_columns(TABLES[table.name])
        ],
    }
