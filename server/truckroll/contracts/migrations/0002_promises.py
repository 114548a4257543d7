"""Targets by clock, customer and type of work, on calendars that keep what they were."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration

# Every calendar as it is becomes its first kept version.
KEEP = """
INSERT INTO contracts_calendarversion (calendar_id, version, content, since, by)
SELECT c.id, c.version, jsonb_build_object(
    'name', c.name,
    'round_the_clock', c.round_the_clock,
    'intervals', coalesce((SELECT jsonb_agg(jsonb_build_array(i.weekday, i.opens::text, i.closes::text)
                                            ORDER BY i.weekday, i.opens)
                           FROM contracts_calendarinterval i WHERE i.calendar_id = c.id), '[]'),
    'closed', coalesce((SELECT jsonb_agg(jsonb_build_array(d."on"::text, d.name) ORDER BY d."on")
                        FROM contracts_closedday d WHERE d.calendar_id = c.id), '[]'),
    'holiday_country', c.holiday_country,
    'holiday_subdivision', c.holiday_subdivision,
    'holidays_version', ''), c.created_at, ''
FROM contracts_calendar c
"""


class Migration(AddingMigration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField()),
                ("content", models.JSONField()),
                ("since", models.DateTimeField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="target",
            name="target_priority_unique",
        ),
        migrations.AddField(
            model_name="target",
            name="clock",
            field=models.TextField(
                choices=[("response", "Response"), ("make_safe", "Make Safe"), ("resolution", "Resolution")],
                default="response",
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="customer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="cut_off",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="target",
            name="work_type_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="targetevent",
            name="clock",
            field=models.TextField(
                choices=[("response", "Response"), ("make_safe", "Make Safe"), ("resolution", "Resolution")],
                default="response",
            ),
        ),
        migrations.AddField(
            model_name="targetevent",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="targetevent",
            name="cut_off",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="targetevent",
            name="work_type_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                models.F("priority"),
                models.F("clock"),
                django.db.models.functions.comparison.Coalesce("customer", models.Value(0)),
                django.db.models.functions.comparison.Coalesce("work_type_id", models.Value(0)),
                name="target_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ["response", "make_safe", "resolution"])), name="target_clock_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("cut_off", None), ("unit", "working_days"), _connector="OR"),
                name="target_cut_off_of_working_days",
            ),
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="contracts.calendar"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarversion",
            constraint=models.UniqueConstraint(fields=("calendar", "version"), name="calendar_version_once"),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
