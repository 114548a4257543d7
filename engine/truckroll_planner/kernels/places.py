"""The best place of one visit in each shift: what `inserting` looks through place by place, on flat whole numbers.

Works as plain Python on lists and, compiled by `warming`, on arrays; both give the same answers. Labels, their order
and what they break are those of `scheduling.Course`, for days with at most one break and no absence.

Columns
-------
S (shifts): see the names below. R (visits as one shift serves them): work, set-up, earliest start, kind (0 any time,
1 windows, 2 fixed start), fixed start, rules it breaks there and by how much, three times (late after, price), first
window and number of windows, last start for access (1: asked), last end of access, last arrival (1: asked).
Places p of a shift: 0 its start, 1..n its visits, n + 1 its end. L holds the labels after each place, seven numbers
each: rules broken, cost, sum of starts, end, leg of the break (-1: owed), amount broken, whether the last visit ends
outside the shift.
"""

from __future__ import annotations

from typing import Any

# S
STARTS, ENDS, LAST, AFTER, PRICE, NB, BOPEN, BCLOSE, BLEN, N, POS, FIRST, PACE, TRAVEL, SETUPS, WORK = range(16)
RES, FREE, BCOST, BBREAK, BOVER = range(16, 21)
WIDTH = 21
# R
SV, SU, EARLY, KIND, PIN, PBROKEN, PAMOUNT, DUE0, W0, DUE1, W1, DUE2, W2, WOFF, NW = range(15)
HASACC, ACCOK, ACCLAST, HASARR, ARRLAST = range(15, 20)
RWIDTH = 20
# OUT: place, rules broken, by how much, cost of the day but for who is sent, leg of the break, overtime
AT, BROKEN, AMOUNT, COST, BREAK, OVER = range(6)
OWIDTH = 6


# Flat and long on purpose: plain Python calls nothing here, and numba compiles one function.
def scan(
    S: Any,
    R: Any,
    W: Any,
    REC: Any,
    SHARE: Any,
    NODE: Any,
    TRAV: Any,
    L: Any,
    LO: Any,
    JREC: Any,
    TO: Any,
    FROM: Any,
    K: Any,
    A: Any,
    BUF: Any,
    OUT: Any,
) -> None:
    """For each shift of A the place that breaks least, of those the cheapest, of those the first; into OUT."""
    place_j, now, wt, div, reserve_price, half = K[0], K[1], K[2], K[3], K[4], K[5]
    for q in range(len(A)):
        s = A[q] * WIDTH
        n, p0, nb = S[s + N], S[s + POS], S[s + NB]
        starts, ends, last, after, price = S[s + STARTS], S[s + ENDS], S[s + LAST], S[s + AFTER], S[s + PRICE]
        bopen, bclose, blen = S[s + BOPEN], S[s + BCLOSE], S[s + BLEN]
        best_at, best_broken, best_amount, best_cost, best_break, best_over = -1, 0, 0, 0, -1, 0
        for at in range(n, S[s + FIRST] - 1, -1):
            a, b = NODE[p0 + at], NODE[p0 + at + 1]
            ta, tb = 0, 0
            if a >= 0:
                ta = TO[a]
            if b >= 0:
                tb = FROM[b]
            shares = 1 if at > 0 and a >= 0 and a == place_j else 0
            jrec = JREC[2 * S[s + PACE] + shares]
            brec = -1
            travel = S[s + TRAVEL] + ta + tb - TRAV[p0 + at + 1]
            setup = S[s + SETUPS] + R[jrec + SU]
            if at < n:
                brec = REC[2 * (p0 + at + 1) + (1 if b >= 0 and b == place_j else 0)]
                setup += R[brec + SU] - R[REC[2 * (p0 + at + 1) + SHARE[p0 + at + 1]] + SU]
            worked = S[s + WORK] + R[jrec + SV] + travel + setup
            fixed = (travel + setup) * wt
            if div > 0:
                fixed += (worked // 60) * (worked // 60) // div
            if S[s + RES] > 0:
                fixed += min(S[s + RES], max(0, worked - S[s + FREE])) * reserve_price
            if best_at >= 0 and best_broken == 0 and fixed > best_cost:
                continue
            # Labels at the place before. The first two thirds of BUF change places, the last is for sorting.
            cur, new = 0, half
            count = LO[p0 + at + 1] - LO[p0 + at]
            for x in range(7 * count):
                BUF[cur + x] = L[7 * LO[p0 + at] + x]
            i = at
            state = 0  # 1: given up, 2: from here on the day is as it was
            while i <= n and state == 0:
                if i == at:
                    rec, tr = jrec, ta
                elif i == at + 1:
                    rec, tr = brec, tb
                else:
                    rec, tr = REC[2 * (p0 + i) + SHARE[p0 + i]], TRAV[p0 + i]
                length = R[rec + SV] + R[rec + SU]
                fresh = 0  # new labels with the break taken
                least_broken, least_cost = 1 << 40, 1 << 60
                for x in range(count):
                    o = cur + 7 * x
                    ready0 = max(BUF[o + 3], now) + tr
                    ways = 2 if x == 0 and nb == 1 and BUF[o + 4] < 0 and BUF[o + 3] <= bclose else 1
                    for way in range(ways):
                        ready, leg = ready0, BUF[o + 4]
                        if way == 1:
                            ready, leg = max(ready0, bopen) + blen, i
                        broken, amount = 0, 0
                        kind = R[rec + KIND]
                        if kind == 2:
                            start = R[rec + PIN]
                            broken, amount = R[rec + PBROKEN], R[rec + PAMOUNT]
                            if start < starts:
                                broken, amount = broken + 1, amount + starts - start
                            if i > 0 and BUF[o + 3] > start:
                                broken, amount = broken + 1, amount + BUF[o + 3] - start
                            elif ready > start:
                                broken, amount = broken + 1, amount + ready - start
                        else:
                            start = max(ready, R[rec + EARLY], starts)
                            if kind == 1:
                                w = R[rec + WOFF]
                                stop = w + 2 * R[rec + NW]
                                while w < stop and W[w + 1] < start:
                                    w += 2
                                if w < stop:
                                    start = max(start, W[w])
                                else:
                                    if R[rec + HASACC] > 0 and start > R[rec + ACCOK]:
                                        broken, amount = broken + 1, amount + max(1, start + length - R[rec + ACCLAST])
                                    if R[rec + HASARR] > 0 and start > R[rec + ARRLAST]:
                                        broken, amount = broken + 1, amount + start - R[rec + ARRLAST]
                                    if broken == 0:  # Both kinds of window, each with a place, but none in common.
                                        broken, amount = 1, length
                        end = start + length
                        outside = 0
                        if end > last:
                            broken, amount, outside = broken + 1, amount + end - last, 1
                        cost = BUF[o + 1]
                        if start > R[rec + DUE0]:
                            cost += (start - R[rec + DUE0]) * R[rec + W0]
                        if start > R[rec + DUE1]:
                            cost += (start - R[rec + DUE1]) * R[rec + W1]
                        if start > R[rec + DUE2]:
                            cost += (start - R[rec + DUE2]) * R[rec + W2]
                        if broken > 0:
                            end = max(end, BUF[o + 3])
                        broken += BUF[o]
                        if x == 0 and way == 0:
                            y = new
                        else:
                            y = 2 * half + 7 * fresh
                            fresh += 1
                        BUF[y], BUF[y + 1], BUF[y + 2], BUF[y + 3] = broken, cost, BUF[o + 2] + start, end
                        BUF[y + 4], BUF[y + 5], BUF[y + 6] = leg, BUF[o + 5] + amount, outside
                        least_broken, least_cost = min(least_broken, broken), min(least_cost, cost)
                # Sorted into the new labels: by all five numbers, those that another one is never worse than left out.
                count = 1
                for x in range(fresh):
                    y = 2 * half + 7 * x
                    k = count
                    while k > 1:
                        z = new + 7 * (k - 1)
                        f = 0
                        while f < 4 and BUF[z + f] == BUF[y + f]:
                            f += 1
                        if BUF[z + f] <= BUF[y + f]:
                            break
                        for g in range(7):
                            BUF[z + 7 + g] = BUF[z + g]
                        k -= 1
                    for g in range(7):
                        BUF[new + 7 * k + g] = BUF[y + g]
                    count += 1
                kept = 1
                for x in range(1, count):
                    y = new + 7 * x
                    worse = False
                    for k in range(1, kept):
                        z = new + 7 * k
                        if (
                            BUF[z] <= BUF[y]
                            and BUF[z + 1] <= BUF[y + 1]
                            and BUF[z + 2] <= BUF[y + 2]
                            and BUF[z + 3] <= BUF[y + 3]
                            and BUF[z + 4] <= BUF[y + 4]
                        ):
                            worse = True
                            break
                    if not worse:
                        if kept < x:
                            for g in range(7):
                                BUF[new + 7 * kept + g] = BUF[y + g]
                        kept += 1
                count = kept
                cur, new = new, cur
                if best_at >= 0 and (
                    least_broken > best_broken or (best_broken == 0 and fixed + least_cost > best_cost)
                ):
                    state = 1
                elif i > at and count <= 2 and LO[p0 + i + 1] - LO[p0 + i] == count:
                    old = 7 * LO[p0 + i]
                    db, dc, ds = BUF[cur] - L[old], BUF[cur + 1] - L[old + 1], BUF[cur + 2] - L[old + 2]
                    if BUF[cur + 3] == L[old + 3] and (
                        count == 1
                        or (
                            BUF[cur + 10] == L[old + 10]
                            and db == BUF[cur + 7] - L[old + 7]
                            and dc == BUF[cur + 8] - L[old + 8]
                            and ds == BUF[cur + 9] - L[old + 9]
                        )
                    ):
                        state = 2
                i += 1
            if state == 1:
                continue
            if state == 2:
                i -= 1
                leg = S[s + BBREAK]
                z = 7 if leg >= 0 and leg < i else 0
                old = 7 * LO[p0 + i]
                broken, over = BUF[cur] - L[old], S[s + BOVER]
                total = S[s + BCOST] + BUF[cur + 1] - L[old + 1]
                amount = BUF[cur + z + 5] - L[old + z + 5]
                if z == 7:
                    leg = BUF[cur + 11]
                elif leg >= 0:
                    leg += 1
            else:
                # The way home, with or without the break that is still owed.
                tr = tb if at == n else TRAV[p0 + n + 1]
                broken, total, amount, leg, over = 1 << 40, 0, 0, -1, 0
                low_sum, low_end = 0, 0
                for x in range(count):
                    o = cur + 7 * x
                    ways = 2 if x == 0 and nb == 1 and BUF[o + 3] <= bclose else 1
                    for way in range(ways):
                        ready, on = BUF[o + 3] + tr, BUF[o + 4]
                        if way == 1:
                            ready, on = max(ready, bopen) + blen, n + 1
                        late = max(0, ready - min(after, tr) - ends)
                        some, much = BUF[o], BUF[o + 5]
                        if late > last - ends and BUF[o + 6] == 0:
                            some, much = some + 1, much + late - (last - ends)
                        if nb == 1 and x == 0 and way == 0:
                            some, much = some + 1, much + 1
                        cost = BUF[o + 1] + late * price
                        better = some < broken
                        if some == broken:
                            better = cost < total
                            if cost == total:
                                better = BUF[o + 2] < low_sum
                                if BUF[o + 2] == low_sum:
                                    better = on < leg or (on == leg and ready < low_end)
                        if better:
                            broken, total, amount, leg, over = some, cost, much, on, late
                            low_sum, low_end = BUF[o + 2], ready
            total += fixed
            if (
                best_at < 0
                or broken < best_broken
                or (broken == best_broken and (amount < best_amount or (amount == best_amount and total <= best_cost)))
            ):
                best_at, best_broken, best_amount, best_cost, best_break, best_over = (
                    at,
                    broken,
                    amount,
                    total,
                    leg,
                    over,
                )
        r = OWIDTH * q
        OUT[r + AT], OUT[r + BROKEN], OUT[r + AMOUNT] = best_at, best_broken, best_amount
        OUT[r + COST], OUT[r + BREAK], OUT[r + OVER] = best_cost, best_break, best_over
