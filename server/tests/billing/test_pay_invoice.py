"""Money that came in: in parts, and taken back with a reason."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.slow
def test_money_that_came_in_in_part_is_shown_so(company: Any, issued: Any, told: Any) -> None:
    invoice = issued(minutes=60)
    where = f"/invoices/{invoice['id']}/pay"
    assert invoice["total_minor"] == 16800
    paid = {"amount_minor": 6800, "received_on": "2026-11-23", "method": "bank_transfer", "reference": "S 1"}
    part = company.ada.post(where, paid).json()
    assert (part["status"], part["paid_minor"], part["open_minor"]) == ("part_paid", 6800, 10000)
    before = told()
    beyond = company.ada.post(where, {"amount_minor": 10001, "received_on": "2026-11-23"})
    assert (beyond.status_code, beyond.json()["facts"]["open_minor"]) == (422, 10000)
    assert company.ada.post(where, {"amount_minor": -1, "received_on": "2026-11-23"}).status_code == 422
    for day in ("2026-12-24", "1999-12-31"):
        assert company.ada.post(where, {"amount_minor": 1, "received_on": day}).status_code == 422
    assert told() == before
    rest = company.ada.post(where, {"amount_minor": 10000, "received_on": "2026-11-22", "method": "cash"}).json()
    assert (rest["status"], rest["open_minor"]) == ("paid", 0)
    assert [(one["amount_minor"], one["method"], one["received_on"]) for one in rest["payments"]] == [
        (6800, "bank_transfer", "2026-11-23"), (10000, "cash", "2026-11-22"),
    ]  # fmt: skip
    assert company.ada.get("/invoices", status="open").json()["total"] == 0
    assert company.ada.get("/invoices", status="paid").json()["items"][0]["number"] == "INV-2026-000001"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "today", "tomorrow"),
    [
        ("Europe/London", "2026-11-23", "2026-11-24"),
        # 08:00 UTC on Monday: Monday 22:00 there, and in Honolulu Sunday 22:00.
        ("Pacific/Kiritimati", "2026-11-23", "2026-11-24"),
        ("Pacific/Honolulu", "2026-11-22", "2026-11-23"),
    ],
)
def test_money_did_not_come_in_after_the_companys_own_day(
    company: Any, issued: Any, told: Any, zone: str, today: str, tomorrow: str
) -> None:
    from truckroll.billing.models import Seller

    where = f"/invoices/{issued(minutes=60)['id']}"
    Seller.objects.get().change(zone=zone)
    before = told()
    answer = company.ada.post(f"{where}/pay", {"amount_minor": 100, "received_on": tomorrow})
    assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "received_on", "today": today})
    assert (told(), company.ada.get(where).json()["payments"]) == (before, [])
    assert company.ada.post(f"{where}/pay", {"amount_minor": 100, "received_on": today}).status_code == 200


@pytest.mark.slow
def test_what_is_credited_in_full_is_not_called_paid(company: Any, issued: Any) -> None:
    where = f"/invoices/{issued(minutes=60)['id']}"
    assert company.ada.post(f"{where}/credit", {"reason": "Wrong customer"}).json()["status"] == "credited"
    assert company.ada.get("/invoices", status="paid").json()["total"] == 0
    assert company.ada.get("/invoices", status="credited").json()["items"][0]["status"] == "credited"


@pytest.mark.slow
def test_a_mistaken_payment_is_taken_back_once_with_a_reason(company: Any, issued: Any, told: Any) -> None:
    invoice = issued(minutes=60)
    paid = company.ada.post(f"/invoices/{invoice['id']}/pay", {"amount_minor": 16800, "received_on": "2026-11-23"})
    where = f"/payments/{paid.json()['payments'][0]['id']}/undo"
    assert company.ada.post(where, {"reason": ""}).status_code == 422
    back = company.ada.post(where, {"reason": "Meant for INV-2026-000002"}).json()
    assert (back["status"], back["open_minor"], told()[-1]) == ("issued", 16800, "billing.payment.undone")
    first, second = back["payments"]
    assert (second["amount_minor"], second["undoes_id"], second["reason"], first["undone_by_id"]) == (
        -16800, first["id"], "Meant for INV-2026-000002", second["id"],
    )  # fmt: skip
    before = told()
    again = company.ada.post(where, {"reason": "Once more"})
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")
    assert company.ada.post(f"/payments/{second['id']}/undo", {"reason": "No"}).json()["code"] == "already_undone"
    assert told() == before


@pytest.mark.parametrize("attack", ["UPDATE billing_payment SET amount_minor = 1", "DELETE FROM billing_payment"])
@pytest.mark.slow
def test_p16_the_database_keeps_payments(company: Any, issued: Any, attack: str) -> None:
    from django.db import IntegrityError, connection, transaction

    where = f"/invoices/{issued()['id']}/pay"
    assert company.ada.post(where, {"amount_minor": 100, "received_on": "2026-11-23"}).status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
