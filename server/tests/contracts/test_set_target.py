"""Calendars and targets: what is promised, and what a promise is frozen with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from truckroll.accounts.actors import system

HOURS = [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(5)]


@pytest.fixture
def carla(now: Any) -> Any:
    from truckroll.customers import actions as customers

    return customers.create_customer(name="Carla Ltd", currency="EUR", actor=system("test"), now=now)


@pytest.fixture
def boiler(now: Any) -> Any:
    from truckroll.work.actions import work_types

    return work_types.create_work_type(
        name="Boiler service", duration_s=3600, priority=3, actor=system("test"), now=now
    )


@pytest.mark.slow
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
    call = {"reported_at": "2026-11-25T21:00:00Z", "zone": "America/New_York"}
    (due,) = dana.get("/targets/due", priority=2, **call).json()["items"]
    assert (due["clock"], due["due_at"]) == ("response", "2026-11-27T16:00:00Z")
    assert (due["target"]["name"], due["target"]["chosen_by"]) == ("Everybody · P2", "default")
    assert due["target"]["due_local"] == "2026-11-27T11:00:00-05:00"
    assert due["target"]["calendar"]["closed"] == ["2026-11-26"]
    assert (due["target"]["calendar"]["name"], due["target"]["calendar"]["version"]) == ("Office", 1)
    assert dana.get("/targets/due", priority=1, **call).json() == {"items": [], "total": 0}
    assert told() == ["contracts.calendar.created", "contracts.target.set"]


def test_a_target_is_changed_and_removed(dana: Any, told: Any) -> None:
    assert dana.put("/targets/1", {"amount": 240, "unit": "elapsed_minutes"}).json()["version"] == 1
    assert dana.put("/targets/1", {"amount": 120, "unit": "elapsed_minutes", "version": 1}).json()["version"] == 2
    assert dana.put("/targets/1", {"amount": 60, "unit": "elapsed_minutes", "version": 1}).status_code == 409
    assert [t["amount"] for t in dana.get("/targets").json()["items"]] == [120]
    assert dana.delete("/targets/1").status_code == 200
    assert dana.delete("/targets/1").status_code == 404
    assert told() == ["contracts.target.set", "contracts.target.set", "contracts.target.removed"]


def test_rule_33_the_most_specific_target_is_promised_and_each_clock_by_itself(
    dana: Any, carla: Any, boiler: Any, now: Any
) -> None:
    from truckroll.customers import actions as customers

    oscar = customers.create_customer(name="Oscar Ltd", currency="EUR", actor=system("test"), now=now)
    cells = {
        600: {}, 500: {"work_type_id": boiler.pk}, 400: {"customer_id": carla.pk},
        300: {"customer_id": carla.pk, "work_type_id": boiler.pk},
        9000: {"clock": "resolution"}, 200: {"clock": "make_safe", "work_type_id": boiler.pk},
    }  # fmt: skip
    for amount, cell in cells.items():
        assert dana.put("/targets/2", {"amount": amount, "unit": "elapsed_minutes", **cell}).status_code == 200

    def promised(**of: int) -> dict[str, tuple[int, str]]:
        call = {"priority": 2, "reported_at": "2026-11-23T08:00:00Z", "zone": "UTC"}
        items = dana.get("/targets/due", **call, **of).json()["items"]
        return {one["clock"]: (one["target"]["amount"], one["target"]["name"]) for one in items}

    everybody = (9000, "Everybody · P2")
    both = {"customer_id": carla.pk, "work_type_id": boiler.pk}
    assert promised(**both) == {
        "response": (300, "Carla Ltd, Boiler service · P2"), "make_safe": (200, "Boiler service · P2"),
        "resolution": everybody,
    }  # fmt: skip
    assert promised(customer_id=carla.pk) == {"response": (400, "Carla Ltd · P2"), "resolution": everybody}
    assert promised(customer_id=oscar.pk, work_type_id=boiler.pk)["response"] == (500, "Boiler service · P2")
    assert promised(customer_id=oscar.pk) == {"response": (600, "Everybody · P2"), "resolution": everybody}
    items = dana.get("/targets").json()["items"]
    assert [(t["scope"], t["clock"], t["amount"]) for t in items] == [
        ("default", "response", 600), ("default", "resolution", 9000), ("work_type", "response", 500),
        ("work_type", "make_safe", 200), ("customer", "response", 400), ("customer_and_work_type", "response", 300),
    ]  # fmt: skip
    assert [(items[5]["customer_name"], items[5]["work_type_name"])] == [("Carla Ltd", "Boiler service")]
    assert dana.delete(f"/targets/2?customer_id={carla.pk}&work_type_id={boiler.pk}").status_code == 200
    assert promised(**both)["response"] == (400, "Carla Ltd · P2")


def test_a_target_is_for_customers_and_work_that_exist(dana: Any, told: Any) -> None:
    target = {"amount": 1, "unit": "elapsed_minutes"}
    assert dana.put("/targets/1", target | {"customer_id": 999}).status_code == 404
    assert dana.put("/targets/1", target | {"work_type_id": 999}).status_code == 404
    assert told() == []


def test_nobody_promises_what_takes_years(dana: Any, told: Any) -> None:
    monday = [{"weekday": 0, "opens": "09:00", "closes": "10:00"}]
    calendar = dana.post("/calendars", {"name": "Mondays", "intervals": monday}).json()["id"]
    body = {"amount": 106 * 60, "unit": "working_minutes", "calendar_id": calendar}
    answer = dana.put("/targets/1", body)
    assert (answer.status_code, answer.json()["detail"]) == (
        422, "6360 working minutes on Mondays take longer than two years.",
    )  # fmt: skip
    assert dana.get("/targets").json()["total"] == 0
    assert dana.put("/targets/1", body | {"amount": 100 * 60}).status_code == 200
    # Fewer hours would make it a promise of years.
    shorter = [{"weekday": 0, "opens": "09:00", "closes": "09:30"}]
    assert dana.patch(f"/calendars/{calendar}", {"intervals": shorter}).status_code == 422
    assert dana.get(f"/calendars/{calendar}").json()["version"] == 1


def test_rule_39_a_calendar_that_will_not_open_for_a_year_is_refused(dana: Any) -> None:
    calendar = dana.post("/calendars", {"name": "Office", "intervals": HOURS}).json()["id"]
    target = {"amount": 60, "unit": "working_minutes", "calendar_id": calendar}
    assert dana.put("/targets/1", target).status_code == 200
    shut = [{"on": str(date(2027, 1, 4) + timedelta(days=n)), "name": "Closed"} for n in range(400)]
    answer = dana.patch(f"/calendars/{calendar}", {"closed_days": shut})
    assert (answer.status_code, answer.json()["detail"]) == (
        422, "60 working minutes on Office take longer than two years from 2027-01-04 on.",
    )  # fmt: skip
    assert dana.get(f"/calendars/{calendar}").json()["version"] == 1


def test_rule_5_a_cut_off_belongs_to_working_days(dana: Any) -> None:
    calendar = dana.post("/calendars", {"name": "Office", "intervals": HOURS}).json()["id"]
    body = {"amount": 1, "unit": "working_days", "calendar_id": calendar, "cut_off": "14:00"}
    assert dana.put("/targets/1", body | {"unit": "working_minutes"}).json()["detail"] == (
        "Only working days have a cut-off."
    )
    assert dana.put("/targets/1", body).json()["cut_off"] == "14:00:00"

    def due(reported_at: str) -> str:
        found = dana.get("/targets/due", priority=1, reported_at=reported_at, zone="UTC").json()["items"]
        return str(found[0]["due_at"])

    # Monday 13:59 is Monday's; 14:00 counts as received on Tuesday at nine, so it is due on Wednesday at nine.
    assert due("2026-11-23T13:59:00Z") == "2026-11-24T13:59:00Z"
    assert due("2026-11-23T14:00:00Z") == "2026-11-25T09:00:00Z"


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


def test_p14_a_calendar_keeps_every_version_of_itself(dana: Any) -> None:
    made = dana.post("/calendars", {"name": "Office", "intervals": HOURS, "holiday_country": "GB"}).json()
    url = f"/calendars/{made['id']}"
    dana.put("/targets/2", {"amount": 60, "unit": "working_minutes", "calendar_id": made["id"]})
    assert dana.patch(url, {"closed_days": [{"on": "2026-11-23", "name": "Move"}]}).json()["version"] == 2
    assert dana.patch(url, {"name": "Desk", "closed_days": []}).json()["version"] == 3
    versions = dana.get(f"{url}/versions").json()["items"]
    said = [(v["version"], v["content"]["name"], v["content"]["closed"], v["by"]) for v in versions]
    dana_label = versions[0]["by"]
    assert said == [
        (3, "Desk", [], dana_label), (2, "Office", [["2026-11-23", "Move"]], dana_label), (1, "Office", [], dana_label),
    ]  # fmt: skip
    assert versions[0]["content"]["intervals"][4] == [4, "09:00:00", "17:00:00"]
    call = {"priority": 2, "reported_at": "2026-11-23T08:00:00Z", "zone": "Europe/London"}
    assert dana.get("/targets/due", **call).json()["items"][0]["target"]["calendar"]["version"] == 3


def test_p14_a_kept_version_is_never_changed(dana: Any) -> None:
    from django.db import DatabaseError, transaction

    from truckroll.contracts.models import CalendarVersion

    dana.post("/calendars", {"name": "Office", "intervals": HOURS})
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarVersion.objects.update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarVersion.objects.all().delete()
    assert CalendarVersion.objects.get().content["name"] == "Office"


@pytest.mark.slow
def test_hours_are_tried_before_they_are_kept(dana: Any, told: Any) -> None:
    night = [{"weekday": day, "opens": "22:00", "closes": "06:00"} for day in range(7)]
    tried = {
        "intervals": night, "holiday_country": "GB", "amount": 180, "unit": "working_minutes",
        "reported_at": "2026-10-24T22:30:00Z", "zone": "Europe/London",
    }  # fmt: skip
    # 23:30 in London on the night the clocks go back: 2 h 30 min later it is 01:00 again, 3 h later 01:30.
    answer = dana.post("/calendars/preview", tried).json()
    assert answer == {"due_at": "2026-10-25T01:30:00Z", "due_local": "2026-10-25T01:30:00+00:00", "reading": "twice"}
    assert dana.post("/calendars/preview", tried | {"intervals": []}).json()["due_at"] is None
    assert dana.post("/calendars/preview", tried | {"holiday_country": "XX"}).status_code == 422
    assert (told(), dana.get("/calendars").json()["total"]) == ([], 0)


def test_the_public_holidays_of_a_year_are_listed(dana: Any) -> None:
    days = dana.get("/holidays", country="GB", subdivision="ENG", year=2026).json()
    assert days["total"] == 9
    assert days["items"][0] == {"on": "2026-01-01", "name": "New Year's Day"}
    assert dana.get("/holidays", country="XX", year=2026).status_code == 422
    assert "MA" in dana.get("/holidays/countries").json()["countries"]["US"]
