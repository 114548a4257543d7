"""Reads a table from a file as offices export it: any usual encoding and delimiter, each row with its line. Pure."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
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
    # Begins with the mark of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Which bytes of a letter are zero in what was written without a mark.
_ZEROS = {(0, 1): "utf-16-le", (1, 0): "utf-16-be", (0, 1, 1, 1): "utf-32-le", (1, 1, 1, 0): "utf-32-be"}
_LOOKED_AT = 4096
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SEP = re.compile(r'"?sep=([^\w\s"]|\t)"?', re.IGNORECASE)


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
    """This will be the text of a file: by its byte order mark or its zero bytes, else UTF-8, else Windows-1252.

    Raises
    ------
    FileUnreadable
        It is UTF-16 cut in the middle.
    """
    name = next((name for mark, name in _BOMS if content.startswith(mark)), "") or _without_mark(content)
    if name:
        try:
            return content.decode(name)
        except UnicodeDecodeError as error:
            raise FileUnreadable(f"It begins as {name} but is not.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Five bytes have no character in Windows-1252; they become U+FFFD and the row is judged by what it says.
        return content.decode("cp1252", errors="replace")


def _without_mark(content: bytes) -> str:
    """The encoding of a file without a mark in which most letters have zero bytes; empty for any other."""
    start = content[:_LOOKED_AT]
    for zeros, name in _ZEROS.items():
        letters = len(start) // len(zeros)
        shares = [start[at :: len(zeros)].count(0) / letters for at in range(len(zeros))] if letters else []
        if shares and all(share > 0.4 if zero else share < 0.05 for share, zero in zip(shares, zeros, strict=True)):
            return name
    return ""


def read_table(content: bytes) -> Table:
    """This will be the table in a file.

    Raises
    ------
    FileUnreadable
        It is empty, damaged, or its header names a column twice; as its rows are read, a quotation mark stays open.
    """
    text = decode(unpack(content))
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise FileUnreadable("It is empty.")
    said = _SEP.fullmatch(first)
    rows = _rows(text, said[1] if said else _delimiter(text))
    if said:
        next(rows)
    header = [name.strip().lower() for name in next(rows, (0, []))[1]]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise FileUnreadable("It is empty.")
    columns = tuple(filter(None, header))
    if any("\0" in name for name in columns):
        raise FileUnreadable("Its header contains NUL characters.")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise FileUnreadable(f"Its header names {', '.join(twice)} twice.", columns=twice)
    return Table(columns, _records(rows, header))


def _delimiter(text: str) -> str:
    """What divides the names of the header, outside of quotation marks."""
    bare = _QUOTED.sub("-", text[:_CHUNK])
    return max(_DELIMITERS, key=next((line for line in bare.splitlines() if line.strip()), "").count)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it starts on."""
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        line = _opened(text, before + 1, delimiter)
        raise FileUnreadable(
            f"A quotation mark opens a cell in line {line} and is not closed where the cell ends. "
            'Close it; one that belongs to the text is written twice ("").',
            line=line,
        ) from error


def _opened(text: str, line: int, delimiter: str) -> int:
    """The line of the quotation mark that opens a cell and does not close it, in the row that begins in a line."""
    is_open, opened, before = False, line, ""
    for number, words in enumerate(io.StringIO(text, newline=""), 1):
        if number < line:
            continue
        at = 0
        while at < len(words):
            mark, after = words[at] == '"', words[at + 1 : at + 2]
            if is_open and mark and after == '"':
                at += 1
            elif is_open and mark and after in ("", "\r", "\n", delimiter):
                is_open = False
            elif is_open and mark:
                return opened
            elif mark and before in ("", "\r", "\n", delimiter):
                is_open, opened = True, number
            before = words[at]
            at += 1
    return opened


def _records(rows: Iterator[tuple[int, list[str]]], header: list[str]) -> Iterator[Record]:
    for count, (line, cells) in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise FileUnreadable(f"It has more than {MAX_ROWS} rows.")
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
        yield Record(
            line, {name: value[:MAX_CELL].replace("\0", "") for name, value in values.items()}, _shape(header, cells)
        )


def _shape(header: list[str], cells: list[str]) -> Fault | None:
    # Spreadsheets write columns that once had something in them to the end.
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        return Fault("", f"has {len(cells)} values, the header has {len(header)}", "")
    for place, (name, cell) in enumerate(zip(header, cells, strict=False), 1):
        if not name and cell.strip():
            return Fault("", f"has a value in column {place}, which has no name", cell[:80])
        if "\0" in cell:
            return Fault(name, "contains a NUL character", cell[:80].replace("\0", "␀"))
        if len(cell) > MAX_CELL:
            return Fault(name, f"is longer than {MAX_CELL} characters", cell[:80])
    return None
