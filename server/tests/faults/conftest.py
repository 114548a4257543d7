"""A field day for the fault tests: technicians with phones, each with a released visit of his own."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.phones import SYSTEM, FieldDay, Phone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@pytest.fixture
def field_day(now: datetime, session_key: Callable[[Any], str]) -> Callable[[int], FieldDay]:
    """Make so many technicians with a released visit each, on the present database."""

    def make(count: int) -> FieldDay:
        from truckroll.accounts.models import User
        from truckroll.customers import actions as customers
        from truckroll.work.actions import visits, work_orders, work_types
        from truckroll.workforce.actions import technicians

        customer = customers.create_customer(name="Carla Ltd", currency="EUR", actor=SYSTEM, now=now)
        site = customers.create_site(
            customer=customer, name="12 High Street", address="12 High Street", country="GB", zone="Europe/London",
            lat=51.5, lon=-0.1, actor=SYSTEM, now=now,
        )  # fmt: skip
        kind = work_types.create_work_type(name="Boiler service", duration_s=3600, priority=3, actor=SYSTEM, now=now)
        phones = []
        for n in range(count):
            user = User(email=f"technician{n}@example.test", name=f"Technician {n}", role="technician")
            user.set_unusable_password()
            user.save()
            technician = technicians.create_technician(
                name=user.name, zone="Europe/London", currency="EUR", user_id=user.pk, actor=SYSTEM, now=now
            )
            order = work_orders.raise_work_order(
                site=site, work_type=kind, reported_at=now, source="phone", description="No heat", actor=SYSTEM, now=now
            )
            visit = order.visits.get()
            visits.schedule_visit(
                visit=visit, technician_id=technician.pk, starts_at=now + timedelta(hours=1), actor=SYSTEM, now=now
            )
            visits.dispatch_visit(visit=visit, actor=SYSTEM, now=now)
            phones.append(Phone(uuid.uuid4(), session_key(user), visit.pk, now.isoformat()))
        return FieldDay(phones)

    def in_a_transaction(count: int) -> FieldDay:
        from django.db import transaction

        with transaction.atomic():
            return make(count)

    return in_a_transaction
