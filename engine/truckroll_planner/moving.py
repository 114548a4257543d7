"""Says of every visit of a plan how far it could move, and what the next best place would cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from truckroll_planner.inserting import best_insertions
from truckroll_planner.judging import judge_day, plan_routes
from truckroll_planner.plan import Candidate, Plan
from truckroll_planner.problem import Problem, Shift, Technician, Visit, latest_return_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """How far one visit can move."""

    visit: str
    technician: str
    earliest_s: int
    """Its start in the plan: every start is as early as the order allows."""
    latest_s: int
    """The latest start at which its day, in this order, breaks no more rules than it does now."""
    to_window_s: int | None
    """From its start to the end of its last arrival window; None: it has none."""
    to_due_s: int | None
    """From its start to its due time, negative if it is late; None: it has none."""
    other: Candidate | None
    """The cheapest place with somebody else; None: there is none, or it was not asked for."""
    other_price: int | None
    """What the plan would get dearer by there (negative: cheaper)."""


def what_can_move(
    problem: Problem, plan: Plan, *, visits: Collection[str] | None = None, places: bool = True
) -> tuple[Slack, ...]:
    """Say for every planned visit how far it can move and where else it could go.

    Parameters
    ----------
    problem, plan
        As for `judge`.
    visits
        Ids of those to look at; None: every planned one.
    places
        Whether to look for the cheapest other place too, which takes most of the time.

    Returns
    -------
    tuple of Slack
        In the order of technicians, shifts and places in the day.

    Raises
    ------
    ProblemError
        The plan is not one for this problem.
    """
    found: list[Slack] = []
    for technician, shift, order in plan_routes(problem, plan):
        day = judge_day(problem, technician, shift, order)
        for i, (visit, stop) in enumerate(zip(order, day.stops, strict=True)):
            if visits is not None and visit.id not in visits:
                continue
            other, price = _elsewhere(problem, plan, visit, technician) if places else (None, None)
            last_window = max((w.closes_s for w in visit.arrival_windows), default=None)
            found.append(
                Slack(
                    visit=visit.id,
                    technician=technician.id,
                    earliest_s=stop.start_s,
                    latest_s=_latest(problem, technician, shift, order, i, stop.start_s, len(day.violations)),
                    to_window_s=None if last_window is None else last_window - stop.start_s,
                    to_due_s=None if visit.due_s is None else visit.due_s - stop.start_s,
                    other=other,
                    other_price=price,
                )
            )
    return tuple(found)


def _latest(
    problem: Problem, technician: Technician, shift: Shift, order: Sequence[Visit], i: int, start: int, broken: int
) -> int:
    """Halve the span between a start that is possible and one that is not: later is never easier."""
    visit = order[i]
    if visit.started_at_s is not None or (visit.pin is not None and visit.pin.start_s is not None):
        return start
    good, bad, latest = start, max(start, latest_return_s(technician, shift)) + 1, start
    while bad - good > 1:
        middle = (good + bad) // 2
        later = replace(visit, earliest_s=max(middle, visit.earliest_s or middle))
        day = judge_day(problem, technician, shift, [*order[:i], later, *order[i + 1 :]])
        if len(day.violations) <= broken:
            good, latest = middle, day.stops[i].start_s
        else:
            bad = middle
    return latest


def _elsewhere(
    problem: Problem, plan: Plan, visit: Visit, technician: Technician
) -> tuple[Candidate | None, int | None]:
    candidates = best_insertions(problem, plan, visit.id)
    here = next(c for c in candidates if c.technician == technician.id)
    other = next((c for c in candidates if c.feasible and c.technician != technician.id), None)
    return other, None if other is None else other.cost - here.cost
