"""Writes of a crew: who goes along with a visit, who leads it, and the steps each of them makes for himself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import Refusal
from truckroll.foundation.versions import lock_at, touch
from truckroll.work import claims, crewing
from truckroll.work.events import CrewMemberAdded, CrewMemberMoved, CrewMemberRemoved, VisitLeadChanged
from truckroll.work.keeping import lock_visit, tell
from truckroll.work.lifecycle import CREW_MEMBER, PLANNED, UNDER_WAY, VISIT, VisitStatus
from truckroll.work.models import CrewMember, Visit, WorkOrder
from truckroll.workforce.locks import lock_technicians


class NobodyLeads(Refusal):
    """A crew goes with somebody; nobody goes alone with nobody."""

    code = "nobody_leads"
    title = "Nobody leads this visit now"
    what_to_do = "Give the visit to a technician first; what is over keeps its crew."


class AlreadyInCrew(Refusal):
    """He is on the visit already."""

    code = "already_in_crew"
    title = "He is on this visit already"
    what_to_do = "Choose somebody else."


class LeadHasBegun(Refusal):
    """Who has set out as the lead brings the visit to its end."""

    code = "lead_has_begun"
    title = "The lead has set out already"
    what_to_do = "Let him stop the visit with what is left; the return visit may have another lead."


class LeadCloses(Refusal):
    """The end of a visit is its lead's word: checklist, signature and what is left are his."""

    code = "lead_closes"
    title = "The lead closes this visit"
    what_to_do = "Leave when your part is done; the lead completes or stops the visit."


def add_member(
    *, visit: Visit, technician_id: int, actor: Actor, now: datetime, role: str = "", reason: str = ""
) -> CrewMember:
    """This will let one more technician go along with a planned visit, or join one that is under way.

    Raises
    ------
    NobodyLeads
        The visit has no technician yet, or is over.
    AlreadyInCrew
        He leads it or goes along already.
    DoubleBooked
        He has something else then.
    """
    lock_technicians({technician_id, *visit.crew_ids})
    work_order = lock_visit(visit)
    if visit.status not in PLANNED | UNDER_WAY:
        raise NobodyLeads(
            f"{visit.number} is {visit.status.replace('_', ' ')}.", visit_id=visit.pk, status=visit.status
        )
    if technician_id in visit.crew_ids:
        raise AlreadyInCrew(f"He is on {visit.number} already.", visit_id=visit.pk, technician_id=technician_id)
    assert visit.starts_at is not None and visit.ends_at is not None
    member = crewing.join(visit, technician_id, role=role, actor=actor, now=now, reason=reason)
    starts_at = max(visit.starts_at, now) if visit.status in UNDER_WAY else visit.starts_at
    # Who joins what should be over by now takes up no time that anybody planned.
    if starts_at < visit.ends_at:
        claims.claim_member(member, starts_at, visit.ends_at, now=now)
    visit.change(member_ids=[*visit.member_ids, technician_id])
    fact = CrewMemberAdded(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=technician_id)
    tell(fact, visit, work_order, now=now)
    return member


def remove_member(*, visit: Visit, technician_id: int, actor: Actor, now: datetime, reason: str = "") -> Visit:
    """This will take somebody off the crew who has not set out; his day is free again.

    Raises
    ------
    NotOfCrew
        He does not go along.
    MoveRefused
        He has set out: he leaves instead, and his time counts.
    """
    lock_technicians({technician_id, *visit.crew_ids})
    work_order = lock_visit(visit)
    member = crewing.get_member(visit, technician_id)
    CREW_MEMBER.move(member, "remove", actor=actor, at=now, reason=reason)
    claims.free_member(member)
    visit.change(member_ids=[pk for pk in visit.member_ids if pk != technician_id])
    fact = CrewMemberRemoved(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=technician_id)
    tell(fact, visit, work_order, now=now, technician_ids=[technician_id])
    return visit


def change_lead(
    *, visit: Visit, technician_id: int, actor: Actor, now: datetime, keeps: bool = True, reason: str = ""
) -> Visit:
    """This will let somebody of the crew lead it; the former lead goes along, unless he does not `keeps` on.

    Who has set out before stands where he stands as the lead too: the visit is on its way or on site at once.

    Raises
    ------
    NotOfCrew
        He does not go along.
    LeadHasBegun
        The lead has set out, or nobody leads it.
    """
    lock_technicians({technician_id, *visit.crew_ids})
    work_order = lock_visit(visit)
    if visit.status not in PLANNED or visit.technician_id is None:
        raise LeadHasBegun(
            f"{visit.number} is {visit.status.replace('_', ' ')}.", visit_id=visit.pk, status=visit.status
        )
    before = visit.technician_id
    member = crewing.promote(visit, technician_id, actor=actor, now=now, reason=reason, keeps=keeps)
    others = [pk for pk in visit.member_ids if pk != technician_id]
    visit.change(
        technician_id=technician_id, role=member.role, member_ids=[*others, before] if keeps else others, travel_s=None
    )
    visit.technician = member.technician
    claims.claim(visit, now=now)
    if visit.status == VisitStatus.DISPATCHED:
        for move, at in crewing.steps_of(member):
            stamp: dict[str, Any] = {f"{_PAST[move]}_at": at}
            VISIT.move(visit, move, actor=actor, at=at, facts={"as_member": True}, **stamp)
    fact = VisitLeadChanged(
        visit_id=visit.pk, work_order_id=work_order.pk, technician_id=technician_id, previous_technician_id=before
    )
    tell(fact, visit, work_order, now=now, technician_ids=[before])
    return visit


_PAST = {"depart": "departed", "arrive": "arrived", "start": "started"}


def move_member(
    *,
    visit: Visit,
    work_order: WorkOrder,
    member: CrewMember,
    move: str,
    actor: Actor,
    now: datetime,
    at: datetime,
    reason: str,
    facts: dict[str, Any],
    rows_of: list[int],
) -> Visit:
    """This will make one step of one member; the caller holds the locks and has judged time and place.

    Raises
    ------
    MoveRefused
        He is not where the step begins.
    """
    values: dict[str, Any] = {f"{_PAST[move]}_at": at} if move in _PAST else {"ended_at": at} if move == "leave" else {}
    CREW_MEMBER.move(
        member, move, actor=actor, at=at, reason=reason, facts=facts | {"technician": member.technician.name}, **values
    )
    if move == "leave":
        claims.free_member_from(member, visit, at)
    # What the board shows of the visit holds what its crew does.
    touch(Visit, [visit.pk])
    visit.refresh_from_db(fields=["version"])
    fact = CrewMemberMoved(
        visit_id=visit.pk, work_order_id=work_order.pk, technician_id=member.technician_id, move=move
    )
    tell(fact, visit, work_order, now=now, rows_of=rows_of)
    return visit


def lock_member(visit: Visit, technician_id: int) -> tuple[WorkOrder, CrewMember]:
    """This will hold a visit and one member's part in it, both as they stand now.

    Raises
    ------
    NotOfCrew
        He does not go along any more.
    """
    lock_technicians([technician_id])
    work_order = lock_visit(visit)
    member = crewing.get_member(visit, technician_id)
    technician = member.technician
    lock_at(member, None)
    member.technician = technician
    return work_order, member


def lead_ends(visit: Visit, *, at: datetime, actor: Actor) -> None:
    """This will let the crew go with the lead who ended the visit."""
    if visit.member_ids:
        crewing.end_with_lead(visit, at=at, actor=actor)


def check_lead(visit: Visit, actor: Actor) -> None:
    """This will refuse a member of the crew who tries to end the visit for all.

    Raises
    ------
    LeadCloses
        He goes along; the lead says when it is over.
    """
    if actor.technician_id is not None and actor.technician_id in visit.member_ids:
        raise LeadCloses(f"{visit.number} is closed by its lead.", visit_id=visit.pk, lead_id=visit.technician_id)
