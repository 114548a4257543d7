"""Rule 45: a customer who is taxed in one way has all his lines in that category, whatever the prices say."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system
from truckroll.billing.taxing import code_for

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

NOTE = "Reverse charge: the customer owes the tax (Article 196 of Directive 2006/112/EC)."


@pytest.fixture
def taxed(company: Any) -> Callable[..., None]:
    """Give the company a rate of nought, and tax Carla so."""

    def make(treatment: str, letter: str, *codes: str, tax_id: str = "DE129273398") -> None:
        for code in codes:
            rate = {"code": code, "name": treatment, "letter": letter, "rate": "0", "valid_from": "2020-01-01"}
            assert company.ada.post("/tax-rates", rate | {"note": NOTE if letter != "Z" else ""}).status_code == 201
        body = {"tax_treatment": treatment, "tax_id": tax_id}
        answer = company.ada.patch(f"/customers/{company.customer.pk}", body)
        assert answer.status_code == 200, answer.content

    return make


def bears(invoice: Any) -> list[tuple[str, str, str, int]]:
    return [(one["kind"], one["tax_code"], one["tax_letter"], one["net_minor"]) for one in invoice["lines"]]


def test_rule_45_reverse_charge_of_the_customer_goes_before_the_price(company: Any, taxed: Any, issued: Any) -> None:
    taxed("reverse_charge", "AE", "rc")
    invoice = issued(minutes=50, parts=(("VALVE", "3"),))
    # 60.00 + 80.00 + 3 × 10.03, and no tax; at 20 % it would be 204.11.
    assert bears(invoice) == [
        ("call_out", "rc", "AE", 6000), ("labor", "rc", "AE", 8000), ("part", "rc", "AE", 3009),
    ]  # fmt: skip
    assert (invoice["net_minor"], invoice["tax_minor"], invoice["total_minor"]) == (17009, 0, 17009)
    # His number and the note that the law wants are printed.
    assert [(t["letter"], Decimal(t["rate"]), t["note"]) for t in invoice["taxes"]] == [("AE", 0, NOTE)]
    assert invoice["buyer"]["tax_id"] == "DE129273398"
    valve = {"reason": "One unused", "lines": [{"line_id": invoice["lines"][2]["id"], "quantity": "1"}]}
    assert company.ada.post(f"/invoices/{invoice['id']}/credit", valve).status_code == 200
    file = company.ada.get("/journal", starts_on="2026-11-01", ends_on="2026-11-30").content.decode("utf-8-sig")
    rows = [
        [row[name] for name in ("type", "customer_tax_id", "tax_category", "tax_rate_percent", "net", "tax", "gross")]
        for row in csv.DictReader(io.StringIO(file))
    ]
    assert rows == [
        ["invoice", "DE129273398", "AE", "0", "170.09", "0.00", "170.09"],
        ["credit_note", "DE129273398", "AE", "0", "-10.03", "0.00", "-10.03"],
    ]


def test_rule_46_a_line_keeps_the_treatment_it_was_drafted_with(company: Any, taxed: Any, finish: Any) -> None:
    from truckroll.work.actions import records

    order = finish(minutes=50)
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    taxed("exempt", "E", "charity")
    visit = order.visits.get()
    records.use_part(
        visit=visit, sku="PUMP", description="Pump", quantity=Decimal(1), actor=system("test"),
        now=company.now - timedelta(hours=1),
    )  # fmt: skip
    again = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert again["id"] == invoice["id"]
    assert bears(again) == [
        ("call_out", "standard", "S", 6000), ("labor", "standard", "S", 8000), ("part", "charity", "E", 10000),
    ]  # fmt: skip
    # 20 % of 140.00, and nothing of 100.00.
    assert (again["net_minor"], again["tax_minor"], again["total_minor"]) == (24000, 2800, 26800)


def test_rule_48_what_is_covered_bears_it_too_and_comes_to_nothing(company: Any, taxed: Any, finish: Any) -> None:
    taxed("zero", "Z", "zero")
    first = finish(minutes=60)
    order = finish(minutes=60, recall_of_id=first.pk)
    invoice = company.ada.post(f"/work-orders/{order.pk}/invoice-draft").json()
    assert bears(invoice) == [("call_out", "zero", "Z", 0), ("labor", "zero", "Z", 0)]
    assert (invoice["total_minor"], invoice["taxes"]) == (0, [])
    labor = invoice["lines"][1]["id"]
    charged = company.ada.patch(f"/invoices/{invoice['id']}/lines/{labor}", {"coverage": "charged", "note": ""}).json()
    assert (charged["net_minor"], charged["tax_minor"], charged["total_minor"]) == (8000, 0, 8000)


def test_of_several_codes_of_a_kind_a_person_chooses(company: Any, taxed: Any, draft: Any) -> None:
    taxed("exempt", "E", "charity", "education")
    invoice = draft(minutes=60)
    whole = company.ada.get(f"/invoices/{invoice['id']}").json()
    assert bears(whole) == [("call_out", "", "", 6000), ("labor", "", "", 8000)]
    assert [fault["code"] for fault in whole["faults"]] == ["no_tax", "no_tax"]
    assert company.ada.post(f"/invoices/{invoice['id']}/issue", {}).json()["code"] == "invoice_not_ready"
    for line in whole["lines"]:
        where = f"/invoices/{invoice['id']}/lines/{line['id']}"
        assert company.ada.patch(where, {"tax_code": "education"}).status_code == 200
    done = company.ada.post(f"/invoices/{invoice['id']}/issue", {}).json()
    assert (done["status"], done["total_minor"], {one["tax_code"] for one in done["lines"]}) == (
        "issued", 14000, {"education"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("treatment", "priced", "code"),
    [
        ("as_priced", "standard", "standard"),
        ("zero", "standard", "export"),
        ("exempt", "standard", ""),
        ("exempt", "school", "school"),
        ("reverse_charge", "standard", ""),
    ],
)
def test_the_code_of_a_line(treatment: str, priced: str, code: str) -> None:
    class Rate:
        def __init__(self, letter: str) -> None:
            self.letter = letter

    rates = {"standard": Rate("S"), "export": Rate("Z"), "school": Rate("E"), "charity": Rate("E")}
    assert code_for(treatment, priced, rates) == code
