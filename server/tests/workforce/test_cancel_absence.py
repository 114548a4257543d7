"""Absences: seen by whom they concern, taking up time until they are canceled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from truckroll.accounts.actors import system
from truckroll.foundation.models import OutboxEvent
from truckroll.workforce import queries
from truckroll.workforce.actions import occupancy
from truckroll.workforce.invariants import absences_are_occupied, nobody_is_double_booked
from truckroll.workforce.models import Absence, Occupancy


def away(technician_id: int, now: datetime) -> Absence:
    technician = queries.find_technician(technician_id)
    assert technician is not None
    with transaction.atomic():
        return occupancy.record_absence(
            technician=technician, kind="sick", starts_at=now, ends_at=now + timedelta(hours=8), note="flu",
            actor=system("test"), now=now,
        )  # fmt: skip


def test_an_absence_stands_on_the_board_until_it_is_canceled(dana: Any, tariq: Any, now: datetime, told: Any) -> None:
    absence = away(tariq["id"], now)
    (row,) = queries.absence_rows(now, now + timedelta(days=1))
    assert (row["kind"], row["technician_id"], row["absence_kind"]) == ("absence", tariq["id"], "sick")
    assert OutboxEvent.objects.get(name="workforce.absence.recorded").rows[0]["id"] == absence.pk
    assert [a["technician_name"] for a in dana.get("/absences").json()["items"]] == ["Tariq Aziz"]
    assert (nobody_is_double_booked(), absences_are_occupied()) == ([], [])

    answer = dana.post(f"/absences/{absence.pk}/cancel", {"version": 1})
    assert answer.status_code == 200, answer.content
    assert (queries.absence_rows(now, now + timedelta(days=1)), Occupancy.objects.count()) == ([], 0)
    assert OutboxEvent.objects.get(name="workforce.absence.canceled").gone == [{"kind": "absence", "id": absence.pk}]
    again = dana.post(f"/absences/{absence.pk}/cancel", {})
    assert (again.status_code, again.json()["code"]) == (409, "absence_canceled")
    assert told().count("workforce.absence.canceled") == 1
    assert absences_are_occupied() == []


def test_a_technician_sees_his_own_absences(
    make_user: Any, as_user: Any, dana: Any, tariq: Any, tove: Any, now: datetime
) -> None:
    mine, hers = away(tariq["id"], now), away(tove["id"], now)
    user = make_user("technician", "Tariq")
    dana.patch(f"/technicians/{tariq['id']}", {"user_id": user.pk})
    phone = as_user(user)
    assert [a["id"] for a in phone.get("/absences").json()["items"]] == [mine.pk]
    assert phone.post(f"/absences/{mine.pk}/cancel", {}).status_code == 403
    assert dana.post(f"/absences/{hers.pk}/cancel", {}).status_code == 200


def test_i4_an_absence_whose_time_was_given_back_is_found(tariq: Any, now: datetime) -> None:
    absence = away(tariq["id"], now)
    Occupancy.objects.all().delete()
    assert absences_are_occupied() == [f"absence {absence.pk} and its occupancy differ"]
