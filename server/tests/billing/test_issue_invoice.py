"""Issuing: the number, the bytes and the names are fixed in one transaction, for good."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.billing.conftest import SELLER
from truckroll.billing import documents


@pytest.mark.slow
def test_an_issued_invoice_has_a_number_a_date_and_its_bytes(company: Any, issued: Any, told: Any) -> None:
    from truckroll.foundation import blobs

    invoice = issued(minutes=50, parts=(("VALVE", "3"),))
    assert (invoice["number"], invoice["status"], invoice["issued_on"], invoice["due_on"]) == (
        "INV-2026-000001", "issued", "2026-11-23", "2026-12-07",
    )  # fmt: skip
    assert invoice["total_minor"] == invoice["open_minor"] == 20411
    assert (invoice["seller"]["name"], invoice["buyer"]["name"]) == ("Harbor Heating Ltd", "Carla Ltd")
    pdf = b"".join(company.ada.get(f"/invoices/{invoice['id']}/pdf").streaming_content)
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() == invoice["pdf_sha256"]
    assert blobs.path_of(invoice["pdf_sha256"]).read_bytes() == pdf
    assert told()[-1] == "billing.invoice.issued"


@pytest.mark.slow
def test_names_and_terms_are_those_of_the_day_it_was_issued(company: Any, issued: Any) -> None:
    from truckroll.accounts.actors import system
    from truckroll.customers.actions import change_customer

    invoice = issued()
    before = company.ada.get(f"/invoices/{invoice['id']}").json()
    assert (before["terms_days"], before["due_on"], before["seller"]["bank"]) == (
        14, "2026-12-07", "Sort 00-00-00, Account 12345678",
    )  # fmt: skip
    moved = {"legal_name": "Harbor Cooling Ltd", "address": "2 Pier Road", "bank": "Account 1", "tax_id": "GB7654321"}
    assert company.ada.put("/seller", SELLER | moved).status_code == 200
    values = {"terms_days": 60, "bill_name": "Carla and Sons"}
    change_customer(customer=company.customer, values=values, actor=system("test"), now=company.now)
    assert company.ada.get(f"/invoices/{invoice['id']}").json() == before


@pytest.mark.slow
def test_a_company_without_tax_number_or_bank_issues_nothing(company: Any, draft: Any, told: Any) -> None:
    from truckroll.billing.models import NumberCounter

    assert company.ada.put("/seller", SELLER | {"tax_id": "", "bank": ""}).status_code == 200
    invoice, before = draft(), told()
    answer = company.ada.post(f"/invoices/{invoice['id']}/issue", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_ready")
    assert answer.json()["facts"]["faults"] == [
        {
            "code": "seller_incomplete",
            "says": "Of the company's own data this is missing: tax number, bank details.",
            "line_id": None,
            "what_to_do": "An administrator writes it down under Price book, “The company on its invoices”.",
        }
    ]
    assert (told(), NumberCounter.objects.count()) == (before, 0)


@pytest.mark.slow
def test_a_customer_who_wants_his_purchase_order_number_gets_no_invoice_without(company: Any, draft: Any) -> None:
    from truckroll.accounts.actors import system
    from truckroll.customers.actions import change_customer

    change_customer(customer=company.customer, values={"po_required": True}, actor=system("test"), now=company.now)
    invoice = draft()
    where = f"/invoices/{invoice['id']}"
    assert [fault["code"] for fault in invoice["faults"]] == ["no_purchase_order"]
    billing = company.ada.get(f"/work-orders/{invoice['work_order_id']}/billing").json()
    assert (billing["invoice"]["id"], [one["says"] for one in billing["not_ready"]]) == (
        invoice["id"], ["The purchase order number is missing; this customer takes no invoice without one."],
    )  # fmt: skip
    assert company.ada.post(f"{where}/issue", {}).json()["code"] == "invoice_not_ready"
    assert company.ada.patch(where, {"customer_reference": "PO 4711"}).status_code == 200
    issued = company.ada.post(f"{where}/issue", {}).json()
    assert (issued["status"], issued["customer_reference"]) == ("issued", "PO 4711")
    assert company.ada.get(f"/work-orders/{invoice['work_order_id']}/billing").json()["not_ready"] == []


def test_work_that_is_not_done_is_not_ready(company: Any) -> None:
    from truckroll.accounts.actors import system
    from truckroll.work.actions import work_orders

    order = work_orders.raise_work_order(
        site=company.site, work_type=company.boiler, reported_at=company.now, source="phone", actor=system("test"),
        now=company.now,
    )  # fmt: skip
    billing = company.ada.get(f"/work-orders/{order.pk}/billing").json()
    assert (billing["invoice"], [one["code"] for one in billing["not_ready"]]) == (None, ["not_completed", "no_draft"])


@pytest.mark.slow
def test_rule_13_an_invoiced_work_order_is_closed(company: Any, issued: Any) -> None:
    from truckroll.accounts.actors import system
    from truckroll.work.queries import get_work_order

    invoice = issued()
    order = get_work_order(actor=system("test"), work_order_id=invoice["work_order_id"])
    assert order.status == "closed"


@pytest.mark.slow
def test_a_draft_prints_as_a_draft(company: Any, draft: Any) -> None:
    answer = company.ada.get(f"/invoices/{draft()['id']}/pdf")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What came onto the paper of each document that was made."""
    made: list[dict[str, Any]] = []
    compiling = documents.typst.compile

    def compile_and_note(*given: Any, **how: Any) -> Any:
        pdf = compiling(*given, **how)
        made.append(json.loads(how["sys_inputs"]["content"]))
        return pdf

    monkeypatch.setattr(documents.typst, "compile", compile_and_note)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "reads"),
    [
        ("All good 👍🏽 ☎ ✔", "All good [thumbs up sign] ☎ ✔"),
        ("家族 👨\u200d👩\u200d👧", "\ufffd\ufffd [man][woman][girl]"),
        ("a\x07b\tc\r\nd", "ab c\nd"),
        # The letter below a mark that no font has is printed; so are those of many other scripts.
        ("é\u20e3 é", "é é"),
        ("Ελλάς Москва ₹ السلام", "Ελλάς Москва ₹ السلام"),
        ("สวัสดี", "\ufffd\ufffd\ufffd\ufffd"),
        ("\uffff\U0010ffff", "\ufffd\ufffd"),
    ],
)
def test_p16_whatever_letters_were_written_the_invoice_is_issued(
    company: Any, finish: Any, printed: Any, written: str, reads: str
) -> None:
    order = finish(minutes=60, summary=written, description=written, approve=True)
    (draft,) = company.ada.get("/invoices", work_order_id=order.pk).json()["items"]
    assert company.ada.get(f"/invoices/{draft['id']}/job-sheet").content[:5] == b"%PDF-"
    assert (printed[-1]["visits"][0]["text"], printed[-1]["description"]) == (reads, reads)
    answer = company.ada.post(f"/invoices/{draft['id']}/issue", {})
    assert (answer.status_code, answer.json()["total_minor"]) == (200, draft["total_minor"])
    assert printed[-1]["about"].startswith(reads)
    assert printed[-1]["sums"] == [["Net", "140.00"], ["Tax 20 % on 140.00", "28.00"], ["Total GBP", "168.00"]]


@pytest.mark.slow
def test_p16_a_customer_whose_letters_no_font_has_is_invoiced_and_credited(
    company: Any, issued: Any, printed: Any
) -> None:
    from truckroll.accounts.actors import system
    from truckroll.customers.actions import change_customer

    named = {"name": "株式会社 Tokyo", "bill_address": "東京 1-2"}
    change_customer(customer=company.customer, values=named, actor=system("test"), now=company.now)
    invoice = issued(minutes=60)
    assert printed[-1]["buyer"]["name"] == "\ufffd\ufffd\ufffd\ufffd Tokyo"
    assert invoice["buyer"]["name"] == "株式会社 Tokyo"
    back = company.ada.post(f"/invoices/{invoice['id']}/credit", {"reason": "Wrong house 😀"})
    assert back.status_code in (200, 201), back.content
    assert printed[-1]["about"] == "Reason: Wrong house [grinning face]"


@pytest.mark.slow
def test_it_is_issued_once(company: Any, issued: Any, told: Any) -> None:
    invoice, before = issued(), told()
    again = company.ada.post(f"/invoices/{invoice['id']}/issue", {})
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")
    assert told() == before
    assert company.ada.get("/invoices").json()["items"][0]["number"] == "INV-2026-000001"


@pytest.mark.slow
def test_the_same_key_issues_once(company: Any, draft: Any) -> None:
    where = f"/invoices/{draft()['id']}/issue"
    first, again = company.ada.post(where, {}, key="once"), company.ada.post(where, {}, key="once")
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.slow
def test_rule_44_a_refused_issue_takes_no_number(company: Any, draft: Any, issued: Any, told: Any) -> None:
    from truckroll.billing.models import NumberCounter

    unready = draft(minutes=60, parts=(("ODD", "1"),))
    before = told()
    assert company.ada.post(f"/invoices/{unready['id']}/issue", {}).json()["code"] == "invoice_not_ready"
    assert (told(), NumberCounter.objects.count()) == (before, 0)
    assert issued()["number"] == "INV-2026-000001"


@pytest.mark.slow
def test_what_changed_since_it_was_read_is_not_issued(company: Any, draft: Any) -> None:
    invoice = draft()
    assert company.ada.patch(f"/invoices/{invoice['id']}", {"note": "Thank you"}).status_code == 200
    answer = company.ada.post(f"/invoices/{invoice['id']}/issue", {"version": invoice["version"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")


@pytest.mark.slow
def test_unapproved_work_is_not_invoiced(company: Any, finish: Any) -> None:
    invoice = company.ada.post(f"/work-orders/{finish().pk}/invoice-draft").json()
    answer = company.ada.post(f"/invoices/{invoice['id']}/issue", {})
    assert answer.json()["facts"]["faults"] == [
        {
            "code": "not_approved",
            "says": "The office has not approved the work yet.",
            "line_id": None,
            "what_to_do": "Approve the work order.",
        }
    ]


@pytest.mark.slow
def test_an_issued_invoice_stands_in_the_way_of_another_draft(company: Any, issued: Any) -> None:
    invoice = issued()
    answer = company.ada.post(f"/work-orders/{invoice['work_order_id']}/invoice-draft")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_invoiced")


@pytest.mark.slow
def test_rule_45_reverse_charge_needs_the_customers_tax_number(company: Any, draft: Any) -> None:
    rate = {"code": "abroad", "name": "Reverse charge", "letter": "AE", "rate": "0", "valid_from": "2020-01-01"}
    refused = company.ada.post("/tax-rates", rate)
    assert (refused.status_code, refused.json()["facts"]) == (422, {"field": "note"})
    assert company.ada.post("/tax-rates", rate | {"note": "VAT: reverse charge, Article 196"}).status_code == 201
    invoice = draft(minutes=60)
    for line in company.ada.get(f"/invoices/{invoice['id']}").json()["lines"]:
        company.ada.patch(f"/invoices/{invoice['id']}/lines/{line['id']}", {"tax_code": "abroad"})
    whole = company.ada.get(f"/invoices/{invoice['id']}").json()
    assert ([f["code"] for f in whole["faults"]], whole["tax_minor"]) == (["no_buyer_tax_id"], 0)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE billing_invoice SET total_minor = 1, net_minor = 1, tax_minor = 0",
        "UPDATE billing_invoice SET status = 'draft'",
        "UPDATE billing_invoice SET buyer = '{}'",
        "DELETE FROM billing_invoice",
        "UPDATE billing_invoiceline SET quantity = 0",
        "DELETE FROM billing_invoiceline",
        """INSERT INTO billing_invoiceline (invoice_id, source, position, kind, description, quantity, unit, net_minor,
            tax_code, tax_letter, tax_note, is_edited, is_dropped, coverage, note)
            SELECT id, 'x', 9, 'fee', 'more', 1, 'pc', 5, '', '', '', false, false, 'charged', ''
            FROM billing_invoice""",
        "UPDATE billing_invoicetax SET tax_minor = 0",
        "DELETE FROM billing_invoicetax",
        "TRUNCATE billing_invoice CASCADE",
        "TRUNCATE billing_invoiceline CASCADE",
        "TRUNCATE billing_invoicetax CASCADE",
    ],
)
@pytest.mark.slow
def test_p16_the_database_refuses_to_change_an_issued_invoice(company: Any, issued: Any, attack: str) -> None:
    before = company.ada.get(f"/invoices/{issued()['id']}").json()
    with connection.cursor() as cursor:
        # Constraint checks that wait for the commit would stop TRUNCATE before our trigger does.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(IntegrityError, match="an issued document never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
    after = company.ada.get(f"/invoices/{before['id']}").json()
    assert after == before


@pytest.mark.slow
def test_p16_an_edit_of_an_issued_invoice_is_refused_with_the_way_out(company: Any, issued: Any, told: Any) -> None:
    invoice, before = issued(), told()
    answer = company.ada.patch(f"/invoices/{invoice['id']}", {"note": "cheaper"})
    assert (answer.status_code, answer.json()["what_to_do"]) == (409, "Credit it and make a new one.")
    line = invoice["lines"][0]["id"]
    assert company.ada.patch(f"/invoices/{invoice['id']}/lines/{line}", {"unit_price": "1"}).status_code == 409
    assert company.ada.post(f"/invoices/{invoice['id']}/void", {"reason": "no"}).status_code == 409
    assert told() == before


@pytest.mark.parametrize(
    ("instant", "zone", "number"),
    [
        # Five hours west of London it is still the old year when London's ends.
        (datetime(2027, 1, 1, 4, 59, 59, 900_000, tzinfo=UTC), "America/New_York", "INV-2026-000001"),
        (datetime(2027, 1, 1, 5, 0, tzinfo=UTC), "America/New_York", "INV-2027-000001"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "Europe/London", "INV-2026-000001"),
        # UTC+14: the new year begins ten hours before London's noon.
        (datetime(2026, 12, 31, 10, 0, tzinfo=UTC), "Pacific/Kiritimati", "INV-2027-000001"),
    ],
)
@pytest.mark.slow
def test_p17_the_year_changes_at_the_companys_midnight(
    company: Any, draft: Any, monkeypatch: pytest.MonkeyPatch, instant: datetime, zone: str, number: str
) -> None:
    from truckroll.billing.models import Seller
    from truckroll.foundation import clock

    invoice = draft()
    Seller.objects.get().change(zone=zone)
    monkeypatch.setattr(clock, "at", lambda real: instant)
    answer = company.ada.post(f"/invoices/{invoice['id']}/issue", {})
    assert answer.json()["number"] == number


def test_a_fiscal_year_may_begin_in_another_month() -> None:
    from datetime import date

    from truckroll.billing.numbers import fiscal_year

    assert fiscal_year(date(2026, 3, 31), first_month=4) == 2025
    assert fiscal_year(date(2026, 4, 1), first_month=4) == 2026
