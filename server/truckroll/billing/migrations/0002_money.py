import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import AddingMigration


class Migration(AddingMigration):
    dependencies = [
        ("billing", "0001_initial"),
        ("foundation", "0002_feed"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("customers", "0002_purchase_orders"),
        ("work", "0006_recall"),
    ]

    operations = [
        migrations.CreateModel(
            name="RateBand",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("name", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("on_holidays", models.BooleanField(default=False)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "price_book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bands", to="billing.pricebook"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="rate_band_named"),
                    models.CheckConstraint(
                        condition=models.Q(("weekdays__contained_by", [0, 1, 2, 3, 4, 5, 6])), name="rate_band_weekdays"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("weekdays", []), _negated=True), ("on_holidays", True), _connector="OR"
                        ),
                        name="rate_band_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opens", models.F("closes")), _negated=True), ("opens", "00:00"), _connector="OR"
                        ),
                        name="rate_band_length",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RateBandEvent",
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
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("on_holidays", models.BooleanField(default=False)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
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
                        to="billing.rateband",
                    ),
                ),
                (
                    "price_book",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.pricebook",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvoicePhoto",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="billing.invoice"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.photo"),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [models.UniqueConstraint(fields=("invoice", "photo"), name="invoice_photo_once")],
            },
        ),
        migrations.CreateModel(
            name="InvoicePhotoEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.invoice",
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
                        to="billing.invoicephoto",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="work.photo",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("recipient", models.TextField()),
                ("subject", models.TextField()),
                ("body", models.TextField()),
                ("attachments", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.TextField()),
                ("message_id", models.BigIntegerField(null=True)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient", ""), _negated=True), models.Q(("subject", ""), _negated=True)
                        ),
                        name="sending_addressed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("recipient", models.TextField()),
                ("subject", models.TextField()),
                ("body", models.TextField()),
                ("attachments", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.TextField()),
                ("message_id", models.BigIntegerField(null=True)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.invoice",
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
                        to="billing.sending",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.TextField()),
                ("lines", models.PositiveIntegerField()),
                (
                    "csv",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="period_ends_after_start"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="period_no_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.TextField()),
                ("lines", models.PositiveIntegerField()),
                (
                    "csv",
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
                        to="billing.period",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="pricebookitem",
            name="price_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="pricebookitem",
            name="price_general_once",
        ),
        migrations.RemoveConstraint(
            model_name="pricebookitem",
            name="price_of_work_type_once",
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="minutes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="creditnotelineevent",
            name="minutes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="invoice",
            name="job_sheet",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="terms_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="invoiceevent",
            name="job_sheet",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="foundation.blob",
            ),
        ),
        migrations.AddField(
            model_name="invoiceevent",
            name="terms_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="coverage",
            field=models.TextField(
                choices=[
                    ("charged", "Charged"),
                    ("warranty", "Warranty"),
                    ("contract", "Contract"),
                    ("recall", "Recall"),
                    ("our_fault", "Our Fault"),
                    ("goodwill", "Goodwill"),
                ],
                default="charged",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="minutes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="invoicelineevent",
            name="coverage",
            field=models.TextField(
                choices=[
                    ("charged", "Charged"),
                    ("warranty", "Warranty"),
                    ("contract", "Contract"),
                    ("recall", "Recall"),
                    ("our_fault", "Our Fault"),
                    ("goodwill", "Goodwill"),
                ],
                default="charged",
            ),
        ),
        migrations.AddField(
            model_name="invoicelineevent",
            name="minutes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="invoicelineevent",
            name="note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="method",
            field=models.TextField(
                choices=[
                    ("bank_transfer", "Bank Transfer"),
                    ("card", "Card"),
                    ("cash", "Cash"),
                    ("check", "Check"),
                    ("direct_debit", "Direct Debit"),
                    ("other", "Other"),
                ],
                default="other",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="undoes",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="billing.payment"
            ),
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="method",
            field=models.TextField(
                choices=[
                    ("bank_transfer", "Bank Transfer"),
                    ("card", "Card"),
                    ("cash", "Cash"),
                    ("check", "Check"),
                    ("direct_debit", "Direct Debit"),
                    ("other", "Other"),
                ],
                default="other",
            ),
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="undoes",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="billing.payment",
            ),
        ),
        migrations.AddField(
            model_name="pricebook",
            name="holiday_country",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="pricebook",
            name="holiday_subdivision",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="pricebook",
            name="travel_per",
            field=models.TextField(choices=[("visit", "Visit"), ("work_order", "Work Order")], default="visit"),
        ),
        migrations.AddField(
            model_name="pricebookevent",
            name="holiday_country",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="pricebookevent",
            name="holiday_subdivision",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="pricebookevent",
            name="travel_per",
            field=models.TextField(choices=[("visit", "Visit"), ("work_order", "Work Order")], default="visit"),
        ),
        migrations.AlterField(
            model_name="creditnoteline",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="creditnotelineevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="invoiceline",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="invoicelineevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="pricebookitem",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="pricebookitemevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("labor", "Labor"),
                    ("call_out", "Call Out"),
                    ("travel", "Travel"),
                    ("part", "Part"),
                    ("no_access", "No Access"),
                    ("fee", "Fee"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("coverage__in", ["charged", "warranty", "contract", "recall", "our_fault", "goodwill"])
                ),
                name="invoice_line_coverage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("coverage", "charged"), ("net_minor", 0), _connector="OR"),
                name="invoice_line_covered_is_free",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["bank_transfer", "card", "cash", "check", "direct_debit", "other"])),
                name="payment_method_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undoes", None),
                    models.Q(("amount_minor__lt", 0), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="payment_undone_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebook",
            constraint=models.CheckConstraint(
                condition=models.Q(("travel_per__in", ["visit", "work_order"])), name="price_book_travel_per_known"
            ),
        ),
        migrations.AddField(
            model_name="pricebookitem",
            name="band",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.rateband"
            ),
        ),
        migrations.AddField(
            model_name="pricebookitemevent",
            name="band",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="billing.rateband",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["labor", "call_out", "travel", "part", "no_access", "fee"])),
                name="price_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("archived_at", None),
                    ("band", None),
                    ("kind__in", ["labor", "call_out", "travel", "no_access"]),
                    ("work_type", None),
                ),
                fields=("price_book", "kind"),
                name="price_general_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("archived_at", None),
                    ("band", None),
                    ("kind__in", ["labor", "call_out", "travel", "no_access"]),
                    ("work_type__isnull", False),
                ),
                fields=("price_book", "kind", "work_type"),
                name="price_of_work_type_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at", None), ("band__isnull", False), ("work_type", None)),
                fields=("band",),
                name="price_of_band_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at", None), ("band__isnull", False), ("work_type__isnull", False)),
                fields=("band", "work_type"),
                name="price_of_band_and_work_type_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebookitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("band", None), ("kind", "labor"), _connector="OR"), name="price_band_is_labor"
            ),
        ),
    ]
