"""Calendars and targets: what is promised, and what a promise is frozen with."""

from __future__ import annotations

from typing import Any

HOURS = [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(5)]


def test_a_target_on_a_calendar_gives_a_due_time_in_the_sites_zone(dana: Any, told: Any) -> None:
    answer = dana.post(
        "/calendars", {"name": "Office", "intervals": HOURS, "holiday_country": "US", "holiday_subdivision": "MA"}
    )
    assert answer.status_code == 201, answer.content
    office = answer.json()
    assert (office["version"], len(office["intervals"]), office["closed_days"]) == (1, 5, [])
    body = {"amount": 180, "unit": "working_minutes", "calendar_id": office["id"]}
    target = dana.put("/targets/2", body).json()
    assert (target["priority"], target["calendar_name"], target["version"]) == (2, "Office", 1)
    # Wednesday before Thanksgiving 2026, 16:00 in Boston: 1 h that day, Thursday is a holiday, Friday to 11:00.
    due = dana.get("/targets/due", priority=2, reported_at="2026-11-25T21:00:00Z", zone="America/New_York").json()
    assert due["due_at"] == "2026-11-27T16:00:00Z"
    assert due["target"]["calendar"]["closed"] == ["2026-11-26"]
    assert (due["target"]["unit"], due["target"]["calendar"]["version"]) == ("working_minutes", 1)
    assert dana.get("/targets/due", priority=1, reported_at="2026-11-25T21:00:00Z", zone="UTC").json()["due_at"] is None
    assert told() == ["contracts.calendar.created", "contracts.target.set"]


def test_a_target_is_changed_and_removed(dana: Any, told: Any) -> None:
    assert dana.put("/targets/1", {"amount": 240, "unit": "elapsed_minutes"}).json()["version"] == 1
    assert dana.put("/targets/1", {"amount": 120, "unit": "elapsed_minutes", "version": 1}).json()["version"] == 2
    assert dana.put("/targets/1", {"amount": 60, "unit": "elapsed_minutes", "version": 1}).status_code == 409
    assert [t["amount"] for t in dana.get("/targets").json()["items"]] == [120]
    assert dana.delete("/targets/1").status_code == 200
    assert dana.delete("/targets/1").status_code == 404
    assert told() == ["contracts.target.set", "contracts.target.set", "contracts.target.removed"]


def test_working_time_without_a_calendar_and_unknown_priorities_are_refused(dana: Any, told: Any) -> None:
    answer = dana.put("/targets/1", {"amount": 1, "unit": "working_days"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Working time is counted on a calendar; name one.")
    assert dana.put("/targets/5", {"amount": 1, "unit": "elapsed_minutes"}).status_code == 422
    assert dana.put("/targets/1", {"amount": 0, "unit": "elapsed_minutes"}).status_code == 422
    assert told() == []


def test_a_calendar_opens_sometimes_and_knows_its_holidays(dana: Any, told: Any) -> None:
    assert dana.post("/calendars", {"name": "Never"}).json()["detail"] == (
        "A calendar opens at least once a week, or runs round the clock."
    )
    answer = dana.post("/calendars", {"name": "X", "round_the_clock": True, "holiday_country": "XX"})
    assert answer.json()["detail"] == "No holidays are known for XX."
    assert told() == []


def test_hours_and_closed_days_are_replaced_and_the_version_grows(dana: Any) -> None:
    made = dana.post("/calendars", {"name": "Office", "intervals": HOURS}).json()
    url = f"/calendars/{made['id']}"
    party = {"on": "2026-12-24", "name": "Party"}
    changed = dana.patch(url, {"closed_days": [party], "version": 1}).json()
    assert (changed["closed_days"], changed["version"], len(changed["intervals"])) == ([party], 2, 5)
    assert dana.patch(url, {"closed_days": [party, party]}).status_code == 422
    assert dana.patch(url, {"intervals": []}).status_code == 422
    assert dana.get(url).json() == changed


def test_a_calendar_that_measures_a_target_is_not_archived(dana: Any) -> None:
    made = dana.post("/calendars", {"name": "Office", "intervals": HOURS}).json()
    dana.put("/targets/3", {"amount": 5, "unit": "working_days", "calendar_id": made["id"]})
    answer = dana.patch(f"/calendars/{made['id']}", {"archived": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "calendar_in_use")
    dana.delete("/targets/3")
    assert dana.patch(f"/calendars/{made['id']}", {"archived": True}).status_code == 200
    assert dana.get("/calendars").json()["total"] == 0
