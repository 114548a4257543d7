import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import truckroll.foundation.ids
from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("work", "0002_word_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("company", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("quiet_from", models.TimeField(default=datetime.time(21, 0))),
                ("quiet_until", models.TimeField(default=datetime.time(8, 0))),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="letterhead_single")],
            },
        ),
        migrations.CreateModel(
            name="LetterheadEvent",
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
                ("company", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("quiet_from", models.TimeField(default=datetime.time(21, 0))),
                ("quiet_until", models.TimeField(default=datetime.time(8, 0))),
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
                        to="notifications.letterhead",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("received", "Received"),
                            ("confirmed", "Confirmed"),
                            ("moved", "Moved"),
                            ("on_the_way", "On The Way"),
                            ("bumped", "Bumped"),
                            ("done", "Done"),
                            ("invoice", "Invoice"),
                            ("test", "Test"),
                        ]
                    ),
                ),
                ("channel", models.TextField(blank=True, choices=[("email", "Email"), ("sms", "Sms")])),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("withheld", "Withheld"),
                            ("overtaken", "Overtaken"),
                            ("told", "Told"),
                        ],
                        default="queued",
                    ),
                ),
                ("recipient_name", models.TextField(blank=True)),
                ("recipient", models.TextField(blank=True)),
                ("subject", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("attachments", models.JSONField(default=list)),
                ("told_from", models.DateTimeField(null=True)),
                ("told_to", models.DateTimeField(null=True)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.TextField()),
                ("not_before", models.DateTimeField()),
                ("useful_until", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("provider_id", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("told_by", models.TextField(blank=True)),
                (
                    "request",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.request"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.workorder"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["work_order", "-id"], name="message_of_work_order"),
                    models.Index(fields=["visit", "-id"], name="message_of_visit"),
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "sending"])),
                        fields=["channel", "id"],
                        name="message_waiting",
                    ),
                    models.Index(fields=["status", "-id"], name="message_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["received", "confirmed", "moved", "on_the_way", "bumped", "done", "invoice", "test"],
                            )
                        ),
                        name="message_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["", "email", "sms"])), name="message_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["queued", "sending", "sent", "delivered", "failed", "withheld", "overtaken", "told"],
                            )
                        ),
                        name="message_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["withheld", "overtaken", "told", "failed"]),
                            models.Q(
                                models.Q(("recipient", ""), _negated=True), models.Q(("channel", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="message_sent_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body", ""), _negated=True), name="message_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
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
                        choices=[
                            ("received", "Received"),
                            ("confirmed", "Confirmed"),
                            ("moved", "Moved"),
                            ("on_the_way", "On The Way"),
                            ("bumped", "Bumped"),
                            ("done", "Done"),
                            ("invoice", "Invoice"),
                            ("test", "Test"),
                        ]
                    ),
                ),
                ("channel", models.TextField(choices=[("email", "Email"), ("sms", "Sms")])),
                ("subject", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("is_on", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "channel"), name="template_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["received", "confirmed", "moved", "on_the_way", "bumped", "done", "invoice", "test"],
                            )
                        ),
                        name="template_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])), name="template_channel_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateEvent",
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
                        choices=[
                            ("received", "Received"),
                            ("confirmed", "Confirmed"),
                            ("moved", "Moved"),
                            ("on_the_way", "On The Way"),
                            ("bumped", "Bumped"),
                            ("done", "Done"),
                            ("invoice", "Invoice"),
                            ("test", "Test"),
                        ]
                    ),
                ),
                ("channel", models.TextField(choices=[("email", "Email"), ("sms", "Sms")])),
                ("subject", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("is_on", models.BooleanField(default=True)),
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
                        to="notifications.template",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Transport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("channel", models.TextField(choices=[("email", "Email"), ("sms", "Sms")], unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("host", models.TextField(blank=True)),
                ("port", models.PositiveIntegerField(default=587)),
                (
                    "security",
                    models.TextField(
                        choices=[("tls", "Tls"), ("starttls", "Starttls"), ("none", "None")], default="starttls"
                    ),
                ),
                ("url", models.TextField(blank=True)),
                ("user_name", models.TextField(blank=True)),
                ("password_file", models.TextField(blank=True)),
                ("sender", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])), name="transport_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("security__in", ["tls", "starttls", "none"])),
                        name="transport_security_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "email"), models.Q(("host", ""), _negated=True)),
                            models.Q(
                                ("channel", "sms"),
                                models.Q(("url", ""), _negated=True),
                                models.Q(("user_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transport_place_present",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sender", ""), _negated=True), name="transport_sender_present"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransportEvent",
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
                ("channel", models.TextField(choices=[("email", "Email"), ("sms", "Sms")])),
                ("is_active", models.BooleanField(default=True)),
                ("host", models.TextField(blank=True)),
                ("port", models.PositiveIntegerField(default=587)),
                (
                    "security",
                    models.TextField(
                        choices=[("tls", "Tls"), ("starttls", "Starttls"), ("none", "None")], default="starttls"
                    ),
                ),
                ("url", models.TextField(blank=True)),
                ("user_name", models.TextField(blank=True)),
                ("password_file", models.TextField(blank=True)),
                ("sender", models.TextField()),
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
                        to="notifications.transport",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Try",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True)),
                ("detail", models.TextField(blank=True)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="all_tries",
                        to="notifications.message",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("channel", models.TextField(choices=[("email", "Email"), ("sms", "Sms"), ("none", "None")])),
                ("said_at", models.DateTimeField()),
                ("written_by", models.TextField()),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.contact"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms", "none"])), name="wish_channel_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WishEvent",
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
                ("channel", models.TextField(choices=[("email", "Email"), ("sms", "Sms"), ("none", "None")])),
                ("said_at", models.DateTimeField()),
                ("written_by", models.TextField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.contact",
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
                        to="notifications.wish",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
