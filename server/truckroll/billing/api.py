"""Routes of the room: the company's own data, tax rates, price books, invoices, credit notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.permissions import allow
from truckroll.billing import documents, journal, queries
from truckroll.billing.actions import drafts, issuing, payments, periods, prices, sending
from truckroll.billing.lifecycle import INVOICE, InvoiceStatus
from truckroll.billing.models import (
    Coverage,
    CreditNote,
    Invoice,
    LineKind,
    Payment,
    PaymentMethod,
    Per,
    Period,
    TaxLetter,
)
from truckroll.billing.readiness import Fault
from truckroll.foundation import blobs, clock, http
from truckroll.foundation.local_time import WallTime
from truckroll.foundation.money import Currency
from truckroll.foundation.refusals import Forbidden
from truckroll.work import queries as work
from truckroll.work.job_sheet import job_sheet

router = Router(tags=["billing"])

Word = Annotated[str, Field(min_length=1, max_length=200)]
Price = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
Weekdays = Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)]
Quantity = Annotated[Decimal, Field(max_digits=14, decimal_places=4, gt=0)]


class SellerBody(http.In):
    legal_name: Word
    address: str = Field(min_length=1, max_length=1000)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    tax_id: str = ""
    email: str = ""
    phone: str = ""
    bank: str = Field("", max_length=1000)
    footer: str = Field("", max_length=1000)
    currency: Currency
    zone: str
    fiscal_year_first_month: int = Field(1, ge=1, le=12)
    invoice_series: str = Field("INV", pattern=r"^[A-Z0-9]{1,10}$")
    credit_series: str = Field("CN", pattern=r"^[A-Z0-9]{1,10}$")


class SellerOut(Schema):
    legal_name: str
    address: str
    country: str
    tax_id: str
    email: str
    phone: str
    bank: str
    footer: str
    currency: str
    zone: str
    fiscal_year_first_month: int
    invoice_series: str
    credit_series: str
    version: int


class SellerNow(Schema):
    """The company's own data, or null until somebody has written it down."""

    seller: SellerOut | None


class TaxRateIn(http.In):
    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: Word
    letter: TaxLetter
    rate: Decimal = Field(ge=0, lt=1, max_digits=7, decimal_places=5)
    note: str = ""
    valid_from: date


class TaxRateChange(http.In):
    version: int | None = None
    name: Word | None = None
    rate: Decimal | None = Field(None, ge=0, lt=1, max_digits=7, decimal_places=5)
    note: str | None = None
    valid_from: date | None = None


class TaxRateOut(Schema):
    id: int
    version: int
    code: str
    name: str
    letter: TaxLetter
    rate: Decimal
    note: str
    valid_from: date


class TaxRates(Schema):
    items: list[TaxRateOut]
    total: int


class PriceBookIn(http.In):
    name: Word
    currency: Currency
    is_default: bool | None = None
    labor_step_minutes: int = Field(15, ge=1, le=480)
    labor_minimum_minutes: int = Field(0, ge=0, le=480)
    labor_per: Per = Per.VISIT
    call_out_per: Per = Per.WORK_ORDER
    travel_per: Per = Per.VISIT
    no_access_grace_minutes: int = Field(0, ge=0, le=480)
    late_cancel_hours: int = Field(24, ge=0, le=336)
    holiday_country: Country = ""
    holiday_subdivision: str = Field("", max_length=10)


class PriceBookChange(http.In):
    version: int | None = None
    name: Word | None = None
    is_default: bool | None = None
    labor_step_minutes: int | None = Field(None, ge=1, le=480)
    labor_minimum_minutes: int | None = Field(None, ge=0, le=480)
    labor_per: Per | None = None
    call_out_per: Per | None = None
    travel_per: Per | None = None
    no_access_grace_minutes: int | None = Field(None, ge=0, le=480)
    late_cancel_hours: int | None = Field(None, ge=0, le=336)
    holiday_country: Country | None = None
    holiday_subdivision: str | None = Field(None, max_length=10)
    archived: bool | None = None


class PriceBookOut(Schema):
    id: int
    version: int
    name: str
    currency: str
    is_default: bool
    labor_step_minutes: int
    labor_minimum_minutes: int
    labor_per: Per
    call_out_per: Per
    travel_per: Per
    no_access_grace_minutes: int
    late_cancel_hours: int
    holiday_country: str
    holiday_subdivision: str
    archived_at: datetime | None


class PriceBooks(Schema):
    items: list[PriceBookOut]
    total: int


class BandIn(http.In):
    """Wall time at the site; past midnight if it closes before it opens, the whole day from 00:00 to 00:00."""

    name: Word
    weekdays: Weekdays = []
    on_holidays: bool = False
    opens: WallTime
    closes: WallTime
    position: int = Field(1, ge=1, le=99)


class BandChange(http.In):
    version: int | None = None
    name: Word | None = None
    weekdays: Weekdays | None = None
    on_holidays: bool | None = None
    opens: WallTime | None = None
    closes: WallTime | None = None
    position: int | None = Field(None, ge=1, le=99)
    archived: bool | None = None


class BandOut(Schema):
    id: int
    version: int
    price_book_id: int
    name: str
    weekdays: list[int]
    on_holidays: bool
    opens: time
    closes: time
    position: int
    archived_at: datetime | None


class Bands(Schema):
    items: list[BandOut]
    total: int


class ItemIn(http.In):
    kind: LineKind
    name: Word
    unit_price: Annotated[Price, Field(ge=0)]
    tax_code: str
    sku: str = Field("", max_length=80)
    unit: str = Field("", max_length=20)
    work_type_id: int | None = None
    band_id: int | None = None


class ItemChange(http.In):
    version: int | None = None
    name: Word | None = None
    unit_price: Annotated[Price, Field(ge=0)] | None = None
    tax_code: str | None = None
    sku: str | None = Field(None, max_length=80)
    unit: str | None = Field(None, min_length=1, max_length=20)
    archived: bool | None = None


class ItemOut(Schema):
    id: int
    version: int
    price_book_id: int
    kind: LineKind
    sku: str
    work_type_id: int | None
    band_id: int | None
    name: str
    unit: str
    unit_price: Decimal
    tax_code: str
    archived_at: datetime | None


class Items(Schema):
    items: list[ItemOut]
    total: int


class Party(Schema):
    name: str = ""
    address: str = ""
    country: str = ""
    tax_id: str = ""
    email: str = ""
    phone: str = ""
    bank: str = ""
    footer: str = ""


class WorkOut(Schema):
    number: str = ""
    description: str = ""
    work_type: str = ""
    site_name: str = ""
    site_address: str = ""
    warranty_until: date | None = None


class LineOut(Schema):
    id: int
    position: int
    source: str = ""
    kind: LineKind
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    minutes: int | None
    net_minor: int
    tax_code: str
    tax_letter: str
    tax_rate: Decimal | None
    tax_note: str
    is_edited: bool
    is_dropped: bool
    coverage: Coverage
    note: str


class CreditLineOut(Schema):
    id: int
    position: int
    invoice_line_id: int
    kind: LineKind
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net_minor: int
    tax_code: str
    tax_letter: str
    tax_rate: Decimal


class TaxOut(Schema):
    letter: str
    rate: Decimal
    note: str
    net_minor: int
    tax_minor: int


class PaymentOut(Schema):
    id: int
    amount_minor: int
    received_on: date
    method: PaymentMethod
    reference: str
    reason: str
    undoes_id: int | None
    undone_by_id: int | None
    recorded_at: datetime


class FaultOut(Schema):
    code: str
    says: str
    line_id: int | None
    what_to_do: str


class SentFile(Schema):
    name: str
    sha256: str


class SendingOut(Schema):
    id: int
    recipient: str
    subject: str
    body: str
    attachments: list[SentFile]
    sent_at: datetime
    sent_by: str
    status: str
    why: str


class InvoiceRow(Schema):
    """An invoice in a list. An issued one is `part_paid`, `paid` when nothing is open, or `credited` in full.

    `faults` are what stands in the way of issuing a draft.
    """

    id: int
    version: int
    status: str
    number: str | None
    work_order_id: int
    work_order_number: str
    customer_id: int
    customer_name: str
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    paid_minor: int
    credited_minor: int
    open_minor: int
    supplied_on: date | None
    issued_on: date | None
    due_on: date | None
    frozen_at: datetime | None
    faults: list[FaultOut]


class Invoices(Schema):
    items: list[InvoiceRow]
    total: int


class CreditNoteRow(Schema):
    id: int
    number: str
    invoice_id: int
    invoice_number: str
    reason: str
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    issued_on: date
    issued_at: datetime
    lines: list[CreditLineOut]
    taxes: list[TaxOut]


class CreditNotes(Schema):
    items: list[CreditNoteRow]
    total: int


class InvoiceOut(InvoiceRow):
    """An invoice as a whole."""

    rounding: str
    series: str
    issued_at: datetime | None
    customer_reference: str
    note: str
    seller: Party
    buyer: Party
    work: WorkOut
    lines: list[LineOut]
    taxes: list[TaxOut]
    payments: list[PaymentOut]
    credit_notes: list[CreditNoteRow]
    sendings: list[SendingOut]
    photo_ids: list[int]
    terms_days: int | None
    moves: list[str]
    pdf_sha256: str | None
    job_sheet_sha256: str | None


class WorkOrderBilling(Schema):
    """Where a work order stands on its way to money: its invoice, and why that is not ready."""

    invoice: InvoiceRow | None
    not_ready: list[FaultOut]


class PeriodOut(Schema):
    id: int
    starts_on: date
    ends_on: date
    closed_at: datetime
    closed_by: str
    lines: int
    sha256: str


class Periods(Schema):
    """The closed periods, the latest first, and the day on which the next begins, if there is one yet."""

    items: list[PeriodOut]
    total: int
    next_starts_on: date | None


class InvoiceChange(http.In):
    version: int | None = None
    customer_reference: str | None = Field(None, max_length=200)
    note: str | None = Field(None, max_length=4000)
    supplied_on: date | None = None


class LineIn(http.In):
    kind: LineKind
    description: str = Field(min_length=1, max_length=1000)
    quantity: Quantity
    unit: str = Field("pc", min_length=1, max_length=20)
    unit_price: Price
    tax_code: str


class LineChange(http.In):
    description: str | None = Field(None, min_length=1, max_length=1000)
    quantity: Quantity | None = None
    unit: str | None = Field(None, min_length=1, max_length=20)
    unit_price: Price | None = None
    tax_code: str | None = None
    is_dropped: bool | None = None
    coverage: Coverage | None = None
    note: str | None = Field(None, max_length=1000)


class VersionIn(http.In):
    version: int | None = None


class BillingReasonIn(http.In):
    reason: str = Field(min_length=1, max_length=1000)


class BackIn(http.In):
    line_id: int
    quantity: Quantity


class CreditIn(http.In):
    reason: str = Field(min_length=1, max_length=1000)
    lines: list[BackIn] | None = Field(None, min_length=1, max_length=500)


class PayIn(http.In):
    amount_minor: int = Field(gt=0)
    received_on: date
    method: PaymentMethod = PaymentMethod.OTHER
    reference: str = Field("", max_length=200)


class PhotosIn(http.In):
    photo_ids: list[int] = Field(max_length=100)


class SendIn(http.In):
    recipient: http.Email
    subject: str = Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")
    body: str = Field(max_length=20_000)
    with_job_sheet: bool = True


class PeriodIn(http.In):
    starts_on: date
    ends_on: date


def _sent(body: http.In) -> dict[str, Any]:
    """The values somebody sent, without the version they were made from; null means as it is."""
    return {k: v for k, v in body.dict(exclude_unset=True).items() if k != "version" and v is not None}


def _row(invoice: Invoice, faults: Sequence[Fault]) -> dict[str, Any]:
    open_minor = 0
    status = str(invoice.status)
    if invoice.status == InvoiceStatus.ISSUED:
        open_minor = max(0, invoice.total_minor - invoice.paid_minor - invoice.credited_minor)
        status = _settlement(invoice, open_minor)
    return {
        "id": invoice.pk,
        "version": invoice.version,
        "status": status,
        "number": invoice.number,
        "work_order_id": invoice.work_order_id,
        "work_order_number": invoice.work.get("number", ""),
        "customer_id": invoice.customer_id,
        "customer_name": invoice.buyer.get("name", ""),
        "currency": invoice.currency,
        "net_minor": invoice.net_minor,
        "tax_minor": invoice.tax_minor,
        "total_minor": invoice.total_minor,
        "paid_minor": invoice.paid_minor,
        "credited_minor": invoice.credited_minor,
        "open_minor": open_minor,
        "supplied_on": invoice.supplied_on,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "frozen_at": invoice.frozen_at,
        "faults": [fault.as_dict() for fault in faults],
    }


def _settlement(invoice: Invoice, open_minor: int) -> str:
    if 0 < invoice.total_minor <= invoice.credited_minor:
        return "credited"
    if not invoice.paid_minor:
        return "issued"
    return "part_paid" if open_minor else "paid"


def _payment(payment: Payment) -> dict[str, Any]:
    fields = ("amount_minor", "received_on", "method", "reference", "reason", "undoes_id", "recorded_at")
    undone_by = getattr(payment, "undone_by", None)
    return {
        "id": payment.pk,
        **{name: getattr(payment, name) for name in fields},
        "undone_by_id": undone_by.pk if undone_by is not None else None,
    }


def _period(period: Period) -> dict[str, Any]:
    fields = ("starts_on", "ends_on", "closed_at", "closed_by", "lines")
    return {"id": period.pk, "sha256": period.csv.sha256, **{name: getattr(period, name) for name in fields}}


def _credit_row(note: CreditNote) -> dict[str, Any]:
    fields = (
        "number",
        "invoice_id",
        "reason",
        "currency",
        "net_minor",
        "tax_minor",
        "total_minor",
        "issued_on",
        "issued_at",
    )
    return {
        "id": note.pk,
        "invoice_number": note.invoice.number,
        **{name: getattr(note, name) for name in fields},
        "lines": list(note.lines.all()),
        "taxes": list(note.taxes.all()),
    }


def _whole(actor: Actor, invoice_id: int) -> dict[str, Any]:
    invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
    notes = queries.list_credit_notes(actor=actor, invoice_id=invoice.pk)
    return _row(invoice, queries.not_ready([invoice]).get(invoice.pk, [])) | {
        "rounding": invoice.rounding,
        "series": invoice.series,
        "issued_at": invoice.issued_at,
        "customer_reference": invoice.customer_reference,
        "note": invoice.note,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "work": invoice.work,
        "lines": queries.lines_of(invoice),
        "taxes": list(invoice.taxes.order_by("id")),
        "payments": [_payment(payment) for payment in queries.payments_of(invoice)],
        "credit_notes": [_credit_row(note) for note in notes],
        "sendings": queries.sendings_of(invoice),
        "photo_ids": queries.photos_of(invoice),
        "terms_days": invoice.terms_days,
        "moves": INVOICE.moves_from(invoice.status),
        "pdf_sha256": invoice.pdf.sha256 if invoice.pdf else None,
        "job_sheet_sha256": invoice.job_sheet.sha256 if invoice.job_sheet else None,
    }


@router.get("/seller", response=SellerNow)
def get_seller(request: HttpRequest) -> dict[str, object]:
    """The company as it stands on its invoices."""
    allow(request, roles.SEES_MONEY)
    return {"seller": queries.find_seller()}


@router.put("/seller", response=SellerOut)
def set_seller(request: HttpRequest, body: SellerBody) -> HttpResponse:
    """Write down the company as it stands on invoices from now on."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        return prices.set_seller(values=body.dict(), actor=actor, now=clock.now())

    return http.write(request, "billing.set_seller", effect, body=body, out=SellerOut)


@router.get("/tax-rates", response=TaxRates)
def list_tax_rates(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """All tax rates, the newest of a code first."""
    actor = allow(request, roles.SEES_MONEY)
    items, total = http.page(queries.list_tax_rates(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/tax-rates", response={201: TaxRateOut})
def create_tax_rate(request: HttpRequest, body: TaxRateIn) -> HttpResponse:
    """Add a tax rate that is valid from a day on."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        return prices.create_tax_rate(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "billing.create_tax_rate", effect, body=body, out=TaxRateOut, status=201)


@router.patch("/tax-rates/{tax_rate_id}", response=TaxRateOut)
def change_tax_rate(request: HttpRequest, tax_rate_id: int, body: TaxRateChange) -> HttpResponse:
    """Correct a tax rate."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        rate = queries.get_tax_rate(actor=actor, tax_rate_id=tax_rate_id)
        return prices.change_tax_rate(
            tax_rate=rate, values=_sent(body), version=body.version, actor=actor, now=clock.now()
        )

    return http.write(request, "billing.change_tax_rate", effect, body=body, out=TaxRateOut, tax_rate_id=tax_rate_id)


@router.get("/price-books", response=PriceBooks)
def list_price_books(
    request: HttpRequest, archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The price books."""
    actor = allow(request, roles.SEES_MONEY)
    rows = queries.list_price_books(actor=actor, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/price-books", response={201: PriceBookOut})
def create_price_book(request: HttpRequest, body: PriceBookIn) -> HttpResponse:
    """Open a price book. The first of a currency becomes its default."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        return prices.create_price_book(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "billing.create_price_book", effect, body=body, out=PriceBookOut, status=201)


@router.get("/price-books/{price_book_id}", response=PriceBookOut)
def get_price_book(request: HttpRequest, price_book_id: int) -> object:
    """One price book."""
    return queries.get_price_book(actor=allow(request, roles.SEES_MONEY), price_book_id=price_book_id)


@router.patch("/price-books/{price_book_id}", response=PriceBookOut)
def change_price_book(request: HttpRequest, price_book_id: int, body: PriceBookChange) -> HttpResponse:
    """Change a price book, archive it or bring it back."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        book = queries.get_price_book(actor=actor, price_book_id=price_book_id)
        return prices.change_price_book(
            price_book=book, values=_sent(body), version=body.version, actor=actor, now=clock.now()
        )

    return http.write(
        request, "billing.change_price_book", effect, body=body, out=PriceBookOut, price_book_id=price_book_id
    )


@router.get("/price-books/{price_book_id}/items", response=Items)
def list_items(
    request: HttpRequest,
    price_book_id: int,
    kind: str = "",
    search: str = "",
    archived: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """The prices of a book."""
    actor = allow(request, roles.SEES_MONEY)
    book = queries.get_price_book(actor=actor, price_book_id=price_book_id)
    rows = queries.list_items(actor=actor, price_book_id=book.pk, kind=kind, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/price-books/{price_book_id}/items", response={201: ItemOut})
def create_item(request: HttpRequest, price_book_id: int, body: ItemIn) -> HttpResponse:
    """Add a price to a book."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        book = queries.get_price_book(actor=actor, price_book_id=price_book_id)
        values = body.dict()
        band_id = values.pop("band_id")
        values["band"] = queries.get_band(actor=actor, band_id=band_id) if band_id is not None else None
        if body.work_type_id is not None:
            values["work_type_id"] = work.get_work_type(actor=actor, work_type_id=body.work_type_id).pk
        return prices.create_item(price_book=book, **values, actor=actor, now=clock.now())

    return http.write(
        request, "billing.create_item", effect, body=body, out=ItemOut, status=201, price_book_id=price_book_id
    )


@router.get("/price-books/{price_book_id}/bands", response=Bands)
def list_bands(
    request: HttpRequest, price_book_id: int, archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The hours of a book at which labor costs something else."""
    actor = allow(request, roles.SEES_MONEY)
    book = queries.get_price_book(actor=actor, price_book_id=price_book_id)
    rows = queries.list_bands(actor=actor, price_book_id=book.pk, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/price-books/{price_book_id}/bands", response={201: BandOut})
def create_band(request: HttpRequest, price_book_id: int, body: BandIn) -> HttpResponse:
    """Add hours to a book at which labor costs something else."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        book = queries.get_price_book(actor=actor, price_book_id=price_book_id)
        return prices.create_band(price_book=book, **body.dict(), actor=actor, now=clock.now())

    return http.write(
        request, "billing.create_band", effect, body=body, out=BandOut, status=201, price_book_id=price_book_id
    )


@router.patch("/rate-bands/{band_id}", response=BandOut)
def change_band(request: HttpRequest, band_id: int, body: BandChange) -> HttpResponse:
    """Change such hours, archive them or bring them back."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        band = queries.get_band(actor=actor, band_id=band_id)
        return prices.change_band(band=band, values=_sent(body), version=body.version, actor=actor, now=clock.now())

    return http.write(request, "billing.change_band", effect, body=body, out=BandOut, band_id=band_id)


@router.patch("/prices/{item_id}", response=ItemOut)
def change_item(request: HttpRequest, item_id: int, body: ItemChange) -> HttpResponse:
    """Change a price, archive it or bring it back."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        item = queries.get_item(actor=actor, item_id=item_id)
        return prices.change_item(item=item, values=_sent(body), version=body.version, actor=actor, now=clock.now())

    return http.write(request, "billing.change_item", effect, body=body, out=ItemOut, item_id=item_id)


@router.get("/invoices", response=Invoices)
def list_invoices(
    request: HttpRequest,
    status: Annotated[str, Query(pattern="^(draft|issued|open|paid|credited|void|)$")] = "",
    customer_id: int | None = None,
    work_order_id: int | None = None,
    search: str = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """Invoices, the newest first. `open`, `paid` and `credited` are issued ones by what became of them."""
    actor = allow(request, roles.SEES_MONEY)
    rows = queries.list_invoices(
        actor=actor, status=status, customer_id=customer_id, work_order_id=work_order_id, search=search
    )
    items, total = http.page(rows, page=page, page_size=page_size)
    faults = queries.not_ready(items)
    return {"items": [_row(invoice, faults.get(invoice.pk, [])) for invoice in items], "total": total}


@router.get("/work-orders/{work_order_id}/billing", response=WorkOrderBilling)
def get_work_order_billing(request: HttpRequest, work_order_id: int) -> dict[str, object]:
    """Where a work order stands on its way to money, and why its invoice is not ready."""
    actor = allow(request, roles.SEES_MONEY)
    order = work.get_work_order(actor=actor, work_order_id=work_order_id)
    invoice, faults = queries.billing_of(actor=actor, work_order_id=order.pk)
    told = [fault.as_dict() for fault in faults]
    return {"invoice": _row(invoice, faults) if invoice else None, "not_ready": told}


@router.post("/work-orders/{work_order_id}/invoice-draft", response=InvoiceOut)
def draft_invoice(request: HttpRequest, work_order_id: int) -> HttpResponse:
    """Make the invoice draft of a work order, or bring it in step with what was done."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        order = work.get_work_order(actor=actor, work_order_id=work_order_id)
        invoice = drafts.draft_invoice(work_order_id=order.pk, actor=actor, now=clock.now())
        return _whole(actor, invoice.pk)

    return http.write(request, "billing.draft_invoice", effect, out=InvoiceOut, work_order_id=work_order_id)


@router.get("/invoices/{invoice_id}", response=InvoiceOut)
def get_invoice(request: HttpRequest, invoice_id: int) -> object:
    """One invoice with its lines, taxes, payments and credit notes."""
    return _whole(allow(request, roles.SEES_MONEY), invoice_id)


@router.patch("/invoices/{invoice_id}", response=InvoiceOut)
def change_invoice(request: HttpRequest, invoice_id: int, body: InvoiceChange) -> HttpResponse:
    """Change what a draft says beside its lines."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        drafts.change_invoice(invoice=invoice, values=_sent(body), version=body.version, actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.change_invoice", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/lines", response={201: InvoiceOut})
def add_line(request: HttpRequest, invoice_id: int, body: LineIn) -> HttpResponse:
    """Add a line to a draft by hand."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        drafts.add_line(invoice=invoice, **body.dict(), actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.add_line", effect, body=body, out=InvoiceOut, status=201, invoice_id=invoice_id)


@router.patch("/invoices/{invoice_id}/lines/{line_id}", response=InvoiceOut)
def change_line(request: HttpRequest, invoice_id: int, line_id: int, body: LineChange) -> HttpResponse:
    """Change a line of a draft by hand, drop it or bring it back."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        line = queries.get_line(invoice, line_id)
        drafts.change_line(invoice=invoice, line=line, values=_sent(body), actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(
        request, "billing.change_line", effect, body=body, out=InvoiceOut, invoice_id=invoice_id, line_id=line_id
    )


@router.post("/invoices/{invoice_id}/issue", response=InvoiceOut)
def issue_invoice(request: HttpRequest, invoice_id: int, body: VersionIn) -> HttpResponse:
    """Issue a draft: from now on it is legally out and never changes."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        issuing.issue_invoice(invoice=invoice, version=body.version, actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.issue_invoice", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/void", response=InvoiceOut)
def void_invoice(request: HttpRequest, invoice_id: int, body: BillingReasonIn) -> HttpResponse:
    """Throw a draft away."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        drafts.void_invoice(invoice=invoice, reason=body.reason, actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.void_invoice", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/credit", response=InvoiceOut)
def credit_invoice(request: HttpRequest, invoice_id: int, body: CreditIn) -> HttpResponse:
    """Give an issued invoice back, whole or in part, by a credit note with a number of its own."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        lines = None if body.lines is None else [issuing.Back(one.line_id, one.quantity) for one in body.lines]
        issuing.credit_invoice(invoice=invoice, reason=body.reason, lines=lines, actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.credit_invoice", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/pay", response=InvoiceOut)
def pay_invoice(request: HttpRequest, invoice_id: int, body: PayIn) -> HttpResponse:
    """Record money that came in, all that is open or a part of it."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        payments.pay_invoice(invoice=invoice, **body.dict(), actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.pay_invoice", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.get("/invoices/{invoice_id}/pdf", response={200: Any})
def get_invoice_pdf(request: HttpRequest, invoice_id: int) -> HttpResponse | FileResponse:
    """The invoice as it went out, byte for byte; of a draft a preview that says so."""
    invoice = queries.get_invoice(actor=allow(request, roles.SEES_MONEY), invoice_id=invoice_id)
    if invoice.pdf is not None:
        return _pdf(blobs.path_of(invoice.pdf.sha256).open("rb"), f"{invoice.number}.pdf")
    seller = queries.find_seller()
    invoice.seller = issuing.seller_of(seller) if seller else {}
    lines = [line for line in queries.lines_of(invoice) if not line.is_dropped]
    content = documents.invoice_pdf(invoice, lines, list(invoice.taxes.order_by("id")), made_at=clock.now())
    return _pdf(content, f"draft-{invoice.pk}.pdf")


@router.get("/invoices/{invoice_id}/job-sheet", response={200: Any})
def get_job_sheet(request: HttpRequest, invoice_id: int) -> HttpResponse | FileResponse:
    """What was done, as it went out with the invoice, byte for byte; of a draft as it would go out now."""
    invoice = queries.get_invoice(actor=allow(request, roles.SEES_MONEY), invoice_id=invoice_id)
    name = f"{invoice.work.get('number', invoice.pk)} job sheet.pdf"
    if invoice.job_sheet is not None:
        return _pdf(blobs.path_of(invoice.job_sheet.sha256).open("rb"), name)
    seller = queries.find_seller()
    sheet = job_sheet(invoice.work_order_id, photo_ids=queries.photos_of(invoice))
    content = documents.job_sheet_pdf(
        sheet, seller=issuing.seller_of(seller) if seller else {}, buyer=invoice.buyer, made_at=clock.now()
    )
    return _pdf(content, name)


@router.put("/invoices/{invoice_id}/photos", response=InvoiceOut)
def choose_photos(request: HttpRequest, invoice_id: int, body: PhotosIn) -> HttpResponse:
    """Put these photos of the work order on the job sheet, in this order, and no others."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        drafts.choose_photos(invoice=invoice, photo_ids=body.photo_ids, actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.choose_photos", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/send", response=InvoiceOut)
def send_invoice(request: HttpRequest, invoice_id: int, body: SendIn) -> HttpResponse:
    """Write the message that carries an issued invoice and its job sheet to the customer."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        invoice = queries.get_invoice(actor=actor, invoice_id=invoice_id)
        sending.send_invoice(invoice=invoice, **body.dict(), actor=actor, now=clock.now())
        return _whole(actor, invoice_id)

    return http.write(request, "billing.send_invoice", effect, body=body, out=InvoiceOut, invoice_id=invoice_id)


@router.post("/payments/{payment_id}/undo", response=InvoiceOut)
def undo_payment(request: HttpRequest, payment_id: int, body: BillingReasonIn) -> HttpResponse:
    """Take back a payment that was recorded by mistake, and say why."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        payment = queries.get_payment(actor=actor, payment_id=payment_id)
        payments.undo_payment(payment=payment, reason=body.reason, actor=actor, now=clock.now())
        return _whole(actor, payment.invoice_id)

    return http.write(request, "billing.undo_payment", effect, body=body, out=InvoiceOut, payment_id=payment_id)


def _allow_books(request: HttpRequest) -> Actor:
    """Let in who sees all of the company's money: books with a part of it would look whole.

    Raises
    ------
    Forbidden
        His role sees none of it, or he is limited to areas.
    """
    actor = allow(request, roles.SEES_MONEY)
    if actor.territory_ids:
        raise Forbidden(
            "The books are those of the whole company; you are limited to areas.",
            what_to_do="Ask billing for the file.",
        )
    return actor


@router.get("/periods", response=Periods)
def list_periods(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The days whose books are closed, the latest first."""
    actor = _allow_books(request)
    items, total = http.page(queries.list_periods(actor=actor), page=page, page_size=page_size)
    return {
        "items": [_period(period) for period in items],
        "total": total,
        "next_starts_on": queries.next_period_starts_on(),
    }


@router.post("/periods", response={201: PeriodOut})
def close_period(request: HttpRequest, body: PeriodIn) -> HttpResponse:
    """Close the books of these days for the accountant, for good."""
    actor = allow(request, roles.MONEY)

    def effect() -> object:
        return _period(periods.close_period(**body.dict(), actor=actor, now=clock.now()))

    return http.write(request, "billing.close_period", effect, body=body, out=PeriodOut, status=201)


@router.get("/periods/{period_id}/csv", response={200: Any})
def get_period_csv(request: HttpRequest, period_id: int) -> HttpResponse:
    """The file of a closed period, the same bytes every time."""
    period = queries.get_period(actor=_allow_books(request), period_id=period_id)
    return _csv(blobs.read(period.csv), f"accounting-{period.starts_on}-to-{period.ends_on}.csv")


@router.get("/journal", response={200: Any})
def get_journal(request: HttpRequest, starts_on: date | None = None, ends_on: date | None = None) -> HttpResponse:
    """What was invoiced, credited and paid in these days as it stands now; by default in those not yet closed."""
    _allow_books(request)
    ends_on = ends_on or clock.now().date()
    starts_on = starts_on or queries.next_period_starts_on() or ends_on.replace(day=1)
    return _csv(journal.write(queries.journal_entries(starts_on, ends_on)), f"draft-{starts_on}-to-{ends_on}.csv")


@router.get("/credit-notes", response=CreditNotes)
def list_credit_notes(
    request: HttpRequest, invoice_id: int | None = None, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """Credit notes, the newest first."""
    actor = allow(request, roles.SEES_MONEY)
    rows = queries.list_credit_notes(actor=actor, invoice_id=invoice_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": [_credit_row(note) for note in items], "total": total}


@router.get("/credit-notes/{credit_note_id}", response=CreditNoteRow)
def get_credit_note(request: HttpRequest, credit_note_id: int) -> object:
    """One credit note."""
    actor = allow(request, roles.SEES_MONEY)
    return _credit_row(queries.get_credit_note(actor=actor, credit_note_id=credit_note_id))


@router.get("/credit-notes/{credit_note_id}/pdf", response={200: Any})
def get_credit_note_pdf(request: HttpRequest, credit_note_id: int) -> HttpResponse | FileResponse:
    """The credit note as it went out, byte for byte."""
    note = queries.get_credit_note(actor=allow(request, roles.SEES_MONEY), credit_note_id=credit_note_id)
    assert note.pdf is not None, "an issued document has its bytes"
    return _pdf(blobs.path_of(note.pdf.sha256).open("rb"), f"{note.number}.pdf")


def _csv(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pdf(content: Any, name: str) -> HttpResponse | FileResponse:
    if isinstance(content, bytes):
        response: HttpResponse | FileResponse = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}"'
    else:
        response = FileResponse(content, content_type="application/pdf", filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
