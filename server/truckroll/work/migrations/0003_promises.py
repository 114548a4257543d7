"""The clocks of a work order."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("contracts", "0002_promises"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("work", "0002_word_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="SlaClock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[("response", "Response"), ("make_safe", "Make Safe"), ("resolution", "Resolution")]
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("running", "Running"),
                            ("breached", "Breached"),
                            ("met", "Met"),
                            ("missed", "Missed"),
                            ("canceled", "Canceled"),
                            ("replaced", "Replaced"),
                        ],
                        default="running",
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField()),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("selected_at", models.DateTimeField()),
                ("target", models.JSONField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                ("breached_at", models.DateTimeField(null=True)),
                (
                    "calendar_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.calendarversion",
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SlaClockEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[("response", "Response"), ("make_safe", "Make Safe"), ("resolution", "Resolution")]
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("running", "Running"),
                            ("breached", "Breached"),
                            ("met", "Met"),
                            ("missed", "Missed"),
                            ("canceled", "Canceled"),
                            ("replaced", "Replaced"),
                        ],
                        default="running",
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField()),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("selected_at", models.DateTimeField()),
                ("target", models.JSONField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                ("breached_at", models.DateTimeField(null=True)),
                (
                    "calendar_version",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contracts.calendarversion",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="work.slaclock",
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="slaclock",
            index=models.Index(condition=models.Q(("status", "running")), fields=["due_at"], name="sla_clock_due"),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "replaced"), _negated=True),
                fields=("work_order", "kind"),
                name="sla_clock_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["response", "make_safe", "resolution"])), name="sla_clock_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["running", "breached", "met", "missed", "canceled", "replaced"])),
                name="sla_clock_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gte", models.F("started_at"))), name="sla_clock_due_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["breached", "running"]), ("stopped_at", None)),
                    models.Q(
                        models.Q(("status__in", ["breached", "running"]), _negated=True), ("stopped_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="sla_clock_stopped_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(("breached_at", None), ("breached_at", models.F("due_at")), _connector="OR"),
                name="sla_clock_breached_when_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["breached", "missed"]), _negated=True),
                    ("breached_at__isnull", False),
                    _connector="OR",
                ),
                name="sla_clock_late_is_breached",
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["running", "met"]), _negated=True), ("breached_at", None), _connector="OR"
                ),
                name="sla_clock_in_time_is_not_breached",
            ),
        ),
    ]
