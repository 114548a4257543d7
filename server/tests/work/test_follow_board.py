"""Load, act, apply the facts: the board equals a fresh load after every move and every change that shows on it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.following import all_facts, apply, keyed
from tests.work.conftest import PATHS
from truckroll.accounts.actors import system
from truckroll.foundation import events
from truckroll.foundation.models import OutboxEvent
from truckroll.work import queries
from truckroll.work.lifecycle import VISIT
from truckroll.work.models import Visit

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM = system("test")


def load() -> dict[tuple[str, int], dict[str, Any]]:
    return keyed(queries.visit_rows(Visit.objects.values_list("pk", flat=True)))


def follow(act: Callable[[], Any]) -> None:
    """Load, act, apply what was told, and compare with a fresh load; applying twice changes nothing more."""
    before, seen = load(), OutboxEvent.objects.count()
    act()
    told = all_facts()[seen:]
    assert told, "nothing was told"
    after = apply(before, told)
    assert after == load()
    assert apply(after, told) == after


MOVES = [(s, m.name) for s in PATHS for m in VISIT.moves if s in m.sources]


@pytest.mark.parametrize(("status", "name"), MOVES)
def test_p10_i7_after_every_move(status: str, name: str, visit_in: Any, move: Any) -> None:
    visit = visit_in(status)
    follow(lambda: move(visit, name))


@pytest.mark.parametrize(
    "act",
    [
        "raise", "draft", "priority", "hold", "lift", "cancel_order", "duration", "window", "pin", "flag", "travel",
        "help", "help_acknowledged", "help_settled", "rename_work_type", "skill", "order_part", "receive_part",
        "choose_window",
    ],
)  # fmt: skip
def test_p10_i7_after_every_change_that_shows(act: str, world: Any, visit_in: Any, raised: Any) -> None:
    from truckroll.stock import actions as stock
    from truckroll.work.actions import field, part_orders, visits, work_orders, work_types
    from truckroll.workforce.actions import technicians

    visit = visit_in("dispatched")
    order, now = visit.work_order, world.now
    who: dict[str, Any] = {"actor": SYSTEM, "now": now}
    hold = work_orders.open_hold(work_order=order, kind="parts", reason="Pump", **who) if act == "lift" else None
    if act in {"help_acknowledged", "help_settled"}:
        field.ask_for_help(visit=visit, reason="Stuck", **who)
    gas = technicians.create_skill(name="Gas", **who)
    pump: dict[str, Any] = {
        "work_order": order, "sku": "P1", "description": "Pump", "quantity": Decimal(1), "supplier": "Wexford",
        "expected_on": now.date(), **who,
    }  # fmt: skip
    ordered = part_orders.order_part(**pump) if act == "receive_part" else None
    rack = stock.create_place(kind="shelf", name="Rack", **who)

    def change(**values: Any) -> Any:
        return visits.change_visit(visit=visit, values=values, **who)

    acts: dict[str, Callable[[], Any]] = {
        "raise": raised,
        "draft": lambda: work_orders.draft_visit(work_order=order, **who),
        "priority": lambda: work_orders.change_work_order(work_order=order, values={"priority": 1}, **who),
        "hold": lambda: work_orders.open_hold(work_order=order, kind="parts", reason="Pump", **who),
        "lift": lambda: work_orders.lift_hold(hold=hold, **who),
        "cancel_order": lambda: work_orders.cancel_work_order(work_order=order, reason="Sold", **who),
        "duration": lambda: change(duration_s=1800),
        "window": lambda: change(window_starts_at=world.at(1), window_ends_at=world.at(3)),
        "pin": lambda: change(is_pinned=True),
        "flag": lambda: visits.flag_visit(visit=visit, code="unlocated", sentence="No pin.", **who),
        "travel": lambda: visits.note_travel(visit=visit, travel_s=600, **who),
        "help": lambda: field.ask_for_help(visit=visit, reason="Stuck", **who),
        "help_acknowledged": lambda: field.acknowledge_help(visit=visit, **who),
        "help_settled": lambda: field.settle_help(visit=visit, **who),
        "order_part": lambda: part_orders.order_part(**pump),
        "receive_part": lambda: part_orders.receive_part(order=ordered, place=rack, **who),
        "choose_window": lambda: visits.choose_window(visit=visit, starts_at=world.at(24), ends_at=world.at(28), **who),
        "rename_work_type": lambda: work_types.change_work_type(
            work_type=world.boiler, values={"name": "Boiler repair"}, **who
        ),
        "skill": lambda: work_types.change_work_type(work_type=world.boiler, values={"skills": [(gas.pk, 2)]}, **who),
    }
    follow(acts[act])


@pytest.mark.parametrize("act", ["site", "pin", "customer", "skill"])
def test_p10_i7_after_words_changed_in_a_room_below(act: str, world: Any, visit_in: Any) -> None:
    from truckroll.customers import actions as customers
    from truckroll.work.actions import work_types
    from truckroll.workforce.actions import technicians

    who: dict[str, Any] = {"actor": SYSTEM, "now": world.now}
    gas = technicians.create_skill(name="Gas", **who)
    work_types.change_work_type(work_type=world.boiler, values={"skills": [(gas.pk, 2)]}, **who)
    visit_in("dispatched")
    handlers = {
        "site": "work.handlers.show_changed_site:customers.site.changed",
        "pin": "work.handlers.show_moved_pin:customers.site.located",
        "customer": "work.handlers.show_changed_customer:customers.customer.changed",
        "skill": "work.handlers.show_changed_skill:workforce.skill.changed",
    }
    acts: dict[str, Callable[[], Any]] = {
        "site": lambda: customers.change_site(site=world.site, values={"name": "14 High Street"}, **who),
        "pin": lambda: customers.locate_site(site=world.site, lat=51.6, lon=-0.2, **who),
        "customer": lambda: customers.change_customer(customer=world.customer, values={"name": "Carla plc"}, **who),
        "skill": lambda: technicians.change_skill(skill=gas, values={"name": "Gas safe"}, **who),
    }

    def act_and_deliver() -> None:
        acts[act]()
        fact = OutboxEvent.objects.latest("id")
        handler = events.HANDLERS[handlers[act]]
        # The outbox reader waits for commits; here the fact is handed over as the worker would.
        handler.function(handler.event(**fact.payload))

    follow(act_and_deliver)
