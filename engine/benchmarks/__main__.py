"""`python -m benchmarks [SET …] [--quick]`: cell by cell, kept in results/, resumed where it was stopped."""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import opponents
from benchmarks.days import bench
from benchmarks.plots import draw_results
from tests.random_days import linked_week
from truckroll_planner import Insertions, Params, Plan, Route, best_insertions, judge, solve
from truckroll_planner.formats import read_problem
from truckroll_planner.vrptw import read_vrptw
from truckroll_planner.warming import warm_up

RESULTS = Path(__file__).parent / "results"
# What a trial kernel of the same design reached at 1, 5 and 20 s, problem seeds 1 to 3, one run each.
TRIAL = {
    "10x60": ((123_483, 122_514, 122_514), (337_253, 337_253, 337_253), (209_585, 207_145, 209_585)),
    "50x350": ((842_883, 776_135, 717_335), (1_086_347, 1_026_363, 987_694), (1_016_360, 957_374, 919_723)),
    "200x1500": (
        (5_245_060, 4_312_650, 4_053_297),
        (5_478_894, 5_058_330, 4_448_851),
        (5_235_038, 4_523_365, 4_069_121),
    ),
}
Cell = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("sets", nargs="*", choices=[*SETS, []], help="which; none: all")
    parser.add_argument("--quick", action="store_true", help="one solver seed, short budgets")
    parser.add_argument("--seeds", type=int, default=5, help="solver seeds 1..N")
    parser.add_argument("--first", type=int, help="only the first N budgets of the published problems")
    parser.add_argument(
        "--quiet-loop",
        type=float,
        metavar="SECONDS",
        help="what `loop_s` is while nobody else works here: budgets then count CPU seconds at that pace",
    )
    args = parser.parse_args()
    PACE.quiet_s = args.quiet_loop
    RESULTS.mkdir(exist_ok=True)
    print(f"compiled or loaded in {warm_up():.1f} s", flush=True)
    for name in args.sets or SETS:
        _run(name, [x for x in SETS[name](args.quick, args.seeds) if _asked(name, x[0], args.first)])
    _table()
    return 0


def _asked(name: str, cell: Cell, first: int | None) -> bool:
    return first is None or "instance" not in cell or cell["seconds"] in BUDGETS[name][:first]


class Pace:
    """CPU seconds of this process, at the pace of a quiet machine if that is known.

    On a machine that others keep busy a CPU second holds less: caches are shared, and what a host takes away is
    counted. A loop of plain Python, run before and after each measurement, says by how much.
    """

    quiet_s: float | None = None

    def __init__(self) -> None:
        self.factor = 1.0

    def begin(self) -> None:
        """Look how fast the machine is."""
        self.before = _loop_s()
        self.factor = min(1.0, self.quiet_s / self.before) if self.quiet_s else 1.0

    def end(self) -> Cell:
        """What a row says about it: the loop before and after, and the CPU second's share of a quiet one."""
        return {"loop_s": [round(self.before, 3), round(_loop_s(), 3)], "cpu_share": round(self.factor, 3)}

    def __call__(self) -> float:
        return time.process_time() * self.factor


PACE = Pace()


def _loop_s() -> float:
    """CPU seconds of a fixed loop of plain Python."""
    began = time.process_time()
    total = 0
    for i in range(3_000_000):
        total += i
    return time.process_time() - began


def _run(name: str, cells: Iterable[tuple[Cell, Callable[[Cell], Cell]]]) -> None:
    file = RESULTS / f"{name}.jsonl"
    known = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    for cell, measure in cells:
        if any(all(row.get(k) == v for k, v in cell.items()) for row in known):
            continue
        PACE.begin()
        row = cell | measure(cell) | PACE.end()
        row |= {"commit": _commit(), "date": date.today().isoformat(), "machine": _machine()}
        with file.open("a") as out:
            out.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=RESULTS)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{model}, Python {platform.python_version()}"


def _as_json(plan: Plan) -> dict[str, Any]:
    return {
        "format": "truckroll.plan/1",
        "routes": [{"technician": r.technician, "visits": list(r.visits)} for r in plan.routes],
    }


# ---- dispatch: a day from nothing --------------------------------------------------------------------------------


def _dispatch(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
    problems = (1, 2, 3) if quick else (1, 2, 3, 21, 22, 23)
    for some in (problems[:3], problems[3:]):
        for solver in range(1, (1 if quick else seeds) + 1):
            for seconds in (1, 5) if quick else (1, 5, 20):
                for problem in some:
                    for size in ("10x60", "50x350", "200x1500"):
                        yield {"size": size, "problem": problem, "solver": solver, "seconds": seconds}, _measure_day


def _measure_day(cell: Cell) -> Cell:
    days, name = bench()
    data = days.make(cell["size"], cell["problem"])
    problem = read_problem(data)
    solution = solve(problem, Params(seconds=cell["seconds"], seed=cell["solver"]), clock=PACE)
    scored = days.score(data, _as_json(solution.plan))
    return {
        "objective": scored["objective"],
        "open": scored["unassigned"],
        "broken": len(scored["broken"]),
        "iterations": solution.iterations,
        "days": name,
    }


# ---- opponents: the same days, the same CPU --------------------------------------------------------------------


def _opponents(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
    for problem in (1,) if quick else (1, 2, 3):
        for name, sizes in (
            ("vroom", ("50x350", "200x1500", "10x60")),
            ("pyvrp", ("50x350", "10x60")),
            ("ortools", ("50x350", "10x60")),
        ):
            for size in sizes:
                yield {"size": size, "problem": problem, "opponent": name, "seconds": 20}, _measure_opponent


def _measure_opponent(cell: Cell) -> Cell:
    days, name = bench()
    found = opponents.run(cell["opponent"], cell["size"], cell["problem"], cell["seconds"])
    data = days.make(cell["size"], cell["problem"])
    problem = read_problem(data)
    ids = [v["id"] for v in data["visits"]]
    plan = Plan(
        routes=tuple(
            Route(technician=t["id"], visits=tuple(ids[j] for j in route))
            for t, route in zip(data["technicians"], found["routes"], strict=True)
            if route
        )
    )
    # What breaks a rule is taken out, what is open inserted where it is cheapest: no library knows every rule.
    mended = solve(problem, Params(iterations=0), start=plan).plan
    scored = days.score(data, _as_json(mended))
    return {
        "objective": scored["objective"],
        "open": scored["unassigned"],
        "broken": len(scored["broken"]),
        "broken_before_mending": len(judge(problem, plan).violations),
        "cpu_s": found["cpu_s"],
        "days": name,
    }


# ---- solomon, homberger: published problems with time windows ---------------------------------------------------


def _published(
    name: str, budgets: tuple[int, ...]
) -> Callable[[bool, int], Iterable[tuple[Cell, Callable[[Cell], Cell]]]]:
    def cells(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
        for solver in range(1, (1 if quick else seeds) + 1):
            for seconds in budgets[:1] if quick else budgets:
                for instance in sorted(_best_known(name)):
                    yield (
                        {"instance": instance, "solver": solver, "seconds": seconds},
                        partial(_measure_published, name),
                    )

    return cells


BUDGETS = {"solomon": (1, 5, 20), "homberger": (1, 5, 20, 60)}
ARCHIVES = {
    "solomon": ("solomon100_vrptw.tar.gz", "solomon100_bks.csv", "min_distance_1dec", ".txt"),
    "homberger": ("gh1000_vrptw_6.tar.gz", "gh1000_bks_dimacs.csv", "cost_dimacs", ".vrp"),
}


def _data() -> Path | None:
    places = [Path(p) for p in (os.environ.get("TRUCKROLL_BENCH_DATA"),) if p]
    places += [parent / "shared" / "data" / "bench" for parent in Path(__file__).resolve().parents]
    return next((p for p in places if p.exists()), None)


def _best_known(name: str) -> dict[str, float]:
    """Best known distances of the instances that are there; none where the files are not."""
    folder = _data()
    if folder is None:
        print(f"{name}: skipped, no data", flush=True)
        return {}
    archive, table, column, suffix = ARCHIVES[name]
    with tarfile.open(folder / archive) as files:
        there = {Path(member).stem for member in files.getnames() if member.endswith(suffix)}
    with (folder / table).open() as lines:
        return {row["instance"]: float(row[column]) for row in csv.DictReader(lines) if row["instance"] in there}


def _measure_published(name: str, cell: Cell) -> Cell:
    folder = _data()
    assert folder is not None
    archive, _, _, suffix = ARCHIVES[name]
    with tarfile.open(folder / archive) as files, tempfile.TemporaryDirectory() as place:
        member = next(m for m in files.getmembers() if Path(m.name).name == cell["instance"] + suffix)
        files.extract(member, place, filter="data")
        problem = read_vrptw(Path(place) / member.name)
    known = _best_known(name)[cell["instance"]]
    # As a whole: cut into pieces, 1,000 customers of one depot were 1 to 4 % further off after 5 s.
    params = Params(seconds=cell["seconds"], seed=cell["solver"], territories=False)
    solution = solve(problem, params, clock=PACE)
    judgement = judge(problem, solution.plan)
    return {
        "distance": judgement.terms["travel"] / 10,
        "open": len(judgement.unassigned),
        "broken": len(judgement.violations),
        "gap_percent": round(100 * (judgement.terms["travel"] / 10 / known - 1), 3),
        "routes": len(solution.plan.routes),
        "iterations": solution.iterations,
    }


# ---- replan: emergencies and an ill technician at noon -----------------------------------------------------------


def _replan(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
    for problem in (1, 2) if quick else (1, 2, 3, 21, 22):
        for solver in range(1, (1 if quick else seeds) + 1):
            for size in ("50x350", "200x1500"):
                yield {"size": size, "problem": problem, "solver": solver}, _measure_replan


def _measure_replan(cell: Cell) -> Cell:
    days, name = bench()
    data = days.make(cell["size"], cell["problem"])
    rounds = 200_000 if cell["size"] == "50x350" else 60_000
    published = solve(read_problem(data), Params(iterations=rounds)).plan
    data = days.replan(data, _as_json(published), 12 * 3600, cell["problem"])
    problem = read_problem(data)
    left = {v.id for v in problem.visits}
    ill = {t.id for t in problem.technicians if not t.skills}
    kept = [replace(r, visits=tuple(v for v in r.visits if v in left)) for r in published.routes]
    start = Plan(routes=tuple(r for r in kept if r.visits and r.technician not in ill))
    orphans = sum(len(r.visits) for r in kept if r.technician in ill)
    result: Cell = {"orphans": orphans, "days": name}
    for key, params in (
        ("insertion", Params(iterations=0)),
        ("0.2", Params(seconds=0.2, seed=cell["solver"])),
        ("5", Params(seconds=5, seed=cell["solver"])),
    ):
        scored = days.score(data, _as_json(solve(problem, params, start=start, clock=PACE).plan))
        result[f"objective_{key}"] = scored["objective"]
        result[f"changed_{key}"] = scored["terms"]["changed"] // 900
        result[f"broken_{key}"] = len(scored["broken"])
    return result


# ---- insert: one visit into a full day of 300 × 2,000 ------------------------------------------------------------


def _insert(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
    for size in ("60x600", "300x2000"):
        yield {"size": size}, _measure_insert


def _measure_insert(cell: Cell) -> Cell:
    days, name = bench()
    data = days.make("400x3000", 1)
    technicians, visits = (int(x) for x in cell["size"].split("x"))
    data["technicians"] = data["technicians"][:technicians]
    data["visits"] = data["visits"][: visits + 1]
    for visit in data["visits"]:
        visit["technician_cost"] = visit["technician_cost"][:technicians]
    problem = read_problem(data)
    plan = solve(problem, Params(iterations=2000)).plan
    visit = problem.visits[-1].id
    plan = Plan(
        routes=tuple(
            Route(technician=r.technician, visits=tuple(v for v in r.visits if v != visit)) for r in plan.routes
        )
    )
    result: Cell = {"able": sum(c.feasible for c in best_insertions(problem, plan, visit))}
    ready = Insertions(problem, plan)
    for key, call in (
        ("prepare_ms", lambda: Insertions(problem, plan)),
        ("best_ms", lambda: ready.best(visit)),
        ("everybody_ms", lambda: ready.everybody(visit)),
        ("unprepared_ms", lambda: best_insertions(problem, plan, visit)),
    ):
        times = []
        for _ in range(9):
            began = time.process_time()
            call()
            times.append((time.process_time() - began) * 1000)
        result[key] = round(statistics.median(times), 1)
    return result | {"days": name}


# ---- scale: 400 × 3,000 and memory -------------------------------------------------------------------------------


def _scale(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
    cells = (("200x1500", 5, 1), ("400x3000", 10, 2)) if quick else (("200x1500", 5, 1), ("400x3000", 60, 2))
    for size, seconds, workers in cells:
        yield {"size": size, "problem": 1, "seconds": seconds, "workers": workers}, _measure_scale
    if not quick:
        yield {"size": "400x3000", "problem": 1, "seconds": 600, "workers": 2}, _measure_scale


def _measure_scale(cell: Cell) -> Cell:
    """The command as a whole: seconds by the clock, reading and packing counted in its memory."""
    days, name = bench()
    data = days.make(cell["size"], cell["problem"])
    with tempfile.TemporaryDirectory() as place:
        problem, plan = Path(place, "problem.json"), Path(place, "plan.json")
        problem.write_text(json.dumps(data))
        asked = ["--seconds", str(cell["seconds"]), "--workers", str(cell["workers"]), "-o", str(plan)]
        code = (
            "import resource, sys; from truckroll_planner.cli import main; main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, "plan", str(problem), *asked],
            capture_output=True,
            text=True,
            check=True,
            cwd=RESULTS.parent.parent,
        )
        wall = time.monotonic() - began
        made = json.loads(plan.read_text())
    scored = days.score(data, made)
    return {
        "objective": scored["objective"],
        "open": scored["unassigned"],
        "broken": len(scored["broken"]),
        "iterations": made["iterations"],
        "peak_mb": int(done.stdout.split()[-1]),
        "wall_s": round(wall, 1),
        "days": name,
    }


# ---- linked: five days with crews, dependencies and work longer than a shift -------------------------------------


def _linked(quick: bool, seeds: int) -> Iterable[tuple[Cell, Callable[[Cell], Cell]]]:
    for rounds in (20_000,) if quick else (20_000, 200_000):
        yield {"size": "20x400x5", "problem": 1, "iterations": rounds}, _measure_linked


def _measure_linked(cell: Cell) -> Cell:
    problem = linked_week(cell["problem"], 20, 400, 5, crews=30, chains=20, splits=10)
    began = time.process_time()
    solution = solve(problem, Params(iterations=cell["iterations"]))
    judgement = judge(problem, solution.plan)
    return {
        "objective": judgement.cost,
        "open": len(judgement.unassigned),
        "broken": len(judgement.violations),
        "cpu_s": round(time.process_time() - began, 1),
    }


SETS: dict[str, Callable[[bool, int], Iterable[tuple[Cell, Callable[[Cell], Cell]]]]] = {
    "dispatch": _dispatch,
    "replan": _replan,
    "opponents": _opponents,
    "solomon": _published("solomon", BUDGETS["solomon"]),
    "homberger": _published("homberger", BUDGETS["homberger"]),
    "insert": _insert,
    "scale": _scale,
    "linked": _linked,
}


def _table() -> None:
    """Write results/README.md: means beside the figures to reach."""
    lines = [
        "# Results",
        "",
        "Made by `python -m benchmarks`. CPU seconds of the search on one core; reading, compiling and",
        "packing are not counted. On a machine that others keep busy a CPU second holds less. Where a row of the",
        ".jsonl files has a `cpu_share`, its budget is counted in seconds of the quiet machine: CPU seconds times that",
        "share, which a fixed loop of Python (`loop_s`, before and after) gives. Rows name commit, date and machine.",
        "",
    ]
    file = RESULTS / "dispatch.jsonl"
    if file.exists():
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        lines += [
            "## A day from nothing: mean objective (visits left open), against the trial kernel on the same problems",
            "",
            "![objective by CPU seconds](dispatch.svg)",
            "",
            "| size | seconds | problem seeds | trial kernel | here | difference | runs | rules broken |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for size in TRIAL:
            for column, seconds in enumerate((1, 5, 20)):
                some = [r for r in rows if (r["size"], r["seconds"]) == (size, seconds) and r["problem"] <= 3]
                if some:
                    trial = statistics.mean(TRIAL[size][r["problem"] - 1][column] for r in some)
                    mean = statistics.mean(r["objective"] for r in some)
                    left = statistics.mean(r["open"] for r in some)
                    seeds = ", ".join(str(p) for p in sorted({r["problem"] for r in some}))
                    lines.append(
                        f"| {size} | {seconds} | {seeds} | {trial:,.0f} | {mean:,.0f} ({left:.1f}) | "
                        f"{100 * (mean / trial - 1):+.1f} % | {len(some)} | {sum(r['broken'] for r in some)} |"
                    )
    file = RESULTS / "replan.jsonl"
    if file.exists():
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        lines += [
            "",
            "## Re-planning at noon: share of what 5 s gain over plain insertion that 0.2 s gain",
            "",
            "| size | share | technicians changed in 0.2 s | visits orphaned | runs |",
            "|---|---|---|---|---|",
        ]
        for size in ("50x350", "200x1500"):
            some = [r for r in rows if r["size"] == size]
            if some:
                share = [
                    (r["objective_insertion"] - r["objective_0.2"])
                    / max(1, r["objective_insertion"] - r["objective_5"])
                    for r in some
                ]
                changed, orphans = (statistics.mean(r[key] for r in some) for key in ("changed_0.2", "orphans"))
                lines.append(
                    f"| {size} | {100 * statistics.mean(share):.0f} % | {changed:.1f} | {orphans:.1f} | {len(some)} |"
                )
    file = RESULTS / "opponents.jsonl"
    if file.exists() and (RESULTS / "dispatch.jsonl").exists():
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        ours = [json.loads(line) for line in (RESULTS / "dispatch.jsonl").read_text().splitlines()]
        lines += [
            "",
            "## Other solvers on the same days: 20 CPU seconds, mended by our insertion, against the mean of ours",
            "",
            "| size | solver | objective | ours | difference | left open | broke before mending | CPU s | days |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for size in TRIAL:
            for name in sorted({r["opponent"] for r in rows}):
                some = [r for r in rows if (r["size"], r["opponent"]) == (size, name)]
                same = {r["problem"] for r in some}
                here = [r for r in ours if (r["size"], r["seconds"]) == (size, 20) and r["problem"] in same]
                if some and {r["problem"] for r in here} == same:
                    mean = statistics.mean(r["objective"] for r in some)
                    our = statistics.mean(
                        statistics.mean(r["objective"] for r in here if r["problem"] == p) for p in same
                    )
                    left, before, cpu = (
                        statistics.mean(r[key] for r in some) for key in ("open", "broken_before_mending", "cpu_s")
                    )
                    lines.append(
                        f"| {size} | {name} | {mean:,.0f} | {our:,.0f} | {100 * (mean / our - 1):+.0f} % | "
                        f"{left:.1f} | {before:.1f} | {cpu:.1f} | {len(some)} |"
                    )
    for name, title in (("solomon", "Solomon, 100 customers"), ("homberger", "Gehring-Homberger, 1,000 customers")):
        file = RESULTS / f"{name}.jsonl"
        if file.exists():
            rows = [json.loads(line) for line in file.read_text().splitlines()]
            lines += [
                "",
                f"## {title}: gap to the best known distance (truncated to one decimal, distance only)",
                "",
                "| seconds | mean gap | worst | at the best known | runs | instances | left open |",
                "|---|---|---|---|---|---|---|",
            ]
            for seconds in sorted({r["seconds"] for r in rows}):
                some = [r for r in rows if r["seconds"] == seconds]
                gaps = [r["gap_percent"] for r in some]
                lines.append(
                    f"| {seconds} | {statistics.mean(gaps):.2f} % | {max(gaps):.2f} % | {sum(g <= 0 for g in gaps)} | "
                    f"{len(some)} | {len({r['instance'] for r in some})} | {sum(r['open'] for r in some)} |"
                )
    file = RESULTS / "insert.jsonl"
    if file.exists():
        lines += [
            "",
            "## One visit into a full day: CPU milliseconds, median of nine",
            "",
            "`Insertions(problem, plan)` makes a plan ready once, for any number of questions: `best` then looks for",
            "the cheapest place, `everybody` explains every candidate. `best_insertions` makes ready at each question.",
            "",
            "| technicians x visits | best | everybody | made ready | `best_insertions` |",
            "|---|---|---|---|---|",
        ] + [
            "| {size} | {best_ms} | {everybody_ms} | {prepare_ms} | {unprepared_ms} |".format(**json.loads(line))
            for line in file.read_text().splitlines()
        ]
    for name in ("scale", "linked"):
        file = RESULTS / f"{name}.jsonl"
        if file.exists():
            lines += ["", f"## {name}", ""] + [
                f"- `{json.dumps({k: v for k, v in json.loads(line).items() if k not in ('machine',)})}`"
                for line in file.read_text().splitlines()
            ]
    (RESULTS / "README.md").write_text("\n".join(lines) + "\n")
    draw_results(RESULTS, TRIAL)


if __name__ == "__main__":
    sys.exit(main())
