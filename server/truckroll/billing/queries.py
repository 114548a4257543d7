"""Reads of prices, invoices and credit notes; the only way from an id to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import BigIntegerField, F, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.billing.drafting import Policy, Price
from truckroll.billing.lifecycle import InvoiceStatus
from truckroll.billing.models import (
    CreditNote,
    CreditNoteLine,
    CreditNoteTax,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Payment,
    PriceBook,
    PriceBookItem,
    Seller,
    TaxRate,
)
from truckroll.billing.totals import Creditable, TaxKey
from truckroll.foundation.refusals import NotFound

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


def list_parts() -> list[dict[str, Any]]:
    """This will list the parts of the default price books without prices, for phones: technicians see no money."""
    parts = PriceBookItem.objects.filter(
        kind="part", archived_at=None, price_book__is_default=True, price_book__archived_at=None
    )
    return [dict(part) for part in parts.order_by("name", "id").values("id", "version", "sku", "name", "unit")]


@dataclass(frozen=True, slots=True)
class Book:
    """A price book, read for drafting."""

    policy: Policy
    prices: tuple[Price, ...]


def find_book(currency: str) -> Book | None:
    """This will be the default price book of a currency, or None."""
    book = PriceBook.objects.filter(currency=currency, is_default=True, archived_at=None).first()
    if book is None:
        return None
    policy = Policy(book.labor_step_minutes, book.labor_minimum_minutes, book.labor_per, book.call_out_per)
    items = PriceBookItem.objects.filter(price_book=book, archived_at=None).order_by("id")
    return Book(
        policy,
        tuple(Price(i.pk, i.kind, i.sku, i.work_type_id, i.name, i.unit, i.unit_price, i.tax_code) for i in items),
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
    """This will list invoices, the newest first, with what was paid and credited; `open` and `paid` select by that."""
    rows: QuerySet[Invoice] = _with_settlement(Invoice.objects.visible_to(actor))
    settled = Q(total_minor__lte=F("paid_minor") + F("credited_minor"))
    if status == "paid":
        rows = rows.filter(settled, status=InvoiceStatus.ISSUED)
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
    return rows.order_by("-id")


def get_invoice(*, actor: Actor, invoice_id: int) -> Invoice:
    """This will be the invoice with that id, with what was paid and credited.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(_with_settlement(Invoice.objects.visible_to(actor).select_related("pdf")), "invoice", invoice_id)


def find_draft(work_order_id: int) -> Invoice | None:
    """This will be the draft of a work order, or None."""
    return Invoice.objects.filter(work_order_id=work_order_id, status=InvoiceStatus.DRAFT).first()


def find_standing_invoice(work_order_id: int) -> Invoice | None:
    """This will be the issued invoice of a work order that is not credited in full, or None."""
    for invoice in Invoice.objects.filter(work_order_id=work_order_id, status=InvoiceStatus.ISSUED).order_by("id"):
        if any(line.quantity for line in creditable(invoice)):
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
    for line in InvoiceLine.objects.filter(invoice=invoice, is_dropped=False).order_by("position", "id"):
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
