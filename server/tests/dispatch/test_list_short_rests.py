"""Rest before the next shift: eleven hours, counted from the last work, a call-out at night too (rule 28)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from truckroll.dispatch.resting import ShortRest, Worked, short_rests
from truckroll.work import queries as work
from truckroll.work.actions import field, visits
from truckroll.workforce.rota import Shift


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{clock}:00+00:00")


TUESDAY = Shift(at(24, "08:00"), at(24, "17:00"), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("worked", "rest"),
    [
        ([("23 12:00", "23 17:00")], None),
        ([("23 20:00", "23 21:00")], None),  # eleven hours to the minute
        ([("23 20:00", "23 21:01")], timedelta(hours=10, minutes=59)),
        ([("23 12:00", "23 17:00"), ("24 02:00", "24 03:30")], timedelta(hours=4, minutes=30)),
        # Work that runs into the shift is its beginning: 21:00 to 05:00 are eight hours.
        ([("23 19:00", "23 21:00"), ("24 05:00", "24 08:30")], timedelta(hours=8)),
        ([("24 07:30", "24 09:00")], None),
    ],
)
def test_rule_28_rest_is_counted_from_the_last_work(worked: list[tuple[str, str]], rest: timedelta | None) -> None:
    done = [Worked(*(at(int(said[:2]), said[3:]) for said in pair)) for pair in worked]
    assert [short.rest for short in short_rests([TUESDAY], done)] == ([] if rest is None else [rest])


def test_only_the_first_shift_of_a_day_is_a_morning() -> None:
    halves = [Shift(at(24, "08:00"), at(24, "12:00"), TUESDAY.on), Shift(at(24, "13:00"), at(24, "17:00"), TUESDAY.on)]
    morning = Worked(at(24, "08:00"), at(24, "12:00"))
    assert short_rests(halves, [morning]) == []
    late = Worked(at(24, "00:00"), at(24, "01:00"))
    assert short_rests(halves, [late, morning]) == [ShortRest(TUESDAY.on, timedelta(hours=7), late, at(24, "08:00"))]


def test_rule_28_a_call_out_at_night_flags_the_next_morning(dana: Any, company: Any) -> None:
    span = {"from": at(23, "00:00").isoformat(), "to": at(26, "00:00").isoformat()}
    visit = work.get_visit(actor=company.worker, visit_id=company.visit())
    with transaction.atomic():
        visits.schedule_visit(
            visit=visit, technician_id=company.tariq.pk, starts_at=at(23, "22:00"), actor=company.worker,
            now=company.now,
        )  # fmt: skip
        visits.dispatch_visit(visit=visit, actor=company.worker, now=company.now)
    first = dana.get("/board/rests", **span).json()["items"]
    assert [(r["technician"], r["rest_s"], r["worked_on"]) for r in first] == [("Tariq", 9 * 3600, visit.number)]
    assert first[0]["sentence"] == (
        f"Tariq has 9 h of rest before Tue 08:00, and 11 are due: the last work is until Mon 23:00 ({visit.number})."
    )
    # It takes longer than planned: what was counts, not what was thought.
    for step, clock in (("depart", "21:40"), ("arrive", "22:00"), ("start", "22:05"), ("complete", "23:50")):
        with transaction.atomic():
            getattr(field, f"{step}_visit")(visit=visit, actor=company.worker, now=at(23, clock))
    (later,) = dana.get("/board/rests", **span).json()["items"]
    assert (later["rest_s"], later["worked_until"]) == (8 * 3600 + 600, "2026-11-23T23:50:00Z")


def test_a_rest_is_short_whoever_asks_and_how_many_there_are(dana: Any, company: Any) -> None:
    span = {"from": at(23, "00:00").isoformat(), "to": at(26, "00:00").isoformat()}

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            total = dana.get("/board/rests", **span).json()["total"]
        return total, len(queries)

    def late(technician: Any) -> None:
        visit = work.get_visit(actor=company.worker, visit_id=company.visit())
        with transaction.atomic():
            visits.schedule_visit(
                visit=visit, technician_id=technician.pk, starts_at=at(24, "23:00"), actor=company.worker,
                now=company.now,
            )  # fmt: skip

    late(company.tariq)
    one = asked()
    for name in ("Uma", "Vic"):
        late(company.technician(name))
    assert (one[0], asked()) == (1, (3, one[1]))
    assert dana.get("/board/rests", **{"from": span["to"], "to": span["from"]}).status_code == 422
