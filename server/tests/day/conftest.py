"""A firm of forty vans, and the hands that type its days: the office's pages, programs, and technicians' phones."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.browser.conftest import PASSWORD, browser, doors, installed, picture, pytest_runtest_makereport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Http, Installation

# Fixtures and a hook of the folder that opens the doors; they hold here too.
__all__ = ["browser", "doors", "picture", "pytest_runtest_makereport"]

FIRM = Path(__file__).parent / "firm"
FILES = ("customers", "sites", "contacts", "assets", "technicians", "skills", "certifications", "shifts", "work-types")
# The offsets are written out here, so that no table of zones is asked what it is to be checked against.
_AN_HOUR_AHEAD = timezone(timedelta(hours=1))


@pytest.hookimpl(tryfirst=True)  # by the marks they are sorted
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.browser)


def bst(day: int, clock: str) -> datetime:
    """A time on the wall in London before the clocks go back."""
    return datetime.fromisoformat(f"2026-10-{day}T{clock}").replace(tzinfo=_AN_HOUR_AHEAD)


def gmt(day: int, clock: str) -> datetime:
    """A time on the wall in London after it."""
    return datetime.fromisoformat(f"2026-10-{day}T{clock}").replace(tzinfo=UTC)


def cet(day: int, clock: str) -> datetime:
    """A time on the wall in Calais after it."""
    return datetime.fromisoformat(f"2026-10-{day}T{clock}").replace(tzinfo=_AN_HOUR_AHEAD)


def set_clock(there: Installation, reader: Http, now: datetime) -> None:
    """Let it be now, and wait until the web server has read it."""
    with psycopg.connect(there.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute(
            "UPDATE foundation_clocksetting SET real_anchor = now(), business_anchor = %s, rate = 1", [now]
        )
    deadline = time.monotonic() + 10
    while abs(datetime.fromisoformat(reader.get("/me")["now"]) - now) > timedelta(seconds=10):
        assert time.monotonic() < deadline, f"it does not become {now}"
        time.sleep(0.05)


class Phone:
    """A technician's phone: it keeps what he taps, with the time, and sends it when told to."""

    def __init__(self, http: Http, name: str) -> None:
        self.http = http
        self.device = str(uuid.uuid4())
        self.sent = 0
        http.post("/mobile/devices", {"client_uuid": self.device, "name": name})

    def send(self, now: datetime, *taps: tuple[datetime, str, dict[str, Any]]) -> None:
        """Send these commands in one batch; each must be taken as it is."""
        commands = [
            {"uuid": str(uuid.uuid4()), "seq": seq, "type": kind, "payload": payload, "at": at.isoformat()}
            for seq, (at, kind, payload) in enumerate(taps, self.sent + 1)
        ]
        sent = {"device": self.device, "sent_at": now.isoformat(), "unsent": len(taps), "commands": commands}
        answers = self.http.post("/mobile/commands", sent)["answers"]
        assert [(one["outcome"], one["body"].get("detail")) for one in answers] == [("applied", None)] * len(taps)
        self.sent += len(taps)


@dataclass
class Firm:
    """The running installation of the firm, what it is called by, and what its people noted down."""

    there: Installation
    dana: Http
    bill: Http
    technicians: dict[str, int]
    sites: dict[str, int]
    assets: dict[str, int]
    work_types: dict[str, int]
    customers: dict[str, int]
    phones: dict[str, Phone] = field(default_factory=dict)
    noted: dict[str, str] = field(default_factory=dict)

    def let_it_be(self, now: datetime) -> None:
        """Set the business clock of the whole installation."""
        set_clock(self.there, self.dana, now)

    def order(self, number: str) -> Any:
        """A work order as it stands, by its number."""
        return self.dana.get(f"/work-orders/{int(number.removeprefix('WO-')) - 1000}")

    def visit(self, name: str) -> Any:
        """A visit as it stands, by its number such as WO-1001/2."""
        number, _, _ = name.partition("/")
        (found,) = [one for one in self.order(number)["visits"] if one["number"] == name]
        return found

    def question(self, about: str) -> int:
        """What is asked of whoever calls about a boiler, by a word of it."""
        asked = self.dana.get(f"/work-types/{self.work_types['Boiler repair']}")["triage"]
        (found,) = [one["id"] for one in asked if about in one["text"]]
        return int(found)

    def raise_order(self, number: str, **values: Any) -> None:
        """Write a job down; it gets the number that the script says."""
        made = self.dana.post("/work-orders", values)
        assert made["number"] == number

    def place(self, visit: str, who: str, starts_at: datetime, why: str = "") -> None:
        """Put a visit on somebody's day, and see it on his phone."""
        row = self.visit(visit)
        body = {"technician_id": self.technicians[who], "starts_at": starts_at.isoformat(), "override_reason": why}
        self.dana.post(f"/visits/{row['id']}/place", body)
        if self.visit(visit)["status"] == "scheduled":
            self.dana.post(f"/visits/{row['id']}/dispatch")

    def phone(self, who: str) -> Phone:
        """The phone of a technician, who signs in on it once."""
        if who not in self.phones:
            self.phones[who] = Phone(self.there.http(f"{who.lower()}@fernley.example"), f"{who}'s phone")
        return self.phones[who]

    def work(
        self,
        who: str,
        visit: str,
        *,
        there: datetime,
        worked: tuple[datetime, datetime] | None = None,
        left: datetime | None = None,
        rest: tuple[datetime, datetime] | None = None,
        parts: tuple[tuple[str, str, str], ...] = (),
        end: tuple[str, dict[str, Any]] = ("complete_visit", {"summary": "Done."}),
        sent: datetime | None = None,
    ) -> None:
        """What a technician taps on one visit, in the order he does; `end` is how he ends it."""
        pk = self.visit(visit)["id"]
        taps: list[tuple[datetime, str, dict[str, Any]]] = [(left, "depart_visit", {})] if left else []
        taps.append((there, "arrive_visit", {}))
        last = there
        if worked:
            taps.append((worked[0], "start_visit", {}))
            last = worked[1]
        if rest:
            taps += [(rest[0], "pause_visit", {"reason": "break"}), (rest[1], "resume_visit", {})]
        taps += [
            (last, "use_part", {"client_uuid": str(uuid.uuid4()), "sku": sku, "description": name, "quantity": many})
            for sku, name, many in parts
        ]
        taps.append((last, end[0], end[1]))
        self.phone(who).send(sent or last, *((at, kind, {"visit_id": pk} | more) for at, kind, more in taps))

    def note(self, figure: str, value: str) -> None:
        """Keep a figure as it was when somebody looked at it."""
        self.noted[figure] = value


def build(there: Installation) -> Firm:
    """Read the firm in from its files, and enter by hand what no file brings."""
    ada = there.http("ada@example.test")
    set_clock(there, ada, bst(23, "08:00"))
    people = [("dana", "dispatcher"), ("bill", "billing")]
    people += [(name, "technician") for name in ("nadia", "owen", "kofi", "sam", "luc", "priya", "bea", "carl")]
    users = {}
    for name, role in people:
        person = {"email": f"{name}@fernley.example", "name": name.title(), "role": role, "password": PASSWORD}
        users[name.title()] = ada.post("/users", person)["id"]
    for what in FILES:
        there.command("import", what, str(FIRM / f"{what}.csv"))
    for code, rate, letter in (("standard", "0.2", "S"), ("reduced", "0.05", "S"), ("zero", "0", "Z")):
        tax = {"code": code, "name": "VAT", "letter": letter, "rate": rate, "valid_from": "2020-01-01"}
        ada.post("/tax-rates", tax)
    book = ada.post(
        "/price-books",
        {"name": "Prices 2026", "currency": "GBP", "labor_step_minutes": 15, "labor_minimum_minutes": 60,
         "labor_per": "work_order", "travel_per": "visit", "no_access_grace_minutes": 15, "late_cancel_hours": 24},
    )["id"]  # fmt: skip
    for band in (
        {"name": "Weekend", "weekdays": [5, 6], "opens": "00:00", "closes": "00:00", "position": 1},
        {"name": "Evening", "weekdays": [0, 1, 2, 3, 4], "opens": "17:00", "closes": "08:00", "position": 2},
    ):
        ada.post(f"/price-books/{book}/bands", band)
    there.command("import", "price-book", str(FIRM / "price-book.csv"))
    ada.put(
        "/seller",
        {"legal_name": "Fernley Building Services Ltd", "address": "9 Pipe Street, London SE1 3XY", "country": "GB",
         "currency": "GBP", "zone": "Europe/London", "tax_id": "GB123456789", "bank": "Sort 00-00-00, Account 12345"},
    )  # fmt: skip

    def by_name(path: str) -> dict[str, int]:
        return {one["name"]: one["id"] for one in ada.get(f"{path}?page_size=200")["items"]}

    firm = Firm(
        there,
        there.http("dana@fernley.example"),
        there.http("bill@fernley.example"),
        technicians=by_name("/technicians"),
        sites=by_name("/sites"),
        assets=by_name("/assets"),
        work_types=by_name("/work-types"),
        customers=by_name("/customers"),
    )
    assert len(firm.technicians) == 40
    for name, user_id in users.items():
        if name in firm.technicians:
            status, answer = ada.call("PATCH", f"/api/technicians/{firm.technicians[name]}", {"user_id": user_id})
            assert status == 200, answer
    promise(firm, ada)
    stock(firm, ada)
    turns = [
        {
            "rank": "primary",
            "technician_id": firm.technicians["Sam"],
            "weekday": day,
            "starts": "17:00",
            "ends": "08:00",
        }
        for day in range(7)
    ]
    ada.post("/on-call-rotas", {"name": "Nights", "zone": "Europe/London", "patterns": turns})
    return firm


def promise(firm: Firm, ada: Http) -> None:
    """What the firm promises, and what it asks whoever calls about a boiler."""
    days = [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(5)]
    office = ada.post("/calendars", {"name": "Office hours", "intervals": days})["id"]
    working = {"unit": "working_minutes", "calendar_id": office}
    ada.put("/targets/1", {"amount": 60, "unit": "elapsed_minutes"})
    ada.put("/targets/1", {"clock": "make_safe", "amount": 240, "unit": "elapsed_minutes"})
    ada.put("/targets/2", {"amount": 180} | working)
    ada.put("/targets/3", {"amount": 1, "unit": "working_days", "calendar_id": office})
    ada.put("/targets/4", {"amount": 5, "unit": "calendar_days"})
    for name in ("St Brigid's Trust", "Brightside Dental"):
        ada.post("/conditions", {"customer_id": firm.customers[name], "kind": "tier", "value": "gold"})
        gold = {"amount": 120, "unit": "elapsed_minutes", "customer_id": firm.customers[name]}
        ada.put("/targets/2", gold)
    questions = [
        {"text": "Does it smell of gas?", "priority": 1, "safety_words": "Open the windows and go outside."},
        {"text": "Is somebody vulnerable without heat?", "priority": 1},
    ]
    status, answer = ada.call(
        "PATCH", f"/api/work-types/{firm.work_types['Boiler repair']}", {"triage": questions}
    )  # fmt: skip
    assert status == 200, answer


def stock(firm: Firm, ada: Http) -> None:
    """What lies on the shelf and in four of the vans."""
    parts = {one["sku"]: one["id"] for one in ada.get("/parts?page_size=200")["items"]}
    places = {"Store": {"PUMP-3": 3, "SEAL-9": 40, "FILT-5": 20}}
    places |= {"Nadia": {"PUMP-3": 2, "SEAL-9": 4}, "Kofi": {"SEAL-9": 6}, "Owen": {"SEAL-9": 2}, "Tess": {"FILT-5": 1}}
    for name, load in places.items():
        place = {"kind": "van", "technician_id": firm.technicians[name]} if name != "Store" else {"name": "Store"}
        made = ada.post("/stock-places", place)["id"]
        lines = [{"part_id": parts[sku], "quantity": many} for sku, many in load.items()]
        ada.post(f"/stock-places/{made}/load", {"lines": lines, "note": "First count"})


@pytest.fixture(scope="module")
def firm(django_db_setup: None) -> Iterator[Firm]:
    """The firm on Friday afternoon, before anybody calls."""
    with installed() as there:
        yield build(there)


@pytest.fixture
def installation(firm: Firm) -> Installation:
    """The doors of this folder lead into the firm."""
    return firm.there
