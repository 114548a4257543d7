"""When planned visits go to the phones: for the company, and for areas that do it otherwise."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("dispatch", "0002_preferred"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("workforce", "0003_on_call"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispatchpolicy",
            name="release",
            field=models.TextField(
                choices=[("soon", "Soon"), ("daily", "Daily"), ("next", "Next"), ("hand", "Hand")], default="soon"
            ),
        ),
        migrations.AddField(
            model_name="dispatchpolicy",
            name="release_at",
            field=models.TimeField(default=datetime.time(17, 0)),
        ),
        migrations.AddField(
            model_name="dispatchpolicy",
            name="release_next",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name="dispatchpolicyevent",
            name="release",
            field=models.TextField(
                choices=[("soon", "Soon"), ("daily", "Daily"), ("next", "Next"), ("hand", "Hand")], default="soon"
            ),
        ),
        migrations.AddField(
            model_name="dispatchpolicyevent",
            name="release_at",
            field=models.TimeField(default=datetime.time(17, 0)),
        ),
        migrations.AddField(
            model_name="dispatchpolicyevent",
            name="release_next",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.CreateModel(
            name="TerritoryRelease",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "release",
                    models.TextField(
                        choices=[("soon", "Soon"), ("daily", "Daily"), ("next", "Next"), ("hand", "Hand")],
                        default="soon",
                    ),
                ),
                ("release_at", models.TimeField(default=datetime.time(17, 0))),
                ("release_next", models.PositiveSmallIntegerField(default=3)),
                ("release_within_hours", models.PositiveSmallIntegerField(default=24)),
                (
                    "territory",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.territory"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("release__in", ["soon", "daily", "next", "hand"])),
                        name="territory_release_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("release_next__gte", 1)), name="territory_release_next_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TerritoryReleaseEvent",
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
                    "release",
                    models.TextField(
                        choices=[("soon", "Soon"), ("daily", "Daily"), ("next", "Next"), ("hand", "Hand")],
                        default="soon",
                    ),
                ),
                ("release_at", models.TimeField(default=datetime.time(17, 0))),
                ("release_next", models.PositiveSmallIntegerField(default=3)),
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
                        to="dispatch.territoryrelease",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.territory",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="dispatchpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("release__in", ["soon", "daily", "next", "hand"])),
                name="dispatch_policy_release_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatchpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("release_next__gte", 1)), name="dispatch_policy_next_positive"
            ),
        ),
    ]
