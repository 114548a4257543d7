"""The clocks of a work order: begun with its promises, stopped by evidence, breached when nothing came in time.

The caller holds the work order's lock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor, system
from truckroll.contracts import queries as contracts
from truckroll.contracts.kinds import Clock
from truckroll.contracts.queries import Promise
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Refusal
from truckroll.travel.places import place_of, straight_m
from truckroll.work.events import SlaClockBreached, SlaClockCorrected, SlaClockSelected, SlaClockStopped
from truckroll.work.lifecycle import SLA_CLOCK, TICKING, SlaClockStatus, VisitStatus
from truckroll.work.models import SlaClock, Visit, WorkOrder

_FOLLOWER = system("work.sla")


class PromiseLater(Refusal):
    """Nobody moves a promise away without saying why (rule 34)."""

    code = "promise_later"
    title = "A promise would become later, or vanish"
    what_to_do = "Say why; the reason is kept with the former due time."


def begin(work_order: WorkOrder, promised: Iterable[Promise], *, actor: Actor, now: datetime) -> list[SlaClock]:
    """This will start a clock for each promise; one that is past its due time already is breached at once."""
    clocks = [
        SlaClock(
            work_order=work_order,
            kind=one.clock,
            priority=work_order.priority,
            started_at=work_order.reported_at,
            due_at=one.due_at,
            selected_at=now,
            target=one.target,
            calendar_version_id=one.calendar_version_id,
        )
        for one in promised
    ]
    if not clocks:
        return []
    SlaClock.objects.bulk_create(clocks)
    SLA_CLOCK.begin_all(clocks, actor=actor, at=work_order.reported_at)
    for clock in clocks:
        breach(clock, actor=actor, now=now)
    return clocks


def breach(clock: SlaClock, *, actor: Actor, now: datetime) -> bool:
    """This will write down that a running clock passed its due time, if it did; the breach is at the due time."""
    if clock.status != SlaClockStatus.RUNNING or clock.due_at > now:
        return False
    SLA_CLOCK.move(clock, "breach", actor=actor, at=clock.due_at, breached_at=clock.due_at)
    publish(
        SlaClockBreached(
            sla_clock_id=clock.pk, work_order_id=clock.work_order_id, kind=clock.kind, due_at=clock.due_at.isoformat()
        ),
        at=now,
    )
    return True


def stop(
    work_order: WorkOrder,
    kinds: Collection[str],
    *,
    how: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    visit: Visit | None = None,
    facts: dict[str, Any] | None = None,
    reason: str = "",
) -> bool:
    """This will stop the running clocks of these kinds at an instant, met or missed, and say whether any ran."""
    ticking = _ticking(work_order, kinds)
    evidence: dict[str, Any] = {"how": how, **(facts or {})}
    if visit is not None:
        evidence |= {"visit_id": visit.pk, "visit": visit.number}
    for clock in ticking:
        stopped: dict[str, Any] = {"stopped_at": at, "evidence": evidence}
        met = at <= clock.due_at
        if not met:
            move, stopped["breached_at"] = "miss", clock.due_at
        elif clock.status == SlaClockStatus.BREACHED:
            move, stopped["breached_at"] = "credit", None
        else:
            move = "meet"
        SLA_CLOCK.move(clock, move, actor=actor, at=at, reason=reason, facts=evidence, **stopped)
        publish(
            SlaClockStopped(
                sla_clock_id=clock.pk,
                work_order_id=work_order.pk,
                kind=clock.kind,
                stopped_at=at.isoformat(),
                met=met,
            ),
            at=now,
        )
    if ticking:
        show_next(work_order)
    return bool(ticking)


def correct(clock: SlaClock, *, at: datetime, reason: str, actor: Actor, now: datetime) -> None:
    """This will put right when a stopped clock had stopped, met or missed; a breach that was written down stays.

    The evidence keeps what stopped it at first; each correction is a line of its history.
    """
    assert clock.stopped_at is not None, "only a clock that was met or missed is corrected"
    met = at <= clock.due_at
    was = {"stopped_at": clock.stopped_at.isoformat(), "status": clock.status}
    how = {Clock.MAKE_SAFE.value: "made_safe", Clock.RESPONSE.value: "arrived"}[clock.kind]
    first = clock.evidence.get("was", {**was, **clock.evidence})
    evidence = {"how": how, "corrected_by": actor.label, "reason": reason, "was": first}
    SLA_CLOCK.move(
        clock,
        "correct" if met else "correct_missed",
        actor=actor,
        at=now,
        reason=reason,
        facts={**was, "new_stopped_at": at.isoformat()},
        stopped_at=at,
        corrected_at=now,
        evidence=evidence,
        breached_at=clock.breached_at if met else clock.due_at,
    )
    publish(
        SlaClockCorrected(
            sla_clock_id=clock.pk,
            work_order_id=clock.work_order_id,
            kind=clock.kind,
            stopped_at=at.isoformat(),
            former_stopped_at=was["stopped_at"],
            met=met,
        ),
        at=now,
    )


def attend(
    work_order: WorkOrder, visit: Visit, *, how: str, at: datetime, facts: dict[str, Any], actor: Actor, now: datetime
) -> bool:
    """This will stop the response: somebody was there. Being there again starts nothing anew (rule 35).

    How far from the site the phone was is kept with it: evidence, not a gate (rule 55).
    """
    known: dict[str, Any] = {name: facts[name] for name in ("clock_corrected", "on_behalf") if name in facts}
    position = facts.get("position")
    if position:
        here, site = place_of(position["lat"], position["lon"]), place_of(work_order.site.lat, work_order.site.lon)
        if here is not None and site is not None:
            known["distance_m"] = round(straight_m(here, site))
    return stop(work_order, {Clock.RESPONSE}, how=how, at=at, actor=actor, now=now, visit=visit, facts=known)


def select_anew(work_order: WorkOrder, *, reason: str, actor: Actor, now: datetime) -> None:
    """This will choose the promises of a work order again, from the original start; those that are over stay.

    Raises
    ------
    PromiseLater
        A running promise would become later or vanish, and no reason is given.
    """
    site = work_order.site
    promised = {
        one.clock: one
        for one in contracts.promises(
            priority=work_order.priority,
            reported_at=work_order.reported_at,
            zone=site.zone,
            customer_id=site.customer_id,
            work_type_id=work_order.work_type_id,
        )
    }
    former = {clock.kind: clock for clock in _ticking(work_order, Clock.values)}
    later = [
        kind for kind, clock in former.items()
        if Clock(kind) not in promised or promised[Clock(kind)].due_at > clock.due_at
    ]  # fmt: skip
    if later and not reason.strip():
        named = " and the ".join(kind.replace("_", " ") for kind in later)
        raise PromiseLater(
            f"{work_order.number}: the {named} would be due later.",
            work_order_id=work_order.pk,
            due_at={kind: former[kind].due_at.isoformat() for kind in later},
            would_be={
                kind: promised[Clock(kind)].due_at.isoformat() if Clock(kind) in promised else None for kind in later
            },
        )
    for kind, clock in former.items():
        new = promised.get(Clock(kind))
        facts = {
            "due_at": clock.due_at.isoformat(),
            "priority": clock.priority,
            "new_due_at": new.due_at.isoformat() if new else None,
            "new_priority": work_order.priority,
        }
        SLA_CLOCK.move(clock, "replace", actor=actor, at=now, reason=reason, facts=facts, stopped_at=now)
    over = set(
        SlaClock.objects.filter(work_order=work_order)
        .exclude(status=SlaClockStatus.REPLACED)
        .values_list("kind", flat=True)
    )
    begun = begin(work_order, [one for kind, one in promised.items() if kind not in over], actor=actor, now=now)
    for clock in begun:
        was = former.get(clock.kind)
        publish(
            SlaClockSelected(
                sla_clock_id=clock.pk,
                work_order_id=work_order.pk,
                kind=clock.kind,
                due_at=clock.due_at.isoformat(),
                former_due_at=was.due_at.isoformat() if was else None,
            ),
            at=now,
        )
    _look_back(work_order, begun, actor=actor, now=now)
    show_next(work_order)


def follow(work_order: WorkOrder, before: str, *, now: datetime) -> None:
    """This will do what a changed status of the work order means for its clocks: done stops them all.

    The work was done when its last visit ended, not when somebody looked. Work that is found after all lets the
    resolution run on from its start. What is canceled is due no more; its clocks keep when it was.
    """
    status = work_order.status
    if before == "canceled":
        known = SlaClock.objects.filter(work_order=work_order).exclude(status=SlaClockStatus.REPLACED)
        work_order.change(due_at=min(known.values_list("due_at", flat=True), default=None))
    if status == "completed" and before not in ("approved", "closed"):
        _complete(work_order, Clock.values, actor=_FOLLOWER, now=now)
    elif status == "canceled":
        for clock in _ticking(work_order, Clock.values):
            SLA_CLOCK.move(clock, "cancel", actor=_FOLLOWER, at=now, stopped_at=now, evidence={"how": "canceled"})
        work_order.change(due_at=None)
    elif before == "completed" and status not in ("approved", "closed"):
        for clock in SlaClock.objects.filter(
            work_order=work_order, kind=Clock.RESOLUTION, status__in=[SlaClockStatus.MET, SlaClockStatus.MISSED]
        ):
            move = "restart" if clock.status == SlaClockStatus.MET else "restart_missed"
            SLA_CLOCK.move(clock, move, actor=_FOLLOWER, at=now, stopped_at=None, evidence={})
            breach(clock, actor=_FOLLOWER, now=now)
        show_next(work_order)


def show_next(work_order: WorkOrder) -> None:
    """This will write the next due time on the work order: the earliest of what still runs, else what it was."""
    due_at = min((clock.due_at for clock in _ticking(work_order, Clock.values)), default=work_order.due_at)
    if due_at != work_order.due_at:
        work_order.change(due_at=due_at)


def _ticking(work_order: WorkOrder, kinds: Collection[str]) -> list[SlaClock]:
    rows = SlaClock.objects.filter(work_order=work_order, kind__in=list(kinds), status__in=sorted(TICKING))
    return list(rows.order_by("id"))


def _look_back(work_order: WorkOrder, begun: Sequence[SlaClock], *, actor: Actor, now: datetime) -> None:
    """Stop what was chosen only now, when the evidence for it was there before."""
    kinds = {clock.kind for clock in begun}
    if Clock.RESPONSE in kinds:
        first = (
            Visit.objects.filter(work_order=work_order, arrived_at__isnull=False).order_by("arrived_at", "id").first()
        )
        if first is not None and first.arrived_at is not None:
            stop(work_order, {Clock.RESPONSE}, how="arrived", at=first.arrived_at, actor=actor, now=now, visit=first)
    if work_order.status == "completed":
        _complete(work_order, kinds, actor=actor, now=now)


def done_at(work_order: WorkOrder) -> datetime | None:
    """This will be when the work was done: the end of its last visit; None if none was completed."""
    last = _last_done(work_order)
    return last.ended_at if last is not None else None


def _last_done(work_order: WorkOrder) -> Visit | None:
    done = Visit.objects.filter(work_order=work_order, status=VisitStatus.COMPLETED)
    return done.order_by("-ended_at", "-id").first()


def _complete(work_order: WorkOrder, kinds: Collection[str], *, actor: Actor, now: datetime) -> None:
    last = _last_done(work_order)
    at = last.ended_at if last is not None and last.ended_at is not None else now
    stop(work_order, kinds, how="completed", at=at, actor=actor, now=now, visit=last)
