"""Searches a large day piece by piece: neighbouring shifts at a time, with what they serve and what is open there.

Each round cuts the shifts into pieces anew, searches every piece by itself and puts the routes together again. The cuts
come from the seed and each piece has its own random numbers and its share of the rounds, so that the plan is the same
whoever of the workers searches which piece, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from truckroll_planner.kernels import ruin as k
from truckroll_planner.packing import Packed, able_shifts, neighbours, twins
from truckroll_planner.params import Params

PIECE = 25
"""Shifts in a piece, about."""
PASSES = 8
"""Times the day is cut; after them it is searched as a whole once more."""
TRIAL = 2048
"""Rounds searched first to know how many a second has."""

Routes = list[list[int]]
"""Rows of visits by row of shift."""
Make = Callable[[Packed, int], Any]
"""A search on some arrays with a seed."""


def cut(packed: Packed, routes: Routes, number: int) -> list[list[int]]:
    """Cut the shifts into pieces of neighbours; another number gives other cuts."""
    m = len(packed.duties)
    centers = [_center(packed, t, routes[t]) for t in range(m)]
    order = list(range(m))
    mixed = number * 2_654_435_761 + 1
    for i in range(m - 1, 0, -1):
        mixed = (mixed * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64)
        j = (mixed >> 33) % (i + 1)
        order[i], order[j] = order[j], order[i]
    pieces: list[list[int]] = []
    left = order
    count = max(1, round(m / PIECE))
    for piece in range(count):
        size = -(-len(left) // (count - piece))
        first = left[0]
        if pieces:  # As far from what is done as there is: no remnants all over the map.
            done = [centers[t] for p in pieces for t in p]
            first = max(left, key=lambda t: (int(packed.D[np.ix_([centers[t]], done)].min()), t))
        here = sorted(left, key=lambda t: (int(packed.D[centers[first], centers[t]]), t))[:size]
        pieces.append(sorted(here))
        left = [t for t in left if t not in set(here)]
    return pieces


def _center(packed: Packed, t: int, route: Sequence[int]) -> int:
    """The stop that is nearest to all others of a route; of an empty one where it begins."""
    if not route:
        return int(packed.TD[t, k.NS])
    return route[int(packed.D[np.ix_(route, route)].astype(np.int64).sum(axis=1).argmin())]


def share_open(packed: Packed, routes: Routes, pieces: Sequence[Sequence[int]]) -> list[list[int]]:
    """Give each open visit to the piece with the nearest shift that may serve it."""
    served = {j for route in routes for j in route}
    piece_of = {t: i for i, piece in enumerate(pieces) for t in piece}
    centers = np.array([_center(packed, t, route) for t, route in enumerate(routes)])
    found: list[list[int]] = [[] for _ in pieces]
    for j in range(len(packed.visits)):
        if j not in served:
            able = np.flatnonzero(packed.C[j] < k.BIG)
            if len(able):
                found[piece_of[int(able[packed.D[j, centers[able]].argmin()])]].append(j)
    return found


def part(packed: Packed, shifts: Sequence[int], visits: Sequence[int]) -> Packed:
    """The arrays of these shifts and visits only."""
    n, size = len(packed.visits), len(visits)
    ts, js = np.array(shifts, dtype=np.int64), np.array(visits, dtype=np.int64)
    classes = len(packed.JD) // max(1, n)
    rows = np.concatenate([js + c * n for c in range(classes)])
    TD = packed.TD[ts].copy()
    ends = sorted({int(x) for x in TD[:, [k.NS, k.NE]].ravel()})
    nodes = np.concatenate([js, np.array(ends, dtype=np.int64)])
    row_of = {node: size + i for i, node in enumerate(ends)}
    for column in (k.NS, k.NE):
        TD[:, column] = [row_of[int(x)] for x in TD[:, column]]
    TD[:, k.ROW] = TD[:, k.ROW] // max(1, n) * size
    D = np.ascontiguousarray(packed.D[np.ix_(nodes, nodes)])
    C = np.ascontiguousarray(packed.C[np.ix_(js, ts)])
    CAP = np.ascontiguousarray(packed.CAP[ts])
    EP, EI = able_shifts(C, D, TD, size, len(shifts))
    TD[:, k.TWIN] = twins(TD, C, CAP)
    ADJ = neighbours(D, size)
    P = packed.P.copy()
    P[[k.PN, k.PM, k.PNADJ]] = size, len(shifts), ADJ.shape[1]
    P[k.PSHARED] = packed.P[k.PSHARED] // max(1, n) * size
    return replace(
        packed,
        duties=tuple(packed.duties[t] for t in shifts),
        visits=tuple(packed.visits[j] for j in visits),
        P=P,
        JD=np.ascontiguousarray(packed.JD[rows]),
        TD=TD,
        D=D,
        DT=D if np.array_equal(D, D.T) else np.ascontiguousarray(D.T),
        C=C,
        U=packed.U[js],
        LOC=packed.LOC[nodes],
        LB=packed.LB.copy(),
        Q=np.ascontiguousarray(packed.Q[js]),
        CAP=CAP,
        ADJ=ADJ,
        EP=EP,
        EI=EI,
        KEY=np.ascontiguousarray(packed.KEY[js]),
    )


def search_pieces(
    search: Any,
    make: Make,
    params: Params,
    temperatures: Sequence[int],
    stop: Callable[[], bool],
    clock: Callable[[], float],
    tell: Callable[[int], None],
) -> tuple[int, ...]:
    """Search pass by pass, at last the whole; return the rounds of each pass, as `Params.schedule` takes them."""
    packed: Packed = search.packed
    began, done = clock(), []
    planned = list(params.schedule) if params.schedule is not None else None
    if planned is None and params.seconds is None:
        total = params.iterations if params.iterations is not None else 2000 + 100 * len(packed.visits)
        planned = [total * (i + 1) // (PASSES + 1) - total * i // (PASSES + 1) for i in range(PASSES + 1)]
    search.build()
    routes = search.routes()
    rate = 0.0
    for number in range(PASSES):
        at = clock()
        if planned is not None:
            rounds = planned[number]
        else:
            wanted = (params.seconds or 0.0) * (number + 1) / (PASSES + 1) - (at - began)
            rounds = max(0, int(rate * wanted)) if number else TRIAL * params.workers
        steps = temperatures[
            number * len(temperatures) // (PASSES + 1) : (number + 1) * len(temperatures) // (PASSES + 1)
        ]
        routes = _pass(packed, make, params, routes, number, rounds, steps, stop)
        done.append(rounds)
        rate = rounds / max(1e-6, clock() - at) if rounds else rate
        search.take_routes(routes)
        tell(sum(done))
    last = temperatures[PASSES * len(temperatures) // (PASSES + 1) :]
    rounds = 0
    until = began + (params.seconds or 0.0)
    for i, temperature in enumerate(last):
        many = 0
        if planned is not None:
            many = planned[PASSES] * (i + 1) // len(last) - planned[PASSES] * i // len(last)
        elif clock() < until:
            many = int(rate / max(1, params.workers) * (until - clock()) / (len(last) - i))
        while many > 0 and not stop():
            chunk = min(256, many)
            search.run(chunk, temperature, params, None)
            rounds, many = rounds + chunk, many - chunk
    return (*done, rounds)


def _pass(
    packed: Packed,
    make: Make,
    params: Params,
    routes: Routes,
    number: int,
    rounds: int,
    temperatures: Sequence[int],
    stop: Callable[[], bool],
) -> Routes:
    """Cut, search each piece with its share of the rounds, put together."""
    pieces = cut(packed, routes, params.seed * 1009 + number)
    open_ = share_open(packed, routes, pieces)
    sizes = [sum(len(routes[t]) for t in piece) + len(left) for piece, left in zip(pieces, open_, strict=True)]

    def one(i: int) -> Routes:
        visits = sorted(j for t in pieces[i] for j in routes[t]) + open_[i]
        if not visits:
            return [[] for _ in pieces[i]]
        row_of = {j: row for row, j in enumerate(visits)}
        mine = make(part(packed, pieces[i], visits), (params.seed * PASSES + number) * len(pieces) + i)
        mine.take_routes([[row_of[j] for j in routes[t]] for t in pieces[i]])
        many = rounds * sizes[i] // max(1, sum(sizes))
        for s, temperature in enumerate(temperatures):
            left = many * (s + 1) // len(temperatures) - many * s // len(temperatures)
            while left > 0 and not stop():
                mine.run(min(256, left), temperature, params, None)
                left -= 256
        return [[visits[row] for row in route] for route in mine.routes(best=number == PASSES - 1 or stop())]

    with ThreadPoolExecutor(max_workers=params.workers) as threads:
        found = list(threads.map(one, range(len(pieces))))
    together: Routes = [[] for _ in routes]
    for piece, some in zip(pieces, found, strict=True):
        for t, route in zip(piece, some, strict=True):
            together[t] = route
    return together
