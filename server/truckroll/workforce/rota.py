"""From patterns and dated exceptions to shifts: who is there when, in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from truckroll.foundation.local_time import dates_between, span


@dataclass(frozen=True, slots=True)
class Pattern:
    """A weekly shift in wall time, in force between two dates, both included."""

    weekday: int
    starts: time
    ends: time
    from_on: date | None = None
    to_on: date | None = None

    def holds_on(self, on: date) -> bool:
        """This will say whether the pattern makes a shift that starts on the date."""
        return (
            on.weekday() == self.weekday
            and (self.from_on is None or self.from_on <= on)
            and (self.to_on is None or on <= self.to_on)
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """What holds on one date instead of the pattern; None twice is a day off."""

    on: date
    starts: time | None
    ends: time | None


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One stretch of presence. `on` is the local date it starts, which it belongs to for reports and pay (rule 10)."""

    starts_at: datetime
    ends_at: datetime
    on: date


def shifts_between(
    patterns: Iterable[Pattern], exceptions: Iterable[Hours], zone: str, starts_at: datetime, ends_at: datetime
) -> list[Shift]:
    """This will list the shifts that overlap the period, whole and in order; no pattern means not there.

    A day off among the exceptions of a date outweighs hours there.
    """
    usual = list(patterns)
    special: dict[date, list[Hours]] = {}
    for one in exceptions:
        special.setdefault(one.on, []).append(one)
    found = []
    for on in dates_between(starts_at, ends_at, zone):
        times: list[tuple[time | None, time | None]]
        if on in special:
            off = any(one.starts is None for one in special[on])
            times = [] if off else [(one.starts, one.ends) for one in special[on]]
        else:
            times = [(one.starts, one.ends) for one in usual if one.holds_on(on)]
        for starts, ends in times:
            if starts is None or ends is None:
                continue
            made = span(on, starts, ends, zone)
            if made:
                found.append(Shift(made[0], made[1], on))
    return [shift for shift in _merged(sorted(found)) if shift.starts_at < ends_at and starts_at < shift.ends_at]


def _merged(shifts: Iterable[Shift]) -> list[Shift]:
    """One stretch out of those that overlap: nobody is there twice. It belongs to the date of the first."""
    merged: list[Shift] = []
    for shift in shifts:
        if merged and shift.starts_at < merged[-1].ends_at:
            first = merged.pop()
            shift = Shift(first.starts_at, max(first.ends_at, shift.ends_at), first.on)
        merged.append(shift)
    return merged
