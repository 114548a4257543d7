"""Local wall time and instants: what people intend is kept as wall time and zone, what happens is UTC.

Durations exist only between UTC instants: the difference of two datetimes of one zone ignores its clock changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

Interval = tuple[datetime, datetime]


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """This will be every IANA zone this machine knows."""
    return frozenset(available_timezones())


def _known(name: str) -> str:
    if name not in zone_names():
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/London")
    return name


Zone = Annotated[str, AfterValidator(_known)]


def _of_the_wall(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("a time on the wall has no offset; its zone is that of the place")
    return at


WallTime = Annotated[time, AfterValidator(_of_the_wall)]


def to_utc(wall: datetime, zone: str, *, is_end: bool = False) -> datetime:
    """This will be the instant of a wall time.

    A time that the clocks skip is read with the offset before the gap; one that they show twice is the first, and
    the second if it ends an interval, so that no hour of cover is lost (RFC 5545 §3.3.5; rule 3).
    """
    there = ZoneInfo(zone)
    first = wall.replace(tzinfo=there, fold=0).astimezone(UTC)
    skipped = first.astimezone(there).replace(tzinfo=None) != wall
    if skipped or not is_end:
        return first
    return wall.replace(tzinfo=there, fold=1).astimezone(UTC)


def to_wall(instant: datetime, zone: str) -> datetime:
    """This will be what the clock on the wall shows then, without a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def local_date(instant: datetime, zone: str) -> date:
    """This will be the date on the calendar there."""
    return to_wall(instant, zone).date()


def start_of_day(on: date, zone: str) -> datetime:
    """This will be the instant a local day begins; not every day is 24 hours after the last."""
    return to_utc(datetime.combine(on, time.min), zone)


@dataclass(frozen=True, slots=True)
class Weekly:
    """An interval of every week in wall time; it ends on the next day if `ends` is not after `starts`. Monday is 0."""

    weekday: int
    starts: time
    ends: time


def span(on: date, starts: time, ends: time, zone: str) -> Interval | None:
    """This will be the interval that starts on that local date; None if a clock change swallows it."""
    last_on = on if ends > starts else on + timedelta(days=1)
    start = to_utc(datetime.combine(on, starts), zone)
    end = to_utc(datetime.combine(last_on, ends), zone, is_end=True)
    return (start, end) if start < end else None


def dates_between(starts_at: datetime, ends_at: datetime, zone: str) -> list[date]:
    """This will list the local dates that an interval touches, and the one before it, where a night may begin."""
    first = local_date(starts_at, zone) - timedelta(days=1)
    last = local_date(ends_at, zone)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def expand(weekly: Iterable[Weekly], zone: str, starts_at: datetime, ends_at: datetime) -> list[Interval]:
    """This will list the intervals of a weekly pattern that overlap the period, whole and in order.

    Expanded in local time and then converted: 15:00 stays 15:00 when the clocks change (rule 4).
    """
    by_day: dict[int, list[Weekly]] = {}
    for one in weekly:
        by_day.setdefault(one.weekday, []).append(one)
    found = [
        made
        for on in dates_between(starts_at, ends_at, zone)
        for one in by_day.get(on.weekday(), ())
        if (made := span(on, one.starts, one.ends, zone)) and made[0] < ends_at and starts_at < made[1]
    ]
    return sorted(found)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """This will merge what overlaps or touches; intervals are half-open (rule 7)."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """This will be what is left of the intervals outside of the taken ones."""
    gone = union(taken)
    left: list[Interval] = []
    for start, end in intervals:
        for cut_start, cut_end in gone:
            if cut_end <= start or end <= cut_start:
                continue
            if start < cut_start:
                left.append((start, cut_start))
            start = max(start, cut_end)
        if start < end:
            left.append((start, end))
    return left
