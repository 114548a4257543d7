"""The record of a job: what it starts with, what may change, how it ends."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.models import LifecycleMove
from truckroll.work.models import Visit, WorkOrder

SYSTEM = system("test")


def order_of(world: Any, **values: Any) -> dict[str, Any]:
    return {"site_id": world.site.pk, "work_type_id": world.boiler.pk, "description": "No heat"} | values


def test_a_job_gets_its_record_and_a_visit_in_the_queue(dana: Any, world: Any, told: Any) -> None:
    before = told()
    answer = dana.post("/work-orders", order_of(world, priority=2, scope=["Service boiler", "Bleed radiators"]))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["number"] == f"WO-{1000 + made['id']}"
    assert (made["status"], made["priority"], made["customer_name"]) == ("unscheduled", 2, "Carla Ltd")
    assert told()[len(before) :] == ["work.work_order.raised", "work.visit.drafted"]
    whole = dana.get(f"/work-orders/{made['id']}").json()
    assert [s["text"] for s in whole["scope"]] == ["Service boiler", "Bleed radiators"]
    (visit,) = whole["visits"]
    assert (visit["number"], visit["status"], visit["duration_s"]) == (f"{made['number']}/1", "draft", 3600)
    assert visit["moves"] == ["schedule", "cancel"]
    assert [(s["subject"], s["move"], s["to_status"]) for s in whole["history"]] == [
        (visit["number"], "create", "draft")
    ]


def test_rule_39_its_due_time_is_there_at_once_and_frozen_with_its_target(dana: Any, world: Any) -> None:
    from truckroll.contracts import actions as contracts

    office = contracts.create_calendar(
        name="Office", intervals=[{"weekday": d, "opens": time(9), "closes": time(17)} for d in range(5)],
        actor=SYSTEM, now=world.now,
    )  # fmt: skip
    contracts.set_target(priority=3, amount=180, unit="working_minutes", calendar=office, actor=SYSTEM, now=world.now)
    # Three working hours from Friday 16:00 are over on Monday at 11:00 (rule 37).
    answer = dana.post("/work-orders", order_of(world, reported_at="2026-11-20T16:00:00Z"))
    made = answer.json()
    assert made["due_at"] == "2026-11-23T11:00:00Z"
    (clock,) = dana.get(f"/work-orders/{made['id']}").json()["clocks"]
    target = clock["target"]
    assert (target["amount"], target["unit"], target["calendar"]["name"]) == (180, "working_minutes", "Office")


def test_rule_34_another_priority_counts_from_the_report_and_keeps_the_former_target(dana: Any, world: Any) -> None:
    from truckroll.contracts import actions as contracts

    for priority, minutes in ((1, 60), (3, 600)):
        contracts.set_target(
            priority=priority, amount=minutes, unit="elapsed_minutes", calendar=None, actor=SYSTEM, now=world.now
        )
    made = dana.post("/work-orders", order_of(world, reported_at="2026-11-23T06:00:00Z")).json()
    assert made["due_at"] == "2026-11-23T16:00:00Z"
    changed = dana.patch(f"/work-orders/{made['id']}", {"priority": 1, "version": made["version"]}).json()
    assert changed["due_at"] == "2026-11-23T07:00:00Z"
    clocks = dana.get(f"/work-orders/{made['id']}").json()["clocks"]
    assert [(c["priority"], c["due_at"], c["status"]) for c in clocks] == [
        (3, "2026-11-23T16:00:00Z", "replaced"), (1, "2026-11-23T07:00:00Z", "breached"),
    ]  # fmt: skip


def test_a_job_cannot_be_reported_in_the_future(dana: Any, world: Any, told: Any) -> None:
    before = told()
    answer = dana.post("/work-orders", order_of(world, reported_at="2026-11-24T08:00:00Z"))
    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "reported_at")
    assert (WorkOrder.objects.count(), Visit.objects.count(), told()) == (0, 0, before)


def test_an_asset_of_another_site_is_refused(dana: Any, world: Any) -> None:
    from truckroll.customers import actions as customers

    elsewhere = customers.create_site(
        customer=world.customer, name="Elsewhere", country="GB", zone="Europe/London", actor=SYSTEM, now=world.now
    )
    pump = customers.create_asset(site=elsewhere, kind="pump", name="Pump 1", actor=SYSTEM, now=world.now)
    answer = dana.post("/work-orders", order_of(world, asset_id=pump.pk))
    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "asset_id")
    assert WorkOrder.objects.count() == 0


def test_what_is_archived_gets_no_new_work(dana: Any, world: Any, told: Any) -> None:
    before = told()
    for row in (world.site, world.boiler):
        type(row).objects.filter(pk=row.pk).update(archived_at=world.now)
        answer = dana.post("/work-orders", order_of(world))
        type(row).objects.filter(pk=row.pk).update(archived_at=None)
        assert (answer.status_code, answer.json()["code"]) == (409, "no_longer_in_use")
    assert (WorkOrder.objects.count(), told()) == (0, before)


@pytest.mark.parametrize(
    "window",
    [
        {"window_starts_at": "2026-11-23T12:00:00Z", "window_ends_at": "2026-11-23T10:00:00Z"},
        {"window_starts_at": "2026-11-23T12:00:00Z"},
        {"window_ends_at": "2026-11-23T12:00:00Z"},
    ],
)
def test_half_a_window_is_no_promise(dana: Any, world: Any, window: dict[str, str]) -> None:
    answer = dana.post("/work-orders", order_of(world, **window))
    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "window_ends_at")
    assert (WorkOrder.objects.count(), Visit.objects.count()) == (0, 0)


def test_the_list_finds_words_by_their_beginning_and_by_number(dana: Any, world: Any) -> None:
    first = dana.post("/work-orders", order_of(world, description="Boiler leaks")).json()
    second = dana.post("/work-orders", order_of(world, description="Radiator cold")).json()

    def found(search: str) -> list[int]:
        return [item["id"] for item in dana.get("/work-orders", search=search).json()["items"]]

    assert found("boil lea") == [first["id"]]
    assert found("high st") == [second["id"], first["id"]]
    assert found(second["number"].lower()) == [second["id"]]
    assert found("o'reilly & (co") == []


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    dana: Any, world: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        dana.post("/work-orders", order_of(world))
    # Session, user, technician of the user, the ids of the page, its rows, the count.
    with django_assert_num_queries(6):
        assert dana.get("/work-orders", status="unscheduled").json()["total"] == 3


def test_a_canceled_work_order_takes_its_visits_and_their_time_with_it(
    dana: Any, world: Any, raised: Any, move: Any, told: Any
) -> None:
    from truckroll.workforce import queries as workforce

    order = raised()
    visit = order.visits.get()
    move(visit, "schedule")
    assert len(workforce.occupancies([world.tariq.pk], world.at(0), world.at(9))) == 1
    before = told()
    answer = dana.post(f"/work-orders/{order.pk}/cancel", {"reason": "Sold the house"})
    assert (answer.status_code, answer.json()["status"]) == (200, "canceled")
    visit.refresh_from_db()
    assert (visit.status, visit.end_reason) == ("canceled", "Sold the house")
    assert workforce.occupancies([world.tariq.pk], world.at(0), world.at(9)) == []
    assert told()[len(before) :] == ["work.visit.canceled", "work.work_order.changed", "work.work_order.canceled"]


def test_a_work_order_is_not_canceled_over_somebody_at_work(dana: Any, visit_in: Any, told: Any) -> None:
    visit = visit_in("working")
    before, lines = told(), LifecycleMove.objects.count()
    answer = dana.post(f"/work-orders/{visit.work_order_id}/cancel", {"reason": "Sold the house"})
    assert (answer.status_code, answer.json()["code"]) == (409, "work_under_way")
    visit.refresh_from_db()
    assert visit.status == "working"
    assert (told(), LifecycleMove.objects.count()) == (before, lines)


@pytest.mark.slow
def test_only_what_is_completed_is_approved_closed_and_reopened_before_that(
    dana: Any, visit_in: Any, told: Any
) -> None:
    working = visit_in("working")
    refused = dana.post(f"/work-orders/{working.work_order_id}/approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_completed")
    said = {"at": working.started_at.isoformat(), "summary": "Done", "reason": "He rang in"}
    dana.post(f"/visits/{working.pk}/complete", said)
    order = f"/work-orders/{working.work_order_id}"
    assert dana.get(order).json()["status"] == "completed"
    assert dana.post(f"{order}/approve").json()["status"] == "approved"
    mine = [name for name in told() if name.startswith("work.")]
    assert mine[-2:] == ["work.work_order.approved", "work.work_order.changed"]
    late = dana.post(f"{order}/visits", {})
    assert (late.status_code, late.json()["code"]) == (409, "work_order_over")
    assert dana.post(f"{order}/reopen", {"reason": "Still drips"}).json()["status"] == "completed"
    assert dana.post(f"{order}/visits", {}).status_code == 201
    assert dana.get(order).json()["status"] == "completed"
    assert dana.post(f"{order}/scope", {"text": "Seal the joint"}).status_code == 201
    assert dana.get(order).json()["status"] == "unscheduled"


def test_money_may_approve_but_a_technician_may_not(bill: Any, as_user: Any, world: Any, visit_in: Any) -> None:
    visit = visit_in("completed")
    tariq = as_user(world.tariq_user)
    assert tariq.post(f"/work-orders/{visit.work_order_id}/approve").status_code == 403
    assert bill.post(f"/work-orders/{visit.work_order_id}/approve").status_code == 200


def test_p6_two_people_change_the_same_work_order(dana: Any, world: Any) -> None:
    made = dana.post("/work-orders", order_of(world)).json()
    assert dana.patch(f"/work-orders/{made['id']}", {"version": 1, "description": "Ana's words"}).status_code == 200
    loser = dana.patch(f"/work-orders/{made['id']}", {"version": 1, "description": "Ben's words"})
    assert (loser.status_code, loser.json()["facts"]["present"]) == (409, {"description": "Ana's words"})
