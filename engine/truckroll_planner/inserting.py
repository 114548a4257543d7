"""Finds the best place of a visit with every technician, or every rule that forbids it; days are made ready once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from truckroll_planner.judging import parts_missing, plan_routes, reserve_cost, standing_violations, technician_terms
from truckroll_planner.kernels import places as k
from truckroll_planner.placing import nowhere, place_in, place_rank, rank
from truckroll_planner.plan import Candidate, Plan, Violation
from truckroll_planner.problem import (
    Fault,
    Pin,
    Problem,
    ProblemError,
    Shift,
    Technician,
    Visit,
    latest_return_s,
    work_s,
)
from truckroll_planner.rules import RULE_ORDER, TERMS
from truckroll_planner.scheduling import Course, Label, earliest_start_s, fairness_cost_per_s, late_terms

NEVER = 1 << 40


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

    Notes
    -----
    For many visits in one plan, make it ready once with `Insertions`.
    """
    return Insertions(problem, plan, technicians=technicians).everybody(visit_id, start_s=start_s)


class Insertions:
    """A plan made ready for questions about one visit after another; one thread at a time may ask.

    Parameters
    ----------
    problem, plan
        As for `judge`.
    technicians
        Ids of those to look at; None: all.

    Raises
    ------
    ProblemError
        There is no such technician, or the plan is not one for this problem.
    """

    def __init__(self, problem: Problem, plan: Plan, *, technicians: Collection[str] | None = None) -> None:
        if unknown := sorted(set(technicians or ()) - set(problem.technician_index)):
            raise ProblemError([Fault("technicians", f"expected technicians of the problem, got {unknown}")])
        self.problem = problem
        self._team = [t for t in problem.technicians if technicians is None or t.id in technicians]
        self._visits = {(t.id, s.id): visits for t, s, visits in plan_routes(problem, plan)}
        self._days = [
            _Day(problem, t, s, self._visits.get((t.id, s.id), []))
            for t in self._team
            for s in sorted(t.shifts, key=lambda s: s.starts_at_s)
        ]
        self._laid = _Laid(problem, self._days)

    def everybody(self, visit_id: str, *, start_s: int | None = None) -> tuple[Candidate, ...]:
        """Find everybody's best place, or what forbids it, as `best_insertions` does."""
        visit = self._asked(visit_id, start_s)
        by_technician: dict[str, list[Candidate]] = {t.id: [] for t in self._team}
        for day, laid, found in self._scanned(visit):
            if found is None:
                place = place_in(self.problem, day.technician, day.shift, visit, day.visits)
            else:
                place = laid.candidate(day, visit, found)
            by_technician[day.technician.id].append(place)
        return tuple(
            sorted(
                (
                    min(by_technician[t.id], key=place_rank) if t.shifts else nowhere(self.problem, t, visit)
                    for t in self._team
                ),
                key=rank,
            )
        )

    def best(self, visit_id: str, *, start_s: int | None = None) -> Candidate | None:
        """Find the cheapest place that breaks nothing: the first of `everybody`, or None if nobody can."""
        problem, visit = self.problem, self._asked(visit_id, start_s)
        able: list[tuple[int, str, int, Candidate]] = []
        fast: list[tuple[int, str, int, _Day, _Laid, Sequence[int]]] = []
        for i, (day, laid, found) in enumerate(self._scanned(visit)):
            technician = day.technician
            if found is None:
                place = place_in(problem, technician, day.shift, visit, day.visits)
                if place.feasible:
                    able.append((place.cost, technician.id, i, place))
            elif found[k.BROKEN] == 0:
                cost = found[k.COST] - day.cost
                for _, c in technician_terms(problem, technician, visit):
                    cost += c
                fast.append((cost, technician.id, i, day, laid, found))
        for cost, name, i, day, laid, found in sorted(fast, key=lambda f: f[:3]):
            if standing_violations(problem, day.technician, day.shift, visit):
                continue
            place = laid.candidate(day, visit, found)
            if place.feasible:
                able.append((cost, name, i, place))
                break
        return min(able, key=lambda f: f[:3])[3] if able else None

    def _asked(self, visit_id: str, start_s: int | None) -> Visit:
        if visit_id not in self.problem.visit_index:
            raise ProblemError([Fault("visit_id", f"expected a visit of the problem, got {visit_id!r}")])
        visit = self.problem.visit(visit_id)
        if start_s is None:
            return visit
        return replace(visit, pin=Pin(technician=visit.pin.technician if visit.pin else None, start_s=start_s))

    def _scanned(self, visit: Visit) -> Iterable[tuple[_Day, _Laid, Sequence[int] | None]]:
        """Each shift with the place found in it; None where only the reference can tell."""
        easy = visit.started_at_s is None
        changed = {
            i: _Day(self.problem, d.technician, d.shift, [v for v in d.visits if v.id != visit.id])
            for i, d in enumerate(self._days)
            if visit.id in d.ids
        }
        rows = [i for i, d in enumerate(self._days) if easy and i not in changed and d.takes(visit)]
        found = dict(zip(rows, self._laid.scan(visit, rows), strict=True))
        for i, day in enumerate(self._days):
            if i in changed:
                again = changed[i]
                laid = _Laid(self.problem, [again])
                yield again, laid, laid.scan(visit, [0])[0] if easy and again.takes(visit) else None
            else:
                yield day, self._laid, found.get(i)


class _Day:
    """One shift as the plan has it, its schedule known at every place."""

    def __init__(self, problem: Problem, technician: Technician, shift: Shift, visits: Sequence[Visit]) -> None:
        self.technician, self.shift, self.visits = technician, shift, list(visits)
        self.ids = {v.id for v in visits}
        self.course = Course(problem, technician, shift, visits)
        self.base: Label | None = self.course.schedule() if visits else None
        self.first = sum(v.started_at_s is not None for v in visits)
        legs = self.course.legs
        self.travel = sum(leg.travel_s for leg in legs)
        self.setup = sum(0 if leg.shares_setup else v.setup_s for v, leg in zip(visits, legs, strict=False))
        self.work = sum(work_s(technician, v) for v in visits)
        worked = self.travel + self.setup + self.work
        self.balance = _balance(problem, worked)
        self.reserve = reserve_cost(problem, shift, worked) if visits else 0
        self.cost = 0
        if self.base is not None:
            self.cost = self.base.cost + (self.travel + self.setup) * problem.prices.travel_cost_per_s
            self.cost += self.balance + self.reserve
        # No instant of this day lies behind it: nothing waits for longer than until the last of these.
        self._latest = max(
            [shift.starts_at_s, problem.now_s or 0, *(b.opens_s for b in shift.breaks)], default=0
        ) + sum(b.duration_s for b in shift.breaks)
        self._latest = max([self._latest, *(_waits_until(problem, v) for v in visits)]) + worked
        self.simple = (
            len(shift.breaks) <= 1
            and not technician.absences
            and (self.base is None or not self.base.violations)
            and all(v.started_at_s is not None for v in visits[: self.first])
            and not any(parts_missing(technician, shift, visits))
            and all(self._certified(problem, v, 0) for v in visits[self.first :])
        )

    def takes(self, visit: Visit) -> bool:
        """Whether the fast look covers this visit in this shift."""
        return self.simple and (
            not visit.certifications or self._certified(self.course.problem, visit, visit.duration_s + visit.setup_s)
        )

    def _certified(self, problem: Problem, visit: Visit, more_s: int) -> bool:
        """Whether no held certificate can begin or end while this visit might be served."""
        if not visit.certifications:
            return True
        pin = visit.pin.start_s if visit.pin and visit.pin.start_s is not None else self.shift.starts_at_s
        first = min(self.shift.starts_at_s, pin)
        last = max(self._latest, _waits_until(problem, visit)) + 10 * more_s + 2 * int(problem.longest_drive_s)
        for code in visit.certifications:
            held = [c for c in self.technician.certifications if c.code == code]
            if held and not any(
                (c.valid_from_s is None or c.valid_from_s <= first)
                and (c.valid_until_s is None or c.valid_until_s >= last)
                for c in held
            ):
                return False
        return True


def _balance(problem: Problem, worked: int) -> int:
    divisor = problem.prices.balance_divisor
    return (worked // 60) ** 2 // divisor if divisor else 0


def _waits_until(problem: Problem, visit: Visit) -> int:
    """Before this instant the visit may wait for something; afterwards it starts at once or never."""
    waits = [earliest_start_s(problem, visit), *(w.opens_s for w in (*visit.arrival_windows, *visit.access_windows))]
    if visit.pin is not None and visit.pin.start_s is not None:
        waits.append(visit.pin.start_s)
    if visit.started_at_s is not None:
        waits.append(visit.started_at_s)
    return max(waits)


class _Laid:
    """Days laid out as flat whole numbers for `kernels.places`: the only part that knows its columns."""

    def __init__(self, problem: Problem, days: Sequence[_Day]) -> None:
        self.problem, self.days = problem, days
        self._places = problem.travel_s.shape[0]
        S: list[int] = []
        R: list[int] = []
        W: list[int] = []
        REC: list[int] = []
        SHARE: list[int] = []
        NODE: list[int] = []
        TRAV: list[int] = []
        L: list[int] = []
        LO: list[int] = [0]
        self._pace: dict[int, int] = {}
        for day in days:
            self._pace.setdefault(day.technician.pace_percent, len(self._pace))
            S.extend(self._shift(day, len(NODE)))
            if not day.simple:
                REC.extend((0, 0))
                SHARE.append(0)
                NODE.append(-1)
                TRAV.append(0)
                LO.append(LO[-1])
                continue
            for p in range(len(day.visits) + 2):
                here = _place(day, p)
                NODE.append(-1 if here is None else here)
                leg = day.course.legs[p - 1] if p else None
                TRAV.append(leg.travel_s if leg else 0)
                SHARE.append(int(leg.shares_setup) if leg and p <= len(day.visits) else 0)
                if 1 <= p <= len(day.visits):
                    REC.extend(self._visit_rows(day.technician.pace_percent, day.visits[p - 1], R, W))
                else:
                    REC.extend((0, 0))
                if p <= len(day.visits):
                    L.extend(_labels(day, p))
                LO.append(len(L) // 7)
        longest = max((len(d.visits) for d in days), default=0)
        half = 7 * (longest + 5)
        self._end, self._windows, self._half = len(R), len(W), half
        # Room behind for the visit that is asked about.
        R.extend([0] * (2 * k.RWIDTH * max(1, len(self._pace))))
        W.extend([0] * 256)
        self._flat: tuple[Any, ...] = (S, R, W, REC, SHARE, NODE, TRAV, L, LO)
        self._scratch: Any = [0] * (3 * half)
        # Another thread may have compiled meanwhile: what was laid out as lists stays with lists.
        self._compiled = _compiled
        if self._compiled is not None:
            self._flat = tuple(np.array(column, dtype=np.int64) for column in self._flat)
            self._scratch = np.zeros(3 * half, dtype=np.int64)

    def _shift(self, day: _Day, position: int) -> list[int]:
        shift = day.shift
        row = [0] * k.WIDTH
        row[k.STARTS], row[k.ENDS], row[k.LAST] = (
            shift.starts_at_s,
            shift.ends_at_s,
            latest_return_s(day.technician, shift),
        )
        row[k.AFTER] = shift.travel_after_s
        row[k.PRICE] = shift.overtime_cost_per_s + fairness_cost_per_s(self.problem, day.technician)
        row[k.NB] = len(shift.breaks)
        if shift.breaks:
            pause = shift.breaks[0]
            row[k.BOPEN], row[k.BCLOSE], row[k.BLEN] = pause.opens_s, pause.closes_s, pause.duration_s
        row[k.N], row[k.POS], row[k.FIRST] = len(day.visits), position, day.first
        row[k.PACE] = self._pace[day.technician.pace_percent]
        row[k.TRAVEL], row[k.SETUPS], row[k.WORK] = day.travel, day.setup, day.work
        row[k.RES], row[k.FREE] = shift.reserve_s, shift.ends_at_s - shift.starts_at_s - shift.reserve_s
        if day.base is not None:
            row[k.BCOST], row[k.BOVER] = day.base.cost, day.base.overtime_s
        row[k.BBREAK] = day.base.breaks_before[0] if day.base is not None and day.base.breaks_before else -1
        return row

    def _visit_rows(self, pace: int, visit: Visit, R: list[int], W: list[int]) -> tuple[int, int]:
        """Append the visit with its own set-up and with a shared one; return where they are."""
        own = self._visit_row(pace, visit, visit.setup_s, W)
        at = len(R)
        R.extend(own)
        if visit.setup_s == 0:
            return at, at
        R.extend(self._visit_row(pace, visit, 0, W))
        return at, at + k.RWIDTH

    def _visit_row(self, pace: int, visit: Visit, setup: int, W: list[int]) -> list[int]:
        problem = self.problem
        work = visit.duration_s if pace == 100 else (visit.duration_s * pace + 50) // 100
        length = work + setup
        row = [0] * k.RWIDTH
        row[k.SV], row[k.SU] = work, setup
        row[k.EARLY] = earliest_start_s(problem, visit)
        for i, (_, due, price) in enumerate(_late_from(problem, visit)):
            row[k.DUE0 + 2 * i], row[k.W0 + 2 * i] = due, price
        arrival, access = visit.arrival_windows, visit.access_windows
        if visit.pin is not None and visit.pin.start_s is not None:
            row[k.KIND], row[k.PIN] = 2, visit.pin.start_s
            row[k.PBROKEN], row[k.PAMOUNT] = self._broken_at(visit, visit.pin.start_s, length)
        elif arrival or access:
            row[k.KIND], row[k.WOFF] = 1, len(W)
            spans = sorted(
                (max(a, b), min(c, d))
                for a, c in ([(w.opens_s, w.closes_s) for w in arrival] or [(-NEVER, NEVER)])
                for b, d in ([(w.opens_s, w.closes_s - length) for w in access] or [(-NEVER, NEVER)])
                if max(a, b) <= min(c, d)
            )
            # Each start in one of them is allowed; one that lies in another is never the first to be found.
            last = -NEVER
            for a, b in spans:
                if b > last:
                    W.extend((a, b))
                    last = b
            row[k.NW] = (len(W) - row[k.WOFF]) // 2
            if access:
                row[k.HASACC] = 1
                row[k.ACCOK] = max(
                    (w.closes_s - length for w in access if w.closes_s - w.opens_s >= length), default=-NEVER
                )
                row[k.ACCLAST] = max(w.closes_s for w in access)
            if arrival:
                row[k.HASARR], row[k.ARRLAST] = 1, max(w.closes_s for w in arrival)
        return row

    def _broken_at(self, visit: Visit, start: int, length: int) -> tuple[int, int]:
        """What a fixed start breaks wherever it is put: the past, and windows."""
        amounts: list[int] = []
        now = self.problem.now_s
        if now is not None and start < now:
            amounts.append(now - start)
        if visit.arrival_windows and not any(w.opens_s <= start <= w.closes_s for w in visit.arrival_windows):
            amounts.append(max(1, start - max(w.closes_s for w in visit.arrival_windows)))
        if visit.access_windows and not any(
            w.opens_s <= start and start + length <= w.closes_s for w in visit.access_windows
        ):
            amounts.append(max(1, start + length - max(w.closes_s for w in visit.access_windows)))
        return len(amounts), sum(amounts)

    def scan(self, visit: Visit, rows: Sequence[int]) -> Sequence[list[int] | None]:
        """Look through these days: one row of `kernels.places`' OUT each, None where it cannot tell."""
        if not rows:
            return []
        S, R, W, REC, SHARE, NODE, TRAV, L, LO = self._flat
        mine: list[int] = []
        windows: list[int] = []
        jrec: list[int] = []
        for pace in self._pace:
            jrec.extend(self._end + at for at in self._visit_rows(pace, visit, mine, windows))
        if len(windows) > 256:
            return [None] * len(rows)
        for i in range(k.WOFF, len(mine), k.RWIDTH):
            mine[i] += self._windows
        prices, at = self.problem.prices, visit.location
        knobs = [
            -2 if at is None else at,
            -NEVER if self.problem.now_s is None else self.problem.now_s,
            prices.travel_cost_per_s,
            prices.balance_divisor,
            prices.reserve_cost_per_s,
            self._half,
        ]
        out: Any = [0] * (k.OWIDTH * len(rows))
        R[self._end : self._end + len(mine)] = mine
        W[self._windows : self._windows + len(windows)] = windows
        if self._compiled is None:
            nothing = [0] * self._places
            to = nothing if at is None else self.problem.travel_s[:, at].tolist()
            away = nothing if at is None else self.problem.travel_s[at].tolist()
            k.scan(S, R, W, REC, SHARE, NODE, TRAV, L, LO, jrec, to, away, knobs, rows, self._scratch, out)
        else:
            to, away = np.zeros(self._places, dtype=np.int64), np.zeros(self._places, dtype=np.int64)
            if at is not None:
                to[:], away[:] = self.problem.travel_s[:, at], self.problem.travel_s[at]
            lists = (np.array(x, dtype=np.int64) for x in (knobs, rows))
            out = np.array(out, dtype=np.int64)
            some = np.array(jrec, dtype=np.int64)
            self._compiled(S, R, W, REC, SHARE, NODE, TRAV, L, LO, some, to, away, *lists, self._scratch, out)
            out = out.tolist()
        return [out[i : i + k.OWIDTH] for i in range(0, len(out), k.OWIDTH)]

    def candidate(self, day: _Day, visit: Visit, found: Sequence[int]) -> Candidate:
        """Write down the place that was found, with its cost by term and every rule it breaks."""
        problem, technician, shift = self.problem, day.technician, day.shift
        at, leg, over = found[k.AT], found[k.BREAK], found[k.OVER]
        visits = [*day.visits[:at], visit, *day.visits[at:]]
        before, after = _place(day, at), _place(day, at + 1)
        here, legs = visit.location, day.course.legs
        drive = problem.travel_s
        ta = int(drive[before, here]) if before is not None and here is not None else 0
        tb = int(drive[here, after]) if after is not None and here is not None else 0
        travel = ta + tb - legs[at].travel_s
        shares = at > 0 and here is not None and before == here
        shares_next = at < len(day.visits) and here is not None and here == after
        setup = 0 if shares else visit.setup_s
        if at < len(day.visits):
            setup -= 0 if legs[at].shares_setup else day.visits[at].setup_s
            setup += 0 if shares_next else day.visits[at].setup_s
        label = self._follow(day, visits, at, leg, (ta, tb), (shares, shares_next), found[k.BROKEN] > 0)
        prices = problem.prices
        costs = dict.fromkeys(TERMS, 0)
        costs["travel"] = travel * prices.travel_cost_per_s
        costs["setup"] = setup * prices.travel_cost_per_s
        moved: dict[str, int] = {}
        old = day.base.starts if day.base is not None else ()
        for i, start in enumerate(label.starts):
            if i == at:
                for term, late, price in late_terms(problem, visit, start):
                    costs[term] += late * price
                continue
            was = old[i - (i > at)]
            if start != was:
                moved[visits[i].id] = start - was
                for (term, late, price), (_, then, _) in zip(
                    late_terms(problem, visits[i], start), late_terms(problem, visits[i], was), strict=True
                ):
                    costs[term] += (late - then) * price
        for term, cost in technician_terms(problem, technician, visit):
            costs[term] += cost
        over -= day.base.overtime_s if day.base is not None else 0
        costs["overtime"] = over * shift.overtime_cost_per_s
        costs["fairness"] = over * fairness_cost_per_s(problem, technician)
        worked = day.travel + day.setup + day.work + travel + setup + work_s(technician, visit)
        costs["balance"] = _balance(problem, worked) - day.balance
        costs["reserve"] = reserve_cost(problem, shift, worked) - day.reserve
        violations: list[Violation] = [*standing_violations(problem, technician, shift, visit), *label.violations]
        if shift.stock is not None:
            violations.extend(parts_missing(technician, shift, visits))
        if len(violations) > 1:
            violations.sort(key=lambda v: (v.visit != visit.id, RULE_ORDER[v.rule], v.visit or ""))
            if len({(v.rule, v.visit) for v in violations}) < len(violations):
                violations.sort(
                    key=lambda v: (
                        v.visit != visit.id,
                        RULE_ORDER[v.rule],
                        v.visit or "",
                        sorted(map(str, v.facts.items())),
                    )
                )
        terms = {name: cost for name, cost in costs.items() if cost}
        start = label.starts[at]
        return Candidate(
            technician=technician.id,
            shift=shift.id,
            position=at,
            start_s=start,
            end_s=start + (0 if shares else visit.setup_s) + work_s(technician, visit),
            cost=sum(terms.values()),
            terms=terms,
            moved=moved,
            violations=tuple(violations),
        )

    def _follow(
        self,
        day: _Day,
        visits: Sequence[Visit],
        at: int,
        leg: int,
        drives: tuple[int, int],
        shares: tuple[bool, bool],
        broken: bool,
    ) -> Label:
        """The one schedule with the visit at this place and the break on this leg (-1: on none)."""
        course, technician, shift, problem = day.course, day.technician, day.shift, self.problem
        taken = 0 <= leg < at
        label = next(x for x in course.labels_after(at)[int(taken)] if not taken or x.breaks_before == (leg,))
        now = problem.now_s
        for i in range(at, len(visits)):
            visit = visits[i]
            drive = drives[i - at] if i - at < 2 else day.course.legs[i - 1].travel_s
            shared = shares[i - at] if i - at < 2 else day.course.legs[i - 1].shares_setup
            ready = (label.end_s if now is None else max(label.end_s, now)) + drive
            breaks = label.breaks_before
            if leg == i:
                ready, breaks = max(ready, shift.breaks[0].opens_s) + shift.breaks[0].duration_s, (i,)
            length = (0 if shared else visit.setup_s) + work_s(technician, visit)
            early = max(shift.starts_at_s, earliest_start_s(problem, visit))
            label = course.serve(visit, visits[i - 1] if i else None, length, early, ready, label, breaks)
        if not broken:
            return label
        home = drives[1] if at == len(visits) - 1 else day.course.legs[-1].travel_s
        slots: list[list[Label]] = [[] for _ in range(len(shift.breaks) + 1)]
        slots[len(label.breaks_before)] = [label]
        return course.finish(slots, home, visits)


def _place(day: _Day, p: int) -> int | None:
    """Where place p of a shift is: 0 its start, then its visits, then its end."""
    if p == 0:
        return day.shift.start_location
    if p <= len(day.visits):
        return day.visits[p - 1].location
    return day.shift.end_location


def _labels(day: _Day, p: int) -> Iterable[int]:
    for label in (x for some in day.course.labels_after(p) for x in some):
        leg = label.breaks_before[0] if label.breaks_before else -1
        amount = sum(v.amount for v in label.violations)
        outside = p > 0 and any(v.rule == "outside_shift" and v.visit == day.visits[p - 1].id for v in label.violations)
        yield from (label.broken, label.cost, label.sum_starts, label.end_s, leg, amount, int(outside))


def _late_from(problem: Problem, visit: Visit) -> list[tuple[str, int, int]]:
    """The instants from which a visit is late, by kind, with the price of a second."""
    found: list[tuple[str, int, int]] = []
    if visit.due_s is not None:
        found.append(("lateness", visit.due_s, visit.lateness_cost_per_s))
    if visit.promised is not None:
        found.append(("promise_broken", visit.promised.closes_s, visit.promise_cost_per_s))
    if visit.published is not None:
        last = visit.published.start_s + problem.prices.published_tolerance_s
        found.append(("moved_later", last, problem.prices.moved_later_cost_per_s))
    return found


_compiled: Callable[..., None] | None = None


def compile_places() -> None:
    """Look through places with a compiled loop from now on, in the whole process; the answers stay the same."""
    global _compiled
    if _compiled is None:
        from numba import int64, njit  # the plain path needs no compiler

        # It makes no array and none is handed on: what numba does about that would only make compiling longer.
        settings: dict[str, Any] = {"_nrt": False, "no_rewrites": True, "no_cfunc_wrapper": True}
        compiled = njit(cache=True, nogil=True, error_model="numpy", **settings)(k.scan)
        compiled.compile((int64[::1],) * 16)
        _compiled = compiled
