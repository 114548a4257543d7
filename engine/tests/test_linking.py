"""Crews, visits that follow others and split work: each rule in a pair, and searches that keep them all."""

from __future__ import annotations

import pytest
from days import EIGHT, HOUR, NINE, NOON, anna, ben, broken, day, in_order, shift, visit
from random_days import linked_week

from truckroll_planner import (
    After,
    Params,
    Plan,
    ProblemError,
    Route,
    Together,
    judge,
    solve,
    split_visit,
)

BOTH = (anna(), ben())


def two(a: str, b: str, **fixed: int) -> Plan:
    return Plan(routes=(Route(technician="anna", visits=(a,)), Route(technician="ben", visits=(b,))), fixed_s=fixed)


def test_rule_18_a_crew_starts_together_or_not_at_all() -> None:
    crew = day(visit("v1"), visit("v2"), technicians=BOTH, together=(Together(visits=("v1", "v2")),))
    assert broken(crew, two("v1", "v2")) == []
    assert broken(crew, two("v1", "v2", v2=NINE)) == ["crew_apart"]
    assert broken(crew, in_order("v1")) == ["crew_incomplete"]
    assert broken(crew, in_order("v1", "v2")) == ["crew_apart", "crew_same_technician"]


def test_rule_21_a_visit_follows_another() -> None:
    problem = day(visit("v1"), visit("v2"), technicians=BOTH, after=(After(first="v1", then="v2", lag_s=600),))
    assert broken(problem, two("v1", "v2", v2=NINE + 1200)) == []
    assert broken(problem, two("v1", "v2", v2=NINE + 1199)) == ["before_predecessor"]
    assert broken(problem, in_order("v2")) == ["predecessor_open"]
    assert broken(problem, in_order("v1")) == []


@pytest.mark.parametrize(
    ("link", "good", "bad", "rule"),
    [
        ({"immediately": True}, NINE + 600, NINE + 601, "not_immediately"),
        ({"same_day": True}, NOON, 24 * HOUR, "not_same_day"),
    ],
)
def test_how_it_follows(link: dict[str, bool], good: int, bad: int, rule: str) -> None:
    long = (shift(ends_at_s=40 * HOUR),)
    problem = day(
        visit("v1"),
        visit("v2"),
        technicians=(anna(shifts=long), ben(shifts=long)),
        after=(After(first="v1", then="v2", **link),),
    )
    assert broken(problem, two("v1", "v2", v2=good)) == []
    assert broken(problem, two("v1", "v2", v2=bad)) == [rule]


def test_the_same_technician_goes_on() -> None:
    problem = day(
        visit("v1"), visit("v2"), technicians=BOTH, after=(After(first="v1", then="v2", same_technician=True),)
    )
    assert broken(problem, in_order("v1", "v2")) == []
    assert broken(problem, two("v1", "v2", v2=NOON)) == ["not_same_technician"]


def test_rule_20_segments_are_planned_all_or_none() -> None:
    whole = day(visit(duration_s=10 * HOUR, unassigned_cost=101))
    problem = split_visit(whole, "v1", 4 * HOUR)
    assert [(v.id, v.duration_s, v.unassigned_cost) for v in problem.visits] == [
        ("v1/1", 12_000, 35),
        ("v1/2", 12_000, 33),
        ("v1/3", 12_000, 33),
    ]
    assert broken(problem, in_order("v1/1", "v1/2")) == ["successor_open"]
    assert split_visit(whole, "v1", 10 * HOUR) is whole


def test_rule_21_cycles_are_refused() -> None:
    circle = (After(first="v1", then="v2"), After(first="v2", then="v1"))
    with pytest.raises(ProblemError, match="no cycle"):
        day(visit("v1"), visit("v2"), after=circle)
    with pytest.raises(ProblemError, match="no cycle"):
        day(
            visit("v1"),
            visit("v2"),
            visit("v3"),
            together=(Together(visits=("v1", "v2")),),
            after=(After(first="v1", then="v3"), After(first="v3", then="v2")),
        )
    with pytest.raises(ProblemError, match=r"together\[0\].visits\[1\]"):
        day(visit("v1"), together=(Together(visits=("v1", "v9")),))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4))])
@pytest.mark.slow
def test_a_search_keeps_what_belongs_together(seed: int) -> None:
    """Six technicians, three days, crews, chains and splits: nothing broken, and nearly all of it planned."""
    problem = linked_week(seed)
    solution = solve(problem, Params(iterations=4000))
    judgement = judge(problem, solution.plan)
    assert judgement.violations == ()
    assert solution.cost == judgement.cost
    linked = {v for c in problem.together for v in c.visits} | {
        v for link in problem.after for v in (link.first, link.then)
    }
    assert len(linked & set(judgement.unassigned)) <= 2
    assert solve(problem, Params(iterations=4000)) == solution


@pytest.mark.slow
def test_a_warm_start_keeps_the_fixed_starts() -> None:
    problem = linked_week(1)
    first = solve(problem, Params(iterations=3000))
    again = solve(problem, Params(iterations=200), start=first.plan)
    assert judge(problem, again.plan).violations == ()
    assert again.cost <= first.cost


@pytest.mark.slow
def test_split_work_travels_each_day_and_stays_with_one() -> None:
    """Twelve hours in shifts of eight: two segments, one technician, two days."""
    days_ = tuple(shift(id=str(d), starts_at_s=d * 86_400 + EIGHT, ends_at_s=d * 86_400 + 16 * HOUR) for d in range(2))
    whole = day(visit(duration_s=12 * HOUR), technicians=(anna(shifts=days_), ben(shifts=days_)))
    problem = split_visit(whole, "v1", 7 * HOUR)
    judgement = judge(problem, solve(problem, Params(iterations=100)).plan)
    assert (judgement.violations, judgement.unassigned, judgement.terms["travel"]) == ((), (), 2400)
    assert len({d.technician for d in judgement.days}) == 1 and len(judgement.days) == 2
