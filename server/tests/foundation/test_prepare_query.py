"""A prepared query gives what the ORM gives, asked by ids, instants, dates, or nothing at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Count

from truckroll.foundation.models import Source
from truckroll.foundation.prepared import Prepared, PreparedRows

if TYPE_CHECKING:
    from django.db.models import QuerySet

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sources() -> list[Source]:
    return [
        Source.objects.create(kind="token", key=key, name="100 %s %", seen_at=DAY + timedelta(days=n))
        for n, key in enumerate("abc")
    ]


def _keys(rows: list[dict[str, Any]]) -> list[str]:
    return [row["key"] for row in rows]


def test_rows_are_found_by_their_ids_whatever_the_ids(sources: list[Source]) -> None:
    asked = Prepared(lambda ids: Source.objects.filter(pk__in=ids).order_by("key").values("key", "name", "seen_at"))
    a, _, c = (source.pk for source in sources)
    assert asked.ask([c, a]) == [
        {"key": "a", "name": "100 %s %", "seen_at": DAY},
        {"key": "c", "name": "100 %s %", "seen_at": DAY + timedelta(days=2)},
    ]
    assert asked.ask([]) == []
    assert asked.ask([-1, 2**63, 2**70]) == []


def test_rows_are_found_by_instants_and_dates_and_other_values_stay() -> None:
    def rows(starts_at: datetime, ends_at: datetime, from_on: date) -> QuerySet[Source, Any]:
        named = Source.objects.filter(name="100 %s %", seen_at__gte=starts_at, seen_at__lt=ends_at)
        return named.filter(seen_at__date__gte=from_on).order_by("key").values("key")

    asked, span = Prepared(rows), {"starts_at": DAY, "ends_at": DAY + timedelta(days=2)}
    assert _keys(asked.ask(**span, from_on=date(2026, 3, 1))) == ["a", "b"]
    assert _keys(asked.ask(**span, from_on=date(2026, 3, 2))) == ["b"]
    assert _keys(asked.ask(starts_at=DAY, ends_at=DAY, from_on=date(2026, 3, 1))) == []


def test_a_small_table_is_read_whole_and_values_are_what_the_orm_makes_of_them() -> None:
    asked = Prepared(lambda: Source.objects.values("kind").annotate(number=Count("id")))
    assert asked.ask() == [{"kind": "token", "number": 3}]


def test_rows_come_as_objects_too(sources: list[Source]) -> None:
    asked = PreparedRows(lambda ids, now: Source.objects.filter(pk__in=ids, seen_at__lte=now).order_by("-id"))
    found = asked.ask([source.pk for source in sources], now=DAY + timedelta(days=1))
    assert [(one.pk, one.key, one.seen_at) for one in found] == [
        (one.pk, one.key, one.seen_at) for one in (sources[1], sources[0])
    ]
