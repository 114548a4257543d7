"""Writes of what is kept of the work: notes, parts, photos, signatures, answers, read hazards, late evidence.

They only ever add: nobody's note or photo is in the way of another's, whatever the order they arrive in (rule 52).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from truckroll.accounts.actors import Actor
from truckroll.customers import queries as customers
from truckroll.foundation import blobs
from truckroll.foundation.events import publish
from truckroll.foundation.ids import uuid7
from truckroll.foundation.refusals import Invalid, NotFound, Refusal
from truckroll.stock import actions as stock
from truckroll.work import events
from truckroll.work.keeping import lock_work_order, topics_of
from truckroll.work.lifecycle import ENDED
from truckroll.work.models import (
    ChecklistAnswer,
    ChecklistKind,
    Evidence,
    HazardAcknowledgement,
    Note,
    PartUsed,
    Photo,
    Signature,
    Visit,
    WorkOrder,
)

R = TypeVar("R", Note, PartUsed, Photo, Signature)
_OLDEST = timedelta(days=60)


class AlreadyVoided(Refusal):
    """A line that does not count cannot be voided again."""

    code = "already_voided"
    title = "This line is void already"
    what_to_do = "Nothing needs to be done."


class UuidTaken(Refusal):
    """A phone made this id for something else."""

    code = "client_uuid_taken"
    title = "This id belongs to something else"
    what_to_do = "Make a new id."


def add_note(
    *,
    work_order: WorkOrder,
    text: str,
    actor: Actor,
    now: datetime,
    visit: Visit | None = None,
    client_uuid: UUID | None = None,
    at: datetime | None = None,
) -> Note:
    """This will keep a note; the same `client_uuid` again is the same note."""
    if (known := _known(Note, client_uuid, work_order.pk)) is not None:
        return known
    note = Note.objects.create(
        work_order=work_order,
        visit=visit,
        client_uuid=client_uuid or uuid7(),
        text=text,
        author=actor.label,
        at=_past(at, now),
    )
    fact = events.NoteAdded(note_id=note.pk, work_order_id=work_order.pk, visit_id=visit.pk if visit else None)
    publish(fact, at=now, topics=_topics(work_order, visit))
    return note


def use_part(
    *,
    visit: Visit,
    quantity: Decimal,
    description: str,
    actor: Actor,
    now: datetime,
    sku: str = "",
    client_uuid: UUID | None = None,
    at: datetime | None = None,
) -> PartUsed:
    """This will keep that a part stayed with the customer; the same `client_uuid` again is the same part.

    One with an article number is taken out of the van of whoever of the crew says so, else of the lead's. Stock never
    stands in the way of what was used: a van below zero is shown to the office, not to him (rule 57).
    """
    if (known := _known(PartUsed, client_uuid, visit.work_order_id)) is not None:
        return known
    _open_for_lines(visit)
    client_uuid = client_uuid or uuid7()
    van = None
    if sku and visit.technician_id is not None:
        his = actor.technician_id
        van = stock.use_part(
            technician_id=his if his is not None and his in visit.member_ids else visit.technician_id,
            sku=sku,
            name=description,
            quantity=quantity,
            source=_taken_for(client_uuid),
            actor=actor,
            now=now,
            at=_past(at, now),
        )
    part = PartUsed.objects.create(
        work_order_id=visit.work_order_id,
        visit=visit,
        client_uuid=client_uuid,
        sku=sku,
        description=description or sku,
        quantity=quantity,
        at=_past(at, now),
        by=actor.label,
        taken_from=van,
    )
    publish(
        events.PartUsed(part_used_id=part.pk, work_order_id=visit.work_order_id, visit_id=visit.pk),
        at=now,
        topics=_of(visit),
    )
    return part


def void_part(*, part: PartUsed, reason: str, actor: Actor, now: datetime) -> PartUsed:
    """This will take a wrong line out of the count; it stays, with the reason, and the part lies in the van again.

    Raises
    ------
    AlreadyVoided
        It does not count already.
    """
    lock_work_order(part.work_order_id)
    part.refresh_from_db()
    if part.voided_at is not None:
        raise AlreadyVoided(f"{part.description} is void already.", part_used_id=part.pk)
    _open_for_lines(part.visit)
    part.voided_at, part.voided_by, part.void_reason = now, actor.label, reason
    part.save(update_fields=["voided_at", "voided_by", "void_reason"])
    if part.taken_from_id is not None:
        stock.take_back(source=_taken_for(part.client_uuid), note=reason, actor=actor, now=now)
    fact = events.PartVoided(part_used_id=part.pk, work_order_id=part.work_order_id, visit_id=part.visit_id)
    publish(fact, at=now, topics=_of(part.visit))
    return part


def attach_photo(
    *,
    visit: Visit,
    sha256: str,
    kind: str,
    actor: Actor,
    now: datetime,
    caption: str = "",
    media_type: str = "",
    client_uuid: UUID | None = None,
    at: datetime | None = None,
) -> Photo:
    """This will keep that a picture was taken; its bytes may come before or after (rule 53)."""
    if (known := _known(Photo, client_uuid, visit.work_order_id)) is not None:
        return known
    photo = Photo.objects.create(
        work_order_id=visit.work_order_id,
        visit=visit,
        client_uuid=client_uuid or uuid7(),
        kind=kind,
        sha256=sha256,
        media_type=media_type,
        caption=caption,
        blob=blobs.find_blob(sha256),
        at=_past(at, now),
        by=actor.label,
    )
    publish(
        events.PhotoAttached(photo_id=photo.pk, work_order_id=visit.work_order_id, visit_id=visit.pk),
        at=now,
        topics=_of(visit),
    )
    return photo


def sign_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    name: str = "",
    role: str = "",
    refusal_reason: str = "",
    sha256: str = "",
    client_uuid: UUID | None = None,
    at: datetime | None = None,
) -> Signature:
    """This will keep who signed for the visit and in what capacity, or why nobody did (rule 55).

    Raises
    ------
    Invalid
        Name, role or drawing is missing, and no reason is given instead.
    """
    if not refusal_reason and not (name and role and sha256):
        raise Invalid(
            "A signature has a name, a role and a drawing, or a reason why there is none.", field="refusal_reason"
        )
    if (known := _known(Signature, client_uuid, visit.work_order_id)) is not None:
        return known
    signature = Signature.objects.create(
        work_order_id=visit.work_order_id,
        visit=visit,
        client_uuid=client_uuid or uuid7(),
        name=name,
        role=role,
        refusal_reason=refusal_reason,
        sha256=sha256,
        blob=blobs.find_blob(sha256) if sha256 else None,
        at=_past(at, now),
        by=actor.label,
    )
    fact = events.VisitSigned(signature_id=signature.pk, work_order_id=visit.work_order_id, visit_id=visit.pk)
    publish(fact, at=now, topics=_of(visit))
    return signature


def receive_blob(*, sha256: str, now: datetime) -> int:
    """This will join bytes that have arrived with the photos and signatures that announced them; how many there are."""
    blob = blobs.find_blob(sha256)
    if blob is None:
        return 0
    waiting: list[Photo | Signature] = [
        *Photo.objects.select_for_update().filter(sha256=sha256, blob=None).order_by("id"),
        *Signature.objects.select_for_update().filter(sha256=sha256, blob=None).order_by("id"),
    ]
    for line in waiting:
        line.blob = blob
        line.save(update_fields=["blob"])
        fact = events.PhotoReceived(work_order_id=line.work_order_id, visit_id=line.visit_id, sha256=sha256)
        publish(fact, at=now, topics=_of(line.visit))
    return len(waiting)


def answer_checklist(
    *, visit: Visit, item_id: int, value: str, actor: Actor, now: datetime, at: datetime | None = None
) -> ChecklistAnswer:
    """This will keep the answer to a question of the visit; a later answer takes its place, the audit keeps both.

    Raises
    ------
    NotFound
        The visit has no such question.
    Invalid
        The answer does not fit the question, or the visit has ended.
    """
    answer = ChecklistAnswer.objects.select_for_update().filter(visit=visit, pk=item_id).first()
    if answer is None:
        raise NotFound(f"{visit.number} has no question {item_id}.", item_id=item_id)
    if visit.status in ENDED:
        raise Invalid(f"{visit.number} has ended; its checklist stays as it is.", visit_id=visit.pk)
    _fits(answer, value)
    answer.value, answer.answered_at, answer.answered_by = value, _past(at, now), actor.label
    answer.save(update_fields=["value", "answered_at", "answered_by"])
    publish(events.ChecklistAnswered(visit_id=visit.pk, work_order_id=visit.work_order_id), at=now, topics=_of(visit))
    return answer


def acknowledge_hazard(
    *, visit: Visit, hazard_id: int, actor: Actor, now: datetime, at: datetime | None = None
) -> HazardAcknowledgement:
    """This will keep that a hazard of the site was read for this visit; reading it again changes nothing.

    Raises
    ------
    NotFound
        The site has no such hazard.
    """
    card = customers.site_cards([visit.work_order.site_id])[visit.work_order.site_id]
    if hazard_id not in {hazard["id"] for hazard in card["hazards"]}:
        raise NotFound(f"The site of {visit.number} has no hazard {hazard_id}.", hazard_id=hazard_id)
    lock_work_order(visit.work_order_id)
    read, is_new = HazardAcknowledgement.objects.get_or_create(
        visit=visit,
        hazard_id=hazard_id,
        technician_id=actor.technician_id,
        defaults={"by": actor.label, "at": _past(at, now)},
    )
    if is_new:
        fact = events.HazardAcknowledged(visit_id=visit.pk, work_order_id=visit.work_order_id, hazard_id=hazard_id)
        publish(fact, at=now, topics=_of(visit))
    return read


def keep_evidence(
    *,
    visit: Visit,
    command: str,
    payload: dict[str, Any],
    reason: str,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    client_uuid: UUID | None = None,
    is_applied: bool = False,
) -> Evidence:
    """This will keep what a technician did on a visit that was no longer his, for a person to decide on (rule 52).

    With `is_applied` it was done and counts, and contradicts what was agreed.
    """
    evidence = Evidence.objects.create(
        work_order_id=visit.work_order_id,
        visit=visit,
        client_uuid=client_uuid or uuid7(),
        technician_id=actor.technician_id,
        by=actor.label,
        command=command,
        payload=payload,
        at=_past(at, now),
        reason=reason,
        is_applied=is_applied,
    )
    fact = events.EvidenceKept(evidence_id=evidence.pk, work_order_id=visit.work_order_id, visit_id=visit.pk)
    publish(fact, at=now)
    return evidence


def settle_evidence(*, evidence: Evidence, actor: Actor, now: datetime) -> Evidence:
    """This will say that somebody has dealt with late evidence; saying it twice changes nothing."""
    lock_work_order(evidence.work_order_id)
    evidence.refresh_from_db()
    if evidence.settled_at is None:
        evidence.settled_at, evidence.settled_by = now, actor.label
        evidence.save(update_fields=["settled_at", "settled_by"])
        fact = events.EvidenceSettled(
            evidence_id=evidence.pk, work_order_id=evidence.work_order_id, visit_id=evidence.visit_id
        )
        publish(fact, at=now)
    return evidence


def _taken_for(client_uuid: UUID) -> str:
    return f"part_used:{client_uuid}"


def _known(kind: type[R], client_uuid: UUID | None, work_order_id: int) -> R | None:
    if client_uuid is None:
        return None
    known = kind._default_manager.filter(client_uuid=client_uuid).first()
    if known is not None and known.work_order_id != work_order_id:
        raise UuidTaken("Something on another work order has this id.", client_uuid=str(client_uuid))
    return known


def _open_for_lines(visit: Visit) -> None:
    # Approval freezes what is invoiced; a part found later belongs on a new invoice.
    work_order = lock_work_order(visit.work_order_id)
    if work_order.approved_at is not None:
        raise Invalid(
            f"{work_order.number} is approved; its parts are frozen.",
            work_order_id=work_order.pk,
            what_to_do="Take the approval back first.",
        )


def _fits(answer: ChecklistAnswer, value: str) -> None:
    if answer.kind == ChecklistKind.YES_NO and value not in {"yes", "no", "n/a"}:
        raise Invalid("Answer yes, no or n/a.", field="value", item_id=answer.pk)
    if answer.kind == ChecklistKind.NUMBER:
        try:
            is_number = Decimal(value.replace(",", ".")).is_finite()
        except ArithmeticError:
            is_number = False
        if not is_number:
            raise Invalid("Answer with a number.", field="value", item_id=answer.pk)


def _past(at: datetime | None, now: datetime) -> datetime:
    # A phone's clock may run ahead, or stand at its first day; nothing was done in the future, or so long ago.
    return min(at, now) if at is not None and at > now - _OLDEST else now


def _of(visit: Visit) -> list[str]:
    return topics_of(visit)


def _topics(work_order: WorkOrder, visit: Visit | None) -> list[str]:
    return topics_of(visit) if visit is not None else ["office", f"work_order:{work_order.pk}"]
