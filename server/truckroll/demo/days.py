"""Which day it is in the demo, how a day begins, and how one that was interrupted goes on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Max

from truckroll.demo.words import ZONE
from truckroll.foundation import clock
from truckroll.foundation.local_time import local_date, to_utc, to_wall
from truckroll.foundation.models import OutboxEvent

MIDNIGHT, OPENS, CLOSES = time(0), time(7, 30), time(18, 15)


def first_day(real: datetime) -> date:
    """This will be today if it is a weekday, else the next Monday."""
    return weekday_from(local_date(real, ZONE))


def weekday_from(on: date) -> date:
    """This will be that date, or the Monday after it."""
    return on + timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0)


def weekdays_before(on: date, weeks: int = 2) -> list[date]:
    """This will list the weekdays of so many weeks before a date, the oldest first."""
    days = [on - timedelta(days=n) for n in range(7 * weeks, 0, -1)]
    return [day for day in days if day.weekday() < 5]


def at(on: date, wall: time) -> datetime:
    """This will be the instant of a wall time in the demo's city."""
    return to_utc(datetime.combine(on, wall), ZONE)


def is_over(now: datetime) -> bool:
    """This will say whether the working day has ended."""
    return to_wall(now, ZONE).time() >= CLOSES


def go_on(speed: float) -> bool:
    """This will let time go on where the last fact happened, so that nothing is late for having been switched off.

    False if that day was over: a new one is to begin.
    """
    last = OutboxEvent.objects.aggregate(last=Max("at"))["last"]
    wall = to_wall(last, ZONE)
    if wall.time() >= CLOSES or wall.date().weekday() > 4:
        return False
    clock.run_from(max(last, at(wall.date(), OPENS)), rate=speed)
    return True


def today(now: datetime) -> date:
    """This will be the demo's date."""
    return local_date(now, ZONE)
