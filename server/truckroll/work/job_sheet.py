"""What a customer may read of the work done on a work order: times, words, parts, pictures and who signed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from truckroll.foundation.models import Blob
from truckroll.foundation.refusals import NotFound
from truckroll.work.lifecycle import ENDED
from truckroll.work.models import ChecklistAnswer, PartUsed, Photo, ScopeItem, Signature, Visit, WorkOrder
from truckroll.work.queries import CrewPart, crew_parts, spent_on
from truckroll.work.time_spent import TimeSpent


@dataclass(frozen=True, slots=True)
class SheetVisit:
    """A visit that ended, as one of those who were there did it."""

    number: str
    technician_name: str
    status: str
    arrived_at: datetime | None
    ended_at: datetime | None
    working_s: int
    paused_s: int
    outcome: str
    end_reason: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part that stayed there."""

    sku: str
    description: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class SheetPhoto:
    """A picture, with its bytes if they have arrived."""

    photo_id: int
    kind: str
    caption: str
    at: datetime
    blob: Blob | None


@dataclass(frozen=True, slots=True)
class SheetSignature:
    """Who signed for a visit, or why nobody did."""

    visit: str
    name: str
    role: str
    refusal_reason: str
    at: datetime
    blob: Blob | None


@dataclass(frozen=True, slots=True)
class JobSheet:
    """The whole of it. Notes are the office's own and are not here."""

    number: str
    work_type: str
    description: str
    site_name: str
    site_address: str
    asset: str
    zone: str
    reported_at: datetime
    scope: tuple[tuple[str, str], ...]
    visits: tuple[SheetVisit, ...]
    parts: tuple[SheetPart, ...]
    photos: tuple[SheetPhoto, ...]
    signatures: tuple[SheetSignature, ...]


def job_sheet(work_order_id: int, *, photo_ids: Collection[int] = ()) -> JobSheet:
    """This will be the sheet of a work order, with the chosen photos of it in the order they were chosen.

    Raises
    ------
    NotFound
        There is no such work order.
    """
    order = WorkOrder.objects.select_related("site", "work_type", "asset").filter(pk=work_order_id).first()
    if order is None:
        raise NotFound(f"There is no work order {work_order_id}.", work_order_id=work_order_id)
    visits = list(
        Visit.objects.select_related("technician").filter(work_order=order, status__in=ENDED).order_by("ordinal")
    )
    spent = spent_on(v.pk for v in visits)
    crews = crew_parts(v.pk for v in visits if v.member_ids)
    answers: dict[int, list[tuple[str, str]]] = {v.pk: [] for v in visits}
    for a in ChecklistAnswer.objects.filter(visit__in=visits).exclude(value="").order_by("visit", "position"):
        answers[a.visit_id].append((a.text, f"{a.value} {a.unit}".strip()))
    photos = Photo.objects.select_related("blob").filter(work_order=order).in_bulk(list(photo_ids))
    signatures = Signature.objects.select_related("blob", "visit").filter(work_order=order).order_by("id")
    return JobSheet(
        number=order.number,
        work_type=order.work_type.name,
        description=order.description,
        site_name=order.site.name,
        site_address=order.site.address,
        asset=" ".join(filter(None, (order.asset.name, order.asset.serial))) if order.asset else "",
        zone=order.site.zone,
        reported_at=order.reported_at,
        scope=tuple(ScopeItem.objects.filter(work_order=order).order_by("id").values_list("text", "status")),
        visits=tuple(
            sheet
            for v in visits
            for sheet in (
                _led(v, spent[v.pk], tuple(answers[v.pk])),
                *(_went_along(v, one) for one in crews.get(v.pk, ()) if one.arrived_at is not None),
            )
        ),
        parts=tuple(
            SheetPart(p.sku, p.description, p.quantity)
            for p in PartUsed.objects.filter(work_order=order, voided_at=None).order_by("id")
        ),
        photos=tuple(
            SheetPhoto(p.pk, p.kind, p.caption, p.at, p.blob) for pk in photo_ids if (p := photos.get(pk)) is not None
        ),
        signatures=tuple(
            SheetSignature(s.visit.number, s.name, s.role, s.refusal_reason, s.at, s.blob) for s in signatures
        ),
    )


def _led(visit: Visit, spent: TimeSpent, answers: tuple[tuple[str, str], ...]) -> SheetVisit:
    return SheetVisit(
        number=visit.number,
        technician_name=visit.technician.name if visit.technician else "",
        status=visit.status,
        arrived_at=visit.arrived_at,
        ended_at=visit.ended_at,
        working_s=spent.working_s,
        paused_s=spent.paused_s,
        outcome=visit.outcome,
        end_reason=visit.end_reason,
        answers=answers,
    )


def _went_along(visit: Visit, part: CrewPart) -> SheetVisit:
    return SheetVisit(
        number=visit.number,
        technician_name=part.technician_name,
        status=visit.status,
        arrived_at=part.arrived_at,
        ended_at=part.ended_at,
        working_s=part.spent.working_s,
        paused_s=part.spent.paused_s,
        outcome="",
        end_reason="",
        answers=(),
    )
