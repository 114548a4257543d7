"""Certificates that lapse: listed with the visits they would hit, and told once for 60, 30 and 7 days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from truckroll.foundation import clock
from truckroll.foundation.models import OutboxEvent
from truckroll.work import queries as work
from truckroll.work.actions import visits
from truckroll.workforce import tasks
from truckroll.workforce.actions import technicians


def certificate(company: Any, who: Any, kind: Any, expires_on: date, valid_from: date = date(2026, 1, 1)) -> Any:
    with transaction.atomic():
        return technicians.add_certification(
            technician=who, certification_type=kind, valid_from=valid_from, expires_on=expires_on,
            actor=company.worker, now=company.now,
        )  # fmt: skip


def planned(company: Any, who: Any, work_type: Any, days: int) -> str:
    visit = work.get_visit(actor=company.worker, visit_id=company.visit(work_type=work_type))
    at = company.now + timedelta(days=days, hours=1)
    with transaction.atomic():
        visits.schedule_visit(visit=visit, technician_id=who.pk, starts_at=at, actor=company.worker, now=company.now)
    return str(visit.number)


def gas_safe(company: Any) -> tuple[Any, Any]:
    with transaction.atomic():
        kind = technicians.create_certification_type(name="Gas Safe", actor=company.worker, now=company.now)
    return kind, company.kind("Gas check", certifications=[kind.pk])


@pytest.mark.slow
def test_a_lapsing_certificate_stands_with_the_visits_it_would_hit(dana: Any, company: Any) -> None:
    kind, check = gas_safe(company)
    # Today is 23 November: seven days, thirty days, sixty days and one more.
    certificate(company, company.tariq, kind, date(2026, 11, 30))
    certificate(company, company.tove, kind, date(2026, 12, 23))
    uma, vic = company.technician("Uma"), company.technician("Vic")
    certificate(company, uma, kind, date(2027, 1, 22))
    certificate(company, vic, kind, date(2027, 1, 23))
    # The day of expiry is covered still; a visit of another kind needs no certificate.
    planned(company, company.tariq, check, 7)
    hit = planned(company, company.tariq, check, 8)
    planned(company, company.tariq, company.work_type, 9)
    shown = dana.get("/lapsing-certifications").json()
    assert [(c["technician"], c["certification"], c["days_left"]) for c in shown["items"]] == [
        ("Tariq", "Gas Safe", 7), ("Tove", "Gas Safe", 30), ("Uma", "Gas Safe", 60),
    ]  # fmt: skip
    assert [[v["number"] for v in c["visits"]] for c in shown["items"]] == [[hit], [], []]
    assert dana.get("/lapsing-certifications", within_days=7).json()["total"] == 1
    # Renewed from the day after: nothing lapses and nothing is hit.
    certificate(company, company.tariq, kind, date(2027, 11, 30), valid_from=date(2026, 12, 1))
    assert [c["technician"] for c in dana.get("/lapsing-certifications").json()["items"]] == ["Tove", "Uma"]


def test_what_has_lapsed_is_the_first_of_the_list(dana: Any, company: Any) -> None:
    kind, check = gas_safe(company)
    certificate(company, company.tariq, kind, date(2026, 11, 20))
    hit = planned(company, company.tariq, check, 1)
    (lapsed,) = dana.get("/lapsing-certifications").json()["items"]
    assert (lapsed["days_left"], [v["number"] for v in lapsed["visits"]]) == (-3, [hit])


@pytest.mark.parametrize(
    ("zone", "moment", "days_left"),
    [
        ("Pacific/Auckland", "2027-01-11T19:30:00+00:00", [-1]),  # half past eight on the 12th
        ("America/Los_Angeles", "2027-01-12T04:00:00+00:00", [0]),  # eight in the evening of the 11th
        ("America/Los_Angeles", "2027-01-04T04:00:00+00:00", []),  # of the 3rd: eight days
    ],
)
def test_rule_22_days_are_counted_where_the_technician_is(
    dana: Any, company: Any, monkeypatch: Any, zone: str, moment: str, days_left: list[int]
) -> None:
    kind, _ = gas_safe(company)
    certificate(company, company.technician("Uma", zone=zone), kind, date(2027, 1, 11))
    monkeypatch.setattr(clock, "at", lambda real: datetime.fromisoformat(moment))
    shown = dana.get("/lapsing-certifications", within_days=7).json()["items"]
    assert [one["days_left"] for one in shown] == days_left


def test_each_threshold_is_told_once(company: Any, monkeypatch: Any) -> None:
    kind, _ = gas_safe(company)
    held = certificate(company, company.tariq, kind, date(2027, 1, 22))

    def told() -> list[int]:
        rows = OutboxEvent.objects.filter(name="workforce.certification.lapsing").order_by("id")
        return [row.payload["days"] for row in rows]

    seen = []
    for days in (0, 0, 29, 30, 31, 52, 53, 54, 61):
        monkeypatch.setattr(clock, "at", lambda real, days=days: company.now + timedelta(days=days))
        tasks.tell_lapsing(0)
        seen.append(told())
    sixty, thirty, seven = [60], [60, 30], [60, 30, 7]
    assert seen == [sixty, sixty, sixty, thirty, thirty, thirty, seven, seven, seven]
    assert held.pk == OutboxEvent.objects.filter(name="workforce.certification.lapsing")[0].payload["certification_id"]


@pytest.mark.slow
def test_the_list_asks_no_more_for_many(dana: Any, company: Any) -> None:
    kind, check = gas_safe(company)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            items = dana.get("/lapsing-certifications").json()["items"]
        return sum(len(one["visits"]) for one in items), len(queries)

    certificate(company, company.tariq, kind, date(2026, 11, 30))
    planned(company, company.tariq, check, 8)
    one = asked()
    for name in ("Uma", "Vic", "Wes"):
        who = company.technician(name)
        certificate(company, who, kind, date(2026, 12, 1))
        for days in (9, 10):
            planned(company, who, check, days)
    assert (one[0], asked()) == (1, (7, one[1]))
