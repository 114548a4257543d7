"""Clocked on, a break, clocked off: by the technician or said for him, with true times that never overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from truckroll.accounts.actors import system
from truckroll.foundation.models import OutboxEvent
from truckroll.workforce import queries
from truckroll.workforce.actions import occupancy
from truckroll.workforce.invariants import absences_are_occupied, nobody_is_double_booked
from truckroll.workforce.models import Absence, Attendance, Occupancy

MONDAY = {"from_on": "2026-11-23", "to_on": "2026-11-23"}


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23T{clock}:00+00:00")


def say(api: Any, who: dict[str, Any], verb: str, clock: str, reason: str = "His phone is dead") -> Any:
    return api.post(f"/technicians/{who['id']}/{verb}", {"at": at(clock).isoformat(), "reason": reason})


def test_a_day_is_said_for_a_technician_and_adds_up(dana: Any, tariq: Any, told: Any) -> None:
    for verb, clock in (
        ("clock-on", "05:58"),
        ("start-break", "07:00"),
        ("end-break", "07:20"),
        ("clock-off", "07:50"),
    ):
        assert say(dana, tariq, verb, clock).status_code == 200, verb
    sheet = dana.get(f"/technicians/{tariq['id']}/timesheet", **MONDAY).json()
    assert (sheet["state"], sheet["since"], sheet["total"]) == ("off", "2026-11-23T07:50:00Z", 1)
    (day,) = sheet["items"]
    # 05:58–07:00 and 07:20–07:50 are 92 minutes of work, 20 of break.
    assert (day["on"], day["clocked_on_at"], day["clocked_off_at"], day["work_s"], day["break_s"]) == (
        "2026-11-23", "2026-11-23T05:58:00Z", "2026-11-23T07:50:00Z", 92 * 60, 20 * 60,
    )  # fmt: skip
    assert [(p["kind"], p["start_said"]) for p in day["parts"]] == [
        (kind, "Dana <dana@example.test>: His phone is dead") for kind in ("work", "break", "work")
    ]
    assert told()[-6:] == [
        "workforce.technician.clocked_on", "workforce.absence.recorded", "workforce.break.started",
        "workforce.absence.changed", "workforce.break.ended", "workforce.technician.clocked_off",
    ]  # fmt: skip
    # The board has the break as long as it was.
    (row,) = queries.absence_rows(at("00:00"), at("23:59"))
    assert (row["absence_kind"], row["starts_at"], row["ends_at"]) == ("break", at("07:00"), at("07:20"))
    assert dana.get("/absences").json()["total"] == 0
    assert (nobody_is_double_booked(), absences_are_occupied()) == ([], [])


@pytest.mark.parametrize(
    ("verb", "clock", "reason", "code"),
    [
        ("clock-on", "07:30", "x", "clocked_on_already"),
        ("end-break", "07:30", "x", "not_on_break"),
        ("start-break", "07:30", " ", "reason_missing"),
        ("start-break", "06:59", "x", "time_not_possible"),
        ("clock-off", "08:01", "x", "time_not_possible"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    dana: Any, tariq: Any, verb: str, clock: str, reason: str, code: str
) -> None:
    say(dana, tariq, "clock-on", "07:00")
    before = list(Attendance.objects.values()), OutboxEvent.objects.count()
    refused = say(dana, tariq, verb, clock, reason)
    assert refused.json()["code"] == code, refused.content
    assert (list(Attendance.objects.values()), OutboxEvent.objects.count()) == before


def test_who_is_not_there_has_no_break(dana: Any, tariq: Any) -> None:
    assert say(dana, tariq, "start-break", "07:00").json()["code"] == "not_clocked_on"
    assert say(dana, tariq, "clock-off", "07:00").json()["code"] == "not_clocked_on"
    assert Attendance.objects.count() == 0


def test_a_technician_speaks_for_himself_and_for_nobody_else(
    make_user: Any, as_user: Any, dana: Any, tariq: Any, tove: Any
) -> None:
    user = make_user("technician", "Tariq")
    dana.patch(f"/technicians/{tariq['id']}", {"user_id": user.pk})
    phone = as_user(user)
    assert phone.post(f"/technicians/{tariq['id']}/clock-on", {}).json() == {
        "state": "work", "since": "2026-11-23T08:00:00Z",
    }  # fmt: skip
    assert phone.post(f"/technicians/{tove['id']}/clock-on", {}).status_code == 404
    assert phone.get(f"/technicians/{tove['id']}/timesheet", **MONDAY).status_code == 404
    assert (
        phone.get(f"/technicians/{tariq['id']}/timesheet", **MONDAY).json()["items"][0]["parts"][0]["start_said"] == ""
    )


def test_a_break_takes_the_time_that_is_free_and_no_more(dana: Any, tariq: Any, now: datetime) -> None:
    technician = queries.find_technician(tariq["id"])
    assert technician is not None
    with transaction.atomic():
        occupancy.record_absence(
            technician=technician, kind="meeting", starts_at=at("07:10"), ends_at=at("09:00"),
            actor=system("test"), now=now,
        )  # fmt: skip
    say(dana, tariq, "clock-on", "06:00")
    say(dana, tariq, "start-break", "07:00")
    # The meeting is at 07:10: the bar ends there, the break itself does not.
    assert Absence.objects.get(kind="break").ends_at == at("07:10")
    say(dana, tariq, "end-break", "07:30")
    assert Absence.objects.get(kind="break").ends_at == at("07:10")
    assert Attendance.objects.get(kind="break").ends_at == at("07:30")
    # And one that begins within the meeting has no bar at all.
    say(dana, tariq, "start-break", "07:40")
    assert (Absence.objects.filter(kind="break").count(), Occupancy.objects.count()) == (1, 2)


def test_nothing_is_planned_in_a_break(dana: Any, tariq: Any) -> None:
    say(dana, tariq, "clock-on", "07:00")
    say(dana, tariq, "start-break", "07:50")
    meeting = {
        "technician_id": tariq["id"], "kind": "meeting", "starts_at": at("08:10").isoformat(),
        "ends_at": at("09:00").isoformat(),
    }  # fmt: skip
    refused = dana.post("/absences", meeting)
    assert (refused.status_code, refused.json()["code"]) == (409, "double_booked")
    assert refused.json()["facts"]["conflicts"][0]["ends_at"] == "2026-11-23T08:20:00Z"


def test_a_night_belongs_to_the_date_it_began_and_counts_the_hour_the_clocks_repeat(
    tariq: Any, dana: Any, now: datetime
) -> None:
    # 24 October 2026 in London, 22:00 to 06:00 on the wall: nine hours (rules 2, 10).
    night = Attendance(
        technician_id=tariq["id"], kind="work", on=date(2026, 10, 24),
        starts_at=datetime(2026, 10, 24, 21, tzinfo=UTC), ends_at=datetime(2026, 10, 25, 6, tzinfo=UTC),
    )  # fmt: skip
    night.save()
    sheet = dana.get(f"/technicians/{tariq['id']}/timesheet", from_on="2026-10-24", to_on="2026-10-25").json()
    assert [(day["on"], day["work_s"]) for day in sheet["items"]] == [("2026-10-24", 9 * 3600)]


def test_the_database_itself_keeps_two_stretches_apart(tariq: Any, now: datetime) -> None:
    one = {"technician_id": tariq["id"], "kind": "work", "on": now.date()}
    Attendance.objects.create(**one, starts_at=now, ends_at=now + timedelta(hours=2))
    Attendance.objects.create(**one, starts_at=now + timedelta(hours=2))
    with pytest.raises(IntegrityError, match="attendance_no_overlap"), transaction.atomic():
        Attendance.objects.create(**one, starts_at=now + timedelta(hours=9))
