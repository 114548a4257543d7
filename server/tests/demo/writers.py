"""People who write while processes die, and know what they were told is done."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from typing import TYPE_CHECKING

from tests.faults.oracle import ask_the_oracle
from tests.faults.phones import NoAnswer, Phone
from tests.supervised import PATIENCE_S
from truckroll.demo.accounts import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

PACE_S = 0.1


class Writers:
    """Two phones that send notes and an office that enters customers, each again and again until it is answered."""

    def __init__(self, port: int) -> None:
        self.phones = [_phone(port, name) for name in ("ana", "ben")]
        self.office = signed_in(port, "dispatcher")
        self.texts: list[str] = []
        self.entered: dict[str, int] = {}
        self.failures: list[BaseException] = []
        self._over = threading.Event()
        jobs = [*map(self._send_notes, self.phones), self._enter_customers()]
        self._threads = [threading.Thread(target=self._keep_at, args=(job,)) for job in jobs]
        for thread in self._threads:
            thread.start()

    def _keep_at(self, job: Iterator[None]) -> None:
        try:
            while not self._over.is_set():
                next(job)
                time.sleep(PACE_S)
        except BaseException as error:
            self.failures.append(error)

    def _send_notes(self, phone: Phone) -> Iterator[None]:
        for n in itertools.count():
            text = f"{phone.device}/{n}"
            self.texts.append(text)
            phone.note(text)
            phone.flush(patience_s=PATIENCE_S)
            yield

    def _enter_customers(self) -> Iterator[None]:
        for n in itertools.count():
            name, key = f"Customer {self.office.device} {n}", str(uuid.uuid4())
            status, said, give_up = 0, None, time.monotonic() + PATIENCE_S
            while status != 201:
                assert status in (0, 503) and time.monotonic() < give_up, (status, said)
                time.sleep(0.05)
                try:
                    status, said = self.office.call(
                        "POST", "/customers", {"name": name, "currency": "USD"}, **{"Idempotency-Key": key}
                    )
                except NoAnswer:
                    status = 0
            self.entered[name] = said["id"]
            yield

    def acknowledged(self) -> list[int]:
        """How many commands each writer knows to be done."""
        return [*(len(phone.answers) for phone in self.phones), len(self.entered)]

    def all_went_on(self, since: list[int]) -> bool:
        """Whether each of them was told that something more is done; one that gave up fails the test."""
        assert self.failures == []
        return all(now > then for now, then in zip(self.acknowledged(), since, strict=True))

    def stop(self) -> None:
        """Let each finish what it has begun."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
        assert self.failures == []

    def check(self) -> None:
        """See in the database of the stopped installation that nothing is lost, nothing doubled, and all holds."""
        from truckroll.customers.models import Customer
        from truckroll.work.models import Note

        notes = Note.objects.filter(text__in=self.texts).values_list("text", flat=True)
        assert sorted(notes) == sorted(self.texts)
        outcomes = {answer["outcome"] for phone in self.phones for answer in phone.answers.values()}
        assert outcomes <= {"applied", "duplicate"}
        named = Customer.objects.filter(name__startswith=f"Customer {self.office.device} ").values_list("name", "pk")
        assert sorted(named) == sorted(self.entered.items())
        ask_the_oracle(*self.phones)


def signed_in(port: int, name: str) -> Phone:
    """Somebody of the demo, at a phone or a desk of his own beside his simulated self."""
    who = Phone(uuid.uuid4(), "", 0, "", port=port)
    status, said = who.ask("POST", "/_allauth/app/v1/auth/login", {"email": f"{name}@demo.test", "password": PASSWORD})
    assert status == 200, said
    who.session = said["meta"]["session_token"]
    return who


def _phone(port: int, name: str) -> Phone:
    phone = signed_in(port, name)
    status, day = phone.call("GET", "/mobile/day")
    assert status == 200, day
    phone.visit_id, phone.sent_at = day["visits"][0]["id"], day["now"]
    phone.register()
    return phone
