"""Views of lists that people keep."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "screen",
                    models.TextField(
                        choices=[
                            ("requests", "Requests"),
                            ("work-orders", "Work Orders"),
                            ("invoices", "Invoices"),
                            ("customers", "Customers"),
                            ("sites", "Sites"),
                            ("assets", "Assets"),
                            ("technicians", "Technicians"),
                        ]
                    ),
                ),
                ("name", models.TextField()),
                ("filters", models.JSONField(default=dict)),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedViewEvent",
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
                    "screen",
                    models.TextField(
                        choices=[
                            ("requests", "Requests"),
                            ("work-orders", "Work Orders"),
                            ("invoices", "Invoices"),
                            ("customers", "Customers"),
                            ("sites", "Sites"),
                            ("assets", "Assets"),
                            ("technicians", "Technicians"),
                        ]
                    ),
                ),
                ("name", models.TextField()),
                ("filters", models.JSONField(default=dict)),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="search.savedview",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_view_named"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "screen__in",
                        ["requests", "work-orders", "invoices", "customers", "sites", "assets", "technicians"],
                    )
                ),
                name="saved_view_screen_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("owner", "screen", "name"), name="saved_view_name_once"),
        ),
    ]
