"""Bad input: every fault at once, each with the path to the value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from days import EIGHT, NINE, anna, day, line, shift, visit

from truckroll_planner import Problem, ProblemError, Window


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ProblemError) as caught:
        day(
            visit("v1", 99, duration_s=-1),
            visit("v1", 1, due_s="noon"),
            visit("v3", 1, arrival_windows=(Window(EIGHT, EIGHT - 1),), technician_cost=(1, 2)),
            technicians=(anna(shifts=(shift(), shift(id="1"))),),
        )
    assert [f.path for f in caught.value.faults] == [
        "visits[1].id",
        "technicians[0].shifts",
        "visits[0].location",
        "visits[0].duration_s",
        "visits[1].due_s",
        "visits[2].arrival_windows[0].closes_s",
        "visits[2].technician_cost",
    ]


@pytest.mark.parametrize(
    "travel", [np.zeros((2, 3), int), np.zeros(4, int), np.full((6, 6), -1), np.zeros((6, 6), float)]
)
def test_travel_must_be_a_square_table_of_whole_seconds(travel: np.ndarray) -> None:
    with pytest.raises(ProblemError, match="travel_s"):
        Problem(travel_s=travel, technicians=(anna(),), visits=(visit(),))


def test_what_was_given_cannot_change_underneath() -> None:
    travel = line()
    problem = Problem(travel_s=travel, technicians=(anna(),), visits=(visit(),))
    travel[0, 1] = 5
    assert problem.travel_s[0, 1] == 600
    with pytest.raises(ValueError, match="read-only"):
        problem.travel_s[0, 1] = 5


def test_a_problem_can_be_changed_by_replace() -> None:
    problem = day(visit())
    assert replace(problem, visits=()).visits == ()


def test_more_than_was_ever_measured_is_warned_about() -> None:
    with pytest.warns(UserWarning, match="3,001 visits: measured with up to 3,000"):
        day(*(visit(f"v{i}") for i in range(3001)))
    with pytest.warns(UserWarning, match="15 days: measured with up to 14"):
        day(technicians=(anna(shifts=(shift(), shift(id="1", starts_at_s=14 * 86400 + NINE, ends_at_s=15 * 86400))),))
