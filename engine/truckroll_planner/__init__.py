"""Plans technicians' days: every rule named, every choice explained, the same plan for the same input."""

from truckroll_planner.explaining import Explanation, explain
from truckroll_planner.flipping import Flip, flip
from truckroll_planner.inserting import best_insertions
from truckroll_planner.judging import judge
from truckroll_planner.moving import Slack, what_can_move
from truckroll_planner.params import Params
from truckroll_planner.plan import Candidate, Day, Judgement, Plan, Route, Stop, Violation
from truckroll_planner.problem import (
    Absence,
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
    Visit,
    Window,
)
from truckroll_planner.rules import RULES, TERMS, Rule
from truckroll_planner.solving import Progress, Solution, solve

__all__ = [
    "RULES",
    "TERMS",
    "Absence",
    "Break",
    "Candidate",
    "Certification",
    "Day",
    "Explanation",
    "Fault",
    "Flip",
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
    "Violation",
    "Visit",
    "Window",
    "best_insertions",
    "explain",
    "flip",
    "judge",
    "solve",
    "what_can_move",
]
