"""The cast at work: Carla's house, Tariq and Tove who do the jobs there, and short ways to a visit in any state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM = system("test")


@dataclass
class World:
    """Who and what there is before anything happens."""

    now: datetime
    customer: Any
    site: Any
    boiler: Any
    tariq: Any
    tove: Any
    tariq_user: Any
    tove_user: Any

    def at(self, hours: float) -> datetime:
        """An instant so many hours after the test's Monday 08:00."""
        return self.now + timedelta(hours=hours)


@pytest.fixture
def world(now: datetime, make_user: Callable[..., Any]) -> World:
    from truckroll.customers import actions as customers
    from truckroll.work.actions import work_types
    from truckroll.workforce.actions import technicians

    customer = customers.create_customer(name="Carla Ltd", currency="EUR", actor=SYSTEM, now=now)
    site = customers.create_site(
        customer=customer, name="12 High Street", address="12 High Street, London", country="GB", zone="Europe/London",
        lat=51.5, lon=-0.1, actor=SYSTEM, now=now,
    )  # fmt: skip
    boiler = work_types.create_work_type(name="Boiler service", duration_s=3600, priority=3, actor=SYSTEM, now=now)
    people = {}
    for name in ("Tariq", "Tove"):
        user = make_user("technician", name)
        people[name] = (
            technicians.create_technician(
                name=name, zone="Europe/London", currency="EUR", user_id=user.pk, actor=SYSTEM, now=now
            ),
            user,
        )
    return World(
        now, customer, site, boiler, people["Tariq"][0], people["Tove"][0], people["Tariq"][1], people["Tove"][1]
    )


@pytest.fixture
def raised(world: World) -> Callable[..., Any]:
    """Raise a work order at Carla's and return it."""
    from truckroll.work.actions import work_orders

    def make(**values: Any) -> Any:
        return work_orders.raise_work_order(
            **{"site": world.site, "work_type": world.boiler, "reported_at": world.now, "source": "phone",
               "description": "No heat", "actor": SYSTEM, "now": world.now} | values
        )  # fmt: skip

    return make


# The moves that lead to each state, in their order.
PATHS = {
    "draft": [],
    "scheduled": ["schedule"],
    "dispatched": ["schedule", "dispatch"],
    "traveling": ["schedule", "dispatch", "depart"],
    "on_site": ["schedule", "dispatch", "depart", "arrive"],
    "working": ["schedule", "dispatch", "depart", "arrive", "start"],
    "paused": ["schedule", "dispatch", "depart", "arrive", "start", "pause"],
    "completed": ["schedule", "dispatch", "depart", "arrive", "start", "complete"],
    "stopped": ["schedule", "dispatch", "depart", "arrive", "start", "stop"],
    "no_access": ["schedule", "dispatch", "depart", "arrive", "report_no_access"],
    "canceled": ["cancel"],
}


@pytest.fixture
def move(world: World) -> Callable[..., Any]:
    """Make one move of a visit by its action, a minute of business time after the last."""
    from truckroll.work.actions import field, visits

    # From 07:00 on, so that what is asked over HTTP at 08:00 comes after.
    clock = [world.at(-1)]

    def make(visit: Any, name: str, **values: Any) -> Any:
        clock[0] += timedelta(minutes=1)
        common = {"visit": visit, "actor": SYSTEM, "now": clock[0]}
        calls: dict[str, Callable[[], Any]] = {
            "schedule": lambda: visits.schedule_visit(
                **{"technician_id": world.tariq.pk, "starts_at": world.at(1)} | common | values
            ),
            "unschedule": lambda: visits.unschedule_visit(**common | values),
            "dispatch": lambda: visits.dispatch_visit(**common | values),
            "withdraw": lambda: visits.withdraw_visit(**common | values),
            "cancel": lambda: visits.cancel_visit(**{"reason": "sold the house"} | common | values),
            "depart": lambda: field.depart_visit(**common | values),
            "arrive": lambda: field.arrive_visit(**common | values),
            "start": lambda: field.start_visit(**common | values),
            "pause": lambda: field.pause_visit(**{"reason": "lunch"} | common | values),
            "resume": lambda: field.resume_visit(**common | values),
            "complete": lambda: field.complete_visit(**common | values),
            "stop": lambda: field.stop_visit(
                **{"reason": "pump broken", "remaining_s": 1800, "needed": ["parts"]} | common | values
            ),
            "report_no_access": lambda: field.report_no_access(**{"reason": "nobody home"} | common | values),
        }
        return calls[name]()

    return make


@pytest.fixture
def visit_in(raised: Callable[..., Any], move: Callable[..., Any]) -> Callable[..., Any]:
    """A visit of a new work order, brought into a state by its moves."""

    def make(status: str, **values: Any) -> Any:
        visit = raised(**values).visits.get()
        for name in PATHS[status]:
            move(visit, name)
        assert visit.status == status
        return visit

    return make
