"""Every rule of planning, once: its code, whether it is hard or priced, its unit, sentence and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Override = Literal["never", "compliance", "dispatcher"]
Fact = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing a plan must keep (hard) or pays for (priced)."""

    code: str
    """The stable name, used in violations, cost terms, decisions and translations."""
    hard: bool
    """A broken hard rule makes a plan infeasible; a priced one only makes it dearer."""
    unit: str
    """What `Violation.amount` counts for a hard rule; for a priced one, what the price is paid for."""
    says: str
    """The rule in a sentence, true of any case."""
    template: str
    """The sentence for one case, filled from the facts. `_s` facts are written as times or durations."""
    source: str
    """Where the rule comes from: a law, a habit of the trade, a paper."""
    override: Override = "dispatcher"
    """Who may set the rule aside: nobody, the compliance role, or a dispatcher who gives a reason."""

    def sentence(self, facts: Mapping[str, Fact]) -> str:
        """Write the case that these facts describe, in plain words."""
        return self.template.format(**{name: _worded(name, value) for name, value in facts.items()})


def _worded(name: str, value: Fact) -> str:
    if isinstance(value, str):
        return value
    if name.endswith("_by_s") or name.endswith("_limit_s") or name.endswith("_length_s"):
        return f"{value // 60} min" if value % 60 == 0 else f"{value / 60:.1f} min"
    if name.endswith("_s"):
        day, second = divmod(value, 86_400)
        clock = f"{second // 3600:02d}:{second % 3600 // 60:02d}"
        return clock if day == 0 else f"{clock} of day {day + 1}"
    return str(value)


def _hard(code: str, unit: str, says: str, template: str, source: str, override: Override = "dispatcher") -> Rule:
    return Rule(code=code, hard=True, unit=unit, says=says, template=template, source=source, override=override)


def _priced(code: str, unit: str, says: str, template: str, source: str) -> Rule:
    return Rule(code=code, hard=False, unit=unit, says=says, template=template, source=source)


_ALL = (
    # Never to be set aside: the plan would not be a plan.
    _hard(
        "unlocated",
        "visits",
        "A visit without a place on the map cannot be planned.",
        "{visit} has no place on the map",
        "missing coordinates are never distance zero",
        "never",
    ),
    _hard(
        "started_is_fixed",
        "visits",
        "A visit that has started stays with its technician at its time.",
        "{visit} was started by {started_by}",
        "facts are not planned",
        "never",
    ),
    _hard(
        "past",
        "s",
        "Nothing can be planned into the past.",
        "{visit} would start at {start_s}, before now ({now_s})",
        "facts are not planned",
        "never",
    ),
    _hard(
        "served_twice",
        "visits",
        "A visit is in the plan once.",
        "{visit} is also in the day of {other}",
        "a plan names each visit once",
        "never",
    ),
    _hard(
        "overlap",
        "s",
        "A technician is in one place at a time.",
        "{visit} would start at {start_s}, {overlap_by_s} before {other} has ended",
        "one occupancy per technician",
        "never",
    ),
    # The law's: only the compliance role may set them aside.
    _hard(
        "certification_missing",
        "certifications",
        "The technician holds every certification the visit demands.",
        "{technician} does not hold {certification}",
        "law or site contract",
        "compliance",
    ),
    _hard(
        "certification_not_yet_valid",
        "s",
        "A certification is valid before the visit starts.",
        "{certification} of {technician} is valid from {valid_from_s}, the visit starts {start_s}",
        "law or site contract",
        "compliance",
    ),
    _hard(
        "certification_expired",
        "s",
        "A certification is valid until the visit has ended.",
        "{certification} of {technician} expired {valid_until_s}, the visit ends {end_s}",
        "law or site contract",
        "compliance",
    ),
    # Who may do it.
    _hard(
        "excluded_technician",
        "visits",
        "An excluded technician is not sent.",
        "{technician} is excluded from {visit}",
        "the customer's wish",
    ),
    _hard(
        "not_required_technician",
        "visits",
        "Where technicians are required, one of them is sent.",
        "{technician} is not among those required for {visit}",
        "the customer's wish",
    ),
    _hard(
        "pinned",
        "visits",
        "A visit pinned to a technician stays with that technician.",
        "{visit} is pinned to {pinned_to}",
        "a dispatcher's decision stays put",
    ),
    _hard(
        "skill_missing",
        "skills",
        "The technician has every skill the visit needs.",
        "{technician} lacks {skill}",
        "work type",
    ),
    _hard(
        "skill_level_too_low",
        "levels",
        "The technician has each skill at the level the visit needs.",
        "{technician} has {skill} at level {level}, {needed} is needed",
        "work type",
    ),
    _hard(
        "tool_missing", "tools", "Every tool the visit needs is in the van.", "{technician} has no {tool}", "work type"
    ),
    _hard(
        "outside_territory",
        "visits",
        "A visit in a territory goes to a technician who serves it.",
        "{technician} does not serve {territory}",
        "areas of responsibility; a blank territory is anywhere",
    ),
    _hard(
        "too_far",
        "s",
        "A technician is not sent further than the limit from where the day starts or ends.",
        "{visit} is {travel_length_s} from where the day of {technician} {end}, {over_by_s} over the limit",
        "separate limits for the way out and the way back",
    ),
    _hard(
        "part_missing",
        "parts",
        "The van carries the parts of all visits of the shift.",
        "{technician} carries {stock} {part}, the day needs {needed}",
        "van stock",
    ),
    # When it may be done.
    _hard(
        "no_shift",
        "shifts",
        "A technician without a shift is not available.",
        "{technician} has no shift",
        "no shift means not available",
    ),
    _hard(
        "absent",
        "s",
        "Nothing is planned into an absence.",
        "{technician} is absent from {absent_from_s} to {absent_until_s}",
        "leave, sickness, training",
    ),
    _hard(
        "access_window_closed",
        "s",
        "The whole visit lies inside one access window of the site.",
        "{visit} could be reached at {arrival_s} and takes {work_length_s}; nobody is let in for so long after that",
        "visiting hours of the site",
    ),
    _hard(
        "too_late_for_window",
        "s",
        "The technician arrives inside one of the arrival windows.",
        "{visit} could be reached at {arrival_s}, {late_by_s} after its last window",
        "the promise to the customer",
    ),
    _hard(
        "travel_gap",
        "s",
        "There is time to drive between two visits.",
        "{visit} starts at {start_s}; from {other} it is reached {short_by_s} later",
        "driving takes its time",
    ),
    _hard(
        "outside_shift",
        "s",
        "Work lies inside the shift and its overtime limit.",
        "{visit} would take {technician} from {start_s} to {end_s}; the shift is {shift_from_s} to {shift_until_s}",
        "rota",
    ),
    _hard(
        "overtime_limit",
        "s",
        "The day ends at most the overtime limit after the shift.",
        "{technician} would be back {over_by_s} after the shift, {overtime_limit_s} are allowed",
        "working time",
    ),
    _hard(
        "break_missed",
        "breaks",
        "Every break of a shift begins in its time.",
        "{technician} would miss the break due by {closes_s}",
        "working time",
    ),
    # Visits that belong together.
    _hard(
        "crew_incomplete",
        "visits",
        "A visit for several technicians takes place with all of them or not at all.",
        "{visit} needs {other} at the same time, which is left open",
        "crew size of the work type",
    ),
    _hard(
        "crew_apart",
        "s",
        "The members of a crew start together.",
        "{visit} starts {apart_by_s} apart from {other}",
        "crew size of the work type",
    ),
    _hard(
        "crew_same_technician",
        "visits",
        "A crew is of different people.",
        "{technician} cannot be two members of one crew ({visit} and {other})",
        "crew size of the work type",
        "never",
    ),
    _hard(
        "predecessor_open",
        "visits",
        "A visit that follows another is planned only when that one is.",
        "{visit} follows {other}, which is left open",
        "dependencies of the work order",
    ),
    _hard(
        "successor_open",
        "visits",
        "All segments of a long visit are planned or none.",
        "{visit} goes on in {other}, which is left open",
        "work longer than a shift",
    ),
    _hard(
        "before_predecessor",
        "s",
        "A visit starts only after the one it follows has ended, and the lag has passed.",
        "{visit} starts {early_by_s} too early after {other}",
        "dependencies of the work order",
    ),
    _hard(
        "not_immediately",
        "s",
        "A visit that follows immediately starts as soon as the other has ended and the drive is done.",
        "{visit} starts {late_by_s} later after {other} than it could",
        "dependencies of the work order",
    ),
    _hard(
        "not_same_technician",
        "visits",
        "The technician of the visit before goes on.",
        "{visit} follows {other}, which {before} does",
        "dependencies of the work order",
    ),
    _hard(
        "not_same_day",
        "visits",
        "The visit takes place on the day of the one it follows.",
        "{visit} is not on the day of {other}",
        "dependencies of the work order",
    ),
    # What is paid for.
    _priced(
        "unassigned",
        "visits",
        "A visit left open costs what its priority says.",
        "{visit} is left open",
        "a price, not a level: two late ones may be better than one dropped",
    ),
    _priced("travel", "s", "Each second of driving costs.", "{amount} s of driving", "the unit of every price"),
    _priced(
        "setup",
        "s",
        "Setting up costs like driving; visits at one place in a row share it.",
        "{amount} s of set-up",
        "VROOM, setup",
    ),
    _priced(
        "lateness",
        "s",
        "Each second of starting after the due time costs what the priority says.",
        "{visit} starts {late_by_s} late",
        "response targets",
    ),
    _priced(
        "promise_broken",
        "s",
        "Each second of arriving after the promised window costs.",
        "{visit} starts {late_by_s} after the promise",
        "the promise to the customer",
    ),
    _priced(
        "moved_later",
        "s",
        "Each second of starting later than published (beyond the tolerance) costs.",
        "{visit} moves {late_by_s}",
        "people made arrangements",
    ),
    _priced(
        "changed_technician",
        "visits",
        "Another technician than the published one costs.",
        "{visit} leaves {published}",
        "people made arrangements",
    ),
    _priced("overtime", "s", "Each second after the end of the shift costs.", "{amount} s of overtime", "overtime pay"),
    _priced(
        "fairness",
        "s",
        "Overtime costs more for those who had more of it than the others.",
        "{amount} s of overtime on top of earlier ones",
        "fair shares of after-hours work",
    ),
    _priced(
        "preferred",
        "visits",
        "Another technician than a preferred one costs.",
        "{technician} is not a preferred technician of {visit}",
        "the customer's wish",
    ),
    _priced(
        "familiarity",
        "visits",
        "A technician who does not know the site, asset or customer costs.",
        "{technician} is less familiar with {visit}",
        "continuity",
    ),
    _priced(
        "skill_level",
        "levels",
        "Each level above the needed one costs, so that rare skills stay free.",
        "{technician} is {amount} levels above what {visit} needs",
        "exact level is best",
    ),
    _priced(
        "balance",
        "min2",
        "The square of the worked minutes of a shift costs, so that work is shared.",
        "{amount} min worked",
        "shared work",
    ),
    _priced(
        "reserve",
        "s",
        "Work that eats into the time kept free for emergencies costs.",
        "{amount} s of the reserve used",
        "room for what is not known yet",
    ),
)

RULES: Mapping[str, Rule] = {rule.code: rule for rule in _ALL}
"""Every rule by its code, in the order in which broken ones are reported and cost terms are listed."""

HARD: tuple[str, ...] = tuple(rule.code for rule in _ALL if rule.hard)
TERMS: tuple[str, ...] = tuple(rule.code for rule in _ALL if not rule.hard)
"""The codes of the cost terms, in the order of every table of costs."""

RULE_ORDER: Mapping[str, int] = {rule.code: i for i, rule in enumerate(_ALL)}
