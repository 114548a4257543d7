"""Reads of the room: decisions, the policy, what a drop on the board would break."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor, system
from truckroll.dispatch import conflicts, driving, releasing
from truckroll.dispatch.board import check_span
from truckroll.dispatch.deciding import decide, judge_all_at
from truckroll.dispatch.gathering import day_of, facts_of, gather, site_of
from truckroll.dispatch.models import Decision, DispatchPolicy, TerritoryRelease
from truckroll.dispatch.predicting import Prediction, predict
from truckroll.dispatch.releasing import Release, Rule, Rules
from truckroll.foundation.lifecycle import history_of
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import ChangedMeanwhile, NotFound, Refusal
from truckroll.work import queries as work
from truckroll.work.actions.crew import NobodyLeads
from truckroll.work.lifecycle import PLANNED, UNDER_WAY, VISIT
from truckroll.work.promising import is_inside
from truckroll.workforce import queries as workforce
from truckroll.workforce.rota import Shift

_READER = system("dispatch.release")


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
        "part": decision.part,
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
)
RELEASE_FIELDS = ("release", "release_at", "release_next", "release_within_hours")


def policy_row(policy: DispatchPolicy) -> dict[str, Any]:
    """This will be the policy as the office sees it, with the areas that release their visits otherwise."""
    areas = TerritoryRelease.objects.select_related("territory").order_by("territory__name", "id")
    return {
        "version": policy.version,
        **{name: getattr(policy, name) for name in (*POLICY_FIELDS, *RELEASE_FIELDS)},
        "territories": [
            {
                "territory_id": area.territory_id,
                "territory": area.territory.name,
                **{name: getattr(area, name) for name in RELEASE_FIELDS},
            }
            for area in areas
        ],
    }


def release_rules() -> Rules:
    """This will be how visits get to the phones, here and in each area that does it otherwise."""
    return Rules(get_policy().rule(), {area.territory_id: area.rule() for area in _AREAS.ask()})


_AREAS = PreparedRows(lambda: TerritoryRelease.objects.order_by("id"))


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


def list_crew_candidates(*, actor: Actor, visit_id: int, now: datetime, role: str = "") -> list[dict[str, Any]]:
    """This will list who could go along with a planned visit when it takes place, best first, and what forbids others.

    Raises
    ------
    NotFound
        There is no such visit, or the actor may not see it.
    NobodyLeads
        Nobody has it yet.
    """
    visit = work.get_visit(actor=actor, visit_id=visit_id)
    if visit.starts_at is None:
        raise NobodyLeads(f"{visit.number} has no technician yet.", visit_id=visit.pk, status=visit.status)
    seen = workforce.visible_technician_ids(actor)
    asked = [pk for pk in workforce.technician_cards(seen) if pk not in visit.crew_ids]
    at = max(visit.starts_at, now)
    inputs = gather(
        visit_id=visit_id,
        day=day_of(at, site_of(facts_of(visit_id)).zone),
        now=now,
        weights=get_policy().weights(),
        technician_ids=asked,
        role=role,
        goes_along=True,
    )
    return list(judge_all_at(inputs, at))


def list_conflicts(*, actor: Actor, starts_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    """This will list the planned visits of a span that break a rule where they stand (rule 24), by start.

    Raises
    ------
    Invalid
        The span is empty or too long.
    """
    check_span(starts_at, ends_at)
    seen = work.only_visible(work.visits_between(starts_at, ends_at), actor=actor)
    return conflicts.conflicts(seen, weights=get_policy().weights())


def list_due_visits(*, actor: Actor, now: datetime, technician_ids: Collection[int] = ()) -> list[int]:
    """This will list the planned visits that belong on a phone by now, if nothing holds them and nobody kept them back.

    Nor what follows a canceled visit: it is blocked, unless somebody placed it with a reason, which pins it.

    One of a crew is on all their phones at once: as soon as it is due for the first of them, wherever he is based. With
    technicians only what they lead or go along with. A fixed number of queries.
    """
    rules = release_rules()
    planned = work.list_visits(actor=actor, status=["scheduled"]).filter(
        starts_at__lte=now + rules.horizon, is_kept_back=False
    )
    planned = planned.exclude(is_pinned=False, after__first__status="canceled")
    if technician_ids:
        planned = work.of_technicians(planned, technician_ids)
    waiting = [facts for facts in work.visit_facts(planned.values_list("pk", flat=True)) if not facts["held"]]
    if not waiting:
        return []
    areas = work.areas_of_visits([facts["id"] for facts in waiting]) if rules.by_territory else {}
    crews = {facts["id"]: (facts["technician_id"], *facts["member_ids"]) for facts in waiting}
    cards = workforce.technician_cards({one for crew in crews.values() for one in crew})
    before = _before(cards) if rules.have(Release.NEXT) else {}
    shifts = _nights(cards, now) if rules.have(Release.DAILY) else {}
    return [
        facts["id"]
        for facts in waiting
        if _is_due_for_one(
            facts["id"],
            {who: cards[who]["zone"] for who in crews[facts["id"]]},
            rule=rules.of(areas.get(facts["id"], frozenset())),
            starts_at=facts["starts_at"],
            priority=facts["priority"],
            before=before,
            shifts=shifts,
            now=now,
        )
    ]


def is_due(*, visit_id: int, zones: Mapping[int, str], starts_at: datetime, priority: int, now: datetime) -> bool:
    """This will say whether a visit that was planned just now belongs on the phones of its crew by now.

    `zones` are where each of them is based.
    """
    rules = release_rules()
    areas = work.areas_of_visits([visit_id])[visit_id] if rules.by_territory else frozenset()
    return _is_due_for_one(
        visit_id,
        zones,
        rule=rules.of(areas),
        starts_at=starts_at,
        priority=priority,
        before=_before(zones) if rules.have(Release.NEXT) else {},
        shifts=_nights(zones, now) if rules.have(Release.DAILY) else {},
        now=now,
    )


def _is_due_for_one(
    visit_id: int,
    zones: Mapping[int, str],
    *,
    rule: Rule,
    starts_at: datetime,
    priority: int,
    before: Mapping[tuple[int, int], int],
    shifts: Mapping[int, Sequence[Shift]],
    now: datetime,
) -> bool:
    return any(
        releasing.is_due(
            rule,
            starts_at=starts_at,
            on=releasing.date_of(starts_at, shifts.get(who, ()), zone),
            priority=priority,
            now=now,
            zone=zone,
            before=before.get((who, visit_id), 0),
        )
        for who, zone in zones.items()
    )


def _nights(technician_ids: Iterable[int], now: datetime) -> dict[int, list[Shift]]:
    """The shifts of the next days, for who works over midnight."""
    return workforce.shifts_utc(list(technician_ids), now - timedelta(days=1), now + timedelta(days=4))


def _before(technician_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """By technician and visit, how many open visits he has before it, led or gone along with; two queries at most."""
    open_visits = work.list_visits(actor=_READER, status=sorted(PLANNED | UNDER_WAY))
    asked = set(technician_ids)
    rows: Any = work.of_technicians(open_visits, asked).order_by().values(
        "id", "technician_id", "member_ids", "starts_at", "departed_at", "arrived_at", "started_at", "ended_at"
    )  # fmt: skip
    line: dict[int, list[tuple[bool, datetime, int]]] = {}
    for row in work.with_each_of_crew(rows):
        if row["technician_id"] in asked and row["ended_at"] is None:
            # Where he is comes first, whatever was planned before it.
            here = any(row[step] is not None for step in ("departed_at", "arrived_at", "started_at"))
            line.setdefault(row["technician_id"], []).append((not here, row["starts_at"], row["id"]))
    return {(who, pk): n for who, mine in line.items() for n, (_, _, pk) in enumerate(sorted(mine))}


def list_undispatched(
    *, actor: Actor, starts_at: datetime, ends_at: datetime, technician_ids: Collection[int] = ()
) -> list[int]:
    """This will list the planned visits of a span that are on no phone yet and that nothing holds.

    Raises
    ------
    Invalid
        The span is empty or too long.
    """
    check_span(starts_at, ends_at)
    planned = work.list_visits(actor=actor, status=["scheduled"])
    planned = planned.filter(starts_at__gte=starts_at, starts_at__lt=ends_at)
    if technician_ids:
        planned = work.of_technicians(planned, technician_ids)
    return [facts["id"] for facts in work.visit_facts(planned.values_list("pk", flat=True)) if not facts["held"]]


_AGO, _AHEAD = timedelta(hours=12), timedelta(hours=36)


def list_predictions(*, actor: Actor, starts_at: datetime, ends_at: datetime, now: datetime) -> list[dict[str, Any]]:
    """This will list when technicians are likely to arrive at the open visits of a span, by technician and order.

    Each of a crew for himself. Nobody can say for longer than a day and a half. A fixed number of queries.

    Raises
    ------
    Invalid
        The span is empty or too long.
    """
    check_span(starts_at, ends_at)
    ids = work.visits_between(now - _AGO, now + _AHEAD)
    if not ids:
        return []
    seen = set(work.only_visible(ids, actor=actor))
    return [
        _predicted(one)
        for one in predict(driving.with_own_drives(work.visit_facts(ids)), now=now)
        if one.visit_id in seen and one.starts_at < ends_at and one.ends_at > starts_at
    ]


def get_times(*, actor: Actor, visit_id: int, now: datetime) -> dict[str, Any]:
    """This will be what was promised for a visit, what is planned, what is likely, and what happened, each apart.

    Raises
    ------
    NotFound
        There is no such visit, or the actor may not see it.
    """
    visit = work.get_visit(actor=actor, visit_id=visit_id)
    (row,) = work.visit_rows([visit_id])
    promises = work.promises_of(visit_id)
    likely = None
    if visit.technician_id is not None and visit.status in PLANNED | UNDER_WAY:
        ids = work.visits_between(now - _AGO, now + _AHEAD, [visit.technician_id])
        likely = next(
            (
                one
                for one in predict(driving.with_own_drives(work.visit_facts(ids)), now=now)
                if (one.visit_id, one.technician_id) == (visit_id, visit.technician_id)
            ),
            None,
        )
    return {
        "visit_id": visit_id,
        "number": visit.number,
        "status": visit.status,
        "zone": row["zone"],
        "now": now,
        "first_promise": promises[0] if promises else None,
        "promises": promises,
        "window_starts_at": visit.window_starts_at,
        "window_ends_at": visit.window_ends_at,
        "untold_reason": visit.untold_reason,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "is_outside_promise": visit.starts_at is not None
        and not is_inside(visit.starts_at, visit.window_starts_at, visit.window_ends_at),
        "predicted": likely and _predicted(likely),
        "actual": row["actual"],
        "kept_back": visit.is_kept_back,
    }


def _predicted(one: Prediction) -> dict[str, Any]:
    return {
        "visit_id": one.visit_id,
        "technician_id": one.technician_id,
        "starts_at": one.starts_at,
        "arrives_at": one.arrives_at,
        "ends_at": one.ends_at,
        "late_s": one.late_s,
        "outside_promise": one.is_outside_promise,
    }


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
