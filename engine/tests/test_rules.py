"""Each rule in a pair: kept, and broken or paid for."""

from __future__ import annotations

from typing import Any

import pytest
from days import EIGHT, HOUR, NINE, NOON, PLAIN, anna, ben, broken, day, in_order, only, shift, visit

from truckroll_planner import (
    RULES,
    TERMS,
    Absence,
    Break,
    Certification,
    Pin,
    Plan,
    Prices,
    Published,
    Route,
    Window,
    judge,
)

GAS = frozenset({"gas"})


def certified(**dates: int) -> dict[str, Any]:
    return {"certifications": (Certification(code="gas", **dates),)}


HARD_PAIRS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any], int]] = [
    # rule, technician and visit that keep it, technician and visit that break it, by how much
    ("unlocated", {}, {}, {}, {"location": None}, 1),
    ("excluded_technician", {}, {"excluded": frozenset({"ben"})}, {}, {"excluded": frozenset({"anna"})}, 1),
    ("not_required_technician", {}, {"required": frozenset({"anna"})}, {}, {"required": frozenset({"ben"})}, 1),
    ("pinned", {}, {"pin": Pin(technician="anna")}, {}, {"pin": Pin(technician="ben")}, 1),
    (
        "skill_missing",
        {"skills": {"gas": 1}},
        {"skills": {"gas": 1}},
        {"skills": {"heat": 3}},
        {"skills": {"gas": 1}},
        1,
    ),
    (
        "skill_level_too_low",
        {"skills": {"gas": 3}},
        {"skills": {"gas": 3}},
        {"skills": {"gas": 1}},
        {"skills": {"gas": 3}},
        2,
    ),
    ("certification_missing", certified(), {"certifications": GAS}, {}, {"certifications": GAS}, 1),
    (
        "certification_expired",
        certified(valid_until_s=NINE + 600),
        {"certifications": GAS},
        certified(valid_until_s=NINE + 599),
        {"certifications": GAS},
        1,
    ),
    (
        "certification_not_yet_valid",
        certified(valid_from_s=EIGHT + 600),
        {"certifications": GAS},
        certified(valid_from_s=EIGHT + 601),
        {"certifications": GAS},
        1,
    ),
    (
        "tool_missing",
        {"tools": frozenset({"ladder"})},
        {"tools": frozenset({"ladder"})},
        {},
        {"tools": frozenset({"ladder"})},
        1,
    ),
    (
        "outside_territory",
        {"territories": frozenset({"north"})},
        {"territory": "north"},
        {"territories": frozenset({"south"})},
        {"territory": "north"},
        1,
    ),
    ("too_far", {"shifts": (shift(max_travel_out_s=600),)}, {}, {"shifts": (shift(max_travel_out_s=599),)}, {}, 1),
    ("too_far", {"shifts": (shift(max_travel_back_s=600),)}, {}, {"shifts": (shift(max_travel_back_s=599),)}, {}, 1),
    (
        "part_missing",
        {"shifts": (shift(stock={"valve": 2}),)},
        {"parts": {"valve": 2}},
        {"shifts": (shift(stock={"valve": 2}),)},
        {"parts": {"valve": 3}},
        1,
    ),
    ("no_shift", {}, {}, {"shifts": ()}, {}, 1),
    (
        "absent",
        {"absences": (Absence(starts_at_s=NINE, ends_at_s=NOON),)},
        {"pin": Pin(start_s=NOON)},
        {"absences": (Absence(starts_at_s=NINE, ends_at_s=NOON),)},
        {"pin": Pin(start_s=NOON - 600)},
        600,
    ),
    (
        "access_window_closed",
        {},
        {"access_windows": (Window(EIGHT, NINE + 600),)},
        {},
        {"access_windows": (Window(EIGHT, NINE + 599),)},
        1,
    ),
    (
        "too_late_for_window",
        {},
        {"arrival_windows": (Window(EIGHT, EIGHT + 600),)},
        {},
        {"arrival_windows": (Window(EIGHT, EIGHT + 599),)},
        1,
    ),
    ("travel_gap", {}, {"pin": Pin(start_s=EIGHT + 600)}, {}, {"pin": Pin(start_s=EIGHT + 590)}, 10),
    (
        "outside_shift",
        {"shifts": (shift(ends_at_s=NINE + 600, end_location=None),)},
        {},
        {"shifts": (shift(ends_at_s=NINE + 540, end_location=None),)},
        {},
        60,
    ),
    (
        "overtime_limit",
        {"shifts": (shift(ends_at_s=NINE + 600, max_overtime_s=600),)},
        {},
        {"shifts": (shift(ends_at_s=NINE + 600, max_overtime_s=540),)},
        {},
        60,
    ),
    (
        "break_missed",
        {"shifts": (shift(breaks=(Break(duration_s=1800, opens_s=EIGHT, closes_s=NOON),)),)},
        {},
        {"shifts": (shift(breaks=(Break(duration_s=1800, opens_s=EIGHT - 3600, closes_s=EIGHT - 1800),)),)},
        {},
        1,
    ),
]


@pytest.mark.parametrize(("rule", "who", "what", "other", "else_", "amount"), HARD_PAIRS)
def test_hard_rule(rule: str, who: Any, what: Any, other: Any, else_: Any, amount: int) -> None:
    """Kept by the first pair; broken by the second, and by exactly that much, with a sentence."""
    assert only(day(visit(**what), technicians=(anna(**who),))).violations == ()
    (violation,) = only(day(visit(**else_), technicians=(anna(**other),))).violations
    assert (violation.rule, violation.amount) == (rule, amount)
    assert violation.sentence() and "{" not in violation.sentence()


def test_every_rule_is_tested() -> None:
    """No rule is without its pair in this file."""
    paired = {rule for rule, *_ in HARD_PAIRS} | {rule for rule, *_ in PRICED_PAIRS}
    apart = {"past", "started_is_fixed", "served_twice", "overlap", "unassigned", "balance"}
    apart |= {"crew_incomplete", "crew_apart", "crew_same_technician", "predecessor_open", "successor_open"}
    apart |= {"before_predecessor", "not_immediately", "not_same_technician", "not_same_day"}  # in test_linking.py
    assert paired | apart == set(RULES)


def test_past() -> None:
    """Nothing starts before now: a free visit starts now at the earliest, a pinned one breaks the rule."""
    assert only(day(visit(), now_s=NOON)).start_s == NOON + 600
    candidate = only(day(visit(pin=Pin(start_s=NOON - 60)), now_s=NOON))
    assert [v.rule for v in candidate.violations] == ["past", "travel_gap"]


def test_started_is_fixed() -> None:
    """What has started stays where it is, whatever the rules say of it; elsewhere or nowhere breaks the rule."""
    started = visit(pin=Pin(technician="anna"), started_at_s=NINE, skills={"gas": 1})
    problem = day(started, technicians=(anna(), ben()))
    assert broken(problem, in_order("v1")) == []
    assert broken(problem, in_order("v1", technician="ben")) == ["started_is_fixed"]
    assert broken(problem, Plan()) == ["started_is_fixed"]


def test_served_twice() -> None:
    problem = day(visit(), technicians=(anna(), ben()))
    twice = Plan(routes=(Route(technician="anna", visits=("v1",)), Route(technician="ben", visits=("v1",))))
    assert broken(problem, twice) == ["served_twice"]


def test_overlap_of_fixed_starts() -> None:
    """Two fixed starts that overlap by half an hour: never; with too little time to drive: a gap."""
    first, second = visit("v1", 1, pin=Pin(start_s=NINE)), visit("v2", 2, pin=Pin(start_s=NINE + 1800))
    (violation,) = judge(day(first, second), in_order("v1", "v2")).violations
    assert (violation.rule, violation.amount, violation.facts["other"]) == ("overlap", 1800, "v1")
    later = visit("v2", 2, pin=Pin(start_s=NINE + HOUR + 300))
    (violation,) = judge(day(first, later), in_order("v1", "v2")).violations
    assert (violation.rule, violation.amount) == ("travel_gap", 300)


PRICED_PAIRS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], int]] = [
    # term, technician, visit, prices, cost with place 1 started at 8:10 and back at 9:20
    ("travel", {}, {}, {"travel_cost_per_s": 2}, 2400),
    ("setup", {}, {"setup_s": 300}, {}, 300),
    ("lateness", {}, {"due_s": EIGHT, "lateness_cost_per_s": 3}, {}, 1800),
    ("lateness", {}, {"due_s": EIGHT + 600, "lateness_cost_per_s": 3}, {}, 0),
    ("promise_broken", {}, {"promised": Window(EIGHT, EIGHT + 500), "promise_cost_per_s": 7}, {}, 700),
    ("promise_broken", {}, {"promised": Window(EIGHT, EIGHT + 600), "promise_cost_per_s": 7}, {}, 0),
    (
        "moved_later",
        {},
        {"published": Published(technician="anna", start_s=EIGHT)},
        {"published_tolerance_s": 500},
        100,
    ),
    ("moved_later", {}, {"published": Published(technician="anna", start_s=EIGHT)}, {"published_tolerance_s": 600}, 0),
    ("changed_technician", {}, {"published": Published(technician="ben", start_s=EIGHT)}, {}, 900),
    ("changed_technician", {}, {"published": Published(technician="anna", start_s=EIGHT)}, {}, 0),
    ("overtime", {"shifts": (shift(ends_at_s=NINE, max_overtime_s=HOUR, overtime_cost_per_s=2),)}, {}, {}, 2400),
    (
        "overtime",
        {"shifts": (shift(ends_at_s=NINE, max_overtime_s=HOUR, overtime_cost_per_s=2, travel_after_s=300),)},
        {},
        {},
        1800,
    ),
    (
        "fairness",
        {"shifts": (shift(ends_at_s=NINE, max_overtime_s=HOUR),), "after_hours_s": 20 * HOUR},
        {},
        {"fairness_cost_per_hour": 10},
        2400,
    ),
    ("fairness", {"shifts": (shift(ends_at_s=NINE, max_overtime_s=HOUR),)}, {}, {"fairness_cost_per_hour": 10}, 0),
    ("preferred", {}, {"preferred": frozenset({"ben"}), "not_preferred_cost": 700}, {}, 700),
    ("preferred", {}, {"preferred": frozenset({"anna"}), "not_preferred_cost": 700}, {}, 0),
    ("familiarity", {}, {"technician_cost": {"anna": 250}}, {}, 250),
    ("familiarity", {}, {"technician_cost": (250, 0)}, {}, 250),
    ("skill_level", {"skills": {"gas": 4}}, {"skills": {"gas": 1}}, {"skill_level_cost": 50}, 150),
    ("skill_level", {"skills": {"gas": 1}}, {"skills": {"gas": 1}}, {"skill_level_cost": 50}, 0),
    ("reserve", {"shifts": (shift(ends_at_s=NINE + 1800, reserve_s=HOUR),)}, {}, {"reserve_cost_per_s": 2}, 2 * 3000),
    ("reserve", {"shifts": (shift(reserve_s=HOUR),)}, {}, {"reserve_cost_per_s": 2}, 0),
]


@pytest.mark.parametrize(("term", "who", "what", "prices", "cost"), PRICED_PAIRS)
def test_priced_rule(term: str, who: Any, what: Any, prices: Any, cost: int) -> None:
    problem = day(visit(**what), technicians=(anna(**who), ben()), prices=Prices(**({"balance_divisor": 0} | prices)))
    judgement = judge(problem, in_order("v1"))
    assert judgement.violations == ()
    assert judgement.terms[term] == cost
    assert judgement.cost == sum(judgement.terms.values())


def test_unassigned_costs_what_the_visit_says() -> None:
    assert judge(day(visit(unassigned_cost=160_000)), Plan()).terms["unassigned"] == 160_000


def test_balance_is_the_square_of_worked_minutes() -> None:
    """80 minutes of driving and work: 80² // 100 = 64."""
    assert judge(day(visit(), prices=Prices(balance_divisor=100)), in_order("v1")).terms["balance"] == 64


def test_rule_27_setup_once_at_one_place() -> None:
    """Two visits in a row at one place share the set-up; with another between them they do not."""
    visits = (visit("v1", 1, setup_s=300), visit("v2", 1, setup_s=300), visit("v3", 2))
    assert judge(day(*visits), in_order("v1", "v2", "v3")).terms["setup"] == 300
    assert judge(day(*visits), in_order("v1", "v3", "v2")).terms["setup"] == 600


def test_rule_30_unlocated_visit_is_never_distance_zero() -> None:
    """An unlocated visit is refused by everybody, and nobody may set that aside."""
    candidate = only(day(visit(location=None)))
    assert [v.rule for v in candidate.violations] == ["unlocated"]
    assert RULES["unlocated"].override == "never"


def test_rule_62_a_blank_territory_is_anywhere() -> None:
    assert only(day(visit(), technicians=(anna(territories=frozenset({"south"})),))).feasible
    assert only(day(visit(territory="north"), technicians=(anna(territories=None),))).feasible


def test_rule_63_every_broken_rule_is_named_after_the_first() -> None:
    """Missing skill, certification and territory, and too late: all of them, in the order of the rules."""
    needs = visit(skills={"gas": 1}, certifications=GAS, territory="north", arrival_windows=(Window(EIGHT, EIGHT),))
    candidate = only(day(needs, technicians=(anna(territories=frozenset()),)))
    assert [v.rule for v in candidate.violations] == [
        "certification_missing",
        "skill_missing",
        "outside_territory",
        "too_late_for_window",
    ]


def test_rule_23_only_compliance_may_pass_a_certificate() -> None:
    assert {r.override for r in RULES.values() if r.code.startswith("certification_")} == {"compliance"}
    assert {r.code for r in RULES.values() if r.override == "never"} == {
        "unlocated",
        "crew_same_technician",
        "started_is_fixed",
        "past",
        "served_twice",
        "overlap",
    }


def test_terms_are_the_priced_rules() -> None:
    assert tuple(judge(day(visit()), in_order("v1")).terms) == TERMS


def test_row_39_two_limits_for_driving_outside_the_shift() -> None:
    """Ten minutes may be driven before eight: work starts at eight; ten after the end: no overtime."""
    who = anna(shifts=(shift(ends_at_s=NINE, travel_before_s=600, travel_after_s=600),))
    judgement = judge(day(visit(), technicians=(who,)), in_order("v1"))
    assert judgement.start_s("v1") == EIGHT
    assert (judgement.days[0].returns_s, judgement.days[0].overtime_s, judgement.violations) == (NINE + 600, 0, ())


def test_pace_makes_work_longer() -> None:
    judgement = judge(day(visit(), technicians=(anna(pace_percent=150),)), in_order("v1"))
    assert judgement.days[0].stops[0].end_s == EIGHT + 600 + 5400


def test_absence_stops_the_drive_and_the_work_waits() -> None:
    """Absent 8:05 to 9:00: five of ten minutes are driven before, five after."""
    who = anna(absences=(Absence(starts_at_s=EIGHT + 300, ends_at_s=NINE),))
    assert judge(day(visit(), technicians=(who,)), in_order("v1")).start_s("v1") == NINE + 300


def test_an_absence_that_leaves_no_room_is_named() -> None:
    who = anna(absences=(Absence(starts_at_s=EIGHT, ends_at_s=15 * HOUR + 1800, id="flu"),))
    candidate = only(day(visit(), technicians=(who,)))
    assert [v.rule for v in candidate.violations] == ["absent", "outside_shift"]
    assert candidate.violations[0].facts["absence"] == "flu"


def test_several_shifts_a_day() -> None:
    """The morning is too short for it, the evening is not."""
    who = anna(shifts=(shift(id="am", ends_at_s=NINE), shift(id="pm", starts_at_s=NOON)))
    candidate = only(day(visit(duration_s=2 * HOUR), technicians=(who,)))
    assert (candidate.shift, candidate.start_s, candidate.feasible) == ("pm", NOON + 600, True)


def test_plain_prices_price_no_balance() -> None:
    assert judge(day(visit(), prices=PLAIN), in_order("v1")).cost == 1200
