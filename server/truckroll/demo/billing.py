"""The company's own data, prices and tax rates, and the invoices of the past two weeks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.billing import queries
from truckroll.billing.actions import issuing, prices
from truckroll.demo.steps import BUILDER, day_key, do
from truckroll.demo.words import CURRENCY, PARTS, ZONE

_SELLER = {
    "legal_name": "Truckroll Demo Services LLC",
    "address": "1 Sailmaker Row\nBoston, MA 02118",
    "country": "US",
    "tax_id": "00-0000000",
    "email": "accounts@demo.test",
    "phone": "+1 617 555 0100",
    "bank": "Demo Bank · routing 000000000 · account 000000000",
    "footer": "An invented company. Nothing is owed.",
    "currency": CURRENCY,
    "zone": ZONE,
}


def build_prices(today: date) -> None:
    """This will write down the company as it stands on invoices, and what its work and parts cost."""

    def effect(now: datetime) -> dict[str, Any]:
        prices.set_seller(values=dict(_SELLER), actor=BUILDER, now=now)
        since = date(today.year - 1, 1, 1)
        prices.create_tax_rate(
            code="goods",
            name="Sales tax 6.25 %",
            letter="S",
            rate=Decimal("0.0625"),
            valid_from=since,
            actor=BUILDER,
            now=now,
        )
        prices.create_tax_rate(
            code="service", name="Services, not taxed", letter="E", rate=Decimal(0), valid_from=since,
            note="Repair services are exempt from sales tax.", actor=BUILDER, now=now,
        )  # fmt: skip
        book = prices.create_price_book(
            name="Standard", currency=CURRENCY, labor_minimum_minutes=30, actor=BUILDER, now=now
        )
        for kind, name, price, unit in (
            ("labor", "Labor", "96.00", "h"),
            ("call_out", "Call-out", "45.00", ""),
            ("no_access", "Missed appointment", "35.00", ""),
        ):
            prices.create_item(
                price_book=book, kind=kind, name=name, unit_price=Decimal(price), unit=unit, tax_code="service",
                actor=BUILDER, now=now,
            )  # fmt: skip
        for sku, name, price, _ in PARTS:
            prices.create_item(
                price_book=book, kind="part", sku=sku, name=name, unit_price=Decimal(price), tax_code="goods",
                actor=BUILDER, now=now,
            )  # fmt: skip
        return {"id": book.pk}

    do("prices", effect)


def issue_what_is_approved(on: date, actor: Actor) -> None:
    """This will send the invoices whose work was approved by that day."""

    def effect(now: datetime) -> dict[str, Any]:
        ready = [invoice for invoice in queries.list_invoices(actor=actor, status="draft") if invoice.frozen_at]
        for invoice in sorted(ready, key=lambda one: one.pk):
            issuing.issue_invoice(invoice=invoice, actor=actor, now=now)
        return {"issued": len(ready)}

    do(day_key(on, "invoices"), effect, actor=actor)
