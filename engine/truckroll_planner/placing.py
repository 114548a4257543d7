"""Places one visit with one technician, looking at every place: the reference that `inserting` must agree with."""

from __future__ import annotations

from collections.abc import Sequence

from truckroll_planner.judging import day_of, order_cost, standing_violations
from truckroll_planner.plan import Candidate, Day, Violation
from truckroll_planner.problem import Problem, Shift, Technician, Visit
from truckroll_planner.rules import RULE_ORDER
from truckroll_planner.scheduling import Course, Label, Leg

Orders = dict[tuple[str, str], list[Visit]]
"""The visits of each shift, by technician and shift."""


def place_with(problem: Problem, technician: Technician, visit: Visit, orders: Orders) -> Candidate:
    """Find a technician's best place for a visit among all shifts and all places in them."""
    if not technician.shifts:
        return nowhere(problem, technician, visit)
    places = [
        place_in(problem, technician, shift, visit, orders.get((technician.id, shift.id), []))
        for shift in sorted(technician.shifts, key=lambda s: s.starts_at_s)
    ]
    return min(places, key=place_rank)


def nowhere(problem: Problem, technician: Technician, visit: Visit) -> Candidate:
    """Say why a technician without a shift cannot serve a visit."""
    return Candidate(
        technician=technician.id,
        shift=None,
        position=-1,
        start_s=None,
        end_s=None,
        cost=0,
        violations=standing_violations(problem, technician, None, visit),
    )


def rank(candidate: Candidate) -> tuple[int, int, int, int, str]:
    """Feasible ones first, from cheapest to dearest; then by what they break first; equal ones by technician."""
    if candidate.feasible:
        return (0, 0, 0, candidate.cost, candidate.technician)
    first = candidate.violations[0]
    return (1, RULE_ORDER[first.rule], first.amount, candidate.cost, candidate.technician)


def place_rank(candidate: Candidate) -> tuple[int, int, int]:
    """Among the shifts of one technician: the place that breaks least, of those the cheapest."""
    return (len(candidate.violations), sum(v.amount for v in candidate.violations), candidate.cost)


def place_in(problem: Problem, technician: Technician, shift: Shift, visit: Visit, order: Sequence[Visit]) -> Candidate:
    """Find the place that newly breaks least, of those the cheapest, of those the first."""
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
