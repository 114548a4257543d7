"""Builds the company and its past, plans today, and sets the clock; what was built already is not built again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from truckroll.demo import accounts, billing, contracts, customers, days, stock, work, workforce
from truckroll.demo.accounts import actor_of
from truckroll.demo.demand import Demand
from truckroll.demo.replay import CityDay
from truckroll.demo.steps import day_key, do, done
from truckroll.demo.workforce import Staff
from truckroll.dispatch.actions.absences import record_absence
from truckroll.foundation import clock, handling


class OtherDay(ValueError):
    """This home holds a demo that began on another day or with other demand."""


def build(*, speed: float, real_now: datetime, demand: Demand, name: str = "drawn", on: date | None = None) -> None:
    """This will make the company ready to be shown, and start its clock at `speed` times real time.

    The first time everything is built and it is 07:30 on a weekday (`on`, else today or the next one). A later start
    goes on where the last one stopped, or begins the next weekday if that day was over. `name` says which demand it is.

    Raises
    ------
    OtherDay
        This home was built for another day or another demand.
    """
    begun = do("begin", lambda now: {"on": (on or days.first_day(real_now)).isoformat(), "demand": name})
    first = date.fromisoformat(begun["on"])
    if (on is not None and on != first) or name != begun["demand"]:
        raise OtherDay(f"This home holds the demo of {first} ({begun['demand']}).")
    if done("built"):
        if not days.go_on(speed):
            plan_next_day(days.weekday_from(days.today(clock.now()) + timedelta(days=1)), demand, speed=speed)
        return
    past = days.weekdays_before(first)
    clock.run_from(days.at(past[0] - timedelta(days=3), time(9)), rate=1)
    users = accounts.build_people()
    _, sites = customers.build_customers()
    staff, skills, licenses = workforce.build_technicians(users, first)
    contracts.build_targets()
    types = work.build_work_types(skills, licenses)
    billing.build_prices(first)
    stock.build_stock(staff)
    for day in past:
        clock.run_from(days.at(day, time(17)), rate=1)
        work.live_through(day, sites, types, staff, users)
        deliver()
        biller = actor_of(users["billing@demo.test"])
        billing.issue_what_is_approved(day, biller)
        billing.pay_what_was_issued(day, biller)
    clock.run_from(days.at(first, time(6, 50)), rate=1)
    # The first of the two weeks is over: its Sunday and the six days before it.
    sunday = past[0] + timedelta(days=6 - past[0].weekday())
    billing.close_what_is_over(sunday, actor_of(users["billing@demo.test"]))
    _plan(first, demand, sites, types, users)
    deliver()
    _call_in_sick(first, staff, users)
    deliver()
    do("built", lambda now: {})
    clock.run_from(days.at(first, days.OPENS), rate=speed)


def plan_next_day(on: date, demand: Demand, *, speed: float) -> None:
    """This will begin a further day: its planned jobs are raised, and the assigner plans them while the clock runs."""
    clock.run_from(days.at(on, time(7, 10)), rate=speed)
    # Every step of these was carried out before: they only answer with the ids.
    users = accounts.build_people()
    _, sites = customers.build_customers()
    _plan(on, demand, sites, work.build_work_types({}, {}), users)


def _plan(
    on: date,
    demand: Demand,
    sites: Sequence[Mapping[str, Any]],
    types: Mapping[str, int],
    users: Mapping[str, int],
) -> None:
    """Enter the places of a replayed day, and raise what was asked before it begins."""
    city = customers.build_city_sites(demand.cases(on)) if isinstance(demand, CityDay) else []
    known = {site["key"]: site for site in (*sites, *city)}
    work.raise_planned(on, demand.before(on), known, types, users)


def deliver() -> None:
    """This will let every room do what it does about the facts so far, as the worker would."""
    while handling.deliver_all():
        pass


def _call_in_sick(on: date, staff: Sequence[Staff], users: Mapping[str, int]) -> None:
    dispatcher = actor_of(users["dispatcher@demo.test"])

    def effect(now: datetime) -> dict[str, Any]:
        absence = record_absence(
            technician_id=staff[-1].id,
            kind="sick",
            starts_at=days.at(on, time(7)),
            ends_at=days.at(on, time(18)),
            note="Called at seven.",
            release_visits=True,
            actor=dispatcher,
            now=now,
        )
        return {"id": absence.pk}

    do(day_key(on, "sick"), effect, actor=dispatcher)
