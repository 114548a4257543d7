"""Writes that plan a visit: schedule, dispatch, both taken back, cancel, and what is shown of it without a move."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.local_time import Interval
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import Refusal
from truckroll.work import claims, crewing
from truckroll.work.actions.work_orders import check_window, end_planned
from truckroll.work.canceling import check_cancel
from truckroll.work.events import (
    VisitChanged,
    VisitDispatched,
    VisitScheduled,
    VisitUnscheduled,
    VisitWindowChosen,
    VisitWithdrawn,
)
from truckroll.work.keeping import lock_visit, tell
from truckroll.work.lifecycle import OVER, UNDER_WAY, VISIT, VisitStatus
from truckroll.work.models import CancelCode, CancelParty, Hold, Visit, VisitLink
from truckroll.work.promising import check_promise, is_inside, keep_promise
from truckroll.workforce.locks import lock_technicians


class OnHold(Refusal):
    """The work order waits for something; nobody is sent there meanwhile."""

    code = "on_hold"
    title = "This work order is on hold"
    what_to_do = "Lift the hold when what it waits for is there."


class FollowsCanceled(Refusal):
    """What it follows was canceled; it is blocked until somebody says what becomes of it (rule 21)."""

    code = "follows_canceled"
    title = "It follows a visit that was canceled"
    what_to_do = "Remove the link, or place the visit again with a reason."


class AlreadyBegun(Refusal):
    """What has begun keeps its plan."""

    code = "already_begun"
    title = "This visit has begun or is over"
    what_to_do = "Draft another visit for what is left."


def schedule_visit(
    *,
    visit: Visit,
    technician_id: int,
    starts_at: datetime,
    actor: Actor,
    now: datetime,
    pinned: bool = False,
    role: str | None = None,
    reason: str = "",
    travel_s: int | None = None,
    version: int | None = None,
    promise: Interval | None = None,
    untold_reason: str = "",
) -> Visit:
    """This will give the visit to a technician at a start, for the first time or in place of its former plan.

    Whether the plan is a good one was judged before, in the room that plans. A visit that was on a phone already is
    taken off it until it is dispatched again. The technicians' days are locked here. A start outside of the promised
    window needs `promise`, another window of which the customer is told, or the reason why nobody need tell him. Its
    crew moves with it; one of them who gets it leads from then on, and who led goes along.

    Raises
    ------
    ChangedMeanwhile
        The visit is not at the version it was judged at.
    MoveRefused
        The visit has begun or is over.
    OutsidePromise
        The customer expects somebody at another time.
    CrewHasBegun
        Somebody of its crew has set out.
    DoubleBooked
        The technician has something else then, or somebody of the crew.
    """
    lock_technicians({technician_id, *visit.crew_ids})
    work_order = lock_visit(visit, version=version)
    untold = check_promise(visit, starts_at, promise=promise, untold_reason=untold_reason)
    before, was_at, status, had_it = visit.technician_id, visit.starts_at, visit.status, visit.crew_ids
    was_promised = visit.window_starts_at is not None
    his, others = visit.role if technician_id == before else "", visit.member_ids
    if visit.member_ids:
        crewing.check_nobody_set_out(visit)
    if technician_id in visit.member_ids:
        his = crewing.promote(visit, technician_id, actor=actor, now=now, reason=reason, keeps=True).role
        others = [pk for pk in had_it if pk != technician_id]
    VISIT.move(
        visit,
        "schedule",
        actor=actor,
        at=now,
        reason="; ".join(filter(None, (reason, untold and f"customer not told: {untold}"))),
        facts={"technician_id": technician_id, "starts_at": starts_at.isoformat()},
        technician_id=technician_id,
        role=his if role is None else role,
        member_ids=others,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=visit.duration_s),
        is_pinned=pinned,
        travel_s=travel_s,
        flag_code="",
        flag_sentence="",
        untold_reason=untold,
        **({"window_starts_at": promise[0], "window_ends_at": promise[1]} if promise is not None else {}),
    )
    if promise is not None:
        keep_promise(visit, actor=actor, now=now, reason=reason)
    claims.claim(visit, now=now)
    fact = VisitScheduled(
        visit_id=visit.pk,
        work_order_id=work_order.pk,
        technician_id=technician_id,
        starts_at=starts_at.isoformat(),
        ends_at=_end(visit).isoformat(),
        previous_technician_id=before,
        previous_starts_at=was_at.isoformat() if was_at else None,
        # Of the first window he hears as of any plan: when it is settled.
        tells_customer=promise is not None and was_promised,
    )
    tell(fact, visit, work_order, now=now, technician_ids=had_it if status == VisitStatus.DISPATCHED else [])
    return visit


def unschedule_visit(*, visit: Visit, actor: Actor, now: datetime, reason: str = "") -> Visit:
    """This will take the visit off its technician's day and put it into the queue again; its crew is dissolved.

    Raises
    ------
    MoveRefused
        The visit is not planned, has begun or is over.
    CrewHasBegun
        Somebody of its crew has set out.
    """
    work_order = lock_visit(visit)
    had_it = visit.crew_ids
    if visit.member_ids and visit.is_planned:
        crewing.check_nobody_set_out(visit)
        crewing.disband(visit, actor=actor, now=now, reason=reason)
    before, status, was_at = visit.technician_id, visit.status, visit.starts_at.isoformat() if visit.starts_at else None
    VISIT.move(
        visit,
        "unschedule",
        actor=actor,
        at=now,
        reason=reason,
        facts={"technician_id": before, "starts_at": was_at},
        technician_id=None,
        role="",
        member_ids=[],
        starts_at=None,
        ends_at=None,
        is_pinned=False,
        is_kept_back=False,
        travel_s=None,
        untold_reason="",
    )
    claims.free(visit)
    fact = VisitUnscheduled(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=before, starts_at=was_at)
    tell(fact, visit, work_order, now=now, technician_ids=had_it if status == VisitStatus.DISPATCHED else [])
    return visit


def dispatch_visit(*, visit: Visit, actor: Actor, now: datetime) -> Visit:
    """This will send the visit to its technician's phone.

    Raises
    ------
    OnHold
        Its work order waits for something.
    FollowsCanceled
        What it follows was canceled, and nobody placed it there all the same, with a reason: that pins a visit.
    MoveRefused
        It is not planned, or it is on the phone already.
    """
    work_order = lock_visit(visit)
    if not visit.is_pinned:
        for link in VisitLink.objects.filter(then=visit, first__status=VisitStatus.CANCELED).select_related("first"):
            raise FollowsCanceled(
                f"{visit.number} follows {link.first.number}, which was canceled.",
                visit_id=visit.pk,
                first_id=link.first_id,
            )
    if visit.status == VisitStatus.SCHEDULED and (hold := next(iter(_OPEN_HOLDS.ask([work_order.pk])), None)):
        raise OnHold(
            f"{work_order.number} waits: {hold.reason}", work_order_id=work_order.pk, hold_id=hold.pk, kind=hold.kind
        )
    VISIT.move(visit, "dispatch", actor=actor, at=now, is_kept_back=False)
    assert visit.technician_id is not None
    fact = VisitDispatched(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
    tell(fact, visit, work_order, now=now)
    return visit


_OPEN_HOLDS = PreparedRows(lambda ids: Hold.objects.filter(work_order_id__in=ids, lifted_at=None).order_by("id"))


def withdraw_visit(*, visit: Visit, actor: Actor, now: datetime, reason: str = "") -> Visit:
    """This will take the visit off its technician's phone again; it stays planned until a person dispatches it.

    Raises
    ------
    MoveRefused
        It is not on the phone, or has begun or is over.
    CrewHasBegun
        Somebody of its crew has set out.
    """
    work_order = lock_visit(visit)
    if visit.member_ids and visit.is_planned:
        crewing.check_nobody_set_out(visit)
    VISIT.move(visit, "withdraw", actor=actor, at=now, reason=reason, is_kept_back=True)
    assert visit.technician_id is not None
    fact = VisitWithdrawn(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
    tell(fact, visit, work_order, now=now, technician_ids=visit.crew_ids)
    return visit


def cancel_visit(
    *,
    visit: Visit,
    reason: str,
    actor: Actor,
    now: datetime,
    party: str = CancelParty.US,
    code: str = CancelCode.OTHER,
) -> Visit:
    """This will cancel one visit; its work order stays and wants another visit while something is open.

    Raises
    ------
    MoveRefused
        Work has begun there, or it is over.
    Invalid
        The code is no reason of that party.
    """
    check_cancel(party, code)
    work_order = lock_visit(visit)
    end_planned(visit=visit, work_order=work_order, reason=reason, party=party, code=code, actor=actor, now=now)
    return visit


def change_visit(
    *,
    visit: Visit,
    values: dict[str, Any],
    actor: Actor,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> Visit:
    """This will change how long a visit takes and how many people, what was promised, or whether its plan is pinned.

    A planned visit that takes longer takes up more of its technician's time. Another window is another promise, kept
    beside the former ones with its reason.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since.
    AlreadyBegun
        It has begun or is over.
    DoubleBooked
        The longer time is not free.
    Invalid
        Only one end of the window is given, or they are the wrong way round.
    """
    if visit.technician_id is not None and "duration_s" in values:
        lock_technicians(visit.crew_ids)
    work_order = lock_visit(visit, version=version)
    if visit.status in OVER | UNDER_WAY:
        raise AlreadyBegun(
            f"{visit.number} is {visit.status.replace('_', ' ')}.", visit_id=visit.pk, status=visit.status
        )
    opens = values.get("window_starts_at", visit.window_starts_at)
    closes = values.get("window_ends_at", visit.window_ends_at)
    check_window(opens, closes)
    if visit.starts_at is not None and "duration_s" in values:
        values["ends_at"] = visit.starts_at + timedelta(seconds=values["duration_s"])
    promised = visit.window_starts_at, visit.window_ends_at
    visit.change(**values)
    if (visit.window_starts_at, visit.window_ends_at) != promised:
        keep_promise(visit, actor=actor, now=now, reason=reason)
    if "ends_at" in values:
        claims.claim(visit, now=now)
    tell(_changed(visit), visit, work_order, now=now)
    return visit


def choose_window(*, visit: Visit, starts_at: datetime, ends_at: datetime, actor: Actor, now: datetime) -> Visit:
    """This will promise the arrival window that the customer chose; a plan outside of it is given up.

    Raises
    ------
    AlreadyBegun
        It has begun or is over.
    Invalid
        They are the wrong way round.
    """
    if visit.technician_id is not None:
        lock_technicians(visit.crew_ids)
    values = {"window_starts_at": starts_at, "window_ends_at": ends_at}
    visit = change_visit(visit=visit, values=values, actor=actor, now=now, reason="The customer chose it.")
    if visit.starts_at is not None and not is_inside(visit.starts_at, starts_at, ends_at):
        visit = unschedule_visit(visit=visit, actor=actor, now=now, reason="The customer chose another window.")
    work_order = lock_visit(visit)
    fact = VisitWindowChosen(visit_id=visit.pk, work_order_id=work_order.pk, technician_id=visit.technician_id)
    tell(fact, visit, work_order, now=now)
    return visit


def flag_visit(*, visit: Visit, code: str, sentence: str, actor: Actor, now: datetime) -> Visit:
    """This will show with the visit why it was not planned by itself; an empty code takes the flag off."""
    work_order = lock_visit(visit)
    if (visit.flag_code, visit.flag_sentence) != (code, sentence):
        visit.change(flag_code=code, flag_sentence=sentence)
        tell(_changed(visit), visit, work_order, now=now)
    return visit


def note_travel(*, visit: Visit, travel_s: int | None, actor: Actor, now: datetime) -> Visit:
    """This will show with the visit how long the way to it is."""
    work_order = lock_visit(visit)
    if visit.travel_s != travel_s:
        visit.change(travel_s=travel_s)
        tell(_changed(visit), visit, work_order, now=now)
    return visit


def _changed(visit: Visit) -> VisitChanged:
    return VisitChanged(visit_id=visit.pk, work_order_id=visit.work_order_id, technician_id=visit.technician_id)


def _end(visit: Visit) -> datetime:
    assert visit.ends_at is not None, "a scheduled visit has an end"
    return visit.ends_at
