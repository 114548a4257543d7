"""F1: the process is killed at each named point, at each pass of it, and the work is done again from the outside.

Nothing is lost and nothing doubled. The points come from one list; each belongs to a story that passes it.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from tests import forked
from tests.billing.conftest import SELLER, company, draft, finish  # noqa: F401  # fixtures: somebody's invoice
from tests.faults.oracle import ask_the_oracle
from tests.faults.phones import SYSTEM, NoAnswer
from truckroll.billing import queries as billing
from truckroll.billing.actions import issuing
from truckroll.billing.models import CreditNote
from truckroll.foundation import blobs, clock, handling
from truckroll.foundation.crash import POINTS
from truckroll.foundation.models import Blob, OutboxEvent
from truckroll.intake import running
from truckroll.intake.actions import imports

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SOURCES = Path(__file__).parents[2] / "truckroll"


class Story(ABC):
    """Something worth doing that passes crash points; told again and again, each time with a new number."""

    # How often one telling passes a point, by the first word of its name.
    passes: dict[str, int]

    @abstractmethod
    def tell(self, number: int, crash_at: str) -> bool:
        """Do it in a process that may be killed; whether it was."""

    @abstractmethod
    def heal(self, number: int) -> None:
        """Do it again, or what is missing of it, in a process that lives."""

    @abstractmethod
    def check(self, number: int) -> None:
        """See that everything up to this number happened once."""


class PhoneSends(Story):
    """A phone is made known and sends a note: each of its commands is in the ledger once it was answered."""

    passes = {"cmd": 2}

    def __init__(self, web: Callable[..., Any], field_day: Callable[[int], Any]) -> None:
        self.web = web
        self.day = field_day(1)
        (self.phone,) = self.day.phones

    def tell(self, number: int, crash_at: str) -> bool:
        server = self.web(crash_at)
        self.phone.port = server.port
        command = self.phone.note(f"note {number}")
        return _until_it_dies(server, lambda: (self.phone.register(), self._post(command)))

    def _post(self, command: dict[str, Any]) -> None:
        status, body = self.phone.post(command)
        assert status == 200, body

    def heal(self, number: int) -> None:
        server = self.web()
        self.phone.port = server.port
        self.phone.register()
        self.phone.flush(batch=1)
        server.stop()

    def check(self, number: int) -> None:
        assert self.day.notes() == [f"note {n}" for n in range(number + 1)]
        assert {a["outcome"] for a in self.phone.answers.values()} <= {"applied", "duplicate"}
        ask_the_oracle(self.phone)


class PhotoComes(Story):
    """A phone announces a photo and brings its bytes: they lie here whole, or it brings them again."""

    passes = {"blob": 1}

    def __init__(self, web: Callable[..., Any], field_day: Callable[[int], Any]) -> None:
        self.web = web
        (self.phone,) = field_day(1).phones

    def picture(self, number: int) -> bytes:
        return b"\xff\xd8\xff" + f"picture {number} ".encode() * 9_000

    def tell(self, number: int, crash_at: str) -> bool:
        server = self.web(crash_at)
        self.phone.port = server.port
        self.phone.put("attach_photo", kind="before", sha256=hashlib.sha256(self.picture(number)).hexdigest())
        return _until_it_dies(
            server,
            lambda: (self.phone.register(), self.phone.flush(), self.phone.upload(self.picture(number))),
        )

    def heal(self, number: int) -> None:
        server = self.web()
        self.phone.port = server.port
        self.phone.upload(self.picture(number))
        _, day = self.phone.call("GET", "/mobile/day")
        assert [p["received"] for p in day["visits"][0]["photos"]] == [True] * (number + 1)
        server.stop()

    def check(self, number: int) -> None:
        stored = sorted(blobs.read(blob) for blob in Blob.objects.all())
        assert stored == sorted(self.picture(n) for n in range(number + 1))
        ask_the_oracle(self.phone)


class WorkerAssigns(Story):
    """The worker hears of a new visit and assigns it: one decision, on the phone once, whatever is delivered twice."""

    def __init__(self, in_a_process: Callable[..., int], now: datetime) -> None:
        self.in_a_process = in_a_process
        from truckroll.customers import actions as customers
        from truckroll.work.actions import work_types
        from truckroll.workforce.actions import technicians

        self.now = now
        who: dict[str, Any] = {"actor": SYSTEM, "now": now}
        with transaction.atomic():
            customer = customers.create_customer(name="Carla Ltd", currency="EUR", **who)
            self.site = customers.create_site(
                customer=customer, name="Mill Lane", country="GB", zone="Europe/London", lat=51.5, lon=-0.1, **who
            )
            self.leak = work_types.create_work_type(name="Leak", duration_s=600, priority=3, assignment="auto", **who)
            technicians.create_technician(
                name="Tariq", zone="Europe/London", currency="EUR", home_lat=51.5, home_lon=-0.1, start_policy="home",
                end_policy="home", **who,
                shift_patterns=[{"weekday": day, "starts": "08:00", "ends": "17:00"} for day in range(7)],
            )  # fmt: skip
        self.told: Counter[str] = Counter()
        # Once undisturbed: how often each point is passed, and what is told of one visit.
        handling.deliver_all()
        self.first = self._told()
        self._raise()
        self._deliver()
        self.told = self._told() - self.first
        handled = sum(self.told[h.event.name] for h in handling.events.HANDLERS.values())
        self.passes = {"cmd": handled, "handler": handled, "assign": 1}

    def _told(self) -> Counter[str]:
        return Counter(OutboxEvent.objects.values_list("name", flat=True))

    def _raise(self) -> None:
        from truckroll.work.actions import work_orders

        with transaction.atomic():
            work_orders.raise_work_order(
                site=self.site, work_type=self.leak, reported_at=self.now, source="office", actor=SYSTEM, now=self.now
            )

    def _deliver(self) -> None:
        while handling.deliver_all():
            pass

    def tell(self, number: int, crash_at: str) -> bool:
        self._raise()
        return _killed(self.in_a_process(self._deliver, crash_at=crash_at))

    def heal(self, number: int) -> None:
        assert self.in_a_process(self._deliver) == 0

    def check(self, number: int) -> None:
        from truckroll.dispatch.models import Decision
        from truckroll.work.models import Visit

        visits = number + 2  # the undisturbed one too
        assert Counter(Visit.objects.values_list("status", flat=True)) == {"dispatched": visits}
        assert Counter(Decision.objects.values_list("outcome", flat=True)) == {"assigned": visits}
        assert self._told() - self.first == Counter({name: n * visits for name, n in self.told.items()})
        ask_the_oracle()


def _issue_invoice(invoice_id: int) -> None:
    who: dict[str, Any] = {"actor": SYSTEM, "now": clock.real_now()}
    with transaction.atomic():
        issuing.issue_invoice(invoice=billing.get_invoice(actor=SYSTEM, invoice_id=invoice_id), **who)


def _issue_credit(invoice_id: int) -> None:
    who: dict[str, Any] = {"actor": SYSTEM, "now": clock.real_now()}
    with transaction.atomic():
        invoice = billing.get_invoice(actor=SYSTEM, invoice_id=invoice_id)
        issuing.credit_invoice(invoice=invoice, reason="x", **who)


class InvoiceIsIssued(Story):
    """An invoice gets its number and its printed form: both or neither, and no number is skipped."""

    passes = {"inv": 1}
    issue = staticmethod(_issue_invoice)

    def __init__(self, company: Any, draft: Callable[..., Any], tmp_path: Path) -> None:  # noqa: F811
        self.company, self.draft, self.home = company, draft, tmp_path

    def _run(self, crash_at: str = "") -> bool:
        """Not forked from here: the printer's threads would be missing in a child."""
        url = os.environ["DATABASE_URL"].replace("/truckroll?", f"/{connection.settings_dict['NAME']}?")
        changed = {"DATABASE_URL": url, "CRASHPOINT": crash_at, "TRUCKROLL_HOME": str(self.home)}
        process = forked.start(self.issue, self.invoice_id, environment=changed)
        process.join()
        return _killed(process.exitcode)

    def tell(self, number: int, crash_at: str) -> bool:
        self.invoice_id = self.draft(minutes=60)["id"]
        return self._run(crash_at)

    def heal(self, number: int) -> None:
        if self._status() == "draft":
            assert not self._run()

    def _status(self) -> str:
        return str(self.company.ada.get(f"/invoices/{self.invoice_id}").json()["status"])

    def check(self, number: int) -> None:
        assert self._status() == "issued"
        issued = self.company.ada.get("/invoices", status="issued").json()["items"]
        assert sorted(i["number"][-6:] for i in issued) == [f"{n:06d}" for n in range(1, number + 2)]
        ask_the_oracle()


class CreditIsIssued(InvoiceIsIssued):
    """The same for the credit note that corrects an invoice."""

    issue = staticmethod(_issue_credit)

    def tell(self, number: int, crash_at: str) -> bool:
        self.invoice_id = self.draft(minutes=60)["id"]
        assert self.company.ada.post(f"/invoices/{self.invoice_id}/issue", {}).status_code == 200
        return self._run(crash_at)

    def heal(self, number: int) -> None:
        if not CreditNote.objects.filter(invoice_id=self.invoice_id).exists():
            assert not self._run()

    def check(self, number: int) -> None:
        numbers = CreditNote.objects.order_by("id").values_list("number", flat=True)
        assert [n[-6:] for n in numbers] == [f"{n:06d}" for n in range(1, number + 2)]
        ask_the_oracle()


class FileComesIn(Story):
    """45 rows of a file become requests in three chunks; whoever finds it unfinished goes on."""

    passes = {"import": 3}
    chunk, rows, sites = 20, 45, 5

    def __init__(self, in_a_process: Callable[..., int], ada: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.in_a_process, self.ada = in_a_process, ada
        monkeypatch.setattr(imports, "CHUNK", self.chunk)

    def _carry_on(self) -> None:
        running.carry_on_all()

    def tell(self, number: int, crash_at: str) -> bool:
        from django.core.files.uploadedfile import SimpleUploadedFile

        lines = [f"K{number}-{i},Job {i},Carla Ltd,Site {i % self.sites},Europe/London" for i in range(self.rows)]
        text = "\n".join(["external_id,description,customer,site,zone", *lines])
        form = {"profile": "generic", "file": SimpleUploadedFile("requests.csv", text.encode())}
        assert self.ada.put("/seller", SELLER).status_code == 200
        self.batch = self.ada._client.post("/api/imports", form).json()["id"]
        self._carry_on()
        assert self.ada.post(f"/imports/{self.batch}/apply", {"mode": "all"}).status_code == 200
        died = _killed(self.in_a_process(self._carry_on, crash_at=crash_at))
        if died:
            half = self.ada.get(f"/imports/{self.batch}").json()
            assert (half["status"], half["applied_rows"]) == ("applying", number * self.chunk)
        return died

    def heal(self, number: int) -> None:
        assert self.in_a_process(self._carry_on) == 0

    def check(self, number: int) -> None:
        whole = self.ada.get(f"/imports/{self.batch}").json()
        assert (whole["status"], whole["applied_rows"]) == ("applied", self.rows)
        assert self.ada.get("/requests").json()["total"] == self.rows * (number + 1)
        assert self.ada.get("/sites").json()["total"] == self.sites
        ask_the_oracle()


def _killed(exit_code: int | None) -> bool:
    assert exit_code in (0, 137)
    return exit_code == 137


def _until_it_dies(server: Any, work: Callable[[], object]) -> bool:
    """Work until the server dies; whether it did. Nothing else may go wrong."""
    try:
        work()
    except NoAnswer:
        while not server.has_ended():
            time.sleep(0.01)
    else:
        server.stop()
    return bool(server.ended == 137)


STORIES: dict[str, tuple[type[Story], tuple[str, ...], tuple[str, ...]]] = {
    "a phone sends": (PhoneSends, ("web", "field_day"), ("cmd",)),
    "a photo comes": (PhotoComes, ("web", "field_day"), ("blob",)),
    "the worker assigns": (WorkerAssigns, ("in_a_process", "now"), ("cmd", "handler", "assign")),
    "an invoice is issued": (InvoiceIsIssued, ("company", "draft", "tmp_path"), ("inv",)),
    "a credit note is issued": (CreditIsIssued, ("company", "draft", "tmp_path"), ("inv",)),
    "a file comes in": (FileComesIn, ("in_a_process", "ada", "monkeypatch"), ("import",)),
}
PLACES = [
    (point, story) for story, (_, _, families) in STORIES.items() for point in POINTS if point.split(".")[0] in families
]


def test_every_crash_point_is_in_the_list_and_killed_at() -> None:
    placed = {p for file in SOURCES.rglob("*.py") for p in re.findall(r'crash\.point\("([^"]+)"\)', file.read_text())}
    # A backup, its restore and a migration are killed at theirs in tests/upkeep, on a database of their own, and the
    # sender of messages in tests/notifications, with a gateway on the other side.
    kept = {point for point in POINTS if point.split(".")[0] in ("backup", "restore", "migrate", "message")}
    assert placed == set(POINTS) == {point for point, _ in PLACES} | kept


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("point", "story"), PLACES)
def test_f1_p1_p2_p3_p17_p28_killed_at_each_pass_of_a_point(
    point: str, story: str, request: pytest.FixtureRequest, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    kind, fixtures, _ = STORIES[story]
    told = kind(*(request.getfixturevalue(name) for name in fixtures))
    number, died = 0, True
    while died:
        died = told.tell(number, f"{point}:{number + 1}")
        told.heal(number)
        told.check(number)
        number += died
    assert number == told.passes[point.split(".")[0]], f"{point} was passed {number} times"
