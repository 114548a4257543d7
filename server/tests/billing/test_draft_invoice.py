"""From what was done to a draft, with no typing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest


def lines(invoice: Any) -> list[tuple[Any, ...]]:
    return [(one["kind"], Decimal(one["quantity"]), one["net_minor"]) for one in invoice["lines"]]


@pytest.mark.slow
def test_a_finished_work_order_becomes_a_draft(company: Any, finish: Any, told: Any) -> None:
    order = finish(minutes=50, parts=(("VALVE", "3"),))
    answer = company.ada.post(f"/work-orders/{order.pk}/invoice-draft")
    assert answer.status_code == 200, answer.content
    invoice = answer.json()
    # Call-out 60.00; 50 minutes are four quarters: 80.00; 3 × 10.03 = 30.09.
    assert lines(invoice) == [("call_out", 1, 6000), ("labor", 1, 8000), ("part", 3, 3009)]
    # (60.00 + 80.00 + 30.09) × 20 % = 34.018 → 34.02
    assert (invoice["net_minor"], invoice["tax_minor"], invoice["total_minor"]) == (17009, 3402, 20411)
    assert (invoice["status"], invoice["number"], invoice["customer_name"]) == ("draft", None, "Carla Ltd")
    assert [fault["code"] for fault in invoice["faults"]] == ["not_approved"]
    assert told()[-1] == "billing.invoice.drafted"


def test_it_is_made_by_itself_when_the_work_is_completed(company: Any, finish: Any) -> None:
    from truckroll.billing.handlers import draft_what_was_done
    from truckroll.work.events import WorkOrderCompleted

    order = finish()
    draft_what_was_done(WorkOrderCompleted(work_order_id=order.pk))
    assert company.ada.get("/invoices", work_order_id=order.pk).json()["total"] == 1


@pytest.mark.slow
def test_made_again_it_stays_one_draft_and_follows_what_was_done(company: Any, finish: Any) -> None:
    from truckroll.accounts.actors import system
    from truckroll.work.actions import records

    order = finish(minutes=50, parts=(("VALVE", "3"), ("PUMP", "1")))
    first = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    part = order.parts.get(sku="PUMP")
    records.void_part(part=part, reason="put back", actor=system("test"), now=company.now)
    again = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert again["id"] == first["id"]
    assert lines(again) == [("call_out", 1, 6000), ("labor", 1, 8000), ("part", 3, 3009)]


@pytest.mark.slow
def test_rule_46_a_later_price_never_changes_a_line_that_is_there(company: Any, finish: Any) -> None:
    order = finish(minutes=60)
    company.ada.post(f"/work-orders/{order.pk}/invoice-draft")
    prices = company.ada.get(f"/price-books/{company.book_id}/items", kind="labor").json()["items"]
    assert company.ada.patch(f"/prices/{prices[0]['id']}", {"unit_price": "95.00"}).status_code == 200
    again = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert lines(again) == [("call_out", 1, 6000), ("labor", 1, 8000)]


@pytest.fixture
def evening(company: Any) -> Any:
    """An hour costs 60.00, and 90.00 from 17:00 on weekdays; labor is counted once, in quarters, at least an hour."""
    company.ada.patch(
        f"/price-books/{company.book_id}",
        {"labor_per": "work_order", "labor_step_minutes": 15, "labor_minimum_minutes": 60},
    )
    where = f"/price-books/{company.book_id}"
    labor = company.ada.get(f"{where}/items", kind="labor").json()["items"][0]
    assert company.ada.patch(f"/prices/{labor['id']}", {"unit_price": "60.00"}).status_code == 200
    band = {"name": "after 17:00", "weekdays": [0, 1, 2, 3, 4], "opens": "17:00", "closes": "00:00"}
    made = company.ada.post(f"{where}/bands", band)
    assert made.status_code == 201, made.content
    late = {"kind": "labor", "name": "Labor, evening", "unit_price": "90.00", "tax_code": "standard"}
    assert company.ada.post(f"{where}/items", late | {"band_id": made.json()["id"]}).status_code == 201
    return made.json()


# Tuesday 14 July 2026, 16:40 in London.
TUESDAY_1640 = datetime(2026, 7, 14, 15, 40, tzinfo=UTC)


@pytest.mark.slow
def test_rule_47_16_40_to_18_10_is_20_00_at_60_and_105_00_at_90(company: Any, evening: Any, finish: Any) -> None:
    order = finish(minutes=90, starts=TUESDAY_1640)
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    labor = [one for one in invoice["lines"] if one["kind"] == "labor"]
    assert [(one["description"], one["minutes"], one["net_minor"], one["note"]) for one in labor] == [
        ("Boiler service", 20, 2000, ""),
        ("Boiler service, after 17:00", 70, 10500, ""),
    ]
    # 60.00 + 20.00 + 105.00
    assert (invoice["net_minor"], invoice["tax_minor"], invoice["total_minor"]) == (18500, 3700, 22200)


def test_rule_47_a_pause_is_not_charged_and_the_minimum_is_once_for_the_work_order(
    company: Any, evening: Any, finish: Any
) -> None:
    # 16:40 to 17:20 with a pause from 16:50 to 17:10: 10 minutes by day, 10 in the evening; at least 60.
    order = finish(minutes=40, starts=TUESDAY_1640, pause=(10, 30))
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    labor = [one for one in invoice["lines"] if one["kind"] == "labor"]
    assert [(one["minutes"], one["net_minor"], one["note"]) for one in labor] == [
        (10, 1000, ""), (50, 7500, "10 min worked, charged as 50"),
    ]  # fmt: skip


def test_hours_that_are_on_no_day_are_refused(company: Any, told: Any) -> None:
    before = told()
    band = {"name": "never", "weekdays": [], "opens": "17:00", "closes": "00:00"}
    answer = company.ada.post(f"/price-books/{company.book_id}/bands", band)
    assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "weekdays"})
    band = {"name": "no time", "weekdays": [1], "opens": "17:00", "closes": "17:00"}
    assert company.ada.post(f"/price-books/{company.book_id}/bands", band).status_code == 422
    odd = company.ada.patch(f"/price-books/{company.book_id}", {"holiday_country": "ZZ"})
    assert (odd.status_code, odd.json()["facts"]) == (422, {"field": "holiday_country"})
    assert (told(), company.ada.get(f"/price-books/{company.book_id}/bands").json()["total"]) == (before, 0)


@pytest.mark.slow
def test_rule_48_a_recall_comes_to_nothing_unless_a_person_says_so(company: Any, finish: Any) -> None:
    first = finish(minutes=60)
    order = finish(minutes=60, recall_of_id=first.pk)
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert [(one["coverage"], one["note"], one["net_minor"]) for one in invoice["lines"]] == [
        ("recall", f"Not charged: recall of {first.number}", 0),
    ] * 2
    assert (invoice["net_minor"], invoice["tax_minor"], invoice["taxes"]) == (0, 0, [])
    labor = invoice["lines"][1]["id"]
    charged = company.ada.patch(f"/invoices/{invoice['id']}/lines/{labor}", {"coverage": "charged", "note": ""})
    assert (charged.json()["net_minor"], charged.json()["tax_minor"]) == (8000, 1600)
    elsewhere = company.ada.get(f"/work-orders/{order.pk}").json()
    assert (elsewhere["recall_of_id"], elsewhere["recall_of_number"]) == (first.pk, first.number)


@pytest.mark.slow
def test_rule_45_the_rate_of_the_tax_date_applies(company: Any, finish: Any) -> None:
    # The work was done on 22 November; the new rate holds from the 23rd.
    new = {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.21", "valid_from": "2026-11-23"}
    assert company.ada.post("/tax-rates", new).status_code == 201
    order = finish(minutes=60)
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert (invoice["supplied_on"], invoice["tax_minor"]) == ("2026-11-22", 2800)
    changed = company.ada.patch(f"/invoices/{invoice['id']}", {"supplied_on": "2026-11-23"}).json()
    assert changed["tax_minor"] == 2940


@pytest.mark.slow
def test_approval_fixes_the_lines(company: Any, finish: Any, told: Any) -> None:
    from truckroll.work.actions import work_orders

    order = finish(minutes=60, approve=True)
    invoice = company.ada.get("/invoices", work_order_id=order.pk).json()["items"][0]
    assert invoice["frozen_at"] is not None
    from truckroll.accounts.actors import system

    work_orders.reopen_work_order(work_order=order, reason="forgot a part", actor=system("test"), now=company.now)
    assert company.ada.get(f"/invoices/{invoice['id']}").json()["frozen_at"] is None


@pytest.mark.slow
def test_what_a_person_wrote_stays(company: Any, finish: Any) -> None:
    order = finish(minutes=60, parts=(("VALVE", "1"),))
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    call_out, labor, part = (one["id"] for one in invoice["lines"])
    where = f"/invoices/{invoice['id']}/lines"
    assert company.ada.patch(f"{where}/{call_out}", {"is_dropped": True}).status_code == 200
    assert company.ada.patch(f"{where}/{labor}", {"unit_price": "70.00"}).status_code == 200
    added = company.ada.post(
        where, {"kind": "fee", "description": "Parking", "quantity": "1", "unit_price": "7.50", "tax_code": "standard"}
    )
    assert added.status_code == 201, added.content
    again = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert [(one["kind"], one["net_minor"], one["is_dropped"]) for one in again["lines"]] == [
        ("call_out", 6000, True), ("labor", 7000, False), ("part", 1003, False), ("fee", 750, False),
    ]  # fmt: skip
    assert again["net_minor"] == 8753
    assert part == again["lines"][2]["id"]


@pytest.mark.slow
def test_a_part_nobody_priced_is_a_fault_until_it_has_a_price(company: Any, finish: Any) -> None:
    order = finish(minutes=60, parts=(("ODD", "2"),), approve=True)
    invoice = company.ada.get("/invoices", work_order_id=order.pk).json()["items"][0]
    whole = company.ada.get(f"/invoices/{invoice['id']}").json()
    odd = whole["lines"][2]
    assert [(one["code"], one["says"], one["line_id"]) for one in whole["faults"]] == [
        ("no_price", "“Odd” has no price.", odd["id"])
    ]
    refused = company.ada.post(f"/invoices/{invoice['id']}/issue", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice_not_ready")
    # Prices that were missing are filled in even though the lines are fixed; what is there stays.
    item = {"kind": "part", "sku": "ODD", "name": "Odd", "unit_price": "5.00", "tax_code": "standard"}
    assert company.ada.post(f"/price-books/{company.book_id}/items", item).status_code == 201
    whole = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert (whole["faults"], whole["lines"][2]["net_minor"]) == ([], 1000)


@pytest.mark.slow
def test_rule_49_a_limit_that_is_exceeded_holds_the_invoice(company: Any, finish: Any) -> None:
    order = finish(minutes=60, nte_minor=13999, approve=True)
    invoice = company.ada.get("/invoices", work_order_id=order.pk).json()["items"][0]
    whole = company.ada.get(f"/invoices/{invoice['id']}").json()
    assert [f["code"] for f in whole["faults"]] == ["nte_exceeded"]
    assert whole["faults"][0]["says"] == "The work is GBP 0.01 above the limit the customer set."
    assert company.ada.post(f"/invoices/{invoice['id']}/issue", {}).status_code == 409


def test_a_dispatcher_sees_invoices_and_changes_none(company: Any, finish: Any, dana: Any, told: Any) -> None:
    order = finish()
    before = told()
    assert dana.post(f"/work-orders/{order.pk}/invoice-draft").status_code == 403
    assert dana.get("/invoices").json() == {"items": [], "total": 0}
    assert told() == before


@pytest.mark.slow
def test_a_list_of_invoices_takes_the_same_queries_for_any_number(
    company: Any, draft: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        draft()
    company.ada.get("/invoices")
    with django_assert_num_queries(7):  # session, user, his technician, page, count; lines and seller for readiness
        assert len(company.ada.get("/invoices").json()["items"]) == 3
