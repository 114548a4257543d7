"""Reads a table from a file as offices export it: any usual encoding and delimiter, each row with its line. Pure."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from truckroll.foundation.refusals import Refusal

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELL = 10_000
# A gzip file of a few kilobytes can unpack to gigabytes.
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"


class FileUnreadable(Refusal):
    """The file is no table we can read."""

    code = "file_unreadable"
    title = "This file cannot be read"
    http_status = 422
    what_to_do = "Export it again as CSV with a header line, in UTF-8, and try once more."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the column, why, and the value as it stands in the file."""

    column: str
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file by column name, with the line it starts on; `fault` if it has another shape than the header."""

    line: int
    values: dict[str, str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and its rows, read one by one."""

    columns: tuple[str, ...]
    records: Iterator[Record]


def unpack(content: bytes) -> bytes:
    """This will be the bytes of a file, unpacked if it is gzipped.

    Raises
    ------
    FileUnreadable
        It is damaged, or unpacks to more than is sensible.
    """
    if not content.startswith(b"\x1f\x8b"):
        if len(content) > MAX_BYTES:
            raise FileUnreadable(f"It is larger than {MAX_BYTES >> 20} MB.")
        return content
    parts, size = [], 0
    try:
        with gzip.open(io.BytesIO(content)) as file:
            while part := file.read(_CHUNK):
                size += len(part)
                if size > MAX_BYTES:
                    raise FileUnreadable(f"It unpacks to more than {MAX_BYTES >> 20} MB.")
                parts.append(part)
    except (OSError, EOFError, zlib.error) as error:
        raise FileUnreadable("It is gzipped but damaged.") from error
    return b"".join(parts)


def decode(content: bytes) -> str:
    """This will be the text of a file: by its byte order mark, else UTF-8, else Windows-1252.

    Raises
    ------
    FileUnreadable
        It is UTF-16 cut in the middle.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError as error:
                raise FileUnreadable(f"It begins as {name} but is not.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Five bytes have no character in Windows-1252; they become U+FFFD and the row is judged by what it says.
        return content.decode("cp1252", errors="replace")


def read_table(content: bytes) -> Table:
    """This will be the table in a file.

    Raises
    ------
    FileUnreadable
        It is empty, damaged, or its header names a column twice.
    """
    text = decode(unpack(content))
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise FileUnreadable("It is empty.")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _rows(text, delimiter)
    _, header = next(rows)
    columns = tuple(name.strip().lower() for name in header)
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise FileUnreadable(f"Its header names {', '.join(twice)} twice.", columns=twice)
    return Table(columns, _records(rows, columns))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it starts on."""
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        raise FileUnreadable(f"Line {reader.line_num} breaks the table: {error}.", line=reader.line_num) from error


def _records(rows: Iterator[tuple[int, list[str]]], columns: tuple[str, ...]) -> Iterator[Record]:
    for count, (line, cells) in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise FileUnreadable(f"It has more than {MAX_ROWS} rows.")
        values = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        yield Record(
            line, {name: value[:MAX_CELL].replace("\0", "") for name, value in values.items()}, _shape(columns, cells)
        )


def _shape(columns: tuple[str, ...], cells: list[str]) -> Fault | None:
    if len(cells) != len(columns):
        return Fault("", f"has {len(cells)} values, the header has {len(columns)}", "")
    for name, cell in zip(columns, cells, strict=True):
        if "\0" in cell:
            return Fault(name, "contains a NUL character", cell[:80].replace("\0", "␀"))
        if len(cell) > MAX_CELL:
            return Fault(name, f"is longer than {MAX_CELL} characters", cell[:80])
    return None
