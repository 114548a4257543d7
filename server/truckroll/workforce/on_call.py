"""From weekly patterns and dated swaps to who is on call when, in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from truckroll.foundation.local_time import dates_between, span, start_of_day


@dataclass(frozen=True, slots=True)
class Turn:
    """A technician's weekly turn in a rank, in wall time, between two dates, both included."""

    rank: int
    technician_id: int
    weekday: int
    starts: time
    ends: time
    from_on: date | None = None
    to_on: date | None = None

    def holds_on(self, on: date) -> bool:
        """This will say whether a duty of this turn begins on the date."""
        return (
            on.weekday() == self.weekday
            and (self.from_on is None or self.from_on <= on)
            and (self.to_on is None or on <= self.to_on)
        )


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """One stretch on call. `on` is the local date it begins, which it belongs to; `instead_of` had it before a swap."""

    starts_at: datetime
    ends_at: datetime
    rank: int
    technician_id: int
    on: date
    instead_of: int | None = None


def duties_between(
    turns: Iterable[Turn], swaps: Mapping[tuple[int, date], int], zone: str, starts_at: datetime, ends_at: datetime
) -> list[Duty]:
    """This will list the duties that overlap the period, whole and in order; `swaps` is (rank, date) → technician.

    Worked out on the wall clock there and then converted: a night is an hour less or more when the clocks change.
    """
    weekly = list(turns)
    found = []
    for on in dates_between(starts_at, ends_at, zone):
        for turn in weekly:
            made = span(on, turn.starts, turn.ends, zone) if turn.holds_on(on) else None
            if made is None or not (made[0] < ends_at and starts_at < made[1]):
                continue
            who = swaps.get((turn.rank, on), turn.technician_id)
            instead_of = turn.technician_id if who != turn.technician_id else None
            found.append(Duty(made[0], made[1], turn.rank, who, on, instead_of))
    return sorted(found)


def first_clash(duties: Sequence[Duty]) -> tuple[Duty, Duty] | None:
    """This will be the first two duties that cannot both be: two of one rank at once, or one person in two ranks."""
    groups: dict[tuple[str, int], list[Duty]] = {}
    for duty in sorted(duties):
        groups.setdefault(("rank", duty.rank), []).append(duty)
        groups.setdefault(("technician", duty.technician_id), []).append(duty)
    for group in groups.values():
        for before, after in pairwise(group):
            if after.starts_at < before.ends_at:
                return before, after
    return None


def clash_of(turns: Sequence[Turn], zone: str, today: date) -> tuple[Duty, Duty] | None:
    """This will look for two turns that meet: in the weeks around today and around every date a turn begins or ends.

    Between those dates nothing changes from week to week.
    """
    dates = {today, *(one for turn in turns for one in (turn.from_on, turn.to_on) if one is not None)}
    for on in sorted(dates):
        begins, ends = (start_of_day(on + timedelta(days=days), zone) for days in (-8, 9))
        clash = first_clash(duties_between(turns, {}, zone, begins, ends))
        if clash is not None:
            return clash
    return None
