"""Schedules one order of visits: every start as early as possible, every place for a break, what that breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from truckroll_planner.plan import Violation, violation
from truckroll_planner.problem import Absence, Problem, Shift, Technician, Visit, Window, latest_return_s, work_s


class Leg(NamedTuple):
    """The drive to a visit or, last, to the end of the shift."""

    travel_s: int
    shares_setup: bool


class Label(NamedTuple):
    """One way to have come so far: a beginning of the day with some of its breaks taken."""

    broken: int
    cost: int
    sum_starts: int
    end_s: int
    breaks_before: tuple[int, ...] = ()
    arrivals: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    violations: tuple[Violation, ...] = ()
    overtime_s: int = 0


class Course:
    """The schedules of one shift: of an order of visits, and of that order with one more visit somewhere.

    Labels are kept per number of breaks taken. One that ends no later, breaks no more and costs no more than
    another is never worse, because waiting is free and no cost falls with time.
    """

    def __init__(self, problem: Problem, technician: Technician, shift: Shift, visits: Sequence[Visit]) -> None:
        self.problem, self.technician, self.shift, self.visits = problem, technician, shift, list(visits)
        self._absences = sorted(technician.absences, key=lambda a: (a.starts_at_s, a.ends_at_s))
        self._last_s = latest_return_s(technician, shift)
        self._price = shift.overtime_cost_per_s + fairness_cost_per_s(problem, technician)
        self.legs = legs_of(problem, shift, self.visits)
        self._schedule: Label | None = None
        begin: list[list[Label]] = [[] for _ in range(len(shift.breaks) + 1)]
        begin[0] = [Label(0, 0, 0, shift.starts_at_s - shift.travel_before_s)]
        self._after = [begin]
        for i, visit in enumerate(self.visits):
            self._after.append(
                self._serve_all(self._after[i], i, visit, self.legs[i], self.visits[i - 1] if i else None)
            )

    def schedule(self) -> Label:
        """Return the cheapest schedule of this order; where none is allowed, the one that breaks least."""
        return self.finish(self._after[-1], self.legs[-1].travel_s, self.visits)

    def labels_after(self, count: int) -> list[list[Label]]:
        """Return the ways to have come through the first `count` visits, by number of breaks taken."""
        return self._after[count]

    def schedule_with(
        self, visit: Visit, at: int, most_broken: int | None = None
    ) -> tuple[list[Visit], list[Leg], Label] | None:
        """Return order, legs and schedule with `visit` at place `at`; None if more than `most_broken` rules break."""
        visits = [*self.visits[:at], visit, *self.visits[at:]]
        around = legs_of(self.problem, self.shift, visits[max(0, at - 1) : at + 2], at <= 1, at >= len(visits) - 2)
        legs = [*self.legs[:at], *self.legs[at:]]
        legs[at : at + 1] = around[min(at, 1) : min(at, 1) + 2]
        labels = self._after[at]
        for i in range(at, len(visits)):
            labels = self._serve_all(labels, i, visits[i], legs[i], visits[i - 1] if i else None)
            if most_broken is not None and min(x.broken for some in labels for x in some) > most_broken:
                return None
            if i > at and (rest := self._as_before(labels, i)) is not None:
                return visits, legs, rest
        return visits, legs, self.finish(labels, legs[-1].travel_s, visits)

    def _as_before(self, labels: list[list[Label]], i: int) -> Label | None:
        """Return the schedule if from place i on the day goes on as it did without the visit put in; None if not.

        It does where every label ends when its counterpart did, and all are dearer by the same: waiting has swallowed
        the delay, and which label is best in the end is as it was.
        """
        old = self._after[i]
        if any(len(new) != len(was) or len(new) > 1 for new, was in zip(labels, old, strict=True)):
            return None
        pairs = [(new[0], was[0]) for new, was in zip(labels, old, strict=True) if new]
        if any(new.end_s != was.end_s for new, was in pairs):
            return None
        change = {(new.broken - was.broken, new.cost - was.cost, new.sum_starts - was.sum_starts) for new, was in pairs}
        if len(change) != 1:
            return None
        ((broken, cost, sum_starts),) = change
        end = self._schedule = self._schedule or self.schedule()
        # The breaks that the best schedule had taken by then say which of the labels it went on from.
        taken = sum(leg < i for leg in end.breaks_before)
        new, was = labels[taken][0], old[taken][0]
        return Label(
            end.broken + broken,
            end.cost + cost,
            end.sum_starts + sum_starts,
            end.end_s,
            (*new.breaks_before, *(leg + 1 for leg in end.breaks_before[taken:])),
            (*new.arrivals, *end.arrivals[i:]),
            (*new.starts, *end.starts[i:]),
            (*new.violations, *end.violations[len(was.violations) :]),
            end.overtime_s,
        )

    def _serve_all(
        self, labels: list[list[Label]], i: int, visit: Visit, leg: Leg, before: Visit | None
    ) -> list[list[Label]]:
        length = (0 if leg.shares_setup else visit.setup_s) + work_s(self.technician, visit)
        earliest = max(self.shift.starts_at_s, earliest_start_s(self.problem, visit))
        after: list[list[Label]] = [[] for _ in labels]
        for taken, ready, label, breaks_before in self._leave(labels, leg.travel_s, i, visit):
            after[taken].append(self.serve(visit, before, length, earliest, ready, label, breaks_before))
        return [_best_of(some) if len(some) > 1 else some for some in after]

    def _leave(
        self, labels: list[list[Label]], travel_s: int, leg: int, visit: Visit | None
    ) -> Iterable[tuple[int, int, Label, tuple[int, ...]]]:
        """Every way to drive one leg, with none, one or more of the breaks still owed: (taken, ready, from, breaks)."""
        now = self.problem.now_s if visit is not None and visit.started_at_s is None else None
        breaks = self.shift.breaks
        for taken, some in enumerate(labels):
            for label in some:
                left = label.end_s if now is None else max(label.end_s, now)
                ready = _drive(left, travel_s, self._absences) if self._absences else left + travel_s
                yield taken, ready, label, label.breaks_before
                before = label.breaks_before
                for k in range(taken, len(breaks)):
                    if label.end_s > breaks[k].closes_s:
                        break
                    ready = max(ready, breaks[k].opens_s) + breaks[k].duration_s
                    before = (*before, leg)
                    yield k + 1, ready, label, before

    def serve(
        self,
        visit: Visit,
        before: Visit | None,
        length: int,
        earliest: int,
        ready: int,
        label: Label,
        breaks_before: tuple[int, ...],
    ) -> Label:
        """Start the visit as early as it may after `ready`, and say what is broken by that."""
        problem, technician, shift = self.problem, self.technician, self.shift
        found: list[Violation] = []
        if visit.started_at_s is not None:
            start = visit.started_at_s
        elif visit.pin is not None and visit.pin.start_s is not None:
            start = visit.pin.start_s
            found.extend(
                _fixed(problem, technician, shift, visit, before, label.end_s, ready, start, length, self._absences)
            )
        elif not (visit.arrival_windows or visit.access_windows or self._absences):
            start = max(ready, earliest)
        else:
            start, found = _first_start(technician, visit, ready, max(ready, earliest), length, self._absences)
        end = start + length
        if visit.started_at_s is None:
            if visit.certifications:
                found.extend(_dated(technician, visit, start, end))
            if end > self._last_s:
                found.extend(_absent(technician, shift, visit, self._absences))
                found.append(
                    violation(
                        "outside_shift",
                        technician,
                        visit,
                        end - self._last_s,
                        start_s=start,
                        end_s=end,
                        shift_from_s=shift.starts_at_s,
                        shift_until_s=shift.ends_at_s,
                    )
                )
        cost = label.cost
        for _, late, price in late_terms(problem, visit, start):
            cost += late * price
        return Label(
            label.broken + len(found),
            cost,
            label.sum_starts + start,
            max(end, label.end_s) if found else end,
            breaks_before,
            (*label.arrivals, ready),
            (*label.starts, start),
            (*label.violations, *found) if found else label.violations,
        )

    def finish(self, labels: list[list[Label]], home_s: int, visits: Sequence[Visit]) -> Label:
        """End the shift: overtime and its limit, and the breaks that nobody took."""
        technician, shift = self.technician, self.shift
        allowed = self._last_s - shift.ends_at_s
        final: list[Label] = []
        for taken, ready, label, breaks_before in self._leave(labels, home_s, len(visits), None):
            found: list[Violation] = []
            # Of the way home, as much as lies after the shift may be driven without being overtime.
            over = max(0, ready - min(shift.travel_after_s, home_s) - shift.ends_at_s)
            if over > allowed and not any(
                v.rule == "outside_shift" and v.visit == visits[-1].id for v in label.violations
            ):
                found.append(
                    violation(
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
                violation("break_missed", technician, None, 1, opens_s=pause.opens_s, closes_s=pause.closes_s)
                for pause in shift.breaks[taken:]
            )
            final.append(
                label._replace(  # noqa: SLF001  (a NamedTuple's own way to change a field)
                    broken=label.broken + len(found),
                    cost=label.cost + over * self._price,
                    end_s=ready,
                    overtime_s=over,
                    breaks_before=breaks_before,
                    violations=(*label.violations, *found),
                )
            )
        return min(final, key=_preference)


def legs_of(
    problem: Problem, shift: Shift, visits: Sequence[Visit], from_start: bool = True, to_end: bool = True
) -> list[Leg]:
    """The drives between these visits and, where asked, to the first and home from the last.

    An unlocated place is no drive: a violation says it.
    """
    legs: list[Leg] = []
    at: int | None = shift.start_location
    for i, visit in enumerate(visits):
        known = at is not None and visit.location is not None
        if i or from_start:
            legs.append(
                Leg(int(problem.travel_s[at, visit.location]) if known else 0, i > 0 and known and at == visit.location)
            )
        else:
            legs.append(Leg(0, False))
        at = visit.location
    if to_end:
        home = shift.end_location
        legs.append(Leg(int(problem.travel_s[at, home]) if visits and at is not None and home is not None else 0, True))
    return legs


def _preference(label: Label) -> tuple[int, int, int, tuple[int, ...], int]:
    return (label.broken, label.cost, label.sum_starts, label.breaks_before, label.end_s)


def _best_of(labels: list[Label]) -> list[Label]:
    kept: list[Label] = []
    for label in sorted(labels, key=lambda x: x[:5]):
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
            violation(
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
            violation(
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
                violation(
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
                violation(
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
        yield violation("past", technician, visit, problem.now_s - start, start_s=start, now_s=problem.now_s)
    if before is not None and left > start:
        yield violation(
            "overlap", technician, visit, left - start, other=before.id, start_s=start, overlap_by_s=left - start
        )
    elif ready > start:
        yield violation(
            "travel_gap",
            technician,
            visit,
            ready - start,
            start_s=start,
            short_by_s=ready - start,
            other=before.id if before is not None else "the start of the day",
        )
    if start < shift.starts_at_s:
        yield violation(
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
        yield violation(
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
        yield violation(
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
            yield violation(
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
            yield violation(
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
            yield violation(
                "certification_not_yet_valid",
                technician,
                visit,
                begins - start,
                certification=code,
                valid_from_s=begins,
                start_s=start,
                end_s=end,
            )


def fairness_cost_per_s(problem: Problem, technician: Technician) -> int:
    """Return the extra price of a second of overtime for somebody who had more of it than the others."""
    hours = (technician.after_hours_s - problem.least_after_hours_s) // 3600
    return problem.prices.fairness_cost_per_hour * hours // 100
