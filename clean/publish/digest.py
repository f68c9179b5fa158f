"""Logical digests: what a table says, whatever its Parquet bytes are.

A table is taken apart into columns, each column into streams of bytes, and each stream is hashed by itself.
A stream holds what the rows say in published order, so that it does not depend on how the rows are cut into
batches or row groups. All numbers in it are little-endian and signed. The streams of a column are, by type:

- `string`: `lengths`, an int32 for each row, the length of its UTF-8 in bytes, or -1 for null; then `bytes`,
  the UTF-8 of all rows, one after the other.
- `list<string>`: `lengths`, an int32 for each row, the number of its items, or -1 for null; then
  `item lengths` and `item bytes`, the items of all rows as above.
- `int32`, `bool`, `date32`, `timestamp[us]`: `valid`, a byte for each row, 1, or 0 for null; then `values`, 0
  for null: an int32, a byte 0 or 1, an int32 of days since 1970-01-01, an int64 of microseconds since
  1970-01-01T00:00:00 (naive, as published).

The digest is the sha256 of a text in UTF-8, each line ended by LF: `rows N`, then for each stream, in the
order of the columns, `column type stream sha256`, parted by single spaces, hashes in lower-case hexadecimal.

Rows of canonical JSON would be the obvious form, but to write them took as long as all of the Parquet files;
these streams are the columns as they lie in memory. `RowDigest` works the same out in plain Python, row by
row, which is how anyone can check a digest without this package.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH: Final = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 - published times are naive
_DAY_ZERO: Final = _EPOCH.date()
_MICROSECOND: Final = datetime.timedelta(microseconds=1)

STREAMS: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("lengths", "bytes"),
    "list<string>": ("lengths", "item lengths", "item bytes"),
    "int32": ("valid", "values"),
    "bool": ("valid", "values"),
    "date32": ("valid", "values"),
    "timestamp[us]": ("valid", "values"),
}
"""The streams of a column, in their order, by the name of its type."""


class _Streams:
    """The hashes of all streams of a table, and the digest that they make."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self.rows = 0
        self._hashes = {
            (name, kind): tuple((stream, hashlib.sha256()) for stream in STREAMS[kind])
            for name, kind in types.items()
        }
        self.types = dict(types)

    def add(self, column: str, parts: Iterable[Any]) -> None:
        """Append to the streams of a column: a piece of bytes for each."""
        for (_, sha256), part in zip(self._hashes[column, self.types[column]], parts, strict=True):
            sha256.update(part)

    def hexdigest(self) -> str:
        """Return the digest of the rows so far."""
        lines = [f"rows {self.rows}"]
        for (name, kind), streams in self._hashes.items():
            lines += [f"{name} {kind} {stream} {sha256.hexdigest()}" for stream, sha256 in streams]
        return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


class LogicalDigest:
    """The digest of one table, or of one split of it, taken over its rows as they are published."""

    def __init__(self, schema: pa.Schema) -> None:
        self._streams = _Streams(type_names(schema))

    @property
    def rows(self) -> int:
        """Number of rows so far."""
        return self._streams.rows

    def update(self, rows: pa.Table) -> None:
        """Take in the next rows, with the columns of the schema; a string may be dictionary-encoded."""
        for name, kind in self._streams.types.items():
            for chunk in rows.column(name).chunks:
                self._streams.add(name, _parts(chunk, kind))
        self._streams.rows += rows.num_rows

    def hexdigest(self) -> str:
        """Return the digest of the rows so far."""
        return self._streams.hexdigest()


def type_names(schema: pa.Schema) -> dict[str, str]:
    """Return the name of each column's type, as the digest has it."""
    import pyarrow as pa

    names = {pa.string(): "string", pa.int32(): "int32", pa.bool_(): "bool", pa.date32(): "date32"}
    names[pa.timestamp("us")] = "timestamp[us]"

    def name(kind: pa.DataType) -> str:
        return f"list<{names[kind.value_type]}>" if pa.types.is_list(kind) else names[kind]

    return {field.name: name(field.type) for field in schema}


def _parts(array: pa.Array, kind: str) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind == "string":
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        yield from _strings(array)
    elif kind == "list<string>":
        yield _values(pc.fill_null(pc.list_value_length(array), -1))
        # Unlike the child array, `flatten` leaves out what stands behind nulls and outside of a slice.
        yield from _strings(array.flatten())
    else:
        yield _values(array.is_valid().cast(pa.uint8()))
        values = array.cast(pa.uint8()) if kind == "bool" else array
        yield _values(values.fill_null(pa.scalar(0, values.type)))


def _strings(array: pa.Array) -> Iterator[Any]:
    import pyarrow.compute as pc

    lengths = pc.binary_length(array)
    yield _values(lengths.fill_null(-1))
    if pc.any(lengths.is_null()).as_py():
        # Arrow lets bytes stand behind a null.
        array = array.drop_null()
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        yield b""
        return
    ends = memoryview(offsets).cast("i")
    yield memoryview(data)[ends[array.offset] : ends[array.offset + len(array)]]


def _values(array: pa.Array) -> memoryview:
    """The values of a column of numbers without nulls, as they lie in memory."""
    width = array.type.bit_width // 8
    data = array.buffers()[1]
    return memoryview(data or b"").cast("B")[array.offset * width : (array.offset + len(array)) * width]


class RowDigest:
    """The same digest row by row in plain Python: slow, and independent of Arrow and polars.

    `types` gives the type of each column by its name, in the order of the columns (see `STREAMS`).
    """

    def __init__(self, types: Mapping[str, str]) -> None:
        self._streams = _Streams(types)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take in the next row, with Python's values: str, int, bool, date, datetime, list of str, None."""
        for name, kind in self._streams.types.items():
            self._streams.add(name, _row_parts(row[name], kind))
        self._streams.rows += 1

    def hexdigest(self) -> str:
        """Return the digest of the rows so far."""
        return self._streams.hexdigest()


def _row_parts(value: Any, kind: str) -> tuple[bytes, ...]:
    if kind == "string":
        text = b"" if value is None else value.encode()
        return _int32(-1 if value is None else len(text)), text
    if kind == "list<string>":
        items = [item if item is None else item.encode() for item in value or []]
        return (
            _int32(-1 if value is None else len(items)),
            b"".join(_int32(-1 if item is None else len(item)) for item in items),
            b"".join(item or b"" for item in items),
        )
    if kind == "timestamp[us]":
        since = 0 if value is None else (value - _EPOCH) // _MICROSECOND
        return bytes([value is not None]), since.to_bytes(8, "little", signed=True)
    if kind == "date32":
        return bytes([value is not None]), _int32(0 if value is None else (value - _DAY_ZERO).days)
    if kind == "bool":
        return bytes([value is not None]), bytes([value is True])
    return bytes([value is not None]), _int32(value or 0)


def _int32(number: int) -> bytes:
    return number.to_bytes(4, "little", signed=True)


def digest_of_rows(rows: Iterable[Mapping[str, Any]], types: Mapping[str, str]) -> str:
    """Return the logical digest of `rows`, by `RowDigest`."""
    digest = RowDigest(types)
    for row in rows:
        digest.add(row)
    return digest.hexdigest()


def digest_of_digests(parts: Mapping[str, str]) -> str:
    """Return one digest for several, given by name (the splits of a table, the tables of a version)."""
    return hashlib.sha256("".join(f"{name} {value}\n" for name, value in parts.items()).encode()).hexdigest()
