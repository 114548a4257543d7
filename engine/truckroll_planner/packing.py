"""Turns a problem into arrays and arrays back into a plan: the only file that knows index order, dtype and shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from truckroll_planner.judging import (
    judge_day,
    plan_routes,
    standing_violations,
    technician_terms,
)
from truckroll_planner.kernels import ruin as k
from truckroll_planner.plan import Plan, Route
from truckroll_planner.problem import Problem, Shift, Technician, Visit, Window, latest_return_s
from truckroll_planner.scheduling import earliest_start_s, fairness_cost_per_s

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

NEIGHBOURS = 120
ALL_SHIFTS = 40
"""Up to so many able shifts each is looked at for a visit; above, those of its neighbours and nearest homes."""
NEAREST_HOMES = 10
FOREVER = 1 << 28


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift as a row: who works it, and what of it has already happened."""

    technician: Technician
    shift: Shift
    done: tuple[Visit, ...]
    frozen: tuple[Visit, ...] | None = None
    """Its visits, if nothing may change in it any more."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A problem as the kernels see it. Column names are in `kernels.ruin`."""

    problem: Problem
    duties: tuple[Duty, ...]
    visits: tuple[Visit, ...]
    """The visits that can be planned, in the order of their rows."""
    P: Longs
    JD: Ints
    WX: Ints
    TD: Longs
    D: Ints
    DT: Ints
    C: Ints
    U: Longs
    LOC: Ints
    BR: Longs
    AB: Longs
    LB: Longs
    Q: Ints
    CAP: Ints
    ADJ: Ints
    EP: Ints
    EI: Ints
    KEY: Longs

    @property
    def only_driving(self) -> bool:
        """Whether nothing but driving costs anything, whoever is sent and whenever they come."""
        waits = bool((self.JD[:, k.LATE0] < k.BIG).any() or self.TD[:, k.OTR].any())
        worked = self.P[k.PDIV] > 0 or bool(self.TD[:, k.RES].any() and self.P[k.PRES])
        return not waits and not worked and not bool((self.C % k.BIG).any())


def pack(problem: Problem, start: Plan) -> Packed:
    """Lay a problem out in arrays; `start` says what has been served of started visits and which shifts are stuck."""
    duties, taken = _duties(problem, start)
    visits = _side_by_side(
        problem, [v for v in problem.visits if v.id not in taken and v.started_at_s is None and v.location is not None]
    )
    n, m = len(visits), len(duties)
    classes = sorted({d.technician.pace_percent for d in duties}) or [100]
    setups = any(v.setup_s for v in visits)
    span = (
        min((d.shift.starts_at_s - d.shift.travel_before_s for d in duties), default=0),
        max((latest_return_s(d.technician, d.shift) for d in duties), default=0),
    )
    JD, WX = _visit_rows(problem, visits, classes, setups, span)
    shared = n * len(classes)
    D, LOC, nodes = _nodes(problem, visits, duties)
    TD, BR, AB = _shift_rows(problem, duties, nodes, n, {c: i for i, c in enumerate(classes)})
    C = _eligibility(problem, visits, duties, JD, TD)
    parts = sorted({p for v in visits for p in v.parts} if any(d.shift.stock is not None for d in duties) else ())
    Q = np.array([[v.parts.get(p, 0) for p in parts] for v in visits], dtype=np.int32).reshape(n, len(parts))
    CAP = _stock(duties, parts)
    U = np.array([FOREVER if _must_stay(v) else v.unassigned_cost for v in visits], dtype=np.int64)
    EP, EI = able_shifts(C, D, TD, n, m)
    TD[:, k.TWIN] = twins(TD, C, CAP)
    P = np.zeros(16, dtype=np.int64)
    longest = _longest_route(visits, duties, JD, n, m)
    prices = problem.prices
    P[[k.PN, k.PM, k.PWT, k.PDIV, k.PRES]] = (
        n,
        m,
        prices.travel_cost_per_s,
        prices.balance_divisor,
        prices.reserve_cost_per_s,
    )
    P[[k.PSETUP, k.PSHARED, k.PDIMS, k.PLMAX]] = int(setups), shared, len(parts), longest
    ADJ = neighbours(D, n)
    P[[k.PNADJ, k.PALL, k.PHOMES]] = ADJ.shape[1], ALL_SHIFTS, NEAREST_HOMES
    return Packed(
        problem=problem,
        duties=duties,
        visits=visits,
        P=P,
        JD=JD,
        WX=WX,
        TD=TD,
        D=D,
        DT=D if np.array_equal(D, D.T) else np.ascontiguousarray(D.T),
        C=C,
        U=U,
        LOC=LOC,
        BR=BR,
        AB=AB,
        LB=np.zeros((4, int(TD[:, k.NB].max(initial=0)) + 1), dtype=np.int64),
        Q=Q,
        CAP=CAP,
        ADJ=ADJ,
        EP=EP,
        EI=EI,
        KEY=_orders(JD, EP, U, Q, _far(D, TD, n), n),
    )


def _side_by_side(problem: Problem, visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """From visit to nearest visit: what is near on the map is near in memory, which a large day is waiting for."""
    if not visits:
        return ()
    places = [v.location for v in visits if v.location is not None]
    far = problem.travel_s[np.ix_(places, places)].astype(np.int64)
    order, at = [0], 0
    gone = np.zeros(len(visits), dtype=np.int64)
    for _ in visits[1:]:
        gone[at] = 1 << 40
        at = int((far[at] + gone).argmin())
        order.append(at)
    return tuple(visits[i] for i in order)


def _must_stay(visit: Visit) -> bool:
    return visit.pin is not None and visit.pin.technician is not None


def _duties(problem: Problem, start: Plan) -> tuple[tuple[Duty, ...], set[str]]:
    """Every shift with the started visits at its beginning, and the ids of all visits that are out of play."""
    given = {(t.id, s.id): visits for t, s, visits in plan_routes(problem, start)}
    duties: list[Duty] = []
    taken: set[str] = set()
    for technician in problem.technicians:
        for shift in sorted(technician.shifts, key=lambda s: s.starts_at_s):
            visits = given.get((technician.id, shift.id), [])
            done = tuple(v for v in visits if v.started_at_s is not None)
            stuck = tuple(visits) if visits[: len(done)] != list(done) else None
            taken.update(v.id for v in (stuck or done))
            duties.append(Duty(technician, shift, done, stuck))
    return tuple(duties), taken


# ---- visits ------------------------------------------------------------------------------------------------------


def start_windows(problem: Problem, visit: Visit, length: int, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the closed intervals in which a visit of this length may start, in order and apart."""
    first, last = max(earliest_start_s(problem, visit), span[0]), span[1]
    if visit.pin is not None and visit.pin.start_s is not None:
        if visit.pin.technician is not None:  # Decided by a person, who may have set a window aside.
            return [(visit.pin.start_s, visit.pin.start_s)]
        first = last = visit.pin.start_s
        if problem.now_s is not None and first < problem.now_s:
            return []
    arrivals = visit.arrival_windows or (Window(first, last),)
    access = [(w.opens_s, w.closes_s - length) for w in visit.access_windows] or [(first, last)]
    spans = sorted(
        (max(first, a.opens_s, opens), min(last, a.closes_s, closes))
        for a in arrivals
        for opens, closes in access
        if max(first, a.opens_s, opens) <= min(last, a.closes_s, closes)
    )
    apart: list[tuple[int, int]] = []
    for opens, closes in spans:
        if apart and opens <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], closes))
        else:
            apart.append((opens, closes))
    return apart


def _visit_rows(
    problem: Problem, visits: Sequence[Visit], classes: Sequence[int], setups: bool, span: tuple[int, int]
) -> tuple[Ints, Ints]:
    n = len(visits)
    JD = np.zeros((n * len(classes) * (2 if setups else 1), 16), dtype=np.int32)
    further: list[tuple[int, int]] = []
    for i in range(len(JD)):
        visit, pace, shared = visits[i % n], classes[i // n % len(classes)], i >= n * len(classes)
        work = visit.duration_s if pace == 100 else (visit.duration_s * pace + 50) // 100
        setup = 0 if shared else visit.setup_s
        windows = start_windows(problem, visit, work + setup, span)
        row = JD[i]
        row[k.SV], row[1], row[k.SU] = work + setup, len(windows), setup
        row[k.B0] = row[k.BLAST] = -k.BIG
        for w, (a, b) in enumerate(windows[:2]):
            row[k.A0 + 2 * w], row[k.B0 + 2 * w] = a, b
        row[k.WOFF] = len(further)
        further.extend(windows[2:])
        if windows:
            row[k.BLAST] = windows[-1][1]
        _late_columns(problem, visit, row)
    return JD, np.array(further, dtype=np.int32).reshape(-1, 2)


def _late_columns(problem: Problem, visit: Visit, row: Ints) -> None:
    late: list[tuple[int, int]] = []
    if visit.due_s is not None:
        late.append((visit.due_s, visit.lateness_cost_per_s))
    if visit.promised is not None:
        late.append((visit.promised.closes_s, visit.promise_cost_per_s))
    if visit.published is not None:
        late.append(
            (visit.published.start_s + problem.prices.published_tolerance_s, problem.prices.moved_later_cost_per_s)
        )
    late = sorted((after, price) for after, price in late if price)
    row[k.LATE0] = late[0][0] if late else k.BIG
    for i, (due, price) in enumerate(((k.DUE0, k.W0), (k.DUE1, k.W1), (k.DUE2, k.W2))):
        row[due], row[price] = late[i] if i < len(late) else (k.BIG, 0)


def _far(D: Ints, TD: Longs, n: int) -> Longs:
    """How far each visit is from the nearest place where a shift starts."""
    if not len(TD):
        return np.zeros(n, dtype=np.int64)
    far: Longs = D[np.unique(TD[:, k.NS])][:, :n].min(axis=0).astype(np.int64)
    return far


def _orders(JD: Ints, EP: Ints, U: Longs, Q: Ints, far: Longs, n: int) -> Longs:
    """Keys to sort by: fewest technicians, dearest, tightest windows, longest, earliest due, and one for building.

    A key that is the same for all sorts nothing. Where each may go to each, all cost the same to leave or take as long,
    the farthest come first instead, those that take most of the load, or the nearest.
    """
    KEY = np.zeros((n, 6), dtype=np.int64)
    able = np.diff(EP)
    open_s = np.zeros(n, dtype=np.int64)
    for i in range(n):
        open_s[i] = sum(max(0, int(b) - int(a)) for a, b in ((JD[i, k.A0], JD[i, k.B0]), (JD[i, k.A1], JD[i, k.B1])))
    same = [bool((key == key[:1]).all()) for key in (able, U, JD[:n, k.SV])]
    KEY[:, 0] = -far if same[0] else able
    KEY[:, 1] = -Q.sum(axis=1) if same[1] else -U
    KEY[:, 2] = open_s
    KEY[:, 3] = far if same[2] else -JD[:n, k.SV]
    KEY[:, 4] = np.minimum(JD[:n, k.LATE0], JD[:n, k.BLAST])
    rank = np.lexsort((able, open_s, -U))
    KEY[rank, 5] = np.arange(n)
    return KEY


# ---- shifts ------------------------------------------------------------------------------------------------------


def _nodes(
    problem: Problem, visits: Sequence[Visit], duties: Sequence[Duty]
) -> tuple[Ints, Ints, dict[int | None, int]]:
    """Travel between visits and, after them, the places where shifts begin and end (and nowhere, at no distance)."""
    ends: set[int] = set()
    for duty in duties:
        for place in (_begins_at(duty), duty.shift.end_location):
            if place is not None:
                ends.add(place)
    places = [v.location for v in visits if v.location is not None] + sorted(ends)
    nodes: dict[int | None, int] = {place: len(visits) + i for i, place in enumerate(sorted(ends))}
    nodes[None] = len(places)
    D = np.zeros((len(places) + 1, len(places) + 1), dtype=np.int32)
    D[:-1, :-1] = problem.travel_s[np.ix_(places, places)]
    LOC = np.array(
        [*(v.location for v in visits), *(-1 - i for i in range(len(places) + 1 - len(visits)))], dtype=np.int32
    )
    return D, LOC, nodes


def _begins_at(duty: Duty) -> int | None:
    return duty.done[-1].location if duty.done else duty.shift.start_location


def _shift_rows(
    problem: Problem, duties: Sequence[Duty], nodes: dict[int | None, int], n: int, pace: dict[int, int]
) -> tuple[Longs, Longs, Longs]:
    TD = np.zeros((len(duties), 24), dtype=np.int64)
    breaks: list[tuple[int, int, int]] = []
    absent: list[tuple[int, int]] = []
    for t, duty in enumerate(duties):
        technician, shift = duty.technician, duty.shift
        row = TD[t]
        begins, worked, owed = shift.starts_at_s - shift.travel_before_s, 0, list(shift.breaks)
        if duty.done:
            past = judge_day(problem, technician, replace(shift, end_location=None), duty.done)
            begins = past.stops[-1].end_s
            worked = sum(s.travel_s + s.end_s - s.start_s for s in past.stops)
            owed = [
                b
                for i, b in enumerate(shift.breaks)
                if i >= len(past.breaks_before) or past.breaks_before[i] >= len(duty.done)
            ]
        if problem.now_s is not None:
            owed = [replace(b, closes_s=max(b.closes_s, problem.now_s)) if begins <= b.closes_s else b for b in owed]
            begins = max(begins, problem.now_s)
        away = [
            (a.starts_at_s, a.ends_at_s)
            for a in sorted(technician.absences, key=lambda a: (a.starts_at_s, a.ends_at_s))
            if a.ends_at_s > begins and a.starts_at_s < latest_return_s(technician, shift) + shift.travel_after_s
        ]
        row[k.START], row[k.ENDS] = begins, shift.ends_at_s
        row[k.MAXOT] = latest_return_s(technician, shift) - shift.ends_at_s
        row[k.OTR] = shift.overtime_cost_per_s + fairness_cost_per_s(problem, technician)
        row[k.NB] = len(owed)
        if len(owed) == 1:
            row[k.BOPEN], row[k.BCLOSE], row[k.BLEN] = owed[0].opens_s, owed[0].closes_s, owed[0].duration_s
        else:
            row[k.BCLOSE] = -k.BIG
        row[k.NS], row[k.NE] = nodes[_begins_at(duty)], nodes[shift.end_location]
        row[k.DEP], row[k.AFTER] = shift.starts_at_s, shift.travel_after_s
        row[k.ROW] = pace[technician.pace_percent] * n
        row[k.RES], row[k.FREE] = shift.reserve_s, shift.ends_at_s - shift.starts_at_s - shift.reserve_s
        row[k.WBASE], row[k.ALWAYS] = worked, int(bool(duty.done))
        row[k.CPLX] = int(len(owed) > 1 or bool(away))
        row[k.BOFF], row[k.AOFF], row[k.NABS] = len(breaks), len(absent), len(away)
        row[k.BSUM] = sum(b.duration_s for b in owed)
        row[k.TCAP] = latest_return_s(technician, shift)
        breaks.extend((b.opens_s, b.closes_s, b.duration_s) for b in owed)
        absent.extend(away)
    return TD, np.array(breaks, dtype=np.int64).reshape(-1, 3), np.array(absent, dtype=np.int64).reshape(-1, 2)


def _stock(duties: Sequence[Duty], parts: Sequence[str]) -> Ints:
    CAP = np.full((len(duties), len(parts)), k.BIG, dtype=np.int32)
    for t, duty in enumerate(duties):
        stock = duty.shift.stock
        if stock is not None:
            for d, part in enumerate(parts):
                CAP[t, d] = max(0, stock.get(part, 0) - sum(v.parts.get(part, 0) for v in duty.done))
    return CAP


# ---- who may serve what ------------------------------------------------------------------------------------------


def _eligibility(problem: Problem, visits: Sequence[Visit], duties: Sequence[Duty], JD: Ints, TD: Longs) -> Ints:
    """Cost of each shift for each visit that depends only on who is sent; BIG where a rule forbids it."""
    n, m = len(visits), len(duties)
    C = np.full((n, m), k.BIG, dtype=np.int32)
    row_of = {
        t.id: [d for d in range(m) if duties[d].technician is t and duties[d].frozen is None]
        for t in problem.technicians
    }
    plain = {t.id: _plain_kind(t) for t in problem.technicians}
    known: dict[tuple[object, ...], list[Technician]] = {}
    for j, visit in enumerate(visits):
        kind = (tuple(sorted(visit.skills.items())), visit.certifications, visit.tools, visit.territory)
        if kind not in known:
            like = Visit(
                id="",
                location=visit.location,
                duration_s=0,
                skills=visit.skills,
                tools=visit.tools,
                certifications=visit.certifications,
                territory=visit.territory,
            )
            known[kind] = [t for t in problem.technicians if not standing_violations(problem, t, _ANY_SHIFT, like)]
        pin = visit.pin
        decided = pin is not None and pin.technician in row_of and pin.start_s is not None
        for technician in (problem.technician(pin.technician),) if pin and pin.technician and decided else known[kind]:
            cost = -1
            for d in row_of[technician.id]:
                shift = duties[d].shift
                if not decided and (not plain[technician.id] or _choosy(visit)):
                    if standing_violations(problem, technician, shift, visit):
                        continue
                    if visit.certifications and not _certified(technician, visit, _reach(JD, TD, j, d)):
                        continue
                if cost < 0:
                    cost = sum(c for _, c in technician_terms(problem, technician, visit))
                C[j, d] = cost
    return C


_ANY_SHIFT = Shift(starts_at_s=0, ends_at_s=0)


def _plain_kind(technician: Technician) -> bool:
    return all(s.max_travel_out_s is None and s.max_travel_back_s is None for s in technician.shifts)


def _choosy(visit: Visit) -> bool:
    return bool(visit.excluded or visit.required is not None or visit.pin is not None or visit.certifications)


def _reach(JD: Ints, TD: Longs, j: int, d: int) -> tuple[int, int]:
    """The first and last instant at which this visit could lie in this shift."""
    row = JD[TD[d, k.ROW] + j]
    first = max(int(TD[d, k.START]), int(row[k.A0]) if row[1] else 0)
    last = min(int(TD[d, k.TCAP]), int(row[k.BLAST]) + int(row[k.SV]))
    return first, max(first, last)


def _certified(technician: Technician, visit: Visit, reach: tuple[int, int]) -> bool:
    """Whether every certification is valid whenever the visit could lie: the search looks no closer than that."""
    return all(
        any(
            (c.valid_from_s is None or c.valid_from_s <= reach[0])
            and (c.valid_until_s is None or c.valid_until_s >= reach[1])
            for c in technician.certifications
            if c.code == code
        )
        for code in visit.certifications
    )


def twins(TD: Longs, C: Ints, CAP: Ints) -> Longs:
    """Number the shifts so that those that are alike in everything, while empty, have the number of the first."""
    seen: dict[tuple[bytes, ...], int] = {}
    rows = np.where(np.isin(np.arange(TD.shape[1]), (k.TWIN, k.BOFF, k.AOFF)), 0, TD)
    alone = (TD[:, k.CPLX] > 0) | (TD[:, k.ALWAYS] > 0)
    return np.array(
        [
            seen.setdefault((rows[t].tobytes(), C[:, t].tobytes(), CAP[t].tobytes(), bytes(t * int(alone[t]))), t)
            for t in range(len(TD))
        ],
        dtype=np.int64,
    )


def able_shifts(C: Ints, D: Ints, TD: Longs, n: int, m: int) -> tuple[Ints, Ints]:
    """The able shifts of each visit, nearest home first; among equally near ones each visit begins with others.

    So that where all start at one depot, the few that are looked at are not the same, long full, ones for every visit.
    """
    able = k.BIG > C
    counts = able.sum(axis=1)
    EP = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(counts, out=EP[1:])
    EI = np.zeros(int(EP[-1]), dtype=np.int32)
    for j in range(n):
        ids = np.flatnonzero(able[j])
        EI[EP[j] : EP[j + 1]] = ids[np.lexsort(((ids - NEAREST_HOMES * j) % max(1, m), D[j, TD[ids, k.NS]]))]
    return EP, EI


def neighbours(D: Ints, n: int) -> Ints:
    """Return the nearest visits of each visit, nearest first."""
    width = max(1, min(NEIGHBOURS, n - 1))
    ADJ = np.full((n, width), -1, dtype=np.int32)
    index = np.arange(n, dtype=np.int64)
    for j in range(n):
        far = (D[j, :n].astype(np.int64) + D[:n, j]) * n + index  # No two alike: the order is the same everywhere.
        far[j] = 1 << 60
        near = np.argpartition(far, width - 1)[:width] if n > 1 else index[:0]
        ADJ[j, : len(near)] = near[np.argsort(far[near])]
    return ADJ


def _longest_route(visits: Sequence[Visit], duties: Sequence[Duty], JD: Ints, n: int, m: int) -> int:
    """A length no route can exceed, counted from the shortest visits."""
    if n == 0 or m == 0:
        return 4
    lengths = np.cumsum(np.sort(JD[:, k.SV].reshape(-1, n).min(axis=0).astype(np.int64)))
    hours = max(latest_return_s(d.technician, d.shift) - d.shift.starts_at_s + d.shift.travel_before_s for d in duties)
    return min(n, int(np.searchsorted(lengths, hours, side="right"))) + 6


# ---- back to a plan ----------------------------------------------------------------------------------------------


def unpack(packed: Packed, nodes: Ints, lengths: Ints) -> Plan:
    """Turn rows of visit indices into a plan, with what had happened before in front."""
    routes: list[Route] = []
    for t, duty in enumerate(packed.duties):
        ids = tuple(packed.visits[int(j)].id for j in nodes[t, 1 : int(lengths[t]) + 1])
        before = tuple(v.id for v in (duty.frozen if duty.frozen is not None else duty.done))
        if before or ids:
            routes.append(Route(technician=duty.technician.id, shift=duty.shift.id, visits=before + ids))
    return Plan(routes=tuple(routes))


def neg_log_table() -> Longs:
    """Return −ln(u) × 1024 for u = (i + ½) / 4096: whole numbers, the same on every machine."""
    return np.array(
        [int((-(Decimal(2 * i + 1) / 8192).ln() * 1024).to_integral_value()) for i in range(4096)], dtype=np.int64
    )
