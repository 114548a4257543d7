"""Writes of invoice drafts: made from what was done, changed by hand, thrown away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from truckroll.accounts.actors import Actor
from truckroll.billing import drafting, queries, taxing
from truckroll.billing.drafting import Line
from truckroll.billing.events import InvoiceChanged, InvoiceDrafted, InvoiceVoided
from truckroll.billing.lifecycle import INVOICE, InvoiceStatus
from truckroll.billing.models import Coverage, Invoice, InvoiceLine, InvoicePhoto, InvoiceTax, TaxRate
from truckroll.billing.refusals import AlreadyInvoiced
from truckroll.billing.totals import total
from truckroll.contracts import queries as contracts
from truckroll.customers.queries import get_customer
from truckroll.foundation import money
from truckroll.foundation.events import publish
from truckroll.foundation.lifecycle import MoveRefused
from truckroll.foundation.refusals import Invalid, NotFound
from truckroll.foundation.versions import lock_at
from truckroll.work import queries as work

if TYPE_CHECKING:
    from truckroll.customers.models import Customer

MAX_LINES = 500
MAX_PHOTOS = 24


def draft_invoice(*, work_order_id: int, actor: Actor, now: datetime) -> Invoice:
    """This will make the draft of a work order, or make it anew from what was done, with no typing.

    A price is copied when its line is added and kept from then on (rule 46), as is what a person edited or dropped.
    Lines of an approved work order are fixed: only what is missing there, a price or a tax rate, is filled in.

    Raises
    ------
    AlreadyInvoiced
        An issued invoice of this work order stands.
    """
    facts = work.billable_facts(work_order_id)
    if (standing := queries.find_standing_invoice(work_order_id)) is not None:
        raise AlreadyInvoiced(
            f"{facts.number} is invoiced by {standing.number}.", invoice_id=standing.pk, number=standing.number
        )
    customer = get_customer(actor=actor, customer_id=facts.bill_to_id)
    # Somebody who makes the same draft now is waited for by the unique index, and then we both go on with one.
    Invoice.objects.bulk_create(
        [
            Invoice(
                work_order_id=work_order_id,
                customer=customer,
                currency=customer.currency,
                customer_reference=facts.customer_reference,
            )
        ],
        ignore_conflicts=True,
    )
    invoice = Invoice.objects.select_for_update().get(work_order_id=work_order_id, status=InvoiceStatus.DRAFT)
    if invoice.version == 1 and not invoice.work:
        INVOICE.begin(invoice, actor=actor, at=now)
    if invoice.frozen_at is not None:
        return _complete(invoice, facts, customer, now)
    supplied_on = _supplied_on(facts, now)
    invoice.change(
        customer=customer,
        currency=customer.currency,
        buyer=buyer_of(customer),
        supplied_on=supplied_on,
        work={
            "number": facts.number,
            "description": facts.description,
            "work_type": facts.work_type_name,
            "site_name": facts.site_name,
            "site_address": facts.site_address,
            "warranty_until": facts.warranty_until.isoformat() if facts.warranty_until else None,
        },
        customer_reference=invoice.customer_reference or facts.customer_reference,
        frozen_at=now if facts.approved_at is not None else None,
    )
    _match_lines(invoice, facts, supplied_on, customer.tax_treatment)
    sum_up(invoice)
    publish(InvoiceDrafted(invoice_id=invoice.pk, work_order_id=work_order_id), at=now, topics=["money"])
    return invoice


def _complete(invoice: Invoice, facts: work.BillableFacts, customer: Customer, now: datetime) -> Invoice:
    """Fill in the prices and rates that were missing when the lines were fixed; change nothing that is there."""
    assert invoice.supplied_on is not None, "a draft has its tax date from the start"
    rates = queries.rates_on(invoice.supplied_on)
    wanted = _wanted(invoice.currency, facts)
    by_source = {line.source: line for line in wanted}
    for row in queries.lines_of(invoice):
        line = by_source.get(row.source)
        if row.unit_price is None and line is not None and line.price is not None:
            row.unit, row.unit_price = line.unit, line.price.unit_price
            row.tax_code = taxing.code_for(customer.tax_treatment, line.price.tax_code, rates)
        elif not row.tax_code and line is not None and line.price is not None:
            row.tax_code = taxing.code_for(customer.tax_treatment, line.price.tax_code, rates)
        if not row.tax_letter:
            _set_tax(row, rates.get(row.tax_code))
        row.net_minor = _net(row, invoice.currency)
        row.save(update_fields=["unit", "unit_price", "tax_code", "tax_letter", "tax_rate", "tax_note", "net_minor"])
    invoice.change(buyer=buyer_of(customer), customer_reference=invoice.customer_reference or facts.customer_reference)
    sum_up(invoice)
    return _changed(invoice, now)


def unfreeze_draft(*, work_order_id: int, now: datetime) -> None:
    """This will let the draft of a work order follow what is done there again, because its approval was taken back."""
    invoice = (
        Invoice.objects.select_for_update().filter(work_order_id=work_order_id, status=InvoiceStatus.DRAFT).first()
    )
    if invoice is not None and invoice.frozen_at is not None:
        invoice.change(frozen_at=None)
        publish(InvoiceChanged(invoice_id=invoice.pk, work_order_id=work_order_id), at=now, topics=["money"])


def void_lines(*, work_order_id: int, actor: Actor, now: datetime) -> None:
    """This will let the draft of a canceled work order follow: its lines stay, void, with who canceled and why.

    What a person wrote there is void too. A fee for canceling late makes a draft where there was none.
    """
    facts = work.billable_facts(work_order_id)
    if queries.find_standing_invoice(work_order_id) is not None:
        return
    customer = get_customer(actor=actor, customer_id=facts.bill_to_id)
    known = queries.find_draft(work_order_id)
    if known is None and all(line.is_dropped for line in _wanted(customer.currency, facts)):
        return
    if known is not None:
        by_hand = InvoiceLine.objects.filter(invoice=known, is_edited=True)
        by_hand.update(is_dropped=True, note=facts.void)
    draft_invoice(work_order_id=work_order_id, actor=actor, now=now)


def change_invoice(
    *, invoice: Invoice, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Invoice:
    """This will change what a draft says beside its lines.

    Raises
    ------
    MoveRefused
        It is no draft any more.
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    lock_draft(invoice, version)
    invoice.change(**values)
    if "supplied_on" in values:
        rates = queries.rates_on(values["supplied_on"])
        for line in queries.lines_of(invoice):
            _set_tax(line, rates.get(line.tax_code))
            line.save(update_fields=["tax_letter", "tax_rate", "tax_note"])
        sum_up(invoice)
    return _changed(invoice, now)


def add_line(
    *,
    invoice: Invoice,
    kind: str,
    description: str,
    quantity: Decimal,
    unit: str,
    unit_price: Decimal,
    tax_code: str,
    actor: Actor,
    now: datetime,
) -> Invoice:
    """This will add a line by hand.

    Raises
    ------
    MoveRefused
        It is no draft any more.
    Invalid
        Nobody knows the tax code, or the invoice has as many lines as it can.
    """
    lock_draft(invoice)
    lines = queries.lines_of(invoice)
    if len(lines) >= MAX_LINES:
        raise Invalid(f"An invoice has at most {MAX_LINES} lines.")
    line = InvoiceLine(
        invoice=invoice,
        source=f"manual:{uuid.uuid4()}",
        is_edited=True,
        kind=kind,
        description=description,
        position=max((one.position for one in lines), default=0) + 1,
        quantity=quantity,
        unit=unit,
        unit_price=unit_price,
        tax_code=tax_code,
    )
    _set_tax(line, _rate(invoice, tax_code))
    line.net_minor = money.line_minor(quantity, unit_price, invoice.currency)
    line.save()
    sum_up(invoice)
    return _changed(invoice, now)


def change_line(*, invoice: Invoice, line: InvoiceLine, values: dict[str, Any], actor: Actor, now: datetime) -> Invoice:
    """This will change, drop or bring back a line by hand; from then on the draft keeps it as it was written.

    Raises
    ------
    MoveRefused
        It is no draft any more.
    Invalid
        Nobody knows the tax code.
    """
    lock_draft(invoice)
    line.refresh_from_db()
    for name, value in values.items():
        setattr(line, name, value)
    if {"quantity", "unit"} & values.keys():
        line.minutes = None
    if "tax_code" in values:
        _set_tax(line, _rate(invoice, line.tax_code))
    line.is_edited = True
    line.net_minor = _net(line, invoice.currency)
    line.save(update_fields=[*values, "minutes", "tax_letter", "tax_rate", "tax_note", "is_edited", "net_minor"])
    sum_up(invoice)
    return _changed(invoice, now)


def choose_photos(*, invoice: Invoice, photo_ids: Sequence[int], actor: Actor, now: datetime) -> Invoice:
    """This will put these photos of the work order on the job sheet, in this order, and no others.

    Raises
    ------
    MoveRefused
        The invoice is no draft any more.
    NotFound
        The work order has no such photo.
    Invalid
        More photos than a sheet holds.
    """
    lock_draft(invoice)
    chosen = list(dict.fromkeys(photo_ids))
    if len(chosen) > MAX_PHOTOS:
        raise Invalid(f"A job sheet shows at most {MAX_PHOTOS} photos.", field="photo_ids")
    for photo_id in chosen:
        photo = work.get_photo(actor=actor, photo_id=photo_id)
        if photo.work_order_id != invoice.work_order_id:
            raise NotFound(f"The work order has no photo {photo_id}.", photo_id=photo_id)
    InvoicePhoto.objects.filter(invoice=invoice).delete()
    InvoicePhoto.objects.bulk_create(
        InvoicePhoto(invoice=invoice, photo_id=photo_id, position=n) for n, photo_id in enumerate(chosen, 1)
    )
    invoice.change()
    return _changed(invoice, now)


def void_invoice(*, invoice: Invoice, reason: str, actor: Actor, now: datetime) -> Invoice:
    """This will throw a draft away; it never had a number, so none is missing.

    Raises
    ------
    MoveRefused
        It is no draft any more.
    """
    INVOICE.move(invoice, "void", actor=actor, at=now, reason=reason)
    publish(InvoiceVoided(invoice_id=invoice.pk, work_order_id=invoice.work_order_id), at=now, topics=["money"])
    return invoice


def lock_draft(invoice: Invoice, version: int | None = None) -> None:
    """This will lock an invoice that must be a draft.

    Raises
    ------
    MoveRefused
        It is issued or void.
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    lock_at(invoice, version, shown=["status", "total_minor"])
    if invoice.status != InvoiceStatus.DRAFT:
        raise MoveRefused(
            f"This invoice is {invoice.status}; only a draft can be changed.",
            what_to_do="Credit it and make a new one." if invoice.status == InvoiceStatus.ISSUED else None,
            id=invoice.pk,
            status=invoice.status,
        )


def sum_up(invoice: Invoice) -> None:
    """This will write the sums of the lines that are charged, per tax category and in all."""
    charged = [one for one in queries.lines_of(invoice) if one.is_charged and one.unit_price is not None]
    sums = total((line.net_minor, queries.tax_key(line)) for line in charged if line.tax_letter)
    untaxed_minor = sum(line.net_minor for line in charged if not line.tax_letter)
    InvoiceTax.objects.filter(invoice=invoice).delete()
    InvoiceTax.objects.bulk_create(
        InvoiceTax(
            invoice=invoice,
            letter=t.key.letter,
            rate=t.key.rate,
            note=t.key.note,
            net_minor=t.net_minor,
            tax_minor=t.tax_minor,
        )
        for t in sums.taxes
    )
    net_minor = sums.net_minor + untaxed_minor
    invoice.change(net_minor=net_minor, tax_minor=sums.tax_minor, total_minor=net_minor + sums.tax_minor)


def _changed(invoice: Invoice, now: datetime) -> Invoice:
    publish(InvoiceChanged(invoice_id=invoice.pk, work_order_id=invoice.work_order_id), at=now, topics=["money"])
    return invoice


def _supplied_on(facts: work.BillableFacts, now: datetime) -> date:
    """The day the last of the work was done, where it was done; the tax rate of that day applies."""
    ended = [v.ended_at for v in facts.visits if v.ended_at is not None]
    return max(ended, default=now).astimezone(ZoneInfo(facts.zone)).date()


def buyer_of(customer: Customer) -> dict[str, str]:
    """This will be the customer as he stands on a document."""
    return {
        "name": customer.bill_name or customer.name,
        "address": customer.bill_address,
        "email": customer.bill_email,
        "tax_id": customer.tax_id,
    }


def _wanted(currency: str, facts: work.BillableFacts) -> list[Line]:
    """The lines that follow from what was done, at the prices of today's book."""
    book = queries.find_book(currency)
    if book is None:
        return drafting.lines_of(facts, (), drafting.Policy())
    return drafting.lines_of(facts, book.prices, replace(book.policy, holidays=_holidays(book, facts)))


def _holidays(book: queries.Book, facts: work.BillableFacts) -> frozenset[date]:
    """The public holidays around the days somebody worked, if any hours depend on them."""
    if not any(band.on_holidays for band in book.policy.bands):
        return frozenset()
    hours = [one for v in facts.visits for one in (*v.working, *(i for member in v.crew for i in member.working))]
    years = {at.year + n for one in hours for at in one for n in (-1, 0, 1)}
    country = book.holiday_country or facts.country
    try:
        known = contracts.known_holidays(country, book.holiday_subdivision, sorted(years))
    except NotImplementedError:
        # A country whose holidays nobody wrote down has none; the book's own is checked when it is set.
        return frozenset()
    return frozenset(on for on, _ in known)


def _match_lines(invoice: Invoice, facts: work.BillableFacts, supplied_on: date, treatment: str) -> None:
    """Bring the lines that follow from facts in step with them, and leave alone what a person wrote.

    How the customer is taxed is copied with the price (rule 46).
    """
    rates = queries.rates_on(supplied_on)
    lines = _wanted(invoice.currency, facts)[:MAX_LINES]
    wanted = {line.source: (place, line) for place, line in enumerate(lines, 1)}
    present = {line.source: line for line in queries.lines_of(invoice)}
    InvoiceLine.objects.filter(
        invoice=invoice, is_edited=False, source__in=[s for s in present if s not in wanted]
    ).delete()
    for source, (place, line) in wanted.items():
        row = present.get(source)
        if row is None:
            row = InvoiceLine(invoice=invoice, source=source)
            _fill(row, line, place, rates, treatment)
            row.net_minor = _net(row, invoice.currency)
            row.save()
        elif not row.is_edited:
            row.position, row.description = place, line.description
            row.quantity, row.minutes, row.coverage, row.note = line.quantity, line.minutes, line.coverage, line.note
            row.is_dropped = line.is_dropped
            if row.unit_price is None:
                _fill(row, line, place, rates, treatment)
            elif not row.tax_code and line.price is not None:
                row.tax_code = taxing.code_for(treatment, line.price.tax_code, rates)
            _set_tax(row, rates.get(row.tax_code))
            row.net_minor = _net(row, invoice.currency)
            row.save(
                update_fields=[
                    "position",
                    "description",
                    "quantity",
                    "minutes",
                    "coverage",
                    "note",
                    "unit",
                    "unit_price",
                    "tax_code",
                    "tax_letter",
                    "tax_rate",
                    "tax_note",
                    "net_minor",
                    "kind",
                    "is_dropped",
                ]
            )
    by_hand = InvoiceLine.objects.filter(invoice=invoice, source__startswith="manual:").order_by("position", "id")
    for place, row in enumerate(by_hand, len(wanted) + 1):
        row.position = place
        row.save(update_fields=["position"])


def _fill(row: InvoiceLine, line: Line, place: int, rates: dict[str, TaxRate], treatment: str) -> None:
    row.position, row.kind, row.description, row.quantity, row.unit = (
        place,
        line.kind,
        line.description,
        line.quantity,
        line.unit,
    )
    row.minutes, row.coverage, row.note, row.is_dropped = line.minutes, line.coverage, line.note, line.is_dropped
    if line.price is not None:
        row.unit_price = line.price.unit_price
        row.tax_code = taxing.code_for(treatment, line.price.tax_code, rates)
        _set_tax(row, rates.get(row.tax_code))


def _set_tax(row: InvoiceLine, rate: TaxRate | None) -> None:
    row.tax_letter, row.tax_rate, row.tax_note = (rate.letter, rate.rate, rate.note) if rate else ("", None, "")


def _rate(invoice: Invoice, tax_code: str) -> TaxRate:
    assert invoice.supplied_on is not None, "a draft has its tax date from the start"
    rates = queries.rates_on(invoice.supplied_on)
    if tax_code not in rates:
        raise Invalid(
            f"No rate of the tax code {tax_code} is valid on {invoice.supplied_on}.",
            field="tax_code",
            known=sorted(rates),
        )
    return rates[tax_code]


def _net(row: InvoiceLine, currency: str) -> int:
    if row.unit_price is None or row.coverage != Coverage.CHARGED:
        return 0
    if row.minutes is not None:
        return money.time_minor(row.minutes, row.unit_price, currency)
    return money.line_minor(row.quantity, row.unit_price, currency)
