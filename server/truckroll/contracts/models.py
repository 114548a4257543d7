"""The tables of the room: calendars with their weekly intervals and closed days, and targets per priority."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow


@audited
class Calendar(VersionedRow):
    """When business time runs, in the zone of whatever it is measured for. Its version grows with every change."""

    name = models.TextField()
    round_the_clock = models.BooleanField(default=False)
    holiday_country = models.TextField(blank=True)
    holiday_subdivision = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="calendar_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="calendar_name_present"),
        ]


@audited
class CalendarInterval(Row):
    """Business hours of a weekday in wall time; several a day, past midnight if they close before they open."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="intervals")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="calendar_interval_weekday"),
            models.CheckConstraint(condition=~Q(opens=F("closes")) | Q(opens="00:00"), name="calendar_interval_length"),
            models.UniqueConstraint(fields=["calendar", "weekday", "opens"], name="calendar_interval_once"),
        ]


@audited
class ClosedDay(Row):
    """A day of the company's own on which business time does not run."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="closed_days")
    on = models.DateField()
    name = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="closed_day_once")]


class Unit(models.TextChoices):
    """What a target counts: 24 elapsed hours are not one working day (rule 5)."""

    ELAPSED_MINUTES = "elapsed_minutes"
    WORKING_MINUTES = "working_minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@audited
class Target(VersionedRow):
    """Until when work of a priority is promised to be done, counted from when it was reported."""

    priority = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    unit = models.TextField(choices=Unit)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["priority"], name="target_priority_unique"),
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="target_priority_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="target_amount_sign"),
            models.CheckConstraint(
                condition=Q(unit__in=("elapsed_minutes", "calendar_days"))
                | Q(unit__in=("working_minutes", "working_days"), calendar__isnull=False),
                name="target_calendar_present",
            ),
        ]
