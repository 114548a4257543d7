import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import truckroll.foundation.models
from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sha256", models.TextField(unique=True)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.TextField()),
                (
                    "stored_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="blob_hash_whole"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockSetting",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("real_anchor", models.DateTimeField()),
                ("business_anchor", models.DateTimeField()),
                ("rate", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="clock_single"),
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="clock_rate_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="epoch_single")],
            },
        ),
        migrations.CreateModel(
            name="HandlerCursor",
            fields=[
                ("handler", models.TextField(primary_key=True, serialize=False)),
                ("xid", truckroll.foundation.models.Xid8Field()),
                ("event_id", models.BigIntegerField()),
                ("failures", models.PositiveIntegerField(default=0)),
                ("retry_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[("phone", "Phone"), ("token", "Token"), ("browser", "Browser"), ("worker", "Worker")]
                    ),
                ),
                ("key", models.TextField()),
                ("name", models.TextField(blank=True)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("last_seq", models.BigIntegerField(default=0)),
                (
                    "registered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="source_key_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["phone", "token", "browser", "worker"])),
                        name="source_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Command",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField()),
                ("seq", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("body_sha256", models.BinaryField(max_length=32)),
                (
                    "outcome",
                    models.TextField(
                        choices=[("applied", "Applied"), ("rejected", "Rejected"), ("conflict", "Conflict")], null=True
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("answer", models.JSONField(null=True)),
                ("actor", models.TextField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("request_id", models.TextField(blank=True)),
                ("device_at", models.DateTimeField(null=True)),
                (
                    "received_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.source"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "uuid"), name="command_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("seq__isnull", False)), fields=("source", "seq"), name="command_seq_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__isnull", True), ("status__isnull", True)),
                            models.Q(("outcome__in", ["applied", "rejected", "conflict"]), ("status__isnull", False)),
                            _connector="OR",
                        ),
                        name="command_answer_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LifecycleMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("lifecycle", models.TextField()),
                ("object_id", models.BigIntegerField()),
                ("move", models.TextField()),
                ("from_status", models.TextField(blank=True)),
                ("to_status", models.TextField()),
                ("at", models.DateTimeField()),
                ("device_at", models.DateTimeField(null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("actor", models.TextField()),
                ("source_kind", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("facts", models.JSONField(default=dict)),
                (
                    "command",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.command",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["lifecycle", "object_id", "id"], name="move_of_object")],
            },
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "xid",
                    truckroll.foundation.models.Xid8Field(
                        db_default=truckroll.foundation.models.CurrentXid(), editable=False
                    ),
                ),
                ("name", models.TextField()),
                ("payload", models.JSONField()),
                ("rows", models.JSONField(default=list)),
                ("gone", models.JSONField(default=list)),
                ("topics", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("actor", models.TextField(blank=True)),
                (
                    "command",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.command",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["xid", "id"], name="outbox_order")],
            },
        ),
        migrations.CreateModel(
            name="SkippedEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("handler", models.TextField()),
                ("error", models.TextField()),
                (
                    "skipped_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.outboxevent"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
