"""What comes out: plans, what they cost and which rules they break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from truckroll_planner.problem import Technician, Visit
from truckroll_planner.rules import RULES, TERMS, Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The visits of one shift, in order."""

    technician: str
    visits: tuple[str, ...]
    shift: str | None = None
    """May be left out where the technician has one shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which shift serves which visits in which order. Every start that is not fixed is as early as possible.

    Visits in no route are left open. Two plans with the same routes are the same plan.
    """

    routes: tuple[Route, ...] = ()
    fixed_s: Mapping[str, int] = field(default_factory=dict)
    """Starts that the plan fixes, for visits that belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One broken hard rule, with the numbers to say it in a sentence."""

    rule: str
    technician: str | None
    visit: str | None
    amount: int
    """By how much, in the rule's unit."""
    facts: Mapping[str, Fact]

    def sentence(self) -> str:
        """Say the case in plain words."""
        return RULES[self.rule].sentence(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One visit in a judged day."""

    visit: str
    arrival_s: int
    """When the technician could be there (after a break taken on the way)."""
    start_s: int
    end_s: int
    travel_s: int
    """Driving from the stop before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One judged route: when everything happens and what it costs."""

    technician: str
    shift: str
    stops: tuple[Stop, ...]
    breaks_before: tuple[int, ...]
    """For each break the leg it is taken on: before stop i; the number of stops for the way home."""
    returns_s: int
    """When the shift ends: at the end location, or at the end of the last visit."""
    travel_s: int
    worked_s: int
    overtime_s: int
    terms: Mapping[str, int]
    violations: tuple[Violation, ...]

    @property
    def cost(self) -> int:
        """The sum of all terms."""
        return sum(self.terms.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A whole plan, judged."""

    terms: Mapping[str, int]
    """Cost by term, every term named, in the order of `TERMS`."""
    violations: tuple[Violation, ...]
    days: tuple[Day, ...]
    unassigned: tuple[str, ...]
    """Visits left open, in the problem's order."""
    late: tuple[str, ...]
    """Visits that start after their due time, in the problem's order."""

    @property
    def cost(self) -> int:
        """The objective: the sum of all terms."""
        return sum(self.terms.values())

    @property
    def feasible(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations

    def start_s(self, visit_id: str) -> int | None:
        """Return when this visit starts, None if it is left open."""
        for day in self.days:
            for stop in day.stops:
                if stop.visit == visit_id:
                    return stop.start_s
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The best place for one visit with one technician."""

    technician: str
    shift: str | None
    position: int
    """Index in the route; -1 if the technician has no shift."""
    start_s: int | None
    end_s: int | None
    cost: int
    """What the whole plan gets dearer by."""
    terms: Mapping[str, int] = field(default_factory=dict)
    """The same by term; terms that do not change are left out."""
    violations: tuple[Violation, ...] = ()
    """Every hard rule this place would newly break, the first one first."""
    moved: Mapping[str, int] = field(default_factory=dict)
    """Seconds by which other visits of the day would start later (or earlier, negative)."""

    @property
    def feasible(self) -> bool:
        """Whether the place breaks no rule that was not broken before."""
        return not self.violations


def all_terms(some: Mapping[str, int]) -> dict[str, int]:
    """Return every term in its order, 0 where `some` does not name it."""
    return {name: some.get(name, 0) for name in TERMS}


def violation(rule: str, technician: Technician | None, visit: Visit | None, amount: int, **facts: Fact) -> Violation:
    """Write down one broken rule; technician and visit are among its facts."""
    named: dict[str, Fact] = {}
    if technician is not None:
        named["technician"] = technician.id
    if visit is not None:
        named["visit"] = visit.id
    return Violation(
        rule=rule,
        technician=technician.id if technician else None,
        visit=visit.id if visit else None,
        amount=amount,
        facts=named | facts,
    )
