"""The company's own data, prices and tax rates, and the invoices of the past two weeks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.billing import queries
from truckroll.billing.actions import issuing, payments, periods, prices
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


_MIDNIGHT = time(0)
# Where two overlap, the first holds.
_BANDS: tuple[tuple[str, list[int], bool, time, time, str], ...] = (
    ("public holiday", [], True, _MIDNIGHT, _MIDNIGHT, "168.00"),
    ("weekend", [5, 6], False, _MIDNIGHT, _MIDNIGHT, "144.00"),
    ("after 17:00", [0, 1, 2, 3, 4], False, time(17), _MIDNIGHT, "132.00"),
    ("before 7:00", [0, 1, 2, 3, 4], False, _MIDNIGHT, time(7), "132.00"),
)


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
            name="Standard", currency=CURRENCY, labor_minimum_minutes=60, labor_per="work_order", holiday_country="US",
            holiday_subdivision="MA", actor=BUILDER, now=now,
        )  # fmt: skip
        for kind, name, price, unit in (
            ("labor", "Labor", "96.00", "h"),
            ("call_out", "Call-out", "45.00", ""),
            ("travel", "Travel", "18.00", ""),
            ("no_access", "Missed appointment", "35.00", ""),
            ("late_cancel", "Late cancellation", "35.00", ""),
        ):
            prices.create_item(
                price_book=book, kind=kind, name=name, unit_price=Decimal(price), unit=unit, tax_code="service",
                actor=BUILDER, now=now,
            )  # fmt: skip
        for place, (name, weekdays, on_holidays, opens, closes, price) in enumerate(_BANDS, 1):
            band = prices.create_band(
                price_book=book, name=name, weekdays=weekdays, on_holidays=on_holidays, opens=opens, closes=closes,
                position=place, actor=BUILDER, now=now,
            )  # fmt: skip
            prices.create_item(
                price_book=book, kind="labor", name=f"Labor, {name}", unit_price=Decimal(price), unit="h", band=band,
                tax_code="service", actor=BUILDER, now=now,
            )  # fmt: skip
        for sku, name, price, _ in PARTS:
            prices.create_item(
                price_book=book, kind="part", sku=sku, name=name, unit_price=Decimal(price), tax_code="goods",
                actor=BUILDER, now=now,
            )  # fmt: skip
        return {"id": book.pk}

    do("prices", effect)


def pay_what_was_issued(on: date, actor: Actor) -> None:
    """This will record that customers paid what was issued a week before, every third one only a half."""

    def effect(now: datetime) -> dict[str, Any]:
        due = [
            invoice
            for invoice in queries.list_invoices(actor=actor, status="open")
            if invoice.issued_on == on - timedelta(days=7)
        ]
        for invoice in due:
            open_minor = invoice.total_minor - invoice.paid_minor - invoice.credited_minor
            amount_minor = open_minor // 2 if invoice.pk % 3 == 0 else open_minor
            payments.pay_invoice(
                invoice=invoice, amount_minor=amount_minor, received_on=on, method="bank_transfer",
                reference=f"Transfer {invoice.number}", actor=actor, now=now,
            )  # fmt: skip
        return {"paid": len(due)}

    do(day_key(on, "payments"), effect, actor=actor)


def close_what_is_over(on: date, actor: Actor) -> None:
    """This will close the books of the first week that has anything in them."""

    def effect(now: datetime) -> dict[str, Any]:
        period = periods.close_period(starts_on=on - timedelta(days=6), ends_on=on, actor=actor, now=now)
        return {"id": period.pk}

    do(day_key(on, "books"), effect, actor=actor)


def issue_what_is_approved(on: date, actor: Actor) -> None:
    """This will send the invoices whose work was approved by that day."""

    def effect(now: datetime) -> dict[str, Any]:
        ready = [invoice for invoice in queries.list_invoices(actor=actor, status="draft") if invoice.frozen_at]
        for invoice in sorted(ready, key=lambda one: one.pk):
            issuing.issue_invoice(invoice=invoice, actor=actor, now=now)
        return {"issued": len(ready)}

    do(day_key(on, "invoices"), effect, actor=actor)
