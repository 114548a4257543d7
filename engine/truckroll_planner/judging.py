"""Judges a plan completely: the slow, obvious, complete evaluator that every faster one must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from truckroll_planner.plan import Day, Judgement, Plan, Stop, Violation, all_terms, violation
from truckroll_planner.problem import (
    After,
    Fault,
    Pin,
    Problem,
    ProblemError,
    Shift,
    Technician,
    Visit,
    shift_of,
    work_s,
)
from truckroll_planner.rules import RULE_ORDER
from truckroll_planner.scheduling import Course, Label, Leg, fairness_cost_per_s, late_terms


def judge(problem: Problem, plan: Plan) -> Judgement:
    """Judge a plan completely and name every rule it breaks.

    The reference for every faster evaluation in this package: if a kernel disagrees with this function, the
    kernel is wrong.

    Parameters
    ----------
    problem
        Validated. Times are seconds since the problem's start, windows closed at both ends.
    plan
        Any plan for this problem, feasible or not. Visits in no route count as left open.

    Returns
    -------
    Judgement
        Cost by term, and one `Violation` for each broken rule, in the order of technicians and times.

    Raises
    ------
    ProblemError
        The plan names a technician, shift or visit the problem does not have, or gives one shift two routes.

    Notes
    -----
    Waiting is free. Every start is as early as the order allows, which is optimal because no cost falls with time.
    A break may lie on any leg that is left in time: every choice is looked at, the cheapest is kept, of equal cost
    the one with the smallest sum of starts, then the earlier leg.
    """
    routes = plan_routes(problem, plan)
    days: list[Day] = []
    violations: list[Violation] = []
    served: dict[str, str] = {}
    for technician, shift, visits in routes:
        day = judge_day(problem, technician, shift, visits)
        days.append(day)
        violations.extend(day.violations)
        for visit in visits:
            if visit.id in served:
                violations.append(violation("served_twice", technician, visit, 1, other=served[visit.id]))
            else:
                served[visit.id] = technician.id
    violations.extend(link_violations(problem, days))
    unassigned = tuple(v.id for v in problem.visits if v.id not in served)
    for visit in problem.visits:
        if visit.started_at_s is not None and visit.id not in served:
            started_by = visit.pin.technician if visit.pin else None
            violations.append(violation("started_is_fixed", None, visit, 1, started_by=started_by or ""))
    terms = all_terms({})
    for day in days:
        for name, amount in day.terms.items():
            terms[name] += amount
    terms["unassigned"] = sum(v.unassigned_cost for v in problem.visits if v.id not in served)
    starts = {stop.visit: stop.start_s for day in days for stop in day.stops}
    late = tuple(v.id for v in problem.visits if v.due_s is not None and starts.get(v.id, v.due_s) > v.due_s)
    return Judgement(terms=terms, violations=tuple(violations), days=tuple(days), unassigned=unassigned, late=late)


def link_violations(problem: Problem, days: Sequence[Day]) -> Iterable[Violation]:
    """Name what is broken between visits that belong together, given every day of the plan."""
    at = {stop.visit: (problem.technician(day.technician), stop) for day in days for stop in day.stops}
    for crew in problem.together:
        there = [name for name in crew.visits if name in at]
        for name in there:
            technician, stop = at[name]
            visit = problem.visit(name)
            for other in crew.visits[: crew.visits.index(name)]:
                if other not in at:
                    continue
                apart = abs(stop.start_s - at[other][1].start_s)
                if apart:
                    yield violation("crew_apart", technician, visit, apart, other=other, apart_by_s=apart)
                if at[other][0].id == technician.id:
                    yield violation("crew_same_technician", technician, visit, 1, other=other)
            for other in crew.visits:
                if other not in at:
                    yield violation("crew_incomplete", technician, visit, 1, other=other)
    for link in problem.after:
        if link.then not in at:
            if link.whole and link.first in at:
                yield violation("successor_open", at[link.first][0], problem.visit(link.first), 1, other=link.then)
            continue
        technician, stop = at[link.then]
        visit = problem.visit(link.then)
        if link.first not in at:
            yield violation("predecessor_open", technician, visit, 1, other=link.first)
            continue
        yield from _after(problem, link, technician, visit, stop, *at[link.first])


def _after(
    problem: Problem,
    link: After,
    technician: Technician,
    visit: Visit,
    stop: Stop,
    before: Technician,
    first: Stop,
) -> Iterable[Violation]:
    ready = first.end_s + link.lag_s
    if stop.start_s < ready:
        early = ready - stop.start_s
        yield violation("before_predecessor", technician, visit, early, other=link.first, early_by_s=early)
    if link.immediately:
        a, b = problem.visit(link.first).location, visit.location
        drive = int(problem.travel_s[a, b]) if a is not None and b is not None and technician.id == before.id else 0
        late = stop.start_s - max(ready, first.end_s + drive)
        if late > 0:
            yield violation("not_immediately", technician, visit, late, other=link.first, late_by_s=late)
    if link.same_technician and technician.id != before.id:
        yield violation("not_same_technician", technician, visit, 1, other=link.first, before=before.id)
    if link.same_day and problem.day_of(stop.start_s) != problem.day_of(first.start_s):
        yield violation("not_same_day", technician, visit, 1, other=link.first)


def judge_day(problem: Problem, technician: Technician, shift: Shift, visits: Sequence[Visit]) -> Day:
    """Judge one shift serving these visits in this order, every start as early as possible."""
    if not visits:
        return Day(
            technician=technician.id,
            shift=shift.id,
            stops=(),
            breaks_before=(),
            returns_s=shift.starts_at_s,
            travel_s=0,
            worked_s=0,
            overtime_s=0,
            terms=all_terms({}),
            violations=(),
        )
    course = Course(problem, technician, shift, visits)
    return day_of(problem, technician, shift, visits, course.legs, course.schedule())


def day_of(
    problem: Problem,
    technician: Technician,
    shift: Shift,
    visits: Sequence[Visit],
    legs: Sequence[Leg],
    best: Label,
    standing_of: Sequence[Visit] | None = None,
) -> Day:
    """Write down a schedule as a day, with what it costs by term and every rule it breaks.

    Who may serve what is looked at for the visits `standing_of` only; None: for all.
    """
    stops: list[Stop] = []
    standing: list[Violation] = []
    for visit, leg, arrival, start in zip(visits, legs, best.arrivals, best.starts, strict=False):
        setup = 0 if leg.shares_setup else visit.setup_s
        end = start + setup + work_s(technician, visit)
        stops.append(Stop(visit=visit.id, arrival_s=arrival, start_s=start, end_s=end, travel_s=leg.travel_s))
        if standing_of is not None and visit not in standing_of:
            continue
        if visit.started_at_s is None:
            standing.extend(standing_violations(problem, technician, shift, visit))
        elif visit.pin is not None and visit.pin.technician != technician.id:
            standing.append(violation("started_is_fixed", technician, visit, 1, started_by=visit.pin.technician or ""))
    standing.extend(parts_missing(technician, shift, visits))
    travel, setup, worked = worked_s(technician, visits, legs)
    terms = _terms(problem, technician, shift, visits, stops, travel, setup, worked, best.overtime_s)
    order = {v.id: i for i, v in enumerate(visits)}
    violations = sorted(
        (*standing, *best.violations),
        key=lambda x: (order.get(x.visit or "", len(order)), RULE_ORDER[x.rule], sorted(map(str, x.facts.items()))),
    )
    return Day(
        technician=technician.id,
        shift=shift.id,
        stops=tuple(stops),
        breaks_before=best.breaks_before,
        returns_s=best.end_s,
        travel_s=travel,
        worked_s=worked,
        overtime_s=best.overtime_s,
        terms=terms,
        violations=tuple(violations),
    )


def standing_violations(
    problem: Problem, technician: Technician, shift: Shift | None, visit: Visit
) -> tuple[Violation, ...]:
    """Name every rule that keeps this technician from this visit whatever the order and time of the day."""
    found: list[Violation] = []
    if visit.location is None:
        found.append(violation("unlocated", technician, visit, 1))
    held = {c.code for c in technician.certifications}
    found.extend(
        violation("certification_missing", technician, visit, 1, certification=code)
        for code in sorted(visit.certifications - held)
    )
    if technician.id in visit.excluded:
        found.append(violation("excluded_technician", technician, visit, 1))
    if visit.required is not None and technician.id not in visit.required:
        found.append(violation("not_required_technician", technician, visit, 1))
    if visit.pin is not None and visit.pin.technician is not None and visit.pin.technician != technician.id:
        found.append(violation("pinned", technician, visit, 1, pinned_to=visit.pin.technician))
    for skill, needed in sorted(visit.skills.items()):
        level = technician.skills.get(skill)
        if level is None:
            found.append(violation("skill_missing", technician, visit, 1, skill=skill, needed=needed))
        elif level < needed:
            found.append(
                violation(
                    "skill_level_too_low", technician, visit, needed - level, skill=skill, level=level, needed=needed
                )
            )
    found.extend(
        violation("tool_missing", technician, visit, 1, tool=tool) for tool in sorted(visit.tools - technician.tools)
    )
    if (
        visit.territory is not None
        and technician.territories is not None
        and visit.territory not in technician.territories
    ):
        found.append(violation("outside_territory", technician, visit, 1, territory=visit.territory))
    if shift is None:
        found.append(violation("no_shift", technician, visit, 1))
    elif visit.location is not None:
        found.extend(_too_far(problem, technician, shift, visit, visit.location))
    return tuple(sorted(found, key=lambda x: RULE_ORDER[x.rule]))


def _too_far(
    problem: Problem, technician: Technician, shift: Shift, visit: Visit, location: int
) -> Iterable[Violation]:
    if shift.start_location is not None and shift.max_travel_out_s is not None:
        out = int(problem.travel_s[shift.start_location, location])
        if out > shift.max_travel_out_s:
            yield violation(
                "too_far",
                technician,
                visit,
                out - shift.max_travel_out_s,
                end="starts",
                travel_length_s=out,
                over_by_s=out - shift.max_travel_out_s,
            )
    if shift.end_location is not None and shift.max_travel_back_s is not None:
        back = int(problem.travel_s[location, shift.end_location])
        if back > shift.max_travel_back_s:
            yield violation(
                "too_far",
                technician,
                visit,
                back - shift.max_travel_back_s,
                end="ends",
                travel_length_s=back,
                over_by_s=back - shift.max_travel_back_s,
            )


def parts_missing(technician: Technician, shift: Shift, visits: Sequence[Visit]) -> Iterable[Violation]:
    """Name each visit for which the van lacks a part by then."""
    if shift.stock is None:
        return
    needed: dict[str, int] = {}
    for visit in visits:
        for part, count in sorted(visit.parts.items()):
            before, needed[part] = needed.get(part, 0), needed.get(part, 0) + count
            stock = shift.stock.get(part, 0)
            if needed[part] > max(stock, before):
                yield violation(
                    "part_missing",
                    technician,
                    visit,
                    needed[part] - max(stock, before),
                    part=part,
                    stock=stock,
                    needed=needed[part],
                )


# ---- what a day costs --------------------------------------------------------------------------------------------


def _terms(
    problem: Problem,
    technician: Technician,
    shift: Shift,
    visits: Sequence[Visit],
    stops: Sequence[Stop],
    travel: int,
    setup: int,
    worked: int,
    overtime: int,
) -> dict[str, int]:
    prices = problem.prices
    terms = all_terms({})
    terms["travel"] = travel * prices.travel_cost_per_s
    terms["setup"] = setup * prices.travel_cost_per_s
    for visit, stop in zip(visits, stops, strict=True):
        for term, late, price in late_terms(problem, visit, stop.start_s):
            terms[term] += late * price
        for term, cost in technician_terms(problem, technician, visit):
            terms[term] += cost
    terms["overtime"] = overtime * shift.overtime_cost_per_s
    terms["fairness"] = overtime * fairness_cost_per_s(problem, technician)
    if prices.balance_divisor:
        terms["balance"] = (worked // 60) ** 2 // prices.balance_divisor
    terms["reserve"] = reserve_cost(problem, shift, worked)
    return terms


def worked_s(technician: Technician, visits: Sequence[Visit], legs: Sequence[Leg]) -> tuple[int, int, int]:
    """Return the seconds of driving, of set-up and of all work in a day."""
    travel = sum(leg.travel_s for leg in legs)
    setup = sum(0 if leg.shares_setup else v.setup_s for v, leg in zip(visits, legs, strict=False))
    return travel, setup, travel + setup + sum(work_s(technician, v) for v in visits)


def order_cost(
    problem: Problem, technician: Technician, shift: Shift, visits: Sequence[Visit], legs: Sequence[Leg], best: Label
) -> int:
    """Return what a day costs, but for what depends on who is sent: enough to compare orders of the same visits."""
    travel, setup, worked = worked_s(technician, visits, legs)
    prices = problem.prices
    cost = best.cost + (travel + setup) * prices.travel_cost_per_s + reserve_cost(problem, shift, worked)
    return cost + ((worked // 60) ** 2 // prices.balance_divisor if prices.balance_divisor else 0)


def technician_terms(problem: Problem, technician: Technician, visit: Visit) -> Iterable[tuple[str, int]]:
    """Give (term, cost) of everything that depends only on who is sent."""
    if visit.preferred and technician.id not in visit.preferred:
        yield "preferred", visit.not_preferred_cost
    costs = visit.technician_cost
    if isinstance(costs, Mapping):
        yield "familiarity", costs.get(technician.id, 0)
    else:
        yield "familiarity", int(costs[problem.technician_index[technician.id]])
    above = sum(max(0, technician.skills.get(skill, needed) - needed) for skill, needed in visit.skills.items())
    yield "skill_level", above * problem.prices.skill_level_cost
    if visit.published is not None and visit.published.technician != technician.id:
        yield "changed_technician", problem.prices.changed_technician_cost


def reserve_cost(problem: Problem, shift: Shift, worked_s: int) -> int:
    """Return the price of the work that lies in the time kept free for emergencies."""
    if shift.reserve_s == 0:
        return 0
    free_until = shift.ends_at_s - shift.starts_at_s - shift.reserve_s
    return min(shift.reserve_s, max(0, worked_s - free_until)) * problem.prices.reserve_cost_per_s


# ---- names -------------------------------------------------------------------------------------------------------


def _fixed_as(visit: Visit, start_s: int | None) -> Visit:
    """The visit with the start that the plan fixes for it, unless somebody else has fixed one."""
    if start_s is None or visit.started_at_s is not None or (visit.pin is not None and visit.pin.start_s is not None):
        return visit
    return replace(visit, pin=Pin(technician=visit.pin.technician if visit.pin else None, start_s=start_s))


def plan_routes(problem: Problem, plan: Plan) -> list[tuple[Technician, Shift, list[Visit]]]:
    """Return (technician, shift, visits) of every route that serves anything, in order, or raise ProblemError."""
    faults: list[Fault] = []
    found: list[tuple[Technician, Shift, list[Visit]]] = []
    seen: set[tuple[str, str]] = set()
    for i, route in enumerate(plan.routes):
        visits: list[Visit] = []
        for k, visit_id in enumerate(route.visits):
            if visit_id not in problem.visit_index:
                faults.append(Fault(f"routes[{i}].visits[{k}]", f"expected a visit of the problem, got {visit_id!r}"))
            else:
                visits.append(_fixed_as(problem.visit(visit_id), plan.fixed_s.get(visit_id)))
        if route.technician not in problem.technician_index:
            faults.append(
                Fault(f"routes[{i}].technician", f"expected a technician of the problem, got {route.technician!r}")
            )
            continue
        technician = problem.technician(route.technician)
        if not route.visits:
            continue
        try:
            shift = shift_of(technician, route.shift)
        except KeyError:
            faults.append(
                Fault(f"routes[{i}].shift", f"expected one of the shifts of {technician.id}, got {route.shift!r}")
            )
            continue
        if (technician.id, shift.id) in seen:
            faults.append(Fault(f"routes[{i}]", f"expected one route per shift, {technician.id} has two"))
        seen.add((technician.id, shift.id))
        found.append((technician, shift, visits))
    if faults:
        raise ProblemError(faults)
    order = problem.technician_index
    return sorted(found, key=lambda r: (order[r[0].id], r[1].starts_at_s))
