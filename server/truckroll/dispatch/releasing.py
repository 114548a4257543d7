"""When a planned visit belongs on its technician's phone, by the rule of its area. Pure: the clock is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models

from truckroll.foundation.local_time import local_date, to_utc
from truckroll.workforce.rota import Shift

# An emergency is on the phone as soon as somebody has it, whatever the rule.
_EMERGENCY, _EMERGENCY_AHEAD = 1, timedelta(hours=24)


class Release(models.TextChoices):
    """How visits get to the phones: as they come near, at a time of the day before, the next few, or by hand alone."""

    SOON = "soon"
    DAILY = "daily"
    NEXT = "next"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Rule:
    """How an area releases its visits."""

    release: str = Release.SOON
    within_hours: int = 24
    """How near a start must be, for `soon` and `next`."""
    at: time = time(17)
    """When tomorrow is released, where the technician is based, for `daily`; of a crew where it is first so late."""
    next_few: int = 3
    """How many visits a technician has before him, for `next`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule of the company, and those of the areas that do it otherwise."""

    company: Rule
    by_territory: Mapping[int, Rule]

    def of(self, territory_ids: frozenset[int]) -> Rule:
        """This will be the rule for a visit in these areas: the oldest of them that has one, else the company's."""
        own = [self.by_territory[pk] for pk in sorted(territory_ids) if pk in self.by_territory]
        return own[0] if own else self.company

    def have(self, release: str) -> bool:
        """This will say whether any area releases its visits so."""
        return any(rule.release == release for rule in (self.company, *self.by_territory.values()))

    @property
    def horizon(self) -> timedelta:
        """This will be how far ahead a start may lie that is released by any of the rules."""
        rules = [self.company, *self.by_territory.values()]
        # A night of tomorrow ends in three days at the latest, an hour more where the clocks go back.
        return max(timedelta(hours=73), *(timedelta(hours=rule.within_hours) for rule in rules))


def is_due(
    rule: Rule, *, starts_at: datetime, on: date, priority: int, now: datetime, zone: str, before: int = 0
) -> bool:
    """This will say whether a planned visit goes to the phone by now.

    `on` is the date it belongs to and `zone` where its technician is based; `before` of his open visits come first.
    """
    if priority == _EMERGENCY and starts_at <= now + _EMERGENCY_AHEAD:
        return True
    near = starts_at <= now + timedelta(hours=rule.within_hours)
    if rule.release == Release.SOON:
        return near
    if rule.release == Release.NEXT:
        return near and before < rule.next_few
    return rule.release == Release.DAILY and now >= released_at(on, rule.at, zone)


def released_at(on: date, at: time, zone: str) -> datetime:
    """This will be the instant from which the visits of a date are released: that time of day on the date before."""
    return to_utc(datetime.combine(on - timedelta(days=1), at), zone)


def date_of(starts_at: datetime, shifts: Iterable[Shift], zone: str) -> date:
    """This will be the date a visit belongs to: that of the shift it starts in, also after midnight (rule 10)."""
    mine = (shift.on for shift in shifts if shift.starts_at <= starts_at < shift.ends_at)
    return next(mine, local_date(starts_at, zone))


def stays_released(*, was_at: datetime, starts_at: datetime, zone: str) -> bool:
    """This will say whether a visit that was on a phone is on one after a move too: unless it goes to a later day."""
    return local_date(starts_at, zone) <= local_date(was_at, zone)
