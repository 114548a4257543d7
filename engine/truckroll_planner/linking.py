"""Places visits that belong together: crews, visits that follow others, segments of long work.

The compiled search knows nothing of them. Here their technicians and starts are chosen, group by group, and then held
fixed for the search as pinned stops; between its temperatures each group is taken out and placed anew where that is
cheaper. (Suggested by the way dispatchers do it; a group is small and there are few.)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from truckroll_planner.kernels import ruin as k
from truckroll_planner.packing import Packed
from truckroll_planner.plan import Plan
from truckroll_planner.problem import After

GRID_S = 900
"""Starts are tried at the edges of windows and of neighbours, and every quarter of an hour between."""
CHOICES = 6
"""Technicians looked at per member, cheapest first, where a crew needs different ones."""


Costs = Callable[[int], npt.NDArray[np.int32]]
"""Cost and place of a row in every shift, as the search stands."""


@dataclass(frozen=True, slots=True)
class Group:
    """Visits that start together (or one alone), by row, and the links that bind it to other groups."""

    rows: tuple[int, ...]
    before: tuple[tuple[int, int, After], ...]
    """(own row, row it follows, link)."""
    behind: tuple[tuple[int, int, After], ...]
    """(own row, row that follows it, link)."""


class Links:
    """The groups of a problem and where they are now, on the arrays of one search."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self.row = {v.id: j for j, v in enumerate(packed.visits)}
        self.groups = self._groups()
        self.start_s: dict[int, int] = {}
        """Where each placed row starts."""
        linked = sorted({j for g in self.groups for j in g.rows})
        self._rows = {j: [r for r in range(j, len(packed.JD), len(packed.visits))] for j in linked}
        self._windows = {j: packed.JD[self._rows[j]].copy() for j in linked}
        self._able = {j: packed.C[j].copy() for j in linked}
        self._price = {j: int(packed.U[j]) for j in linked}
        for j in linked:
            packed.C[j] = k.BIG

    def units(self) -> list[tuple[Group, ...]]:
        """Groups that only move as one: the same technician goes on, or all are planned or none."""
        unit_of = {j: i for i, g in enumerate(self.groups) for j in g.rows}
        for g in self.groups:
            for own, other, link in g.before:
                if (link.same_technician or link.whole or link.immediately) and other in unit_of:
                    old, new = unit_of[own], unit_of[other]
                    unit_of = {j: new if u == old else u for j, u in unit_of.items()}
        found: dict[int, list[Group]] = {}
        for g in self.groups:
            found.setdefault(unit_of[g.rows[0]], []).append(g)
        return [tuple(some) for some in found.values()]

    def _groups(self) -> tuple[Group, ...]:
        """In an order in which every group comes after those it follows; otherwise dearest first."""
        problem = self.packed.problem
        crew = {name: c.visits for c in problem.together for name in c.visits}
        names = {name: crew.get(name, (name,)) for link in problem.after for name in (link.first, link.then)}
        names |= {c.visits[0]: c.visits for c in problem.together}
        members = sorted(set(names.values()), key=lambda m: (-sum(problem.visit(v).unassigned_cost for v in m), m))
        groups: list[Group] = []
        placed: set[str] = set()
        while members:
            ready = [
                m
                for m in members
                if all(link.first in placed or link.first in m for link in problem.after if link.then in m)
            ]
            chosen = ready[0]
            members.remove(chosen)
            placed.update(chosen)
            if any(v not in self.row for v in chosen):
                continue  # One of them cannot be planned: then none is.
            groups.append(
                Group(
                    tuple(self.row[v] for v in chosen),
                    tuple((self.row[x.then], self.row.get(x.first, -1), x) for x in problem.after if x.then in chosen),
                    tuple((self.row[x.first], self.row.get(x.then, -1), x) for x in problem.after if x.first in chosen),
                )
            )
        return tuple(groups)

    def take(self, start: Plan) -> None:
        """Hold what a given plan has fixed, group by group; a group that is not there as a whole is open."""
        shifts = {(d.technician.id, d.shift.id): t for t, d in enumerate(self.packed.duties)}
        place: dict[int, int] = {}
        for route in start.routes:
            technician = self.packed.problem.technician(route.technician)
            shift = route.shift if route.shift is not None else technician.shifts[0].id
            place.update({self.row[v]: shifts[technician.id, shift] for v in route.visits if v in self.row})
        for group in self.groups:
            fixed = [start.fixed_s.get(self.packed.visits[j].id) for j in group.rows]
            if fixed[0] is not None and len(set(fixed)) == 1 and all(j in place for j in group.rows):
                for j in group.rows:
                    self.hold(j, place[j], fixed[0])

    # ---- where a group may go

    def hold(self, j: int, t: int, start_s: int) -> None:
        """Pin a row to a shift and a start, so that the search keeps it there."""
        self._pin_start(j, start_s)
        self.packed.C[j] = k.BIG
        self.packed.C[j, t] = self._able[j][t]
        self.packed.U[j] = k.BIG - 1
        self.start_s[j] = start_s

    def release(self, j: int) -> None:
        """Take the pin away; the row can be in no shift until it is held again."""
        self.packed.JD[self._rows[j]] = self._windows[j]
        self.packed.C[j] = k.BIG
        self.packed.U[j] = self._price[j]
        self.start_s.pop(j, None)

    def _pin_start(self, j: int, start_s: int) -> None:
        for r, row in enumerate(self._rows[j]):
            pinned = self._windows[j][r].copy()
            pinned[1] = 1
            pinned[[k.A0, k.B0, k.BLAST]] = start_s
            self.packed.JD[row] = pinned

    def _spans(self, j: int) -> list[tuple[int, int]]:
        row = self._windows[j][0]
        spans = [(int(row[k.A0 + 2 * w]), int(row[k.B0 + 2 * w])) for w in range(min(2, int(row[1])))]
        further = self.packed.WX[int(row[k.WOFF]) : int(row[k.WOFF]) + max(0, int(row[1]) - 2)]
        return spans + [(int(a), int(b)) for a, b in further]

    def end_s(self, j: int, t: int) -> int:
        """When a placed row ends if shift t serves it."""
        return self.start_s[j] + int(self.packed.JD[self.packed.TD[t, k.ROW] + j, k.SV])

    def starts(self, group: Group, route: npt.NDArray[np.int32]) -> list[int]:
        """The starts to try for a group, given where the others are; none if one it follows is open."""
        low, high, day, exact = -k.BIG, k.BIG, None, None
        problem = self.packed.problem
        for own, other, link in group.before:
            if other < 0 or other not in self.start_s:
                return []
            t = int(route[other])
            ready = self.end_s(other, t) + link.lag_s
            low = max(low, ready)
            if link.same_day:
                day = problem.day_of(self.start_s[other])
            if link.immediately:
                drive = int(self.packed.D[other, own]) if link.same_technician else 0
                exact = max(ready, self.end_s(other, t) + drive)
        for own, other, link in group.behind:
            if other >= 0 and other in self.start_s:
                length = int(self._windows[own][:, k.SV].max())
                high = min(high, self.start_s[other] - link.lag_s - length)
                if link.same_day:
                    day = problem.day_of(self.start_s[other])
        found: set[int] = set()
        for a, b in self._spans(group.rows[0]):
            a, b = max(a, low), min(b, high)
            if a <= b:
                found.update((a, b, *range(a - a % GRID_S + GRID_S, b, GRID_S)))
        for j in group.rows[1:]:
            found = {s for s in found if any(a <= s <= b for a, b in self._spans(j))}
        if exact is not None:
            found = {exact} if any(a <= exact <= b for a, b in self._spans(group.rows[0])) else set()
        return sorted(s for s in found if day is None or problem.day_of(s) == day)

    def best(self, group: Group, costs: Costs, route: npt.NDArray[np.int32]) -> tuple[int, int, tuple[int, ...]] | None:
        """Find (cost, start, shift of each member) of the cheapest place of a group; None if there is none."""
        technician = [d.technician.id for d in self.packed.duties]
        found: tuple[int, int, tuple[int, ...]] | None = None
        for start in self.starts(group, route):
            members: list[list[tuple[int, int]]] = []
            for j in group.rows:
                self._pin_start(j, start)
                self.packed.C[j] = self._able[j]
                some = costs(j).tolist()
                self.packed.C[j] = k.BIG
                able = [(c, t) for t, (c, place) in enumerate(some) if place >= 0 and self._may(group, j, t, route)]
                members.append(sorted(able)[:CHOICES])
            for choice in itertools.product(*members):
                if len({technician[t] for _, t in choice}) < len(choice):
                    continue
                cost = sum(c for c, _ in choice)
                if found is None or cost < found[0]:
                    found = (cost, start, tuple(t for _, t in choice))
        for j in group.rows:
            self.packed.JD[self._rows[j]] = self._windows[j]
        return found

    def _may(self, group: Group, j: int, t: int, route: npt.NDArray[np.int32]) -> bool:
        """Whether the technician of shift t may serve this row, given who serves those it is bound to."""
        who = self.packed.duties[t].technician.id
        return all(
            self.packed.duties[int(route[other])].technician.id == who
            for own, other, link in (*group.before, *group.behind)
            if own == j and link.same_technician and other in self.start_s
        )

    def price(self, group: Group) -> int:
        """What leaving the group open costs."""
        return sum(self._price[j] for j in group.rows)

    def with_fixed(self, plan: Plan, start_s: dict[int, int]) -> Plan:
        """The plan with the starts that its groups were given."""
        return Plan(routes=plan.routes, fixed_s={self.packed.visits[j].id: s for j, s in sorted(start_s.items())})
