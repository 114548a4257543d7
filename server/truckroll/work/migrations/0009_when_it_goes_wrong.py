import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("stock", "0001_initial"),
        ("work", "0008_stock"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="cancel_code",
            field=models.TextField(
                blank=True,
                choices=[
                    ("changed_mind", "Changed Mind"),
                    ("fixed_itself", "Fixed Itself"),
                    ("found_another", "Found Another"),
                    ("not_ready", "Not Ready"),
                    ("no_capacity", "No Capacity"),
                    ("not_ours", "Not Ours"),
                    ("mistake", "Mistake"),
                    ("other", "Other"),
                ],
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="cancel_party",
            field=models.TextField(blank=True, choices=[("us", "Us"), ("customer", "Customer")]),
        ),
        migrations.AddField(
            model_name="visit",
            name="canceled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="canceled_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="fault_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="is_our_fault",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="visit",
            name="waited_s",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="cancel_code",
            field=models.TextField(
                blank=True,
                choices=[
                    ("changed_mind", "Changed Mind"),
                    ("fixed_itself", "Fixed Itself"),
                    ("found_another", "Found Another"),
                    ("not_ready", "Not Ready"),
                    ("no_capacity", "No Capacity"),
                    ("not_ours", "Not Ours"),
                    ("mistake", "Mistake"),
                    ("other", "Other"),
                ],
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="cancel_party",
            field=models.TextField(blank=True, choices=[("us", "Us"), ("customer", "Customer")]),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="canceled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="canceled_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="fault_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="is_our_fault",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="waited_s",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="workorder",
            name="cancel_code",
            field=models.TextField(
                blank=True,
                choices=[
                    ("changed_mind", "Changed Mind"),
                    ("fixed_itself", "Fixed Itself"),
                    ("found_another", "Found Another"),
                    ("not_ready", "Not Ready"),
                    ("no_capacity", "No Capacity"),
                    ("not_ours", "Not Ours"),
                    ("mistake", "Mistake"),
                    ("other", "Other"),
                ],
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="cancel_party",
            field=models.TextField(blank=True, choices=[("us", "Us"), ("customer", "Customer")]),
        ),
        migrations.AddField(
            model_name="workorder",
            name="canceled_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="workorderevent",
            name="cancel_code",
            field=models.TextField(
                blank=True,
                choices=[
                    ("changed_mind", "Changed Mind"),
                    ("fixed_itself", "Fixed Itself"),
                    ("found_another", "Found Another"),
                    ("not_ready", "Not Ready"),
                    ("no_capacity", "No Capacity"),
                    ("not_ours", "Not Ours"),
                    ("mistake", "Mistake"),
                    ("other", "Other"),
                ],
            ),
        ),
        migrations.AddField(
            model_name="workorderevent",
            name="cancel_party",
            field=models.TextField(blank=True, choices=[("us", "Us"), ("customer", "Customer")]),
        ),
        migrations.AddField(
            model_name="workorderevent",
            name="canceled_by",
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name="PartOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("supplier", models.TextField()),
                ("expected_on", models.DateField(null=True)),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.TextField()),
                ("received_at", models.DateTimeField(null=True)),
                ("received_by", models.TextField(blank=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_by", models.TextField(blank=True)),
                ("drop_reason", models.TextField(blank=True)),
                ("overdue_told_on", models.DateField(null=True)),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="part_order", to="work.hold"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.part"),
                ),
                (
                    "received_into",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.place"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="part_orders", to="work.workorder"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("dropped_at", None), ("received_at", None)),
                        fields=["expected_on", "id"],
                        name="part_order_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="part_order_quantity_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("supplier", ""), _negated=True), name="part_order_supplier_present"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_at", None), ("received_into", None)),
                            models.Q(
                                ("dropped_at", None), ("received_at__isnull", False), ("received_into__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="part_order_received_somewhere",
                    ),
                ],
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PartOrderEvent",
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
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("supplier", models.TextField()),
                ("expected_on", models.DateField(null=True)),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.TextField()),
                ("received_at", models.DateTimeField(null=True)),
                ("received_by", models.TextField(blank=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_by", models.TextField(blank=True)),
                ("drop_reason", models.TextField(blank=True)),
                ("overdue_told_on", models.DateField(null=True)),
                (
                    "hold",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.hold",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stock.part",
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
                        to="work.partorder",
                    ),
                ),
                (
                    "received_into",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stock.place",
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
    ]
