import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("portal", "0001_initial"),
        ("work", "0008_stock"),
    ]

    operations = [
        migrations.CreateModel(
            name="RebookLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("seed", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("token_sha256", models.BinaryField(max_length=32, unique=True)),
                ("given_to", models.TextField(blank=True)),
                ("windows", models.JSONField()),
                ("created_by", models.TextField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("chosen_starts_at", models.DateTimeField(null=True)),
                ("chosen_ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "visit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.visit"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chosen_ends_at", None), ("chosen_starts_at", None), ("used_at", None)),
                            models.Q(
                                ("chosen_ends_at__isnull", False),
                                ("chosen_starts_at__isnull", False),
                                ("used_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="rebook_link_used_is_chosen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RebookLinkEvent",
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
                ("token_sha256", models.BinaryField(max_length=32)),
                ("given_to", models.TextField(blank=True)),
                ("windows", models.JSONField()),
                ("created_by", models.TextField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("chosen_starts_at", models.DateTimeField(null=True)),
                ("chosen_ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
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
                        to="portal.rebooklink",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
