"""P10, I7: load, act, apply the events; it must be what a fresh load shows. For every event there is.

Whoever follows the stream takes part. The board applies the rows an event brings; a phone loads its day again when it
hears anything, so nothing of its day may change without an event for it; the office's lists likewise. (The portal
follows nothing: it loads when it is looked at.) Each chapter plays everything one room can tell, through the API.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.following import Rows, apply, keyed
from truckroll.accounts.actors import system
from truckroll.accounts.models import User
from truckroll.accounts.sign_in import actor_of_user
from truckroll.dispatch import tasks as timed
from truckroll.foundation import clock, events, handling
from truckroll.foundation.events import Cursor, Told
from truckroll.intake import running
from truckroll.intake.actions import mailboxes
from truckroll.intake.models import Mailbox
from truckroll.stream.app import topics_of
from truckroll.work import queries, tasks
from truckroll.work.actions.part_orders import tell_overdue
from truckroll.workforce import tasks as people

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

WEEK = [{"weekday": day, "starts": "08:00", "ends": "17:00"} for day in range(7)]
PLACE = {"country": "GB", "zone": "Europe/London", "lat": 51.5, "lon": -0.1}
PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 4
SELLER = {
    "legal_name": "Harbor Ltd", "address": "1 Pier Road", "country": "GB", "currency": "GBP", "zone": "Europe/London",
    "tax_id": "GB1234567", "bank": "Sort 00-00-00",
}  # fmt: skip


class Follower:
    """Somebody who loaded once and follows since then: the board, the phones, and lists in the office."""

    def __init__(self, stage: Stage, lists: tuple[str, ...]) -> None:
        self.stage, self.lists = stage, lists
        self.cursor, self.told = events.here(), set[str]()
        self.shown = self.load()

    def load(self) -> dict[str, Any]:
        """What everybody would see now."""
        stage = self.stage
        board = stage.board()
        shown: dict[str, Any] = {"board": keyed([*map(self._plain, board["technicians"]), *board["rows"]])}
        for name, phone in stage.phones.items():
            shown[name] = phone.get("/mobile/day").json() | {"now": None}
        for path in self.lists:
            answer = stage.ada.get(path, page_size=200)
            assert answer.status_code == 200, (path, answer.content)
            shown[path] = answer.json()["items"]
        return shown

    def _plain(self, row: dict[str, Any]) -> dict[str, Any]:
        """A technician as the board draws him: with the shifts of its own span."""
        opens, closes = (at.isoformat().replace("+00:00", "Z") for at in self.stage.span)
        shifts = [s for s in row["shifts"] if s["starts_at"] < closes and s["ends_at"] > opens]
        return row | {"kind": "technician", "shifts": shifts, "shifts_from": None, "shifts_to": None}

    def follow(self, act: Callable[[], Any]) -> Any:
        """Do something, have the worker do what follows from it, and see that nobody shows what is not so."""
        # By the rights he had: a stream lives for seconds after they are gone.
        rights = {who: topics_of(actor_of_user(user)) for who, user in self.stage.users.items()}
        result = act()
        told = self._listen()
        fresh = self.load()
        rows = self._applied(self.shown["board"], told)
        assert {k: r for k, r in rows.items() if fresh["board"].get(k) != r} == {
            k: r for k, r in fresh["board"].items() if rows.get(k) != r
        }, "the board"
        assert self._applied(rows, told) == rows, "a fact told again changes nothing"
        heard = {topic for fact in told for topic in fact.topics}
        for who, topics in rights.items():
            if self.shown[who] != fresh[who]:
                assert heard & topics, f"{who}'s day changed and nothing was told"
        for path in self.lists:
            if self.shown[path] != fresh[path]:
                assert heard & {"office", "money", "admin"}, f"{path} changed and nothing was told"
        self.shown = fresh
        return result

    def _listen(self) -> list[Told]:
        while handling.deliver_all():
            pass
        found: list[Told] = []
        while more := events.read_after(self.cursor):
            found += more
            self.cursor = more[-1].cursor
        self.told |= {fact.name for fact in found}
        return found

    def _applied(self, rows: Rows, told: list[Told]) -> Rows:
        """As the board does: what a newer row puts outside of its span, or takes off it, vanishes."""
        opens, closes = self.stage.span
        mine = [
            Told(Cursor(0, 0), t.name, {}, [self._plain(r) if r["kind"] == "technician" else r for r in t.rows],
                 t.gone, [], t.at, "")
            for t in told if "office" in t.topics
        ]  # fmt: skip

        def shows(row: dict[str, Any]) -> bool:
            if row["kind"] == "technician":
                return row["archived_at"] is None
            if row["kind"] == "visit" and row["status"] == "draft":
                return True
            return (
                row.get("status") != "canceled"
                and row["starts_at"] is not None
                and row["starts_at"] < closes.isoformat().replace("+00:00", "Z")
                and row["ends_at"] > opens.isoformat().replace("+00:00", "Z")
            )

        return {key: row for key, row in apply(rows, mine).items() if shows(row)}


class Stage:
    """A company made through its API, with two technicians and their phones."""

    def __init__(
        self,
        ada: Any,
        as_user: Callable[[Any], Any],
        now: datetime,
        hold_time: Callable[[Callable[[], datetime]], None],
    ) -> None:
        self.ada, self.now = ada, now
        # A minute passes with everything that is done.
        self.moment = now
        hold_time(lambda: self.moment)
        self.span = (now - timedelta(hours=8), now + timedelta(hours=16))
        self.n, self.seq = itertools.count(1), itertools.count(1)
        self.users: dict[str, Any] = {}
        self.phones: dict[str, Any] = {}
        self.technicians: dict[str, int] = {}
        self.customer = self.post("/customers", name="Carla Ltd", bill_address="200 Long Lane", currency="GBP")["id"]
        self.site = self.post("/sites", customer_id=self.customer, name="Mill Lane", **PLACE)["id"]
        self.skill = self.post("/skills", name="Gas")["id"]
        self.kind = self.post(
            "/work-types", name="Boiler service", duration_s=3600, priority=3, assignment="off",
            checklist=[{"text": "Gas tight?"}],
        )["id"]  # fmt: skip
        for name in ("tariq", "tove"):
            user = User(email=f"{name}@example.test", name=name.title(), role="technician")
            user.set_unusable_password()
            user.save()
            self.users[name] = user
            self.technicians[name] = self.post(
                "/technicians", name=user.name, zone="Europe/London", currency="GBP", user_id=user.pk,
                shift_patterns=WEEK, start_policy="home", end_policy="home", home_lat=51.5, home_lon=-0.1,
            )["id"]  # fmt: skip
            self.phones[name] = as_user(user)
        self.device = str(uuid.UUID(int=7 << 64))
        self.phones["tariq"].post("/mobile/devices", {"client_uuid": self.device, "name": "t"})

    def at(self, hours: float) -> str:
        return (self.now + timedelta(hours=hours)).isoformat()

    def send(self, method: str, path: str, body: Any = None) -> Any:
        self.moment += timedelta(minutes=1)
        answer = self.ada.delete(path) if method == "delete" else getattr(self.ada, method)(path, body)
        assert answer.status_code < 300, (method, path, body, answer.content)
        return answer.json() if answer.content else None

    def post(self, path: str, /, **body: Any) -> Any:
        return self.send("post", path, body)

    def patch(self, path: str, /, **body: Any) -> Any:
        return self.send("patch", path, body)

    def put(self, path: str, /, **body: Any) -> Any:
        return self.send("put", path, body)

    def board(self) -> Any:
        opens, closes = self.span
        answer = self.ada.get("/board", **{"from": opens.isoformat(), "to": closes.isoformat()})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def command(self, kind: str, /, outcome: str = "applied", **payload: Any) -> Any:
        """Something Tariq's phone sends."""
        number = next(self.seq)
        self.moment += timedelta(minutes=1)
        at = self.moment.isoformat()
        command = {
            "uuid": str(uuid.UUID(int=number)), "seq": number, "type": kind, "payload": payload, "at": at
        }  # fmt: skip
        body = {"device": self.device, "sent_at": at, "unsent": 1, "commands": [command]}
        answer = self.phones["tariq"].post("/mobile/commands", body)
        assert answer.status_code == 200, answer.content
        (said,) = answer.json()["answers"]
        assert said["outcome"] == outcome, str(said["body"])
        return said

    def order(self, **values: Any) -> Any:
        return self.post(
            "/work-orders", **{"site_id": self.site, "work_type_id": self.kind, "description": "No heat"} | values
        )

    def visit_of(self, order: Any) -> int:
        return int(self.ada.get(f"/work-orders/{order['id']}").json()["visits"][-1]["id"])

    def visit(self, hours: float, **values: Any) -> int:
        """A visit that Tariq has on his phone."""
        visit = self.visit_of(self.order(**values))
        self.post(f"/visits/{visit}/place", technician_id=self.technicians["tariq"], starts_at=self.at(hours))
        if self.ada.get(f"/visits/{visit}").json()["status"] == "scheduled":
            self.post(f"/visits/{visit}/dispatch")
        return visit

    def upload(self, content: bytes) -> None:
        """Tariq's phone brings the bytes of a picture."""
        client = self.phones["tariq"]._client
        sha256 = base64.b64encode(hashlib.sha256(content).hexdigest().encode()).decode()
        headers = {"Upload-Length": str(len(content)), "Upload-Metadata": f"sha256 {sha256}", "Tus-Resumable": "1.0.0"}
        place = client.post("/api/mobile/uploads", headers=headers)["Location"]
        answer = client.patch(
            place, content, content_type="application/offset+octet-stream", headers={"Upload-Offset": "0"}
        )
        assert answer.status_code == 204, answer.content


Step = Callable[[Callable[[], Any]], Any]


def accounts(s: Stage, step: Step) -> None:
    user = step(
        lambda: s.post("/users", name="Uma", email="uma@example.test", password="long enough 1", role="auditor")
    )
    step(lambda: s.patch(f"/users/{user['id']}", role="dispatcher"))
    token = step(lambda: s.post("/tokens", client="shop", scope="read"))
    step(lambda: s.post(f"/tokens/{token['id']}/revoke"))


def customers(s: Stage, step: Step) -> None:
    s.visit(1)
    other = step(lambda: s.post("/customers", name="Cleo Ltd", currency="GBP"))["id"]
    step(lambda: s.patch(f"/customers/{other}", name="Cleo plc"))
    step(lambda: s.patch(f"/customers/{s.customer}", name="Carla plc"))
    site = step(lambda: s.post("/sites", customer_id=other, name="Shop", zone="Europe/London", country="GB"))["id"]
    step(lambda: s.post(f"/sites/{site}/locate", lat=51.6, lon=-0.2))
    step(lambda: s.post(f"/sites/{s.site}/locate", lat=51.6, lon=-0.2))
    step(lambda: s.patch(f"/sites/{s.site}", name="Mill Lane 2", access_notes="Ring twice"))
    contact = step(
        lambda: s.post("/contacts", customer_id=s.customer, site_id=s.site, name="Tina", role="tenant", phone="1")
    )["id"]
    step(lambda: s.patch(f"/contacts/{contact}", phone="2"))
    hazard = step(lambda: s.post("/hazards", site_id=s.site, title="Dog", severity="high"))["id"]
    step(lambda: s.patch(f"/hazards/{hazard}", title="Two dogs"))
    asset = step(lambda: s.post("/assets", site_id=s.site, name="Boiler", kind="Boiler"))["id"]
    step(lambda: s.patch(f"/assets/{asset}", serial="42"))
    step(lambda: s.post("/conditions", site_id=s.site, kind="keys", value="Safe by the gate"))
    skill = s.post("/skills", name="Boilers")["id"]
    step(lambda: s.post("/asset-skills", kind="Boiler", skill_id=skill))


def workforce(s: Stage, step: Step) -> None:
    s.visit(1)
    team = step(lambda: s.post("/teams", name="North"))["id"]
    step(lambda: s.patch(f"/teams/{team}", name="South"))
    step(lambda: s.patch(f"/technicians/{s.technicians['tariq']}", team_id=team, vehicle="Van 7"))
    step(lambda: s.post("/technicians", name="Uma", zone="Europe/London", currency="GBP", shift_patterns=WEEK))
    skill = step(lambda: s.post("/skills", name="Electric"))["id"]
    step(lambda: s.patch(f"/technicians/{s.technicians['tove']}", skills=[{"skill_id": skill, "level": 2}]))
    step(lambda: s.patch(f"/work-types/{s.kind}", skills=[{"skill_id": skill, "level": 1}]))
    step(lambda: s.patch(f"/skills/{skill}", name="Electrics"))
    sort = step(lambda: s.post("/certification-types", name="Gas Safe"))["id"]
    held = step(
        lambda: s.post(
            "/certifications", technician_id=s.technicians["tove"], certification_type_id=sort, valid_from="2026-01-01"
        )
    )["id"]
    step(lambda: s.patch(f"/certification-types/{sort}", is_legal=True))
    step(lambda: s.patch(f"/certifications/{held}", expires_on="2027-01-01"))
    area = step(lambda: s.post("/territories", name="East", postal_codes=["E1"]))["id"]
    step(lambda: s.patch(f"/technicians/{s.technicians['tove']}", territory_ids=[area]))
    step(lambda: s.patch(f"/territories/{area}", name="Far east"))
    special = step(
        lambda: s.post(
            "/shift-exceptions", technician_id=s.technicians["tove"], on="2026-11-23", starts="10:00", ends="12:00"
        )
    )["id"]
    step(lambda: s.send("delete", f"/shift-exceptions/{special}"))
    away = step(
        lambda: s.post(
            "/absences", technician_id=s.technicians["tove"], kind="sick", starts_at=s.at(0), ends_at=s.at(4)
        )
    )["id"]
    step(lambda: s.post(f"/absences/{away}/cancel"))
    step(lambda: s.patch(f"/certifications/{held}", expires_on="2026-12-01"))
    step(lambda: people.tell_lapsing(0))
    night = {
        "weekday": 0, "starts": "17:00", "ends": "08:00", "technician_id": s.technicians["tove"], "rank": "primary"
    }  # fmt: skip
    rota = step(lambda: s.post("/on-call-rotas", name="Nights", zone="Europe/London", patterns=[night]))["id"]
    step(lambda: s.patch(f"/on-call-rotas/{rota}", name="All nights"))
    swap = step(
        lambda: s.post(
            f"/on-call-rotas/{rota}/swaps", rank="primary", on="2026-11-23", technician_id=s.technicians["tariq"]
        )
    )["id"]
    step(lambda: s.send("delete", f"/on-call-swaps/{swap}"))
    for said in ("clock_on", "start_break", "end_break", "clock_off"):
        step(lambda said=said: s.command(said))
    step(lambda: s.patch(f"/technicians/{s.technicians['tove']}", archived=True))


def contracts(s: Stage, step: Step) -> None:
    hours = [{"weekday": day, "opens": "08:00", "closes": "17:00"} for day in range(5)]
    calendar = step(lambda: s.post("/calendars", name="Office", intervals=hours))["id"]
    step(lambda: s.patch(f"/calendars/{calendar}", name="Office hours"))
    step(lambda: s.send("put", "/targets/1", {"amount": 4, "unit": "working_minutes", "calendar_id": calendar}))
    step(lambda: s.send("put", "/targets/2", {"amount": 60, "unit": "elapsed_minutes"}))
    order = s.order(priority=1)["id"]
    step(lambda: s.patch(f"/work-orders/{order}", priority=2, reason="Not so urgent"))
    # Nobody comes for two hours.
    s.moment += timedelta(hours=2)
    step(lambda: tasks.record_breaches(0))
    step(lambda: s.send("put", "/targets/2", {"amount": 60, "unit": "elapsed_minutes", "clock": "make_safe"}))
    urgent = s.order(priority=2)
    safe = urgent["id"]
    step(lambda: s.post(f"/work-orders/{safe}/make-safe"))
    put_right = {"kind": "make_safe", "at": urgent["reported_at"], "reason": "Asked again"}
    step(lambda: s.post(f"/work-orders/{safe}/correct-clock", **put_right))
    step(lambda: s.send("delete", "/targets/1"))


def dispatch(s: Stage, step: Step) -> None:
    step(lambda: s.patch("/dispatch-policy", stranger_minutes=7))
    skilled = {"skills": [{"skill_id": s.skill, "level": 1}]}
    step(lambda: s.patch(f"/technicians/{s.technicians['tariq']}", **skilled))
    step(lambda: s.patch(f"/work-types/{s.kind}", **skilled))
    step(lambda: s.visit(3))
    # Now he may not do what he is booked for.
    step(lambda: s.patch(f"/technicians/{s.technicians['tariq']}", skills=[]))
    step(lambda: s.patch(f"/work-types/{s.kind}", skills=[]))
    visit = s.visit_of(step(s.order))
    step(lambda: s.post(f"/visits/{visit}/suggest"))
    step(lambda: s.post(f"/visits/{visit}/assign"))
    taken = s.ada.get(f"/visits/{visit}").json()
    step(
        lambda: s.post(
            "/absences",
            technician_id=taken["technician_id"],
            kind="sick",
            release_visits=True,
            starts_at=s.at(0),
            ends_at=s.at(9),
        )
    )
    (present,) = set(s.technicians.values()) - {taken["technician_id"]}
    _offered(s, step, present)


def _offered(s: Stage, step: Step, technician_id: int) -> None:
    visit = s.visit_of(s.order())

    def hold(hours: float) -> int:
        held = step(lambda: s.post(f"/visits/{visit}/hold-offer", technician_id=technician_id, starts_at=s.at(hours)))
        return int(held["id"])

    hold(5)
    let_go = hold(6)
    step(lambda: s.post(f"/offers/{let_go}/let-go"))
    late = hold(7)
    s.moment += timedelta(minutes=10)
    step(lambda: timed.expire_offers(0))
    step(lambda: s.post(f"/offers/{late}/confirm"))
    hold(8)
    step(lambda: s.post(f"/visits/{visit}/cancel", reason="Not needed"))


def billing(s: Stage, step: Step) -> None:
    step(lambda: s.send("put", "/seller", SELLER))
    rate = {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
    step(lambda: s.post("/tax-rates", **rate))
    book = step(lambda: s.post("/price-books", name="Prices", currency="GBP", is_default=True))["id"]
    for kind, name in (("call_out", "Call-out"), ("labor", "Labor")):
        item: dict[str, Any] = {"kind": kind, "name": name, "unit_price": "60.00", "tax_code": "standard"}
        step(lambda item=item: s.post(f"/price-books/{book}/items", **item))
    orders = [_done(s, hours, step) for hours in (2, 4)]
    drafts = [s.ada.get("/invoices", work_order_id=order).json()["items"][0]["id"] for order in orders]
    step(lambda: s.patch(f"/invoices/{drafts[0]}", note="Thank you"))
    step(lambda: s.post(f"/invoices/{drafts[0]}/issue"))
    owed = s.ada.get(f"/invoices/{drafts[0]}").json()["total_minor"]
    paid = step(lambda: s.post(f"/invoices/{drafts[0]}/pay", amount_minor=owed, received_on="2026-11-23"))
    step(lambda: s.post(f"/payments/{paid['payments'][0]['id']}/undo", reason="Somebody else's"))
    mail = {"recipient": "books@carla.example", "subject": "Your invoice", "body": "Thank you."}
    step(lambda: s.post(f"/invoices/{drafts[0]}/send", **mail))
    step(lambda: s.post("/periods", starts_on="2026-10-01", ends_on="2026-10-31"))
    step(lambda: s.post(f"/invoices/{drafts[0]}/credit", reason="Goodwill"))
    step(lambda: s.post(f"/invoices/{drafts[1]}/void", reason="Free of charge"))


def _done(s: Stage, hours: float, step: Step) -> int:
    """A work order somebody has finished and the office has approved."""
    visit = s.visit(hours)
    order = s.ada.get(f"/visits/{visit}").json()["work_order_id"]
    for move in ("depart", "arrive", "start", "complete"):
        s.post(f"/visits/{visit}/{move}", at=s.moment.isoformat(), reason="His phone is dead")
    step(lambda: None)
    step(lambda: s.post(f"/work-orders/{order}/approve"))
    return int(order)


def intake(s: Stage, step: Step) -> None:
    def file(text: str, what: str = "requests") -> Any:
        form = {"what": what, "profile": "generic", "file": SimpleUploadedFile("requests.csv", text.encode())}
        answer = s.ada._client.post("/api/imports", form)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    s.send("put", "/seller", SELLER)
    good = "external_id,description,customer,site,zone\nA1,No heat,Carla Ltd,Mill Lane,Europe/London\n"
    batch = step(lambda: file(good))
    step(lambda: running.carry_on(batch))
    step(lambda: s.post(f"/imports/{batch}/apply", mode="all"))
    step(lambda: running.carry_on(batch))
    other = step(lambda: file(good.replace("A1", "A2")))
    step(lambda: running.carry_on(other))
    step(lambda: s.post(f"/imports/{other}/discard"))
    broken = step(lambda: file("nothing,of,use\n1,2,3\n"))
    step(lambda: running.carry_on(broken))
    asking = step(lambda: file("number,firm\nC-1,Cleo Ltd\n", "customers"))
    step(lambda: running.carry_on(asking))
    step(lambda: s.post(f"/imports/{asking}/answer", mapping={"number": "external_id", "firm": "name"}))
    step(lambda: running.carry_on(asking))
    step(lambda: s.post(f"/imports/{asking}/apply", mode="all"))
    step(lambda: running.carry_on(asking))
    step(lambda: s.post(f"/imports/{asking}/undo"))
    step(lambda: s.post("/mailboxes", name="Office", kind="file", path="/var/mail/office"))
    step(lambda: _letter_of_a_machine(s))


def _letter_of_a_machine(s: Stage) -> None:
    message = EmailMessage()
    for name, value in {
        "From": "postmaster@example.test", "To": "office@harbor.example", "Subject": "Undelivered",
        "Message-ID": "<bounce@example.test>", "Auto-Submitted": "auto-replied",
    }.items():  # fmt: skip
        message[name] = value
    message.set_content("It did not arrive.")
    with transaction.atomic():
        mailboxes.receive_letter(mailbox=Mailbox.objects.get(), raw=message.as_bytes(), actor=system("test"), now=s.now)


def portal(s: Stage, step: Step) -> None:
    form = step(lambda: s.post("/request-forms", site_id=s.site))
    step(lambda: s.post(f"/request-forms/{form['id']}/revoke"))
    order = step(s.order)
    link = step(lambda: s.post(f"/work-orders/{order['id']}/status-links", given_to="Tina"))
    step(lambda: s.post(f"/status-links/{link['id']}/revoke"))
    shut = s.visit(5)
    for move in ("depart", "arrive"):
        step(lambda move=move: s.command(f"{move}_visit", visit_id=shut))
    step(lambda: s.command("report_no_access", visit_id=shut, reason="Nobody home"))
    order = s.ada.get(f"/visits/{shut}").json()["work_order_id"]
    again = s.ada.get(f"/work-orders/{order}").json()["visits"][-1]["id"]
    mistaken = step(lambda: s.post(f"/visits/{again}/rebook-links"))
    step(lambda: s.post(f"/rebook-links/{mistaken['id']}/revoke"))
    token = step(lambda: s.post(f"/visits/{again}/rebook-links"))["path"].removeprefix("/portal/b/")
    wanted = s.post("/portal/rebook/open", token=token)["windows"][1]["starts_at"]
    choice = {"token": token, "client_uuid": str(uuid.UUID(int=1)), "starts_at": wanted}
    step(lambda: s.post("/portal/rebook", **choice))


def notifications(s: Stage, step: Step) -> None:
    step(lambda: s.put("/letterhead", company="Harbor Ltd"))
    step(lambda: s.put("/message-templates/received/email", subject="Got {number}", body="Thank you"))
    customer = s.ada.get(f"/sites/{s.site}").json()["customer_id"]
    contact = step(
        lambda: s.post("/contacts", customer_id=customer, name="Tina", role="tenant", email="t@example.test")
    )
    step(lambda: s.put(f"/contacts/{contact['id']}/wish", channel="email"))
    order = step(lambda: s.order(contact_name="Tina", contact_email="t@example.test"))
    (message,) = s.ada.get("/messages", work_order_id=order["id"]).json()["items"]
    step(lambda: s.post(f"/messages/{message['id']}/tell"))
    step(lambda: s.put("/transports/email", host="localhost", sender="hello@harbor.test"))


def work(s: Stage, step: Step) -> None:
    _requests(s, step)
    _crew(s, step)
    _plan(s, step)
    _in_the_field(s, step)
    _ends(s, step)


def _requests(s: Stage, step: Step) -> None:
    asked = [
        step(lambda n=n: s.post("/requests", description=f"Leak {n}", site_id=s.site, work_type_id=s.kind))["id"]
        for n in range(2)
    ]
    step(lambda: s.patch(f"/requests/{asked[0]}", priority=2))
    step(lambda: s.post(f"/requests/{asked[0]}/accept"))
    step(lambda: s.post(f"/requests/{asked[1]}/reject", reason="Not ours"))
    step(lambda: s.post(f"/requests/{asked[1]}/reconsider"))
    about = s.order()["id"]
    step(lambda: s.post(f"/requests/{asked[1]}/join", work_order_id=about))
    step(lambda: s.patch(f"/work-types/{s.kind}", name="Boiler check"))


def _plan(s: Stage, step: Step) -> None:
    order = step(s.order)
    visit, tariq = s.visit_of(order), s.technicians["tariq"]
    step(lambda: s.patch(f"/work-orders/{order['id']}", priority=1))
    step(lambda: s.post(f"/work-orders/{order['id']}/scope", text="Bleed the radiators"))
    hold = step(lambda: s.post(f"/work-orders/{order['id']}/holds", kind="parts", reason="Pump"))
    step(lambda: s.post(f"/holds/{hold['id']}/lift"))
    step(lambda: s.patch(f"/visits/{visit}", duration_s=1800))
    step(lambda: s.post(f"/visits/{visit}/place", technician_id=tariq, starts_at=s.at(30)))
    step(lambda: s.post(f"/visits/{visit}/place", technician_id=tariq, starts_at=s.at(1)))
    if s.ada.get(f"/visits/{visit}").json()["status"] == "scheduled":
        step(lambda: s.post(f"/visits/{visit}/dispatch"))
    step(lambda: s.post(f"/visits/{visit}/withdraw", reason="Wait for the key"))
    step(lambda: s.post("/board/dispatch", visit_ids=[visit]))
    window = {"window_starts_at": s.at(1), "window_ends_at": s.at(1.5)}
    step(lambda: s.patch(f"/visits/{visit}", **window))
    told = {"technician_id": s.technicians["tove"], "starts_at": s.at(2), "tell_customer": True}
    step(lambda: s.post(f"/visits/{visit}/place", **told))
    step(lambda: s.post(f"/visits/{visit}/unschedule", reason="Too early"))
    step(lambda: s.post(f"/work-orders/{order['id']}/visits"))
    step(lambda: s.post(f"/visits/{visit}/cancel", reason="Twice"))
    _part(s, step)
    step(lambda: s.patch(f"/customers/{s.customer}", name="Carla & Sons"))
    step(lambda: s.post(f"/work-orders/{order['id']}/cancel", reason="Sold the house"))


def _part(s: Stage, step: Step) -> None:
    order = step(s.order)["id"]
    pump = {"sku": "PUMP-7", "description": "Pump", "quantity": "1", "supplier": "Wexford", "expected_on": "2026-11-22"}
    ordered = step(lambda: s.post(f"/work-orders/{order}/part-orders", **pump))["id"]
    changed = step(lambda: s.patch(f"/part-orders/{ordered}", supplier="Wexford and Sons"))
    assert changed["supplier"] == "Wexford and Sons"

    def tell() -> None:
        with transaction.atomic():
            row = queries.get_part_order(actor=system("test"), now=s.moment, part_order_id=ordered)
            assert tell_overdue(order=row, on=s.now.date(), actor=system("test"), now=s.moment)

    step(tell)
    shelf = s.post("/stock-places", name="Shelf 1")["id"]
    step(lambda: s.post(f"/part-orders/{ordered}/receive", place_id=shelf))


def _in_the_field(s: Stage, step: Step) -> None:
    hazard = s.post("/hazards", site_id=s.site, title="Dog", severity="high", must_acknowledge=True)["id"]
    visit = s.visit(2)
    step(lambda: s.command("acknowledge_hazard", visit_id=visit, hazard_id=hazard))
    for move in ("depart", "arrive", "start", "pause", "resume"):
        step(lambda move=move: s.command(f"{move}_visit", visit_id=visit))
    step(lambda: s.command("ask_for_help", visit_id=visit, reason="Stuck"))
    step(lambda: s.post(f"/visits/{visit}/acknowledge-help"))
    step(lambda: s.post(f"/visits/{visit}/settle-help"))
    own = [str(uuid.UUID(int=n << 32)) for n in range(1, 5)]
    step(lambda: s.command("add_note", visit_id=visit, client_uuid=own[0], text="The pump is warm"))
    step(lambda: s.command("use_part", visit_id=visit, client_uuid=own[1], description="Valve", quantity="1"))
    order = s.ada.get(f"/visits/{visit}").json()["work_order_id"]
    part = s.ada.get(f"/work-orders/{order}").json()["parts"][0]["id"]
    step(lambda: s.post(f"/parts-used/{part}/void", reason="Not fitted"))
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    step(lambda: s.command("attach_photo", visit_id=visit, client_uuid=own[2], kind="before", sha256=sha256))
    step(lambda: s.upload(PICTURE))
    step(lambda: s.command("sign_visit", visit_id=visit, client_uuid=own[3], refusal_reason="Nobody there"))
    question = s.phones["tariq"].get("/mobile/day").json()["visits"][0]["checklist"][0]["id"]
    step(lambda: s.command("answer_checklist", visit_id=visit, item_id=question, value="yes"))
    step(lambda: s.command("complete_visit", visit_id=visit))
    step(lambda: s.command("add_note", visit_id=visit, client_uuid=str(uuid.UUID(int=9 << 32)), text="One more"))
    step(lambda: s.post(f"/work-orders/{order}/approve"))
    step(lambda: s.post(f"/work-orders/{order}/reopen", reason="Still cold"))
    step(lambda: s.post(f"/work-orders/{order}/approve"))


def _ends(s: Stage, step: Step) -> None:
    for hazard in s.ada.get("/hazards", site_id=s.site).json()["items"]:
        step(lambda hazard=hazard: s.patch(f"/hazards/{hazard['id']}", archived=True))
    stopped, shut, taken = s.visit(3), s.visit(5), s.visit(7)
    for move in ("depart", "arrive", "start"):
        step(lambda move=move: s.command(f"{move}_visit", visit_id=stopped))
    step(lambda: s.command("stop_visit", visit_id=stopped, reason="Pump broken", remaining_s=1800, needed=["parts"]))
    for move in ("depart", "arrive"):
        step(lambda move=move: s.command(f"{move}_visit", visit_id=shut))
    step(lambda: s.command("report_no_access", visit_id=shut, reason="Nobody home"))
    # Taken away while his phone had no signal: what he did is kept, and a person decides.
    step(lambda: s.post(f"/visits/{taken}/unschedule", reason="Sick"))
    step(lambda: s.command("depart_visit", "conflict", visit_id=taken))
    order = s.ada.get(f"/visits/{taken}").json()["work_order_id"]
    evidence = s.ada.get(f"/work-orders/{order}").json()["evidence"][0]["id"]
    step(lambda: s.post(f"/evidence/{evidence}/settle"))


def _crew(s: Stage, step: Step) -> None:
    visit, tariq, tove = s.visit(9), s.technicians["tariq"], s.technicians["tove"]
    step(lambda: s.post(f"/visits/{visit}/crew", technician_id=tove))
    step(lambda: s.post(f"/visits/{visit}/crew/{tove}/remove", reason="Not needed"))
    step(lambda: s.post(f"/visits/{visit}/crew", technician_id=tove))
    step(lambda: s.post(f"/visits/{visit}/change-lead", technician_id=tove))
    step(lambda: s.patch(f"/visits/{visit}", crew_size=3))
    for move in ("depart_visit", "arrive_visit"):
        step(lambda move=move: s.command(move, visit_id=visit))
    step(lambda: s.command("start_visit", visit_id=visit, short_reason="Preparing"))
    said = {"technician_id": tariq, "reason": "His phone is dead"}
    step(lambda: s.post(f"/visits/{visit}/pause", **said))
    step(lambda: s.post(f"/visits/{visit}/leave", **said, at=s.moment.isoformat()))
    step(lambda: s.post(f"/visits/{visit}/cancel", reason="Sick"))
    before, long = s.visit_of(s.order()), s.visit_of(s.order(duration_s=4 * 3600))
    step(lambda: s.post(f"/visits/{long}/links", first_id=before))
    step(lambda: s.send("delete", f"/visits/{long}/links/{before}"))
    days = [day["id"] for day in step(lambda: s.post(f"/visits/{long}/split", longest_s=2 * 3600))["items"]]
    step(lambda: s.post(f"/visits/{days[0]}/links", first_id=before))
    step(lambda: s.post(f"/visits/{before}/cancel", reason="Not needed"))
    step(lambda: s.post(f"/visits/{days[1]}/cancel", reason="Not needed"))


def search(s: Stage, step: Step) -> None:
    view = step(lambda: s.post("/saved-views", screen="sites", name="Mills", filters={"search": "mill"}))["id"]
    step(lambda: s.patch(f"/saved-views/{view}", is_shared=True))
    step(lambda: s.send("delete", f"/saved-views/{view}", {}))


def stock(s: Stage, step: Step) -> None:
    shelf = step(lambda: s.post("/stock-places", name="Shelf 1"))["id"]
    step(lambda: s.patch(f"/stock-places/{shelf}", name="Shelf 2"))
    valve = step(lambda: s.post("/parts", sku="V-1", name="Valve"))["id"]
    step(lambda: s.patch(f"/parts/{valve}", name="Gas valve"))
    step(lambda: s.post(f"/stock-places/{shelf}/load", lines=[{"part_id": valve, "quantity": "3"}]))
    step(lambda: s.post(f"/stock-places/{shelf}/count", lines=[{"part_id": valve, "quantity": "2"}]))


# Each room with what it has to tell, and the lists of the office that show it.
CHAPTERS: dict[str, tuple[Callable[[Stage, Step], None], tuple[str, ...]]] = {
    "accounts": (accounts, ("/users", "/tokens")),
    "customers": (customers, ("/customers", "/sites", "/contacts", "/hazards", "/assets", "/work-orders")),
    "workforce": (workforce, ("/teams", "/technicians", "/skills", "/certifications", "/territories", "/absences")),
    "contracts": (contracts, ("/calendars", "/targets", "/work-orders")),
    "dispatch": (dispatch, ("/visits", "/work-orders")),
    "billing": (billing, ("/invoices", "/periods", "/price-books", "/tax-rates", "/work-orders")),
    "intake": (intake, ("/imports", "/mailboxes", "/requests")),
    "notifications": (notifications, ("/messages", "/message-templates", "/transports", "/contacts")),
    "portal": (portal, ("/request-forms", "/work-orders")),
    "search": (search, ("/saved-views",)),
    "stock": (stock, ("/stock-places", "/parts", "/stock")),
    "work": (work, ("/requests", "/work-orders", "/visits", "/work-types")),
}


# What one room tells because of another is played in that one's chapter.
PLAYED_IN = {
    "work.work_order.closed": "billing",
    "work.visit.window_chosen": "portal",
    **dict.fromkeys(
        [f"work.sla_clock.{what}" for what in ("breached", "stopped", "corrected", "selected")], "contracts"
    ),
}


def told_in(room: str) -> set[str]:
    """What the chapter of a room has to tell."""
    own = {name: e.__module__.split(".") for name, e in events.EVENTS.items()}
    return {name for name, (top, of, *_) in own.items() if top == "truckroll" and PLAYED_IN.get(name, of) == room}


def test_every_room_that_tells_something_has_its_chapter() -> None:
    rooms = {e.__module__.split(".")[1] for e in events.EVENTS.values() if e.__module__.startswith("truckroll.")}
    assert rooms == set(CHAPTERS)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", CHAPTERS)
def test_p10_i7_whoever_follows_shows_what_a_fresh_load_shows(
    room: str,
    ada: Any,
    as_user: Callable[[Any], Any],
    now: datetime,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    play, lists = CHAPTERS[room]
    stage = Stage(ada, as_user, now, lambda at: monkeypatch.setattr(clock, "at", lambda real: at()))
    while handling.deliver_all():
        pass
    follower = Follower(stage, lists)
    play(stage, follower.follow)
    assert told_in(room) - follower.told == set(), "these were never told: play them in their room's chapter"
