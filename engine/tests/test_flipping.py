"""The smallest change that makes another choice win; how far a visit can move."""

from __future__ import annotations

import pytest
from days import EIGHT, HOUR, NINE, anna, ben, day, in_order, shift, visit
from random_days import random_plan, random_problem

from truckroll_planner import Certification, Pin, Plan, Window, explain, flip, judge, what_can_move


def test_a_longer_shift() -> None:
    """Ben, who is next door, is back at 9:20 and his shift ends at nine: half an hour more and he wins."""
    near = ben(shifts=(shift(ends_at_s=NINE, start_location=1, end_location=1),))
    problem = day(visit("v1", 2), technicians=(anna(), near))
    found = flip(problem, in_order("v1"), "v1")
    assert found is not None and (found.kind, found.technician, found.amount) == ("shift_end", "ben", 1800)
    assert found.sentence() == "if the shift of ben ended 30 min later"
    assert found.candidate.cost == 1200


def test_a_skill_and_a_certification() -> None:
    near = shift(start_location=1, end_location=1)
    able = anna(skills={"gas": 2}, certifications=(Certification(code="18th"),))
    problem = day(visit(skills={"gas": 2}), technicians=(able, ben(shifts=(near,), skills={"gas": 1})))
    found = flip(problem, in_order("v1"), "v1")
    assert found is not None and found.sentence() == "if ben had gas at level 2"
    problem = day(visit(certifications=frozenset({"18th"})), technicians=(able, ben(shifts=(near,))))
    found = flip(problem, in_order("v1"), "v1")
    assert found is not None and found.sentence() == "if ben held a valid 18th"


def test_a_window_for_an_open_visit() -> None:
    """It could be reached at 8:10, its window closes at eight: a quarter of an hour more."""
    problem = day(visit(arrival_windows=(Window(EIGHT - HOUR, EIGHT),)))
    found = flip(problem, Plan(), "v1")
    assert found is not None and (found.kind, found.amount) == ("window", 900)


def test_a_window_that_opens_too_late() -> None:
    """From 11:45 on she is not back by 12:30, when her next shift starts; from 11:15 on she is."""
    noon = 12 * HOUR
    shifts = (
        shift(ends_at_s=noon + 1800, max_overtime_s=0),
        shift(id="2", starts_at_s=noon + 1800, ends_at_s=17 * HOUR),
    )
    window = Window(noon - 900, noon + 600)
    problem = day(visit(duration_s=HOUR, arrival_windows=(window,)), technicians=(anna(shifts=shifts),))
    found = flip(problem, Plan(), "v1")
    assert found is not None and found.sentence() == "if the first window of the visit opened 30 min earlier"


def test_a_pin() -> None:
    near = ben(shifts=(shift(start_location=1, end_location=1),))
    problem = day(visit(pin=Pin(technician="anna")), technicians=(anna(), near))
    found = flip(problem, in_order("v1"), "v1")
    assert found is not None and (found.kind, found.technician) == ("pin", "ben")


def test_a_weight_in_minutes_of_driving() -> None:
    """Ben drives 1,200 s more: sending him would have to be worth one more than that."""
    far = ben(shifts=(shift(start_location=2, end_location=3),))
    problem = day(visit("v1", 1), technicians=(anna(), far))
    found = flip(problem, in_order("v1"), "v1")
    assert found is not None and (found.kind, found.amount) == ("weight", 601)


def test_none_is_said_so() -> None:
    assert flip(day(visit(location=None)), Plan(), "v1") is None
    assert flip(day(visit()), in_order("v1"), "v1") is None


@pytest.mark.parametrize("seed", range(12))
def test_the_chosen_one_is_the_chosen_one(seed: int) -> None:
    """On random plans: what explain says of the technician in the plan is the plan; the flip's winner wins."""
    problem = random_problem(seed, plain=True)
    plan = random_plan(problem, seed, share=0.4)
    visit_id = problem.visits[seed % len(problem.visits)].id
    explanation = explain(problem, plan, visit_id)
    assert (explanation.chosen is None) == (visit_id in judge(problem, plan).unassigned)
    found = flip(problem, plan, visit_id)
    if found is not None:
        assert found.candidate.feasible and found.technician == found.candidate.technician != explanation.technician


def test_what_can_move() -> None:
    """Two visits in a shift of eight to four: six hours of slack less the drives, and what Ben would cost."""
    visits = (visit("v1", 1, due_s=NINE, arrival_windows=(Window(EIGHT, NINE),)), visit("v2", 2))
    problem = day(*visits, technicians=(anna(), ben()))
    first, second = what_can_move(problem, in_order("v1", "v2"))
    assert (first.earliest_s, first.latest_s, first.to_window_s, first.to_due_s) == (EIGHT + 600, NINE, 3000, 3000)
    assert (second.earliest_s, second.latest_s, second.to_window_s) == (9 * HOUR + 1200, 14 * HOUR + 2400, None)
    assert second.other is not None and (second.other.technician, second.other_price) == ("ben", 1200)


def test_a_fixed_visit_does_not_move() -> None:
    (slack,) = what_can_move(day(visit(pin=Pin(start_s=NINE))), in_order("v1"), places=False)
    assert (slack.earliest_s, slack.latest_s, slack.other) == (NINE, NINE, None)
