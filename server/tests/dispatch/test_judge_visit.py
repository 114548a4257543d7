"""What a drop would break, asked while dragging: the same judge as the drop itself, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.dispatch.models import Decision
from truckroll.foundation.models import Command


def judge(api: Any, visit: int, **values: Any) -> Any:
    return api.post("/board/judge", {"visit_id": visit, **values})


def test_rule_61_the_drop_is_refused_for_what_the_judge_said(company: Any, dana: Any) -> None:
    visit = company.visit()
    for technician, hour in [(company.tove, 1), (company.tariq, 9.5), (company.tariq, -1)]:
        where = {"technician_id": technician.pk, "starts_at": company.at(hour).isoformat()}
        (said,) = judge(dana, visit, **where).json()["candidates"]
        refused = dana.post(f"/visits/{visit}/place", where).json()
        assert refused["code"] == "placement_refused"
        assert refused["facts"]["broken"] == said["broken"]


@pytest.mark.slow
def test_rule_61_judge_suggestion_assignment_and_placing_say_the_same_of_everybody(company: Any, dana: Any) -> None:
    company.technician("Uma", skills=[{"skill_id": company.gas.pk, "level": 1}])
    visit = company.visit()
    said = judge(dana, visit).json()["candidates"]
    suggested = dana.post(f"/visits/{visit}/suggest").json()["decision"]
    assert suggested["candidates"] == said
    assigned = dana.post(f"/visits/{visit}/assign").json()["decision"]
    assert (assigned["outcome"], assigned["candidates"]) == ("assigned", said)
    chosen = {"technician_id": assigned["technician_id"], "starts_at": assigned["starts_at"]}
    assert said[0]["technician_id"] == chosen["technician_id"]
    dana.post(f"/visits/{visit}/unschedule", {"reason": "Once more by hand"})
    assert dana.post(f"/visits/{visit}/place", chosen).status_code == 200
    (by_hand,) = (d for d in dana.get(f"/visits/{visit}/decisions").json()["items"] if d["how"] == "hand")
    assert by_hand["candidates"] == said


def test_everybody_is_judged_when_nobody_is_named(company: Any, dana: Any, told: Any) -> None:
    visit = company.visit()
    before = (told(), Command.objects.count(), Decision.objects.count())
    answer = judge(dana, visit).json()
    assert [(c["technician"], c["feasible"], c["starts_at"]) for c in answer["candidates"]] == [
        ("Tariq", True, "2026-11-23T08:00:00Z"),
        ("Tove", False, "2026-11-23T08:00:00Z"),
    ]
    # One hour of work: (60 min)² / 100; level 2 for a need of 1: 5 min of driving.
    assert answer["candidates"][0]["terms"] == {"skill_level": 300, "balance": 36}
    assert answer["candidates"][0]["cost_s"] == 336
    assert (told(), Command.objects.count(), Decision.objects.count()) == before


def test_a_start_alone_names_the_day(company: Any, dana: Any) -> None:
    answer = judge(dana, company.visit(), starts_at=company.at(24 * 5 + 2).isoformat()).json()
    # The Saturday.
    assert answer["day"] == "2026-11-28T00:00:00Z"
    said = {c["technician"]: [b["sentence"] for b in c["broken"]] for c in answer["candidates"]}
    assert said["Tariq"] == ["Tariq has no shift on Sat 28 Nov."]


def test_a_visit_on_the_board_is_judged_without_itself(company: Any, dana: Any) -> None:
    visit = company.visit()
    where = {"technician_id": company.tariq.pk, "starts_at": company.at(1).isoformat()}
    assert dana.post(f"/visits/{visit}/place", where).status_code == 200
    moved = where | {"starts_at": company.at(1.5).isoformat()}
    assert judge(dana, visit, **moved).json()["candidates"][0]["feasible"] is True


def test_unknown_things_are_not_found(company: Any, dana: Any) -> None:
    assert judge(dana, 999999).status_code == 404
    assert judge(dana, company.visit(), technician_id=999999).status_code == 404


def test_a_time_without_a_zone_is_refused(company: Any, dana: Any) -> None:
    answer = judge(dana, company.visit(), technician_id=company.tariq.pk, starts_at="2026-11-23T09:00:00")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_rule_24_a_skill_lost_after_booking_shows_as_a_conflict_and_unassigns_nobody(company: Any, dana: Any) -> None:
    visit = company.visit()
    where = {"technician_id": company.tariq.pk, "starts_at": company.at(1).isoformat()}
    dana.post(f"/visits/{visit}/place", where)
    assert dana.patch(f"/technicians/{company.tariq.pk}", {"skills": []}).status_code == 200
    (now,) = judge(dana, visit, **where).json()["candidates"]
    assert [b["sentence"] for b in now["broken"]] == ["Needs Gas; Tariq does not have it."]
    board = dana.get("/board", **{"from": company.at(0).isoformat(), "to": company.at(9).isoformat()}).json()
    assert [(row["id"], row["technician_id"]) for row in board["rows"]] == [(visit, company.tariq.pk)]
    # The decision keeps what he was able to do when it was made.
    (decision,) = dana.get(f"/visits/{visit}/decisions").json()["items"]
    assert next(c for c in decision["candidates"] if c["technician"] == "Tariq")["feasible"] is True
