import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import truckroll.foundation.ids
from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        ("foundation", "0002_feed"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkType",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True)),
                ("duration_s", models.PositiveIntegerField()),
                ("priority", models.PositiveSmallIntegerField(default=3)),
                (
                    "assignment",
                    models.TextField(
                        choices=[("auto", "Auto"), ("suggest", "Suggest"), ("off", "Off")], default="suggest"
                    ),
                ),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)), fields=("name",), name="work_type_name_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="work_type_name_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duration_s__gt", 0)), name="work_type_duration_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", (1, 2, 3, 4))), name="work_type_priority_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("assignment__in", ["auto", "suggest", "off"])),
                        name="work_type_assignment_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[("yes_no", "Yes No"), ("text", "Text"), ("number", "Number")], default="yes_no"
                    ),
                ),
                ("unit", models.TextField(blank=True)),
                ("is_required", models.BooleanField(default=False)),
                (
                    "work_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checklist", to="work.worktype"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="checklist_item_text_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["yes_no", "text", "number"])), name="checklist_item_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("number", models.TextField(unique=True)),
                (
                    "channel",
                    models.TextField(
                        choices=[
                            ("phone", "Phone"),
                            ("office", "Office"),
                            ("email", "Email"),
                            ("portal", "Portal"),
                            ("import", "Import"),
                            ("plan", "Plan"),
                            ("field", "Field"),
                        ]
                    ),
                ),
                ("external_id", models.TextField(blank=True)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("contact_name", models.TextField(blank=True)),
                ("contact_phone", models.TextField(blank=True)),
                ("contact_email", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("description", models.TextField()),
                ("reported_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "status",
                    models.TextField(
                        choices=[("new", "New"), ("accepted", "Accepted"), ("rejected", "Rejected")], default="new"
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("batch", models.TextField(blank=True, db_index=True)),
                (
                    "asset",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.asset"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.site"
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.worktype"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["status", "-id"], name="request_by_status")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("channel", "external_id"),
                        name="request_external_id_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["phone", "office", "email", "portal", "import", "plan", "field"])
                        ),
                        name="request_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["new", "accepted", "rejected"])), name="request_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reported_at__lte", models.F("received_at"))),
                        name="request_reported_before_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rejected"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_rejected_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkTypeCertification",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "certification_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.certificationtype"
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="certifications", to="work.worktype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("work_type", "certification_type"), name="work_type_certification_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkTypeEvent",
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
                ("description", models.TextField(blank=True)),
                ("duration_s", models.PositiveIntegerField()),
                ("priority", models.PositiveSmallIntegerField(default=3)),
                (
                    "assignment",
                    models.TextField(
                        choices=[("auto", "Auto"), ("suggest", "Suggest"), ("off", "Off")], default="suggest"
                    ),
                ),
                ("archived_at", models.DateTimeField(null=True)),
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
                        to="work.worktype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkTypeSkill",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.PositiveSmallIntegerField(default=1)),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.skill"
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="work.worktype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("work_type", "skill"), name="work_type_skill_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 5)), name="work_type_skill_level_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[("yes_no", "Yes No"), ("text", "Text"), ("number", "Number")], default="yes_no"
                    ),
                ),
                ("unit", models.TextField(blank=True)),
                ("is_required", models.BooleanField(default=False)),
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
                        to="work.checklistitem",
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.worktype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RequestAttachment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="work.request"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "position"), name="request_attachment_position_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestEvent",
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
                ("number", models.TextField()),
                (
                    "channel",
                    models.TextField(
                        choices=[
                            ("phone", "Phone"),
                            ("office", "Office"),
                            ("email", "Email"),
                            ("portal", "Portal"),
                            ("import", "Import"),
                            ("plan", "Plan"),
                            ("field", "Field"),
                        ]
                    ),
                ),
                ("external_id", models.TextField(blank=True)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("contact_name", models.TextField(blank=True)),
                ("contact_phone", models.TextField(blank=True)),
                ("contact_email", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("description", models.TextField()),
                ("reported_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "status",
                    models.TextField(
                        choices=[("new", "New"), ("accepted", "Accepted"), ("rejected", "Rejected")], default="new"
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("batch", models.TextField(blank=True)),
                (
                    "asset",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.asset",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
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
                        to="work.request",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.site",
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.worktype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("number", models.TextField(unique=True)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                (
                    "source",
                    models.TextField(
                        choices=[
                            ("phone", "Phone"),
                            ("office", "Office"),
                            ("email", "Email"),
                            ("portal", "Portal"),
                            ("import", "Import"),
                            ("plan", "Plan"),
                            ("field", "Field"),
                        ]
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField()),
                ("description", models.TextField(blank=True)),
                ("contact_name", models.TextField(blank=True)),
                ("contact_phone", models.TextField(blank=True)),
                ("contact_email", models.TextField(blank=True)),
                ("customer_reference", models.TextField(blank=True)),
                ("nte_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("reported_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("target", models.JSONField(null=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("unscheduled", "Unscheduled"),
                            ("scheduled", "Scheduled"),
                            ("in_progress", "In Progress"),
                            ("on_hold", "On Hold"),
                            ("completed", "Completed"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                            ("canceled", "Canceled"),
                        ],
                        default="unscheduled",
                    ),
                ),
                ("canceled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True)),
                (
                    "asset",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.asset"
                    ),
                ),
                (
                    "bill_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_order",
                        to="work.request",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.site"
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.worktype"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["status", "-id"], name="work_order_by_status"),
                    models.Index(fields=["site", "-id"], name="work_order_by_site"),
                    models.Index(fields=["due_at", "id"], name="work_order_by_due"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector("words", config="simple"), name="work_order_words"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["phone", "office", "email", "portal", "import", "plan", "field"])
                        ),
                        name="work_order_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", (1, 2, 3, 4))), name="work_order_priority_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "unscheduled",
                                    "scheduled",
                                    "in_progress",
                                    "on_hold",
                                    "completed",
                                    "approved",
                                    "closed",
                                    "canceled",
                                ],
                            )
                        ),
                        name="work_order_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nte_minor", None), ("nte_minor__gte", 0), _connector="OR"),
                        name="work_order_nte_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("canceled_at", None), models.Q(("cancel_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="work_order_canceled_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("approved_at__isnull", False), _connector="OR"),
                        name="work_order_closed_after_approval",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkTypeCertificationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "certification_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.certificationtype",
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
                        to="work.worktypecertification",
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.worktype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkTypeSkillEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("level", models.PositiveSmallIntegerField(default=1)),
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
                        to="work.worktypeskill",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.skill",
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.worktype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                            ("parts", "Parts"),
                            ("customer", "Customer"),
                            ("approval", "Approval"),
                            ("access", "Access"),
                            ("skill", "Skill"),
                            ("safety", "Safety"),
                            ("other", "Other"),
                        ]
                    ),
                ),
                ("reason", models.TextField()),
                ("expected_on", models.DateField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.TextField(blank=True)),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["parts", "customer", "approval", "access", "skill", "safety", "other"])
                        ),
                        name="hold_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="hold_reason_present"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestAttachmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.TextField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "blob",
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
                        to="work.requestattachment",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.request",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("number", models.TextField(unique=True)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("dispatched", "Dispatched"),
                            ("traveling", "Traveling"),
                            ("on_site", "On Site"),
                            ("working", "Working"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                            ("no_access", "No Access"),
                            ("canceled", "Canceled"),
                        ],
                        default="draft",
                    ),
                ),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("duration_s", models.PositiveIntegerField()),
                ("travel_s", models.PositiveIntegerField(null=True)),
                ("is_pinned", models.BooleanField(default=False)),
                ("window_starts_at", models.DateTimeField(null=True)),
                ("window_ends_at", models.DateTimeField(null=True)),
                ("needs_help", models.BooleanField(default=False)),
                ("help_reason", models.TextField(blank=True)),
                ("help_asked_at", models.DateTimeField(null=True)),
                ("help_acknowledged_at", models.DateTimeField(null=True)),
                ("help_acknowledged_by", models.TextField(blank=True)),
                ("departed_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True)),
                ("end_reason", models.TextField(blank=True)),
                ("needed", models.JSONField(default=list)),
                ("flag_code", models.TextField(blank=True)),
                ("flag_sentence", models.TextField(blank=True)),
                (
                    "return_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.visit"
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
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="work.workorder"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["technician", "starts_at"], name="visit_of_technician"),
                    models.Index(fields=["starts_at"], name="visit_by_start"),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["canceled", "completed", "no_access", "stopped"]), _negated=True
                        ),
                        fields=["status", "id"],
                        name="visit_open",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["ended_at"],
                        name="visit_by_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("work_order", "ordinal"), name="visit_ordinal_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "scheduled",
                                    "dispatched",
                                    "traveling",
                                    "on_site",
                                    "working",
                                    "paused",
                                    "completed",
                                    "stopped",
                                    "no_access",
                                    "canceled",
                                ],
                            )
                        ),
                        name="visit_status_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("duration_s__gt", 0)), name="visit_duration_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "canceled"]),
                            models.Q(
                                ("ends_at__isnull", False), ("starts_at__isnull", False), ("technician__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="visit_planned_has_technician_and_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "draft"), _negated=True),
                            models.Q(("ends_at", None), ("starts_at", None), ("technician", None)),
                            _connector="OR",
                        ),
                        name="visit_draft_has_no_technician",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at", None), ("starts_at", None)),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="visit_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("window_ends_at", None), ("window_starts_at", None)),
                            ("window_ends_at__gt", models.F("window_starts_at")),
                            _connector="OR",
                        ),
                        name="visit_window_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("status__in", ["completed", "no_access", "stopped"]),
                            ),
                            ("status", "canceled"),
                            models.Q(
                                models.Q(("status__in", ["completed", "no_access", "stopped"]), _negated=True),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="visit_ended_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrderEvent",
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
                ("number", models.TextField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                (
                    "source",
                    models.TextField(
                        choices=[
                            ("phone", "Phone"),
                            ("office", "Office"),
                            ("email", "Email"),
                            ("portal", "Portal"),
                            ("import", "Import"),
                            ("plan", "Plan"),
                            ("field", "Field"),
                        ]
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField()),
                ("description", models.TextField(blank=True)),
                ("contact_name", models.TextField(blank=True)),
                ("contact_phone", models.TextField(blank=True)),
                ("contact_email", models.TextField(blank=True)),
                ("customer_reference", models.TextField(blank=True)),
                ("nte_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("reported_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("target", models.JSONField(null=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("unscheduled", "Unscheduled"),
                            ("scheduled", "Scheduled"),
                            ("in_progress", "In Progress"),
                            ("on_hold", "On Hold"),
                            ("completed", "Completed"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                            ("canceled", "Canceled"),
                        ],
                        default="unscheduled",
                    ),
                ),
                ("canceled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True)),
                (
                    "asset",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.asset",
                    ),
                ),
                (
                    "bill_to",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
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
                        to="work.workorder",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.request",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.site",
                    ),
                ),
                (
                    "work_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.worktype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ChecklistAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("kind", models.TextField(choices=[("yes_no", "Yes No"), ("text", "Text"), ("number", "Number")])),
                ("unit", models.TextField(blank=True)),
                ("is_required", models.BooleanField()),
                ("value", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(blank=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checklist", to="work.visit"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "position"), name="checklist_answer_position_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                ("technician_id", models.BigIntegerField(null=True)),
                ("by", models.TextField()),
                ("command", models.TextField()),
                ("payload", models.JSONField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="HazardAcknowledgement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("technician_id", models.BigIntegerField(null=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.hazard"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acknowledgements", to="work.visit"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("visit", "hazard"), name="hazard_acknowledged_once")],
            },
        ),
        migrations.CreateModel(
            name="HoldEvent",
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
                            ("parts", "Parts"),
                            ("customer", "Customer"),
                            ("approval", "Approval"),
                            ("access", "Access"),
                            ("skill", "Skill"),
                            ("safety", "Safety"),
                            ("other", "Other"),
                        ]
                    ),
                ),
                ("reason", models.TextField()),
                ("expected_on", models.DateField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.TextField(blank=True)),
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
                        to="work.hold",
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
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                ("text", models.TextField()),
                ("author", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_text_present")
                ],
            },
        ),
        migrations.CreateModel(
            name="PartUsed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                ("sku", models.TextField(blank=True)),
                ("description", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("voided_by", models.TextField(blank=True)),
                ("void_reason", models.TextField(blank=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="part_used_quantity_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True), name="part_used_description_present"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                (
                    "kind",
                    models.TextField(
                        choices=[("before", "Before"), ("after", "After"), ("defect", "Defect"), ("other", "Other")]
                    ),
                ),
                ("sha256", models.TextField()),
                ("media_type", models.TextField(blank=True)),
                ("caption", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "blob",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["sha256"], name="photo_by_hash")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["before", "after", "defect", "other"])),
                        name="photo_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="photo_hash_whole"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScopeItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                ("text", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")], default="open"
                    ),
                ),
                (
                    "done_by_visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scope", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="scope_item_text_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "done", "dropped"])), name="scope_item_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_by_visit", None), ("status", "done"), _connector="OR"),
                        name="scope_item_done_by_visit_is_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7, unique=True)),
                ("name", models.TextField(blank=True)),
                ("role", models.TextField(blank=True)),
                ("refusal_reason", models.TextField(blank=True)),
                ("sha256", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "blob",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="work.visit"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="work.workorder"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["sha256"], name="signature_by_hash")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("name", ""), _negated=True),
                                models.Q(("role", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(("refusal_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signature_signed_or_refused",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitEvent",
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
                ("ordinal", models.PositiveSmallIntegerField()),
                ("number", models.TextField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("dispatched", "Dispatched"),
                            ("traveling", "Traveling"),
                            ("on_site", "On Site"),
                            ("working", "Working"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                            ("no_access", "No Access"),
                            ("canceled", "Canceled"),
                        ],
                        default="draft",
                    ),
                ),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("duration_s", models.PositiveIntegerField()),
                ("travel_s", models.PositiveIntegerField(null=True)),
                ("is_pinned", models.BooleanField(default=False)),
                ("window_starts_at", models.DateTimeField(null=True)),
                ("window_ends_at", models.DateTimeField(null=True)),
                ("needs_help", models.BooleanField(default=False)),
                ("help_reason", models.TextField(blank=True)),
                ("help_asked_at", models.DateTimeField(null=True)),
                ("help_acknowledged_at", models.DateTimeField(null=True)),
                ("help_acknowledged_by", models.TextField(blank=True)),
                ("departed_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True)),
                ("end_reason", models.TextField(blank=True)),
                ("needed", models.JSONField(default=list)),
                ("flag_code", models.TextField(blank=True)),
                ("flag_sentence", models.TextField(blank=True)),
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
                        to="work.visit",
                    ),
                ),
                (
                    "return_of",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.visit",
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.technician",
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
        migrations.CreateModel(
            name="ChecklistAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("kind", models.TextField(choices=[("yes_no", "Yes No"), ("text", "Text"), ("number", "Number")])),
                ("unit", models.TextField(blank=True)),
                ("is_required", models.BooleanField()),
                ("value", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(blank=True)),
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
                        to="work.checklistanswer",
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
        migrations.CreateModel(
            name="EvidenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                ("technician_id", models.BigIntegerField(null=True)),
                ("by", models.TextField()),
                ("command", models.TextField()),
                ("payload", models.JSONField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True)),
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
                        to="work.evidence",
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
        migrations.CreateModel(
            name="HazardAcknowledgementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("technician_id", models.BigIntegerField(null=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "hazard",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.hazard",
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
                        to="work.hazardacknowledgement",
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
        migrations.CreateModel(
            name="NoteEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                ("text", models.TextField()),
                ("author", models.TextField()),
                ("at", models.DateTimeField()),
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
                        to="work.note",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.visit",
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
        migrations.CreateModel(
            name="PartUsedEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                ("sku", models.TextField(blank=True)),
                ("description", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("voided_by", models.TextField(blank=True)),
                ("void_reason", models.TextField(blank=True)),
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
                        to="work.partused",
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
        migrations.CreateModel(
            name="PhotoEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                (
                    "kind",
                    models.TextField(
                        choices=[("before", "Before"), ("after", "After"), ("defect", "Defect"), ("other", "Other")]
                    ),
                ),
                ("sha256", models.TextField()),
                ("media_type", models.TextField(blank=True)),
                ("caption", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "blob",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="work.photo",
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
        migrations.CreateModel(
            name="ScopeItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                ("text", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")], default="open"
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
                        to="work.scopeitem",
                    ),
                ),
                (
                    "done_by_visit",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.visit",
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
        migrations.CreateModel(
            name="SignatureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("client_uuid", models.UUIDField(default=truckroll.foundation.ids.uuid7)),
                ("name", models.TextField(blank=True)),
                ("role", models.TextField(blank=True)),
                ("refusal_reason", models.TextField(blank=True)),
                ("sha256", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "blob",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="work.signature",
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
    ]
