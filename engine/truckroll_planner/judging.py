"""Judges a plan completely: the slow, obvious, complete evaluator that every faster one must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from truckroll_planner.plan import Day, Judgement, Plan, Stop, Violation, all_terms
from truckroll_planner.problem import (
    Absence,
    Fault,
    Problem,
    ProblemError,
    Shift,
    Technician,
    Visit,
    Window,
    latest_return_s,
    shift_of,
    work_s,
)
from truckroll_planner.rules import RULE_ORDER
from truckroll_planner.rules import Fact as Known


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
                violations.append(_violation("served_twice", technician, visit, 1, other=served[visit.id]))
            else:
                served[visit.id] = technician.id
    unassigned = tuple(v.id for v in problem.visits if v.id not in served)
    for visit in problem.visits:
        if visit.started_at_s is not None and visit.id not in served:
            started_by = visit.pin.technician if visit.pin else None
            violations.append(_violation("started_is_fixed", None, visit, 1, started_by=started_by or ""))
    terms = all_terms({})
    for day in days:
        for name, amount in day.terms.items():
            terms[name] += amount
    terms["unassigned"] = sum(v.unassigned_cost for v in problem.visits if v.id not in served)
    starts = {stop.visit: stop.start_s for day in days for stop in day.stops}
    late = tuple(v.id for v in problem.visits if v.due_s is not None and starts.get(v.id, v.due_s) > v.due_s)
    return Judgement(terms=terms, violations=tuple(violations), days=tuple(days), unassigned=unassigned, late=late)


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
    legs = _legs(problem, shift, visits)
    best = _schedule(problem, technician, shift, visits, legs)
    stops: list[Stop] = []
    standing: list[Violation] = []
    for visit, leg, arrival, start in zip(visits, legs, best.arrivals, best.starts, strict=False):
        setup = 0 if leg.shares_setup else visit.setup_s
        end = start + setup + work_s(technician, visit)
        stops.append(Stop(visit=visit.id, arrival_s=arrival, start_s=start, end_s=end, travel_s=leg.travel_s))
        if visit.started_at_s is None:
            standing.extend(standing_violations(problem, technician, shift, visit))
        elif visit.pin is not None and visit.pin.technician != technician.id:
            standing.append(_violation("started_is_fixed", technician, visit, 1, started_by=visit.pin.technician or ""))
    standing.extend(_parts(technician, shift, visits))
    travel = sum(leg.travel_s for leg in legs)
    setup_total = sum(0 if leg.shares_setup else v.setup_s for v, leg in zip(visits, legs, strict=False))
    worked = travel + setup_total + sum(work_s(technician, v) for v in visits)
    terms = _terms(problem, technician, shift, visits, stops, travel, setup_total, worked, best.overtime_s)
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
        found.append(_violation("unlocated", technician, visit, 1))
    held = {c.code for c in technician.certifications}
    found.extend(
        _violation("certification_missing", technician, visit, 1, certification=code)
        for code in sorted(visit.certifications - held)
    )
    if technician.id in visit.excluded:
        found.append(_violation("excluded_technician", technician, visit, 1))
    if visit.required is not None and technician.id not in visit.required:
        found.append(_violation("not_required_technician", technician, visit, 1))
    if visit.pin is not None and visit.pin.technician is not None and visit.pin.technician != technician.id:
        found.append(_violation("pinned", technician, visit, 1, pinned_to=visit.pin.technician))
    for skill, needed in sorted(visit.skills.items()):
        level = technician.skills.get(skill)
        if level is None:
            found.append(_violation("skill_missing", technician, visit, 1, skill=skill, needed=needed))
        elif level < needed:
            found.append(
                _violation(
                    "skill_level_too_low", technician, visit, needed - level, skill=skill, level=level, needed=needed
                )
            )
    found.extend(
        _violation("tool_missing", technician, visit, 1, tool=tool) for tool in sorted(visit.tools - technician.tools)
    )
    if (
        visit.territory is not None
        and technician.territories is not None
        and visit.territory not in technician.territories
    ):
        found.append(_violation("outside_territory", technician, visit, 1, territory=visit.territory))
    if shift is None:
        found.append(_violation("no_shift", technician, visit, 1))
    elif visit.location is not None:
        found.extend(_too_far(problem, technician, shift, visit, visit.location))
    return tuple(sorted(found, key=lambda x: RULE_ORDER[x.rule]))


def _too_far(
    problem: Problem, technician: Technician, shift: Shift, visit: Visit, location: int
) -> Iterable[Violation]:
    if shift.start_location is not None and shift.max_travel_out_s is not None:
        out = int(problem.travel_s[shift.start_location, location])
        if out > shift.max_travel_out_s:
            yield _violation(
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
            yield _violation(
                "too_far",
                technician,
                visit,
                back - shift.max_travel_back_s,
                end="ends",
                travel_length_s=back,
                over_by_s=back - shift.max_travel_back_s,
            )


def _parts(technician: Technician, shift: Shift, visits: Sequence[Visit]) -> Iterable[Violation]:
    if shift.stock is None:
        return
    needed: dict[str, int] = {}
    for visit in visits:
        for part, count in sorted(visit.parts.items()):
            before, needed[part] = needed.get(part, 0), needed.get(part, 0) + count
            stock = shift.stock.get(part, 0)
            if needed[part] > max(stock, before):
                yield _violation(
                    "part_missing",
                    technician,
                    visit,
                    needed[part] - max(stock, before),
                    part=part,
                    stock=stock,
                    needed=needed[part],
                )


# ---- the schedule of one order -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leg:
    travel_s: int
    shares_setup: bool


@dataclass(frozen=True, slots=True)
class _Label:
    """One way to have come so far: a prefix of the day with some of its breaks taken."""

    broken: int
    cost: int
    sum_starts: int
    end_s: int
    breaks_before: tuple[int, ...] = ()
    arrivals: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    violations: tuple[Violation, ...] = ()
    overtime_s: int = 0


def _legs(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> list[_Leg]:
    """The drive to each visit and, last, the drive to the end. An unlocated place is no drive: a violation says it."""
    legs: list[_Leg] = []
    at: int | None = shift.start_location
    for i, visit in enumerate(visits):
        known = at is not None and visit.location is not None
        travel = int(problem.travel_s[at, visit.location]) if known else 0
        legs.append(_Leg(travel, i > 0 and known and at == visit.location))
        at = visit.location
    home = shift.end_location
    legs.append(_Leg(int(problem.travel_s[at, home]) if at is not None and home is not None else 0, True))
    return legs


def _schedule(
    problem: Problem, technician: Technician, shift: Shift, visits: Sequence[Visit], legs: Sequence[_Leg]
) -> _Label:
    """Find the cheapest choice of legs for the breaks; where none is allowed, the one that breaks least.

    Labels are kept per number of breaks taken. One that ends no later, breaks no more and costs no more than
    another is never worse, because waiting is free and no cost falls with time.
    """
    absences = sorted(technician.absences, key=lambda a: (a.starts_at_s, a.ends_at_s))
    labels: list[list[_Label]] = [[] for _ in range(len(shift.breaks) + 1)]
    labels[0] = [_Label(0, 0, 0, shift.starts_at_s - shift.travel_before_s)]
    for i, visit in enumerate(visits):
        after: list[list[_Label]] = [[] for _ in labels]
        for taken, ready, label in _leave(problem, shift, labels, legs[i].travel_s, absences, i, visit):
            before = visits[i - 1] if i else None
            after[taken].append(_serve(problem, technician, shift, visit, before, legs[i], ready, label, absences))
        labels = [_best_of(some) for some in after]
    home = legs[-1].travel_s
    final: list[_Label] = []
    for taken, ready, label in _leave(problem, shift, labels, home, absences, len(visits), None):
        price = shift.overtime_cost_per_s + fairness_cost_per_s(problem, technician)
        final.append(_return(technician, shift, visits, taken, ready, home, label, price))
    return min(final, key=_preference)


def _preference(label: _Label) -> tuple[int, int, int, tuple[int, ...], int]:
    return (label.broken, label.cost, label.sum_starts, label.breaks_before, label.end_s)


def _best_of(labels: list[_Label]) -> list[_Label]:
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda x: (x.broken, x.cost, x.sum_starts, x.end_s, x.breaks_before)):
        if not any(
            k.broken <= label.broken
            and k.cost <= label.cost
            and k.sum_starts <= label.sum_starts
            and k.end_s <= label.end_s
            and k.breaks_before <= label.breaks_before
            for k in kept
        ):
            kept.append(label)
    return kept


def _leave(
    problem: Problem,
    shift: Shift,
    labels: list[list[_Label]],
    travel_s: int,
    absences: Sequence[Absence],
    leg: int,
    visit: Visit | None,
) -> Iterable[tuple[int, int, _Label]]:
    """Every way to drive one leg: with none, one or more of the breaks still owed. Gives (taken, ready, label)."""
    for taken, some in enumerate(labels):
        for label in some:
            left = label.end_s
            if problem.now_s is not None and visit is not None and visit.started_at_s is None:
                left = max(left, problem.now_s)
            ready = _drive(left, travel_s, absences)
            yield taken, ready, label
            for k in range(taken, len(shift.breaks)):
                pause = shift.breaks[k]
                if label.end_s > pause.closes_s:
                    break
                ready = max(ready, pause.opens_s) + pause.duration_s
                label = replace(label, breaks_before=(*label.breaks_before, leg))
                yield k + 1, ready, label


def _drive(left_s: int, travel_s: int, absences: Sequence[Absence]) -> int:
    """When a drive ends; it stops for an absence and goes on after it."""
    at, rest = left_s, travel_s
    for absence in absences:
        starts, ends = absence.starts_at_s, absence.ends_at_s
        if ends <= at or rest == 0:
            continue
        if starts > at:
            driven = min(rest, starts - at)
            at, rest = at + driven, rest - driven
        if rest:
            at = max(at, ends)
    return at + rest


def _serve(
    problem: Problem,
    technician: Technician,
    shift: Shift,
    visit: Visit,
    before: Visit | None,
    leg: _Leg,
    ready: int,
    label: _Label,
    absences: Sequence[Absence],
) -> _Label:
    """Start the visit as early as it may after `ready`, and say what is broken by that."""
    length = (0 if leg.shares_setup else visit.setup_s) + work_s(technician, visit)
    found: list[Violation] = []
    arrival = ready
    if visit.started_at_s is not None:
        start = visit.started_at_s
    elif visit.pin is not None and visit.pin.start_s is not None:
        start = visit.pin.start_s
        found.extend(_fixed(problem, technician, shift, visit, before, label.end_s, ready, start, length, absences))
    else:
        wanted = max(ready, shift.starts_at_s, earliest_start_s(problem, visit))
        start, found = _first_start(technician, visit, ready, wanted, length, absences)
    end = start + length
    if visit.started_at_s is None:
        found.extend(_dated(technician, visit, start, end))
        last = latest_return_s(technician, shift)
        if end > last:
            found.extend(_absent(technician, shift, visit, absences))
            found.append(
                _violation(
                    "outside_shift",
                    technician,
                    visit,
                    end - last,
                    start_s=start,
                    end_s=end,
                    shift_from_s=shift.starts_at_s,
                    shift_until_s=shift.ends_at_s,
                )
            )
    cost = label.cost
    for _, late, price in late_terms(problem, visit, start):
        cost += late * price
    return _Label(
        label.broken + len(found),
        cost,
        label.sum_starts + start,
        max(end, label.end_s) if found else end,
        label.breaks_before,
        (*label.arrivals, arrival),
        (*label.starts, start),
        (*label.violations, *found),
    )


def earliest_start_s(problem: Problem, visit: Visit) -> int:
    """Return the instant before which this visit may not start, windows not counted."""
    earliest = [-(1 << 31)]
    if visit.earliest_s is not None:
        earliest.append(visit.earliest_s)
    if visit.promised is not None:
        earliest.append(visit.promised.opens_s)
    if visit.published is not None:
        earliest.append(visit.published.start_s - problem.prices.published_tolerance_s)
    if problem.now_s is not None:
        earliest.append(problem.now_s)
    return max(earliest)


def late_terms(problem: Problem, visit: Visit, start_s: int) -> Iterable[tuple[str, int, int]]:
    """Give (term, seconds too late, price per second) of each lateness that a start may have."""
    if visit.due_s is not None:
        yield "lateness", max(0, start_s - visit.due_s), visit.lateness_cost_per_s
    if visit.promised is not None:
        yield "promise_broken", max(0, start_s - visit.promised.closes_s), visit.promise_cost_per_s
    if visit.published is not None:
        last = visit.published.start_s + problem.prices.published_tolerance_s
        yield "moved_later", max(0, start_s - last), problem.prices.moved_later_cost_per_s


def next_start_s(visit: Visit, wanted: int, length: int, absences: Sequence[Absence]) -> int | None:
    """Return the earliest start from `wanted` on that every window and absence allows, None if there is none."""
    start = wanted
    while True:
        before = start
        if visit.arrival_windows:
            start_or_none = _in_window(visit.arrival_windows, start, 0)
            if start_or_none is None:
                return None
            start = start_or_none
        if visit.access_windows:
            start_or_none = _in_window(visit.access_windows, start, length)
            if start_or_none is None:
                return None
            start = start_or_none
        for absence in absences:
            if absence.starts_at_s < start + length and start < absence.ends_at_s:
                start = absence.ends_at_s
        if start == before:
            return start


def _in_window(windows: Sequence[Window], start: int, length: int) -> int | None:
    return min((max(start, w.opens_s) for w in windows if max(start, w.opens_s) + length <= w.closes_s), default=None)


def _first_start(
    technician: Technician, visit: Visit, arrival: int, wanted: int, length: int, absences: Sequence[Absence]
) -> tuple[int, list[Violation]]:
    start = next_start_s(visit, wanted, length, absences)
    if start is not None:
        return start, []
    found: list[Violation] = []
    anyway = wanted
    for absence in absences:
        if absence.starts_at_s < anyway + length and anyway < absence.ends_at_s:
            anyway = absence.ends_at_s
    if anyway != wanted and next_start_s(visit, wanted, length, ()) is not None:
        found.extend(_absent(technician, None, visit, absences, wanted, wanted + length))
    if visit.access_windows and _in_window(visit.access_windows, anyway, length) is None:
        last = max(w.closes_s for w in visit.access_windows)
        found.append(
            _violation(
                "access_window_closed",
                technician,
                visit,
                max(1, anyway + length - last),
                arrival_s=arrival,
                closes_s=last,
                work_length_s=length,
            )
        )
    if visit.arrival_windows and _in_window(visit.arrival_windows, anyway, 0) is None:
        last = max(w.closes_s for w in visit.arrival_windows)
        found.append(
            _violation(
                "too_late_for_window",
                technician,
                visit,
                anyway - last,
                arrival_s=arrival,
                closes_s=last,
                late_by_s=anyway - last,
            )
        )
    if not found:  # Each kind of window has a place left, but none that suits the others and the absences.
        found.extend(_absent(technician, None, visit, absences, wanted, anyway + length))
        if visit.access_windows:
            last = max(w.closes_s for w in visit.access_windows)
            found.append(
                _violation(
                    "access_window_closed",
                    technician,
                    visit,
                    length,
                    arrival_s=arrival,
                    closes_s=last,
                    work_length_s=length,
                )
            )
        else:
            last = max(w.closes_s for w in visit.arrival_windows)
            found.append(
                _violation(
                    "too_late_for_window",
                    technician,
                    visit,
                    max(1, anyway - last),
                    arrival_s=arrival,
                    closes_s=last,
                    late_by_s=max(0, anyway - last),
                )
            )
    return anyway, found


def _fixed(
    problem: Problem,
    technician: Technician,
    shift: Shift,
    visit: Visit,
    before: Visit | None,
    left: int,
    ready: int,
    start: int,
    length: int,
    absences: Sequence[Absence],
) -> Iterable[Violation]:
    """What a start that somebody has fixed breaks."""
    if problem.now_s is not None and start < problem.now_s:
        yield _violation("past", technician, visit, problem.now_s - start, start_s=start, now_s=problem.now_s)
    if before is not None and left > start:
        yield _violation(
            "overlap", technician, visit, left - start, other=before.id, start_s=start, overlap_by_s=left - start
        )
    elif ready > start:
        yield _violation(
            "travel_gap",
            technician,
            visit,
            ready - start,
            start_s=start,
            short_by_s=ready - start,
            other=before.id if before is not None else "the start of the day",
        )
    if start < shift.starts_at_s:
        yield _violation(
            "outside_shift",
            technician,
            visit,
            shift.starts_at_s - start,
            start_s=start,
            end_s=start + length,
            shift_from_s=shift.starts_at_s,
            shift_until_s=shift.ends_at_s,
        )
    yield from _absent(technician, None, visit, absences, start, start + length)
    if visit.arrival_windows and _in_window(visit.arrival_windows, start, 0) != start:
        last = max(w.closes_s for w in visit.arrival_windows)
        yield _violation(
            "too_late_for_window",
            technician,
            visit,
            max(1, start - last),
            arrival_s=start,
            closes_s=last,
            late_by_s=start - last,
        )
    if visit.access_windows and _in_window(visit.access_windows, start, length) != start:
        last = max(w.closes_s for w in visit.access_windows)
        yield _violation(
            "access_window_closed",
            technician,
            visit,
            max(1, start + length - last),
            arrival_s=start,
            closes_s=last,
            work_length_s=length,
        )


def _absent(
    technician: Technician,
    shift: Shift | None,
    visit: Visit,
    absences: Sequence[Absence],
    start: int | None = None,
    end: int | None = None,
) -> Iterable[Violation]:
    """The absences that lie in [start, end), or in the shift where no span is given."""
    if shift is not None:
        start, end = shift.starts_at_s, shift.ends_at_s
    for absence in absences:
        if start is not None and end is not None and absence.starts_at_s < end and start < absence.ends_at_s:
            yield _violation(
                "absent",
                technician,
                visit,
                min(end, absence.ends_at_s) - max(start, absence.starts_at_s),
                absence=absence.id,
                absent_from_s=absence.starts_at_s,
                absent_until_s=absence.ends_at_s,
            )


def _dated(technician: Technician, visit: Visit, start: int, end: int) -> Iterable[Violation]:
    """The certifications that the technician holds, but not for the whole of this visit."""
    for code in sorted(visit.certifications):
        held = [c for c in technician.certifications if c.code == code]
        if not held or any(
            (c.valid_from_s is None or c.valid_from_s <= start) and (c.valid_until_s is None or c.valid_until_s >= end)
            for c in held
        ):
            continue
        until = [c.valid_until_s for c in held if c.valid_until_s is not None and c.valid_until_s < end]
        if until:
            yield _violation(
                "certification_expired",
                technician,
                visit,
                end - max(until),
                certification=code,
                valid_until_s=max(until),
                start_s=start,
                end_s=end,
            )
        else:
            begins = min(c.valid_from_s for c in held if c.valid_from_s is not None)
            yield _violation(
                "certification_not_yet_valid",
                technician,
                visit,
                begins - start,
                certification=code,
                valid_from_s=begins,
                start_s=start,
                end_s=end,
            )


def _return(
    technician: Technician,
    shift: Shift,
    visits: Sequence[Visit],
    taken: int,
    ready: int,
    home_s: int,
    label: _Label,
    price: int,
) -> _Label:
    """End the shift: overtime and its limit, and the breaks that nobody took."""
    found: list[Violation] = []
    # Of the way home, as much as lies after the shift may be driven without being overtime.
    free = min(shift.travel_after_s, home_s)
    over = max(0, ready - free - shift.ends_at_s)
    allowed = latest_return_s(technician, shift) - shift.ends_at_s
    if over > allowed and not any(v.rule == "outside_shift" and v.visit == visits[-1].id for v in label.violations):
        found.append(
            _violation(
                "overtime_limit",
                technician,
                visits[-1],
                over - allowed,
                over_by_s=over,
                overtime_limit_s=allowed,
                returns_s=ready,
            )
        )
    found.extend(
        _violation("break_missed", technician, None, 1, opens_s=pause.opens_s, closes_s=pause.closes_s)
        for pause in shift.breaks[taken:]
    )
    return replace(
        label,
        broken=label.broken + len(found),
        cost=label.cost + over * price,
        end_s=ready,
        overtime_s=over,
        violations=(*label.violations, *found),
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


def fairness_cost_per_s(problem: Problem, technician: Technician) -> int:
    """Return the extra price of a second of overtime for somebody who had more of it than the others."""
    hours = (technician.after_hours_s - problem.least_after_hours_s) // 3600
    return problem.prices.fairness_cost_per_hour * hours // 100


def reserve_cost(problem: Problem, shift: Shift, worked_s: int) -> int:
    """Return the price of the work that lies in the time kept free for emergencies."""
    if shift.reserve_s == 0:
        return 0
    free_until = shift.ends_at_s - shift.starts_at_s - shift.reserve_s
    return min(shift.reserve_s, max(0, worked_s - free_until)) * problem.prices.reserve_cost_per_s


# ---- names -------------------------------------------------------------------------------------------------------


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
                visits.append(problem.visit(visit_id))
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


def _violation(rule: str, technician: Technician | None, visit: Visit | None, amount: int, **facts: Known) -> Violation:
    named: dict[str, Known] = {}
    if technician is not None:
        named["technician"] = technician.id
    if visit is not None:
        named["visit"] = visit.id
    return Violation(
        rule=rule,
        technician=technician.id if technician else None,
        visit=visit.id if visit else None,
        amount=amount,
        facts=named | facts,
    )
