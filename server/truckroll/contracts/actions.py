"""Every write of the room: calendars and targets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.contracts import queries
from truckroll.contracts.events import CalendarChanged, CalendarCreated, TargetRemoved, TargetSet
from truckroll.contracts.models import Calendar, CalendarInterval, ClosedDay, Target
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import lock_at


class CalendarNameTaken(Refusal):
    """Another calendar has the name."""

    code = "name_taken"
    title = "This name is in use"
    what_to_do = "Use another name, or change the calendar that has it."


class CalendarInUse(Refusal):
    """A target is measured on the calendar."""

    code = "calendar_in_use"
    title = "A target is measured on this calendar"
    what_to_do = "Give the target another calendar first."


refuse_constraint("calendar_name_unique", lambda: CalendarNameTaken("Another calendar has this name."))
refuse_constraint(
    "calendar_interval_length",
    lambda: Invalid("Business hours close after they open; 00:00 to 00:00 is the whole day."),
)
refuse_constraint("calendar_interval_once", lambda: Invalid("Two intervals open at the same time of the same weekday."))
refuse_constraint("closed_day_once", lambda: Invalid("A closed day is named twice."))
refuse_constraint("target_calendar_present", lambda: Invalid("Working time is counted on a calendar; name one."))


def create_calendar(
    *,
    name: str,
    actor: Actor,
    now: datetime,
    round_the_clock: bool = False,
    intervals: Iterable[dict[str, Any]] = (),
    closed_days: Iterable[dict[str, Any]] = (),
    holiday_country: str = "",
    holiday_subdivision: str = "",
) -> Calendar:
    """This will name business hours.

    Raises
    ------
    Invalid
        It never opens, or the country's holidays are not known.
    CalendarNameTaken
        Another calendar has the name.
    """
    _check_holidays(holiday_country, holiday_subdivision, now)
    hours = list(intervals)
    _check_open(round_the_clock, bool(hours))
    calendar = Calendar.objects.create(
        name=name,
        round_the_clock=round_the_clock,
        holiday_country=holiday_country,
        holiday_subdivision=holiday_subdivision,
    )
    _set_intervals(calendar, hours)
    _set_closed_days(calendar, closed_days)
    publish(CalendarCreated(calendar_id=calendar.pk), at=now)
    return calendar


def change_calendar(
    *, calendar: Calendar, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Calendar:
    """This will change business hours for what is raised from now on; `intervals`, `closed_days` replace all of them.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    CalendarInUse
        It would be archived while a target is measured on it.
    Invalid
        It would never open, or the country's holidays are not known.
    """
    lock_at(calendar, version, shown=values)
    if "intervals" in values:
        CalendarInterval.objects.filter(calendar=calendar).delete()
        _set_intervals(calendar, values.pop("intervals"))
    if "closed_days" in values:
        ClosedDay.objects.filter(calendar=calendar).delete()
        _set_closed_days(calendar, values.pop("closed_days"))
    archived = values.pop("archived", None)
    if archived is not None:
        if archived and Target.objects.filter(calendar=calendar).exists():
            raise CalendarInUse(f"{calendar.name} measures a target.", calendar_id=calendar.pk)
        values["archived_at"] = now if archived else None
    calendar.change(**values)
    _check_holidays(calendar.holiday_country, calendar.holiday_subdivision, now)
    _check_open(calendar.round_the_clock, CalendarInterval.objects.filter(calendar=calendar).exists())
    publish(CalendarChanged(calendar_id=calendar.pk), at=now)
    return calendar


def set_target(
    *,
    priority: int,
    amount: int,
    unit: str,
    actor: Actor,
    now: datetime,
    calendar: Calendar | None = None,
    version: int | None = None,
) -> Target:
    """This will promise a time for a priority, for what is raised from now on (rule 34 keeps what was promised).

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        Working time is counted without a calendar.
    """
    target = Target.objects.filter(priority=priority).first()
    if target is None:
        target = Target.objects.create(priority=priority, amount=amount, unit=unit, calendar=calendar)
    else:
        lock_at(target, version, shown=("amount", "unit", "calendar_id"))
        target.change(amount=amount, unit=unit, calendar=calendar)
    publish(TargetSet(target_id=target.pk, priority=priority), at=now)
    return target


def remove_target(*, target: Target, actor: Actor, now: datetime) -> None:
    """This will promise nothing for a priority from now on."""
    gone = TargetRemoved(target_id=target.pk, priority=target.priority)
    target.delete()
    publish(gone, at=now)


def _set_intervals(calendar: Calendar, intervals: Iterable[dict[str, Any]]) -> None:
    CalendarInterval.objects.bulk_create([CalendarInterval(calendar=calendar, **one) for one in intervals])


def _set_closed_days(calendar: Calendar, days: Iterable[dict[str, Any]]) -> None:
    ClosedDay.objects.bulk_create([ClosedDay(calendar=calendar, **one) for one in days])


def _check_open(round_the_clock: bool, has_hours: bool) -> None:
    if not round_the_clock and not has_hours:
        raise Invalid("A calendar opens at least once a week, or runs round the clock.", field="intervals")


def _check_holidays(country: str, subdivision: str, now: datetime) -> None:
    try:
        queries.known_holidays(country, subdivision, [now.year])
    except NotImplementedError as error:
        raise Invalid(
            f"No holidays are known for {country} {subdivision}.".replace(" .", "."), field="holiday_country"
        ) from error
