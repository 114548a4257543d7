"""Reads of calendars and targets, and what is promised for something reported now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from importlib import metadata
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db.models import F, Prefetch, Q, QuerySet

from truckroll.accounts.actors import Actor
from truckroll.contracts.clockwork import (
    BusinessTime,
    NeverOpen,
    add_calendar_days,
    add_minutes,
    add_working_days,
    closed_days,
    reading_of,
)
from truckroll.contracts.kinds import Clock, Scope, scope_of, work_type_names
from truckroll.contracts.models import Calendar, CalendarInterval, CalendarVersion, ClosedDay, Target, Unit
from truckroll.foundation.local_time import Weekly, to_wall
from truckroll.foundation.refusals import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Promise:
    """Until when something is promised, and what that was computed from, to be frozen with it."""

    clock: Clock
    due_at: datetime
    calendar_version_id: int | None
    target: dict[str, Any]


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


def list_versions(*, actor: Actor, calendar: Calendar) -> QuerySet[CalendarVersion]:
    """This will list what a calendar was, the latest first."""
    return CalendarVersion.objects.filter(calendar=calendar).order_by("-version")


def list_targets(*, actor: Actor, customer_id: int | None = None, work_type_id: int | None = None) -> QuerySet[Target]:
    """This will list the targets: what holds for everybody first, then by customer and type of work."""
    rows = Target.objects.select_related("calendar", "customer")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if work_type_id is not None:
        rows = rows.filter(work_type_id=work_type_id)
    first = {"nulls_first": True}
    return rows.order_by(
        F("customer__name").asc(**first),
        F("customer_id").asc(**first),
        F("work_type_id").asc(**first),
        "priority",
        "id",
    )


def find_target(
    *, priority: int, clock: str = Clock.RESPONSE, customer_id: int | None = None, work_type_id: int | None = None
) -> Target | None:
    """This will be the target set for exactly these, or None."""
    # Without a customer or a type of work: the one for all of them.
    of: dict[str, Any] = {"customer_id": customer_id, "work_type_id": work_type_id}
    rows = Target.objects.select_related("calendar", "customer")
    return rows.filter(priority=priority, clock=clock, **of).first()


def get_target(
    *,
    actor: Actor,
    priority: int,
    clock: str = Clock.RESPONSE,
    customer_id: int | None = None,
    work_type_id: int | None = None,
) -> Target:
    """This will be the target set for exactly these.

    Raises
    ------
    NotFound
        Nothing is promised for them.
    """
    found = find_target(priority=priority, clock=clock, customer_id=customer_id, work_type_id=work_type_id)
    if found is None:
        raise NotFound(f"Nothing is promised for priority {priority}.", priority=priority, clock=clock)
    return found


def targets_on(calendar: Calendar) -> list[Target]:
    """This will list what is measured on a calendar."""
    return list(Target.objects.select_related("calendar", "customer").filter(calendar=calendar).order_by("id"))


def promises(
    *,
    priority: int,
    reported_at: datetime,
    zone: str,
    customer_id: int | None = None,
    work_type_id: int | None = None,
) -> list[Promise]:
    """This will be what is promised for work of a customer, type and priority, counted from its report: one by clock.

    Of the targets that fit the most specific is taken, each clock by itself: customer and type, customer, type,
    default. Computed at once, by whoever raises the work, in the same transaction (rule 39). Nothing is promised on a
    calendar that has no business time for a year: work is raised all the same.
    """
    fitting = Target.objects.select_related("calendar", "customer").filter(
        Q(customer_id=None) | Q(customer_id=customer_id),
        Q(work_type_id=None) | Q(work_type_id=work_type_id),
        priority=priority,
    )
    rank = {scope: place for place, scope in enumerate(Scope)}
    chosen: dict[str, Target] = {}
    for target in sorted(fitting, key=lambda one: rank[scope_of(one.customer_id, one.work_type_id)]):
        chosen.setdefault(target.clock, target)
    versions = _present_versions({one.calendar_id for one in chosen.values() if one.calendar_id is not None})
    kinds = work_type_names(one.work_type_id for one in chosen.values() if one.work_type_id is not None)
    made: list[Promise] = []
    for clock in Clock:
        if clock in chosen:
            with suppress(NeverOpen):
                version = versions.get(chosen[clock].calendar_id)
                made.append(_promise(chosen[clock], version, kinds, reported_at=reported_at, zone=zone))
    return made


def _promise(
    target: Target, version: CalendarVersion | None, kinds: dict[int, str], *, reported_at: datetime, zone: str
) -> Promise:
    content = version.content if version is not None else None
    business = business_time(content, zone=zone, around=reported_at)
    due_at = reach(target.unit, target.amount, start=reported_at, zone=zone, business=business, cut_off=target.cut_off)
    wall = to_wall(due_at, zone)
    return Promise(
        Clock(target.clock),
        due_at,
        version.pk if version is not None else None,
        {
            "target_id": target.pk,
            "target_version": target.version,
            "name": name_of(target, kinds),
            "chosen_by": scope_of(target.customer_id, target.work_type_id).value,
            "priority": target.priority,
            "amount": target.amount,
            "unit": target.unit,
            "cut_off": f"{target.cut_off:%H:%M}" if target.cut_off is not None else None,
            "zone": zone,
            "reported_at": reported_at.isoformat(),
            # The offset and, at a clock change, which of two readings it is (rule 3).
            "due_local": due_at.astimezone(ZoneInfo(zone)).isoformat(),
            "reading": reading_of(wall, zone).value,
            "calendar": None
            if version is None
            else {
                "id": version.calendar_id,
                "version": version.version,
                "name": version.content["name"],
                "closed": sorted(
                    on.isoformat() for on in business.closed if to_wall(reported_at, zone).date() <= on <= wall.date()
                ),
                "holidays_version": metadata.version("holidays"),
            },
        },
    )


def name_of(target: Target, kinds: Mapping[int, str]) -> str:
    """This will be what people call a target: whom it is for, and the priority."""
    names = [target.customer.name] if target.customer is not None else []
    if target.work_type_id is not None:
        names.append(kinds.get(target.work_type_id, f"work type {target.work_type_id}"))
    return f"{', '.join(names) or 'Everybody'} · P{target.priority}"


def reach(
    unit: str, amount: int, *, start: datetime, zone: str, business: BusinessTime, cut_off: time | None = None
) -> datetime:
    """This will be the instant so much after another.

    Raises
    ------
    NeverOpen
        The calendar does not open for a year.
    """
    if unit == Unit.ELAPSED_MINUTES:
        return add_minutes(start, amount, BusinessTime(zone, round_the_clock=True))
    if unit == Unit.CALENDAR_DAYS:
        return add_calendar_days(start, amount, zone)
    if unit == Unit.WORKING_MINUTES:
        return add_minutes(start, amount, business)
    return add_working_days(start, amount, business, cut_off=cut_off)


def preview(
    content: Mapping[str, Any], *, amount: int, unit: str, reported_at: datetime, zone: str, cut_off: time | None = None
) -> dict[str, Any]:
    """This will say when a call would be due on business hours that nobody has kept yet; null if they never open.

    Raises
    ------
    Invalid
        The country's holidays are not known.
    """
    holidays_of(content["holiday_country"], content["holiday_subdivision"], reported_at.year)
    business = business_time(content, zone=zone, around=reported_at)
    try:
        due_at = reach(unit, amount, start=reported_at, zone=zone, business=business, cut_off=cut_off)
    except NeverOpen:
        return {"due_at": None, "due_local": None, "reading": None}
    return {
        "due_at": due_at,
        "due_local": due_at.astimezone(ZoneInfo(zone)).isoformat(),
        "reading": reading_of(to_wall(due_at, zone), zone),
    }


def business_time(content: Mapping[str, Any] | None, *, zone: str, around: datetime) -> BusinessTime:
    """This will be a version of a calendar in a zone, with the holidays of the years about an instant."""
    if content is None:
        return BusinessTime(zone, round_the_clock=True)
    weekly = tuple(Weekly(day, *map(time.fromisoformat, hours)) for day, *hours in content["intervals"])
    own = [date.fromisoformat(on) for on, _ in content["closed"]]
    public = _holidays_around(content["holiday_country"], content["holiday_subdivision"], around.year)
    return BusinessTime(zone, content["round_the_clock"], weekly, closed_days(public, own))


def _present_versions(calendar_ids: set[int]) -> dict[int | None, CalendarVersion]:
    if not calendar_ids:
        return {}
    rows = CalendarVersion.objects.filter(calendar__in=calendar_ids, version=F("calendar__version"))
    return {row.calendar_id: row for row in rows}


def holidays_of(country: str, subdivision: str, year: int) -> list[tuple[date, str]]:
    """This will list a year's public holidays by date.

    Raises
    ------
    Invalid
        The `holidays` package does not know the country or its part.
    """
    try:
        return known_holidays(country, subdivision, [year])
    except NotImplementedError as error:
        raise Invalid(
            f"No holidays are known for {country} {subdivision}.".replace(" .", "."), field="holiday_country"
        ) from error


def holiday_countries() -> dict[str, list[str]]:
    """This will be the countries whose public holidays are known, each with its parts."""
    return holidays.list_supported_countries()


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


@lru_cache(maxsize=256)
def _holidays_around(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(on for on, _ in known_holidays(country, subdivision, range(year - 1, year + 4)))
