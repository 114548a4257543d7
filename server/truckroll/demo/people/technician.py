"""A technician: looks at his phone's day, drives, works, writes down what he did, as commands of a phone."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import random
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from truckroll.demo.people.wire import Wire
from truckroll.demo.steps import key_of
from truckroll.demo.work import TRADE_OF, answer_to, part_for
from truckroll.foundation.ids import uuid7

log = logging.getLogger("truckroll.demo")

_LOOK_S = 4.0
_ASIDE_S = 300.0
_UNDER_WAY = ("traveling", "on_site", "working", "paused")
_LAST_DEPARTURE_HOUR = 18
Told = tuple[str, dict[str, Any]]


class Technician:
    """One simulated technician and his phone."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._device = key_of("phone", wire.email)
        self._seq = 0
        self._etag, self._day = "", dict[str, Any]()
        self._look_at = 0.0
        self._expected: dict[int, str] = {}
        self._aside_until = 0.0

    def act(self) -> None:
        """This will do what is due now, if anything is."""
        if time.monotonic() < self._aside_until or not self._look():
            return
        now = self._wire.now()
        visit = self._present(now)
        if visit is None or self._somebody_else_acts(visit):
            return
        told = self._due(visit, now)
        if told:
            self._send(visit, told, now)

    def is_busy(self) -> bool:
        """This will say whether he is on his way or at work."""
        return any(visit["status"] in _UNDER_WAY for visit in self._day.get("visits", ()))

    def _look(self) -> bool:
        if not self._seq:
            made = self._wire.post("/api/mobile/devices", {"client_uuid": str(self._device), "name": "Demo phone"})
            if not made.ok:
                return False
            self._seq = made.body["last_seq"] + 1
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + _LOOK_S
            reply = self._wire.get("/api/mobile/day", etag=self._etag)
            if reply.status == 200:
                self._day, self._etag = reply.body, reply.headers.get("etag", "")
        return bool(self._day)

    def _present(self, now: datetime) -> dict[str, Any] | None:
        """The visit he is at, else the next of today."""
        zone = ZoneInfo(self._day["zone"])
        for visit in self._day["visits"]:
            if visit["status"] in _UNDER_WAY:
                return dict(visit)
        today = now.astimezone(zone).date()
        waiting = [
            visit for visit in self._day["visits"]
            if visit["status"] == "dispatched" and _at(visit["starts_at"]).astimezone(zone).date() == today
        ]  # fmt: skip
        late = now.astimezone(zone).hour >= _LAST_DEPARTURE_HOUR
        return None if late or not waiting else dict(min(waiting, key=lambda v: (v["starts_at"], v["id"])))

    def _somebody_else_acts(self, visit: dict[str, Any]) -> bool:
        """Whether a person uses this phone's account: then the simulation leaves it to him for a while."""
        expected = self._expected.get(visit["id"])
        if expected is not None and visit["status"] in _UNDER_WAY and visit["status"] != expected:
            log.info("%s is at work himself; his simulation steps aside", self._wire.email)
            self._aside_until = time.monotonic() + _ASIDE_S
            self._expected.pop(visit["id"])
            return True
        return False

    def _due(self, visit: dict[str, Any], now: datetime) -> list[Told]:
        dice = random.Random(f"demo visit {visit['number']}")  # noqa: S311  # drawing a demo, not a secret
        way = timedelta(seconds=(visit["travel_s"] or 900) * dice.uniform(0.85, 1.3))
        settle = timedelta(minutes=dice.uniform(2, 6))
        overrun = dice.uniform(1.1, 1.5) if dice.random() < 0.3 else dice.uniform(0.7, 1.05)
        work = timedelta(seconds=visit["duration_s"] * overrun)
        fate, luck = _fate(visit), dice.random()
        actual = {name: _at(value) for name, value in visit["actual"].items() if value}
        if visit["status"] == "dispatched":
            return [("depart_visit", {})] if now >= _at(visit["starts_at"]) - way else []
        if visit["status"] == "traveling":
            return (
                [("arrive_visit", {"position": self._position(visit, dice)})]
                if now >= actual["departed_at"] + way
                else []
            )
        if visit["status"] == "on_site":
            if fate == "no access":
                reason = "Rang three times, nobody opens; the number on the door does not answer."
                waited = now >= actual["arrived_at"] + timedelta(minutes=12)
                return [("report_no_access", {"reason": reason})] if waited else []
            return self._begin(visit) if now >= actual["arrived_at"] + settle else []
        if visit["status"] == "paused":
            return [("resume_visit", {})]
        spent = now - actual["started_at"]
        if spent >= work / 2 and (record := self._half_way(visit, luck)):
            return record
        if fate == "stopped" and spent >= work * 0.6:
            return self._stop(visit)
        return self._finish(visit, luck) if spent >= work else []

    def _begin(self, visit: dict[str, Any]) -> list[Told]:
        unread = [h["id"] for h in visit["site"]["hazards"] if h["must_acknowledge"] and not h["acknowledged_at"]]
        return [*(("acknowledge_hazard", {"hazard_id": pk}) for pk in unread), ("start_visit", {})]

    def _half_way(self, visit: dict[str, Any], luck: float) -> list[Told]:
        told: list[Told] = []
        if not visit["notes"]:
            text = "Found the cause; explained it on site." if luck < 0.6 else "Took longer to find than thought."
            told.append(("add_note", {"client_uuid": str(key_of("note", visit["id"])), "text": text}))
        if luck < 0.55 and not visit["parts"]:
            sku, description, _, _ = part_for(TRADE_OF[visit["work_type"]], luck)
            told.append(
                ("use_part", {"client_uuid": str(key_of("part", visit["id"])), "sku": sku, "description": description,
                              "quantity": "1"})
            )  # fmt: skip
        if luck > 0.35 and not visit["photos"]:
            picture = _photo(visit["number"], luck)
            self._store(picture)
            payload = {"kind": "after", "caption": "After the work", "content_type": "image/jpeg"}
            payload |= {"client_uuid": str(key_of("photo", visit["id"])), "sha256": _sha256(picture)}
            told.append(("attach_photo", payload))
        return told

    def _stop(self, visit: dict[str, Any]) -> list[Told]:
        payload = {"reason": "The part that is needed is not in the van.", "remaining_s": 2700, "needed": ["parts"]}
        return [("stop_visit", payload | {"note": "Ordered at the counter, there tomorrow."})]

    def _finish(self, visit: dict[str, Any], luck: float) -> list[Told]:
        told: list[Told] = [
            ("answer_checklist", {"item_id": item["id"], "value": answer_to(item["kind"], luck)})
            for item in visit["checklist"] if not item["value"]
        ]  # fmt: skip
        sign: dict[str, Any] = {"client_uuid": str(key_of("signature", visit["id"]))}
        if luck < 0.8 and visit["contact_name"]:
            drawing = _signature(visit["number"])
            self._store(drawing)
            told.append(
                ("sign_visit", sign | {"name": visit["contact_name"], "role": "On site", "sha256": _sha256(drawing)})
            )
        else:
            told.append(("sign_visit", sign | {"refusal_reason": "Nobody there at the end."}))
        return [*told, ("complete_visit", {"summary": "Done and tried out."})]

    def _position(self, visit: dict[str, Any], dice: random.Random) -> dict[str, Any] | None:
        site = visit["site"]
        if site["lat"] is None:
            return None
        return {
            "lat": round(site["lat"] + dice.uniform(-2e-4, 2e-4), 6),
            "lon": round(site["lon"] + dice.uniform(-2e-4, 2e-4), 6),
            "accuracy_m": round(dice.uniform(6, 25), 1),
        }

    def _send(self, visit: dict[str, Any], told: list[Told], now: datetime) -> None:
        commands = [
            {"uuid": str(uuid7()), "seq": self._seq + n, "type": kind, "payload": {"visit_id": visit["id"], **payload},
             "at": now.isoformat()}
            for n, (kind, payload) in enumerate(told[:20])
        ]  # fmt: skip
        reply = self._wire.post(
            "/api/mobile/commands",
            {"device": str(self._device), "sent_at": self._wire.now().isoformat(), "commands": commands},
        )
        self._look_at = 0.0
        if reply.status == 409:
            self._seq = reply.body["facts"]["expected"]
            return
        if not reply.ok:
            log.warning("%s: %s %s", self._wire.email, reply.status, reply.body)
            self._look_at = time.monotonic() + _LOOK_S
            return
        self._seq = reply.body["expected_seq"]
        for (kind, _), answer in zip(told, reply.body["answers"], strict=False):
            if answer["outcome"] not in ("applied", "duplicate"):
                log.warning("%s: %s of %s: %s", self._wire.email, kind, visit["number"], answer["body"].get("detail"))
            elif kind in _LEADS_TO:
                self._expected[visit["id"]] = _LEADS_TO[kind]

    def _store(self, content: bytes) -> None:
        """Send a file's bytes as a resumable upload, in one piece."""
        name = base64.b64encode(_sha256(content).encode()).decode()
        head = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": f"sha256 {name}"}
        made = self._wire.upload("/api/mobile/uploads", "POST", b"", head)
        offset = made.headers.get("upload-offset", "0")
        if made.ok and int(offset) < len(content):
            piece = {
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": offset,
                "Content-Type": "application/offset+octet-stream",
            }
            self._wire.upload(made.headers["location"], "PATCH", content[int(offset) :], piece)


_LEADS_TO = {
    "depart_visit": "traveling",
    "arrive_visit": "on_site",
    "start_visit": "working",
    "resume_visit": "working",
}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _fate(visit: dict[str, Any]) -> str:
    """What becomes of a visit: now and then nobody opens, now and then a part is missing; return visits go well."""
    if not visit["number"].endswith("/1") or visit["priority"] == 1:
        return "completed"
    return {7: "no access", 18: "stopped"}.get(visit["work_order_id"] % 24, "completed")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _photo(number: str, luck: float) -> bytes:
    """A picture of a wall with a pipe, and the visit's number: plainly a drawing."""
    image = Image.new("RGB", (640, 480), (196 - round(40 * luck), 198, 190 + round(30 * luck)))
    draw = ImageDraw.Draw(image)
    y = 120 + round(200 * luck)
    draw.rectangle((0, y, 640, y + 34), fill=(120, 128, 138))
    draw.rectangle((280, y - 14, 350, y + 48), fill=(160, 92, 48))
    draw.text((16, 448), f"{number} · drawn for the demo", fill=(40, 44, 48))
    return _encoded(image, "JPEG")


def _signature(number: str) -> bytes:
    dice = random.Random(f"signature {number}")  # noqa: S311  # drawing a demo, not a secret
    image = Image.new("L", (420, 140), 255)
    points = [(20 + 8 * n, 70 + round(dice.uniform(-34, 34) * (1 - n / 60))) for n in range(47)]
    ImageDraw.Draw(image).line(points, fill=20, width=3, joint="curve")
    return _encoded(image, "PNG")


def _encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()
