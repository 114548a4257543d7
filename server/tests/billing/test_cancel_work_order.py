"""A canceled work order keeps its lines, void, with who and why; the customer who cancels late pays the fee."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from truckroll.accounts.actors import system
from truckroll.foundation import invariants

SYSTEM = system("test")


@pytest.fixture
def fee(company: Any) -> None:
    """Canceling within 24 hours of the visit costs 30.00."""
    item = {"kind": "late_cancel", "name": "Late cancellation", "unit_price": "30.00", "tax_code": "standard"}
    assert company.ada.post(f"/price-books/{company.book_id}/items", item).status_code == 201


@pytest.fixture
def planned(company: Any) -> Any:
    """A work order on which Tariq put in a valve, stopped, and is planned to come back in five hours."""
    from truckroll.work.actions import field, records, visits, work_orders

    with transaction.atomic():
        now = company.now - timedelta(hours=3)
        who: dict[str, Any] = {"actor": SYSTEM, "now": now}
        order = work_orders.raise_work_order(
            site=company.site, work_type=company.boiler, reported_at=now, source="phone", description="No heat", **who
        )
        visit = order.visits.get()
        visits.schedule_visit(visit=visit, technician_id=company.tariq.pk, starts_at=now, **who)
        visits.dispatch_visit(visit=visit, **who)
        for step in (field.depart_visit, field.arrive_visit, field.start_visit):
            step(visit=visit, **who)
        records.use_part(visit=visit, sku="VALVE", description="Valve", quantity=Decimal(1), **who)
        who["now"] += timedelta(minutes=60)
        field.stop_visit(visit=visit, reason="Dark", remaining_s=3600, needed=["time"], **who)
        visits.schedule_visit(
            visit=order.visits.get(ordinal=2), technician_id=company.tariq.pk,
            starts_at=company.now + timedelta(hours=5), **who,
        )  # fmt: skip
    return order


def shown(company: Any, order: Any) -> list[tuple[str, bool, int, str]]:
    (invoice,) = company.ada.get("/invoices", work_order_id=order.pk).json()["items"]
    whole = company.ada.get(f"/invoices/{invoice['id']}").json()
    return [(one["kind"], one["is_dropped"], one["net_minor"], one["note"]) for one in whole["lines"]]


@pytest.mark.slow
def test_the_customer_who_cancels_late_pays_the_fee_and_nothing_is_deleted(
    company: Any, planned: Any, fee: None
) -> None:
    company.ada.post(f"/work-orders/{planned.pk}/invoice-draft")
    body = {"party": "customer", "code": "found_another", "reason": "My brother does it"}
    assert company.ada.post(f"/work-orders/{planned.pk}/cancel", body).status_code == 200
    void = "Void: canceled by the customer (found another): My brother does it, Ada"
    # An hour at 80.00, the call-out of 60.00 and the valve of 10.03 stand there, void.
    assert shown(company, planned) == [
        ("call_out", True, 6000, void), ("labor", True, 8000, void), ("part", True, 1003, void),
        ("late_cancel", False, 3000, ""),
    ]  # fmt: skip
    (invoice,) = company.ada.get("/invoices", work_order_id=planned.pk).json()["items"]
    assert (invoice["net_minor"], invoice["total_minor"]) == (3000, 3600)
    # Nobody approves what was canceled: the fee can be issued as it is.
    assert invoice["faults"] == []
    assert company.ada.post(f"/invoices/{invoice['id']}/issue", {}).json()["status"] == "issued"
    # What was done stays visible, with who canceled.
    whole = company.ada.get(f"/work-orders/{planned.pk}").json()
    assert (whole["status"], whole["cancel_party"], whole["cancel_code"], whole["canceled_by"].partition(" <")[0]) == (
        "canceled", "customer", "found_another", "Ada",
    )  # fmt: skip
    assert [visit["status"] for visit in whole["visits"]] == ["stopped", "canceled"]
    assert [(part["sku"], part["voided_at"]) for part in whole["parts"]] == [("VALVE", None)]
    assert invariants.check() == {}


@pytest.mark.slow
def test_we_who_cancel_charge_nothing_and_a_person_may_bring_a_line_back(company: Any, planned: Any, fee: None) -> None:
    draft = company.ada.post(f"/work-orders/{planned.pk}/invoice-draft").json()
    company.ada.patch(f"/invoices/{draft['id']}/lines/{draft['lines'][0]['id']}", {"unit_price": "70.00"})
    body = {"party": "us", "code": "no_capacity", "reason": "Nobody can come"}
    assert company.ada.post(f"/work-orders/{planned.pk}/cancel", body).status_code == 200
    assert [(kind, dropped) for kind, dropped, *_ in shown(company, planned)] == [
        ("call_out", True), ("labor", True), ("part", True),
    ]  # fmt: skip
    after = company.ada.get(f"/invoices/{draft['id']}").json()
    assert (after["net_minor"], [fault["code"] for fault in after["faults"]]) == (0, ["no_lines"])
    company.ada.patch(f"/invoices/{draft['id']}/lines/{draft['lines'][2]['id']}", {"is_dropped": False})
    assert company.ada.get(f"/invoices/{draft['id']}").json()["net_minor"] == 1003


def test_without_a_fee_and_without_a_draft_canceling_makes_none(company: Any, planned: Any) -> None:
    body = {"party": "customer", "code": "changed_mind", "reason": "No"}
    assert company.ada.post(f"/work-orders/{planned.pk}/cancel", body).status_code == 200
    assert company.ada.get("/invoices", work_order_id=planned.pk).json()["total"] == 0


def test_a_reason_of_the_other_party_is_refused_and_nothing_happens(company: Any, planned: Any, told: Any) -> None:
    before = told()
    for path in (f"/work-orders/{planned.pk}/cancel", f"/visits/{planned.visits.get(ordinal=2).pk}/cancel"):
        refused = company.ada.post(path, {"party": "customer", "code": "no_capacity", "reason": "No"})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert told() == before
    assert company.ada.get(f"/work-orders/{planned.pk}").json()["status"] == "scheduled"
