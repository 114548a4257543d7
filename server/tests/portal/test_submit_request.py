"""Asking without an account: through a form that tells nothing and takes only so much."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system

if TYPE_CHECKING:
    from datetime import datetime

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
KEY = "0192f000-0000-7000-8000-000000000001"


@pytest.fixture
def site(db: None, now: datetime) -> Any:
    from truckroll.customers import actions as customers

    customer = customers.create_customer(name="Carla Ltd", currency="GBP", actor=system("test"), now=now)
    return customers.create_site(
        customer=customer, name="12 High Street", address="12 High Street, London", country="GB", zone="Europe/London",
        lat=51.5, lon=-0.1, actor=system("test"), now=now,
    )  # fmt: skip


@pytest.fixture
def token(dana: Any, site: Any) -> str:
    answer = dana.post("/request-forms", {"site_id": site.pk, "label": "Flat 3"})
    assert answer.status_code == 201, answer.content
    path: str = answer.json()["path"]
    return path.removeprefix("/portal/r/")


def ask(nobody: Any, token: str, **values: Any) -> Any:
    body = {"token": token, "client_uuid": KEY, "description": "No heat", "contact_name": "Cleo", "contact_phone": "1"}
    return nobody.post("/portal/requests", body | values)


def test_row_3_a_form_tells_only_the_label_the_office_chose(nobody: Any, token: str) -> None:
    answer = nobody.post("/portal/request-forms/open", {"token": token})
    assert answer.json() == {
        "company": {"name": "truckroll", "phone": None, "email": None},
        "site": {"name": "Flat 3", "address": ""},
    }
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_request_comes_in_with_its_site_and_a_link_to_follow_it(
    nobody: Any, dana: Any, token: str, site: Any, told: Any
) -> None:
    answer = ask(nobody, token, urgency="emergency", access_note="Ring twice")
    assert answer.status_code == 201, answer.content
    asked = dana.get("/requests").json()["items"][0]
    assert (asked["number"], asked["channel"], asked["site_id"]) == (answer.json()["reference"], "portal", site.pk)
    assert (asked["description"], asked["priority"]) == ("No heat\n\nAccess: Ring twice", 1)
    assert told()[-2:] == ["work.request.received", "portal.status_link.created"]


def test_the_same_request_sent_again_gets_the_same_answer(nobody: Any, dana: Any, token: str) -> None:
    first, again = ask(nobody, token), ask(nobody, token)
    assert first.json() == again.json()
    assert len(first.json()["status_link"]) == len("/portal/s/") + 43
    assert dana.get("/requests").json()["total"] == 1


def test_the_secret_of_the_link_is_kept_nowhere(nobody: Any, token: str) -> None:
    from django.db import connection

    secret = ask(nobody, token).json()["status_link"].removeprefix("/portal/s/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s OR t::text LIKE %s',
                [f"%{secret}%", f"%{token}%"],
            )
            assert cursor.fetchone() == (0,), table


def test_a_link_that_never_was_and_one_that_was_taken_back_look_alike(
    nobody: Any, dana: Any, token: str, told: Any
) -> None:
    unknown = nobody.post("/portal/request-forms/open", {"token": "x" * 43})
    form = dana.get("/request-forms").json()["items"][0]
    assert dana.post(f"/request-forms/{form['id']}/revoke").status_code == 200
    before = told()
    revoked = nobody.post("/portal/request-forms/open", {"token": token})
    assert (unknown.status_code, unknown.json()) == (revoked.status_code, revoked.json())
    assert (revoked.status_code, revoked.json()["code"], revoked.json()["facts"]) == (404, "unknown_link", {})
    assert ask(nobody, token).status_code == 404
    assert told() == before


def test_a_photo_goes_with_the_request(nobody: Any, dana: Any, token: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    form = {"token": token, "client_uuid": str(uuid.uuid4()), "file": SimpleUploadedFile("leak.png", PNG)}
    sent = Client().post("/api/portal/attachments", form)
    assert sent.status_code == 201, sent.content
    assert ask(nobody, token, attachments=[sent.json()["sha256"]]).status_code == 201
    asked = dana.get("/requests").json()["items"][0]
    assert [file["name"] for file in asked["attachments"]] == ["leak.png"]


def test_a_program_is_no_photo_whatever_it_is_called(token: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    file = SimpleUploadedFile("leak.png", b"#!/bin/sh\n")
    answer = Client().post("/api/portal/attachments", {"token": token, "client_uuid": KEY, "file": file})
    assert (answer.status_code, answer.json()["code"]) == (422, "file_not_taken")


def test_somebody_elses_file_cannot_be_attached(nobody: Any, dana: Any, token: str, told: Any) -> None:
    from truckroll.foundation import blobs

    secret = blobs.store(b"%PDF- an invoice")
    before = told()
    answer = ask(nobody, token, attachments=[secret.sha256])
    assert (answer.status_code, answer.json()["code"], told()) == (422, "file_not_taken", before)


def test_whoever_fills_in_the_field_nobody_sees_is_a_program(nobody: Any, token: str, told: Any) -> None:
    before = told()
    assert ask(nobody, token, website="https://buy.example").status_code == 422
    assert told() == before


def test_the_eleventh_request_of_a_minute_waits(nobody: Any, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from truckroll.foundation import clock

    monkeypatch.setattr(clock, "real_now", lambda: datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC))
    for _ in range(10):
        assert ask(nobody, token).status_code == 201
    answer = ask(nobody, token)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert (answer.json()["facts"], answer["Retry-After"]) == ({"retry_after_s": 30}, "30")


def test_a_technician_hands_out_no_forms(as_user: Any, make_user: Any, site: Any, told: Any) -> None:
    before = told()
    answer = as_user(make_user("technician")).post("/request-forms", {"site_id": site.pk})
    assert (answer.status_code, told()) == (403, before)
