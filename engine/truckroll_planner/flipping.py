"""Finds the smallest single change that would make another choice win, and proves it by making the change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from truckroll_planner.explaining import Explanation, explain
from truckroll_planner.inserting import best_insertions
from truckroll_planner.plan import Candidate, Plan
from truckroll_planner.problem import Certification, Problem, Technician, Visit, Window
from truckroll_planner.rules import Fact

STEP_S, MOST_S = 900, 4 * 3600
_CURED_BY_TIME = {"outside_shift", "overtime_limit"}
_CURED_BY_WINDOW = {"too_late_for_window", "access_window_closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One change after which `candidate` is the best choice."""

    kind: Literal["shift_end", "skill", "certification", "window", "pin", "weight"]
    technician: str
    """Who would get the visit."""
    amount: int
    """Seconds for times, levels for skills, cost for weights, 1 for what is or is not."""
    facts: Mapping[str, Fact]
    candidate: Candidate
    """The winning place, in the changed problem."""

    def sentence(self) -> str:
        """Say the change in plain words, as the beginning of 'if …'."""
        who, minutes = self.technician, f"{self.amount // 60} min" if self.amount >= 60 else f"{self.amount} s"
        return {
            "shift_end": f"if the shift of {who} ended {minutes} later",
            "skill": f"if {who} had {self.facts.get('skill')} at level {self.facts.get('needed')}",
            "certification": f"if {who} held a valid {self.facts.get('certification')}",
            "window": f"if the first window of the visit opened {minutes} earlier"
            if self.facts.get("edge") == "opens"
            else f"if the last window of the visit closed {minutes} later",
            "pin": "if the visit were not pinned",
            "weight": f"if sending {who} were worth {minutes} of driving",
        }[self.kind]


def flip(problem: Problem, plan: Plan, visit_id: str, *, technician: str | None = None) -> Flip | None:
    """Find the smallest single change that would give one visit to somebody else (or to anybody, if it is open).

    Parameters
    ----------
    problem, plan
        As for `judge`.
    visit_id
        The visit; planned or open.
    technician
        Only changes that make this technician win; None: anybody but the one who has the visit.

    Returns
    -------
    Flip or None
        The first that works of: a shift ending later, by quarters of an hour up to four hours; one skill or
        certification held; the last window closing later, or else the first opening earlier, likewise; no pin; one
        weight in favor of the technician. Of equal ones the technician who is the better choice today, then by id.
        None: nothing of this kind helps. Every change was made and judged before it is returned.

    Raises
    ------
    ProblemError
        There is no such visit or technician, or the plan is not one for this problem.
    """
    today = explain(problem, plan, visit_id)
    targets = [
        c
        for c in today.candidates
        if c.technician not in (today.technician, None) and technician in (None, c.technician)
    ]
    for found in _changes(problem, plan, visit_id, today, targets):
        return found
    return None


def _changes(
    problem: Problem, plan: Plan, visit_id: str, today: Explanation, targets: list[Candidate]
) -> Iterator[Flip]:
    visit = problem.visit(visit_id)
    for later in range(STEP_S, MOST_S + 1, STEP_S):
        for target in targets:
            if _needs_time(target):
                who = _ending_later(problem.technician(target.technician), later)
                yield from _won(_with_technician(problem, who), plan, visit_id, today, target, "shift_end", later, {})
    for target in targets:
        who = problem.technician(target.technician)
        for violation in target.violations:
            facts = violation.facts
            if violation.rule in ("skill_missing", "skill_level_too_low"):
                skill, needed = str(facts["skill"]), int(facts["needed"])
                able = replace(who, skills={**who.skills, skill: needed})
                yield from _won(
                    _with_technician(problem, able), plan, visit_id, today, target, "skill", violation.amount, facts
                )
            elif violation.rule.startswith("certification_"):
                held = Certification(code=str(facts["certification"]))
                able = replace(who, certifications=(*who.certifications, held))
                yield from _won(
                    _with_technician(problem, able), plan, visit_id, today, target, "certification", 1, facts
                )
    if any({v.rule for v in c.violations} & _CURED_BY_WINDOW for c in targets):
        for later in range(STEP_S, MOST_S + 1, STEP_S):
            changed = _with_visit(problem, _closing_later(visit, later))
            for target in targets:
                yield from _won(changed, plan, visit_id, today, target, "window", later, {}, everybody=True)
    in_time = [t for t in targets if _needs_time(t)]
    if in_time and (visit.arrival_windows or visit.access_windows):
        for earlier in range(STEP_S, MOST_S + 1, STEP_S):
            changed = _with_visit(problem, _opening_earlier(visit, earlier))
            for target in in_time:
                facts = {"edge": "opens"}
                yield from _won(changed, plan, visit_id, today, target, "window", earlier, facts, everybody=True)
    if visit.pin is not None and visit.started_at_s is None:
        changed = _with_visit(problem, replace(visit, pin=None))
        for target in targets:
            yield from _won(changed, plan, visit_id, today, target, "pin", 1, {}, everybody=True)
    yield from _weights(problem, plan, visit_id, today, targets)


def _needs_time(target: Candidate) -> bool:
    rules = {v.rule for v in target.violations}
    return rules <= _CURED_BY_TIME and bool(rules or target.terms.get("overtime"))


def _weights(
    problem: Problem, plan: Plan, visit_id: str, today: Explanation, targets: list[Candidate]
) -> Iterator[Flip]:
    """What the best feasible one is dearer by is what a wish in favor of that technician would have to be worth."""
    visit = problem.visit(visit_id)
    for target in targets:
        if not target.feasible:
            continue
        rivals = [c.cost for c in today.candidates if c.feasible and c.technician != target.technician]
        worth = max(target.cost - min([*rivals, visit.unassigned_cost]) + 1, 1)
        costs = {
            t.id: _familiarity(problem, visit, i) + (0 if t.id == target.technician else worth)
            for i, t in enumerate(problem.technicians)
        }
        dearer = replace(visit, technician_cost=costs, unassigned_cost=visit.unassigned_cost + worth)
        yield from _won(
            _with_visit(problem, dearer), plan, visit_id, today, target, "weight", worth, {}, everybody=True
        )


def _familiarity(problem: Problem, visit: Visit, i: int) -> int:
    costs = visit.technician_cost
    return int(costs.get(problem.technicians[i].id, 0) if isinstance(costs, Mapping) else costs[i])


def _won(
    changed: Problem,
    plan: Plan,
    visit_id: str,
    today: Explanation,
    target: Candidate,
    kind: Literal["shift_end", "skill", "certification", "window", "pin", "weight"],
    amount: int,
    facts: Mapping[str, Fact],
    everybody: bool = False,
) -> Iterator[Flip]:
    """Make the change and look who is best; a change of one technician leaves the others as they are today."""
    (now,) = best_insertions(changed, plan, visit_id, technicians=[target.technician])
    if not now.feasible or now.cost >= changed.visit(visit_id).unassigned_cost:
        return
    others = best_insertions(changed, plan, visit_id) if everybody else today.candidates
    rivals = [(c.cost, c.technician) for c in others if c.feasible and c.technician != target.technician]
    if not rivals or (now.cost, now.technician) < min(rivals):
        yield Flip(kind=kind, technician=target.technician, amount=amount, facts=facts, candidate=now)


def _ending_later(technician: Technician, later: int) -> Technician:
    return replace(
        technician,
        shifts=tuple(
            replace(s, ends_at_s=s.ends_at_s + later)
            if not any(s.ends_at_s <= o.starts_at_s < s.ends_at_s + later for o in technician.shifts)
            else s
            for s in technician.shifts
        ),
    )


def _closing_later(visit: Visit, later: int) -> Visit:
    def widened(windows: tuple[Window, ...]) -> tuple[Window, ...]:
        last = max((w.closes_s for w in windows), default=0)
        return tuple(Window(w.opens_s, w.closes_s + (later if w.closes_s == last else 0)) for w in windows)

    return replace(visit, arrival_windows=widened(visit.arrival_windows), access_windows=widened(visit.access_windows))


def _opening_earlier(visit: Visit, earlier: int) -> Visit:
    def widened(windows: tuple[Window, ...]) -> tuple[Window, ...]:
        first = min((w.opens_s for w in windows), default=0)
        return tuple(Window(w.opens_s - (earlier if w.opens_s == first else 0), w.closes_s) for w in windows)

    return replace(visit, arrival_windows=widened(visit.arrival_windows), access_windows=widened(visit.access_windows))


def _with_technician(problem: Problem, changed: Technician) -> Problem:
    return replace(problem, technicians=tuple(changed if t.id == changed.id else t for t in problem.technicians))


def _with_visit(problem: Problem, changed: Visit) -> Problem:
    return replace(problem, visits=tuple(changed if v.id == changed.id else v for v in problem.visits))
