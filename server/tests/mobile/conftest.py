"""Tariq with his phone, and a visit that was released to him."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM = system("test")


@dataclass
class Phone:
    """A phone that numbers its commands and sends them in batches."""

    api: Any
    device: uuid.UUID
    now: datetime
    seq: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)

    def command(self, kind: str, /, *, at: datetime | None = None, **payload: Any) -> dict[str, Any]:
        """The next command, not sent yet."""
        self.seq += 1
        made = {
            "uuid": str(uuid.UUID(int=(self.device.int + self.seq) % 2**128)), "seq": self.seq, "type": kind,
            "payload": payload, "at": (at or self.now).isoformat(),
        }  # fmt: skip
        self.sent.append(made)
        return made

    def send(self, *commands: dict[str, Any], sent_at: datetime | None = None) -> Any:
        """The raw answer to a batch."""
        return self.api.post(
            "/mobile/commands",
            {"device": str(self.device), "sent_at": (sent_at or self.now).isoformat(), "unsent": len(commands),
             "commands": list(commands)},
        )  # fmt: skip

    def do(self, kind: str, /, *, at: datetime | None = None, **payload: Any) -> dict[str, Any]:
        """Send one command and return its answer."""
        answer = self.send(self.command(kind, at=at, **payload))
        assert answer.status_code == 200, answer.content
        (only,) = answer.json()["answers"]
        return only


@dataclass
class Day:
    """A day with one released visit at 09:00."""

    now: datetime
    site: Any
    tariq: Any
    tove: Any
    visit: Any
    order: Any
    phone: Phone
    others: Phone

    def at(self, hours: float) -> datetime:
        return self.now + timedelta(hours=hours)


@pytest.fixture
def day(now: datetime, make_user: Callable[..., Any], as_user: Callable[[Any], Any]) -> Day:
    from truckroll.customers import actions as customers
    from truckroll.work.actions import visits, work_orders, work_types
    from truckroll.workforce.actions import technicians

    customer = customers.create_customer(name="Carla Ltd", currency="EUR", actor=SYSTEM, now=now)
    site = customers.create_site(
        customer=customer, name="12 High Street", country="GB", zone="Europe/London", lat=51.5, lon=-0.1,
        actor=SYSTEM, now=now,
    )  # fmt: skip
    boiler = work_types.create_work_type(
        name="Boiler service", duration_s=3600, actor=SYSTEM, now=now,
        checklist=[{"text": "Gas tight?", "is_required": True}, {"text": "Pressure", "kind": "number", "unit": "bar"}],
    )  # fmt: skip
    people, phones = {}, {}
    for n, name in enumerate(("Tariq", "Tove"), 1):
        user = make_user("technician", name)
        people[name] = technicians.create_technician(
            name=name, zone="Europe/London", currency="EUR", user_id=user.pk, actor=SYSTEM, now=now
        )
        phones[name] = Phone(as_user(user), uuid.UUID(int=n << 64), now)
        registered = phones[name].api.post("/mobile/devices", {"client_uuid": str(phones[name].device), "name": name})
        assert registered.json() == {"client_uuid": str(phones[name].device), "last_seq": 0}
    order = work_orders.raise_work_order(
        site=site, work_type=boiler, reported_at=now - timedelta(hours=3), source="phone", description="No heat",
        actor=SYSTEM, now=now - timedelta(hours=3),
    )  # fmt: skip
    visit = order.visits.get()
    early = now - timedelta(hours=2)
    visits.schedule_visit(
        visit=visit, technician_id=people["Tariq"].pk, starts_at=now + timedelta(hours=1), actor=SYSTEM, now=early
    )
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=early)
    return Day(now, site, people["Tariq"], people["Tove"], visit, order, phones["Tariq"], phones["Tove"])
