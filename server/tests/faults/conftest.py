"""A field day for the fault tests: technicians with phones that repeat what they are not sure of, on a real server."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from truckroll.accounts.actors import system

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SYSTEM = system("test")


class NoAnswer(Exception):
    """The connection broke before an answer came: whether it was done, nobody knows."""


@dataclass
class Phone:
    """A phone with its own numbered outbox; it deletes nothing that was not answered."""

    device: uuid.UUID
    session: str
    visit_id: int
    sent_at: str
    seq: int = 0
    outbox: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0
    NoAnswer: ClassVar[type[Exception]] = NoAnswer

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One HTTP request of this phone; NoAnswer if it broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method, f"/api{path}", None if body is None else json.dumps(body),
                {"X-Session-Token": self.session, "Content-Type": "application/json"} | headers,
            )  # fmt: skip
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer from error
        finally:
            connection.close()

    def register(self) -> None:
        """Make the phone known, or find it again."""
        status, _ = self.call("POST", "/mobile/devices", {"client_uuid": str(self.device), "name": "test"})
        assert status == 200

    def note(self, text: str) -> dict[str, Any]:
        """Put a note for the visit into the outbox."""
        self.seq += 1
        command = {
            "uuid": str(uuid.uuid4()), "seq": self.seq, "type": "add_note", "at": self.sent_at,
            "payload": {"visit_id": self.visit_id, "client_uuid": str(uuid.uuid4()), "text": text},
        }  # fmt: skip
        self.outbox.append(command)
        return command

    def post(self, *batch: dict[str, Any]) -> tuple[int, Any]:
        """Send these commands as they are."""
        return self.call(
            "POST", "/mobile/commands",
            {"device": str(self.device), "sent_at": self.sent_at, "unsent": len(self.outbox), "commands": list(batch)},
        )  # fmt: skip

    def unanswered(self) -> list[dict[str, Any]]:
        """What must still be sent, in its order."""
        return [c for c in self.outbox if c["uuid"] not in self.answers]

    def flush(self, *, batch: int = 20, patience_s: float = 60) -> None:
        """Send until everything is answered, through broken connections and a busy server."""
        deadline, body = time.monotonic() + patience_s, None
        while self.unanswered():
            assert time.monotonic() < deadline, f"{len(self.unanswered())} unanswered, the last answer was {body}"
            try:
                status, body = self.post(*self.unanswered()[:batch])
            except NoAnswer as error:
                body = repr(error.__cause__)
                time.sleep(0.05)
                continue
            if status == 503:
                time.sleep(0.1)
                continue
            assert status == 200, (status, body)
            for answer in body["answers"]:
                self.answers[answer["uuid"]] = answer


@dataclass
class FieldDay:
    """Phones, each with a released visit of its own."""

    phones: list[Phone]

    def notes(self) -> list[str]:
        """The notes in the record, oldest first."""
        from truckroll.work.models import Note

        return list(Note.objects.order_by("id").values_list("text", flat=True))


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
