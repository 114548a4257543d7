"""Plans the same days with pyvrp, pyvroom and ortools, modelled as well as each can, on one core.

What a library cannot say is left out or approached from the safe side; its plan is then repaired by our own insertion,
which is generous: visits that break a rule are taken out and everything open is inserted where it is cheapest.

- pyvroom: native skills, windows and breaks; the due time a hard end of the window, half of the overtime allowed,
  priorities for what is left open; familiarity as a matrix of costs per technician up to 100 technicians.
- pyvrp: one profile per technician (forbidden arcs, familiarity on the arcs), prizes, native overtime; the due time
  hard; of several windows the longest; the break taken off the shift. Needs 13 GB at 200 × 1,500: not run there.
- ortools: everything but the balance. Found no plan of 200 × 1,500 in 73 s: not run there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

FORBIDDEN = 1 << 24
LAST = 200_000

Routes = list[list[int]]
"""Indices of visits by technician."""


def windows(visit: dict[str, Any], hard_due: bool) -> list[tuple[int, int]]:
    """The windows of a visit, cut at the due time where that leaves something."""
    due = visit["due_s"]
    if due is None or not hard_due:
        return [(a, b) for a, b in visit["windows"]]
    cut = [(a, min(b, due)) for a, b in visit["windows"] if a <= due]
    return cut or [tuple(visit["windows"][0])]


def able(technician: dict[str, Any], visit: dict[str, Any]) -> bool:
    """Whether the technician has every skill."""
    return set(visit["skills"]) <= set(technician["skills"])


def vroom(data: dict[str, Any], seconds: float) -> Routes:
    """VROOM stops by wall clock and uses about half of its limit: it is given twice the budget."""
    import vroom as v

    team, visits = data["technicians"], data["visits"]
    travel = np.array(data["travel_s"], dtype=np.uint32)
    names = sorted({s for t in team for s in t["skills"]} | {s for x in visits for s in x["skills"]})
    number = {s: i for i, s in enumerate(names)}
    day = v.Input()
    own_costs = len(team) <= 100
    for i, t in enumerate(team):
        profile = f"t{i}" if own_costs else "car"
        if own_costs or i == 0:
            day.set_durations_matrix(profile, travel)
        if own_costs:
            costs = travel.copy()
            for x in visits:
                costs[:, x["location"]] += x["technician_cost"][i]
            day.set_costs_matrix(profile, costs)
        day.add_vehicle(
            v.Vehicle(
                i,
                start=t["start_location"],
                end=t["end_location"],
                profile=profile,
                skills={number[s] for s in t["skills"]},
                time_window=v.TimeWindow(t["starts_at_s"], t["ends_at_s"] + t["max_overtime_s"] // 2),
                breaks=[
                    v.Break(k, [v.TimeWindow(b["opens_s"], b["closes_s"])], service=b["duration_s"])
                    for k, b in enumerate(t["breaks"])
                ],
            )
        )
    for j, x in enumerate(visits):
        day.add_job(
            v.Job(
                j,
                x["location"],
                default_service=x["duration_s"],
                skills={number[s] for s in x["skills"]},
                priority={1: 100, 2: 50, 3: 25}.get(x["priority"], 12),
                time_windows=[v.TimeWindow(a, b) for a, b in windows(x, True)],
            )
        )
    found = day.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=2 * seconds)).to_dict()
    routes: Routes = [[] for _ in team]
    for route in found["routes"]:
        routes[route["vehicle"]] = [s["id"] for s in route["steps"] if s["type"] == "job"]
    return routes


def pyvrp(data: dict[str, Any], seconds: float) -> Routes:
    """PyVRP with its defaults."""
    import time

    from pyvrp import Model, solve

    class CpuTime:
        def __init__(self) -> None:
            self.until: float | None = None

        def __call__(self, best_cost: float) -> bool:
            self.until = self.until or time.process_time() + seconds
            return time.process_time() >= self.until

    team, visits = data["technicians"], data["visits"]
    travel = data["travel_s"]
    model = Model()
    xy = data["locations"] or [(0, 0)] * len(travel)
    places = [model.add_location(int(x * 1e4), int(y * 1e4)) for x, y in xy]
    depots = {p: model.add_depot(places[p]) for t in team for p in (t["start_location"], t["end_location"])}
    for x in visits:
        opens, closes = max(windows(x, True), key=lambda w: w[1] - w[0])
        model.add_client(
            places[x["location"]],
            service_duration=x["duration_s"],
            tw_early=opens,
            tw_late=closes,
            prize=x["unassigned_cost"],
            required=False,
        )
    drive = np.array(travel, dtype=np.int64)
    distances = []
    for i, t in enumerate(team):
        lunch = sum(b["duration_s"] for b in t["breaks"])
        model.add_vehicle_type(
            1,
            start_depot=depots[t["start_location"]],
            end_depot=depots[t["end_location"]],
            tw_early=t["starts_at_s"],
            tw_late=t["ends_at_s"] - lunch + t["max_overtime_s"],
            start_late=t["starts_at_s"],
            shift_duration=t["ends_at_s"] - t["starts_at_s"] - lunch,
            max_overtime=t["max_overtime_s"],
            unit_overtime_cost=t["overtime_cost_per_s"],
            profile=model.add_profile(),
        )
        own = drive.copy()
        for x in visits:
            own[:, x["location"]] += x["technician_cost"][i] if able(t, x) else FORBIDDEN
        np.fill_diagonal(own, 0)
        distances.append(own)
    problem = model.data().replace(distance_matrices=distances, duration_matrices=[drive] * len(team))
    best = solve(problem, CpuTime(), seed=1, collect_stats=False, display=False).best
    routes: Routes = [[] for _ in team]
    for route in best.routes():
        routes[route.vehicle_type()] = [a.idx for a in route if a.is_client()]
    return routes


def ortools(data: dict[str, Any], seconds: float) -> Routes:
    """OR-Tools: parallel cheapest insertion, then guided local search."""
    import time

    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    team, visits = data["technicians"], data["visits"]
    travel = np.array(data["travel_s"])
    n, m = len(visits), len(team)
    at = [x["location"] for x in visits]
    at += [t["start_location"] for t in team] + [t["end_location"] for t in team]
    manager = pywrapcp.RoutingIndexManager(n + 2 * m, m, list(range(n, n + m)), list(range(n + m, n + 2 * m)))
    model = pywrapcp.RoutingModel(manager)
    drive = travel[np.ix_(at, at)]
    familiar = np.zeros((m, n + 2 * m), dtype=np.int64)
    for j, x in enumerate(visits):
        familiar[:, j] = x["technician_cost"]
    # On the arcs: a dimension with a transit for each vehicle finds no plan once a visit is left open (its issue 5283).
    for i in range(m):
        model.SetArcCostEvaluatorOfVehicle(model.RegisterTransitMatrix((drive + familiar[i]).tolist()), i)
    service = np.array([x["duration_s"] for x in visits] + [0] * (2 * m))
    timed = model.RegisterTransitMatrix((drive + service[:, None]).tolist())
    model.AddDimension(timed, LAST, LAST, False, "time")
    clock = model.GetDimensionOrDie("time")
    for j, x in enumerate(visits):
        index = manager.NodeToIndex(j)
        model.AddDisjunction([index], x["unassigned_cost"])
        for i, t in enumerate(team):
            if not able(t, x):
                model.VehicleVar(index).RemoveValue(i)
        start = clock.CumulVar(index)
        spans = windows(x, False)
        start.SetRange(spans[0][0], spans[-1][1])
        for (_, closed), (opens, _) in zip(spans, spans[1:], strict=False):
            start.RemoveInterval(closed + 1, opens - 1)
        if x["due_s"] is not None:
            clock.SetCumulVarSoftUpperBound(index, x["due_s"], x["lateness_cost_per_s"])
    solver = model.solver()
    services = service.tolist()
    for i, t in enumerate(team):
        clock.CumulVar(model.Start(i)).SetRange(t["starts_at_s"], t["starts_at_s"])
        clock.CumulVar(model.End(i)).SetRange(t["starts_at_s"], t["ends_at_s"] + t["max_overtime_s"])
        clock.SetCumulVarSoftUpperBound(model.End(i), t["ends_at_s"], t["overtime_cost_per_s"])
        pauses = [
            solver.FixedDurationIntervalVar(b["opens_s"], b["closes_s"], b["duration_s"], False, f"b{i}-{k}")
            for k, b in enumerate(t["breaks"])
        ]
        clock.SetBreakIntervalsOfVehicle(pauses, i, services)
    knobs = pywrapcp.DefaultRoutingSearchParameters()
    knobs.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    knobs.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    knobs.time_limit.seconds = int(4 * seconds)
    until = time.process_time() + seconds
    model.AddAtSolutionCallback(lambda: model.CancelSearch() if time.process_time() >= until else None)
    found = model.SolveWithParameters(knobs)
    routes: Routes = [[] for _ in team]
    if found:
        for i in range(m):
            index = found.Value(model.NextVar(model.Start(i)))
            while not model.IsEnd(index):
                routes[i].append(manager.IndexToNode(index))
                index = found.Value(model.NextVar(index))
    return routes


OPPONENTS = {"vroom": vroom, "pyvrp": pyvrp, "ortools": ortools}


def run(name: str, size: str, problem: int, seconds: float) -> dict[str, Any]:
    """Let one opponent plan one day in a process of its own; return its routes and the CPU seconds it used."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.opponents", name, size, str(problem), str(seconds)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    import time

    from benchmarks.days import bench

    name, size, problem, seconds = sys.argv[1:]
    data = bench()[0].make(size, int(problem))
    began = time.process_time()
    routes = OPPONENTS[name](data, float(seconds))
    print(json.dumps({"routes": routes, "cpu_s": round(time.process_time() - began, 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
