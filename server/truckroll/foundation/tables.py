"""Tables as files: CSV that every spreadsheet opens, and that runs nothing there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

# A column of a file: what it is called, and what of a row stands in it.
Column = tuple[str, Callable[[Any], object]]

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-\d+(\.\d+)?")
_MARK = "\ufeff"  # so that spreadsheets read it as UTF-8


def harmless(text: str) -> str:
    """This will be a text that a spreadsheet shows instead of running it; a negative number stays a number."""
    return f"'{text}" if text.startswith(_BEGINS) and not _NUMBER.fullmatch(text) else text


def as_meant(text: str) -> str:
    """This will be what `harmless` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_BEGINS) else text


def cell(value: object) -> str:
    """This will be a value as it stands in a file: ISO 8601 for times, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return harmless(str(value))


def line(values: Iterable[object]) -> str:
    """This will be one line of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([cell(value) for value in values])
    return text.getvalue()


def table(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """This will be a whole CSV file, line by line, with its header."""
    yield _MARK + line(name for name, _ in columns)
    for row in rows:
        yield line(value_of(row) for _, value_of in columns)
