"""A request comes in, waits for a decision, and becomes a work order without losing anything."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation import blobs
from truckroll.foundation.models import LifecycleMove

SYSTEM = system("test")


def test_the_office_writes_a_call_down_with_the_time_it_came(dana: Any, world: Any, told: Any) -> None:
    before = told()
    answer = dana.post(
        "/requests",
        {"description": "No heat", "site_id": world.site.pk, "contact_phone": "020 7946 0000",
         "reported_at": "2026-11-23T07:40:00Z"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made == {
        "joined_to_id": None, "triage": [],
        "id": made["id"], "version": 1, "number": f"R-{1000 + made['id']}", "channel": "phone", "external_id": "",
        "status": "new", "reason": "", "site_id": world.site.pk, "site_name": "12 High Street", "customer_id": None,
        "customer_name": None, "asset_id": None, "work_type_id": None, "work_type": None, "priority": None,
        "contact_name": "", "contact_phone": "020 7946 0000", "contact_email": "", "address": "",
        "description": "No heat", "reported_at": "2026-11-23T07:40:00Z", "received_at": made["received_at"],
        "work_order_id": None, "work_order_number": None, "attachments": [],
    }  # fmt: skip
    assert told()[len(before) :] == ["work.request.received"]


def test_rule_33_a_call_cannot_be_reported_after_it_was_received(dana: Any, world: Any, told: Any) -> None:
    before = told()
    answer = dana.post("/requests", {"description": "No heat", "reported_at": "2026-11-23T09:00:00Z"})
    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "reported_at")
    assert dana.get("/requests").json()["total"] == 0
    assert told() == before


@pytest.mark.parametrize("address", ["just words", "a@x.example, b@x.example", "müller@x.example", "a@straße.example"])
def test_an_address_no_mail_reaches_is_refused_where_it_comes_in(
    dana: Any, world: Any, told: Any, address: str
) -> None:
    site, work_type = world.site.pk, world.boiler.pk
    job = {"site_id": site, "work_type_id": work_type, "description": "No heat", "contact_email": "a@exämple.example"}
    order, request = dana.post("/work-orders", job), dana.post("/requests", {"description": "No heat"})
    assert (order.status_code, request.status_code) == (201, 201)
    before = told()
    bad = {"contact_email": address}
    for answer in (
        dana.post("/work-orders", job | bad),
        dana.patch(f"/work-orders/{order.json()['id']}", bad),
        dana.post("/requests", {"description": "No heat"} | bad),
        dana.patch(f"/requests/{request.json()['id']}", bad),
        dana.post("/contacts", {"customer_id": world.customer.pk, "name": "Zoe", "role": "tenant", "email": address}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.content
        (fault,) = answer.json()["facts"]["faults"]
        assert fault["where"].endswith("email")
        assert address in fault["what"] or address.partition("@")[2] in fault["what"]
    assert told() == before


def test_the_same_message_comes_in_once(dana: Any, told: Any) -> None:
    body = {"channel": "email", "external_id": "<1@example.test>", "description": "No heat"}
    assert dana.post("/requests", body).status_code == 201
    before = told()
    again = dana.post("/requests", body)
    assert (again.status_code, again.json()["code"]) == (409, "request_twice")
    assert dana.get("/requests").json()["total"] == 1
    assert told() == before


def test_what_a_request_names_must_exist(dana: Any) -> None:
    answer = dana.post("/requests", {"description": "No heat", "site_id": 999_999})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert dana.get("/requests").json()["total"] == 0


def test_rule_2_of_intake_an_accepted_request_stays_with_its_files_linked_to_its_work_order(
    dana: Any, world: Any, told: Any, settings: Any, tmp_path: Any
) -> None:
    from truckroll.work.actions import requests

    settings.MEDIA_ROOT = tmp_path
    photo = blobs.store(b"\xff\xd8\xff a leak")
    made = requests.receive_request(
        channel="email", external_id="<2@example.test>", description="Water on the floor", site_id=world.site.pk,
        work_type_id=world.boiler.pk, contact_name="Tenant", received_at=world.now, reported_at=world.at(-2),
        attachments=[("leak.jpg", photo)], actor=SYSTEM, now=world.now,
    )  # fmt: skip
    before = told()
    answer = dana.post(f"/requests/{made.pk}/accept", {"priority": 1})
    assert answer.status_code == 201, answer.content
    order = answer.json()
    assert (order["priority"], order["reported_at"]) == (1, "2026-11-23T06:00:00Z")
    assert told()[len(before) :] == ["work.work_order.raised", "work.visit.drafted", "work.request.accepted"]
    whole = dana.get(f"/work-orders/{order['id']}").json()
    assert whole["contact_name"] == "Tenant"
    assert whole["request"]["status"] == "accepted"
    assert whole["request"]["attachments"] == [
        {"position": 1, "name": "leak.jpg", "media_type": "image/jpeg", "size": 10}
    ]
    file = dana.get(f"/requests/{made.pk}/attachments/1")
    assert b"".join(file.streaming_content) == b"\xff\xd8\xff a leak"
    assert file["X-Content-Type-Options"] == "nosniff"


def test_a_request_without_a_site_cannot_be_accepted(dana: Any, world: Any, told: Any) -> None:
    made = dana.post("/requests", {"description": "No heat", "work_type_id": world.boiler.pk}).json()
    before, lines = told(), LifecycleMove.objects.count()
    answer = dana.post(f"/requests/{made['id']}/accept", {})
    assert (answer.status_code, answer.json()["code"], answer.json()["facts"]) == (
        409, "request_incomplete", {"missing": ["site"]},
    )  # fmt: skip
    assert dana.get(f"/requests/{made['id']}").json()["status"] == "new"
    assert (told(), LifecycleMove.objects.count()) == (before, lines)


def test_a_request_is_accepted_once(dana: Any, world: Any) -> None:
    made = dana.post(
        "/requests", {"description": "No heat", "site_id": world.site.pk, "work_type_id": world.boiler.pk}
    ).json()
    assert dana.post(f"/requests/{made['id']}/accept", {}).status_code == 201
    again = dana.post(f"/requests/{made['id']}/accept", {})
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")
    assert dana.get("/work-orders").json()["total"] == 1


def test_a_rejection_has_a_reason_and_can_be_taken_back(dana: Any, told: Any) -> None:
    made = dana.post("/requests", {"description": "Sell me a boat"}).json()
    assert dana.post(f"/requests/{made['id']}/reject", {"reason": ""}).status_code == 422
    answer = dana.post(f"/requests/{made['id']}/reject", {"reason": "Not what we do"})
    assert (answer.json()["status"], answer.json()["reason"]) == ("rejected", "Not what we do")
    refused = dana.patch(f"/requests/{made['id']}", {"description": "Sell me a van"})
    assert (refused.status_code, refused.json()["code"]) == (409, "request_decided")
    assert dana.post(f"/requests/{made['id']}/reconsider").json()["status"] == "new"
    assert told()[-2:] == ["work.request.rejected", "work.request.changed"]


def test_p6_two_people_complete_the_same_request(dana: Any) -> None:
    made = dana.post("/requests", {"description": "No heat"}).json()
    assert dana.patch(f"/requests/{made['id']}", {"version": 1, "contact_name": "Ana"}).status_code == 200
    loser = dana.patch(f"/requests/{made['id']}", {"version": 1, "contact_name": "Ben"})
    assert (loser.status_code, loser.json()["code"]) == (409, "changed_meanwhile")
    assert loser.json()["facts"]["present"] == {"contact_name": "Ana"}


def test_the_list_of_requests_takes_as_many_queries_for_many_as_for_one(
    dana: Any, world: Any, django_assert_num_queries: Any
) -> None:
    for n in range(3):
        dana.post("/requests", {"description": f"No heat {n}", "site_id": world.site.pk})
    # Session, user, technician of the user, the page, its attachments and answers, the count.
    with django_assert_num_queries(7):
        assert dana.get("/requests").json()["total"] == 3


def test_a_technician_sees_no_requests(as_user: Any, world: Any) -> None:
    tariq = as_user(world.tariq_user)
    assert tariq.get("/requests").status_code == 403
