"""Writes that place a visit: by hand, as was offered, by the assigner, as a suggestion; each keeps its decision."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.dispatch import driving, holding, queries, staffing
from truckroll.dispatch.actions import offers
from truckroll.dispatch.deciding import Verdict, decide
from truckroll.dispatch.events import DecisionMade
from truckroll.dispatch.gathering import day_of, day_of_technician, facts_of, gather, site_of
from truckroll.dispatch.inputs import Inputs
from truckroll.dispatch.models import Decision, How, Offer, Outcome, Part
from truckroll.dispatch.releasing import stays_released
from truckroll.foundation import crash
from truckroll.foundation.events import publish
from truckroll.foundation.local_time import Interval, local_date
from truckroll.foundation.refusals import Busy, ChangedMeanwhile, Invalid, Refusal
from truckroll.work import queries as work
from truckroll.work.actions import visits
from truckroll.work.promising import check_promise, is_inside, window_around
from truckroll.workforce import queries as workforce
from truckroll.workforce.actions.occupancy import DoubleBooked
from truckroll.workforce.locks import lock_technicians

_ROUNDS = 3
_STRICT = ("never", "compliance", "dispatcher")


class PlacementRefused(Refusal):
    """A rule speaks against this technician at this time."""

    code = "placement_refused"
    title = "A rule speaks against this"
    what_to_do = "Choose another technician or time, or set the rule aside with a reason where that is allowed."


class OfferGone(Refusal):
    """The time that the customer was offered can no longer be had."""

    code = "offer_gone"
    title = "The offered time can no longer be had"
    what_to_do = "Offer the customer another time."


def place_visit(
    *,
    visit_id: int,
    technician_id: int,
    starts_at: datetime,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    override_reason: str = "",
    promise: Interval | None = None,
    tell_customer: bool = False,
    untold_reason: str = "",
) -> Decision:
    """This will put the visit on a technician's day because a person said so, if the rules allow it.

    A rule that a dispatcher may set aside needs his reason; the visit is pinned then. Outside of the promised window
    the customer is told another, `promise` or one as wide about the start, or there is a reason not to (rule 9).
    Everybody who goes along is judged like the lead, and has a decision of his own; if the chosen one is of the crew,
    the two change places.

    Raises
    ------
    NotFound
        There is no such visit or technician.
    ChangedMeanwhile
        The visit is not as it was when the person looked at it; the facts show it now, who changed it and when.
    PlacementRefused
        A rule is broken that may not be set aside, or not by this person, or not without a reason.
    OutsidePromise
        The customer expects somebody at another time.
    Invalid
        The customer would be told a window without the start in it.
    MoveRefused
        The visit is under way or over.
    """
    visit = work.get_visit(actor=actor, visit_id=visit_id)
    queries.require_sendable(actor=actor, technician_id=technician_id)
    lock_technicians({technician_id, *visit.crew_ids})
    # Whoever was first has committed now: what is read from here on is the present.
    visit.refresh_from_db()
    if version is not None and version != visit.version:
        raise queries.changed(visit, now=now)
    facts = facts_of(visit_id)
    day = day_of(starts_at, site_of(facts).zone)
    asked: dict[str, Any] = {"visit_id": visit_id, "day": day, "now": now, "weights": queries.get_policy().weights()}
    role, along = staffing.after_moving_to(technician_id, facts, starts_at=starts_at, **asked)
    inputs = gather(**asked, exact=(technician_id, starts_at), role=role)
    told = _window_told(inputs, starts_at, promise) if tell_customer else None
    if told is not None:
        inputs = replace(inputs, subject=replace(inputs.subject, window=told))
    verdict = decide(inputs)
    assert verdict.candidates, "the chosen technician is judged"
    chosen = verdict.candidates[0]
    others = [staffing.judge(pk, starts_at, his, **asked) for pk, his in along.items()]
    theirs = [broken for _, judged in others for broken in (judged.chosen or {}).get("broken", ())]
    against = [*_but_promise(chosen, inputs, starts_at), *theirs]
    check_allowed(against, chosen, actor=actor, reason=override_reason)
    untold = check_promise(visit, starts_at, promise=told, untold_reason=untold_reason)
    decision = store_decision(
        inputs,
        replace(verdict, chosen=chosen, flag=""),
        how=How.HAND,
        outcome=Outcome.ASSIGNED,
        actor=actor,
        now=now,
        reason=(override_reason.strip() or untold) if chosen["broken"] else "",
        starts_at=starts_at,
    )
    for his_inputs, judged in others:
        store_decision(
            his_inputs, judged, how=How.HAND, outcome=Outcome.ASSIGNED, actor=actor, now=now, part=Part.MEMBER,
            reason=override_reason if judged.chosen and judged.chosen["broken"] else "", starts_at=starts_at,
        )  # fmt: skip
    try:
        _put(
            decision,
            inputs,
            visit=visit,
            pinned=visit.is_pinned or bool(chosen["broken"] or theirs),
            role=role,
            promise=told,
            untold_reason=untold,
            actor=actor,
            now=now,
        )
    except ChangedMeanwhile as error:
        # Two people dropped a visit that nobody had on two technicians: no lock of a day was common to both.
        raise queries.changed(visit, now=now) from error
    return decision


def confirm_offer(*, offer: Offer, actor: Actor, now: datetime) -> Decision:
    """This will place the visit where its customer was offered, and promise him that window.

    Everything is judged again as it is now. That the hold has lapsed matters only if the time was taken since.

    Raises
    ------
    MoveRefused
        The offer was confirmed or let go before; or the visit is under way or over.
    OfferGone
        A rule speaks against it now, or something else has the time.
    TechnicianArchived
        He has left.
    """
    lock_technicians({offer.technician_id, *offer.visit.crew_ids})
    offer.refresh_from_db()
    offers.close_offer(offer, "confirm", actor=actor, now=now)
    try:
        return place_visit(
            visit_id=offer.visit_id,
            technician_id=offer.technician_id,
            starts_at=offer.starts_at,
            promise=(offer.window_starts_at, offer.window_ends_at),
            tell_customer=True,
            actor=actor,
            now=now,
        )
    except (PlacementRefused, DoubleBooked) as refused:
        facts = {**refused.facts, "held_until": offer.held_until.isoformat(), "has_lapsed": offer.held_until <= now}
        raise OfferGone(refused.detail, **facts) from refused


def _window_told(inputs: Inputs, starts_at: datetime, promise: Interval | None) -> Interval | None:
    """The window the customer is told instead of his; None if he was promised none, or is left the one he has."""
    window = inputs.subject.window
    if promise is not None:
        if not is_inside(starts_at, *promise) or promise[0] >= promise[1]:
            raise Invalid("The window the customer is told has the start in it.", field="promise_starts_at")
        return promise
    if window is None or is_inside(starts_at, *window):
        return None
    return window_around(starts_at, window, inputs.subject.zone)


def _but_promise(chosen: dict[str, Any], inputs: Inputs, starts_at: datetime) -> list[dict[str, Any]]:
    """What is broken but for the promise: whether the customer is told is asked for by itself."""
    if is_inside(starts_at, *(inputs.subject.window or (None, None))):
        return list(chosen["broken"])
    return [b for b in chosen["broken"] if b["rule"] != "too_late_for_window"]


def check_allowed(broken: list[dict[str, Any]], chosen: dict[str, Any], *, actor: Actor, reason: str) -> None:
    """This will refuse what is broken if it may not be set aside, not by this person, or not without a reason.

    Raises
    ------
    PlacementRefused
        It may not.
    """
    if not broken:
        return
    strictest = min((b["override"] for b in broken), key=_STRICT.index)
    facts = {
        "technician_id": chosen["technician_id"],
        "starts_at": chosen["starts_at"],
        "broken": broken,
        "override": strictest,
    }
    said = " ".join(b["sentence"] for b in broken)
    if strictest == "never":
        raise PlacementRefused(said, what_to_do="Choose another technician or time.", **facts)
    if strictest == "compliance" and not actor.is_any(roles.COMPLIANCE):
        raise PlacementRefused(
            said, what_to_do="Choose another technician; only compliance may set a legal certificate aside.", **facts
        )
    if not reason.strip():
        raise PlacementRefused(said, what_to_do="Give a reason to do it nevertheless, or choose again.", **facts)


def assign_visit(*, visit_id: int, actor: Actor, now: datetime) -> Decision | None:
    """This will give a draft visit to the best technician on the first day somebody can come, or flag it.

    Returns None, with nothing done, if a person was faster: his visit is no longer open, or some time is held for it.

    Raises
    ------
    Busy
        The days of the candidates kept changing while they were looked at.
    """
    for _ in range(_ROUNDS):
        found = _best_day(visit_id, now=now)
        if found is None:
            return None
        inputs, verdict = found
        if verdict.chosen is None:
            return _flag(inputs, verdict, how=How.AUTO, actor=actor, now=now)
        technician_id = verdict.chosen["technician_id"]
        lock_technicians([technician_id])
        if not _still(inputs, technician_id, now):
            continue
        visit = work.get_visit(actor=actor, visit_id=visit_id)
        decision = store_decision(inputs, verdict, how=How.AUTO, outcome=Outcome.ASSIGNED, actor=actor, now=now)
        crash.point("assign.mid_apply")
        try:
            _put(decision, inputs, visit=visit, pinned=visit.is_pinned, actor=actor, now=now)
        except ChangedMeanwhile as error:
            raise Busy(f"Somebody changed {visit.number} while it was assigned.") from error
        return decision
    raise Busy("The day changed again and again while it was looked at.")


def suggest_visit(*, visit_id: int, actor: Actor, now: datetime) -> Decision | None:
    """This will store who should do a draft visit, and leave the doing to a person; None if it is no longer open."""
    found = _best_day(visit_id, now=now)
    if found is None:
        return None
    inputs, verdict = found
    if verdict.chosen is None:
        return _flag(inputs, verdict, how=How.SUGGEST, actor=actor, now=now)
    decision = store_decision(inputs, verdict, how=How.SUGGEST, outcome=Outcome.SUGGESTED, actor=actor, now=now)
    visits.flag_visit(
        visit=work.get_visit(actor=actor, visit_id=visit_id),
        code="suggested",
        sentence=verdict.sentence,
        actor=actor,
        now=now,
    )
    return decision


def _best_day(visit_id: int, *, now: datetime) -> tuple[Inputs, Verdict] | None:
    """The first day on which somebody can come; the first day looked at if there is none; None if it is not open."""
    facts = facts_of(visit_id)
    if facts["status"] != "draft" or holding.find_held(visit_id, now=now) is not None:
        # A customer is on the phone about it.
        return None
    policy = queries.get_policy()
    zone = site_of(facts).zone
    earliest = max(now, facts["window_starts_at"] or now)
    first = None
    if facts["crew_size"] > 1:
        # A crew is put together by people: the assigner sends one.
        inputs = gather(visit_id=visit_id, day=day_of(earliest, zone), now=now, weights=policy.weights())
        return inputs, staffing.left_to_people(decide(inputs), facts)
    for day in (day_of(earliest, zone, later=n) for n in range(policy.days_ahead)):
        if first is not None and (_after_promise(facts, day) or not _anybody_works(first[0], day)):
            continue
        inputs = gather(visit_id=visit_id, day=day, now=now, weights=policy.weights())
        verdict = decide(inputs)
        if verdict.chosen is not None or verdict.flag != "nobody_can":
            return inputs, verdict
        first = first or (inputs, verdict)
    return first


def _after_promise(facts: dict[str, Any], day: Interval) -> bool:
    return facts["window_ends_at"] is not None and bool(facts["window_ends_at"] < day[0])


def _anybody_works(inputs: Inputs, day: Interval) -> bool:
    return any(workforce.shifts_utc([person.id for person in inputs.people], *day).values())


def _still(inputs: Inputs, technician_id: int, now: datetime) -> bool:
    """Whether the visit and the chosen one's day are as they were when the choice was made."""
    person = next(p for p in inputs.people if p.id == technician_id)
    his = [visit for visit in inputs.standing if visit.technician_id == technician_id]
    read = (
        person.version,
        frozenset((visit.id, visit.version) for visit in his if visit.held_until is None),
        frozenset(absence.id for absence in person.absences),
        frozenset(visit.version for visit in his if visit.held_until is not None),
    )
    subject = inputs.subject
    facts = facts_of(subject.id)
    return (
        (facts["version"], facts["status"]) == (subject.version, subject.status)
        and holding.find_held(subject.id, now=now) is None
        and day_of_technician(technician_id, (inputs.day_starts_at, inputs.day_ends_at), visit_id=subject.id, now=now)
        == read
    )


def store_decision(
    inputs: Inputs,
    verdict: Verdict,
    *,
    how: str,
    outcome: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
    starts_at: datetime | None = None,
    part: str = Part.LEAD,
) -> Decision:
    """This will keep a decision with everything it was made from, and tell of it."""
    chosen, runner_up = verdict.chosen, verdict.runner_up
    if chosen is not None and starts_at is None:
        starts_at = datetime.fromisoformat(chosen["starts_at"])
    data = inputs.canonical()
    decision = Decision.objects.create(
        visit_id=inputs.subject.id,
        how=how,
        outcome=outcome,
        part=part,
        decided_at=now,
        decided_by=actor.label,
        user_id=actor.user_id,
        day=local_date(inputs.day_starts_at, inputs.subject.zone),
        technician_id=chosen["technician_id"] if chosen else None,
        starts_at=starts_at,
        runner_up_id=runner_up["technician_id"] if runner_up else None,
        reason=reason,
        overridden=[b["rule"] for b in chosen["broken"]] if chosen else [],
        flag=verdict.flag,
        sentence=verdict.sentence,
        candidates=list(verdict.candidates),
        inputs_sha256=hashlib.sha256(data).hexdigest(),
        inputs=data.decode(),
    )
    publish(DecisionMade(decision_id=decision.pk, visit_id=decision.visit_id, outcome=outcome), at=now)
    return decision


def _flag(inputs: Inputs, verdict: Verdict, *, how: str, actor: Actor, now: datetime) -> Decision:
    decision = store_decision(inputs, verdict, how=how, outcome=Outcome.FLAGGED, actor=actor, now=now)
    visits.flag_visit(
        visit=work.get_visit(actor=actor, visit_id=inputs.subject.id),
        code=verdict.flag,
        sentence=verdict.sentence,
        actor=actor,
        now=now,
    )
    return decision


def _put(
    decision: Decision,
    inputs: Inputs,
    *,
    visit: Any,
    pinned: bool,
    actor: Actor,
    now: datetime,
    role: str = "",
    promise: Interval | None = None,
    untold_reason: str = "",
) -> None:
    """Carry a decision out, and send the visit to the phone if it is due there or was on one."""
    assert decision.technician_id is not None and decision.starts_at is not None, "nobody is flagged here"
    zone = next(p.zone for p in inputs.people if p.id == decision.technician_id)
    # Wherever else time was held for it: it is placed now.
    offers.let_go_open(visit_id=visit.pk, actor=actor, now=now)
    was_out = visit.status == "dispatched" and stays_released(
        was_at=visit.starts_at, starts_at=decision.starts_at, zone=zone
    )
    scheduled = visits.schedule_visit(
        visit=visit,
        technician_id=decision.technician_id,
        starts_at=decision.starts_at,
        actor=actor,
        now=now,
        pinned=pinned,
        role=role,
        # Why the customer is not told is written down by itself.
        reason="" if decision.reason == untold_reason else decision.reason,
        travel_s=driving.leg_of(inputs, decision.technician_id, decision.starts_at),
        version=inputs.subject.version,
        promise=promise,
        untold_reason=untold_reason,
    )
    if inputs.subject.held or scheduled.is_kept_back:
        return
    if was_out or queries.is_due(
        visit_id=scheduled.pk,
        zones={decision.technician_id: zone, **_zones_of(scheduled.member_ids)},
        starts_at=decision.starts_at,
        priority=inputs.subject.priority,
        now=now,
    ):
        visits.dispatch_visit(visit=scheduled, actor=actor, now=now)


def _zones_of(member_ids: Sequence[int]) -> dict[int, str]:
    """Where those who go along are based; no question for one alone."""
    cards = workforce.technician_cards(member_ids) if member_ids else {}
    return {pk: card["zone"] for pk, card in cards.items()}
