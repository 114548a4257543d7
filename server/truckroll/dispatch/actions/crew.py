"""Writes about the crew of a visit: each judged like a placement, and kept as a decision with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from truckroll.accounts.actors import Actor
from truckroll.dispatch import queries, staffing
from truckroll.dispatch.actions.placing import check_allowed, store_decision
from truckroll.dispatch.deciding import Verdict, decide
from truckroll.dispatch.gathering import day_of, facts_of, gather, site_of
from truckroll.dispatch.inputs import Inputs
from truckroll.dispatch.models import Decision, How, Outcome, Part
from truckroll.work import queries as work
from truckroll.work.actions import crew
from truckroll.work.lifecycle import UNDER_WAY
from truckroll.workforce import queries as workforce
from truckroll.workforce.locks import lock_technicians

if TYPE_CHECKING:
    from truckroll.work.models import Visit


def add_member(
    *,
    visit_id: int,
    technician_id: int,
    actor: Actor,
    now: datetime,
    role: str = "",
    override_reason: str = "",
    version: int | None = None,
    all_days: bool = False,
) -> Decision:
    """This will let one more technician go along with a visit, if the rules allow him to be there then.

    Without a role he gets the first that nobody has and that he has the skills for. With `all_days` he goes along on
    every later day of the job that somebody leads; on all of them or on none.

    Raises
    ------
    NotFound
        There is no such visit or technician.
    NobodyLeads
        The visit has no technician yet, or is over.
    PlacementRefused
        A rule is broken that may not be set aside, or not by this person, or not without a reason.
    AlreadyInCrew
        He is on it.
    """
    visit = _locked(visit_id, technician_id, actor=actor, now=now, version=version)
    queries.require_sendable(actor=actor, technician_id=technician_id)
    if technician_id in visit.crew_ids:
        raise crew.AlreadyInCrew(f"He is on {visit.number} already.", visit_id=visit.pk, technician_id=technician_id)
    at, until, asked = _when(visit, now)
    facts = facts_of(visit_id)
    taken = list(staffing.roles_taken(facts).values())
    role = role or staffing.fitting_role(technician_id, facts, taken, starts_at=at, goes_along=True, **asked)
    inputs, verdict = staffing.judge(technician_id, at, role, until=until, **asked)
    decision = _keep(inputs, verdict, part=Part.MEMBER, reason=override_reason, at=at, actor=actor, now=now)
    crew.add_member(visit=visit, technician_id=technician_id, role=role, reason=decision.reason, actor=actor, now=now)
    for day in work.days_of_job(visit_id)[1:] if all_days else ():
        if day.technician_id is not None and technician_id not in day.crew_ids:
            add_member(
                visit_id=day.pk,
                technician_id=technician_id,
                role=role,
                override_reason=override_reason,
                actor=actor,
                now=now,
            )
    return decision


def remove_member(
    *, visit_id: int, technician_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Decision:
    """This will take somebody off a crew who has not set out, and keep why.

    Raises
    ------
    NotFound
        There is no such visit, or he does not go along.
    MoveRefused
        He has set out.
    """
    visit = _locked(visit_id, technician_id, actor=actor, now=now, version=version)
    role = staffing.roles_taken(facts_of(visit_id)).get(technician_id, "")
    at, until, asked = _when(visit, now)
    inputs, verdict = staffing.judge(technician_id, at, role, until=until, **asked)
    name = verdict.candidates[0]["technician"]
    decision = store_decision(
        inputs,
        Verdict(verdict.candidates, {**verdict.candidates[0], "broken": []}, None, "", f"{name} is taken off."),
        how=How.HAND,
        outcome=Outcome.REMOVED,
        part=Part.MEMBER,
        reason=reason,
        starts_at=at,
        actor=actor,
        now=now,
    )
    crew.remove_member(visit=visit, technician_id=technician_id, reason=reason, actor=actor, now=now)
    return decision


def replace_member(
    *,
    visit_id: int,
    technician_id: int,
    by_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Decision:
    """This will send somebody else along in the place and role of one who has not set out; both or nothing.

    Raises
    ------
    PlacementRefused
        A rule speaks against the other.
    MoveRefused
        The first has set out.
    """
    visit = _locked(visit_id, technician_id, by_id, actor=actor, now=now, version=version)
    role = staffing.roles_taken(facts_of(visit.pk)).get(technician_id, "")
    remove_member(visit_id=visit_id, technician_id=technician_id, reason=reason, actor=actor, now=now)
    return add_member(
        visit_id=visit_id, technician_id=by_id, role=role, override_reason=override_reason, actor=actor, now=now
    )


def change_lead(
    *,
    visit_id: int,
    technician_id: int,
    actor: Actor,
    now: datetime,
    keeps: bool = True,
    reason: str = "",
    override_reason: str = "",
    version: int | None = None,
) -> Decision:
    """This will let somebody of the crew lead it; the former lead goes along, or is taken off.

    Raises
    ------
    NotFound
        There is no such visit, or he does not go along.
    LeadHasBegun
        The present lead has set out.
    PlacementRefused
        A rule speaks against him as the lead: the customer requires somebody else.
    """
    visit = _locked(visit_id, technician_id, actor=actor, now=now, version=version)
    role = staffing.roles_taken(facts_of(visit_id)).get(technician_id, "")
    at, _, asked = _when(visit, now)
    inputs = gather(**asked, exact=(technician_id, at), technician_ids=[technician_id], role=role)
    verdict = decide(inputs)
    decision = _keep(
        inputs,
        replace(verdict, chosen=verdict.candidates[0], flag=""),
        part=Part.LEAD,
        reason=override_reason,
        said=reason,
        at=at,
        actor=actor,
        now=now,
    )
    crew.change_lead(
        visit=visit, technician_id=technician_id, keeps=keeps, reason=decision.reason, actor=actor, now=now
    )
    return decision


def _locked(visit_id: int, *technician_ids: int, actor: Actor, now: datetime, version: int | None) -> Visit:
    """The visit as it is now, with the days of everybody concerned held."""
    visit = work.get_visit(actor=actor, visit_id=visit_id)
    for pk in technician_ids:
        workforce.get_technician(actor=actor, technician_id=pk)
    lock_technicians({*technician_ids, *visit.crew_ids})
    visit.refresh_from_db()
    if version is not None and version != visit.version:
        raise queries.changed(visit, now=now)
    if visit.starts_at is None:
        raise crew.NobodyLeads(f"{visit.number} has no technician yet.", visit_id=visit.pk, status=visit.status)
    return visit


def _when(visit: Visit, now: datetime) -> tuple[datetime, datetime | None, dict[str, Any]]:
    """When whoever joins comes, until when if it is under way, and what his judgement is asked about."""
    assert visit.starts_at is not None, "only asked of a planned visit"
    joins = visit.status in UNDER_WAY and now > visit.starts_at
    at = now.replace(second=0, microsecond=0) if joins else visit.starts_at
    day = day_of(at, site_of(facts_of(visit.pk)).zone)
    asked = {"visit_id": visit.pk, "day": day, "now": min(now, at), "weights": queries.get_policy().weights()}
    return at, visit.ends_at if joins else None, asked


def _keep(
    inputs: Inputs,
    verdict: Verdict,
    *,
    part: str,
    reason: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    said: str = "",
) -> Decision:
    assert verdict.chosen is not None, "somebody was chosen"
    check_allowed(verdict.chosen["broken"], verdict.chosen, actor=actor, reason=reason)
    return store_decision(
        inputs, verdict, how=How.HAND, outcome=Outcome.ASSIGNED, part=part, reason=reason or said, starts_at=at,
        actor=actor, now=now,
    )  # fmt: skip
