"""Best insertion: the cheapest place with everybody, every rule against the others, always in the same order."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from days import EIGHT, HOUR, NINE, NOON, anna, ben, day, in_order, only, shift, visit
from random_days import random_plan, random_problem

from truckroll_planner import Insertions, Pin, Plan, Published, Route, Technician, best_insertions, explain, judge
from truckroll_planner.judging import plan_routes
from truckroll_planner.placing import place_with, rank
from truckroll_planner.scheduling import Course


def test_the_cost_is_what_the_plan_gets_dearer_by() -> None:
    """On 60 random days the difference of two judgements, term by term."""
    g = random.Random(8)
    for _ in range(60):
        visits = [
            visit(
                f"v{i}",
                g.randrange(1, 6),
                duration_s=g.choice([1800, 3600]),
                due_s=g.choice([None, 10 * HOUR]),
                lateness_cost_per_s=2,
            )
            for i in range(5)
        ]
        problem = day(*visits, technicians=(anna(), ben()))
        plan = Plan(routes=(Route(technician="anna", visits=("v0", "v1")), Route(technician="ben", visits=("v2",))))
        before = judge(problem, plan)
        for candidate in best_insertions(problem, plan, "v4"):
            orders = {"anna": ["v0", "v1"], "ben": ["v2"]}
            orders[candidate.technician].insert(candidate.position, "v4")
            after = judge(problem, Plan(routes=tuple(Route(technician=t, visits=tuple(o)) for t, o in orders.items())))
            changes = {k: after.terms[k] - before.terms[k] for k in after.terms if k != "unassigned"}
            assert candidate.terms == {k: c for k, c in changes.items() if c}
            assert candidate.start_s == after.start_s("v4")


def test_feasible_first_then_by_what_is_broken_then_by_id() -> None:
    """Two equal ones by id; the one without the skill after them; the one without a shift last."""
    gas = {"gas": 1}
    team = tuple(
        Technician(id=i, shifts=(shift(),) if i != "a" else (), skills={} if i == "b" else gas) for i in "dcba"
    )
    found = best_insertions(day(visit(skills=gas), technicians=team), Plan(), "v1")
    assert [(c.technician, c.feasible) for c in found] == [("c", True), ("d", True), ("b", False), ("a", False)]
    assert found[3].violations[0].rule == "no_shift"


def test_a_day_that_is_already_broken_refuses_only_what_is_new() -> None:
    """Two fixed visits overlap already; a third after them is still fine."""
    overlapping = (visit("v1", pin=Pin(start_s=NINE)), visit("v2", pin=Pin(start_s=NINE + 60)), visit("v3"))
    candidate = only(day(*overlapping), "v3", in_order("v1", "v2"))
    assert (candidate.feasible, candidate.position) == (True, 2)


def test_a_fixed_start_is_judged_as_it_is() -> None:
    """A drop at ten: at ten, not earlier, between the visits around it; a drop onto another visit is an overlap."""
    problem = day(visit("v1", pin=Pin(start_s=NINE)), visit("v2", pin=Pin(start_s=NOON)), visit("v3"))
    (fits,) = best_insertions(problem, in_order("v1", "v2"), "v3", start_s=NINE + HOUR)
    assert (fits.start_s, fits.position, fits.feasible) == (NINE + HOUR, 1, True)
    (refused,) = best_insertions(problem, in_order("v1", "v2"), "v3", start_s=NOON + 600)
    assert refused.violations[0].rule == "overlap"


def test_nothing_goes_before_what_has_started() -> None:
    started = visit("v1", pin=Pin(technician="anna"), started_at_s=EIGHT)
    candidate = only(day(started, visit("v2", 2), now_s=EIGHT + 600), "v2", in_order("v1"))
    assert (candidate.position, candidate.start_s) == (1, NINE + 600)


def test_what_else_moves_is_told() -> None:
    """The new one fits best before the other, which starts an hour later; the published one would have to move."""
    problem = day(visit("v1", 2, published=Published(technician="anna", start_s=EIGHT + 1200)), visit("v2", 1))
    candidate = only(problem, "v2", in_order("v1"))
    assert (candidate.position, candidate.moved) == (1, {})
    pressing = day(visit("v1", 2), visit("v2", 1, due_s=EIGHT + 600, lateness_cost_per_s=2))
    assert only(pressing, "v2", in_order("v1")).moved == {"v1": HOUR}


def test_explain_takes_the_visit_out_first() -> None:
    problem = day(visit("v1"), visit("v2", 2), technicians=(anna(), ben()))
    explanation = explain(problem, in_order("v1", "v2"), "v2")
    assert explanation.technician == "anna"
    assert explanation.chosen is not None and explanation.chosen.cost == 1200
    assert explanation.runner_up is not None and (explanation.runner_up.technician, explanation.runner_up.cost) == (
        "ben",
        2400,
    )


def test_order_of_input_decides_nothing() -> None:
    """The same candidates whatever the order of technicians, visits and routes."""
    team, visits = (anna(), ben(), Technician(id="cy", shifts=(shift(),))), [visit(f"v{i}", i) for i in range(1, 6)]
    routes = (Route(technician="anna", visits=("v1", "v2")), Route(technician="ben", visits=("v3",)))
    g = random.Random(1)
    first = None
    for _ in range(20):
        shuffled = day(*g.sample(visits, 5), technicians=tuple(g.sample(team, 3)))
        found = repr(best_insertions(shuffled, Plan(routes=tuple(g.sample(routes, 2))), "v5"))
        first = first or found
        assert found == first


@pytest.mark.slow
def test_an_insertion_is_scheduled_as_the_whole_day_would_be() -> None:
    """On 50 problems with every rule, fixed starts among them: the shared beginnings and ends change nothing."""
    compared = 0
    for seed in range(50):
        problem = random_problem(seed, technicians=2, visits=9, plain=seed % 2 == 0)
        fixed = tuple(
            replace(v, pin=Pin(start_s=(8 + i) * HOUR), arrival_windows=()) if i % 3 else v
            for i, v in enumerate(problem.visits)
        )
        problem = replace(problem, visits=fixed)
        for technician in problem.technicians:
            shift_ = technician.shifts[0]
            order, extra = list(problem.visits[1:8]), problem.visits[8]
            course = Course(problem, technician, shift_, order)
            for at in range(len(order) + 1):
                found = course.schedule_with(extra, at)
                assert found is not None
                visits, legs, label = found
                whole = Course(problem, technician, shift_, visits)
                assert (legs, label) == (whole.legs, whole.schedule())
                compared += 1
    assert compared == 50 * 2 * 8


@pytest.mark.slow
@pytest.mark.parametrize("plain", [True, False])
def test_the_fast_look_gives_what_the_reference_gives(plain: bool) -> None:
    """Every visit of 150 problems with every rule, in random plans and in good ones, at any start and at fixed ones."""
    g = random.Random(4)
    compared: Counter[bool] = Counter()
    for seed in range(150):
        problem = random_problem(seed, technicians=3, visits=12, days=1 + seed % 2, plain=plain)
        plan = random_plan(problem, seed, 0.5)
        if seed % 3:
            bad = {v.visit for v in judge(problem, plan).violations}
            plan = Plan(
                routes=tuple(replace(r, visits=tuple(v for v in r.visits if v not in bad)) for r in plan.routes)
            )
        ready = Insertions(problem, plan)
        orders = {(t.id, s.id): v for t, s, v in plan_routes(problem, plan)}
        for visit_ in g.sample(problem.visits, 6):
            start_s = g.choice([None, None, g.randrange(7, 18) * HOUR])
            asked = (
                visit_
                if start_s is None
                else replace(visit_, pin=Pin(technician=visit_.pin.technician if visit_.pin else None, start_s=start_s))
            )
            without = {key: [v for v in some if v.id != asked.id] for key, some in orders.items()}
            slow = tuple(sorted((place_with(problem, t, asked, without) for t in problem.technicians), key=rank))
            fast = ready.everybody(visit_.id, start_s=start_s)
            assert fast == slow
            assert [list(c.terms) for c in fast] == [list(c.terms) for c in slow]
            assert ready.best(visit_.id, start_s=start_s) == next((c for c in slow if c.feasible), None)
            for c in slow:
                compared[c.feasible] += 1
    assert min(compared.values()) > 300, compared


@pytest.mark.slow
def test_the_compiled_look_is_the_plain_one() -> None:
    """In a process of its own, because compiling is for good: the tests above once more, compiled."""
    program = (
        "import sys, pytest\n"
        "from truckroll_planner.inserting import compile_places\n"
        "compile_places()\n"
        "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-k', 'not compiled', sys.argv[1]]))"
    )
    done = subprocess.run([sys.executable, "-c", program, __file__], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
