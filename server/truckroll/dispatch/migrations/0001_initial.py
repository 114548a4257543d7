import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("work", "0001_initial"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("how", models.TextField(choices=[("auto", "Auto"), ("suggest", "Suggest"), ("hand", "Hand")])),
                (
                    "outcome",
                    models.TextField(
                        choices=[("assigned", "Assigned"), ("suggested", "Suggested"), ("flagged", "Flagged")]
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.TextField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("day", models.DateField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("overridden", models.JSONField(default=list)),
                ("flag", models.TextField(blank=True)),
                ("sentence", models.TextField()),
                ("candidates", models.JSONField()),
                ("inputs_sha256", models.TextField()),
                ("inputs", models.TextField()),
                (
                    "runner_up",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.technician",
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.technician",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.visit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["visit", "-id"], name="decision_of_visit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["auto", "suggest", "hand"])), name="decision_how_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["assigned", "suggested", "flagged"])),
                        name="decision_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "flagged"), ("starts_at", None), ("technician", None)),
                            models.Q(
                                models.Q(("outcome", "flagged"), _negated=True),
                                ("starts_at__isnull", False),
                                ("technician__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decision_names_somebody_or_is_flagged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overridden", []), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_override_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("runner_up", None),
                            models.Q(("runner_up", models.F("technician")), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_runner_up_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchPolicy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("late_hours_1", models.PositiveSmallIntegerField(default=10)),
                ("late_hours_2", models.PositiveSmallIntegerField(default=4)),
                ("late_hours_3", models.PositiveSmallIntegerField(default=2)),
                ("late_hours_4", models.PositiveSmallIntegerField(default=1)),
                ("overtime_hours", models.PositiveSmallIntegerField(default=2)),
                ("max_overtime_minutes", models.PositiveSmallIntegerField(default=60)),
                ("commute_minutes", models.PositiveSmallIntegerField(default=60)),
                ("stranger_minutes", models.PositiveSmallIntegerField(default=5)),
                ("skill_level_minutes", models.PositiveSmallIntegerField(default=5)),
                ("days_ahead", models.PositiveSmallIntegerField(default=7)),
                ("release_within_hours", models.PositiveSmallIntegerField(default=24)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="dispatch_policy_single"),
                    models.CheckConstraint(
                        condition=models.Q(("days_ahead__gte", 1), ("days_ahead__lte", 30)), name="dispatch_policy_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchPolicyEvent",
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
                ("late_hours_1", models.PositiveSmallIntegerField(default=10)),
                ("late_hours_2", models.PositiveSmallIntegerField(default=4)),
                ("late_hours_3", models.PositiveSmallIntegerField(default=2)),
                ("late_hours_4", models.PositiveSmallIntegerField(default=1)),
                ("overtime_hours", models.PositiveSmallIntegerField(default=2)),
                ("max_overtime_minutes", models.PositiveSmallIntegerField(default=60)),
                ("commute_minutes", models.PositiveSmallIntegerField(default=60)),
                ("stranger_minutes", models.PositiveSmallIntegerField(default=5)),
                ("skill_level_minutes", models.PositiveSmallIntegerField(default=5)),
                ("days_ahead", models.PositiveSmallIntegerField(default=7)),
                ("release_within_hours", models.PositiveSmallIntegerField(default=24)),
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
                        to="dispatch.dispatchpolicy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
