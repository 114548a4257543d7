"""Every write of the room: calendars and targets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from importlib import metadata
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.contracts import queries
from truckroll.contracts.clockwork import NeverOpen
from truckroll.contracts.events import CalendarChanged, CalendarCreated, TargetRemoved, TargetSet
from truckroll.contracts.kinds import Clock
from truckroll.contracts.models import Calendar, CalendarInterval, CalendarVersion, ClosedDay, Target
from truckroll.foundation.events import publish
from truckroll.foundation.local_time import start_of_day
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
refuse_constraint("target_cut_off_of_working_days", lambda: Invalid("Only working days have a cut-off."))

# Holidays are known for some years ahead; what takes longer than this is no promise.
_LONGEST = timedelta(days=2 * 366)


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
    _keep_version(calendar, actor=actor, now=now)
    publish(CalendarCreated(calendar_id=calendar.pk), at=now)
    return calendar


def change_calendar(
    *, calendar: Calendar, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Calendar:
    """This will change business hours for what is raised from now on; `intervals`, `closed_days` replace all of them.

    What was promised keeps the version it was promised on.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    CalendarInUse
        It would be archived while a target is measured on it.
    Invalid
        It would never open or too seldom for a target on it, or the country's holidays are not known.
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
    _keep_version(calendar, actor=actor, now=now)
    for target in queries.targets_on(calendar):
        _check_reach(target, now)
    publish(CalendarChanged(calendar_id=calendar.pk), at=now)
    return calendar


def set_target(
    *,
    priority: int,
    amount: int,
    unit: str,
    actor: Actor,
    now: datetime,
    clock: str = Clock.RESPONSE,
    customer_id: int | None = None,
    work_type_id: int | None = None,
    calendar: Calendar | None = None,
    cut_off: time | None = None,
    version: int | None = None,
) -> Target:
    """This will promise a time for a priority, for what is raised from now on (rule 34 keeps what was promised).

    For one customer, one type of work, both, or without either for everybody.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        Working time is counted without a calendar, or takes years on it.
    """
    of: dict[str, Any] = {
        "priority": priority,
        "clock": clock,
        "customer_id": customer_id,
        "work_type_id": work_type_id,
    }
    promised: dict[str, Any] = {"amount": amount, "unit": unit, "calendar": calendar, "cut_off": cut_off}
    target = Target.objects.filter(**of).first()
    if target is None:
        target = Target.objects.create(**of, **promised)
    else:
        lock_at(target, version, shown=("amount", "unit", "calendar_id", "cut_off"))
        target.change(**promised)
    _check_reach(target, now)
    publish(TargetSet(target_id=target.pk, **of), at=now)
    return target


def remove_target(*, target: Target, actor: Actor, now: datetime) -> None:
    """This will promise nothing there from now on; what was promised stays."""
    gone = TargetRemoved(
        target_id=target.pk,
        priority=target.priority,
        clock=target.clock,
        customer_id=target.customer_id,
        work_type_id=target.work_type_id,
    )
    target.delete()
    publish(gone, at=now)


def _keep_version(calendar: Calendar, *, actor: Actor, now: datetime) -> None:
    intervals = calendar.intervals.order_by("weekday", "opens").values_list("weekday", "opens", "closes")
    CalendarVersion.objects.create(
        calendar=calendar,
        version=calendar.version,
        content={
            "name": calendar.name,
            "round_the_clock": calendar.round_the_clock,
            "intervals": [[day, f"{opens:%H:%M:%S}", f"{closes:%H:%M:%S}"] for day, opens, closes in intervals],
            "closed": [[day.on.isoformat(), day.name] for day in calendar.closed_days.order_by("on")],
            "holiday_country": calendar.holiday_country,
            "holiday_subdivision": calendar.holiday_subdivision,
            "holidays_version": metadata.version("holidays"),
        },
        since=now,
        by=actor.label,
    )


def _check_reach(target: Target, now: datetime) -> None:
    """Refuse a promise that takes years: nobody means it, and nobody knows the holidays of then.

    Asked of now and of the eve of each stretch of closed days to come: work is raised then too.
    """
    content = None
    if target.calendar is not None:
        content = CalendarVersion.objects.get(calendar=target.calendar, version=target.calendar.version).content
    business = queries.business_time(content, zone="UTC", around=now)
    firsts = [on for on in business.closed if on > now.date() and on - timedelta(days=1) not in business.closed]
    for start in (now, *(start_of_day(on, "UTC") for on in sorted(firsts))):
        try:
            due_at = queries.reach(target.unit, target.amount, start=start, zone="UTC", business=business)
        except NeverOpen:
            due_at = None
        if due_at is None or due_at - start > _LONGEST:
            words = f"{target.amount} {target.unit.replace('_', ' ')}"
            on = f" on {target.calendar.name}" if target.calendar is not None else ""
            since = "" if start == now else f" from {start.date()} on"
            raise Invalid(f"{words}{on} take longer than two years{since}.", field="amount", target_id=target.pk)


def _set_intervals(calendar: Calendar, intervals: Iterable[dict[str, Any]]) -> None:
    CalendarInterval.objects.bulk_create([CalendarInterval(calendar=calendar, **one) for one in intervals])


def _set_closed_days(calendar: Calendar, days: Iterable[dict[str, Any]]) -> None:
    ClosedDay.objects.bulk_create([ClosedDay(calendar=calendar, **one) for one in days])


def _check_open(round_the_clock: bool, has_hours: bool) -> None:
    if not round_the_clock and not has_hours:
        raise Invalid("A calendar opens at least once a week, or runs round the clock.", field="intervals")


def _check_holidays(country: str, subdivision: str, now: datetime) -> None:
    queries.holidays_of(country, subdivision, now.year)
