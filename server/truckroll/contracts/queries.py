"""Reads of calendars and targets, and the due time of something reported now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import holidays
from django.db.models import Prefetch, QuerySet

from truckroll.accounts.actors import Actor
from truckroll.contracts.clockwork import BusinessTime, add_calendar_days, add_minutes, add_working_days, closed_days
from truckroll.contracts.models import Calendar, CalendarInterval, ClosedDay, Target, Unit
from truckroll.foundation.local_time import Weekly
from truckroll.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Due:
    """Until when something is promised, and what that was computed from, to be frozen with it."""

    at: datetime
    snapshot: dict[str, Any]


def list_calendars(*, actor: Actor, search: str = "", archived: bool = False) -> QuerySet[Calendar]:
    """This will list the calendars by name, with their hours and closed days."""
    rows = _whole(Calendar.objects.filter(archived_at__isnull=not archived)).order_by("name", "id")
    return rows.filter(name__icontains=search) if search else rows


def get_calendar(*, actor: Actor, calendar_id: int) -> Calendar:
    """This will be the calendar with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    found = _whole(Calendar.objects.filter(pk=calendar_id)).first()
    if found is None:
        raise NotFound(f"There is no calendar {calendar_id}.", calendar_id=calendar_id)
    return found


def list_targets(*, actor: Actor) -> QuerySet[Target]:
    """This will list the targets by priority."""
    return Target.objects.select_related("calendar").order_by("priority")


def find_target(priority: int) -> Target | None:
    """This will be the target of a priority, or None: nothing is promised for it."""
    return Target.objects.select_related("calendar").filter(priority=priority).first()


def get_target(*, actor: Actor, priority: int) -> Target:
    """This will be the target of a priority.

    Raises
    ------
    NotFound
        Nothing is promised for it.
    """
    found = find_target(priority)
    if found is None:
        raise NotFound(f"Nothing is promised for priority {priority}.", priority=priority)
    return found


def due_at(*, priority: int, reported_at: datetime, zone: str) -> Due | None:
    """This will be until when work of the priority is promised, counted from its report in the site's zone, or None.

    Computed at once, by whoever raises the work, in the same transaction (rule 39).
    """
    target = find_target(priority)
    if target is None:
        return None
    weekly: list[Weekly] = []
    own: list[date] = []
    calendar = target.calendar
    if calendar is not None:
        weekly = [
            Weekly(*row)
            for row in CalendarInterval.objects.filter(calendar=calendar)
            .order_by("weekday", "opens")
            .values_list("weekday", "opens", "closes")
        ]
        own = list(ClosedDay.objects.filter(calendar=calendar).order_by("on").values_list("on", flat=True))
    closed = closed_days(_holidays(calendar, reported_at.year), own)
    business = BusinessTime(zone, calendar is None or calendar.round_the_clock, tuple(weekly), closed)
    reach = {
        Unit.ELAPSED_MINUTES: lambda: add_minutes(reported_at, target.amount, BusinessTime(zone, round_the_clock=True)),
        Unit.CALENDAR_DAYS: lambda: add_calendar_days(reported_at, target.amount, zone),
        Unit.WORKING_MINUTES: lambda: add_minutes(reported_at, target.amount, business),
        Unit.WORKING_DAYS: lambda: add_working_days(reported_at, target.amount, business),
    }
    at = reach[Unit(target.unit)]()
    return Due(
        at,
        {
            "target_id": target.pk,
            "target_version": target.version,
            "priority": priority,
            "amount": target.amount,
            "unit": target.unit,
            "zone": zone,
            "reported_at": reported_at.isoformat(),
            "calendar": None
            if calendar is None
            else {
                "id": calendar.pk,
                "version": calendar.version,
                "name": calendar.name,
                "round_the_clock": calendar.round_the_clock,
                "intervals": [[w.weekday, f"{w.starts:%H:%M}", f"{w.ends:%H:%M}"] for w in weekly],
                "closed": sorted(on.isoformat() for on in closed if reported_at.date() <= on <= at.date()),
                "holidays_version": version("holidays"),
            },
        },
    )


def known_holidays(country: str, subdivision: str, years: Iterable[int]) -> list[tuple[date, str]]:
    """This will list public holidays by date, from the `holidays` package; none for an empty country.

    Raises
    ------
    NotImplementedError
        The package does not know the country or its part.
    """
    if not country:
        return []
    days = holidays.country_holidays(country, subdiv=subdivision or None, years=list(years))
    return sorted(days.items())


def _whole(rows: QuerySet[Calendar]) -> QuerySet[Calendar]:
    return rows.prefetch_related(
        Prefetch("intervals", CalendarInterval.objects.order_by("weekday", "opens")),
        Prefetch("closed_days", ClosedDay.objects.order_by("on")),
    )


def _holidays(calendar: Calendar | None, year: int) -> frozenset[date]:
    if calendar is None:
        return frozenset()
    return _holidays_around(calendar.holiday_country, calendar.holiday_subdivision, year)


@lru_cache(maxsize=256)
def _holidays_around(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(on for on, _ in known_holidays(country, subdivision, range(year - 1, year + 4)))
