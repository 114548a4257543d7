"""The office: takes calls, accepts requests, plans what the assigner leaves to people, approves and sends invoices."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from truckroll.demo import days
from truckroll.demo.demand import URGENT, Demand, Job
from truckroll.demo.people.wire import Keys, Reply, Wire
from truckroll.demo.steps import day_key, key_of
from truckroll.demo.words import COMPLAINTS

log = logging.getLogger("truckroll.demo")

_TYPE_OF = {text: name for name, texts in COMPLAINTS.items() for text in texts}
_THINKS = timedelta(minutes=4)
_APPROVES_AFTER = timedelta(minutes=20)
_PARTS_TAKE = timedelta(minutes=110)
_TOO_LATE = timedelta(minutes=50)
_TRIES_AGAIN = timedelta(minutes=25)


class Dispatcher:
    """Dana: the phone, the triage, the board."""

    def __init__(self, wire: Wire, stranger: Wire, keys: Keys, demand: Demand) -> None:
        """`stranger` is how customers reach the public forms, whose tokens are kept in `keys`."""
        self._wire, self._stranger, self._keys, self._demand = wire, stranger, keys, demand
        self._types: dict[str, int] = {}
        self._sites: dict[str, int] = {}
        self._called: set[str] = set()
        self._tried: dict[int, datetime] = {}

    def act(self) -> None:
        """This will do what is due in the office now."""
        now = self._wire.now()
        if not self._types:
            self._learn()
        self._take_calls(self._demand.during(days.today(now)), now)
        self._accept(now)
        self._plan(now)
        self._approve(now)

    def clear_board(self) -> None:
        """This will take off the board what nobody got to today, so that it is planned anew."""
        now = self._wire.now()
        for visit in self._rows(now):
            if visit["status"] in ("scheduled", "dispatched") and _at(visit["starts_at"]) < now:
                self._do(f"/api/visits/{visit['id']}/unschedule", {"reason": "Not reached today"})
                self._do(f"/api/visits/{visit['id']}/assign")

    def _learn(self) -> None:
        self._types = {row["name"]: row["id"] for row in self._all("/api/work-types")}
        self._sites = {row["external_id"]: row["id"] for row in self._all("/api/sites")}

    def _take_calls(self, calls: list[Job], now: datetime) -> None:
        for job in calls:
            key = day_key(job.reported_at.date(), "call", job.site, job.number)
            if job.reported_at > now or key in self._called:
                continue
            if job.site not in self._sites:
                self._learn()
            made = self._by_form(job) if job.channel == "portal" else self._by_phone(job, key)
            if made.ok:
                self._called.add(key)

    def _by_phone(self, job: Job, key: str) -> Reply:
        body = {
            "channel": "phone",
            "description": job.text,
            "site_id": self._sites[job.site],
            "work_type_id": self._types.get(job.work_type),
            "contact_name": job.caller,
            "reported_at": job.reported_at.isoformat(),
        }
        return self._do("/api/requests", body, key=key)

    def _by_form(self, job: Job) -> Reply:
        """The customer fills in the public form of his site, as a stranger; the office gave the site its form."""
        name = f"form {job.site}"
        if not self._keys.get(name):
            made = self._do("/api/request-forms", {"site_id": self._sites[job.site]})
            if not made.ok:
                return made
            self._keys.put(name, made.body["path"].rpartition("/")[2])
        body = {
            "token": self._keys.get(name),
            "client_uuid": str(key_of("form", job.site, job.number, job.reported_at)),
            "description": job.text,
            "contact_name": job.caller,
            "contact_phone": "+1 617 555 0199",
        }
        return self._stranger.post("/api/portal/requests", body)

    def _accept(self, now: datetime) -> None:
        wanted = _TYPE_OF | {job.text: job.work_type for job in self._demand.during(days.today(now))}
        for request in self._all("/api/requests", status="new"):
            is_urgent = request["work_type"] == URGENT
            if now - _at(request["received_at"]) < (timedelta() if is_urgent else _THINKS):
                continue
            known = request["work_type_id"] or self._types.get(wanted.get(request["description"], ""))
            if known and request["site_id"]:
                self._do(f"/api/requests/{request['id']}/accept", {"work_type_id": known})

    def _plan(self, now: datetime) -> None:
        rows = self._rows(now)
        busy = {row["technician_id"] for row in rows if row["status"] in ("traveling", "on_site", "working", "paused")}
        for visit in rows:
            if visit["status"] == "draft" and not visit["held"]:
                self._place(visit, now)
            elif (
                visit["status"] in ("scheduled", "dispatched")
                and now - _at(visit["starts_at"]) > _TOO_LATE
                and visit["technician_id"] in busy
                and self._may_try(visit, now)
            ):
                self._do(f"/api/visits/{visit['id']}/unschedule", {"reason": "The visit before takes too long"})
                self._do(f"/api/visits/{visit['id']}/assign")

    def _place(self, visit: dict[str, Any], now: datetime) -> None:
        flag = (visit["flag"] or {}).get("code")
        if visit["work_type"] == URGENT:
            self._squeeze_in(visit, now)
        elif flag == "suggested" and self._may_try(visit, now):
            self._follow_suggestion(visit, now)
        elif (flag or visit["number"][-2:] != "/1") and self._may_try(visit, now):
            self._do(f"/api/visits/{visit['id']}/assign")

    def _follow_suggestion(self, visit: dict[str, Any], now: datetime) -> None:
        """Do as the planner proposes, or as it proposes now if that hour has gone by."""
        for decision in self._all(f"/api/visits/{visit['id']}/decisions")[:1]:
            if decision["starts_at"] is None or _at(decision["starts_at"]) < now + _THINKS:
                decision = self._do(f"/api/visits/{visit['id']}/suggest").body.get("decision") or decision
            if decision["technician_id"] and _at(decision["starts_at"]) > now:
                body = {"technician_id": decision["technician_id"], "starts_at": decision["starts_at"]}
                self._do(f"/api/visits/{visit['id']}/place", body)

    def _squeeze_in(self, visit: dict[str, Any], now: datetime) -> None:
        """Drag the urgent one to whoever can be there soonest, and say why where a rule speaks against it."""
        if not self._may_try(visit, now):
            return
        start = now + timedelta(minutes=25)
        start = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
        judged: list[dict[str, Any]] = []
        for late in (0, 20, 40, 60, 90, 120):
            at = start + timedelta(minutes=late)
            for technician in self._technicians:
                body = {"visit_id": visit["id"], "technician_id": technician, "starts_at": at.isoformat()}
                reply = self._do("/api/board/judge", body)
                judged += reply.body["candidates"] if reply.ok else []
            may = [c for c in judged if all(b["override"] == "dispatcher" for b in c["broken"])]
            # The one who knows the trade least is the one who is free: a rule is set aside, with the reason.
            for candidate in sorted(may, key=lambda c: (not c["broken"], len(c["broken"]), c["technician_id"])):
                placed = self._do(
                    f"/api/visits/{visit['id']}/place",
                    {"technician_id": candidate["technician_id"], "starts_at": candidate["starts_at"],
                     "override_reason": "Burst pipe: he is nearest and can shut the valve at once."},
                )  # fmt: skip
                if placed.ok:
                    return
            judged.clear()

    def _approve(self, now: datetime) -> None:
        for order in self._all("/api/work-orders", status="completed"):
            whole = self._wire.get(f"/api/work-orders/{order['id']}")
            ends = [visit["actual"]["ended_at"] for visit in whole.body["visits"] if visit["actual"]["ended_at"]]
            if ends and now - max(map(_at, ends)) > _APPROVES_AFTER:
                self._do(f"/api/work-orders/{order['id']}/approve")
        for order in self._all("/api/work-orders", status="on_hold"):
            whole = self._wire.get(f"/api/work-orders/{order['id']}")
            for hold in whole.body["holds"]:
                if hold["lifted_at"] is None and now - _at(hold["opened_at"]) > _PARTS_TAKE:
                    self._do(f"/api/holds/{hold['id']}/lift")

    def _do(self, path: str, body: Any = None, *, key: str = "") -> Reply:
        reply = self._wire.post(path, body, key=key)
        if not reply.ok:
            log.info("%s: %s", path, reply.body.get("detail") if isinstance(reply.body, dict) else reply.status)
        return reply

    def _rows(self, now: datetime) -> list[dict[str, Any]]:
        today = days.today(now)
        reply = self._wire.get(
            "/api/board",
            **{
                "from": days.at(today, days.MIDNIGHT).isoformat(),
                "to": days.at(today + timedelta(1), days.MIDNIGHT).isoformat(),
            },
        )
        if not reply.ok:
            return []
        self._technicians = [t["id"] for t in reply.body["technicians"]]
        return [row for row in reply.body["rows"] if row["kind"] == "visit"]

    def _may_try(self, visit: dict[str, Any], now: datetime) -> bool:
        last = self._tried.get(visit["id"])
        if last is not None and timedelta() <= now - last < _TRIES_AGAIN:
            return False
        self._tried[visit["id"]] = now
        return True

    def _all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in range(1, 50):
            reply = self._wire.get(path, page=page, page_size=200, **query)
            found += reply.body["items"] if reply.ok else []
            if not reply.ok or len(found) >= reply.body["total"]:
                break
        return found


class Billing:
    """Bill: sends what was approved, and writes down what was paid."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def act(self) -> None:
        """This will issue the invoices whose work is approved."""
        drafts = self._wire.get("/api/invoices", status="draft", page_size=50)
        for invoice in drafts.body["items"] if drafts.ok else []:
            if invoice["frozen_at"]:
                issued = self._wire.post(f"/api/invoices/{invoice['id']}/issue", {"version": invoice["version"]})
                if not issued.ok:
                    log.warning("invoice %s: %s", invoice["id"], issued.body)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
