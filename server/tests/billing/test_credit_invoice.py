"""Giving back: by a document of its own, never more than was charged."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction


@pytest.mark.slow
def test_rule_44_a_whole_credit_gives_back_everything_and_frees_the_work_order(
    company: Any, issued: Any, told: Any
) -> None:
    invoice = issued(minutes=50, parts=(("VALVE", "3"),))
    answer = company.ada.post(f"/invoices/{invoice['id']}/credit", {"reason": "Wrong customer"})
    assert answer.status_code == 200, answer.content
    credited = answer.json()
    note = credited["credit_notes"][0]
    assert (note["number"], note["invoice_number"], note["total_minor"]) == ("CN-2026-000001", "INV-2026-000001", 20411)
    assert (credited["status"], credited["open_minor"], credited["credited_minor"]) == ("credited", 0, 20411)
    assert told()[-1] == "billing.credit_note.issued"
    pdf = b"".join(company.ada.get(f"/credit-notes/{note['id']}/pdf").streaming_content)
    assert pdf.startswith(b"%PDF-")
    # The work is still to be charged: a new draft, a new number.
    new = company.ada.post(f"/work-orders/{invoice['work_order_id']}/invoice-draft").json()
    assert (new["status"], new["total_minor"]) == ("draft", 20411)
    assert company.ada.post(f"/invoices/{new['id']}/issue", {}).json()["number"] == "INV-2026-000002"


@pytest.mark.slow
def test_rule_44_part_of_a_line_can_be_given_back_until_nothing_is_left(company: Any, issued: Any) -> None:
    invoice = issued(minutes=50, parts=(("VALVE", "3"),))
    valve = invoice["lines"][2]["id"]
    where = f"/invoices/{invoice['id']}/credit"
    part = company.ada.post(where, {"reason": "One unused", "lines": [{"line_id": valve, "quantity": "1"}]}).json()
    # 10.03 × 20 % = 2.006 → 2.01
    assert (part["credit_notes"][0]["net_minor"], part["credit_notes"][0]["tax_minor"]) == (1003, 201)
    beyond = company.ada.post(where, {"reason": "All", "lines": [{"line_id": valve, "quantity": "3"}]})
    assert (beyond.status_code, beyond.json()["code"]) == (409, "credit_exceeds_invoice")
    twice = [{"line_id": valve, "quantity": "2"}, {"line_id": valve, "quantity": "0.1"}]
    named_twice = company.ada.post(where, {"reason": "All", "lines": twice})
    assert (named_twice.status_code, named_twice.json()["facts"]["field"]) == (422, "lines")
    assert beyond.json()["facts"]["lines"] == [{"line_id": valve, "asked": "3", "left": "2.0000"}]
    rest = company.ada.post(where, {"reason": "The rest"}).json()
    # The rest takes the rest of the tax: 34.02 − 2.01.
    assert rest["credit_notes"][0]["tax_minor"] == 3201
    assert rest["credited_minor"] == rest["total_minor"]
    nothing = company.ada.post(where, {"reason": "Again"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "credit_exceeds_invoice")


def test_a_draft_is_not_credited(company: Any, draft: Any, told: Any) -> None:
    invoice, before = draft(), told()
    answer = company.ada.post(f"/invoices/{invoice['id']}/credit", {"reason": "Oops"})
    assert (answer.status_code, answer.json()["code"]) == (409, "move_refused")
    assert told() == before


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE billing_creditnote SET reason = 'other'",
        "DELETE FROM billing_creditnote",
        "UPDATE billing_creditnoteline SET quantity = 1",
        "DELETE FROM billing_creditnoteline",
        "DELETE FROM billing_creditnotetax",
        "TRUNCATE billing_creditnote CASCADE",
    ],
)
@pytest.mark.slow
def test_p16_the_database_refuses_to_change_a_credit_note(company: Any, issued: Any, attack: str) -> None:
    invoice = issued()
    assert company.ada.post(f"/invoices/{invoice['id']}/credit", {"reason": "Wrong"}).status_code == 200
    before = company.ada.get(f"/invoices/{invoice['id']}").json()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(IntegrityError, match="an issued document never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
    assert company.ada.get(f"/invoices/{invoice['id']}").json() == before


@pytest.mark.slow
def test_a_draft_can_be_thrown_away_and_leaves_no_gap(company: Any, draft: Any, issued: Any) -> None:
    invoice = draft()
    answer = company.ada.post(f"/invoices/{invoice['id']}/void", {"reason": "Goodwill"})
    assert (answer.status_code, answer.json()["status"], answer.json()["number"]) == (200, "void", None)
    assert issued()["number"] == "INV-2026-000001"
