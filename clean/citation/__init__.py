"""Citing a version of a dataset by its exact bytes, in the formats that papers and catalogues read."""

from clean.citation.formats import FORMATS, cite
from clean.citation.work import Work, of_version, work_in_making

__all__ = ["FORMATS", "Work", "cite", "of_version", "work_in_making"]
