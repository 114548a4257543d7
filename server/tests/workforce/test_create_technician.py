"""Entering and changing technicians, with what they can and when they are there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from truckroll.foundation.models import OutboxEvent
from truckroll.workforce import queries
from truckroll.workforce.actions import occupancy
from truckroll.workforce.models import Technician


def test_a_dispatcher_enters_a_technician(dana: Any, told: Any) -> None:
    gas = dana.post("/skills", {"name": "gas"}).json()
    north = dana.post("/territories", {"name": "North", "postal_codes": ["N1", "E1", "N1"]}).json()
    assert north["postal_codes"] == ["E1", "N1"]
    body = {
        "name": "Tariq Aziz",
        "zone": "Europe/London",
        "currency": "GBP",
        "home_lat": 51.5,
        "home_lon": -0.1,
        "cost_rate": "31.50",
        "skills": [{"skill_id": gas["id"], "level": 3}],
        "territory_ids": [north["id"]],
        "shift_patterns": [{"weekday": 0, "starts": "22:00", "ends": "06:00"}],
    }
    answer = dana.post("/technicians", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["skills"] == [{"skill_id": gas["id"], "level": 3, "name": "gas"}]
    assert made["territories"] == [{"id": north["id"], "name": "North"}]
    night = {"weekday": 0, "starts": "22:00:00", "ends": "06:00:00", "from_on": None, "to_on": None}
    assert made["shift_patterns"] == [night]
    assert (made["version"], made["cost_rate"], made["start_policy"]) == (1, "31.5000", "home")
    assert told() == ["workforce.skill.created", "workforce.territory.created", "workforce.technician.created"]


WRONG = [
    ({"home_lat": 51.5}, "The home has both latitude and longitude, or neither."),
    ({"skills": [{"skill_id": 999_999}]}, "There is no skill 999999."),
    ({"territory_ids": [999_999]}, "There is no territory 999999."),
    ({"user_id": 999_999}, "There is no active user 999999."),
    (
        {"shift_patterns": [{"weekday": 0, "starts": "08:00", "ends": "08:00"}]},
        "A shift ends at another time than it starts.",
    ),
]


@pytest.mark.parametrize(("wrong", "why"), WRONG)
def test_what_does_not_fit_is_refused_whole(dana: Any, told: Any, wrong: dict[str, Any], why: str) -> None:
    body = {"name": "Tariq", "zone": "Europe/London", "currency": "GBP"}
    answer = dana.post("/technicians", body | wrong)
    assert (answer.status_code, answer.json()["detail"]) == (422, why)
    assert (Technician.objects.count(), told()) == (0, [])


def test_lists_given_replace_and_lists_absent_stay(dana: Any, tariq: dict[str, Any]) -> None:
    gas, water = (dana.post("/skills", {"name": name}).json()["id"] for name in ("gas", "water"))
    url = f"/technicians/{tariq['id']}"
    dana.patch(url, {"skills": [{"skill_id": gas, "level": 2}]})
    changed = dana.patch(url, {"skills": [{"skill_id": water}], "phone": "1"}).json()
    assert [(s["skill_id"], s["level"]) for s in changed["skills"]] == [(water, 1)]
    assert len(changed["shift_patterns"]) == 5
    assert changed["version"] == 3
    answer = dana.patch(url, {"phone": "2", "version": 2})
    assert (answer.status_code, answer.json()["facts"]["present"]) == (409, {"phone": "1"})


def test_the_event_carries_the_row_as_a_fresh_load_shows_it(dana: Any, tariq: dict[str, Any], now: datetime) -> None:
    skill = dana.post("/skills", {"name": "gas"}).json()
    url = f"/technicians/{tariq['id']}"
    for step in (
        lambda: dana.patch(url, {"name": "Tariq B. Aziz"}),
        lambda: dana.patch(url, {"skills": [{"skill_id": skill["id"]}]}),
        lambda: dana.patch(f"/skills/{skill['id']}", {"name": "gas fitting"}),
        lambda: dana.post("/shift-exceptions", {"technician_id": tariq["id"], "on": "2026-11-25"}),
    ):
        before = queries.technician_rows([tariq["id"]], now, now + timedelta(days=7))[0]["version"]
        assert step().status_code in (200, 201)
        fresh = queries.technician_rows([tariq["id"]], now, now + timedelta(days=7))[0]
        (row,) = OutboxEvent.objects.order_by("-id")[0].rows
        assert row["version"] == fresh["version"] == before + 1
        assert (row["kind"], row["name"], row["skills"]) == ("technician", fresh["name"], fresh["skills"])
        week = [s["on"] for s in row["shifts"] if "2026-11-23" <= s["on"] < "2026-11-30"]
        assert week == [s["on"].isoformat() for s in fresh["shifts"]]
    assert "2026-11-25" not in week


def test_a_technician_sees_himself_without_his_cost_and_nobody_else(
    dana: Any, make_user: Any, as_user: Any, tariq: dict[str, Any], tove: dict[str, Any]
) -> None:
    user = make_user("technician", "Tariq")
    dana.patch(f"/technicians/{tariq['id']}", {"user_id": user.pk, "cost_rate": "30"})
    phone = as_user(user)
    assert phone.get("/me").json()["technician_id"] == tariq["id"]
    seen = phone.get("/technicians").json()["items"]
    assert [(t["id"], t["cost_rate"]) for t in seen] == [(tariq["id"], None)]
    assert phone.get(f"/technicians/{tove['id']}").status_code == 404
    assert phone.patch(f"/technicians/{tariq['id']}", {"name": "Boss"}).status_code == 403
    answer = dana.patch(f"/technicians/{tove['id']}", {"user_id": user.pk})
    assert (answer.status_code, answer.json()["detail"]) == (422, "This user is another technician already.")


def test_who_leads_a_team_sees_the_team(
    dana: Any, make_user: Any, as_user: Any, tariq: dict[str, Any], tove: dict[str, Any]
) -> None:
    user, team = make_user("lead_technician", "Lea"), dana.post("/teams", {"name": "North"}).json()
    dana.patch(f"/technicians/{tariq['id']}", {"user_id": user.pk, "team_id": team["id"]})
    lead = as_user(user)
    assert [t["id"] for t in lead.get("/technicians").json()["items"]] == [tariq["id"]]
    dana.patch(f"/technicians/{tove['id']}", {"team_id": team["id"]})
    assert [t["id"] for t in lead.get("/technicians").json()["items"]] == [tariq["id"], tove["id"]]


def test_nobody_is_archived_with_visits_ahead(dana: Any, tariq: dict[str, Any], now: datetime) -> None:
    hour = timedelta(hours=1)
    with transaction.atomic():
        occupancy.occupy(
            technician_id=tariq["id"], kind="visit", source_id=5, starts_at=now + hour, ends_at=now + 2 * hour, now=now
        )
    answer = dana.patch(f"/technicians/{tariq['id']}", {"archived": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "still_planned")
    assert answer.json()["facts"]["visit_ids"] == [5]
    with transaction.atomic():
        occupancy.release(kind="visit", source_id=5)
    assert dana.patch(f"/technicians/{tariq['id']}", {"archived": True}).status_code == 200
    assert dana.get("/technicians").json()["total"] == 0


def test_names_are_used_once(dana: Any, told: Any) -> None:
    for noun in ("skills", "teams", "certification-types", "territories"):
        assert dana.post(f"/{noun}", {"name": "X"}).status_code == 201
        before = told()
        answer = dana.post(f"/{noun}", {"name": "X"})
        assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
        assert told() == before


def test_a_broken_area_is_refused(dana: Any) -> None:
    answer = dana.post("/territories", {"name": "North", "polygon": {"type": "Point", "coordinates": [0, 0]}})
    assert (answer.status_code, answer.json()["detail"]) == (422, "It is not a GeoJSON Polygon or MultiPolygon.")


def test_the_list_takes_the_same_queries_for_any_number_of_technicians(
    dana: Any, tariq: dict[str, Any], tove: dict[str, Any], django_assert_num_queries: Any
) -> None:
    # session, user, the technician he may be; the page, its skills, territories and shifts, its number.
    with django_assert_num_queries(8):
        assert dana.get("/technicians").json()["total"] == 2


def test_the_board_rows_take_six_queries(tariq: Any, tove: Any, now: datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        rows = queries.technician_rows(None, now, now + timedelta(days=7))
    assert [(r["name"], r["initials"], len(r["shifts"])) for r in rows] == [
        ("Tariq Aziz", "TA", 5),
        ("Tove Lind", "TL", 0),
    ]


def test_qualifications_come_with_dates(dana: Any, tariq: dict[str, Any], django_assert_num_queries: Any) -> None:
    kind = dana.post("/certification-types", {"name": "18th Edition"}).json()
    body = {"technician_id": tariq["id"], "certification_type_id": kind["id"], "valid_from": "2024-01-01"}
    assert dana.post("/certifications", body | {"expires_on": "2026-02-03"}).status_code == 201
    with django_assert_num_queries(2):
        (held,) = queries.qualifications([tariq["id"]])[tariq["id"]].certificates
    assert (held.name, held.is_legal, str(held.expires_on)) == ("18th Edition", True, "2026-02-03")
