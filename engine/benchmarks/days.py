"""Benchmark days: the public generator and scorer where they are present, own ones of the same idea otherwise."""

from __future__ import annotations

import importlib.util
import math
import os
import sys
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from truckroll_planner.formats import read_plan, read_problem, score
from truckroll_planner.judging import judge


class Bench(Protocol):
    """What makes and scores days."""

    def make(self, size: str, seed: int) -> dict[str, Any]: ...
    def replan(self, problem: dict[str, Any], plan: dict[str, Any], at_s: int, seed: int) -> dict[str, Any]: ...
    def score(self, problem: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]: ...


def bench() -> tuple[Bench, str]:
    """Return the public benchmark (`TRUCKROLL_BENCH`, or shared/bench beside the project) or the own one."""
    here = Path(__file__).resolve()
    places = [Path(p) for p in (os.environ.get("TRUCKROLL_BENCH"),) if p]
    places += [parent / "shared" / "bench" for parent in here.parents]
    for place in places:
        file = place / "dispatch_bench.py"
        if file.exists():
            spec = importlib.util.spec_from_file_location("dispatch_bench", file)
            assert spec and spec.loader
            module = importlib.util.module_from_spec(spec)
            sys.modules["dispatch_bench"] = module
            spec.loader.exec_module(module)
            return cast(Bench, module), "dispatch_bench.py"
    return _Own(), "own days"


class _Own:
    """Own days of the same kind: clustered city, skills, windows, due times; scored by the reference evaluator."""

    RADIUS = {"10x60": 12.0, "25x160": 18.0, "50x350": 22.0, "100x700": 28.0, "200x1500": 35.0, "400x3000": 50.0}

    def make(self, size: str, seed: int) -> dict[str, Any]:
        m, n = (int(x) for x in size.split("x"))
        g = np.random.default_rng(seed)
        radius = self.RADIUS[size]
        centers = g.normal(0, radius / 2, (max(4, n // 25), 2))
        xy = centers[g.integers(0, len(centers), n + m)] + g.normal(0, radius / 10, (n + m, 2))
        km = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)) * 1.3
        travel = np.rint(km * 3600 / 35).astype(int) + 60 * (km > 0)
        names = [f"skill-{i}" for i in range(8)]
        team = []
        for t in range(m):
            start = 25_200 + 1800 * int(g.integers(0, 5))
            team.append(
                {
                    "id": f"t{t}",
                    "skills": sorted(g.choice(names, 3, replace=False).tolist()),
                    "start_location": n + t,
                    "end_location": n + t,
                    "starts_at_s": start,
                    "ends_at_s": start + 32_400,
                    "max_overtime_s": 3600,
                    "overtime_cost_per_s": 2,
                    "breaks": [{"opens_s": 41_400, "closes_s": 48_600, "duration_s": 1800}],
                }
            )
        able = sorted({s for t in team for s in t["skills"]})
        visits = []
        for v in range(n):
            priority = int(g.choice([1, 2, 3, 4], p=[0.08, 0.22, 0.4, 0.3]))
            weight = {1: 8, 2: 4, 3: 2, 4: 1}[priority]
            opens = 28_800 + 3600 * int(g.integers(0, 8))
            visits.append(
                {
                    "id": f"v{v}",
                    "location": v,
                    "duration_s": int(g.choice([1800, 2700, 3600, 5400])),
                    "windows": [[opens, opens + 7200]] if g.random() < 0.4 else [[21_600, 72_000]],
                    "skills": [str(g.choice(able))],
                    "priority": priority,
                    "due_s": opens + 3600 if priority < 3 else None,
                    "lateness_cost_per_s": weight,
                    "unassigned_cost": 20_000 * weight,
                    "technician_cost": (g.integers(0, 4, m) * 100).tolist(),
                    "published": None,
                    "pinned": False,
                }
            )
        lat, lon = 42.33 + xy[:, 1] / 111.32, -71.08 + xy[:, 0] / (111.32 * math.cos(math.radians(42.33)))
        return {
            "format": "truckroll.problem/1",
            "name": f"own-{size}-{seed}",
            "travel_s": travel.tolist(),
            "locations": [[float(b), float(a)] for a, b in zip(lat, lon, strict=True)],
            "technicians": team,
            "visits": visits,
            "objective": {
                "travel_cost_per_s": 1,
                "balance_divisor": 100,
                "changed_technician_cost": 900,
                "moved_later_cost_per_s": 1,
                "published_tolerance_s": 900,
            },
        }

    def score(self, problem: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
        made = read_problem(problem)
        judgement = judge(made, read_plan(plan))
        starts = {s.visit: (d.technician, s.start_s) for d in judgement.days for s in d.stops}
        return score(made, judgement, 1) | {"starts": starts}

    def replan(self, problem: dict[str, Any], plan: dict[str, Any], at_s: int, seed: int) -> dict[str, Any]:
        """One technician ill, two emergencies; what has not begun is published, the others go on."""
        g = np.random.default_rng(seed)
        starts = self.score(problem, plan)["starts"]
        visit = {v["id"]: v for v in problem["visits"]}
        team = [dict(t) for t in problem["technicians"]]
        ill = team[int(g.integers(len(team)))]["id"]
        gone: set[str] = set()
        for t in team:
            done = sorted((s, v) for v, (who, s) in starts.items() if who == t["id"] and s <= at_s)
            gone |= {v for _, v in done}
            t["starts_at_s"] = max([at_s, t["starts_at_s"], *(s + visit[v]["duration_s"] for s, v in done)])
            t["breaks"] = [] if t["starts_at_s"] > 43_200 else t["breaks"]
            if done:
                t["start_location"] = visit[done[-1][1]]["location"]
            if t["id"] == ill:
                t |= {"skills": [], "breaks": [], "ends_at_s": t["starts_at_s"], "max_overtime_s": 0}
        left = [
            dict(
                v,
                published={"technician": starts[v["id"]][0], "start_s": starts[v["id"]][1]}
                if v["id"] in starts
                else None,
            )
            for v in problem["visits"]
            if v["id"] not in gone
        ]
        for i in range(2):
            like = problem["visits"][int(g.integers(len(problem["visits"])))]
            left.append(
                dict(
                    like,
                    id=f"emergency-{i}",
                    priority=1,
                    windows=[[at_s, 72_000]],
                    due_s=at_s + 5400,
                    duration_s=3600,
                    lateness_cost_per_s=16,
                    unassigned_cost=400_000,
                    published=None,
                )
            )
        return dict(problem, technicians=team, visits=left)
