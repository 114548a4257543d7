"""The command `truckroll-planner`: plan, judge and explain files; print schemas; compile ahead."""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from truckroll_planner.drawing import draw
from truckroll_planner.explaining import explain
from truckroll_planner.formats import (
    PLAN_1,
    PLAN_2,
    PROBLEM_1,
    PROBLEM_2,
    load_json,
    read_plan,
    read_problem,
    schema,
    score,
    write_plan,
)
from truckroll_planner.judging import judge
from truckroll_planner.params import Params
from truckroll_planner.plan import Candidate
from truckroll_planner.problem import Problem, ProblemError
from truckroll_planner.solving import Progress, solve
from truckroll_planner.vrptw import read_vrptw
from truckroll_planner.warming import warm_up


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0; 1 for a plan that breaks rules; 2 for input that cannot be meant."""
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        if args.schema:
            print(json.dumps(schema(args.schema), indent=1))
            return 0
        if args.command is None:
            parser.print_help()
            return 2
        result: int = args.run(args)
        sys.stdout.flush()
        return result
    except BrokenPipeError:  # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ProblemError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="truckroll-planner", description=__doc__)
    parser.add_argument("--schema", choices=(PROBLEM_1, PROBLEM_2, PLAN_1, PLAN_2), help="print a format's JSON schema")
    commands = parser.add_subparsers(dest="command")
    plan = commands.add_parser("plan", help="find a plan for a problem")
    plan.add_argument("problem", type=Path, help="truckroll.problem/1 or /2, Solomon or VRPLIB VRPTW")
    plan.add_argument("-o", "--output", type=Path, help="write the plan here; without it, print it")
    plan.add_argument("--seed", type=int, default=1)
    length = plan.add_mutually_exclusive_group()
    length.add_argument("--iterations", type=int, help="rounds of the search")
    length.add_argument("--seconds", type=float, help="length by the clock; the rounds done are kept in the plan")
    length.add_argument("--replay", type=Path, metavar="PLAN", help="repeat the search that made this plan")
    plan.add_argument("--start", type=Path, metavar="PLAN", help="start from this plan")
    plan.add_argument("--starts", type=int, default=1, help="searches of which the best plan is kept")
    plan.add_argument("--workers", type=int, default=1, help="threads for the starts")
    plan.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the days and a map")
    plan.add_argument("--quiet", action="store_true", help="no progress on the terminal")
    plan.set_defaults(run=_plan)
    judge_ = commands.add_parser("judge", help="what a plan costs and which rules it breaks")
    judge_.add_argument("problem", type=Path)
    judge_.add_argument("plan", type=Path)
    judge_.add_argument("--json", action="store_true")
    judge_.set_defaults(run=_judge)
    explain_ = commands.add_parser("explain", help="why a visit is where it is")
    explain_.add_argument("problem", type=Path)
    explain_.add_argument("plan", type=Path)
    explain_.add_argument("visit")
    explain_.add_argument("--json", action="store_true")
    explain_.set_defaults(run=_explain)
    warm = commands.add_parser("warmup", help="compile now what the first search would wait for")
    warm.set_defaults(run=lambda args: _warm())
    return parser


def _read(path: Path) -> tuple[Problem, int]:
    with path.open("rb") as file:
        is_json = file.read(64).lstrip()[:1] in (b"{", b"[", b"")
    if not is_json:
        return read_vrptw(path), 2
    data = load_json(path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        problem = read_problem(data, path.parent)
    return problem, 1 if data["format"] == PROBLEM_1 else 2


def _plan(args: argparse.Namespace) -> int:
    problem, version = _read(args.problem)
    start = read_plan(load_json(args.start)) if args.start else None
    made: dict[str, Any] = {"seed": args.seed, "iterations": args.iterations, "seconds": args.seconds}
    made |= {"starts": args.starts, "workers": args.workers}
    if args.replay:
        before = load_json(args.replay)
        made = {"seed": before.get("seed", 1), "schedule": tuple(before.get("schedule", ()))}
    shown = sys.stderr.isatty() and not args.quiet
    solution = solve(problem, Params(**made), start=start, on_best=_show if shown else None)
    if shown:
        print(file=sys.stderr)
    written = write_plan(
        problem,
        solution.plan,
        version,
        seed=solution.seed,
        iterations=solution.iterations,
        schedule=list(solution.schedule),
    )
    text = json.dumps(written, indent=1) + "\n"
    if args.output:
        args.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    if args.plot:
        args.plot.write_text(draw(problem, solution.plan), encoding="utf-8")
    return 0


def _show(progress: Progress) -> None:
    print(
        f"\r{progress.iterations:>12,} rounds  cost {progress.cost:>14,}  open {progress.unassigned:>6,}",
        end="",
        file=sys.stderr,
        flush=True,
    )


def _judge(args: argparse.Namespace) -> int:
    problem, version = _read(args.problem)
    judgement = judge(problem, read_plan(load_json(args.plan)))
    result = score(problem, judgement, version)
    if args.json:
        print(json.dumps(result, indent=1))
    else:
        print(f"cost {judgement.cost:,}; {result['unassigned']} left open, {result['late']} late")
        for name, cost in judgement.terms.items():
            if cost:
                print(f"  {name:<20} {cost:>14,}")
        for violation in judgement.violations:
            print(f"BROKEN {violation.rule}: {violation.sentence()}")
    return 0 if judgement.feasible else 1


def _explain(args: argparse.Namespace) -> int:
    problem, _ = _read(args.problem)
    explanation = explain(problem, read_plan(load_json(args.plan)), args.visit)
    if args.json:
        print(
            json.dumps(
                {
                    "visit": explanation.visit,
                    "technician": explanation.technician,
                    "unassigned_cost": explanation.unassigned_cost,
                    "candidates": [_as_json(c) for c in explanation.candidates],
                },
                indent=1,
            )
        )
        return 0
    print(
        f"{explanation.visit} is with {explanation.technician or 'nobody'}; "
        f"left open it costs {explanation.unassigned_cost:,}"
    )
    for c in explanation.candidates:
        mark = "*" if c.technician == explanation.technician else " "
        if c.feasible:
            terms = ", ".join(f"{name} {cost:+,}" for name, cost in c.terms.items())
            print(f"{mark} {c.technician:<12} {c.cost:>10,}  starts {c.start_s} ({terms})")
        else:
            print(f"{mark} {c.technician:<12} {'no':>10}  {'; '.join(v.sentence() for v in c.violations)}")
    return 0


def _as_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "technician": candidate.technician,
        "shift": candidate.shift,
        "position": candidate.position,
        "start_s": candidate.start_s,
        "cost": candidate.cost,
        "terms": dict(candidate.terms),
        "violations": [
            {"rule": v.rule, "amount": v.amount, "facts": dict(v.facts), "sentence": v.sentence()}
            for v in candidate.violations
        ],
    }


def _warm() -> int:
    print(f"compiled in {warm_up():.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
