"""Entering and changing who pays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from truckroll.customers.models import Customer

WRONG = [
    ({"currency": "pounds"}, "currency"),
    ({"name": ""}, "name"),
    ({"bill_email": "nowhere"}, "bill_email"),
    ({"terms_days": -1}, "terms_days"),
    ({"vip": True}, "vip"),
    ({"tax_treatment": "never"}, "tax_treatment"),
]


def test_a_dispatcher_enters_a_customer(dana: Any, told: Any) -> None:
    body = {"name": "Acme Lettings", "currency": "GBP", "bill_email": "ap@acme.test"}
    answer = dana.post("/customers", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    empty = {"bill_name": "", "bill_address": "", "tax_id": "", "external_id": "", "archived_at": None}
    empty |= {"tax_treatment": "as_priced"}
    assert made == {"id": made["id"], "version": 1, "terms_days": 30, "po_required": False, **body, **empty}
    assert dana.get(f"/customers/{made['id']}").json() == made
    assert told() == ["customers.customer.created"]


@pytest.mark.parametrize(("wrong", "where"), WRONG)
def test_a_malformed_value_is_named(dana: Any, told: Any, wrong: dict[str, Any], where: str) -> None:
    answer = dana.post("/customers", {"name": "Acme", "currency": "GBP"} | wrong)
    assert answer.status_code == 422
    assert [f["where"] for f in answer.json()["facts"]["faults"]] == [f"body.body.{where}"]
    assert told() == []


def test_rule_45_reverse_charge_needs_the_tax_id(dana: Any, acme: dict[str, Any], told: Any) -> None:
    before = told()
    body = {"name": "Bau GmbH", "currency": "EUR", "tax_treatment": "reverse_charge"}
    refused = dana.post("/customers", body | {"tax_id": " "})
    assert (refused.status_code, refused.json()["code"]) == (409, "tax_id_missing")
    url = f"/customers/{acme['id']}"
    assert dana.patch(url, {"tax_treatment": "reverse_charge"}).json()["code"] == "tax_id_missing"
    assert (Customer.objects.count(), dana.get(url).json(), told()) == (1, acme, before)
    assert dana.patch(url, {"tax_treatment": "reverse_charge", "tax_id": "DE129273398"}).status_code == 200
    # It cannot be taken away either while he is billed so.
    assert dana.patch(url, {"tax_id": ""}).json()["code"] == "tax_id_missing"
    assert dana.patch(url, {"tax_treatment": "as_priced", "tax_id": ""}).json()["tax_id"] == ""


def test_an_external_id_is_used_once(dana: Any, told: Any) -> None:
    dana.post("/customers", {"name": "Acme", "currency": "GBP", "external_id": "17"})
    answer = dana.post("/customers", {"name": "Other", "currency": "GBP", "external_id": "17"})
    assert (answer.status_code, answer.json()["code"]) == (409, "external_id_taken")
    assert (Customer.objects.count(), told()) == (1, ["customers.customer.created"])


def test_p6_the_loser_of_an_edit_sees_the_present_values(dana: Any, acme: dict[str, Any], told: Any) -> None:
    url = f"/customers/{acme['id']}"
    assert dana.patch(url, {"name": "Acme Homes", "version": 1}).json()["version"] == 2
    answer = dana.patch(url, {"name": "Acme Flats", "version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    present = {"name": "Acme Homes"}
    assert answer.json()["facts"] == {"id": acme["id"], "version": 2, "sent_version": 1, "present": present}
    assert told() == ["customers.customer.created", "customers.customer.changed"]


def test_an_absent_field_is_unchanged_and_null_is_refused_where_it_means_nothing(dana: Any, acme: Any) -> None:
    url = f"/customers/{acme['id']}"
    assert dana.patch(url, {"tax_id": "GB1"}).json()["name"] == "Acme Lettings"
    assert dana.patch(url, {"name": None}).status_code == 422


def test_an_archived_customer_leaves_the_list_and_comes_back(dana: Any, acme: dict[str, Any], now: datetime) -> None:
    url = f"/customers/{acme['id']}"
    archived_at = datetime.fromisoformat(dana.patch(url, {"archived": True}).json()["archived_at"])
    assert abs(archived_at - now) < timedelta(seconds=1)
    assert dana.get("/customers").json() == {"items": [], "total": 0}
    assert [c["id"] for c in dana.get("/customers", archived=True).json()["items"]] == [acme["id"]]
    assert dana.patch(url, {"archived": False}).json()["archived_at"] is None


def test_the_list_pages_and_searches(dana: Any) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        dana.post("/customers", {"name": name, "currency": "GBP"})
    first = dana.get("/customers", page_size=2).json()
    assert ([c["name"] for c in first["items"]], first["total"]) == (["Alpha", "Beta"], 3)
    assert [c["name"] for c in dana.get("/customers", search="amm").json()["items"]] == ["Gamma"]
    assert dana.get("/customers", page_size=201).status_code == 422


def test_a_technician_sees_no_customer(make_user: Any, as_user: Any, acme: dict[str, Any]) -> None:
    tariq = as_user(make_user("technician", "Tariq"))
    assert tariq.get("/customers").status_code == 403
    assert tariq.post("/customers", {"name": "X", "currency": "GBP"}).status_code == 403
