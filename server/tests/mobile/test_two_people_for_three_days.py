"""Two people for three days, from the request to the invoice: every hour of both is on it, and the sum is by hand."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.mobile.conftest import Phone
from truckroll.foundation import clock, handling
from truckroll.foundation.invariants import check

WEEK = [{"weekday": day, "starts": "08:00", "ends": "17:00"} for day in range(5)]
SELLER = {
    "legal_name": "Harbor Ltd", "address": "1 Pier Road", "country": "GB", "currency": "EUR", "zone": "Europe/London",
    "tax_id": "GB1234567", "bank": "Sort 00-00-00",
}  # fmt: skip

# What each pressed on his phone, at the clock of London in winter, which is UTC:
#
#            Tariq, who leads                          Tove, who goes along
#   Tue      09:00-15:00                6 h 00         09:30-15:00 (ends with him)     5 h 30
#   Wed      09:00-16:30 less 12-13     6 h 30         09:00-12:00 (leaves)            3 h 00
#   Thu      09:00-14:00                5 h 00         09:00-14:00 (ends with him)     5 h 00
#                                      17 h 30                                        13 h 30
#
# 18 h were estimated, 6 h a day. After Tuesday 12 h are left, two days of 6 h; after Wednesday 5 h 30.
# Labor: 17.5 + 13.5 = 31.0 h at 60.00 = 1860.00; tax of 20 % = 372.00; in all 2232.00.
LINES = [
    ("Tariq", "6.0000", 36000), ("Tove", "5.5000", 33000),
    ("Tariq", "6.5000", 39000), ("Tove", "3.0000", 18000),
    ("Tariq", "5.0000", 30000), ("Tove", "5.0000", 30000),
]  # fmt: skip
NET, TAX, TOTAL = 186000, 37200, 223200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_people_for_three_days_from_request_to_invoice(
    ada: Any, now: datetime, make_user: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [now]
    monkeypatch.setattr(clock, "at", lambda real: moment[0])

    def post(path: str, body: Any = None, how: str = "post") -> Any:
        answer = getattr(ada, how)(path, body if body is not None else {})
        assert answer.status_code < 300, (path, answer.content)
        while handling.deliver_all():
            pass
        return answer.json()

    def on(date: int, time: str) -> datetime:
        moment[0] = datetime.fromisoformat(f"2026-11-{date}T{time}:00+00:00")
        return moment[0]

    def press(phone: Any, visit: int, *kinds: str, **more: Any) -> None:
        phone.now = moment[0]
        for kind in kinds:
            said = phone.do(kind, at=moment[0], visit_id=visit, **more)
            assert said["outcome"] == "applied", (kind, said)

    people, phones = {}, {}
    for n, name in enumerate(("Tariq", "Tove"), 1):
        user = make_user("technician", name)
        who = {"name": name, "zone": "Europe/London", "currency": "EUR", "user_id": user.pk, "shift_patterns": WEEK}
        people[name] = post("/technicians", who)["id"]
        phones[name] = Phone(as_user(user), uuid.UUID(int=n << 64), now)
        phones[name].api.post("/mobile/devices", {"client_uuid": str(phones[name].device), "name": name})
    tariq, tove, lead, along = people["Tariq"], people["Tove"], phones["Tariq"], phones["Tove"]
    customer = post("/customers", {"name": "Carla Ltd", "bill_address": "200 Long Lane", "currency": "EUR"})["id"]
    place = {"country": "GB", "zone": "Europe/London", "lat": 51.5, "lon": -0.1}
    site = post("/sites", {"customer_id": customer, "name": "12 High Street", **place})["id"]
    post("/seller", SELLER, "put")
    rate = {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
    post("/tax-rates", rate)
    book = post("/price-books", {"name": "Prices", "currency": "EUR", "is_default": True})["id"]
    post(
        f"/price-books/{book}/items", {"kind": "labor", "name": "Labor", "unit_price": "60.00", "tax_code": "standard"}
    )

    # The request, and the work order of it: two people for eighteen hours.
    kind = post("/work-types", {"name": "Plant room", "duration_s": 18 * 3600, "crew_size": 2, "assignment": "off"})[
        "id"
    ]
    request = post("/requests", {"description": "A new plant room", "site_id": site, "channel": "phone"})["id"]
    order = post(f"/requests/{request}/accept", {"work_type_id": kind})["id"]
    (visit,) = ada.get(f"/work-orders/{order}").json()["visits"]
    assert (visit["crew_size"], visit["duration_s"]) == (2, 18 * 3600)

    # A day of it each day, with the same two.
    days = [one["id"] for one in post(f"/visits/{visit['id']}/split", {"longest_s": 8 * 3600})["items"]]
    starts_at = datetime.fromisoformat("2026-11-24T09:00:00+00:00")
    placed = post(f"/visits/{days[0]}/place-days", {"technician_id": tariq, "starts_at": starts_at.isoformat()})
    assert [one["starts_at"] for one in placed["items"]] == [
        f"2026-11-{date}T09:00:00Z" for date in (24, 25, 26)
    ]  # fmt: skip
    post(f"/visits/{days[0]}/crew", {"technician_id": tove, "all_days": True})
    assert check() == {}

    def release(visit: int) -> None:
        if ada.get(f"/visits/{visit}").json()["status"] == "scheduled":
            post(f"/visits/{visit}/dispatch")

    on(24, "08:30")
    release(days[0])
    (his,) = [one for one in along.api.get("/mobile/day").json()["visits"] if one["id"] == days[0]]
    assert (his["part"], [one["name"] for one in his["crew"]]) == ("member", ["Tariq", "Tove"])
    on(24, "09:00")
    press(lead, days[0], "depart_visit", "arrive_visit")
    lead.now = moment[0]
    short = lead.do("start_visit", at=moment[0], visit_id=days[0])
    assert short["body"]["code"] == "crew_incomplete"
    press(lead, days[0], "start_visit", short_reason="Tove is stuck in traffic")
    on(24, "09:30")
    press(along, days[0], "depart_visit", "arrive_visit", "start_visit")
    on(24, "15:00")
    press(lead, days[0], "end_day")
    assert [ada.get(f"/visits/{pk}").json()["duration_s"] for pk in days[1:]] == [6 * 3600, 6 * 3600]

    on(25, "08:30")
    release(days[1])
    on(25, "09:00")
    press(along, days[1], "arrive_visit")
    press(lead, days[1], "arrive_visit", "start_visit")
    press(along, days[1], "start_visit")
    on(25, "12:00")
    press(lead, days[1], "pause_visit")
    press(along, days[1], "leave_visit")
    on(25, "13:00")
    press(lead, days[1], "resume_visit")
    on(25, "16:30")
    press(lead, days[1], "end_day")
    assert ada.get(f"/visits/{days[2]}").json()["duration_s"] == 5.5 * 3600

    on(26, "08:30")
    release(days[2])
    on(26, "09:00")
    press(along, days[2], "arrive_visit")
    press(lead, days[2], "arrive_visit", "start_visit")
    press(along, days[2], "start_visit")
    on(26, "14:00")
    press(lead, days[2], "complete_visit", summary="The plant room stands.")

    record = ada.get(f"/work-orders/{order}").json()
    assert (record["status"], [one["status"] for one in record["visits"]]) == ("completed", ["completed"] * 3)
    led = sum(one["working_s"] for one in record["spent"])
    went = sum(one["working_s"] for one in record["crews"])
    assert (led, went) == (17.5 * 3600, 13.5 * 3600)

    post(f"/work-orders/{order}/approve")
    (draft,) = ada.get("/invoices", work_order_id=order).json()["items"]
    invoice = ada.get(f"/invoices/{draft['id']}").json()
    labor = [one for one in invoice["lines"] if one["kind"] == "labor"]
    said = [(one["description"].rpartition(", ")[2], one["quantity"], one["net_minor"]) for one in labor]
    assert said == LINES
    assert (invoice["net_minor"], invoice["tax_minor"], invoice["total_minor"]) == (NET, TAX, TOTAL)
    issued = post(f"/invoices/{draft['id']}/issue")
    assert (issued["status"], issued["total_minor"]) == ("issued", TOTAL)
    assert check() == {}
    # Each has his own hours in the record, whoever led.
    assert timedelta(seconds=led + went) == timedelta(hours=31)
