"""Finds the best place of one visit with every technician, or every rule that forbids it: the reference insertion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from truckroll_planner.judging import judge_day, plan_routes, standing_violations
from truckroll_planner.plan import Candidate, Day, Plan, Violation
from truckroll_planner.problem import Fault, Pin, Problem, ProblemError, Shift, Technician, Visit
from truckroll_planner.rules import RULE_ORDER


def best_insertions(
    problem: Problem,
    plan: Plan,
    visit_id: str,
    *,
    technicians: Collection[str] | None = None,
    start_s: int | None = None,
) -> tuple[Candidate, ...]:
    """Find for every technician the best place of one visit in this plan, or what forbids it.

    Parameters
    ----------
    problem, plan
        As for `judge`. The plan may break rules: only what the insertion newly breaks speaks against it.
        If the visit is already in the plan it is taken out first.
    visit_id
        The visit to place.
    technicians
        Ids of those to look at; None: all.
    start_s
        Look only at starts of exactly this instant (a drop on the board); None: the best start.

    Returns
    -------
    tuple of Candidate
        One per technician: first the feasible ones from cheapest to dearest, then the others by what they break
        first; equal ones by technician id. A candidate that is not feasible names every broken rule of its best place.

    Raises
    ------
    ProblemError
        There is no such visit or technician, or the plan is not one for this problem.
    """
    if visit_id not in problem.visit_index:
        raise ProblemError([Fault("visit_id", f"expected a visit of the problem, got {visit_id!r}")])
    if unknown := sorted(set(technicians or ()) - set(problem.technician_index)):
        raise ProblemError([Fault("technicians", f"expected technicians of the problem, got {unknown}")])
    visit = problem.visit(visit_id)
    if start_s is not None:
        visit = replace(visit, pin=Pin(technician=visit.pin.technician if visit.pin else None, start_s=start_s))
    orders = {
        (technician.id, shift.id): [v for v in visits if v.id != visit_id]
        for technician, shift, visits in plan_routes(problem, plan)
    }
    found = [
        _best_for(problem, technician, visit, orders)
        for technician in problem.technicians
        if technicians is None or technician.id in technicians
    ]
    return tuple(sorted(found, key=_rank))


def _rank(candidate: Candidate) -> tuple[int, int, int, int, str]:
    if candidate.feasible:
        return (0, 0, 0, candidate.cost, candidate.technician)
    first = candidate.violations[0]
    return (1, RULE_ORDER[first.rule], first.amount, candidate.cost, candidate.technician)


def _best_for(
    problem: Problem, technician: Technician, visit: Visit, orders: dict[tuple[str, str], list[Visit]]
) -> Candidate:
    if not technician.shifts:
        return Candidate(
            technician=technician.id,
            shift=None,
            position=-1,
            start_s=None,
            end_s=None,
            cost=0,
            violations=standing_violations(problem, technician, None, visit),
        )
    places = [
        place
        for shift in sorted(technician.shifts, key=lambda s: s.starts_at_s)
        for place in _places(problem, technician, shift, visit, orders.get((technician.id, shift.id), []))
    ]
    return min(places, key=_place_rank)


def _place_rank(candidate: Candidate) -> tuple[int, int, int]:
    return (
        len(candidate.violations),
        sum(v.amount for v in candidate.violations) if candidate.violations else 0,
        candidate.cost,
    )


def _places(
    problem: Problem, technician: Technician, shift: Shift, visit: Visit, order: Sequence[Visit]
) -> list[Candidate]:
    before = judge_day(problem, technician, shift, order)
    fixed = sum(v.started_at_s is not None for v in order)
    return [
        _candidate(before, judge_day(problem, technician, shift, [*order[:i], visit, *order[i:]]), visit.id, i)
        for i in range(fixed, len(order) + 1)
    ]


def _candidate(before: Day, after: Day, visit_id: str, position: int) -> Candidate:
    stop = after.stops[position]
    known = {(v.rule, v.visit): v.amount for v in before.violations}
    starts = {s.visit: s.start_s for s in before.stops}
    moved = {
        s.visit: s.start_s - starts[s.visit] for s in after.stops if s.visit in starts and s.start_s != starts[s.visit]
    }
    terms = {name: cost - before.terms[name] for name, cost in after.terms.items() if cost != before.terms[name]}
    new: list[Violation] = [v for v in after.violations if v.amount > known.get((v.rule, v.visit), 0)]
    return Candidate(
        technician=after.technician,
        shift=after.shift,
        position=position,
        start_s=stop.start_s,
        end_s=stop.end_s,
        cost=sum(terms.values()),
        terms=terms,
        moved=moved,
        violations=tuple(sorted(new, key=lambda v: (v.visit != visit_id, RULE_ORDER[v.rule], v.visit or ""))),
    )
