"""Reads of the room: decisions, the policy, what a drop on the board would break."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.dispatch import conflicts
from truckroll.dispatch.board import LONGEST
from truckroll.dispatch.deciding import decide
from truckroll.dispatch.gathering import day_of, facts_of, gather, site_of
from truckroll.dispatch.models import Decision, DispatchPolicy
from truckroll.foundation.lifecycle import history_of
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import ChangedMeanwhile, Invalid, NotFound, Refusal
from truckroll.work import queries as work
from truckroll.work.lifecycle import VISIT
from truckroll.workforce import queries as workforce


def list_decisions(*, actor: Actor, visit_id: int) -> QuerySet[Decision]:
    """This will list the decisions about a visit, newest first.

    Raises
    ------
    NotFound
        There is no such visit, or the actor may not see it.
    """
    work.get_visit(actor=actor, visit_id=visit_id)
    return _visible_to(actor).filter(visit_id=visit_id).order_by("-id")


def get_decision(*, actor: Actor, decision_id: int) -> Decision:
    """This will be the decision with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    decision = _visible_to(actor).filter(pk=decision_id).first()
    if decision is None:
        raise NotFound(f"There is no decision {decision_id}.", decision_id=decision_id)
    return decision


def _visible_to(actor: Actor) -> QuerySet[Decision]:
    # The names of those who were not chosen, and why, are the office's.
    decisions = Decision.objects.select_related("technician", "runner_up")
    if actor.territory_ids:
        decisions = decisions.filter(visit__in=work.list_visits(actor=actor).order_by().values("pk"))
    return decisions if actor.is_any(roles.OFFICE) else decisions.none()


def decision_row(decision: Decision) -> dict[str, Any]:
    """This will be a decision as the office sees it."""
    return {
        "id": decision.pk,
        "visit_id": decision.visit_id,
        "how": decision.how,
        "outcome": decision.outcome,
        "decided_at": decision.decided_at,
        "decided_by": decision.decided_by,
        "day": decision.day,
        "technician_id": decision.technician_id,
        "technician": decision.technician and decision.technician.name,
        "starts_at": decision.starts_at,
        "runner_up_id": decision.runner_up_id,
        "runner_up": decision.runner_up and decision.runner_up.name,
        "reason": decision.reason,
        "overridden": decision.overridden,
        "flag": decision.flag,
        "sentence": decision.sentence,
        "candidates": decision.candidates,
        "inputs_sha256": decision.inputs_sha256,
    }


def get_policy() -> DispatchPolicy:
    """This will be the company's policy: what it has set, else what a new company starts with."""
    return _POLICY.find(1) or DispatchPolicy(pk=1)


_POLICY = PreparedRows(lambda ids: DispatchPolicy.objects.filter(pk__in=ids))


POLICY_FIELDS = (
    "late_hours_1",
    "late_hours_2",
    "late_hours_3",
    "late_hours_4",
    "overtime_hours",
    "max_overtime_minutes",
    "commute_minutes",
    "stranger_minutes",
    "skill_level_minutes",
    "preferred_minutes",
    "days_ahead",
    "release_within_hours",
)


def policy_row(policy: DispatchPolicy) -> dict[str, Any]:
    """This will be the policy as the office sees it."""
    return {"version": policy.version, **{name: getattr(policy, name) for name in POLICY_FIELDS}}


class TechnicianArchived(Refusal):
    """Nobody who has left is sent."""

    code = "technician_archived"
    title = "This technician is archived"
    what_to_do = "Choose another technician, or bring this one back first."


def require_sendable(*, actor: Actor, technician_id: int) -> None:
    """This will refuse a technician who cannot be sent anywhere at all.

    Raises
    ------
    NotFound
        There is no such technician, or the actor may not see him.
    TechnicianArchived
        He is archived.
    """
    technician = workforce.get_technician(actor=actor, technician_id=technician_id)
    if technician.archived_at is not None:
        raise TechnicianArchived(f"{technician.name} is archived.", technician_id=technician_id)


def judge_visit(
    *,
    actor: Actor,
    visit_id: int,
    now: datetime,
    technician_id: int | None = None,
    starts_at: datetime | None = None,
) -> dict[str, Any]:
    """This will say, without changing anything, what speaks against a place for a visit, and what it costs.

    With a technician and a start it judges exactly that; with a technician alone, his best place on the day; with
    neither, everybody's. A start alone names the day.

    Raises
    ------
    NotFound
        There is no such visit or technician, or the actor may not see it.
    """
    visit = work.get_visit(actor=actor, visit_id=visit_id)
    if technician_id is not None:
        require_sendable(actor=actor, technician_id=technician_id)
    facts = facts_of(visit_id)
    about = starts_at or facts["starts_at"] or max(now, facts["window_starts_at"] or now)
    inputs = gather(
        visit_id=visit_id,
        day=day_of(about, site_of(facts).zone),
        now=now,
        weights=get_policy().weights(),
        exact=(technician_id, starts_at) if technician_id is not None and starts_at is not None else None,
        technician_ids=workforce.visible_technician_ids(actor) if technician_id is None else [technician_id],
    )
    verdict = decide(inputs)
    return {
        "visit_id": visit_id,
        "version": visit.version,
        "day": inputs.day_starts_at,
        "candidates": list(verdict.candidates),
        "flag": {"code": verdict.flag, "sentence": verdict.sentence} if verdict.flag else None,
    }


def list_conflicts(*, actor: Actor, starts_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    """This will list the planned visits of a span that break a rule where they stand (rule 24), by start.

    Raises
    ------
    Invalid
        The span is empty or too long.
    """
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Invalid(f"Conflicts of at most {LONGEST.days} days are shown.", starts_at=starts_at, ends_at=ends_at)
    seen = work.only_visible(work.visits_between(starts_at, ends_at), actor=actor)
    return conflicts.conflicts(seen, weights=get_policy().weights())


def list_due_visits(*, actor: Actor, now: datetime) -> list[int]:
    """This will list the planned visits that belong on a phone by now: their start is near and nothing holds them."""
    until = now + timedelta(hours=get_policy().release_within_hours)
    planned = work.list_visits(actor=actor, status=["scheduled"]).filter(starts_at__lte=until)
    return [facts["id"] for facts in work.visit_facts(planned.values_list("pk", flat=True)) if not facts["held"]]


def changed(visit: Any, *, now: datetime) -> ChangedMeanwhile:
    """This will be the refusal that shows a visit as it is now, and who made it so."""
    last = history_of(VISIT, [visit.pk])[-1:]
    (row,) = work.visit_rows([visit.pk])
    if not last:
        return ChangedMeanwhile(f"{visit.number} was changed.", present=row)
    (move,) = last
    seconds = max(0, round((now - move.at).total_seconds()))
    who = move.actor.partition(" <")[0]
    return ChangedMeanwhile(
        f"{who} changed {visit.number} {seconds} s ago ({move.move.replace('_', ' ')}).",
        present=row,
        changed_by=who,
        changed_at=move.at.isoformat(),
        move=move.move,
    )
