"""Planning a visit: technician, start, phone; and the time it takes up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.models import LifecycleMove, OutboxEvent
from truckroll.work.actions import visits
from truckroll.workforce import queries as workforce
from truckroll.workforce.actions.occupancy import DoubleBooked

SYSTEM = system("test")


def taken(world: Any, technician: Any) -> list[tuple[Any, Any]]:
    return [(b.starts_at, b.ends_at) for b in workforce.occupancies([technician.pk], world.at(-24), world.at(24))]


def test_a_planned_visit_takes_up_its_technicians_time_and_moves_with_it(world: Any, visit_in: Any, move: Any) -> None:
    visit = visit_in("scheduled")
    assert taken(world, world.tariq) == [(world.at(1), world.at(2))]
    move(visit, "schedule", technician_id=world.tove.pk, starts_at=world.at(3))
    assert (taken(world, world.tariq), taken(world, world.tove)) == ([], [(world.at(3), world.at(4))])
    move(visit, "unschedule")
    assert (taken(world, world.tariq), taken(world, world.tove)) == ([], [])
    assert (visit.technician_id, visit.starts_at, visit.ends_at, visit.is_pinned) == (None, None, None, False)


def test_p8_a_second_visit_at_the_same_time_is_refused_and_leaves_no_trace(
    world: Any, visit_in: Any, raised: Any
) -> None:
    from django.db import transaction

    visit_in("scheduled")
    second = raised().visits.get()
    facts, lines = OutboxEvent.objects.count(), LifecycleMove.objects.count()
    with pytest.raises(DoubleBooked), transaction.atomic():
        visits.schedule_visit(
            visit=second, technician_id=world.tariq.pk, starts_at=world.at(1.5), actor=SYSTEM, now=world.now
        )
    second.refresh_from_db()
    assert second.status == "draft"
    assert taken(world, world.tariq) == [(world.at(1), world.at(2))]
    assert (OutboxEvent.objects.count(), LifecycleMove.objects.count()) == (facts, lines)


def test_rule_7_back_to_back_visits_do_not_overlap(world: Any, visit_in: Any, raised: Any, move: Any) -> None:
    visit_in("scheduled")
    move(raised().visits.get(), "schedule", starts_at=world.at(2))
    assert taken(world, world.tariq) == [(world.at(1), world.at(2)), (world.at(2), world.at(3))]


def test_a_longer_visit_takes_up_more_time_if_it_is_free(
    dana: Any, world: Any, visit_in: Any, raised: Any, move: Any
) -> None:
    visit = visit_in("scheduled")
    answer = dana.patch(f"/visits/{visit.pk}", {"duration_s": 5400})
    assert answer.json()["ends_at"] == "2026-11-23T10:30:00Z"
    assert taken(world, world.tariq) == [(world.at(1), world.at(2.5))]
    move(raised().visits.get(), "schedule", starts_at=world.at(2.5))
    refused = dana.patch(f"/visits/{visit.pk}", {"duration_s": 7200})
    assert (refused.status_code, refused.json()["code"]) == (409, "double_booked")
    assert dana.get(f"/visits/{visit.pk}").json()["duration_s"] == 5400


def test_what_has_begun_keeps_its_plan(dana: Any, visit_in: Any) -> None:
    visit = visit_in("working")
    refused = dana.patch(f"/visits/{visit.pk}", {"duration_s": 5400})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_begun")


def test_a_held_visit_may_be_planned_but_not_sent_to_a_phone(dana: Any, visit_in: Any, told: Any) -> None:
    visit = visit_in("scheduled")
    hold = dana.post(f"/work-orders/{visit.work_order_id}/holds", {"kind": "parts", "reason": "Pump ordered"})
    assert hold.status_code == 201, hold.content
    row = dana.get(f"/visits/{visit.pk}").json()
    assert (row["held"], "dispatch" in row["moves"]) == (True, False)
    before = told()
    refused = dana.post(f"/visits/{visit.pk}/dispatch")
    assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (
        409, "on_hold", f"{visit.work_order.number} waits: Pump ordered",
    )  # fmt: skip
    assert told() == before
    assert dana.post(f"/holds/{hold.json()['id']}/lift").json()["lifted_by"] == "Dana <dana@example.test>"
    assert dana.post(f"/visits/{visit.pk}/dispatch").json()["status"] == "dispatched"


def test_a_hold_without_a_plan_puts_the_work_order_on_hold(dana: Any, raised: Any) -> None:
    order = raised()
    hold = dana.post(f"/work-orders/{order.pk}/holds", {"kind": "customer", "reason": "Calls back"}).json()
    assert dana.get(f"/work-orders/{order.pk}").json()["status"] == "on_hold"
    dana.post(f"/holds/{hold['id']}/lift")
    assert dana.get(f"/work-orders/{order.pk}").json()["status"] == "unscheduled"


def test_phones_hear_of_released_visits_only(world: Any, visit_in: Any, move: Any) -> None:
    visit = visit_in("scheduled")

    def heard() -> set[str]:
        return set(OutboxEvent.objects.latest("id").topics)

    tariq, tove = f"technician:{world.tariq.pk}", f"technician:{world.tove.pk}"
    assert OutboxEvent.objects.filter(name__startswith="work.", topics__contains=[tariq]).count() == 0
    move(visit, "dispatch")
    assert tariq in heard()
    # Given to Tove before it began: Tariq hears that it is gone, Tove nothing until it is released to her.
    move(visit, "schedule", technician_id=world.tove.pk)
    last = OutboxEvent.objects.filter(name="work.visit.scheduled").latest("id")
    assert (tariq in last.topics, tove in last.topics) == (True, False)
    move(visit, "dispatch")
    assert (tariq in heard(), tove in heard()) == (False, True)


def test_a_flag_is_shown_until_the_visit_is_planned(world: Any, raised: Any, move: Any, told: Any) -> None:
    visit = raised().visits.get()
    before = told()
    for _ in range(2):
        visits.flag_visit(visit=visit, code="unlocated", sentence="The site has no pin.", actor=SYSTEM, now=world.now)
    assert told()[len(before) :] == ["work.visit.changed"]
    from truckroll.work.queries import visit_rows

    assert visit_rows([visit.pk])[0]["flag"] == {"code": "unlocated", "sentence": "The site has no pin."}
    move(visit, "schedule")
    assert visit_rows([visit.pk])[0]["flag"] is None


def test_p10_a_visit_changed_meanwhile_is_not_overwritten(dana: Any, visit_in: Any) -> None:
    visit = visit_in("scheduled")
    refused = dana.patch(f"/visits/{visit.pk}", {"version": visit.version - 1, "pinned": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
    assert dana.get(f"/visits/{visit.pk}").json()["pinned"] is False


def test_ending_early_gives_the_rest_of_the_time_back(world: Any, visit_in: Any, move: Any) -> None:
    visit = visit_in("working")
    move(visit, "complete", now=world.at(1.5))
    assert taken(world, world.tariq) == [(world.at(1), world.at(1.5))]


def test_a_visit_over_before_its_planned_start_gives_all_its_time_back(world: Any, visit_in: Any) -> None:
    visit_in("completed")
    assert taken(world, world.tariq) == []


@pytest.mark.slow
@pytest.mark.parametrize("late_by", [timedelta(minutes=1), timedelta(hours=3)])
def test_an_overrun_never_lengthens_what_is_taken(world: Any, visit_in: Any, move: Any, late_by: timedelta) -> None:
    visit = visit_in("working")
    move(visit, "complete", now=world.at(2) + late_by)
    assert taken(world, world.tariq) == [(world.at(1), world.at(2))]


def test_canceling_one_visit_leaves_the_work_order_in_want_of_another(dana: Any, visit_in: Any) -> None:
    visit = visit_in("dispatched")
    assert dana.post(f"/visits/{visit.pk}/cancel", {"reason": "Double entry"}).json()["status"] == "canceled"
    order = f"/work-orders/{visit.work_order_id}"
    assert dana.get(order).json()["status"] == "unscheduled"
    again = dana.post(f"{order}/visits", {"duration_s": 1800})
    assert (again.status_code, again.json()["number"]) == (201, f"{visit.work_order.number}/2")
