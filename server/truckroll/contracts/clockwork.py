"""Business time: how far minutes and working days reach on a calendar. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from truckroll.foundation.local_time import (
    Interval,
    Weekly,
    local_date,
    span,
    start_of_day,
    subtract,
    to_utc,
    to_wall,
    union,
)

# A calendar that opens on no day for a year will open on none.
_HORIZON_DAYS = 366
_MONTH = timedelta(days=31)


class NeverOpen(ValueError):
    """The calendar has no business time for a year, so nothing can fall due on it."""


@dataclass(frozen=True, slots=True)
class BusinessTime:
    """When the clock runs in a zone: always, or in weekly intervals outside of closed days.

    A closed day is closed from its midnight to the next: a night shift that began the evening before is cut there.
    """

    zone: str
    round_the_clock: bool = False
    weekly: tuple[Weekly, ...] = ()
    closed: frozenset[date] = frozenset()

    def intervals_from(self, start: datetime) -> Iterator[Interval]:
        """This will yield the stretches of business time from an instant on, merged and in order.

        One that is longer than a month comes in pieces that touch: a week without a closed hour never ends.
        """
        first = local_date(start, self.zone) - timedelta(days=1)
        # Day by day, merged with what touches: an interval over midnight meets the next day's.
        held: Interval | None = None
        on, shut_days = first, 0
        while shut_days <= _HORIZON_DAYS:
            shut_days += 1
            for begin, end in self._of(on):
                begin = max(begin, start)
                if begin >= end:
                    continue
                shut_days = 0
                if held is None:
                    held = (begin, end)
                elif begin <= held[1]:
                    held = (held[0], max(held[1], end))
                else:
                    yield held
                    held = (begin, end)
                if held[1] - held[0] > _MONTH:
                    yield held
                    start, held = held[1], None
            on += timedelta(days=1)
        if held is not None:
            yield held

    def is_working_day(self, on: date) -> bool:
        """This will say whether business time starts on that local date."""
        return on not in self.closed and any(one.weekday == on.weekday() for one in self.weekly)

    def _of(self, on: date) -> list[Interval]:
        whole = [
            made
            for one in self.weekly
            if one.weekday == on.weekday() and on not in self.closed
            if (made := span(on, one.starts, one.ends, self.zone))
        ]
        after = on + timedelta(days=1)
        shut = span(after, time.min, time.min, self.zone) if after in self.closed else None
        return subtract(union(whole), [shut] if shut else [])


def add_minutes(start: datetime, minutes: int, business: BusinessTime) -> datetime:
    """This will be the instant at which so many minutes of business time have passed; round the clock they are elapsed.

    Raises
    ------
    NeverOpen
        The calendar does not open for a year.
    """
    left = timedelta(minutes=minutes)
    if business.round_the_clock:
        return start + left
    for begin, end in business.intervals_from(start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise NeverOpen(f"no {minutes} minutes of business time: a year without any")


def add_calendar_days(start: datetime, days: int, zone: str) -> datetime:
    """This will be the same time on the wall so many dates later, whatever the clocks do meanwhile."""
    return to_utc(to_wall(start, zone) + timedelta(days=days), zone)


def add_working_days(start: datetime, days: int, business: BusinessTime, *, cut_off: time | None = None) -> datetime:
    """This will be the same time of day so many working days later; the day of receipt does not count (rule 5).

    What comes outside of business time counts from the next opening; what comes on a working day at the cut-off or
    after, in its midday break as well, from that of the next one.

    Raises
    ------
    NeverOpen
        The calendar does not open for a year.
    """
    if business.round_the_clock:
        return add_calendar_days(start, days, business.zone)
    counted_from = _opening_from(start, business)
    received = to_wall(start, business.zone)
    is_today = to_wall(counted_from, business.zone).date() == received.date()
    if cut_off is not None and is_today and received.time() >= cut_off:
        morning = start_of_day(received.date() + timedelta(days=1), business.zone)
        counted_from = _opening_from(morning, business)
    wall = to_wall(counted_from, business.zone)
    on, left = wall.date(), days
    shut_days = 0
    while shut_days <= _HORIZON_DAYS:
        if left == 0:
            return to_utc(datetime.combine(on, wall.time()), business.zone)
        on += timedelta(days=1)
        works = business.is_working_day(on)
        left -= works
        shut_days = 0 if works else shut_days + 1
    raise NeverOpen(f"no {days} working days: a year without any")


def _opening_from(start: datetime, business: BusinessTime) -> datetime:
    found = next((begin for begin, _ in business.intervals_from(start)), None)
    if found is None:
        raise NeverOpen("no working day within a year")
    return found


class Reading(StrEnum):
    """How often the clock on the wall shows a time: a due time at a clock change says so (rule 3)."""

    ONCE = "once"
    SKIPPED = "skipped"
    TWICE = "twice"


def reading_of(wall: datetime, zone: str) -> Reading:
    """This will say whether the clock there shows that time once, never or twice."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return Reading.ONCE
    # In a gap the offset of fold 0 is that of before, the smaller one; in a repetition it is the greater one.
    return Reading.SKIPPED if first is not None and second is not None and first < second else Reading.TWICE


def open_seconds(starts_at: datetime, ends_at: datetime, business: BusinessTime) -> int:
    """This will be the seconds of business time between two instants."""
    if business.round_the_clock:
        return round((ends_at - starts_at).total_seconds())
    total = timedelta()
    for begin, end in business.intervals_from(starts_at):
        if begin < ends_at:
            total += min(end, ends_at) - begin
        if end >= ends_at:
            break
    return round(total.total_seconds())


def closed_days(holidays: Iterable[date], own: Iterable[date]) -> frozenset[date]:
    """This will be the closed days of a calendar: public holidays and the company's own."""
    return frozenset(holidays) | frozenset(own)
