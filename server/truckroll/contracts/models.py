"""The tables of the room: calendars with their hours, closed days and versions, and the targets promised on them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from truckroll.contracts.kinds import Clock
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


class CalendarVersion(Row):
    """A calendar as it was from an instant on: what was promised on it keeps pointing here. Never changed."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveBigIntegerField()
    content = models.JSONField()
    since = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "version"], name="calendar_version_once")]
        triggers = [
            pgtrigger.Protect(name="calendar_version_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Unit(models.TextChoices):
    """What a target counts: 24 elapsed hours are not one working day (rule 5)."""

    ELAPSED_MINUTES = "elapsed_minutes"
    WORKING_MINUTES = "working_minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@audited
class Target(VersionedRow):
    """How soon something is promised for work of a priority, counted from its report.

    For one customer, one type of work, both or everybody; the type of work belongs to a room above, so only its id is
    known here. The calendar is read in the zone of the site.
    """

    clock = models.TextField(choices=Clock, default=Clock.RESPONSE)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    work_type_id = models.BigIntegerField(null=True)
    priority = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    unit = models.TextField(choices=Unit)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, related_name="+")
    # What is received later on a working day counts as received on the next one; empty: when business hours end.
    cut_off = models.TimeField(null=True)

    class Meta:
        constraints = [
            # Nulls are equal here; `NULLS NOT DISTINCT` is unknown to Postgres 14.
            models.UniqueConstraint(
                "priority",
                "clock",
                Coalesce("customer", Value(0)),
                Coalesce("work_type_id", Value(0)),
                name="target_once",
            ),
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="target_clock_known"),
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="target_priority_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="target_amount_sign"),
            models.CheckConstraint(
                condition=Q(unit__in=("elapsed_minutes", "calendar_days"))
                | Q(unit__in=("working_minutes", "working_days"), calendar__isnull=False),
                name="target_calendar_present",
            ),
            models.CheckConstraint(
                condition=Q(cut_off=None) | Q(unit="working_days"), name="target_cut_off_of_working_days"
            ),
        ]
