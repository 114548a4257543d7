"""The reference evaluator against an independent enumeration, and its order, breaks and refusals."""

from __future__ import annotations

import itertools
import random

import pytest
from days import EIGHT, HOUR, NINE, NOON, anna, ben, day, in_order, shift, visit

from truckroll_planner import Break, Plan, Problem, ProblemError, Route, Window, judge


def enumerated(problem: Problem, order: list[str]) -> tuple[int, int, tuple[int, ...], tuple[int, ...]] | None:
    """Try every leg for every break, in plain words: (time cost, sum of starts, legs, starts) of the best, or None."""
    (who,) = problem.technicians
    (day_,) = who.shifts
    stops = [problem.visit(v) for v in order]
    places = [day_.start_location, *(v.location for v in stops), day_.end_location]
    legs = [int(problem.travel_s[a, b]) for a, b in itertools.pairwise(places)]
    best = None
    for chosen in itertools.combinations_with_replacement(range(len(legs)), len(day_.breaks)):
        t, cost, starts, good = day_.starts_at_s, 0, [], True
        for i, leg in enumerate(legs):
            left, t = t, t + leg
            for k, pause in enumerate(day_.breaks):
                if chosen[k] == i:
                    good = good and left <= pause.closes_s
                    t = max(t, pause.opens_s) + pause.duration_s
            if i < len(stops):
                v = stops[i]
                options = [max(t, w.opens_s) for w in v.arrival_windows if max(t, w.opens_s) <= w.closes_s]
                if v.arrival_windows and not options:
                    good = False
                    break
                t = min(options) if options else t
                starts.append(t)
                cost += max(0, t - (v.due_s or t)) * v.lateness_cost_per_s
                t += v.duration_s
        over = max(0, t - day_.ends_at_s)
        cost += over * day_.overtime_cost_per_s
        if good and over <= day_.max_overtime_s:
            key = (cost, sum(starts), chosen, tuple(starts))
            best = key if best is None or key < best else best
    return best


@pytest.mark.slow
def test_judge_agrees_with_enumeration() -> None:
    """800 random days of up to five visits and two breaks: the same cost, breaks and starts, or both say no."""
    g = random.Random(4)
    feasible = 0
    for _ in range(800):
        breaks = tuple(
            Break(duration_s=g.choice([900, 1800]), opens_s=opens, closes_s=opens + g.choice([0, 1800, 7200]))
            for opens in sorted(g.randrange(9, 14) * HOUR for _ in range(g.randrange(3)))
        )
        who = anna(
            shifts=(
                shift(
                    ends_at_s=g.choice([13, 15, 16]) * HOUR,
                    max_overtime_s=g.choice([0, HOUR]),
                    overtime_cost_per_s=2,
                    breaks=breaks,
                ),
            )
        )
        visits = []
        for i in range(g.randrange(1, 6)):
            opens = g.randrange(8, 13) * HOUR
            windows = {
                0: (),
                1: (Window(opens, opens + 2 * HOUR),),
                2: (Window(opens, opens + HOUR), Window(opens + 3 * HOUR, opens + 4 * HOUR)),
            }[g.randrange(3)]
            visits.append(
                visit(
                    f"v{i}",
                    g.randrange(1, 6),
                    duration_s=g.choice([1800, 3600, 5400]),
                    arrival_windows=windows,
                    due_s=g.choice([None, opens + 1800]),
                    lateness_cost_per_s=g.choice([1, 4]),
                )
            )
        problem = day(*visits, technicians=(who,))
        order = [v.id for v in visits]
        best, judgement = enumerated(problem, order), judge(problem, in_order(*order))
        assert judgement.feasible == (best is not None)
        if best is not None:
            feasible += 1
            (judged,) = judgement.days
            assert judgement.terms["lateness"] + judgement.terms["overtime"] == best[0]
            assert judged.breaks_before == best[2]
            assert tuple(s.start_s for s in judged.stops) == best[3]
    assert 200 < feasible < 750


def test_a_break_after_the_last_visit_of_an_open_end() -> None:
    who = anna(shifts=(shift(end_location=None, breaks=(Break(duration_s=1800, opens_s=NINE, closes_s=NOON),)),))
    (judged,) = judge(day(visit(), technicians=(who,)), in_order("v1")).days
    assert (judged.breaks_before, judged.returns_s) == ((1,), NINE + 600 + 1800)


def test_an_empty_route_costs_nothing() -> None:
    assert judge(day(visit(unassigned_cost=0)), in_order()).cost == 0


def test_days_come_in_the_order_of_technicians_and_shifts() -> None:
    """However the routes are written down, the judgement is the same."""
    both = (anna(shifts=(shift(id="pm", starts_at_s=NOON), shift(id="am", ends_at_s=NOON))), ben())
    problem = day(visit("v1"), visit("v2"), visit("v3"), technicians=both)
    routes = (
        Route(technician="ben", visits=("v1",)),
        Route(technician="anna", shift="pm", visits=("v2",)),
        Route(technician="anna", shift="am", visits=("v3",)),
    )
    judgements = [judge(problem, Plan(routes=some)) for some in itertools.permutations(routes)]
    assert [(d.technician, d.shift) for d in judgements[0].days] == [("anna", "am"), ("anna", "pm"), ("ben", "0")]
    assert all(j == judgements[0] for j in judgements)


def test_a_plan_that_cannot_be_meant_names_every_fault() -> None:
    problem = day(visit(), technicians=(anna(), ben(shifts=())))
    plan = Plan(
        routes=(
            Route(technician="zoe", visits=("v1",)),
            Route(technician="anna", visits=("v9",)),
            Route(technician="anna", visits=("v1",)),
            Route(technician="ben", visits=("v1",)),
        )
    )
    with pytest.raises(ProblemError) as caught:
        judge(problem, plan)
    assert [f.path for f in caught.value.faults] == [
        "routes[0].technician",
        "routes[1].visits[0]",
        "routes[2]",
        "routes[3].shift",
    ]


def test_late_names_the_visits_after_their_due_time() -> None:
    problem = day(visit("v1", due_s=EIGHT + 600), visit("v2", due_s=EIGHT + 600))
    assert judge(problem, in_order("v1", "v2")).late == ("v2",)
