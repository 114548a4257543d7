"""P20: a link shows one job only, has no effect when it is looked at, expires, can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system

if TYPE_CHECKING:
    from datetime import datetime

SYSTEM = system("test")
FIELDS = {
    "company", "reference", "work_order_number", "site", "zone", "description", "work_type", "reported_at", "status",
    "status_sentence", "visits", "updated_at",
}  # fmt: skip


@pytest.fixture
def orders(db: None, now: datetime) -> list[Any]:
    """Two work orders at the same site, one with a visit that was sent to Tariq."""
    from truckroll.customers import actions as customers
    from truckroll.work.actions import visits, work_orders, work_types
    from truckroll.workforce.actions import technicians

    customer = customers.create_customer(name="Carla Ltd", currency="GBP", actor=SYSTEM, now=now)
    site = customers.create_site(
        customer=customer, name="12 High Street", address="12 High Street, London", country="GB", zone="Europe/London",
        lat=51.5, lon=-0.1, actor=SYSTEM, now=now,
    )  # fmt: skip
    kind = work_types.create_work_type(name="Boiler service", duration_s=3600, assignment="off", actor=SYSTEM, now=now)
    tariq = technicians.create_technician(
        name="Tariq Ahmed", zone="Europe/London", currency="GBP", actor=SYSTEM, now=now
    )
    made = [
        work_orders.raise_work_order(
            site=site, work_type=kind, reported_at=now, source="phone", description=text, actor=SYSTEM, now=now
        )
        for text in ("Boiler: owner owes us money", "The neighbor's leak")
    ]
    visit = made[0].visits.get()
    visits.schedule_visit(
        visit=visit, technician_id=tariq.pk, starts_at=now + timedelta(hours=1, minutes=20), actor=SYSTEM, now=now
    )
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=now)
    return made


@pytest.fixture
def token(dana: Any, orders: list[Any]) -> str:
    answer = dana.post(f"/work-orders/{orders[0].pk}/status-links", {"given_to": "Cleo"})
    assert answer.status_code == 201, answer.content
    path: str = answer.json()["path"]
    return path.removeprefix("/portal/s/")


def test_p20_a_link_shows_one_job_and_only_the_listed_fields(nobody: Any, token: str, orders: list[Any]) -> None:
    assert nobody.get("/portal/status").json()["code"] == "link_needed"
    opened = nobody.post("/portal/links/open", {"token": token})
    assert opened.status_code == 204
    cookie = opened.cookies["truckroll-job"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 1800)
    answer = nobody.get("/portal/status")
    shown = answer.json()
    assert set(shown) == FIELDS
    assert (shown["work_order_number"], shown["status"]) == (orders[0].number, "planned")
    assert shown["visits"] == [
        {
            "status": "dispatched", "technician_name": "Tariq",
            "window_starts_at": "2026-11-23T09:00:00Z", "window_ends_at": "2026-11-23T11:00:00Z",
            "arrived_at": None, "ended_at": None, "outcome": None,
        }
    ]  # fmt: skip
    # What the office wrote for the technician, and every other job, stay ours.
    assert "owes" not in answer.content.decode()
    assert orders[1].number not in answer.content.decode()
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")


def test_p20_looking_at_a_link_has_no_effect(nobody: Any, token: str, told: Any) -> None:
    from truckroll.portal.models import StatusLink

    before = (told(), StatusLink.objects.values().get())
    for path in (f"/portal/s/{token}", f"/portal/s/{token}"):
        nobody.get(path)
    looked = nobody.post("/portal/links/look", {"token": token})
    assert looked.json() == {"company": {"name": "truckroll"}}
    assert not looked.cookies
    assert (told(), StatusLink.objects.values().get()) == before


def test_p20_a_link_taken_back_shows_nothing_not_even_to_who_opened_it(nobody: Any, dana: Any, token: str) -> None:
    nobody.post("/portal/links/open", {"token": token})
    link = dana.get("/status-links").json()["items"][0]
    assert dana.post(f"/status-links/{link['id']}/revoke").status_code == 200
    assert (nobody.get("/portal/status").status_code, nobody.get("/portal/status").json()["code"]) == (
        401,
        "link_needed",
    )
    again = nobody.post("/portal/links/open", {"token": token})
    assert (again.status_code, again.json()["code"]) == (404, "unknown_link")


def test_p20_a_link_expires_thirty_days_after_its_job_is_closed(
    nobody: Any, token: str, orders: list[Any], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from truckroll.foundation import clock
    from truckroll.work.actions import work_orders

    work_orders.cancel_work_order(work_order=orders[0], reason="sold the house", actor=SYSTEM, now=now)
    monkeypatch.setattr(clock, "at", lambda real: now + timedelta(days=30) - timedelta(seconds=1))
    nobody.post("/portal/links/open", {"token": token})
    assert nobody.get("/portal/status").json()["status"] == "canceled"
    monkeypatch.setattr(clock, "at", lambda real: now + timedelta(days=30))
    late = nobody.post("/portal/links/open", {"token": token})
    assert (late.status_code, late.json()["code"]) == (410, "link_expired")
    assert nobody.get("/portal/status").status_code == 410


def test_a_pass_cannot_be_made_by_hand(nobody: Any, token: str) -> None:
    nobody._client.cookies["truckroll-job"] = "1:forged:signature"
    assert nobody.get("/portal/status").json()["code"] == "link_needed"


def test_a_pass_of_the_portal_opens_nothing_else(nobody: Any, token: str) -> None:
    nobody.post("/portal/links/open", {"token": token})
    assert [nobody.get(path).status_code for path in ("/me", "/work-orders", "/requests", "/invoices")] == [401] * 4


def test_guessing_is_slow(nobody: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from truckroll.foundation import clock

    monkeypatch.setattr(clock, "real_now", lambda: datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC))
    answers = [nobody.post("/portal/links/open", {"token": f"{i:0>43}"}).status_code for i in range(21)]
    assert answers == [404] * 20 + [429]
