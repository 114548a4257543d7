"""A company of the size the figures are promised for: 60 technicians, 600 visits on one day, made through actions."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction

from truckroll.accounts.actors import system
from truckroll.customers import actions as customers
from truckroll.dispatch.actions.watching import note_driving
from truckroll.work import queries as work
from truckroll.work.actions import visits, work_orders, work_types
from truckroll.workforce.actions import technicians

WORKER = system("benchmark")
# The Monday after next: everything planned lies ahead of the real clock.
_TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
DAY = _TODAY + timedelta(days=14 - _TODAY.weekday())
WEEK = [{"weekday": day, "starts": time(8), "ends": time(18)} for day in range(7)]


@dataclass(frozen=True)
class Company:
    """What a benchmark needs to name."""

    technicians: list[Any]
    sites: list[Any]
    work_type: Any


def build(*, people: int = 60, per_person: int = 10) -> Company:
    """This will make the technicians, and give each a day full of visits with gaps."""
    now = datetime.now(UTC)
    dice = random.Random(1)

    def place() -> dict[str, Any]:
        return {"lat": 39.2 + dice.random() / 5, "lon": -76.7 + dice.random() / 5}

    with transaction.atomic():
        gas = technicians.create_skill(name="Gas", actor=WORKER, now=now)
        customer = customers.create_customer(name="Acme", currency="USD", actor=WORKER, now=now)
        sites = [
            customers.create_site(
                customer=customer,
                name=f"Site {n}",
                zone="America/New_York",
                country="US",
                actor=WORKER,
                now=now,
                **place(),
            )
            for n in range(200)
        ]
        work_type = work_types.create_work_type(
            name="Repair", duration_s=1800, assignment="off", skills=[(gas.pk, 1)], actor=WORKER, now=now
        )
        staff = []
        for number in range(people):
            home = place()
            staff.append(
                technicians.create_technician(
                    name=f"Technician {number + 1}",
                    zone="America/New_York",
                    currency="USD",
                    start_policy="home",
                    end_policy="home",
                    home_lat=home["lat"],
                    home_lon=home["lon"],
                    shift_patterns=WEEK,
                    skills=[{"skill_id": gas.pk, "level": 1}] if number % 3 else [],
                    actor=WORKER,
                    now=now,
                )
            )
    # 8:00 in New York is 12:00 or 13:00 in UTC; an hour apart, the last ends at 17:30.
    first = DAY + timedelta(hours=13)
    for technician in staff:
        here = technician.home_lat, technician.home_lon
        for slot in range(per_person):
            # A day as a dispatcher leaves it: the next visit is near enough to be reached in time.
            near = dice.sample(sites, 12)
            site = min(near, key=lambda s: (float(s.lat) - float(here[0])) ** 2 + (float(s.lon) - float(here[1])) ** 2)
            here = site.lat, site.lon
            plan(Company(staff, sites, work_type), site, technician, first + timedelta(hours=slot * 0.9))
    return Company(staff, sites, work_type)


def draft(company: Company, site: Any) -> int:
    """This will put one more visit into the queue."""
    now = datetime.now(UTC)
    with transaction.atomic():
        order = work_orders.raise_work_order(
            site=site, work_type=company.work_type, reported_at=now, source="office", actor=WORKER, now=now
        )
    return work.list_visits(actor=WORKER, work_order_id=order.pk).get().pk


def plan(company: Company, site: Any, technician: Any, starts_at: datetime) -> None:
    """This will put one more visit on a technician's day, without asking the judge."""
    visit = work.get_visit(actor=WORKER, visit_id=draft(company, site))
    with transaction.atomic():
        visits.schedule_visit(
            visit=visit, technician_id=technician.pk, starts_at=starts_at, actor=WORKER, now=datetime.now(UTC)
        )
        # As a real placement leaves it: every drive of the day is measured.
        note_driving([technician.pk], around=starts_at, actor=WORKER, now=datetime.now(UTC))
