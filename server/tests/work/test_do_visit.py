"""On the way and on site: gates before start and end, work left behind, help, and steps the office makes for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from truckroll.accounts.actors import system
from truckroll.foundation.models import LifecycleMove, OutboxEvent
from truckroll.work.models import Hold, Request, Visit

SYSTEM = system("test")
WHY = {"reason": "His phone is dead"}


def trace() -> tuple[int, int]:
    return LifecycleMove.objects.count(), OutboxEvent.objects.count()


def made_for_him(dana: Any, visit: Visit) -> list[dict[str, Any]]:
    history = dana.get(f"/work-orders/{visit.work_order_id}").json()["history"]
    return [step for step in history if step["facts"].get("on_behalf") and step["visit_id"]]


def test_nobody_starts_before_the_hazards_are_read(dana: Any, world: Any, visit_in: Any) -> None:
    from truckroll.customers import actions as customers

    dog = customers.create_hazard(
        site=world.site, title="Dog", severity="high", must_acknowledge=True, actor=SYSTEM, now=world.now
    )
    customers.create_hazard(site=world.site, title="Low beam", severity="low", actor=SYSTEM, now=world.now)
    visit = visit_in("on_site")
    before = trace()
    refused = dana.post(f"/visits/{visit.pk}/start", WHY)
    assert (refused.status_code, refused.json()["code"]) == (409, "hazards_unread")
    assert refused.json()["facts"]["hazards"] == [{"id": dog.pk, "title": "Dog"}]
    assert trace() == before
    for _ in range(2):
        assert dana.post(f"/visits/{visit.pk}/acknowledge-hazard", {"hazard_id": dog.pk}).status_code == 200
    assert OutboxEvent.objects.filter(name="work.hazard.acknowledged").count() == 1
    assert dana.post(f"/visits/{visit.pk}/start", WHY).json()["status"] == "working"


def test_a_visit_is_not_complete_before_its_required_questions_are_answered(
    dana: Any, world: Any, raised: Any, move: Any
) -> None:
    from truckroll.work.actions import work_types

    asked = work_types.create_work_type(
        name="Gas safety check", duration_s=3600, actor=SYSTEM, now=world.now,
        checklist=[
            {"text": "Gas tight?", "is_required": True},
            {"text": "Pressure", "kind": "number", "unit": "bar", "is_required": True},
            {"text": "Remarks", "kind": "text"},
        ],
    )  # fmt: skip
    visit = raised(work_type=asked).visits.get()
    for name in ("schedule", "dispatch", "arrive", "start"):
        move(visit, name)
    done = WHY | {"at": world.at(-0.5).isoformat()}
    before = trace()
    refused = dana.post(f"/visits/{visit.pk}/complete", done)
    assert (refused.status_code, refused.json()["code"]) == (409, "checklist_open")
    assert refused.json()["facts"]["questions"] == ["Gas tight?", "Pressure"]
    assert trace() == before
    tight, pressure, _ = visit.checklist.all()
    wrong = dana.post(f"/visits/{visit.pk}/answer-checklist", {"item_id": pressure.pk, "value": "high"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    for item, value in ((tight, "yes"), (pressure, "1.8")):
        assert (
            dana.post(f"/visits/{visit.pk}/answer-checklist", {"item_id": item.pk, "value": value}).status_code == 200
        )
    assert dana.post(f"/visits/{visit.pk}/complete", done).json()["status"] == "completed"
    late = dana.post(f"/visits/{visit.pk}/answer-checklist", {"item_id": tight.pk, "value": "no"})
    assert late.status_code == 422


def test_a_checklist_stays_as_it_was_when_the_visit_was_drafted(dana: Any, world: Any, raised: Any) -> None:
    answer = dana.patch(f"/work-types/{world.boiler.pk}", {"checklist": [{"text": "Flue clear?"}]})
    assert answer.status_code == 200, answer.content
    order = raised()
    dana.patch(f"/work-types/{world.boiler.pk}", {"checklist": [{"text": "Another"}, {"text": "question"}]})
    assert [q["text"] for q in dana.get(f"/work-orders/{order.pk}").json()["checklist"]] == ["Flue clear?"]


@pytest.mark.slow
def test_rule_14_completion_is_by_scope_item_and_not_by_the_last_visit(
    dana: Any, world: Any, raised: Any, move: Any
) -> None:
    order = raised(scope=["Service boiler", "Bleed radiators"])
    first, second = order.scope.all()
    visit = order.visits.get()
    for name in ("schedule", "dispatch", "arrive", "start"):
        move(visit, name)
    done = WHY | {"at": world.at(-0.5).isoformat(), "scope_done": [first.pk]}
    before = trace()
    refused = dana.post(f"/visits/{visit.pk}/complete", done)
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]["scope"]) == (
        409, "scope_open", ["Bleed radiators"],
    )  # fmt: skip
    assert trace() == before
    assert [s.status for s in order.scope.all()] == ["open", "open"]
    # With another visit to come the first may end.
    dana.post(f"/work-orders/{order.pk}/visits", {})
    assert dana.post(f"/visits/{visit.pk}/complete", done).json()["status"] == "completed"
    assert dana.get(f"/work-orders/{order.pk}").json()["status"] == "unscheduled"
    dana.post(f"/scope-items/{second.pk}/drop")
    assert dana.get(f"/work-orders/{order.pk}").json()["status"] == "completed"


def test_rule_20_a_stopped_visit_leaves_a_return_visit_with_what_remains(
    dana: Any, world: Any, visit_in: Any, told: Any
) -> None:
    visit = visit_in("working")
    before = told()
    answer = dana.post(
        f"/visits/{visit.pk}/stop",
        {"at": world.at(-0.5).isoformat(), "reason": "Pump broken", "remaining_s": 5400, "needed": ["parts", "time"]},
    )
    assert answer.json()["status"] == "stopped", answer.content
    whole = dana.get(f"/work-orders/{visit.work_order_id}").json()
    back = whole["visits"][1]
    assert (back["number"], back["status"], back["duration_s"]) == (f"{whole['number']}/2", "draft", 5400)
    said = {"visit_id": visit.pk, "outcome": "", "end_reason": "Pump broken", "needed": ["parts", "time"]}
    assert whole["endings"][0].items() >= (said | {"return_of_id": None}).items()
    assert whole["endings"][1]["return_of_id"] == visit.pk
    assert [(h["kind"], h["reason"]) for h in whole["holds"]] == [("parts", "Pump broken")]
    # It waits for the part, and can never be completed by an office that only looks at visits (rule 13).
    assert whole["status"] == "on_hold"
    assert dana.post(f"/work-orders/{visit.work_order_id}/approve").json()["code"] == "not_completed"
    assert told()[len(before) :] == [
        "work.visit.drafted", "work.work_order.changed", "work.hold.opened", "work.work_order.changed",
        "work.visit.stopped",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong", [{"remaining_s": 0}, {"needed": []}, {"reason": ""}, {"needed": ["a holiday"]}, {"at": None}]
)
def test_rule_14_a_stop_says_why_how_long_and_what_is_needed(
    dana: Any, world: Any, visit_in: Any, wrong: dict[str, Any]
) -> None:
    visit = visit_in("working")
    before = trace()
    body = {"at": world.at(-0.5).isoformat(), "reason": "Pump broken", "remaining_s": 5400, "needed": ["parts"]}
    assert dana.post(f"/visits/{visit.pk}/stop", body | wrong).status_code == 422
    assert (trace(), Visit.objects.count(), Hold.objects.count()) == (before, 1, 0)


def test_no_access_leaves_a_return_visit_and_the_evidence_that_somebody_was_there(
    dana: Any, world: Any, visit_in: Any
) -> None:
    from truckroll.work.queries import billable_facts

    visit = visit_in("on_site")
    answer = dana.post(
        f"/visits/{visit.pk}/report-no-access", {"at": world.at(-0.5).isoformat(), "reason": "Nobody home"}
    )
    assert answer.json()["status"] == "no_access"
    whole = dana.get(f"/work-orders/{visit.work_order_id}").json()
    assert [(v["status"], v["duration_s"]) for v in whole["visits"]] == [("no_access", 3600), ("draft", 3600)]
    assert whole["status"] == "unscheduled"
    (billed,) = billable_facts(visit.work_order_id).visits
    # 07:03 on the way, 07:04 there, 07:30 left: nothing worked.
    assert (billed.status, billed.traveling_s, billed.working_s, billed.has_evidence) == ("no_access", 60, 0, False)
    dana.post(f"/visits/{visit.pk}/notes", {"text": "Rang twice"})
    assert billable_facts(visit.work_order_id).visits[0].has_evidence is True


def test_rule_16_the_office_says_when_a_visit_ended_and_cannot_say_what_cannot_be(
    dana: Any, world: Any, visit_in: Any
) -> None:
    visit = visit_in("working")
    before = trace()
    for at in (None, world.at(1).isoformat(), (visit.started_at - timedelta(seconds=1)).isoformat()):
        answer = dana.post(f"/visits/{visit.pk}/complete", WHY | ({"at": at} if at else {}))
        assert (answer.status_code, answer.json()["code"], answer.json()["facts"]["field"]) == (
            422, "time_not_possible", "at",
        )  # fmt: skip
    for silent in ({}, {"reason": " "}):
        answer = dana.post(f"/visits/{visit.pk}/pause", silent)
        assert (answer.status_code, answer.json()["code"]) == (422, "reason_missing")
    assert trace() == before
    dana.post(f"/visits/{visit.pk}/complete", {"at": world.at(-0.5).isoformat(), "reason": "He rang in"})
    visit.refresh_from_db()
    assert visit.ended_at == world.at(-0.5)
    (said,) = made_for_him(dana, visit)
    assert (said["actor"], said["reason"], said["facts"], said["at"]) == (
        "Dana <dana@example.test>", "He rang in", {"on_behalf": True, "technician": "Tariq"}, "2026-11-23T07:30:00Z",
    )  # fmt: skip


def test_rule_16_every_step_of_a_technician_can_be_made_for_him_with_its_true_time(
    dana: Any, world: Any, visit_in: Any
) -> None:
    visit = visit_in("dispatched")
    for minute, step in enumerate(("depart", "arrive", "start", "pause", "resume", "complete"), 10):
        # Entered at 08:00: all of it lies before.
        said = WHY | {"at": f"2026-11-23T07:{minute}:00Z"}
        assert dana.post(f"/visits/{visit.pk}/{step}", said).status_code == 200, step
    steps = made_for_him(dana, visit)
    assert [(s["move"], s["at"][11:16], s["reason"], s["facts"]["technician"]) for s in steps] == [
        ("depart", "07:10", "His phone is dead", "Tariq"),
        ("arrive", "07:11", "His phone is dead", "Tariq"),
        ("start", "07:12", "His phone is dead", "Tariq"),
        ("pause", "07:13", "His phone is dead", "Tariq"),
        ("resume", "07:14", "His phone is dead", "Tariq"),
        ("complete", "07:15", "His phone is dead", "Tariq"),
    ]


def test_rule_16_a_minute_said_by_the_office_is_not_before_the_second_of_the_step_before(
    dana: Any, world: Any, visit_in: Any, move: Any
) -> None:
    visit = visit_in("dispatched")
    move(visit, "depart", now=world.at(-0.5) + timedelta(seconds=40))
    seen = dana.post(f"/visits/{visit.pk}/arrive", WHY | {"at": world.at(-0.5).isoformat()}).json()
    assert seen["actual"]["arrived_at"] == "2026-11-23T07:30:40Z"


def test_new_work_that_was_found_becomes_a_request_of_its_own(dana: Any, world: Any, visit_in: Any) -> None:
    visit = visit_in("working")
    done = WHY | {"at": world.at(-0.5).isoformat(), "follow_up": "Flue needs replacing"}
    dana.post(f"/visits/{visit.pk}/complete", done)
    found = Request.objects.get()
    assert (found.channel, found.description, found.site_id, found.status) == (
        "field", "Flue needs replacing", world.site.pk, "new",
    )  # fmt: skip


def test_one_person_works_at_one_place_at_a_time(dana: Any, world: Any, visit_in: Any, raised: Any, move: Any) -> None:
    first = visit_in("working")
    second = raised().visits.get()
    move(second, "schedule", starts_at=world.at(3))
    for name in ("dispatch", "arrive"):
        move(second, name)
    before = trace()
    refused = dana.post(f"/visits/{second.pk}/start", WHY)
    assert (refused.status_code, refused.json()["facts"]["number"]) == (409, first.number)
    assert trace() == before
    assert dana.post(f"/visits/{first.pk}/pause", WHY).json()["status"] == "paused"
    assert dana.post(f"/visits/{second.pk}/start", WHY).json()["status"] == "working"
    assert dana.post(f"/visits/{first.pk}/resume", WHY).json()["code"] == "already_working"


def test_a_technician_asks_for_help_and_somebody_takes_care(dana: Any, as_user: Any, world: Any, visit_in: Any) -> None:
    visit = visit_in("working")
    tariq = as_user(world.tariq_user)
    asked = tariq.post(f"/visits/{visit.pk}/ask-for-help", {"reason": "Stuck valve"}).json()
    assert (asked["needs_help"], asked["help_reason"], asked["status"]) == (True, "Stuck valve", "working")
    assert tariq.post(f"/visits/{visit.pk}/acknowledge-help").status_code == 403
    seen = dana.post(f"/visits/{visit.pk}/acknowledge-help").json()
    assert (seen["needs_help"], seen["help_acknowledged_at"] is not None) == (True, True)
    assert tariq.post(f"/visits/{visit.pk}/settle-help").json()["needs_help"] is False


def test_an_end_takes_the_call_for_help_with_it(dana: Any, world: Any, visit_in: Any) -> None:
    visit = visit_in("working")
    dana.post(f"/visits/{visit.pk}/ask-for-help", {"reason": "Stuck valve"})
    ended = dana.post(f"/visits/{visit.pk}/complete", WHY | {"at": world.at(-0.5).isoformat()}).json()
    assert (ended["status"], ended["needs_help"]) == ("completed", False)


@pytest.mark.slow
def test_parts_count_until_they_are_voided_and_are_frozen_by_approval(dana: Any, world: Any, visit_in: Any) -> None:
    from truckroll.work.queries import billable_facts

    visit = visit_in("working")
    valve = dana.post(f"/visits/{visit.pk}/parts", {"sku": "P-1", "description": "Valve", "quantity": "2.5"}).json()
    wrong = dana.post(f"/visits/{visit.pk}/parts", {"description": "Pump", "quantity": "1"}).json()
    assert dana.post(f"/visits/{visit.pk}/parts", {"description": "Pump", "quantity": "-1"}).status_code == 422
    assert dana.post(f"/parts-used/{wrong['id']}/void", {"reason": "Not used"}).json()["void_reason"] == "Not used"
    again = dana.post(f"/parts-used/{wrong['id']}/void", {"reason": "Not used"})
    assert (again.status_code, again.json()["code"]) == (409, "already_voided")
    assert [(p.sku, str(p.quantity)) for p in billable_facts(visit.work_order_id).parts] == [("P-1", "2.500")]
    dana.post(f"/visits/{visit.pk}/complete", WHY | {"at": world.at(-0.5).isoformat()})
    dana.post(f"/work-orders/{visit.work_order_id}/approve")
    late = dana.post(f"/visits/{visit.pk}/parts", {"description": "Pump", "quantity": "1"})
    assert late.status_code == 422
    assert dana.post(f"/parts-used/{valve['id']}/void", {"reason": "Late"}).status_code == 422


def test_billable_facts_are_read_from_the_moves(world: Any, raised: Any, move: Any) -> None:
    from truckroll.work.queries import billable_facts

    order = raised()
    visit = order.visits.get()
    for name, at in (("schedule", -3), ("dispatch", -3), ("depart", -3), ("arrive", -2.5), ("start", -2.5),
                     ("pause", -2), ("resume", -1.75), ("complete", -1)):  # fmt: skip
        move(visit, name, now=world.at(at))
    facts = billable_facts(order.pk)
    assert (facts.number, facts.status, facts.zone, facts.currency) == (
        order.number,
        "completed",
        "Europe/London",
        "EUR",
    )
    (billed,) = facts.visits
    assert (billed.traveling_s, billed.working_s, billed.paused_s) == (1800, 1800 + 2700, 900)
    assert billed.working == ((world.at(-2.5), world.at(-2)), (world.at(-1.75), world.at(-1)))
    assert (billed.technician_id, billed.technician_name) == (world.tariq.pk, "Tariq")


@pytest.mark.slow
@pytest.mark.parametrize(("status", "verb"), [("on_site", "start"), ("paused", "resume")])
def test_whoever_begins_holds_his_day_first_so_that_two_starts_are_one_after_the_other(
    dana: Any, visit_in: Any, status: str, verb: str
) -> None:
    """Each looks whether he is at work elsewhere: one must have ended before the other looks."""
    visit = visit_in(status)
    with CaptureQueriesContext(connection) as asked:
        assert dana.post(f"/visits/{visit.pk}/{verb}", WHY).status_code == 200
    said = [query["sql"] for query in asked]
    lock = next(i for i, sql in enumerate(said) if "pg_advisory_xact_lock" in sql)
    look = next(i for i, sql in enumerate(said) if 'FROM "work_visit"' in sql and "'working'" in sql)
    assert lock < look
