"""Keeps the crew of a visit whole: who is on it, and what its lead's steps mean for those who go along.

Everything here runs under the lock of the work order, and of the days of everybody concerned.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.lifecycle import last_move_at
from truckroll.foundation.refusals import Refusal
from truckroll.work import claims
from truckroll.work.lifecycle import CREW_MEMBER, OF_THE_CREW, PRESENT, STILL_ON_IT, CrewStatus
from truckroll.work.models import CrewMember, Visit
from truckroll.workforce import queries as workforce

_STEPS = ("departed_at", "arrived_at", "started_at")


class NotOfCrew(Refusal):
    """He is not on the visit, or not in the way that is asked for."""

    code = "not_of_crew"
    title = "He is not of this crew"
    what_to_do = "Look who is on the visit now."


class CrewHasBegun(Refusal):
    """Somebody of the crew is on his way or there: the plan he follows stands."""

    code = "crew_has_begun"
    title = "Somebody of the crew has set out already"
    what_to_do = "Let him lead, or cancel the visit: what he did there stays with it."


class CrewIncomplete(Refusal):
    """Nobody works before the least number of people is there (rule 18)."""

    code = "crew_incomplete"
    title = "The crew is not complete"
    what_to_do = "Wait for the others, or say why it goes without them."


def members_of(visit: Visit, statuses: Iterable[str] = OF_THE_CREW) -> list[CrewMember]:
    """This will list the crew of a visit besides its lead, by when they joined; no question for one alone."""
    if not visit.member_ids:
        return []
    return list(CrewMember.objects.filter(visit=visit, status__in=statuses).select_related("technician").order_by("id"))


def get_member(visit: Visit, technician_id: int) -> CrewMember:
    """This will be somebody's part in a visit.

    Raises
    ------
    NotOfCrew
        He does not go along, or leads it.
    """
    for member in members_of(visit):
        if member.technician_id == technician_id:
            return member
    raise NotOfCrew(f"He does not go along on {visit.number}.", visit_id=visit.pk, technician_id=technician_id)


def join(visit: Visit, technician_id: int, *, role: str, actor: Actor, now: datetime, **facts: Any) -> CrewMember:
    """This will write down that somebody goes along from now on; his time is claimed apart."""
    member = CrewMember.objects.create(visit=visit, technician_id=technician_id, role=role)
    CREW_MEMBER.begin(member, actor=actor, at=now, technician_id=technician_id, role=role, **facts)
    return member


def check_nobody_set_out(visit: Visit) -> None:
    """This will refuse to change a plan that somebody of the crew follows already, or has followed.

    Raises
    ------
    CrewHasBegun
        Somebody is on his way, there, or has been there.
    """
    for member in members_of(visit, OF_THE_CREW - {CrewStatus.ASSIGNED.value, CrewStatus.MISSED.value}):
        raise CrewHasBegun(
            f"{member.technician.name} is {member.status.replace('_', ' ')} on {visit.number}.",
            visit_id=visit.pk, technician_id=member.technician_id, status=member.status,
        )  # fmt: skip


def disband(visit: Visit, *, actor: Actor, now: datetime, reason: str) -> None:
    """This will take everybody off who has not set out; who has leaves now. The caller writes `member_ids`."""
    for member in members_of(visit, STILL_ON_IT):
        if member.status == CrewStatus.ASSIGNED:
            CREW_MEMBER.move(member, "remove", actor=actor, at=now, reason=reason)
            claims.free_member(member)
        else:
            _leave(member, visit, at=now, actor=actor, reason=reason)


def end_with_lead(visit: Visit, *, at: datetime, actor: Actor) -> None:
    """This will let everybody leave who is still on a visit that its lead has ended, and note who never came."""
    for member in members_of(visit, STILL_ON_IT):
        if member.status == CrewStatus.ASSIGNED:
            CREW_MEMBER.move(member, "miss", actor=actor, at=at)
            claims.free_member(member)
        else:
            _leave(member, visit, at=at, actor=actor, reason="")


def _leave(member: CrewMember, visit: Visit, *, at: datetime, actor: Actor, reason: str) -> None:
    # What he did after the lead's last word counts as far as he said it himself.
    when = max(at, last_move_at(CREW_MEMBER, member.pk) or at)
    CREW_MEMBER.move(member, "leave", actor=actor, at=when, reason=reason, facts={"with_lead": True}, ended_at=when)
    claims.free_member_from(member, visit, when)


def promote(visit: Visit, technician_id: int, *, actor: Actor, now: datetime, reason: str, keeps: bool) -> CrewMember:
    """This will end a member's part because he leads from now on, and let the former lead go along if he `keeps` on.

    The caller writes who leads and who goes along, and claims their time anew.
    """
    member = get_member(visit, technician_id)
    was = visit.technician_id
    claims.free(visit)
    before = member.status
    CREW_MEMBER.move(member, "promote", actor=actor, at=now, reason=reason, facts={"from": before})
    if keeps and was is not None:
        join(visit, was, role=visit.role, actor=actor, now=now, led_before=True)
    return member


def steps_of(member: CrewMember) -> list[tuple[str, datetime]]:
    """This will list the moves a member has made of those that a visit knows too, in their order."""
    names = zip(("depart", "arrive", "start"), _STEPS, strict=True)
    return [(move, at) for move, stamp in names if (at := getattr(member, stamp)) is not None]


def check_complete(visit: Visit, *, reason: str) -> dict[str, Any]:
    """This will be what to keep with a start that goes without enough people; nothing if enough are there.

    Raises
    ------
    CrewIncomplete
        Fewer are there than it takes, and nobody says why it goes without them.
    """
    if visit.crew_size == 1:
        return {}
    there = {m.technician_id for m in members_of(visit, PRESENT)}
    if visit.status in PRESENT and visit.technician_id is not None:
        there.add(visit.technician_id)
    if len(there) >= visit.crew_size:
        return {}
    if not reason.strip():
        absent = [pk for pk in visit.crew_ids if pk not in there]
        names = [found.name for pk in absent if (found := workforce.find_technician(pk)) is not None]
        waits = f" {' and '.join(names)} {'is' if len(names) == 1 else 'are'} not there yet." if names else ""
        raise CrewIncomplete(
            f"{visit.number} takes {visit.crew_size} people; {len(there)} {'is' if len(there) == 1 else 'are'} there."
            f"{waits}",
            visit_id=visit.pk, needed=visit.crew_size, present=len(there), absent_ids=absent,
        )  # fmt: skip
    return {"crew": {"needed": visit.crew_size, "present": len(there), "reason": reason.strip()}}
