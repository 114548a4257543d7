"""Every list of the API takes as many queries for many rows as for two: a new list is named here or the build fails.

The rows are made by the API itself, each with parents of its own, so that nothing is found by chance in a cache.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.test_permissions import spec
from truckroll.intake import running

# A day in the site's zone, and the span of it.
SPAN = {"from": "2026-11-23T00:00:00Z", "to": "2026-12-20T00:00:00Z"}
PERIOD = {"starts_at": "2026-11-23T00:00:00Z", "ends_at": "2026-12-20T00:00:00Z"}
PLACE = {"country": "GB", "zone": "Europe/London", "lat": 51.5, "lon": -0.1}
WINDOWS = [{"weekday": day, "opens": "08:00", "closes": "17:00"} for day in range(7)]
WEEK = [{"weekday": day, "starts": "06:00", "ends": "22:00"} for day in range(7)]
# How many more rows: a query for each of them shows with few as with many.
MORE = 10 if os.environ.get("TRUCKROLL_TESTS") == "long" else 3


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = spec()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def lists() -> set[str]:
    """The paths whose answer has `items` and `total`."""
    found = set()
    for path, operations in spec()["paths"].items():
        content = operations.get("get", {}).get("responses", {}).get(200, {}).get("content", {})
        schema = resolved(content.get("application/json", {}).get("schema", {}))
        if {"items", "total"} <= set(schema.get("properties", {})):
            found.add(path.removeprefix("/api"))
    return found


class Maker:
    """Makes one more row of each kind through the API, as the office would."""

    def __init__(self, api: Any, client: Client) -> None:
        self.api = api
        self.client = client
        self.numbers = count(1)
        self.priorities = count(0)

    def _post(self, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
        answer = self.api.post(path, body)
        assert answer.status_code == status, (path, answer.content)
        made: dict[str, Any] = answer.json() if answer.content else {}
        return made

    def name(self) -> str:
        return f"Row {next(self.numbers):03}"

    def customer(self) -> int:
        return int(self._post("/customers", {"name": self.name(), "currency": "GBP"})["id"])

    def site(self, **values: Any) -> int:
        body = {"customer_id": self.customer(), "name": self.name(), "access_windows": WINDOWS, **PLACE} | values
        return int(self._post("/sites", body)["id"])

    def unlocated(self) -> int:
        return self.site(lat=None, lon=None)

    def contact(self) -> int:
        site = self.site()
        customer = self.api.get(f"/sites/{site}").json()["customer_id"]
        body = {"customer_id": customer, "site_id": site, "name": self.name(), "role": "tenant"}
        return int(self._post("/contacts", body)["id"])

    def hazard(self) -> int:
        return int(self._post("/hazards", {"site_id": self.site(), "title": "Dog", "severity": "high"})["id"])

    def asset(self) -> int:
        site = self.site()
        parent = self._post("/assets", {"site_id": site, "name": self.name(), "kind": "Boiler"})["id"]
        body = {"site_id": site, "name": self.name(), "kind": "Pump", "parent_id": parent}
        return int(self._post("/assets", body)["id"])

    def skill(self) -> int:
        return int(self._post("/skills", {"name": self.name()})["id"])

    def certification_type(self) -> int:
        return int(self._post("/certification-types", {"name": self.name(), "is_legal": True})["id"])

    def territory(self) -> int:
        return int(self._post("/territories", {"name": self.name(), "postal_codes": ["E1"]})["id"])

    def team(self) -> int:
        return int(self._post("/teams", {"name": self.name()})["id"])

    def technician(self) -> int:
        body = {
            "name": self.name(), "zone": "Europe/London", "currency": "GBP", "team_id": self.team(),
            "skills": [{"skill_id": self.skill(), "level": 2}], "territory_ids": [], "shift_patterns": WEEK,
        }  # fmt: skip
        return int(self._post("/technicians", body)["id"])

    def certification(self) -> int:
        body = {
            "technician_id": self.technician(), "certification_type_id": self.certification_type(),
            "valid_from": "2026-01-01", "expires_on": "2027-01-01",
        }  # fmt: skip
        return int(self._post("/certifications", body)["id"])

    def shift_exception(self) -> int:
        body = {"technician_id": self.technician(), "on": "2026-12-24", "starts": "08:00", "ends": "12:00"}
        return int(self._post("/shift-exceptions", body)["id"])

    def absence(self) -> int:
        body = {"technician_id": self.technician(), "kind": "leave", "starts_at": "2026-12-01T08:00:00Z",
                "ends_at": "2026-12-01T17:00:00Z"}  # fmt: skip
        return int(self._post("/absences", body)["id"])

    def calendar(self) -> int:
        body = {"name": self.name(), "intervals": [{"weekday": 0, "opens": "09:00", "closes": "17:00"}]}
        return int(self._post("/calendars", body)["id"])

    def calendar_version(self) -> None:
        """One more version of the first calendar there is."""
        if not hasattr(self, "versioned"):
            self.versioned = self.calendar()
        assert self.api.patch(f"/calendars/{self.versioned}", {"name": self.name()}).status_code == 200

    def target(self) -> None:
        body = {
            "amount": 60, "unit": "working_minutes", "calendar_id": self.calendar(), "customer_id": self.customer(),
            "work_type_id": self.work_type(),
        }  # fmt: skip
        assert self.api.put("/targets/2", body).status_code == 200

    def work_type(self, **values: Any) -> int:
        body = {
            "name": self.name(), "duration_s": 1800, "assignment": "off",
            "skills": [{"skill_id": self.skill(), "level": 1}], "certifications": [],
            "checklist": [{"text": "Pressure?", "kind": "number"}],
        } | values  # fmt: skip
        return int(self._post("/work-types", body)["id"])

    def request(self) -> int:
        body = {"site_id": self.site(), "work_type_id": self.work_type(), "description": "No heat", "channel": "phone"}
        return int(self._post("/requests", body)["id"])

    def work_order(self, **values: Any) -> int:
        body = {"site_id": self.site(), "work_type_id": self.work_type(), "description": "No heat"} | values
        return int(self._post("/work-orders", body)["id"])

    def visit(self) -> int:
        order = self.work_order()
        return int(self.api.get("/visits", work_order_id=order).json()["items"][0]["id"])

    def placed(self) -> int:
        """A visit with somebody who loses the skill it needs after it was placed."""
        technician = self.technician()
        (skill,) = self.api.get(f"/technicians/{technician}").json()["skills"]
        kind = self.work_type(skills=[{"skill_id": skill["skill_id"], "level": 1}])
        order = self.work_order(work_type_id=kind)
        visit = self.api.get("/visits", work_order_id=order).json()["items"][0]["id"]
        body = {"technician_id": technician, "starts_at": "2026-11-23T12:00:00Z"}
        self._post(f"/visits/{visit}/place", body, status=200)
        assert self.api.patch(f"/technicians/{technician}", {"skills": []}).status_code == 200
        return int(visit)

    def decision(self) -> None:
        """One more decision about the first visit there is."""
        if not hasattr(self, "decided"):
            self.decided = self.visit()
        self._post(f"/visits/{self.decided}/suggest", {}, status=200)

    def asset_skill(self) -> int:
        return int(self._post("/asset-skills", {"kind": self.name(), "skill_id": self.skill()})["id"])

    def view(self) -> int:
        return int(self._post("/saved-views", {"screen": "sites", "name": self.name()})["id"])

    def user(self) -> int:
        name = self.name()
        body = {"email": f"{name.replace(' ', '')}@example.test", "name": name, "role": "dispatcher",
                "password": "correct horse battery"}  # fmt: skip
        return int(self._post("/users", body)["id"])

    def token(self) -> int:
        return int(self._post("/tokens", {"client": self.name(), "scope": "read"})["id"])

    def mailbox(self) -> int:
        name = self.name()
        return int(self._post("/mailboxes", {"name": name, "kind": "file", "path": f"/tmp/{name}.mbox"})["id"])

    def request_form(self) -> int:
        return int(self._post("/request-forms", {"site_id": self.site(), "label": "Door"})["id"])

    def status_link(self) -> int:
        return int(self._post(f"/work-orders/{self.work_order()}/status-links", {"given_to": "Carla"})["id"])

    def rebook_link(self) -> int:
        return int(self._post(f"/visits/{self.visit()}/rebook-links", {"given_to": "Carla"})["id"])

    def price_book(self) -> int:
        return int(self._post("/price-books", {"name": self.name(), "currency": "GBP"})["id"])

    def price(self) -> int:
        """One more price in the first book there is."""
        if not hasattr(self, "book"):
            self.book = self.price_book()
            self.rate = self.tax_rate()
        body = {"kind": "part", "sku": self.name(), "name": "Valve", "unit_price": "10.03", "tax_code": self.rate}
        return int(self._post(f"/price-books/{self.book}/items", body)["id"])

    def stock_place(self) -> int:
        return int(self._post("/stock-places", {"name": self.name()})["id"])

    def part(self) -> int:
        return int(self._post("/parts", {"sku": self.name(), "name": self.name()})["id"])

    def part_order(self) -> int:
        body = {"sku": self.name(), "description": "Pump", "quantity": "1", "supplier": "Wexford"}
        return int(self._post(f"/work-orders/{self.work_order()}/part-orders", body)["id"])

    def stock_move(self) -> None:
        """One more part on one more shelf."""
        body = {"lines": [{"part_id": self.part(), "quantity": "2"}]}
        self._post(f"/stock-places/{self.stock_place()}/load", body)

    def band(self) -> int:
        """One more band of dearer hours in the first book there is."""
        if not hasattr(self, "book"):
            self.book = self.price_book()
        body = {"name": self.name(), "weekdays": [5], "opens": "08:00", "closes": "12:00"}
        return int(self._post(f"/price-books/{self.book}/bands", body)["id"])

    def period(self) -> int:
        """One more closed day."""
        if not hasattr(self, "days"):
            company = {
                "legal_name": "Harbor Heating Ltd", "address": "1 Pier Road", "country": "GB", "currency": "GBP",
                "zone": "Europe/London",
            }  # fmt: skip
            assert self.api.put("/seller", company).status_code == 200
            self.days = count(0)
        on = (date(2026, 3, 2) + timedelta(days=next(self.days))).isoformat()
        return int(self._post("/periods", {"starts_on": on, "ends_on": on})["id"])

    def tax_rate(self) -> str:
        code = f"code_{next(self.numbers)}"
        body = {"code": code, "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
        self._post("/tax-rates", body)
        return code

    def batch(self) -> int:
        """One more file, with three bad rows: without a description."""
        rows = "".join(f"{self.name()},,2026-11-23T08:00:00Z\n" for _ in range(3))
        file = SimpleUploadedFile(f"{self.name()}.csv", f"external_id,description,reported_at\n{rows}".encode())
        answer = self.client.post("/api/imports", {"profile": "generic", "file": file})
        assert answer.status_code == 201, answer.content
        made: int = answer.json()["id"]
        running.carry_on(made)
        return made


# Each list with what makes one more row of it, and what is asked for.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "/absences": ("absence", {}),
    "/asset-skills": ("asset_skill", {}),
    "/assets": ("asset", {}),
    "/board/conflicts": ("placed", SPAN),
    "/board/predictions": ("placed", SPAN),
    "/calendars": ("calendar", {}),
    "/calendars/{versioned}/versions": ("calendar_version", {}),
    "/certification-types": ("certification_type", {}),
    "/certifications": ("certification", {}),
    "/contacts": ("contact", {}),
    "/customers": ("customer", {}),
    "/hazards": ("hazard", {}),
    "/imports": ("batch", {}),
    "/mailboxes": ("mailbox", {}),
    "/part-orders": ("part_order", {}),
    "/parts": ("part", {}),
    "/periods": ("period", {}),
    "/price-books": ("price_book", {}),
    "/price-books/{book}/bands": ("band", {}),
    "/price-books/{book}/items": ("price", {}),
    "/rebook-links": ("rebook_link", {}),
    "/request-forms": ("request_form", {}),
    "/requests": ("request", {}),
    "/saved-views": ("view", {}),
    "/shift-exceptions": ("shift_exception", {}),
    "/sites": ("site", {}),
    "/sites/unlocated": ("unlocated", {}),
    "/skills": ("skill", {}),
    "/status-links": ("status_link", {}),
    "/stock": ("stock_move", {}),
    "/stock-moves": ("stock_move", {}),
    "/stock-places": ("stock_place", {}),
    "/targets": ("target", {}),
    "/tax-rates": ("tax_rate", {}),
    "/teams": ("team", {}),
    "/technicians": ("technician", {}),
    "/territories": ("territory", {}),
    "/tokens": ("token", {}),
    "/users": ("user", {}),
    "/visits": ("visit", {}),
    "/visits/{decided}/decisions": ("decision", {}),
    "/work-orders": ("work_order", {}),
    "/work-types": ("work_type", {}),
}
# Checked where their rows are made, with the same assertion.
ELSEWHERE = {
    "/invoices": "billing/test_list_invoices.py",
    "/credit-notes": "billing/test_list_invoices.py",
    "/imports/{batch_id}/bad-rows": "below",
    "/imports/{batch_id}/rows": "the same rows as the bad ones",
    "/import-kinds": "no rows: kinds are code",
    "/technicians/{technician_id}/shifts": "below",
    "/board/rests": "dispatch/test_list_short_rests.py",
    "/lapsing-certifications": "dispatch/test_list_lapsing.py",
    "/visits/{visit_id}/crew-candidates": "dispatch/test_add_member.py",
    "/on-call-rotas": "workforce/test_on_call.py",
    "/on-call-rotas/{on_call_rota_id}/duties": "workforce/test_on_call.py",
    "/on-call": "workforce/test_on_call.py",
    "/technicians/{technician_id}/timesheet": "one query whatever its length: workforce/test_attendance.py",
    "/work-orders/{work_order_id}/changes": "work/test_list_changes.py",
    "/customers/{customer_id}/changes": "work/test_list_changes.py: the same query",
    "/sites/{site_id}/changes": "work/test_list_changes.py: the same query",
    "/technicians/{technician_id}/changes": "work/test_list_changes.py: the same query",
    "/search": "at most three dozen rows in nine queries: search/test_find_anything.py",
    "/conditions": "three queries for any number of places: customers/test_conditions.py",
    "/callers": "at most two dozen rows in five queries: work/test_take_call.py",
    "/holidays": "no rows: the holidays package is code",
    "/mobile/phones": "mobile/test_list_phones.py",
    "/targets/due": "one row for each clock",
    "/messages": "notifications/test_write_message.py",
    "/message-templates": "one row for each kind and channel",
    "/transports": "one row for each channel",
    "/import-profiles": "no rows: profiles are code",
}


def bare(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


def test_every_list_is_checked() -> None:
    known = {bare(path) for path in (*LISTS, *ELSEWHERE)}
    assert {bare(path) for path in lists()} - known == set(), "lists without a check of their queries"


@pytest.fixture
def maker(ada: Any) -> Maker:
    return Maker(ada, ada._client)


def asked(api: Any, path: str, query: dict[str, str]) -> tuple[int, int]:
    """How many queries one page takes, and how many rows are on it."""
    with CaptureQueriesContext(connection) as caught:
        answer = api.get(path, **query)
    assert answer.status_code == 200, answer.content
    return len(caught), len(answer.json()["items"])


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_list_takes_as_many_queries_for_many_rows_as_for_two(path: str, maker: Maker) -> None:
    noun, query = LISTS[path]
    make: Callable[[], Any] = getattr(maker, noun)
    for _ in range(2):
        make()
    address = path.format_map(vars(maker))
    asked(maker.api, address, query)  # whatever is asked once per process
    few, rows = asked(maker.api, address, query)
    assert rows >= 2
    for _ in range(MORE):
        make()
    many, rows = asked(maker.api, address, query)
    assert rows >= 2 + MORE
    assert many == few, f"{few} queries for two rows, {many} for {rows}"
    # Promised for a page (L5): no more than twelve, whoever asks.
    assert many <= 12 or path == "/board/conflicts"


def test_the_bad_rows_of_a_file_take_as_many_queries_for_three_as_for_one(maker: Maker) -> None:
    batch = maker.batch()
    one = asked(maker.api, f"/imports/{batch}/bad-rows", {"page_size": "1"})
    all_of_them = asked(maker.api, f"/imports/{batch}/bad-rows", {})
    assert (one[1], all_of_them[1]) == (1, 3)
    assert one[0] == all_of_them[0]


def test_the_shifts_of_a_month_take_as_many_queries_as_those_of_a_day(maker: Maker, now: Any) -> None:
    technician = maker.technician()
    day = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=1)).isoformat()}
    one = asked(maker.api, f"/technicians/{technician}/shifts", day)
    month = asked(maker.api, f"/technicians/{technician}/shifts", PERIOD)
    assert month[1] > one[1] > 0
    assert one[0] == month[0]
