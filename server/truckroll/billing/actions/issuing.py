"""Writes that are legally out: issuing an invoice, and crediting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from truckroll.accounts.actors import Actor
from truckroll.billing import documents, queries
from truckroll.billing.actions.drafts import buyer_of, lock_draft
from truckroll.billing.actions.periods import check_open
from truckroll.billing.events import CreditNoteIssued, InvoiceIssued
from truckroll.billing.lifecycle import INVOICE, InvoiceStatus
from truckroll.billing.models import (
    CreditNote,
    CreditNoteLine,
    CreditNoteTax,
    Invoice,
    InvoiceLine,
    Seller,
)
from truckroll.billing.numbers import day_in_company, fiscal_year, take_number
from truckroll.billing.readiness import faults_of
from truckroll.billing.refusals import CreditExceedsInvoice, InvoiceNotReady
from truckroll.billing.totals import Totals, credit_net, credit_total
from truckroll.customers.queries import get_customer
from truckroll.foundation import blobs, crash
from truckroll.foundation.events import publish
from truckroll.foundation.lifecycle import MoveRefused
from truckroll.foundation.refusals import Invalid
from truckroll.work import queries as work
from truckroll.work.actions.work_orders import close_work_order
from truckroll.work.job_sheet import job_sheet


def issue_invoice(*, invoice: Invoice, actor: Actor, now: datetime, version: int | None = None) -> Invoice:
    """This will make a draft legally binding: number, copies of all names, PDF and its hash, for good.

    The counter is locked last and until the commit, so numbers have no gap and no twin.

    Raises
    ------
    InvoiceNotReady
        Something is missing; the facts name each point.
    PeriodIsClosed
        The books of today are closed.
    MoveRefused
        It is issued already, or void.
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    order = work.get_work_order(actor=actor, work_order_id=invoice.work_order_id)
    if order.approved_at is not None:
        # The work order is locked before its invoice, as approving does, so that the two never wait for each other.
        close_work_order(work_order=order, actor=actor, now=now)
    lock_draft(invoice, version)
    customer = get_customer(actor=actor, customer_id=invoice.customer_id)
    invoice.buyer = buyer_of(customer)
    seller = queries.find_seller()
    lines = [line for line in queries.lines_of(invoice) if not line.is_dropped]
    faults = faults_of(
        invoice=invoice,
        lines=lines,
        seller=seller,
        approved=order.approved_at is not None or order.canceled_at is not None,
        nte_minor=order.nte_minor,
        po_required=customer.po_required,
    )
    if faults or seller is None:
        raise InvoiceNotReady(" ".join(fault.says for fault in faults), faults=[fault.as_dict() for fault in faults])
    on = day_in_company(now, seller.zone)
    check_open(on)
    sheet = job_sheet(invoice.work_order_id, photo_ids=queries.photos_of(invoice))
    sheet_pdf = blobs.store(documents.job_sheet_pdf(sheet, seller=seller_of(seller), buyer=invoice.buyer, made_at=now))
    year = fiscal_year(on, first_month=seller.fiscal_year_first_month)
    sequence, number = take_number(seller.invoice_series, year)
    crash.point("inv.after_number")
    invoice.seller, invoice.number, invoice.terms_days = seller_of(seller), number, customer.terms_days
    invoice.issued_on, invoice.due_on = on, on + timedelta(days=customer.terms_days)
    pdf = blobs.store(documents.invoice_pdf(invoice, lines, list(invoice.taxes.order_by("id")), made_at=now))
    crash.point("inv.after_pdf")
    INVOICE.move(
        invoice,
        "issue",
        actor=actor,
        at=now,
        facts={"number": number, "pdf_sha256": pdf.sha256},
        series=seller.invoice_series,
        fiscal_year=year,
        sequence=sequence,
        number=number,
        issued_on=on,
        issued_at=now,
        due_on=invoice.due_on,
        terms_days=invoice.terms_days,
        job_sheet=sheet_pdf,
        seller=invoice.seller,
        buyer=invoice.buyer,
        pdf=pdf,
    )
    publish(
        InvoiceIssued(invoice_id=invoice.pk, work_order_id=invoice.work_order_id, number=number),
        at=now,
        topics=["money"],
    )
    return invoice


@dataclass(frozen=True, slots=True)
class Back:
    """How much of which line is given back."""

    line_id: int
    quantity: Decimal


def credit_invoice(
    *, invoice: Invoice, reason: str, actor: Actor, now: datetime, lines: Sequence[Back] | None = None
) -> CreditNote:
    """This will give back an issued invoice, or the named quantities of its lines, by a numbered document.

    Raises
    ------
    MoveRefused
        The invoice is not issued: a draft is simply changed or voided.
    CreditExceedsInvoice
        More would be given back than is left.
    PeriodIsClosed
        The books of today are closed.
    """
    # Two people crediting at once: the second sees what the first gave back.
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.status != InvoiceStatus.ISSUED:
        raise MoveRefused(
            f"This invoice is {invoice.status}; only an issued one is credited.",
            what_to_do="Change or void the draft.",
            id=invoice.pk,
            status=invoice.status,
        )
    seller = queries.find_seller()
    assert seller is not None, "an issued invoice has a seller"
    chosen, sums = _credited(invoice, lines)
    on = day_in_company(now, seller.zone)
    check_open(on)
    year = fiscal_year(on, first_month=seller.fiscal_year_first_month)
    note = CreditNote.objects.create(
        invoice=invoice,
        reason=reason,
        currency=invoice.currency,
        rounding=invoice.rounding,
        seller=seller_of(seller),
        buyer=invoice.buyer,
        net_minor=sums.net_minor,
        tax_minor=sums.tax_minor,
        total_minor=sums.total_minor,
    )
    for line in chosen:
        line.credit_note = note
    rows = CreditNoteLine.objects.bulk_create(chosen)
    taxes = CreditNoteTax.objects.bulk_create(
        CreditNoteTax(
            credit_note=note,
            letter=t.key.letter,
            rate=t.key.rate,
            note=t.key.note,
            net_minor=t.net_minor,
            tax_minor=t.tax_minor,
        )
        for t in sums.taxes
    )
    sequence, number = take_number(seller.credit_series, year)
    crash.point("inv.after_number")
    note.number, note.issued_on = number, on
    pdf = blobs.store(documents.credit_note_pdf(note, invoice, rows, taxes, made_at=now))
    crash.point("inv.after_pdf")
    note.status, note.issued_at, note.pdf = InvoiceStatus.ISSUED, now, pdf
    note.series, note.fiscal_year, note.sequence = seller.credit_series, year, sequence
    note.save(update_fields=["number", "issued_on", "status", "issued_at", "pdf", "series", "fiscal_year", "sequence"])
    publish(
        CreditNoteIssued(
            credit_note_id=note.pk, invoice_id=invoice.pk, work_order_id=invoice.work_order_id, number=number
        ),
        at=now,
        topics=["money"],
    )
    return note


def _credited(invoice: Invoice, lines: Sequence[Back] | None) -> tuple[list[CreditNoteLine], Totals]:
    """The lines of a credit note, not yet saved, and its sums."""
    left = {line.line_id: line for line in queries.creditable(invoice)}
    asked = (
        {one.line_id: one.quantity for one in lines}
        if lines is not None
        else {line.line_id: line.quantity for line in left.values() if line.quantity}
    )
    if lines is not None and len(asked) < len(lines):
        raise Invalid("A line is named twice; say once how much of it is given back.", field="lines")
    if not asked or any(quantity <= 0 for quantity in asked.values()):
        raise CreditExceedsInvoice("Nothing is left of this invoice to give back.", invoice_id=invoice.pk)
    beyond = [
        {"line_id": i, "asked": str(quantity), "left": str(left[i].quantity if i in left else 0)}
        for i, quantity in asked.items()
        if i not in left or quantity > left[i].quantity
    ]
    if beyond:
        raise CreditExceedsInvoice("Some lines would be given back beyond what was invoiced.", lines=beyond)
    charged = {line.pk: line for line in queries.lines_of(invoice)}
    chosen = []
    for position, (line_id, quantity) in enumerate(asked.items(), 1):
        line = charged[line_id]
        chosen.append(_credit_line(line, position, quantity, credit_net(left[line_id], quantity, invoice.currency)))
    sums = credit_total(
        ((line.net_minor, left[line.invoice_line_id].tax) for line in chosen), left=queries.creditable_taxes(invoice)
    )
    return chosen, sums


def _credit_line(line: InvoiceLine, position: int, quantity: Decimal, net_minor: int) -> CreditNoteLine:
    return CreditNoteLine(
        invoice_line=line,
        position=position,
        kind=line.kind,
        description=line.description,
        quantity=quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        net_minor=net_minor,
        tax_code=line.tax_code,
        tax_letter=line.tax_letter,
        tax_rate=line.tax_rate,
        tax_note=line.tax_note,
    )


def seller_of(seller: Seller) -> dict[str, str]:
    """This will be the company as it stands on a document."""
    return {
        "name": seller.legal_name,
        "address": seller.address,
        "country": seller.country,
        "tax_id": seller.tax_id,
        "email": seller.email,
        "phone": seller.phone,
        "bank": seller.bank,
        "footer": seller.footer,
    }
