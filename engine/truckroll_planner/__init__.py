"""Plans technicians' days: every rule named, every choice explained, the same plan for the same input.

The search and its compiler are imported when they are first asked for: judging and inserting need neither.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from truckroll_planner.explaining import Explanation, explain
from truckroll_planner.flipping import Flip, flip
from truckroll_planner.inserting import Insertions, best_insertions
from truckroll_planner.judging import judge
from truckroll_planner.moving import Slack, what_can_move
from truckroll_planner.params import Params
from truckroll_planner.plan import Candidate, Day, Judgement, Plan, Route, Stop, Violation
from truckroll_planner.problem import (
    Absence,
    After,
    Break,
    Certification,
    Fault,
    Pin,
    Prices,
    Problem,
    ProblemError,
    Published,
    Shift,
    Technician,
    Together,
    Visit,
    Window,
    split_visit,
)
from truckroll_planner.rules import RULES, TERMS, Rule

if TYPE_CHECKING:
    from truckroll_planner.solving import Progress, Solution, solve

__all__ = [
    "RULES",
    "TERMS",
    "Absence",
    "After",
    "Break",
    "Candidate",
    "Certification",
    "Day",
    "Explanation",
    "Fault",
    "Flip",
    "Insertions",
    "Judgement",
    "Params",
    "Pin",
    "Plan",
    "Prices",
    "Problem",
    "ProblemError",
    "Progress",
    "Published",
    "Route",
    "Rule",
    "Shift",
    "Slack",
    "Solution",
    "Stop",
    "Technician",
    "Together",
    "Violation",
    "Visit",
    "Window",
    "best_insertions",
    "explain",
    "flip",
    "judge",
    "solve",
    "split_visit",
    "what_can_move",
]

_SEARCH = ("Progress", "Solution", "solve")


def __getattr__(name: str) -> Any:
    if name in _SEARCH:
        return getattr(importlib.import_module("truckroll_planner.solving"), name)
    raise AttributeError(name)
