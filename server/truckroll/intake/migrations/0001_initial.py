import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = [
        ("foundation", "0002_feed"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("staging", "Staging"),
                            ("staged", "Staged"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("discarded", "Discarded"),
                            ("unreadable", "Unreadable"),
                        ],
                        default="staging",
                    ),
                ),
                ("profile", models.TextField()),
                ("file_name", models.TextField()),
                ("zone", models.TextField(blank=True)),
                ("mode", models.TextField(blank=True, choices=[("good", "Good"), ("all", "All")])),
                ("created_by", models.TextField()),
                ("read_rows", models.PositiveIntegerField(default=0)),
                ("good_rows", models.PositiveIntegerField(default=0)),
                ("bad_rows", models.PositiveIntegerField(default=0)),
                ("known_rows", models.PositiveIntegerField(default=0)),
                ("applied_rows", models.PositiveIntegerField(default=0)),
                ("refusal", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["staging", "staged", "applying", "applied", "discarded", "unreadable"])
                        ),
                        name="batch_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["", "good", "all"])), name="batch_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["applying", "applied"]), _negated=True),
                            models.Q(("mode", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_applied_by_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "applied"), _negated=True),
                            ("applied_rows", models.F("good_rows")),
                            _connector="OR",
                        ),
                        name="batch_applied_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("name", models.TextField()),
                ("kind", models.TextField(choices=[("imap", "Imap"), ("file", "File")])),
                ("path", models.TextField(blank=True)),
                ("host", models.TextField(blank=True)),
                ("port", models.PositiveIntegerField(default=993)),
                (
                    "security",
                    models.TextField(
                        choices=[("tls", "Tls"), ("starttls", "Starttls"), ("none", "None")], default="tls"
                    ),
                ),
                ("user_name", models.TextField(blank=True)),
                ("password_file", models.TextField(blank=True)),
                ("folder", models.TextField(default="INBOX")),
                ("is_active", models.BooleanField(default=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["imap", "file"])), name="mailbox_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("security__in", ["tls", "starttls", "none"])), name="mailbox_security_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "file"), models.Q(("path", ""), _negated=True)),
                            models.Q(
                                ("kind", "imap"),
                                models.Q(("host", ""), _negated=True),
                                models.Q(("user_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mailbox_place_present",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="mailbox_named"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchEvent",
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
                    "status",
                    models.TextField(
                        choices=[
                            ("staging", "Staging"),
                            ("staged", "Staged"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("discarded", "Discarded"),
                            ("unreadable", "Unreadable"),
                        ],
                        default="staging",
                    ),
                ),
                ("profile", models.TextField()),
                ("file_name", models.TextField()),
                ("zone", models.TextField(blank=True)),
                ("mode", models.TextField(blank=True, choices=[("good", "Good"), ("all", "All")])),
                ("created_by", models.TextField()),
                ("read_rows", models.PositiveIntegerField(default=0)),
                ("good_rows", models.PositiveIntegerField(default=0)),
                ("bad_rows", models.PositiveIntegerField(default=0)),
                ("known_rows", models.PositiveIntegerField(default=0)),
                ("applied_rows", models.PositiveIntegerField(default=0)),
                ("refusal", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="foundation.blob",
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
                        to="intake.batch",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MailboxEvent",
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
                ("name", models.TextField()),
                ("kind", models.TextField(choices=[("imap", "Imap"), ("file", "File")])),
                ("path", models.TextField(blank=True)),
                ("host", models.TextField(blank=True)),
                ("port", models.PositiveIntegerField(default=993)),
                (
                    "security",
                    models.TextField(
                        choices=[("tls", "Tls"), ("starttls", "Starttls"), ("none", "None")], default="tls"
                    ),
                ),
                ("user_name", models.TextField(blank=True)),
                ("password_file", models.TextField(blank=True)),
                ("folder", models.TextField(default="INBOX")),
                ("is_active", models.BooleanField(default=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
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
                        to="intake.mailbox",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MailSeen",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("message_id", models.TextField(unique=True)),
                ("outcome", models.TextField(choices=[("request", "Request"), ("ignored", "Ignored")])),
                ("reason", models.TextField(blank=True)),
                ("request_id", models.BigIntegerField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.mailbox"
                    ),
                ),
                (
                    "raw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "request"), ("request_id__isnull", False)),
                            models.Q(("outcome", "ignored"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="mail_seen_outcome_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[("good", "Good"), ("bad", "Bad"), ("known", "Known"), ("applied", "Applied")]
                    ),
                ),
                ("external_id", models.TextField(blank=True)),
                ("wanted", models.JSONField(null=True)),
                ("faults", models.JSONField(default=list)),
                ("request_id", models.BigIntegerField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="intake.batch"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "state", "line"], name="staged_row_next")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "line"), name="staged_row_line_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["good", "applied"])),
                        fields=("batch", "external_id"),
                        name="staged_row_external_id_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["good", "bad", "known", "applied"])),
                        name="staged_row_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True),
                            ("request_id__isnull", False),
                            _connector="OR",
                        ),
                        name="staged_row_applied_has_request",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailSeenEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("message_id", models.TextField()),
                ("outcome", models.TextField(choices=[("request", "Request"), ("ignored", "Ignored")])),
                ("reason", models.TextField(blank=True)),
                ("request_id", models.BigIntegerField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "mailbox",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="intake.mailbox",
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
                        to="intake.mailseen",
                    ),
                ),
                (
                    "raw",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="foundation.blob",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
