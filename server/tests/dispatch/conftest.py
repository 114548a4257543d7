"""A company with a site in London, Tariq who has the gas skill and Tove who has not, on MONDAY_0800."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from truckroll.accounts.actors import system
from truckroll.customers import actions as customers
from truckroll.work import queries as work
from truckroll.work.actions import work_orders, work_types
from truckroll.workforce.actions import technicians

WORKER = system("test")
HOME = {"home_lat": 51.5, "home_lon": -0.1, "start_policy": "home", "end_policy": "home"}
WEEK = [{"weekday": day, "starts": time(8), "ends": time(17)} for day in range(5)]


@dataclass
class Company:
    """What the tests of this room play with; each method makes one more row, as the office would."""

    now: datetime
    worker: Any = WORKER
    customer: Any = None
    site: Any = None
    gas: Any = None
    tariq: Any = None
    tove: Any = None
    work_type: Any = None

    def at(self, hours: float) -> datetime:
        """That many hours after eight."""
        return self.now + timedelta(hours=hours)

    def technician(self, name: str, **values: Any) -> Any:
        with transaction.atomic():
            return technicians.create_technician(
                **{"name": name, "zone": "Europe/London", "currency": "GBP", "shift_patterns": WEEK, **HOME} | values,
                actor=WORKER,
                now=self.now,
            )

    def kind(self, name: str, **values: Any) -> Any:
        with transaction.atomic():
            return work_types.create_work_type(
                **{"name": name, "duration_s": 3600, "assignment": "off"} | values, actor=WORKER, now=self.now
            )

    def place(self, name: str, **values: Any) -> Any:
        plain = {"name": name, "lat": 51.5, "lon": -0.1, "zone": "Europe/London", "country": "GB"}
        with transaction.atomic():
            return customers.create_site(customer=self.customer, **plain | values, actor=WORKER, now=self.now)

    def visit(self, *, site: Any = None, work_type: Any = None, **values: Any) -> int:
        """A new work order's first visit, waiting in the queue."""
        with transaction.atomic():
            order = work_orders.raise_work_order(
                site=site or self.site,
                work_type=work_type or self.work_type,
                reported_at=self.now,
                source="office",
                actor=WORKER,
                now=self.now,
                **values,
            )
        return work.list_visits(actor=WORKER, work_order_id=order.pk).get().pk


@pytest.fixture
def company(db: None, now: datetime) -> Company:
    company = Company(now)
    with transaction.atomic():
        company.customer = customers.create_customer(name="Acme", currency="GBP", actor=WORKER, now=now)
        company.gas = technicians.create_skill(name="Gas", actor=WORKER, now=now)
    company.site = company.place("Mill Lane")
    company.tariq = company.technician("Tariq", skills=[{"skill_id": company.gas.pk, "level": 2}])
    company.tove = company.technician("Tove")
    company.work_type = company.kind("Boiler repair", skills=[(company.gas.pk, 1)])
    return company
