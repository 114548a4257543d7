"""Says why a visit is where it is, why not elsewhere, and why it is left open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from truckroll_planner.inserting import best_insertions
from truckroll_planner.judging import plan_routes
from truckroll_planner.plan import Candidate, Plan
from truckroll_planner.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Every technician's best place for one visit of a plan, as if that visit were not yet placed."""

    visit: str
    technician: str | None
    """Who has it in the plan; None: it is left open."""
    candidates: tuple[Candidate, ...]
    """As from `best_insertions`."""
    unassigned_cost: int
    """What leaving it open costs: an insertion dearer than this is not worth it."""

    @property
    def chosen(self) -> Candidate | None:
        """The place with the technician who has the visit in the plan."""
        return next((c for c in self.candidates if c.technician == self.technician), None)

    @property
    def runner_up(self) -> Candidate | None:
        """The best feasible place with anybody else."""
        return next((c for c in self.candidates if c.feasible and c.technician != self.technician), None)


def explain(problem: Problem, plan: Plan, visit_id: str, *, technicians: Collection[str] | None = None) -> Explanation:
    """Explain one visit of a plan with the function that judges plans.

    Parameters
    ----------
    problem, plan
        As for `judge`.
    visit_id
        The visit to explain; planned or open.
    technicians
        Ids of those to look at; None: all.

    Returns
    -------
    Explanation
        Everybody's best place with its cost by term, or every rule that forbids it.

    Raises
    ------
    ProblemError
        There is no such visit or technician, or the plan is not one for this problem.
    """
    candidates = best_insertions(problem, plan, visit_id, technicians=technicians)
    has = next((t.id for t, _, visits in plan_routes(problem, plan) if any(v.id == visit_id for v in visits)), None)
    return Explanation(
        visit=visit_id, technician=has, candidates=candidates, unassigned_cost=problem.visit(visit_id).unassigned_cost
    )
