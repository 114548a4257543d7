"""Finds the best place of one visit with every technician, or every rule that forbids it: the reference insertion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from truckroll_planner.judging import day_of, order_cost, plan_routes, standing_violations
from truckroll_planner.plan import Candidate, Day, Plan, Violation
from truckroll_planner.problem import Fault, Pin, Problem, ProblemError, Shift, Technician, Visit
from truckroll_planner.rules import RULE_ORDER
from truckroll_planner.scheduling import Course, Label, Leg


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
        _best_in(problem, technician, shift, visit, orders.get((technician.id, shift.id), []))
        for shift in sorted(technician.shifts, key=lambda s: s.starts_at_s)
    ]
    return min(places, key=_place_rank)


def _place_rank(candidate: Candidate) -> tuple[int, int, int]:
    return (len(candidate.violations), sum(v.amount for v in candidate.violations), candidate.cost)


def _best_in(problem: Problem, technician: Technician, shift: Shift, visit: Visit, order: Sequence[Visit]) -> Candidate:
    """The place that newly breaks least, of those the cheapest, of those the first."""
    course = Course(problem, technician, shift, order)
    base = course.schedule() if order else None
    known = {(v.rule, v.visit): v.amount for v in base.violations} if base else {}
    # A place that breaks more than the best so far need not be looked at further; in a day that is already broken
    # it may, because an insertion may mend what was broken.
    most = None
    best: tuple[tuple[int, int, int], int, list[Visit], list[Leg], Label] | None = None
    # From the end: there something is free most often, and then the other places need little looking at.
    for at in range(len(order), sum(v.started_at_s is not None for v in order) - 1, -1):
        found = course.schedule_with(visit, at, most)
        if found is None:
            continue
        visits, legs, label = found
        new = [v.amount for v in label.violations if v.amount > known.get((v.rule, v.visit), 0)]
        rank = (len(new), sum(new), order_cost(problem, technician, shift, visits, legs, label))
        if best is None or rank <= best[0]:
            best = (rank, at, visits, legs, label)
            most = label.broken if not known else None
    assert best is not None  # The first place looked at is always looked at to its end.
    _, at, visits, legs, label = best
    # Who may serve the others does not change: it would be on both sides.
    before = day_of(problem, technician, shift, order, course.legs, base, ()) if base else None
    return _candidate(before, day_of(problem, technician, shift, visits, legs, label, (visit,)), visit.id, at)


def _candidate(before: Day | None, after: Day, visit_id: str, position: int) -> Candidate:
    stop = after.stops[position]
    known = {(v.rule, v.visit): v.amount for v in before.violations} if before else {}
    starts = {s.visit: s.start_s for s in before.stops} if before else {}
    costs = before.terms if before else {}
    moved = {
        s.visit: s.start_s - starts[s.visit] for s in after.stops if s.visit in starts and s.start_s != starts[s.visit]
    }
    terms = {name: cost - costs.get(name, 0) for name, cost in after.terms.items() if cost != costs.get(name, 0)}
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
