"""Searches for a good plan: batch from nothing, or from a given plan when the day has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isqrt
from typing import Any

import numpy as np

from truckroll_planner.judging import judge
from truckroll_planner.kernels import ruin as k
from truckroll_planner.linking import Group, Links
from truckroll_planner.packing import Packed, neg_log_table, pack, unpack
from truckroll_planner.params import Params
from truckroll_planner.plan import Plan
from truckroll_planner.problem import Problem
from truckroll_planner.territories import PASSES, search_pieces

CHUNK = 256
"""Rounds between two looks at the clock, the stop and the callback, all in one neighbourhood."""
NEIGHBOURHOOD = 120
"""Visits in it, where there are more than four times as many."""
FLEET = 50
"""Rounds in 1,000 that send one technician more, where somebody has nothing to do, and as many that send one less."""
STEPS = 100
"""Temperatures from the hottest to the coldest; a schedule that is longer begins again with the hottest."""
SMALL = 100
"""Up to so many visits the search is hotter, and a long one is heated up again: there is time to leave every valley."""
LARGE, LARGE_ROUNDS = 1000, 25
"""From so many visits on, and so many rounds for each, a search from nothing goes piece by piece."""
LONG, LONG_S = 2000, 3.0
"""Rounds per visit, or seconds, from which a search for few visits is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a callback is told."""

    iterations: int
    cost: int
    unassigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A plan and what it takes to find it again."""

    plan: Plan
    cost: int
    """As `judge` says."""
    iterations: int
    schedule: tuple[int, ...]
    """Rounds per temperature step: as `Params.schedule`, with the same seed and start, it gives this plan again."""
    seed: int
    """Of the search that found the plan: with several starts, the one of the best."""


def solve(
    problem: Problem,
    params: Params | None = None,
    *,
    start: Plan | None = None,
    on_best: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Solution:
    """Search for a cheap plan that breaks no rule.

    Parameters
    ----------
    problem
        Validated.
    params
        Length and settings of the search; None: 2,000 rounds and 100 more per visit.
    start
        A plan to start from; the search then stays near it at first and looks first where something is open. None:
        an empty one. Visits that cannot stay where it has them are left open; shifts whose pinned visits
        cannot be kept together are left as they are.
    on_best
        Called with the progress when a cheaper plan was found, at most every 20 ms or so. With several workers it is
        called from their threads, each telling of its own search.
    stop
        Asked every 20 ms or so; True ends the search with the best plan so far.
    clock
        Seconds, for `Params.seconds`.

    Returns
    -------
    Solution
        The best plan found. Visits that fit nowhere, or cost more than being left open, are in no route.

    Raises
    ------
    ProblemError
        `start` is not a plan for this problem.

    Notes
    -----
    Slack induction by string removals: J. Christiaens and G. Vanden Berghe, Transportation Science 54 (2020),
    doi 10.1287/trsc.2019.0914. The schedule of temperatures falls geometrically; acceptance uses a table of
    logarithms in whole numbers, so that no rounding of a machine's own decides anything.
    """
    params = params or Params()
    if params.starts == 1:
        return _solve_once(problem, params, start, on_best, stop, clock)
    # Each start gets its share of the seconds; which thread runs it, and when, decides nothing.
    waves = -(-params.starts // params.workers)
    seconds = params.seconds / waves if params.seconds is not None else None
    seeds = [params.seed, *(int(_seeded(params.seed * 64 + i)[0]) for i in range(1, params.starts))]
    with ThreadPoolExecutor(max_workers=params.workers) as threads:
        solutions = list(
            threads.map(
                lambda seed: _solve_once(
                    problem, replace(params, seed=seed, starts=1, seconds=seconds), start, on_best, stop, clock
                ),
                seeds,
            )
        )
    return min(solutions, key=lambda s: s.cost)


def _solve_once(
    problem: Problem,
    params: Params,
    start: Plan | None,
    on_best: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
    clock: Callable[[], float],
) -> Solution:
    packed = pack(problem, start or Plan())
    links = Links(packed) if problem.together or problem.after else None
    if links is not None and start is not None:
        links.take(start)
    search = Search(packed, params.seed, start)
    warm = start is not None and bool(start.routes)
    crews = Crews(search, links) if links is not None else None
    if crews is None and not warm and packed.visits and packed.duties and _by_pieces(params, len(packed.visits)):
        schedule = _search_pieces(search, params, on_best, stop, clock)
    else:
        schedule = _search(search, params, warm, on_best, stop, clock, crews)
    plan = crews.best_plan() if crews is not None else unpack(packed, search.BEST, search.BESTLEN)
    return Solution(
        plan=plan, cost=judge(problem, plan).cost, iterations=sum(schedule), schedule=schedule, seed=params.seed
    )


def _search(
    search: Search,
    params: Params,
    warm: bool,
    on_best: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
    clock: Callable[[], float],
    crews: Crews | None,
) -> tuple[int, ...]:
    """Run every temperature step; return the rounds done in each."""
    began = clock()
    small = len(search.packed.visits) <= SMALL and not warm
    if crews is not None:
        crews.place_open()
    search.build()
    cooling = _temperatures(*_hottest_coldest(search, params, warm, small))
    planned: list[int] | None = None
    total = params.iterations
    if params.schedule is not None:
        planned = list(params.schedule)
    elif total is not None or params.seconds is None:
        total = total if total is not None else 2000 + 100 * len(search.packed.visits)
        steps = STEPS * (1 + _reheats(params, small, total >= LONG * len(search.packed.visits)))
        planned = [total * (i + 1) // steps - total * i // steps for i in range(steps)]
    if planned is not None:
        temperatures = [cooling[i % STEPS] for i in range(len(planned))]
    else:
        temperatures = cooling * (1 + _reheats(params, small, (params.seconds or 0) >= LONG_S))
    done: list[int] = []
    best = search.best
    for step, temperature in enumerate(temperatures):
        rounds = 0
        until = began + (params.seconds or 0.0) * (step + 1) / len(temperatures)
        hot = search.hot() if warm and step * 10 < len(temperatures) * 3 else None
        while True:
            if planned is not None:
                chunk = min(CHUNK, planned[step] - rounds)
                if chunk <= 0:
                    break
            else:
                chunk = CHUNK
                if clock() >= until:
                    break
            search.run(chunk, temperature, params, hot)
            rounds += chunk
            if on_best is not None and search.best < best:
                best = search.best
                on_best(Progress(iterations=sum(done) + rounds, cost=best, unassigned=search.unassigned))
            if stop is not None and stop():
                done.append(rounds)
                if crews is not None:
                    crews.keep_best()
                return tuple(done + [0] * (len(temperatures) - len(done)))
        done.append(rounds)
        if crews is not None:
            crews.improve(step)
    return tuple(done)


def _hottest_coldest(search: Search, params: Params, warm: bool, small: bool) -> tuple[int, int]:
    """The temperatures asked for; else what was found good for days of service, or for driving alone.

    Where only driving costs, a change costs about a leg, and the legs of the plan that was built say how long those
    are: in seconds, tenths of a kilometre or whatever else. With many visits there are few rounds for each and no
    time to come down from hot.
    """
    hottest, coldest = 100 if warm else 4000 if small else 1500, 100 if small else 30
    if not warm and search.packed.only_driving:
        legs = len(search.packed.visits) + int(search.S[k.S_USED])
        leg = int(search.RI[:, k.TRAV].sum()) // max(1, legs)
        percent = isqrt(1_000_000 // max(100, len(search.packed.visits)))
        hottest, coldest = max(1, leg * isqrt(100 * percent) // 100), max(1, leg * percent // 1500)
    return params.start_temperature or hottest, params.end_temperature or coldest


def _by_pieces(params: Params, visits: int) -> bool:
    if params.schedule is not None:
        return len(params.schedule) == PASSES + 1
    if params.territories is not None:
        return params.territories
    rounds = params.iterations if params.iterations is not None else 0 if params.seconds else 100 * visits
    return visits >= LARGE and (rounds >= LARGE_ROUNDS * visits or (params.seconds or 0) >= LONG_S)


def _search_pieces(
    search: Search,
    params: Params,
    on_best: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
    clock: Callable[[], float],
) -> tuple[int, ...]:
    told: list[int] = []

    def tell(rounds: int) -> None:
        if on_best is not None and (not told or search.best < told[-1]):
            told.append(search.best)
            on_best(Progress(iterations=rounds, cost=search.best, unassigned=search.unassigned))

    temperatures = _temperatures(params.start_temperature or 1500, params.end_temperature or 30)
    return search_pieces(search, Search, params, temperatures, stop or (lambda: False), clock, tell)


def _reheats(params: Params, small: bool, long: bool) -> int:
    return params.reheats if params.reheats is not None else 3 if small and long else 0


def _temperatures(hottest: int, coldest: int) -> list[int]:
    """Geometric, in sixteenths of a unit of cost; in decimal arithmetic, which rounds alike everywhere."""
    ratio = (Decimal(coldest) / Decimal(hottest)).ln()
    return [int((Decimal(16 * hottest) * (ratio * i / (STEPS - 1)).exp()).to_integral_value()) for i in range(STEPS)]


_NEG_LOG = neg_log_table()


class Search:
    """The arrays under change of one search, and the kernels that work on them."""

    def __init__(self, packed: Packed, seed: int, start: Plan | None = None) -> None:
        self.packed = packed
        n, m, dims = len(packed.visits), len(packed.duties), packed.Q.shape[1]
        width = int(packed.P[k.PLMAX])
        self.RS = np.zeros((m, width, k.RS_WIDTH), dtype=np.int32)
        self.BS = np.zeros_like(self.RS)
        self.RI = np.zeros((m, 12), dtype=np.int64)
        self.BI = np.zeros_like(self.RI)
        self.LOAD = np.zeros((m, dims), dtype=np.int32)
        self.BL = np.zeros_like(self.LOAD)
        self.ROUTE = np.full(n, -1, dtype=np.int32)
        self.UN = np.zeros(n + 1, dtype=np.int32)
        self.UNPOS = np.full(n + 1, -1, dtype=np.int32)
        self.CACHE = np.zeros((n, m, 8), dtype=np.int32)
        self.CACHE[packed.C >= k.BIG, 0] = -1
        self.BEST = np.zeros((m, width), dtype=np.int32)
        self.BESTLEN = np.zeros(m, dtype=np.int32)
        self.BESTVER = np.zeros(m, dtype=np.int64)
        self.SCRATCH = np.zeros((12, n + 2 * m + 64), dtype=np.int64)
        self.S = np.zeros(16, dtype=np.int64)
        self.rng = _seeded(seed)
        # Near a plan that people were told, neither a part of the day that is searched deeply nor another number of
        # technicians is wanted: both change who comes for little.
        self._near = start is not None and bool(start.routes)
        if start is not None:
            self._take(start)
        self._load()

    def _take(self, start: Plan) -> None:
        rows = {(d.technician.id, d.shift.id): t for t, d in enumerate(self.packed.duties)}
        index = {v.id: j for j, v in enumerate(self.packed.visits)}
        seen: set[int] = set()
        for route in start.routes:
            shift = (
                route.shift
                if route.shift is not None
                else self.packed.problem.technician(route.technician).shifts[0].id
            )
            t = rows[(route.technician, shift)]
            for visit in route.visits:
                j = index.get(visit, -1)
                if (
                    j >= 0
                    and j not in seen
                    and self.packed.C[j, t] < k.BIG
                    and self.RI[t, k.LEN] < self.RS.shape[1] - 4
                ):
                    seen.add(j)
                    self.RI[t, k.LEN] += 1
                    self.RS[t, self.RI[t, k.LEN], k.NODE] = j

    def _load(self) -> None:
        """Compute everything from the routes; visits that make a shift impossible are left open, last ones first."""
        while (bad := self.compute()) >= 0:
            self._drop_one(bad)
        open_ = np.flatnonzero(self.ROUTE < 0)
        self.S[k.S_NUN] = len(open_)
        self.UN[: len(open_)] = open_
        self.UNPOS[open_] = np.arange(len(open_))
        self.S[k.S_USED] = int((self.RI[:, k.LEN] > 0).sum())
        self._keep_best()

    def compute(self) -> int:
        """Compute every shift from its visits, and the total; return the first that is not allowed, -1 if all are."""
        q = self.packed
        m = len(q.duties)
        lengths = self.RI[:, k.LEN]
        ts, ps = np.nonzero(np.arange(1, self.RS.shape[1]) <= lengths[:, None])
        js = self.RS[ts, ps + 1, k.NODE]
        self.ROUTE[:] = -1
        self.ROUTE[js] = ts
        self.RI[:, k.SUMC] = 0
        np.add.at(self.RI[:, k.SUMC], ts, q.C[js, ts])
        self.LOAD[:] = 0
        np.add.at(self.LOAD, ts, q.Q[js])
        starts, closes = q.TD[:, k.START], q.TD[:, k.BCLOSE]
        owed = q.TD[:, k.NB] == 1
        self.RS[:, 0] = k.BIG
        self.RS[:, 0, k.NODE] = q.TD[:, k.NS]
        for who, end, cost in ((owed & (starts <= closes), k.EA, k.CA), (~owed, k.EB, k.CB)):
            self.RS[who, 0, end] = starts[who]
            self.RS[who, 0, cost] = 0
        self.RI[:, k.VER] = self.S[k.S_VER] + 1 + np.arange(m)
        self.RI[:, k.STAMP] = 0
        self.S[k.S_VER] += m
        self._run(1, 0, k.COMPUTE, _DEFAULTS, None)
        self.S[k.S_COST] = self.RI[:, k.COST].sum() + q.U[self.ROUTE < 0].sum()
        over = (self.RI[:, k.TC] >= k.BIG) | (self.RI[:, k.SUMC] >= k.BIG) | (self.LOAD > q.CAP).any(axis=1)
        return int(over.argmax()) if over.any() else -1

    def _drop_one(self, t: int) -> None:
        """Leave one visit of an impossible shift open: the one cheapest to leave, the last of equals."""
        length = int(self.RI[t, k.LEN])
        nodes = [int(j) for j in self.RS[t, 1 : length + 1, k.NODE]]
        if not nodes:
            raise AssertionError("a shift without visits is always possible")
        worst = min(range(length), key=lambda i: (int(self.packed.U[nodes[i]]), -i))
        del nodes[worst]
        self.RS[t, 1:length, k.NODE] = nodes
        self.RI[t, k.LEN] = length - 1

    def costs(self, j: int) -> Any:
        """Cost and place of a visit in every shift as it stands: an array of (cost, place before it or -1)."""
        kept = self.CACHE[j].copy()
        self.CACHE[j] = _UNKNOWN
        np.putmask(self.CACHE[j, :, 0], self.packed.C[j] >= k.BIG, -1)
        self._run(1, 0, k.COSTS, _DEFAULTS, np.array([j], dtype=np.int64))
        found = self.CACHE[j, :, 1:3].copy()
        self.CACHE[j] = kept
        return found

    def put(self, j: int, t: int) -> None:
        """Insert a visit at its best place of a shift."""
        place = int(self.costs(j)[t, 1])
        if place < 0:
            raise AssertionError("only where there is a place")
        length = int(self.RI[t, k.LEN])
        self.RS[t, place + 2 : length + 2, k.NODE] = self.RS[t, place + 1 : length + 1, k.NODE].copy()
        self.RS[t, place + 1, k.NODE] = j
        self.RI[t, k.LEN] = length + 1
        self._forget([j])

    def take_out(self, rows: Collection[int]) -> None:
        """Leave these visits open."""
        for t in range(len(self.packed.duties)):
            length = int(self.RI[t, k.LEN])
            kept = [int(j) for j in self.RS[t, 1 : length + 1, k.NODE] if int(j) not in rows]
            self.RS[t, 1 : len(kept) + 1, k.NODE] = kept
            self.RI[t, k.LEN] = len(kept)
        self._forget(rows)

    def restore(self, nodes: Any, lengths: Any, changed: Collection[int]) -> None:
        """Go back to these routes; `changed` are the visits whose rows are other than a moment ago."""
        self.RS[:, :, k.NODE] = nodes
        self.RI[:, k.LEN] = lengths
        self._forget(changed)

    def routes(self, *, best: bool = False) -> list[list[int]]:
        """Return the rows of visits of each shift, now or at best."""
        nodes, lengths = (self.BEST, self.BESTLEN) if best else (self.RS[:, :, k.NODE], self.RI[:, k.LEN])
        return [[int(j) for j in nodes[t, 1 : int(lengths[t]) + 1]] for t in range(len(lengths))]

    def take_routes(self, routes: Sequence[Sequence[int]]) -> None:
        """Hold these routes from now on."""
        for t, route in enumerate(routes):
            self.RI[t, k.LEN] = len(route)
            self.RS[t, 1 : len(route) + 1, k.NODE] = route
        self._load()

    def _forget(self, rows: Collection[int]) -> None:
        """Compute everything anew after rows or routes were changed from outside."""
        some = sorted(rows)
        self.CACHE[some] = 0
        self.CACHE[some, :, 0] = np.where(self.packed.C[some] >= k.BIG, -1, 0)
        self._load()

    def _keep_best(self) -> None:
        self.S[k.S_BEST] = self.S[k.S_COST]
        self.BESTLEN[:] = self.RI[:, k.LEN]
        self.BESTVER[:] = self.RI[:, k.VER]
        self.BEST[:] = self.RS[:, :, k.NODE]

    @property
    def best(self) -> int:
        """Cost of the best plan so far, as the kernel counts it."""
        return int(self.S[k.S_BEST])

    @property
    def unassigned(self) -> int:
        """How many visits are open now."""
        return int(self.S[k.S_NUN])

    def hot(self) -> Any:
        """The visits where something has to happen: open ones, late ones."""
        return np.flatnonzero(self.ROUTE < 0).astype(np.int64)

    def build(self) -> None:
        """Insert every open visit at its best place, dearest first."""
        self._run(1, 0, k.BUILD, _DEFAULTS, None)

    def run(self, rounds: int, temperature: int, params: Params, hot: Any) -> None:
        """Do so many rounds of ruin and recreate."""
        self._run(rounds, temperature, k.ROUNDS, params, hot)

    def _run(self, rounds: int, temperature: int, mode: int, params: Params, hot: Any) -> None:
        q = self.packed
        if not len(q.duties) or (mode != k.COMPUTE and not len(q.visits)):
            return
        if self.S[k.S_VER] > 1 << 30:
            self._new_versions()
        hot = _NOTHING if hot is None else hot
        neighbourhood, fleet = (0, 0) if self._near else (NEIGHBOURHOOD, FLEET)
        settings = np.array(
            [params.removed, params.longest_string, 50, 25, 128, 10, neighbourhood, fleet], dtype=np.int64
        )
        k.run(
            rounds,
            temperature,
            mode,
            q.P,
            q.JD,
            q.WX,
            q.TD,
            q.D,
            q.DT,
            q.C,
            q.U,
            q.LOC,
            q.BR,
            q.AB,
            q.LB,
            q.Q,
            q.CAP,
            q.ADJ,
            q.EP,
            q.EI,
            q.KEY,
            _NEG_LOG,
            hot,
            len(hot),
            self.LOAD,
            self.RS,
            self.RI,
            self.BS,
            self.BI,
            self.BL,
            self.ROUTE,
            self.UN,
            self.UNPOS,
            self.CACHE,
            self.BEST,
            self.BESTLEN,
            self.BESTVER,
            self.SCRATCH,
            self.rng,
            self.S,
            settings,
        )

    def _new_versions(self) -> None:
        """Count versions from the start again before they outgrow the cache's 32 bits; what it held is forgotten."""
        self.CACHE[:] = 0
        self.CACHE[self.packed.C >= k.BIG, 0] = -1
        self.BESTVER[:] = 0
        m = len(self.packed.duties)
        self.RI[:, k.VER] = np.arange(1, m + 1)
        self.S[k.S_VER] = m


class Crews:
    """Moves visits that belong together between the steps of a search, and keeps the best plan with their starts."""

    def __init__(self, search: Search, links: Links) -> None:
        self.search, self.links = search, links
        self._units = links.units()
        self._best = self._now()

    def _now(self) -> tuple[int, Any, Any, dict[int, int]]:
        search = self.search
        return search.best, search.BEST.copy(), search.BESTLEN.copy(), dict(self.links.start_s)

    def place_open(self) -> None:
        """Place every unit that is open, in its order."""
        for unit in self._units:
            if not any(j in self.links.start_s for group in unit for j in group.rows):
                self._place(unit)
        self._best = self._now()

    def improve(self, step: int) -> None:
        """Keep the best so far; then take every tenth unit out and place it anew where that is cheaper."""
        self.keep_best()
        for i, unit in enumerate(self._units):
            if i % 10 == step % 10:
                self._move(unit)

    def keep_best(self) -> None:
        """Remember the cheapest plan that the search has found, with the starts it has now."""
        if self.search.best < self._best[0]:
            self._best = (
                self.search.best,
                self.search.BEST.copy(),
                self.search.BESTLEN.copy(),
                dict(self.links.start_s),
            )

    def best_plan(self) -> Plan:
        """The cheapest plan of all."""
        self.keep_best()
        _, nodes, lengths, starts = self._best
        plan = unpack(self.search.packed, nodes, lengths)
        return self.links.with_fixed(plan, starts)

    def _place(self, unit: tuple[Group, ...]) -> bool:
        """Place all groups of a unit, or none."""
        links, search = self.links, self.search
        for group in unit:
            found = links.best(group, search.costs, search.ROUTE)
            if found is None or found[0] >= links.price(group):
                self._take_out(unit)
                return False
            for j, t in zip(group.rows, found[2], strict=True):
                links.hold(j, t, found[1])
                search.put(j, t)
        return True

    def _take_out(self, unit: tuple[Group, ...]) -> None:
        rows = {j for group in unit for j in group.rows}
        for j in rows:
            self.links.release(j)
        self.search.take_out(rows)

    def _move(self, unit: tuple[Group, ...]) -> None:
        links, search = self.links, self.search
        rows = [j for group in unit for j in group.rows]
        before = int(search.S[k.S_COST])
        nodes, lengths = search.RS[:, :, k.NODE].copy(), search.RI[:, k.LEN].copy()
        held = [(j, int(search.ROUTE[j]), links.start_s[j]) for j in rows if j in links.start_s]
        behind = {other for group in unit for _, other, _ in group.behind} - set(rows)
        if any(t < 0 for _, t, _ in held) or (behind & set(links.start_s) and not held):
            return
        self._take_out(unit)
        self._place(unit)
        open_behind = not any(j in links.start_s for j in rows) and behind & set(links.start_s)
        if int(search.S[k.S_COST]) >= before or open_behind:
            for j in rows:
                links.release(j)
            for j, t, start in held:
                links.hold(j, t, start)
            search.restore(nodes, lengths, rows)


_NOTHING = np.zeros(0, dtype=np.int64)
_DEFAULTS = Params()
_UNKNOWN = np.array((0, k.BIG, -1, 0, 0, 0, 0, 0), dtype=np.int32)


def _seeded(seed: int) -> Any:
    """Two 32-bit states from a seed, mixed so that neighbouring seeds differ everywhere (splitmix64)."""
    mask = (1 << 64) - 1
    x = (seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    x ^= x >> 31
    return np.array([(x & 0xFFFFFFFF) or 1, x >> 32], dtype=np.int64)
