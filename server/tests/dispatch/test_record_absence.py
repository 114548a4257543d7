"""Somebody is away: nothing is planned into it, and what stood there goes back to the queue if asked to."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.dispatch.models import Decision
from truckroll.foundation import handling
from truckroll.foundation.models import LifecycleMove, OutboxEvent
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce
from truckroll.workforce.invariants import absences_are_occupied, nobody_is_double_booked


def absence(api: Any, technician: Any, starts: Any, ends: Any, **more: Any) -> Any:
    body = {
        "technician_id": technician.pk,
        "kind": "sick",
        "starts_at": starts.isoformat(),
        "ends_at": ends.isoformat(),
        **more,
    }
    return api.post("/absences", body)


def place(api: Any, visit: int, technician: Any, at: Any) -> None:
    answer = api.post(f"/visits/{visit}/place", {"technician_id": technician.pk, "starts_at": at.isoformat()})
    assert answer.status_code == 200, answer.content


def facts(visit: int) -> dict[str, Any]:
    (found,) = work.visit_facts([visit])
    return found


def test_an_absence_is_recorded_and_shown(company: Any, dana: Any, told: Any) -> None:
    answer = absence(dana, company.tariq, company.at(1), company.at(3), note="dentist")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made == {
        "id": made["id"],
        "version": 1,
        "technician_id": company.tariq.pk,
        "technician_name": "Tariq",
        "kind": "sick",
        "starts_at": "2026-11-23T09:00:00Z",
        "ends_at": "2026-11-23T11:00:00Z",
        "note": "dentist",
        "canceled_at": None,
        "is_contested": False,
    }
    assert dana.get("/absences").json() == {"items": [made], "total": 1}
    assert told()[-1:] == ["workforce.absence.recorded"]


def test_visits_in_the_way_refuse_it_by_name_and_nothing_is_done(company: Any, dana: Any, told: Any) -> None:
    visit = company.visit()
    place(dana, visit, company.tariq, company.at(2))
    before = told()
    answer = absence(dana, company.tariq, company.at(1), company.at(3))
    assert (answer.status_code, answer.json()["code"]) == (409, "double_booked")
    assert [(c["kind"], c["source_id"]) for c in answer.json()["facts"]["conflicts"]] == [("visit", visit)]
    assert facts(visit)["status"] == "dispatched"
    assert workforce.absence_rows(company.at(0), company.at(9)) == []
    assert told() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_released_visits_go_to_whoever_else_can(company: Any, dana: Any) -> None:
    kind = company.kind("Filter", assignment="auto")
    visit, other = company.visit(work_type=kind), company.visit()
    place(dana, visit, company.tariq, company.at(2))
    place(dana, other, company.tariq, company.at(6))
    answer = absence(dana, company.tariq, company.at(1), company.at(4), release_visits=True)
    assert answer.status_code == 201, answer.content
    assert facts(visit)["status"] == "draft"
    (move,) = LifecycleMove.objects.filter(object_id=visit, move="unschedule")
    assert (move.reason, move.actor) == ("Tariq is absent", "Dana <dana@example.test>")
    assert facts(other)["starts_at"] == company.at(6)
    handling.deliver_all()
    assert (facts(visit)["technician_id"], facts(visit)["status"]) == (company.tove.pk, "dispatched")
    assert [d.how for d in Decision.objects.filter(visit_id=visit).order_by("id")] == ["hand", "auto"]


def test_a_visit_under_way_is_not_released(company: Any, dana: Any, make_user: Any) -> None:
    from truckroll.work.actions import field

    visit = company.visit()
    place(dana, visit, company.tariq, company.at(0))
    shown = work.get_visit(actor=company.worker, visit_id=visit)
    field.depart_visit(visit=shown, actor=company.worker, now=company.at(0), at=company.at(0))
    answer = absence(dana, company.tariq, company.at(0.5), company.at(4), release_visits=True)
    assert (answer.status_code, answer.json()["code"]) == (409, "double_booked")
    assert facts(visit)["status"] == "traveling"


def test_it_ends_after_it_starts(company: Any, dana: Any) -> None:
    assert absence(dana, company.tariq, company.at(3), company.at(3)).status_code == 422


def test_a_technician_records_none(company: Any, make_user: Any, as_user: Any) -> None:
    answer = absence(as_user(make_user("technician")), company.tariq, company.at(1), company.at(3))
    assert answer.status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_an_absence_over_kept_visits_is_a_conflict_until_they_are_gone(company: Any, dana: Any) -> None:
    visit = company.visit()
    place(dana, visit, company.tariq, company.at(2))
    made = absence(dana, company.tariq, company.at(1), company.at(4), kind="meeting", keep_visits=True).json()
    assert made["is_contested"] is True
    handling.deliver_all()
    told = OutboxEvent.objects.filter(name="dispatch.conflicts.changed").latest("id")
    assert (told.payload, told.topics) == ({"visit_ids": [visit], "conflicting_ids": [visit]}, ["office"])
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}
    (conflict,) = dana.get("/board/conflicts", **span).json()["items"]
    assert [(b["rule"], b["sentence"]) for b in conflict["broken"]] == [
        ("absent", "Tariq is absent from 09:00 until 12:00.")
    ]
    assert (nobody_is_double_booked(), absences_are_occupied()) == ([], [])
    place(dana, visit, company.tariq, company.at(6))
    handling.deliver_all()
    assert dana.get("/board/conflicts", **span).json()["total"] == 0
    assert [one["is_contested"] for one in dana.get("/absences").json()["items"]] == [False]
    assert (nobody_is_double_booked(), absences_are_occupied()) == ([], [])
    # Something else than a visit is never recorded over.
    refused = absence(dana, company.tariq, company.at(3), company.at(5), keep_visits=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "double_booked")


@pytest.mark.slow
def test_a_public_holiday_over_a_visit_is_a_conflict_and_told(company: Any, dana: Any) -> None:
    visit = company.visit()
    # Monday 28 December 2026, five weeks ahead, is a public holiday in England.
    place(dana, visit, company.tariq, company.at(35 * 24 + 2))
    path, england = f"/technicians/{company.tariq.pk}", {"holiday_country": "GB", "holiday_subdivision": "ENG"}
    assert dana.patch(path, england).status_code == 200
    span = {"from": company.at(35 * 24 - 8).isoformat(), "to": company.at(35 * 24 + 16).isoformat()}
    (conflict,) = dana.get("/board/conflicts", **span).json()["items"]
    assert (conflict["visit_id"], [b["rule"] for b in conflict["broken"]]) == (visit, ["absent"])
    (holiday,) = [one for one in dana.get("/absences").json()["items"] if one["is_contested"]]
    assert (holiday["note"], holiday["starts_at"]) == ("Boxing Day (observed)", "2026-12-28T00:00:00Z")
    # He works that day after all.
    assert dana.post(f"/absences/{holiday['id']}/cancel", {}).status_code == 200
    assert dana.get("/board/conflicts", **span).json()["total"] == 0
