"""The published files: read and written without loss, refused with the path to every fault, never a crash."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_days import random_plan, random_problem

from truckroll_planner import Pin, Problem, ProblemError, judge
from truckroll_planner.formats import (
    PLAN_1,
    PLAN_2,
    PROBLEM_1,
    PROBLEM_2,
    read_plan,
    read_problem,
    schema,
    score,
    write_plan,
    write_problem,
)


def problem_1() -> dict[str, Any]:
    """A file as the public benchmark makes them: two technicians, three visits."""
    return {
        "format": PROBLEM_1,
        "name": "small",
        "travel_s": [[0, 600, 900], [600, 0, 700], [900, 700, 0]],
        "locations": [[-71.0, 42.3], [-71.1, 42.3], [-71.0, 42.4]],
        "technicians": [
            {
                "id": t,
                "skills": ["gas"],
                "start_location": 0,
                "end_location": end,
                "starts_at_s": 28_800,
                "ends_at_s": 61_200,
                "max_overtime_s": 3600,
                "overtime_cost_per_s": 2,
                "breaks": [{"opens_s": 41_400, "closes_s": 48_600, "duration_s": 1800}],
            }
            for t, end in (("t0", 0), ("t1", None))
        ],
        "visits": [
            {
                "id": f"v{i}",
                "location": i % 2 + 1,
                "duration_s": 3600,
                "windows": [[21_600, 72_000]],
                "skills": ["gas"],
                "priority": 2,
                "due_s": 36_000,
                "lateness_cost_per_s": 4,
                "unassigned_cost": 80_000,
                "technician_cost": [0, 100],
                "published": {"technician": "t0", "start_s": 30_000} if i else None,
                "pinned": i == 2,
            }
            for i in range(3)
        ],
        "objective": {
            "travel_cost_per_s": 1,
            "balance_divisor": 100,
            "changed_technician_cost": 900,
            "moved_later_cost_per_s": 1,
            "published_tolerance_s": 900,
        },
    }


def same(a: Problem, b: Problem) -> bool:
    return (
        np.array_equal(a.travel_s, b.travel_s)
        and a.technicians == b.technicians
        and a.prices == b.prices
        and json.dumps(write_problem(a)) == json.dumps(write_problem(b))
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.slow
def test_problem_2_there_and_back(seed: int) -> None:
    problem = random_problem(seed, days=2)
    text = json.dumps(write_problem(problem))
    again = read_problem(json.loads(text))
    assert same(problem, again)
    assert json.dumps(write_problem(again)) == text
    plan = random_plan(problem, seed)
    assert judge(again, plan) == judge(problem, plan)


def test_problem_1_becomes_the_same_problem_2() -> None:
    problem = read_problem(problem_1())
    assert problem.visits[2].pin == Pin(technician="t0")
    assert problem.technicians[1].shifts[0].end_location is None
    assert same(problem, read_problem(json.loads(json.dumps(write_problem(problem)))))


@pytest.mark.parametrize("version", [1, 2])
def test_plan_there_and_back(version: int) -> None:
    problem = read_problem(problem_1())
    data = {"format": PLAN_1, "routes": [{"technician": "t0", "visits": ["v0", "v2"]}], "unassigned": ["v1"]}
    plan = read_plan(data)
    written = write_plan(problem, plan, version)
    assert written["format"] == (PLAN_1 if version == 1 else PLAN_2)
    assert (written["unassigned"], written["starts_s"]["v0"]) == (["v1"], 29_400)
    assert read_plan(json.loads(json.dumps(written))) == plan


def test_score_has_the_names_of_the_public_scorer() -> None:
    problem = read_problem(problem_1())
    result = score(problem, judge(problem, read_plan({"format": PLAN_1, "routes": []})), 1)
    assert result["terms"] == {
        "travel": 0,
        "affinity": 0,
        "balance": 0,
        "lateness": 0,
        "moved_later": 0,
        "overtime": 0,
        "changed": 0,
        "unassigned": 240_000,
    }
    assert result["unassigned_by_priority"] == {"1": 0, "2": 3, "3": 0, "4": 0}


def test_travel_may_be_an_npy_file(tmp_path: Path) -> None:
    data = problem_1()
    np.save(tmp_path / "travel.npy", np.array(data["travel_s"], dtype=np.int32))
    assert same(read_problem(problem_1()), read_problem(data | {"travel_s": "travel.npy"}, tmp_path))
    with pytest.raises(ProblemError, match=r"travel_s: expected an \.npy file"):
        read_problem(data | {"travel_s": "other.npy"}, tmp_path)


def test_every_fault_is_named_with_its_path() -> None:
    data = problem_1()
    data["technicians"][0]["starts_at_s"] = "08:00"
    del data["technicians"][1]["skills"]
    data["visits"][1]["windows"] = [[1, 2, 3]]
    data["visits"][2]["due_s"] = 1.5
    data["objective"]["balance_divisor"] = None
    data["travel_s"][1][2] = "far"
    with pytest.raises(ProblemError) as caught:
        read_problem(data)
    assert [f.path for f in caught.value.faults] == [
        "travel_s[1][2]",
        "technicians[0].starts_at_s",
        "technicians[1].skills",
        "visits[1].windows[0]",
        "visits[2].due_s",
        "objective.balance_divisor",
    ]


def test_a_misspelt_field_of_problem_2_is_refused() -> None:
    data = write_problem(read_problem(problem_1()))
    data["visits"][0]["duration"] = 3
    with pytest.raises(ProblemError, match=r"visits\[0\].duration: expected one of access_windows"):
        read_problem(data)


@pytest.mark.slow
@pytest.mark.parametrize("name", [PROBLEM_1, PROBLEM_2, PLAN_1, PLAN_2])
def test_files_fit_their_schema(name: str) -> None:
    problem = read_problem(problem_1())
    plan = read_plan({"format": PLAN_1, "routes": [{"technician": "t0", "visits": ["v0"]}]})
    files = {
        PROBLEM_1: problem_1(),
        PROBLEM_2: json.loads(json.dumps(write_problem(problem))),
        PLAN_1: write_plan(problem, plan, 1),
        PLAN_2: write_plan(problem, plan),
    }
    jsonschema.Draft202012Validator.check_schema(schema(name))
    jsonschema.validate(files[name], schema(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": name}, schema(name))


def mutated(g: random.Random, value: Any) -> Any:
    """The file with one value somewhere in it replaced, removed or doubled."""
    path = [value]
    while isinstance(path[-1], (dict, list)) and path[-1] and g.random() < 0.9:
        inner = path[-1]
        key = g.choice(sorted(inner)) if isinstance(inner, dict) else g.randrange(len(inner))
        path.append(inner[key])
        if g.random() < 0.3 or not isinstance(inner[key], (dict, list)):
            odd = [None, -1, 0, 10**12, -(10**30), 1.5, "", "x", True, [], {}, [[1]], {"a": 1}, float("inf"), "\ud800"]
            what = g.randrange(4)
            if what == 0 and isinstance(inner, dict):
                del inner[key]
            elif what == 1 and isinstance(inner, list):
                inner.append(copy.deepcopy(inner[key]))
            else:
                inner[key] = g.choice(odd)
            break
    return value


@pytest.mark.slow
def test_a_thousand_mutated_files_never_crash() -> None:
    """Each is either a problem that can be judged, or refused with paths."""
    g = random.Random(99)
    sources = [problem_1(), json.loads(json.dumps(write_problem(random_problem(3, days=2))))]
    refused = 0
    for i in range(1000):
        data = mutated(g, copy.deepcopy(sources[i % 2]))
        try:
            problem = read_problem(data)
        except ProblemError as error:
            refused += 1
            assert error.faults
            continue
        plan = random_plan(problem, i)
        try:
            judge(problem, plan)
        except ProblemError as error:
            assert error.faults
    assert 300 < refused < 950


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["format", "technicians", "visits", "travel_s", "objective", "id", "routes"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything, st.sampled_from([PROBLEM_1, PROBLEM_2, PLAN_1]))
@pytest.mark.slow
def test_anything_is_read_or_refused(data: Any, name: str) -> None:
    if isinstance(data, dict):
        data["format"] = name
    try:
        (read_plan if name == PLAN_1 else read_problem)(data)
    except ProblemError as error:
        assert error.faults
