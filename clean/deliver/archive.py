"""A version as one file: a ZIP archive whose bytes follow from the version alone."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Final

from clean.deliver.version_folder import VersionFolder

__all__ = ["archive_name", "write_archive"]

#: The earliest time that the format can hold; the files have none of their own.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o100644 << 16


def archive_name(version: VersionFolder) -> str:
    """Return the archive's file name, such as harbour-log-1.0.0.zip."""
    return f"{version.dataset}-{version.version}.zip"


def write_archive(version: VersionFolder, path: Path) -> None:
    """Write all files of the version, below a folder named after it, to the ZIP archive `path`.

    They are stored as they are: Parquet is compressed already, and a compressor's next release would change
    the archive's bytes. Raises OSError if the system refuses to write.
    """
    folder = archive_name(version).removesuffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, file in version.files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _TIME)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3  # Unix, wherever it is written
            with file.path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target)
