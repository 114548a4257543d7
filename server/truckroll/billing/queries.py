"""Reads of prices, invoices and credit notes; the only way from an id to one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import BigIntegerField, F, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.billing.bands import Band
from truckroll.billing.drafting import Policy, Price
from truckroll.billing.journal import Amount, Entry
from truckroll.billing.lifecycle import InvoiceStatus
from truckroll.billing.models import (
    Coverage,
    CreditNote,
    CreditNoteLine,
    CreditNoteTax,
    Invoice,
    InvoiceLine,
    InvoicePhoto,
    InvoiceTax,
    Payment,
    Period,
    PriceBook,
    PriceBookItem,
    RateBand,
    Seller,
    Sending,
    TaxRate,
)
from truckroll.billing.readiness import NO_DRAFT, NOT_COMPLETED, Fault, faults_of
from truckroll.billing.totals import Creditable, TaxKey
from truckroll.foundation.refusals import NotFound
from truckroll.notifications.queries import standings_of
from truckroll.work import queries as work

# The states of a work order in which an invoice may follow.
_DONE = frozenset({"completed", "approved", "closed"})
M = TypeVar("M", bound=Model)


def _one(rows: QuerySet[M], noun: str, pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no {noun.replace('_', ' ')} {pk}.", noun=noun, id=pk)
    return found


def _priced(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    return rows if actor.is_any(roles.SEES_MONEY) else rows.none()


def find_seller() -> Seller | None:
    """This will be the company as it stands on invoices, or None until somebody has written it down."""
    return Seller.objects.filter(pk=1).first()


def list_tax_rates(*, actor: Actor) -> QuerySet[TaxRate]:
    """This will list all tax rates, the newest of a code first."""
    return _priced(TaxRate.objects.order_by("code", "-valid_from"), actor)


def get_tax_rate(*, actor: Actor, tax_rate_id: int) -> TaxRate:
    """This will be the tax rate with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see prices.
    """
    return _one(list_tax_rates(actor=actor), "tax_rate", tax_rate_id)


def rates_on(on: date) -> dict[str, TaxRate]:
    """This will be, by code, the rate that is valid on a tax date (rule 45)."""
    valid: dict[str, TaxRate] = {}
    for rate in TaxRate.objects.filter(valid_from__lte=on).order_by("valid_from"):
        valid[rate.code] = rate
    return valid


def list_price_books(*, actor: Actor, archived: bool = False) -> QuerySet[PriceBook]:
    """This will list the price books, by name."""
    return _priced(PriceBook.objects.filter(archived_at__isnull=not archived).order_by("name", "id"), actor)


def get_price_book(*, actor: Actor, price_book_id: int) -> PriceBook:
    """This will be the price book with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see prices.
    """
    return _one(_priced(PriceBook.objects.all(), actor), "price_book", price_book_id)


def list_items(
    *, actor: Actor, price_book_id: int | None = None, kind: str = "", search: str = "", archived: bool = False
) -> QuerySet[PriceBookItem]:
    """This will list prices, by kind and name."""
    rows = _priced(PriceBookItem.objects.filter(archived_at__isnull=not archived), actor)
    if price_book_id is not None:
        rows = rows.filter(price_book_id=price_book_id)
    if kind:
        rows = rows.filter(kind=kind)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(sku__istartswith=search))
    return rows.order_by("kind", "name", "id")


def get_item(*, actor: Actor, item_id: int) -> PriceBookItem:
    """This will be the price with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see prices.
    """
    return _one(_priced(PriceBookItem.objects.select_related("price_book"), actor), "price", item_id)


def list_bands(*, actor: Actor, price_book_id: int | None = None, archived: bool = False) -> QuerySet[RateBand]:
    """This will list the hours of a price book that cost something else, the more important first."""
    rows = _priced(RateBand.objects.filter(archived_at__isnull=not archived), actor)
    if price_book_id is not None:
        rows = rows.filter(price_book_id=price_book_id)
    return rows.order_by("position", "id")


def get_band(*, actor: Actor, band_id: int) -> RateBand:
    """This will be the band with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see prices.
    """
    return _one(_priced(RateBand.objects.select_related("price_book"), actor), "rate band", band_id)


@dataclass(frozen=True, slots=True)
class Book:
    """A price book, read for drafting. Its policy lacks the public holidays, which depend on when work was done."""

    policy: Policy
    prices: tuple[Price, ...]
    holiday_country: str
    holiday_subdivision: str


def find_book(currency: str) -> Book | None:
    """This will be the default price book of a currency, or None."""
    book = PriceBook.objects.filter(currency=currency, is_default=True, archived_at=None).first()
    if book is None:
        return None
    bands = RateBand.objects.filter(price_book=book, archived_at=None).order_by("position", "id")
    policy = Policy(
        labor_step_minutes=book.labor_step_minutes,
        labor_minimum_minutes=book.labor_minimum_minutes,
        labor_per=book.labor_per,
        call_out_per=book.call_out_per,
        travel_per=book.travel_per,
        no_access_grace_minutes=book.no_access_grace_minutes,
        late_cancel_hours=book.late_cancel_hours,
        bands=tuple(Band(b.pk, b.name, frozenset(b.weekdays), b.on_holidays, b.opens, b.closes) for b in bands),
    )
    items = PriceBookItem.objects.filter(price_book=book, archived_at=None).order_by("id")
    return Book(
        policy,
        tuple(
            Price(i.pk, i.kind, i.sku, i.work_type_id, i.name, i.unit, i.unit_price, i.tax_code, i.band_id)
            for i in items
        ),
        book.holiday_country,
        book.holiday_subdivision,
    )


def _sum_of(rows: QuerySet[M], column: str) -> Coalesce:
    per_invoice = rows.filter(invoice=OuterRef("pk")).values("invoice").annotate(s=Sum(column)).values("s")
    return Coalesce(Subquery(per_invoice, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def _with_settlement(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    sums = {
        "paid_minor": _sum_of(Payment.objects.all(), "amount_minor"),
        "credited_minor": _sum_of(CreditNote.objects.filter(status=InvoiceStatus.ISSUED), "total_minor"),
    }
    return rows.annotate(**sums)


def list_invoices(
    *,
    actor: Actor,
    status: str = "",
    customer_id: int | None = None,
    work_order_id: int | None = None,
    search: str = "",
) -> QuerySet[Invoice]:
    """This will list invoices, the newest first, with what was paid and credited.

    `open`, `paid` and `credited` are issued ones by what became of them.
    """
    rows: QuerySet[Invoice] = _with_settlement(Invoice.objects.visible_to(actor))
    settled = Q(total_minor__lte=F("paid_minor") + F("credited_minor"))
    credited = Q(total_minor__gt=0, total_minor__lte=F("credited_minor"))
    if status == "paid":
        rows = rows.filter(settled & ~credited & Q(paid_minor__gt=0), status=InvoiceStatus.ISSUED)
    elif status == "credited":
        rows = rows.filter(credited, status=InvoiceStatus.ISSUED)
    elif status == "open":
        rows = rows.filter(~settled, status=InvoiceStatus.ISSUED)
    elif status:
        rows = rows.filter(status=status)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if work_order_id is not None:
        rows = rows.filter(work_order_id=work_order_id)
    if search:
        rows = rows.filter(
            Q(number__icontains=search)
            | Q(buyer__name__icontains=search)
            | Q(work__number__iexact=search)
            | Q(customer_reference__icontains=search)
        )
    # Only what readiness asks of the work order; its index of words is as long as the rest.
    return rows.select_related("customer", "work_order").defer("work_order__word_index").order_by("-id")


def not_ready(invoices: Iterable[Invoice]) -> dict[int, list[Fault]]:
    """This will be, by id, what stands in the way of issuing each of these that is a draft, in two queries.

    The invoices come from `list_invoices` or `get_invoice`, with customer and work order.
    """
    drafts = [invoice for invoice in invoices if invoice.status == InvoiceStatus.DRAFT]
    if not drafts:
        return {}
    seller = find_seller()
    lines: dict[int, list[InvoiceLine]] = {invoice.pk: [] for invoice in drafts}
    for line in InvoiceLine.objects.filter(invoice__in=drafts, is_dropped=False).order_by("position", "id"):
        lines[line.invoice_id].append(line)
    return {
        invoice.pk: faults_of(
            invoice=invoice,
            lines=lines[invoice.pk],
            seller=seller,
            # Nobody approves what was canceled; what is left to charge is a fee.
            approved=invoice.work_order.approved_at is not None or invoice.work_order.canceled_at is not None,
            nte_minor=invoice.work_order.nte_minor,
            po_required=invoice.customer.po_required,
        )
        for invoice in drafts
    }


def billing_of(*, actor: Actor, work_order_id: int) -> tuple[Invoice | None, list[Fault]]:
    """This will be the invoice a work order stands at, if any, and what keeps it from being issued."""
    invoices = list(list_invoices(actor=actor, work_order_id=work_order_id).exclude(status=InvoiceStatus.VOID))
    drafts = [one for one in invoices if one.status == InvoiceStatus.DRAFT]
    standing = drafts[0] if drafts else next(iter(invoices), None)
    if standing is not None and standing.status == InvoiceStatus.ISSUED:
        return standing, []
    order = work.get_work_order(actor=actor, work_order_id=work_order_id)
    first = [] if order.status in _DONE or order.canceled_at is not None else [NOT_COMPLETED]
    return standing, [*first, *(not_ready([standing])[standing.pk] if standing else [NO_DRAFT])]


def get_invoice(*, actor: Actor, invoice_id: int) -> Invoice:
    """This will be the invoice with that id, with what was paid and credited.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    rows = Invoice.objects.visible_to(actor).select_related("pdf", "job_sheet", "customer", "work_order")
    return _one(_with_settlement(rows.defer("work_order__word_index")), "invoice", invoice_id)


def find_draft(work_order_id: int) -> Invoice | None:
    """This will be the draft of a work order, or None."""
    return Invoice.objects.filter(work_order_id=work_order_id, status=InvoiceStatus.DRAFT).first()


def find_standing_invoice(work_order_id: int) -> Invoice | None:
    """This will be the issued invoice of a work order that is not credited in full, or None."""
    for invoice in Invoice.objects.filter(work_order_id=work_order_id, status=InvoiceStatus.ISSUED).order_by("id"):
        left = creditable(invoice)
        # One that charges nothing at all has nothing to credit, and stands.
        if not left or any(line.quantity for line in left):
            return invoice
    return None


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """This will list the lines of an invoice as they are printed, the dropped ones too."""
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position", "id"))


def get_line(invoice: Invoice, line_id: int) -> InvoiceLine:
    """This will be the line with that id of this invoice.

    Raises
    ------
    NotFound
        The invoice has no such line.
    """
    return _one(InvoiceLine.objects.filter(invoice=invoice), "line", line_id)


def photos_of(invoice: Invoice) -> list[int]:
    """This will list the photos chosen for the job sheet, in their order."""
    return list(
        InvoicePhoto.objects.filter(invoice=invoice).order_by("position", "id").values_list("photo_id", flat=True)
    )


def payments_of(invoice: Invoice) -> list[Payment]:
    """This will list what was paid and taken back, oldest first, each with the row that takes it back."""
    return list(Payment.objects.filter(invoice=invoice).select_related("undone_by").order_by("id"))


def get_payment(*, actor: Actor, payment_id: int) -> Payment:
    """This will be the payment with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(_priced(Payment.objects.all(), actor), "payment", payment_id)


def sendings_of(invoice: Invoice) -> list[dict[str, Any]]:
    """This will list what was written to the customer with this invoice and what became of it, the latest first."""
    rows = Sending.objects.filter(invoice=invoice).order_by("-id").values()
    standings = standings_of(row["message_id"] for row in rows if row["message_id"] is not None)
    shown = []
    for row in rows:
        status, why = standings.get(row["message_id"] or 0, ("", ""))
        shown.append({**row, "status": status, "why": why})
    return shown


def list_periods(*, actor: Actor) -> QuerySet[Period]:
    """This will list the closed periods, the latest first."""
    return _priced(Period.objects.select_related("csv").order_by("-starts_on"), actor)


def get_period(*, actor: Actor, period_id: int) -> Period:
    """This will be the closed period with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see money.
    """
    return _one(list_periods(actor=actor), "period", period_id)


def find_period(on: date) -> Period | None:
    """This will be the closed period of a day, or None."""
    return Period.objects.filter(starts_on__lte=on, ends_on__gte=on).first()


def next_period_starts_on() -> date | None:
    """This will be the day on which the next period begins, or None while there is none."""
    last = Period.objects.order_by("-ends_on").first()
    return last.ends_on + timedelta(days=1) if last else None


def journal_entries(starts_on: date, ends_on: date) -> list[Entry]:
    """This will list what was issued, credited and paid in these days, for the accountant.

    It is made of what never changes: issued documents, and payments, which are only ever added.
    """
    within = (starts_on, ends_on)
    entries: list[Entry] = []
    issued = Invoice.objects.filter(issued_on__range=within, status=InvoiceStatus.ISSUED).prefetch_related("taxes")
    for invoice in issued.order_by("id"):
        entries += [_of_invoice(invoice, tax) for tax in invoice.taxes.all()] or [_of_invoice(invoice, None)]
    notes = CreditNote.objects.filter(issued_on__range=within, status=InvoiceStatus.ISSUED)
    for note in notes.select_related("invoice").prefetch_related("taxes").order_by("id"):
        entries += [_of_credit_note(note, tax) for tax in note.taxes.all()]
    payments = Payment.objects.filter(received_on__range=within).select_related("invoice").order_by("id")
    return [*entries, *(_of_payment(payment) for payment in payments)]


def _of_invoice(invoice: Invoice, tax: InvoiceTax | None) -> Entry:
    """One tax category of an invoice; one that charges nothing has none, and stands with nothing."""
    assert invoice.number is not None, "an issued invoice has its number"
    assert invoice.issued_on is not None, "and its day"
    amount = Amount(tax.net_minor, tax.tax_minor, tax.net_minor + tax.tax_minor) if tax else Amount(0, 0, 0)
    return Entry(
        external_id=_part(invoice.number, tax),
        type="invoice",
        number=invoice.number,
        on=invoice.issued_on,
        amount=amount,
        currency=invoice.currency,
        customer_id=invoice.customer_id,
        customer=invoice.buyer.get("name", ""),
        due_on=invoice.due_on,
        supplied_on=invoice.supplied_on,
        customer_tax_id=invoice.buyer.get("tax_id", ""),
        work_order=invoice.work.get("number", ""),
        their_reference=invoice.customer_reference,
        tax_category=tax.letter if tax else "",
        tax_rate=tax.rate if tax else None,
    )


def _of_credit_note(note: CreditNote, tax: CreditNoteTax) -> Entry:
    assert note.number is not None, "an issued credit note has its number"
    assert note.issued_on is not None, "and its day"
    return Entry(
        external_id=_part(note.number, tax),
        type="credit_note",
        number=note.number,
        on=note.issued_on,
        amount=Amount(-tax.net_minor, -tax.tax_minor, -tax.net_minor - tax.tax_minor),
        currency=note.currency,
        customer_id=note.invoice.customer_id,
        customer=note.buyer.get("name", ""),
        customer_tax_id=note.buyer.get("tax_id", ""),
        work_order=note.invoice.work.get("number", ""),
        their_reference=note.invoice.customer_reference,
        corrects=note.invoice.number or "",
        tax_category=tax.letter,
        tax_rate=tax.rate,
    )


def _of_payment(payment: Payment) -> Entry:
    invoice = payment.invoice
    return Entry(
        external_id=f"PAY-{payment.pk}",
        type="payment",
        number=invoice.number or "",
        on=payment.received_on,
        amount=Amount(0, 0, payment.amount_minor),
        currency=invoice.currency,
        customer_id=invoice.customer_id,
        customer=invoice.buyer.get("name", ""),
        work_order=invoice.work.get("number", ""),
        payment_method=payment.method,
        payment_reference=payment.reference or payment.reason,
    )


def _part(number: str, tax: InvoiceTax | CreditNoteTax | None) -> str:
    """The same name for the same part of a document in every file: several notes may share a category and a rate."""
    if tax is None:
        return number
    return f"{number}/{tax.letter}-{(tax.rate * 100).normalize():f}" + (f"-{tax.pk}" if tax.note else "")


def tax_key(line: InvoiceLine) -> TaxKey:
    """This will be the tax category a line falls in."""
    return TaxKey(line.tax_letter, line.tax_rate or Decimal(0), line.tax_note)


def creditable(invoice: Invoice) -> list[Creditable]:
    """This will be what is left to credit of every charged line of an issued invoice."""
    back = {
        row["invoice_line"]: (row["quantity"], row["net"])
        for row in CreditNoteLine.objects.filter(credit_note__invoice=invoice, credit_note__status=InvoiceStatus.ISSUED)
        .values("invoice_line")
        .annotate(quantity=Sum("quantity"), net=Sum("net_minor"))
    }
    left = []
    charged = InvoiceLine.objects.filter(invoice=invoice, is_dropped=False, coverage=Coverage.CHARGED)
    for line in charged.order_by("position", "id"):
        quantity, net = back.get(line.pk, (Decimal(0), 0))
        assert line.unit_price is not None, "an issued line has a price"
        left.append(Creditable(line.pk, line.quantity - quantity, line.net_minor - net, line.unit_price, tax_key(line)))
    return left


def creditable_taxes(invoice: Invoice) -> dict[TaxKey, tuple[int, int]]:
    """This will be, per tax category of an issued invoice, the net and tax not yet credited."""
    left = {
        TaxKey(t.letter, t.rate, t.note): (t.net_minor, t.tax_minor) for t in InvoiceTax.objects.filter(invoice=invoice)
    }
    for given in CreditNoteTax.objects.filter(credit_note__invoice=invoice, credit_note__status=InvoiceStatus.ISSUED):
        key = TaxKey(given.letter, given.rate, given.note)
        net, tax = left[key]
        left[key] = (net - given.net_minor, tax - given.tax_minor)
    return left


def list_credit_notes(*, actor: Actor, invoice_id: int | None = None) -> QuerySet[CreditNote]:
    """This will list the issued credit notes, the newest first."""
    rows: QuerySet[CreditNote] = CreditNote.objects.visible_to(actor).filter(status=InvoiceStatus.ISSUED)
    if invoice_id is not None:
        rows = rows.filter(invoice_id=invoice_id)
    return rows.select_related("invoice").prefetch_related("lines", "taxes").order_by("-id")


def get_credit_note(*, actor: Actor, credit_note_id: int) -> CreditNote:
    """This will be the credit note with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(list_credit_notes(actor=actor).select_related("pdf"), "credit_note", credit_note_id)
