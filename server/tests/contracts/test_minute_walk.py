"""The clock is right to a second (P14): against a slow one that walks minute by minute and reads the clock on the wall.

The reference knows neither intervals of instants nor offsets. It lists the minutes of some weeks with what the wall
shows, finds where business hours begin and end by reading that list, and counts minutes that lie inside.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest

from truckroll.contracts.clockwork import (
    BusinessTime,
    NeverOpen,
    add_calendar_days,
    add_minutes,
    add_working_days,
    open_seconds,
)
from truckroll.foundation.local_time import Weekly

ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu",
    "Africa/Casablanca", "UTC",
)  # fmt: skip
MINUTE = timedelta(minutes=1)
DAYS = 30


@dataclass
class Walls:
    """Every minute of a month and what the clock on the wall shows in it."""

    zone: str
    first: datetime
    shown: list[datetime]

    @classmethod
    def around(cls, zone: str, first: datetime) -> Walls:
        there = ZoneInfo(zone)
        minutes = (first + n * MINUTE for n in range(DAYS * 1440))
        return cls(zone, first, [at.astimezone(there).replace(tzinfo=None) for at in minutes])

    def first_of(self, wall: datetime) -> int:
        """The minute that shows this first; if the clocks skip it, as many minutes past the gap as it lies inside."""
        at = next(n for n in self._about(wall) if self.shown[n] >= wall)
        if self.shown[at] == wall:
            return at
        return at + (wall - self.shown[at - 1]) // MINUTE - 1

    def last_of(self, wall: datetime) -> int:
        """The last minute that shows it; if the clocks skip it, as the first one."""
        return max((n for n in self._about(wall) if self.shown[n] == wall), default=self.first_of(wall))

    def _about(self, wall: datetime) -> range:
        """Where to look: no clock changes by three hours."""
        guess = (wall - self.shown[0]) // MINUTE
        return range(max(guess - 180, 0), min(guess + 180, len(self.shown)))


def counted(walls: Walls, weekly: tuple[Weekly, ...], closed: frozenset[date]) -> list[int]:
    """How many open minutes there were before each minute of the month."""
    is_open = [False] * len(walls.shown)
    days = sorted({shows.date() for shows in walls.shown})[1:-2]
    for on in days:
        for one in weekly:
            if one.weekday != on.weekday() or on in closed:
                continue
            ends_on = on if one.ends > one.starts else on + timedelta(days=1)
            begins, ends = datetime.combine(on, one.starts), datetime.combine(ends_on, one.ends)
            for minute in range(walls.first_of(begins), walls.last_of(ends)):
                # A night shift ends where a closed day begins.
                if walls.shown[minute].date() not in closed:
                    is_open[minute] = True
    return list(accumulate(is_open, initial=0))


def hours(dice: random.Random) -> tuple[Weekly, ...]:
    """A week somebody might work: days with or without a lunch break, or nights, or odd times."""

    def quarter(low: int, high: int) -> time:
        return time(*divmod(15 * dice.randint(low * 4, high * 4 - 1), 60))

    kinds: list[Callable[[], list[tuple[time, time]]]] = [
        lambda: [(quarter(6, 10), quarter(15, 19))],
        lambda: [(quarter(6, 9), quarter(11, 12)), (quarter(13, 14), quarter(16, 20))],
        lambda: [(quarter(17, 23), quarter(1, 8))],
        lambda: [(quarter(0, 2), quarter(2, 4)), (quarter(8, 9), quarter(12, 23))],
        lambda: [(time(0), time(0))],
    ]
    kind = dice.choice(kinds)
    days = [day for day in range(7) if dice.random() < 0.75] or [dice.randint(0, 6)]
    return tuple(
        Weekly(day, starts, ends) for day in days for starts, ends in kind() if starts != ends or not starts.hour
    )


def months(zone: str, dice: random.Random) -> Iterator[datetime]:
    """Months with a clock change on their second Sunday or so, and others."""
    there = ZoneInfo(zone)
    offsets = [(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n)) for n in range(364)]
    changes = [a for a, b in pairwise(offsets)
               if a.astimezone(there).utcoffset() != b.astimezone(there).utcoffset()]  # fmt: skip
    for n in range(1_000):
        if changes and n % 4 != 3:
            yield changes[n % len(changes)] - timedelta(days=10)
        else:
            yield datetime(2026, 1, 3, tzinfo=UTC) + timedelta(days=dice.randint(0, 330))


def walk(zone: str, cases: int, calendars: int) -> int:
    """Compare so many cases on so many calendars and be how many were compared."""
    dice = random.Random(f"walk {zone}")
    compared = 0
    starts_of = months(zone, dice)
    known: dict[datetime, Walls] = {}
    while compared < cases:
        first = next(starts_of)
        walls = known.setdefault(first, Walls.around(zone, first))
        weekly = hours(dice)
        closed = frozenset((first + timedelta(days=dice.randint(2, 25))).date() for _ in range(dice.randint(0, 3)))
        sums = counted(walls, weekly, closed)
        business = BusinessTime(zone, weekly=weekly, closed=closed)
        for _ in range(min(-(-cases // calendars), cases - compared)):
            compared += 1
            begin = dice.randint(3 * 1440, 12 * 1440)
            start = first + begin * MINUTE + timedelta(seconds=dice.randint(0, 59))
            minutes = dice.choice((1, 15, 60, 240, dice.randint(1, 3_000)))
            due = reference(first, sums, start, begin, minutes)
            if due is None:
                continue
            assert add_minutes(start, minutes, business) == due, (zone, start, minutes, weekly, closed)
            assert open_seconds(start, due, business) == minutes * 60, (zone, start, minutes, weekly, closed)
    return compared


def reference(first: datetime, sums: list[int], start: datetime, begin: int, minutes: int) -> datetime | None:
    """Walk on from a start until so many open minutes have passed; None past the end of the month's list."""
    into = (start - first - begin * MINUTE).seconds
    opened = sums[begin + 1] - sums[begin]
    # The minute it starts in counts only from there on, if it is open at all.
    left = minutes * 60 - (60 - into if opened else 0)
    if left <= 0:
        return start + timedelta(seconds=minutes * 60)
    whole, rest = divmod(left, 60)
    goal = sums[begin + 1] + whole + (1 if rest else 0)
    if goal > sums[-2880]:
        return None
    last = bisect_left(sums, goal) - 1
    return first + last * MINUTE + (timedelta(seconds=rest) if rest else MINUTE)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.slow
def test_p14_m4_two_thousand_cases_equal_a_clock_that_walks(zone: str) -> None:
    assert walk(zone, 286, 2) == 286


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
def test_p14_m4_a_hundred_thousand_cases_equal_a_clock_that_walks(zone: str) -> None:
    assert walk(zone, 14_286, 120) == 14_286


@pytest.mark.parametrize("zone", ZONES)
def test_rule_5_days_are_dates_whatever_the_clocks_do(zone: str) -> None:
    dice = random.Random(f"days {zone}")
    there = ZoneInfo(zone)
    for _ in range(60):
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randint(0, 364 * 1440))
        days = dice.randint(1, 15)
        received = start.astimezone(there)
        on = received.date() + timedelta(days=days)
        # Nobody's clocks change between three and midnight.
        if received.hour >= 3:
            due = add_calendar_days(start, days, zone).astimezone(there)
            assert (due.date(), due.time()) == (on, received.time())
        weekly = tuple(Weekly(day, time(8), time(18)) for day in sorted(dice.sample(range(7), dice.randint(1, 6))))
        closed = frozenset(received.date() + timedelta(days=dice.randint(0, 9)) for _ in range(2))
        open_days = {one.weekday for one in weekly}

        def works(one: date, closed: frozenset[date] = closed, open_days: set[int] = open_days) -> bool:
            return one not in closed and one.weekday() in open_days

        on, at = received.date(), received.time()
        if not works(on) or at >= time(18):
            on, at = on + timedelta(days=1), time(8)
            while not works(on):
                on += timedelta(days=1)
        at = max(at, time(8))
        for _ in range(days):
            on += timedelta(days=1)
            while not works(on):
                on += timedelta(days=1)
        due = add_working_days(start, days, BusinessTime(zone, weekly=weekly, closed=closed)).astimezone(there)
        assert (due.date(), due.time()) == (on, at), (zone, start, days, weekly, closed)


def test_a_calendar_without_an_hour_is_never_due() -> None:
    with pytest.raises(NeverOpen):
        add_minutes(datetime(2026, 1, 1, tzinfo=UTC), 1, BusinessTime("UTC"))
