"""The commands a phone knows: each a shape and the one action that carries it out, on a visit or on one's own day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from truckroll.work.actions import field, records
from truckroll.workforce.actions import attendance

if TYPE_CHECKING:
    from truckroll.work.models import Visit


class Payload(BaseModel):
    """What every command names; a field this version does not know is left aside, an old phone must still sync."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    visit_id: int


class Position(BaseModel):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: float | None = Field(None, ge=0)
    at: AwareDatetime | None = None


class Step(Payload):
    position: Position | None = None


class Start(Step):
    # Why it goes without the whole crew.
    short_reason: str = ""


class Pause(Payload):
    reason: str = ""


class EndDay(Payload):
    summary: str = Field("", max_length=20_000)


class Complete(Payload):
    summary: str = Field("", max_length=20_000)
    scope_done: list[int] | None = None
    follow_up: str = Field("", max_length=20_000)


Need = Literal["parts", "skill", "access", "approval", "time", "other"]


class Stop(Payload):
    reason: str = Field(min_length=1)
    remaining_s: int = Field(gt=0, le=14 * 86400)
    needed: list[Need] | Need
    note: str = ""
    scope_done: list[int] = []


class NoAccess(Payload):
    reason: str = Field(min_length=1)
    note: str = ""
    position: Position | None = None
    waited_s: int | None = Field(None, ge=0, le=86_400)
    is_our_fault: bool = False


class Note(Payload):
    client_uuid: UUID
    text: str = Field(min_length=1, max_length=20_000)


class Part(Payload):
    client_uuid: UUID
    sku: str | None = None
    description: str = Field(min_length=1)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)


class Photo(Payload):
    client_uuid: UUID
    kind: Literal["before", "after", "defect", "other"] = "other"
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    content_type: str = ""
    caption: str = ""


class Sign(Payload):
    client_uuid: UUID
    name: str = ""
    role: str = ""
    refusal_reason: str = ""
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Answer(Payload):
    item_id: int
    value: str = Field(min_length=1, max_length=2_000)


class Hazard(Payload):
    hazard_id: int


class Help(Payload):
    reason: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One command: how its payload looks and what carries it out."""

    payload: type[Payload]
    action: Callable[..., object]
    arguments: Callable[[Any], dict[str, Any]]

    def carry_out(self, payload: Payload, *, visit: Visit, **who_and_when: Any) -> None:
        """This will make the one action of the command."""
        self.action(visit=visit, **self.arguments(payload), **who_and_when)


def _fields(payload: Payload) -> dict[str, Any]:
    return payload.model_dump(exclude={"visit_id"})


def _step(payload: Step) -> dict[str, Any]:
    return {"position": payload.position.model_dump(mode="json") if payload.position else None}


def _start(payload: Start) -> dict[str, Any]:
    return _step(payload) | {"short_reason": payload.short_reason}


def _stop(payload: Stop) -> dict[str, Any]:
    return _fields(payload) | {"needed": [payload.needed] if isinstance(payload.needed, str) else payload.needed}


def _no_access(payload: NoAccess) -> dict[str, Any]:
    return _fields(payload) | {"position": payload.position.model_dump(mode="json") if payload.position else None}


def _part(payload: Part) -> dict[str, Any]:
    return _fields(payload) | {"sku": payload.sku or ""}


def _photo(payload: Photo) -> dict[str, Any]:
    values = _fields(payload)
    return values | {"media_type": values.pop("content_type")}


def _sign(payload: Sign) -> dict[str, Any]:
    return _fields(payload) | {"sha256": payload.sha256 or ""}


def _add_note(*, visit: Visit, **values: Any) -> object:
    return records.add_note(work_order=visit.work_order, visit=visit, **values)


KINDS: dict[str, Kind] = {
    "depart_visit": Kind(Step, field.depart_visit, _step),
    "arrive_visit": Kind(Step, field.arrive_visit, _step),
    "start_visit": Kind(Start, field.start_visit, _start),
    "pause_visit": Kind(Pause, field.pause_visit, _fields),
    "resume_visit": Kind(Step, field.resume_visit, _step),
    "leave_visit": Kind(Pause, field.leave_visit, _fields),
    "end_day": Kind(EndDay, field.end_day, _fields),
    "complete_visit": Kind(Complete, field.complete_visit, _fields),
    "stop_visit": Kind(Stop, field.stop_visit, _stop),
    "report_no_access": Kind(NoAccess, field.report_no_access, _no_access),
    "add_note": Kind(Note, _add_note, _fields),
    "use_part": Kind(Part, records.use_part, _part),
    "attach_photo": Kind(Photo, records.attach_photo, _photo),
    "sign_visit": Kind(Sign, records.sign_visit, _sign),
    "answer_checklist": Kind(Answer, records.answer_checklist, _fields),
    "acknowledge_hazard": Kind(Hazard, records.acknowledge_hazard, _fields),
    "ask_for_help": Kind(Help, field.ask_for_help, _fields),
}


# What a technician says of himself and of no visit; its payload carries nothing.
OWN_DAY: dict[str, Callable[..., object]] = {
    "clock_on": attendance.clock_on,
    "start_break": attendance.start_break,
    "end_break": attendance.end_break,
    "clock_off": attendance.clock_off,
}


def can_be_stored(value: Any) -> bool:
    """This will say whether every text in a payload is one that a database can hold."""
    if isinstance(value, str):
        return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return all(can_be_stored(key) and can_be_stored(one) for key, one in value.items())
    return not isinstance(value, list) or all(can_be_stored(one) for one in value)


def device_time(said: datetime, *, sent_at: datetime, now: datetime) -> datetime:
    """This will be when it happened by our clock, read from a phone whose clock may be set wrong (P14).

    What the phone said it is when it sent the batch, against what it was here, is how far its clock is off; below two
    minutes that is the way of the message and is left alone.
    """
    off = now - sent_at
    return said + off if abs(off.total_seconds()) > 120 else said
