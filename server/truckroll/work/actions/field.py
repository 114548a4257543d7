"""Writes a technician makes on the way and on site, or the office on his behalf: depart to complete, and help.

Each of a crew makes the steps for himself: those of the lead move the visit, those of a member his part in it. The
office names whose step it is; without a name it is the lead's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.customers import queries as customers
from truckroll.foundation import commands
from truckroll.foundation.events import Event
from truckroll.foundation.lifecycle import history_of, last_move_at
from truckroll.foundation.prepared import Prepared
from truckroll.foundation.refusals import Invalid, Refusal
from truckroll.work import claims, crewing, series, sla
from truckroll.work.actions import crew, days, links, requests
from truckroll.work.actions.work_orders import draft_visit, end_planned, open_hold
from truckroll.work.events import (
    HelpAcknowledged,
    HelpAsked,
    VisitArrived,
    VisitChanged,
    VisitCompleted,
    VisitDeparted,
    VisitNoAccess,
    VisitPaused,
    VisitResumed,
    VisitStarted,
    VisitStopped,
)
from truckroll.work.keeping import lock_visit, tell, touch_visits
from truckroll.work.lifecycle import CREW_MEMBER, OVER, UNDER_WAY, VISIT, CrewStatus, VisitStatus
from truckroll.work.models import (
    CancelCode,
    CancelParty,
    Channel,
    CrewMember,
    HazardAcknowledgement,
    HoldKind,
    ScopeItem,
    ScopeStatus,
    Visit,
    WorkOrder,
)
from truckroll.work.moments import TELL_AFTER, corrected
from truckroll.work.time_spent import time_spent
from truckroll.workforce.locks import lock_technicians

# What a stopped visit may wait for, and which of it holds the work order until the office says it is there.
NEEDS = ("parts", "skill", "access", "approval", "time", "other")
_MINUTE = timedelta(minutes=1)
_HOLDS = {"parts": HoldKind.PARTS, "approval": HoldKind.APPROVAL}


class HazardsUnread(Refusal):
    """Nobody starts before he has read what may hurt him there."""

    code = "hazards_unread"
    title = "Read the hazards of this site first"
    what_to_do = "Acknowledge each of the named hazards, then start."


class ChecklistOpen(Refusal):
    """Required questions have no answer."""

    code = "checklist_open"
    title = "The checklist is not finished"
    what_to_do = "Answer the named questions, then complete the visit."


class ScopeOpen(Refusal):
    """Something is left to do and no other visit is there to do it."""

    code = "scope_open"
    title = "Something is left to do"
    what_to_do = "Stop the visit with what remains, or mark the open items as done."


class TimeNotPossible(Invalid):
    """The office says a time at which the step cannot have been."""

    code = "time_not_possible"
    title = "It cannot have been then"
    what_to_do = "Say when it really was: after the step before, and not in the future."


class ReasonMissing(Invalid):
    """The office makes a technician's step and does not say why it is not he who does."""

    code = "reason_missing"
    title = "Say why the office makes this step"
    what_to_do = "Give a reason, such as “his phone is dead”; it is kept with the step."


class AlreadyWorking(Refusal):
    """One person works at one place at a time; his hours would count twice."""

    code = "already_working"
    title = "He is at work on another visit"
    what_to_do = "Pause, stop or complete the other visit first."


def depart_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    position: dict[str, Any] | None = None,
    technician_id: int | None = None,
) -> Visit:
    """This will say that the technician is on his way.

    Raises
    ------
    MoveRefused
        The visit is not on his phone, or he left already.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "at": at, "reason": reason, "position": position}
    if (whose := _whose(visit, actor, technician_id)) is not None:
        return _member_step(visit, whose, "depart", **said)
    return _step(visit, "depart", VisitDeparted, "departed_at", **said)


def arrive_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    position: dict[str, Any] | None = None,
    technician_id: int | None = None,
) -> Visit:
    """This will say that the technician is at the site; without a departure if he was there already.

    Raises
    ------
    MoveRefused
        The visit is not on his phone, or he arrived already.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "at": at, "reason": reason, "position": position}
    if (whose := _whose(visit, actor, technician_id)) is not None:
        return _member_step(visit, whose, "arrive", **said)
    return _step(visit, "arrive", VisitArrived, "arrived_at", **said)


def start_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    position: dict[str, Any] | None = None,
    technician_id: int | None = None,
    short_reason: str = "",
) -> Visit:
    """This will begin hands-on work; before the crew is complete only with `short_reason`, which is kept (rule 18).

    Before what it follows has ended it is taken too, and stands on the work order for a person to decide on (rule 21).

    Raises
    ------
    MoveRefused
        He is not on site, or began already.
    CrewIncomplete
        Fewer people are there than it takes, and nobody says why it goes without them.
    HazardsUnread
        A hazard of the site must be acknowledged first.
    AlreadyWorking
        He is at work on another visit.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "at": at, "reason": reason, "position": position}
    if (whose := _whose(visit, actor, technician_id)) is not None:
        visit = _member_step(visit, whose, "start", short_reason=short_reason, **said)
        _flag_early_start(visit, crewing.get_member(visit, whose).started_at, actor, now)
        return visit
    work_order = _lock(visit, day=True)
    short: dict[str, Any] = {}
    if visit.status == VisitStatus.ON_SITE:
        short = crewing.check_complete(visit, reason=short_reason)
        _check_hazards(visit, work_order, visit.technician_id)
        _check_one_place(visit.pk, visit.technician_id)
    visit = _step(visit, "start", VisitStarted, "started_at", work_order=work_order, more=short, **said)
    _flag_early_start(visit, visit.started_at, actor, now)
    return visit


def pause_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    technician_id: int | None = None,
) -> Visit:
    """This will let the work rest; the time until it is resumed is not worked time.

    Raises
    ------
    MoveRefused
        Nobody works there.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "at": at, "reason": reason}
    if (whose := _whose(visit, actor, technician_id)) is not None:
        return _member_step(visit, whose, "pause", **said)
    return _step(visit, "pause", VisitPaused, None, **said)


def resume_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    position: dict[str, Any] | None = None,
    technician_id: int | None = None,
) -> Visit:
    """This will go on with paused work.

    Raises
    ------
    MoveRefused
        The work is not paused.
    AlreadyWorking
        He is at work on another visit.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "at": at, "reason": reason, "position": position}
    if (whose := _whose(visit, actor, technician_id)) is not None:
        return _member_step(visit, whose, "resume", **said)
    work_order = _lock(visit, day=True)
    if visit.status == VisitStatus.PAUSED:
        _check_one_place(visit.pk, visit.technician_id)
    return _step(visit, "resume", VisitResumed, None, work_order=work_order, **said)


def leave_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    technician_id: int | None = None,
) -> Visit:
    """This will end one member's part in a visit that goes on, or has ended, without him; the lead closes it.

    Raises
    ------
    Invalid
        Who leads does not leave: he completes or stops.
    MoveRefused
        He has not set out, or left already.
    TimeNotPossible, ReasonMissing
        The office did not say when he left, or why it says so.
    """
    whose = _whose(visit, actor, technician_id)
    if whose is None:
        raise Invalid("The lead completes or stops the visit; only who goes along leaves it.", visit_id=visit.pk)
    return _member_step(visit, whose, "leave", actor=actor, now=now, at=at, reason=reason, is_end=True)


def complete_visit(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    summary: str = "",
    scope_done: Sequence[int] | None = None,
    follow_up: str = "",
    reason: str = "",
) -> Visit:
    """This will end the visit with its work done; without `scope_done` everything that was open is.

    New work that was found (`follow_up`) becomes a request of its own. The days to come of a job that is done are
    canceled; a day that ends with work left is ended by `end_day`.

    Raises
    ------
    MoveRefused
        Nobody works there.
    ChecklistOpen
        A required question has no answer.
    ScopeOpen
        Something is left and no other visit of the work order is to come.
    TimeNotPossible, ReasonMissing
        The office did not say when it ended, or why it says so.
    """
    crew.check_lead(visit, actor)
    work_order = _lock(visit, day=True)
    when, facts = _when(visit, actor=actor, now=now, at=at, reason=reason, is_end=True)
    if visit.status == VisitStatus.WORKING:
        unanswered = list(visit.checklist.filter(is_required=True, value="").values_list("text", flat=True))
        if unanswered:
            raise ChecklistOpen(
                f"{len(unanswered)} required questions have no answer.", visit_id=visit.pk, questions=unanswered
            )
    _do_scope(visit, work_order, scope_done)
    VISIT.move(
        visit,
        "complete",
        actor=actor,
        at=when,
        reason=reason,
        facts=facts,
        ended_at=when,
        outcome=summary,
        needs_help=False,
    )
    left = list(ScopeItem.objects.filter(work_order=work_order, status=ScopeStatus.OPEN).values_list("text", flat=True))
    if left and not Visit.objects.filter(work_order=work_order).exclude(status__in=OVER).exists():
        raise ScopeOpen(f"{len(left)} things are left to do.", visit_id=visit.pk, scope=left)
    claims.free_from(visit, when, now=now)
    crew.lead_ends(visit, at=when, actor=actor)
    for day in [] if left else series.days_to_come(visit):
        end_planned(
            visit=day, work_order=work_order, reason="Done sooner", party=CancelParty.US, code=CancelCode.OTHER,
            actor=actor, now=now,
        )  # fmt: skip
    if follow_up:
        requests.receive_request(
            channel=Channel.FIELD,
            description=follow_up,
            reported_at=when,
            received_at=now,
            site_id=work_order.site_id,
            customer_id=work_order.site.customer_id,
            asset_id=work_order.asset_id,
            actor=actor,
            now=now,
        )
    tell(_fact(VisitCompleted, visit), visit, work_order, now=now)
    return visit


def end_day(
    *,
    visit: Visit,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    summary: str = "",
    reason: str = "",
) -> Visit:
    """This will end one day of a job that goes on another: nothing of it is done yet, and the rest is planned anew.

    What is left is what was estimated less what was worked (rule 20); a job that takes longer gets one more day.

    Raises
    ------
    MoveRefused
        Nobody works there.
    Invalid
        No other day is to come: the last one is completed or stopped.
    TimeNotPossible, ReasonMissing
        The office did not say when it ended, or why it says so.
    """
    crew.check_lead(visit, actor)
    work_order = _lock(visit, day=True)
    later = series.days_to_come(visit)
    if not later:
        raise Invalid(f"{visit.number} is the last day; complete or stop it.", visit_id=visit.pk)
    when, facts = _when(visit, actor=actor, now=now, at=at, reason=reason, is_end=True)
    VISIT.move(
        visit,
        "complete",
        actor=actor,
        at=when,
        reason=reason,
        facts=facts | {"day": visit.series_day, "of": visit.series_days},
        ended_at=when,
        outcome=summary or f"Day {visit.series_day} of {visit.series_days}",
        needs_help=False,
    )
    claims.free_from(visit, when, now=now)
    crew.lead_ends(visit, at=when, actor=actor)
    worked_s = time_spent((move.move, move.at) for move in history_of(VISIT, [visit.pk])).working_s
    left_s = max(0, visit.duration_s + sum(day.duration_s for day in later) - worked_s)
    changed = days.after_day(visit, work_order, remaining_s=left_s, actor=actor, now=now)
    _refresh(work_order, visit)
    others = [pk for pk in changed if pk != visit.pk]
    tell(_fact(VisitCompleted, visit), visit, work_order, now=now, rows_of=others)
    return visit


def stop_visit(
    *,
    visit: Visit,
    reason: str,
    remaining_s: int,
    needed: Iterable[str],
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    note: str = "",
    scope_done: Sequence[int] = (),
) -> Visit:
    """This will end the visit with work left: what is missing and how long the rest takes goes into a return visit.

    What waits for parts or an approval holds the work order. It can never become completed this way (rules 13, 14, 20).

    Raises
    ------
    MoveRefused
        Nobody is there.
    Invalid
        Nothing remains, it is not said what is needed, or the office did not say when it ended.
    """
    needed = list(needed)
    if remaining_s <= 0:
        raise Invalid("Say how much work remains; if nothing does, complete the visit.", field="remaining_s")
    if not needed or not reason:
        raise Invalid("Say why it stops and what is needed to go on.", field="needed", known=list(NEEDS))
    crew.check_lead(visit, actor)
    work_order = _lock(visit, day=True)
    when, facts = _when(visit, actor=actor, now=now, at=at, reason=reason, is_end=True)
    VISIT.move(
        visit,
        "stop",
        actor=actor,
        at=when,
        reason=reason,
        facts=facts | {"needed": needed, "remaining_s": remaining_s},
        ended_at=when,
        outcome=note,
        end_reason=reason,
        needed=needed,
        needs_help=False,
    )
    _do_scope(visit, work_order, scope_done)
    claims.free_from(visit, when, now=now)
    crew.lead_ends(visit, at=when, actor=actor)
    changed: list[int] = []
    if later := series.days_to_come(visit):
        # The days to come take up what is left; nothing else is drafted.
        back = later[0]
        changed = days.after_day(visit, work_order, remaining_s=remaining_s, actor=actor, now=now)
    else:
        back = draft_visit(work_order=work_order, duration_s=remaining_s, return_of=visit, actor=actor, now=now)
        changed = links.goes_on_in(visit, back)
    for kind in dict.fromkeys(_HOLDS[need] for need in needed if need in _HOLDS):
        open_hold(work_order=work_order, kind=kind, reason=note or reason, actor=actor, now=now)
    _refresh(work_order, visit)
    others = [pk for pk in changed if pk != visit.pk]
    tell(_fact(VisitStopped, visit, return_visit_id=back.pk), visit, work_order, now=now, rows_of=others)
    return visit


def report_no_access(
    *,
    visit: Visit,
    reason: str,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    note: str = "",
    position: dict[str, Any] | None = None,
    waited_s: int | None = None,
    is_our_fault: bool = False,
) -> Visit:
    """This will end the visit because nobody let the technician in; a return visit waits in the queue.

    How long he waited is from his arrival until now, unless he says otherwise; with where he stood and the photos he
    took it is what a fee rests on (rule 49), and none is charged where it was our own fault.

    Raises
    ------
    MoveRefused
        He is not there, or has begun.
    TimeNotPossible, ReasonMissing
        The office did not say when it ended, or why it says so.
    """
    crew.check_lead(visit, actor)
    work_order = _lock(visit, day=True)
    when, facts = _when(visit, actor=actor, now=now, at=at, reason=reason, is_end=True, position=position)
    VISIT.move(
        visit,
        "report_no_access",
        actor=actor,
        at=when,
        reason=reason,
        facts=facts,
        ended_at=when,
        outcome=note,
        end_reason=reason,
        needs_help=False,
        waited_s=_waited(visit, when) if waited_s is None else waited_s,
        is_our_fault=is_our_fault,
    )
    shown = _attend(visit, work_order, "no_access", facts, at=when, actor=actor, now=now)
    claims.free_from(visit, when, now=now)
    crew.lead_ends(visit, at=when, actor=actor)
    back = draft_visit(work_order=work_order, duration_s=visit.duration_s, return_of=visit, actor=actor, now=now)
    shown = [*shown, *links.goes_on_in(visit, back)]
    _refresh(work_order, visit)
    tell(_fact(VisitNoAccess, visit, return_visit_id=back.pk), visit, work_order, now=now, rows_of=shown)
    return visit


def _waited(visit: Visit, until: datetime) -> int:
    return max(0, round((until - visit.arrived_at).total_seconds())) if visit.arrived_at is not None else 0


def note_fault(*, visit: Visit, is_our_fault: bool, reason: str, actor: Actor, now: datetime) -> Visit:
    """This will say after the fact whether it was our own fault that nobody opened, and why; the fee follows.

    Raises
    ------
    Invalid
        Nobody stood before a closed door there, or the work is approved.
    """
    work_order = lock_visit(visit)
    if visit.status != VisitStatus.NO_ACCESS:
        raise Invalid(f"{visit.number} did not end before a closed door.", visit_id=visit.pk, status=visit.status)
    if work_order.approved_at is not None:
        raise Invalid(
            f"{work_order.number} is approved; its fees are fixed.",
            work_order_id=work_order.pk,
            what_to_do="Take the approval back first.",
        )
    visit.change(is_our_fault=is_our_fault, fault_reason=reason)
    fact = VisitChanged(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
    tell(fact, visit, work_order, now=now)
    return visit


def ask_for_help(*, visit: Visit, reason: str, actor: Actor, now: datetime, at: datetime | None = None) -> Visit:
    """This will show the office that the technician needs help; the visit goes on. Asking again renews the call.

    Raises
    ------
    Invalid
        The visit is over or was never on his phone.
    """
    work_order = lock_visit(visit)
    if visit.status not in UNDER_WAY | {VisitStatus.DISPATCHED.value}:
        raise Invalid(f"{visit.number} is {visit.status.replace('_', ' ')}; call the office.", visit_id=visit.pk)
    when, _ = corrected(at or now, not_before=None, now=now)
    visit.change(
        needs_help=True, help_reason=reason, help_asked_at=when, help_acknowledged_at=None, help_acknowledged_by=""
    )
    fact = HelpAsked(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
    tell(fact, visit, work_order, now=now)
    return visit


def acknowledge_help(*, visit: Visit, actor: Actor, now: datetime) -> Visit:
    """This will tell the technician that somebody takes care of him; the flag stays until it is settled.

    Raises
    ------
    Invalid
        Nobody asked for help there.
    """
    work_order = lock_visit(visit)
    if not visit.needs_help:
        raise Invalid(f"Nobody asked for help on {visit.number}.", visit_id=visit.pk)
    visit.change(help_acknowledged_at=now, help_acknowledged_by=actor.label)
    fact = HelpAcknowledged(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
    tell(fact, visit, work_order, now=now)
    return visit


def settle_help(*, visit: Visit, actor: Actor, now: datetime) -> Visit:
    """This will take the call for help off the visit: he is well, or has what he needed."""
    work_order = lock_visit(visit)
    if visit.needs_help:
        visit.change(needs_help=False)
        fact = VisitChanged(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
        tell(fact, visit, work_order, now=now)
    return visit


def _step(
    visit: Visit,
    move: str,
    fact: Callable[..., Event],
    stamp: str | None,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None,
    reason: str,
    position: dict[str, Any] | None = None,
    work_order: WorkOrder | None = None,
    more: dict[str, Any] | None = None,
) -> Visit:
    work_order = work_order or lock_visit(visit)
    when, facts = _when(visit, actor=actor, now=now, at=at, reason=reason, position=position)
    facts |= more or {}
    VISIT.move(visit, move, actor=actor, at=when, reason=reason, facts=facts, **({stamp: when} if stamp else {}))
    others = _attend(visit, work_order, "arrived", facts, at=when, actor=actor, now=now) if move == "arrive" else []
    tell(_fact(fact, visit), visit, work_order, now=now, rows_of=others)
    return visit


def _flag_early_start(visit: Visit, started_at: datetime | None, actor: Actor, now: datetime) -> None:
    assert started_at is not None, "a start has its time"
    links.flag_early_start(visit=visit, started_at=started_at, actor=actor, now=now)


def _whose(visit: Visit, actor: Actor, technician_id: int | None) -> int | None:
    """The member of the crew whose step it is; None: the lead's.

    Raises
    ------
    NotOfCrew
        The named technician is not on the visit, or is not he who says so.
    """
    if technician_id is None:
        return actor.technician_id if actor.technician_id in visit.member_ids else None
    if technician_id not in visit.crew_ids or (
        actor.role == roles.Role.TECHNICIAN and technician_id != actor.technician_id
    ):
        raise crewing.NotOfCrew(f"He is not on {visit.number}.", visit_id=visit.pk, technician_id=technician_id)
    return technician_id if technician_id != visit.technician_id else None


def _member_step(
    visit: Visit,
    technician_id: int,
    move: str,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None,
    reason: str,
    position: dict[str, Any] | None = None,
    is_end: bool = False,
    short_reason: str = "",
) -> Visit:
    work_order, member = crew.lock_member(visit, technician_id)
    when, facts = _when(
        visit, actor=actor, now=now, at=at, reason=reason, position=position, is_end=is_end, member=member
    )
    if member.status == "on_site" and move == "start":
        if visit.status not in (VisitStatus.WORKING, VisitStatus.PAUSED):
            facts |= crewing.check_complete(visit, reason=short_reason)
        _check_hazards(visit, work_order, technician_id)
    if move in ("start", "resume"):
        _check_one_place(visit.pk, technician_id)
    others: list[int] = []
    if move == "arrive":
        # Whoever of the crew is there first has answered the call (rule 35).
        others = _attend(visit, work_order, "arrived", facts, at=when, actor=actor, now=now)
    return crew.move_member(
        visit=visit, work_order=work_order, member=member, move=move, actor=actor, now=now, at=when, reason=reason,
        facts=facts, rows_of=others,
    )  # fmt: skip


def _attend(
    visit: Visit, work_order: WorkOrder, how: str, facts: dict[str, Any], *, at: datetime, actor: Actor, now: datetime
) -> list[int]:
    """Stop the response; the other visits of the work order, if it has another due time now."""
    due_at = work_order.due_at
    sla.attend(work_order, visit, how=how, at=at, facts=facts, actor=actor, now=now)
    if work_order.due_at == due_at:
        return []
    shown = touch_visits(work_order)
    visit.refresh_from_db(fields=["version"])
    return [pk for pk in shown if pk != visit.pk]


def _refresh(work_order: WorkOrder, visit: Visit) -> None:
    # Drafting the return visit and holding the work order changed both rows.
    work_order.refresh_from_db()
    visit.refresh_from_db()


def _lock(visit: Visit, *, day: bool = False) -> WorkOrder:
    # The day: time is given back when a visit ends, and nobody starts at two places at once.
    if day and visit.technician_id is not None:
        lock_technicians([visit.technician_id])
    return lock_visit(visit)


def _when(
    visit: Visit,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None,
    reason: str,
    is_end: bool = False,
    position: dict[str, Any] | None = None,
    member: CrewMember | None = None,
) -> tuple[datetime, dict[str, Any]]:
    """When it happened, and what is worth keeping of how we know.

    Raises
    ------
    TimeNotPossible
        The office gives a time that cannot be, or none for an end: the click is not the end of the work (rule 16).
    ReasonMissing
        The office does not say why it is not the technician who makes the step.
    """
    facts: dict[str, Any] = {"position": position} if position else {}
    if member is not None:
        last = last_move_at(CREW_MEMBER, member.pk) if member.status in UNDER_WAY else None
    else:
        last = last_move_at(VISIT, visit.pk) if visit.status in UNDER_WAY else None
    if actor.is_any(roles.FIELD) or actor.role == roles.SYSTEM:
        when, differs = corrected(at or now, not_before=last, now=now)
        command = commands.present()
        # A phone's own clock is kept raw with the history; it may be off by more than what is corrected here.
        if command is not None and command.device_at is not None:
            differs = abs(when - command.device_at) > TELL_AFTER
        return when, facts | ({"clock_corrected": True} if differs else {})
    if not reason.strip():
        raise ReasonMissing("A step made for a technician says why it is not he who makes it.", field="reason")
    if at is None and is_end:
        raise TimeNotPossible("Say when the visit ended; now is when you say it.", field="at")
    when = at or now
    if last is not None and when < last < when + _MINUTE and not (when.second or when.microsecond):
        # People say minutes: 09:12 is not before the step of 09:12:40.
        when = last
    if when > now or (last is not None and when < last):
        raise TimeNotPossible(
            "The time lies in the future or before the step that came before.",
            field="at",
            not_before=last.isoformat() if last else None,
            not_after=now.isoformat(),
        )
    technician = member.technician if member is not None else visit.technician
    return when, facts | {"on_behalf": True, "technician": technician.name if technician else ""}


def _check_hazards(visit: Visit, work_order: WorkOrder, technician_id: int | None) -> None:
    card = customers.site_cards([work_order.site_id])[work_order.site_id]
    reading = HazardAcknowledgement.objects.filter(visit=visit)
    if visit.member_ids:
        # What one of a crew has read does not warn the others; the office reads aloud to all.
        reading = reading.filter(Q(technician_id=technician_id) | Q(technician_id=None))
    read = set(reading.values_list("hazard_id", flat=True))
    unread = [h for h in card["hazards"] if h["must_acknowledge"] and h["id"] not in read]
    if unread:
        raise HazardsUnread(
            f"{', '.join(h['title'] for h in unread)} must be acknowledged before work starts.",
            visit_id=visit.pk,
            hazards=[{"id": h["id"], "title": h["title"]} for h in unread],
        )


def _check_one_place(visit_id: int, technician_id: int | None) -> None:
    assert technician_id is not None
    for other in _AT_WORK.ask([technician_id]):
        if other["pk"] != visit_id:
            raise AlreadyWorking(f"He is at work on {other['of']}.", visit_id=other["pk"], number=other["of"])


def _at_work(ids: list[int]) -> QuerySet[Any, Any]:
    """Where they work now: what they lead, then what they go along with."""
    leads = Visit.objects.filter(technician_id__in=ids, status=VisitStatus.WORKING)
    along = CrewMember.objects.filter(technician_id__in=ids, status=CrewStatus.WORKING).order_by()
    return (
        leads.values(part=Value(0), pk=F("id"), of=F("number"))
        .union(along.values(part=Value(1), pk=F("visit_id"), of=F("visit__number")), all=True)
        .order_by("part", "pk")
    )


_AT_WORK = Prepared(_at_work)


def _do_scope(visit: Visit, work_order: WorkOrder, done: Sequence[int] | None) -> None:
    items = ScopeItem.objects.filter(work_order=work_order)
    if done is not None and (unknown := set(done) - set(items.values_list("pk", flat=True))):
        raise Invalid(f"{work_order.number} has no such scope items.", scope_done=sorted(unknown))
    chosen = items.filter(status=ScopeStatus.OPEN)
    (chosen if done is None else chosen.filter(pk__in=done)).update(status=ScopeStatus.DONE, done_by_visit=visit)


def _fact(kind: Callable[..., Event], visit: Visit, **more: int) -> Event:
    # Every fact of a move carries these three ids; the ends with a return visit name it too.
    return kind(visit_id=visit.pk, work_order_id=visit.work_order_id, technician_id=visit.technician_id, **more)
