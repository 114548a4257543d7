"""Routes of the room: register a phone, send its commands, fetch its day, upload its photos in pieces (tus 1.0)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.foundation.blobs import HashMismatch
from truckroll.foundation.refusals import Invalid, KeyReused, SequenceGap
from truckroll.mobile import actions, queries
from truckroll.mobile.actions import WrongOffset
from truckroll.mobile.models import Upload

router = Router(tags=["mobile"])
_TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}


class DeviceIn(http.In):
    client_uuid: UUID
    name: str = Field("", max_length=200)


class DeviceOut(Schema):
    client_uuid: UUID
    last_seq: int


class CommandIn(http.In):
    uuid: UUID
    seq: int = Field(ge=1, le=2**63 - 1)
    type: str = Field(min_length=1, max_length=100)
    payload: dict[str, Any]
    at: AwareDatetime


class CommandsIn(http.In):
    device: UUID
    sent_at: AwareDatetime
    unsent: int = Field(0, ge=0, le=2**31 - 1)
    commands: list[CommandIn] = Field(max_length=20)


class CommandAnswer(Schema):
    uuid: UUID
    outcome: Literal["applied", "duplicate", "rejected", "conflict"]
    status: int
    body: dict[str, Any]


class CommandAnswers(Schema):
    answers: list[CommandAnswer]
    expected_seq: int


class PlaceOut(Schema):
    name: str
    sources: list[str]
    target: str


class CarriedPart(Schema):
    """A part of the catalogue; `on_hand` is how many lie in his van, null if there were never any."""

    sku: str
    name: str
    unit: str
    on_hand: str | None


class DayOut(Schema):
    """What a phone carries; see `work.record.carried` for a visit."""

    now: datetime
    rate: float
    zone: str
    last_seq: int | None
    technician: dict[str, Any]
    attendance: dict[str, Any]
    office_phone: str | None
    lifecycle: list[PlaceOut]
    crew_lifecycle: list[PlaceOut]
    visits: list[dict[str, Any]]
    parts_catalog: list[CarriedPart]


class PhoneOut(Schema):
    technician_id: int
    heard_at: datetime
    unsent: int


class Phones(Schema):
    items: list[PhoneOut]
    total: int


@router.get("/mobile/phones", response=Phones)
def list_phones(request: HttpRequest, page: int = 1, page_size: int = 200) -> dict[str, object]:
    """When each technician's phone spoke last, and how much it still had to send then."""
    allow(request, roles.OFFICE)
    return http.page_of(queries.list_phones(), page=page, page_size=page_size)


@router.post("/mobile/devices", response=DeviceOut)
def register_device(request: HttpRequest, body: DeviceIn) -> HttpResponse:
    """Let this phone send commands; a known one goes on where it was."""
    actor = allow(request, roles.FIELD)

    def effect() -> dict[str, object]:
        device = actions.register_device(client_uuid=body.client_uuid, name=body.name, actor=actor)
        return {"client_uuid": device.client_uuid, "last_seq": device.source.last_seq}

    return http.write(request, "mobile.register_device", effect, body=body, out=DeviceOut)


@router.post("/mobile/commands", response=CommandAnswers)
def send_commands(request: HttpRequest, body: CommandsIn) -> dict[str, object] | HttpResponse:
    """Carry out a phone's commands in their order, each on its own; what is answered is done or refused for good.

    At a gap the batch stops with 409: the facts name the expected number and the answers before it.
    """
    actor = allow(request, roles.FIELD)
    device = queries.get_device(actor=actor, client_uuid=body.device)
    now = clock.now()
    # What comes with it is no longer unsent, once it is answered.
    left = max(0, body.unsent - len(body.commands))
    actions.note_contact(device=device, sent_at=body.sent_at, unsent=left, now=now)
    answers: list[dict[str, Any]] = []
    for command in body.commands:
        try:
            answer = actions.carry_out(
                device=device, uuid=command.uuid, seq=command.seq, kind=command.type, payload=command.payload,
                at=command.at, sent_at=body.sent_at, actor=actor, request_id=http.request_id(request),
            )  # fmt: skip
        except SequenceGap as gap:
            gap.facts["answers"] = answers
            return http.refused(gap)
        except KeyReused as reused:
            answers.append(_answer(command.uuid, "rejected", reused.http_status, reused.as_problem()))
            continue
        outcome = "conflict" if (answer.outcome, answer.status) == ("applied", 202) else answer.outcome
        answers.append(_answer(command.uuid, outcome, answer.status, answer.body))
    device.source.refresh_from_db(fields=["last_seq"])
    return {"answers": answers, "expected_seq": device.source.last_seq + 1}


@router.get("/mobile/day", response=DayOut)
def get_day(request: HttpRequest, device: UUID | None = None) -> HttpResponse:
    """All the phone carries; 304 if nothing of it changed since the ETag."""
    actor = allow(request, roles.FIELD)
    day = queries.day_of(actor=actor, now=clock.now(), client_uuid=device)
    # The clock always goes on; it is no news.
    told = json.dumps({**day, "now": None}, cls=DjangoJSONEncoder, sort_keys=True)
    etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    is_known = request.headers.get("If-None-Match") == etag
    response = HttpResponse(status=304) if is_known else http.as_json(day)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@router.post("/mobile/uploads", response={201: None})
def start_upload(request: HttpRequest) -> HttpResponse:
    """Announce a file by its hash and size; the same file again is the same upload."""
    actor = allow(request, roles.FIELD)
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    sha256 = metadata.get("sha256", "")
    size = request.headers.get("Upload-Length", "")
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef") or not size.isdigit():
        raise Invalid("An upload needs Upload-Length and a sha256 in Upload-Metadata.", header="Upload-Metadata")
    upload = actions.start_upload(sha256=sha256, size=int(size[:12]), actor=actor)
    response = _tus(upload, status=201)
    response["Location"] = f"/api/mobile/uploads/{upload.key}"
    return response


@router.api_operation(["HEAD"], "/mobile/uploads/{key}")
def get_upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """How much of a file is here for certain."""
    actor = allow(request, roles.FIELD)
    upload = queries.get_upload(actor=actor, key=key)
    return _tus(actions.finish_upload(upload=upload, actor=actor), status=200)


@router.patch("/mobile/uploads/{key}", response={204: None})
def append_piece(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the next piece; the last one is answered only when the file is stored for good."""
    actor = allow(request, roles.FIELD)
    upload = queries.get_upload(actor=actor, key=key)
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdigit() or request.headers.get("Content-Type") != "application/offset+octet-stream":
        raise Invalid("A piece needs Upload-Offset and the type application/offset+octet-stream.")
    try:
        upload = actions.append_piece(upload=upload, offset=int(offset[:12]), piece=request.body, actor=actor)
    except (WrongOffset, HashMismatch) as refusal:
        response = http.refused(refusal)
        for name, value in _TUS.items():
            response[name] = value
        response["Upload-Offset"] = str(queries.get_upload(actor=actor, key=key).offset)
        return response
    return _tus(upload, status=204)


def _answer(uuid: UUID, outcome: str, status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"uuid": str(uuid), "outcome": outcome, "status": status, "body": body}


def _tus(upload: Upload, *, status: int) -> HttpResponse:
    headers = {**_TUS, "Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}
    return HttpResponse(status=status, headers=headers)


def _metadata(header: str) -> dict[str, str]:
    found = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Invalid("Upload-Metadata is not base64.", header="Upload-Metadata", name=name) from error
    return found
