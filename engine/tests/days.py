"""Small days that can be checked by hand: places on a line, 10 minutes apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from truckroll_planner import Candidate, Plan, Prices, Problem, Route, Shift, Technician, Visit, best_insertions, judge

HOUR = 3600
EIGHT, NINE, NOON, FOUR_PM = 8 * HOUR, 9 * HOUR, 12 * HOUR, 16 * HOUR
PLAIN = Prices(balance_divisor=0)


def line(places: int = 6) -> np.ndarray:
    """Driving seconds between places on a line, 600 s apart."""
    at = np.arange(places)
    return (np.abs(at[:, None] - at) * 600).astype(np.int32)


def shift(**changes: Any) -> Shift:
    """Eight to four, from place 0 and back."""
    return replace(Shift(starts_at_s=EIGHT, ends_at_s=FOUR_PM, start_location=0, end_location=0), **changes)


def anna(**changes: Any) -> Technician:
    return replace(Technician(id="anna", shifts=(shift(),)), **changes)


def ben(**changes: Any) -> Technician:
    return replace(Technician(id="ben", shifts=(shift(),)), **changes)


def visit(id: str = "v1", location: int | None = 1, **changes: Any) -> Visit:
    """One hour at place 1."""
    return replace(Visit(id=id, location=location, duration_s=HOUR), **changes)


def day(*visits: Visit, technicians: tuple[Technician, ...] | None = None, **changes: Any) -> Problem:
    made = {"travel_s": line(), "technicians": technicians or (anna(),), "visits": visits, "prices": PLAIN} | changes
    return Problem(**made)


def in_order(*ids: str, technician: str = "anna", shift: str | None = None) -> Plan:
    return Plan(routes=(Route(technician=technician, visits=ids, shift=shift),))


def broken(problem: Problem, plan: Plan) -> list[str]:
    """The codes of the broken rules."""
    return [v.rule for v in judge(problem, plan).violations]


def only(problem: Problem, visit_id: str = "v1", plan: Plan | None = None) -> Candidate:
    """The candidate of the only technician."""
    (candidate,) = best_insertions(problem, plan or Plan(), visit_id)
    return candidate
