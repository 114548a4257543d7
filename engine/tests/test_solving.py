"""The search: feasible, better than insertion, and the same for the same input wherever and however it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from days import EIGHT, HOUR, NINE, anna, ben, day, in_order, visit
from random_days import random_problem

from truckroll_planner import Params, Pin, Plan, Progress, Published, Solution, judge, solve
from truckroll_planner.kernels.ruin import BIG
from truckroll_planner.packing import pack
from truckroll_planner.territories import cut, share_open

pytestmark = pytest.mark.slow  # Compiles, or searches.


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_breaks_a_hard_rule(seed: int) -> None:
    problem = random_problem(seed, technicians=5, visits=30, days=1 + seed % 3)
    solution = solve(problem, Params(iterations=1500))
    judgement = judge(problem, solution.plan)
    assert judgement.violations == ()
    assert solution.cost == judgement.cost < judge(problem, Plan()).cost


def test_more_rounds_are_not_worse_on_average() -> None:
    costs = [sum(solve(random_problem(s, 6, 40), Params(iterations=n)).cost for s in range(8)) for n in (0, 300, 3000)]
    assert costs[0] > costs[1] > costs[2]


def test_same_seed_and_rounds_same_plan_and_another_seed_another() -> None:
    problem = random_problem(1, 6, 40)
    first, second = (solve(problem, Params(iterations=2000, seed=7)) for _ in range(2))
    assert first == second
    assert first.schedule != () and solve(problem, Params(iterations=2000, seed=8)).plan != first.plan


def test_a_search_by_the_clock_can_be_replayed() -> None:
    """The schedule that a search of 0.2 s recorded gives the same plan again."""
    problem = random_problem(2, 6, 40)
    solve(problem, Params(iterations=1))  # Compiled or loaded by now.
    timed = solve(problem, Params(seconds=0.2, seed=3))
    assert timed.iterations > 0
    assert solve(problem, Params(schedule=timed.schedule, seed=3)) == timed


def test_stop_ends_the_search_with_a_plan() -> None:
    calls = []
    solution = solve(
        random_problem(2, 6, 40), Params(iterations=10**9), stop=lambda: len(calls) > 3 or bool(calls.append(1))
    )
    assert 0 < solution.iterations <= 5 * 256
    assert solve(random_problem(2, 6, 40), Params(schedule=solution.schedule)).plan == solution.plan


def test_progress_is_told_and_falls() -> None:
    told: list[Progress] = []
    solution = solve(random_problem(5, 6, 40), Params(iterations=3000), on_best=told.append)
    assert [p.cost for p in told] == sorted((p.cost for p in told), reverse=True)
    assert isinstance(solution, Solution) and solution.cost <= told[-1].cost


def test_warm_start_stays_near_what_was_published() -> None:
    """Ten published visits and one new: nobody is moved to another technician for a few seconds of driving."""
    problem = random_problem(11, 5, 20, plain=True)
    published = solve(problem, Params(iterations=3000))
    judged = judge(problem, published.plan)
    people = {v: d.technician for d in judged.days for v in (s.visit for s in d.stops)}
    told = tuple(
        replace(
            v,
            published=Published(technician=people[v.id], start_s=judged.start_s(v.id) or 0) if v.id in people else None,
        )
        for v in problem.visits
    )
    again = replace(problem, visits=told)
    moved = judge(again, solve(again, Params(iterations=3000), start=published.plan).plan)
    assert moved.cost <= judge(again, published.plan).cost
    assert moved.terms["changed_technician"] <= 900


def test_pinned_and_started_visits_stay() -> None:
    """Started at eight by Anna, fixed at ten with Ben: both are still there, whatever it costs."""
    started = visit("v1", 1, started_at_s=EIGHT, pin=Pin(technician="anna"))
    fixed = visit("v2", 2, pin=Pin(technician="ben", start_s=10 * HOUR))
    others = [visit(f"v{i}", i - 1, due_s=NINE, lateness_cost_per_s=1) for i in range(3, 7)]
    problem = day(started, fixed, *others, technicians=(anna(), ben()), now_s=EIGHT + 600)
    solution = solve(problem, Params(iterations=2000), start=Plan(routes=in_order("v1").routes))
    judgement = judge(problem, solution.plan)
    assert judgement.violations == () and judgement.unassigned == ()
    assert judgement.start_s("v2") == 10 * HOUR
    assert solution.plan.routes[0].visits[0] == "v1"


def test_a_start_that_cannot_be_kept_is_left_open_not_broken() -> None:
    start = Plan(routes=in_order("v1", "v2", "v3").routes)
    problem = day(*(visit(f"v{i}", duration_s=4 * HOUR) for i in range(1, 4)))
    judgement = judge(problem, solve(problem, Params(iterations=100), start=start).plan)
    assert (judgement.violations, len(judgement.unassigned)) == ((), 2)


@pytest.mark.parametrize("problem", [day(), day(visit(location=None)), day(visit(), technicians=(anna(shifts=()),))])
def test_nothing_to_plan_is_no_error(problem: object) -> None:
    assert solve(problem, Params(iterations=10)).plan == Plan()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad", [{"iterations": -1}, {"removed": 0}, {"seconds": -1.0}, {"seed": -1}, {"schedule": (-1,)}]
)
def test_params_outside_their_range_are_refused(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        Params(**bad)


PROGRAM = """
import sys; sys.path[:0] = {path!r}
from random_days import random_problem
from truckroll_planner import Params, solve
s = solve(random_problem(21, 4, 16, days=2), Params(iterations=300, seed=5))
print(s.cost, s.plan)
"""


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "NUMBA_DISABLE_JIT": "1"}]
)
def test_p13_same_plan_in_every_process(environment: dict[str, str]) -> None:
    """Other hash seeds and time zones, and no compiler at all: the same bytes."""
    here = solve(random_problem(21, 4, 16, days=2), Params(iterations=300, seed=5))
    program = PROGRAM.format(path=[p for p in sys.path if p])
    result = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == f"{here.cost} {here.plan}"


def test_several_starts_give_the_same_plan_with_any_number_of_workers() -> None:
    """The best of four searches; found again with the seed and schedule that it names."""
    problem = random_problem(6, 6, 40)
    one, two = (solve(problem, Params(iterations=800, starts=4, workers=n)) for n in (1, 2))
    assert one == two
    assert one.cost <= solve(problem, Params(iterations=800)).cost
    assert solve(problem, Params(schedule=one.schedule, seed=one.seed)) == one


@pytest.mark.parametrize("plain", [True, False])
def test_a_day_searched_in_pieces_is_the_same_with_any_number_of_workers(plain: bool) -> None:
    """Sixty technicians are two pieces: no rule broken, the same again from its schedule, and better than insertion."""
    problem = random_problem(4, technicians=60, visits=200, plain=plain)
    asked = Params(iterations=6000, territories=True, seed=3)
    one, two = (solve(problem, replace(asked, workers=n)) for n in (1, 2))
    assert one == two and one.iterations == 6000
    assert judge(problem, one.plan).violations == ()
    assert solve(problem, Params(schedule=one.schedule, seed=3)) == one
    assert one.cost < solve(problem, Params(iterations=0)).cost


def test_pieces_hold_every_shift_once_and_each_open_visit_with_somebody_able() -> None:
    problem = random_problem(4, technicians=80, visits=120)
    packed = pack(problem, Plan())
    empty: list[list[int]] = [[] for _ in packed.duties]
    pieces = cut(packed, empty, 5)
    assert sorted(t for piece in pieces for t in piece) == list(range(len(packed.duties)))
    assert len(pieces) > 2 and cut(packed, empty, 6) != pieces == cut(packed, empty, 5)
    for piece, left in zip(pieces, share_open(packed, empty, pieces), strict=True):
        assert all((packed.C[j, piece] < BIG).any() for j in left)


TERRITORIES = """
import os, sys; sys.path[:0] = {path!r}
from random_days import random_problem
from truckroll_planner import Params, solve
asked = Params(iterations=3000, territories=True, workers=int(os.environ.get("WORKERS", "1")))
s = solve(random_problem(4, technicians=60, visits=200), asked)
print(s.cost, s.plan)
"""


# Both at once here; the long run tells which of the two it was.
@pytest.mark.parametrize(
    "environment",
    [
        {"NUMBA_CPU_NAME": "generic", "WORKERS": "2"},
        pytest.param({"NUMBA_CPU_NAME": "generic"}, marks=pytest.mark.long),
    ],
)
def test_the_same_plan_on_a_generic_processor(environment: dict[str, str]) -> None:
    """Compiled for any x86 and for this one, by one worker and by two: the same bytes."""
    here = solve(random_problem(4, technicians=60, visits=200), Params(iterations=3000, territories=True))
    result = subprocess.run(
        [sys.executable, "-c", TERRITORIES.format(path=[p for p in sys.path if p])],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == f"{here.cost} {here.plan}"


OTHER_PYTHONS = ("3.13", "3.14", "3.12", "3.11")


def other_python() -> str | None:
    """Another Python that has numpy and numba: the one named, or the newest found; None where there is none."""
    versions = [v for v in OTHER_PYTHONS if v != f"{sys.version_info.major}.{sys.version_info.minor}"]
    names = [os.environ.get("TRUCKROLL_OTHER_PYTHON"), *(shutil.which(f"python{v}") for v in versions)]
    for name in names:
        if name is None:
            continue
        asked = [name, "-c", "import numba, numpy, sys; print(sys.version_info[:2])"]
        done = subprocess.run(asked, env=_bare(), capture_output=True, text=True)
        if done.returncode == 0 and done.stdout.strip() != str(sys.version_info[:2]):
            return name
    return None


def _bare() -> dict[str, str]:
    """The environment without this Python's own packages."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}


def test_the_same_plan_with_another_python(tmp_path: Path) -> None:
    """Another Python, with its own numpy and numba, compiles the same search: the same bytes."""
    other = other_python()
    if other is None:
        pytest.skip("no other Python with numpy and numba: name one in TRUCKROLL_OTHER_PYTHON")
    here = solve(random_problem(4, technicians=60, visits=200), Params(iterations=3000, territories=True))
    folder = Path(__file__).parent
    result = subprocess.run(
        [other, "-c", TERRITORIES.format(path=[str(folder), str(folder.parent)])],
        env=_bare() | {"NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == f"{here.cost} {here.plan}"
