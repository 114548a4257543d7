"""What holds for work at a place, from its customer down to the thing itself, and where each word comes from. Pure.

The nearest word counts for what there can be one of; what keeps people away adds up, whoever said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# What there is one of: a nearer word takes the place of a farther one.
ONE = ("tier", "vulnerability", "keys", "permit", "notice", "consent", "channel")
# What whoever stands there must know, the people first.
AT_THE_SITE = ("vulnerability", "permit", "keys", "notice")
PREFERRED, REQUIRED, EXCLUDED = "preferred_technician", "required_technician", "excluded_technician"
BLACKOUT = "blackout"
TECHNICIANS = (PREFERRED, REQUIRED, EXCLUDED)
# From the whole to the part.
LEVELS = ("customer", "portfolio", "site", "building", "unit", "asset")


@dataclass(frozen=True, slots=True)
class Said:
    """One condition where it was written: a kind with its value, reason and dates, at a customer, site or asset."""

    id: int
    kind: str
    level: str
    owner_id: int
    owner: str
    version: int = 1
    value: str = ""
    technician_id: int | None = None
    reason: str = ""
    from_on: date | None = None
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """This will say whether it counts on that day of the place; both dates are included."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on <= self.until_on)

    @property
    def source(self) -> str:
        """This will be where it comes from, as people read it."""
        return f"from {self.level} {self.owner}"


@dataclass(frozen=True, slots=True)
class Demand:
    """A skill that a kind of asset asks of whoever works on it."""

    skill_id: int
    level: int
    what: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds on a day: each kind that there is one of, the technicians, the days nobody may come."""

    on: date
    said: tuple[Said, ...] = ()
    """Everything in force that counts, the farthest first."""
    set_aside: tuple[tuple[Said, Said], ...] = ()
    """What would be in force, and the nearer word that took its place."""
    asleep: tuple[Said, ...] = ()
    """What was said for other days."""
    demands: tuple[Demand, ...] = ()

    def one(self, kind: str) -> Said | None:
        """This will be the word that counts of a kind there is one of, or None."""
        return next((one for one in self.said if one.kind == kind), None)

    def technicians(self, kind: str) -> dict[int, Said]:
        """This will be the technicians of that kind, by id."""
        return {one.technician_id: one for one in self.said if one.kind == kind and one.technician_id is not None}


def inherit(said: Iterable[Said], on: date, demands: Iterable[Demand] = ()) -> Holding:
    """This will be what holds on a day.

    Of what there is one of, the nearest word counts. Whoever is excluded anywhere is excluded, and neither preferred
    nor required. The nearest level that requires anybody says who may come.
    """
    everything = sorted(said, key=lambda one: (LEVELS.index(one.level), one.id))
    # A closed time carries its own dates, whichever day is asked about.
    order = [one for one in everything if one.kind == BLACKOUT or one.holds(on)]
    counts: list[Said] = []
    aside: list[tuple[Said, Said]] = []
    nearest = {one.kind: one for one in order if one.kind in ONE}
    excluded = {one.technician_id: one for one in order if one.kind == EXCLUDED}
    requiring = [one for one in order if one.kind == REQUIRED and one.technician_id not in excluded]
    for one in order:
        over = _over(one, nearest, excluded, requiring)
        if over is None:
            counts.append(one)
        else:
            aside.append((one, over))
    return Holding(
        on,
        tuple(counts),
        tuple(aside),
        tuple(one for one in everything if one not in order),
        tuple(sorted(demands, key=lambda demand: (demand.skill_id, -demand.level, demand.what))),
    )


def _over(
    one: Said, nearest: dict[str, Said], excluded: dict[int | None, Said], requiring: Sequence[Said]
) -> Said | None:
    if one.kind in ONE:
        return None if nearest[one.kind] is one else nearest[one.kind]
    if one.kind in (PREFERRED, REQUIRED) and one.technician_id in excluded:
        return excluded[one.technician_id]
    if one.kind == REQUIRED and requiring and requiring[-1].level != one.level:
        return requiring[-1]
    return None
