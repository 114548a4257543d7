"""The whole record of a work order for the page that shows it, and what a phone carries of its visits.

A fixed number of queries each, whatever they hold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.contracts.kinds import Clock
from truckroll.foundation.audit import changes_of
from truckroll.foundation.lifecycle import history_of
from truckroll.foundation.models import LifecycleMove
from truckroll.work.lifecycle import (
    CREW_MEMBER,
    FIELD_SEES,
    OF_THE_CREW,
    REQUEST,
    SLA_CLOCK,
    UNDER_WAY,
    VISIT,
    CrewStatus,
    VisitStatus,
)
from truckroll.work.models import (
    ArrivalPromise,
    ChecklistAnswer,
    CrewMember,
    Evidence,
    Hold,
    Note,
    PartOrder,
    PartUsed,
    Photo,
    ScopeItem,
    Signature,
    SlaClock,
    TriageAnswer,
    Visit,
    WorkOrder,
    going_along,
)
from truckroll.work.queries import crew_parts, requests_shown
from truckroll.work.rows import visit_rows
from truckroll.work.time_spent import time_spent

_SHOWN = (
    "id", "version", "number", "status", "source", "priority", "site_id", "work_type_id", "description", "reported_at",
    "due_at", "bill_to_id", "asset_id", "recall_of_id", "contact_name", "contact_phone", "contact_email",
    "customer_reference", "nte_minor", "currency", "canceled_at", "cancel_reason", "approved_at", "approved_by",
    "closed_at", "canceled_by", "cancel_party", "cancel_code",
)  # fmt: skip


def whole(order: WorkOrder, *, actor: Actor) -> dict[str, Any]:
    """This will be everything that is written down about a work order, as this actor may see it.

    The field sees neither the limit of cost nor the work of others that is kept as evidence.
    """
    visits = list(Visit.objects.filter(work_order=order).order_by("ordinal"))
    if not actor.is_any(roles.OFFICE):
        seen = set(Visit.objects.visible_to(actor).filter(work_order=order).values_list("pk", flat=True))
        visits = [visit for visit in visits if visit.pk in seen]
    ids = [visit.pk for visit in visits]
    moves = history_of(VISIT, ids)
    steps = [_step(move, {v.pk: v.number for v in visits}[move.object_id], move.object_id) for move in moves]
    members = list(CrewMember.objects.filter(visit__in=ids).select_related("technician", "visit"))
    along = {m.pk: m for m in members}
    steps += [
        _step(move, f"{along[move.object_id].visit.number}, {along[move.object_id].technician.name}",
              along[move.object_id].visit_id)
        for move in (history_of(CREW_MEMBER, list(along)) if along else ())
    ]  # fmt: skip
    request = order.request if actor.is_any(roles.OFFICE) else None
    if request is not None:
        steps += [_step(move, request.number, None) for move in history_of(REQUEST, [request.pk])]
    clocks = list(order.clocks.all())
    kinds = {clock.pk: Clock(clock.kind).label for clock in clocks}
    steps += [_step(move, kinds[move.object_id], None) for move in history_of(SLA_CLOCK, list(kinds))]
    by_visit: dict[int, list[LifecycleMove]] = {pk: [] for pk in ids}
    for move in moves:
        by_visit[move.object_id].append(move)
    spent = {pk: time_spent((m.move, m.at) for m in mine) for pk, mine in by_visit.items()}
    return {
        **{name: getattr(order, name) for name in _SHOWN},
        "nte_minor": order.nte_minor if actor.is_any(roles.OFFICE) else None,
        "site_name": order.site.name,
        "site_address": order.site.address,
        "customer_id": order.site.customer_id,
        "customer_name": order.site.customer.name,
        "zone": order.site.zone,
        "work_type": order.work_type.name,
        "bill_to_name": order.bill_to.name,
        "asset_name": order.asset.name if order.asset else None,
        "recall_of_number": order.recall_of.number if order.recall_of else None,
        "request": request,
        "joined": list(requests_shown().filter(joined_to=order).order_by("id")) if actor.is_any(roles.OFFICE) else [],
        # What was answered when it was asked for counts as much as what was answered when it was raised.
        "triage": [*(request.triage.all() if request is not None else ()), *order.triage.all()],
        "clocks": clocks,
        "visits": visit_rows(ids),
        "promises": list(ArrivalPromise.objects.filter(visit__in=ids).order_by("id")),
        "endings": [
            {"visit_id": v.pk, "outcome": v.outcome, "end_reason": v.end_reason, "needed": v.needed,
             "return_of_id": v.return_of_id, "canceled_by": v.canceled_by, "cancel_party": v.cancel_party,
             "cancel_code": v.cancel_code, "waited_s": v.waited_s, "is_our_fault": v.is_our_fault,
             "fault_reason": v.fault_reason}
            for v in visits
        ],
        "spent": [
            {"visit_id": pk, "traveling_s": s.traveling_s, "waiting_s": s.waiting_s, "working_s": s.working_s,
             "paused_s": s.paused_s}
            for pk, s in spent.items()
        ],
        "crews": [
            {"visit_id": pk, "technician_id": one.technician_id, "technician": one.technician_name, "role": one.role,
             "status": one.status, "departed_at": one.departed_at, "arrived_at": one.arrived_at,
             "started_at": one.started_at, "ended_at": one.ended_at, "traveling_s": one.spent.traveling_s,
             "waiting_s": one.spent.waiting_s, "working_s": one.spent.working_s, "paused_s": one.spent.paused_s}
            for pk, parts in (crew_parts(ids) if members else {}).items()
            for one in parts
        ],
        "scope": list(order.scope.all()),
        "holds": list(order.holds.all()),
        "part_orders": list(order.part_orders.select_related("part", "received_into")),
        "notes": list(order.notes.all()),
        "parts": list(order.parts.all()),
        "photos": list(order.photos.all()),
        "signatures": list(order.signatures.all()),
        "checklist": list(ChecklistAnswer.objects.filter(visit__in=ids).order_by("visit", "position")),
        "evidence": list(order.evidence.all()) if actor.is_any(roles.OFFICE) else [],
        "history": sorted(steps, key=lambda step: (step["at"], step["recorded_at"])),
    }  # fmt: skip


def changes(order: WorkOrder) -> list[dict[str, Any]]:
    """This will list every change of a work order and of what is written down there, newest first, for the office."""
    mine = {"work_order_id": order.pk}
    visits = list(Visit.objects.filter(work_order=order).values_list("pk", flat=True))
    return changes_of(
        {
            WorkOrder: {"id": order.pk},
            Visit: mine,
            CrewMember: {"visit_id__in": visits},
            **dict.fromkeys(
                (SlaClock, TriageAnswer, ScopeItem, Hold, PartOrder, Note, PartUsed, Photo, Signature, Evidence), mine
            ),
            ChecklistAnswer: {"visit_id__in": visits},
        }
    )


def _step(move: LifecycleMove, subject: str, visit_id: int | None) -> dict[str, Any]:
    return {
        "subject": subject, "visit_id": visit_id, "move": move.move, "from_status": move.from_status,
        "to_status": move.to_status, "at": move.at, "device_at": move.device_at, "recorded_at": move.recorded_at,
        "actor": move.actor, "source_kind": move.source_kind, "reason": move.reason, "facts": move.facts,
    }  # fmt: skip


_CARRIED = (
    "id", "version", "number", "work_order_id", "needs_help", "help_reason", "help_acknowledged_at", "starts_at",
    "ends_at", "duration_s", "travel_s", "window_starts_at", "window_ends_at",
)  # fmt: skip
_ACTUAL = ("departed_at", "arrived_at", "started_at", "ended_at")


def carried(*, technician_id: int, starts_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    """This will list what a phone carries of a technician's released visits in the period, and of those under way.

    A fixed number of queries. Of other visits of the work order it carries only what was left open. A visit he goes
    along with stands where he stands himself: its steps, its times and its state are his own.
    """
    now_on_it = CrewMember.objects.filter(technician_id=technician_id, status__in=UNDER_WAY).values("visit")
    visits = list(
        Visit.objects.filter(
            Q(technician_id=technician_id) | going_along([technician_id]), status__in=FIELD_SEES
        )
        .filter(
            Q(starts_at__gte=starts_at, starts_at__lt=ends_at)
            | Q(status__in=UNDER_WAY)
            | Q(ended_at__gte=starts_at)
            | Q(pk__in=now_on_it)
        )
        .select_related("technician", "work_order__site__customer", "work_order__work_type")
        .prefetch_related(
            "checklist", "notes", "parts", "photos", "signatures", "acknowledgements", "work_order__scope",
            "work_order__holds",
        )
        .order_by("starts_at", "id")
    )  # fmt: skip
    crews: dict[int, list[CrewMember]] = {}
    led = [visit.pk for visit in visits if visit.member_ids]
    # Asked only where there is a crew at all.
    for member in (
        CrewMember.objects.filter(visit__in=led, status__in=OF_THE_CREW).select_related("technician").order_by("id")
        if led
        else ()
    ):
        crews.setdefault(member.visit_id, []).append(member)
    return [_carry(visit, technician_id, crews.get(visit.pk, [])) for visit in visits]


# How far a member is, in the words of a visit: his phone shows both alike.
_AS_VISIT = {
    CrewStatus.ASSIGNED.value: VisitStatus.DISPATCHED.value,
    CrewStatus.LEFT.value: VisitStatus.COMPLETED.value,
    CrewStatus.MISSED.value: VisitStatus.CANCELED.value,
}


def own_status(visit: Visit, technician_id: int | None) -> str:
    """This will be how far a technician is on a visit himself, in the words of a visit."""
    if technician_id not in visit.member_ids:
        return visit.status
    member = CrewMember.objects.filter(visit=visit, technician_id=technician_id, status__in=OF_THE_CREW).first()
    return visit.status if member is None else _AS_VISIT.get(member.status, member.status)


# What happens to a member without him: he is taken off, never came, leads from now on.
_NOT_HIS = frozenset({"miss", "remove", "promote"})


def steps_of_a_member() -> list[dict[str, Any]]:
    """This will be the steps somebody makes who goes along, between states in the words of a visit."""
    return [
        {"name": move.name, "sources": sorted(_AS_VISIT.get(s, s) for s in move.sources),
         "target": _AS_VISIT.get(move.target, move.target)}
        for move in CREW_MEMBER.moves
        if move.name not in _NOT_HIS
    ]  # fmt: skip


def _own(visit: Visit, member: CrewMember | None) -> dict[str, Any]:
    """Where a technician stands himself, and what he may do next."""
    if member is None:
        return {
            "status": visit.status,
            "actual": {name: getattr(visit, name) for name in _ACTUAL},
            "moves": VISIT.moves_from(visit.status),
            "part": "lead",
            "role": visit.role,
        }
    return {
        "status": _AS_VISIT.get(member.status, member.status),
        "actual": {name: getattr(member, name) for name in _ACTUAL},
        "moves": [m for m in CREW_MEMBER.moves_from(member.status) if m not in _NOT_HIS],
        "part": "member",
        "role": member.role,
    }


def _crew(visit: Visit, members: list[CrewMember]) -> list[dict[str, Any]]:
    """Everybody on the visit, the lead first; nobody is named on one that needs and has one alone."""
    if visit.technician is None or (visit.crew_size == 1 and not visit.member_ids):
        return []
    lead = visit.technician
    return [
        {"technician_id": lead.pk, "name": lead.name, "phone": lead.phone, "role": visit.role, "is_lead": True,
         "status": visit.status},
        *(
            {"technician_id": one.technician_id, "name": one.technician.name, "phone": one.technician.phone,
             "role": one.role, "is_lead": False, "status": _AS_VISIT.get(one.status, one.status)}
            for one in members
        ),
    ]  # fmt: skip


def _carry(visit: Visit, technician_id: int, members: list[CrewMember]) -> dict[str, Any]:
    order = visit.work_order
    signatures = list(visit.signatures.all())
    mine = next((one for one in members if one.technician_id == technician_id), None)
    hazards = [
        a for a in visit.acknowledgements.all() if not visit.member_ids or a.technician_id in (None, technician_id)
    ]
    return {
        **{name: getattr(visit, name) for name in _CARRIED},
        **_own(visit, mine),
        "crew_size": visit.crew_size,
        "crew": _crew(visit, members),
        "series_day": visit.series_day,
        "series_days": visit.series_days,
        "work_order_number": order.number,
        "priority": order.priority,
        "due_at": order.due_at,
        "description": order.description,
        "contact_name": order.contact_name,
        "contact_phone": order.contact_phone,
        "work_type": order.work_type.name,
        "customer_name": order.site.customer.name,
        "zone": order.site.zone,
        "site_id": order.site_id,
        "asset_id": order.asset_id,
        "scope": [{"id": item.pk, "text": item.text, "status": item.status} for item in order.scope.all()],
        "checklist": [
            {"id": a.pk, "text": a.text, "kind": a.kind, "required": a.is_required, "unit": a.unit,
             "value": a.value or None}
            for a in visit.checklist.all()
        ],
        "notes": [
            {"client_uuid": n.client_uuid, "text": n.text, "author": n.author.partition(" <")[0], "at": n.at}
            for n in visit.notes.all()
        ],
        "parts": [
            {"client_uuid": p.client_uuid, "sku": p.sku, "description": p.description,
             "quantity": f"{p.quantity:f}".rstrip("0").rstrip(".")}
            for p in visit.parts.all()
            if p.voided_at is None
        ],
        "photos": [
            {"client_uuid": p.client_uuid, "kind": p.kind, "sha256": p.sha256, "received": p.blob_id is not None,
             "url": f"/api/photos/{p.pk}/content" if p.blob_id is not None else None}
            for p in visit.photos.all()
        ],
        "signature": (
            {"name": signatures[-1].name, "role": signatures[-1].role, "refusal_reason": signatures[-1].refusal_reason,
             "at": signatures[-1].at}
            if signatures
            else None
        ),
        "holds": [{"kind": h.kind, "reason": h.reason} for h in order.holds.all() if h.lifted_at is None],
        "acknowledged": {a.hazard_id: a.at for a in hazards},
    }  # fmt: skip
