"""The numbers people call requests and work orders by."""

from __future__ import annotations

from django.db import connection


def next_number(table: str, prefix: str) -> tuple[int, str]:
    """This will be the next id of a table and the number people call it by: 42 and `WO-1042`. It may leave gaps."""
    return next_numbers(table, prefix, 1)[0]


def next_numbers(table: str, prefix: str, count: int) -> list[tuple[int, str]]:
    """This will be the next so many of them, in one question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [(pk, f"{prefix}-{1000 + pk}") for (pk,) in cursor.fetchall()]
