"""The tables of the room: who sells, prices, tax rates, invoices, credit notes, payments, periods, number counters."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.billing.lifecycle import InvoiceStatus
from truckroll.billing.totals import HALF_UP_BY_CATEGORY
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow
from truckroll.work import queries as work

IMMUTABLE = "issued_document_immutable"
PERIOD_CLOSED = "period_closed_immutable"
# An error with a constraint's name becomes a refusal on the way out, not a page for the night shift.
_REFUSE = f"""RAISE EXCEPTION 'an issued document never changes'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{IMMUTABLE}';"""
_REFUSE_PERIOD = f"""RAISE EXCEPTION 'a closed period never changes'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{PERIOD_CLOSED}';"""


def _keep_document(table: str) -> list[pgtrigger.Trigger]:
    """Refuse any change of a document that left the state of a draft, and emptying the table."""
    return [
        pgtrigger.Trigger(
            name="keep_issued",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            condition=pgtrigger.Q(old__status="issued"),
            func=_REFUSE,
        ),
        pgtrigger.Trigger(
            name="keep_all_issued",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            # Table and column names are those of this file, never anybody's input.
            func=f"IF EXISTS (SELECT 1 FROM {table} WHERE status = 'issued') THEN {_REFUSE} END IF; RETURN NULL;",  # noqa: S608
        ),
    ]


def _keep_part(parent_table: str, parent_column: str) -> list[pgtrigger.Trigger]:
    """Refuse any change of the lines and taxes of a document that is no draft any more."""
    issued = f"EXISTS (SELECT 1 FROM {parent_table} WHERE status = 'issued'"  # noqa: S608  # names of this file
    return [
        pgtrigger.Trigger(
            name="keep_issued_insert",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"IF {issued} AND id = NEW.{parent_column}) THEN {_REFUSE} END IF; RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="keep_issued",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=(
                f"IF {issued} AND id = OLD.{parent_column}) THEN {_REFUSE} END IF; "
                "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
                f"IF {issued} AND id = NEW.{parent_column}) THEN {_REFUSE} END IF; RETURN NEW;"
            ),
        ),
        pgtrigger.Trigger(
            name="keep_all_issued",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func=f"IF {issued}) THEN {_REFUSE} END IF; RETURN NULL;",
        ),
    ]


@audited
class Seller(VersionedRow):
    """The company as it stands on its invoices. One row; its zone says when a day and a fiscal year end."""

    legal_name = models.TextField()
    address = models.TextField()
    country = models.CharField(max_length=2)
    tax_id = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    bank = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    zone = models.TextField()
    fiscal_year_first_month = models.PositiveSmallIntegerField(default=1)
    invoice_series = models.TextField(default="INV")
    credit_series = models.TextField(default="CN")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="seller_single"),
            models.CheckConstraint(
                condition=Q(fiscal_year_first_month__gte=1, fiscal_year_first_month__lte=12),
                name="seller_fiscal_month",
            ),
            models.CheckConstraint(condition=~Q(invoice_series=models.F("credit_series")), name="seller_series_differ"),
            models.CheckConstraint(condition=~Q(legal_name="") & ~Q(address=""), name="seller_named"),
        ]


class TaxLetter(models.TextChoices):
    """The tax categories of EN 16931 (UNTDID 5305) that we serve."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"


@audited
class TaxRate(VersionedRow):
    """A rate under a code prices refer to, valid from a day; the tax date of an invoice selects the row (rule 45)."""

    code = models.TextField()
    name = models.TextField()
    letter = models.CharField(max_length=2, choices=TaxLetter)
    rate = models.DecimalField(max_digits=7, decimal_places=5)
    note = models.TextField(blank=True)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="tax_rate_once_a_day"),
            models.CheckConstraint(condition=Q(letter__in=TaxLetter.values), name="tax_rate_letter_known"),
            models.CheckConstraint(
                condition=(Q(letter="S") & Q(rate__gt=0) & Q(rate__lt=1)) | (~Q(letter="S") & Q(rate=0)),
                name="tax_rate_fits_letter",
            ),
            models.CheckConstraint(condition=~Q(letter__in=["E", "AE"]) | ~Q(note=""), name="tax_rate_note_present"),
        ]


class Per(models.TextChoices):
    """What labour is rounded over and call-outs are counted by."""

    VISIT = "visit"
    WORK_ORDER = "work_order"


@audited
class PriceBook(VersionedRow):
    """Prices in one currency, and how time becomes a quantity."""

    name = models.TextField()
    currency = models.CharField(max_length=3)
    is_default = models.BooleanField(default=False)
    labor_step_minutes = models.PositiveSmallIntegerField(default=15)
    labor_minimum_minutes = models.PositiveSmallIntegerField(default=0)
    labor_per = models.TextField(choices=Per, default=Per.VISIT)
    call_out_per = models.TextField(choices=Per, default=Per.WORK_ORDER)
    travel_per = models.TextField(choices=Per, default=Per.VISIT)
    # A closed door costs nothing before he has waited so long, and a canceled visit nothing so long before its start.
    no_access_grace_minutes = models.PositiveSmallIntegerField(default=0)
    late_cancel_hours = models.PositiveSmallIntegerField(default=24)
    # Whose public holidays a band means; empty means those of the country the work was done in.
    holiday_country = models.CharField(max_length=2, blank=True)
    holiday_subdivision = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["currency"], condition=Q(is_default=True, archived_at=None), name="price_book_one_default"
            ),
            models.CheckConstraint(condition=Q(labor_step_minutes__gte=1), name="price_book_step_positive"),
            models.CheckConstraint(condition=Q(labor_per__in=Per.values), name="price_book_labor_per_known"),
            models.CheckConstraint(condition=Q(call_out_per__in=Per.values), name="price_book_call_out_per_known"),
            models.CheckConstraint(condition=Q(travel_per__in=Per.values), name="price_book_travel_per_known"),
            models.CheckConstraint(condition=~Q(name=""), name="price_book_named"),
        ]


@audited
class RateBand(VersionedRow):
    """Hours that cost something else: days of the week, public holidays or both, between two times on the site's wall.

    It reaches past midnight if it closes before it opens. Where two overlap, the lower position holds.
    """

    price_book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="bands")
    name = models.TextField()
    position = models.PositiveSmallIntegerField(default=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    on_holidays = models.BooleanField(default=False)
    opens = models.TimeField()
    closes = models.TimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="rate_band_named"),
            models.CheckConstraint(condition=Q(weekdays__contained_by=list(range(7))), name="rate_band_weekdays"),
            models.CheckConstraint(condition=~Q(weekdays=[]) | Q(on_holidays=True), name="rate_band_has_days"),
            # Equal times would be a band of no length; midnight to midnight is the whole day.
            models.CheckConstraint(condition=~Q(opens=models.F("closes")) | Q(opens="00:00"), name="rate_band_length"),
        ]


class LineKind(models.TextChoices):
    LABOR = "labor"
    CALL_OUT = "call_out"
    TRAVEL = "travel"
    PART = "part"
    NO_ACCESS = "no_access"
    LATE_CANCEL = "late_cancel"
    FEE = "fee"


# Kinds of which a book has one price, for all work or for one type of it.
_SINGLE = ["labor", "call_out", "travel", "no_access", "late_cancel"]


@audited
class PriceBookItem(VersionedRow):
    """One price: of an hour, a call-out, a part, a closed door, or any other fee."""

    price_book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="items")
    kind = models.TextField(choices=LineKind)
    sku = models.TextField(blank=True)
    work_type = models.ForeignKey("work.WorkType", on_delete=models.PROTECT, null=True, related_name="+")
    band = models.ForeignKey(RateBand, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    unit = models.TextField(default="pc")
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    tax_code = models.TextField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="price_kind_known"),
            models.CheckConstraint(condition=~Q(kind="part", sku=""), name="price_part_has_sku"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="price_not_negative"),
            models.UniqueConstraint(
                fields=["price_book", "kind", "sku"], condition=Q(archived_at=None) & ~Q(sku=""), name="price_sku_once"
            ),
            models.UniqueConstraint(
                fields=["price_book", "kind"],
                condition=Q(archived_at=None, work_type=None, band=None, kind__in=_SINGLE),
                name="price_general_once",
            ),
            models.UniqueConstraint(
                fields=["price_book", "kind", "work_type"],
                condition=Q(archived_at=None, work_type__isnull=False, band=None, kind__in=_SINGLE),
                name="price_of_work_type_once",
            ),
            models.UniqueConstraint(
                fields=["band"],
                condition=Q(archived_at=None, work_type=None, band__isnull=False),
                name="price_of_band_once",
            ),
            models.UniqueConstraint(
                fields=["band", "work_type"],
                condition=Q(archived_at=None, work_type__isnull=False, band__isnull=False),
                name="price_of_band_and_work_type_once",
            ),
            models.CheckConstraint(condition=Q(band=None) | Q(kind="labor"), name="price_band_is_labor"),
        ]


class NumberCounter(Row):
    """The last number given out in a series and fiscal year."""

    series = models.TextField()
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "fiscal_year"], name="counter_once")]


class Documents(models.QuerySet["Invoice"]):
    """Invoices, by who may see them."""

    def visible_to(self, actor: Actor) -> Documents:
        """This will keep what the actor may see: who may see money all of it, limited to areas what is theirs."""
        if actor.territory_ids:
            return self.filter(work_order__in=work.visible_work_orders(actor))
        return self if actor.is_any(roles.SEES_MONEY) else self.none()


class CreditNotes(models.QuerySet["CreditNote"]):
    """Credit notes, by who may see them."""

    def visible_to(self, actor: Actor) -> CreditNotes:
        """This will keep what the actor may see: who may see money all of it, limited to areas what is theirs."""
        if actor.territory_ids:
            return self.filter(invoice__work_order__in=work.visible_work_orders(actor))
        return self if actor.is_any(roles.SEES_MONEY) else self.none()


class NumberedDocument(VersionedRow):
    """What an invoice and a credit note have in common; everything printed is copied here when it is issued."""

    status = models.TextField(choices=InvoiceStatus, default=InvoiceStatus.DRAFT)
    currency = models.CharField(max_length=3)
    rounding = models.TextField(default=HALF_UP_BY_CATEGORY)
    series = models.TextField(blank=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    number = models.TextField(null=True, unique=True)  # noqa: DJ001  # a draft has none; '' would not be unique
    issued_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    seller = models.JSONField(default=dict)
    buyer = models.JSONField(default=dict)
    net_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    pdf = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["series", "fiscal_year", "sequence"], name="%(class)s_number_once"),
            models.CheckConstraint(condition=Q(status__in=InvoiceStatus.values), name="%(class)s_status_known"),
            models.CheckConstraint(
                condition=Q(
                    status="issued",
                    number__isnull=False,
                    fiscal_year__isnull=False,
                    sequence__isnull=False,
                    issued_on__isnull=False,
                    issued_at__isnull=False,
                    pdf__isnull=False,
                )
                | (
                    ~Q(status="issued")
                    & Q(
                        number__isnull=True,
                        fiscal_year__isnull=True,
                        sequence__isnull=True,
                        issued_on__isnull=True,
                        issued_at__isnull=True,
                        pdf__isnull=True,
                    )
                ),
                name="%(class)s_issued_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=models.F("net_minor") + models.F("tax_minor")), name="%(class)s_sum"
            ),
        ]


@audited
class Invoice(NumberedDocument):
    """What a customer owes for a work order. `frozen_at` is when approval fixed its lines."""

    work_order = models.ForeignKey("work.WorkOrder", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    supplied_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    terms_days = models.PositiveSmallIntegerField(null=True)
    job_sheet = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    work = models.JSONField(default=dict)
    customer_reference = models.TextField(blank=True)
    note = models.TextField(blank=True)

    # Sums that the reads of this room add to each invoice.
    paid_minor: int
    credited_minor: int

    objects = Documents.as_manager()

    class Meta(NumberedDocument.Meta):
        constraints = [
            *NumberedDocument.Meta.constraints,
            models.UniqueConstraint(fields=["work_order"], condition=Q(status="draft"), name="invoice_one_draft"),
        ]
        triggers = _keep_document("billing_invoice")
        indexes = [models.Index(fields=["work_order"]), models.Index(fields=["customer", "-id"])]


class Coverage(models.TextChoices):
    """Who bears a line: the customer, or we and why."""

    CHARGED = "charged"
    WARRANTY = "warranty"
    CONTRACT = "contract"
    RECALL = "recall"
    OUR_FAULT = "our_fault"
    GOODWILL = "goodwill"


class DocumentLine(Row):
    """A line of an issued or drafted document. `minutes` is a time exactly, where its quantity is hours to read."""

    position = models.PositiveIntegerField()
    kind = models.TextField(choices=LineKind)
    description = models.TextField()
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.TextField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    minutes = models.PositiveIntegerField(null=True)
    net_minor = models.BigIntegerField(default=0)
    tax_code = models.TextField(blank=True)
    tax_letter = models.CharField(max_length=2, blank=True)
    tax_rate = models.DecimalField(max_digits=7, decimal_places=5, null=True)
    tax_note = models.TextField(blank=True)

    class Meta:
        abstract = True


@audited
class InvoiceLine(DocumentLine):
    """A line with the price it got when it was added (rule 46); `source` names the fact it follows from.

    `is_edited` lines keep what a person wrote when the draft is made anew; `is_dropped` ones stay, and are not charged.
    A line that is covered is printed with its note and comes to nothing.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    source = models.TextField()
    is_edited = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)
    coverage = models.TextField(choices=Coverage, default=Coverage.CHARGED)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "source"], name="invoice_line_source_once"),
            models.CheckConstraint(condition=Q(coverage__in=Coverage.values), name="invoice_line_coverage_known"),
            models.CheckConstraint(
                condition=Q(coverage="charged") | Q(net_minor=0), name="invoice_line_covered_is_free"
            ),
        ]
        triggers = _keep_part("billing_invoice", "invoice_id")

    @property
    def is_charged(self) -> bool:
        """This will say whether the line counts in the sums."""
        return not self.is_dropped and self.coverage == Coverage.CHARGED


@audited
class InvoicePhoto(Row):
    """A photo that somebody chose for the job sheet of an invoice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="photos")
    photo = models.ForeignKey("work.Photo", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["invoice", "photo"], name="invoice_photo_once")]
        triggers = _keep_part("billing_invoice", "invoice_id")


class DocumentTax(Row):
    """One tax category of a document."""

    letter = models.CharField(max_length=2)
    rate = models.DecimalField(max_digits=7, decimal_places=5)
    note = models.TextField(blank=True)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        abstract = True


@audited
class InvoiceTax(DocumentTax):
    """One tax category of an invoice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="taxes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "letter", "rate", "note"], name="invoice_tax_once")]
        triggers = _keep_part("billing_invoice", "invoice_id")


@audited
class CreditNote(NumberedDocument):
    """The correction of an issued invoice, in whole or in part. It is a draft only inside the issuing transaction."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    reason = models.TextField()

    objects = CreditNotes.as_manager()

    class Meta(NumberedDocument.Meta):
        constraints = [
            *NumberedDocument.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="creditnote_reason_present"),
        ]
        triggers = _keep_document("billing_creditnote")


@audited
class CreditNoteLine(DocumentLine):
    """How much of an invoice line is given back."""

    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    invoice_line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credit_note", "invoice_line"], name="credit_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="credit_line_quantity_positive"),
        ]
        triggers = _keep_part("billing_creditnote", "credit_note_id")


@audited
class CreditNoteTax(DocumentTax):
    """One tax category of a credit note."""

    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="taxes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credit_note", "letter", "rate", "note"], name="credit_tax_once")
        ]
        triggers = _keep_part("billing_creditnote", "credit_note_id")


class PaymentMethod(models.TextChoices):
    BANK_TRANSFER = "bank_transfer"
    CARD = "card"
    CASH = "cash"
    CHECK = "check"
    DIRECT_DEBIT = "direct_debit"
    OTHER = "other"


@audited
class Payment(Row):
    """Money that came in for an invoice; a mistake is taken back by another row of the opposite sign, never edited."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField()
    received_on = models.DateField()
    method = models.TextField(choices=PaymentMethod, default=PaymentMethod.OTHER)
    reference = models.TextField(blank=True)
    # The payment this row takes back, and why.
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="payment_not_zero"),
            models.CheckConstraint(condition=Q(method__in=PaymentMethod.values), name="payment_method_known"),
            models.CheckConstraint(
                condition=Q(undoes=None) | (Q(amount_minor__lt=0) & ~Q(reason="")), name="payment_undone_with_reason"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_payment", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=_REFUSE
            )
        ]


@audited
class Sending(Row):
    """A document that was sent to its customer: what was written, to whom, and exactly which files went with it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="sendings")
    recipient = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    # [{"name", "sha256"}] of stored blobs, in order.
    attachments = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    sent_by = models.TextField()
    # The message in the room that carries it.
    message_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(recipient="") & ~Q(subject=""), name="sending_addressed")]


@audited
class Period(Row):
    """Days whose books are closed: nothing more is dated into them, and their file is kept as it was handed over."""

    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.TextField()
    csv = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, related_name="+")
    lines = models.PositiveIntegerField()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="period_ends_after_start"),
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=[
                    (
                        models.Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_period",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_REFUSE_PERIOD,
            )
        ]
