"""The company's policy: what its wishes are worth, in driving."""

from __future__ import annotations

from typing import Any

NEW = {
    "version": 1,
    "late_hours_1": 10,
    "late_hours_2": 4,
    "late_hours_3": 2,
    "late_hours_4": 1,
    "overtime_hours": 2,
    "max_overtime_minutes": 60,
    "commute_minutes": 60,
    "stranger_minutes": 5,
    "skill_level_minutes": 5,
    "preferred_minutes": 15,
    "days_ahead": 7,
    "release": "soon",
    "release_at": "17:00:00",
    "release_next": 3,
    "release_within_hours": 24,
    "territories": [],
}


def test_a_new_company_has_one_already(dana: Any) -> None:
    assert dana.get("/dispatch-policy").json() == NEW


def test_the_owner_changes_it_and_the_next_decision_counts_by_it(company: Any, ada: Any, told: Any) -> None:
    before = len(told())
    answer = ada.patch("/dispatch-policy", {"version": 1, "skill_level_minutes": 0, "release_within_hours": 0})
    assert answer.status_code == 200, answer.content
    assert answer.json() == NEW | {"version": 2, "skill_level_minutes": 0, "release_within_hours": 0}
    assert told()[before:] == ["dispatch.policy.changed"]
    visit = company.visit()
    assert ada.post("/board/judge", {"visit_id": visit}).json()["candidates"][0]["terms"] == {"balance": 36}
    answer = ada.post(f"/visits/{visit}/assign").json()
    # Nothing is sent to a phone by itself any more but what begins now.
    assert answer["visit"]["status"] in ("scheduled", "dispatched")


def test_p6_an_old_version_is_refused(ada: Any, told: Any) -> None:
    ada.patch("/dispatch-policy", {"days_ahead": 3})
    before = told()
    answer = ada.patch("/dispatch-policy", {"version": 1, "days_ahead": 5})
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert answer.json()["facts"]["present"]["days_ahead"] == 3
    assert told() == before


def test_a_wish_is_never_empty(ada: Any) -> None:
    answer = ada.patch("/dispatch-policy", {"days_ahead": None})
    assert (answer.status_code, answer.json()["facts"]["fields"]) == (422, ["days_ahead"])


def test_a_dispatcher_does_not_change_it(dana: Any) -> None:
    assert dana.patch("/dispatch-policy", {"days_ahead": 3}).status_code == 403
