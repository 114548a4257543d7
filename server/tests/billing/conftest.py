"""A company that can bill: its own data, a tax rate, prices; and short ways to a work order somebody has finished."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from truckroll.accounts.actors import system

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SYSTEM = system("test")

SELLER = {
    "legal_name": "Harbor Heating Ltd", "address": "1 Pier Road\nLondon E1 6AN", "country": "GB", "tax_id": "GB1234567",
    "email": "office@harbor.example", "phone": "+44 20 5550 0100", "bank": "Sort 00-00-00, Account 12345678",
    "currency": "GBP", "zone": "Europe/London",
}  # fmt: skip


@dataclass
class Company:
    """What there is to bill with, and whom."""

    now: datetime
    ada: Any
    customer: Any
    site: Any
    boiler: Any
    tariq: Any
    book_id: int = 0
    days: Iterator[int] = field(default_factory=lambda: iter(range(1000)))


def found_company(*, now: datetime, ada: Any) -> Company:
    """Harbor Heating: 20 % tax, a call-out of 60.00, an hour at 80.00 in quarters, and two parts."""
    from truckroll.customers import actions as customers
    from truckroll.work.actions import work_types
    from truckroll.workforce.actions import technicians

    with transaction.atomic():
        customer = customers.create_customer(
            name="Carla Ltd", bill_address="200 Long Lane", currency="GBP", terms_days=14, actor=SYSTEM, now=now
        )
        site = customers.create_site(
            customer=customer, name="12 High Street", address="12 High Street", country="GB", zone="Europe/London",
            lat=51.5, lon=-0.1, actor=SYSTEM, now=now,
        )  # fmt: skip
        boiler = work_types.create_work_type(
            name="Boiler service", duration_s=3600, priority=3, assignment="off", actor=SYSTEM, now=now
        )
        tariq = technicians.create_technician(name="Tariq", zone="Europe/London", currency="GBP", actor=SYSTEM, now=now)
    made = Company(now, ada, customer, site, boiler, tariq)
    assert ada.put("/seller", SELLER).status_code == 200
    rate = {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
    assert ada.post("/tax-rates", rate).status_code == 201
    made.book_id = ada.post("/price-books", {"name": "Prices 2026", "currency": "GBP"}).json()["id"]
    for item in (
        {"kind": "call_out", "name": "Call-out", "unit_price": "60.00"},
        {"kind": "labor", "name": "Labor", "unit_price": "80.00"},
        {"kind": "no_access", "name": "No access", "unit_price": "45.00"},
        {"kind": "part", "sku": "VALVE", "name": "Valve", "unit_price": "10.03"},
        {"kind": "part", "sku": "PUMP", "name": "Pump", "unit_price": "100.00"},
    ):
        answer = ada.post(f"/price-books/{made.book_id}/items", item | {"tax_code": "standard"})
        assert answer.status_code == 201, answer.content
    return made


@pytest.fixture
def company(now: datetime, ada: Any) -> Company:
    """Harbor Heating, which can bill."""
    return found_company(now=now, ada=ada)


@transaction.atomic
def finish_work(
    company: Company,
    *,
    minutes: int = 50,
    parts: tuple[tuple[str, str], ...] = (),
    approve: bool = False,
    starts: datetime | None = None,
    pause: tuple[int, int] | None = None,
    summary: str = "",
    **values: Any,
) -> Any:
    """Raise a work order, have Tariq work so many minutes on it with these parts, and return it completed."""
    from truckroll.work.actions import field as steps
    from truckroll.work.actions import records, visits, work_orders
    from truckroll.work.queries import get_work_order

    starts = starts or company.now - timedelta(days=1 + next(company.days), hours=1)
    order = work_orders.raise_work_order(
        **{"site": company.site, "work_type": company.boiler, "reported_at": starts, "source": "phone",
           "description": "No heat", "actor": SYSTEM, "now": starts} | values
    )  # fmt: skip
    visit = order.visits.get()
    visits.schedule_visit(visit=visit, technician_id=company.tariq.pk, starts_at=starts, actor=SYSTEM, now=starts)
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=starts)
    for step in (steps.depart_visit, steps.arrive_visit, steps.start_visit):
        step(visit=visit, actor=SYSTEM, now=starts)
    if pause is not None:
        begun, over = (starts + timedelta(minutes=n) for n in pause)
        steps.pause_visit(visit=visit, reason="lunch", actor=SYSTEM, now=begun)
        steps.resume_visit(visit=visit, actor=SYSTEM, now=over)
    ended = starts + timedelta(minutes=minutes)
    for sku, quantity in parts:
        records.use_part(
            visit=visit, sku=sku, description=sku.title(), quantity=Decimal(quantity), actor=SYSTEM, now=ended
        )
    steps.complete_visit(visit=visit, summary=summary, actor=SYSTEM, now=ended)
    order = get_work_order(actor=SYSTEM, work_order_id=order.pk)
    assert order.status == "completed"
    if approve:
        order = work_orders.approve_work_order(work_order=order, actor=SYSTEM, now=company.now)
    return order


@pytest.fixture
def finish(company: Company) -> Callable[..., Any]:
    """Work of these minutes and parts, completed."""
    return partial(finish_work, company)


@pytest.fixture
def draft(company: Company, finish: Callable[..., Any]) -> Callable[..., Any]:
    """The draft of a finished, approved work order, as the API shows it."""

    def make(**values: Any) -> Any:
        order = finish(approve=True, **values)
        return company.ada.get("/invoices", work_order_id=order.pk).json()["items"][0]

    return make


@pytest.fixture
def issued(company: Company, draft: Callable[..., Any]) -> Callable[..., Any]:
    """An issued invoice, as the API shows it."""

    def make(**values: Any) -> Any:
        answer = company.ada.post(f"/invoices/{draft(**values)['id']}/issue", {})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return make
