"""A part is ordered, is late, comes: the work order waits, the alert is told once a day, the return visit is ready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation import invariants
from truckroll.foundation.models import OutboxEvent
from truckroll.work.models import PartOrder

SYSTEM = system("test")
PUMP = {"sku": "PUMP-7", "description": "Pump", "quantity": "1", "supplier": "Wexford", "expected_on": "2026-11-25"}


@pytest.fixture
def stopped(dana: Any, world: Any, visit_in: Any) -> Any:
    """A visit that stopped for want of a part."""
    visit = visit_in("working")
    body = {"at": world.at(-0.5).isoformat(), "reason": "Pump broken", "remaining_s": 5400, "needed": ["parts"]}
    assert dana.post(f"/visits/{visit.pk}/stop", body).status_code == 200
    return visit


def order(dana: Any, visit: Any, **values: Any) -> dict[str, Any]:
    answer = dana.post(f"/work-orders/{visit.work_order_id}/part-orders", PUMP | values)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.slow
def test_an_ordered_part_holds_the_job_and_received_lifts_it_and_lies_in_the_van(
    dana: Any, world: Any, stopped: Any, told: Any
) -> None:
    ordered = order(dana, stopped)
    whole = dana.get(f"/work-orders/{stopped.work_order_id}").json()
    # The hold that the technician left is the hold of the part: there is one thing to wait for.
    (hold,) = whole["holds"]
    assert (ordered["hold_id"], ordered["visit_id"], hold["expected_on"]) == (hold["id"], stopped.pk, "2026-11-25")
    back = whole["visits"][1]
    assert (whole["status"], back["status"], back["held"], back["expected_on"]) == (
        "on_hold", "draft", True, "2026-11-25",
    )  # fmt: skip
    van = dana.post("/stock-places", {"kind": "van", "technician_id": world.tariq.pk}).json()["id"]
    before = len(told())
    received = dana.post(f"/part-orders/{ordered['id']}/receive", {"place_id": van}).json()
    assert (received["received_into_name"], received["is_overdue"]) == ("Van of Tariq", False)
    assert [(row["place_name"], row["sku"], row["on_hand"]) for row in dana.get("/stock").json()["items"]] == [
        ("Van of Tariq", "PUMP-7", "1.000")
    ]
    whole = dana.get(f"/work-orders/{stopped.work_order_id}").json()
    assert (whole["status"], len(whole["visits"]), whole["visits"][1]["held"]) == ("unscheduled", 2, False)
    assert [name for name in told()[before:] if name != "work.work_order.changed"] == [
        "stock.moved", "work.hold.lifted", "work.part_order.received",
    ]  # fmt: skip
    # Once is enough.
    before = len(told())
    again = dana.post(f"/part-orders/{ordered['id']}/receive", {"place_id": van})
    assert (again.status_code, again.json()["code"], len(told())) == (409, "part_not_awaited", before)
    assert invariants.check() == {}


@pytest.mark.slow
def test_a_received_part_drafts_the_return_visit_that_nobody_drafted(dana: Any, world: Any, raised: Any) -> None:
    visit = raised().visits.get()
    ordered = order(dana, visit)
    assert dana.post(f"/visits/{visit.pk}/cancel", {"reason": "Not without the part"}).status_code == 200
    shelf = dana.post("/stock-places", {"name": "Rack"}).json()["id"]
    dana.post(f"/part-orders/{ordered['id']}/receive", {"place_id": shelf})
    visits = dana.get(f"/work-orders/{visit.work_order_id}").json()["visits"]
    assert [(one["status"], one["held"]) for one in visits] == [("canceled", False), ("draft", False)]


@pytest.mark.slow
def test_two_parts_hold_until_both_are_there(dana: Any, world: Any, stopped: Any) -> None:
    first, second = order(dana, stopped), order(dana, stopped, sku="SEAL-1", description="Seal", expected_on=None)
    shelf = dana.post("/stock-places", {"name": "Rack"}).json()["id"]
    dana.post(f"/part-orders/{first['id']}/receive", {"place_id": shelf})
    assert dana.get(f"/work-orders/{stopped.work_order_id}").json()["status"] == "on_hold"
    # Lifted by hand, nobody waits for the part any more.
    dana.post(f"/holds/{second['hold_id']}/lift")
    assert dana.get(f"/work-orders/{stopped.work_order_id}").json()["status"] == "unscheduled"
    assert dana.get("/part-orders", status="open").json()["total"] == 0
    assert dana.post(f"/part-orders/{second['id']}/drop", {"reason": "No"}).json()["code"] == "part_not_awaited"


def test_an_overdue_part_is_told_once_a_day_where_the_site_is(dana: Any, world: Any, stopped: Any) -> None:
    from truckroll.work import queries
    from truckroll.work.actions.part_orders import tell_overdue

    ordered = order(dana, stopped, expected_on="2026-11-22")
    late = dana.get("/part-orders", status="overdue").json()["items"]
    assert [(row["id"], row["is_overdue"], row["work_order_number"]) for row in late] == [
        (ordered["id"], True, stopped.work_order.number)
    ]
    row = queries.get_part_order(actor=SYSTEM, now=world.now, part_order_id=ordered["id"])
    today = world.now.date()
    says = [
        tell_overdue(order=row, on=on, actor=SYSTEM, now=world.now)
        for on in (today - timedelta(days=1), today, today, today + timedelta(days=1))
    ]
    assert says == [False, True, False, True]
    # Another date, and nobody is told until it has passed.
    dana.patch(f"/part-orders/{ordered['id']}", {"expected_on": "2026-11-25", "version": row.version})
    assert dana.get("/part-orders", status="overdue").json()["total"] == 0
    assert OutboxEvent.objects.filter(name="work.part_order.overdue").count() == 2


def test_a_part_for_a_canceled_job_is_not_ordered(dana: Any, world: Any, raised: Any, told: Any) -> None:
    work_order = raised()
    dana.post(f"/work-orders/{work_order.pk}/cancel", {"reason": "Sold the house"})
    before = told()
    refused = dana.post(f"/work-orders/{work_order.pk}/part-orders", PUMP)
    assert (refused.status_code, refused.json()["code"]) == (409, "work_order_over")
    assert (PartOrder.objects.count(), told()) == (0, before)
    assert dana.get("/parts").json()["total"] == 0


def test_who_began_is_preferred_for_the_return_and_for_a_recall_unless_he_is_excluded(
    world: Any, stopped: Any, raised: Any
) -> None:
    from truckroll.customers import actions as customers
    from truckroll.dispatch import gathering, problems
    from truckroll.dispatch.inputs import Weights

    day = gathering.day_of(world.now, "Europe/London")
    recall = raised(recall_of_id=stopped.work_order_id).visits.get()
    plain = raised().visits.get()
    back = stopped.work_order.visits.get(ordinal=2)

    def preferred() -> list[Any]:
        found = []
        for visit in (back, recall, plain):
            posed = problems.pose(gathering.gather(visit_id=visit.pk, day=day, now=world.now, weights=Weights()))
            (asked,) = [one for one in posed.problem.visits if one.id == posed.visit]
            found.append((asked.preferred, asked.not_preferred_cost))
        return found

    # Fifteen minutes of driving, as for somebody whom the customer prefers.
    tariq = frozenset({str(world.tariq.pk)})
    assert preferred() == [(tariq, 900), (tariq, 900), (frozenset(), 900)]
    customers.create_condition(
        kind="excluded_technician", customer=world.customer, technician=world.tariq, reason="argued", actor=SYSTEM,
        now=world.now,
    )  # fmt: skip
    assert preferred() == [(frozenset(), 900)] * 3
