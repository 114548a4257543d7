"""Ruin and recreate over routes of visits: one module, because the compiled functions call each other.

Slack Induction by String Removals (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914), with labels for a
break, priced time, priced absence from the plan, and a cache of insertion costs that survives rejected iterations.

Columns
-------
JD int32 (rows, 16): work, windows, opens 0, limit 0, opens 1, limit 1, first further window, last limit, first late
instant, then three times (late after, price); 15 set-up. Row of visit j for shift t: TD[t, ROW] + j, and `shared` rows
further if the set-up is shared with the visit before.
TD int64 (shifts, 24), RS int32 (shifts, places, 9), RI int64 (shifts, 12), P int64 (16): see the names below.
Routes are kept as places 0 (start), 1..length (visits), length + 1 (end).
"""

# Compiled code: numba finds the types, and a wrong one is an error at its first call.
# mypy: ignore-errors
from __future__ import annotations

from functools import partial

import numpy as np
from numba import njit

# Without reference counts: nothing in here makes or keeps an array, and counting them took two thirds of the time.
# Without rewriting array expressions, of which there are none, and without wrappers that nobody calls.
_plain = partial(njit, error_model="numpy", _nrt=False, no_rewrites=True, no_cfunc_wrapper=True)
_inlined = _plain(forceinline=True, no_cpython_wrapper=True)
_called = _plain(no_cpython_wrapper=True)
_compiled = _plain(cache=True, nogil=True)

# One type for every whole number that is handed on: each further one would be compiled again.
_i64 = np.int64
# For an index that was read from an array: it is never counted from the end, and code that looks whether is left out.
_u32 = np.uint32

BIG = 1 << 29
LATE_CAP = 1 << 27

# JD
SV, NW, A0, B0, A1, B1, WOFF, BLAST, LATE0, DUE0, W0, DUE1, W1, DUE2, W2, SU = range(16)
# TD
(
    START,
    ENDS,
    MAXOT,
    OTR,
    NB,
    BOPEN,
    BCLOSE,
    BLEN,
    NS,
    NE,
    DEP,
    AFTER,
    ROW,
    FREE,
    RES,
    WBASE,
    ALWAYS,
    CPLX,
    BOFF,
    AOFF,
    NABS,
    TCAP,
    BSUM,
    TWIN,
) = range(24)
# RS
NODE, EA, CA, EB, CB, TR, RW, LASTOK, LASTFREE = range(9)
RS_WIDTH = 9
# RI
LEN, COST, TC, WORK, SUMC, VER, TRAV, SUSUM, STAMP, BKLEN = range(10)
# P
PN, PM, PWT, PDIV, PRES, PSETUP, PSHARED, PDIMS, PLMAX, PNADJ, PALL, PHOMES = range(12)
# S (state): total cost, best cost, next version, iteration stamp, unassigned, improvements, accepted, iterations done,
# shifts with visits, mark of the visit that is placed, shifts to look at until one is passed over
S_COST, S_BEST, S_VER, S_STAMP, S_NUN, S_IMPROVED, S_ACCEPTED, S_DONE, S_USED, S_MARK, S_BLINK = range(11)
# What `run` is asked for: rounds; to place every open visit; only to compute every shift from its nodes; only what
# visit HOT[0] costs in every able shift, into the first half of its CACHE.
ROUNDS, BUILD, COMPUTE, COSTS = range(4)


@_inlined
def _draw(rng):
    # Two generators of 32 bits added (xorshift, linear congruence), in signed 64-bit arithmetic that never overflows.
    x = rng[0]
    x ^= (x << 13) & 0xFFFFFFFF
    x ^= x >> 17
    x ^= (x << 5) & 0xFFFFFFFF
    rng[0] = x
    y = (69069 * rng[1] + 12345) & 0xFFFFFFFF
    rng[1] = y
    return (x + y) & 0xFFFFFFFF


@_inlined
def _below(rng, n):
    # A whole number in [0, n).
    return (_draw(rng) * n) >> 32


@_inlined
def _start(JD, WX, row, t):
    # Earliest start from t on, BIG if every window has closed.
    s = BIG
    if t <= JD[row, B0]:
        s = max(t, JD[row, A0])
    elif JD[row, NW] > 1:
        if t <= JD[row, B1]:
            s = max(t, JD[row, A1])
        elif t <= JD[row, BLAST]:
            k = JD[row, WOFF]
            while t > WX[k, 1]:
                k += 1
            s = max(t, WX[k, 0])
    return s


@_inlined
def _late(JD, row, s):
    c = 0
    if s > JD[row, LATE0]:
        if s > JD[row, DUE0]:
            c += (s - JD[row, DUE0]) * JD[row, W0]
        if s > JD[row, DUE1]:
            c += (s - JD[row, DUE1]) * JD[row, W1]
        if s > JD[row, DUE2]:
            c += (s - JD[row, DUE2]) * JD[row, W2]
        c = min(c, LATE_CAP)
    return c


@_inlined
def _latest(JD, WX, row, s, dep):
    # Latest arrival that still starts by s, -BIG if there is none.
    t = -BIG
    many = JD[row, NW]
    if s >= dep and many > 0:
        if JD[row, A0] <= s:
            t = min(s, JD[row, B0])
        if many > 1 and JD[row, A1] <= s:
            t = min(s, JD[row, B1])
        for k in range(JD[row, WOFF], JD[row, WOFF] + many - 2):
            if WX[k, 0] <= s:
                t = min(s, WX[k, 1])
        if t < dep:
            t = -BIG
    return t


@_inlined
def _worked(P, TD, t, work):
    # Price of the worked seconds of a shift: balance and reserve.
    w = work + TD[t, WBASE]
    c = 0
    if P[PDIV] > 0:
        m = w // 60
        c = m * m // P[PDIV]
    if TD[t, RES] > 0:
        c += min(TD[t, RES], max(0, w - TD[t, FREE])) * P[PRES]
    return c


@_inlined
def _step(JD, WX, row, ea, ca, eb, cb, tr, dep, bopen, bclose, blen):
    # Both labels after driving tr and serving the visit of this row: break still owed (a), break taken (b).
    na, nca, nb, ncb = BIG, BIG, BIG, BIG
    length = JD[row, SV]
    if ea < BIG:
        s = _start(JD, WX, row, max(ea + tr, dep))
        if s < BIG:
            e = s + length
            if e <= bclose:
                na = e
                nca = ca + _late(JD, row, s)
        s = _start(JD, WX, row, max(max(ea + tr, bopen) + blen, dep))
        if s < BIG:
            nb = s + length
            ncb = ca + _late(JD, row, s)
    if eb < BIG:
        s = _start(JD, WX, row, max(eb + tr, dep))
        if s < BIG:
            e = s + length
            c = cb + _late(JD, row, s)
            if e + c < nb + ncb or (e + c == nb + ncb and c < ncb):
                nb = e
                ncb = c
    return na, nca, nb, ncb


@_inlined
def _home(TD, t, ea, ca, eb, cb, tr):
    # Cheapest end of the shift from the labels at the last visit, BIG if there is none.
    free = min(TD[t, AFTER], tr)
    best = BIG
    if eb < BIG:
        over = max(0, eb + tr - free - TD[t, ENDS])
        if over <= TD[t, MAXOT]:
            best = cb + over * TD[t, OTR]
    if ea < BIG and ea <= TD[t, BCLOSE]:
        over = max(0, max(ea + tr, TD[t, BOPEN]) + TD[t, BLEN] - free - TD[t, ENDS])
        if over <= TD[t, MAXOT]:
            best = min(best, ca + over * TD[t, OTR])
    return best


@_inlined
def _drive(AB, lo, hi, left, travel):
    # When a drive ends that stops for absences AB[lo:hi].
    at, rest = left, travel
    for k in range(lo, hi):
        if AB[k, 1] <= at or rest == 0:
            continue
        if AB[k, 0] > at:
            driven = min(rest, AB[k, 0] - at)
            at += driven
            rest -= driven
        if rest > 0:
            at = max(at, AB[k, 1])
    return at + rest


@_inlined
def _start_between(JD, WX, AB, lo, hi, row, t, length):
    # Earliest start from t on in a window and out of every absence.
    s = t
    while True:
        before = s
        s = _start(JD, WX, row, s)
        if s >= BIG:
            return BIG
        for k in range(lo, hi):
            if AB[k, 0] < s + length and s < AB[k, 1]:
                s = AB[k, 1]
        if s == before:
            return s


@_called
def slow_time_cost(P, JD, WX, TD, D, LOC, BR, AB, LB, RS, RI, t, j, p):
    # Time cost of shift t with visit j put after place p (j < 0: as it is): any number of breaks, absences. BIG if
    # not allowed. One label per number of breaks taken; of two, the one with the smaller cost + end is kept.
    nb = TD[t, NB]
    lo, hi = TD[t, AOFF], TD[t, AOFF] + TD[t, NABS]
    off = TD[t, BOFF]
    now, then = 0, 2
    for k in range(nb + 1):
        LB[0, k] = BIG
        LB[1, k] = BIG
    LB[0, 0] = TD[t, START]
    LB[1, 0] = 0
    length = RI[t, LEN]
    count = length if j < 0 else length + 1
    a = TD[t, NS]
    for i in range(1, count + 2):
        if j >= 0 and i == p + 1:
            b = j
        elif j >= 0 and i > p + 1:
            b = RS[t, i - 1, NODE]
        else:
            b = RS[t, i, NODE]
        last = i == count + 1
        travel = D[a, b]
        if last and count == 0 and TD[t, ALWAYS] == 0:
            return 0
        for k in range(nb + 1):
            LB[then, k] = BIG
            LB[then + 1, k] = BIG
        row = 0
        if not last:
            row = TD[t, ROW] + b
            if P[PSETUP] > 0 and i > 1 and LOC[a] == LOC[b]:
                row += P[PSHARED]
        for k in range(nb + 1):
            if LB[now, k] >= BIG:
                continue
            ready = _drive(AB, lo, hi, LB[now, k], travel)
            for q in range(k, nb + 1):
                if q > k:
                    if LB[now, k] > BR[off + q - 1, 1]:
                        break
                    ready = max(ready, BR[off + q - 1, 0]) + BR[off + q - 1, 2]
                if last:
                    over = max(0, ready - min(TD[t, AFTER], travel) - TD[t, ENDS])
                    if q == nb and over <= TD[t, MAXOT] and LB[now + 1, k] + over * TD[t, OTR] < LB[then + 1, q]:
                        LB[then + 1, q] = LB[now + 1, k] + over * TD[t, OTR]
                    continue
                s = _start_between(JD, WX, AB, lo, hi, row, max(ready, TD[t, DEP]), JD[row, SV])
                if s >= BIG:
                    continue
                e = s + JD[row, SV]
                c = LB[now + 1, k] + _late(JD, row, s)
                if e > TD[t, TCAP]:
                    continue
                if e + c < LB[then, q] + LB[then + 1, q] or (
                    e + c == LB[then, q] + LB[then + 1, q] and c < LB[then + 1, q]
                ):
                    LB[then, q] = e
                    LB[then + 1, q] = c
        now, then = then, now
        a = b
    return LB[now + 1, nb]


@_inlined
def _refresh(P, JD, WX, TD, D, LOC, BR, AB, LB, RS, RI, t, first, last):
    # Labels, sums and cost of shift t again: places `first` to `last` are new and out of the sums, those behind them
    # are what they were but for what reaches them. Nodes and length are right already.
    t, first = _u32(t), _i64(_u32(first))
    length = RI[t, LEN]
    setups = P[PSETUP]
    work = RI[t, WORK]
    travel = RI[t, TRAV]
    setup = RI[t, SUSUM]
    plain = TD[t, CPLX] == 0
    bclose, bopen, blen, dep = TD[t, BCLOSE], TD[t, BOPEN], TD[t, BLEN], TD[t, DEP]
    used = length > 0 or TD[t, ALWAYS] > 0
    reached = length  # The last place that is reached at another time, or at another price, than before.
    for i in range(first, length + 1):
        if i <= last:
            a = _u32(RS[t, i - 1, NODE])
            j = _u32(RS[t, i, NODE])
            tr = D[a, j]
            row = TD[t, ROW] + j
            if setups > 0 and i > 1 and LOC[a] == LOC[j]:
                row += P[PSHARED]
            RS[t, i, TR] = tr
            RS[t, i, RW] = row
            travel += tr
            work += tr + JD[row, SV]
            setup += JD[row, SU]
        elif not plain:
            break
        if plain:
            na, nca, nb, ncb = _step(
                JD,
                WX,
                _i64(_u32(RS[t, i, RW])),
                _i64(RS[t, i - 1, EA]),
                _i64(RS[t, i - 1, CA]),
                _i64(RS[t, i - 1, EB]),
                _i64(RS[t, i - 1, CB]),
                _i64(RS[t, i, TR]),
                dep,
                bopen,
                bclose,
                blen,
            )
            if i > last and nb == RS[t, i, EB] and ncb == RS[t, i, CB] and na == RS[t, i, EA] and nca == RS[t, i, CA]:
                reached = i - 1
                break
            RS[t, i, EA] = na
            RS[t, i, CA] = nca
            RS[t, i, EB] = nb
            RS[t, i, CB] = ncb
    tc = RI[t, TC]
    if last > length:
        RS[t, length + 1, NODE] = TD[t, NE]
        tr = D[RS[t, length, NODE], TD[t, NE]] if used else 0
        RS[t, length + 1, TR] = tr
        travel += tr
        work += tr
    if not used:
        tc = 0
    elif not plain:
        tc = slow_time_cost(P, JD, WX, TD, D, LOC, BR, AB, LB, RS, RI, _i64(t), _i64(-1), _i64(0))
    else:
        tr = _i64(RS[t, length + 1, TR])
        if last > length or reached == length:
            tc = _home(
                TD,
                t,
                _i64(RS[t, length, EA]),
                _i64(RS[t, length, CA]),
                _i64(RS[t, length, EB]),
                _i64(RS[t, length, CB]),
                tr,
            )
        # Once the break is behind: the latest arrivals with which the rest is allowed, and costs nothing.
        if last >= length:
            i = length
            free = TD[t, ENDS] + min(TD[t, AFTER], tr)
            ok = free + TD[t, MAXOT]
            if TD[t, OTR] == 0:
                free = ok
        else:
            i = last
            ok, free = _i64(RS[t, last + 1, LASTOK]), _i64(RS[t, last + 1, LASTFREE])
        while i > 0:
            tr = RS[t, i + 1, TR]
            row = _u32(RS[t, i, RW])
            ok = _latest(JD, WX, row, _i64(ok - tr - JD[row, SV]), dep)
            free = _latest(JD, WX, row, _i64(min(free - tr - JD[row, SV], JD[row, LATE0])), dep)
            if i < first and ok == RS[t, i, LASTOK] and free == RS[t, i, LASTFREE]:
                break
            RS[t, i, LASTOK] = ok
            RS[t, i, LASTFREE] = free
            i -= 1
    RI[t, COST] = 0
    if used:
        RI[t, COST] = P[PWT] * (travel + setup) + RI[t, SUMC] + tc + _worked(P, TD, t, work)
    RI[t, TC] = tc
    RI[t, WORK] = work
    RI[t, TRAV] = travel
    RI[t, SUSUM] = setup


@_inlined
def _forget(JD, RS, RI, t, i):
    # Take place i out of the sums of shift t.
    travel = RS[t, i, TR]
    RI[t, TRAV] -= travel
    RI[t, WORK] -= travel
    if i <= RI[t, LEN]:
        row = _u32(RS[t, i, RW])
        RI[t, WORK] -= JD[row, SV]
        RI[t, SUSUM] -= JD[row, SU]


@_inlined
def _move(RS, POS, t, i, to):
    # Put what is at place i of shift t at another place.
    for k in range(RS_WIDTH):
        RS[t, to, k] = RS[t, i, k]
    POS[RS[t, to, NODE]] = to


@_inlined
def _touch(RS, RI, BS, BI, TL, ntl, stamp, t, S):
    # Keep a copy of shift t before its first change in this iteration, and give it a version of its own.
    if RI[t, STAMP] != stamp:
        for k in range(10):
            BI[t, k] = RI[t, k]
        RI[t, STAMP] = stamp
        for i in range(RI[t, LEN] + 2):
            for k in range(RS_WIDTH):
                BS[t, i, k] = RS[t, i, k]
        TL[ntl] = t
        ntl += 1
    S[S_VER] += 1
    RI[t, VER] = S[S_VER]
    return ntl


@_inlined
def _insertion(P, JD, WX, TD, D, DT, C, LOC, BR, AB, LB, RS, RI, j, t, limit):
    # Cheapest place for visit j in shift t that is dearer by less than `limit`: (cost, place before it).
    # (bound, -1) where there is none: every place costs at least the bound.
    j, t = _u32(j), _u32(t)
    length = RI[t, LEN]
    base = _u32(TD[t, ROW] + j)
    aff = C[j, t]
    best = limit
    place = -1
    bound = BIG
    wold = RI[t, WORK]
    gold = 0
    tcold = RI[t, TC]
    if length > 0 or TD[t, ALWAYS] > 0:
        gold = _worked(P, TD, t, wold)
    wt = P[PWT]
    setups = P[PSETUP]
    plain = TD[t, CPLX] == 0
    bclose, bopen, blen, dep = TD[t, BCLOSE], TD[t, BOPEN], TD[t, BLEN], TD[t, DEP]
    slack = TD[t, ENDS] + TD[t, AFTER] - TD[t, START] - TD[t, BSUM]
    maxot, otr = TD[t, MAXOT], TD[t, OTR]
    last = JD[base, BLAST]
    if length + 3 >= P[PLMAX]:
        return BIG, -1
    # What every place costs at least, but for the detour: work is never less than that of the visit itself.
    sure = -BIG
    if setups == 0:
        sure = aff + _worked(P, TD, t, wold + JD[base, SV]) - gold
    for p in range(length + 1):
        a = _u32(RS[t, p, NODE])
        ta = _i64(DT[j, a])
        ea, eb = _i64(RS[t, p, EA]), _i64(RS[t, p, EB])
        if plain and min(ea, eb) + ta > last:
            break
        b = _u32(RS[t, p + 1, NODE])
        tb = _i64(D[j, b])
        dtr = ta + tb - RS[t, p + 1, TR]
        if dtr >= 0 and wt * dtr + sure >= best:
            bound = min(bound, wt * dtr + sure)
            continue
        row = base
        dsu = 0
        dsv = 0
        rowb = _u32(RS[t, p + 1, RW])
        if setups > 0:
            if p > 0 and LOC[a] == LOC[j]:
                row += P[PSHARED]
            if p < length:
                rowb = TD[t, ROW] + b
                if LOC[j] == LOC[b]:
                    rowb += P[PSHARED]
                old = RS[t, p + 1, RW]
                dsu = JD[rowb, SU] - JD[old, SU]
                dsv = JD[rowb, SV] - JD[old, SV]
            dsu += JD[row, SU]
        wnew = wold + dtr + JD[row, SV] + dsv
        over = wnew - slack
        if over > maxot:
            continue
        fixed = wt * (dtr + dsu) + aff + _worked(P, TD, t, wnew) - gold - tcold
        least = fixed + max(tcold, max(0, over) * otr)
        if least >= best:
            bound = min(bound, least)
            continue
        if plain:
            na, nca, nb, ncb = ea, _i64(RS[t, p, CA]), eb, _i64(RS[t, p, CB])
            tr = ta
            tc = -1
            k = p
            while True:
                na, nca, nb, ncb = _step(JD, WX, row, na, nca, nb, ncb, tr, dep, bopen, bclose, blen)
                if k == p:
                    tr = tb
                    row = rowb
                    if setups == 0 and p < length:
                        if min(na, nb) + tb > RS[t, p + 1, LASTOK]:
                            tc = BIG
                        elif na >= BIG and nb + tb <= RS[t, p + 1, LASTFREE]:
                            tc = ncb
                else:
                    if na == RS[t, k, EA] and nb == RS[t, k, EB]:
                        # From here on the day is as before, dearer by what it is dearer here.
                        if na >= BIG:
                            if nb < BIG:
                                tc = tcold + ncb - RS[t, k, CB]
                        elif nb >= BIG or nca - RS[t, k, CA] == ncb - RS[t, k, CB]:
                            tc = tcold + nca - RS[t, k, CA]
                    tr = _i64(RS[t, k + 1, TR])
                    row = _u32(RS[t, k + 1, RW])
                k += 1
                if tc >= 0 or k > length:
                    break
                if na >= BIG and nb >= BIG:
                    tc = BIG
                elif fixed + min(nca, ncb) >= best:
                    tc = BIG
                    bound = min(bound, max(least, fixed + min(nca, ncb)))
                if tc >= 0:
                    break
            if tc < 0:
                tc = _home(TD, t, na, nca, nb, ncb, tr)
        else:
            tc = slow_time_cost(P, JD, WX, TD, D, LOC, BR, AB, LB, RS, RI, _i64(t), _i64(j), _i64(p))
        if tc >= BIG:
            continue
        delta = fixed + tc
        if delta < best:
            best = delta
            place = p
        else:
            bound = min(bound, delta)
    if place < 0:
        return min(bound, BIG), -1
    return best, place


@_compiled
def run(
    rounds,
    temperature,
    mode,
    P,
    JD,
    WX,
    TD,
    D,
    DT,
    C,
    U,
    LOC,
    BR,
    AB,
    LB,
    Q,
    CAP,
    ADJ,
    EP,
    EI,
    KEY,
    NEGLOG,
    HOT,
    nhot,
    LOAD,
    RS,
    RI,
    BS,
    BI,
    BL,
    ROUTE,
    UN,
    UNPOS,
    CACHE,
    BEST,
    BESTLEN,
    BESTVER,
    SCRATCH,
    rng,
    S,
    K,
):
    # `rounds` of ruin and recreate at one temperature (1/16 units of cost), or one of the other modes.
    # K: (visits out, longest string, split %, unassigned seed %, blink, sampled open visits, neighbours of one visit
    # that all seeds of a call come from, rounds in 1,000 that open an empty shift and as many that empty one).
    # CACHE int32 (n, m, 8): twice (version of the shift, cost there, place), for the plan and for what is tried; first
    # version -1: not able. SCRATCH (12, n + 2 m + 64): shifts touched, first place to compute anew of each, candidates,
    # their keys, their old shifts; stamps of shifts looked at, of visits, of shifts ruined, of twins; the last place to
    # compute anew of each; the places of all visits in their shifts; shifts whose cost is not known.
    n, m = P[PN], P[PM]
    nadj = P[PNADJ]
    dims = P[PDIMS]
    TL, FIRST, CL, CK, OLD = SCRATCH[0], SCRATCH[1], SCRATCH[2], SCRATCH[3], SCRATCH[4]
    TST, JST, RST, TWST, LAST, POS = SCRATCH[5], SCRATCH[6], SCRATCH[7], SCRATCH[8], SCRATCH[9], SCRATCH[10]
    ASK = SCRATCH[11]
    # One neighbourhood for all rounds of a call: what they read stays in the processor's cache, and what was computed
    # for a visit is mostly still right when it is out again.
    local = 0 if n <= 4 * K[6] else min(K[6], nadj)
    center = 0
    if mode == ROUNDS and local > 0:
        center = _below(rng, n)
    for _ in range(rounds):
        S[S_STAMP] += 1
        stamp = S[S_STAMP]
        ntl = 0
        ncl = 0
        cost = S[S_COST]
        opening, closing = False, False
        if mode == COMPUTE:
            for t in range(m):
                TL[t] = t
                FIRST[t] = 1
                LAST[t] = RI[t, LEN] + 1
                RI[t, WORK] = 0
                RI[t, TRAV] = 0
                RI[t, SUSUM] = 0
                for i in range(1, RI[t, LEN] + 1):
                    POS[RS[t, i, NODE]] = i
            ntl = m
        elif mode == COSTS:
            CL[0] = HOT[0]
            ncl = 1
        elif mode == BUILD:
            for i in range(S[S_NUN]):
                CL[ncl] = UN[i]
                OLD[ncl] = -1
                ncl += 1
        else:
            # ---- ruin: strings around a seed
            seed = -1
            if nhot > 0 and _below(rng, _i64(100)) < 70:
                seed = HOT[_below(rng, nhot)]
            elif S[S_NUN] > 0 and _below(rng, _i64(100)) < K[3]:
                seed = UN[_below(rng, S[S_NUN])]
            elif local > 0:
                seed = ADJ[center, _below(rng, local)]
            else:
                seed = _below(rng, n)
            # Where shifts are to spare, their number decides more than any exchange, and inserting visit by visit
            # hardly ever changes it.
            if S[S_USED] < m:
                dice = _below(rng, _i64(1000))
                opening = dice < K[7]
                closing = dice >= 1000 - K[7]
            average = max(1.0, (n - S[S_NUN]) / max(1, S[S_USED]))
            longest = min(average, max(K[1] * 1.0, average * 0.4))
            out = max(K[0] * 1.0, K[0] * 0.08 * longest)
            strings = int((_draw(rng) / 4294967296.0) * (4.0 * out / (1.0 + longest) - 1.0) + 1.0)
            near = 0
            for q in range(-1, nadj):
                c = seed if q < 0 else ADJ[seed, q]
                if c < 0:
                    break
                t = ROUTE[c]
                if t < 0:
                    if near < K[5] and JST[c] != stamp:
                        JST[c] = stamp
                        CL[ncl] = c
                        OLD[ncl] = -1
                        ncl += 1
                        near += 1
                    continue
                if strings <= 0:
                    if near >= K[5] or q > 40 or S[S_NUN] == 0:
                        break
                    continue
                if RST[t] == stamp:
                    continue
                RST[t] = stamp
                strings -= 1
                length = RI[t, LEN]
                take = int((_draw(rng) / 4294967296.0) * min(length * 1.0, longest) + 1.0)
                take = min(take, length)
                at = POS[c]
                keep = 0
                if closing and ntl == 0:
                    take = length
                if take < length and take > 1 and _below(rng, _i64(100)) < K[2]:
                    keep = 1
                    while take + keep < length and _below(rng, _i64(100)) < 1:
                        keep += 1
                span = take + keep
                lo = max(1, at - span + 1)
                hi = min(at, length - span + 1)
                first = lo + _below(rng, hi - lo + 1)
                # The kept visits lie inside the string, somewhere between its ends.
                hole = span
                if keep > 0:
                    hole = 1 + _below(rng, take - 1)
                FIRST[ntl] = first
                LAST[ntl] = first + keep
                ntl = _touch(RS, RI, BS, BI, TL, _i64(ntl), stamp, _i64(t), S)
                for d in range(dims):
                    BL[t, d] = LOAD[t, d]
                w = first
                for i in range(first, length + 2):
                    k = i - first
                    if k <= span:
                        _forget(JD, RS, RI, _i64(t), _i64(i))
                    j = RS[t, i, NODE]
                    if k < span and not (hole <= k < hole + keep):
                        ROUTE[j] = -1
                        JST[j] = stamp
                        CL[ncl] = j
                        OLD[ncl] = t
                        ncl += 1
                        RI[t, SUMC] -= C[j, t]
                        cost += U[j]
                        for d in range(dims):
                            LOAD[t, d] -= Q[j, d]
                    else:
                        _move(RS, POS, _i64(t), _i64(i), _i64(w))
                        w += 1
                RI[t, LEN] = w - 2
            # A few open visits from anywhere.
            for _q in range(min(2, S[S_NUN])):
                c = UN[_below(rng, S[S_NUN])]
                if JST[c] != stamp:
                    JST[c] = stamp
                    CL[ncl] = c
                    OLD[ncl] = -1
                    ncl += 1
        # ---- order of insertion
        if mode == ROUNDS:
            for i in range(ncl - 1, 0, -1):
                k = _below(rng, i + 1)
                j = CL[i]
                CL[i] = CL[k]
                CL[k] = j
                j = OLD[i]
                OLD[i] = OLD[k]
                OLD[k] = j
        kind = _below(rng, _i64(12)) if mode == ROUNDS else 6
        if kind >= 4 and ncl > 1:
            which = 0 if kind < 6 else 1 if kind < 8 else 2 if kind < 10 else 3 if kind < 11 else 4
            if mode == BUILD:
                which = 5
            for i in range(ncl):
                CK[i] = KEY[CL[i], which]
            for i in range(1, ncl):
                key, j, o = CK[i], CL[i], OLD[i]
                k = i - 1
                while k >= 0 and CK[k] > key:
                    CK[k + 1] = CK[k]
                    CL[k + 1] = CL[k]
                    OLD[k + 1] = OLD[k]
                    k -= 1
                CK[k + 1] = key
                CL[k + 1] = j
                OLD[k + 1] = o
        # ---- compute what is left of the ruined shifts (i < 0), then recreate: each visit at its best place
        for i in range(-ntl, ncl):
            if i < 0:
                bt = TL[i + ntl]
                first = FIRST[i + ntl]
                last = LAST[i + ntl]
            else:
                j = CL[i]
                best = U[j] if mode != COSTS else BIG
                bt = -1
                bp = -1
                many = EP[j + 1] - EP[j]
                whole = many <= P[PALL] or mode != ROUNDS
                S[S_MARK] += 1
                mark = S[S_MARK]
                asked = 0
                for q in range(many if whole else min(nadj, 40) + P[PHOMES]):
                    if whole or q < P[PHOMES]:
                        t = EI[EP[j] + q]
                    else:
                        c = ADJ[j, q - P[PHOMES]]
                        if c < 0:
                            break
                        t = ROUTE[c]
                        if t < 0:
                            continue
                    if not whole:
                        if TST[t] == mark:
                            continue
                        TST[t] = mark
                    if RI[t, LEN] > 0:
                        if opening and i == 0:
                            continue
                    else:
                        if closing:
                            continue
                        if TWST[TD[t, TWIN]] == mark and mode != COSTS:
                            continue  # Another empty shift that is no different was looked at.
                        TWST[TD[t, TWIN]] = mark
                    if mode == ROUNDS:
                        S[S_BLINK] -= 1
                        if S[S_BLINK] <= 0:
                            S[S_BLINK] = 1 + ((NEGLOG[_below(rng, _i64(4096))] * K[4]) >> 10)
                            continue
                    ver = RI[t, VER]
                    if CACHE[j, t, 0] == ver:
                        hit = 0
                    elif CACHE[j, t, 3] == ver:
                        hit = 3
                    else:
                        if CACHE[j, t, 0] >= 0:  # Able.
                            ASK[asked] = t
                            asked += 1
                        continue
                    if CACHE[j, t, hit + 1] < best:
                        if CACHE[j, t, hit + 2] >= 0:
                            best = CACHE[j, t, hit + 1]
                            bt = t
                            bp = CACHE[j, t, hit + 2]
                        else:
                            ASK[asked] = t
                            asked += 1
                # Only now what has to be computed: most places are dearer than the best of what is known.
                for q in range(asked):
                    t = ASK[q]
                    ver = RI[t, VER]
                    slot = 3 if RI[t, STAMP] == stamp else 0
                    if CACHE[j, t, slot] == ver and CACHE[j, t, slot + 1] >= best:
                        continue
                    if dims > 0:
                        room = True
                        for d in range(dims):
                            if LOAD[t, d] + Q[j, d] > CAP[t, d]:
                                room = False
                        if not room:
                            continue
                    delta, place = _insertion(
                        P, JD, WX, TD, D, DT, C, LOC, BR, AB, LB, RS, RI, _i64(j), _i64(t), _i64(best)
                    )
                    CACHE[j, t, slot] = ver
                    CACHE[j, t, slot + 1] = delta
                    CACHE[j, t, slot + 2] = place
                    if place >= 0 and mode != COSTS:
                        best = delta
                        bt = t
                        bp = place
                if bt < 0:
                    continue
                if RI[bt, STAMP] != stamp:
                    for d in range(dims):
                        BL[bt, d] = LOAD[bt, d]
                ntl = _touch(RS, RI, BS, BI, TL, _i64(ntl), stamp, _i64(bt), S)
                first = bp + 1
                last = bp + 2
                _forget(JD, RS, RI, _i64(bt), _i64(first))
                for k in range(RI[bt, LEN] + 1, bp, -1):
                    _move(RS, POS, _i64(bt), _i64(k), _i64(k + 1))
                RS[bt, first, NODE] = j
                POS[j] = first
                RI[bt, LEN] += 1
                RI[bt, SUMC] += C[j, bt]
                for d in range(dims):
                    LOAD[bt, d] += Q[j, d]
                ROUTE[j] = bt
                cost -= U[j]
            cost -= RI[bt, COST]
            _refresh(P, JD, WX, TD, D, LOC, BR, AB, LB, RS, RI, _i64(bt), _i64(first), _i64(last))
            cost += RI[bt, COST]
        if mode in (COMPUTE, COSTS):
            return
        # ---- accept or put everything back
        S[S_DONE] += 1
        if mode == BUILD or cost - S[S_COST] < (temperature * NEGLOG[_below(rng, _i64(4096))]) >> 14:
            S[S_COST] = cost
            S[S_ACCEPTED] += 1
            for i in range(ncl):
                j = CL[i]
                if OLD[i] < 0 and ROUTE[j] >= 0:
                    at = UNPOS[j]
                    S[S_NUN] -= 1
                    moved = UN[S[S_NUN]]
                    UN[at] = moved
                    UNPOS[moved] = at
                    UNPOS[j] = -1
                elif OLD[i] >= 0 and ROUTE[j] < 0:
                    UN[S[S_NUN]] = j
                    UNPOS[j] = S[S_NUN]
                    S[S_NUN] += 1
            for i in range(ntl):
                t = TL[i]
                S[S_USED] += (RI[t, LEN] > 0) * 1 - (BI[t, LEN] > 0) * 1
            if cost < S[S_BEST]:
                S[S_BEST] = cost
                S[S_IMPROVED] += 1
                for t in range(m):
                    if BESTVER[t] != RI[t, VER]:
                        BESTVER[t] = RI[t, VER]
                        BESTLEN[t] = RI[t, LEN]
                        for i in range(1, RI[t, LEN] + 1):
                            BEST[t, i] = RS[t, i, NODE]
        else:
            for i in range(ncl):
                ROUTE[CL[i]] = OLD[i]
            for i in range(ntl):
                t = TL[i]
                for k in range(10):
                    if k != STAMP:
                        RI[t, k] = BI[t, k]
                for d in range(dims):
                    LOAD[t, d] = BL[t, d]
                for i2 in range(BI[t, LEN] + 2):
                    for k in range(RS_WIDTH):
                        RS[t, i2, k] = BS[t, i2, k]
                    POS[RS[t, i2, NODE]] = i2
