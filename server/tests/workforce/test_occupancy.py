"""A technician's time is taken once, whoever takes it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from truckroll.accounts.actors import system
from truckroll.foundation import commands
from truckroll.workforce import queries
from truckroll.workforce.actions import occupancy, technicians
from truckroll.workforce.actions.occupancy import DoubleBooked
from truckroll.workforce.models import Occupancy, Technician

HOUR = timedelta(hours=1)
WORKER = system("test")


@pytest.fixture
def aziz(db: None, now: datetime) -> Technician:
    with transaction.atomic():
        return technicians.create_technician(name="Tariq", zone="Europe/London", currency="GBP", actor=WORKER, now=now)


@pytest.fixture
def lind(db: None, now: datetime) -> Technician:
    with transaction.atomic():
        return technicians.create_technician(name="Tove", zone="Europe/London", currency="GBP", actor=WORKER, now=now)


def visit(technician: Technician, number: int, start: datetime, end: datetime) -> None:
    with transaction.atomic():
        occupancy.occupy(
            technician_id=technician.pk, kind="visit", source_id=number, starts_at=start, ends_at=end, now=start
        )


def taken() -> list[tuple[int, datetime, datetime]]:
    rows = Occupancy.objects.order_by("source_id")
    return [(o.source_id, o.period.lower, o.period.upper) for o in rows]


def test_rule_7_back_to_back_is_no_overlap(aziz: Technician, now: datetime) -> None:
    visit(aziz, 1, now, now + HOUR)
    visit(aziz, 2, now + HOUR, now + 2 * HOUR)
    assert taken() == [(1, now, now + HOUR), (2, now + HOUR, now + 2 * HOUR)]


def test_p8_an_overlap_is_refused_and_names_what_is_in_the_way(aziz: Technician, now: datetime) -> None:
    visit(aziz, 1, now, now + HOUR)
    with pytest.raises(DoubleBooked) as refused:
        visit(aziz, 2, now + HOUR - timedelta(minutes=1), now + 2 * HOUR)
    assert refused.value.facts == {
        "technician_id": aziz.pk,
        "technician": "Tariq",
        "conflicts": [{"kind": "visit", "source_id": 1, "starts_at": now, "ends_at": now + HOUR}],
    }
    assert taken() == [(1, now, now + HOUR)]


def test_p8_the_database_refuses_even_a_writer_that_neither_locks_nor_looks(aziz: Technician, now: datetime) -> None:
    visit(aziz, 1, now, now + HOUR)
    with pytest.raises(IntegrityError, match="occupancy_no_overlap"), transaction.atomic():
        Occupancy.objects.create(technician=aziz, kind="visit", source_id=2, period=(now, now + HOUR))


def test_another_technician_has_his_own_time(aziz: Technician, lind: Technician, now: datetime) -> None:
    visit(aziz, 1, now, now + HOUR)
    visit(lind, 2, now, now + HOUR)
    assert len(taken()) == 2


def test_a_moved_visit_may_overlap_only_itself(aziz: Technician, now: datetime) -> None:
    visit(aziz, 1, now, now + HOUR)
    visit(aziz, 2, now + 2 * HOUR, now + 3 * HOUR)
    half = timedelta(minutes=30)
    with transaction.atomic():
        occupancy.move_occupancy(
            technician_id=aziz.pk, kind="visit", source_id=1, starts_at=now + half, ends_at=now + HOUR + half, now=now
        )
    with pytest.raises(DoubleBooked), transaction.atomic():
        occupancy.move_occupancy(
            technician_id=aziz.pk, kind="visit", source_id=1, starts_at=now + 2 * HOUR, ends_at=now + 3 * HOUR, now=now
        )
    assert taken()[0] == (1, now + half, now + HOUR + half)


def test_two_visits_may_swap_within_a_transaction(aziz: Technician, lind: Technician, now: datetime) -> None:
    visit(aziz, 1, now, now + HOUR)
    visit(lind, 2, now, now + HOUR)
    with transaction.atomic():
        occupancy.release(kind="visit", source_id=1)
        at = {"starts_at": now, "ends_at": now + HOUR, "now": now}
        occupancy.move_occupancy(technician_id=aziz.pk, kind="visit", source_id=2, **at)
        occupancy.occupy(technician_id=lind.pk, kind="visit", source_id=1, **at)
    assert {(o.source_id, o.technician_id) for o in Occupancy.objects.all()} == {(1, lind.pk), (2, aziz.pk)}


def test_rule_11_what_is_held_is_in_the_way_until_then_and_not_after(aziz: Technician, now: datetime) -> None:
    until = now + timedelta(minutes=10)
    span: dict[str, Any] = {"technician_id": aziz.pk, "starts_at": now + HOUR, "ends_at": now + 2 * HOUR}
    with transaction.atomic():
        occupancy.occupy(kind="offer", source_id=7, held_until=until, now=now, **span)
    with pytest.raises(DoubleBooked) as refused, transaction.atomic():
        occupancy.occupy(kind="visit", source_id=1, now=until - timedelta(seconds=1), **span)
    (held,) = refused.value.facts["conflicts"]
    assert (held["kind"], held["source_id"], held["held_until"]) == ("offer", 7, until)
    with transaction.atomic():
        occupancy.occupy(kind="visit", source_id=1, now=until, **span)
    assert taken() == [(1, now + HOUR, now + 2 * HOUR)]
    # Only an offer lapses.
    with pytest.raises(IntegrityError, match="occupancy_only_offers_lapse"), transaction.atomic():
        Occupancy.objects.update(held_until=until)


def test_rule_23_an_absence_that_only_ends_inside_a_visit_is_refused(aziz: Technician, now: datetime) -> None:
    visit(aziz, 1, now + HOUR, now + 4 * HOUR)
    with pytest.raises(DoubleBooked), transaction.atomic():
        occupancy.record_absence(
            technician=aziz, kind="leave", starts_at=now + 2 * HOUR, ends_at=now + 9 * HOUR, actor=WORKER, now=now
        )
    assert queries.list_absences(actor=WORKER).count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_p8_of_many_at_once_one_gets_the_slot(now: datetime) -> None:
    """Eight threads want the same five hours, one technician: five rows, no deadlock, no error but the refusal."""
    with transaction.atomic():
        aziz = technicians.create_technician(name="Tariq", zone="Europe/London", currency="GBP", actor=WORKER, now=now)
    start_together = threading.Barrier(8)
    outcomes: list[str] = []

    def work(thread: int) -> None:
        try:
            start_together.wait(10)
            for hour in range(5):
                start = now + hour * HOUR

                def effect(start: datetime = start, number: int = thread * 10 + hour) -> tuple[int, dict[str, Any]]:
                    occupancy.occupy(
                        technician_id=aziz.pk, kind="visit", source_id=number, starts_at=start,
                        ends_at=start + HOUR, now=now,
                    )  # fmt: skip
                    return 200, {}

                answer = commands.run(
                    source=commands.find_source("worker", f"racer-{thread}"),
                    name="race",
                    body={},
                    actor=WORKER,
                    effect=effect,
                )
                outcomes.append(answer.outcome if answer.outcome == "applied" else answer.body["code"])
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count("applied"), outcomes.count("double_booked"), len(outcomes)) == (5, 35, 40)
    assert len(taken()) == 5
