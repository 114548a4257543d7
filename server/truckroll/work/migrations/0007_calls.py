"""Questions on the phone, their answers, and requests about work that is open already."""

import django.db.models.deletion
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("customers", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("work", "0006_recall"),
    ]

    operations = [
        migrations.CreateModel(
            name="TriageAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("is_yes", models.BooleanField()),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("safety_words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TriageAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.TextField()),
                ("is_yes", models.BooleanField()),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("safety_words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TriageQuestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("safety_words", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="TriageQuestionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("safety_words", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="request_status_known",
        ),
        migrations.AddField(
            model_name="request",
            name="joined_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="joined", to="work.workorder"
            ),
        ),
        migrations.AddField(
            model_name="requestevent",
            name="joined_to",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="work.workorder",
            ),
        ),
        migrations.AlterField(
            model_name="request",
            name="status",
            field=models.TextField(
                choices=[("new", "New"), ("accepted", "Accepted"), ("rejected", "Rejected"), ("joined", "Joined")],
                default="new",
            ),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="status",
            field=models.TextField(
                choices=[("new", "New"), ("accepted", "Accepted"), ("rejected", "Rejected"), ("joined", "Joined")],
                default="new",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["new", "accepted", "rejected", "joined"])),
                name="request_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_to__isnull", False), ("status", "joined")),
                    models.Q(models.Q(("status", "joined"), _negated=True), ("joined_to", None)),
                    _connector="OR",
                ),
                name="request_joined_to_something",
            ),
        ),
        migrations.AddField(
            model_name="triageanswer",
            name="request",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="triage", to="work.request"
            ),
        ),
        migrations.AddField(
            model_name="triageanswer",
            name="work_order",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="triage", to="work.workorder"
            ),
        ),
        migrations.AddField(
            model_name="triageanswerevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="triageanswerevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="work.triageanswer",
            ),
        ),
        migrations.AddField(
            model_name="triageanswerevent",
            name="request",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="work.request",
            ),
        ),
        migrations.AddField(
            model_name="triageanswerevent",
            name="work_order",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="work.workorder",
            ),
        ),
        migrations.AddField(
            model_name="triagequestion",
            name="work_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="triage", to="work.worktype"
            ),
        ),
        migrations.AddField(
            model_name="triagequestionevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="triagequestionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="work.triagequestion",
            ),
        ),
        migrations.AddField(
            model_name="triagequestionevent",
            name="work_type",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="work.worktype",
            ),
        ),
        migrations.AddConstraint(
            model_name="triageanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("request", None), ("work_order__isnull", False)),
                    models.Q(("request__isnull", False), ("work_order", None)),
                    _connector="OR",
                ),
                name="triage_answer_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="triagequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="triage_question_text_present"
            ),
        ),
        migrations.AddConstraint(
            model_name="triagequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority", None), ("priority__in", (1, 2, 3, 4)), _connector="OR"),
                name="triage_question_priority_known",
            ),
        ),
    ]
