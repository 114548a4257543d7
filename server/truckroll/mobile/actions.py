"""Writes of the room: registering a phone, carrying out its commands, taking in a file piece by piece."""

from __future__ import annotations

import os
import uuid as uuids
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from truckroll.accounts.actors import Actor
from truckroll.foundation import blobs, clock, commands
from truckroll.foundation.commands import Answer
from truckroll.foundation.lifecycle import MoveRefused
from truckroll.foundation.models import SourceKind
from truckroll.foundation.refusals import Invalid, NotFound, NotStorable, Refusal
from truckroll.mobile.commands import KINDS, OWN_DAY, can_be_stored, device_time
from truckroll.mobile.models import Contact, Device, Upload
from truckroll.work import queries as work
from truckroll.work import record
from truckroll.work.actions import records
from truckroll.work.lifecycle import OVER
from truckroll.workforce import queries as workforce

MAX_UPLOAD = 25 * 1024 * 1024
_STORED = uuids.UUID("9a7de0e2-5f7e-4b0f-8f5d-3d0e6d8a4b57")


class WrongOffset(Refusal):
    """A piece does not begin where the last one ended."""

    code = "wrong_offset"
    title = "A piece of the file is missing or came twice"
    what_to_do = "Ask how much is here, and go on from there."


def register_device(*, client_uuid: UUID, name: str, actor: Actor) -> Device:
    """This will let a phone send commands, from where it left off if it is known.

    Raises
    ------
    NotFound
        The phone belongs to somebody else.
    Invalid
        A program has no phone.
    """
    if actor.user_id is None:
        raise Invalid("Only a person has a phone.")
    known = Device.objects.filter(client_uuid=client_uuid).first()
    if known is None:
        source = commands.find_source(SourceKind.PHONE, str(client_uuid), name=name, owner_id=actor.user_id)
        known, _ = Device.objects.get_or_create(
            client_uuid=client_uuid, defaults={"user_id": actor.user_id, "source": source, "name": name}
        )
    if known.user_id != actor.user_id:
        raise NotFound("There is no such phone of yours.", client_uuid=str(client_uuid))
    return known


def note_contact(*, device: Device, sent_at: datetime, unsent: int, now: datetime) -> None:
    """This will keep when the phone spoke last, how much it still has, and how wrong its clock is (P5)."""
    skew_s = max(min(round((sent_at - now).total_seconds()), 2**31 - 1), -(2**31))
    Contact.objects.update_or_create(device=device, defaults={"at": now, "unsent": unsent, "skew_s": skew_s})


def carry_out(
    *, device: Device, uuid: UUID, seq: int, kind: str, payload: dict[str, Any], at: datetime, sent_at: datetime,
    actor: Actor, request_id: str,
) -> Answer:  # fmt: skip
    """This will carry out one command of a phone, exactly once, in its order, in a transaction of its own.

    A payload nobody can read is refused and remembered like any refusal, so it never holds up the next command.

    Raises
    ------
    SequenceGap
        A command before it is missing.
    KeyReused
        Another command came under this uuid.
    Busy
        The database is busy; nothing was done.
    """
    phone = replace(actor, source_kind=SourceKind.PHONE.value, source_key=str(device.client_uuid))
    return commands.run(
        source=device.source,
        uuid=uuid,
        seq=seq,
        name=f"mobile.{kind if kind in KINDS or kind in OWN_DAY else 'unknown'}",
        body={"payload": payload, "at": at.isoformat()},
        actor=phone,
        effect=lambda: _effect(uuid, kind, payload, at, sent_at, phone),
        device_at=at,
        request_id=request_id,
    )


def _effect(
    uuid: UUID, kind: str, payload: dict[str, Any], at: datetime, sent_at: datetime, actor: Actor
) -> tuple[int, dict[str, Any]]:
    now = clock.now()
    if not can_be_stored([kind, payload]):
        raise NotStorable("A text holds characters that are none: a NUL, or half of a surrogate pair.")
    when = device_time(at, sent_at=sent_at, now=now)
    if kind in OWN_DAY:
        return _say_of_himself(kind, when, actor, now)
    known = KINDS.get(kind)
    if known is None:
        raise Invalid(
            f"This server knows no command {kind[:100]!r}.", type=kind[:100], known=sorted([*KINDS, *OWN_DAY])
        )
    try:
        read = known.payload.model_validate(payload)
    except ValidationError as error:
        faults = [{"where": ".".join(str(p) for p in e["loc"]), "what": e["msg"]} for e in error.errors()]
        detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
        raise Invalid(detail, faults=faults) from error
    try:
        visit = work.get_visit(actor=actor, visit_id=read.visit_id)
    except NotFound:
        return _keep(uuid, kind, payload, when, read.visit_id, actor, now)
    try:
        with transaction.atomic():
            known.carry_out(read, visit=visit, actor=actor, now=now, at=when)
    except MoveRefused:
        # Ended here while the phone had no signal: both facts are kept and a person decides (rule 52).
        if visit.status not in OVER:
            raise
        return _keep(uuid, kind, payload, when, visit.pk, actor, now)
    visit.refresh_from_db()
    status = record.own_status(visit, actor.technician_id)
    return 200, {"visit": {"id": visit.pk, "status": status, "version": visit.version}}


def _say_of_himself(kind: str, at: datetime, actor: Actor, now: datetime) -> tuple[int, dict[str, Any]]:
    if actor.technician_id is None:
        raise NotFound("You are no technician, so there is no day of yours.")
    technician = workforce.get_technician(actor=actor, technician_id=actor.technician_id)
    OWN_DAY[kind](technician=technician, actor=actor, now=now, at=at)
    return 200, {"attendance": workforce.attendance_of(technician.pk)}


def _keep(
    uuid: UUID, kind: str, payload: dict[str, Any], at: datetime, visit_id: int, actor: Actor, now: datetime
) -> tuple[int, dict[str, Any]]:
    """Keep the work done on a visit that is no longer this technician's, or is over; not his at all is not found."""
    visit = work.find_visit_once_mine(actor=actor, visit_id=visit_id)
    if visit is None:
        raise NotFound(f"There is no visit {visit_id}.", visit_id=visit_id)
    reason = f"{visit.number} was {visit.status.replace('_', ' ')} when this arrived."
    if visit.technician_id != actor.technician_id and visit.status not in OVER:
        reason = f"{visit.number} was no longer his when this arrived."
    evidence = records.keep_evidence(
        visit=visit, command=kind, payload=payload, reason=reason, client_uuid=uuid, actor=actor, now=now, at=at
    )
    return 202, {
        "code": "kept_as_evidence",
        "detail": f"{reason} What was done is kept on the work order; the office decides.",
        "evidence_id": evidence.pk,
        "visit": {"id": visit.pk, "number": visit.number, "status": visit.status},
    }


def start_upload(*, sha256: str, size: int, actor: Actor) -> Upload:
    """This will make room for a file, or find what is here of it: the same file again is the same upload.

    Raises
    ------
    Invalid
        It is too large, or is announced with another size than before.
    """
    if actor.user_id is None:
        raise Invalid("Only a person uploads photos.")
    if not 0 < size <= MAX_UPLOAD:
        raise Invalid(f"A file has at most {MAX_UPLOAD} bytes.", size=size, http="413")
    upload, _ = Upload.objects.get_or_create(
        user_id=actor.user_id, sha256=sha256, defaults={"key": uuids.uuid4(), "size": size}
    )
    if upload.size != size:
        raise Invalid("This file was announced with another size.", size=size, known=upload.size)
    return finish_upload(upload=upload, actor=actor)


def append_piece(*, upload: Upload, offset: int, piece: bytes, actor: Actor) -> Upload:
    """This will put one piece behind the last one and say how much lies here for certain.

    With the last piece the file is checked against its hash, stored for good, and joined with what announced it.

    Raises
    ------
    WrongOffset
        The piece begins elsewhere.
    HashMismatch
        The bytes are not the announced ones; the file starts anew.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if offset != upload.offset or offset + len(piece) > upload.size:
            raise WrongOffset(f"{upload.offset} of {upload.size} bytes are here.", offset=upload.offset, sent=offset)
        place = path_of(upload)
        place.parent.mkdir(parents=True, exist_ok=True)
        # At its offset, not at the end: bytes of a piece that was cut off before its row are written over.
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.seek(offset)
            file.write(piece)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        upload.offset += len(piece)
        upload.save(update_fields=["offset"])
    return finish_upload(upload=upload, actor=actor)


def finish_upload(*, upload: Upload, actor: Actor) -> Upload:
    """This will store a file that is here whole; doing it again after a crash goes on where it was cut off.

    Raises
    ------
    HashMismatch
        The bytes are not the announced ones; the file starts anew.
    """
    if upload.stored_at is not None or upload.offset < upload.size:
        return upload
    if blobs.find_blob(upload.sha256) is None:
        try:
            blobs.adopt(_whole(upload), upload.sha256)
        except blobs.HashMismatch:
            Upload.objects.filter(pk=upload.pk).update(offset=0)
            raise
    commands.run(
        source=commands.find_source(SourceKind.WORKER, "mobile.uploads", name="mobile.uploads"),
        uuid=uuids.uuid5(_STORED, str(upload.key)),
        name="mobile.finish_upload",
        body={"upload": str(upload.key)},
        actor=actor,
        effect=_join(upload),
    )
    path_of(upload).unlink(missing_ok=True)
    upload.refresh_from_db()
    return upload


def _whole(upload: Upload) -> Path:
    # After a crash between the move and the row the bytes lie in their place already.
    lies = path_of(upload)
    return lies if lies.exists() else blobs.path_of(upload.sha256)


def _join(upload: Upload) -> Callable[[], tuple[int, dict[str, Any]]]:
    def effect() -> tuple[int, dict[str, Any]]:
        now = clock.now()
        joined = records.receive_blob(sha256=upload.sha256, now=now)
        Upload.objects.filter(pk=upload.pk).update(stored_at=clock.real_now())
        return 200, {"joined": joined}

    return effect


def path_of(upload: Upload) -> Path:
    """This will be where the pieces of an upload are put together."""
    return Path(settings.MEDIA_ROOT) / "uploads" / str(upload.key)
