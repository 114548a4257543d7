import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from truckroll.foundation.migrating import TablesMigration


class Migration(TablesMigration):
    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        ("foundation", "0002_feed"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("work", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
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
                        choices=[("draft", "Draft"), ("issued", "Issued"), ("void", "Void")], default="draft"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("rounding", models.TextField(default="half_up_by_category")),
                ("series", models.TextField(blank=True)),
                ("fiscal_year", models.PositiveSmallIntegerField(null=True)),
                ("sequence", models.PositiveIntegerField(null=True)),
                ("number", models.TextField(null=True, unique=True)),
                ("issued_on", models.DateField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("seller", models.JSONField(default=dict)),
                ("buyer", models.JSONField(default=dict)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("total_minor", models.BigIntegerField(default=0)),
                ("frozen_at", models.DateTimeField(null=True)),
                ("supplied_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("work", models.JSONField(default=dict)),
                ("customer_reference", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
                (
                    "work_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="work.workorder"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["work_order"], name="billing_inv_work_or_dd7e7a_idx"),
                    models.Index(fields=["customer", "-id"], name="billing_inv_custome_060919_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "fiscal_year", "sequence"), name="invoice_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "issued", "void"])), name="invoice_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("fiscal_year__isnull", False),
                                ("issued_at__isnull", False),
                                ("issued_on__isnull", False),
                                ("number__isnull", False),
                                ("pdf__isnull", False),
                                ("sequence__isnull", False),
                                ("status", "issued"),
                            ),
                            models.Q(
                                models.Q(("status", "issued"), _negated=True),
                                ("fiscal_year__isnull", True),
                                ("issued_at__isnull", True),
                                ("issued_on__isnull", True),
                                ("number__isnull", True),
                                ("pdf__isnull", True),
                                ("sequence__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_issued_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="invoice_sum",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft")), fields=("work_order",), name="invoice_one_draft"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("series", models.TextField()),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("series", "fiscal_year"), name="counter_once")],
            },
        ),
        migrations.CreateModel(
            name="PriceBook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("name", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("is_default", models.BooleanField(default=False)),
                ("labor_step_minutes", models.PositiveSmallIntegerField(default=15)),
                ("labor_minimum_minutes", models.PositiveSmallIntegerField(default=0)),
                (
                    "labor_per",
                    models.TextField(choices=[("visit", "Visit"), ("work_order", "Work Order")], default="visit"),
                ),
                (
                    "call_out_per",
                    models.TextField(choices=[("visit", "Visit"), ("work_order", "Work Order")], default="work_order"),
                ),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None), ("is_default", True)),
                        fields=("currency",),
                        name="price_book_one_default",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("labor_step_minutes__gte", 1)), name="price_book_step_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("labor_per__in", ["visit", "work_order"])),
                        name="price_book_labor_per_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("call_out_per__in", ["visit", "work_order"])),
                        name="price_book_call_out_per_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="price_book_named"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seller",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("legal_name", models.TextField()),
                ("address", models.TextField()),
                ("country", models.CharField(max_length=2)),
                ("tax_id", models.TextField(blank=True)),
                ("email", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("bank", models.TextField(blank=True)),
                ("footer", models.TextField(blank=True)),
                ("currency", models.CharField(max_length=3)),
                ("zone", models.TextField()),
                ("fiscal_year_first_month", models.PositiveSmallIntegerField(default=1)),
                ("invoice_series", models.TextField(default="INV")),
                ("credit_series", models.TextField(default="CN")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="seller_single"),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year_first_month__gte", 1), ("fiscal_year_first_month__lte", 12)),
                        name="seller_fiscal_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("invoice_series", models.F("credit_series")), _negated=True),
                        name="seller_series_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("legal_name", ""), _negated=True), models.Q(("address", ""), _negated=True)
                        ),
                        name="seller_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("code", models.TextField()),
                ("name", models.TextField()),
                (
                    "letter",
                    models.CharField(
                        choices=[("S", "Standard"), ("Z", "Zero"), ("E", "Exempt"), ("AE", "Reverse Charge")],
                        max_length=2,
                    ),
                ),
                ("rate", models.DecimalField(decimal_places=5, max_digits=7)),
                ("note", models.TextField(blank=True)),
                ("valid_from", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="tax_rate_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("letter__in", ["S", "Z", "E", "AE"])), name="tax_rate_letter_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("letter", "S"), ("rate__gt", 0), ("rate__lt", 1)),
                            models.Q(models.Q(("letter", "S"), _negated=True), ("rate", 0)),
                            _connector="OR",
                        ),
                        name="tax_rate_fits_letter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("letter__in", ["E", "AE"]), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="tax_rate_note_present",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
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
                        choices=[("draft", "Draft"), ("issued", "Issued"), ("void", "Void")], default="draft"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("rounding", models.TextField(default="half_up_by_category")),
                ("series", models.TextField(blank=True)),
                ("fiscal_year", models.PositiveSmallIntegerField(null=True)),
                ("sequence", models.PositiveIntegerField(null=True)),
                ("number", models.TextField(null=True, unique=True)),
                ("issued_on", models.DateField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("seller", models.JSONField(default=dict)),
                ("buyer", models.JSONField(default=dict)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("total_minor", models.BigIntegerField(default=0)),
                ("reason", models.TextField()),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.blob"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credit_notes", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "fiscal_year", "sequence"), name="creditnote_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "issued", "void"])), name="creditnote_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("fiscal_year__isnull", False),
                                ("issued_at__isnull", False),
                                ("issued_on__isnull", False),
                                ("number__isnull", False),
                                ("pdf__isnull", False),
                                ("sequence__isnull", False),
                                ("status", "issued"),
                            ),
                            models.Q(
                                models.Q(("status", "issued"), _negated=True),
                                ("fiscal_year__isnull", True),
                                ("issued_at__isnull", True),
                                ("issued_on__isnull", True),
                                ("number__isnull", True),
                                ("pdf__isnull", True),
                                ("sequence__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="creditnote_issued_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="creditnote_sum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="creditnote_reason_present"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceEvent",
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
                        choices=[("draft", "Draft"), ("issued", "Issued"), ("void", "Void")], default="draft"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("rounding", models.TextField(default="half_up_by_category")),
                ("series", models.TextField(blank=True)),
                ("fiscal_year", models.PositiveSmallIntegerField(null=True)),
                ("sequence", models.PositiveIntegerField(null=True)),
                ("number", models.TextField(null=True)),
                ("issued_on", models.DateField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("seller", models.JSONField(default=dict)),
                ("buyer", models.JSONField(default=dict)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("total_minor", models.BigIntegerField(default=0)),
                ("frozen_at", models.DateTimeField(null=True)),
                ("supplied_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("work", models.JSONField(default=dict)),
                ("customer_reference", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pdf",
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
                        to="billing.invoice",
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
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("labor", "Labor"),
                            ("call_out", "Call Out"),
                            ("part", "Part"),
                            ("no_access", "No Access"),
                            ("fee", "Fee"),
                        ]
                    ),
                ),
                ("description", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=14)),
                ("unit", models.TextField()),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_code", models.TextField(blank=True)),
                ("tax_letter", models.CharField(blank=True, max_length=2)),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=7, null=True)),
                ("tax_note", models.TextField(blank=True)),
                ("source", models.TextField()),
                ("is_edited", models.BooleanField(default=False)),
                ("is_dropped", models.BooleanField(default=False)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("invoice", "source"), name="invoice_line_source_once")],
            },
        ),
        migrations.CreateModel(
            name="InvoiceTax",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("letter", models.CharField(max_length=2)),
                ("rate", models.DecimalField(decimal_places=5, max_digits=7)),
                ("note", models.TextField(blank=True)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taxes", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "letter", "rate", "note"), name="invoice_tax_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("received_on", models.DateField()),
                ("reference", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True), name="payment_not_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceBookEvent",
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
                ("currency", models.CharField(max_length=3)),
                ("is_default", models.BooleanField(default=False)),
                ("labor_step_minutes", models.PositiveSmallIntegerField(default=15)),
                ("labor_minimum_minutes", models.PositiveSmallIntegerField(default=0)),
                (
                    "labor_per",
                    models.TextField(choices=[("visit", "Visit"), ("work_order", "Work Order")], default="visit"),
                ),
                (
                    "call_out_per",
                    models.TextField(choices=[("visit", "Visit"), ("work_order", "Work Order")], default="work_order"),
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
                        to="billing.pricebook",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PriceBookItem",
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
                            ("labor", "Labor"),
                            ("call_out", "Call Out"),
                            ("part", "Part"),
                            ("no_access", "No Access"),
                            ("fee", "Fee"),
                        ]
                    ),
                ),
                ("sku", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("unit", models.TextField(default="pc")),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14)),
                ("tax_code", models.TextField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "price_book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="billing.pricebook"
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["labor", "call_out", "part", "no_access", "fee"])),
                        name="price_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "part"), ("sku", ""), _negated=True), name="price_part_has_sku"
                    ),
                    models.CheckConstraint(condition=models.Q(("unit_price__gte", 0)), name="price_not_negative"),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None), models.Q(("sku", ""), _negated=True)),
                        fields=("price_book", "kind", "sku"),
                        name="price_sku_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at", None), ("kind__in", ["labor", "call_out", "no_access"]), ("work_type", None)
                        ),
                        fields=("price_book", "kind"),
                        name="price_general_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("archived_at", None),
                            ("kind__in", ["labor", "call_out", "no_access"]),
                            ("work_type__isnull", False),
                        ),
                        fields=("price_book", "kind", "work_type"),
                        name="price_of_work_type_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SellerEvent",
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
                ("legal_name", models.TextField()),
                ("address", models.TextField()),
                ("country", models.CharField(max_length=2)),
                ("tax_id", models.TextField(blank=True)),
                ("email", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("bank", models.TextField(blank=True)),
                ("footer", models.TextField(blank=True)),
                ("currency", models.CharField(max_length=3)),
                ("zone", models.TextField()),
                ("fiscal_year_first_month", models.PositiveSmallIntegerField(default=1)),
                ("invoice_series", models.TextField(default="INV")),
                ("credit_series", models.TextField(default="CN")),
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
                        to="billing.seller",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaxRateEvent",
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
                ("code", models.TextField()),
                ("name", models.TextField()),
                (
                    "letter",
                    models.CharField(
                        choices=[("S", "Standard"), ("Z", "Zero"), ("E", "Exempt"), ("AE", "Reverse Charge")],
                        max_length=2,
                    ),
                ),
                ("rate", models.DecimalField(decimal_places=5, max_digits=7)),
                ("note", models.TextField(blank=True)),
                ("valid_from", models.DateField()),
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
                        to="billing.taxrate",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CreditNoteEvent",
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
                        choices=[("draft", "Draft"), ("issued", "Issued"), ("void", "Void")], default="draft"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("rounding", models.TextField(default="half_up_by_category")),
                ("series", models.TextField(blank=True)),
                ("fiscal_year", models.PositiveSmallIntegerField(null=True)),
                ("sequence", models.PositiveIntegerField(null=True)),
                ("number", models.TextField(null=True)),
                ("issued_on", models.DateField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("seller", models.JSONField(default=dict)),
                ("buyer", models.JSONField(default=dict)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("total_minor", models.BigIntegerField(default=0)),
                ("reason", models.TextField()),
                (
                    "pdf",
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
                        to="billing.creditnote",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CreditNoteLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("labor", "Labor"),
                            ("call_out", "Call Out"),
                            ("part", "Part"),
                            ("no_access", "No Access"),
                            ("fee", "Fee"),
                        ]
                    ),
                ),
                ("description", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=14)),
                ("unit", models.TextField()),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_code", models.TextField(blank=True)),
                ("tax_letter", models.CharField(blank=True, max_length=2)),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=7, null=True)),
                ("tax_note", models.TextField(blank=True)),
                (
                    "credit_note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="billing.creditnote"
                    ),
                ),
                (
                    "invoice_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.invoiceline"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("credit_note", "invoice_line"), name="credit_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="credit_line_quantity_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNoteTax",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("letter", models.CharField(max_length=2)),
                ("rate", models.DecimalField(decimal_places=5, max_digits=7)),
                ("note", models.TextField(blank=True)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "credit_note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taxes", to="billing.creditnote"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("credit_note", "letter", "rate", "note"), name="credit_tax_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("labor", "Labor"),
                            ("call_out", "Call Out"),
                            ("part", "Part"),
                            ("no_access", "No Access"),
                            ("fee", "Fee"),
                        ]
                    ),
                ),
                ("description", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=14)),
                ("unit", models.TextField()),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_code", models.TextField(blank=True)),
                ("tax_letter", models.CharField(blank=True, max_length=2)),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=7, null=True)),
                ("tax_note", models.TextField(blank=True)),
                ("source", models.TextField()),
                ("is_edited", models.BooleanField(default=False)),
                ("is_dropped", models.BooleanField(default=False)),
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
                        to="billing.invoiceline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvoiceTaxEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("letter", models.CharField(max_length=2)),
                ("rate", models.DecimalField(decimal_places=5, max_digits=7)),
                ("note", models.TextField(blank=True)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
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
                        to="billing.invoicetax",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("received_on", models.DateField()),
                ("reference", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
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
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PriceBookItemEvent",
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
                            ("labor", "Labor"),
                            ("call_out", "Call Out"),
                            ("part", "Part"),
                            ("no_access", "No Access"),
                            ("fee", "Fee"),
                        ]
                    ),
                ),
                ("sku", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("unit", models.TextField(default="pc")),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14)),
                ("tax_code", models.TextField()),
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
                        to="billing.pricebookitem",
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
            name="CreditNoteLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("labor", "Labor"),
                            ("call_out", "Call Out"),
                            ("part", "Part"),
                            ("no_access", "No Access"),
                            ("fee", "Fee"),
                        ]
                    ),
                ),
                ("description", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=14)),
                ("unit", models.TextField()),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_code", models.TextField(blank=True)),
                ("tax_letter", models.CharField(blank=True, max_length=2)),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=7, null=True)),
                ("tax_note", models.TextField(blank=True)),
                (
                    "credit_note",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.creditnote",
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
                        to="billing.creditnoteline",
                    ),
                ),
                (
                    "invoice_line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.invoiceline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CreditNoteTaxEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("letter", models.CharField(max_length=2)),
                ("rate", models.DecimalField(decimal_places=5, max_digits=7)),
                ("note", models.TextField(blank=True)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "credit_note",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.creditnote",
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
                        to="billing.creditnotetax",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
