"""Instants come out of the database as they went in: in UTC, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, connection


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-01 12:34:56.789+02", datetime(2026, 3, 1, 10, 34, 56, 789_000, tzinfo=UTC)),
        ("2026-03-01 12:34:56.000001+00", datetime(2026, 3, 1, 12, 34, 56, 1, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime.max.replace(tzinfo=UTC)),
        (None, None),
    ],
)
def test_an_instant_is_read_in_utc(written: str | None, read: datetime | None) -> None:
    found = _read("%s::timestamptz", written)
    assert found == read
    assert found is None or found.tzinfo is UTC


@pytest.mark.django_db
def test_an_instant_is_read_in_utc_whatever_the_zone_of_the_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'Asia/Kolkata'")
    found = _read("%s::timestamptz", "2026-03-01 12:00:00+00")
    assert (found, found.tzinfo) == (datetime(2026, 3, 1, 12, tzinfo=UTC), UTC)


@pytest.mark.django_db
def test_the_ends_of_a_period_are_read_in_utc() -> None:
    found = _read("tstzrange(%s, '2026-03-02 00:00+01')", "2026-03-01 12:00+00")
    assert (found.lower, found.upper) == (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 23, tzinfo=UTC))


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["infinity", "0044-03-15 12:00:00+00 BC", "10000-01-01 00:00:00+00"])
def test_an_instant_that_no_calendar_here_has_is_refused(written: str) -> None:
    with pytest.raises(DataError, match="timestamp too"):
        _read("%s::timestamptz", written)


def _read(sql: str, value: str | None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", [value])
        return cursor.fetchone()[0]
