"""The accountant's file: whole, the same bytes every time, and nothing is dated into closed days."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.billing.journal import COLUMNS


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let it be another instant."""
    from datetime import datetime

    from truckroll.foundation import clock

    return lambda text: monkeypatch.setattr(clock, "at", lambda real: datetime.fromisoformat(text))


@pytest.fixture
def busy(company: Any, issued: Any) -> Any:
    """An invoice of 170.09 + 34.02, half paid, of which a valve was credited."""
    invoice = issued(minutes=50, parts=(("VALVE", "3"),), customer_reference='=HYPERLINK("x")')
    where = f"/invoices/{invoice['id']}"
    company.ada.post(f"{where}/pay", {"amount_minor": 10000, "received_on": "2026-11-23", "method": "bank_transfer"})
    valve = invoice["lines"][2]["id"]
    back = {"reason": "One unused", "lines": [{"line_id": valve, "quantity": "1"}]}
    assert company.ada.post(f"{where}/credit", back).status_code == 200
    return company.ada.get(where).json()


def test_rule_50_a_closed_period_comes_out_byte_for_byte_again(company: Any, busy: Any, later: Any, told: Any) -> None:
    later("2026-12-01T09:00:00+00:00")
    made = company.ada.post("/periods", {"starts_on": "2026-11-01", "ends_on": "2026-11-30"})
    assert (made.status_code, told()[-1]) == (201, "billing.period.closed")
    period = made.json()
    where = f"/periods/{period['id']}/csv"
    file = company.ada.get(where)
    carla, order = f"{company.customer.pk},Carla Ltd,,{busy['work_order_number']}", '"\'=HYPERLINK(""x"")"'
    note, paid = "CN-2026-000001", busy["payments"][0]["id"]
    of_it, dated = "INV-2026-000001,2026-11-23", "2026-12-07,2026-11-22"
    assert file.content.decode("utf-8-sig").split("\r\n") == [
        ",".join(COLUMNS),
        f"INV-2026-000001/S-20,invoice,{of_it},{dated},{carla},{order},,S,20,170.09,34.02,204.11,GBP,,",
        f"{note}/S-20,credit_note,{note},2026-11-23,,,{carla},{order},INV-2026-000001,S,20,-10.03,-2.01,-12.04,GBP,,",
        f"PAY-{paid},payment,{of_it},,,{carla},,,,,0.00,0.00,100.00,GBP,bank_transfer,",
        "",
    ]
    assert (period["lines"], file["Content-Disposition"]) == (
        3, 'attachment; filename="accounting-2026-11-01-to-2026-11-30.csv"',
    )  # fmt: skip
    # What happens later leaves it as it was handed over; and made anew it is the same.
    later("2026-12-24T09:00:00+00:00")
    company.ada.post(f"/invoices/{busy['id']}/pay", {"amount_minor": 100, "received_on": "2026-12-24"})
    assert company.ada.get(where).content == file.content
    anew = company.ada.get("/journal", starts_on="2026-11-01", ends_on="2026-11-30")
    assert anew.content == file.content
    from truckroll.billing.invariants import periods_come_out_again

    assert periods_come_out_again() == []


@pytest.mark.slow
def test_rule_50_nothing_is_dated_into_closed_days(company: Any, busy: Any, draft: Any, later: Any, told: Any) -> None:
    waiting = draft()
    later("2026-12-01T09:00:00+00:00")
    assert company.ada.post("/periods", {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}).status_code == 201
    before = told()
    late = company.ada.post(f"/invoices/{busy['id']}/pay", {"amount_minor": 1, "received_on": "2026-11-30"})
    assert (late.status_code, late.json()["code"], late.json()["facts"]["ends_on"]) == (
        409, "period_closed", "2026-11-30",
    )  # fmt: skip
    # A clock that was set back issues nothing into them either.
    later("2026-11-30T09:00:00+00:00")
    for where, body in ((f"/invoices/{waiting['id']}/issue", {}), (f"/invoices/{busy['id']}/credit", {"reason": "x"})):
        assert company.ada.post(where, body).json()["code"] == "period_closed"
    assert told() == before
    # A payment of closed days is taken back today.
    later("2026-12-02T09:00:00+00:00")
    back = company.ada.post(f"/payments/{busy['payments'][0]['id']}/undo", {"reason": "Bounced"}).json()
    assert back["payments"][-1]["received_on"] == "2026-12-02"


@pytest.mark.slow
def test_p21_a_dispatcher_limited_to_areas_reads_no_books(company: Any, busy: Any, later: Any, dana: Any) -> None:
    from truckroll.accounts.models import User

    later("2026-12-01T09:00:00+00:00")
    closed = company.ada.post("/periods", {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}).json()
    books = ("/periods", f"/periods/{closed['id']}/csv", "/journal?starts_on=2026-11-01&ends_on=2026-11-30")
    assert [dana.get(path).status_code for path in books] == [200, 200, 200]
    User.objects.get(name="Dana").change(territory_ids=[4711])
    for path in books:
        answer = dana.get(path)
        assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (
            403, "forbidden", "The books are those of the whole company; you are limited to areas.",
        )  # fmt: skip
    assert dana.get("/invoices").json()["total"] == 0


def test_days_are_closed_in_their_order_and_when_they_are_over(company: Any, later: Any, told: Any) -> None:
    later("2026-12-01T00:30:00+00:00")
    before = told()
    today = company.ada.post("/periods", {"starts_on": "2026-11-01", "ends_on": "2026-12-01"})
    assert (today.status_code, today.json()["code"]) == (409, "period_not_over")
    assert company.ada.post("/periods", {"starts_on": "2026-11-02", "ends_on": "2026-11-01"}).status_code == 422
    assert told() == before
    assert company.ada.post("/periods", {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}).status_code == 201
    for first in ("2026-10-31", "2026-11-02"):
        gap = company.ada.post("/periods", {"starts_on": first, "ends_on": "2026-11-30"})
        assert (gap.status_code, gap.json()["code"], gap.json()["facts"]) == (
            409, "period_taken", {"starts_on": "2026-11-01"},
        )  # fmt: skip
    listed = company.ada.get("/periods").json()
    assert (listed["total"], listed["next_starts_on"], listed["items"][0]["lines"]) == (1, "2026-11-01", 0)


@pytest.mark.parametrize("attack", ["UPDATE billing_period SET ends_on = '2027-01-01'", "DELETE FROM billing_period"])
def test_rule_50_the_database_keeps_a_closed_period(company: Any, later: Any, attack: str) -> None:
    from django.db import IntegrityError, connection, transaction

    later("2026-12-01T09:00:00+00:00")
    assert company.ada.post("/periods", {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}).status_code == 201
    with pytest.raises(IntegrityError, match="closed period"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
